"""Compiled arithmetic on tours: does a schedule exist, where does a request fit cheapest, take a request out.

Belongs here: flat arrays and numba only. Does not belong here: which request to move when (``search``), problems and
plans as values (``engine``'s front).

A tour is feasible when its least schedule exists. All rules (travel, windows, rides no longer than the limit, tours no
longer than the limit) say that one start is at least another start plus a constant, so the least fixed point of raising
starts is found by sweeping forward (travel) and backward (a pick-up is raised until its ride is short enough), and
there is a schedule if and only if that fixed point stays under the windows' ends: exact, unlike a single forward
pass. Firat & Woeginger 2011 use the same system of difference constraints; forward slack tests follow Cordeau &
Laporte 2003.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numba
import numpy as np
from numpy.typing import NDArray

from routing.van_pool.problem import BoolArray, FloatArray, IntArray

HashArray = NDArray[np.uint64]

EPS = 1e-6


COMPILED: dict[str, Any] = {"cache": True, "error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False}
"""How numba compiles: kept on disk, no door to C; no fastmath, so that sums keep their order.

Nothing here asks for memory, so numba need not count references (``_nrt``): every call would raise and lower the
count of each array of ``Nodes`` and ``Tours``, a third of the time.
"""

INNER = COMPILED | {"no_cpython_wrapper": True}


def compiled[F: Callable[..., Any]](function: F) -> F:
    """The function compiled on first call.

    numba renews its cache by file: after a change here, the code kept for ``search`` still holds the old version.
    Remove ``engine/__pycache__`` after changing this file.
    """
    return cast("F", numba.njit(**COMPILED)(function))


def inner[F: Callable[..., Any]](function: F) -> F:
    """The same for a function that only compiled ones call: it gets no door to Python, a sixth of the work."""
    return cast("F", numba.njit(**INNER)(function))


@inner
def fill(values: NDArray[Any], value: float) -> None:
    """Set all of ``values``; a slice on the left would bring numba's words for shapes that differ along."""
    for i in range(values.shape[0]):
        values[i] = value


@inner
def copy_values(source: NDArray[Any], target: NDArray[Any]) -> None:
    """Overwrite ``target`` with ``source``, as long."""
    for i in range(source.shape[0]):
        target[i] = source[i]


class Nodes(NamedTuple):
    """The problem by node: pick-ups 0..n-1, drop-offs n..2n-1, homes 2n..2n+k-1; unreachable is a very large number."""

    time: FloatArray  # (N, N)
    dist: FloatArray  # (N, N)
    time_to: FloatArray  # (N, N) time[a, b] is time_to[b, a]: the ways to one node lie in one row
    dist_to: FloatArray  # (N, N)
    early: FloatArray  # (N,) start of service
    late: FloatArray
    service: FloatArray
    ride: FloatArray  # (n,)
    seats: IntArray  # (n,)
    wheels: IntArray
    van_seats: IntArray  # (k,)
    van_wheels: IntArray
    max_tour: FloatArray
    van_class: IntArray  # vans alike have the same number
    fold: IntArray  # (k,) seats that a wheelchair on board takes away
    allowed: BoolArray  # (n, k)
    weight: FloatArray  # (n,) requests that one left out counts for
    van_cost: FloatArray  # (k,) length that is added where the van drives
    idle: IntArray  # (k,) size of the tour of a van that stays at home: with its break, if it has one


class Tours(NamedTuple):
    """A solution: node sequences with home at both ends, their least and greatest starts, loads after each node."""

    seq: IntArray  # (k, width)
    size: IntArray  # (k,)
    first: FloatArray  # (k, width)
    last: FloatArray
    hop: FloatArray  # (k, width) time of the way that ends at a node
    leg: FloatArray  # (k, width) its length
    way: FloatArray  # (k, width) time from the first start to a node without any waiting
    slack: FloatArray  # (k, width) most that the way that ends at a node may take longer, for those on board
    seats: IntArray  # (k, width)
    wheels: IntArray
    length: FloatArray  # (k,)
    tour_of: IntArray  # (n,), -1 unserved
    mark: HashArray  # (k,) fingerprint of the sequence and the kind of van


NOT_BELOW = -2
"""In place of a position in ``Memo``: no more is known than that the insertion is no shorter than this."""


