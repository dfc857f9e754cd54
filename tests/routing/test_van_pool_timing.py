"""The schedule of one tour: exact under the ride limit, by hand and against a linear program."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from routing.van_pool import RidePlan, RideProblemError, violations
from routing.van_pool.engine.arrays import nodes_of
from routing.van_pool.engine.tours import least_starts
from routing.van_pool.timing import timed_tour
from tests.routing.van_pool_cases import Ask, Bus, make


def test_a_pickup_waits_for_the_ride_limit_instead_of_failing() -> None:
    # A may be on board 20 s, and B on the way boards from 50 on: A is fetched at 45 at the earliest, not at 10.
    problem = make([Ask(10, 20, ride=20), Ask(15, 30, opens=50)], [Bus()])
    tour = timed_tour(problem, 0, [(0, True), (1, True), (0, False), (1, False)])
    assert [stop.start_s for stop in tour.stops] == [45, 50, 55, 65]
    assert tour.departure_s == 35
    assert tour.return_s == 95
    assert tour.length_m == 60
    assert not violations(problem, RidePlan((tour,)))


def test_nobody_waits_on_board_while_the_van_could_come_later() -> None:
    # A's ride limit is wide, yet boarding at 10 would mean 40 s of waiting with A on board.
    problem = make([Ask(10, 20), Ask(15, 30, opens=50)], [Bus()])
    tour = timed_tour(problem, 0, [(0, True), (1, True), (0, False), (1, False)])
    assert [stop.start_s for stop in tour.stops] == [45, 50, 55, 65]


def test_an_empty_van_does_not_put_off_a_passenger_for_a_later_one() -> None:
    problem = make([Ask(10, 20), Ask(20, 30, opens=500)], [Bus()])
    tour = timed_tour(problem, 0, [(0, True), (0, False), (1, True), (1, False)])
    assert [stop.start_s for stop in tour.stops] == [10, 20, 500, 510]


def test_an_order_without_a_schedule_is_refused_with_a_sentence() -> None:
    problem = make([Ask(10, 20, ride=12), Ask(30, 25)], [Bus()])
    with pytest.raises(RideProblemError, match="v0"):
        timed_tour(problem, 0, [(0, True), (1, True), (0, False), (1, False)])


def test_the_longest_tour_moves_the_departure() -> None:
    problem = make([Ask(10, 20, opens=500)], [Bus(longest=40)])
    tour = timed_tour(problem, 0, [(0, True), (0, False)])
    assert (tour.departure_s, tour.return_s) == (490, 530)
    with pytest.raises(RideProblemError):
        timed_tour(make([Ask(10, 20)], [Bus(longest=39)]), 0, [(0, True), (0, False)])


@st.composite
def orders(draw: st.DrawFn):
    """One van, up to four requests, and a random order of their stops with pick-up first."""
    n = draw(st.integers(1, 4))
    x = st.integers(0, 30)
    asks = []
    for _ in range(n):
        opens = draw(st.integers(0, 120))
        asks.append(
            Ask(
                draw(x),
                draw(x),
                opens=opens,
                pickup_closes=opens + draw(st.integers(0, 80)),
                dropoff_opens=opens + draw(st.integers(0, 60)),
                closes=opens + draw(st.integers(0, 150)),
                ride=draw(st.integers(0, 60)),
            )
        )
    problem = make(asks, [Bus(closes=260, longest=draw(st.sampled_from([60, 120, np.inf])))], service=2.0)
    tokens = draw(st.permutations([r for r in range(n) for _ in range(2)]))
    seen: set[int] = set()
    order = []
    for r in tokens:
        order.append((r, r not in seen))
        seen.add(r)
    return problem, order


def a_schedule_exists(problem, order) -> bool:
    """Feasibility as a linear program in the starts, straight from the rules."""
    asked, vans = problem.requests, problem.vans
    places = [vans.home[0], *(asked.pickup[r] if up else asked.dropoff[r] for r, up in order), vans.home[0]]
    service = [0, *(asked.boarding_s[r] if up else asked.alighting_s[r] for r, up in order), 0]
    bounds = [(vans.shift_from_s[0], vans.shift_to_s[0])]
    bounds += [
        (asked.pickup_from_s[r], asked.pickup_to_s[r]) if up else (asked.dropoff_from_s[r], asked.dropoff_to_s[r])
        for r, up in order
    ]
    bounds += [bounds[0]]
    if any(low > high for low, high in bounds):
        return False
    rows, limits = [], []

    def at_most(later: int, earlier: int, limit: float) -> None:
        row = np.zeros(len(places))
        row[later] += 1
        row[earlier] -= 1
        rows.append(row)
        limits.append(limit)

    for i in range(1, len(places)):
        at_most(i - 1, i, -service[i - 1] - problem.duration_s[places[i - 1], places[i]])
    for r in range(len(asked)):
        at_most(order.index((r, False)) + 1, order.index((r, True)) + 1, asked.max_ride_s[r] + asked.boarding_s[r])
    if np.isfinite(vans.max_tour_s[0]):
        at_most(len(places) - 1, 0, vans.max_tour_s[0])
    return linprog(np.zeros(len(places)), A_ub=np.array(rows), b_ub=limits, bounds=bounds).status == 0


@settings(max_examples=200, deadline=None)
@given(orders())
def test_a_schedule_is_found_exactly_when_the_linear_program_has_one(case) -> None:
    problem, order = case
    n = len(problem.requests)
    exists = a_schedule_exists(problem, order)
    try:
        tour = timed_tour(problem, 0, order)
    except RideProblemError:
        assert not exists
    else:
        assert exists
        capacity_faults = ("too many",)
        faults = [f for f in violations(problem, RidePlan((tour,), ())) if not f.endswith(capacity_faults)]
        assert not faults
    # the compiled arithmetic says the same, windows tightened or not
    nodes = nodes_of(problem, list(range(n)))
    sequence = np.array([2 * n, *(r if up else n + r for r, up in order), 2 * n])
    ok = least_starts(nodes, 0, sequence, len(sequence), np.zeros(2 * n + 1, np.int64), np.zeros(2 * n + 2))
    assert ok == exists
