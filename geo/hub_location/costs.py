"""Travel costs between demand points and sites: a matrix, or worked out block by block where that is too large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.hub_location.arrays import Floats


@dataclass(frozen=True, eq=False)
class StraightLine:
    """Straight-line distance times ``factor``: metres with a detour factor, or seconds when divided by a speed.

    ``demand`` (n, 2) and ``sites`` (m, 2) are points in RD New. Nothing is held beyond the points.
    """

    demand: NDArray[np.floating]
    sites: NDArray[np.floating]
    factor: float = 1.0

    @property
    def shape(self) -> tuple[int, int]:
        """Demand points and sites."""
        return len(self.demand), len(self.sites)

    @property
    def longest(self) -> float:
        """At least every cost: across the rectangle around all points."""
        both = np.concatenate([self.demand, self.sites])
        return float(np.hypot(*(both.max(axis=0) - both.min(axis=0)))) * self.factor


Costs = NDArray[np.floating] | StraightLine


def part_of(costs: Costs, rows: NDArray | slice, columns: NDArray | slice) -> Floats:
    """The costs (rows, columns) of some demand points and sites; two index arrays give their product."""
    if isinstance(costs, StraightLine):
        start, end = costs.demand[rows], costs.sites[columns]
        square = np.subtract.outer(start[:, 0], end[:, 0]) ** 2
        square += np.subtract.outer(start[:, 1], end[:, 1]) ** 2
        np.sqrt(square, out=square)
        square *= costs.factor
        return square
    return np.asarray(costs[rows][:, columns], dtype=np.float64)


def longest_of(costs: Costs) -> float:
    """The longest finite cost, or for straight lines a little more than that; 0 where there is none."""
    if isinstance(costs, StraightLine):
        return costs.longest
    return float(np.max(costs, where=np.isfinite(costs), initial=0.0))
