"""Two aims at once: every choice of hubs that is not beaten in both (the Pareto front), exact where it can be.

Mean time against the time of the worst-off tenth: all choices where there are few enough, which is exact; else the best
for blends of the two and what exchanges from there reach, which is said. Cost against coverage: one
program after another with a limit on the cost (epsilon-constraint; Haimes, Lasdon & Wismer 1971), which is exact.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse

from geo.hub_location.arrays import Floats
from geo.hub_location.building import matrix_of, wishes_of
from geo.hub_location.highs import Model, SolverError, solve_mip
from geo.hub_location.problem import (
    MAXIMAL_COVERAGE,
    HubProblem,
    HubProblemError,
    penalty_of,
    validate,
    value_of,
)
from geo.hub_location.solving import solve

WORST_OFF = 0.1
"""Share of the people who are the worst-off."""

MOST_CHOICES = 600_000
"""Choices of hubs that are all looked at."""

BLENDS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0)
SPREADS = 30
SAME = 1e-9


@dataclass(frozen=True)
class FrontPoint:
    """A choice of hubs and its two figures; both are better when less, except people covered."""

    open_sites: tuple[str, ...]
    first: float
    second: float


@dataclass(frozen=True)
class Front:
    """Points by ``first`` ascending, ``second`` falling (mean against worst-off) or rising (cost against covered).
    ``exact``: no choice at all beats one of them, and none is missing."""

    points: tuple[FrontPoint, ...]
    exact: bool


def mean_against_worst_off(problem: HubProblem, *, share: float = WORST_OFF) -> Front:
    """Mean seconds a person against mean seconds of the ``share`` of the people with the longest times.

    A person out of reach counts the penalty. ``objective`` and thresholds of the problem are not looked at.

    Raises:
        HubProblemError: not well-formed, with capacities, or nobody lives there.
        InfeasibleProblem: the wishes contradict each other.
    """
    validate(problem)
    weights = np.asarray(problem.weights, dtype=np.float64)
    if problem.capacity is not None or not 0 < share <= 1 or not weights.sum() > 0:
        raise HubProblemError("The front needs people, no capacities, and a share of worst-off between 0 and 1.")
    wishes = wishes_of(problem)
    cost = matrix_of(problem)
    cost = np.where(np.isfinite(cost), cost, penalty_of(problem.cost_s))
    must = tuple(np.flatnonzero(wishes.must).tolist())
    free = np.flatnonzero(wishes.may & ~wishes.must)
    exact = math.comb(len(free), problem.p - len(must)) <= MOST_CHOICES
    found = _reached(problem, cost, weights, must, free, share)
    if exact:
        found = _all_choices(cost, weights, must, free, problem.p, share, found)
    return Front(
        tuple(
            FrontPoint(tuple(problem.site_ids[j] for j in sorted(choice)), mean, tail) for mean, tail, choice in found
        ),
        exact,
    )


Found = tuple[float, float, tuple[int, ...]]


def _all_choices(
    cost: Floats, weights: Floats, must: tuple[int, ...], free: np.ndarray, p: int, share: float, best: list[Found]
) -> list[Found]:
    """The front over every choice, from points of it known before; most are ruled out by a bound on their tail.

    The tail is the most that any spread of ``share`` of the people over the points gives, so that every spread seen
    before is a bound.
    """
    base = cost[:, list(must)].min(axis=1) if must else np.full(len(cost), np.inf)
    left = p - len(must)
    if left == 0:
        return best
    spreads = [_spread(cost[:, list(point[2])].min(axis=1), weights, share) for point in best]
    for prefix in itertools.combinations(range(len(free)), left - 1):
        begin = prefix[-1] + 1 if prefix else 0
        if begin >= len(free):
            continue
        here = np.minimum(base, cost[:, free[list(prefix)]].min(axis=1)) if prefix else base
        times = np.minimum(here[:, None], cost[:, free[begin:]])
        mean, tail = weights @ times / weights.sum(), (np.array(spreads[-SPREADS:]) @ times).max(axis=0)
        known = np.array([point[0] for point in best]), np.array([np.inf, *(point[1] for point in best)])
        hopeful = np.flatnonzero(tail < known[1][np.searchsorted(known[0], mean, side="right")] * (1 - SAME))
        for k in hopeful:
            choice = (*must, *free[list(prefix)].tolist(), int(free[begin + k]))
            spread = _spread(times[:, k], weights, share)
            spreads.append(spread)
            best = _front([*best, (float(mean[k]), float(spread @ times[:, k]), choice)])
    return best


def _spread(times: Floats, weights: Floats, share: float) -> Floats:
    """(n,) Over whom the mean of the worst-off is taken: people / (share of all people)."""
    order = np.argsort(-times, kind="stable")
    before = np.cumsum(weights[order]) - weights[order]
    spread = np.empty(len(times))
    spread[order] = np.clip(share * weights.sum() - before, 0.0, weights[order]) / (share * weights.sum())
    return spread


def _figures(times: Floats, weights: Floats, share: float) -> tuple[Floats, Floats]:
    """By column of times (n, k): mean seconds a person, and of the share of the people with the longest times."""
    order = np.argsort(-times, axis=0, kind="stable")
    sorted_times, people = np.take_along_axis(times, order, axis=0), weights[order]
    before = np.cumsum(people, axis=0) - people
    counted = np.clip(share * weights.sum() - before, 0.0, people)
    tail = (sorted_times * counted).sum(axis=0) / (share * weights.sum())
    return weights @ times / weights.sum(), tail


def _front(points: list[Found]) -> list[Found]:
    """The points that none beats in both figures, the first figure ascending; of equals the first choice."""
    kept: list[Found] = []
    for point in sorted(points):
        if not kept or point[1] < kept[-1][1] - SAME * abs(kept[-1][1]):
            kept.append(point)
    return kept


def _reached(
    problem: HubProblem, cost: Floats, weights: Floats, must: tuple[int, ...], free: np.ndarray, share: float
) -> list[Found]:
    """The best for blends of time and its cube (which weighs the worst-off), and the exchanges around them."""
    found: list[Found] = []
    tried: set[tuple[int, ...]] = set()
    scale = float(cost.max(initial=1.0))
    for blend in BLENDS:
        mixed = replace(
            problem, cost_s=(1 - blend) * cost + blend * cost**3 / max(scale, 1.0) ** 2, objective="p_median",
            threshold_s=None, further=(), site_cost=None,
        )  # fmt: skip
        sites = solve(mixed).open_sites
        queue = [tuple(sorted(problem.site_ids.index(site) for site in sites))]
        while queue:
            choice = queue.pop()
            if choice in tried:
                continue
            tried.add(choice)
            around = list(_exchanges(choice, must, free))
            times = np.column_stack([cost[:, list(other)].min(axis=1) for other in (choice, *around)])
            means, tails = _figures(times, weights, share)
            before = {point[2] for point in found}
            new = zip(means, tails, (choice, *around), strict=True)
            found = _front([*found, *((float(a), float(b), other) for a, b, other in new)])
            queue.extend(point[2] for point in found if point[2] not in before)
    return found


def _exchanges(choice: tuple[int, ...], must: tuple[int, ...], free: np.ndarray) -> Iterator[tuple[int, ...]]:
    for out in choice:
        if out in must:
            continue
        for into in free.tolist():
            if into not in choice:
                yield tuple(sorted({*choice, into} - {out}))


def cost_against_coverage(problem: HubProblem, yearly_cost: Floats, *, max_nodes: int = 100_000) -> Front:
    """Yearly cost of the open sites (m,) against people covered, any number of hubs from the kept ones to ``p``.

    Each point is the cheapest way to cover as many as it does. Costs are whole, such as euros.

    Raises:
        HubProblemError: no coverage problem, or costs that are not whole numbers of at least 0.
        InfeasibleProblem: the wishes contradict each other.
        SolverError: HiGHS did not prove a point within its nodes.
    """
    validate(problem)
    cost = np.asarray(yearly_cost, dtype=np.float64)
    if problem.objective != MAXIMAL_COVERAGE or np.any(cost < 0) or np.any(cost != np.floor(cost)):
        raise HubProblemError("Cost against coverage needs a coverage problem and whole yearly costs of at least 0.")
    points: list[FrontPoint] = []
    budget = float(cost.sum())
    while True:
        most = _budgeted(problem, cost, budget=budget, wanted=None, max_nodes=max_nodes)
        if most is None:
            break
        covered = _covered(problem, most)
        cheapest = _budgeted(problem, cost, budget=budget, wanted=covered, max_nodes=max_nodes)
        sites = most if cheapest is None else cheapest
        covered, spent = _covered(problem, sites), float(cost[sites].sum())
        points.append(FrontPoint(tuple(problem.site_ids[j] for j in sites), spent, covered))
        budget = spent - 1.0
        if budget < 0:
            break
    return Front(tuple(reversed(points)), exact=True)


def _covered(problem: HubProblem, sites: np.ndarray) -> float:
    if not len(sites):
        return 0.0
    cost = matrix_of(problem)[:, sites].min(axis=1)
    return float((np.asarray(problem.weights) * value_of(problem, cost)).sum())


def _budgeted(
    problem: HubProblem, cost: Floats, *, budget: float, wanted: float | None, max_nodes: int
) -> np.ndarray | None:
    """Most covered within the budget, or (``wanted`` people) the cheapest that covers them; None: no choice does."""
    wishes = wishes_of(problem)
    value = value_of(problem, matrix_of(problem)) * np.asarray(problem.weights)[:, None]
    value[:, ~wishes.may] = 0.0
    i, j = np.nonzero(value)
    n, m, pairs = *value.shape, len(i)
    people = float(np.asarray(problem.weights, dtype=np.float64).sum()) or 1.0
    gains = value[i, j] / people
    x, link = m + np.arange(pairs), np.arange(pairs)
    served = pairs + i
    row = np.concatenate(
        [link, link, served, np.full(m, pairs + n), np.full(m, pairs + n + 1), np.full(pairs, pairs + n + 2)]
    )
    column = np.concatenate([x, j, x, np.arange(m), np.arange(m), x])
    entries = np.concatenate([np.ones(pairs), -np.ones(pairs), np.ones(pairs), np.ones(m), cost, gains])
    least = 0.0 if wanted is None else wanted / people - 1e-9
    model = Model(
        cost=np.concatenate([np.zeros(m), -gains]) if wanted is None else np.concatenate([cost, np.zeros(pairs)]),
        lower=np.concatenate([wishes.must.astype(np.float64), np.zeros(pairs)]),
        upper=np.concatenate([wishes.may.astype(np.float64), np.ones(pairs)]),
        matrix=scipy.sparse.csr_matrix((entries, (row, column)), shape=(pairs + n + 3, m + pairs)),
        low=np.concatenate([np.full(pairs + n, -np.inf), [max(1.0, float(wishes.must.sum()))], [-np.inf, least]]),
        high=np.concatenate([np.zeros(pairs), np.ones(n), [float(problem.p), budget, np.inf]]),
    )
    result = solve_mip(model, whole=m, max_nodes=max_nodes)
    if not result.proven:
        raise SolverError(f"HiGHS did not prove a point of the front within {max_nodes} nodes. Allow it more nodes.")
    return None if result.values is None else np.flatnonzero(result.values[:m] > 0.5)
