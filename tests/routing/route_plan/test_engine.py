"""The engine: hand cases, all orders tried on small problems, properties held by the checker, determinism."""

from __future__ import annotations

import itertools
import time

import pytest

from routing.route_plan import (
    UNREACHABLE,
    RoutePlan,
    RoutePlanError,
    RouteProblem,
    Shift,
    Stop,
    Unplanned,
    plan_routes,
    violations,
)
from tests.routing.route_plan.cases import FIVE, NINE, NOON, TEN, TUESDAY, problem, random_problem, shift, stop

ANNA, BEN = shift("anna", NINE, FIVE), shift("ben", NINE, FIVE)


def reasons(plan: RoutePlan) -> dict[str, str]:
    return {left.stop.stop_id: left.reason for left in plan.unplanned}


def objective(plan: RoutePlan) -> int:
    return sum(
        route.driving_s + sum(plan.problem.price_s(planned.stop, route.shift.concierge_key) for planned in route.stops)
        for route in plan.routes
    )


def test_no_orders_give_an_empty_plan() -> None:
    plan = plan_routes(problem([], [ANNA], []))
    assert plan.routes == ()
    assert plan.unplanned == ()
    assert violations(plan.problem, plan) == []


def test_one_stop_is_driven_to_and_back() -> None:
    plan = plan_routes(problem([stop("a")], [ANNA], [(300.0, 400.0)]))
    (route,) = plan.routes
    assert route.route_id == "H1-anna-1"
    assert (route.departure_s, route.arrival_s) == (NINE, NINE + 100 + 600 + 100)
    assert (route.length_m, route.driving_s, route.service_s, route.contact_s, route.waiting_s) == (
        1000,
        200,
        600,
        600,
        0,
    )
    assert route.stops[0].arrival_s == NINE + 100


def test_the_concierge_leaves_later_instead_of_waiting_at_the_door() -> None:
    plan = plan_routes(problem([stop("a", window_from_s=TEN, window_to_s=NOON)], [ANNA], [(500.0, 0.0)]))
    (route,) = plan.routes
    assert (route.departure_s, route.stops[0].arrival_s, route.waiting_s) == (TEN - 100, TEN, 0)


def test_a_window_at_the_end_of_a_trip_cannot_take_back_all_waiting() -> None:
    # The first door closes at 9:10, the second opens at 10:00: leaving later helps only as far as the first allows.
    stops = [stop("a", window_to_s=NINE + 600), stop("b", window_from_s=TEN)]
    plan = plan_routes(problem(stops, [ANNA], [(500.0, 0.0), (1000.0, 0.0)]))
    (route,) = plan.routes
    assert route.stops[0].arrival_s == NINE + 600
    assert route.waiting_s == TEN - (NINE + 600 + 600 + 100)
    assert violations(plan.problem, plan) == []


def test_the_familiar_face_goes_though_another_drives_as_far() -> None:
    stops = [stop("a", familiarity={"ben": 1.0}, best_known=("ben",)), stop("b", familiarity={"anna": 1.0})]
    plan = plan_routes(problem(stops, [ANNA, BEN], [(100.0, 0.0), (-100.0, 0.0)]))
    who = {planned.stop.stop_id: route.shift.concierge_key for route in plan.routes for planned in route.stops}
    assert who == {"a": "ben", "b": "anna"}
    assert [planned.familiar for route in plan.routes for planned in route.stops if planned.stop.stop_id == "a"] == [
        True
    ]


def test_an_unfamiliar_face_goes_where_the_detour_costs_more_than_the_price() -> None:
    # Two neighbours 2 km out: a second rider costs 800 s of driving, a strange face 100 s.
    stops = [stop("a", familiarity={"anna": 1.0}), stop("b", familiarity={"ben": 1.0})]
    points = [(2000.0, 0.0), (2000.0, 10.0)]
    assert len(plan_routes(problem(stops, [ANNA, BEN], points)).routes) == 1
    assert len(plan_routes(problem(stops, [ANNA, BEN], points, unfamiliar_s=1000)).routes) == 2


def test_an_excluded_concierge_never_comes() -> None:
    barred = stop("a", excluded=frozenset({"anna"}))
    plan = plan_routes(problem([barred], [ANNA, BEN], [(100.0, 0.0)]))
    assert [route.shift.concierge_key for route in plan.routes] == ["ben"]
    assert reasons(plan_routes(problem([barred], [ANNA], [(100.0, 0.0)]))) == {"a": "no_concierge"}


