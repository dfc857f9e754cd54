"""What the hubs of a choice ask in a year: the rounds of :mod:`geo.hub_location.last_mile` as hours, fte and euro.

Here: those figures a week and in parts, with each site's own rent, and the length of the rounds of a day. How rounds
are estimated, and which part of them the objective covers, is in that module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.assumptions import Assumptions
from geo.hub_location import HubProblem, HubSolution, Service, last_mile
from geo.ranking.cost import DAYS, FIGURES

WEEKS = 52

EFFORT = (
    "deliveries_per_day", "contact_hours_week", "between_hours_week", "hub_way_hours_week", "concierge_hours_week",
    "fte", "vehicles", "staff_eur", "vehicle_eur", "site_eur", "coordination_eur", "yearly_eur", "tour_m",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Effort:
    """``hubs``: DataFrame[EFFORT], an open hub a row, at full strength: hours a week, of which contact, from door to
    door and to and from the hub are the productive part of those paid; euro a year; ``tour_m`` metres of all rounds of
    a working day. ``hours_share``, ``cost_share``: the part of paid hours and of the yearly cost that is the way to and
    from the hub, which alone depends on where it stands; NaN where nothing is done."""

    hubs: pd.DataFrame
    hours_share: float
    cost_share: float


def prices_of(assumptions: Assumptions, gemeentecode: str) -> dict[str, float]:
    """The figures that hours and cost are made of, a gemeente's own first."""
    return {name: assumptions.figure(name, gemeentecode).value for name in FIGURES}


def deliveries_a_day(price: Mapping[str, float]) -> float:
    """Deliveries a working day that one expected frail resident asks."""
    return price["participation_share"] * price["deliveries_per_resident"] / (WEEKS * DAYS)


def site_eur(sites: pd.DataFrame, price: Mapping[str, float]) -> np.ndarray:
    """(m,) Euro a year of each site: its rent, or the table's figure where no rent is known."""
    rent = sites["rent_eur_year"].to_numpy(dtype=float)
    return np.where(np.isnan(rent), price["site_eur"], rent)


def effort(
    problem: HubProblem,
    solution: HubSolution,
    area_km2: np.ndarray,
    rent_eur: np.ndarray,
    service: Service,
    price: Mapping[str, float],
) -> Effort:
    """What the hubs of a solution ask.

    Args:
        problem: seconds and frail residents.
        solution: of that problem.
        area_km2: (n,) land of the buurten.
        rent_eur: (m,) euro a year of each site.
        service: as :func:`geo.hub_location.service_of`.
        price: as :func:`prices_of`, of the same table.
    """
    asked = last_mile(problem, solution, area_km2, service)
    rounds = asked.hubs
    rent = rent_eur[[problem.site_ids.index(site) for site in solution.open_sites]]
    fte, a_week = rounds["fte"].to_numpy(float), DAYS / 3600
    between_s = rounds["driving_s_per_day"].to_numpy(float) - rounds["trip_s_per_day"].to_numpy(float)
    staff, vehicle = fte * service.fte_eur, fte * service.vehicles_per_fte * service.vehicle_eur
    coordination = fte * service.coordination_share * service.coordinator_eur
    columns = (
        rounds["residents"].to_numpy(float) * price["deliveries_per_resident"] / (WEEKS * DAYS),
        rounds["stops_per_day"].to_numpy(float) * service.minutes_per_visit * 60 * a_week,
        between_s * a_week,
        rounds["trip_s_per_day"].to_numpy(float) * a_week,
        rounds["hours_per_year"].to_numpy(float) / WEEKS,
        fte,
        np.ceil(fte * service.vehicles_per_fte - 1e-9),
        staff,
        vehicle,
        rent,
        coordination,
        staff + vehicle + rent + coordination,
        rounds["driving_s_per_day"].to_numpy(float) * service.speed_m_s,
    )
    hubs = pd.DataFrame(dict(zip(EFFORT, columns, strict=True)))
    worked, cost = float(hubs["concierge_hours_week"].sum()), float(hubs["yearly_eur"].sum())
    running = cost - float(hubs["site_eur"].sum())
    share = asked.trip_share if worked > 0 else float("nan")
    return Effort(hubs, share, share * running / cost if cost > 0 else float("nan"))
