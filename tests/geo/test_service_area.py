from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, box

from geo.service_area import (
    ServiceAreaError,
    count_within,
    land_of,
    places_without_addresses,
    service_areas,
)
from geo.site_times import SiteTimes, site_times
from geo.travel_time import travel_times
from tests.geo.travel_time.streets import Town, rd

RD = "EPSG:28992"
LAND = box(205_000, 472_000, 210_000, 477_000)
STREET = [(float(x), float(y)) for x in range(0, 1001, 25) for y in range(0, 1001, 25)]


def hubs(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    ids = [f"H{number}" for number in range(1, len(places) + 1)]
    return gpd.GeoDataFrame({"site_id": ids}, geometry=shapely.points(rd(*places)), crs=RD)


def homes(*places: tuple[float, float], weight: float = 0.5) -> gpd.GeoDataFrame:
    frame = {"buurtcode": "BU90010100", "weight": weight, "address_count": 1}
    return gpd.GeoDataFrame(frame, index=range(len(places)), geometry=shapely.points(rd(*places)), crs=RD)


def on_foot(at: gpd.GeoDataFrame, doors: gpd.GeoDataFrame, mode: str = "foot") -> SiteTimes:
    return site_times(travel_times(None, mode, cache=Path("unused"), detour_factor=1.3), at, doors)


def test_where_people_live_everywhere_the_area_is_the_circle_around_the_hub() -> None:
    doors = homes(*STREET)
    areas = service_areas(on_foot(hubs((500, 500)), doors), {"H1": [5]}, doors, land=LAND)
    area = areas.geometry.iloc[0]
    assert area.area == pytest.approx(np.pi * 300**2, rel=0.25)  # a metre a second; half a cell more all around
    assert area.hausdorff_distance(Point(*rd((500, 500))[0]).buffer(300)) < 2 * 50
    assert areas.crs == RD


def test_land_near_no_address_is_not_claimed_and_water_never() -> None:
    doors = homes((100, 100), (140, 100), (800, 100))
    river = box(*rd((120, 0))[0], *rd((160, 1000))[0])
    areas = service_areas(on_foot(hubs((100, 100)), doors), {"H1": [30]}, doors, land=LAND.difference(river))
    area = areas.geometry.iloc[0]
    assert areas["addresses"].iloc[0] == 3
    assert area.covers(Point(*rd((100, 100))[0]))
    assert area.covers(Point(*rd((800, 100))[0]))
    assert area.intersection(river).area < 1e-6
    assert not area.intersects(Point(*rd((450, 100))[0]))
    assert area.area < 3 * 200**2


def test_homes_that_are_not_reached_are_not_claimed_by_their_neighbours() -> None:
    near, far = [(100.0 + x, 100.0) for x in range(0, 50, 10)], [(100.0 + x, 160.0) for x in range(0, 50, 10)]
    doors = homes(*near, *far)
    table = np.array([[60.0] * 5 + [9000.0] * 5], dtype=np.float32)
    areas = service_areas(SiteTimes("foot", "network", ("H1",), table, table), {"H1": [5]}, doors, land=LAND)
    assert areas.geometry.iloc[0].covers(Point(*rd((120, 100))[0]))
    assert not areas.geometry.iloc[0].covers(Point(*rd((120, 175))[0]))


def test_counts_equal_the_matrix_and_not_the_polygon(tmp_path: Path) -> None:
    streets = Town().grid(10).write(tmp_path / "straten.osm.pbf")
    times = travel_times(streets, "foot", cache=tmp_path, detour_factor=1.3)
    rng = np.random.default_rng(2)
    places = [(float(x), float(y)) for x, y in rng.uniform(0, 900, (300, 2))]
    at, doors = hubs((0, 0), (900, 900)), homes(*places, weight=0.25)
    table, wanted = site_times(times, at, doors), {"H1": [10, 5], "H2": [5]}
    zoned = np.arange(300) < 100
    areas = service_areas(table, wanted, doors, land=LAND, zoned=zoned)
    duration = times.table(shapely.get_coordinates(at.geometry), shapely.get_coordinates(doors.geometry)).duration_s
    for row in areas.itertuples():
        inside = duration[int(row.hub_id[1:]) - 1] <= row.minutes * 60
        assert 0 < inside.sum() < 300
        assert row.addresses == inside.sum()
        assert row.expected_frail == pytest.approx(inside.sum() * 0.25)
        assert row.zone_addresses == (inside & zoned).sum()
    order = list(areas[["hub_id", "minutes"]].itertuples(index=False, name=None))
    assert order == [("H1", 5), ("H1", 10), ("H2", 5)]
    assert count_within(table, wanted) == areas["addresses"].tolist()
    assert set(areas["method"]) == {"network"}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([30.0, 50.0, 100.0]), st.integers(5, 400))
