"""What a plan means for vans, passengers and purse: driving, hours of the day, waiting, rides, cost, overlap.

Belongs here: figures of one plan or of the requests alone. Does not belong here: planning, tables of the database
(``frames``, ``comparison_frames``), comparing plans (``comparing``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from geo.assumptions import Assumptions
from routing.van_pool.problem import FloatArray, RidePlan, RideProblem, Tour
from routing.van_pool.screening import tightened_windows

HOUR_S = 3600.0


@dataclass(frozen=True)
class Costs:
    """What a day of a van pool is priced at: euro, and gram CO2 a kilometre; without a table, the shipped assumptions.

    A request that no van serves is priced as a taxi ride, so that a plan is never cheaper by leaving people behind.
    CO2: tank to wheel, 80 % city and 20 % provincial roads (TNO 2022, section 4.3).
    """

    km_eur: float = 0.35
    paid_hour_eur: float = 32.0
    volunteer_hour_eur: float = 0.0
    van_day_eur: float = 36.0
    taxi_start_eur: float = 4.0
    taxi_km_eur: float = 2.6
    van_co2_g_km: float = 221.0


def costs_of(table: Assumptions, gemeentecode: str | None = None) -> Costs:
    """The prices as the table of assumptions has them, the gemeente's own first."""
    names = (
        "pool_van_eur_km", "pool_driver_eur_hour", "pool_volunteer_eur_hour", "pool_van_eur_day", "taxi_start_eur",
        "taxi_eur_km", "co2_ttw_van_g_km",
    )  # fmt: skip
    return Costs(*(table.figure(name, gemeentecode).value for name in names))


@dataclass(frozen=True)
class Driven:
    """What a tour drives; ``passenger_m`` and ``seat_m`` are metres times passengers and places."""

    movements: int
    length_m: float
    empty_m: float
    passenger_m: float
    seat_m: float


@dataclass(frozen=True)
class Hour:
    """One hour of the day: means over the hour of vans out, places and passengers in them, and metres in it."""

    hour: int
    vans_out: float
    places_out: float
    passengers: float
    length_m: float
    empty_m: float


@dataclass(frozen=True)
class Measures:
    """Figures of a plan; waiting and rides are means and extremes over passengers served, NaN where there are none.

    ``wait``: from when a passenger can first be fetched (as the ride limit leaves it) to when the van fetches them.
    """

    vans: int
    requests: int
    served: int
    movements: int
    length_m: float
    empty_m: float
    occupancy: float
    mean_ride_s: float
    longest_ride_s: float
    mean_wait_s: float
    hours_s: float
    cost_eur: float
    co2_g: float


def driven(problem: RideProblem, tour: Tour) -> Driven:
    """Movements, metres, metres without a passenger, passenger-metres and place-metres of a tour."""
    home = int(problem.vans.home[tour.van])
    places = int(problem.vans.seats[tour.van] + problem.vans.wheelchair_places[tour.van])
    movements, length, empty, passenger = 0, 0.0, 0.0, 0.0
    here, on_board = home, 0
    for place, boards in [*((stop.place, stop.on_board) for stop in tour.stops), (home, 0)]:
        leg = float(problem.length_m[here, place])
        movements += place != here
        length += leg
        empty += leg if on_board == 0 else 0.0
        passenger += leg * on_board
        here, on_board = place, boards
    return Driven(movements, length, empty, passenger, length * places)


def rides_s(plan: RidePlan) -> dict[int, float]:
    """Seconds on board of each request served, from the end of boarding to the start of alighting."""
    boarded: dict[int, float] = {}
    ride: dict[int, float] = {}
    for tour in plan.tours:
        for stop in tour.stops:
            if stop.kind == "pickup":
                boarded[stop.request] = stop.departure_s
            else:
                ride[stop.request] = stop.start_s - boarded[stop.request]
    return ride


def waits_s(problem: RideProblem, plan: RidePlan) -> dict[int, float]:
    """Seconds between when each served request could first be fetched and when it is."""
    first = tightened_windows(problem).pickup_from_s
    starts = {stop.request: stop.start_s for tour in plan.tours for stop in tour.stops if stop.kind == "pickup"}
    return {r: max(0.0, start - float(first[r])) for r, start in starts.items()}


def measures(
    problem: RideProblem, plan: RidePlan, costs: Costs | None = None, vans: Collection[str] | None = None,
    passengers: Collection[str] | None = None,
) -> Measures:  # fmt: skip
    """Figures of a plan: of the tours of these organisations' ``vans``, for these organisations' ``passengers``.

    None: of all. Breaks and other duties count as no request. Cost: ``Costs``, the assumptions by default.
    """
    costs = costs or Costs()
    asked, fleet = problem.requests, problem.vans
    tours = [t for t in plan.tours if vans is None or fleet.organisations[t.van] in vans]
    mine = [
        r
        for r, asker in enumerate(asked.organisations)
        if not asked.duty[r] and (passengers is None or asker in passengers)
    ]
    each = [driven(problem, tour) for tour in tours]
    ride, wait = rides_s(plan), waits_s(problem, plan)
    served = [r for r in mine if r in ride]
    weights = asked.party_size[served].astype(float)
    length, seat_m = sum(d.length_m for d in each), sum(d.seat_m for d in each)
    hours = sum(tour.return_s - tour.departure_s for tour in tours)
    return Measures(
        vans=len(tours),
        requests=len(mine),
        served=len(served),
        movements=sum(d.movements for d in each),
        length_m=length,
        empty_m=sum(d.empty_m for d in each),
        occupancy=sum(d.passenger_m for d in each) / seat_m if seat_m > 0 else float("nan"),
        mean_ride_s=_mean([ride[r] for r in served], weights),
        longest_ride_s=max((ride[r] for r in served), default=float("nan")),
        mean_wait_s=_mean([wait[r] for r in served], weights),
        hours_s=hours,
        cost_eur=sum(tour_cost_eur(problem, tour, costs) for tour in tours)
        + sum(taxi_eur(problem, r, costs) for r in mine if r not in ride),
        co2_g=length / 1000 * costs.van_co2_g_km,
    )


