"""What serving a wijk asks and costs: hours, fte, vehicles, euro a year, the slow start, what stays unfunded.

Here: arithmetic on the table of assumptions. What is in it and where it comes from: ``geo/rates/aannames.csv``.

**Hours.** A visit takes the minutes of the table and the way to the next address. On a round of n addresses in an area
A the next one lies about 0.7124 x sqrt(A / n) away (Beardwood, Halton and Hammersley 1959), times 1.3 for streets, at
4.2 m/s by cargo bike; n is what is visited on one of six days. **Costs** are those of concierges, vehicles,
coordination and a floor in a building that is there. **Income** is what suppliers pay for a delivery. Care and welfare
are not counted as income: what they should pay is what ``unfunded`` says (Logistiek+ 2021: logistics alone does not
pay).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.assumptions import Assumptions
from geo.frailty import HOME, FrailtyEstimate, sum_rows

Floats = NDArray[np.float64]

TOUR, DETOUR, BIKE_M_S, DAYS = 0.7124, 1.3, 4.2, 6
MONTHS = 12
Z90 = 2 * 1.6448536269514722
SHARES = ("participation_share", "productive_share", "start_month_1", "start_month_2")
FIGURES = (
    "participation_share", "deliveries_per_resident", "visits_per_week", "minutes_per_visit", "hours_per_fte",
    "productive_share", "fte_eur", "vehicles_per_fte", "vehicle_eur", "site_eur", "coordination_share",
    "coordinator_eur", "price_per_delivery_eur", "start_month_1", "start_month_2", "agenda_eur",
)  # fmt: skip


def cost_per_resident(frail_per_km2: pd.Series, assumptions: Assumptions) -> pd.Series:
    """Euro a year for each resident served, the site left out, by how densely frail residents live.

    Args:
        frail_per_km2: expected frail residents at home per km2, by buurtcode.
        assumptions: prices of the country.

    Returns:
        By buurtcode; NaN where nobody is expected to be frail.
    """
    price = {name: assumptions.figure(name).value for name in FIGURES}
    density = frail_per_km2.to_numpy(dtype=np.float64) * price["participation_share"]
    hours = _hours_each(np.divide(1.0, density, out=np.full_like(density, np.nan), where=density > 0), price)
    fte = hours / price["hours_per_fte"]
    each = price["fte_eur"] + price["vehicles_per_fte"] * price["vehicle_eur"]
    return pd.Series(fte * (each + price["coordination_share"] * price["coordinator_eur"]), index=frail_per_km2.index)


def candidate_costs(
    estimate: FrailtyEstimate, buurten: pd.DataFrame, assumptions: Assumptions, *, seed: int
) -> pd.DataFrame:
    """What each wijk asks and costs in a year at full strength, with the range by need and prices.

    Args:
        estimate: frail residents at home by buurt, with draws.
        buurten: as :func:`geo.ranking.criteria.buurt_table`: wijkcode, wijknaam, gemeentecode, area_ha, in the order of
            the estimate.
        assumptions: prices; a gemeente's own rows go before the country's.
        seed: of the draws of prices.

    Returns:
        Columns of ``planning.candidate_cost`` except region, scenario and run_id, sorted by wijkcode.
    """
    codes, first, place = np.unique(buurten["wijkcode"].to_numpy(str), return_index=True, return_inverse=True)
    home = estimate.frame[estimate.frame["group_name"] == HOME]["expected"].to_numpy(np.float64)
    expected = np.bincount(place, weights=home, minlength=len(codes))
    area = np.bincount(place, weights=buurten["area_ha"].to_numpy(np.float64), minlength=len(codes)) / 100
    drawn = sum_rows(place, estimate.draws_home, len(codes))
    gemeente = buurten["gemeentecode"].to_numpy(str)[first]
    parts = []
    apart = np.where(np.isin(gemeente, assumptions.areas("cost")), gemeente, "NL")
    for code in np.unique(apart):
        own = apart == code
        price = {name: assumptions.figure(name, code).value for name in FIGURES}
        bill = _bill(expected[own], np.maximum(area[own], 0.01), price)
        many = _bill(
            drawn[own], np.maximum(area[own, None], 0.01), _drawn_prices(assumptions, code, drawn.shape[1], seed)
        )
        low, high = np.percentile(many["total_eur"], [5, 95], axis=1)
        rows = pd.DataFrame({"wijkcode": codes[own], "wijknaam": buurten["wijknaam"].to_numpy()[first][own], **bill})
        parts.append(rows.assign(total_low_eur=low, total_high_eur=high, gemeentecode=gemeente[own]))
    table = pd.concat(parts, ignore_index=True).sort_values("wijkcode", ignore_index=True)
    return table.astype({"vehicles": "int64"})


def candidate_months(costs: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """The first year of each wijk by month: two slow months, then full strength.

    Args:
        costs: as :func:`candidate_costs`.
        assumptions: the same.

    Returns:
        Columns of ``planning.candidate_month`` except region, scenario and run_id.
    """
    parts = []
    apart = costs["gemeentecode"].where(costs["gemeentecode"].isin(assumptions.areas("cost")), "NL")
    for code, rows in costs.groupby(apart):
        share = start_curve({name: assumptions.figure(name, str(code)).value for name in SHARES})
        deliveries = rows["deliveries_per_year"].to_numpy()[:, None] / MONTHS * share
        cost = np.repeat(rows["total_eur"].to_numpy()[:, None] / MONTHS, MONTHS, axis=1)
        income = rows["income_eur"].to_numpy()[:, None] / MONTHS * share
        agenda = rows["agenda_eur"].to_numpy()[:, None]
        parts.append(
            pd.DataFrame(
                {
                    "wijkcode": np.repeat(rows["wijkcode"].to_numpy(), MONTHS),
                    "month": np.tile(np.arange(1, MONTHS + 1), len(rows)),
                    "share": np.tile(share, len(rows)),
                    "deliveries": deliveries.ravel(),
                    "cost_eur": cost.ravel(),
                    "income_eur": income.ravel(),
                    "unfunded_eur": (agenda + np.cumsum(cost - income, axis=1)).ravel(),
                    "gemeentecode": np.repeat(rows["gemeentecode"].to_numpy(), MONTHS),
                }
            )
        )
    return pd.concat(parts, ignore_index=True).sort_values(["wijkcode", "month"], ignore_index=True)


def start_curve(price: Mapping[str, Any]) -> Floats:
    """Deliveries in each of the first twelve months as a share of full strength."""
    return np.array([price["start_month_1"], price["start_month_2"], *([1.0] * (MONTHS - 2))])


def _hours_each(km2_each: Floats, price: Mapping[str, Any]) -> Floats:
    """Concierge hours a week for one resident, where each has ``km2_each`` km2 around."""
    a_day = np.maximum(price["visits_per_week"] / DAYS, 1e-9)
    way_s = TOUR * np.sqrt(km2_each / a_day * 1e6) * DETOUR / BIKE_M_S
    minutes = price["minutes_per_visit"] + way_s / 60
    hours: Floats = price["visits_per_week"] * minutes / 60 / price["productive_share"]
    return hours


def _bill(frail: Floats, area_km2: Floats, price: Mapping[str, Any]) -> dict[str, Floats]:
    """All figures of a wijk at full strength; arrays of one shape."""
    residents = frail * price["participation_share"]
    each = np.divide(area_km2, residents, out=np.zeros_like(residents), where=residents > 0)
    hours = residents * _hours_each(each, price)
    fte = hours / price["hours_per_fte"]
    vehicles = np.ceil(fte * price["vehicles_per_fte"] - 1e-9)
    deliveries = residents * price["deliveries_per_resident"]
    staff, vehicle = fte * price["fte_eur"], vehicles * price["vehicle_eur"]
    site = np.where(residents > 0, price["site_eur"], 0.0)
    coordination = fte * price["coordination_share"] * price["coordinator_eur"]
    total = staff + vehicle + site + coordination
    income = deliveries * price["price_per_delivery_eur"]
    first_year = income * (price["start_month_1"] + price["start_month_2"] + MONTHS - 2) / MONTHS
    paid = np.asarray(price["price_per_delivery_eur"]) > 0
    return {
        "residents": residents,
        "visits_per_week": residents * price["visits_per_week"],
        "deliveries_per_year": deliveries,
        "concierge_hours_per_week": hours,
        "fte": fte,
        "vehicles": vehicles,
        "staff_eur": staff,
        "vehicle_eur": vehicle,
        "site_eur": site,
        "coordination_eur": coordination,
        "total_eur": total,
        "per_resident_eur": np.divide(total, residents, out=np.full_like(total, np.nan), where=residents > 0),
        "income_eur": income,
        "unfunded_eur": np.maximum(total - income, 0.0),
        "break_even_deliveries": np.where(paid, total / np.where(paid, price["price_per_delivery_eur"], 1.0), np.nan),
        "start_unfunded_eur": np.maximum(total - first_year, 0.0),
        "agenda_eur": np.broadcast_to(np.asarray(price["agenda_eur"], dtype=np.float64), residents.shape),
    }


def _drawn_prices(assumptions: Assumptions, gemeentecode: str, draws: int, seed: int) -> dict[str, Floats]:
    """Every figure in each draw, (draws,): normal by its 90 % range, never below nothing, shares at most 1."""
    rng = np.random.default_rng([seed, 5])
    drawn = {}
    for name in FIGURES:
        figure, normal = assumptions.figure(name, gemeentecode), rng.standard_normal(draws)
        most = 1.0 if name in SHARES else np.inf
        drawn[name] = np.clip(figure.value + normal * (figure.high - figure.low) / Z90, 0.05 * figure.value, most)
    return drawn
