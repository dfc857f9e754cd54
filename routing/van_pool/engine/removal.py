"""Which requests to take out: at random, alike in place and time, costly, or strings of near tours.

Belongs here: marking requests of a solution. Does not belong here: taking them out (``tours``), putting them back
(``search``). The random numbers are our own generator (SplitMix64), so that a seed gives the same plan whatever the
version of a library.
"""

from __future__ import annotations

import numpy as np

from routing.van_pool.engine.tours import HashArray, Nodes, Tours, fill, inner, mixed
from routing.van_pool.problem import IntArray


@inner
def random_unit(state: HashArray) -> float:
    """The next number in [0, 1) of a SplitMix64 generator whose state is one uint64."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    return float(mixed(state[0]) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inner
def choose_seed(t: Tours, state: HashArray) -> int:
    """A served request at random; -1 when there is none."""
    n = t.tour_of.shape[0]
    start = int(random_unit(state) * n)
    for i in range(n):
        r = (start + i) % n
        if t.tour_of[r] >= 0:
            return r
    return -1


@inner
def choose_random(t: Tours, count: int, state: HashArray, marked: IntArray) -> None:
    """Mark up to ``count`` served requests at random."""
    for _ in range(count):
        r = choose_seed(t, state)
        if r >= 0:
            marked[r] = 1


@inner
def choose_related(t: Tours, near: IntArray, count: int, state: HashArray, marked: IntArray) -> None:
    """Mark a served request and those most like it in place and time, some passed over by chance (Shaw 1998)."""
    seed = choose_seed(t, state)
    if seed < 0:
        return
    marked[seed] = 1
    count -= 1
    skip = 0.5 * random_unit(state)
    for i in range(near.shape[1]):
        if count <= 0:
            return
        r = near[seed, i]
        if t.tour_of[r] >= 0 and random_unit(state) >= skip:
            marked[r] = 1
            count -= 1


@inner
def choose_strings(
    d: Nodes, t: Tours, near: IntArray, count: int, state: HashArray, marked: IntArray, touched: IntArray
) -> None:
    """Mark strings of successive stops in the tours nearest to a request (Christiaens & Vanden Berghe 2020)."""
    n = d.ride.shape[0]
    seed = choose_seed(t, state)
    if seed < 0:
        return
    fill(touched, 0)
    longest = 1 + int(random_unit(state) * 8.0)
    for i in range(-1, near.shape[1]):
        if count <= 0:
            return
        r = seed if i < 0 else near[seed, i]
        van = t.tour_of[r]
        if van < 0 or touched[van] == 1:
            continue
        touched[van] = 1
        size = t.size[van]
        at = 1
        while t.seq[van, at] != r:
            at += 1
        length = 1 + int(random_unit(state) * longest)
        at -= int(random_unit(state) * length)
        for j in range(max(1, at), min(size - 1, at + length)):
            node = t.seq[van, j] % n
            if marked[node] == 0 and count > 0:
                marked[node] = 1
                count -= 1


@inner
def choose_costly(
    d: Nodes, t: Tours, count: int, state: HashArray, marked: IntArray, position: IntArray, saving: np.ndarray
) -> None:
    """Mark the requests whose removal saves most, with some chance in the order."""
    n = d.ride.shape[0]
    fill(saving, 0.0)
    for van in range(t.size.shape[0]):
        for i in range(1, t.size[van] - 1):
            node = t.seq[van, i]
            if node < n:
                position[node] = i
                continue
            r = node - n
            at = position[r]
            before, after = t.seq[van, at - 1], t.seq[van, i + 1]
            if at + 1 == i:
                saved = d.dist[before, r] + d.dist[r, node] + d.dist[node, after] - d.dist[before, after]
            else:
                behind, ahead = t.seq[van, at + 1], t.seq[van, i - 1]
                saved = d.dist[before, r] + d.dist[r, behind] - d.dist[before, behind]
                saved += d.dist[ahead, node] + d.dist[node, after] - d.dist[ahead, after]
            saving[r] = saved * (0.5 + random_unit(state))
    for _ in range(count):
        most = 0
        for r in range(n):
            if saving[r] > saving[most]:
                most = r
        if saving[most] <= 0.0:
            return
        saving[most] = 0.0
        marked[most] = 1


@inner
def choose_tour(t: Tours, limit: int, state: HashArray, marked: IntArray) -> None:
    """Mark every request of the tour of a request, when it has no more than ``limit``."""
    seed = choose_seed(t, state)
    if seed < 0 or t.size[t.tour_of[seed]] > 2 + 2 * limit:
        return
    for r in range(t.tour_of.shape[0]):
        if t.tour_of[r] == t.tour_of[seed]:
            marked[r] = 1


@inner
def choose_crossing(t: Tours, near: IntArray, state: HashArray, marked: IntArray, cut: IntArray) -> None:
    """Mark who is on board where two tours are to be cut; ``cut``: the pick-ups that begin the two tails, -1 if none.

    The cuts lie before a request's pick-up and before that of a request like it in another tour.
    """
    fill(cut, -1)
    seed = choose_seed(t, state)
    if seed < 0:
        return
    skip = 0.7 * random_unit(state)
    for i in range(near.shape[1]):
        r = near[seed, i]
        if t.tour_of[r] >= 0 and t.tour_of[r] != t.tour_of[seed] and random_unit(state) >= skip:
            cut[0], cut[1] = seed, r
            break
    if cut[0] < 0:
        return
    n = t.tour_of.shape[0]
    for first in cut:
        van = t.tour_of[first]
        i = 1
        while t.seq[van, i] != first:  # who boards before the cut is marked, who also leaves before it is not
            node = t.seq[van, i]
            marked[node % n] = 1 if node < n else 0
            i += 1
