"""Round tours of many vehicles and days at once: nearest neighbour, then 2-opt, the same for every side compared.

Belongs here: the length of a tour that could be driven. Does not belong here: whose tour it is, or what it means.

A tour is found, not proven shortest; before and after are found by this one engine. Source: Croes (1958), 2-opt; large
days are cut by angle (Gillett & Miller 1974).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.bundling.roads import Floats, Indices, Roads

STOPS_A_TOUR = 40
"""Addresses that a vehicle visits before it goes back (an assumption, as in the route plan)."""

CHUNK = 4_000_000
"""Numbers held at once for a batch of tours."""


def tour_lengths(roads: Roads, tour: Indices, start: Indices, stop: Indices) -> tuple[Indices, Floats]:
    """The metres of many round tours.

    Args:
        roads: distances between places.
        tour: (n,) number of the tour of each stop; any whole numbers.
        start: (n,) place where that tour starts and ends; one a tour.
        stop: (n,) place that is visited; a place twice in a tour is visited once.

    Returns:
        The different tours, rising, and the metres of each. A tour of over :data:`STOPS_A_TOUR` places is driven as
        several, each from the start and back.
    """
    if not len(tour):
        return np.empty(0, dtype=np.int64), np.empty(0)
    order = np.lexsort((stop, tour))
    tour, start, stop = tour[order], start[order], stop[order]
    first = np.ones(len(tour), dtype=bool)
    first[1:] = (tour[1:] != tour[:-1]) | (stop[1:] != stop[:-1])
    tour, start, stop = tour[first], start[first], stop[first]
    names, number = np.unique(tour, return_inverse=True)
    number = number.astype(np.int64)
    part = _parts(roads, number, start, stop)
    _, ride = np.unique(number * (int(part.max()) + 1) + part, return_inverse=True)
    ride = ride.astype(np.int64)
    lengths = _rides(roads, ride, start, stop)
    of_ride = np.zeros(len(lengths), dtype=np.int64)
    of_ride[ride] = number
    return names, np.bincount(of_ride, weights=lengths, minlength=len(names))


def _parts(roads: Roads, number: Indices, start: Indices, stop: Indices) -> Indices:
    """Which ride of its tour each stop is in: by angle around the start, as few rides as need be, evenly filled."""
    size = np.bincount(number)
    part = np.zeros(len(number), dtype=np.int64)
    if int(size.max()) <= STOPS_A_TOUR:
        return part
    large = np.flatnonzero(size[number] > STOPS_A_TOUR)
    step = roads.xy[stop[large]] - roads.xy[start[large]]
    order = large[np.lexsort((stop[large], np.arctan2(step[:, 1], step[:, 0]), number[large]))]
    sizes = size[number[order]]
    begin = np.r_[True, number[order][1:] != number[order][:-1]]
    place = np.arange(len(order)) - np.flatnonzero(begin)[np.cumsum(begin) - 1]
    rides = -(-sizes // STOPS_A_TOUR)
    part[order] = place * rides // sizes
    return part


def _rides(roads: Roads, ride: Indices, start: Indices, stop: Indices) -> Floats:
    """Metres of rides of at most STOPS_A_TOUR stops; ``ride`` numbers 0, 1, ... without a gap."""
    count = np.bincount(ride)
    order = np.argsort(ride, kind="stable")
    begin = np.r_[0, np.cumsum(count)[:-1]]
    lengths = np.zeros(len(count))
    for low, high in ((1, 1), (2, 4), (5, 8), (9, 14), (15, 24), (25, STOPS_A_TOUR)):
        chosen = np.flatnonzero((count >= low) & (count <= high))
        batch = max(1, CHUNK // ((high + 1) ** 2))
        for at in range(0, len(chosen), batch):
            rides = chosen[at : at + batch]
            column = np.arange(high)
            inside = column < count[rides][:, None]
            rows = order[begin[rides][:, None] + np.where(inside, column, 0)]
            home = start[order[begin[rides]]]
            # what fills a ride up is its own start: a stop that costs nothing
            nodes = np.column_stack([home, np.where(inside, stop[rows], home[:, None])])
            lengths[rides] = _shortened(roads.between(nodes[:, :, None], nodes[:, None, :]))
    return lengths


def _shortened(metres: Floats) -> Floats:
    """Lengths of round tours over all m places of each of t tables (t, m, m), the first place being the start."""
    t, m = metres.shape[:2]
    if m <= 3:
        return sum((metres[:, k, (k + 1) % m] for k in range(m)), np.zeros(t))
    path = _nearest(metres)
    every = np.arange(t)[:, None]
    open_tours = np.arange(t)
    i, j = np.triu_indices(m, 1)
    for _ in range(4 * m):
        now, table = path[open_tours], metres[open_tours]
        rows = np.arange(len(open_tours))[:, None]
        after = np.roll(now, -1, axis=1)
        edge = table[rows, now, after]
        gain = edge[:, i] + edge[:, j] - table[rows, now[:, i], now[:, j]] - table[rows, after[:, i], after[:, j]]
        best = gain.argmax(axis=1)
        most = gain[np.arange(len(gain)), best]
        better = most > 1e-6
        if not better.any():
            break
        open_tours, now, best = open_tours[better], now[better], best[better]
        column = np.arange(m)
        low, high = (i[best] + 1)[:, None], j[best][:, None]
        turned = np.where((column >= low) & (column <= high), low + high - column, column)
        path[open_tours] = np.take_along_axis(now, turned, axis=1)
    found: Floats = metres[every, path, np.roll(path, -1, axis=1)].sum(axis=1)
    return found


def _nearest(metres: Floats) -> Indices:
    """The tour that goes on to the nearest place not yet visited, (t, m); ties go to the lower place."""
    t, m = metres.shape[:2]
    path = np.zeros((t, m), dtype=np.int64)
    free: NDArray[np.bool_] = np.ones((t, m), dtype=bool)
    free[:, 0] = False
    rows = np.arange(t)
    for step in range(1, m):
        ahead = np.where(free, metres[rows, path[:, step - 1]], np.inf)
        path[:, step] = ahead.argmin(axis=1)
        free[rows, path[:, step]] = False
    return path


def insertion_metres(stops: Floats, area_m2: float, others: float, detour_factor: float) -> Floats:
    """Metres that ``stops`` more addresses add to a tour that already visits ``others`` in an area.

    The tour over n points in an area A is about 0.7124 x sqrt(A n) (Beardwood, Halton & Hammersley 1959), times the
    detour factor; the way to the area is driven anyway.
    """
    grown = np.sqrt(others + np.asarray(stops, dtype=np.float64)) - np.sqrt(others)
    return 0.7124 * detour_factor * np.sqrt(area_m2) * grown
