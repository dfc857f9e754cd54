"""Each rule of a concierge's day by a small case: trips, release times, duties, goods, vehicles, zones, darkness."""

from __future__ import annotations

import datetime as dt

import pytest

from routing.route_plan import RoutePlan, RoutePlanError, plan_cost, plan_routes, violations
from tests.routing.route_plan.cases import FIVE, NINE, NOON, TEN, TUESDAY, problem, shift, stop


def reasons(plan: RoutePlan) -> dict[str, str]:
    return {left.stop.stop_id: left.reason for left in plan.unplanned}


def trips(plan: RoutePlan) -> list[tuple[str, list[str]]]:
    return [(route.route_id, [each.stop.stop_id for each in route.stops]) for route in plan.routes]


def checked(plan: RoutePlan) -> RoutePlan:
    assert violations(plan.problem, plan) == []
    return plan


def test_a_full_vehicle_comes_back_for_a_second_trip_after_the_time_to_reload() -> None:
    stops = [stop(name, volume_l=50) for name in "abc"]
    one = shift("anna", capacity_l=100, max_trips=2, reload_s=900)
    plan = checked(plan_routes(problem(stops, [one], [(100.0, 0.0), (200.0, 0.0), (300.0, 0.0)])))
    first, second = plan.routes
    assert [route.trip for route in plan.routes] == [1, 2]
    assert len(first.stops) + len(second.stops) == 3
    assert second.departure_s >= first.arrival_s + 900


def test_one_trip_only_leaves_what_does_not_fit() -> None:
    stops = [stop(name, volume_l=50) for name in "abc"]
    plan = plan_routes(problem(stops, [shift("anna", capacity_l=100)], [(100.0, 0.0), (200.0, 0.0), (300.0, 0.0)]))
    assert list(reasons(checked(plan)).values()) == ["capacity"]


def test_goods_that_come_at_noon_leave_the_hub_after_noon() -> None:
    stops = [stop("early", window_to_s=TEN), stop("noon", release_s=NOON, volume_l=5)]
    plan = checked(plan_routes(problem(stops, [shift("anna", max_trips=2)], [(100.0, 0.0), (200.0, 0.0)])))
    assert [name for _, name in trips(plan)] == [["early"], ["noon"]]
    assert plan.routes[1].departure_s >= NOON


def test_a_meeting_is_held_between_visits_and_only_by_its_owner() -> None:
    meeting = stop(
        "m",
        kind="meeting",
        contact=False,
        service_s=3600,
        window_from_s=NOON,
        window_to_s=NOON,
        only=frozenset({"ben"}),
    )
    stops = [meeting, *(stop(f"s{number}") for number in range(4))]
    points = [(0.0, 0.0), *((100.0 * number, 50.0) for number in range(1, 5))]
    plan = checked(plan_routes(problem(stops, [shift("anna"), shift("ben")], points)))
    held = [(r.shift.concierge_key, p.arrival_s) for r in plan.routes for p in r.stops if p.stop.duty]
    assert held == [("ben", NOON)]
    assert sum(route.duty_s for route in plan.routes) == 3600
    assert sum(route.contact_s for route in plan.routes) == 4 * 600


def test_a_break_that_does_not_fit_is_listed_and_moves_to_no_other_day() -> None:
    lunch = stop("l", kind="break", service_s=3600, window_from_s=18 * 3600, only=frozenset({"anna"}), contact=False)
    plan = checked(plan_routes(problem([lunch], [shift("anna")], [(0.0, 0.0)])))
    assert [(left.reason, left.proposed_date) for left in plan.unplanned] == [("outside_hours", None)]


def test_duties_come_before_other_work_when_the_day_is_full() -> None:
    lunch = stop("l", kind="break", service_s=1800, only=frozenset({"anna"}), contact=False)
    full = [stop(f"s{number}", service_s=1800) for number in range(4)]
    plan = checked(plan_routes(problem([*full, lunch], [shift("anna", NINE, NINE + 3800)], [(10.0, 0.0)] * 5)))
    assert "l" not in reasons(plan)
    assert len(reasons(plan)) == 3


def test_a_duty_of_nobody_is_refused() -> None:
    with pytest.raises(RoutePlanError, match="belongs to one concierge"):
        problem([stop("m", kind="meeting")], [shift("anna")], [(0.0, 0.0)])


def test_dirty_laundry_and_food_do_not_share_a_trip() -> None:
    stops = [
        stop("laundry", kind="return", return_l=20, goods=frozenset({"dirty"})),
        stop("chat", kind="visit"),
        stop("meal", volume_l=5, goods=frozenset({"food"})),
    ]
    asked = problem(
        stops, [shift("anna", max_trips=3)], [(100.0, 0.0), (150.0, 0.0), (200.0, 0.0)],
        apart=frozenset({frozenset({"dirty", "food"})}),
    )  # fmt: skip
    plan = checked(plan_routes(asked))
    assert reasons(plan) == {}
    assert len(plan.routes) == 2