class Memo(NamedTuple):
    """Cheapest insertions found before, by fingerprint of the tour and the request; a later one overwrites."""

    key: HashArray  # (slots,), slots a power of two
    extra: FloatArray
    at: IntArray  # (slots, 2)


@inner
def mixed(value: np.uint64) -> np.uint64:
    """The 64 bits of ``value`` scattered over all 64 (the last step of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@compiled
def least_starts(d: Nodes, van: int, seq: IntArray, size: int, position: IntArray, out: FloatArray) -> bool:
    """Fill ``out`` with the least feasible starts of a sequence; False when there are none."""
    n = d.ride.shape[0]
    for i in range(size):
        out[i] = d.early[seq[i]]
        if seq[i] < n:
            position[seq[i]] = i
    for _ in range(size + 2):
        if out[0] > d.late[seq[0]] + EPS:
            return False
        for i in range(1, size):
            start = out[i - 1] + d.service[seq[i - 1]] + d.time[seq[i - 1], seq[i]]
            out[i] = max(out[i], start)
            if out[i] > d.late[seq[i]] + EPS:
                return False
        raised = False
        for i in range(size - 1, 0, -1):
            r = seq[i] - n
            if 0 <= r < n:
                start = out[i] - d.ride[r] - d.service[r]
                if start > out[position[r]] + EPS:
                    out[position[r]] = start
                    raised = True
        start = out[size - 1] - d.max_tour[van]
        if start > out[0] + EPS:
            out[0] = start
            raised = True
        if not raised:
            return True
    return False


@inner
def greatest_starts(d: Nodes, van: int, seq: IntArray, size: int, position: IntArray, out: FloatArray) -> None:
    """Fill ``out`` with the greatest feasible starts of a feasible sequence."""
    n = d.ride.shape[0]
    for i in range(size):
        out[i] = d.late[seq[i]]
        if n <= seq[i] < 2 * n:
            position[seq[i] - n] = i
    for _ in range(size + 2):
        for i in range(size - 2, -1, -1):
            out[i] = min(out[i], out[i + 1] - d.time[seq[i], seq[i + 1]] - d.service[seq[i]])
        lowered = False
        for i in range(size):
            r = seq[i]
            if r < n:
                start = out[i] + d.ride[r] + d.service[r]
                if start < out[position[r]] - EPS:
                    out[position[r]] = start
                    lowered = True
        start = out[0] + d.max_tour[van]
        if start < out[size - 1] - EPS:
            out[size - 1] = start
            lowered = True
        if not lowered:
            return


@inner
def measure_slack(d: Nodes, t: Tours, van: int, position: IntArray) -> None:
    """Fill ``slack`` of a tour from its ``way``: whatever is waited, a ride takes its way at least."""
    n, size = d.ride.shape[0], t.size[van]
    way, slack = t.way[van], t.slack[van]
    for i in range(size):
        slack[i] = d.max_tour[van] - way[size - 1]
        node = t.seq[van, i]
        if node < n:
            position[node] = i
        elif node < 2 * n:
            at = position[node - n]
            left = d.ride[node - n] + d.service[node - n] - (way[i] - way[at])
            for j in range(at + 1, i + 1):
                slack[j] = min(slack[j], left)


@compiled
def refresh(d: Nodes, t: Tours, van: int, position: IntArray) -> bool:
    """Recompute starts, loads and length of a tour after its sequence changed; False when it has no schedule."""
    n = d.ride.shape[0]
    seq, size = t.seq[van], t.size[van]
    if not least_starts(d, van, seq, size, position, t.first[van]):
        return False
    greatest_starts(d, van, seq, size, position, t.last[van])
    seats, wheels, length = 0, 0, 0.0
    mark = np.uint64(d.van_class[van] + 1)
    for i in range(size):
        node = seq[i]
        if node < 2 * n:
            mark = (mark ^ np.uint64(node + 1)) * np.uint64(0x9E3779B97F4A7C15)
            mark ^= mark >> np.uint64(29)
        if node < n:
            seats += d.seats[node]
            wheels += d.wheels[node]
        elif node < 2 * n:
            seats -= d.seats[node - n]
            wheels -= d.wheels[node - n]
        if seats + d.fold[van] * wheels > d.van_seats[van] or wheels > d.van_wheels[van]:
            return False
        t.seats[van, i] = seats
        t.wheels[van, i] = wheels
        if i > 0:
            t.hop[van, i] = d.time[seq[i - 1], node]
            t.leg[van, i] = d.dist[seq[i - 1], node]
            length += t.leg[van, i]
            t.way[van, i] = t.way[van, i - 1] + d.service[seq[i - 1]] + t.hop[van, i]
    measure_slack(d, t, van, position)
    t.length[van] = length + (d.van_cost[van] if size > d.idle[van] else 0.0)
    t.mark[van] = mark
    return True


@inner
def write_with(seq: IntArray, size: int, pickup: int, dropoff: int, a: int, b: int, out: IntArray) -> None:
    """Write the sequence with ``pickup`` after position a and ``dropoff`` after position b (a <= b) into ``out``."""
    j = 0
    for i in range(size):
        out[j] = seq[i]
        j += 1
        if i == a:
            out[j] = pickup
            j += 1
        if i == b:
            out[j] = dropoff
            j += 1


@inner
def still_fits(
    d: Nodes, t: Tours, van: int, r: int, a: int, b: int, position: IntArray, trial: IntArray, starts: FloatArray
) -> bool:
    """Whether a tour has a schedule with request r after positions a and b; ``trial`` and ``starts`` are overwritten.

    Least and greatest starts of the tour as it is bound those of the longer tour, so only what r moves is swept again:
    forward until nothing moves, then back to the pick-ups whose ride became too long.
    """
    n, size = d.ride.shape[0], t.size[van] + 2
    j = 0
    for i in range(size - 2):
        node = t.seq[van, i]
        trial[j] = node
        starts[j] = t.first[van, i]
        if node < n:
            position[node] = j
        j += 1
        if i == a:
            trial[j], starts[j], position[r] = r, d.early[r], j
            j += 1
        if i == b:
            trial[j], starts[j] = n + r, d.early[n + r]
            j += 1
    at_p, at_q = a + 1, b + 2
    low, high = at_p, at_q  # every stop up to ``high`` is looked at; beyond, only while something moves
    for _ in range(size + 2):
        i = low
        while i < size:
            before, node = trial[i - 1], trial[i]
            start = starts[i - 1] + d.service[before] + d.time[before, node]
            if start > starts[i]:
                starts[i] = start
            elif i > high:
                break
            if node == r or node == n + r:
                limit = d.late[node]
            else:
                limit = t.last[van, i - (1 if i > at_p else 0) - (1 if i > at_q else 0)]
            if starts[i] > limit + EPS:
                return False
            i += 1
        end = i
        again, high = size, 0
        for i in range(end - 1, low - 1, -1):
            passenger = trial[i] - n
            if 0 <= passenger < n:
                start = starts[i] - d.ride[passenger] - d.service[passenger]
                at = position[passenger]
                if start > starts[at] + EPS:
                    starts[at] = start
                    again, high = min(again, at), max(high, at)
                    limit = d.late[passenger]
                    if passenger != r:
                        limit = t.last[van, at - (1 if at > at_p else 0) - (1 if at > at_q else 0)]
                    if start > limit + EPS:
                        return False
        if end == size:
            start = starts[size - 1] - d.max_tour[van]
            if start > starts[0] + EPS:
                starts[0] = start
                again = 0
                if start > t.last[van, 0] + EPS:
                    return False
        if again == size:
            return True
        low = again + 1
    return False


@inner
def cheapest_place(
    d: Nodes,
    t: Tours,
    van: int,
    r: int,
    bound: float,
    proved: bool,
    position: IntArray,
    trial: IntArray,
    starts: FloatArray,
) -> tuple[float, int, int]:
    """Where request r is cheapest in a tour among the places that no test rules out, or that have a schedule."""
    n = d.ride.shape[0]
    p, q = r, n + r
    size = t.size[van]
    first_ride = d.van_cost[van] if size == d.idle[van] else 0.0
    best, best_a, best_b = bound - first_ride, -1, -1
    if not d.allowed[r, van]:
        return np.inf, -1, -1
    fold = d.fold[van]
    free_seats, free_wheels = d.van_seats[van] - d.seats[r] - fold * d.wheels[r], d.van_wheels[van] - d.wheels[r]
    for a in range(size - 1):
        if t.first[van, a] > d.late[p] + EPS:
            break
        if t.seats[van, a] + fold * t.wheels[van, a] > free_seats or t.wheels[van, a] > free_wheels:
            continue
        if t.last[van, a + 1] + EPS < d.early[p] + d.service[p]:
            continue
        here, after = t.seq[van, a], t.seq[van, a + 1]
        extra_p = d.dist_to[p, here] + d.dist[p, after] - t.leg[van, a + 1]
        if extra_p >= best:
            continue
        board = max(d.early[p], t.first[van, a] + d.service[here] + d.time_to[p, here])
        if board > d.late[p] + EPS:
            continue
        # drop-off straight after the pick-up
        alight = max(d.early[q], board + d.service[p] + d.time[p, q])
        room = t.slack[van, a + 1] + t.hop[van, a + 1] + EPS - d.time_to[p, here] - d.service[p]
        if (
            d.time[p, q] + d.service[q] + d.time[q, after] <= room
            and alight <= d.late[q] + EPS
            and alight + d.service[q] + d.time[q, after] <= t.last[van, a + 1] + EPS
        ):
            extra = d.dist_to[p, here] + d.dist[p, q] + d.dist[q, after] - t.leg[van, a + 1]
            if extra < best - EPS and (not proved or still_fits(d, t, van, r, a, a, position, trial, starts)):
                best, best_a, best_b = extra, a, a
        # other stops in between
        if d.time[p, after] > room:
            continue
        boarded = min(d.late[p], t.last[van, a + 1] - d.time[p, after] - d.service[p]) + d.service[p]
        latest = min(d.late[q], boarded + d.ride[r])
        start = max(t.first[van, a + 1], board + d.service[p] + d.time[p, after])
        ridden = t.way[van, a + 1] - d.time[p, after] + d.ride[r] + EPS
        for b in range(a + 1, size - 1):
            if t.way[van, b] > ridden:
                break
            if start > t.last[van, b] + EPS or start > latest + EPS:
                break
            if t.seats[van, b] + fold * t.wheels[van, b] > free_seats or t.wheels[van, b] > free_wheels:
                break
            at, then = t.seq[van, b], t.seq[van, b + 1]
            leave = start + d.service[at]
            extra = extra_p + d.dist_to[q, at] + d.dist[q, then] - t.leg[van, b + 1]
            if extra < best - EPS:
                alight = max(d.early[q], leave + d.time_to[q, at])
                if (
                    alight <= d.late[q] + EPS
                    and alight - boarded <= d.ride[r] + EPS
                    and alight + d.service[q] + d.time[q, then] <= t.last[van, b + 1] + EPS
                    and t.way[van, b] + d.service[at] + d.time_to[q, at] <= ridden
                    and d.time_to[q, at] + d.service[q] + d.time[q, then]
                    <= t.slack[van, b + 1] + t.hop[van, b + 1] + EPS
                    and (not proved or still_fits(d, t, van, r, a, b, position, trial, starts))
                ):
                    best, best_a, best_b = extra, a, b
            start = max(t.first[van, b + 1], leave + t.hop[van, b + 1])
    if best_a < 0:
        return np.inf, -1, -1
    return best + first_ride, best_a, best_b


@inner
def best_insertion(
    d: Nodes, t: Tours, van: int, r: int, bound: float, position: IntArray, trial: IntArray, starts: FloatArray
) -> tuple[float, int, int]:
    """Least extra length of putting request r in a tour, with the positions; inf when it fits nowhere below ``bound``.

    Least and greatest starts of the tour, and the ways its passengers can still be led round, rule out nearly every
    place that has no schedule: the cheapest that is left is proved, and only where that fails all are on the way to it.
    """
    extra, a, b = cheapest_place(d, t, van, r, bound, False, position, trial, starts)
    if a >= 0 and not still_fits(d, t, van, r, a, b, position, trial, starts):
        return cheapest_place(d, t, van, r, bound, True, position, trial, starts)
    return extra, a, b


@inner
def slot_of(t: Tours, memo: Memo, van: int, r: int) -> tuple[np.uint64, np.int64]:
    """The fingerprint of a tour and a request, and where in the memory it would be."""
    key = mixed(t.mark[van] + np.uint64(r + 1) * np.uint64(0x9E3779B97F4A7C15))
    return key, np.int64(key & np.uint64(memo.key.shape[0] - 1))


@inner
def recalled_insertion(
    d: Nodes,
    t: Tours,
    memo: Memo,
    van: int,
    r: int,
    bound: float,
    position: IntArray,
    trial: IntArray,
    starts: FloatArray,
) -> tuple[float, int, int]:
    """What ``best_insertion`` says, from memory where the same tour was asked before."""
    key, slot = slot_of(t, memo, van, r)
    if memo.key[slot] == key:
        extra, a, b = memo.extra[slot], memo.at[slot, 0], memo.at[slot, 1]
        if a != NOT_BELOW:
            return extra, a, b
        if extra >= bound:
            return np.inf, -1, -1
    extra, a, b = best_insertion(d, t, van, r, bound, position, trial, starts)
    memo.key[slot] = key
    if a < 0 and bound < np.inf:
        memo.extra[slot], memo.at[slot, 0] = bound, NOT_BELOW
    else:
        memo.extra[slot], memo.at[slot, 0], memo.at[slot, 1] = extra, a, b
    return extra, a, b


@inner
def insert(d: Nodes, t: Tours, van: int, r: int, a: int, b: int, position: IntArray, trial: IntArray) -> bool:
    """Put request r in a tour after positions a and b; False when the tour then has no schedule."""
    n = d.ride.shape[0]
    write_with(t.seq[van], t.size[van], r, n + r, a, b, trial)
    t.size[van] += 2
    for i in range(t.size[van]):
        t.seq[van, i] = trial[i]
    t.tour_of[r] = van
    return refresh(d, t, van, position)


@inner
def remove_marked(d: Nodes, t: Tours, marked: IntArray, position: IntArray) -> bool:
    """Take the marked requests (1) out of their tours; False when a shortened tour has no schedule (odd matrices)."""
    n = d.ride.shape[0]
    for van in range(t.size.shape[0]):
        j = 0
        for i in range(t.size[van]):
            node = t.seq[van, i]
            r = node if node < n else node - n
            if r >= n or marked[r] == 0:
                t.seq[van, j] = node
                j += 1
        if j != t.size[van]:
            t.size[van] = j
            if not refresh(d, t, van, position):
                return False
    for r in range(n):
        if marked[r] == 1:
            t.tour_of[r] = -1
    return True


@inner
def swap_tails(d: Nodes, t: Tours, one: int, other: int, position: IntArray, trial: IntArray) -> bool:
    """Exchange what follows two cuts, before the pick-ups ``one`` and ``other`` in two tours, where nobody is on board.

    False when a tour then has no schedule or too few places, or carries whom its van may not.
    """
    n = d.ride.shape[0]
    va, vb = t.tour_of[one], t.tour_of[other]
    a, b = 1, 1
    while t.seq[va, a] != one:
        a += 1
    while t.seq[vb, b] != other:
        b += 1
    tail_a, tail_b = t.size[va] - 1 - a, t.size[vb] - 1 - b
    for i in range(tail_a):
        trial[i] = t.seq[va, a + i]
        if not d.allowed[trial[i] % n, vb]:
            return False
    for i in range(tail_b):
        node = t.seq[vb, b + i]
        if not d.allowed[node % n, va]:
            return False
        t.seq[va, a + i] = node
        t.tour_of[node % n] = va
    for i in range(tail_a):
        t.seq[vb, b + i] = trial[i]
        t.tour_of[trial[i] % n] = vb
    t.seq[va, a + tail_b] = t.seq[va, 0]
    t.seq[vb, b + tail_a] = t.seq[vb, 0]
    t.size[va] = a + tail_b + 1
    t.size[vb] = b + tail_a + 1
    return refresh(d, t, va, position) and refresh(d, t, vb, position)


@inner
def copy_tour(source: Tours, target: Tours, van: int) -> None:
    """Overwrite one tour of ``target``; who serves whom (``tour_of``) is left to the caller."""
    size = source.size[van]
    target.size[van] = size
    target.length[van] = source.length[van]
    target.mark[van] = source.mark[van]
    for i in range(size):
        target.seq[van, i] = source.seq[van, i]
        target.first[van, i] = source.first[van, i]
        target.last[van, i] = source.last[van, i]
        target.hop[van, i] = source.hop[van, i]
        target.leg[van, i] = source.leg[van, i]
        target.way[van, i] = source.way[van, i]
        target.slack[van, i] = source.slack[van, i]
        target.seats[van, i] = source.seats[van, i]
        target.wheels[van, i] = source.wheels[van, i]


@compiled
def copy_tours(source: Tours, target: Tours) -> None:
    """Overwrite ``target`` with ``source``."""
    for van in range(source.size.shape[0]):
        copy_tour(source, target, van)
    copy_values(source.tour_of, target.tour_of)
