"""The minimum-sum problem solved to proof: good solutions, a bound, what the two rule out, and HiGHS on the rest.

Greedy start and interchange; then rounds of subgradient steps, in which the sites a bound opens are themselves
improved by interchange and sites and entries that no better solution uses are dropped (variable fixing); then the
program by radii on what is left. Every step keeps at least one optimal solution: the one in hand, or a better one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geo.hub_location.arrays import Flags, Floats
from geo.hub_location.branching import branch
from geo.hub_location.lagrangian import improve_bound, reduced
from geo.hub_location.lists import SumProblem
from geo.hub_location.radius import solve_by_radii

LIMITLESS = 1_000_000


@dataclass(frozen=True)
class Work:
    """Limits on the work: subgradient steps a round and rounds, nodes of branch and bound, and the gap (a fraction)
    that is good enough."""

    steps: int = 25
    rounds: int = 20
    dense: int = 15000
    max_nodes: int = 100_000
    enough: float = 0.0
    largest_program: int = 400_000


@dataclass(frozen=True, eq=False)
class SumSolution:
    """``chosen`` (m,) sites, their ``cost``, the proven ``bound``, ``price`` (n,) of the demand points at the end."""

    chosen: Flags
    cost: float
    bound: float
    price: Floats
    proven: bool
    how: str


def improved(problem: SumProblem, chosen: Flags) -> Flags:
    """The sites after interchange."""
    lists = problem.lists
    least = 1e-9 * max(1.0, abs(problem.cost_of(chosen)))
    return lists.arithmetic.interchange(
        lists.arrays, problem.outside, problem.opening, problem.may, problem.must, chosen, LIMITLESS, least
    )


class _Search:
    """The best solution so far and what has been tried."""

    def __init__(self, problem: SumProblem, unit: float) -> None:
        self.problem, self.unit = problem, unit
        self.best: Flags | None = None
        self.cost = np.inf
        self.seen: set[bytes] = set()

    def offer(self, problem: SumProblem, chosen: Flags, *, search: bool) -> None:
        cost = self.problem.cost_of(chosen)
        if search and cost < self.cost * 1.05 and (key := chosen.tobytes()) not in self.seen:
            self.seen.add(key)
            chosen = improved(problem, chosen)
            cost = self.problem.cost_of(chosen)
        if cost < self.cost:
            self.best, self.cost = chosen, cost

    @property
    def cutoff(self) -> float:
        """Only solutions under this cost are better."""
        return self.cost - self.unit


def solve_sum(problem: SumProblem, work: Work = Work(), *, log=None) -> SumSolution:
    """The sites of least cost, proven unless a limit on the work stops it."""
    lists = problem.lists
    unit = _unit(problem)
    search = _Search(problem, unit)
    start = lists.arithmetic.greedy(
        lists.arrays, problem.outside, problem.opening, problem.may, problem.must, problem.p
    )
    search.offer(problem, start, search=True)
    first, _, second, _ = lists.arithmetic.two_nearest(lists.arrays, problem.outside, search.best)
    price, step = (first + second) / 2, 1.0
    left, bound, before = problem, -np.inf, np.inf
    for number in range(work.rounds):
        dual = improve_bound(left, price, search.cutoff, steps=work.steps, step=step)
        price, step = dual.price, dual.step
        bound = max(bound, min(dual.bound, search.cost))
        search.offer(left, dual.chosen, search=True)
        if log: log(f"round {number} cost {search.cost} bound {dual.bound} step {step} free {left.may.sum()-left.must.sum()} nnz {len(left.lists.site)} tried {len(search.seen)}")
        if dual.bound >= search.cutoff - work.enough * abs(search.cost):
            bound = search.cost if dual.bound >= search.cutoff else bound
            return SumSolution(search.best, search.cost, bound, price, True, f"lagrangian {number}")
        left = reduced(left, dual, search.cutoff)
        if step <= 1e-3: break
    entries = len(left.lists.site)
    if log: log(f"rest free {left.may.sum()-left.must.sum()} nnz {len(left.lists.site)}")
    if entries <= 2000:
        chosen, result = solve_by_radii(left, max_nodes=work.max_nodes)
        if chosen is not None:
            search.offer(problem, chosen, search=False)
        bound = max(bound, min(search.cost, result.bound))
        return SumSolution(search.best, search.cost, bound, price, result.proven, f"mip {entries}")
    tree = branch(
        left, price, search.cost, unit, 1e-7 * abs(search.cost),
        max_nodes=work.max_nodes if entries > work.dense else 200,
    )
    if tree.chosen is not None:
        search.offer(problem, tree.chosen, search=True)
    how = f"branch {entries} {tree.nodes}"
    if tree.complete or entries > work.dense:
        bound = max(bound, min(search.cost, tree.bound))
        proven = tree.complete
    else:
        chosen, result = solve_by_radii(left, max_nodes=work.max_nodes)
        if chosen is not None:
            search.offer(problem, chosen, search=False)
        how += f" mip"
        bound = max(bound, min(search.cost, result.bound))
        proven = result.proven
    return SumSolution(search.best, search.cost, bound, price, proven, how)


def _unit(problem: SumProblem) -> float:
    """Two different costs differ by at least this: 1 (less rounding) where every cost is whole, else 0."""
    parts = (problem.lists.cost, problem.outside, problem.opening)
    whole = all(np.isfinite(part).all() and (part == np.floor(part)).all() for part in parts)
    return 1.0 - 1e-6 if whole else 0.0
