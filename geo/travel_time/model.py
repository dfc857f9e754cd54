"""What a travel time is: modes, tables of times, the protocol and the errors. No engine here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
from shapely import LineString

if TYPE_CHECKING:
    from geo.travel_time.reachability import Reachability

MODES = ("foot", "foot_slow", "cargo_bike", "car")
"""Ways to travel: on foot, on foot with a walking aid, by cargo bike, by small (electric) van or car."""

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


@dataclass(frozen=True)
class SparseTimes:
    """Travel time and distance of some pairs of origins and destinations; absent pairs are not within a limit.

    ``origin``, ``destination``: numbers of the points as asked, from 0, int32. ``duration_s``, ``length_m``: seconds
    and metres, float32. All of one length (n,).
    """

    origin: npt.NDArray[np.int32]
    destination: npt.NDArray[np.int32]
    duration_s: npt.NDArray[np.float32]
    length_m: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.origin)

    @classmethod
    def none(cls) -> SparseTimes:
        """No pair at all."""
        numbers, values = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)
        return cls(numbers, numbers, values, values)

    def arrays(self) -> tuple[npt.NDArray, npt.NDArray, npt.NDArray, npt.NDArray]:
        """Origins, destinations, durations and lengths, in that order."""
        return self.origin, self.destination, self.duration_s, self.length_m

    def take(self, pairs: npt.NDArray) -> SparseTimes:
        """The pairs of these numbers, or where a mask of length n is true."""
        return SparseTimes(*(array[pairs] for array in self.arrays()))


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

    @property
    def top_speed_m_s(self) -> float:
        """Speed that no way exceeds, metres a second: no place is reached faster than by the straight line at it."""
        ...

    @property
    def last_metres_m_s(self) -> float:
        """Pace between a street and a place beside it, metres a second; :meth:`table` leaves these metres out."""
        ...

    def table(self, origins: Points, destinations: Points) -> TravelMatrix:
        """Times and distances from every origin to every destination; points (n, 2) and (m, 2), RD New metres."""
        ...

    def within(self, origins: Points, destinations: Points, limit_s: float) -> SparseTimes:
        """The pairs of :meth:`table` that take at most ``limit_s`` seconds, by origin and destination; never dense."""
        ...

    def reachability(self, points: Points, names: Sequence[str]) -> Reachability:
        """Which of n points can be reached and which are cut off, by name."""
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
