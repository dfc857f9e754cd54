"""The checker: a right plan passes, and each way of breaking it is noticed."""

from __future__ import annotations

import dataclasses

import pytest

from routing.route_plan import UNREACHABLE, RoutePlan, plan_routes, violations
from tests.routing.route_plan.cases import FIVE, NINE, NOON, TEN, problem, shift, stop


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
