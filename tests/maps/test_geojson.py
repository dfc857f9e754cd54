"""RD New to the browser: right place, rounded, no gaps between neighbours, a light base map."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from maps.basemap import base_layers
from maps.geojson import areas, bounds, features, light, to_latlon
from tests.maps.city import RD, city


def test_the_tower_of_amersfoort_lies_where_the_tower_of_amersfoort_lies() -> None:
    at = to_latlon(gpd.GeoSeries([Point(155_000, 463_000), None], index=["toren", "niets"], crs=RD))
    assert at == {"toren": [pytest.approx(52.15517, abs=2e-5), pytest.approx(5.38721, abs=2e-5)]}


def test_coordinates_are_rounded_to_five_decimals_and_missing_shapes_are_left_out() -> None:
    made = features([LineString([(155_000.123, 463_000), (156_000, 463_777)]), None, Polygon()], [{"s": 0}] * 3)
    assert len(made) == 1
    assert all(round(value, 5) == value for point in made[0]["geometry"]["coordinates"] for value in point)


def test_neighbours_still_touch_after_simplification() -> None:
    wavy = [(1000 + 3 * (step % 2), step * 10) for step in range(101)]
    left = Polygon([(0, 0), *wavy, (0, 1000)])
    right = Polygon([(2000, 0), (2000, 1000), *reversed(wavy)])
    frame = gpd.GeoDataFrame({"buurtcode": ["a", "b"]}, geometry=[left, right], crs=RD)
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in areas(frame, "buurtcode", 8.0)]
    assert sum(shapely.get_num_coordinates(shape) for shape in shapes) < 30
    assert shapes[0].intersection(shapes[1]).length > 0.005
    assert shapes[0].intersection(shapes[1]).area < 1e-9


def test_an_invalid_buurt_is_drawn_and_not_dropped() -> None:
    bow = Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    frame = gpd.GeoDataFrame({"buurtcode": ["a"]}, geometry=[MultiPolygon([bow])], crs=RD)
    assert [feature["properties"]["k"] for feature in areas(frame, "buurtcode", 8.0)] == ["a"]


def test_bounds_hold_everything_and_nothing_has_no_bounds() -> None:
    frame = gpd.GeoDataFrame(geometry=[box(155_000, 463_000, 156_000, 464_000)], crs=RD)
    (south, west), (north, east) = bounds(frame, pd.DataFrame())
    assert 52.15 < south < north < 52.17
    assert 5.38 < west < east < 5.41
    assert bounds(pd.DataFrame()) is None


def test_the_base_map_is_one_shape_a_class_and_leaves_the_rest_out() -> None:
    base = city(streets=200).base
    made = base_layers(base)
    drawn = [feature["properties"]["s"] for feature in made["features"]]
    assert drawn == ["built_up", "green", "water", "path", "minor", "middle", "major", "railway"]
    assert [place["n"] for place in made["places"]] == ["Teststad", "Dorp"]
    assert base_layers(pd.DataFrame()) == {"features": [], "places": []}


def test_overlapping_water_is_joined_so_that_even_odd_filling_leaves_no_hole() -> None:
    base = gpd.GeoDataFrame(
        {"kind": ["water"] * 2, "class": ["river"] * 2, "name": [None] * 2},
        geometry=[box(0, 0, 1000, 100), box(500, 0, 1500, 100)], crs=RD,
    )  # fmt: skip
    (water,) = base_layers(base)["features"]
    shape = shapely.geometry.shape(water["geometry"])
    assert len(shapely.get_parts(shape)) == 1


def test_a_heavy_base_map_loses_its_smallest_lines_first_and_stays_light() -> None:
    base = city(10, 7, streets=9000).base
    many = pd.concat([base] + [base.assign(geometry=base.translate(step * 40.0, step * 30.0)) for step in range(1, 4)])
    made = base_layers(gpd.GeoDataFrame(many, crs=RD))
    kinds = {feature["properties"]["s"] for feature in made["features"]}
    assert {"major", "middle", "water"} <= kinds
    assert len(json.dumps(made)) < 2_500_000


def test_an_area_that_occurs_twice_is_converted_once_and_a_missing_one_stays_missing() -> None:
    round_one = Point(155_000, 463_000).buffer(500)
    made = light([round_one, None, Point(155_000, 463_000).buffer(500), round_one.buffer(100)], 10.0)
    assert made[1] is None
    assert made[0] is made[2]
    assert made[0] != made[3]


def test_areas_get_coarser_until_all_together_are_light_and_lose_the_holes_that_nobody_sees() -> None:
    lace = Point(155_000, 463_000).buffer(2_000, quad_segs=400)
    speck, lake = Point(155_000, 463_000).buffer(5), Point(155_500, 463_000).buffer(300)
    shape = light([MultiPolygon([lace.difference(speck).difference(lake)])], 10.0)[0]
    assert shape is not None
    assert sum(len(part.interiors) for part in shapely.get_parts(shapely.geometry.shape(shape))) == 1
    few = light([lace], 0.01, most=60)[0]
    assert few is not None
    assert len(few["coordinates"][0]) <= 60
