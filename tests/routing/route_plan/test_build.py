"""From tables to problem: addresses, service times, windows, wishes, shifts, familiarity; then a plan of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from routing.day_sheets import day_sheets
from routing.route_plan import (
    UNREACHABLE,
    PlanRules,
    RoutePlanError,
    RouteProblem,
    build_problem,
    history_of,
    orders_of_past,
    plan_routes,
    violations,
)
from routing.route_plan.day import DayPlan
from routing.route_sheet import route_sheets
from tests.routing.route_plan.cases import FIVE, NINE, NOON, TEN, TUESDAY, StraightLine

HUB = shapely.Point(0, 0)


def order(order_id: str, resident: str, **changes: Any) -> dict[str, Any]:
    return {
        "order_id": order_id, "service_date": TUESDAY, "supplier_id": "S1", "hub_id": "H1", "resident_key": resident,
        "kind": "delivery", "contact": True, "service_minutes": np.nan, "window_from_s": pd.NA, "window_to_s": pd.NA,
        "gemeentecode": "GM9001", "buurtcode": "BU90010101", **changes,
    }  # fmt: skip


def concierge(key: str, **changes: Any) -> dict[str, Any]:
    return {"concierge_key": key, "hub_id": "H1", "workdays": "1,2,3,4,5", "shift_from_s": NINE, "shift_to_s": FIVE,
            "vehicle_id": None, **changes}  # fmt: skip


def wish(resident: str, **changes: Any) -> dict[str, Any]:
    return {"resident_key": resident, "contact_wish": "normal", "wish_days": None, "wish_from_s": None,
            "wish_to_s": None, "preferred_concierge": None, "picks_up": False, **changes}  # fmt: skip


def past(
    resident: str, who: str | None, days_ago: int, minutes: float | None = 10.0, contact: bool = True
) -> dict[str, Any]:
    return {"delivery_id": f"{resident}{who}{days_ago}", "service_date": TUESDAY - dt.timedelta(days=days_ago),
            "supplier_id": "S1", "hub_id": "H1", "concierge_key": who, "resident_key": resident, "contact": contact,
            "contact_minutes": minutes, "ladder_step": 1, "buurtcode": "BU90010101"}  # fmt: skip


VISIT_COLUMNS = ["visit_id", "service_date", "hub_id", "concierge_key", "resident_key", "reason", "contact_minutes"]
WISH_COLUMNS = list(wish(""))
VEHICLE_COLUMNS = ["vehicle_id", "kind", "hub_id", "capacity_l"]


def built(
    orders: list[dict[str, Any]],
    *,
    points: dict[str, Any] | None = None,
    concierges: list[dict[str, Any]] | None = None,
    vehicles: list[tuple[Any, ...]] | None = None,
    wishes: list[dict[str, Any]] | None = None,
    deliveries: list[dict[str, Any]] | None = None,
    times: StraightLine | None = None,
    rules: PlanRules | None = None,
) -> RouteProblem:
    keys = sorted({line["resident_key"] for line in orders})
    where = points if points is not None else {key: shapely.Point(100 * n, 0) for n, key in enumerate(keys, start=1)}
    past_rows = pd.DataFrame(deliveries or [], columns=list(past("", "", 0)))
    return build_problem(
        "H1",
        HUB,
        pd.DataFrame(orders, columns=list(order("", ""))),
        pd.DataFrame({"resident_key": list(where), "geometry": pd.Series(list(where.values()), dtype="object")}),
        pd.DataFrame([concierge("anna")] if concierges is None else concierges, columns=list(concierge(""))),
        pd.DataFrame(vehicles or [], columns=VEHICLE_COLUMNS),
        pd.DataFrame(wishes or [], columns=WISH_COLUMNS),
        history_of(past_rows, pd.DataFrame(columns=VISIT_COLUMNS)),
        TUESDAY,
        times or StraightLine(),
        rules=rules,
    )


def test_orders_for_one_address_become_one_stop_with_contact_and_the_longest_talk() -> None:
    lines = [
        order("o1", "r1", contact=False),
        order("o2", "r1", service_minutes=15.0, window_from_s=NINE, window_to_s=NOON),
        order("o3", "r1", kind="return", window_from_s=TEN, window_to_s=FIVE),
        order("o4", "r2", kind="visit", supplier_id=None),
    ]
    problem = built(lines)
    first, second = problem.stops
    assert (first.order_ids, first.kind, first.contact, first.service_s) == (("o1", "o2", "o3"), "delivery", True, 900)
    assert (first.window_from_s, first.window_to_s) == (TEN, NOON)
    assert (first.volume_l, first.return_l) == (1 + 15, 15)
    assert (second.kind, second.volume_l, second.buurtcode) == ("visit", 0, "BU90010101")


def test_orders_whose_windows_do_not_meet_are_two_rings() -> None:
    lines = [order("o1", "r1", window_from_s=NINE, window_to_s=TEN), order("o2", "r1", window_from_s=NOON)]
    assert [each.stop_id for each in built(lines).stops] == ["r1", "r1#2"]


def test_a_letterbox_takes_ninety_seconds_and_contact_ten_minutes_or_the_own_median() -> None:
    lines = [order("o1", "box", contact=False), order("o2", "new"), order("o3", "known")]
    seen = [past("known", "anna", ago, minutes) for ago, minutes in ((1, 4.0), (2, 6.0), (3, 20.0), (60, 90.0))]
    problem = built(lines, deliveries=seen)
    assert {each.resident_key: each.service_s for each in problem.stops} == {"box": 90, "new": 600, "known": 360}


def test_wishes_for_contact_set_how_long_the_concierge_stays() -> None:
    wishes = [wish("a", contact_wish="much"), wish("b", contact_wish="little")]
    problem = built([order("o1", "a"), order("o2", "b")], wishes=wishes)
    assert [each.service_s for each in problem.stops] == [900, 300]


def test_the_wished_window_narrows_the_window_of_the_order() -> None:
    problem = built(
        [order("o1", "a", window_from_s=NINE, window_to_s=NOON)], wishes=[wish("a", wish_from_s=TEN, wish_to_s=FIVE)]
    )
    assert (problem.stops[0].window_from_s, problem.stops[0].window_to_s) == (TEN, NOON)


def test_a_day_that_the_resident_does_not_wish_moves_the_order_to_the_next_wished_working_day() -> None:
    problem = built([order("o1", "a")], wishes=[wish("a", wish_days="1,6")])
    plan = plan_routes(problem)
    (left,) = plan.unplanned
    assert (problem.stops, left.reason, left.proposed_date) == ((), "window", dt.date(2026, 2, 9))
    assert violations(problem, plan) == []


@pytest.mark.parametrize("point", [None, np.nan, shapely.Point()])
def test_an_order_without_an_address_is_listed(point: object) -> None:
    plan = plan_routes(built([order("o1", "a"), order("o2", "b")], points={"a": point, "b": shapely.Point(5, 5)}))
    assert [(left.stop.resident_key, left.reason, left.proposed_date) for left in plan.unplanned] == [
        ("a", "no_address", TUESDAY + dt.timedelta(days=1))
    ]
    assert len(plan.routes) == 1


def test_who_picks_up_gets_a_visit_at_the_door_and_the_goods_wait_at_the_hub() -> None:
    chat = order("o2", "a", kind="visit")
    problem = built([order("o1", "a"), chat, order("o3", "b")], wishes=[wish("a", picks_up=True)])
    plan = plan_routes(problem)
    assert sorted(stop.order_ids for stop in problem.stops) == [("o2",), ("o3",)]
    assert [(left.stop.order_ids, left.reason, left.proposed_date) for left in plan.unplanned] == [
        (("o1",), "picks_up", TUESDAY)
    ]
    assert violations(problem, plan) == []
    doors = pd.DataFrame({"resident_key": ["a", "b"], "name": ["An", "Bé"], "address": ["Weg 1", "Weg 2"], "note": ""})
    (sheet,) = route_sheets(plan, doors)
    assert [(each.name, each.order_ids) for each in sheet.waiting] == [("An", ("o1",))]


def test_a_hub_without_a_route_has_a_list_of_its_own_of_what_is_picked_up() -> None:
    picked = [order("o1", "a"), order("o2", "b")]
    problems = [
        built(picked[:1], wishes=[wish("a", picks_up=True)]),
        replace(built(picked[1:], wishes=[wish("b", picks_up=True)]), hub_id="H2"),
    ]
    plans = [plan_routes(each) for each in problems]
    assert [each.routes for each in plans] == [(), ()]
    residents = pd.DataFrame(
        {"resident_key": ["a", "b"], "name": ["<b>An", "Bé"], "street": "Weg", "house_number": "1", "postcode": "1234AB",
         "place": "Dorp", "load_id": "l", "row_number": 1},
    )  # fmt: skip
    residents = gpd.GeoDataFrame(residents, geometry=[shapely.Point(1, 1)] * 2, crs=28992)
    goods = {"goods_kind": "medicines", "volume_l": 1} | dict.fromkeys(
        ("cooled", "urgent", "signature", "takes_back"), False
    )
    orders = pd.DataFrame([each | goods for each in picked])
    frames = {each.name: gpd.GeoDataFrame({"route_id": []}, geometry=[]) for each in fields(DayPlan)[:8]}
    day = DayPlan(**frames, orders=orders, plans=tuple(plans))
    staff = pd.DataFrame({"concierge_key": [], "name": []})
    files = day_sheets(day, residents, staff, "r", "Europe/Amsterdam")
    assert {who: list(own) for who, own in files.items()} == {
        "centrum H1": ["ophaallijst.html"], "centrum H2": ["ophaallijst.html"],
    }  # fmt: skip
    page = files["centrum H1"]["ophaallijst.html"]
    assert "&lt;b&gt;An" in page
    assert "o1" in page
    assert not [word for word in ("Weg", "1234AB", "medici", "Bé", "o2") if word in page]


def test_who_picks_up_needs_no_known_address() -> None:
    aside = built([order("o1", "a")], points={}, wishes=[wish("a", picks_up=True)]).set_aside
    assert [left.reason for left in aside] == ["picks_up"]


def test_an_order_of_an_unknown_resident_is_listed() -> None:
    assert [left.reason for left in built([order("o1", "a")], points={}).set_aside] == ["no_address"]


def test_an_address_across_the_water_is_unreachable_and_no_plan_drives_there() -> None:
    far = {"a": shapely.Point(50, 0), "b": shapely.Point(500, 0)}
    problem = built([order("o1", "a"), order("o2", "b")], points=far, times=StraightLine(wall_x=100))
    assert problem.duration_s[0, 2] == UNREACHABLE
    plan = plan_routes(problem)
    assert [(left.stop.resident_key, left.reason) for left in plan.unplanned] == [("b", "unreachable")]


def test_only_concierges_of_the_hub_who_work_that_weekday_drive_after_the_receipt_of_goods() -> None:
    staff = [concierge("anna"), concierge("ben", workdays="1,3"), concierge("cor", hub_id="H2")]
    problem = built([order("o1", "a")], concierges=staff)
    assert [(each.concierge_key, each.from_s, each.to_s) for each in problem.shifts] == [("anna", NINE + 1800, FIVE)]
    plan = plan_routes(built([order("o1", "a")], concierges=[concierge("ben", workdays="1,3")]))
    assert [(left.reason, left.proposed_date) for left in plan.unplanned] == [("no_concierge", dt.date(2026, 2, 4))]


def test_two_concierges_never_drive_one_vehicle_at_the_same_hour() -> None:
    staff = [concierge(key, vehicle_id="bike1") for key in ("anna", "ben", "cor")]
    vehicles = [("bike1", "cargo_bike", "H1", 300), ("bike2", "e_van", "H1", pd.NA), ("bus", "passenger_van", "H1", 9)]
    shifts = built([order("o1", "a")], concierges=staff, vehicles=vehicles).shifts
    assert [(each.vehicle_id, each.vehicle.capacity_l, each.vehicle.max_stops) for each in shifts] == [
        ("bike1", 300, None), ("bike2", None, 40), (None, None, 40),
    ]  # fmt: skip


def test_the_two_faces_seen_most_in_eight_weeks_before_the_day_are_familiar() -> None:
    seen = [
        *(past("a", "anna", ago) for ago in (1, 2, 3)),
        *(past("a", "ben", ago) for ago in (4, 5)),
        past("a", "cor", 6),
        *(past("a", "dee", ago) for ago in (57, 58, 59, 60)),  # too long ago
        *(past("a", "eva", ago, contact=False) for ago in (1, 2, 3, 4)),  # only the letterbox
        *(past("a", "fay", ago) for ago in (0, -1, -2, -3)),  # not before the day
        past("a", None, 2),
    ]
    (stop,) = built([order("o1", "a")], deliveries=seen).stops
    assert stop.best_known == ("anna", "ben")
    assert dict(stop.familiarity) == {"anna": 1.0, "ben": 0.9, "cor": 0.3}


def test_a_preferred_concierge_comes_before_the_best_known() -> None:
    problem = built(
        [order("o1", "a")], deliveries=[past("a", "ben", 3)], wishes=[wish("a", preferred_concierge="anna")]
    )
    prices = [problem.price_s(problem.stops[0], who) for who in ("anna", "ben", "cor")]
    assert prices == [0, 50, 100]


def test_a_letterbox_does_not_mind_who_comes() -> None:
    problem = built([order("o1", "a", contact=False)], deliveries=[past("a", "ben", 3)])
    assert problem.price_s(problem.stops[0], "anna") == 0


def test_the_past_is_planned_again_without_knowing_how_long_the_visits_took() -> None:
    deliveries = pd.DataFrame(
        [past("a", "anna", 0, 45.0), past("b", "anna", 0, None, contact=False), past("c", "ben", 1)]
    )
    visits = pd.DataFrame([["v1", TUESDAY, "H1", "anna", "a", "chat", 30.0]], columns=VISIT_COLUMNS)
    orders = orders_of_past(deliveries, visits)
    problem = built(orders.to_dict("records"), deliveries=[past("a", "anna", 0, 45.0)])
    assert {
        each.resident_key: (each.kind, each.contact, each.service_s, len(each.order_ids)) for each in problem.stops
    } == {
        "a": ("delivery", True, 600, 2),
        "b": ("delivery", False, 90, 1),
    }


def test_no_orders_for_the_hub_are_an_empty_plan() -> None:
    plan = plan_routes(built([order("o1", "a", hub_id="H2")]))
    assert (plan.routes, plan.unplanned) == ((), ())


def test_a_missing_column_is_named_in_the_error() -> None:
    with pytest.raises(RoutePlanError, match="table of history lacks contact_minutes"):
        build_problem(
            "H1", HUB, pd.DataFrame([order("o1", "a")]), pd.DataFrame(columns=["resident_key", "geometry"]),
            pd.DataFrame([concierge("anna")]), pd.DataFrame(columns=VEHICLE_COLUMNS),
            pd.DataFrame(columns=WISH_COLUMNS),
            pd.DataFrame(columns=["service_date", "resident_key", "concierge_key", "contact"]), TUESDAY, StraightLine(),
        )  # fmt: skip
