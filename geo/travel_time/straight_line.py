"""Travel times where there are no streets: straight line x detour factor at the mean speed of the mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from shapely import LineString

from geo.travel_time.model import (
    MEAN_SPEED_M_S,
    Points,
    TravelMatrix,
    TravelTimeError,
    checked_line_points,
    checked_mode,
    checked_points,
)


@dataclass(frozen=True)
class StraightLine:
    """Straight line x ``detour_factor`` (>= 1) at the speed of ``mode``; every pair is reachable."""

    mode: str
    detour_factor: float
    method: ClassVar[str] = "straight_line"

    def __post_init__(self) -> None:
        checked_mode(self.mode)
        if not self.detour_factor >= 1:
            raise TravelTimeError(
                f"A detour factor of {self.detour_factor} would make a way shorter than the straight line; "
                "give 1 or more, 1.3 is usual."
            )

    def table(self, origins: Points, destinations: Points) -> TravelMatrix:
        """Times and distances from every origin to every destination; points (n, 2) and (m, 2), RD New metres."""
        start, end = checked_points(origins), checked_points(destinations)
        length = np.empty((len(start), len(end)), dtype=np.float32)
        for row, point in enumerate(start):  # by row, so that a large table needs no (n, m, 2) array
            length[row] = np.hypot(end[:, 0] - point[0], end[:, 1] - point[1]) * self.detour_factor
        return TravelMatrix(duration_s=length / np.float32(MEAN_SPEED_M_S[self.mode]), length_m=length)

    def line(self, points: Points) -> LineString:
        """The straight line through all points, RD New."""
        return LineString(checked_line_points(points))

    def snap_distance_m(self, points: Points) -> npt.NDArray[np.float64]:
        """Zero for every point: there is no network to snap to, (n,)."""
        return np.zeros(len(checked_points(points)))
