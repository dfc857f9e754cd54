"""Route sheets and their files: what stands on them, the hours, and that hostile text does no harm."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import shapely

from routing.route_export import CSV_COLUMNS, GPX, KINDS, sheet_csv, sheet_geojson, sheet_gpx
from routing.route_plan import DUTIES, RoutePlanError, plan_routes
from routing.route_plan.daylight import dusk_s
from routing.route_sheet import RouteSheet, route_sheets
from tests.routing.route_plan.cases import NOON, TEN, problem, shift, stop

HUB = (207_000.0, 474_000.0)
HOSTILE = '=HYPERLINK("http://x") <b>&\x00;'


def sheet() -> RouteSheet:
    stops = [
        stop("a", window_from_s=TEN, window_to_s=NOON, point=(207_100.0, 474_000.0), best_known=("anna",)),
        stop("b", contact=False, service_s=90, point=(207_100.0, 474_200.0)),
        stop("lunch", kind="break", contact=False, service_s=1800, window_from_s=NOON, only=frozenset({"anna"}),
             point=HUB, resident_key="", order_ids=()),
    ]  # fmt: skip
    plan = plan_routes(problem(stops, [shift("anna", vehicle_id="bike")], [(100.0, 0.0), (100.0, 200.0), (0.0, 0.0)]))
    doors = pd.DataFrame(
        [("a", HOSTILE, "Sluisstraat 1", "=1+1"), ("b", None, "Sluisstraat 3", None), ("c", "N", "elsewhere", "")],
        columns=["resident_key", "name", "address", "note"],
    )
    (made,) = route_sheets(plan, doors)
    return made


def test_a_sheet_holds_doors_and_duties_in_order_with_the_own_figures() -> None:
    made = sheet()
    (trip,) = made.trips
    assert (made.concierge_key, made.doors, made.familiar_doors, made.contact_s) == ("anna", 2, 1, 600)
    assert [each.position for each in trip.stops] == [1, 2, 3]
    assert {each.kind for each in trip.stops} == {"delivery", "break"}
    door = next(each for each in trip.stops if each.resident_key == "a")
    assert door.window == (dt.time(10), dt.time(12))
    assert (door.address, door.minutes, door.familiar) == ("Sluisstraat 1", 10.0, True)
    assert made.length_m == trip.length_m


def test_only_who_is_on_the_sheet_stands_on_it() -> None:
    text = sheet_csv(sheet()) + sheet_geojson(sheet(), HUB)
    assert "elsewhere" not in text


def test_a_csv_reads_back_and_holds_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(sheet_csv(sheet()).removeprefix("\ufeff")), delimiter=";"))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == 4
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert any(row[4] == "'" + HOSTILE for row in rows)


def test_a_gpx_is_well_formed_with_hours_in_utc_and_points_in_the_netherlands() -> None:
    root = ET.fromstring(sheet_gpx(sheet(), HUB, "Europe/Amsterdam"))
    points = root.findall(f"{{{GPX}}}wpt")
    assert len(points) == 3
    assert all(52 < float(each.get("lat", "0")) < 53 and 6 < float(each.get("lon", "0")) < 7 for each in points)
    name, time = (points[[each.findtext(f"{{{GPX}}}name", "").find("HYPERLINK") > 0 for each in points].index(True)]
                  .findtext(f"{{{GPX}}}{tag}") for tag in ("name", "time"))  # fmt: skip
    assert name is not None
    assert "<b>" in name
    assert time is not None
    assert time.startswith("2026-02-03T")
    assert len(root.findall(f"{{{GPX}}}trk")) == 1


def test_a_geojson_has_a_line_a_trip_and_a_point_a_stop_and_follows_the_ways_given() -> None:
    made = sheet()
    way = shapely.LineString([HUB, (207_050.0, 474_050.0), (207_100.0, 474_000.0), HUB])
    for ways, corners in ((None, 5), ({made.trips[0].route_id: way}, 4)):
        features = json.loads(sheet_geojson(made, HUB, ways))["features"]
        assert [each["geometry"]["type"] for each in features] == ["LineString", "Point", "Point", "Point"]
        assert len(features[0]["geometry"]["coordinates"]) == corners


def test_every_kind_of_stop_has_a_word() -> None:
    assert KINDS.keys() >= DUTIES


def test_doors_without_a_column_or_twice_are_refused() -> None:
    plan = plan_routes(problem([stop("a")], [shift("anna")], [(1.0, 0.0)]))
    with pytest.raises(RoutePlanError, match="lacks note"):
        route_sheets(plan, pd.DataFrame(columns=["resident_key", "name", "address"]))
    twice = pd.DataFrame([("a", "", "", "")] * 2, columns=["resident_key", "name", "address", "note"])
    with pytest.raises(RoutePlanError, match="two rows"):
        route_sheets(plan, twice)


@pytest.mark.parametrize(("day", "hour"), [(dt.date(2026, 12, 21), 16.4), (dt.date(2026, 6, 21), 21.95)])
def test_it_is_dark_early_in_december_and_late_in_june(day: dt.date, hour: float) -> None:
    assert dusk_s(shapely.Point(*HUB), day) / 3600 == pytest.approx(hour, abs=0.15)
