from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, box

from geo.service_area import ServiceAreaError, service_areas
from geo.travel_time import TravelMatrix, travel_times
from tests.geo.travel_time.streets import Town, rd

RD = "EPSG:28992"
LAND = box(206_000, 473_000, 209_000, 476_000)


def hubs(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    ids = [f"H{number}" for number in range(1, len(places) + 1)]
    return gpd.GeoDataFrame({"hub_id": ids}, geometry=shapely.points(rd(*places)), crs=RD)


def homes(*places: tuple[float, float], weight: float = 0.5) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"weight": weight}, index=range(len(places)), geometry=shapely.points(rd(*places)), crs=RD)


@dataclass(frozen=True)
class Lottery:
    """Travel times drawn at random: the hardest case for areas that must lie inside each other."""

    seed: int
    mode: str = "foot"
    method: str = "straight_line"
    top_speed_m_s: float = 1.5
    last_metres_m_s: float = 1.3

    def table(self, origins: np.ndarray, destinations: np.ndarray) -> TravelMatrix:
        rng = np.random.default_rng(self.seed)
        duration = rng.uniform(0, 1500, (len(origins), len(destinations))).astype(np.float32)
        duration[rng.uniform(size=duration.shape) < 0.1] = np.nan
        return TravelMatrix(duration, duration)

    def line(self, points: np.ndarray) -> LineString:
        return LineString(points)

    def snap_distance_m(self, points: np.ndarray) -> np.ndarray:
        return np.zeros(len(points))


def test_over_straight_lines_the_area_is_the_circle_around_the_hub() -> None:
    times = travel_times(None, "foot", cache=Path("unused"), detour_factor=1.3)
    areas = service_areas(times, hubs((500, 500)), [10], homes((500, 500)), cell_m=25, extent=LAND)
    radius = 600 * 1.3 / 1.3
    area = areas.geometry.iloc[0]
    assert area.area == pytest.approx(np.pi * radius**2, rel=0.03)
    assert area.hausdorff_distance(Point(*rd((500, 500))[0]).buffer(radius)) < 2 * 25
    assert areas.crs == RD


def test_counts_equal_the_matrix_and_not_the_polygon(tmp_path: Path) -> None:
    streets = Town().grid(10).write(tmp_path / "straten.osm.pbf")
    times = travel_times(streets, "foot", cache=tmp_path, detour_factor=1.3)
    rng = np.random.default_rng(2)
    places = [(float(x), float(y)) for x, y in rng.uniform(0, 900, (300, 2))]
    at, doors = hubs((0, 0), (900, 900)), homes(*places, weight=0.25)
    areas = service_areas(times, at, [5, 10], doors, extent=LAND)
    duration = times.table(shapely.get_coordinates(at.geometry), shapely.get_coordinates(doors.geometry)).duration_s
    for row in areas.itertuples():
        inside = (duration[int(row.hub_id[1:]) - 1] <= row.minutes * 60).sum()
        assert 0 < inside < 300
        assert row.addresses == inside
        assert row.expected_frail == pytest.approx(inside * 0.25)
    assert list(areas[["hub_id", "minutes"]].itertuples(index=False, name=None)) == [
        ("H1", 5), ("H1", 10), ("H2", 5), ("H2", 10)
    ]  # fmt: skip
    assert set(areas["mode"]) == {"foot"}
    assert set(areas["method"]) == {"network"}


def test_points_that_stand_for_no_known_address_count_as_frail_only() -> None:
    times = travel_times(None, "car", cache=Path("unused"), detour_factor=1.3)
    doors = homes((0, 0), (100, 0)).assign(address_count=[0, 1])
    area = service_areas(times, hubs((0, 0)), [5], doors, extent=LAND).iloc[0]
    assert area["addresses"] == 1
    assert area["expected_frail"] == pytest.approx(1.0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([50.0, 100.0, 170.0]))
def test_a_larger_limit_contains_a_smaller_one_whatever_the_times(seed: int, cell_m: float) -> None:
    land = box(206_500, 473_500, 208_000, 475_000).difference(box(207_100, 473_000, 207_160, 475_500))
    areas = service_areas(Lottery(seed), hubs((200, 300)), [3, 8, 15, 20], homes((0, 0)), cell_m=cell_m, extent=land)
    for smaller, larger in zip(areas.geometry, areas.geometry[1:], strict=False):
        assert smaller.difference(larger).area < 1e-3
    for area in areas.geometry:
        assert isinstance(area, MultiPolygon)
        assert area.is_valid
        assert area.difference(land).area < 1e-3
        assert all(part.area >= 0.9 * cell_m**2 for part in area.geoms)
    assert areas["addresses"].is_monotonic_increasing


def test_areas_stay_on_the_land_of_the_extent() -> None:
    times = travel_times(None, "foot", cache=Path("unused"), detour_factor=1.0)
    half = box(206_000, 473_000, 207_500, 476_000)
    area = service_areas(times, hubs((500, 500)), [10], homes(), extent=half).geometry.iloc[0]
    assert area.bounds[2] == pytest.approx(207_500)
    assert area.area == pytest.approx(np.pi * (600 * 1.3) ** 2 / 2, rel=0.08)


def test_an_unbridged_river_is_not_crossed(tmp_path: Path) -> None:
    streets = Town().grid(6).grid(6, at=(700.0, 0.0)).write(tmp_path / "straten.osm.pbf")
    times = travel_times(streets, "foot", cache=tmp_path, detour_factor=1.3)
    areas = service_areas(times, hubs((400, 200)), [60], homes((300, 300), (800, 300)), extent=LAND)
    assert areas["addresses"].tolist() == [1]
    assert areas.geometry.iloc[0].covers(Point(*rd((300, 300))[0]))
    assert not areas.geometry.iloc[0].covers(Point(*rd((900, 300))[0]))


def test_a_hub_far_from_every_street_reaches_nothing(tmp_path: Path) -> None:
    streets = Town().grid(5).write(tmp_path / "straten.osm.pbf")
    times = travel_times(streets, "car", cache=tmp_path, detour_factor=1.3)
    lost = service_areas(times, hubs((1900, 0)), [15], homes((0, 0)), extent=LAND).iloc[0]
    assert lost.geometry.is_empty
    assert isinstance(lost.geometry, MultiPolygon)
    assert (lost["addresses"], lost["expected_frail"]) == (0, 0)


def test_no_hubs_give_no_rows() -> None:
    times = travel_times(None, "foot", cache=Path("unused"), detour_factor=1.3)
    assert service_areas(times, hubs(), [5], homes((0, 0)), extent=LAND).empty


def test_impossible_limits_and_degrees_are_refused() -> None:
    times = travel_times(None, "foot", cache=Path("unused"), detour_factor=1.3)
    with pytest.raises(ServiceAreaError, match="minutes"):
        service_areas(times, hubs((0, 0)), [0, 5], homes((0, 0)), extent=LAND)
    with pytest.raises(ServiceAreaError, match="RD New"):
        service_areas(times, hubs((0, 0)).to_crs(4326), [5], homes((0, 0)), extent=LAND)
