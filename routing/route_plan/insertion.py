"""Putting stops one by one at their cheapest place in trips that exist, under every rule; no improvement of an order.

A place is found with the earliest and the latest times along a shift, (number of places) at once, and is then tried
exactly (`schedule.fits`), cheapest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.route_plan.problem import Shift, Stop
from routing.route_plan.schedule import Facts, fits, fits_load, timeline

LEAST_SERVICE_S = 60
"""Seconds that the shortest stop counts for, when there is more work than hours."""

URGENT = 10
"""How many times the worth of other work urgent work and duties have."""

Orders = list[list[list[int]]]
"""Per shift, in the problem's order, its trips, each the indices of its stops; what the search changes in place."""

FOREVER = 1 << 40
OWN = -1


def worth(stop: Stop) -> int:
    """What it is worth to do a stop today: weight x seconds at the door, ten times so for urgent work and duties."""
    return stop.weight * max(stop.service_s, LEAST_SERVICE_S) * (URGENT if stop.urgent or stop.duty else 1)


@dataclass(frozen=True, eq=False)
class _Line:
    """The legs of a shift's trips, (m,): from and to (matrix index), earliest leave, latest arrival, trip, place."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    leave: NDArray[np.int64]
    latest: NDArray[np.int64]
    trip: NDArray[np.int64]
    place: NDArray[np.int64]


def _line(facts: Facts, number: int, trips: list[list[int]]) -> _Line:
    """The legs with their earliest times forward and latest times backward; the trips must fit."""
    shift = facts.problem.shifts[number]
    legs: list[tuple[int, int, int, int, int]] = []
    ready = shift.from_s
    for turn, trip in enumerate(trips):
        clock = max(ready + (shift.reload_s if turn else 0), max((facts.release[i] for i in trip), default=0))
        at = 0
        for spot, index in enumerate(trip):
            legs.append((at, index + 1, clock, turn, spot))
            clock = max(clock + facts.legs[at][index + 1], facts.early[index]) + facts.service[index]
            at = index + 1
        legs.append((at, 0, clock, turn, len(trip)))
        ready = clock + facts.legs[at][0]
    latest: list[int] = []
    by = shift.to_s
    for trip in reversed(trips):
        latest.append(by)
        after = 0
        for index in reversed(trip):
            by = min(by - facts.legs[index + 1][after] - facts.service[index], facts.late[index])
            latest.append(by)
            after = index + 1
        by = by - facts.legs[0][after] - shift.reload_s
    start, end, leave, turn_of, spot_of = np.array(legs, np.int64).reshape(-1, 5).T
    return _Line(start, end, leave, np.array(latest[::-1], np.int64), turn_of, spot_of)


def best_place(
    facts: Facts,
    orders: Orders,
    number: int,
    index: int,
    *,
    free: bool = False,
    exact: bool = True,
    below: int = FOREVER,
) -> tuple[int, int, int] | None:
    """The cheapest place of a stop in a shift: (cost in seconds, trip, place), or None; under `below` only.

    `free` leaves the stop's own window out of account; without `exact` only times and load are looked at. A trip of its
    own (place OWN, before that trip) is among the places, where it is tried exactly.
    """
    shift, trips = facts.problem.shifts[number], orders[number]
    if not facts.allowed[number, index]:
        return None
    line, door = _line(facts, number, trips), index + 1
    early, late = (0, FOREVER) if free else (facts.early[index], facts.late[index])
    roomy = np.array([_roomy(facts, shift, trip, index) for trip in trips], bool)
    there, onward = facts.leg[line.start, door], facts.leg[door, line.end]
    ring = np.maximum(line.leave + there, early)
    possible = (ring <= late) & (ring + facts.service[index] + onward <= line.latest) & roomy[line.trip]
    price = int(facts.prices[number, index])
    cost = there + onward - facts.leg[line.start, line.end] + price
    rest = np.flatnonzero(possible & (cost < below))
    options = [(int(cost[at]), int(line.trip[at]), int(line.place[at])) for at in rest]
    own = int(facts.leg[0, door] + facts.leg[door, 0]) + price
    if exact and all(trips) and len(trips) < shift.max_trips and own < below:
        options += [(own, turn, OWN) for turn in range(len(trips), -1, -1)]
    for option in sorted(options, key=lambda each: each[0]):
        if not exact or fits(facts, number, with_stop(trips, option[1], option[2], index)):
            return option
    return None


def _roomy(facts: Facts, shift: Shift, trip: list[int], index: int) -> bool:
    """Whether the goods can share a trip wherever the stop stands in it; returns are tried place by place."""
    if any(facts.problem.stops[each].return_l for each in (*trip, index)):
        return True
    return fits_load(facts.problem, shift, [*trip, index])


def with_stop(trips: list[list[int]], trip: int, place: int, index: int) -> list[list[int]]:
    """The trips with a stop more; OWN for a place is a new trip before `trip`."""
    longer = [list(each) for each in trips]
    if place == OWN:
        longer.insert(trip, [index])
    else:
        longer[trip].insert(place, index)
    return longer


def insert(facts: Facts, orders: Orders, left: Iterable[int]) -> bool:
    """Puts stops, most worth first, at their cheapest feasible place, changing `orders`; True where any was placed."""
    problem, placed = facts.problem, False
    for index in sorted(left, key=lambda i: (-worth(problem.stops[i]), facts.late[i], i)):
        best: tuple[int, int, int, int] | None = None
        seen: set[tuple[Shift, int, bool]] = set()
        for number, shift in enumerate(problem.shifts):
            if not any(orders[number]):  # of empty shifts that are alike but for the name one is enough
                alike = (Shift("", shift.from_s, shift.to_s, shift.vehicle, shift.max_trips, shift.reload_s),
                         int(facts.prices[number, index]), bool(facts.allowed[number, index]))  # fmt: skip
                if alike in seen:
                    continue
                seen.add(alike)
            found = best_place(facts, orders, number, index, below=FOREVER if best is None else best[0])
            if found is not None:
                best = (found[0], number, found[1], found[2])
        if best is not None:
            orders[best[1]] = with_stop(orders[best[1]], best[2], best[3], index)
            placed = True
    return placed


def eject(facts: Facts, orders: Orders) -> set[int]:
    """Takes out of each shift the stops of least worth until its trips fit every rule; returns those taken out.

    PyVRP does not know of ranges, of goods that are kept apart, and of duties across trips: where its trips break such
    a rule, this mends them, and the stops find another place or are listed.
    """
    out: set[int] = set()
    for number, trips in enumerate(orders):
        while not fits(facts, number, trips):
            options = [
                (turn, place)
                for turn, trip in enumerate(trips)
                for place in range(len(trip))
            ]  # fmt: skip
            turn, place = min(options, key=lambda at: _harm(facts, number, trips, at))
            out.add(trips[turn].pop(place))
            orders[number] = trips = [trip for trip in trips if trip] or [[]]
    return out


def _harm(facts: Facts, number: int, trips: list[list[int]], at: tuple[int, int]) -> tuple[int, int, int]:
    """How little it helps to take one stop out: trips that then still break a rule, then the worth lost."""
    turn, place = at
    index = trips[turn][place]
    rest = [[*trip[:place], *trip[place + 1 :]] if each == turn else trip for each, trip in enumerate(trips)]
    shift = facts.problem.shifts[number]
    broken = sum(not fits_load(facts.problem, shift, trip) for trip in rest)
    broken += 10 * (timeline(facts, number, rest) is None)
    return broken, worth(facts.problem.stops[index]), index
