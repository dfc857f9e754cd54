from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.geo.travel_time.streets import Town


def test_the_matrix_benchmark_prints_one_line_with_the_agreed_keys_and_the_same_sum_each_time(tmp_path: Path) -> None:
    streets = Town().grid(8).write(tmp_path / "straten.osm.pbf")
    command = [sys.executable, "-m", "tests.benchmarks.matrix", str(streets), "--profile", "foot"]
    command += ["--points", "40", "--json"]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(2)]
    timed = {"seconds", "cpu_seconds", "pairs_per_second", "preparation_seconds", "peak_mb"}
    assert set(runs[0]) == timed | {"profile", "points", "duration_sum_s", "unreachable"}
    assert runs[0]["unreachable"] == 0
    assert runs[0]["duration_sum_s"] > 0
    assert runs[0]["duration_sum_s"] == runs[1]["duration_sum_s"]
