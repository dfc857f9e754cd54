"""The capacitated p-median: every hub serves no more than it can, every demand point is served by one hub.

Branch and bound with the Lagrangian bound of knapsacks (Pirkul 1987; Ceselli & Righini 2005 branch alike): pairs and
sites that no better solution uses are ruled out at every node, and a node is split by which sites may serve one point,
the nearer ones or the further ones. A point that no hub serves counts as out of reach, like one that none can. Not
here: bounds (``knapsack``), good solutions (``clusters``).
"""

from __future__ import annotations

import importlib
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geo.hub_location.arrays import Flags, Floats
from geo.hub_location.building import costs_at, outside_of, wishes_of
from geo.hub_location.knapsack import FITS, Knapsacks, improve_bound, rise, whole_loads
from geo.hub_location.problem import HubProblem, HubSolution, assigned, proven_by, site_costs

if TYPE_CHECKING:
    from geo.hub_location.clusters import Loads
    from geo.hub_location.packing import Climb

ROUNDS, ROOT_STEPS, NODE_STEPS = 12, 150, 120
ROOT_STEP, NODE_STEP = 1.0, 0.8
TRIED_EVERY = 5
"""Nodes from one whose sites are tried as a solution to the next."""

EXCHANGES, LIKELY = 150, 30
"""Exchanges of an open site for one of the likeliest others that are tried at the root."""

STALLED = 0.02
"""A round at the root that closes less of the gap than this, as a fraction, is the last."""

ROUNDING = 1e-7
"""Two costs this close, as a fraction, are not told apart; within the gap that is called optimal."""


@dataclass(frozen=True, eq=False)
class _Node:
    relaxed: Knapsacks
    price: Floats
    bound: float


def solve_capacitated(problem: HubProblem, *, max_nodes: int = 100_000, enough: float = 0.0) -> HubSolution:
    """The best choice of hubs and of who serves whom, within ``problem.capacity``, proven unless ``max_nodes`` are used
    up; ``enough`` is the gap, as a fraction, at which the search may stop."""
    started = time.perf_counter()
    relaxed, best = _root(problem, enough)
    second = np.sort(np.vstack([relaxed.cost, relaxed.outside]), axis=0)[1]
    stack = [_Node(relaxed, np.minimum(second, relaxed.outside), -np.inf)]
    closed, nodes = np.inf, 0
    while stack and nodes < max_nodes:
        node = stack.pop()
        if node.bound >= best.cutoff:
            closed = min(closed, node.bound)
            continue
        here = _tightened(node.relaxed, best)
        if here is None:
            continue
        nodes += 1
        left, dual, bound = _climbed(_Node(here, node.price, node.bound), best, number=nodes)
        if left is None or bound >= best.cutoff:
            closed = min(closed, bound)
            continue
        stack.extend(reversed([_Node(child, dual.price, bound) for child in _split(left, dual, best)]))
    proven = min([closed, *(node.bound for node in stack)])
    solution = assigned(problem, np.flatnonzero(best.chosen), best.served)
    return replace(proven_by(problem, solution, best.bound(proven)), seconds=time.perf_counter() - started)


def _root(problem: HubProblem, enough: float) -> tuple[Knapsacks, _Best]:
    n, m = problem.cost_s.shape
    load = np.asarray(problem.load, dtype=np.float64)
    capacity = np.minimum(np.asarray(problem.capacity, dtype=np.float64), load.sum())
    wishes, outside, opening = wishes_of(problem), outside_of(problem), site_costs(problem)
    cost = np.ascontiguousarray(costs_at(problem, np.arange(n), np.arange(m)).T)
    cost[~np.isfinite(np.asarray(problem.cost_s, dtype=np.float64).T)] = np.inf
    room = capacity + FITS * np.maximum(1.0, capacity)
    cost[(load > room[:, None]) | ~wishes.may[:, None] | (cost >= outside)] = np.inf
    small, whole_room = whole_loads(load, capacity)
    relaxed = Knapsacks(cost, small, whole_room, outside, opening, problem.p, wishes.must, wishes.may)
    clusters = importlib.import_module("geo.hub_location.clusters")
    return relaxed, _Best(clusters.Loads(cost, load, room, outside, opening), enough)


