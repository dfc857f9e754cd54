"""Large neighbourhood search over tours: take requests out, put them back by regret, accept as annealing does.

Belongs here: how requests come back and which solution is kept (Ropke & Pisinger 2006). Does not belong here: which
requests leave (``removal``), the arithmetic of one tour (``tours``), choosing among tours met (``recombine``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from routing.van_pool.engine.columns import Columns, keep_tour
from routing.van_pool.engine.removal import (
    choose_costly,
    choose_crossing,
    choose_random,
    choose_related,
    choose_strings,
    choose_tour,
    random_unit,
)
from routing.van_pool.engine.tours import (
    EPS,
    NOT_BELOW,
    HashArray,
    Memo,
    Nodes,
    Tours,
    compiled,
    copy_tour,
    copy_tours,
    copy_values,
    fill,
    inner,
    insert,
    recalled_insertion,
    remove_marked,
    slot_of,
    swap_tails,
)
from routing.van_pool.problem import FloatArray, IntArray

CROSS = 0.12
"""How often the tails of two tours are exchanged."""

IN_TURN = 0.85
"""How often requests come back one by one rather than by regret."""

BLINK = 0.03
"""Chance that a tour is not looked at when they come back one by one."""

AGAIN = 0.3
"""Chance that a tour is then looked at although it was far from the cheapest when last looked at."""

NEAR_BEST = 1.015
"""Tours of solutions no longer than this times the best are kept for recombination."""

REGRET = 3
"""Most tours that regret compares."""


class Room(NamedTuple):
    """Arrays that are overwritten again and again, so that the search need not ask for memory."""

    position: IntArray  # (nodes,)
    trial: IntArray  # (width,)
    starts: FloatArray  # (width,)
    marked: IntArray  # (n,)
    saving: FloatArray  # (n,)
    dirty: IntArray  # (k,) tours that are not as in the current solution
    touched: IntArray  # (k,)
    kinds: IntArray  # (k,) classes of which an empty van was met
    cut: IntArray  # (2,)
    pool: IntArray  # (n,) requests that wait
    order: FloatArray  # (n,) what they are sorted by
    nearest: FloatArray  # (REGRET,)
    extra: FloatArray  # (n, k)
    at: IntArray  # (n, k, 2)
    seen: FloatArray  # (n, k) extra length of a request in a tour when that was last looked at, as it then was


@compiled
def repair(
    d: Nodes,
    t: Tours,
    memo: Memo,
    pool: IntArray,
    regret: int,
    noise: float,
    left: float,
    bank: float,
    state: HashArray,
    room: Room,
) -> bool:
    """Put the pool back in the tours, largest regret first (1: cheapest first); what fits nowhere stays out.

    Regret-k is what it costs to miss the best tour: the sum over the next k - 1 tours of their extra length minus the
    best one's. Empty vans that are alike count once. ``left``: metres that the tours may grow by, ``bank`` those of a
    request that stays out. False as soon as they grow by more, and when a tour refuses what it accepted.
    """
    vans, waiting = t.size.shape[0], pool.shape[0]
    extra, at = room.extra, room.at
    fill(room.touched, 1)
    nearest = room.nearest[:regret]
    while waiting > 0:
        fill(room.kinds, 0)
        for van in range(vans):
            twin = False
            if t.size[van] == 2:
                twin = room.kinds[d.van_class[van]] == 1
                room.kinds[d.van_class[van]] = 1
            if room.touched[van] == 0:
                continue
            room.touched[van] = 0
            for i in range(waiting):
                r = pool[i]
                extra[r, van] = np.inf
                if twin:
                    continue
                value, a, b = recalled_insertion(d, t, memo, van, r, np.inf, room.position, room.trial, room.starts)
                if value < np.inf:
                    if noise > 0.0:
                        value = max(0.0, value + noise * (2.0 * random_unit(state) - 1.0))
                    extra[r, van], at[r, van, 0], at[r, van, 1] = value, a, b
        chosen, chosen_van, chosen_regret, chosen_extra = -1, -1, -np.inf, np.inf
        i = 0
        while i < waiting:
            r = pool[i]
            fill(nearest, np.inf)
            best_van = -1
            for van in range(vans):
                value = extra[r, van]
                if value >= nearest[regret - 1]:
                    continue
                k = regret - 1
                while k > 0 and nearest[k - 1] > value:
                    nearest[k] = nearest[k - 1]
                    k -= 1
                nearest[k] = value
                if k == 0:
                    best_van = van
            if best_van < 0:  # tours only grow from here: what fits nowhere now stays out
                left -= bank * d.weight[r]
                waiting -= 1
                pool[i] = pool[waiting]
                continue
            miss = 0.0
            for k in range(1, regret):
                miss += min(nearest[k], 1e9) - nearest[0]
            if regret == 1:
                miss = -nearest[0]
            if miss > chosen_regret + EPS or (miss > chosen_regret - EPS and nearest[0] < chosen_extra):
                chosen, chosen_van, chosen_regret, chosen_extra = i, best_van, miss, nearest[0]
            i += 1
        if chosen >= 0:
            left -= chosen_extra
        if left <= 0.0:
            return False
        if chosen < 0:
            break
        r = pool[chosen]
        was_empty = t.size[chosen_van] == 2
        room.dirty[chosen_van] = 1
        if not insert(d, t, chosen_van, r, at[r, chosen_van, 0], at[r, chosen_van, 1], room.position, room.trial):
            return False
        waiting -= 1
        pool[chosen] = pool[waiting]
        room.touched[chosen_van] = 1
        if was_empty:  # the next empty van alike takes its place
            for van in range(vans):
                if t.size[van] == 2 and d.van_class[van] == d.van_class[chosen_van]:
                    room.touched[van] = 1
    return True


@inner
def sort_by(key: FloatArray, values: IntArray) -> None:
    """Sort both by ``key``, what is equal in the order it had; by insertion, for there are few."""
    for i in range(1, key.shape[0]):
        at, value, k = key[i], values[i], i
        while k > 0 and key[k - 1] > at:
            key[k], values[k] = key[k - 1], values[k - 1]
            k -= 1
        key[k], values[k] = at, value


@inner
def put_in_turn(
    d: Nodes,
    t: Tours,
    memo: Memo,
    pool: IntArray,
    margin: float,
    left: float,
    bank: float,
    state: HashArray,
    room: Room,
) -> bool:
    """Put the pool back one by one by chance, by the clock or by freedom, each where it is cheapest.

    By chance a tour is passed over (Christiaens & Vanden Berghe 2020), and more often one that has not changed by this
    try and that was, when last looked at, more than ``margin`` metres behind the cheapest. What fits nowhere stays out.
    ``left``, ``bank`` and the answer are as in ``repair``.
    """
    for i in range(pool.shape[0] - 1, 0, -1):
        j = int(random_unit(state) * (i + 1))
        pool[i], pool[j] = pool[j], pool[i]
    kind = random_unit(state)
    if kind < 0.5:  # by the clock, or those with the least freedom first
        order = room.order[: pool.shape[0]]
        for i in range(pool.shape[0]):
            order[i] = d.early[pool[i]] if kind < 0.25 else d.late[pool[i]] - d.early[pool[i]]
        sort_by(order, pool)
    for r in pool:
        extra, van, a, b = cheapest_tour(d, t, memo, r, margin, left, state, room)
        left -= extra if van >= 0 else bank * d.weight[r]
        if left <= 0.0:
            return False
        if van >= 0:
            room.dirty[van] = 1
            if not insert(d, t, van, r, a, b, room.position, room.trial):
                return False
    return True


@inner
def cheapest_tour(
    d: Nodes, t: Tours, memo: Memo, r: int, margin: float, bound: float, state: HashArray, room: Room
) -> tuple[float, int, int, int]:
    """Extra length, tour and positions where request r is cheapest below ``bound``, of the tours not passed over.

    No tour (-1) when there is none.
    """
    vans = t.size.shape[0]
    best, best_van, best_a, best_b = bound, -1, -1, -1
    fill(room.touched, 0)
    fill(room.kinds, 0)
    likely = -1
    for van in range(vans):
        if t.size[van] == 2:
            if room.kinds[d.van_class[van]] == 1:
                continue
            room.kinds[d.van_class[van]] = 1
        if random_unit(state) < BLINK:
            continue
        key, slot = slot_of(t, memo, van, r)
        if memo.key[slot] != key or memo.at[slot, 0] == NOT_BELOW:
            room.touched[van] = 1
            if likely < 0 or room.seen[r, van] < room.seen[r, likely]:
                likely = van
            continue
        room.seen[r, van] = memo.extra[slot]
        if memo.extra[slot] < best:
            best, best_van, best_a, best_b = memo.extra[slot], van, memo.at[slot, 0], memo.at[slot, 1]
    for i in range(-1, vans):  # what memory gave and the tour likely cheapest bound what is left to find out
        van = likely if i < 0 else i
        if van < 0 or room.touched[van] == 0:
            continue
        room.touched[van] = 0
        far = room.dirty[van] == 0 and room.seen[r, van] > best + margin
        if far and random_unit(state) >= AGAIN:
            continue
        value, a, b = recalled_insertion(d, t, memo, van, r, best, room.position, room.trial, room.starts)
        if value < best:
            room.seen[r, van] = value
            best, best_van, best_a, best_b = value, van, a, b
        elif room.seen[r, van] < best:
            room.seen[r, van] = best + 0.5 * margin  # at least as much as the cheapest; how much more is not known
    return best, best_van, best_a, best_b


@compiled
def cost(d: Nodes, t: Tours, penalty: float) -> float:
    """Length of all tours plus the penalty for every request left out, as often as it weighs."""
    total = 0.0
    for van in range(t.size.shape[0]):
        total += t.length[van]
    for r in range(t.tour_of.shape[0]):
        if t.tour_of[r] < 0:
            total += penalty * d.weight[r]
    return total


@compiled
def search(
    d: Nodes,
    current: Tours,
    spare: Tours,
    best: Tours,
    memo: Memo,
    columns: Columns,
    near: IntArray,
    penalty: float,
    bank: tuple[float, float],
    margin: float,
    noise_size: float,
    iterations: int,
    hot: float,
    cold: float,
    largest: int,
    state: HashArray,
    room: Room,
) -> int:
    """Improve ``current``, leave the best solution met in ``best`` and tours met in ``columns``; times it improved.

    ``best`` is a solution on entry. ``penalty``: longer than any plan, so that every request served comes first in it;
    ``bank``: what a request left out costs ``current`` at the start and the end, at first so little that it may wait.
    ``margin``: of ``put_in_turn``. ``noise_size``: most that an insertion's length is blurred by, metres.
    ``hot``, ``cold``: temperature at the start and the end, metres. ``largest``: most requests taken out at once.
    """
    vans = current.size.shape[0]
    cost_best, improved = cost(d, best, penalty), 0
    copy_tours(current, spare)
    fill(room.dirty, 0)
    for step in range(iterations):
        temperature = hot * (cold / hot) ** (step / iterations)
        waits = bank[0] + (bank[1] - bank[0]) * (step / iterations)
        cost_now = cost(d, current, waits)
        limit = cost_now - temperature * np.log(1.0 - random_unit(state))
        fill(room.marked, 0)
        count = 1 + int(random_unit(state) * largest)
        how = random_unit(state)
        fill(room.cut, -1)
        if how < CROSS:
            choose_crossing(current, near, state, room.marked, room.cut)
        elif how < 0.1 + CROSS:
            choose_random(current, count, state, room.marked)
        elif how < 0.45 + 0.5 * CROSS:
            choose_related(current, near, count, state, room.marked)
        elif how < 0.85:
            choose_strings(d, current, near, count, state, room.marked, room.touched)
        elif how < 0.97:
            choose_costly(d, current, count, state, room.marked, room.position, room.saving)
        else:
            choose_tour(current, largest, state, room.marked)
        for r in range(room.marked.shape[0]):
            if room.marked[r] == 1:
                room.dirty[current.tour_of[r]] = 1
        taken = remove_marked(d, spare, room.marked, room.position)
        if taken and room.cut[0] >= 0:
            for first in room.cut:
                room.dirty[current.tour_of[first]] = 1
            taken = swap_tails(d, spare, room.cut[0], room.cut[1], room.position, room.trial)
        if taken:
            regret = 1 + int(random_unit(state) * REGRET)
            noise = noise_size * random_unit(state) if random_unit(state) < 0.5 else 0.0
            waiting = 0
            for r in range(spare.tour_of.shape[0]):
                if spare.tour_of[r] < 0:
                    room.pool[waiting] = r
                    waiting += 1
            pool = room.pool[:waiting]
            left = limit
            for van in range(vans):
                left -= spare.length[van]
            if random_unit(state) < IN_TURN:
                taken = put_in_turn(d, spare, memo, pool, margin, left, waits, state, room)
            else:
                taken = repair(d, spare, memo, pool, regret, noise, left, waits, state, room)
        accepted = False
        if taken:
            cost_trial = cost(d, spare, waits)
            if cost_trial < limit:
                accepted = True
                cost_now = cost_trial
                whole = cost(d, spare, penalty)
                if whole < cost_best - EPS:
                    copy_tours(spare, best)
                    cost_best = whole
                    improved += 1
        keep = accepted and cost_now < NEAR_BEST * cost_best
        for van in range(vans):
            if room.dirty[van] == 1:
                room.dirty[van] = 0
                if accepted:
                    copy_tour(spare, current, van)
                    if keep:
                        keep_tour(d, current, van, columns)
                else:
                    copy_tour(current, spare, van)
        if accepted:
            copy_values(spare.tour_of, current.tour_of)
        else:
            copy_values(current.tour_of, spare.tour_of)
    return improved
