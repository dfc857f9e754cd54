"""Compiled search for good solutions with capacities: who is served from given sites, and each cluster's best site.

Belongs here: flat arrays and numba only. Does not belong here: bounds (``packing``), and which sites are tried
(``capacitated``). The functions of this file call each other and nothing compiled elsewhere.

Everywhere: ``cost`` (m, n) of serving a point at a site, infinite where that cannot be; ``load`` (n,) and ``capacity``
(m,) as they are; ``outside`` (n,) of not serving it, infinite where it must be served. In ``served`` (n,) a point that
is not served has -1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numba
import numpy as np

from geo.hub_location.arrays import Flags, Floats, Ints

SAVES = 1e-9
"""What a move must save, as a fraction of the cost."""


class Loads(NamedTuple):
    """A problem's arrays; ``opening`` (m,) of a site."""

    cost: Floats
    load: Floats
    capacity: Floats
    outside: Floats
    opening: Floats


def compiled[F: Callable[..., Any]](function: F) -> F:
    """The function compiled on first call and kept on disk."""
    return cast("F", numba.njit(cache=True)(function))


@compiled
def cost_of(loads: Loads, chosen: Flags, served: Ints) -> float:
    """What these sites and this service cost together."""
    total = loads.opening[chosen].sum()
    for i in range(len(served)):
        total += loads.outside[i] if served[i] < 0 else loads.cost[served[i], i]
    return total


@compiled
def _pays(loads: Loads, i: int, j: int) -> float:
    return loads.outside[i] if j < 0 else loads.cost[j, i]


@compiled
def _assigned(loads: Loads, sites: Ints, room: Floats) -> Ints:
    """Points in order of what a second choice loses, each to its cheapest site with room; ``room`` (m,) is used up."""
    n = len(loads.load)
    served, loss = np.full(n, -1), np.zeros(n)
    for i in range(n):
        first = second = loads.outside[i]
        for j in sites:
            here = loads.cost[j, i]
            if here < first:
                first, second = here, first
            elif here < second:
                second = here
        loss[i] = second - first if np.isfinite(second) else 1e300 * min(loads.load[i] + 1e-9, 1e6)
    for one in np.argsort(-loss, kind="mergesort"):
        least = loads.outside[one]
        for j in sites:
            if loads.cost[j, one] < least and loads.load[one] <= room[j]:
                least, served[one] = loads.cost[j, one], j
        if served[one] >= 0:
            room[served[one]] -= loads.load[one]
    return served


@compiled
def _improved(loads: Loads, sites: Ints, room: Floats, served: Ints) -> None:
    """Moves a point, exchanges two, or lets one push another on, while that saves; a point without a site may enter in
    another's place."""
    n = len(served)
    for _ in range(50):
        moved = False
        for i in range(n):
            now = _pays(loads, i, served[i])
            least = SAVES * max(1.0, abs(now)) if np.isfinite(now) else SAVES
            for j in sites:
                if j != served[i] and loads.load[i] <= room[j] and loads.cost[j, i] < now - least:
                    if served[i] >= 0:
                        room[served[i]] += loads.load[i]
                    room[j] -= loads.load[i]
                    served[i], now, moved = j, loads.cost[j, i], True
            for k in range(i):
                a, b = served[i], served[k]
                if a == b:
                    continue
                before, after = _pays(loads, i, a) + _pays(loads, k, b), _pays(loads, i, b) + _pays(loads, k, a)
                if not after < before - least:
                    continue
                more = loads.load[i] - loads.load[k]
                if (a >= 0 and room[a] + more < 0) or (b >= 0 and room[b] - more < 0):
                    continue
                if a >= 0:
                    room[a] += more
                if b >= 0:
                    room[b] -= more
                served[i], served[k], moved = b, a, True
        if not moved and not _pushed(loads, sites, room, served):
            return


@compiled
def _pushed(loads: Loads, sites: Ints, room: Floats, served: Ints) -> bool:
    """Moves points to a cheaper site that has no room by moving another from there to a third, while both together
    save; whether any did."""
    n, moved = len(served), False
    for i in range(n):
        for j in sites:
            a, now = served[i], _pays(loads, i, served[i])
            least = SAVES * max(1.0, abs(now)) if np.isfinite(now) else SAVES
            if j == a or not loads.cost[j, i] < now - least or loads.load[i] <= room[j]:
                continue
            out, into, cheapest = -1, -1, now - least  # together they must cost less than the point does now
            for k in range(n):
                if served[k] != j or room[j] + (loads.load[k] - loads.load[i]) < 0:
                    continue
                for third in sites:
                    if third != j and third != a and loads.load[k] <= room[third]:
                        here = loads.cost[j, i] + loads.cost[third, k] - loads.cost[j, k]
                        if here < cheapest:
                            out, into, cheapest = k, third, here
            if out >= 0:
                if a >= 0:
                    room[a] += loads.load[i]
                room[j] += loads.load[out] - loads.load[i]
                room[into] -= loads.load[out]
                served[i], served[out], moved = j, into, True
    return moved


@compiled
def settled(loads: Loads, must: Flags, may: Flags, chosen: Flags) -> tuple[Flags, Ints, float]:
    """Service from these sites, then every cluster's best site, in turn until nothing is better: sites, service, cost.

    The cost is infinite where a point that must be served is not.
    """
    m = len(must)
    best, best_served, best_cost = chosen, np.full(len(loads.load), -1), np.inf
    while True:
        sites, room = np.flatnonzero(chosen), loads.capacity.copy()
        served = _assigned(loads, sites, room)
        _improved(loads, sites, room, served)
        total = cost_of(loads, chosen, served)
        if not total < best_cost - SAVES * max(1.0, abs(total)):
            return best, best_served, best_cost
        best, best_served, best_cost = chosen, served, total
        chosen = np.zeros(m, np.bool_)
        for site in sites:
            mine = np.flatnonzero(served == site)
            weight, into, least = loads.load[mine].sum(), int(site), np.inf
            for j in range(m):
                if not may[j] or chosen[j] or (best[j] and j != site) or must[site] or weight > loads.capacity[j]:
                    continue
                here = loads.opening[j]
                for i in mine:
                    here += loads.cost[j, i]
                if here < least:
                    into, least = j, here
            chosen[into] = True
