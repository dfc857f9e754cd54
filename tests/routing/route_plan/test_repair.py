"""A plan is mended, not thrown over: late orders, illness, the middle of the day; and what changed is listed."""

from __future__ import annotations

import dataclasses

from routing.route_plan import RoutePlan, announced_by, changes, plan_routes, repair, violations
from tests.routing.route_plan.cases import NINE, NOON, problem, random_problem, shift, stop


def with_one_more(plan: RoutePlan, **fields: object) -> tuple[RoutePlan, str]:
    """The plan's day with its last stop taken for a late order, and the name of it."""
    asked = plan.problem
    late = asked.stops[-1]
    fewer = dataclasses.replace(
        asked, stops=asked.stops[:-1], duration_s=asked.duration_s[:-1, :-1], length_m=asked.length_m[:-1, :-1]
    )
    return plan_routes(fewer), late.stop_id


def test_a_late_order_is_put_in_and_everybody_else_keeps_face_and_hour() -> None:
    before, late = with_one_more(plan_routes(random_problem(25, 3, 2)))
    mended = repair(before, random_problem(25, 3, 2))
    assert violations(mended.plan.problem, mended.plan) == []
    assert {change.what for change in mended.changes if change.stop_id == late} == {"new"}
    assert [change for change in mended.changes if change.what == "concierge"] == []
    assert announced_by(mended.plan).keys() == announced_by(before).keys() | {late}


def test_planned_anew_more_residents_would_get_another_face_than_by_a_repair() -> None:
    repaired = anew = 0
    for number in range(6):
        asked = random_problem(30, 4, number)
        before, _ = with_one_more(plan_routes(asked, iterations=200))
        mended = repair(before, asked, iterations=200)
        repaired += sum(change.what == "concierge" for change in mended.changes)
        fresh = plan_routes(asked, iterations=200, seed=9)
        anew += sum(change.what == "concierge" for change in changes(before, fresh))
    assert 2 * repaired < anew


def test_the_visits_of_who_is_ill_go_to_the_others_and_the_rest_stays() -> None:
    asked = random_problem(24, 3, 4)
    before = plan_routes(asked)
    was = announced_by(before)
    ill = dataclasses.replace(asked, shifts=asked.shifts[1:])
    mended = repair(before, ill)
    assert violations(mended.plan.problem, mended.plan) == []
    orphans = {name for name, told in was.items() if told.concierge_key == asked.shifts[0].concierge_key}
    handed = {change.stop_id for change in mended.changes if change.what in ("concierge", "left")}
    assert orphans <= handed
    assert len(handed - orphans) <= 2


def test_what_was_done_by_noon_stands_still() -> None:
    stops = [stop(f"s{number}", volume_l=10) for number in range(20)]
    points = [(150.0 * number, 100.0 * (number % 3)) for number in range(1, 21)]
    before = plan_routes(problem(stops, [shift("anna"), shift("ben", NINE, NOON + 7200)], points))
    late = stop("late", volume_l=10)
    asked = problem([*stops, late], [shift("anna", max_trips=2), shift("ben", NINE, NOON + 7200, max_trips=2)],
                    [*points, (500.0, 0.0)])  # fmt: skip
    mended = repair(before, asked, now_s=NOON)
    assert violations(mended.plan.problem, mended.plan) == []
    was, now = announced_by(before), announced_by(mended.plan)
    done = {name for name, told in was.items() if told.arrival_s < NOON}
    assert len(done) > 5
    assert {name: now[name] for name in done} == {name: was[name] for name in done}
    carrying = next(route for route in mended.plan.routes for each in route.stops if each.stop.stop_id == "late")
    assert carrying.departure_s >= NOON


def test_a_visit_that_was_called_off_is_listed_as_off() -> None:
    asked = random_problem(6, 2, 3)
    before = plan_routes(asked)
    fewer = dataclasses.replace(
        asked, stops=asked.stops[1:], duration_s=np_without(asked.duration_s), length_m=np_without(asked.length_m)
    )
    mended = repair(before, fewer)
    assert [change.what for change in mended.changes if change.stop_id == asked.stops[0].stop_id] == ["off"]


def np_without(matrix):  # type: ignore[no-untyped-def]
    keep = [0, *range(2, len(matrix))]
    return matrix[keep][:, keep]
