"""The p-centre and the fewest hubs against brute force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hub_location import (
    MAXIMAL_COVERAGE,
    P_MEDIAN,
    HubProblem,
    HubProblemError,
    InfeasibleProblem,
    StraightLine,
    covering,
    fewest_hubs,
    p_centre,
)
from geo.hub_location.highs import MipResult
from tests.geo.hub_location.small import choices, objective, penalty, problems, times, worst


def centre(problem: HubProblem, columns: tuple[int, ...]) -> float:
    extra = 0.0 if problem.site_cost is None else sum(problem.site_cost[column] for column in columns)
    return worst(problem, columns) + extra


@settings(max_examples=200, deadline=None)
@given(problems(P_MEDIAN))
def test_the_p_centre_is_the_least_worst_time_and_cost_of_all_choices(problem):
    solution = p_centre(problem)
    columns = tuple(problem.site_ids.index(site) for site in solution.open_sites)
    assert columns in set(choices(problem))
    assert solution.objective == pytest.approx(centre(problem, columns))
    assert solution.objective == pytest.approx(min(centre(problem, choice) for choice in choices(problem)), abs=1e-6)
    assert (solution.status, solution.bound) == ("optimal", pytest.approx(solution.objective, abs=1e-6))


@settings(max_examples=40, deadline=None)
@given(problems(MAXIMAL_COVERAGE), st.sampled_from([0.5, 1.0]))
def test_of_the_fewest_hubs_those_are_taken_that_cover_the_share_and_are_worth_most(problem, share):
    problem = replace(problem, further=(), site_cost=np.arange(len(problem.site_ids), dtype=float))
    wanted = share * float(problem.weights.sum()) * (1 - 1e-9)
    try:
        found = fewest_hubs(problem, share)
    except InfeasibleProblem:
        return
    enough = [choice for choice in choices(problem, found.hubs) if covered(problem, choice) >= wanted]
    assert found.solution.status == "optimal"
    assert found.solution.objective == pytest.approx(max(objective(problem, choice) for choice in enough), abs=1e-6)
    chosen = tuple(problem.site_ids.index(site) for site in found.solution.open_sites)
    assert found.covered * float(problem.weights.sum()) == pytest.approx(covered(problem, chosen))


def covered(problem: HubProblem, columns: tuple[int, ...]) -> float:
    pairs = zip(times(problem, columns), problem.weights, strict=True)
    return sum(weight for nearest, weight in pairs if nearest <= problem.threshold_s)


@settings(max_examples=200, deadline=None)
@given(problems(MAXIMAL_COVERAGE, costs=False), st.sampled_from([0.25, 0.5, 0.95, 1.0]))
def test_the_fewest_hubs_are_the_fewest_of_all_choices_or_the_share_is_out_of_reach(problem, share):
    problem = replace(problem, further=())
    total = float(problem.weights.sum())
    wanted = share * total * (1 - 1e-9)
    least = next(
        (
            p
            for p in range(max(1, len(problem.keep)), len(problem.site_ids) - len(problem.forbid) + 1)
            if any(covered(problem, choice) >= wanted for choice in choices(problem, p))
        ),
        None,
    )
    if least is None:
        with pytest.raises(InfeasibleProblem) as caught:
            fewest_hubs(problem, share)
        assert f"cover {share:g}" in caught.value.wishes
        assert {f"forbid {site}" for site in problem.forbid} <= set(caught.value.wishes)
        return
    found = fewest_hubs(problem, share)
    assert (found.hubs, found.bound) == (least, least)
    assert len(found.solution.open_sites) == least
    most = max(covered(problem, choice) for choice in choices(problem, least))
    assert found.solution.objective == pytest.approx(most)
    assert found.covered * total == pytest.approx(most) or total == 0


def test_the_p_centre_takes_straight_lines_and_puts_one_hub_in_the_middle():
    points = np.array([[0.0, 0.0], [400.0, 0.0], [1000.0, 0.0]])
    solution = p_centre(HubProblem(StraightLine(points, points), np.ones(3), ("a", "b", "c"), 1))
    assert (solution.open_sites, solution.objective) == (("b",), 600.0)


def test_of_choices_that_serve_the_worst_off_equally_the_one_with_less_time_in_all_is_taken():
    cost = np.array([[900.0, 900.0, 900.0], [0.0, 300.0, 600.0]])
    assert p_centre(HubProblem(cost, np.ones(2), ("a", "b", "c"), 1)).open_sites == ("a",)


def test_who_cannot_be_reached_at_all_counts_the_penalty():
    problem = HubProblem(np.array([[60.0], [np.inf]]), np.ones(2), ("a",), 1)
    assert p_centre(problem).objective == penalty(problem)


def test_a_p_centre_that_the_solver_did_not_finish_is_not_called_optimal(monkeypatch):
    rng = np.random.default_rng(3)
    problem = HubProblem(rng.uniform(0, 1000, (8, 6)), np.ones(8), tuple("abcdef"), 2)

    def stopped(model, *, whole, max_nodes, **more):
        return MipResult(None, np.inf, 0.0, False, "Solution limit reached")

    monkeypatch.setattr(covering, "solve_mip", stopped)
    solution = p_centre(problem)
    assert solution.status == "feasible"
    assert solution.bound < solution.objective
    assert solution.gap == pytest.approx((solution.objective - solution.bound) / solution.objective)
    best = min(worst(problem, choice) for choice in choices(problem))
    assert solution.bound <= best <= solution.objective


def test_the_p_centre_refuses_capacities():
    problem = HubProblem(np.ones((1, 2)), np.ones(1), ("a", "b"), 1, load=np.ones(1), capacity=np.ones(2))
    with pytest.raises(HubProblemError, match="p-centre"):
        p_centre(problem)


def test_a_dear_site_is_left_for_one_that_serves_the_worst_off_a_little_later():
    problem = HubProblem(np.array([[100.0, 160.0], [90.0, 20.0]]), np.ones(2), ("near", "far"), 1)
    assert p_centre(problem).open_sites == ("near",)
    priced = p_centre(replace(problem, site_cost=np.array([70.0, 0.0])))
    assert (priced.open_sites, priced.objective, priced.status) == (("far",), 160.0, "optimal")


def test_the_fewest_hubs_are_asked_of_coverage_only():
    problem = HubProblem(np.ones((1, 2)), np.ones(1), ("a", "b"), 1)
    with pytest.raises(HubProblemError, match="maximal_coverage"):
        fewest_hubs(problem, 0.5)
    coverage = replace(problem, objective=MAXIMAL_COVERAGE, threshold_s=60.0)
    with pytest.raises(HubProblemError, match="share"):
        fewest_hubs(coverage, 1.5)
    assert objective(coverage, (0,)) == 1.0
