"""A problem in PyVRP's terms and its answer back as orders of stops; nothing else in the package knows PyVRP.

How each rule is said to PyVRP (0.14), and what it cannot be told:

- several trips: the hub a second time as a reload depot, at which `reload_s` are spent; release times: `release_time`;
- volume, number of stops, cooled box: three load dimensions; goods out are deliveries, what comes back are pickups;
- windows, dark, urgent work in time, duties: the client's time window; a duty is a client of its owner only;
- who may come where (excluded, `only`, zero-emission zones): a travel profile in which the way there is without end;
- faces, announced visits, contact above the fair share: the same profile, whose distance is seconds driven + price;
- more work than hours: all clients optional, with a prize by weight x seconds at the door;
- goods kept apart: no direct leg between two such stops (a guide; across a third stop it is mended by `insertion`);
- range of the battery: not said, since distance is a price here; `insertion.eject` mends it.

Penalties start at what a unit of load or time is worth, not at PyVRP's midpoint (50,000): with that the search of a
day of some hundred stops never leaves the feasible, and finds less (Solomon's R and RC: 1.0 % against 0.3 % at 10 s).
Source: Wouda, Lan & Kool (2024), PyVRP, INFORMS Journal on Computing 36(4).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvrp
from numpy.typing import NDArray
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

from routing.route_plan.insertion import Orders, worth
from routing.route_plan.problem import UNREACHABLE, Shift, Stop
from routing.route_plan.schedule import Facts


@dataclass(frozen=True)
class SearchSettings:
    """Parameters of PyVRP's iterated local search, set on Solomon's and the multi-trip benchmarks (see docs/method)."""

    neighbours: int = 30
    perturbations: int = 25
    history: int = 200
    update_every: int = 100
    penalty_increase: float = 1.3
    penalty_decrease: float = 0.9
    target_feasible: float = 0.5
    highest_penalty: float = 100_000.0


@dataclass(frozen=True, eq=False)
class Model:
    """PyVRP's problem, the stop index of each client, and the shifts (numbers) of each vehicle type."""

    data: pyvrp.ProblemData
    work: list[int]
    kinds: list[list[int]]


def model_of(facts: Facts, work: list[int], *, required: bool, surcharge: NDArray[np.int64] | None = None) -> Model:
    """The stops of `work` as PyVRP's problem, all of them required or each at its prize.

    `surcharge` (shifts, stops) are seconds added to a shift's price of a stop, to balance contact.
    """
    problem = facts.problem
    prices = facts.prices if surcharge is None else facts.prices + surcharge
    profiles: dict[bytes, int] = {}
    rows: list[NDArray[np.int64]] = []
    kinds: dict[tuple[Any, ...], list[int]] = {}
    for number, shift in enumerate(problem.shifts):
        row = np.where(facts.allowed[number, work], prices[number, work], UNREACHABLE).astype(np.int64)
        profile = profiles.setdefault(row.tobytes(), len(profiles))
        if profile == len(rows):
            rows.append(row)
        vehicle = shift.vehicle
        limits = (vehicle.capacity_l, vehicle.max_stops, vehicle.cooled_l)
        trips = (shift.max_trips, shift.reload_s) if shift.max_trips > 1 else (1, 0)
        kinds.setdefault((shift.from_s, shift.to_s, *limits, *trips, profile), []).append(number)
    doors = np.array([0, *(index + 1 for index in work)])
    duration = problem.duration_s[np.ix_(doors, doors)]
    duration = _kept_apart(facts, work, duration)
    distances: list[Any] = []  # PyVRP's stubs call an int64 matrix ndarray[int]
    durations: list[Any] = []
    for row in rows:
        extra = np.concatenate([[0], row])
        cost = np.minimum(duration + extra[None, :], UNREACHABLE)
        barred = (
            np.where(extra[None, :] >= UNREACHABLE, UNREACHABLE, duration) if row.max() >= UNREACHABLE else duration
        )
        for matrix in (cost, barred):
            np.fill_diagonal(matrix, 0)
        distances.append(cost)
        durations.append(barred)
    places = [pyvrp.Location(0, 0), *(pyvrp.Location(*(problem.stops[index].point or (0, 0))) for index in work)]
    reloads: dict[int, int] = {}
    for shift in problem.shifts:
        if shift.max_trips > 1:
            reloads.setdefault(shift.reload_s, len(reloads) + 1)
    depots = [pyvrp.Depot(location=0), *(pyvrp.Depot(location=0, service_duration=each) for each in reloads)]
    limited = tuple(place for place in range(3) if any(key[2 + place] is not None for key in kinds))
    clients = _clients(facts, work, limited, _prizes(facts, work, duration) if not required else None)
    types = [
        _vehicle_type(clients, problem.shifts[numbers[0]], limited, len(numbers), key[-1], reloads)
        for key, numbers in kinds.items()
    ]
    data = pyvrp.ProblemData(places, clients, depots, types, distances, durations)
    return Model(data, work, list(kinds.values()))


