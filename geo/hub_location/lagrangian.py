"""A proven lower bound by Lagrangian relaxation of the assignment, and what it rules out.

Relaxing "every demand point is served once" with a price per demand point leaves: open the p sites of least reduced
cost (Cornuejols, Fisher & Nemhauser 1977). Prices are kept at or under what serving the point outside its list would
cost at least, so the bound holds however short the lists are. Subgradient steps follow Held, Wolfe & Crowder 1974,
with the direction mixed with the one before (Camerini, Fratta & Maffioli 1975). Not here: the search for good
solutions and the order of things (``min_sum``), branching (``branching``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.hub_location.arrays import Flags, Floats, Pace
from geo.hub_location.lists import SumProblem, cut

PATIENCE = 14
"""Steps without a better bound after which the step is halved."""

SMALLEST_STEP = 1e-3
MIX = 0.8
"""Share of the direction before in the next one."""

LONG_MIX, LONG_SHRINK = 0.97, 0.8
SCALES = (0.02, 50.0)
"""Least and most that a row moves, times the mean, where rows move in proportion to their prices."""


@dataclass(frozen=True, eq=False)
class DualBound:
    """A proven bound, the ``price`` (n,) that gives it, ``reduced`` (m,) the reduced cost of opening each site,
    ``chosen`` (m,) the sites it opens, ``share`` (m,) of the steps that each was chosen in, ``step`` at the end."""

    bound: float
    price: Floats
    reduced: Floats
    chosen: Flags
    share: Floats
    step: float


def improve_bound(
    problem: SumProblem, price: Floats, target: float, *, steps: int, step: float = 1.0,
    patience: int = PATIENCE, smallest: float = SMALLEST_STEP, aim: float | None = None,
) -> DualBound:  # fmt: skip
    """The best bound of at most ``steps`` subgradient steps from prices (n,), or the first that reaches ``target``.

    With ``aim``, a bound beyond it, the steps have a long memory and are not taken back (as Barahona & Anbil's volume
    algorithm 2000 moves along an average), and rows move in proportion to their prices: for many steps on many rows.
    """
    lists, ceiling = problem.lists, problem.ceiling
    start, scale = np.clip(price, 0.0, ceiling), np.ones(len(price))
    pace = Pace(step, target - problem.constant, smallest, patience, MIX, 0.5, back=True)
    if aim is not None:
        scale = np.clip(start / max(float(start.mean()), 1e-300), *SCALES)
        pace = Pace(step, aim - problem.constant, smallest, patience, LONG_MIX, LONG_SHRINK, back=False)
    found = lists.arithmetic.ascend(
        lists.arrays, ceiling, problem.opening, problem.must, problem.may, problem.p, start,
        target - problem.constant, steps, pace, scale,
    )  # fmt: skip
    return DualBound(found.bound + problem.constant, found.price, found.value, found.chosen, found.share, found.step)


def settled(problem: SumProblem, dual: DualBound, cutoff: float) -> tuple[Flags, Flags]:
    """Sites that must be open and sites that may be, in any solution cheaper than ``cutoff``."""
    inside = dual.chosen & ~problem.must
    outside = problem.may & ~dual.chosen
    must, may = problem.must.copy(), problem.may.copy()
    if inside.any():
        may[outside & (dual.bound + dual.reduced - dual.reduced[inside].max() >= cutoff)] = False
    else:
        may[outside] = False
    if outside.any():
        must[inside & (dual.bound - dual.reduced + dual.reduced[outside].min() >= cutoff)] = True
    else:
        must[inside] = True
    return must, may


def reduced(problem: SumProblem, dual: DualBound, cutoff: float) -> SumProblem:
    """The problem without the sites and entries that no solution cheaper than ``cutoff`` uses."""
    must, may = settled(problem, dual, cutoff)
    inside = dual.chosen & ~problem.must
    costliest = dual.reduced[inside].max() if inside.any() else 0.0
    extra = np.where(dual.chosen, 0.0, np.maximum(dual.reduced - costliest, 0.0))
    return cut(problem, must, may, dual.price + (cutoff - dual.bound), extra)