def tour_cost_eur(problem: RideProblem, tour: Tour, costs: Costs) -> float:
    """Kilometres, the driver's hours and the van's day."""
    hour = costs.volunteer_hour_eur if problem.vans.volunteer[tour.van] else costs.paid_hour_eur
    out_h = (tour.return_s - tour.departure_s) / HOUR_S
    return tour.length_m / 1000 * costs.km_eur + out_h * hour + costs.van_day_eur


def taxi_eur(problem: RideProblem, request: int, costs: Costs) -> float:
    """What the request's direct ride costs by taxi; only the start where there is no known way."""
    asked = problem.requests
    a, b = int(asked.pickup[request]), int(asked.dropoff[request])
    metres = float(problem.length_m[a, b]) if min(a, b) >= 0 else 0.0
    return costs.taxi_start_eur + costs.taxi_km_eur * (metres / 1000 if np.isfinite(metres) else 0.0)


def day_by_hour(problem: RideProblem, plan: RidePlan) -> list[Hour]:
    """Vans, places and passengers out in each hour in which a van is out, in order; a leg's metres lie evenly in it."""
    sums = np.zeros((49, 5))
    for tour in plan.tours:
        places = int(problem.vans.seats[tour.van] + problem.vans.wheelchair_places[tour.van])
        _spread(sums, 0, tour.departure_s, tour.return_s, 1.0)
        _spread(sums, 1, tour.departure_s, tour.return_s, float(places))
        place, leaves, on_board = int(problem.vans.home[tour.van]), tour.departure_s, 0
        ends = [(stop.place, stop.arrival_s, stop.departure_s, stop.on_board) for stop in tour.stops]
        for where, arrives, departs, boards in [*ends, (int(problem.vans.home[tour.van]), tour.return_s, 0.0, 0)]:
            metres = float(problem.length_m[place, where])
            _spread(sums, 3, leaves, arrives, metres / max(arrives - leaves, 1.0))
            if on_board == 0:
                _spread(sums, 4, leaves, arrives, metres / max(arrives - leaves, 1.0))
            _spread(sums, 2, leaves, max(arrives, departs), float(on_board))
            place, leaves, on_board = where, departs, boards
    return [
        Hour(h, *(float(v) / HOUR_S for v in sums[h, :3]), *(float(v) for v in sums[h, 3:]))
        for h in range(len(sums))
        if sums[h, 0] > 0
    ]


def _spread(sums: FloatArray, column: int, start: float, end: float, value: float) -> None:
    """Add ``value`` times the seconds between start and end to the hours that they lie in."""
    for hour in range(int(max(0.0, start) // HOUR_S), min(len(sums) - 1, int(end // HOUR_S)) + 1):
        inside = min(end, (hour + 1) * HOUR_S) - max(start, hour * HOUR_S)
        if inside > 0:
            sums[hour, column] += value * inside


def _mean(values: Sequence[float], weights: FloatArray) -> float:
    return float(np.average(values, weights=weights)) if len(values) else float("nan")


def overlap(problem: RideProblem, within_m: float = 2_000.0) -> dict[tuple[str, str], tuple[int, int]]:
    """For each two organisations: requests of the first, and how many of them have one of the second beside them.

    Beside: both ends within ``within_m`` by road, either way, and the windows of pick-up and of drop-off overlap. Two
    such passengers could have shared a van; whether they should is for the plan to say.
    """
    asked, windows = problem.requests, tightened_windows(problem)
    known = np.flatnonzero((asked.pickup >= 0) & (asked.dropoff >= 0) & ~asked.duty)
    near = np.ones((len(known), len(known)), dtype=bool)
    for places in (asked.pickup[known], asked.dropoff[known]):
        there = problem.length_m[np.ix_(places, places)]
        near &= np.minimum(there, there.T) <= within_m
    for low, high in (
        (windows.pickup_from_s, windows.pickup_to_s),
        (windows.dropoff_from_s, windows.dropoff_to_s),
    ):
        near &= (low[known, None] <= high[None, known]) & (low[None, known] <= high[known, None])
    names = np.array([asked.organisations[r] for r in known], dtype=object)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for one in sorted(set(names.tolist())):
        for other in sorted(set(names.tolist()) - {one}):
            rows = near[np.ix_(names == one, names == other)]
            found[one, other] = (len(rows), int(rows.any(axis=1).sum()))
    return found
