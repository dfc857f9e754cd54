"""Before and after, fairly: each organisation alone, steps between, all in one pool, and who gains what.

Belongs here: which requests may go in which vans in each step, coalitions, the split of the gain. Every step is planned
by the same engine, so that a difference is that of pooling and not of planning. Does not belong here: the search
(``engine``), figures of a plan (``measures``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial

import numpy as np

from routing.van_pool.measures import Costs, day_by_hour, measures
from routing.van_pool.planning import (
    ITERATIONS,
    merged,
    part_of,
    plan_alone,
    plan_pool,
    renumbered,
    side_by_side,
    unnumbered,
)
from routing.van_pool.problem import RidePlan, RideProblem
from routing.van_pool.screening import repeated

ALONE, POOL, QUIET, PAIR = "alone", "pool", "quiet_hours", "pair"

EXACT = 10
"""Up to so many organisations every coalition is planned; beyond, orders of joining are drawn."""

ORDERS = 40
"""Orders of joining that are drawn where there are too many organisations for every coalition."""


@dataclass(frozen=True)
class Step:
    """One way to organise the day: its kind, the organisations that pool, and the plan of everybody."""

    kind: str
    organisations: tuple[str, ...]
    plan: RidePlan


@dataclass(frozen=True)
class Gain:
    """An organisation's part: its cost alone, its Shapley value of what pooling saves, euro, and its share of it."""

    organisation: str
    alone_eur: float
    gain_eur: float
    share: float


@dataclass(frozen=True)
class Comparison:
    """The steps, alone first and the pool last, and the split of the gain; ``exact``: every coalition was planned."""

    steps: tuple[Step, ...]
    gains: tuple[Gain, ...]
    exact: bool

    def plan(self, kind: str) -> RidePlan:
        """The plan of the first step of a kind."""
        return next(step.plan for step in self.steps if step.kind == kind)


def compare(
    problem: RideProblem,
    *,
    costs: Costs | None = None,
    iterations: int = ITERATIONS,
    coalition_iterations: int = 80,
    seed: int = 1,
) -> Comparison:
    """Plan the day alone, by every two organisations, in the quiet hours only, and as one pool; split the gain.

    ``iterations``: of alone and pool; ``coalition_iterations``: of every coalition in between, each of which starts
    from the best plan of its parts and is never worse. The gain is what the day costs less (``measures.Costs``,
    requests left out priced as taxis), split by Shapley 1953: what an organisation adds, averaged over every order of
    joining. Where a coalition costs more than its parts did, its members stay apart: nobody is made to lose by joining.
    """
    costs = costs or Costs()
    names = sorted({*problem.vans.organisations, *problem.requests.organisations})
    alone = plan_alone(problem, names, iterations=iterations, seed=seed)
    coalitions = _Coalitions(problem, names, alone, costs, coalition_iterations, seed)
    exact = len(names) <= EXACT
    weighed = _weighed(names, coalitions.cost) if exact else _drawn(names, coalitions.cost, seed)
    pairs = [
        Step(PAIR, pair, side_by_side(problem, alone, coalitions.plan(pair), pair))
        for pair in (combinations(names, 2) if exact else ())
    ]
    quiet = plan_pool(
        _quiet_only(problem, alone), iterations=coalition_iterations, seed=seed, start=alone, recombinations=0
    )
    whole = coalitions.plan(tuple(names))
    pool = plan_pool(problem, iterations=iterations, seed=seed, start=whole)
    steps = [Step(ALONE, (), alone), *pairs, Step(QUIET, tuple(names), quiet), Step(POOL, tuple(names), pool)]
    total = sum(coalitions.cost((name,)) for name in names) - min(
        measures(problem, pool, costs).cost_eur, coalitions.cost(tuple(names))
    )
    drawn = sum(weighed.values())
    scale = total / drawn if abs(drawn) > 1e-9 else 0.0  # the pool was searched longer than the coalitions
    gains = [
        Gain(name, coalitions.cost((name,)), weighed[name] * scale, weighed[name] * scale / total if total > 0 else 0.0)
        for name in names
    ]
    return Comparison(tuple(steps), tuple(gains), exact)


def quiet_hours(problem: RideProblem, alone: RidePlan) -> tuple[int, ...]:
    """Hours in which fewer passengers than the day's mean are on board of the vans that are out."""
    hours = day_by_hour(problem, alone)
    if not hours:
        return ()
    usual = sum(hour.passengers for hour in hours) / len(hours)
    return tuple(hour.hour for hour in hours if hour.passengers < usual)


