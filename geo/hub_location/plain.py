"""The arithmetic of ``kernels`` in numpy, for small problems: a gemeente is answered before a compiler has started.

Same names, arguments and results (sums may differ in the last digit); see there for what each does.
"""

from __future__ import annotations

import numpy as np

from geo.hub_location.arrays import Ascent, Flags, Floats, Ints, ListArrays, Pace, Sites


def transposed(start: Ints, site: Sites, cost: Floats, m: int) -> tuple[Ints, Sites, Floats]:
    """The lists by site: where each begins, rows, costs."""
    order = np.argsort(site, kind="stable")
    column = np.concatenate([[0], np.cumsum(np.bincount(site, minlength=m))]).astype(np.int64)
    return column, _rows(start)[order], cost[order]


def reduced_costs(lists: ListArrays, price: Floats, m: int) -> Floats:
    """By site: the sum of min(0, cost - price) over the rows."""
    return np.bincount(lists.site, np.minimum(lists.cost - price[_rows(lists.start)], 0.0), m)


def two_nearest(lists: ListArrays, cap: Floats, chosen: Flags) -> tuple[Floats, Sites, Floats, Sites]:
    """By row: cost and site of the nearest chosen site and of the second nearest (-1: none below the cap)."""
    rows = _rows(lists.start)
    entry = np.flatnonzero(chosen[lists.site] & (lists.cost < cap[rows]))
    begins = np.append(True, rows[entry][1:] != rows[entry][:-1])[: len(entry)]
    follows = np.append(False, begins[:-1])[: len(entry)] & ~begins
    first, nearest = _at(lists, cap, rows, entry[begins])
    second, next_one = _at(lists, cap, rows, entry[follows])
    return first, nearest, second, next_one


def service_cost(lists: ListArrays, cap: Floats, chosen: Flags) -> Floats:
    """By row: the cost of the nearest chosen site, at most the cap."""
    return two_nearest(lists, cap, chosen)[0]


def greedy(lists: ListArrays, cap: Floats, opening: Floats, may: Flags, must: Flags, p: int) -> Flags:
    """Opens what must be, then the site that saves most, again and again, until ``p`` are open."""
    rows, chosen = _rows(lists.start), must.copy()
    for _ in range(p - int(must.sum())):
        first = service_cost(lists, cap, chosen)
        saving = np.bincount(lists.site, np.maximum(first[rows] - lists.cost, 0.0), len(opening)) - opening
        chosen[np.argmax(np.where(may & ~chosen, saving, -np.inf))] = True
    return chosen


def interchange(
    lists: ListArrays, cap: Floats, opening: Floats, may: Flags, must: Flags, chosen: Flags, rounds: int, least: float
) -> Flags:
    """Exchanges an open for a closed site while that saves more than ``least``, the best exchange first."""
    chosen, m = chosen.copy(), len(opening)
    rows = _rows(lists.start)
    held = np.flatnonzero(chosen)
    for _ in range(rounds):
        place = np.zeros(m, np.int64)
        place[held] = np.arange(len(held))
        first, nearest, second, _ = two_nearest(lists, cap, chosen)
        served = nearest >= 0
        loss = np.bincount(place[nearest[served]], (second - first)[served], len(held)) - opening[held]
        gain = np.bincount(lists.site, np.maximum(first[rows] - lists.cost, 0.0), m) - opening
        entry = np.flatnonzero(served[rows] & (lists.cost < second[rows]))
        overlap = second[rows[entry]] - np.maximum(lists.cost[entry], first[rows[entry]])
        pair = lists.site[entry] * np.int64(len(held)) + place[nearest[rows[entry]]]
        saves = np.bincount(pair, overlap, m * len(held)).reshape(m, len(held)) + gain[:, None] - loss
        saves[chosen | ~may] = -np.inf
        saves[:, must[held]] = -np.inf
        best = int(np.argmax(saves)) if saves.size else 0
        into, out = divmod(best, max(len(held), 1))
        if not saves.size or saves[into, out] <= least:
            break
        chosen[held[out]], chosen[into] = False, True
        held[out] = into
    return chosen


def lowest(value: Floats, must: Flags, may: Flags, p: int) -> Flags:
    """The p sites of least value that hold every ``must`` and none outside ``may``; ties go to the first."""
    chosen = must.copy()
    free = np.flatnonzero(may & ~must)
    chosen[free[np.argsort(value[free], kind="stable")[: p - int(must.sum())]]] = True
    return chosen


def ascend(
    lists: ListArrays, ceiling: Floats, opening: Floats, must: Flags, may: Flags, p: int, price: Floats,
    target: float, steps: int, pace: Pace, scale: Floats,
) -> Ascent:  # fmt: skip
    """At most ``steps`` subgradient steps from ``price``, until the bound reaches ``target``."""
    n, m, rows = len(price), len(opening), _rows(lists.start)
    best = Ascent(-np.inf, price, np.zeros(m), must.copy(), np.zeros(m), pace.step)
    share, direction, since, step = np.zeros(m), np.zeros(n), 0, pace.step
    for number in range(steps + 1):
        below = np.minimum(lists.cost - price[rows], 0.0)
        value = opening + np.bincount(lists.site, below, m)
        chosen = lowest(value, must, may, p)
        bound = float(price.sum() + value[chosen].sum())
        share = share + max(0.1, 1.0 / (number + 1)) * (chosen - share)
        if bound > best.bound:
            best, since = Ascent(bound, price, value, chosen, share, step), 0
        else:
            since += 1
            if since >= pace.patience:
                step, since = step * pace.shrink, 0
                if pace.back:
                    bound, price, chosen, direction = best.bound, best.price, best.chosen, np.zeros(n)
                    below = np.minimum(lists.cost - price[rows], 0.0)
        if best.bound >= target or step < pace.smallest or number == steps:
            break
        slope = 1.0 - np.bincount(rows[chosen[lists.site] & (below < 0)], minlength=n)
        slope[(slope > 0) & (price >= ceiling)] = 0.0
        direction = slope + pace.mix * direction
        size = float((scale * direction) @ direction)
        if size == 0.0:
            break
        length = step * max(pace.aim - bound, 1e-9 * abs(bound)) / size
        price = np.minimum(np.maximum(price + length * scale * direction, 0.0), ceiling)
    return best._replace(share=share, step=step)


def _rows(start: Ints) -> Sites:
    return np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))


def _at(lists: ListArrays, cap: Floats, rows: Sites, entry: Ints) -> tuple[Floats, Sites]:
    value, where = cap.copy(), np.full(len(cap), -1, np.int32)
    value[rows[entry]], where[rows[entry]] = lists.cost[entry], lists.site[entry]
    return value, where
