"""The van pool's plans: least metres, every rule kept, every request served or listed with its reason."""

import subprocess
import sys
from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.van_pool import REASONS, RidePlan, RideProblemError, Unserved, plan_alone, plan_pool, violations
from routing.van_pool.timing import timed_tour
from tests.routing.van_pool_cases import Ask, Bus, make, sample_day


def reasons(plan: RidePlan) -> dict[int, str]:
    return {left.request: left.reason for left in plan.unserved}


def test_a_request_along_the_way_costs_nothing_extra() -> None:
    plan = plan_pool(make([Ask(10, 20), Ask(12, 18)], [Bus(), Bus()]), iterations=20)
    assert plan.length_m == 40
    assert len(plan.tours) == 1
    assert not plan.unserved


def test_two_organisations_that_go_the_same_way_need_one_van_together() -> None:
    problem = make(
        [Ask(10, 20, organisation="A"), Ask(10, 20, organisation="B")],
        [Bus(organisation="A"), Bus(organisation="B")],
    )
    alone = plan_alone(problem, ["A", "B"], iterations=20)
    pool = plan_pool(problem, iterations=20, start=alone)
    assert (len(alone.tours), alone.length_m) == (2, 80)
    assert (len(pool.tours), pool.length_m) == (1, 40)
    assert not violations(problem, alone)
    assert not violations(problem, pool)


def test_each_organisation_alone_uses_only_its_own_vans() -> None:
    problem = sample_day(requests=24, vans=12)
    plan = plan_alone(problem, iterations=50)
    assert not violations(problem, plan)
    for tour in plan.tours:
        owner = problem.vans.organisations[tour.van]
        assert {problem.requests.organisations[stop.request] for stop in tour.stops} == {owner}


def test_seats_and_wheelchair_places_are_kept_apart() -> None:
    asks = [Ask(10, 20, wheelchairs=1), Ask(10, 20, wheelchairs=1), Ask(10, 20, party=3)]
    problem = make(asks, [Bus(seats=3, wheelchair_places=1)])
    plan = plan_pool(problem, iterations=30)
    assert not plan.unserved
    assert not violations(problem, plan)
    assert plan.length_m == 60  # the second wheelchair is a second ride
    assert max(stop.wheelchairs for stop in plan.tours[0].stops) == 1


@pytest.mark.parametrize(
    ("ask", "buses", "reason"),
    [
        (Ask(10, 20), [], "no_van"),
        (Ask(10, 20, wheelchairs=1), [Bus()], "no_wheelchair_place"),
        (Ask(10, 20, party=5), [Bus(seats=4)], "no_capacity"),
        (Ask(10, 20, wheelchairs=1, party=2), [Bus(seats=0, wheelchair_places=1), Bus(seats=4)], "no_capacity"),
        (Ask(10, 20, ride=9), [Bus()], "ride_limit"),
        (Ask(10, 20, opens=100, closes=105), [Bus()], "window"),
        (Ask(10, 20, opens=100, closes=50), [Bus()], "window"),
        (Ask(10, 20, opens=100, closes=150), [Bus(opens=300, closes=900)], "outside_hours"),
        (Ask(10, 20), [Bus(longest=39)], "outside_hours"),
    ],
)
def test_what_cannot_be_served_is_listed_with_its_reason(ask: Ask, buses: list[Bus], reason: str) -> None:
    problem = make([ask], buses)
    plan = plan_pool(problem, iterations=5)
    assert plan == RidePlan((), (Unserved(0, reason),))
    assert not violations(problem, plan)


def test_a_request_that_no_road_leads_to_is_unreachable() -> None:
    problem = make([Ask(10, 20), Ask(12, 18)], [Bus()])
    length = np.array(problem.length_m)
    duration = np.array(problem.duration_s)
    duration[1, 3] = length[1, 3] = np.nan
    problem = replace(problem, duration_s=duration, length_m=length)
    plan = plan_pool(problem, iterations=5)
    assert reasons(plan) == {1: "unreachable"}
    assert not violations(problem, plan)


