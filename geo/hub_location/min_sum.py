"""The minimum-sum problem solved to proof: good solutions, a bound, what the two rule out, and a tree on the rest.

Greedy start and interchange; then rounds of subgradient steps, in which the sites that a bound opens are themselves
improved by interchange, and sites and entries that no better solution uses are dropped (variable fixing); then, on what
is left, the program by radii where it is small and branch and bound with the Lagrangian bound where it is not. Every
step keeps one solution that is as good as asked: the one in hand, or a better one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from geo.hub_location.arrays import Flags, Floats
from geo.hub_location.branching import branch
from geo.hub_location.lagrangian import PATIENCE, SMALLEST_STEP, DualBound, improve_bound, reduced
from geo.hub_location.lists import SumProblem
from geo.hub_location.radius import solve_by_radii
from geo.hub_location.regions import improve_by_region

ROUNDING = 1e-7
"""Two costs this close, as a fraction, are not told apart; within the gap that is called optimal."""

STALLED = 0.01
"""A round that closes less of the gap than this, as a fraction, has stalled; three of them end the descent."""

RESUMED_STEP = 0.3
"""The step with which a second descent begins, from the first one's prices."""

SWEEPS = 1000
FIRST_NODES = 200
SMALL_PROGRAM, LARGE_PROGRAM = 2_000, 15_000
"""Radii (different costs, over all rows) up to which HiGHS is asked at once, and from which it is not asked at all."""

ALIKE = 3
"""Entries a radius from which HiGHS is asked at once too: with coverage many sites are alike."""


@dataclass(frozen=True)
class Work:
    """Limits on the work.

    ``steps`` a round and ``rounds`` of subgradient steps, the sites that a bound opens searched around from round
    ``search_from``; ``least_step``, below which the step begins anew (0: the descent then ends); ``max_nodes`` of
    branch and bound; ``enough``, the gap (a fraction) at which to stop; ``regions`` of ``region_hubs`` hubs that are
    solved anew to improve a solution; ``first_step`` of the descent, and ``patience`` with steps that gain nothing.
    ``long_steps``: rounds from ``long_from`` on have so many steps, with a long memory (0: none have).
    """

    steps: int = 25
    rounds: int = 20
    max_nodes: int = 100_000
    enough: float = 0.0
    regions: int = 0
    region_hubs: int = 20
    least_step: float = 0.0
    search_from: int = 0
    first_step: float = 1.0
    patience: int = PATIENCE
    long_steps: int = 0
    long_from: int = 2


@dataclass(frozen=True, eq=False)
class SumSolution:
    """``chosen`` (m,) sites, their ``cost``, the ``bound`` proven, the ``price`` (n,) of the demand points, and whether
    a limit on the work stopped it before the gap asked for."""

    chosen: Flags
    cost: float
    bound: float
    price: Floats
    complete: bool


class _Best:
    """The best solution of a problem so far; a solution is searched around once."""

    def __init__(self, problem: SumProblem, enough: float) -> None:
        self.problem, self.unit, self.enough = problem, _unit(problem), enough
        self.chosen, self.cost = problem.must.copy(), np.inf
        self._seen: set[bytes] = set()

    def offer(self, chosen: Flags, within: SumProblem | None = None) -> None:
        """Takes these sites if they are better, after interchange ``within`` a reduced problem if one is given."""
        if within is not None:
            if (key := np.packbits(chosen).tobytes()) in self._seen:
                return
            self._seen.add(key)
            chosen = improved(within, chosen)
        if (cost := self.problem.cost_of(chosen)) < self.cost:
            self.chosen, self.cost = chosen, cost

    @property
    def cutoff(self) -> float:
        """Only solutions under this cost are worth finding."""
        return self.cost - max(self.unit, max(self.enough, ROUNDING) * abs(self.cost))

    def bound(self, proven: float) -> float:
        """The bound on the problem, from one on what was left of it: solutions from the cutoff on were dropped."""
        if self.unit > max(self.enough, ROUNDING) * abs(self.cost) and proven >= self.cutoff:
            return self.cost  # whole costs, and none between
        return min(proven, self.cutoff)


def improved(problem: SumProblem, chosen: Flags) -> Flags:
    """The sites after interchange."""
    lists = problem.lists
    least = 1e-9 * max(1.0, abs(problem.cost_of(chosen)))
    return lists.arithmetic.interchange(
        lists.arrays, problem.outside, problem.opening, problem.may, problem.must, chosen, SWEEPS, least
    )


