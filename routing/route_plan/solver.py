"""A problem in PyVRP's terms and its answer back as orders of stops; the search is in `climb`, who also knows PyVRP.

How each rule is said to PyVRP (0.14), and what it cannot be told:

- several trips: the hub a second time as a reload depot, at which `reload_s` are spent; release times: `release_time`;
- volume, number of stops, cooled box: three load dimensions; goods out are deliveries, what comes back are pickups;
- windows, dark, urgent work in time, duties: the client's time window; a duty is a client of its owner only;
- who may come where (excluded, `only`, zero-emission zones): a travel profile in which the way there is without end;
- faces, announced visits: the same profile, whose distance is seconds driven + price;
- contact above the fair share: a load dimension of which the capacity is the tolerated share and the penalty the stated
  price, never adapted. PyVRP sees it a trip at a time and calls the excess a fault; `climb` weighs whole days by the
  price, and takes them for what they are;
- more work than hours: all clients optional, with a prize by weight x seconds at the door;
- goods kept apart: no direct leg between two such stops (a guide; across a third stop it is mended by `insertion`);
- range of the battery, announced hours: not said; `climb` has each plan mended and priced in full before it is best.

Source: Wouda, Lan & Kool (2024), PyVRP, INFORMS Journal on Computing 36(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvrp
from numpy.typing import NDArray

from routing.route_plan.insertion import Orders, worth
from routing.route_plan.objective import contact_s, hour_shares
from routing.route_plan.problem import UNREACHABLE, Shift, Stop
from routing.route_plan.schedule import Facts


@dataclass(frozen=True, eq=False)
class Fairness:
    """Contact above a fair share in PyVRP's terms: `dimension` of load, `price` a second, share and owner by shift.

    `share` is the part of all contact that a shift's concierge may have before it costs (the tolerance within),
    `owner` numbers the concierges.
    """

    dimension: int
    price: float
    share: list[float]
    owner: list[int]


@dataclass(frozen=True, eq=False)
class Model:
    """PyVRP's problem, the stop index of each client, the shifts (numbers) of each vehicle type, `prizes` a client."""

    data: pyvrp.ProblemData
    work: list[int]
    kinds: list[list[int]]
    prizes: list[int]
    fairness: Fairness | None


def model_of(facts: Facts, work: list[int], *, required: bool) -> Model:
    """The stops of `work` as PyVRP's problem, all of them required or each at its prize."""
    problem = facts.problem
    profiles: dict[bytes, int] = {}
    rows: list[NDArray[np.int64]] = []
    kinds: dict[tuple[Any, ...], list[int]] = {}
    share = _tolerated(facts)
    contact = [contact_s(problem.stops[index]) for index in work]
    for number, shift in enumerate(problem.shifts):
        row = np.where(facts.allowed[number, work], facts.prices[number, work], UNREACHABLE).astype(np.int64)
        profile = profiles.setdefault(row.tobytes(), len(profiles))
        if profile == len(rows):
            rows.append(row)
        vehicle = shift.vehicle
        limits = (vehicle.capacity_l, vehicle.max_stops, vehicle.cooled_l, *_contact_limit(share, number, contact))
        trips = (shift.max_trips, shift.reload_s) if shift.max_trips > 1 else (1, 0)
        kinds.setdefault((shift.from_s, shift.to_s, limits, *trips, profile), []).append(number)
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
    limited = tuple(place for place in range(4) if any(key[2][place] is not None for key in kinds))
    prizes = prizes_of(facts, work)
    clients = _clients(facts, work, limited, None if required else prizes)
    types = [
        _vehicle_type(
            clients, problem.shifts[numbers[0]], [key[2][each] for each in limited], len(numbers), key[-1], reloads
        )
        for key, numbers in kinds.items()
    ]
    data = pyvrp.ProblemData(places, clients, depots, types, distances, durations)
    fairness = None
    if share is not None:
        names = [shift.concierge_key for shift in problem.shifts]
        fairness = Fairness(len(limited) - 1, problem.prices.balance, share, [names.index(name) for name in names])
    return Model(data, work, list(kinds.values()), prizes, fairness)


def _tolerated(facts: Facts) -> list[float] | None:
    """By shift the part of all contact that its concierge may have before it costs; None where nothing does."""
    problem = facts.problem
    if problem.prices.balance <= 0:
        return None
    part = hour_shares(problem)
    return [part[shift.concierge_key] * (1 + problem.prices.balance_tolerance) for shift in problem.shifts]


def _contact_limit(share: list[float] | None, number: int, contact: list[int]) -> tuple[int | None]:
    return (None if share is None else int(share[number] * sum(contact)),)


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


def _loads(stop: Stop) -> tuple[int, int, int, int]:
    """Litres, stops and cooled litres that a stop takes on board from the hub; and its seconds of contact."""
    return stop.volume_l, 0 if stop.duty else 1, stop.cooled_l, contact_s(stop)


def _clients(facts: Facts, work: list[int], limited: tuple[int, ...], prizes: list[int] | None) -> list[pyvrp.Client]:
    """A client a stop; `limited` are the load dimensions (of `_loads`) in which some vehicle has a limit."""
    stops = facts.problem.stops
    return [
        pyvrp.Client(
            location=place,
            delivery=[_loads(stops[index])[each] for each in limited],
            pickup=[(stops[index].return_l, 0, 0, 0)[each] for each in limited],
            service_duration=facts.service[index],
            tw_early=facts.early[index],
            tw_late=facts.late[index],
            release_time=facts.release[index],
            prize=0 if prizes is None else prizes[place - 1],
            required=prizes is None,
        )
        for place, index in enumerate(work, start=1)
    ]


def prizes_of(facts: Facts, work: list[int]) -> list[int]:
    """Per stop a prize in proportion to its worth, the least above what the longest way round for one stop costs.

    So no stop is left to save the way to it, and of what cannot all be done the most worth is, but for differences in
    worth that weigh less than the driving they cost.
    """
    problem = facts.problem
    doors = np.array([0, *(index + 1 for index in work)])
    legs = problem.duration_s[np.ix_(doors, doors)]
    finite = int(legs[legs < UNREACHABLE].max(initial=0))
    allowed = facts.allowed[:, work]
    dearest = int(np.where(allowed, facts.prices[:, work], 0).max(initial=0))
    uneven = problem.prices.balance * max((contact_s(problem.stops[index]) for index in work), default=0)
    way_round = 2 * finite + dearest + int(uneven) + 1
    values = [worth(problem.stops[index]) for index in work]
    least = min(values)
    return [-(-value * way_round // least) for value in values]


def _vehicle_type(clients: list[pyvrp.Client], shift: Shift, limits: list[int | None], available: int, profile: int,
                  reloads: dict[int, int]) -> pyvrp.VehicleType:  # fmt: skip
    capacity = []
    for place, limit in enumerate(limits):
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


def solution_of(model: Model, orders: Orders) -> pyvrp.Solution:
    """Trips as PyVRP's solution; they must hold stops of the model only."""
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


def orders_of(model: Model, solution: pyvrp.Solution) -> Orders:
    """PyVRP's solution as trips by shift; an empty shift has one empty trip."""
    orders: Orders = [[[]] for numbers in model.kinds for _ in numbers]
    free = [list(numbers) for numbers in model.kinds]
    for route in solution.routes():
        trips: dict[int, list[int]] = {}
        for activity in route:
            if activity.is_client():
                trips.setdefault(activity.trip, []).append(model.work[activity.idx])
        orders[free[route.vehicle_type()].pop(0)] = [trips[turn] for turn in sorted(trips)]
    return orders
