"""The capacitated p-median: every hub serves no more than it can, every demand point is served by one hub.

A Lagrangian bound with knapsacks, solutions from the sites it opens, pairs and sites ruled out by the two, HiGHS with
the strong formulation on the rest. A demand point that no hub serves counts as out of reach, like one that none can.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from geo.hub_location.arrays import Flags, Floats
from geo.hub_location.building import costs_at, outside_of, wishes_of
from geo.hub_location.highs import Model, solve_mip
from geo.hub_location.knapsack import KnapsackBound, Knapsacks, forced_values, improve_bound, whole_loads
from geo.hub_location.problem import HubProblem, HubSolution, assigned, proven_by, site_costs

ROUNDS, STEPS = 8, 60
TRIED = 1
"""Choices of sites a round that are settled exactly."""

LIKELY, FIRST_NODES = 6, 50
"""Pairs a demand point in the first program, and its most nodes."""

ROUNDING = 1e-7
OUT = -1


@dataclass(frozen=True, eq=False)
class _Found:
    chosen: Flags
    assignment: NDArray[np.int64]
    cost: float


def solve_capacitated(problem: HubProblem, *, max_nodes: int = 100_000) -> HubSolution:
    """The best choice of hubs and of who serves whom, within ``problem.capacity``."""
    started = time.perf_counter()
    n, m = problem.cost_s.shape
    load, capacity = np.asarray(problem.load, dtype=np.float64), np.asarray(problem.capacity, dtype=np.float64)
    wishes = wishes_of(problem)
    cost = costs_at(problem, np.arange(n), np.arange(m))
    cost[~np.isfinite(np.asarray(problem.cost_s, dtype=np.float64))] = np.inf
    cost[(load[:, None] > capacity[None, :]) | ~wishes.may] = np.inf
    outside, opening = outside_of(problem), site_costs(problem)
    small, room = whole_loads(load, capacity)
    relaxed = Knapsacks(cost, small, room, outside, opening, problem.p, wishes.must, wishes.may)
    real = _Real(cost, load, capacity, outside, opening)
    unit = _unit(real)
    found: _Found | None = None
    dual: KnapsackBound | None = None
    seen: set[bytes] = set()
    price = np.minimum(np.partition(cost, min(1, m - 1), axis=1)[:, min(1, m - 1)], outside)
    for _ in range(ROUNDS):
        target = found.cost - max(unit, ROUNDING * abs(found.cost)) if found else float(1.1 * price.sum() + 1.0)
        dual = improve_bound(relaxed, price, target, steps=STEPS, step=1.0 if found is None else 0.5)
        price = dual.price
        for chosen in _promising(real, dual, seen):
            again = _settle(real, chosen, wishes.must, wishes.may)
            found = again if found is None or again.cost < found.cost else found
        assert found is not None
        if dual.bound >= found.cost - max(unit, ROUNDING * abs(found.cost)):
            break
    assert found is not None
    assert dual is not None
    bound = dual.bound
    if bound < found.cost - max(unit, ROUNDING * abs(found.cost)):
        found, bound = _finish(real, relaxed, dual, found, unit, max_nodes)
    bound = found.cost if unit > 0 and bound >= found.cost - unit else min(bound, found.cost)
    solution = assigned(problem, np.flatnonzero(found.chosen), found.assignment)
    return replace(proven_by(problem, solution, bound), seconds=time.perf_counter() - started)


@dataclass(frozen=True, eq=False)
class _Real:
    """The problem with its loads as they are."""

    cost: Floats
    load: Floats
    capacity: Floats
    outside: Floats
    opening: Floats


def _promising(real: _Real, dual: KnapsackBound, seen: set[bytes]) -> list[Flags]:
    """The choice of the best bound, and of those tried on the way a few that a quick assignment finds cheap."""
    fresh = {key: chosen for chosen in (dual.chosen, *dual.tried) if (key := chosen.tobytes()) not in seen}
    seen.update(fresh)
    ranked = sorted(fresh.values(), key=lambda chosen: _quick_cost(real, chosen))
    return ranked[:TRIED]


def _quick_cost(real: _Real, chosen: Flags) -> float:
    """The cost of serving the points from these sites, those that lose most by a second choice first."""
    sites = np.flatnonzero(chosen)
    cost = real.cost[:, sites]
    room = real.capacity[sites].copy()
    ordered = np.sort(np.minimum(cost, real.outside[:, None]), axis=1)
    total = float(real.opening[sites].sum())
    for i in np.argsort(ordered[:, 0] - ordered[:, min(1, len(sites) - 1)], kind="stable"):
        fits = np.where(room >= real.load[i], cost[i], np.inf)
        k = int(np.argmin(fits))
        if fits[k] < real.outside[i]:
            room[k] -= real.load[i]
            total += float(fits[k])
        else:
            total += float(real.outside[i])
    return total


def _settle(real: _Real, chosen: Flags, must: Flags, may: Flags) -> _Found:
    """Who serves whom from these sites, then every cluster's best site, in turn until nothing is better."""
    best: _Found | None = None
    while True:
        now = _assign(real, chosen)
        if best is not None and now.cost >= best.cost - 1e-9 * max(1.0, abs(best.cost)):
            return best
        best = now
        chosen = np.zeros(len(must), dtype=bool)
        for site in np.flatnonzero(now.chosen):
            mine = now.assignment == site
            moved = real.cost[mine].sum(axis=0) + real.opening
            moved[
                (real.load[mine].sum() > real.capacity) | ~may | chosen | (now.chosen & (np.arange(len(must)) != site))
            ] = np.inf
            chosen[site if must[site] or not np.isfinite(moved).any() else int(np.argmin(moved))] = True


