"""The benchmark of a national run: its codes, its figures from a seed, its keys."""

import json
from pathlib import Path

import pandas as pd

from tests.benchmarks.frailty_national import codes_of, generated, measure

CODES = [f"BU{gemeente:04d}{wijk:02d}{buurt:02d}" for gemeente in (1, 2) for wijk in (0, 1) for buurt in (0, 1, 2)]


def test_the_codes_are_those_of_the_file_in_order(tmp_path: Path) -> None:
    path = tmp_path / "buurten.topojson"
    layer = {"geometries": [{"properties": {"statcode": code}} for code in reversed(CODES)]}
    path.write_text(json.dumps({"objects": {"buurten": layer}}), encoding="utf-8")
    assert codes_of(path) == CODES


def test_the_same_seed_gives_the_same_country() -> None:
    pd.testing.assert_frame_equal(pd.DataFrame(generated(CODES, 3)), pd.DataFrame(generated(CODES, 3)))
    assert not generated(CODES, 3)["inhabitants"].equals(generated(CODES, 4)["inhabitants"])


def test_a_run_says_how_long_and_how_large() -> None:
    result = measure(CODES, 20, 1)
    assert list(result) == ["rows", "draws", "seconds", "cpu_seconds", "peak_mb"]
    assert (result["rows"], result["draws"]) == (12, 20)
    assert result["peak_mb"] > 0