class _Best:
    """The best solution so far."""

    def __init__(self, loads: Loads, enough: float) -> None:
        self.loads, self.unit, self.enough = loads, _unit(loads), max(enough, ROUNDING)
        self.cost, self._seen = np.inf, set[bytes]()
        self.chosen = np.zeros(len(loads.capacity), dtype=bool)
        self.served = np.full(len(loads.load), -1, dtype=np.int64)

    def try_sites(self, chosen: Flags, within: Knapsacks) -> None:
        """Takes the solution that a quick search finds from these sites, if it is better."""
        if (key := np.packbits(chosen).tobytes()) in self._seen:
            return
        self._seen.add(key)
        clusters = importlib.import_module("geo.hub_location.clusters")
        self.take(*clusters.settled(self.loads, within.must, within.may, chosen))

    def exchange(self, within: Knapsacks, dual: Climb) -> None:
        """Exchanges an open site for one of those that the bound opened most often, while that is better."""
        likely = np.argsort(-dual.site_share, kind="stable")[:LIKELY]
        pairs = [(out, into) for into in likely[within.may[likely]] for out in np.flatnonzero(~within.must)]
        for out, into in pairs:
            if len(self._seen) > EXCHANGES:
                return
            if self.chosen[out] and not self.chosen[into]:
                chosen = self.chosen.copy()
                chosen[out], chosen[into] = False, True
                self.try_sites(chosen, within)

    def take(self, chosen: Flags, served: NDArray[np.int64], cost: float) -> None:
        """Takes this solution if it is better."""
        if cost < self.cost:
            self.chosen, self.served, self.cost = chosen, served, cost

    @property
    def cutoff(self) -> float:
        """Only solutions under this cost are worth finding."""
        return self.cost - max(self.unit, self.enough * abs(self.cost)) if np.isfinite(self.cost) else np.inf

    def bound(self, proven: float) -> float:
        """The bound on the problem: solutions from the cutoff on were dropped."""
        if self.unit > self.enough * abs(self.cost) and proven >= self.cutoff:
            return self.cost  # whole costs, and none between
        return float(min(proven, self.cutoff))


def _climbed(node: _Node, best: _Best, *, number: int) -> tuple[Knapsacks | None, Climb, float]:
    """What is left of the ``number``-th node, None where nothing is; prices; the bound."""
    root = number == 1
    left, price, bound, step = node.relaxed, node.price, node.bound, ROOT_STEP if root else NODE_STEP
    for turn in range(ROUNDS if root else 1):
        target = best.cutoff if np.isfinite(best.cutoff) else 1.05 * float(price.sum()) + 1.0
        dual = improve_bound(left, price, target, steps=ROOT_STEPS if root else NODE_STEPS, step=step)
        gained, bound = dual.bound - bound, max(bound, dual.bound)
        price, step = dual.price, max(dual.step, 0.1)
        if root or number % TRIED_EVERY == 0:
            best.try_sites(dual.chosen, left)
        if turn == 2:
            best.exchange(left, dual)
        if dual.fits:
            _take_if_it_fits(dual, best)
        if bound >= best.cutoff:
            return left, dual, bound
        again = _tightened(_reduced(left, dual, best.cutoff), best)
        if again is None:
            return None, dual, best.cutoff
        left = again
        if turn > 2 and gained < STALLED * (best.cutoff - bound):
            break
    return left, dual, bound


def _take_if_it_fits(dual: Climb, best: _Best) -> None:
    """A bound whose knapsacks serve every point once is a solution where the real loads fit too."""
    taken = dual.taken & dual.chosen[:, None]
    if ((taken * best.loads.load).sum(axis=1) <= best.loads.capacity).all():
        served = np.where(taken.any(axis=0), taken.argmax(axis=0), -1)
        cost = np.where(served >= 0, best.loads.cost[served, np.arange(len(served))], best.loads.outside).sum()
        best.take(dual.chosen, served, float(cost + best.loads.opening[dual.chosen].sum()))


def _reduced(problem: Knapsacks, dual: Climb, cutoff: float) -> Knapsacks:
    """The problem without the pairs and sites that no solution cheaper than ``cutoff`` uses."""
    room = cutoff - dual.bound
    cost = np.where(rise(problem, dual) >= room, np.inf, problem.cost)
    outside = np.where(problem.outside - dual.price >= room, np.inf, problem.outside)
    inside, others = dual.chosen & ~problem.must, problem.may & ~dual.chosen
    may, must = problem.may.copy(), problem.must.copy()
    may[others] = dual.value[others] - (dual.value[inside].max() if inside.any() else -np.inf) < room
    must[inside] = (dual.value[others].min() if others.any() else np.inf) - dual.value[inside] >= room
    return replace(problem, cost=cost, outside=outside, may=may, must=must)