def test_a_larger_limit_contains_a_smaller_one_whatever_the_times(seed: int, cell_m: float, count: int) -> None:
    rng = np.random.default_rng(seed)
    doors = homes(*(tuple(place) for place in rng.uniform(0, 1500, (count, 2))))
    duration = rng.uniform(0, 1500, (1, count)).astype(np.float32)
    duration[rng.uniform(size=duration.shape) < 0.1] = np.inf
    table = SiteTimes("foot", "network", ("H1",), duration, duration)
    low, high = rd((0, 0), (1500, 1500))
    land = box(*low, *high).difference(box(low[0] + 600, low[1] - 99, low[0] + 660, high[1] + 99))
    areas = service_areas(table, {"H1": [3, 8, 15, 20, 30]}, doors, land=land, cell_m=cell_m)
    assert areas["addresses"].is_monotonic_increasing
    drawn = [MultiPolygon() if area is None else area for area in areas.geometry]
    for smaller, larger in pairwise(drawn):
        assert smaller.difference(larger).area < 1e-3
    for area in drawn:
        assert isinstance(area, MultiPolygon)
        assert area.is_valid
        assert area.difference(land).area < 1e-3
        assert all(part.area >= cell_m**2 for part in area.geoms)
    assert drawn[-1].area > 0


def test_an_unbridged_river_is_not_crossed(tmp_path: Path) -> None:
    streets = Town().grid(6).grid(6, at=(700.0, 0.0)).write(tmp_path / "straten.osm.pbf")
    times = travel_times(streets, "foot", cache=tmp_path, detour_factor=1.3)
    doors = homes((300, 300), (800, 300))
    areas = service_areas(site_times(times, hubs((400, 200)), doors), {"H1": [60]}, doors, land=LAND)
    assert areas["addresses"].tolist() == [1]
    assert areas.geometry.iloc[0].covers(Point(*rd((300, 300))[0]))
    assert not areas.geometry.iloc[0].covers(Point(*rd((800, 300))[0]))


def test_a_hub_far_from_every_street_reaches_nothing(tmp_path: Path) -> None:
    streets = Town().grid(5).write(tmp_path / "straten.osm.pbf")
    times = travel_times(streets, "car", cache=tmp_path, detour_factor=1.3)
    doors = homes((0, 0))
    lost = service_areas(site_times(times, hubs((1900, 0)), doors), {"H1": [15]}, doors, land=LAND).iloc[0]
    assert lost.geometry is None
    assert (lost["addresses"], lost["expected_frail"]) == (0, 0)


def test_a_buurt_without_addresses_is_drawn_along_its_streets_and_not_counted() -> None:
    buurt = box(*rd((0, 0))[0], *rd((1000, 1000))[0])
    buurten = gpd.GeoDataFrame({"buurtcode": ["BU90010100"], "water": [False]}, geometry=[buurt], crs=RD)
    bare = homes((500, 500)).assign(address_count=0)
    road = LineString(rd((0, 200), (1000, 200)))
    features = gpd.GeoDataFrame({"kind": ["road"]}, geometry=[road], crs=RD)
    along = places_without_addresses(buurten, bare, features)
    assert along.distance(road).max() <= 100
    assert len(along) == 27  # three rows of nine, of places on whole hundreds of metres
    assert len(places_without_addresses(buurten, bare, None)) == 81
    assert places_without_addresses(buurten, homes((1, 1)), None).empty
    at = hubs((0, 200))
    area = service_areas(
        on_foot(at, bare), {"H1": [10]}, bare, land=buurt, bare=on_foot(at, along), bare_places=along
    ).iloc[0]
    assert (area["addresses"], area["expected_frail"]) == (0, pytest.approx(0.5))  # 583 m to the buurt's own point
    assert area.geometry.covers(Point(*rd((400, 200))[0]))
    assert not area.geometry.covers(Point(*rd((800, 200))[0]))


def test_land_is_the_buurten_less_water() -> None:
    low = rd((0, 0))[0]
    squares = [box(*low, *(low + 100)), box(low[0] + 100, low[1], low[0] + 200, low[1] + 100)]
    buurten = gpd.GeoDataFrame({"water": [False, True]}, geometry=squares, crs=RD)
    pond = box(*(low + 10), *(low + 20))
    shapes = [pond, LineString([low, low + 50]), squares[0]]
    features = gpd.GeoDataFrame({"kind": ["water", "water", "green"]}, geometry=shapes, crs=RD)
    assert land_of(buurten, None).area == pytest.approx(10_000)
    assert land_of(buurten, features).area == pytest.approx(10_000 - 100)


def test_no_hubs_give_no_rows() -> None:
    doors = homes((0, 0))
    assert service_areas(on_foot(hubs((0, 0)), doors).of([]), {}, doors, land=LAND).empty


def test_impossible_limits_and_degrees_are_refused() -> None:
    doors = homes((0, 0))
    with pytest.raises(ServiceAreaError, match="minutes"):
        service_areas(on_foot(hubs((0, 0)), doors), {"H1": [0, 5]}, doors, land=LAND)
    with pytest.raises(ServiceAreaError, match="RD New"):
        service_areas(on_foot(hubs((0, 0)), doors), {"H1": [5]}, doors.to_crs(4326), land=LAND)
