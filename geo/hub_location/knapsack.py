"""The Lagrangian bound of the capacitated p-median: a knapsack a site, by dynamic programming.

Relaxing "every demand point is served once" leaves, for every site, the best set of demand points that fits its
capacity (Mulvey & Beck 1984; Beasley 1993). Loads are rounded down and capacities up to a whole grid, which can only
widen what fits, so the bound holds for any figures. Not here: the tree (``capacitated``), the arithmetic (``packing``).
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geo.hub_location.arrays import Flags, Floats

if TYPE_CHECKING:
    from geo.hub_location.packing import Climb, Pack

GRID = 1000
"""Largest capacity in whole units; loads that are whole and fit in it are not rounded."""

FITS = 1e-9
"""Loads that exceed a capacity by no more than this, as a fraction of it or as a figure, still fit."""

MIX, PATIENCE, SMALLEST_STEP = 0.8, 20, 2e-3


@dataclass(frozen=True, eq=False)
class Knapsacks:
    """``cost`` (m, n) of serving a point at a site, infinite where that cannot be; whole ``load`` (n,) and ``room``
    (m,); ``outside`` (n,) of not serving it, infinite where it must be; ``opening`` (m,); open ``p``, with ``must`` and
    ``may`` (m,)."""

    cost: Floats
    load: NDArray[np.int64]
    room: NDArray[np.int64]
    outside: Floats
    opening: Floats
    p: int
    must: Flags
    may: Flags

    @property
    def arrays(self) -> Pack:
        """The same as compiled arithmetic takes it."""
        pack: Pack = _packing().Pack(
            self.cost, self.load, self.room, self.outside, self.opening, self.p, self.must, self.may
        )
        return pack


def whole_loads(load: Floats, capacity: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Loads (n,) and finite capacities (m,) on a whole grid: whatever fits before fits after."""
    both = np.concatenate([load, capacity])
    if bool((both == np.floor(both)).all()) and capacity.max(initial=0.0) <= GRID:
        return np.minimum(load, GRID + 1).astype(np.int64), capacity.astype(np.int64)
    unit = max(float(capacity.max(initial=0.0)), FITS) / GRID
    room = np.floor((capacity + 2 * FITS * np.maximum(1.0, capacity)) / unit)
    return np.minimum(np.floor(load / unit), 1e9).astype(np.int64), room.astype(np.int64)


def improve_bound(problem: Knapsacks, price: Floats, target: float, *, steps: int, step: float = 1.0) -> Climb:
    """The best bound of at most ``steps`` subgradient steps from prices (n,), or the first that reaches ``target``."""
    start = np.clip(price, 0.0, problem.outside)
    found: Climb = _packing().climb(problem.arrays, start, target, steps, step, SMALLEST_STEP, PATIENCE, MIX)
    return found


def rise(problem: Knapsacks, dual: Climb) -> Floats:
    """(m, n) By how much the bound rises, at least, when a point must be served by a site; infinite where it cannot."""
    free = dual.chosen & ~problem.must
    costliest = dual.value[free].max() if free.any() else np.inf
    surplus = np.where(dual.chosen, 0.0, np.maximum(dual.value - costliest, 0.0) if free.any() else np.inf)
    surplus[~problem.may] = np.inf
    forced: Floats = _packing().forced_values(problem.arrays, dual.price)
    return surplus[:, None] + np.maximum(forced - dual.value[:, None], 0.0)


def _packing() -> ModuleType:
    """The compiled arithmetic; numba is loaded only where capacities are asked for."""
    return importlib.import_module("geo.hub_location.packing")