def test_with_one_trip_only_one_of_two_that_are_kept_apart_goes() -> None:
    stops = [stop("a", goods=frozenset({"dirty"})), stop("b"), stop("c", goods=frozenset({"food"}), weight=3)]
    apart = frozenset({frozenset({"dirty", "food"})})
    points = [(100.0, 0.0), (150.0, 0.0), (200.0, 0.0)]
    plan = checked(plan_routes(problem(stops, [shift("anna")], points, apart=apart)))
    assert reasons(plan) == {"a": "capacity"}


def test_what_must_stay_cool_goes_with_who_has_a_cooled_box() -> None:
    stops = [stop("meal", volume_l=10, cooled_l=10)]
    staff = [shift("anna", cooled_l=0), shift("ben", cooled_l=20)]
    plan = checked(plan_routes(problem(stops, staff, [(100.0, 0.0)])))
    assert trips(plan) == [("H1-ben-1", ["meal"])]
    assert reasons(plan_routes(problem(stops, staff[:1], [(100.0, 0.0)]))) == {"meal": "vehicle"}


def test_the_battery_keeps_its_reserve_and_charges_at_the_hub() -> None:
    # Two doors, 4 km there and back each; 5 km from a full battery, so an hour at 1 m/s gives back 3.6 km.
    stops = [stop("a", window_to_s=TEN), stop("b")]
    points = [(2000.0, 0.0), (-2000.0, 0.0)]
    short = {"range_m": 6000, "reserve_m": 1000, "max_trips": 2}
    plan = checked(plan_routes(problem(stops, [shift("anna", **short)], points)))
    assert list(reasons(plan).values()) == ["capacity"]
    stops[1] = stop("b", window_from_s=NOON)
    plan = checked(plan_routes(problem(stops, [shift("anna", charge_m_per_s=1.0, **short)], points)))
    assert reasons(plan) == {}
    far = problem([stop("far")], [shift("anna", range_m=6000, reserve_m=1000)], [(2600.0, 0.0)])
    assert reasons(checked(plan_routes(far))) == {"far": "vehicle"}


def test_only_a_vehicle_without_exhaust_stops_in_a_zero_emission_zone() -> None:
    asked = problem([stop("a", in_zone=True)], [shift("anna", emission_free=False), shift("ben")], [(100.0, 0.0)])
    assert trips(checked(plan_routes(asked))) == [("H1-ben-1", ["a"])]
    asked = problem([stop("a", in_zone=True)], [shift("anna", emission_free=False)], [(100.0, 0.0)])
    assert reasons(checked(plan_routes(asked))) == {"a": "zone"}


def test_nobody_rings_after_dark_unless_the_resident_wants_it() -> None:
    stops = [stop("shy", window_from_s=FIVE - 3600), stop("owl", window_from_s=FIVE - 3600, after_dark=True)]
    plan = plan_routes(problem(stops, [shift("anna")], [(100.0, 0.0), (200.0, 0.0)], dark_from_s=FIVE - 4000))
    assert reasons(checked(plan)) == {"shy": "window"}


def test_urgent_work_goes_first() -> None:
    stops = [stop("urgent", urgent=True), *(stop(f"s{number}") for number in range(8))]
    points = [(2000.0, 0.0), *((100.0 * number, 0.0) for number in range(1, 9))]
    plan = checked(plan_routes(problem(stops, [shift("anna")], points, urgent_within_s=1200)))
    (route,) = plan.routes
    assert route.stops[0].stop.stop_id == "urgent" or route.stops[1].stop.stop_id == "urgent"
    assert plan.late == ()


def test_urgent_work_that_cannot_be_in_time_is_done_late_and_named() -> None:
    stops = [stop(name, urgent=True, service_s=1800) for name in "abc"]
    plan = checked(plan_routes(problem(stops, [shift("anna")], [(100.0, 0.0)] * 3, urgent_within_s=2000)))
    assert reasons(plan) == {}
    assert len(plan.late) == 1


def test_contact_is_shared_out_where_it_has_a_price() -> None:
    stops = [stop(f"s{number}") for number in range(8)]
    points = [(500.0 + 10.0 * number, 0.0) for number in range(8)]
    staff = [shift("anna"), shift("ben")]
    alone = checked(plan_routes(problem(stops, staff, points, unfamiliar_s=0)))
    assert len(alone.routes) == 1
    shared = checked(plan_routes(problem(stops, staff, points, unfamiliar_s=0, balance=1.0)))
    assert sorted(route.contact_s for route in shared.routes) == [4 * 600, 4 * 600]
    assert plan_cost(shared).balance_s == 0


def test_work_moves_to_the_promised_day_and_past_full_days() -> None:
    thursday, next_tuesday = TUESDAY + dt.timedelta(2), TUESDAY + dt.timedelta(7)
    stops = [
        stop("promised", service_s=600, promised_to=thursday),
        stop("other", service_s=600),
        stop("third", service_s=600, weight=2),
    ]
    free = {thursday: 1200, next_tuesday: 3600}
    plan = checked(plan_routes(problem(stops, [], [(1.0, 0.0)] * 3, free_s=free)))
    moved = {left.stop.stop_id: left.proposed_date for left in plan.unplanned}
    assert moved == {"promised": thursday, "third": thursday, "other": next_tuesday}
