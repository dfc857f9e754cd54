"""Compiled arithmetic on nearest lists: Lagrangian steps, service by open sites, greedy start, interchange.

Belongs here: flat arrays and numba only, no fastmath, sums in a fixed order. Does not belong here: when which of these
is called (``lagrangian``, ``min_sum``), the same for small problems without a compiler (``plain``). The functions of
this file call each other and nothing compiled elsewhere, since numba renews its cache by file.

Everywhere: ``cap`` (n,) is what a demand point costs that no listed open site serves for less.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba
import numpy as np

from geo.hub_location.arrays import Ascent, Flags, Floats, Ints, ListArrays, Pace, Sites


def compiled[F: Callable[..., Any]](function: F) -> F:
    """The function compiled on first call and kept on disk."""
    return cast("F", numba.njit(cache=True)(function))


@compiled
def transposed(start: Ints, site: Sites, cost: Floats, m: int) -> tuple[Ints, Sites, Floats]:
    """The lists by site: where each begins, rows, costs."""
    column = np.zeros(m + 1, np.int64)
    for k in range(len(site)):
        column[site[k] + 1] += 1
    column = np.cumsum(column)
    at = column.copy()
    row, row_cost = np.empty(len(site), np.int32), np.empty(len(site))
    for i in range(len(start) - 1):
        for k in range(start[i], start[i + 1]):
            place = at[site[k]]
            row[place], row_cost[place] = i, cost[k]
            at[site[k]] += 1
    return column, row, row_cost


@compiled
def reduced_costs(lists: ListArrays, price: Floats, m: int) -> Floats:
    """By site: the sum of min(0, cost - price) over the rows, the Lagrangian reduced cost of opening it."""
    value = np.zeros(m)
    start, site, cost = lists.start, lists.site, lists.cost
    for i in range(len(start) - 1):
        limit = price[i]
        for k in range(start[i], start[i + 1]):
            if cost[k] >= limit:
                break
            value[site[k]] += cost[k] - limit
    return value


@compiled
def two_nearest(lists: ListArrays, cap: Floats, chosen: Flags) -> tuple[Floats, Sites, Floats, Sites]:
    """By row: cost and site of the nearest chosen site and of the second nearest (-1: none below the cap)."""
    n = len(lists.start) - 1
    first, second = cap.copy(), cap.copy()
    nearest, next_one = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    for i in range(n):
        _look(lists, cap, chosen, i, first, nearest, second, next_one)
    return first, nearest, second, next_one


@compiled
def _look(
    lists: ListArrays, cap: Floats, chosen: Flags, i: int, first: Floats, nearest: Sites, second: Floats,
    next_one: Sites,
) -> None:  # fmt: skip
    first[i], second[i], nearest[i], next_one[i] = cap[i], cap[i], -1, -1
    for k in range(lists.start[i], lists.start[i + 1]):
        if lists.cost[k] >= cap[i]:
            break
        if chosen[lists.site[k]]:
            if nearest[i] < 0:
                first[i], nearest[i] = lists.cost[k], lists.site[k]
            else:
                second[i], next_one[i] = lists.cost[k], lists.site[k]
                break


@compiled
def service_cost(lists: ListArrays, cap: Floats, chosen: Flags) -> Floats:
    """By row: the cost of the nearest chosen site, at most the cap."""
    first = cap.copy()
    for j in range(len(chosen)):
        if chosen[j]:
            for k in range(lists.column[j], lists.column[j + 1]):
                i = lists.row[k]
                if lists.row_cost[k] < first[i]:
                    first[i] = lists.row_cost[k]
    return first


@compiled
def greedy(lists: ListArrays, cap: Floats, opening: Floats, may: Flags, must: Flags, p: int) -> Flags:
    """Opens what must be, then the site that saves most, again and again, until ``p`` are open."""
    n, m = len(cap), len(opening)
    chosen = must.copy()
    first = service_cost(lists, cap, chosen)
    saving = -opening
    for i in range(n):
        for k in range(lists.start[i], lists.start[i + 1]):
            if lists.cost[k] >= first[i]:
                break
            saving[lists.site[k]] += first[i] - lists.cost[k]
    for _ in range(p - must.sum()):
        best = -1
        for j in range(m):
            if may[j] and not chosen[j] and (best < 0 or saving[j] > saving[best]):
                best = j
        chosen[best] = True
        for place in range(lists.column[best], lists.column[best + 1]):
            i, here = lists.row[place], lists.row_cost[place]
            if here >= first[i]:
                continue
            for k in range(lists.start[i], lists.start[i + 1]):
                if lists.cost[k] >= first[i]:
                    break
                saving[lists.site[k]] -= first[i] - max(lists.cost[k], here)
            first[i] = here
    return chosen


@compiled
def _losses(p: int, first: Floats, nearest: Sites, second: Floats, place: Ints) -> Floats:
    """By open site, in the order of ``place``: what its rows would pay more at their second nearest."""
    loss = np.zeros(p)
    for i in range(len(first)):
        if nearest[i] >= 0:
            loss[place[nearest[i]]] += second[i] - first[i]
    return loss


@compiled
def _best_out(
    lists: ListArrays, j: int, first: Floats, nearest: Sites, second: Floats, place: Ints, loss: Floats, shield: Flags,
    cheapest: int, overlap: Floats,
) -> tuple[float, int]:  # fmt: skip
    """What opening j saves at best when one site closes, and which (-1: none may); ``overlap`` (p,) is all zero."""
    gain = 0.0
    for k in range(lists.column[j], lists.column[j + 1]):
        i, c = lists.row[k], lists.row_cost[k]
        if c < second[i]:
            if c < first[i]:
                gain += first[i] - c
            if nearest[i] >= 0:
                overlap[place[nearest[i]]] += second[i] - max(c, first[i])
    best, out = -np.inf, cheapest
    if cheapest >= 0:
        best = overlap[cheapest] - loss[cheapest]
    for k in range(lists.column[j], lists.column[j + 1]):
        i = lists.row[k]
        if nearest[i] >= 0:
            r = place[nearest[i]]
            if overlap[r] - loss[r] > best and not shield[r]:
                best, out = overlap[r] - loss[r], r
    for k in range(lists.column[j], lists.column[j + 1]):
        if nearest[lists.row[k]] >= 0:
            overlap[place[nearest[lists.row[k]]]] = 0.0
    return gain + best, out


@compiled
def interchange(
    lists: ListArrays, cap: Floats, opening: Floats, may: Flags, must: Flags, chosen: Flags, sweeps: int, least: float
) -> Flags:
    """Exchanges an open for a closed site while that saves more than ``least``: site by site, until none does.

    Whitaker's (1983) fast interchange on lists: what an exchange saves is read from the column of the site that opens,
    and only the rows that an exchange touches are looked at again (Resende & Werneck 2007).
    """
    n, m = len(cap), len(opening)
    chosen = chosen.copy()
    place = np.full(m, -1, np.int64)
    held = np.flatnonzero(chosen)
    p = len(held)
    for r in range(p):
        place[held[r]] = r
    first, nearest, second, next_one = two_nearest(lists, cap, chosen)
    touched, overlap, shield = np.zeros(n, np.bool_), np.zeros(p), must[held]
    for _ in range(sweeps):
        before = first.sum() + opening[chosen].sum()
        loss, stale = _losses(p, first, nearest, second, place) - opening[held], True
        cheapest, moved = -1, False
        for j in range(m):
            if chosen[j] or not may[j]:
                continue
            if stale:
                cheapest = -1
                for r in range(p):
                    if not shield[r] and (cheapest < 0 or loss[r] < loss[cheapest]):
                        cheapest = r
                stale = False
            saves, out = _best_out(lists, j, first, nearest, second, place, loss, shield, cheapest, overlap)
            if out < 0 or saves - opening[j] <= least:
                continue
            gone, stale, moved = held[out], True, True
            chosen[gone], chosen[j] = False, True
            place[gone], place[j], held[out] = -1, out, j
            loss[out] = -opening[j]
            for k in range(lists.column[j], lists.column[j + 1]):
                if lists.row_cost[k] < second[lists.row[k]]:
                    touched[lists.row[k]] = True
            for i in range(n):
                if touched[i] or nearest[i] == gone or next_one[i] == gone:
                    touched[i] = False
                    if nearest[i] >= 0 and nearest[i] != gone:
                        loss[place[nearest[i]]] -= second[i] - first[i]
                    _look(lists, cap, chosen, i, first, nearest, second, next_one)
                    if nearest[i] >= 0:
                        loss[place[nearest[i]]] += second[i] - first[i]
        if not moved or first.sum() + opening[chosen].sum() >= before:
            break
    return chosen


@compiled
def lowest(value: Floats, must: Flags, may: Flags, p: int) -> Flags:
    """The p sites of least value that hold every ``must`` and none outside ``may``; ties go to the first."""
    chosen = must.copy()
    free = np.flatnonzero(may & ~must)
    left = p - must.sum()
    if left > 0:
        order = np.argsort(value[free], kind="mergesort")
        for r in range(left):
            chosen[free[order[r]]] = True
    return chosen


@compiled
def _total(price: Floats, value: Floats, chosen: Flags) -> float:
    total = price.sum()
    for j in range(len(value)):
        if chosen[j]:
            total += value[j]
    return total


@compiled
def _turn(
    lists: ListArrays, ceiling: Floats, price: Floats, chosen: Flags, direction: Floats, mix: float, scale: Floats
) -> tuple[Floats, float]:
    """The next direction: how far each row is from being served once, mixed with the direction before; its square."""
    served = np.zeros(len(price))
    for j in range(len(chosen)):
        if chosen[j]:
            for k in range(lists.column[j], lists.column[j + 1]):
                if lists.row_cost[k] < price[lists.row[k]]:
                    served[lists.row[k]] += 1.0
    turned, size = np.empty(len(price)), 0.0
    for i in range(len(price)):
        slope = 1.0 - served[i]
        if slope > 0 and price[i] >= ceiling[i]:
            slope = 0.0
        turned[i] = slope + mix * direction[i]
        size += scale[i] * turned[i] * turned[i]
    return turned, size


@compiled
def ascend(
    lists: ListArrays, ceiling: Floats, opening: Floats, must: Flags, may: Flags, p: int, price: Floats,
    target: float, steps: int, pace: Pace, scale: Floats,
) -> Ascent:  # fmt: skip
    """At most ``steps`` subgradient steps from ``price``, until the bound reaches ``target``; ``scale`` (n,) weighs the
    rows in a step, since prices of very different size move at very different speed."""
    n, m = len(price), len(opening)
    best, best_price = -np.inf, price
    best_value, best_chosen = np.zeros(m), must.copy()
    share, direction, since, step = np.zeros(m), np.zeros(n), 0, pace.step
    for number in range(steps + 1):
        value = opening + reduced_costs(lists, price, m)
        chosen = lowest(value, must, may, p)
        bound = _total(price, value, chosen)
        weight = max(0.1, 1.0 / (number + 1))
        for j in range(m):
            share[j] += weight * ((1.0 if chosen[j] else 0.0) - share[j])
        if bound > best:
            best, best_price, best_value, best_chosen, since = bound, price, value, chosen, 0
        else:
            since += 1
            if since >= pace.patience:
                step, since = step * pace.shrink, 0
                if pace.back:
                    price, chosen, bound = best_price, best_chosen, best
                    direction = np.zeros(n)
        if best >= target or step < pace.smallest or number == steps:
            break
        direction, size = _turn(lists, ceiling, price, chosen, direction, pace.mix, scale)
        if size == 0.0:
            break
        length = step * max(pace.aim - bound, 1e-9 * abs(bound)) / size
        price = np.minimum(np.maximum(price + length * scale * direction, 0.0), ceiling)
    return Ascent(best, best_price, best_value, best_chosen, share, step)
