"""Asks an OSRM network for tables and lines; points go in and out in RD New."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import osrm
from pyproj import Transformer
from shapely import LineString

from geo.travel_time.model import (
    MAX_SNAP_M,
    Points,
    StreetNetworkError,
    TravelMatrix,
    UnreachableError,
    checked_line_points,
    checked_mode,
    checked_points,
)
from geo.travel_time.network import NETWORK

CHUNK_POINTS = 500
"""Origins a call; a call holds at most CHUNK_PAIRS pairs, since the binding needs some 250 bytes a pair."""

CHUNK_PAIRS = 250_000
UNLIMITED = -1

type Degrees = list[tuple[float, float]]


@dataclass(frozen=True)
class StreetTimes:
    """Travel times of one mode along the streets, from a network that :func:`street_network` built.

    A point starts from its nearest street; from the nearest street of a big part of the network where the nearest one
    lies in a small part, unless all points asked for at once lie in that same small part. A point over 500 m from its
    street is unreachable. The metres between a point and its street count for nothing.
    """

    mode: str
    _engine: Any = field(repr=False, compare=False)
    method: ClassVar[str] = "network"

    @classmethod
    def open(cls, folder: Path, mode: str) -> StreetTimes:
        """Opens a built network; the files are mapped into memory, not read."""
        try:
            engine = osrm.OSRM(
                algorithm="CH",
                storage_config=str(folder / NETWORK),
                use_shared_memory=False,
                use_mmap=True,
                max_locations_distance_table=UNLIMITED,
                max_locations_viaroute=UNLIMITED,
            )
        except RuntimeError as error:
            raise StreetNetworkError(
                f"The cached network {folder} cannot be opened ({error}); remove that folder and run again."
            ) from error
        return cls(checked_mode(mode), engine)

    def table(self, origins: Points, destinations: Points) -> TravelMatrix:
        """Times and distances from every origin to every destination; points (n, 2) and (m, 2), RD New metres."""
        start, end = _degrees(checked_points(origins)), _degrees(checked_points(destinations))
        duration = np.full((len(start), len(end)), np.nan, dtype=np.float32)
        length = np.full_like(duration, np.nan)
        for rows in _chunks(len(start), CHUNK_POINTS):
            for columns in _chunks(len(end), CHUNK_PAIRS // (rows.stop - rows.start)):
                answer = self._table(start[rows], end[columns], ["duration", "distance"])
                shape = (rows.stop - rows.start, columns.stop - columns.start)
                near = np.ix_(_snaps(answer["sources"]) <= MAX_SNAP_M, _snaps(answer["destinations"]) <= MAX_SNAP_M)
                for name, into in (("durations", duration), ("distances", length)):
                    into[rows, columns][near] = _matrix(answer[name], shape)[near]
        unreachable = np.isnan(duration) | np.isnan(length)
        duration[unreachable] = np.nan
        length[unreachable] = np.nan
        return TravelMatrix(duration, length)

    def line(self, points: Points) -> LineString:
        """The way along the streets through all points in their order, RD New.

        Begins and ends on the streets nearest to the first and the last point. Raises UnreachableError where two points
        that follow each other have no way between them, or a point is over 500 m from every street.
        """
        route = _degrees(checked_line_points(points))
        asked = osrm.RouteParameters(
            coordinates=route, geometries="geojson", overview="full", continue_straight=False, generate_hints=False
        )
        try:
            answer = self._engine.Route(asked)
        except RuntimeError as error:
            raise UnreachableError(
                f"There is no way by {self.mode} along the streets through these {len(route)} points ({error}); "
                "leave out the points that cannot be reached."
            ) from error
        far = _snaps(answer["waypoints"]).max()
        if far > MAX_SNAP_M:
            raise UnreachableError(
                f"A point of the line is {far:.0f} m from the nearest street; {MAX_SNAP_M:.0f} m is the limit."
            )
        way = np.array([list(place) for place in answer["routes"][0]["geometry"]["coordinates"]], dtype=np.float64)
        x, y = _to_rd().transform(way[:, 0], way[:, 1])
        return LineString(np.column_stack([x, y]))

    def snap_distance_m(self, points: Points) -> npt.NDArray[np.float64]:
        """Metres from each point to the street where its travel starts, (n,)."""
        places = _degrees(checked_points(points))
        if not places:
            return np.empty(0)
        chunks = (places[part] for part in _chunks(len(places), CHUNK_PAIRS))
        return np.concatenate([_snaps(self._table(part[:1], part, ["duration"])["destinations"]) for part in chunks])

    def _table(self, start: Degrees, end: Degrees, annotations: list[str]) -> Any:
        asked = osrm.TableParameters(
            coordinates=start + end,
            sources=list(range(len(start))),
            destinations=list(range(len(start), len(start) + len(end))),
            annotations=annotations,
            generate_hints=False,
        )
        return self._engine.Table(asked)


def _chunks(length: int, size: int) -> Iterator[slice]:
    for begin in range(0, length, size):
        yield slice(begin, min(begin + size, length))


def _matrix(rows: Sequence[Sequence[float | None]], shape: tuple[int, int]) -> npt.NDArray[np.float32]:
    """The binding's array of arrays as float32; it hands out Python floats, None (NaN here) where there is no way."""
    values = chain.from_iterable(rows)
    return np.fromiter(values, dtype=np.float32, count=shape[0] * shape[1]).reshape(shape)


def _snaps(waypoints: Sequence[Any]) -> npt.NDArray[np.float64]:
    return np.fromiter((waypoint["distance"] for waypoint in waypoints), dtype=np.float64, count=len(waypoints))


def _degrees(points: Points) -> Degrees:
    """RD New metres to (longitude, latitude) pairs, all at once."""
    longitude, latitude = Transformer.from_crs(28992, 4326, always_xy=True).transform(points[:, 0], points[:, 1])
    return list(zip(longitude.tolist(), latitude.tolist(), strict=True))


def _to_rd() -> Transformer:
    return Transformer.from_crs(4326, 28992, always_xy=True)