def _assign(real: _Real, chosen: Flags) -> _Found:
    """The best assignment to open sites, by HiGHS."""
    sites = np.flatnonzero(chosen)
    i, k = np.nonzero(np.isfinite(real.cost[:, sites]) & (real.cost[:, sites] < real.outside[:, None]))
    n = len(real.load)
    pairs = len(i)
    rows = np.concatenate([i, np.arange(n), n + k])
    columns = np.concatenate([np.arange(pairs), pairs + np.arange(n), np.arange(pairs)])
    values = np.concatenate([np.ones(pairs + n), real.load[i]])
    matrix = scipy.sparse.csr_matrix((values, (rows, columns)), shape=(n + len(sites), pairs + n))
    model = Model(
        cost=np.concatenate([real.cost[i, sites[k]], real.outside]),
        lower=np.zeros(pairs + n),
        upper=np.ones(pairs + n),
        matrix=matrix,
        low=np.concatenate([np.ones(n), np.full(len(sites), -np.inf)]),
        high=np.concatenate([np.ones(n), real.capacity[sites]]),
    )
    result = solve_mip(model, whole=pairs, max_nodes=50, relative_gap=1e-4)
    assignment = np.full(n, OUT, dtype=np.int64)
    if result.values is not None:
        served = result.values[:pairs] > 0.5
        assignment[i[served]] = sites[k[served]]
    return _Found(chosen, assignment, _cost(real, chosen, assignment))


def _cost(real: _Real, chosen: Flags, assignment: NDArray[np.int64]) -> float:
    served = np.flatnonzero(assignment != OUT)
    paid = real.cost[served, assignment[served]].sum() + real.outside[assignment == OUT].sum()
    return float(paid + real.opening[chosen].sum())