def test_an_unknown_address_and_a_double_id_are_listed() -> None:
    problem = make([Ask(10, 20, name="x"), Ask(12, 18, name="x"), Ask(5, 6)], [Bus()])
    problem = replace(problem, requests=replace(problem.requests, pickup=np.array([0, 1, -1])))
    plan = plan_pool(problem, iterations=5)
    assert reasons(plan) == {1: "duplicate", 2: "no_address"}
    assert not violations(problem, plan)


def test_a_van_that_is_full_all_day_leaves_requests_with_no_capacity() -> None:
    asks = [Ask(10, 20, opens=0, closes=25, party=4), Ask(10, 20, opens=0, closes=25, party=4)]
    plan = plan_pool(make(asks, [Bus(seats=4)]), iterations=20)
    assert len(plan.tours) == 1
    assert list(reasons(plan).values()) == ["no_capacity"]


def test_serving_one_more_request_comes_before_saving_metres() -> None:
    near = Ask(10, 20, opens=0, closes=40)
    far = Ask(400, 410, opens=0, closes=420)
    plan = plan_pool(make([near, far], [Bus(closes=900)]), iterations=20)
    assert not plan.unserved


def test_an_organisation_without_vans_is_told_so_and_helped_by_the_pool() -> None:
    problem = make([Ask(10, 20, organisation="B")], [Bus(organisation="A")])
    assert reasons(plan_alone(problem, iterations=5)) == {0: "no_van"}
    assert not plan_pool(problem, iterations=5).unserved


def test_an_organisation_that_is_not_named_is_never_dropped_in_silence() -> None:
    with pytest.raises(RideProblemError, match="B would be left out"):
        plan_alone(make([Ask(1, 2), Ask(1, 2, organisation="B")], [Bus()]), ["A"])


def test_a_plan_to_start_from_must_be_feasible() -> None:
    problem = make([Ask(10, 20), Ask(12, 18)], [Bus()])
    plan = plan_pool(problem, iterations=5)
    stops = plan.tours[0].stops
    broken = RidePlan((replace(plan.tours[0], stops=stops[:-1]),), ())
    with pytest.raises(RideProblemError, match="not feasible"):
        plan_pool(problem, iterations=5, start=broken)
    with pytest.raises(RideProblemError, match="not negative"):
        plan_pool(problem, iterations=-1)


def test_no_requests_make_an_empty_plan() -> None:
    assert plan_pool(make([], [Bus()])) == RidePlan()
    assert plan_alone(make([], [])) == RidePlan()


def test_the_same_seed_gives_the_same_plan_and_the_search_improves_on_insertion() -> None:
    problem = sample_day()
    first = plan_pool(problem, iterations=0)
    plan = plan_pool(problem, iterations=300, seed=3)
    assert not violations(problem, first)
    assert not violations(problem, plan)
    assert plan == plan_pool(problem, iterations=300, seed=3)
    assert not plan.unserved
    assert plan.length_m < first.length_m


def test_the_pool_is_never_worse_than_the_plan_it_starts_from() -> None:
    problem = sample_day(requests=30, vans=12)
    alone = plan_alone(problem, iterations=100)
    pool = plan_pool(problem, iterations=0, start=alone)
    assert len(pool.unserved) <= len(alone.unserved)
    if len(pool.unserved) == len(alone.unserved):
        assert pool.length_m <= alone.length_m + 1e-6


def test_the_room_is_light_to_import() -> None:
    code = "import sys, routing.van_pool; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def shortest_by_enumeration(problem) -> tuple[int, float]:
    """(unserved, metres) of the best of all plans, by trying every assignment and order."""
    n, k = len(problem.requests), len(problem.vans)
    cheapest: dict[tuple[int, tuple[int, ...]], float] = {}
    for van in range(k):
        for size in range(1, n + 1):
            for tokens in set(permutations([r for r in range(n) for _ in range(2)], 2 * size)):
                members = tuple(sorted(set(tokens)))
                if len(members) != size:
                    continue
                seen: set[int] = set()
                order = []
                for r in tokens:
                    order.append((r, r not in seen))
                    seen.add(r)
                try:
                    tour = timed_tour(problem, van, order)
                except RideProblemError:
                    continue
                left = tuple(Unserved(r, "no_capacity") for r in range(n) if r not in members)
                if not violations(problem, RidePlan((tour,), left)):
                    key = (van, members)
                    cheapest[key] = min(cheapest.get(key, np.inf), tour.length_m)
    best = (n, 0.0)
    for owner in product(range(-1, k), repeat=n):
        metres = 0.0
        for van in range(k):
            members = tuple(r for r in range(n) if owner[r] == van)
            if members:
                metres += cheapest.get((van, members), np.inf)
        if np.isfinite(metres):
            best = min(best, (owner.count(-1), metres))
    return best


