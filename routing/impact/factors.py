"""Factors of emission and the report's own case, from the table of assumptions. No year and no deliveries here.

Tank to wheel is what leaves the exhaust (TNO 2022, section 4.3); well to wheel adds what it takes to make the fuel or
the current. NOx and PM10 are of the vehicle. Every factor is a row of ``data/aannames.csv`` with its source.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.assumptions import Assumptions, Figure, assumptions

VEHICLES = ("electric", "van", "box_truck")
POLLUTANTS = ("co2_ttw", "co2_wtw", "nox", "pm10")
"""CO2 from the exhaust, CO2 of the whole chain, nitrogen oxides, fine particles; gram a kilometre."""


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
class ReportInputs:
    """What the report counted (TNO 2022, section 4.3): a month of the last mile, and days with goods from stock."""

    month_km: float = 400.0
    month_deliveries: float = 600.0
    months: int = 12
    stock_days: float = 126.0
    stock_one_way_km: float = 50.0


@dataclass(frozen=True)
class ReportCase:
    """The report's own figures, recomputed with the functions of the product; kilometres and kilogrammes a year."""

    km_last_mile: float
    co2_last_mile_kg: float
    km_stock: float
    co2_stock_kg: float
    co2_total_kg: float


def factors_of(table: Assumptions | None = None, gemeentecode: str | None = None) -> Factors:
    """The factors of the table of assumptions; the shipped ones, which are the report's, where none is given."""
    known = table or assumptions()
    value = {name: known.figure(name, gemeentecode).value for name in (
        "co2_ttw_electric_g_km", "co2_ttw_van_g_km", "co2_ttw_box_truck_g_km", "report_last_mile_km",
        "report_last_mile_deliveries",
    )}  # fmt: skip
    return Factors(*value.values())


def report_inputs(table: Assumptions | None = None, gemeentecode: str | None = None) -> ReportInputs:
    """The report's counts as the table of assumptions has them."""
    known = table or assumptions()

    def figure(name: str) -> float:
        return known.figure(name, gemeentecode).value

    return ReportInputs(
        month_km=figure("report_last_mile_km"),
        month_deliveries=figure("report_last_mile_deliveries"),
        stock_days=figure("report_stock_days"),
        stock_one_way_km=figure("report_stock_one_way_km"),
    )


def emission(table: Assumptions, pollutant: str, vehicle: str, gemeentecode: str | None = None) -> Figure:
    """Gram a kilometre of a pollutant by a vehicle, with its range; ImpactError for one that has no factor."""
    if pollutant not in POLLUTANTS or vehicle not in VEHICLES:
        raise ImpactError(f"No factor of {pollutant} for vehicle '{vehicle}'; suppliers drive a van or a box_truck.")
    return table.figure(f"{pollutant}_{vehicle}_g_km", gemeentecode)


def last_mile_km(deliveries: float, km: float, per_deliveries: float) -> float:
    """Kilometres of so many deliveries, where `per_deliveries` of them took `km`."""
    return deliveries * km / per_deliveries


def stock_km(days: float, one_way_m: float) -> float:
    """Kilometres of a ride from depot to hub and back on each of so many days; `one_way_m` in metres."""
    return days * 2.0 * one_way_m / 1000.0


def co2_avoided_kg(km: float, fuel_g_km: float, instead_g_km: float = 0.0) -> float:
    """Kilogrammes of CO2 that `km` would give with the one vehicle and do not with the other (gram a kilometre)."""
    return km * (fuel_g_km - instead_g_km) / 1000.0


def report_case(factors: Factors | None = None, inputs: ReportInputs | None = None) -> ReportCase:
    """The report's year: 12 x June 2021 (600 deliveries, 400 km), and 126 days of stock at 50 km (section 4.3)."""
    factors, inputs = factors or factors_of(), inputs or report_inputs()
    year = inputs.months * inputs.month_deliveries
    km = last_mile_km(year, inputs.month_km, inputs.month_deliveries)
    stock = stock_km(inputs.stock_days, inputs.stock_one_way_km * 1000.0)
    co2 = co2_avoided_kg(km, factors.van_g_km, factors.electric_g_km)
    co2_stock = co2_avoided_kg(stock, factors.box_truck_g_km)
    return ReportCase(km, co2, stock, co2_stock, co2 + co2_stock)
