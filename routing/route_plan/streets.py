"""The streets of a route for a map that others may see: from corner to corner, without where it stops.

The way from door to door itself is the vault's.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray


def streets_driven(way: shapely.LineString, doors: NDArray[np.float64]) -> shapely.MultiLineString | None:
    """A way without the places on it that are nearest to a door; None where nothing is left.

    Args: the way along the streets (RD New), which has a vertex at each place where it stops, as
    `TravelTimes.line` makes it; the doors (n, 2). What remains are the street's own corners, so of a stop no more can
    be read off than between which two corners it lies; a straight line from door to door leaves nothing.
    """
    corners = shapely.get_coordinates(way)
    keep = np.ones(len(corners), dtype=bool)
    if len(doors):
        tree = shapely.STRtree(np.atleast_1d(shapely.points(corners)))
        nearest = tree.nearest(shapely.points(doors))
        same = tree.query(shapely.points(corners[nearest]), predicate="dwithin", distance=0.01)[1]
        keep[same] = False
    left = corners[keep]
    if len(left):
        left = left[np.r_[True, (np.abs(np.diff(left, axis=0)) > 1e-6).any(axis=1)]]
    return shapely.MultiLineString([left]) if len(left) > 1 else None
