"""Street networks built ahead of the assets that ask them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo.workspace import Region, load_region, load_scenarios
from pipelines.ahead import networks_ahead
from tests.geo.sources.osm_text import extract, node, way
from tests.pipelines.small_region import write_region

BASELINE = {"foot_slow", "cargo_bike", "car"}


def with_streets(root: Path) -> Region:
    places = [(6.145, 52.245), (6.155, 52.245), (6.155, 52.25), (6.145, 52.25)]
    nodes = [node(number, *place) for number, place in enumerate(places, start=1)]
    path = root / "data/straten.osm"
    path.write_text(extract(*nodes, way(10, [1, 2, 3, 4, 1], highway="residential")))
    region = load_region(root)
    return replace(region, files={**region.files, "streets": (path,)})


def built(cache: Path) -> set[str]:
    return {facts.parent.name for facts in cache.glob("*/*/network.json")}


def test_a_first_run_has_the_networks_of_its_scenarios_and_of_suppliers(tmp_path: Path) -> None:
    region = with_streets(write_region(tmp_path / "dorp"))
    with networks_ahead(region, load_scenarios(region.root).values(), tmp_path / "cache"):
        pass
    assert built(tmp_path / "cache") == BASELINE


def test_a_cache_that_had_streets_before_and_a_region_without_are_left_alone(tmp_path: Path) -> None:
    region = with_streets(write_region(tmp_path / "dorp"))
    (tmp_path / "used/extracts").mkdir(parents=True)
    with networks_ahead(region, load_scenarios(region.root).values(), tmp_path / "used"):
        pass
    with networks_ahead(load_region(region.root), load_scenarios(region.root).values(), tmp_path / "bare"):
        pass
    assert built(tmp_path / "used") == built(tmp_path / "bare") == set()


def test_streets_that_cannot_be_read_are_told_in_the_log_and_do_not_stop_the_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    region = with_streets(write_region(tmp_path / "dorp"))
    region.files["streets"][0].write_text("<osm")
    with (
        caplog.at_level("INFO", logger="pipelines.ahead"),
        networks_ahead(region, load_scenarios(region.root).values(), tmp_path / "cache"),
    ):
        pass
    assert "No car network was built ahead" in caplog.text
    assert built(tmp_path / "cache") == set()
