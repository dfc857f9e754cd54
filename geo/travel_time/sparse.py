"""Times within a limit as a sparse table: which pairs are worth asking, asked in chunks, kept when they are in time.

No dense table of all pairs is ever held. How a table is found is the business of who calls; nothing of OSRM here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.travel_time.model import Points, SparseTimes, TravelMatrix, TravelTimeError, TravelTimes, checked_points

LEAF = 1000
"""Most origins of a tile, and of a chunk; a chunk also has at most so many destinations."""

SMALLEST_LEAF = 64
POINT_COST, PAIR_COST = 60e-6, 0.35e-6
"""Seconds that a point and a pair of a chunk cost OSRM; their ratio tells whether smaller tiles are worth it."""

DESTINATIONS_AT_ONCE = 20_000

type Indices = npt.NDArray[np.int64]
type Ask = Callable[[Indices, Indices], TravelMatrix]
"""The table of some origins (their numbers) to some destinations (their numbers)."""


@dataclass(frozen=True)
class _Tile:
    origins: Indices
    destinations: Indices
    cost: float


def checked_limit(limit_s: float) -> float:
    """``limit_s`` when it is a time; raises TravelTimeError otherwise."""
    if not (limit_s >= 0 and np.isfinite(limit_s)):
        raise TravelTimeError(f"A limit of {limit_s} seconds is no time; give 0 or more.")
    return float(limit_s)


def within_limit(ask: Ask, start: Points, end: Points, *, limit_s: float, reach_m: float) -> SparseTimes:
    """The pairs that ``ask`` finds to be within ``limit_s``, asking only those that are within ``reach_m``.

    ``start``, ``end``: (n, 2) and (m, 2), metres; NaN for a point that is not asked at all. ``reach_m``: straight line
    that cannot be exceeded within the limit. Sorted by origin, then destination.
    """
    counts = np.zeros(len(start), dtype=np.int64)
    rows: list[tuple[Indices, list[npt.NDArray]]] = []
    for tile in _tiles(start, end, reach_m):
        for begin in range(0, len(tile.origins), LEAF):
            origins = tile.origins[begin : begin + LEAF]
            found = _asked(ask, origins, tile.destinations, limit_s)
            counts[origins] = np.bincount(found[0], minlength=len(origins))
            rows.append((origins, found[1:]))
    return _assembled(rows, counts)


def nearest(times: TravelTimes, origins: Points, destinations: Points, count: int, limit_s: float) -> SparseTimes:
    """For each destination the ``count`` nearest origins that reach it within ``limit_s``, fewer where there are fewer.

    Points (n, 2) and (m, 2), RD New metres. Sorted by destination, then from near to far; of two that take as long the
    shorter way first, then the earlier origin.
    """
    if count < 1:
        raise TravelTimeError(f"The {count} nearest origins are none; ask for 1 or more.")
    end = checked_points(destinations)
    parts = [SparseTimes.none()]
    for begin in range(0, len(end), DESTINATIONS_AT_ONCE):
        found = times.within(origins, end[begin : begin + DESTINATIONS_AT_ONCE], limit_s)
        order = np.lexsort((found.origin, found.length_m, found.duration_s, found.destination))
        destination = found.destination[order]
        first = np.searchsorted(destination, destination)
        kept = order[np.arange(len(order)) - first < count]
        part = found.take(kept)
        parts.append(SparseTimes(part.origin, part.destination + np.int32(begin), part.duration_s, part.length_m))
    return SparseTimes(*(np.concatenate(arrays) for arrays in zip(*(part.arrays() for part in parts), strict=True)))


def _tiles(start: Points, end: Points, reach_m: float) -> Iterator[_Tile]:
    """Groups of origins that lie together, each with the destinations that one of them may reach."""
    origins = np.flatnonzero(np.isfinite(start).all(axis=1))
    destinations = np.flatnonzero(np.isfinite(end).all(axis=1))
    if len(origins) and len(destinations):
        yield from (tile for tile in _split(start, end, origins, destinations, reach_m) if len(tile.destinations))


def _split(start: Points, end: Points, origins: Indices, destinations: Indices, reach_m: float) -> list[_Tile]:
    """One tile of all origins, or the tiles of its two halves where those cost less together."""
    places = start[origins]
    low, high = places.min(axis=0), places.max(axis=0)
    beyond = np.maximum(np.maximum(low - end[destinations], end[destinations] - high), 0)
    near = destinations[np.hypot(beyond[:, 0], beyond[:, 1]) <= reach_m]
    whole = _Tile(origins, near, _cost(len(origins), len(near)))
    if len(origins) <= SMALLEST_LEAF or not len(near):
        return [whole]
    order = np.argsort(places[:, int(np.argmax(high - low))], kind="stable")
    halves = np.array_split(origins[order], 2)
    parts = [tile for half in halves for tile in _split(start, end, np.sort(half), near, reach_m)]
    return parts if sum(tile.cost for tile in parts) < whole.cost else [whole]


def _cost(origins: int, destinations: int) -> float:
    chunks_along, chunks_across = -(-destinations // LEAF), -(-origins // LEAF)
    return POINT_COST * (origins * chunks_along + destinations * chunks_across) + PAIR_COST * origins * destinations


def _asked(ask: Ask, origins: Indices, destinations: Indices, limit_s: float) -> list[npt.NDArray]:
    """Row, destination, duration and length of the pairs within the limit, sorted by row and destination."""
    found: list[list[npt.NDArray]] = [[], [], [], []]
    for begin in range(0, len(destinations), LEAF):
        chunk = destinations[begin : begin + LEAF]
        matrix = ask(origins, chunk)
        row, column = np.nonzero(matrix.duration_s <= np.float32(limit_s))  # NaN, unreachable, is never within
        found[0].append(row)
        found[1].append(chunk[column].astype(np.int32))
        found[2].append(matrix.duration_s[row, column])
        found[3].append(matrix.length_m[row, column])
    row, *others = (np.concatenate(arrays) for arrays in found)
    order = np.argsort(row, kind="stable")
    return [row[order], *(values[order] for values in others)]


def _assembled(rows: list[tuple[Indices, list[npt.NDArray]]], counts: Indices) -> SparseTimes:
    """One table of the rows of all tiles, an array at a time, letting go of what was copied."""
    begins = np.concatenate([[0], np.cumsum(counts)])
    arrays = []
    for number, dtype in enumerate((np.int32, np.float32, np.float32)):
        whole = np.empty(begins[-1], dtype=dtype)
        for origins, values in rows:
            part, taken = values[number], 0
            for origin in origins:
                length = counts[origin]
                whole[begins[origin] : begins[origin] + length] = part[taken : taken + length]
                taken += length
            values[number] = np.empty(0)
        arrays.append(whole)
    return SparseTimes(np.repeat(np.arange(len(counts), dtype=np.int32), counts), *arrays)
