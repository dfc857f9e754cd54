"""The best way to link the parts of tours between which a van is empty: a vehicle scheduling problem, by HiGHS.

Belongs here: the program and its reading. Does not belong here: whether the new tours are better (``rounds``). A part
runs from one moment when nobody is on board to the next and keeps its order and its starts; which part follows which,
from which home, is chosen anew for all vans at once, least metres (the multi-depot vehicle scheduling problem: Bunte &
Kliewer 2009). The search changes two links at a time, and may find no better two where many
together are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.sparse

from geo.hub_location.highs import Model, solve_mip, solve_relaxed
from routing.van_pool.engine.tours import EPS, Nodes, Tours
from routing.van_pool.problem import BoolArray, FloatArray, IntArray

SUCCESSORS = 12
"""Parts that may follow a part, and precede it, by length of the way between; the present ones besides."""

CHOICES = 16
"""Links for each part, of least reduced cost, among which whole numbers are sought where the relaxation has none."""

MOST_LINKS = 40_000
"""Links above which the tours are left as they are: many vans each of their own kind, as with breaks of their own."""


class Parts(NamedTuple):
    """Parts of the tours of a solution, p in all; ``links``: rows of kind of van, part, next part, -1 for the home."""

    van: IntArray  # (p,)
    since: IntArray  # (p,) position of the first stop in the tour
    until: IntArray  # (p,) of the last
    start: FloatArray  # (p,) start of service at the first stop
    end: FloatArray  # (p,) end of service at the last
    links: IntArray  # (l, 3) as the tours are


def relinked(nodes: Nodes, tours: Tours, max_nodes: int) -> list[list[int]] | None:
    """Sequences of the vans, without homes, of the same parts with the shortest links; None when none are shorter.

    Of the longest duration of a tour only two parts that follow each other are held to it, not a whole tour, and a van
    with nothing but its break counts as driving: the caller weighs the new tours as they are.
    ``max_nodes``: limit on HiGHS's tree, so that the result depends on nothing but the arguments.
    """
    parts = _parts_of(nodes, tours)
    kind = nodes.van_class
    example = np.unique(kind, return_index=True)[1]
    links = _possible_links(nodes, tours, parts, example)
    if len(parts.van) < 2 or len(links) > MOST_LINKS:
        return None
    first, last = tours.seq[parts.van, parts.since], tours.seq[parts.van, parts.until]
    home = 2 * len(nodes.ride) + example[links[:, 0]]
    leaving, entering = links[:, 1] < 0, links[:, 2] < 0
    before, after = np.where(leaving, home, last[links[:, 1]]), np.where(entering, home, first[links[:, 2]])
    length = nodes.dist[before, after] + np.where(leaving, nodes.van_cost[example[links[:, 0]]], 0.0)
    present = (links[:, None, :] == parts.links[None, :, :]).all(axis=2).any(axis=1).astype(float)
    model = _model(links, length, len(parts.van), np.bincount(kind))
    values = _shortest(model, present, CHOICES * len(parts.van), max_nodes)
    if length @ values > length @ present - EPS:
        return None
    return _sequences(tours, parts, links[values > 0.5], kind)


def _parts_of(nodes: Nodes, tours: Tours) -> Parts:
    """The parts of all tours at the starts halfway between the least and the greatest, which keep every rule."""
    rows: list[tuple[int, int, int, float, float]] = []
    links: list[tuple[int, int, int]] = []
    for van, size in enumerate(tours.size):
        if size == 2:
            continue
        starts = (tours.first[van, :size] + tours.last[van, :size]) / 2
        aboard = tours.seats[van, : size - 1] + tours.wheels[van, : size - 1]
        empty = np.flatnonzero(aboard == 0)
        kind, before = int(nodes.van_class[van]), -1
        for since, until in zip(empty[:-1] + 1, empty[1:], strict=True):
            links.append((kind, before, len(rows)))
            before = len(rows)
            end = starts[until] + nodes.service[tours.seq[van, until]]
            rows.append((van, int(since), int(until), float(starts[since]), float(end)))
        links.append((kind, before, -1))
    whole = np.array([row[:3] for row in rows], np.int64).reshape(-1, 3)
    times = np.array([row[3:] for row in rows]).reshape(-1, 2)
    return Parts(
        whole[:, 0], whole[:, 1], whole[:, 2], times[:, 0], times[:, 1], np.array(links, np.int64).reshape(-1, 3)
    )


def _possible_links(nodes: Nodes, tours: Tours, parts: Parts, example: IntArray) -> IntArray:
    """Rows of kind of van, part and next part that a van of that kind can drive; ``example``: a van of each kind."""
    first, last = tours.seq[parts.van, parts.since], tours.seq[parts.van, parts.until]
    here = np.ix_(last, first)
    on_time = parts.end[:, None] + nodes.time[here] <= parts.start[None, :] + EPS
    way = np.where(on_time, nodes.dist[here], np.inf)
    rank = np.argsort(np.argsort(way, axis=1, kind="stable"), axis=1)
    rank_to = np.argsort(np.argsort(way, axis=0, kind="stable"), axis=0)
    near = on_time & (np.minimum(rank, rank_to) < SUCCESSORS) & ~np.eye(len(way), dtype=bool)
    now = parts.links[(parts.links[:, 1:] >= 0).all(axis=1)]
    near[now[:, 1], now[:, 2]] = True
    rows = [parts.links]
    for kind, van in enumerate(example):
        fits = _fits(nodes, tours, parts, int(van))
        home = 2 * len(nodes.ride) + van
        lasts = parts.end[None, :] - parts.start[:, None] <= nodes.max_tour[van] + EPS
        out = fits & (nodes.early[home] + nodes.time[home, first] <= parts.start + EPS)
        back = fits & (parts.end + nodes.time[last, home] <= nodes.late[home] + EPS)
        for before, after in (
            np.nonzero(near & lasts & fits[:, None] & fits[None, :]),
            (np.full(out.sum(), -1), np.flatnonzero(out)),
            (np.flatnonzero(back), np.full(back.sum(), -1)),
        ):
            rows.append(np.column_stack([np.full(len(before), kind), before, after]))
    links: IntArray = np.unique(np.concatenate(rows), axis=0)
    return links


def _fits(nodes: Nodes, tours: Tours, parts: Parts, van: int) -> BoolArray:
    """For each part whether the van has its places and may carry its passengers."""
    n = len(nodes.ride)
    fits = np.ones(len(parts.van), dtype=bool)
    for part, (other, since, until) in enumerate(zip(parts.van, parts.since, parts.until, strict=True)):
        wheels = tours.wheels[other, since : until + 1]
        seats = tours.seats[other, since : until + 1] + nodes.fold[van] * wheels
        passengers = tours.seq[other, since : until + 1] % n
        fits[part] = (
            seats.max() <= nodes.van_seats[van]
            and wheels.max() <= nodes.van_wheels[van]
            and nodes.allowed[passengers, van].all()
        )
    return fits


def _model(links: IntArray, length: FloatArray, parts: int, vans: IntArray) -> Model:
    """Rows: every part once, as often left as reached by each kind of van, vans of each kind; columns: the links."""
    kinds, columns = len(vans), np.arange(len(links))
    leaving, entering = links[:, 1] < 0, links[:, 2] < 0
    reaching, left = columns[~entering], columns[~leaving]
    balance = parts + links[:, 0] * parts
    row = [
        links[reaching, 2],
        balance[reaching] + links[reaching, 2],
        balance[left] + links[left, 1],
        parts + kinds * parts + links[leaving, 0],
    ]
    column = [reaching, reaching, left, columns[leaving]]
    value = [np.ones(len(reaching)), np.ones(len(reaching)), -np.ones(len(left)), np.ones(int(leaving.sum()))]
    shape = (parts + kinds * parts + kinds, len(links))
    matrix = scipy.sparse.csr_matrix((np.concatenate(value), (np.concatenate(row), np.concatenate(column))), shape)
    high = np.concatenate([np.ones(parts), np.zeros(kinds * parts), vans.astype(float)])
    low = np.concatenate([high[:-kinds], np.zeros(kinds)])
    return Model(length, np.zeros(len(links)), np.ones(len(links)), matrix, low, high)


def _shortest(model: Model, present: FloatArray, most: int, max_nodes: int) -> FloatArray:
    """Columns chosen (1): by the relaxation where that is whole, else among the ``most`` of least reduced cost."""
    relaxed = solve_relaxed(model)
    whole = np.round(relaxed.values)
    if np.abs(relaxed.values - whole).max(initial=0.0) < EPS:
        return whole
    worth = np.where(present > 0.5, -np.inf, relaxed.reduced_costs)
    chosen = np.sort(np.argsort(worth, kind="stable")[:most])
    values = present.copy()
    found = solve_mip(model.of_columns(chosen), whole=len(chosen), max_nodes=max_nodes, start=present[chosen]).values
    if found is not None:
        values[chosen] = np.round(found)
    return values


def _sequences(tours: Tours, parts: Parts, chosen: IntArray, kind: IntArray) -> list[list[int]]:
    """The tours that the chosen links make, each by a van of its kind."""
    following = {(int(k), int(before)): int(after) for k, before, after in chosen if before >= 0}
    sequences: list[list[int]] = [[] for _ in kind]
    for k, _, part in chosen[chosen[:, 1] < 0]:
        van = next(v for v, other in enumerate(kind) if other == k and not sequences[v])
        at = int(part)
        while at >= 0:
            stops = tours.seq[parts.van[at], parts.since[at] : parts.until[at] + 1]
            sequences[van] += stops.tolist()
            at = following[int(k), at]
    return sequences
