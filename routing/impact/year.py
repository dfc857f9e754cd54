"""What a planned day and the year up to it bring: kilometres, CO2, contact; each figure with formula, range and source.

Only counting and multiplying lives here. Electrified kilometres (still driven, now without exhaust) and avoided
kilometres (not driven any more) are different things and are never added up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

REPORT = "TNO 2022, Krachtige wijk voor inwoners, paragraaf 4.3"
PLAN = "Routeplan van de dag"
HISTORY = "Leveringen van de laatste twaalf maanden"
COLUMNS = ("indicator", "period", "value", "low", "high", "unit", "formula", "source")


class ImpactError(ValueError):
    """Figures that cannot be computed from the tables given, with the mend."""


@dataclass(frozen=True)
class Factors:
    """CO2 tank to wheel in gram a kilometre, and the last mile of June 2021 (600 deliveries, 400 km).

    Source: TNO 2022, section 4.3 (van: 80 % city, 20 % provincial; small box truck: 70 / 25 / 5 % motorway).
    """

    electric_g_km: float = 0.0
    van_g_km: float = 221.0
    box_truck_g_km: float = 366.0
    report_km: float = 400.0
    report_deliveries: float = 600.0

    def of_vehicle(self, vehicle_kind: str) -> float:
        """Gram a kilometre of a supplier's own vehicle: 'van' or 'box_truck'; ImpactError for another kind."""
        known = {"van": self.van_g_km, "box_truck": self.box_truck_g_km}
        if vehicle_kind not in known:
            raise ImpactError(f"No CO2 factor for vehicle '{vehicle_kind}'; suppliers drive a van or a box_truck.")
        return known[vehicle_kind]


@dataclass(frozen=True)
class ReportCase:
    """The report's own figures, recomputed with the functions of this module; kilometres and kilogrammes a year."""

    km_last_mile: float
    co2_last_mile_kg: float
    km_stock: float
    co2_stock_kg: float
    co2_total_kg: float


@dataclass(frozen=True)
class _Figure:
    """A row of planning.impact."""

    indicator: str
    period: str
    value: float
    unit: str
    formula: str
    source: str
    low: float | None = None
    high: float | None = None


def last_mile_km(deliveries: float, km: float, per_deliveries: float) -> float:
    """Kilometres of so many deliveries, where `per_deliveries` of them took `km`."""
    return deliveries * km / per_deliveries


def stock_km(days: float, one_way_m: float) -> float:
    """Kilometres of a ride from depot to hub and back on each of so many days; `one_way_m` in metres."""
    return days * 2.0 * one_way_m / 1000.0


def co2_avoided_kg(km: float, fuel_g_km: float, instead_g_km: float = 0.0) -> float:
    """Kilogrammes of CO2 that `km` would give with the one vehicle and do not with the other (gram a kilometre)."""
    return km * (fuel_g_km - instead_g_km) / 1000.0


def report_case(factors: Factors | None = None) -> ReportCase:
    """The report's year: 12 x June 2021 (600 deliveries, 400 km), and 126 days of stock at 50 km (section 4.3)."""
    factors = factors or Factors()
    km = last_mile_km(12 * 600, 400.0, 600)
    stock = stock_km(126, 50_000.0)
    co2 = co2_avoided_kg(km, factors.van_g_km, factors.electric_g_km)
    co2_stock = co2_avoided_kg(stock, factors.box_truck_g_km)
    return ReportCase(km, co2, stock, co2_stock, co2 + co2_stock)


def impact(
    routes: pd.DataFrame,
    stops: pd.DataFrame,
    deliveries: pd.DataFrame,
    suppliers: pd.DataFrame,
    depot_distances: pd.DataFrame,
    service_date: dt.date,
    factors: Factors | None = None,
) -> pd.DataFrame:
    """The rows of planning.impact (indicator, period, value, low, high, unit, formula, source) of a day and its year.

    Args: routes and stops of the day as planning.route and planning.route_stop; deliveries as core.delivery, of which
    those in the twelve months up to and including the date count; suppliers as core.supplier; depot_distances
    (supplier_id, hub_id, length_m), metres one way, NaN unknown. `low` and `high` are NaN where a figure is a count.
    A share of nothing is left out, not 0. Raises ImpactError for a vehicle without a CO2 factor.
    Source: TNO 2022, section 4.3.
    """
    factors = factors or Factors()
    day = pd.Timestamp(service_date)
    dates = pd.to_datetime(deliveries["service_date"])
    year = deliveries.assign(service_date=dates)[(dates > day - pd.DateOffset(years=1)) & (dates <= day)]
    figures = [*_day(routes, stops, factors), *_year(routes, stops, year, factors)]
    figures += _stock(year, suppliers, depot_distances, factors)
    frame = pd.DataFrame([vars(figure) for figure in figures], columns=list(COLUMNS))
    return frame.astype({"value": "float64", "low": "float64", "high": "float64"})


