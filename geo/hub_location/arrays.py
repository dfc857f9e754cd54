"""Names of array types and the tuples of flat arrays that compiled and plain arithmetic share. Nothing is computed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sites = NDArray[np.int32]
Flags = NDArray[np.bool_]


class ListArrays(NamedTuple):
    """Nearest lists by row (costs ascending) and the same entries by site (rows ascending)."""

    start: Ints  # (n + 1,) row i is start[i]:start[i + 1] of site and cost
    site: Sites
    cost: Floats
    column: Ints  # (m + 1,) site j is column[j]:column[j + 1] of row and row_cost
    row: Sites
    row_cost: Floats


class Ascent(NamedTuple):
    """What subgradient steps found: the best bound, its prices (n,), reduced costs (m,) and chosen sites (m,), the
    share (m,) of the steps in which each was chosen (recent ones count more), and the step length at the end."""

    bound: float
    price: Floats
    value: Floats
    chosen: Flags
    share: Floats
    step: float


class Pace(NamedTuple):
    """How subgradient steps go.

    ``step``: the first, as a share of the way to ``aim`` (a bound) in Polyak's rule; ``smallest``, at which they end;
    ``patience`` with steps that gain nothing, after which the step shrinks to ``shrink`` of itself and, with ``back``,
    the best prices are taken up again; ``mix``, the share of the direction before.
    """

    step: float
    aim: float
    smallest: float
    patience: int
    mix: float
    shrink: float
    back: bool
