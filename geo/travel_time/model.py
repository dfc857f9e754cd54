"""What a travel time is: modes, speeds, the matrix, the protocol and the errors. No engine here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np
import numpy.typing as npt
from shapely import LineString

MODES = ("foot", "foot_slow", "cargo_bike", "car")
"""Ways to travel: on foot, on foot with a walking aid, by cargo bike, by small (electric) van or car."""

MEAN_SPEED_M_S: Mapping[str, float] = MappingProxyType(
    {"foot": 1.3, "foot_slow": 0.8, "cargo_bike": 4.2, "car": 8.3}
)  # fmt: skip
"""Speed over straight line x detour factor where there are no streets: walking, with a rollator, 15 km/h, 30 km/h."""

TOP_SPEED_M_S: Mapping[str, float] = MappingProxyType({"foot": 1.5, "foot_slow": 1.5, "cargo_bike": 5.6, "car": 28.0})
"""Speed that no profile exceeds on a road (the timetable of a ferry aside); bounds how far one can get in a time."""

WALKING_M_S: Mapping[str, float] = MappingProxyType({"foot": 1.3, "foot_slow": 0.8, "cargo_bike": 1.3, "car": 1.3})
"""Pace over the last metres between a street and a place beside it."""

MAX_SNAP_M = 500.0
"""A point farther than this from every street of the mode cannot be reached."""

type Points = npt.NDArray[np.float64]
"""(n, 2) float64, RD New metres."""


class TravelTimeError(ValueError):
    """Travel times cannot be computed from what was given."""


class StreetNetworkError(TravelTimeError):
    """The street file cannot be made into a network."""


class UnreachableError(TravelTimeError):
    """There is no way along the streets between two points of a line."""


@dataclass(frozen=True)
class TravelMatrix:
    """Travel time and distance from n origins to m destinations.

    ``duration_s`` and ``length_m`` are (n, m) float32, seconds and metres; NaN in both means unreachable.
    """

    duration_s: npt.NDArray[np.float32]
    length_m: npt.NDArray[np.float32]


class TravelTimes(Protocol):
    """Travel times of one mode, however they are found."""

    @property
    def mode(self) -> str:
        """One of :data:`MODES`."""
        ...

    @property
    def method(self) -> str:
        """``network`` (along the streets) or ``straight_line`` (straight line x detour factor)."""
        ...

    def table(self, origins: Points, destinations: Points) -> TravelMatrix:
        """Times and distances from every origin to every destination; points (n, 2) and (m, 2), RD New metres."""
        ...

    def line(self, points: Points) -> LineString:
        """The way through all points in their order, RD New; raises UnreachableError where there is none."""
        ...

    def snap_distance_m(self, points: Points) -> npt.NDArray[np.float64]:
        """Metres from each point to the place on the network where its travel starts, (n,)."""
        ...


def checked_mode(mode: str) -> str:
    """``mode`` when it is one of :data:`MODES`; raises TravelTimeError otherwise."""
    if mode not in MODES:
        raise TravelTimeError(f"There is no mode of travel '{mode}'; choose one of {', '.join(MODES)}.")
    return mode


def checked_points(points: Points) -> Points:
    """``points`` as a (n, 2) float64 array of finite RD New coordinates; raises TravelTimeError otherwise."""
    array = np.asarray(points, dtype=np.float64)
    if array.size == 0:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] != 2:
        raise TravelTimeError(f"Points must have two columns, x and y in RD New metres; got shape {array.shape}.")
    if not np.isfinite(array).all():
        missing = int((~np.isfinite(array).all(axis=1)).sum())
        raise TravelTimeError(f"{missing} of {len(array)} points have no coordinates; leave them out before asking.")
    return array


def checked_line_points(points: Points) -> Points:
    """Points of a line: as :func:`checked_points`, and at least two."""
    array = checked_points(points)
    if len(array) < 2:
        raise TravelTimeError(f"A line needs at least two points; got {len(array)}.")
    return array