def _day(routes: pd.DataFrame, stops: pd.DataFrame, factors: Factors) -> Iterable[_Figure]:
    km = float(routes["length_m"].sum()) / 1000.0
    contact = stops[stops["contact"].astype(bool)]
    yield _Figure(
        "km_electrified",
        "day",
        km,
        "km",
        "Som van de lengte van alle routes van de dag; elektrisch gereden, niet vermeden.",
        PLAN,
    )
    kg = co2_avoided_kg(km, factors.van_g_km, factors.electric_g_km)
    yield _Figure(
        "co2_avoided_last_mile_kg",
        "day",
        kg,
        "kg",
        f"Elektrisch gereden km × {factors.van_g_km:g} g/km van een bestelbus op diesel / 1000.",
        REPORT,
    )
    yield _Figure(
        "contact_minutes",
        "day",
        float(contact["service_s"].sum()) / 60.0,
        "min",
        "Som van de tijd aan de deur of binnen bij alle stops met contact.",
        PLAN,
    )
    yield _Figure(
        "contact_moments",
        "day",
        float(len(contact)),
        "aantal",
        "Aantal stops met contact, aan de deur of binnen.",
        PLAN,
    )
    if len(contact):
        yield _Figure(
            "familiar_share",
            "day",
            float(contact["familiar"].astype(bool).mean()),
            "aandeel",
            "Stops met contact door een van de twee bekendste conciërges / alle stops met contact.",
            PLAN,
        )


def _year(routes: pd.DataFrame, stops: pd.DataFrame, year: pd.DataFrame, factors: Factors) -> Iterable[_Figure]:
    number = float(len(year))
    yield _Figure(
        "deliveries", "year", number, "aantal", "Aantal leveringen in de twaalf maanden tot en met de dag.", HISTORY
    )
    yield _Figure(
        "unique_addresses",
        "year",
        float(year["resident_key"].nunique()),
        "aantal",
        "Aantal verschillende adressen met een levering, opgeteld over het jaar.",
        HISTORY,
    )
    if number:
        yield _Figure(
            "contact_share",
            "year",
            float(year["contact"].astype(bool).mean()),
            "aandeel",
            "Leveringen met contact / alle leveringen.",
            HISTORY,
        )
    report_km = last_mile_km(number, factors.report_km, factors.report_deliveries)
    report_rate = factors.report_km / factors.report_deliveries
    goods = stops.loc[stops["kind"] == "delivery", "order_ids"]
    today = sum(len(str(orders).split(",")) for orders in goods)
    if today:
        day_km = float(routes["length_m"].sum()) / 1000.0
        km = last_mile_km(number, day_km, today)
        formula = (
            f"Leveringen van het jaar × {day_km / today:.2f} km per levering van de geplande dag; bandbreedte tot de "
            f"{report_rate:.2f} km per levering van het rapport. Elektrisch gereden, niet vermeden."
        )
        source = f"{HISTORY}; {PLAN}; {REPORT}"
    else:
        km = report_km
        formula = (
            f"Leveringen van het jaar × {report_rate:.2f} km per levering van het rapport; de dag heeft geen levering "
            "om mee te rekenen. Elektrisch gereden, niet vermeden."
        )
        source = f"{HISTORY}; {REPORT}"
    low, high = sorted((km, report_km))
    yield _Figure("km_electrified", "year", km, "km", formula, source, low, high)
    kg, kg_low, kg_high = (co2_avoided_kg(each, factors.van_g_km, factors.electric_g_km) for each in (km, low, high))
    yield _Figure(
        "co2_avoided_last_mile_kg",
        "year",
        kg,
        "kg",
        f"Elektrisch gereden km van het jaar × {factors.van_g_km:g} g/km van een bestelbus op diesel / 1000.",
        REPORT,
        kg_low,
        kg_high,
    )


def _stock(year: pd.DataFrame, suppliers: pd.DataFrame, distances: pd.DataFrame, factors: Factors) -> Iterable[_Figure]:
    """Rides from a depot that stock at the hub spares: one a supplier and day, to the furthest hub served that day."""
    stocked = suppliers[suppliers["stock_at_hub"].astype(bool)].drop_duplicates("supplier_id")
    vehicle = dict(zip(stocked["supplier_id"], stocked["vehicle_kind"], strict=True))
    served = year[year["supplier_id"].isin(list(vehicle))].drop_duplicates(["supplier_id", "service_date", "hub_id"])
    nearest = distances.groupby(["supplier_id", "hub_id"], as_index=False)["length_m"].min()
    legs = served.merge(nearest, on=["supplier_id", "hub_id"], how="left", validate="many_to_one")
    rides = legs.groupby(["supplier_id", "service_date"])["length_m"].max().reset_index()
    unknown = int(rides["length_m"].isna().sum())
    # A fixed order of addition: the same rows give the same last digit.
    known = rides.dropna(subset=["length_m"]).sort_values(["supplier_id", "service_date"])
    km = sum((stock_km(1, float(metres)) for metres in known["length_m"]), 0.0)
    kg = sum(
        (
            co2_avoided_kg(stock_km(1, float(metres)), factors.of_vehicle(str(vehicle[supplier])))
            for supplier, metres in zip(known["supplier_id"], known["length_m"], strict=True)
        ),
        0.0,
    )
    gap = f" Voor {unknown} van deze dagen is de afstand niet bekend; die tellen niet mee." if unknown else ""
    bound = "Bovengrens: de leverancier kan toch nog rijden voor andere wijken, dan is het 0."
    yield _Figure(
        "stock_days",
        "year",
        float(len(rides)),
        "dagen",
        "Dagen met een levering uit de voorraad op de hub, per leverancier geteld.",
        HISTORY,
    )
    yield _Figure(
        "km_avoided_stock",
        "year",
        km,
        "km",
        f"Voorraaddagen × 2 × afstand van depot naar (verste) hub. {bound}{gap}",
        REPORT,
        0.0,
        km,
    )
    yield _Figure(
        "co2_avoided_stock_kg",
        "year",
        kg,
        "kg",
        f"Vermeden km × {factors.box_truck_g_km:g} (bakwagen) of {factors.van_g_km:g} g/km (bestelbus) / 1000. "
        f"{bound}{gap}",
        REPORT,
        0.0,
        kg,
    )