def greedy(problem: SumProblem) -> Flags:
    """The sites that saving most at every step opens."""
    lists = problem.lists
    return lists.arithmetic.greedy(lists.arrays, problem.outside, problem.opening, problem.may, problem.must, problem.p)


def solve_sum(
    problem: SumProblem, work: Work | None = None, *, starts: Iterable[Flags] = (), price: Floats | None = None
) -> SumSolution:
    """The sites of least cost, proven to the gap asked for unless a limit on the work comes first.

    Args:
        problem: what to choose among.
        work: the limits.
        starts: solutions to begin with; none: the greedy one.
        price: (n,) prices to begin with; None: between the nearest and the second nearest open site.
    """
    work = work or Work()
    best = _Best(problem, work.enough)
    for start in list(starts) or [greedy(problem)]:
        best.offer(start, problem)
    if price is None:
        lists = problem.lists
        first, _, second, _ = lists.arithmetic.two_nearest(lists.arrays, problem.outside, best.chosen)
        price = (first + second) / 2
    left, dual = _descend(problem, best, price, work, step=work.first_step)
    proven = dual.bound
    if proven < best.cutoff and work.regions > 0:
        found = improve_by_region(left, best.chosen, dual.price, work.region_hubs, _anew, most=work.regions)
        best.offer(found)
        work = replace(work, long_from=0)
        left, dual = _descend(reduced(left, dual, best.cutoff), best, dual.price, work, step=RESUMED_STEP)
        proven = max(proven, dual.bound)
    if proven >= best.cutoff:
        return SumSolution(best.chosen, best.cost, best.bound(proven), dual.price, complete=True)
    bound, complete = _finish(left, best, dual.price, work)
    return SumSolution(best.chosen, best.cost, best.bound(max(proven, bound)), dual.price, complete)


def _descend(
    problem: SumProblem, best: _Best, price: Floats, work: Work, *, step: float
) -> tuple[SumProblem, DualBound]:
    """Rounds of subgradient steps; what they leave of the problem, and the best bound."""
    left, dual, stalled = problem, None, 0
    for number in range(work.rounds):
        long = work.long_steps > 0 and number >= work.long_from
        again = improve_bound(
            left, price, best.cutoff, steps=work.long_steps if long else work.steps, step=max(step, work.least_step),
            patience=work.patience, aim=best.cost if long else None,
        )  # fmt: skip
        price, step = again.price, again.step
        if dual is not None and again.bound - dual.bound < STALLED * (best.cost - again.bound):
            stalled += 1
        if dual is None or again.bound >= dual.bound:
            dual = again
        if number >= work.search_from or dual.bound >= best.cutoff:
            best.offer(again.chosen, left)
        if dual.bound >= best.cutoff:
            break
        left = reduced(left, again, best.cutoff)
        if step <= SMALLEST_STEP or stalled >= 3:
            break
    if dual is None:
        dual = improve_bound(problem, price, best.cutoff, steps=0)
    return left, dual


def _finish(left: SumProblem, best: _Best, price: Floats, work: Work) -> tuple[float, bool]:
    """What is left, by HiGHS or by branching: the bound on all under the cutoff, and whether it was finished."""
    radii, entries = left.lists.radii, len(left.lists.site)
    if radii > SMALL_PROGRAM and (radii > LARGE_PROGRAM or ALIKE * radii > entries):
        nodes = work.max_nodes if radii > LARGE_PROGRAM else min(FIRST_NODES, work.max_nodes)
        tree = branch(left, price, best.cost, best.unit, max(work.enough, ROUNDING), max_nodes=nodes)
        if tree.chosen is not None:
            best.offer(tree.chosen)
        if tree.complete or radii > LARGE_PROGRAM:
            return tree.bound, tree.complete
    chosen, result = solve_by_radii(left, max_nodes=work.max_nodes, relative_gap=work.enough / 2)
    if chosen is not None:
        best.offer(chosen)
    return min(result.bound, best.cost), result.proven


def _anew(part: SumProblem, chosen: Flags, price: Floats) -> Flags:
    """A region's hubs chosen anew, with little work."""
    found = solve_sum(part, Work(rounds=8, max_nodes=40), starts=[chosen], price=price)
    return found.chosen if found.cost < part.cost_of(chosen) else chosen


def _unit(problem: SumProblem) -> float:
    """Two different costs differ by at least this: 1 (less rounding) where every cost is whole, else 0."""
    parts = (problem.lists.cost, problem.outside, problem.opening)
    whole = all(np.isfinite(part).all() and (part == np.floor(part)).all() for part in parts)
    return 1.0 - 1e-6 if whole and problem.outside.sum() < 1e9 else 0.0
