"""The rules of one shift, exactly: whether trips in a given order fit it, and when each begins; no search.

The engine plans with this arithmetic; the checker has its own and does not come here.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.route_plan.plan import PlannedRoute, PlannedStop
from routing.route_plan.problem import UNREACHABLE, RouteProblem, Shift

Trips = Sequence[Sequence[int]]
"""The trips of one shift, each the indices of its stops in order."""


@dataclass(frozen=True, eq=False)
class Facts:
    """A problem as lists and arrays by stop, made once for many questions; `late` is the latest ring asked for.

    `legs` and `metres` are the matrices as nested lists, `leg` the array; `prices` and `allowed` are (shifts, stops).
    """

    problem: RouteProblem
    early: list[int]
    late: list[int]
    service: list[int]
    release: list[int]
    legs: list[list[int]]
    metres: list[list[int]]
    leg: NDArray[np.int64]
    prices: NDArray[np.int64]
    allowed: NDArray[np.bool_]


def facts_of(problem: RouteProblem, *, at_ease: frozenset[int] = frozenset()) -> Facts:
    """The facts of a problem; urgent stops of which the index is in `at_ease` may be late, within their window."""
    stops, shifts = problem.stops, problem.shifts
    priced = [at for at, stop in enumerate(stops) if stop.contact or stop.stop_id in problem.announced]
    choosy = [at for at, stop in enumerate(stops) if stop.excluded or stop.only is not None or stop.in_zone]
    prices = np.zeros((len(shifts), len(stops)), np.int64)
    allowed = np.ones((len(shifts), len(stops)), bool)
    first_of: dict[str, int] = {}
    for number, shift in enumerate(shifts):
        same = first_of.setdefault(shift.concierge_key, number)
        prices[number, priced] = (
            prices[same, priced]
            if same != number
            else [problem.price_s(stops[at], shift.concierge_key) for at in priced]
        )
        allowed[number, choosy] = [problem.may_serve(stops[at], shift) for at in choosy]
    return Facts(
        problem=problem,
        early=[stop.window_from_s for stop in stops],
        late=[problem.latest_s(stop) if at in at_ease else problem.due_s(stop) for at, stop in enumerate(stops)],
        service=[stop.service_s for stop in stops],
        release=[stop.release_s for stop in stops],
        legs=problem.duration_s.tolist(),
        metres=problem.length_m.tolist(),
        leg=problem.duration_s,
        prices=prices,
        allowed=allowed,
    )


def fits_load(problem: RouteProblem, shift: Shift, trip: Sequence[int]) -> bool:
    """True where a trip's goods fit the vehicle: all on board at the hub, returns added on the way, none kept apart."""
    vehicle = shift.vehicle
    stops = [problem.stops[index] for index in trip]
    if vehicle.max_stops is not None and sum(not stop.duty for stop in stops) > vehicle.max_stops:
        return False
    if vehicle.cooled_l is not None and sum(stop.cooled_l for stop in stops) > vehicle.cooled_l:
        return False
    if problem.apart and problem.conflict(frozenset().union(*(stop.goods for stop in stops))):
        return False
    if vehicle.capacity_l is None:
        return True
    load = sum(stop.volume_l for stop in stops)
    if load > vehicle.capacity_l:
        return False
    for stop in stops:
        load += stop.return_l - stop.volume_l
        if load > vehicle.capacity_l:
            return False
    return True


def timeline(facts: Facts, number: int, trips: Trips) -> list[tuple[int, int]] | None:
    """When each trip leaves and is back (seconds since midnight), or None where the windows or the shift forbid it.

    Each trip leaves as late as it can without being back later (forward time slack, Savelsbergh 1992), so that the
    concierge waits at the hub and not at a door.
    """
    shift = facts.problem.shifts[number]
    ready, times = shift.from_s, []
    for turn, trip in enumerate(trips):
        if turn:
            ready += shift.reload_s
        clock = max(ready, max((facts.release[index] for index in trip), default=0))
        start, at, waited, slack = clock, 0, 0, shift.to_s
        for index in trip:
            leg = facts.legs[at][index + 1]
            if leg >= UNREACHABLE or not facts.allowed[number, index]:
                return None
            clock += leg
            if clock < facts.early[index]:
                waited += facts.early[index] - clock
                clock = facts.early[index]
            if clock > facts.late[index]:
                return None
            slack = min(slack, waited + facts.late[index] - clock)
            clock, at = clock + facts.service[index], index + 1
        clock += facts.legs[at][0]
        if clock > shift.to_s:
            return None
        times.append((start + min(waited, slack), clock))
        ready = clock
    return times


def fits_range(facts: Facts, number: int, trips: Trips, times: Sequence[tuple[int, int]]) -> bool:
    """True where the battery keeps its reserve on every trip, charged at the hub in between."""
    vehicle = facts.problem.shifts[number].vehicle
    if vehicle.range_m is None:
        return True
    left, back = float(vehicle.range_m), None
    for trip, (leave_s, back_s) in zip(trips, times, strict=True):
        if back is not None:
            left = min(float(vehicle.range_m), left + vehicle.charge_m_per_s * (leave_s - back))
        left -= length_of(facts, trip)
        if left < vehicle.reserve_m:
            return False
        back = back_s
    return True


def length_of(facts: Facts, trip: Sequence[int]) -> int:
    """Metres of a trip from the hub and back."""
    doors = [0, *(index + 1 for index in trip), 0]
    return sum(facts.metres[a][b] for a, b in itertools.pairwise(doors))


def fits(facts: Facts, number: int, trips: Trips) -> bool:
    """True where a shift can make these trips under every rule."""
    shift = facts.problem.shifts[number]
    if len(trips) > shift.max_trips or not all(fits_load(facts.problem, shift, trip) for trip in trips):
        return False
    times = timeline(facts, number, trips)
    return times is not None and fits_range(facts, number, trips, times)


def price_of(facts: Facts, number: int, trips: Trips) -> int:
    """Seconds driven plus the prices of faces and changes, for the trips of one shift."""
    total = 0
    for trip in trips:
        doors = [0, *(index + 1 for index in trip), 0]
        total += sum(facts.legs[a][b] for a, b in itertools.pairwise(doors))
        total += int(sum(facts.prices[number, index] for index in trip))
    return total


def planned_route(
    problem: RouteProblem, shift: Shift, route_id: str, number: int, trip: Sequence[int], leave_s: int
) -> PlannedRoute:
    """Trip `number` of a shift with all its times, leaving at `leave_s`; the order must have been found to fit."""
    clock, at, planned = leave_s, 0, []
    for position, index in enumerate(trip, start=1):
        stop = problem.stops[index]
        leg = int(problem.duration_s[at, index + 1])
        wait = max(0, stop.window_from_s - clock - leg)
        clock += leg + wait
        planned.append(
            PlannedStop(
                stop=stop,
                position=position,
                arrival_s=clock,
                leg_s=leg,
                leg_m=int(problem.length_m[at, index + 1]),
                wait_s=wait,
                familiar=shift.concierge_key in stop.best_known[:2],
            )
        )
        clock, at = clock + stop.service_s, index + 1
    back = int(problem.duration_s[at, 0])
    return PlannedRoute(
        route_id=route_id,
        shift=shift,
        departure_s=leave_s,
        arrival_s=clock + back,
        stops=tuple(planned),
        back_s=back,
        back_m=int(problem.length_m[at, 0]),
        trip=number,
    )
