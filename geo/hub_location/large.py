"""Problems whose matrix is too large to list whole: a coarse problem first, then lists of what can matter.

Coarse: a sample of the sites, and the demand points gathered at the nearest of them, their costs summed exactly. Its
solution and prices start the fine problem close to the end (a two-level form of the multilevel p-median of Hansen,
Brimberg, Urosevic & Mladenovic 2009 and of Avella, Boccia, Salerno & Vasilyev 2012). The bound of the fine problem is
valid whatever the coarse one says: prices are kept under what a point costs outside its list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo.hub_location.arrays import Flags, Floats
from geo.hub_location.building import BLOCK, costs_at, outside_of, sum_problem, wishes_of
from geo.hub_location.lists import COMPILED_FROM, NearestLists, SumProblem
from geo.hub_location.min_sum import SumSolution, Work, solve_sum
from geo.hub_location.problem import MAXIMAL_COVERAGE, HubProblem

LARGE = 4_000_000
"""Cells of the matrix from which its lists are cut short."""

SAMPLE = 2_000
SITES_A_HUB = 12
"""Sites in the sample: at least this many, and this many for every hub."""

WIDER = 1.35
"""Lists reach this much further than the price, or the second nearest hub, of the start."""

NEAREST_A_HUB = 6.0
"""Without a start, lists hold the nearest sites: this many times the sites there are for every hub."""

REGION, REGIONS = 2500, 60
"""Sites in a region that is solved anew, and how many regions are."""

SITES_LONG = 50
"""Sites for every hub from which the climb has a long memory; with fewer, many short rounds do better."""

NODES = 400
"""Most nodes of branch and bound: each takes up to a second."""

SEED = 1


@dataclass(frozen=True, eq=False)
class _Start:
    chosen: Flags
    price: Floats
    limit: Floats


def is_large(problem: HubProblem) -> bool:
    """Whether whole lists would be too long; coverage has short ones anyway."""
    n, m = problem.cost_s.shape
    return problem.objective != MAXIMAL_COVERAGE and n * m > LARGE


def solve_large(problem: HubProblem, work: Work) -> SumSolution:
    """The minimum-sum solution of a large problem."""
    hubs = max(4, min(20, problem.p * REGION // len(problem.site_ids)))
    few = problem.p * SITES_LONG <= len(problem.site_ids)
    used = replace(
        work, steps=100, rounds=16, least_step=0.2 if few else 0.1, search_from=2 if few else 4,
        max_nodes=min(work.max_nodes, NODES), first_step=0.5, patience=30, long_steps=300 if few else 0,
        regions=REGIONS if problem.p >= 4 * hubs else 0, region_hubs=hubs,
    )  # fmt: skip
    sample = max(SAMPLE, SITES_A_HUB * problem.p)
    if 3 * sample > len(problem.site_ids):
        return solve_sum(sum_problem(problem, _nearest_limit(problem)), used)
    start = _coarse(problem, sample)
    fine = sum_problem(problem, start.limit)
    people = np.asarray(problem.weights) > 0
    return solve_sum(fine, used, starts=[start.chosen], price=start.price[people])


def _nearest_limit(problem: HubProblem) -> Floats:
    """(n,) The cost of the site with which a list holds as many as it should."""
    n, m = problem.cost_s.shape
    count = min(m - 1, int(max(50, NEAREST_A_HUB * m / problem.p)))
    limit, columns = np.empty(n), np.arange(m)
    for rows in np.array_split(np.arange(n), max(1, n * m // BLOCK)):
        limit[rows] = np.partition(costs_at(problem, rows, columns), count, axis=1)[:, count]
    return limit


def _coarse(problem: HubProblem, sample: int) -> _Start:
    wishes, outside = wishes_of(problem), outside_of(problem)
    n = problem.cost_s.shape[0]
    drawn = np.random.default_rng(SEED).permutation(np.flatnonzero(wishes.may & ~wishes.must))
    sites = np.sort(np.concatenate([np.flatnonzero(wishes.must), drawn[: sample - int(wishes.must.sum())]]))
    blocks = np.array_split(np.arange(n), max(1, n * len(sites) // BLOCK))
    group = np.concatenate([np.argmin(costs_at(problem, rows, sites), axis=1) for rows in blocks])
    cost = np.zeros((len(sites), len(sites)))
    for rows in blocks:
        np.add.at(cost, group[rows], np.minimum(costs_at(problem, rows, sites), outside[rows, None]))
    gathered = np.bincount(group, outside, len(sites))
    order = np.argsort(cost, axis=1, kind="stable")
    count = min(len(sites), int(WIDER * 3 * len(sites) / problem.p) + 20)
    taken = order[:, :count]
    limit = (
        np.take_along_axis(cost, order[:, -1:], 1)[:, 0]
        if count == len(sites)
        else cost[np.arange(len(sites)), order[:, count]]
    )
    lists = NearestLists(
        np.arange(len(sites) + 1) * count, taken.astype(np.int32).ravel(), np.take_along_axis(cost, taken, 1).ravel(),
        np.full(len(sites), np.inf) if count == len(sites) else limit, len(sites), taken.size >= COMPILED_FROM,
    )  # fmt: skip
    must = wishes.must[sites]
    opening = np.zeros(len(sites)) if problem.site_cost is None else np.asarray(problem.site_cost, float)[sites]
    coarse = SumProblem(lists, gathered, opening, problem.p, must, np.ones(len(sites), dtype=bool))
    found = solve_sum(coarse, Work(steps=50, rounds=10, max_nodes=0))
    chosen = np.zeros(len(problem.site_ids), dtype=bool)
    chosen[sites[found.chosen]] = True
    price = outside * np.divide(found.price, gathered, out=np.zeros(len(sites)), where=gathered > 0)[group]
    columns = np.flatnonzero(chosen)
    second = np.concatenate(
        [
            np.partition(costs_at(problem, rows, columns), min(1, len(columns) - 1), axis=1)[
                :, -1 if len(columns) == 1 else 1
            ]
            for rows in blocks
        ]
    )
    return _Start(chosen, price, WIDER * np.maximum(price, second))
