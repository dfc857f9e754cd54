"""Hours, fte and euro a year of each open hub, and which part of them the place of the hub decides.

Arithmetic on the table of assumptions, as :mod:`geo.ranking.cost` does for a wijk, with the way to and from the hub
apart. A concierge's day is a round: from the hub to the first address, from door to door, back. A visit takes the
minutes of the table; the next door is about 0.7124 x sqrt(area / addresses) away (Beardwood, Halton and Hammersley
1959); the way to and from the hub is twice the mean time of its area. Only that last part is what a choice by travel
time can save: the contact stays, and so do the ways from door to door.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.assumptions import Assumptions
from geo.ranking.cost import BIKE_M_S, DAYS, DETOUR, FIGURES, TOUR

WEEKS = 52
SHIFTS_A_WEEK = 5
"""Working days of a full-time concierge: how long a round can be follows from the hours of the table."""

EFFORT = (
    "residents", "deliveries_per_day", "contact_hours_week", "between_hours_week", "hub_way_hours_week",
    "concierge_hours_week", "fte", "vehicles", "staff_eur", "vehicle_eur", "site_eur", "coordination_eur", "yearly_eur",
)  # fmt: skip


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
    frail: np.ndarray, area_km2: np.ndarray, mean_s: np.ndarray, rent_eur: np.ndarray, price: Mapping[str, float]
) -> pd.DataFrame:
    """What each open hub asks at full strength.

    Args:
        frail: (k,) expected frail residents at home whom a hub serves.
        area_km2: (k,) land of the buurten they live in.
        mean_s: (k,) mean seconds from the hub to them, one way; NaN where it serves nobody.
        rent_eur: (k,) euro a year of the site itself.
        price: as :func:`prices_of`.

    Returns:
        DataFrame[EFFORT], a row a hub; hours are paid hours a week, of which contact, between doors and to and from the
        hub are the productive part.
    """
    residents = frail * price["participation_share"]
    visits_week = residents * price["visits_per_week"]
    served = residents > 0
    each_km2 = np.divide(area_km2 * DAYS, visits_week, out=np.zeros_like(residents), where=served)
    between_s = TOUR * np.sqrt(each_km2 * 1e6) * DETOUR / BIKE_M_S
    visit_s = price["minutes_per_visit"] * 60
    to_and_from_s = 2 * np.nan_to_num(mean_s)
    round_s = price["hours_per_fte"] / SHIFTS_A_WEEK * price["productive_share"] * 3600
    visits_a_round = np.maximum(1.0, (round_s - to_and_from_s) / (visit_s + between_s))
    rounds_week = visits_week / visits_a_round
    contact = visits_week * visit_s / 3600
    between = visits_week * between_s / 3600
    hub_way = rounds_week * to_and_from_s / 3600
    hours = (contact + between + hub_way) / price["productive_share"]
    fte = hours / price["hours_per_fte"]
    vehicles = np.ceil(fte * price["vehicles_per_fte"] - 1e-9)
    staff, vehicle = fte * price["fte_eur"], vehicles * price["vehicle_eur"]
    coordination = fte * price["coordination_share"] * price["coordinator_eur"]
    columns = (
        residents, residents * price["deliveries_per_resident"] / (WEEKS * DAYS), contact, between, hub_way, hours, fte,
        vehicles, staff, vehicle, rent_eur, coordination, staff + vehicle + rent_eur + coordination,
    )  # fmt: skip
    return pd.DataFrame(dict(zip(EFFORT, columns, strict=True)))


def objective_share(parts: pd.DataFrame, price: Mapping[str, float]) -> tuple[float, float]:
    """Which part of the paid hours, and of the yearly cost, is the way to and from the hub; NaN where there is none.

    ``parts``: as :func:`effort`. Hours that are paid and not productive are counted along with what they belong to.
    """
    way = float(parts["hub_way_hours_week"].sum()) / price["productive_share"]
    hours, cost = float(parts["concierge_hours_week"].sum()), float(parts["yearly_eur"].sum())
    an_hour = (
        price["fte_eur"] + price["vehicles_per_fte"] * price["vehicle_eur"]
        + price["coordination_share"] * price["coordinator_eur"]
    ) / price["hours_per_fte"]  # fmt: skip
    return (way / hours if hours else float("nan")), (way * an_hour / cost if cost else float("nan"))
