"""Writing: same bytes for the same seed, and the files that a workspace needs."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import yaml

from geo.workspace import FILES, OWN_FILES


def digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_another_process_with_another_hash_seed_writes_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    other = tmp_path / "map met spatie"
    environment = {**os.environ, "PYTHONHASHSEED": "20260203"}
    done = subprocess.run(
        [sys.executable, "-m", "geo.sample", str(other)], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(other.resolve())
    assert digests(other) == digests(sample)


def test_every_file_that_the_region_names_is_there_and_nothing_else(sample: Path) -> None:
    region = yaml.safe_load((sample / "region.yaml").read_text(encoding="utf-8"))
    named = {source: FILES[source] for source in ("buurt", "streets", "zone", *OWN_FILES)}
    assert region["files"] == named
    assert region["fictional"] is True
    assert any("verzonnen" in notice for notice in region["notices"])
    written = {str(path.relative_to(sample)) for path in sample.rglob("*") if path.is_file()}
    assert written == {*named.values(), "region.yaml", "scenarios/baseline.yaml", "scenarios/drie-hubs.yaml"}


def test_the_two_scenarios_ask_what_they_are_called(sample: Path) -> None:
    baseline = yaml.safe_load((sample / "scenarios/baseline.yaml").read_text(encoding="utf-8"))
    three = yaml.safe_load((sample / "scenarios/drie-hubs.yaml").read_text(encoding="utf-8"))
    assert (baseline["objective"], baseline["mode"], baseline["minutes"]) == ("evaluate", "cargo_bike", 10)
    assert baseline["service_area_minutes"] == [5, 10, 15]
    assert "hubs" not in baseline
    assert (three["scenario"], three["objective"], three["hubs"]) == ("drie-hubs", "p_median", 3)