@st.composite
def small_problems(draw: st.DrawFn):
    x = st.integers(-20, 20)
    asks = []
    for _ in range(draw(st.integers(1, 3))):
        opens = draw(st.integers(0, 100))
        asks.append(
            Ask(
                draw(x),
                draw(x),
                opens=opens,
                closes=opens + draw(st.integers(20, 120)),
                ride=draw(st.integers(20, 80)),
                party=draw(st.integers(1, 3)),
                wheelchairs=draw(st.integers(0, 1)),
            )
        )
    buses = [
        Bus(draw(x), seats=draw(st.integers(1, 4)), wheelchair_places=draw(st.integers(0, 1)), closes=250)
        for _ in range(draw(st.integers(1, 2)))
    ]
    return make(asks, buses, service=1.0)


@settings(max_examples=25, deadline=None)
@given(small_problems())
def test_small_problems_are_solved_to_the_best_of_all_plans(problem) -> None:
    plan = plan_pool(problem, iterations=200)
    assert not violations(problem, plan)
    unserved, metres = shortest_by_enumeration(problem)
    assert len(plan.unserved) == unserved
    assert plan.length_m == pytest.approx(metres)


@st.composite
def wild_problems(draw: st.DrawFn):
    """Anything a spreadsheet may hold: impossible windows, no vans, tiny ride limits, doubles, wheelchairs."""
    x = st.integers(-30, 30)
    organisation = st.sampled_from(["A", "B", "C"])
    asks = []
    for i in range(draw(st.integers(0, 8))):
        wheelchairs = draw(st.integers(0, 2))
        asks.append(
            Ask(
                (draw(x), draw(x)),
                (draw(x), draw(x)),
                opens=draw(st.integers(0, 400)),
                closes=draw(st.integers(0, 500)),
                ride=draw(st.integers(0, 120)),
                party=max(wheelchairs, draw(st.integers(1, 6))),
                wheelchairs=wheelchairs,
                organisation=draw(organisation),
                name=draw(st.sampled_from(["", "", "", f"r{max(0, i - 1)}"])) or f"r{i}",
            )
        )
    buses = []
    for _ in range(draw(st.integers(0, 4))):
        opens = draw(st.integers(0, 300))
        buses.append(
            Bus(
                (draw(x), draw(x)),
                seats=draw(st.integers(0, 5)),
                wheelchair_places=draw(st.integers(0, 2)),
                opens=opens,
                closes=opens + draw(st.integers(0, 400)),
                organisation=draw(organisation),
                longest=draw(st.sampled_from([np.inf, 150.0, 0.0])),
            )
        )
    return make(asks, buses, service=3.0)


@settings(max_examples=120, deadline=None)
@given(wild_problems())
def test_any_problem_gives_a_plan_without_violations_and_a_reason_for_the_rest(problem) -> None:
    asked, vans = problem.requests, problem.vans
    alone = plan_alone(problem, iterations=10)
    pool = plan_pool(problem, iterations=10, start=alone)
    for plan in (alone, pool):
        assert violations(problem, plan) == []
        assert all(reason in REASONS for reason in reasons(plan).values())
    assert len(pool.unserved) <= len(alone.unserved)
    why = reasons(pool)
    assert pool == plan_pool(problem, iterations=10, start=alone)
    seen: set[str] = set()
    for r, name in enumerate(asked.request_ids):
        if name in seen:
            assert why[r] == "duplicate"
        elif not len(vans):
            assert why[r] == "no_van"
        elif asked.wheelchairs[r] > vans.wheelchair_places.max():
            assert why[r] == "no_wheelchair_place"
        elif asked.seats[r] > vans.seats.max():
            assert why[r] == "no_capacity"
        elif problem.duration_s[asked.pickup[r], asked.dropoff[r]] > asked.max_ride_s[r] + 1e-3:
            assert r in why
        seen.add(name)
