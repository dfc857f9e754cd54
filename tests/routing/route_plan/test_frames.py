"""The tables of a plan have the columns of the database's tables, its times the region's clock."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from geo.db import planning
from geo.db import route as route_tables
from routing.route_plan import RoutePlanError, Unplanned, plan_frames, plan_routes, route_points
from tests.routing.route_plan.cases import FIVE, NINE, TUESDAY, problem, shift, stop

ADDED_BY_THE_ASSET = {"region", "service_date", "gemeentecode", "run_id"}
TABLES = {"route": planning.Route, "route_stop": planning.RouteStop, "unplanned": planning.Unplanned,
          "route_duty": route_tables.RouteDuty}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("shifts", [[shift("anna", NINE, FIVE)], []], ids=["planned", "nobody"])
@pytest.mark.parametrize("stops", [[], [stop("a")]], ids=["no work", "work"])
def test_columns_and_types_are_those_of_the_database_also_without_work(name: str, shifts: list, stops: list) -> None:
    plan = plan_routes(problem(stops, shifts, [(100.0, 0.0)] * len(stops)))
    frame = getattr(plan_frames(plan), name)
    assert set(frame.columns) == {column.name for column in TABLES[name].__table__.columns} - ADDED_BY_THE_ASSET
    for column in TABLES[name].__table__.columns:
        if column.name in frame.columns and column.type.python_type in (int, float, bool):
            kept = {int: "Int64" if column.nullable else "int64", float: "float64", bool: "bool"}
            assert frame[column.name].dtype == kept[column.type.python_type]
    for column in {"departure", "arrival"} & set(frame.columns):
        assert str(frame[column].dtype) == "datetime64[us, Europe/Amsterdam]"


def test_a_route_reads_as_the_plan_says() -> None:
    stops = [stop("a", best_known=("anna",), buurtcode="BU1"), stop("b", contact=False, service_s=90)]
    plan = plan_routes(problem(stops, [shift("anna", NINE, FIVE, vehicle_id="bike")], [(500.0, 0.0), (1000.0, 0.0)]))
    frames = plan_frames(plan)
    (route,) = frames.route.to_dict("records")
    assert route["departure"] == pd.Timestamp("2026-02-03 09:00", tz="Europe/Amsterdam")
    assert route["arrival"] - route["departure"] == pd.Timedelta(seconds=400 + 690)
    assert (route["stops"], route["length_m"], route["driving_s"], route["contact_s"]) == (2, 2000.0, 400, 600)
    rows = frames.route_stop.set_index("resident_key")
    assert list(frames.route_stop["position"]) == [1, 2]
    assert rows.loc["a", "familiar"]
    assert not rows.loc["b", "familiar"]
    assert rows.loc["a", "buurtcode"] == "BU1"
    assert pd.isna(rows.loc["b", "buurtcode"])
    # The next ring follows from this one: arrival + service + way = arrival.
    first, second = frames.route_stop.to_dict("records")
    gap = first["service_s"] + second["leg_s"]
    assert second["arrival"] - first["arrival"] == pd.Timedelta(seconds=gap)


def test_summer_and_winter_show_the_same_hour_on_the_wall() -> None:
    for day in (dt.date(2026, 2, 3), dt.date(2026, 7, 7)):
        plan = plan_routes(problem([stop("a")], [shift("anna", NINE, FIVE)], [(5.0, 0.0)], service_date=day))
        assert plan_frames(plan).route["departure"].iloc[0].hour == 9


def test_each_ring_that_was_left_is_a_row_and_a_duty_that_was_left_has_no_hour() -> None:
    moved = TUESDAY + dt.timedelta(days=1)
    twice = [Unplanned(stop(name, resident_key="r"), "window", moved) for name in ("r", "r#2")]
    lunch = stop("lunch", kind="break", contact=False, only=frozenset({"anna"}), resident_key="", order_ids=())
    frames = plan_frames(plan_routes(problem([lunch], [], [(0.0, 0.0)], set_aside=tuple(twice))))
    assert list(frames.unplanned["stop_id"]) == ["r", "r#2"]
    assert set(frames.unplanned["proposed_date"]) == {moved}
    (duty,) = frames.route_duty.to_dict("records")
    assert (duty["kind"], duty["concierge_key"], duty["reason"]) == ("break", "anna", "no_concierge")
    assert pd.isna(duty["arrival"])


def test_the_points_of_a_route_start_and_end_at_the_hub() -> None:
    asked = problem([stop("a", point=(3.0, 4.0))], [shift("anna", NINE, FIVE)], [(3.0, 4.0)], hub_point=(0.0, 0.0))
    assert np.array_equal(route_points(plan_routes(asked))["H1-anna-1"], [(0, 0), (3, 4), (0, 0)])
    with pytest.raises(RoutePlanError, match="without a point"):
        route_points(plan_routes(problem([stop("a")], [shift("anna", NINE, FIVE)], [(3.0, 4.0)])))