def _tightened(problem: Knapsacks, best: _Best) -> Knapsacks | None:
    """The problem with what follows from its fixed pairs and sites; None: no solution is left."""
    cost, must, may = problem.cost.copy(), problem.must.copy(), problem.may.copy()
    while True:
        cost[~may] = np.inf
        options = np.isfinite(cost)
        sure = np.flatnonzero((options.sum(axis=0) == 1) & ~np.isfinite(problem.outside))
        if not (options.any(axis=0) | np.isfinite(problem.outside)).all():
            return None
        site = options[:, sure].argmax(axis=0)
        must[site] = True
        left = best.loads.capacity - np.bincount(site, best.loads.load[sure], len(must))
        if (left < 0).any() or must.sum() > problem.p or may.sum() < problem.p or (must & ~may).any():
            return None
        full = options & (best.loads.load > left[:, None])
        full[site, sure] = False
        shut = may & ~must if must.sum() == problem.p else np.zeros(len(may), dtype=bool)
        if may.sum() == problem.p:
            must |= may
        if not full.any() and not shut.any():
            return replace(problem, cost=cost, must=must, may=may)
        cost[full], may[shut] = np.inf, False


def _split(problem: Knapsacks, dual: Climb, best: _Best) -> list[Knapsacks]:
    """Two problems that together hold every solution, the likelier first; none where there is one solution, taken."""
    options = np.isfinite(problem.cost)
    ways = options.sum(axis=0) + np.isfinite(problem.outside)
    if (ways <= 1).all():
        served = np.where(options.any(axis=0), options.argmax(axis=0), -1)
        idle = np.flatnonzero(problem.may & ~problem.must)
        chosen = problem.must.copy()
        chosen[idle[np.argsort(problem.opening[idle], kind="stable")[: problem.p - int(chosen.sum())]]] = True
        cost = np.where(served >= 0, best.loads.cost[served, np.arange(len(served))], best.loads.outside).sum()
        best.take(chosen, served, float(cost + best.loads.opening[chosen].sum()))
        return []
    open_to = np.flatnonzero(ways > 1)
    cost = np.vstack([problem.cost, problem.outside])[:, open_to]
    share = np.vstack([dual.share, np.maximum(0.0, 1.0 - dual.share.sum(axis=0))])[:, open_to]
    share[~np.isfinite(cost)] = 0.0
    total = share.sum(axis=0)
    share = np.where(total > 0, share / np.where(total > 0, total, 1.0), 0.0)
    order = np.argsort(cost, axis=0, kind="stable")
    mass = np.cumsum(np.take_along_axis(share, order, axis=0), axis=0)
    paid = np.cumsum(np.take_along_axis(share * np.where(np.isfinite(cost), cost, 0.0), order, axis=0), axis=0)
    near, far = mass, mass[-1] - mass
    apart = (paid[-1] - paid) / np.maximum(far, 1e-9) - paid / np.maximum(near, 1e-9)
    score = np.minimum(near, far) * (apart + 1e-9)
    possible = np.arange(1, len(cost) + 1)[:, None] < np.isfinite(cost).sum(axis=0)
    score[~possible] = -1.0
    at, k = np.unravel_index(int(np.argmax(score)), score.shape)
    i, nearer = int(open_to[k]), order[: at + 1, k]
    first, second = np.zeros(len(cost), dtype=bool), np.zeros(len(cost), dtype=bool)
    first[nearer], second[order[at + 1 :, k]] = True, True
    children = [_only(problem, i, first), _only(problem, i, second)]
    return children if near[at, k] >= far[at, k] else children[::-1]


def _only(problem: Knapsacks, i: int, by: Flags) -> Knapsacks:
    """The problem with point ``i`` served by these sites (m + 1,) only, the last one standing for none."""
    cost, outside = problem.cost.copy(), problem.outside.copy()
    cost[~by[:-1], i] = np.inf
    outside[i] = outside[i] if by[-1] else np.inf
    return replace(problem, cost=cost, outside=outside)


def _unit(loads: Loads) -> float:
    """Two different costs differ by at least this: 1 (less rounding) where every cost is whole, else 0."""
    finite = loads.cost[np.isfinite(loads.cost)]
    whole = all((part == np.floor(part)).all() for part in (finite, loads.outside, loads.opening))
    return 1.0 - 1e-6 if whole else 0.0
