"""What OSRM answers, as numpy arrays: opens a network, asks for tables and snapped places. Degrees in, degrees out.

Only this module knows how the binding hands over its numbers. Points in RD New, chunks and limits are in ``engine``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import osrm

from geo.travel_time.model import StreetNetworkError

NETWORK = "streets.osrm"
"""Base name of a network's files."""

UNLIMITED = -1

type Degrees = list[tuple[float, float]]
"""(longitude, latitude) pairs, as the binding wants them."""


@dataclass(frozen=True)
class Snapped:
    """Where n points start on the network: metres from each point, (n,), and the places in degrees, (n, 2)."""

    distance_m: npt.NDArray[np.float64]
    place: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """A table of n starts and m ends, (n, m) float32, NaN where there is no way; and where the points snapped to."""

    duration_s: npt.NDArray[np.float32]
    length_m: npt.NDArray[np.float32]
    start: Snapped
    end: Snapped


def open_network(folder: Path) -> Any:
    """OSRM's engine over a built network; the files are mapped into memory, not read."""
    try:
        return osrm.OSRM(
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


def ask_table(engine: Any, start: Degrees, end: Degrees, beside: Degrees) -> Answer:
    """Times and lengths from all of ``start`` to all of ``end``.

    ``beside``: a place that takes part in the choice of streets only. OSRM lets points start in a small part of the
    network when all points of a question lie in it; a place in the main part keeps each point's street its own matter.
    The same list given twice is looked up once.
    """
    same = start is end
    coordinates = [*start, *beside] if same else [*start, *end, *beside]
    first = 0 if same else len(start)
    asked = osrm.TableParameters(
        coordinates=coordinates,
        sources=list(range(len(start))),
        destinations=list(range(first, first + len(end))),
        annotations=["duration", "distance"],
        generate_hints=False,
    )
    answer = engine.Table(asked)
    shape = (len(start), len(end))
    return Answer(
        _matrix(answer["durations"], shape),
        _matrix(answer["distances"], shape),
        _snapped(answer["sources"]),
        _snapped(answer["destinations"]),
    )


def ask_snapped(engine: Any, points: Degrees, beside: Degrees) -> Snapped:
    """Where each point starts, as :func:`ask_table` would let it."""
    asked = osrm.TableParameters(
        coordinates=[*points, *beside],
        sources=[0],
        destinations=list(range(len(points))),
        annotations=["duration"],
        generate_hints=False,
    )
    return _snapped(engine.Table(asked)["destinations"])


def ask_nearest_m(engine: Any, points: Degrees) -> npt.NDArray[np.float64]:
    """Metres from each point to the nearest street of any part of the network, however small, (n,)."""
    answers = (engine.Nearest(osrm.NearestParameters(coordinates=[point], generate_hints=False)) for point in points)
    return np.fromiter((answer["waypoints"][0]["distance"] for answer in answers), dtype=np.float64, count=len(points))


def _matrix(rows: Sequence[Sequence[float | None]], shape: tuple[int, int]) -> npt.NDArray[np.float32]:
    """The binding's array of arrays as float32; it hands out Python floats, None (NaN here) where there is no way.

    Row by row, so that one row at a time is held as Python numbers; no faster way was found (numpy from lists, from a
    chain of rows, through ``array``: the same or slower).
    """
    values = np.empty(shape, dtype=np.float32)
    for row in range(shape[0]):
        values[row] = np.fromiter(rows[row], dtype=np.float64, count=shape[1])
    return values


def _snapped(waypoints: Sequence[Any]) -> Snapped:
    listed = list(waypoints)
    places = [tuple(waypoint["location"]) for waypoint in listed]
    distance = np.fromiter((waypoint["distance"] for waypoint in listed), dtype=np.float64, count=len(listed))
    return Snapped(distance, np.array(places, dtype=np.float64).reshape(-1, 2))
