"""Small problems for the checks of this folder, and objectives written out as loops, apart from the code under test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from geo.hub_location import MAXIMAL_COVERAGE, P_MEDIAN, UNREACHABLE_PENALTY_S, HubProblem

INF = float("inf")


def times(problem: HubProblem, columns: tuple[int, ...]) -> list[float]:
    """Seconds to the nearest of these sites, by demand point."""
    return [min((row[column] for column in columns), default=INF) for row in problem.cost_s]


def penalty(problem: HubProblem) -> float:
    finite = [value for row in problem.cost_s for value in row if value < INF]
    return max(UNREACHABLE_PENALTY_S, 2 * max(finite, default=0))


def choices(problem: HubProblem, p: int | None = None) -> Iterator[tuple[int, ...]]:
    """Every choice of ``p`` sites that keeps and forbids what it should."""
    free = [i for i, site in enumerate(problem.site_ids) if site not in problem.forbid]
    kept = {problem.site_ids.index(site) for site in problem.keep}
    for choice in itertools.combinations(free, problem.p if p is None else p):
        if kept <= set(choice):
            yield choice


def objective(problem: HubProblem, columns: tuple[int, ...]) -> float:
    """Person-seconds with the penalty, or people covered, and the sites' costs."""
    extra = 0.0 if problem.site_cost is None else sum(problem.site_cost[column] for column in columns)
    total = -extra if problem.objective == MAXIMAL_COVERAGE else extra
    for nearest, weight in zip(times(problem, columns), problem.weights, strict=True):
        if problem.objective == MAXIMAL_COVERAGE:
            further = [value for limit, value in problem.further if nearest <= limit]
            total += weight * (1.0 if nearest <= problem.threshold_s else max(further, default=0.0))
        else:
            total += weight * (nearest if nearest < INF else penalty(problem))
    return total


def worst(problem: HubProblem, columns: tuple[int, ...]) -> float:
    """Seconds of the worst-off inhabited point."""
    inhabited = [t for t, weight in zip(times(problem, columns), problem.weights, strict=True) if weight > 0]
    return max((t if t < INF else penalty(problem) for t in inhabited), default=0.0)


@st.composite
def problems(draw, objective: str = P_MEDIAN, *, most_sites: int = 6, costs: bool = True) -> HubProblem:
    """On a coarse grid, so that ties, double points, zero weights and unreachable pairs are common."""
    n, m = draw(st.integers(1, 7)), draw(st.integers(1, most_sites))
    time = st.one_of(st.integers(0, 5).map(lambda k: 60.0 * k), st.just(INF), st.floats(0, 3000, width=32))
    cost = np.array(draw(st.lists(st.lists(time, min_size=m, max_size=m), min_size=n, max_size=n)))
    weights = np.array(draw(st.lists(st.one_of(st.just(0.0), st.floats(0.01, 50)), min_size=n, max_size=n)))
    sites = tuple(f"s{i}" for i in range(m))
    roles = draw(st.lists(st.sampled_from(["free", "free", "free", "keep", "forbid"]), min_size=m, max_size=m))
    keep = tuple(site for site, role in zip(sites, roles, strict=True) if role == "keep")
    forbid = tuple(site for site, role in zip(sites, roles, strict=True) if role == "forbid")[: m - 1]
    p = draw(st.integers(max(1, len(keep)), m - len(forbid)))
    threshold = draw(st.sampled_from([0.0, 60.0, 180.0, 900.0])) if objective == MAXIMAL_COVERAGE else None
    further = draw(st.sampled_from([(), ((1000.0, 0.5),), ((1000.0, 0.6), (2000.0, 0.25))])) if threshold else ()
    size = 300 if objective == P_MEDIAN else 5
    extra = draw(st.one_of(st.none(), st.lists(st.integers(-size, size), min_size=m, max_size=m))) if costs else None
    site_cost = None if extra is None else np.array(extra, dtype=float)
    return HubProblem(cost, weights, sites, p, keep, forbid, objective, threshold, further, site_cost)