def _kept_apart(facts: Facts, work: list[int], duration: NDArray[np.int64]) -> NDArray[np.int64]:
    """The legs without those between two stops whose goods may not share a load."""
    problem = facts.problem
    marked = [place for place, index in enumerate(work) if problem.stops[index].goods]
    if not problem.apart or not marked:
        return duration
    kept = duration.copy()
    for one in marked:
        for other in marked:
            if one != other and problem.conflict(problem.stops[work[one]].goods | problem.stops[work[other]].goods):
                kept[one + 1, other + 1] = UNREACHABLE
    return kept


def _loads(stop: Stop) -> tuple[int, int, int]:
    """Litres, stops and cooled litres that a stop takes on board from the hub."""
    return stop.volume_l, 0 if stop.duty else 1, stop.cooled_l


def _clients(facts: Facts, work: list[int], limited: tuple[int, ...], prizes: list[int] | None) -> list[pyvrp.Client]:
    """A client a stop; `limited` are the load dimensions (of `_loads`) in which some vehicle has a limit."""
    stops = facts.problem.stops
    return [
        pyvrp.Client(
            location=place,
            delivery=[_loads(stops[index])[each] for each in limited],
            pickup=[(stops[index].return_l, 0, 0)[each] for each in limited],
            service_duration=facts.service[index],
            tw_early=facts.early[index],
            tw_late=facts.late[index],
            release_time=facts.release[index],
            prize=0 if prizes is None else prizes[place - 1],
            required=prizes is None,
        )
        for place, index in enumerate(work, start=1)
    ]


