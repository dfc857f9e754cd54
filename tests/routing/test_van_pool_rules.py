"""Rules of a pool: seats that fold, breaks, volunteers, who may ride together, rides beside the direct ride, groups."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.van_pool import REASONS, PoolRules, RideProblem, RideProblemError, measures, plan_pool, violations
from routing.van_pool.duties import with_breaks
from routing.van_pool.parties import with_parts
from routing.van_pool.rules import ruled
from routing.van_pool.timing import timed_tour
from tests.routing.van_pool_cases import Ask, Bus, make


def test_a_wheelchair_takes_the_seats_that_fold_for_it() -> None:
    asks = [Ask(10, 20, wheelchairs=1), Ask(10, 20, party=3)]
    places_of_their_own = plan_pool(make(asks, [Bus(seats=3, wheelchair_places=1)]), iterations=30)
    assert places_of_their_own.length_m == 40
    problem = make(asks, [Bus(seats=3, wheelchair_places=1, fold=1)])
    plan = plan_pool(problem, iterations=30)
    assert plan.length_m == 60
    assert not plan.unserved
    assert not violations(problem, plan)


def test_the_checker_sees_a_folded_seat_that_is_sat_on() -> None:
    asks = [Ask(10, 20, wheelchairs=1), Ask(10, 20, party=3)]
    tour = timed_tour(
        make(asks, [Bus(seats=3, wheelchair_places=1)]), 0, [(0, True), (1, True), (0, False), (1, False)]
    )
    plan = replace(plan_pool(make(asks, []), iterations=0), tours=(tour,), unserved=())
    assert not violations(make(asks, [Bus(seats=3, wheelchair_places=1)]), plan)
    assert any("too many" in each for each in violations(make(asks, [Bus(seats=3, wheelchair_places=1, fold=1)]), plan))


def test_a_driver_has_the_break_at_home_between_rides_with_nobody_on_board() -> None:
    asks = [Ask(10, 20, opens=0, closes=100), Ask(10, 20, opens=500, closes=900)]
    problem = with_breaks(make(asks, [Bus(pause=(100, 400, 60))]))
    plan = plan_pool(problem, iterations=30)
    assert not plan.unserved
    assert not violations(problem, plan)
    rest = next(stop for stop in plan.tours[0].stops if problem.requests.duty[stop.request] and stop.kind == "pickup")
    assert 100 <= rest.start_s <= 400
    assert measures(problem, plan).served == measures(problem, plan).requests == 2


def test_rides_that_leave_no_room_for_the_break_are_not_driven() -> None:
    asks = [Ask(10, 20, opens=0, closes=100), Ask(200, 390, opens=200, closes=400)]
    problem = with_breaks(make(asks, [Bus(pause=(100, 300, 60))]))
    plan = plan_pool(problem, iterations=30)
    assert len(plan.unserved) == 1
    assert plan.unserved[0].request == 1
    assert not violations(problem, plan)


def test_a_van_that_stays_at_home_needs_no_tour_for_its_break() -> None:
    problem = with_breaks(make([Ask(10, 20)], [Bus(pause=(100, 400, 60)), Bus(500, pause=(100, 400, 60))]))
    plan = plan_pool(problem, iterations=30)
    assert len(plan.tours) == 1
    assert not plan.unserved
    assert not violations(problem, plan)


def test_a_break_that_does_not_fit_in_the_shift_is_refused() -> None:
    with pytest.raises(RideProblemError, match="break of v0"):
        with_breaks(make([], [Bus(opens=500, pause=(0, 400, 60))]))


def test_the_checker_sees_a_break_that_is_interrupted() -> None:
    problem = with_breaks(make([Ask(0, 0)], [Bus(seats=9, pause=(0, 900, 60))]))
    party = np.array(problem.requests.party_size)
    party[1] = 1  # a break that no longer fills the van, so that only its own rule is broken
    loose = replace(problem, requests=replace(problem.requests, party_size=party, max_ride_s=np.full(2, 900.0)))
    tour = timed_tour(loose, 0, [(1, True), (0, True), (0, False), (1, False)])
    plan = replace(plan_pool(loose, iterations=0), tours=(tour,), unserved=())
    assert any("interrupts" in each for each in violations(loose, plan))


def test_a_volunteer_drives_no_wheelchairs_and_no_long_tours() -> None:
    problem = make([Ask(10, 20, wheelchairs=1), Ask(100, 200)], [Bus(wheelchair_places=1, volunteer=True)])
    strict = ruled(problem, PoolRules(volunteer_longest_s=300))
    plan = plan_pool(strict, iterations=10)
    assert {left.request: left.reason for left in plan.unserved} == {0: "not_together", 1: "outside_hours"}
    assert not plan_pool(ruled(problem, PoolRules(volunteers_lift=True)), iterations=10).unserved


def test_only_organisations_that_ride_together_share_a_van() -> None:
    asks = [Ask(10, 20, organisation=name) for name in "ABC"]
    problem = make(asks, [Bus(organisation="A")])
    plan = plan_pool(ruled(problem, PoolRules(together=(frozenset("AB"),))), iterations=10)
    assert {left.request: left.reason for left in plan.unserved} == {2: "not_together"}
    assert not violations(problem, plan)
    assert violations(ruled(problem, PoolRules(together=(frozenset("A"),))), plan)


def test_nobody_is_on_board_much_longer_than_the_direct_ride() -> None:
    problem = ruled(make([Ask(0, 10), Ask(0, 100, ride=150)], [Bus()]), PoolRules(relative_ride=2, least_extra_s=30))
    assert problem.requests.max_ride_s.tolist() == [40, 150]
    with pytest.raises(RideProblemError, match="at least 1"):
        PoolRules(relative_ride=0.5)
    with pytest.raises(RideProblemError, match="two groups"):
        PoolRules(together=(frozenset("AB"), frozenset("BC")))


def test_a_group_that_fits_in_no_van_is_split_over_several() -> None:
    requests = pd.DataFrame({"request_id": ["a", "b"], "party_size": [20, 3]})
    people = pd.DataFrame({"request_id": ["a", "b"], "wheelchair": [True, False], "walking_aid": [True, True]})
    parts, needs = with_parts(requests, people, 8)
    assert dict(zip(parts["request_id"], parts["party_size"], strict=True)) == {
        "a": 8,
        "b": 3,
        "a#deel2": 8,
        "a#deel3": 4,
    }
    assert needs.set_index("request_id")["wheelchair"].to_dict() == {
        "a": True, "b": False, "a#deel2": False, "a#deel3": False,
    }  # fmt: skip
    assert with_parts(requests, people, 0)[0] is requests


def any_ask() -> st.SearchStrategy[Ask]:
    number = st.integers(0, 120).map(float)
    return st.builds(
        Ask, number, number, opens=number, closes=number, ride=number, party=st.integers(1, 6),
        wheelchairs=st.integers(0, 1), organisation=st.sampled_from("ABC"), name=st.sampled_from(["", "", "", "same"]),
    )  # fmt: skip


def any_bus() -> st.SearchStrategy[Bus]:
    return st.builds(
        Bus, st.integers(0, 50).map(float), seats=st.integers(0, 5), wheelchair_places=st.integers(0, 1),
        opens=st.just(0.0), closes=st.sampled_from([60.0, 400.0]), organisation=st.sampled_from("AB"),
        fold=st.integers(0, 2), volunteer=st.booleans(), pause=st.sampled_from([(0, 0, 0), (10, 40, 15)]),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(any_ask(), max_size=6), st.lists(any_bus(), max_size=3), st.booleans())
def test_whatever_is_asked_is_served_within_the_rules_or_listed_with_its_reason(
    asks: list[Ask], buses: list[Bus], apart: bool
) -> None:
    rules = PoolRules(least_extra_s=5, volunteer_longest_s=200, together=(frozenset("AB"),) if apart else ())
    problem: RideProblem = with_breaks(ruled(make(asks, buses, service=1.0), rules))
    plan = plan_pool(problem, iterations=5)
    assert not violations(problem, plan)
    assert {left.reason for left in plan.unserved} <= set(REASONS)
    found = measures(problem, plan)
    assert found.served + sum(not problem.requests.duty[left.request] for left in plan.unserved) == len(asks)


def test_stops_at_one_place_are_kept_together_where_movements_count() -> None:
    asks = [Ask(-2, 100, closes=400), Ask(2, 100, closes=400), Ask(0, 100, opens=190, closes=500)]
    free = make(asks, [Bus(40)])
    rounds = replace(free, movement_cost_m=200.0)
    assert (
        measures(rounds, plan_pool(rounds, iterations=50)).movements
        <= measures(free, plan_pool(free, iterations=50)).movements
    )
