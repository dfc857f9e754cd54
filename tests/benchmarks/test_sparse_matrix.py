from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import matrix
from tests.benchmarks.sparse_matrix import measure
from tests.geo.travel_time.streets import Town


def test_the_sparse_benchmark_counts_what_the_dense_one_does_within_an_endless_horizon(tmp_path: Path) -> None:
    streets = Town().grid(8).write(tmp_path / "straten.osm.pbf")
    sparse = measure(streets, "foot", 50, minutes=10_000, seed=1)
    dense = matrix.measure(streets, "foot", 50, seed=1)
    assert sparse["pairs"] == 50 * 50 - dense["unreachable"]
    assert sparse["duration_sum_s"] == dense["duration_sum_s"]
    near = measure(streets, "foot", 50, minutes=5, seed=1)
    assert 0 < near["pairs"] < sparse["pairs"]
    assert near["longest_s"] <= 300


def test_the_sparse_benchmark_prints_one_line_with_its_keys(tmp_path: Path) -> None:
    streets = Town().grid(8).write(tmp_path / "straten.osm.pbf")
    command = [sys.executable, "-m", "tests.benchmarks.sparse_matrix", str(streets), "--points", "30", "--json"]
    line = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert {"profile", "points", "minutes", "seconds", "preparation_seconds", "peak_mb", "pairs"} <= set(line)
    assert line["points"] == 30
