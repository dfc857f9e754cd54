"""Metres between numbered places: by a table along the streets, or by straight line x detour factor.

Belongs here: one way to ask for the distance of many pairs at once. Does not belong here: who drives them (``tours``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from geo.travel_time import TravelTimes

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

DETOUR_FACTOR = 1.3
"""Straight line to road, for places outside the streets that were loaded, unless the region says otherwise."""

LARGEST_TABLE = 2_000
"""Places of which a table of all pairs is still made; more of them are measured by straight line."""


class RoadsError(ValueError):
    """Distances cannot be made of what was given; the sentence says what to mend."""


@dataclass(frozen=True, eq=False)
class Roads:
    """Places (n, 2) in RD New metres, and metres between them.

    ``table``: (n, n) metres, there and back alike, or None; then straight line x ``detour_factor``.
    """

    xy: Floats
    detour_factor: float = DETOUR_FACTOR
    table: Floats | None = None

    def __post_init__(self) -> None:
        if self.xy.ndim != 2 or self.xy.shape[1] != 2 or not np.isfinite(self.xy).all():
            raise RoadsError("Every place needs an x and a y in RD New metres; leave places without a point out.")
        if self.table is not None and self.table.shape != (len(self.xy), len(self.xy)):
            raise RoadsError(f"A table of distances between {len(self.xy)} places has as many rows and columns.")

    def between(self, start: Indices, end: Indices) -> Floats:
        """Metres from places ``start`` to places ``end``; arrays of numbers that broadcast together."""
        if self.table is not None:
            return self.table[start, end]
        step = self.xy[start] - self.xy[end]
        return np.hypot(step[..., 0], step[..., 1]) * self.detour_factor


def roads(xy: Floats, times: TravelTimes | None, *, detour_factor: float = DETOUR_FACTOR) -> Roads:
    """Distances between places: along the streets of ``times``, and by straight line where that has no way.

    A way that is shorter than the straight line can only be of a place that was moved to the edge of the streets that
    were loaded: there the straight line x ``detour_factor`` counts too. There and back are averaged, so that a tour is
    as long in either direction. Without ``times``, and over :data:`LARGEST_TABLE` places, all is straight line.
    """
    if times is None or times.method != "network" or len(xy) > LARGEST_TABLE:
        return Roads(xy, detour_factor)
    length = np.asarray(times.table(xy, xy).length_m, dtype=np.float64)
    straight = np.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1])
    outside = np.isnan(length) | (length < straight - 1.0 - 0.001 * straight)
    length = np.where(outside, straight * detour_factor, length)
    length = (length + length.T) / 2.0
    np.fill_diagonal(length, 0.0)
    return Roads(xy, detour_factor, length)
