from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from pyproj import Transformer
from shapely import box

from geo.contracts import validate
from geo.sources import SourceError
from geo.sources.landed import Read
from geo.sources.zones import TABLE, read_zones
from geo.zones import in_zone, may_enter, zones_on
from tests.geo.reach_cases import RD, points
from tests.geo.travel_time.streets import rd

LOW, HIGH = rd((0, 0), (1000, 1000))
SQUARE = box(*LOW, *HIGH)


def degrees(shape: shapely.Geometry) -> dict[str, Any]:
    to_degrees = Transformer.from_crs(28992, 4326, always_xy=True)
    return json.loads(shapely.to_geojson(shapely.transform(shape, lambda xy: shapely.get_coordinates(
        shapely.points(*to_degrees.transform(xy[:, 0], xy[:, 1]))))))  # fmt: skip


def feature(shape: shapely.Geometry = SQUARE, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"naam": "Centrum", **properties}, "geometry": degrees(shape)}


def read(root: Path, *features: object) -> Read:
    path = root / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return read_zones(path, "data/zones.geojson")


def test_zones_come_in_rd_new_with_their_dates(tmp_path: Path) -> None:
    found = read(
        tmp_path, feature(zone_id="Z1", geldig_vanaf="2025-01-01"), feature(naam="Oud", geldig_tot="2024-12-31")
    )
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert frame["zone_id"].tolist() == ["Z1", "zone-2"]
    assert frame["valid_from"].tolist()[0] == dt.date(2025, 1, 1)
    assert frame.geometry.iloc[0].symmetric_difference(SQUARE).area < 10
    assert found.rejects.empty
    assert zones_on(frame, dt.date(2026, 2, 3))["zone_id"].tolist() == ["Z1"]
    assert zones_on(frame, dt.date(2024, 12, 30))["zone_id"].tolist() == ["zone-2"]


def test_points_lie_in_a_zone_or_not_and_vehicles_may_enter_or_not() -> None:
    zones = gpd.GeoDataFrame(geometry=[SQUARE, SQUARE], crs=RD)
    doors = points("site_id", inside=(500, 500), edge=(0, 500), outside=(1500, 500))
    assert in_zone(doors, zones).tolist() == [True, True, False]
    assert in_zone(doors, zones.iloc[:0]).tolist() == [False] * 3
    assert [may_enter(kind) for kind in ("cargo_bike", "e_van", "passenger_van")] == [True, True, False]


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (feature(naam=""), "name"),
        (feature(soort="milieuzone"), "kind"),
        (feature(geldig_vanaf="31-01-2025"), "date"),
        ({"type": "Feature", "properties": {"naam": "x"}, "geometry": None}, "shape"),
        ({"type": "Feature", "properties": {"naam": "x"}, "geometry": {"type": "Point", "coordinates": [5, 52]}}, "place"),
        ("nothing", "shape"),
        (feature(zone_id="Z0"), "double"),
    ],
)  # fmt: skip
def test_a_feature_that_is_no_zone_is_refused_with_its_number(tmp_path: Path, wrong: object, rule: str) -> None:
    good = [feature(zone_id=f"Z{number}") for number in range(6)]
    found = read(tmp_path, *good, wrong)
    assert found.rejects[["row_number", "rule"]].to_numpy().tolist() == [[7, rule]]
    assert len(found.frames[TABLE]) == 6


def test_a_crossed_polygon_is_repaired(tmp_path: Path) -> None:
    bow = shapely.Polygon([LOW, HIGH, (HIGH[0], LOW[1]), (LOW[0], HIGH[1])])
    assert read(tmp_path, feature(bow)).frames[TABLE].geometry.is_valid.all()


def test_a_file_that_is_no_geojson_or_mostly_wrong_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="refused"):
        read(tmp_path, feature(), feature(naam=""))
    (tmp_path / "zones.geojson").write_text("naam;vlak", encoding="utf-8")
    with pytest.raises(SourceError, match="GeoJSON"):
        read_zones(tmp_path / "zones.geojson", "data/zones.geojson")
