"""Impact: the report's own figures, a small year by hand, and what must never be added up."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pandas as pd
import pytest

from geo.assumptions import COLUMNS, assumptions
from geo.db import planning
from routing.impact import Factors, ImpactError, ReportInputs, co2_avoided_kg, factors_of, impact, report_case, stock_km
from tests.benchmarks import report_case as benchmark

DAY = dt.date(2026, 2, 3)
ROUTES = pd.DataFrame({"length_m": [3000.0, 1000.0]})
STOPS = pd.DataFrame(
    {
        "kind": ["delivery", "delivery", "visit"],
        "order_ids": ["o1,o2", "o3", "v1"],
        "contact": [True, False, True],
        "service_s": [600, 90, 900],
        "familiar": [True, True, False],
    }
)
SUPPLIERS = pd.DataFrame(
    {
        "supplier_id": ["S1", "S2", "S3"],
        "stock_at_hub": [False, True, True],
        "vehicle_kind": ["van", "box_truck", "van"],
    }
)
DISTANCES = pd.DataFrame(
    {"supplier_id": ["S2", "S2", "S3"], "hub_id": ["H1", "H2", "H1"], "length_m": [50_000.0, 60_000.0, float("nan")]}
)
DELIVERIES = pd.DataFrame(
    [
        (dt.date(2025, 2, 3), "S2", "H1", "old", True),  # a year and a day: not counted
        (dt.date(2025, 2, 4), "S1", "H1", "a", True),
        (dt.date(2025, 6, 1), "S2", "H1", "a", True),
        (dt.date(2025, 6, 1), "S2", "H2", "b", False),  # the same ride, on to the hub that is further
        (dt.date(2025, 6, 1), "S2", "H1", "c", True),
        (dt.date(2025, 6, 2), "S2", "H1", "c", True),
        (dt.date(2025, 6, 3), "S3", "H1", "c", True),  # distance unknown
        (DAY, "S1", "H1", "a", True),
        (DAY + dt.timedelta(days=1), "S2", "H1", "later", True),
    ],
    columns=["service_date", "supplier_id", "hub_id", "resident_key", "contact"],
)


def figures(**changes: Any) -> pd.DataFrame:
    given = {"routes": ROUTES, "stops": STOPS, "deliveries": DELIVERIES, "suppliers": SUPPLIERS,
             "depot_distances": DISTANCES, "service_date": DAY} | changes  # fmt: skip
    return impact(**given).set_index(["period", "indicator"])


def test_the_report_s_own_figures_come_out_of_the_functions_of_the_product() -> None:
    case = report_case()
    assert case.km_last_mile == 4800
    assert int(case.co2_last_mile_kg) == 1060
    assert case.km_stock == 12_600
    assert round(case.co2_stock_kg) == 4612
    assert round(case.co2_total_kg, -2) == 5700


def test_the_benchmark_prints_the_report_s_figures_with_the_agreed_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main(["--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert list(line) == ["km_last_mile", "co2_last_mile_kg", "km_stock", "co2_stock_kg", "co2_total_kg"]
    assert line["km_stock"] == 12_600


def own_row(name: str, value: float, subject: str = "emission") -> pd.DataFrame:
    row = dict.fromkeys(COLUMNS) | {"subject": subject, "name": name, "area_code": "NL", "value": value, "year": 2026,
                                    "unit": "g", "basis": "assumption", "definition": "eigen", "source": "oordeel"}  # fmt: skip
    return pd.DataFrame([row]).astype({"low": "float64", "high": "float64", "target_year": "Int64"})


def test_an_assumption_that_moves_in_the_workspace_moves_the_report_s_figures() -> None:
    moved = assumptions(own_row("co2_ttw_van_g_km", 300.0))
    case = report_case(factors_of(moved))
    assert case.co2_last_mile_kg == 4800 * 0.3
    assert case.co2_stock_kg == report_case().co2_stock_kg
    nearer = report_case(inputs=ReportInputs(stock_one_way_km=25.0))
    assert (nearer.km_stock, nearer.km_last_mile) == (6300, 4800)
    assert report_case(inputs=ReportInputs(month_deliveries=600, month_km=300)).km_last_mile == 3600


def test_other_factors_give_other_figures() -> None:
    assert report_case(Factors(van_g_km=442)).co2_last_mile_kg == pytest.approx(2 * report_case().co2_last_mile_kg)
    assert co2_avoided_kg(1000, 221, 21) == 200
    assert stock_km(2, 500) == 2


def test_the_day_counts_kilometres_contact_and_familiar_faces() -> None:
    day = figures().loc["day"]["value"]
    assert day["km_electrified"] == 4
    assert day["co2_avoided_last_mile_kg"] == pytest.approx(0.884)
    assert day["contact_minutes"] == 25
    assert day["contact_moments"] == 2
    assert day["familiar_share"] == 0.5


def test_the_year_counts_twelve_months_up_to_the_day() -> None:
    year = figures().loc["year"]
    assert year.loc["deliveries", "value"] == 7
    assert year.loc["unique_addresses", "value"] == 3
    assert year.loc["contact_share", "value"] == pytest.approx(6 / 7)
    # The planned day drives 4 km for 3 deliveries; the report 400 km for 600.
    assert year.loc["km_electrified", "value"] == pytest.approx(7 * 4 / 3)
    assert year.loc["km_electrified", "low"] == pytest.approx(7 * 400 / 600)
    assert year.loc["km_electrified", "high"] == pytest.approx(7 * 4 / 3)
    assert year.loc["co2_avoided_last_mile_kg", "value"] == pytest.approx(7 * 4 / 3 * 0.221)


def test_stock_spares_one_ride_a_supplier_and_day_to_the_furthest_hub_at_most() -> None:
    year = figures().loc["year"]
    assert year.loc["stock_days", "value"] == 3
    assert year.loc["km_avoided_stock", ["low", "value", "high"]].tolist() == [0, 220, 220]
    assert year.loc["co2_avoided_stock_kg", "value"] == pytest.approx(220 * 0.366)
    assert "Voor 1 van deze dagen is de afstand niet bekend" in year.loc["km_avoided_stock", "formula"]


def test_a_day_without_deliveries_takes_the_report_s_kilometres_for_the_year_and_says_so() -> None:
    year = figures(routes=ROUTES.head(0), stops=STOPS.head(0))
    assert year.loc[("year", "km_electrified"), "value"] == pytest.approx(7 * 400 / 600)
    assert "van het rapport" in year.loc[("year", "km_electrified"), "formula"]
    assert ("day", "familiar_share") not in year.index
    assert year.loc[("day", "km_electrified"), "value"] == 0


def test_a_region_without_history_has_no_shares_and_no_error() -> None:
    year = figures(deliveries=DELIVERIES.head(0)).loc["year"]
    assert year.loc["deliveries", "value"] == 0
    assert "contact_share" not in year.index
    assert year["value"].notna().all()


def test_electrified_and_avoided_kilometres_are_never_one_figure() -> None:
    rows = figures().reset_index()
    kilometres = set(rows.loc[rows["unit"] == "km", "indicator"])
    assert kilometres == {"km_electrified", "km_avoided_stock"}
    assert set(rows.loc[rows["unit"] == "kg", "indicator"]) == {
        "co2_avoided_last_mile_kg", "co2_avoided_stock_kg", "co2_wtw_avoided_last_mile_kg", "co2_wtw_avoided_stock_kg",
    }  # fmt: skip


def test_columns_are_those_of_the_database_and_every_figure_has_formula_and_source() -> None:
    frame = figures().reset_index()
    expected = {column.name for column in planning.Impact.__table__.columns} - {
        "region",
        "service_date",
        "gemeentecode",
        "run_id",
    }
    assert set(frame.columns) == expected
    assert frame[["formula", "source", "unit"]].map(bool).to_numpy().all()
    assert not frame.duplicated(["indicator", "period"]).any()


def test_an_unknown_vehicle_is_refused() -> None:
    with pytest.raises(ImpactError, match="zeppelin"):
        figures(suppliers=SUPPLIERS.assign(vehicle_kind="zeppelin"))