def _prizes(facts: Facts, work: list[int], duration: NDArray[np.int64]) -> list[int]:
    """Per stop a prize in proportion to its worth, the least above what the longest way round for one stop costs."""
    finite = int(duration[duration < UNREACHABLE].max(initial=0))
    allowed = facts.allowed[:, work]
    dearest = int(np.where(allowed, facts.prices[:, work], 0).max(initial=0))
    way_round = 2 * finite + dearest + 1
    values = [worth(facts.problem.stops[index]) for index in work]
    least = min(values)
    return [-(-value * way_round // least) for value in values]


def _vehicle_type(clients: list[pyvrp.Client], shift: Shift, limited: tuple[int, ...], available: int, profile: int,
                  reloads: dict[int, int]) -> pyvrp.VehicleType:  # fmt: skip
    limits = (shift.vehicle.capacity_l, shift.vehicle.max_stops, shift.vehicle.cooled_l)
    capacity = []
    for place, each in enumerate(limited):
        limit = limits[each]
        everything = sum(client.delivery[place] + client.pickup[place] for client in clients)
        capacity.append(everything if limit is None else limit)
    return pyvrp.VehicleType(
        num_available=available,
        capacity=capacity,
        tw_early=shift.from_s,
        tw_late=shift.to_s,
        profile=profile,
        reload_depots=[reloads[shift.reload_s]] if shift.max_trips > 1 else [],
        max_reloads=shift.max_trips - 1,
    )


def search(
    model: Model, *, stop: StoppingCriterion, seed: int, settings: SearchSettings, start: Orders | None = None
) -> Orders | None:
    """The best trips PyVRP finds (empty shifts have one empty trip), or None where it finds none that fit.

    `start`, where given, must hold stops of the model only. The same arguments give the same trips.
    """
    data = model.data
    rng = pyvrp.RandomNumberGenerator(seed=seed)
    neighbours = compute_neighbours(data, NeighbourhoodParams(num_neighbours=settings.neighbours))
    local = LocalSearch(data, rng, neighbours, PerturbationManager(PerturbationParams(1, settings.perturbations)))
    for operator in OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    penalties = PenaltyManager(
        _first_penalties(data),
        PenaltyParams(
            solutions_between_updates=settings.update_every,
            penalty_increase=settings.penalty_increase,
            penalty_decrease=settings.penalty_decrease,
            target_feasible=settings.target_feasible,
            max_penalty=settings.highest_penalty,
        ),
    )
    first = (
        local(pyvrp.Solution.make_random(data, rng), penalties.max_cost_evaluator(), exhaustive=True)
        if start is None
        else _solution(model, start)
    )
    found = IteratedLocalSearch(
        data, penalties, local, first, IteratedLocalSearchParams(history_length=settings.history)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)  # no trips that fit: that is an answer here, not a fault
        best = found.run(stop, collect_stats=False).best
    return _orders(model, best) if best.is_feasible() else None


def _first_penalties(data: pyvrp.ProblemData) -> tuple[list[float], float, float]:
    """A unit of load starts at a usual leg over a usual load; a second at one, or at what a prize gives a second."""
    matrix = np.asarray(data.distance_matrix(0))
    nearest = np.sort(matrix, axis=1)[:, 1:11]
    leg = float(np.mean(nearest[nearest < UNREACHABLE])) if (nearest < UNREACHABLE).any() else 1.0
    clients = data.clients()
    loads = np.array([client.delivery for client in clients], dtype=float).reshape(len(clients), -1)
    prizes = [client.prize / max(client.service_duration, 1) for client in clients]
    second = max(1.0, float(np.mean(prizes)))
    return [second * leg / max(float(np.mean(loads[:, each])), 1.0) for each in range(loads.shape[1])], second, 1.0


def _solution(model: Model, orders: Orders) -> pyvrp.Solution:
    client = {index: place for place, index in enumerate(model.work)}
    routes = []
    for kind, numbers in enumerate(model.kinds):
        reload_depots = model.data.vehicle_type(kind).reload_depots
        for number in numbers:
            trips = [trip for trip in orders[number] if trip]
            activities: list[pyvrp.Activity] = []
            for turn, trip in enumerate(trips):
                if turn:
                    activities.append(pyvrp.Activity(pyvrp.ActivityType.DEPOT, reload_depots[0]))
                activities += [pyvrp.Activity(pyvrp.ActivityType.CLIENT, client[index]) for index in trip]
            if activities:
                routes.append(pyvrp.Route(model.data, activities, kind))
    return pyvrp.Solution(model.data, routes)


def _orders(model: Model, solution: pyvrp.Solution) -> Orders:
    orders: Orders = [[[]] for numbers in model.kinds for _ in numbers]
    free = [list(numbers) for numbers in model.kinds]
    for route in solution.routes():
        trips: dict[int, list[int]] = {}
        for activity in route:
            if activity.is_client():
                trips.setdefault(activity.trip, []).append(model.work[activity.idx])
        orders[free[route.vehicle_type()].pop(0)] = [trips[turn] for turn in sorted(trips)]
    return orders
