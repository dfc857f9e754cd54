from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pytest
from shapely import Point, box

from geo.region_streets import (
    DEPOT_MARGIN_M,
    KEPT_EXTRACTS,
    MARGIN_M,
    clipped_extract,
    region_car_streets,
    region_streets,
    street_area,
    streets_of,
)
from geo.sources.landed import SourceError
from geo.travel_time import travel_times
from geo.workspace import load_region
from tests.geo.sources.osm_text import extract, node, way
from tests.pipelines.small_region import write_region

RD = 28992
BUURTEN = gpd.GeoDataFrame({"buurtcode": ["BU1", "BU2"]}, geometry=[box(84_000, 446_000, 85_000, 447_000), box(85_000, 446_000, 86_000, 447_000)], crs=RD)  # fmt: skip


def degrees(x: float, y: float) -> tuple[float, float]:
    point = gpd.GeoSeries([Point(x, y)], crs=RD).to_crs(4326).iloc[0]
    return point.x, point.y


def town(folder: Path) -> Path:
    """A street in the region, one 6 km east of it, and a motorway between them."""
    places = [(85_000, 446_500), (85_500, 446_500), (92_000, 446_500), (92_500, 446_500)]
    nodes = [node(number, *degrees(*place)) for number, place in enumerate(places, start=1)]
    ways = [
        way(10, [1, 2], highway="residential"),
        way(11, [2, 3], highway="motorway"),
        way(12, [3, 4], highway="residential"),
    ]
    path = folder / "straten.osm"
    path.write_text(extract(*nodes, *ways))
    return path


def ways_of(path: Path) -> set[int]:
    return {thing.id for thing in osmium.FileProcessor(path, osmium.osm.WAY)}


def test_the_area_is_the_region_with_its_margin_and_the_surroundings_of_depots() -> None:
    depot = Point(100_000, 446_500)
    area = gpd.GeoSeries([street_area(BUURTEN, around=gpd.GeoSeries([depot, None], crs=RD))], crs=4326).to_crs(RD)[0]
    assert area.covers(box(84_000, 446_000, 86_000, 447_000).buffer(MARGIN_M - 100))
    assert area.covers(depot.buffer(DEPOT_MARGIN_M - 150))
    assert area.area < box(84_000, 446_000, 86_000, 447_000).buffer(MARGIN_M + 300).area + 4 * DEPOT_MARGIN_M**2
    assert area.geom_type == "MultiPolygon"


def test_an_area_of_no_buurten_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one buurt"):
        street_area(BUURTEN.iloc[:0])


def test_a_region_has_its_own_streets_and_a_car_the_way_to_its_depots_too(tmp_path: Path) -> None:
    path = town(tmp_path)
    assert ways_of(region_streets(path, BUURTEN, cache=tmp_path / "cache")) == {10, 11}
    depots = gpd.GeoSeries([Point(92_600, 446_500)], crs=RD)
    assert ways_of(region_car_streets(path, BUURTEN, depots, cache=tmp_path / "cache")) == {10, 11, 12}


def test_an_extract_is_clipped_once_and_again_when_it_or_the_area_changes(tmp_path: Path) -> None:
    path, cache = town(tmp_path), tmp_path / "cache"
    first = region_streets(path, BUURTEN, cache=cache)
    stamp = first.stat().st_mtime_ns
    assert region_streets(path, BUURTEN, cache=cache) == first
    assert first.stat().st_mtime_ns == stamp
    assert region_streets(path, BUURTEN.iloc[:1], cache=cache) != first
    path.write_text(path.read_text().replace("residential", "tertiary"))
    assert region_streets(path, BUURTEN, cache=cache) != first
    assert first.name == "straten.osm.pbf", "messages name the user's file"


def test_a_clip_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path, cache = tmp_path / "straten.osm", tmp_path / "cache"
    path.write_text("<osm")
    with pytest.raises(SourceError, match=r"straten\.osm"):
        region_streets(path, BUURTEN, cache=cache)
    assert list((cache / "extracts").iterdir()) == []


def test_only_the_extracts_used_last_are_kept(tmp_path: Path) -> None:
    path, cache = town(tmp_path), tmp_path / "cache"
    for number in range(KEPT_EXTRACTS + 2):
        kept = clipped_extract(path, box(4.2 - number / 100, 51.9, 4.5, 52.1), cache=cache)
    assert kept.is_file()
    assert len(list((cache / "extracts").iterdir())) == KEPT_EXTRACTS


def test_a_workspace_has_streets_for_landing_and_for_each_means_of_travel(tmp_path: Path) -> None:
    region = load_region(write_region(tmp_path / "dorp"))
    assert streets_of(region, None, cache=tmp_path) is None
    places = [(6.145, 52.245), (6.155, 52.245), (6.40, 52.245), (6.401, 52.245)]
    nodes = [node(number, *place) for number, place in enumerate(places, start=1)]
    ways = [way(10, [1, 2], highway="residential"), way(11, [3, 4], highway="primary"), way(12, [3, 4], highway="path")]
    (path := tmp_path / "dorp/data/straten.osm").write_text(extract(*nodes, *ways))
    region = replace(region, files={**region.files, "streets": (path,)})
    found = {mode: streets_of(region, mode, cache=tmp_path) for mode in (None, "foot", "car")}
    assert found[None] == found["foot"]
    assert {mode: ways_of(made) for mode, made in found.items() if made} == {None: {10}, "foot": {10}, "car": {10, 11}}
    no_buurten = replace(region, files={"streets": (path,)})
    assert streets_of(no_buurten, "car", cache=tmp_path) == path


@pytest.mark.realdata
def test_travel_times_in_delft_are_the_same_over_the_clipped_extract(realdata: Path, tmp_path: Path) -> None:
    path = realdata / "delft/delft_tudelft_complete_ways.osm.pbf"
    buurten = gpd.read_file(realdata / "delft/buurten.geojson").to_crs(RD)
    points = np.random.default_rng(1).uniform((84_600, 445_400), (86_000, 446_300), (60, 2))
    clipped = region_car_streets(path, buurten, gpd.GeoSeries([], crs=RD), cache=tmp_path)
    assert clipped.stat().st_size < path.stat().st_size / 2
    whole, part = (travel_times(streets, "car", cache=tmp_path, detour_factor=1.3) for streets in (path, clipped))
    before, after = whole.table(points, points), part.table(points, points)
    assert np.isfinite(before.duration_s).all()
    np.testing.assert_array_equal(before.duration_s, after.duration_s)
    np.testing.assert_allclose(before.length_m, after.length_m, rtol=1e-3, atol=1.0)  # ways of the same time
