"""Compiled arithmetic on capacities: the best load of every site at given prices, and bounds from many such.

Belongs here: flat arrays and numba only, no fastmath, sums in a fixed order. Does not belong here: when which of these
is called (``knapsack``), good solutions (``clusters``). The functions of this file call each other and nothing compiled
elsewhere, since numba renews its cache by file.

Everywhere: ``cost`` (m, n) is what serving a demand point from a site costs, infinite where that cannot be; ``load``
(n,) and ``room`` (m,) are whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numba
import numpy as np

from geo.hub_location.arrays import Flags, Floats, Ints


class Pack(NamedTuple):
    """The arrays of :class:`geo.hub_location.knapsack.Knapsacks`."""

    cost: Floats
    load: Ints
    room: Ints
    outside: Floats
    opening: Floats
    p: int
    must: Flags
    may: Flags


class Climb(NamedTuple):
    """The best ``bound`` of some steps, its ``price`` (n,), the ``value`` (m,) of opening sites, the ``chosen`` (m,)
    sites and the points ``taken`` (m, n) by each; ``site_share`` (m,) and ``share`` (m, n) of the steps in which each
    was chosen and taken (recent ones count more); the ``step`` at the end; ``fits``: every point is served once, or not
    at a price that allows it, so that these sites and points are a solution of cost ``bound``."""

    bound: float
    price: Floats
    value: Floats
    chosen: Flags
    taken: Flags
    site_share: Floats
    share: Floats
    step: float
    fits: bool


def compiled[F: Callable[..., Any]](function: F) -> F:
    """The function compiled on first call and kept on disk."""
    return cast("F", numba.njit(cache=True)(function))


@compiled
def _useful(cost: Floats, price: Floats, load: Ints, room: int, items: Ints) -> int:
    """Writes the points that a site would like to serve to ``items``; how many there are."""
    count = 0
    for i in range(len(price)):
        if cost[i] < price[i] and load[i] <= room:
            items[count] = i
            count += 1
    return count


@compiled
def _forward(cost: Floats, price: Floats, load: Ints, room: int, items: Ints, count: int, table: Floats) -> None:
    """table[k, c]: the least sum of cost - price over the first k of the items within c."""
    table[0, : room + 1] = 0.0
    for k in range(count):
        i = items[k]
        size, gain = load[i], cost[i] - price[i]
        table[k + 1, :size] = table[k, :size]
        smaller, same, row = table[k], table[k, size : room + 1], table[k + 1, size : room + 1]
        for c in range(len(row)):  # counted from 0, so that the processor takes several at once
            row[c] = min(smaller[c] + gain, same[c])


@compiled
def _fill(pack: Pack, price: Floats, value: Floats, taken: Flags, items: Ints, table: Floats) -> None:
    """By site: the opening and the least sum of cost - price over points that fit together; which points those are."""
    for j in range(len(pack.room)):
        value[j] = pack.opening[j]
        taken[j, :] = False
        if not pack.may[j]:
            continue
        cost, room = pack.cost[j], pack.room[j]
        count = _useful(cost, price, pack.load, room, items)
        total = 0
        for k in range(count):
            total += pack.load[items[k]]
        if total <= room:
            for k in range(count):
                taken[j, items[k]] = True
                value[j] += cost[items[k]] - price[items[k]]
            continue
        _forward(cost, price, pack.load, room, items, count, table)
        value[j] += table[count, room]
        left = room
        for k in range(count - 1, -1, -1):
            if table[k + 1, left] < table[k, left]:
                taken[j, items[k]] = True
                left -= pack.load[items[k]]


@compiled
def _cheapest(value: Floats, must: Flags, may: Flags, p: int) -> Flags:
    chosen = must.copy()
    free = np.flatnonzero(may & ~must)
    order = np.argsort(value[free], kind="mergesort")
    for r in range(min(len(free), p - int(must.sum()))):
        chosen[free[order[r]]] = True
    return chosen


@compiled
def _slope(pack: Pack, price: Floats, chosen: Flags, taken: Flags) -> tuple[Floats, bool]:
    """How far each point is from being served once, 0 where it need not be; whether it is 0 everywhere."""
    n = len(price)
    slope = np.ones(n)
    for j in range(len(chosen)):
        if chosen[j]:
            for i in range(n):
                if taken[j, i]:
                    slope[i] -= 1.0
    fits = True
    for i in range(n):
        if slope[i] > 0 and price[i] >= pack.outside[i]:
            slope[i] = 0.0
        fits = fits and slope[i] == 0.0
    return slope, fits


@compiled
def climb(
    pack: Pack, price: Floats, target: float, steps: int, step: float, smallest: float, patience: int, mix: float
) -> Climb:
    """At most ``steps`` subgradient steps from ``price``, until the bound reaches ``target``.

    The step is halved, and the best prices taken up again, after ``patience`` steps without a better bound.
    """
    m, n = pack.cost.shape
    items, table = np.empty(n, np.int64), np.empty((n + 1, pack.room.max() + 1))
    value, taken = np.empty(m), np.zeros((m, n), np.bool_)
    best, best_price, best_fits = -np.inf, price, False
    best_value, best_taken, best_chosen = value, taken, pack.must.copy()
    best_slope = np.zeros(n)
    site_share, share = np.zeros(m), np.zeros((m, n))
    direction, since = np.zeros(n), 0
    for number in range(steps + 1):
        _fill(pack, price, value, taken, items, table)
        chosen = _cheapest(value, pack.must, pack.may, pack.p)
        bound = float(price.sum() + value[chosen].sum())
        slope, fits = _slope(pack, price, chosen, taken)
        weight = max(0.05, 1.0 / (number + 1))
        for j in range(m):
            if not pack.may[j]:
                continue
            site_share[j] *= 1.0 - weight
            share[j] *= 1.0 - weight
            if chosen[j]:
                site_share[j] += weight
                for i in range(n):
                    if taken[j, i]:
                        share[j, i] += weight
        if bound > best:
            best, best_price, best_fits, best_slope, since = bound, price, fits, slope, 0
            best_value, best_taken, best_chosen = value.copy(), taken.copy(), chosen
        else:
            since += 1
            if since >= patience:
                step, since = step / 2, 0
                price, slope, bound = best_price, best_slope, best
                direction = np.zeros(n)
        if best >= target or best_fits or step < smallest:
            break
        direction = slope + mix * direction
        size = (direction * direction).sum()
        if size == 0.0:
            direction = np.zeros(n)
            continue
        length = step * max(target - bound, 1e-9 * abs(bound)) / size
        price = np.minimum(np.maximum(price + length * direction, 0.0), pack.outside)
    return Climb(best, best_price, best_value, best_chosen, best_taken, site_share, share, step, best_fits)


@compiled
def forced_values(pack: Pack, price: Floats) -> Floats:
    """(m, n) The value of opening every site when a point must be served by it; infinite where it cannot."""
    m, n = pack.cost.shape
    forced = np.full((m, n), np.inf)
    items, turned = np.empty(n, np.int64), np.empty(n, np.int64)
    width = pack.room.max() + 1
    table, back = np.empty((n + 1, width)), np.empty((n + 1, width))
    for j in range(m):
        if not pack.may[j]:
            continue
        cost, room = pack.cost[j], pack.room[j]
        count = _useful(cost, price, pack.load, room, items)
        for k in range(count):
            turned[k] = items[count - 1 - k]
        _forward(cost, price, pack.load, room, items, count, table)
        _forward(cost, price, pack.load, room, turned, count, back)
        k = 0
        for i in range(n):
            here = k < count and items[k] == i
            if here:
                k += 1
            if pack.load[i] > room or not np.isfinite(cost[i]):
                continue
            left, gain = room - pack.load[i], pack.opening[j] + cost[i] - price[i]
            if here:
                least = np.inf
                for c in range(left + 1):
                    least = min(least, table[k - 1, c] + back[count - k, left - c])
                forced[j, i] = least + gain
            else:
                forced[j, i] = table[count, left] + gain
    return forced
