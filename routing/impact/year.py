"""What a planned day and the year up to it bring: kilometres, CO2, contact; each figure with formula, range and source.

Only counting and multiplying lives here. Electrified kilometres (still driven, now without exhaust) and avoided
kilometres (not driven any more) are different things and are never added up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from geo.assumptions import Assumptions, assumptions
from routing.impact.factors import Factors, co2_avoided_kg, emission, factors_of, last_mile_km, stock_km

REPORT = "TNO 2022, Krachtige wijk voor inwoners, paragraaf 4.3"
PLAN = "Routeplan van de dag"
HISTORY = "Leveringen van de laatste twaalf maanden"
COLUMNS = ("indicator", "period", "value", "low", "high", "unit", "formula", "source")


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


def impact(
    routes: pd.DataFrame,
    stops: pd.DataFrame,
    deliveries: pd.DataFrame,
    suppliers: pd.DataFrame,
    depot_distances: pd.DataFrame,
    service_date: dt.date,
    table: Assumptions | None = None,
    gemeentecode: str | None = None,
) -> pd.DataFrame:
    """The rows of planning.impact (indicator, period, value, low, high, unit, formula, source) of a day and its year.

    Args: routes and stops of the day as planning.route and planning.route_stop; deliveries as core.delivery, of which
    those in the twelve months up to and including the date count; suppliers as core.supplier; depot_distances
    (supplier_id, hub_id, length_m), metres one way, NaN unknown. `low` and `high` are NaN where a figure is a count.
    A share of nothing is left out, not 0. ``table`` and ``gemeentecode``: whose factors; the shipped ones, which for
    CO2 are those of TNO 2022, section 4.3, where none are given. Raises ImpactError for a vehicle without a factor.
    """
    table = table or assumptions()
    factors = factors_of(table, gemeentecode)
    day = pd.Timestamp(service_date)
    dates = pd.to_datetime(deliveries["service_date"])
    year = deliveries.assign(service_date=dates)[(dates > day - pd.DateOffset(years=1)) & (dates <= day)]
    figures = [*_day(routes, stops, factors), *_year(routes, stops, year, factors)]
    rides = _stock_rides(year, suppliers, depot_distances)
    figures += _stock(rides, factors)
    figures += _other_emissions(figures, rides, table, gemeentecode)
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


def _stock_rides(year: pd.DataFrame, suppliers: pd.DataFrame, distances: pd.DataFrame) -> pd.DataFrame:
    """Rides from a depot that stock at the hub spares: one a supplier and day, to the furthest hub served that day.

    Returns supplier_id, service_date, length_m (one way, NaN unknown), vehicle; in a fixed order, so that the same rows
    add up to the same last digit.
    """
    stocked = suppliers[suppliers["stock_at_hub"].astype(bool)].drop_duplicates("supplier_id")
    vehicle = dict(zip(stocked["supplier_id"], stocked["vehicle_kind"], strict=True))
    served = year[year["supplier_id"].isin(list(vehicle))].drop_duplicates(["supplier_id", "service_date", "hub_id"])
    nearest = distances.groupby(["supplier_id", "hub_id"], as_index=False)["length_m"].min()
    legs = served.merge(nearest, on=["supplier_id", "hub_id"], how="left", validate="many_to_one")
    rides = legs.groupby(["supplier_id", "service_date"])["length_m"].max().reset_index()
    return rides.assign(vehicle=rides["supplier_id"].map(vehicle)).sort_values(["supplier_id", "service_date"])


def _stock(rides: pd.DataFrame, factors: Factors) -> Iterable[_Figure]:
    unknown = int(rides["length_m"].isna().sum())
    known = rides.dropna(subset=["length_m"])
    km = sum((stock_km(1, float(metres)) for metres in known["length_m"]), 0.0)
    kg = sum(
        (
            co2_avoided_kg(stock_km(1, float(metres)), factors.of_vehicle(str(kind)))
            for kind, metres in zip(known["vehicle"], known["length_m"], strict=True)
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


OTHER = {
    "co2_wtw": ("co2_wtw", "kg", 1000.0, "CO2 van de hele keten (well-to-wheel)"),
    "nox": ("nox", "g", 1.0, "stikstofoxiden"),
    "pm10": ("pm10", "g", 1.0, "fijnstof (PM10)"),
}
"""Pollutant: the name in the indicator, its unit, gram in that unit, and the Dutch name."""


def _other_emissions(
    figures: Iterable[_Figure], rides: pd.DataFrame, table: Assumptions, gemeentecode: str | None
) -> list[_Figure]:
    """Well to wheel, NOx and PM10: of kilometres electrified, and of kilometres avoided; never of both together."""
    electrified = next(each for each in figures if each.indicator == "km_electrified" and each.period == "year")
    known = rides.dropna(subset=["length_m"])
    by_vehicle = known.groupby("vehicle")["length_m"].sum() * 2.0 / 1000.0
    made = []
    for pollutant, (name, unit, gram, dutch) in OTHER.items():
        fuel, electric = (emission(table, pollutant, each, gemeentecode) for each in ("van", "electric"))
        low_km, high_km = electrified.low or electrified.value, electrified.high or electrified.value
        made.append(
            _Figure(
                f"{name}_avoided_last_mile_{unit}", "year",
                electrified.value * (fuel.value - electric.value) / gram, unit,
                f"Elektrisch gereden km × ({fuel.value:g} − {electric.value:g}) g/km {dutch}: bus min elektrisch. "
                "Ook een elektrische kilometer geeft iets: stroom en slijtage.",
                f"Tabel met aannames: {fuel.source}",
                low_km * max(0.0, fuel.low - electric.high) / gram, high_km * (fuel.high - electric.low) / gram,
            )
        )  # fmt: skip
        each = {str(kind): emission(table, pollutant, str(kind), gemeentecode) for kind in by_vehicle.index}
        value = sum((float(by_vehicle[kind]) * figure.value for kind, figure in each.items()), 0.0) / gram
        high = sum((float(by_vehicle[kind]) * figure.high for kind, figure in each.items()), 0.0) / gram
        made.append(
            _Figure(
                f"{name}_avoided_stock_{unit}", "year", value, unit,
                f"Door voorraad vermeden km × g/km {dutch} van het voertuig van de leverancier. Bovengrens: rijdt de "
                "leverancier toch, dan is het 0.", "Tabel met aannames", 0.0, high,
            )
        )  # fmt: skip
    return made
