"""The search for a plan of least full cost: late acceptance over PyVRP's local search; no rule is stated here.

PyVRP's own loop (`IteratedLocalSearch`) keeps what is best by the objective it was told, and is taken where that is the
whole one. Where contact is to be even, each candidate is weighed here
by the whole one (`Model.fairness`), and what would be best is first mended and priced in full by the engine
(`Settle`): so the plan that comes out is the cheapest met by the cost that is reported, and a longer search from the
same seed passes through all a shorter one met. At set iterations the routes met are recombined (`recombine`).

Penalties start at what a unit of load or time is worth, not at PyVRP's midpoint (50,000): with that the search of a
day of some hundred stops never leaves the feasible, and finds less (Solomon's R and RC: 1.0 % against 0.3 % at 10 s).
Source: Burke & Bykov (2017), The late acceptance hill-climbing heuristic, EJOR 258(1), as in PyVRP 0.14.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.IteratedLocalSearch import IteratedLocalSearch, IteratedLocalSearchParams
from pyvrp.PenaltyManager import PenaltyManager, PenaltyParams
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    NeighbourhoodParams,
    PerturbationManager,
    PerturbationParams,
    compute_neighbours,
)
from pyvrp.stop import StoppingCriterion

from routing.route_plan.insertion import Orders
from routing.route_plan.problem import UNREACHABLE
from routing.route_plan.recombine import Pool, recombined
from routing.route_plan.solver import Model, orders_of, solution_of

NOTHING = 1 << 60
"""What having no plan costs."""

type Settle = Callable[[Orders], tuple[int, Orders]]
"""Mends trips so that they keep every rule, and says what they then cost in full, prizes of what is left included."""


@dataclass(frozen=True)
class SearchSettings:
    """Parameters of the search, set on Solomon's, the multi-trip and the nightly benchmarks (see docs/method)."""

    neighbours: int = 30
    perturbations: int = 25
    history: int = 200
    update_every: int = 100
    penalty_increase: float = 1.3
    penalty_decrease: float = 0.9
    target_feasible: float = 0.5
    highest_penalty: float = 100_000.0
    recombine_every: int = 500
    restart_after: int = 2000


USUAL_DAY = 100
"""Stops up to which a day is searched with the settings as they are."""