def _finish(
    real: _Real, relaxed: Knapsacks, dual: KnapsackBound, found: _Found, unit: float, max_nodes: int
) -> tuple[_Found, float]:
    """HiGHS twice: on the likeliest pairs for a good solution, then on all that a better one may use for the proof."""
    for size in (LIKELY * len(real.load), None):
        cutoff = found.cost - max(unit, ROUNDING * abs(found.cost))
        dual = improve_bound(relaxed, dual.price, cutoff, steps=2 * STEPS, step=0.3)
        if dual.bound >= cutoff:
            return found, cutoff
        rise = _rise(relaxed, dual)
        pairs = dual.bound + rise < cutoff
        if size is not None:
            if pairs.sum() <= size:
                continue
            pairs &= rise <= np.partition(rise.ravel(), size)[size]
        chosen, assignment, bound = _program(real, relaxed, pairs, max_nodes if size is None else FIRST_NODES)
        if chosen is not None and (cost := _cost(real, chosen, assignment)) < found.cost:
            found = _Found(chosen, assignment, cost)
    return found, max(dual.bound, min(bound, cutoff))


def _rise(relaxed: Knapsacks, dual: KnapsackBound) -> Floats:
    """(n, m) By how much the bound rises, at least, when a point must be served by a site; infinite where it cannot."""
    free = dual.chosen & ~relaxed.must
    costliest = dual.value[free].max() if free.any() else -np.inf
    surplus = np.where(dual.chosen, 0.0, np.maximum(dual.value - costliest, 0.0))
    surplus[~relaxed.may] = np.inf
    return surplus + np.maximum(forced_values(relaxed, dual.price) - (dual.value - relaxed.opening), 0.0)


def _program(
    real: _Real, relaxed: Knapsacks, pairs: Flags, max_nodes: int
) -> tuple[Flags | None, NDArray[np.int64], float]:
    sites = np.flatnonzero(pairs.any(axis=0) | relaxed.must | _spare(relaxed, pairs))
    i, k = np.nonzero(pairs[:, sites])
    n, s, count = len(real.load), len(sites), len(i)
    y, x, u = np.arange(s), s + np.arange(count), s + count + np.arange(n)
    link = n + s + np.arange(count)
    rows = np.concatenate([i, np.arange(n), n + k, n + y, link, link, np.full(s, n + s + count)])
    columns = np.concatenate([x, u, x, y, x, k, y])
    values = np.concatenate(
        [np.ones(count + n), real.load[i], -real.capacity[sites], np.ones(count), -np.ones(count), np.ones(s)]
    )
    matrix = scipy.sparse.csr_matrix((values, (rows, columns)), shape=(n + s + count + 1, s + count + n))
    model = Model(
        cost=np.concatenate([real.opening[sites], real.cost[i, sites[k]], real.outside]),
        lower=np.concatenate([relaxed.must[sites].astype(float), np.zeros(count + n)]),
        upper=np.ones(s + count + n),
        matrix=matrix,
        low=np.concatenate([np.ones(n), np.full(s + count, -np.inf), [float(relaxed.p)]]),
        high=np.concatenate([np.ones(n), np.zeros(s + count), [float(relaxed.p)]]),
    )
    result = solve_mip(model, whole=s + count, max_nodes=max_nodes)
    assignment = np.full(n, OUT, dtype=np.int64)
    if result.values is None:
        return None, assignment, result.bound
    chosen = np.zeros(pairs.shape[1], dtype=bool)
    chosen[sites[result.values[:s] > 0.5]] = True
    served = result.values[s : s + count] > 0.5
    assignment[i[served]] = sites[k[served]]
    return chosen, assignment, result.bound


def _spare(relaxed: Knapsacks, pairs: Flags) -> Flags:
    """As many of the cheapest sites that serve nobody as may have to be open to make p."""
    idle = np.flatnonzero(relaxed.may & ~relaxed.must & ~pairs.any(axis=0))
    spare = np.zeros(pairs.shape[1], dtype=bool)
    spare[idle[np.argsort(relaxed.opening[idle], kind="stable")[: relaxed.p]]] = True
    return spare


def _unit(real: _Real) -> float:
    """Two different costs differ by at least this: 1 (less rounding) where every cost is whole, else 0."""
    finite = real.cost[np.isfinite(real.cost)]
    whole = all((part == np.floor(part)).all() for part in (finite, real.outside, real.opening))
    return 1.0 - 1e-6 if whole else 0.0
