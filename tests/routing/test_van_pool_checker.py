"""The checker finds every kind of fault: one right plan, broken in one place at a time."""

from dataclasses import replace

import pytest

from routing.van_pool import RidePlan, RideProblem, Unserved, violations
from routing.van_pool.timing import timed_tour
from tests.routing.van_pool_cases import Ask, Bus, make


@pytest.fixture(scope="module")
def right() -> tuple[RideProblem, RidePlan]:
    asks = [Ask(10, 40, ride=35, wheelchairs=1), Ask(20, 30, opens=15, closes=60), Ask(5, 6, party=9)]
    problem = make(asks, [Bus(seats=1, wheelchair_places=1, closes=200)], service=1.0)
    tour = timed_tour(problem, 0, [(0, True), (1, True), (1, False), (0, False)])
    return problem, RidePlan((tour,), (Unserved(2, "no_capacity"),))


def with_stop(plan: RidePlan, at: int, **changes: object) -> RidePlan:
    tour = plan.tours[0]
    stops = list(tour.stops)
    stops[at] = replace(stops[at], **changes)
    return replace(plan, tours=(replace(tour, stops=tuple(stops)),))


def with_tour(plan: RidePlan, **changes: object) -> RidePlan:
    return replace(plan, tours=(replace(plan.tours[0], **changes),))


def test_a_right_plan_has_no_violations(right) -> None:
    assert violations(*right) == []


def test_a_request_left_out_or_served_twice_is_found(right) -> None:
    problem, plan = right
    assert "request 2: appears 0 times" in violations(problem, replace(plan, unserved=()))[0]
    twice = replace(plan, unserved=(*plan.unserved, Unserved(0, "no_capacity")))
    assert "request 0: appears 2 times" in violations(problem, twice)[0]
    assert "unknown reason" in violations(problem, replace(plan, unserved=(Unserved(2, "tired"),)))[0]
    strange = replace(plan, unserved=(*plan.unserved, Unserved(7, "window")))
    assert "does not exist" in violations(problem, strange)[0]
    assert any("tours at once" in f for f in violations(problem, replace(plan, tours=plan.tours * 2)))


@pytest.mark.parametrize(
    ("at", "changes", "says"),
    [
        (0, {"place": 3}, "not 0"),
        (1, {"arrival_s": 3.0}, "driving says"),
        (1, {"start_s": 61.0, "departure_s": 62.0}, "outside its window"),
        (1, {"departure_s": 90.0}, "seconds, not 1.0"),
        (3, {"start_s": 80.0, "departure_s": 81.0}, "is on board"),
        (3, {"start_s": 1.0}, "before the van is there"),
        (1, {"on_board": 7}, "says 7 on board"),
        (0, {"kind": "dropoff"}, "not on board"),
        (3, {"request": 1}, "never drops off [0]"),
        (1, {"request": 0}, "a second time"),
    ],
)
def test_a_broken_stop_is_found(right, at: int, changes: dict[str, object], says: str) -> None:
    problem, plan = right
    assert any(says in fault for fault in violations(problem, with_stop(plan, at, **changes)))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"departure_s": -5.0}, "leaves before its shift"),
        ({"return_s": 500.0}, "is home after its shift"),
        ({"length_m": 70.0}, "says 70.0 metres, counted 80.0"),
    ],
)
def test_a_broken_tour_is_found(right, changes: dict[str, object], says: str) -> None:
    problem, plan = right
    assert any(says in fault for fault in violations(problem, with_tour(plan, **changes)))


def test_a_van_too_small_or_out_too_long_is_found(right) -> None:
    problem, plan = right
    small = replace(problem, vans=replace(problem.vans, wheelchair_places=[0]))
    assert any("too many" in fault for fault in violations(small, plan))
    short = replace(problem, vans=replace(problem.vans, max_tour_s=[60.0]))
    assert any("longest tour 60.0" in fault for fault in violations(short, plan))
