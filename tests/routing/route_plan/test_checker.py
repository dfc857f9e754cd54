"""The checker: a right plan passes, and each way of breaking it is noticed."""

from __future__ import annotations

import dataclasses

import pytest

from routing.route_plan import UNREACHABLE, RoutePlan, Unplanned, plan_routes, violations
from tests.routing.route_plan.cases import FIVE, NINE, NOON, TEN, TUESDAY, problem, shift, stop


def right_plan() -> RoutePlan:
    stops = [
        stop("a", window_from_s=TEN, window_to_s=NOON, volume_l=20),
        stop("b", volume_l=20),
        stop("c", return_l=30),
    ]
    points = [(100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
    return plan_routes(problem(stops, [shift("anna", NINE, FIVE, capacity_l=60, max_stops=5)], points))


def changed(plan: RoutePlan, **changes: object) -> RoutePlan:
    return RoutePlan(plan.problem, (dataclasses.replace(plan.routes[0], **changes),), plan.unplanned)  # type: ignore[arg-type]


def first_stop(plan: RoutePlan, **changes: object) -> RoutePlan:
    first, *others = plan.routes[0].stops
    return changed(plan, stops=(dataclasses.replace(first, **changes), *others))  # type: ignore[arg-type]


def test_a_right_plan_breaks_nothing() -> None:
    plan = right_plan()
    assert violations(plan.problem, plan) == []


@pytest.mark.parametrize(
    ("word", "broken"),
    [
        ("neither planned nor listed", lambda plan: RoutePlan(plan.problem, (), ())),
        ("more often than asked", lambda plan: changed(plan, stops=(*plan.routes[0].stops, plan.routes[0].stops[0]))),
        ("before the shift", lambda plan: changed(plan, departure_s=NINE - 1)),
        ("after the shift", lambda plan: changed(plan, arrival_s=FIVE + 1)),
        ("does not end at the hub", lambda plan: changed(plan, back_s=1)),
        ("does not follow", lambda plan: first_stop(plan, arrival_s=plan.routes[0].stops[0].arrival_s + 1)),
        ("m to", lambda plan: first_stop(plan, leg_m=1)),
        ("familiar", lambda plan: first_stop(plan, familiar=True)),
        ("numbers", lambda plan: first_stop(plan, position=2)),
        ("no shift of the day", lambda plan: changed(plan, shift=shift("zoë", NINE, FIVE))),
        ("numbered", lambda plan: RoutePlan(plan.problem, plan.routes * 2, ())),
    ],
)
def test_a_broken_plan_is_noticed(word: str, broken: object) -> None:
    plan = right_plan()
    assert any(word in sentence for sentence in violations(plan.problem, broken(plan)))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("word", "changes"),
    [
        ("outside", {"window_from_s": 0, "window_to_s": NINE}),
        ("must not come", {"excluded": frozenset({"anna"})}),
        ("l fit", {"volume_l": 50}),
    ],
)
def test_a_plan_that_was_right_for_another_problem_is_noticed(word: str, changes: dict[str, object]) -> None:
    plan = right_plan()
    swap = {each.stop_id: dataclasses.replace(each, **changes) for each in plan.problem.stops}  # type: ignore[arg-type]
    asked = dataclasses.replace(plan.problem, stops=tuple(swap.values()))
    stops = tuple(dataclasses.replace(each, stop=swap[each.stop.stop_id]) for each in plan.routes[0].stops)
    assert any(word in sentence for sentence in violations(asked, changed(plan, stops=stops)))


def test_returns_that_come_on_board_before_goods_go_off_overload_the_vehicle() -> None:
    stops = [stop("a", return_l=50, window_to_s=TEN), stop("b", volume_l=50, window_from_s=NOON)]
    roomy, tight = (shift("anna", NINE, FIVE, capacity_l=litres) for litres in (100, 60))
    plan = plan_routes(problem(stops, [roomy], [(100.0, 0.0), (200.0, 0.0)]))
    assert violations(plan.problem, plan) == []
    asked = dataclasses.replace(plan.problem, shifts=(tight,))
    assert violations(asked, changed(plan, shift=tight)) == ["H1-anna-1 carries 100 l after 1 stops, 60 l fit."]
    assert len(plan_routes(asked).unplanned) == 1


def test_a_leg_without_a_way_is_noticed() -> None:
    plan = right_plan()
    matrix = plan.problem.duration_s.copy()
    matrix[0, 1:] = UNREACHABLE
    asked = dataclasses.replace(plan.problem, duration_s=matrix)
    assert any("there is no way" in sentence for sentence in violations(asked, plan))


def test_trips_that_overlap_and_goods_that_are_not_there_yet_are_noticed() -> None:
    stops = [stop("a", volume_l=60, window_to_s=TEN), stop("b", volume_l=60, release_s=NOON)]
    two = shift("anna", capacity_l=60, max_trips=2)
    plan = plan_routes(problem(stops, [two], [(100.0, 0.0), (200.0, 0.0)]))
    first, second = plan.routes
    assert violations(plan.problem, plan) == []
    back = second.departure_s - first.departure_s
    early = dataclasses.replace(
        second,
        departure_s=first.departure_s,
        arrival_s=second.arrival_s - back,
        stops=tuple(dataclasses.replace(each, arrival_s=each.arrival_s - back) for each in second.stops),
    )
    found = violations(plan.problem, RoutePlan(plan.problem, (first, early), ()))
    assert any("before anna is back and has reloaded" in sentence for sentence in found)
    assert any("before the goods of b are there" in sentence for sentence in found)


@pytest.mark.parametrize(
    ("word", "changes"),
    [
        ("when it is dark", {"dark_from_s": NINE}),
        ("may not share a load", {"apart": frozenset({frozenset({"food", "dirty"})})}),
        ("keep cool", {"cooled_l": 1}),
        ("battery down", {"range_m": 100, "reserve_m": 50}),
        ("zero-emission zone", {"emission_free": False}),
    ],
)
def test_each_further_rule_that_a_plan_breaks_is_noticed(word: str, changes: dict[str, object]) -> None:
    stops = [stop("a", goods=frozenset({"food"}), cooled_l=5, in_zone=True), stop("b", goods=frozenset({"dirty"}))]
    plan = plan_routes(problem(stops, [shift("anna")], [(100.0, 0.0), (200.0, 0.0)]))
    assert violations(plan.problem, plan) == []
    if hasattr(plan.problem, next(iter(changes))):
        asked, routes = dataclasses.replace(plan.problem, **changes), plan.routes  # type: ignore[arg-type]
    else:
        other = shift("anna", **changes)
        asked = dataclasses.replace(plan.problem, shifts=(other,))
        routes = tuple(dataclasses.replace(route, shift=other) for route in plan.routes)
    found = violations(asked, RoutePlan(asked, routes, ()))
    assert found
    assert all(word in sentence for sentence in found)


def test_one_vehicle_in_two_hands_and_idle_hands_are_noticed() -> None:
    stops = [stop("a"), stop("b")]
    anna, ben = shift("anna", vehicle_id="bike"), shift("ben", vehicle_id="bike")
    plan = plan_routes(problem(stops, [shift("anna"), shift("ben")], [(100.0, 0.0), (-100.0, 0.0)], balance=1.0))
    mine = tuple(dataclasses.replace(route, shift=who) for route, who in zip(plan.routes, (anna, ben), strict=True))
    asked = dataclasses.replace(plan.problem, shifts=(anna, ben))
    assert violations(asked, RoutePlan(asked, mine, ())) == ["anna and ben drive bike at the same time."]
    lazy = RoutePlan(plan.problem, (), tuple(Unplanned(each, "capacity", TUESDAY.replace(day=5)) for each in stops))
    assert violations(plan.problem, lazy) == [f"Stop {name} is left, though anna has nothing to do." for name in "ab"]


def test_urgent_work_that_is_late_must_be_named() -> None:
    stops = [stop(name, urgent=True, service_s=1800) for name in "abc"]
    plan = plan_routes(problem(stops, [shift("anna")], [(100.0, 0.0)] * 3, urgent_within_s=2000))
    silent = dataclasses.replace(plan, late=())
    assert any("does not say so" in sentence for sentence in violations(plan.problem, silent))


def test_a_day_to_move_to_on_which_nobody_works_is_noticed() -> None:
    plan = plan_routes(problem([stop("a")], [], [(1.0, 0.0)]))
    for day, word in ((TUESDAY, "not a later day"), (TUESDAY.replace(day=4), "nobody works"), (None, "without a day")):
        wrong = dataclasses.replace(plan, unplanned=(dataclasses.replace(plan.unplanned[0], proposed_date=day),))
        assert any(word in sentence for sentence in violations(plan.problem, wrong))
