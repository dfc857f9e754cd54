"""Travel times where there are no streets: straight line x detour factor at the mode's own speed for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from shapely import LineString

from geo.travel_time.model import (
    Points,
    SparseTimes,
    TravelMatrix,
    TravelTimeError,
    checked_line_points,
    checked_points,
)
from geo.travel_time.profile import Profile
from geo.travel_time.reachability import Reachability, everywhere
from geo.travel_time.sparse import Indices, checked_limit, within_limit


@dataclass(frozen=True)
class StraightLine:
    """Straight line x ``detour_factor`` (>= 1) at the speed of ``profile``; every pair is reachable."""

    profile: Profile
    detour_factor: float
    method: ClassVar[str] = "straight_line"

    def __post_init__(self) -> None:
        if not self.detour_factor >= 1:
            raise TravelTimeError(
                f"A detour factor of {self.detour_factor} would make a way shorter than the straight line; "
                "give 1 or more, 1.3 is usual."
            )

    @property
    def mode(self) -> str:
        """One of :data:`geo.travel_time.MODES`."""
        return self.profile.mode

    @property
    def top_speed_m_s(self) -> float:
        """Metres of straight line a second."""
        return self.profile.straight_line_m_s / self.detour_factor

    @property
    def last_metres_m_s(self) -> float:
        """As :attr:`TravelTimes.last_metres_m_s`."""
        return self.profile.last_metres_m_s

    def table(self, origins: Points, destinations: Points) -> TravelMatrix:
        """Times and distances from every origin to every destination; points (n, 2) and (m, 2), RD New metres."""
        start, end = checked_points(origins), checked_points(destinations)
        length = np.empty((len(start), len(end)), dtype=np.float32)
        for row, point in enumerate(start):  # by row, so that a large table needs no (n, m, 2) array
            length[row] = np.hypot(end[:, 0] - point[0], end[:, 1] - point[1]) * self.detour_factor
        return TravelMatrix(duration_s=length / np.float32(self.profile.straight_line_m_s), length_m=length)

    def within(self, origins: Points, destinations: Points, limit_s: float) -> SparseTimes:
        """As :meth:`TravelTimes.within`."""
        start, end, limit = checked_points(origins), checked_points(destinations), checked_limit(limit_s)

        def ask(rows: Indices, columns: Indices) -> TravelMatrix:
            return self.table(start[rows], end[columns])

        reach_m = limit * self.top_speed_m_s * (1 + 1e-6) + 1e-3  # times are rounded to float32
        return within_limit(ask, start, end, limit_s=limit, reach_m=reach_m)

    def reachability(self, points: Points, names: Sequence[str]) -> Reachability:
        """Every point is joined to every other."""
        return everywhere(self.mode, names, len(checked_points(points)))

    def line(self, points: Points) -> LineString:
        """The straight line through all points, RD New."""
        return LineString(checked_line_points(points))

    def snap_distance_m(self, points: Points) -> npt.NDArray[np.float64]:
        """Zero for every point: there is no network to snap to, (n,)."""
        return np.zeros(len(checked_points(points)))
