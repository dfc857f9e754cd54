"""Tours met during the search, kept for recombination: the shortest order of each set of requests and kind of van.

Belongs here: the compiled store. Does not belong here: choosing among the tours (``recombine``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from routing.van_pool.engine.tours import EPS, HashArray, Nodes, Tours, compiled, fill, mixed
from routing.van_pool.problem import FloatArray, IntArray


class Columns(NamedTuple):
    """A store of tours; ``used``: how many tours and nodes are in it. Full: begun again."""

    slot: IntArray  # (power of two,) -> tour, -1 empty
    key: HashArray  # (most,)
    start: IntArray  # (most,) first node in ``node``
    stops: IntArray  # (most,) nodes
    van_class: IntArray  # (most,)
    length: FloatArray  # (most,)
    node: IntArray  # (nodes,)
    used: IntArray  # (2,)


def empty_columns(most: int, nodes: int) -> Columns:
    """Room for ``most`` tours of ``nodes`` nodes together."""
    slots = 1 << (2 * most - 1).bit_length()
    return Columns(
        slot=np.full(slots, -1, np.int64),
        key=np.zeros(most, np.uint64),
        start=np.zeros(most, np.int64),
        stops=np.zeros(most, np.int64),
        van_class=np.zeros(most, np.int64),
        length=np.zeros(most),
        node=np.zeros(nodes, np.int64),
        used=np.zeros(2, np.int64),
    )


@compiled
def forget(columns: Columns) -> None:
    """Empty the store."""
    fill(columns.slot, -1)
    fill(columns.used, 0)


@compiled
def keep_tour(d: Nodes, t: Tours, van: int, columns: Columns) -> None:
    """Put a tour in the store, unless its requests are there in an order as short."""
    n, size = d.ride.shape[0], t.size[van] - 2
    if size == 0:
        return
    key = mixed(np.uint64(d.van_class[van] + 1) * np.uint64(0xD1342543DE82EF95))
    for i in range(1, size + 1):
        if t.seq[van, i] < n:
            key += mixed(np.uint64(t.seq[van, i] + 1) * np.uint64(0x9E3779B97F4A7C15))
    mask = columns.slot.shape[0] - 1
    slot = np.int64(key & np.uint64(mask))
    while columns.slot[slot] >= 0 and columns.key[columns.slot[slot]] != key:
        slot = (slot + 1) & mask
    at = columns.slot[slot]
    if at < 0:
        at, start = columns.used[0], columns.used[1]
        if at == columns.key.shape[0] or start + size > columns.node.shape[0]:
            forget(columns)
            at, start, slot = 0, 0, np.int64(key & np.uint64(mask))
        columns.slot[slot] = at
        columns.key[at] = key
        columns.start[at], columns.stops[at] = start, size
        columns.van_class[at] = d.van_class[van]
        columns.used[0] += 1
        columns.used[1] += size
    elif columns.length[at] <= t.length[van] + EPS:
        return
    columns.length[at] = t.length[van]
    for i in range(size):
        columns.node[columns.start[at] + i] = t.seq[van, i + 1]


def joined(parts: list[Columns], n: int, vans: int) -> Columns:
    """The tours of several stores of the same problem in one, the shortest order of each set.

    ``n``: requests. ``vans``: of them the store has room for another tour each, or ``rounds.keep_best`` would empty it.
    """
    shortest: dict[tuple[int, ...], tuple[float, IntArray]] = {}
    for part in parts:
        for j in range(int(part.used[0])):
            nodes = part.node[part.start[j] : part.start[j] + part.stops[j]]
            key = (int(part.van_class[j]), *np.sort(nodes[nodes < n]).tolist())
            if key not in shortest or part.length[j] < shortest[key][0]:
                shortest[key] = (float(part.length[j]), nodes)
    whole = empty_columns(len(shortest) + vans, sum(len(nodes) for _, nodes in shortest.values()) + 2 * (n + vans))
    at = 0
    for j, (key, (length, nodes)) in enumerate(shortest.items()):
        whole.start[j], whole.stops[j], whole.van_class[j], whole.length[j] = at, len(nodes), key[0], length
        whole.node[at : at + len(nodes)] = nodes
        at += len(nodes)
    whole.used[:] = len(shortest), at
    return whole
