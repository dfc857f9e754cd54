"""The ways that only large problems take, on small ones: lists cut short, a coarse start, regions; and the bound holds."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from geo.hub_location import MAXIMAL_COVERAGE, HubProblem, StraightLine, building, evaluate, large, lists, solve


@pytest.fixture
def small_is_large(monkeypatch):
    """Takes hundreds of sites for a country, and compiles."""
    monkeypatch.setattr(large, "LARGE", 1_000)
    monkeypatch.setattr(large, "SAMPLE", 40)
    monkeypatch.setattr(large, "SITES_A_HUB", 4)
    monkeypatch.setattr(large, "REGION", 60)
    monkeypatch.setattr(building, "COMPILED_FROM", 0)
    monkeypatch.setattr(lists, "COMPILED_FROM", 0)


def country(n: int = 300, p: int = 8, seed: int = 1) -> HubProblem:
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 20_000, (n, 2))
    weights = rng.integers(0, 50, n).astype(float)
    return HubProblem(StraightLine(points, points, 1.3), weights, tuple(str(i) for i in range(n)), p)


def as_matrix(problem: HubProblem) -> HubProblem:
    costs = problem.cost_s
    step = costs.demand[:, None, :] - costs.sites[None, :, :]
    return replace(problem, cost_s=np.hypot(step[..., 0], step[..., 1]) * costs.factor)


@pytest.mark.parametrize(("p", "keep"), [(5, ()), (8, ("3", "7")), (30, ("3",)), (90, ())])
def test_a_large_problem_is_solved_as_the_same_small_one_is(small_is_large, monkeypatch, p, keep):
    problem = replace(country(p=p), keep=keep)
    found = solve(problem)
    monkeypatch.setattr(large, "LARGE", 10**9)
    exact = solve(as_matrix(problem))
    assert exact.status == "optimal"
    assert found.bound <= exact.objective * (1 + 1e-7)
    assert found.objective == pytest.approx(exact.objective, rel=1e-6)
    assert set(keep) <= set(found.open_sites)
    assert evaluate(as_matrix(problem), found.open_sites).objective == pytest.approx(found.objective)


@pytest.mark.parametrize("enough", [0.002, 0.02])
def test_a_large_problem_stops_at_the_gap_that_is_enough_with_a_true_bound(small_is_large, monkeypatch, enough):
    problem = country(p=12, seed=2)
    found = solve(problem, enough=enough)
    monkeypatch.setattr(large, "LARGE", 10**9)
    exact = solve(as_matrix(problem)).objective
    assert found.bound <= exact * (1 + 1e-7)
    assert exact <= found.objective * (1 + 1e-7)
    assert found.gap <= enough + 1e-9


def test_coverage_of_straight_lines_is_that_of_the_matrix():
    problem = replace(country(p=6), objective=MAXIMAL_COVERAGE, threshold_s=3000.0)
    assert solve(problem).objective == pytest.approx(solve(as_matrix(problem)).objective)


def test_a_straight_line_problem_of_one_hub_is_every_site_tried():
    problem = country(n=40, p=1)
    best = min(evaluate(problem, [site]).objective for site in problem.site_ids)
    assert solve(problem).objective == pytest.approx(best)
    two = min(evaluate(problem, pair).objective for pair in itertools.combinations(problem.site_ids, 2))
    assert solve(replace(problem, p=2)).objective == pytest.approx(two)
