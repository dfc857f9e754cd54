"""How few vans are enough: vans needed day by day, the fleet to keep, and what a van more or less does.

Belongs here: a month of days planned with few vans. Does not belong here: one day's plan (``planning``), buying vans.
The number that a day needs is what the search found, so the true one may be lower, never higher.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from routing.van_pool.planning import plan_pool
from routing.van_pool.problem import RidePlan, RideProblem

SHARE = 0.95
"""Share of the days on which the fleet to keep must leave nobody behind that the whole fleet serves."""

ITERATIONS = 40
"""Rounds of the search for each day and size of fleet."""


@dataclass(frozen=True)
class FleetSize:
    """A fleet of the ``vans`` that are used most: days without anyone left behind, and who is left on the others.

    ``share``: of the days; ``left``: requests over all days that this fleet leaves and the whole fleet serves;
    ``keep``: the fewest vans that reach ``SHARE``.
    """

    vans: int
    days: int
    days_served: int
    share: float
    left: int
    keep: bool


@dataclass(frozen=True)
class Fleet:
    """Vans needed by day, vans by how many days use them (most first), and fleets around the one to keep."""

    needed: Mapping[dt.date, int]
    by_use: tuple[str, ...]
    sizes: tuple[FleetSize, ...]


def with_few_vans(problem: RideProblem, iterations: int = ITERATIONS, seed: int = 1) -> RidePlan:
    """A plan in which a van less comes before any metres, and a request served before both."""
    finite = problem.length_m[np.isfinite(problem.length_m)]
    longest = float(finite.max(initial=1.0))
    return plan_pool(
        replace(problem, van_cost_m=4.0 * longest * max(1, len(problem.requests))),
        iterations=iterations,
        seed=seed,
        recombinations=0,
    )


def fleet_to_keep(days: Mapping[dt.date, RideProblem], iterations: int = ITERATIONS, seed: int = 1) -> Fleet:
    """The fewest vans that serve ``SHARE`` of the days in full, with a van less and a van more beside it.

    ``days``: problems of the same vans. A fleet of k is the k vans that the days' plans use most; a day is served in
    full when nobody is left whom all vans together would serve.
    """
    plans = {day: with_few_vans(problem, iterations, seed) for day, problem in sorted(days.items())}
    needed = {day: len(plan.tours) for day, plan in plans.items()}
    if not plans:
        return Fleet({}, (), ())
    used: Counter[str] = Counter()
    for day, plan in plans.items():
        used.update(days[day].vans.vehicle_ids[tour.van] for tour in plan.tours)
    everyone = next(iter(days.values())).vans.vehicle_ids
    by_use = tuple(sorted(everyone, key=lambda van: (-used[van], van)))
    sizes: dict[int, FleetSize] = {}

    def size(k: int) -> FleetSize:
        if k not in sizes:
            left = [_left(days[day], plans[day], set(by_use[:k]), iterations, seed) for day in plans]
            full = sum(count == 0 for count in left)
            sizes[k] = FleetSize(k, len(left), full, full / len(left), sum(left), keep=False)
        return sizes[k]

    k = min(len(by_use), int(np.quantile(list(needed.values()), SHARE, method="higher")))
    while k < len(by_use) and size(k).share < SHARE:
        k += 1
    while k > 0 and size(k - 1).share >= SHARE:
        k -= 1
    for beside in (k - 1, k, k + 1):
        if 0 <= beside <= len(by_use):
            size(beside)
    return Fleet(needed, by_use, tuple(replace(sizes[n], keep=n == k) for n in sorted(sizes)))


def _left(problem: RideProblem, plan: RidePlan, kept: set[str], iterations: int, seed: int) -> int:
    """Requests that the whole fleet's plan serves and the kept vans do not."""
    names = problem.vans.vehicle_ids
    if all(names[tour.van] in kept for tour in plan.tours):
        return 0
    vans = [v for v, name in enumerate(names) if name in kept]
    requests = [
        r
        for r in range(len(problem.requests))
        if not problem.requests.duty[r] or any(problem.allowed[r, v] for v in vans)
    ]
    smaller = plan_pool(problem.take(requests, vans), iterations=iterations, seed=seed, recombinations=0)
    passengers = sum(not problem.requests.duty[requests[left.request]] for left in smaller.unserved)
    whole = sum(not problem.requests.duty[left.request] for left in plan.unserved)
    return max(0, passengers - whole)
