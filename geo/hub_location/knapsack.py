"""The Lagrangian bound of the capacitated p-median: a knapsack a site, by dynamic programming over all sites at once.

Relaxing "every demand point is served once" leaves, for every site, the best set of demand points that fits its
capacity (Mulvey & Beck 1984; Beasley 1993). Loads are rounded down and capacities with them to a whole grid, which can
only widen what fits, so the bound holds for any figures. Plain numpy. Not here: the rest of the solver
(``capacitated``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.hub_location.arrays import Flags, Floats

GRID = 1000
"""Largest capacity in whole units; loads that are whole and fit in it are not rounded."""

MIX, PATIENCE, SMALLEST_STEP = 0.6, 15, 1e-3


@dataclass(frozen=True, eq=False)
class Knapsacks:
    """``cost`` (n, m) of serving a point at a site, infinite where that cannot be; whole ``load`` (n,) and ``capacity``
    (m,); ``outside`` (n,) of not serving it; ``opening`` (m,); open ``p``, with ``must`` and ``may`` (m,)."""

    cost: Floats
    load: NDArray[np.int64]
    capacity: NDArray[np.int64]
    outside: Floats
    opening: Floats
    p: int
    must: Flags
    may: Flags


@dataclass(frozen=True, eq=False)
class KnapsackBound:
    """A proven bound, its ``price`` (n,), the ``value`` (m,) of opening each site, the ``chosen`` (m,) ones, and every
    choice that was ``tried`` on the way there."""

    bound: float
    price: Floats
    value: Floats
    chosen: Flags
    tried: tuple[Flags, ...] = ()


def whole_loads(load: Floats, capacity: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Loads (n,) and capacities (m,) on a whole grid: whatever fits before fits after."""
    both = np.concatenate([load, capacity])
    whole = bool((both == np.floor(both)).all()) and capacity.max(initial=0.0) <= GRID
    unit = 1.0 if whole else max(float(capacity.max(initial=0.0)), 1e-9) / GRID
    small = np.floor(load / unit * (1 - 1e-12)) if not whole else load
    return small.astype(np.int64), np.floor(np.minimum(capacity / unit * (1 + 1e-12), 1e9)).astype(np.int64)


def improve_bound(problem: Knapsacks, price: Floats, target: float, *, steps: int, step: float = 1.0) -> KnapsackBound:
    """The best bound of at most ``steps`` subgradient steps from prices (n,), or the first that reaches ``target``."""
    best, here, since = None, np.clip(price, 0.0, problem.outside), 0
    direction, tried = np.zeros(len(price)), {}
    for _ in range(steps + 1):
        value, taken = _fill(problem, here)
        value = value + problem.opening
        chosen = _cheapest(value, problem)
        tried[chosen.tobytes()] = chosen
        bound = float(here.sum() + value[chosen].sum())
        if best is None or bound > best.bound:
            best, since, served = KnapsackBound(bound, here, value, chosen), 0, taken[:, chosen].sum(axis=1)
        else:
            since, served = since + 1, taken[:, chosen].sum(axis=1)
            if since >= PATIENCE:
                step, since, direction = step / 2, 0, np.zeros(len(price))
                here = best.price
                continue
        if best.bound >= target or step < SMALLEST_STEP:
            break
        slope = 1.0 - served
        slope[(slope > 0) & (here >= problem.outside)] = 0.0
        direction = slope + MIX * direction
        size = float(direction @ direction)
        if size == 0.0:
            break
        here = np.clip(here + step * max(target - bound, 1e-9) / size * direction, 0.0, problem.outside)
    assert best is not None
    return replace(best, tried=tuple(tried.values()))


def _cheapest(value: Floats, problem: Knapsacks) -> Flags:
    chosen = problem.must.copy()
    free = np.flatnonzero(problem.may & ~problem.must)
    chosen[free[np.argsort(value[free], kind="stable")[: problem.p - int(problem.must.sum())]]] = True
    return chosen


def _fill(problem: Knapsacks, price: Floats) -> tuple[Floats, Flags]:
    """By site: the least sum of cost - price over points that fit together, (m,), and which those are, (n, m)."""
    prefix = _tables(problem, price)
    n, m = problem.cost.shape
    room = problem.capacity.copy()
    sites = np.arange(m)
    value = prefix[n, sites, room]
    taken = np.zeros((n, m), dtype=bool)
    for i in range(n - 1, -1, -1):
        used = prefix[i + 1, sites, room] < prefix[i, sites, room]
        taken[i] = used
        room -= np.where(used, problem.load[i], 0)
    return value, taken


def _tables(problem: Knapsacks, price: Floats) -> Floats:
    """(n + 1, m, capacity + 1): the least value of the first points within a capacity."""
    n, m = problem.cost.shape
    width = int(problem.capacity.max(initial=0)) + 1
    tables = np.zeros((n + 1, m, width))
    for i in range(n):
        here, load = tables[i], int(problem.load[i])
        tables[i + 1] = here
        gain = problem.cost[i] - price[i]
        useful = np.flatnonzero(gain < 0)
        if load < width and len(useful):
            with_it = here[useful, : width - load] + gain[useful, None]
            tables[i + 1][useful, load:] = np.minimum(here[useful, load:], with_it)
    return tables


def forced_values(problem: Knapsacks, price: Floats) -> Floats:
    """(n, m) The value of every site's knapsack when a point must be in it; infinite where it cannot."""
    n, m = problem.cost.shape
    prefix = _tables(problem, price)
    turned = replace(problem, cost=problem.cost[::-1], load=problem.load[::-1])
    suffix = _tables(turned, price[::-1])[::-1]  # suffix[i]: points from i on, within a capacity
    forced = np.full((n, m), np.inf)
    for j in range(m):
        for i in np.flatnonzero(np.isfinite(problem.cost[:, j])):
            left = int(problem.capacity[j] - problem.load[i])
            if left >= 0:
                both = prefix[i, j, : left + 1] + suffix[i + 1, j, left::-1][: left + 1]
                forced[i, j] = both.min() + problem.cost[i, j] - price[i]
    return forced