def test_each_stop_that_is_left_has_its_reason_and_a_day_on_which_the_hub_works() -> None:
    stops = [
        stop("late", window_from_s=20 * 3600),
        stop("impossible", window_from_s=NOON, window_to_s=TEN),
        stop("heavy", volume_l=900),
        stop("island"),
        stop("long", service_s=9 * 3600),
        stop("fine"),
    ]
    asked = problem(stops, [shift("anna", NINE, FIVE, capacity_l=100)], [(100.0 * n, 0.0) for n in range(1, 7)])
    asked.duration_s[:4, 4] = asked.duration_s[4, :4] = UNREACHABLE
    plan = plan_routes(asked)
    assert reasons(plan) == {
        "late": "outside_hours", "impossible": "window", "heavy": "vehicle", "island": "unreachable",
        "long": "outside_hours",
    }  # fmt: skip
    assert {left.proposed_date for left in plan.unplanned} == {TUESDAY.replace(day=5)}
    assert violations(asked, plan) == []


def test_two_residents_who_want_the_same_moment_leave_one_for_its_window() -> None:
    stops = [stop(name, window_from_s=TEN, window_to_s=TEN + 60) for name in ("a", "b")]
    plan = plan_routes(problem(stops, [ANNA], [(100.0, 0.0), (200.0, 0.0)]))
    assert list(reasons(plan).values()) == ["window"]


def test_without_a_concierge_everything_is_listed() -> None:
    plan = plan_routes(problem([stop("a"), stop("b")], [], [(1.0, 0.0), (2.0, 0.0)], workdays=frozenset()))
    assert reasons(plan) == {"a": "no_concierge", "b": "no_concierge"}
    assert {left.proposed_date for left in plan.unplanned} == {None}


def test_letterboxes_do_not_crowd_out_contact_when_the_day_is_too_short() -> None:
    # Half an hour: either two talks and a few letterboxes, or one talk and all letterboxes, which count more stops.
    stops = [stop("talk1"), stop("talk2"), *(stop(f"box{n}", contact=False, service_s=90) for n in range(12))]
    plan = plan_routes(problem(stops, [shift("anna", NINE, NINE + 1800)], [(50.0 * n, 0.0) for n in range(1, 15)]))
    assert {"talk1", "talk2"} <= {planned.stop.stop_id for route in plan.routes for planned in route.stops}


def test_the_most_weighty_work_stays_when_the_day_is_full() -> None:
    stops = [stop("light", weight=2), stop("heavy", weight=3)]
    plan = plan_routes(problem(stops, [shift("anna", NINE, NINE + 1000)], [(100.0, 0.0), (100.0, 0.0)]))
    assert reasons(plan) == {"light": "capacity"}


def test_what_was_set_aside_is_in_the_plan() -> None:
    asked = problem([], [ANNA], [], set_aside=(Unplanned(stop("nowhere"), "no_address", None),))
    assert reasons(plan_routes(asked)) == {"nowhere": "no_address"}


@pytest.mark.parametrize("seed", range(4))
def test_small_days_are_planned_as_well_as_trying_all_orders(seed: int) -> None:
    asked = random_problem(5, 2, seed)
    assert objective(plan_routes(asked, iterations=300)) == best_of_all_orders(asked)


def best_of_all_orders(asked: RouteProblem) -> int:
    """Every split over two shifts in every order, with arithmetic of its own."""
    best = None
    for order in itertools.permutations(range(len(asked.stops))):
        for cut in range(len(order) + 1):
            costs = [
                cost_of(asked, turn, part) for turn, part in zip(asked.shifts, (order[:cut], order[cut:]), strict=True)
            ]
            if None not in costs:
                total = sum(cost for cost in costs if cost is not None)
                best = total if best is None else min(best, total)
    assert best is not None
    return best


def cost_of(asked: RouteProblem, turn: Shift, part: tuple[int, ...]) -> int | None:
    if not part:
        return 0
    clock, place, cost = turn.from_s, 0, 0
    for index in part:
        each: Stop = asked.stops[index]
        cost += int(asked.duration_s[place, index + 1])
        cost += 100 if each.contact and turn.concierge_key not in each.familiarity else 0
        clock = max(clock + int(asked.duration_s[place, index + 1]), each.window_from_s)
        if clock > each.window_to_s:
            return None
        clock, place = clock + each.service_s, index + 1
    cost += int(asked.duration_s[place, 0])
    return cost if clock + int(asked.duration_s[place, 0]) <= turn.to_s else None


def test_the_same_seed_gives_the_same_plan() -> None:
    first, second = (plan_routes(random_problem(20, 3, 5), iterations=200, seed=7) for _ in range(2))
    assert first.routes == second.routes
    assert first.unplanned == second.unplanned


def test_twenty_five_stops_and_three_concierges_are_planned_in_two_seconds() -> None:
    asked = random_problem(25, 3, 1)
    started = time.perf_counter()
    plan = plan_routes(asked)
    assert time.perf_counter() - started < 5.0  # about 0.4 s on two quiet cores; room for a busy machine
    assert violations(asked, plan) == []
    assert plan.unplanned == ()


def test_a_matrix_of_the_wrong_size_is_refused_with_the_mend() -> None:
    with pytest.raises(RoutePlanError, match="compute the table"):
        problem([stop("a")], [ANNA], [])
