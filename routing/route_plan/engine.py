"""From problem to plan: PyVRP for the routes, a last insertion round, and the reason for what is left.

Only search lives here: what a problem means is in `problem`, whether a plan is right is for `checker` to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyvrp
from pyvrp.stop import MaxIterations, StoppingCriterion

from routing.route_plan.problem import (
    UNREACHABLE,
    PlannedRoute,
    Reason,
    RoutePlan,
    RoutePlanError,
    RouteProblem,
    Stop,
    Unplanned,
)
from routing.route_plan.schedule import departure, driving_price, fits_load, planned_route

LEAST_SERVICE_S = 60
"""Seconds that the shortest stop counts for, when there is more work than hours."""

Orders = list[list[int]]
"""Per shift, in the problem's order, the indices of its stops in the order of the trip."""


def plan_routes(problem: RouteProblem, *, iterations: int = 1000, seed: int = 1) -> RoutePlan:
    """Routes of least driving and unfamiliar faces that hold as much of the work as fits.

    Args: problem; iterations of PyVRP's iterated local search; seed. The same arguments give the same plan.
    Where more work is asked than hours allow, the worth of a stop is its weight x its seconds at the door (so
    that letterboxes do not crowd out contact); what is left is listed with a reason, never dropped.
    Source: Wouda, Lan & Kool (2024), PyVRP, INFORMS Journal on Computing 36(4); prizes as in its team-orienteering use.
    """
    return plan_with(problem, stop=MaxIterations(iterations), seed=seed)


def plan_with(problem: RouteProblem, *, stop: StoppingCriterion, seed: int) -> RoutePlan:
    """As `plan_routes` with a stop criterion of PyVRP; a criterion in seconds is for benchmarks only."""
    hopeless = {index: reason for index in range(len(problem.stops)) if (reason := _alone(problem, index)) is not None}
    work = [index for index in range(len(problem.stops)) if index not in hopeless]
    orders: Orders = [[] for _ in problem.shifts]
    if work:
        _insert(problem, orders, work)
        orders = _search(problem, work, orders, stop, seed)
        done = {index for order in orders for index in order}
        while _insert(problem, orders, [index for index in work if index not in done]):
            done = {index for order in orders for index in order}
    left = set(work) - {index for order in orders for index in order}
    reasons = {**hopeless, **{index: _crowded(problem, orders, index) for index in left}}
    unplanned = [Unplanned(problem.stops[i], reasons[i], problem.next_day(problem.stops[i])) for i in sorted(reasons)]
    return RoutePlan(problem, _routes(problem, orders), (*unplanned, *problem.set_aside))


def _alone(problem: RouteProblem, index: int) -> Reason | None:
    """Why no shift can serve this stop even with nothing else to do, or None where one can."""
    stop = problem.stops[index]
    allowed = [shift for shift in problem.shifts if shift.concierge_key not in stop.excluded]
    if not allowed:
        return "no_concierge"
    if max(problem.duration_s[0, index + 1], problem.duration_s[index + 1, 0]) >= UNREACHABLE:
        return "unreachable"
    if stop.window_from_s > stop.window_to_s:
        return "window"
    roomy = [shift for shift in allowed if fits_load(problem, shift, [index])]
    if not roomy:
        return "capacity"
    if all(departure(problem, shift, [index]) is None for shift in roomy):
        return "outside_hours"
    return None


def _crowded(problem: RouteProblem, orders: Orders, index: int) -> Reason:
    """Why a stop that could be served alone is not in the plan: its window, or a day that is full."""
    for shift, order in zip(problem.shifts, orders, strict=True):
        for place in range(len(order) + 1):
            longer = [*order[:place], index, *order[place:]]
            if fits_load(problem, shift, longer) and departure(problem, shift, longer, free=index) is not None:
                return "window"
    return "capacity"


def _worth(stop: Stop) -> int:
    return stop.weight * max(stop.service_s, LEAST_SERVICE_S)


def _insert(problem: RouteProblem, orders: Orders, left: Iterable[int]) -> bool:
    """Puts stops, most worth first, at their cheapest feasible place, changing `orders`; True where any was placed."""
    placed = False
    for index in sorted(left, key=lambda i: (-_worth(problem.stops[i]), problem.stops[i].window_to_s, i)):
        best: tuple[int, int, int] | None = None
        for number, (shift, order) in enumerate(zip(problem.shifts, orders, strict=True)):
            before = driving_price(problem, shift, order)
            for place in range(len(order) + 1):
                longer = [*order[:place], index, *order[place:]]
                cost = driving_price(problem, shift, longer) - before
                if best is not None and cost >= best[0]:
                    continue
                if fits_load(problem, shift, longer) and departure(problem, shift, longer) is not None:
                    best = (cost, number, place)
        if best is not None:
            orders[best[1]].insert(best[2], index)
            placed = True
    return placed


def _kinds(problem: RouteProblem, work: list[int]) -> tuple[list[list[int]], list[tuple[int, ...]], list[int]]:
    """Shifts alike for the solver (one vehicle type each), the price profiles, and the profile of each kind."""
    profiles: dict[tuple[int, ...], int] = {}
    kinds: dict[tuple[int, int, int | None, int | None, int], list[int]] = {}
    for number, shift in enumerate(problem.shifts):
        stops = [problem.stops[index] for index in work]
        key = shift.concierge_key
        prices = tuple(UNREACHABLE if key in stop.excluded else problem.price_s(stop, key) for stop in stops)
        profile = profiles.setdefault(prices, len(profiles))
        kinds.setdefault((shift.from_s, shift.to_s, shift.capacity_l, shift.max_stops, profile), []).append(number)
    return list(kinds.values()), list(profiles), [kind[-1] for kind in kinds]


