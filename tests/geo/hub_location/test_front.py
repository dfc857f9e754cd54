"""Two aims at once: the front against every choice there is."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.hub_location import (
    MAXIMAL_COVERAGE,
    P_MEDIAN,
    HubProblem,
    HubProblemError,
    cost_against_coverage,
    front,
    mean_against_worst_off,
    solve,
)
from tests.geo.hub_location.small import INF, choices, objective, penalty, problems, times


def mean_and_worst_off(problem: HubProblem, columns: tuple[int, ...], share: float) -> tuple[float, float]:
    """Both figures, person by person from the longest time down."""
    worst = penalty(problem)
    pairs = [(t if t < INF else worst, w) for t, w in zip(times(problem, columns), problem.weights, strict=True)]
    total = sum(w for _, w in pairs)
    left, tail = share * total, 0.0
    for t, w in sorted(pairs, reverse=True):
        used = min(left, w)
        tail, left = tail + used * t, left - used
    return sum(t * w for t, w in pairs) / total, tail / (share * total)


def unbeaten(points: list[tuple[float, float]], sense: float) -> list[tuple[float, float]]:
    """Points that none beats: less of the first, less (sense 1) or more (-1) of the second; equals once."""
    kept: list[tuple[float, float]] = []
    for first, second in sorted(points, key=lambda point: (point[0], sense * point[1])):
        if not kept or sense * (kept[-1][1] - second) > 1e-7 * max(1.0, abs(second)):
            kept.append((first, second))
    return kept


def dominated(point: tuple[float, float], points: list[tuple[float, float]]) -> bool:
    slack = [1e-7 * max(1.0, abs(figure)) for figure in point]
    return any(a < point[0] - slack[0] and b < point[1] - slack[1] for a, b in points)


@settings(max_examples=150, deadline=None)
@given(problems(P_MEDIAN, costs=False), st.sampled_from([0.1, 0.3, 1.0]))
def test_no_choice_beats_the_front_of_mean_against_worst_off_and_none_is_missing(problem, share):
    assume(problem.weights.sum() > 0)
    found = mean_against_worst_off(problem, share=share)
    every = [mean_and_worst_off(problem, choice, share) for choice in choices(problem)]
    assert found.exact
    for point in found.points:
        columns = tuple(problem.site_ids.index(site) for site in point.open_sites)
        assert (point.first, point.second) == pytest.approx(mean_and_worst_off(problem, columns, share))
        assert not dominated((point.first, point.second), every)
    for wanted in unbeaten(every, 1.0):
        near = [
            point
            for point in found.points
            if point.first <= wanted[0] * (1 + 1e-6) + 1e-6 and point.second <= wanted[1] * (1 + 1e-6) + 1e-6
        ]
        assert near


@settings(max_examples=100, deadline=None)
@given(
    problems(MAXIMAL_COVERAGE, most_sites=5, costs=False),
    st.lists(st.integers(0, 4).map(lambda k: 1000.0 * k), min_size=5, max_size=5),
)
def test_each_point_of_cost_against_coverage_is_the_cheapest_way_to_cover_as_many(problem, prices):
    cost = np.array(prices[: len(problem.site_ids)])
    found = cost_against_coverage(problem, cost)
    every = [
        (float(cost[list(choice)].sum()), objective(problem, choice))
        for p in range(max(1, len(problem.keep)), problem.p + 1)
        for choice in choices(problem, p)
    ]
    assert found.exact
    wanted = unbeaten(every, -1.0)
    assert [point.first for point in found.points] == pytest.approx([first for first, _ in wanted])
    assert [point.second for point in found.points] == pytest.approx([second for _, second in wanted], abs=1e-6)


def test_a_front_of_too_many_choices_says_that_it_is_not_exact(monkeypatch):
    monkeypatch.setattr(front, "MOST_CHOICES", 5)
    rng = np.random.default_rng(1)
    problem = HubProblem(rng.uniform(0, 1000, (12, 8)), rng.uniform(1, 9, 12), tuple("abcdefgh"), 3)
    found = mean_against_worst_off(problem)
    assert math.comb(8, 3) > 5
    assert not found.exact
    every = [mean_and_worst_off(problem, choice, 0.1) for choice in choices(problem)]
    assert found.points[0].first == pytest.approx(min(every)[0])
    assert found.points[0].open_sites == solve(problem).open_sites


def test_fronts_refuse_what_they_do_not_know():
    problem = HubProblem(np.ones((1, 2)), np.zeros(1), ("a", "b"), 1)
    with pytest.raises(HubProblemError, match="people"):
        mean_against_worst_off(problem)
    coverage = replace(problem, objective=MAXIMAL_COVERAGE, threshold_s=60.0)
    with pytest.raises(HubProblemError, match="whole"):
        cost_against_coverage(coverage, np.array([0.5, 1.0]))