def settings_for(stops: int) -> SearchSettings:
    """A larger day gets fewer iterations a second: it looks back less far and is shaken less.

    Gehring & Homberger's with 200 customers at 10 s: 0.9 % over the best known, not 1.3 %.
    """
    if stops <= USUAL_DAY:
        return SearchSettings()
    return SearchSettings(history=max(50, 200 * USUAL_DAY // stops), perturbations=15)


@dataclass(frozen=True, eq=False)
class _Met:
    """A solution and what it costs above PyVRP's own objective."""

    solution: pyvrp.Solution
    uneven: int


def search(
    model: Model,
    *,
    stop: StoppingCriterion,
    seed: int,
    settle: Settle,
    start: Orders | None = None,
) -> Orders | None:
    """The cheapest trips met that keep every rule, or None where none was met; the same arguments give the same.

    `start`, where given, must hold stops of the model only; it is the first that is met.
    """
    settings = settings_for(len(model.work))
    rng = pyvrp.RandomNumberGenerator(seed=seed)
    local = local_search(model, rng, settings)
    scales = _Scales(model, settings)
    first = (
        local(pyvrp.Solution.make_random(model.data, rng), scales.highest(), exhaustive=True)
        if start is None
        else solution_of(model, start)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)  # no trips that fit: that is an answer here, not a fault
        if model.fairness is None:
            return _by_pyvrp(model, local, first, stop, settings)
        return _climb(model, local, scales, first, stop, settings, settle)


def _by_pyvrp(
    model: Model, local: LocalSearch, first: pyvrp.Solution, stop: StoppingCriterion, settings: SearchSettings
) -> Orders | None:
    """The best of PyVRP's own loop: for days whose contact nobody weighs, PyVRP was told the whole objective.

    On the multi-trip instances it finds less driving than the climb (R201R0.5, 20 s: 3.2 % over the best, not 4.9).
    """
    params = IteratedLocalSearchParams(history_length=settings.history)
    found = IteratedLocalSearch(model.data, penalty_manager(model, settings), local, first, params)
    best = found.run(stop, collect_stats=False).best
    return orders_of(model, best) if best.is_feasible() else None


def local_search(model: Model, rng: pyvrp.RandomNumberGenerator, settings: SearchSettings) -> LocalSearch:
    """PyVRP's local search with all its operators that the problem can use."""
    data = model.data
    neighbours = compute_neighbours(data, NeighbourhoodParams(num_neighbours=settings.neighbours))
    local = LocalSearch(data, rng, neighbours, PerturbationManager(PerturbationParams(1, settings.perturbations)))
    for operator in OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    return local


def penalty_manager(model: Model, settings: SearchSettings) -> PenaltyManager:
    """PyVRP's penalties, from the first ones on."""
    return PenaltyManager(
        _first_penalties(model),
        PenaltyParams(
            solutions_between_updates=settings.update_every,
            penalty_increase=settings.penalty_increase,
            penalty_decrease=settings.penalty_decrease,
            target_feasible=settings.target_feasible,
            max_penalty=settings.highest_penalty,
        ),
    )


def _climb(
    model: Model,
    local: LocalSearch,
    scales: _Scales,
    first: pyvrp.Solution,
    stop: StoppingCriterion,
    settings: SearchSettings,
    settle: Settle,
) -> Orders | None:
    best = _Best(model, settle)
    pool = Pool(model)
    current = _Met(first, _uneven(model, first))
    start, history, turn, since = current, [current] * settings.history, 0, 0
    if _fits(model, first):
        best.meet(scales.cost(current), current)
    while not stop(best.cost):
        turn, since = turn + 1, since + 1
        if since > settings.restart_after:  # by now only what is no dearer is taken: open up again, from the best
            history, since = [start] * settings.history, 0
            current = best.solution or current
        met = _found(model, local, scales, current.solution, exhaustive=False)
        scales.register(met.solution)
        cost = scales.cost(met)
        if best.wants(cost) and _fits(model, met.solution):
            better = _found(model, local, scales, met.solution, exhaustive=True)
            best.passed(cost)
            if _fits(model, better.solution) and scales.cost(better) < cost:
                met, cost = better, scales.cost(better)
            since = 0 if best.meet(cost, met) else since
        slot = turn % settings.history
        late_cost, current_cost = scales.cost(history[slot]), scales.cost(current)
        if cost < late_cost or cost < current_cost:
            current, current_cost = met, cost
            pool.add(met.solution, cost)
        if current_cost < late_cost or history[slot] is start:
            history[slot] = current
        if turn % settings.recombine_every == 0:
            joined = recombined(model, pool)
            if joined is not None:
                met = _Met(joined, _uneven(model, joined))
                cost = scales.cost(met)
                if best.wants(cost) and _fits(model, joined) and best.meet(cost, met):
                    current, since = met, 0
    return best.orders


def _found(model: Model, local: LocalSearch, scales: _Scales, solution: pyvrp.Solution, *, exhaustive: bool) -> _Met:
    found = local(solution, scales.guide(), exhaustive=exhaustive)
    return _Met(found, _uneven(model, found))


class _Best:
    """The cheapest trips met, as mended, and what they cost."""

    def __init__(self, model: Model, settle: Settle) -> None:
        self._model, self._settle = model, settle
        self._tried: set[int] = set()
        self.cost: int = NOTHING
        self.orders: Orders | None = None
        self.solution: _Met | None = None

    def wants(self, cost: int) -> bool:
        """Whether a solution of this cost is worth mending: that makes it no cheaper, and each cost is tried once."""
        return cost < self.cost and cost not in self._tried

    def passed(self, cost: int) -> None:
        """Notes that a solution of this cost was looked at."""
        self._tried.add(cost)

    def meet(self, cost: int, met: _Met) -> bool:
        """Takes a solution that PyVRP's rules allow as best, where it is cheaper mended; True where it is."""
        self.passed(cost)
        settled, orders = self._settle(orders_of(self._model, met.solution))
        if settled >= self.cost:
            return False
        self.cost, self.orders, self.solution = settled, orders, met
        return True


class _Scales:
    """What a solution costs, with penalties that follow how many of the last ones kept the rules."""

    def __init__(self, model: Model, settings: SearchSettings) -> None:
        self._model, self._most = model, settings.highest_penalty
        self._penalties = penalty_manager(model, settings)
        self._every, self._count = settings.update_every, 0
        self._renew()

    def register(self, solution: pyvrp.Solution) -> None:
        self._penalties.register(solution)
        self._count += 1
        if self._count % self._every == 0:
            self._renew()

    def guide(self) -> pyvrp.CostEvaluator:
        """For the local search: contact above the fair share at its price, a trip at a time."""
        return self._guide

    def highest(self) -> pyvrp.CostEvaluator:
        """The rules before anything else."""
        return self._evaluator([self._most] * self._model.data.num_load_dimensions, self._most, self._most, True)

    def cost(self, met: _Met) -> int:
        """The full cost, with penalties for rules that are not kept."""
        return self._plain.penalised_cost(met.solution) + met.uneven

    def _renew(self) -> None:
        loads, second, metre = self._penalties.penalties()
        self._guide = self._evaluator(loads, second, metre, True)
        self._plain = self._evaluator(loads, second, metre, False)

    def _evaluator(self, loads: list[float], second: float, metre: float, uneven: bool) -> pyvrp.CostEvaluator:
        fairness = self._model.fairness
        if fairness is not None:
            loads = [*loads]
            loads[fairness.dimension] = fairness.price if uneven else 0.0
        return pyvrp.CostEvaluator(loads, second, metre)


def _uneven(model: Model, solution: pyvrp.Solution) -> int:
    """The price of contact above the fair share, of whole days; as `objective.balance_s` of the same trips."""
    fairness = model.fairness
    if fairness is None:
        return 0
    taken = [0] * len(model.kinds)
    contact: dict[int, int] = {}
    allowed: dict[int, float] = {fairness.owner[number]: part for number, part in enumerate(fairness.share)}
    for route in solution.routes():
        kind = route.vehicle_type()
        owner = fairness.owner[model.kinds[kind][taken[kind]]]
        taken[kind] += 1
        contact[owner] = contact.get(owner, 0) + route.delivery()[fairness.dimension]
    whole = sum(contact.values())
    return round(fairness.price * sum(max(0.0, mine - whole * allowed[owner]) for owner, mine in contact.items()))


def _fits(model: Model, solution: pyvrp.Solution) -> bool:
    """Whether PyVRP's rules are kept; contact above the fair share is none of them."""
    if model.fairness is None:
        return bool(solution.is_feasible())
    if solution.has_time_warp() or solution.has_excess_distance() or not solution.is_complete():
        return False
    excess = solution.excess_load()
    return not any(over for each, over in enumerate(excess) if each != model.fairness.dimension)


def _first_penalties(model: Model) -> tuple[list[float], float, float]:
    """A unit of load starts at a usual leg over a usual load; a second at one, or at what a prize gives a second."""
    data = model.data
    matrix = np.asarray(data.distance_matrix(0))
    nearest = np.sort(matrix, axis=1)[:, 1:11]
    leg = float(np.mean(nearest[nearest < UNREACHABLE])) if (nearest < UNREACHABLE).any() else 1.0
    clients = data.clients()
    loads = np.array([client.delivery for client in clients], dtype=float).reshape(len(clients), -1)
    prizes = [client.prize / max(client.service_duration, 1) for client in clients]
    second = max(1.0, float(np.mean(prizes)))
    return [second * leg / max(float(np.mean(loads[:, each])), 1.0) for each in range(loads.shape[1])], second, 1.0