def _data(problem: RouteProblem, work: list[int], kinds: list[list[int]], profiles: list[tuple[int, ...]],
          profile_of: list[int], *, required: bool) -> pyvrp.ProblemData:  # fmt: skip
    """The problem in PyVRP's terms: `distance` is our price (driving + unfamiliar face, s); loads are litres, stops."""
    doors = np.array([0, *(index + 1 for index in work)])
    duration = problem.duration_s[np.ix_(doors, doors)]
    distances: list[Any] = []  # PyVRP's stubs call an int64 matrix ndarray[int]
    durations: list[Any] = []
    for prices in profiles:
        extra = np.array([0, *prices], dtype=np.int64)
        cost = np.minimum(duration + extra[None, :], UNREACHABLE)
        np.fill_diagonal(cost, 0)
        distances.append(cost)
        barred = np.where(extra[None, :] >= UNREACHABLE, UNREACHABLE, duration)
        np.fill_diagonal(barred, 0)
        durations.append(barred)
    finite = duration[duration < UNREACHABLE]
    # Prizes, where not all is required: no set of stops may be cheaper to leave than to serve, so the least prize
    # exceeds the longest conceivable way round.
    bound = (len(work) + 1) * int(finite.max(initial=0)) + len(work) * problem.unfamiliar_s + 1
    least = min(_worth(problem.stops[index]) for index in work)
    clients = []
    for place, index in enumerate(work, start=1):
        stop = problem.stops[index]
        clients.append(
            pyvrp.Client(
                location=place,
                delivery=[stop.volume_l, 1],
                pickup=[stop.return_l, 0],
                service_duration=stop.service_s,
                tw_early=stop.window_from_s,
                tw_late=stop.window_to_s,
                prize=0 if required else -(-_worth(stop) * bound // least),
                required=required,
            )
        )
    load = sum(problem.stops[index].volume_l + problem.stops[index].return_l for index in work)
    types = []
    for numbers, profile in zip(kinds, profile_of, strict=True):
        shift = problem.shifts[numbers[0]]
        types.append(
            pyvrp.VehicleType(
                num_available=len(numbers),
                capacity=[
                    load if shift.capacity_l is None else shift.capacity_l,
                    len(work) if shift.max_stops is None else shift.max_stops,
                ],
                tw_early=shift.from_s,
                tw_late=shift.to_s,
                profile=profile,
            )
        )
    places = [pyvrp.Location(0, 0), *(pyvrp.Location(*(problem.stops[index].point or (0, 0))) for index in work)]
    return pyvrp.ProblemData(places, clients, [pyvrp.Depot(location=0)], types, distances, durations)


def _search(problem: RouteProblem, work: list[int], start: Orders, stop: StoppingCriterion, seed: int) -> Orders:
    """PyVRP from the inserted start, whose best is feasible because the start is.

    Where the start holds all work, all of it is required (a smaller search); else every client is optional, at a prize.
    """
    kinds, profiles, profile_of = _kinds(problem, work)
    required = sum(len(order) for order in start) == len(work)
    data = _data(problem, work, kinds, profiles, profile_of, required=required)
    client = {index: place for place, index in enumerate(work)}
    first = [
        pyvrp.Route(data, [client[index] for index in start[number]], kind)
        for kind, numbers in enumerate(kinds)
        for number in numbers
        if start[number]
    ]
    # Prizes dwarf the penalties that PyVRP starts from: let those grow sooner than its every 500 solutions.
    penalty = pyvrp.PenaltyParams() if required else pyvrp.PenaltyParams(solutions_between_updates=50)
    result = pyvrp.solve(
        data,
        stop=stop,
        seed=seed,
        collect_stats=False,
        params=pyvrp.SolveParams(penalty=penalty),
        initial_solution=pyvrp.Solution(data, first),
    )
    orders: Orders = [[] for _ in problem.shifts]
    free = {kind: list(numbers) for kind, numbers in enumerate(kinds)}
    for route in result.best.routes():
        number = free[route.vehicle_type()].pop(0)
        orders[number] = [work[activity.idx] for activity in route if activity.is_client()]
    return orders


def _routes(problem: RouteProblem, orders: Orders) -> tuple[PlannedRoute, ...]:
    """The trips with their times; a shift without stops makes none."""
    trips: dict[str, int] = {}
    routes = []
    for shift, order in zip(problem.shifts, orders, strict=True):
        trips[shift.concierge_key] = trips.get(shift.concierge_key, 0) + 1
        if not order:
            continue
        leave = departure(problem, shift, order)
        if leave is None or not fits_load(problem, shift, order):
            raise RoutePlanError(
                "The solver returned a trip that does not fit its shift; report this with the day's input."
            )
        route_id = f"{problem.hub_id}-{shift.concierge_key}-{trips[shift.concierge_key]}"
        routes.append(planned_route(problem, shift, route_id, order, leave))
    return tuple(routes)
