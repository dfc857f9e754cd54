"""The real last mile of a choice of hubs: rounds, not single trips; what that asks and costs in a year, and what share
of it the objective covers at all.

Here: a continuous approximation, on figures of one region. Not here: real routes (``routing/route_plan``), the choice
of hubs itself (``solving``), what the figures are (``geo/rates/aannames.csv``).

**Tour.** From a hub that serves N addresses a day in an area A, in rounds of at most C addresses, vehicles drive about
2 r ceil(N / C) + k sqrt(A N): out and back to the middle of the round, and from address to address (Daganzo 1984, *The
distance traveled to visit N points with a maximum of C stops per vehicle*, Transportation Science 18). k = 0.7124 is
the constant of the shortest tour through random points (Beardwood, Halton & Hammersley 1959), times 1.3 for streets; r
is the mean time from the hub, as in the matrix. The approximation is for many addresses; with fewer than about fifteen
a round it is too long by some tenths.

**What the objective covers.** The p-median weighs the way from hub to address, r. With an address every few hundred
metres the way between addresses is minutes against ten at the door, so that a choice of hubs moves a small share of the
hours: ``trip_share`` says which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.assumptions import Assumptions
from geo.hub_location.arrays import Floats
from geo.hub_location.costs import part_of
from geo.hub_location.problem import HubProblem, HubProblemError, HubSolution
from geo.ranking.cost import BIKE_M_S, DAYS, DETOUR, TOUR

WEEKS = 52
STOPS_A_ROUND = 20
"""Addresses on one loaded cargo bike."""


@dataclass(frozen=True)
class Service:
    """How residents are served, and prices: shares are fractions, money euro a year, ``minutes_per_visit`` at the
    door, ``hours_per_fte`` a week, ``speed_m_s`` between addresses."""

    participation_share: float
    visits_per_week: float
    minutes_per_visit: float
    hours_per_fte: float
    productive_share: float
    fte_eur: float
    vehicles_per_fte: float
    vehicle_eur: float
    site_eur: float
    coordination_share: float
    coordinator_eur: float
    speed_m_s: float = BIKE_M_S
    stops_a_round: int = STOPS_A_ROUND


FIGURES = (
    "participation_share", "visits_per_week", "minutes_per_visit", "hours_per_fte", "productive_share", "fte_eur",
    "vehicles_per_fte", "vehicle_eur", "site_eur", "coordination_share", "coordinator_eur",
)  # fmt: skip


def service_of(assumptions: Assumptions, gemeentecode: str | None = None) -> Service:
    """The table of assumptions as a service; a gemeente's own rows go before the country's."""
    return Service(**{name: assumptions.figure(name, gemeentecode).value for name in FIGURES})


@dataclass(frozen=True, eq=False)
class LastMile:
    """What a choice of hubs asks in a year.

    ``hubs``: DataFrame[hub_id, residents, stops_per_day, rounds_per_day, tour_m_per_day (from address to address),
    trip_s_per_day (to and from the middle of the rounds), driving_s_per_day (both), hours_per_year, fte, cost_eur], in
    the order of the solution's sites. A hub that serves nobody has its site's cost alone.

    ``hours_per_year`` (paid hours), ``fte`` and ``cost_eur`` are the sums; ``unserved`` residents no hub reaches;
    ``driving_share`` of the productive hours is driven, ``trip_share`` is what the objective weighs, and
    ``trip_cost_share`` its share of the yearly cost, sites and all.
    """

    hubs: pd.DataFrame
    hours_per_year: float
    fte: float
    cost_eur: float
    unserved: float
    driving_share: float
    trip_share: float
    trip_cost_share: float


def tour_length_m(stops: float, area_km2: float) -> float:
    """Metres from address to address on the shortest round by street past ``stops`` addresses spread over an area."""
    return TOUR * DETOUR * float(np.sqrt(max(stops, 0.0) * max(area_km2, 0.0) * 1e6))


def last_mile(problem: HubProblem, solution: HubSolution, area_km2: Floats, service: Service) -> LastMile:
    """What serving everybody from a solution's hubs asks and costs.

    Args:
        problem: with ``cost_s`` in seconds and weights in frail residents.
        solution: of that problem; whom its assignment leaves out is not served.
        area_km2: (n,) of the demand points' buurten.
        service: how people are served, and prices.

    Raises:
        HubProblemError: the areas do not fit the problem.
    """
    area = np.asarray(area_km2, dtype=np.float64)
    residents = np.asarray(problem.weights, dtype=np.float64) * service.participation_share
    if area.shape != residents.shape or not np.isfinite(area).all() or (area < 0).any():
        raise HubProblemError("area_km2 holds one area in km2, 0 or more, for each demand point.")
    rows, trip_s, driven_s, door_s = [], 0.0, 0.0, 0.0
    place = {site: column for column, site in enumerate(problem.site_ids)}
    for site in solution.open_sites:
        mine = np.flatnonzero((solution.assignment == place[site]) & (residents > 0))
        stops = float(residents[mine].sum()) * service.visits_per_week / DAYS
        rounds = int(np.ceil(stops / service.stops_a_round - 1e-9))
        way_s = part_of(problem.cost_s, mine, np.array([place[site]]))[:, 0]
        mean_s = float(np.average(way_s, weights=residents[mine])) if len(mine) else 0.0
        tour_m = tour_length_m(stops, float(area[mine].sum()))
        trip, tour, door = 2 * mean_s * rounds, tour_m / service.speed_m_s, stops * service.minutes_per_visit * 60
        trip_s, driven_s, door_s = trip_s + trip, driven_s + trip + tour, door_s + door
        hours = (trip + tour + door) / 3600 / service.productive_share * DAYS
        rows.append((site, residents[mine].sum(), stops, rounds, tour_m, trip, trip + tour, hours * WEEKS,
                     hours / service.hours_per_fte, _running_eur(hours, service) + service.site_eur))  # fmt: skip
    hubs = pd.DataFrame(rows, columns=[
        "hub_id", "residents", "stops_per_day", "rounds_per_day", "tour_m_per_day", "trip_s_per_day",
        "driving_s_per_day", "hours_per_year", "fte", "cost_eur",
    ])  # fmt: skip
    worked_s, cost = driven_s + door_s, float(hubs["cost_eur"].sum())
    running = cost - service.site_eur * len(hubs)
    trip_share = trip_s / worked_s if worked_s else 0.0
    return LastMile(
        hubs=hubs,
        hours_per_year=float(hubs["hours_per_year"].sum()),
        fte=float(hubs["fte"].sum()),
        cost_eur=cost,
        unserved=float(residents[solution.assignment < 0].sum()),
        driving_share=driven_s / worked_s if worked_s else 0.0,
        trip_share=trip_share,
        trip_cost_share=trip_share * running / cost if cost else 0.0,
    )


def _running_eur(hours_a_week: float, service: Service) -> float:
    """Euro a year of concierges, their vehicles and their coordination."""
    each = service.fte_eur + service.vehicles_per_fte * service.vehicle_eur
    return hours_a_week / service.hours_per_fte * (each + service.coordination_share * service.coordinator_eur)


def by_last_mile(
    problem: HubProblem, solutions: Sequence[HubSolution], area_km2: Floats, service: Service
) -> list[tuple[HubSolution, LastMile]]:
    """The best few choices with what they really ask, the least driving first; ties stay in the order given."""
    told = [(solution, last_mile(problem, solution, area_km2, service)) for solution in solutions]
    return sorted(told, key=lambda pair: (pair[1].unserved, float(pair[1].hubs["driving_s_per_day"].sum())))
