"""Street networks built ahead of the assets that ask them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.resources import Workspaces
from geo.workspace import Region, Registry, load_region, load_scenarios
from pipelines.ahead import networks_ahead
from tests.geo.sources.osm_text import extract, node, way
from tests.pipelines.small_region import write_region


def with_streets(root: Path) -> Region:
    places = [(6.145, 52.245), (6.155, 52.245), (6.155, 52.25), (6.145, 52.25)]
    nodes = [node(number, *place) for number, place in enumerate(places, start=1)]
    (root / "data/straten.osm").write_text(extract(*nodes, way(10, [1, 2, 3, 4, 1], highway="residential")))
    settings = root / "region.yaml"
    settings.write_text(f"{settings.read_text()}  streets: data/straten.osm\n")
    return load_region(root)


def ahead(region: Region, cache: Path) -> set[str]:
    """The means of travel whose networks stand in the cache after a run of which nothing else is done."""
    Registry(cache.parent / "workspaces.json").register(region)
    workspaces = Workspaces(
        registry=str(cache.parent / "workspaces.json"),
        cache=str(cache),
        sites=str(cache),
        routes=str(cache),
        pseudonym_secret="k",
    )
    with networks_ahead(workspaces, region, load_scenarios(region.root).values()):
        pass
    return {facts.parent.name for facts in cache.glob("*/*/network.json")}


def test_a_first_run_has_the_networks_of_its_scenarios_and_of_suppliers(tmp_path: Path) -> None:
    region = with_streets(write_region(tmp_path / "dorp"))
    assert ahead(region, tmp_path / "cache") == {"foot_slow", "cargo_bike", "car"}


def test_a_cache_that_had_streets_before_and_a_region_without_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "used/extracts").mkdir(parents=True)
    assert ahead(with_streets(write_region(tmp_path / "dorp")), tmp_path / "used") == set()
    assert ahead(load_region(write_region(tmp_path / "gehucht")), tmp_path / "bare") == set()


def test_streets_that_cannot_be_read_are_told_in_the_log_and_do_not_stop_the_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    region = with_streets(write_region(tmp_path / "dorp"))
    region.files["streets"][0].write_text("<osm")
    with caplog.at_level("INFO", logger="pipelines.ahead"):
        assert ahead(region, tmp_path / "cache") == set()
    assert "No car network was built ahead" in caplog.text