def _quiet_only(problem: RideProblem, alone: RidePlan) -> RideProblem:
    """The problem in which only requests that are fetched in a quiet hour may go in vans of others."""
    quiet = quiet_hours(problem, alone)
    fetched = {
        stop.request: int(stop.start_s // 3600) for t in alone.tours for stop in t.stops if stop.kind == "pickup"
    }
    owners = np.array(problem.vans.organisations, dtype=object)
    same = [owners == asker for asker in problem.requests.organisations]
    own = np.array(same, dtype=bool).reshape(problem.allowed.shape)
    free = np.array([fetched.get(r, 0) in quiet or r not in fetched for r in range(len(problem.requests))], dtype=bool)
    return replace(problem, allowed=problem.allowed & (own | free[:, None]))


class _Coalitions:
    """Plans and costs of coalitions, each planned once, from the best of its parts."""

    def __init__(
        self, problem: RideProblem, names: Sequence[str], alone: RidePlan, costs: Costs, iterations: int, seed: int
    ) -> None:
        self.problem, self.costs, self.iterations, self.seed = problem, costs, iterations, seed
        self.plans: dict[tuple[str, ...], RidePlan] = {
            (name,): part_of(alone, *self._members((name,))) for name in names
        } | {(): RidePlan((), ())}
        self.costs_eur: dict[tuple[str, ...], float] = {(): 0.0}

    def _members(self, coalition: tuple[str, ...]) -> tuple[list[int], list[int]]:
        askers, owners = self.problem.requests.organisations, self.problem.vans.organisations
        doubles = repeated(self.problem.requests.request_ids)
        return (
            [r for r, asker in enumerate(askers) if asker in coalition and r not in doubles],
            [v for v, owner in enumerate(owners) if owner in coalition],
        )

    def plan(self, coalition: tuple[str, ...]) -> RidePlan:
        """The coalition's plan, in the numbers of the whole problem."""
        if coalition not in self.plans:
            requests, vans = self._members(coalition)
            small = self.problem.take(requests, vans)
            parts = min(
                (_without(coalition, name) for name in coalition),
                key=lambda rest: self.cost(rest) + self.cost(_rest(coalition, rest)),
            )
            start = merged(self.plan(parts), self.plan(_rest(coalition, parts)))
            found = plan_pool(
                small,
                iterations=self.iterations,
                seed=self.seed,
                start=unnumbered(start, requests, vans),
                recombinations=0,
            )
            plan = renumbered(found, requests, vans)
            better = self._cost_of(coalition, plan) <= self._cost_of(coalition, start)
            self.plans[coalition] = plan if better else start
        return self.plans[coalition]

    def cost(self, coalition: tuple[str, ...]) -> float:
        """What the coalition's day costs, euro."""
        if coalition not in self.costs_eur:
            self.costs_eur[coalition] = self._cost_of(coalition, self.plan(coalition))
        return self.costs_eur[coalition]

    def _cost_of(self, coalition: tuple[str, ...], plan: RidePlan) -> float:
        return measures(self.problem, plan, self.costs, coalition, coalition).cost_eur


def _without(coalition: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(each for each in coalition if each != name)


def _rest(coalition: tuple[str, ...], part: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in coalition if each not in part)


def _weighed(names: Sequence[str], cost: Callable[[tuple[str, ...]], float]) -> dict[str, float]:
    """Shapley values of what joining saves, over every coalition."""
    n = len(names)
    value = dict.fromkeys(names, 0.0)
    for size in range(n):
        weight = factorial(size) * factorial(n - size - 1) / factorial(n)
        for coalition in combinations(names, size):
            for name in names:
                if name not in coalition:
                    joined = tuple(sorted((*coalition, name)))
                    value[name] += weight * (cost(coalition) + cost((name,)) - cost(joined))
    return value


def _drawn(names: Sequence[str], cost: Callable[[tuple[str, ...]], float], seed: int) -> dict[str, float]:
    """The same over orders of joining that are drawn."""
    random = np.random.default_rng(seed)
    value = dict.fromkeys(names, 0.0)
    for _ in range(ORDERS):
        order = [names[i] for i in random.permutation(len(names))]
        for i, name in enumerate(order):
            before, after = tuple(sorted(order[:i])), tuple(sorted(order[: i + 1]))
            value[name] += (cost(before) + cost((name,)) - cost(after)) / ORDERS
    return value
