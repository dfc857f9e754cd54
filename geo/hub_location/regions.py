"""A good solution of a large problem made better region by region (POPMUSIC; Taillard & Voss 2002).

A handful of neighbouring hubs is chosen anew, all the others staying as they are, by the exact solver on what is then a
small problem. Not here: how that is solved (given by the caller).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import scipy.sparse

from geo.hub_location.arrays import Flags, Floats, Ints
from geo.hub_location.lists import COMPILED_FROM, NearestLists, SumProblem

Solve = Callable[[SumProblem, Flags, Floats], Flags]


def improve_by_region(
    problem: SumProblem, chosen: Flags, price: Floats, hubs: int, solve: Solve, *, most: int
) -> Flags:
    """The sites (m,) after at most ``most`` regions of ``hubs`` neighbouring hubs have been solved anew.

    ``solve`` takes a small problem, a solution of it and prices to begin with (those of the whole problem, ``price``
    (n,)), and returns a solution that is no worse.
    """
    chosen = chosen.copy()
    waiting = deque(np.flatnonzero(chosen & ~problem.must))
    done: set[int] = set()
    for _ in range(most):
        while waiting and (waiting[0] in done or not chosen[waiting[0]]):
            waiting.popleft()
        if not waiting:
            break
        region, core = _around(problem, chosen, int(waiting.popleft()), hubs)
        part, sites, rows = _part(problem, chosen, region)
        again = chosen.copy()
        again[region] = False
        found = solve(part, chosen[sites], price[rows])
        again[sites[found]] = True
        if problem.cost_of(again) < (cost := problem.cost_of(chosen)) - 1e-9 * abs(cost):
            changed = np.flatnonzero(again & ~chosen)
            chosen = again
            done.difference_update(region.tolist())
            waiting.extend(changed)
        else:
            done.update(core.tolist())
    return chosen


def _around(problem: SumProblem, chosen: Flags, hub: int, hubs: int) -> tuple[Ints, Ints]:
    """``hubs`` open sites around one that may close, by how many rows have two of them nearest; the nearer half."""
    lists = problem.lists
    _, nearest, _, second = lists.arithmetic.two_nearest(lists.arrays, problem.outside, chosen)
    both = (nearest >= 0) & (second >= 0)
    pairs = (np.concatenate([nearest[both], second[both]]), np.concatenate([second[both], nearest[both]]))
    graph = scipy.sparse.csr_matrix((np.ones(len(pairs[0])), pairs), shape=(lists.sites, lists.sites))
    found: list[int] = []
    queue, seen = deque([hub]), {hub}
    while queue and len(found) < hubs:
        here = queue.popleft()
        if not problem.must[here]:
            found.append(here)
        for other in graph.indices[graph.indptr[here] : graph.indptr[here + 1]].tolist():
            if other not in seen:
                seen.add(other)
                queue.append(other)
    region = np.array(found, dtype=np.int64)
    return region, region[: max(1, len(region) // 3)]


def _part(problem: SumProblem, chosen: Flags, region: Ints) -> tuple[SumProblem, Ints, Ints]:
    """The problem of choosing the region's hubs anew, and which sites and rows of the whole it knows."""
    lists = problem.lists
    fixed = chosen.copy()
    fixed[region] = False
    arithmetic, arrays = lists.arithmetic, lists.arrays
    cap = arithmetic.service_cost(arrays, problem.outside, fixed)
    served = np.flatnonzero(arithmetic.service_cost(arrays, problem.outside, chosen) < cap)
    near = np.zeros(lists.sites, dtype=bool)
    for i in served:
        row = slice(lists.start[i], lists.start[i + 1])
        near[lists.site[row][lists.cost[row] < cap[i]]] = True
    sites = np.flatnonzero(near & problem.may & ~fixed)
    number = np.full(lists.sites, -1, dtype=np.int32)
    number[sites] = np.arange(len(sites))
    entries = np.concatenate([np.arange(arrays.column[j], arrays.column[j + 1]) for j in sites])
    rows, cost = arrays.row[entries], arrays.row_cost[entries]
    column = np.repeat(np.arange(len(sites), dtype=np.int32), np.diff(arrays.column)[sites])
    inside = cost < cap[rows]
    rows, cost, column = rows[inside], cost[inside], column[inside]
    order = np.lexsort((cost, rows))
    used, counts = np.unique(rows[order], return_counts=True)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    beyond = np.full(len(used), np.inf)
    part = NearestLists(start, column[order], cost[order], beyond, len(sites), len(order) >= COMPILED_FROM)
    must = np.zeros(len(sites), dtype=bool)
    small = replace(
        problem, lists=part, outside=cap[used], opening=problem.opening[sites], p=len(region), must=must, may=~must,
        constant=0.0,
    )  # fmt: skip
    return small, sites, used
