"""The capacitated p-median against brute force: every choice of hubs, every assignment."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hub_location import MAXIMAL_COVERAGE, UNREACHABLE_PENALTY_S, HubProblem, HubProblemError, HubSolution, solve
from geo.hub_location.clusters import Loads, _pushed, settled

INF = float("inf")


def brute_force(problem: HubProblem) -> float:
    """The least cost, by trying every choice of hubs and every way to serve or not to serve each point."""
    finite = problem.cost_s[np.isfinite(problem.cost_s)]
    penalty = max(UNREACHABLE_PENALTY_S, 2 * max(finite.tolist(), default=0))
    n, m = problem.cost_s.shape
    kept = {problem.site_ids.index(site) for site in problem.keep}
    free = [j for j in range(m) if problem.site_ids[j] not in problem.forbid]
    extra = np.zeros(m) if problem.site_cost is None else problem.site_cost
    best = INF
    for choice in itertools.combinations(free, problem.p):
        if not kept <= set(choice):
            continue
        for served in itertools.product((None, *choice), repeat=n):
            used = {j: sum(problem.load[i] for i in range(n) if served[i] == j) for j in choice}
            if any(used[j] > problem.capacity[j] + 1e-9 for j in choice):
                continue
            total = sum(extra[j] for j in choice)
            for i, j in enumerate(served):
                time = penalty if j is None else problem.cost_s[i, j]
                total += problem.weights[i] * time if problem.weights[i] > 0 else 0.0
            best = min(best, total)
    return best


def check(problem: HubProblem, solution: HubSolution) -> None:
    """What must hold of any solution, worked out independently."""
    for j, site in enumerate(problem.site_ids):
        served = solution.assignment == j
        assert problem.load[served].sum() <= problem.capacity[j] + 1e-9
        assert site in solution.open_sites or not served.any()
    finite = problem.cost_s[np.isfinite(problem.cost_s)]
    penalty = max(UNREACHABLE_PENALTY_S, 2 * max(finite.tolist(), default=0))
    total = (
        0.0
        if problem.site_cost is None
        else sum(problem.site_cost[problem.site_ids.index(site)] for site in solution.open_sites)
    )
    for i, j in enumerate(solution.assignment):
        total += problem.weights[i] * (penalty if j < 0 else problem.cost_s[i, j])
    assert solution.objective == pytest.approx(total)
    assert solution.bound <= solution.objective


@st.composite
def problems(draw) -> HubProblem:
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    times = st.one_of(st.integers(0, 5).map(lambda k: 60.0 * k), st.just(INF), st.floats(0, 3000, width=32))
    cost = np.array(draw(st.lists(st.lists(times, min_size=m, max_size=m), min_size=n, max_size=n)))
    weights = np.array(draw(st.lists(st.one_of(st.just(0.0), st.floats(0.01, 50)), min_size=n, max_size=n)))
    sizes = st.one_of(st.integers(0, 6).map(float), st.floats(0, 6))
    load = np.array(draw(st.lists(sizes, min_size=n, max_size=n)))
    capacity = np.array(draw(st.lists(st.one_of(sizes, st.just(100.0)), min_size=m, max_size=m)))
    sites = tuple(f"s{i}" for i in range(m))
    roles = draw(st.lists(st.sampled_from(["free", "free", "keep", "forbid"]), min_size=m, max_size=m))
    keep = tuple(site for site, role in zip(sites, roles, strict=True) if role == "keep")
    forbid = tuple(site for site, role in zip(sites, roles, strict=True) if role == "forbid")[: m - 1]
    p = draw(st.integers(max(1, len(keep)), m - len(forbid)))
    extra = draw(st.one_of(st.none(), st.lists(st.integers(-500, 500), min_size=m, max_size=m)))
    site_cost = None if extra is None else np.array(extra, dtype=float)
    return HubProblem(cost, weights, sites, p, keep, forbid, load=load, capacity=capacity, site_cost=site_cost)


@settings(max_examples=120, deadline=None)
@given(problems())
def test_the_capacitated_p_median_is_the_best_of_all_choices_and_assignments(problem):
    solution = solve(problem)
    check(problem, solution)
    assert solution.objective == pytest.approx(brute_force(problem), rel=1e-6, abs=1e-5)
    assert solution.status == "optimal"


@settings(max_examples=60, deadline=None)
@given(problems(), st.sampled_from([0.0, 0.05, 0.3]), st.integers(1, 3))
def test_a_search_that_stops_early_has_a_true_bound_and_calls_optimal_only_what_is(problem, enough, max_nodes):
    solution = solve(problem, max_nodes=max_nodes, enough=enough)
    check(problem, solution)
    best = brute_force(problem)
    slack = 1e-6 * max(1.0, abs(best))
    assert solution.bound - slack <= best <= solution.objective + slack
    if solution.status == "optimal":
        assert solution.objective == pytest.approx(best, rel=2e-6, abs=1e-5)
    else:
        assert solution.status == "feasible"
        assert solution.gap > 1e-6


def test_a_limit_on_the_nodes_leaves_a_gap_and_no_claim():
    rng = np.random.default_rng(5)
    points, load = rng.integers(0, 100, (60, 2)), rng.integers(1, 21, 60).astype(float)
    cost = np.floor(np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)))
    room = np.full(60, np.ceil(load.sum() / 6 / 0.93))
    problem = HubProblem(cost, np.ones(60), tuple(f"s{i}" for i in range(60)), 6, load=load, capacity=room)
    stopped, full = solve(problem, max_nodes=1), solve(problem)
    assert (stopped.status, full.status) == ("feasible", "optimal")
    assert stopped.bound <= full.objective <= stopped.objective
    assert stopped.gap == pytest.approx((stopped.objective - stopped.bound) / stopped.objective)
    check(problem, stopped)
    check(problem, full)


def test_the_second_village_goes_to_the_further_hub_when_the_near_one_is_full():
    cost = np.array([[0.0, 500.0], [100.0, 450.0], [500.0, 0.0]])
    problem = HubProblem(cost, np.ones(3), ("a", "b"), 2, load=np.array([5.0, 4.0, 5.0]), capacity=np.array([8.0, 9.0]))
    assert solve(problem).assignment.tolist() == [0, 1, 1]
    assert solve(replace(problem, capacity=np.array([9.0, 9.0]))).assignment.tolist() == [0, 0, 1]


def test_whom_no_hub_has_room_for_is_reported_as_out_of_reach():
    problem = HubProblem(
        np.array([[60.0], [60.0]]), np.array([3.0, 1.0]), ("a",), 1, load=np.array([4.0, 4.0]), capacity=np.array([5.0])
    )
    solution = solve(problem)
    assert solution.assignment.tolist() == [0, -1]
    assert solution.unreachable == 1.0


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"load": None}, "belong together"),
        ({"capacity": np.array([1.0])}, "each site"),
        ({"load": np.array([-1.0, 0.0, 0.0])}, "each site"),
        ({"objective": MAXIMAL_COVERAGE, "threshold_s": 60.0}, "p_median"),
    ],
)
def test_capacities_that_are_not_well_formed_are_refused(change, word):
    problem = HubProblem(np.ones((3, 2)), np.ones(3), ("a", "b"), 1, load=np.ones(3), capacity=np.ones(2))
    with pytest.raises(HubProblemError, match=word):
        solve(replace(problem, **change))


@pytest.mark.parametrize("now", [0, -1], ids=["dearly served", "not served yet"])
def test_a_point_enters_a_full_site_by_pushing_another_on_to_the_cheapest_with_room(now: int) -> None:
    cost = np.array([[10.0, 30.0], [1.0, 1.0], [INF, 9.0], [INF, 3.0]])  # neither a move nor an exchange saves
    loads = Loads(cost, np.array([2.0, 2.0]), np.full(4, 2.0), np.full(2, INF), np.zeros(4))
    served, room = np.array([now, 1]), np.array([0.0, 0.0, 2.0, 2.0])
    sites = np.arange(4) if now == 0 else np.arange(1, 4)
    assert _pushed(loads, sites, room, served)
    assert served.tolist() == [1, 3]
    assert room.tolist() == [2.0 if now == 0 else 0.0, 0.0, 2.0, 0.0]
    assert not _pushed(loads, sites, room, served)
    chosen = np.isin(np.arange(4), sites)
    _, settled_for, total = settled(loads, np.ones(4, dtype=bool) & chosen, chosen, chosen)
    assert (settled_for.tolist(), total) == ([1, 3], 4.0)
