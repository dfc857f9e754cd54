"""Branch and bound on the sites with the Lagrangian bound (Christofides & Beasley 1982), where HiGHS is too slow.

With few hubs every demand point has many sites that can matter; a program by radii is then large, while a bound costs
a few passes over the lists.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo.hub_location.arrays import Flags, Floats
from geo.hub_location.lagrangian import improve_bound, reduced
from geo.hub_location.lists import SumProblem

STEPS = 40
PATIENCE = 6


@dataclass(frozen=True, eq=False)
class Branched:
    """The best solution (None: none cheaper than the one given), its cost, the bound over the whole tree, the nodes."""

    chosen: Flags | None
    cost: float
    bound: float
    nodes: int
    complete: bool


@dataclass(frozen=True, eq=False)
class _Node:
    problem: SumProblem
    price: Floats
    bound: float


def branch(problem: SumProblem, price: Floats, cost: float, unit: float, slack: float, *, max_nodes: int) -> Branched:
    """Every solution cheaper than ``cost``, depth first.

    ``unit``: two different costs differ by at least this. ``slack``: a node is closed when its bound is this close to
    the best cost, as a fraction; the bound returned says so.
    """
    best: Flags | None = None
    stack = [_Node(problem, price, -np.inf)]
    closed, nodes = np.inf, 0
    while stack:
        if nodes >= max_nodes:
            return Branched(best, cost, min(closed, *(node.bound for node in stack)), nodes, complete=False)
        node = stack.pop()
        cutoff = cost - max(unit, slack * abs(cost))
        if node.bound >= cutoff:
            closed = min(closed, _rounded(node.bound, cost, unit))
            continue
        nodes += 1
        here = node.problem
        if here.may.sum() <= here.p or here.must.sum() >= here.p:
            chosen = here.may if here.may.sum() <= here.p else here.must
            if chosen.sum() == here.p and (total := here.cost_of(chosen)) < cost:
                best, cost = chosen, total
            continue
        dual = improve_bound(here, node.price, cutoff, steps=STEPS, step=0.5, patience=PATIENCE, smallest=0.02)
        if (total := here.cost_of(dual.chosen)) < cost:
            best, cost = dual.chosen, total
            cutoff = cost - max(unit, slack * abs(cost))
        bound = max(dual.bound, node.bound)
        if bound >= cutoff:
            closed = min(closed, _rounded(bound, cost, unit))
            continue
        left = reduced(here, dual, cutoff)
        free = left.may & ~left.must
        if not free.any() or left.must.sum() >= left.p:
            stack.append(_Node(left, dual.price, bound))
            continue
        split = int(np.argmin(np.where(free, np.abs(dual.share - 0.5), np.inf)))
        opened, shut = left.must.copy(), left.may.copy()
        opened[split], shut[split] = True, False
        children = [replace(left, may=shut), replace(left, must=opened)]
        stack.extend(_Node(child, dual.price, bound) for child in children)
    return Branched(best, cost, min(closed, cost), nodes, complete=True)


def _rounded(bound: float, cost: float, unit: float) -> float:
    return cost if unit > 0 and bound >= cost - unit else bound
