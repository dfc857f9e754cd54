"""The buurtbeeld: sums and means of a small region by hand, what is withheld is no zero, before and after an opening."""

from __future__ import annotations

import dataclasses
import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.assumptions import assumptions
from geo.buurtbeeld import FIGURES, BuurtbeeldError, Inputs, buurtbeeld
from geo.buurtbeeld.history import delivery_rates, first_openings
from geo.contracts import validate
from geo.frailty import all_totals, estimate_frailty

AS_OF = dt.date(2026, 2, 3)
CODES = ["BU90010101", "BU90010102", "BU90010201"]


def region() -> Inputs:
    """Three buurten in two wijken; of the second CBS withholds the 65+."""
    buurten = gpd.GeoDataFrame(
        {
            "buurtcode": CODES, "buurtnaam": ["Noord", "Oost", "Dorp"], "wijkcode": ["WK900101"] * 2 + ["WK900102"],
            "wijknaam": ["Stad", "Stad", None], "gemeentecode": "GM9001", "inhabitants": [1000.0, 500.0, 100.0],
            "aged_65_plus": [200.0, np.nan, 50.0], "aged_80_plus": [50.0, np.nan, 5.0],
            "households": [500.0, 250.0, np.nan], "single_households": [300.0, 50.0, np.nan],
            "low_income_pct": [10.0, 4.0, np.nan], "good_health_pct": [70.0, 82.0, np.nan],
            "gp_distance_km": [0.5, 1.0, 4.0], "supermarket_distance_km": [0.4, 1.0, 5.0],
            "land_area_ha": [100.0, 100.0, 100.0], "water": False,
        },
        geometry=[shapely.box(x, 0, x + 1000, 1000) for x in (0, 1000, 9000)], crs=28992,
    )  # fmt: skip
    estimate = estimate_frailty(buurten, "vektis_2020", seed=1)
    coverage = pd.DataFrame(
        [(CODES[0], "reachable", "foot", 10, 20.0, 40.0, "measured"),
         (CODES[0], "reachable", "foot", 15, 40.0, 40.0, "measured"),
         (CODES[1], "reachable", "foot", 10, 10.0, 20.0, "measured"),
         (CODES[0], "known", "none", 0, 30.0, 40.0, "measured"),
         (CODES[1], "known", "none", 0, 0.0, 0.0, "nobody_expected"),
         (CODES[0], "served", "none", 0, np.nan, 40.0, "not_offered"),
         (CODES[1], "served", "none", 0, 5.0, 20.0, "measured"),
         (CODES[0], "capacity", "none", 0, np.nan, 40.0, "unknown")],
        columns=["buurtcode", "measure", "mode", "minutes", "numerator", "denominator", "status"],
    )  # fmt: skip
    days = pd.date_range("2024-07-01", "2026-02-01", freq="7D").date
    deliveries = pd.DataFrame({"buurtcode": CODES[0], "service_date": days, "supplier_id": "L1"})
    return Inputs(
        buurten=buurten,
        frailty=estimate.frame,
        totals=all_totals(estimate, "klein"),
        coverage=coverage,
        nearest_hub_s=pd.Series({CODES[0]: 120.0, CODES[1]: 240.0}),
        facilities=gpd.GeoDataFrame(
            {"name": ["Bieb", "Bakker", "<b>Kerk</b>"], "kind": ["library", "shop", "church"]},
            geometry=gpd.points_from_xy([600, 500, 9500], [500, 500, 500]), crs=28992,
        ),
        hubs=pd.DataFrame({"opened_on": [dt.date(2025, 1, 1)], "serves": ["WK900101,WK900109"]}),
        deliveries=deliveries,
        suppliers=pd.DataFrame({"supplier_id": ["L1"], "name": ["Apotheek"]}),
        signals=pd.DataFrame({"buurtcode": CODES[:2], "month": [dt.date(2026, 1, 1)] * 2, "count": [3, 4]}),
        health=pd.DataFrame(columns=["area_code", "area_kind", "indicator", "age_group", "period", "value"]),
        mode="foot",
        minutes=10,
        as_of=AS_OF,
    )  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return buurtbeeld(region(), assumptions())


def of(rows: pd.DataFrame, area: str) -> pd.DataFrame:
    return rows[rows["area_code"] == area].set_index("figure")


def test_every_area_has_every_figure_once_in_the_order_of_the_page(rows: pd.DataFrame) -> None:
    validate(rows, "planning.buurtbeeld", leave_out=("region", "scenario", "run_id"))
    for area in (*CODES, "WK900101", "WK900102"):
        assert of(rows, area).index.tolist() == list(FIGURES)
    assert set(rows["area_kind"]) == {"buurt", "wijk"}


def test_a_wijk_is_added_up_and_averaged_over_its_buurten_by_hand(rows: pd.DataFrame) -> None:
    wijk = of(rows, "WK900101")["value"]
    assert wijk["inhabitants"] == 1500
    assert wijk["single_households_pct"] == pytest.approx(100 * 350 / 750)
    assert wijk["low_income_pct"] == pytest.approx((10 * 500 + 4 * 250) / 750)
    assert wijk["health_good_pct"] == pytest.approx((70 * 1000 + 82 * 500) / 1500)
    assert wijk["gp_distance_km"] == pytest.approx((0.5 * 1000 + 1.0 * 500) / 1500)
    assert wijk["reachable_pct"] == pytest.approx(100 * 30 / 60)
    assert wijk["known_pct"] == pytest.approx(75.0)
    assert wijk["signals_12m"] == 7
    assert of(rows, CODES[0])["value"]["nearest_hub_min"] == 2.0


def test_an_estimate_has_the_interval_of_its_summed_draws_and_its_gemeente_beside_it(rows: pd.DataFrame) -> None:
    given = region()
    wijk, totals = of(rows, "WK900101").loc["frail_home"], given.totals.set_index(["area_code", "group_name"])
    assert (wijk["low"], wijk["high"]) == tuple(totals.loc[("WK900101", "frail_65_plus_home"), ["low", "high"]])
    assert wijk["gemeente"] == pytest.approx(totals.loc[("GM9001", "frail_65_plus_home"), "expected"])
    buurten = [of(rows, code).loc["frail_home"] for code in CODES[:2]]
    assert wijk["high"] < sum(each["high"] for each in buurten)
    assert of(rows, "WK900101").loc["inhabitants", ["low", "high"]].isna().all()


def test_what_is_withheld_is_no_zero_and_a_sum_without_it_says_so(rows: pd.DataFrame) -> None:
    hidden = of(rows, CODES[1]).loc["aged_65_plus"]
    assert np.isnan(hidden["value"])
    assert "achtergehouden" in hidden["note_nl"]
    wijk = of(rows, "WK900101").loc["aged_65_plus"]
    assert wijk["value"] == 200
    assert "Zonder de buurten" in wijk["note_nl"]
    assert "Zonder" not in of(rows, "WK900102").loc["aged_65_plus", "note_nl"]


def test_a_measure_without_a_figure_says_why(rows: pd.DataFrame) -> None:
    buurt = of(rows, CODES[0])
    assert np.isnan(buurt.loc["served_pct", "value"])  # not offered is not 0, and not unknown either
    assert buurt.loc["served_pct", "text_nl"] == "niet aangeboden"
    assert buurt.loc["served_pct", "note_nl"].startswith("Niet aangeboden:")
    assert buurt.loc["capacity_pct", ["text_nl", "note_nl"]].str.lower().str.startswith("onbekend").all()
    assert of(rows, CODES[1]).loc["known_pct", "text_nl"] == "niemand verwacht"
    offered = of(rows, CODES[1]).loc["served_pct"]
    assert offered["value"] == pytest.approx(25.0)
    assert offered["text_nl"] is None or pd.isna(offered["text_nl"])
    wijk = of(rows, "WK900101").loc["served_pct"]
    assert wijk["value"] == pytest.approx(25.0)  # of the buurten where it is offered
    assert wijk["text_nl"] is None or pd.isna(wijk["text_nl"])


def test_the_country_is_that_of_the_table_or_of_rivms_own_row(rows: pd.DataFrame) -> None:
    country = of(rows, CODES[0])["country"]
    assert (country["aged_65_plus_pct"], country["lonely_severe_pct"]) == (20.5, 11.0)
    assert np.isnan(country["inhabitants"])
    lonely = {"indicator": "lonely_severe", "age_group": "18+", "period": 2022}
    health = pd.DataFrame([lonely | {"area_code": "NL01", "area_kind": "country", "value": 14.0},
                           lonely | {"area_code": "WK900101", "area_kind": "wijk", "value": 16.0}])  # fmt: skip
    other = buurtbeeld(dataclasses.replace(region(), health=health), assumptions())
    wijk = of(other, "WK900101").loc["lonely_severe_pct"]
    assert (wijk["value"], wijk["country"]) == (16.0, 14.0)


def test_organisations_are_counted_and_named_as_their_files_name_them(rows: pd.DataFrame) -> None:
    noord = of(rows, CODES[0]).loc["stakeholders"]
    assert (noord["value"], noord["text_nl"]) == (2, "Apotheek; Bieb")  # a shop is no partner
    dorp = of(rows, "WK900102").loc["stakeholders"]
    assert (dorp["value"], dorp["text_nl"]) == (1, "<b>Kerk</b>")  # text from data: escaped where it is shown
    assert of(rows, CODES[1]).loc["stakeholders", "value"] == 0
    assert of(rows, CODES[0]).loc["facilities_walking", "value"] == 2


def test_a_region_without_files_of_its_own_has_no_zeros() -> None:
    given = region()
    bare = dataclasses.replace(given, deliveries=given.deliveries.iloc[:0], facilities=given.facilities.iloc[:0],
                               signals=given.signals.iloc[:0], suppliers=given.suppliers.iloc[:0],
                               hubs=given.hubs.iloc[:0])  # fmt: skip
    value = of(buurtbeeld(bare, assumptions()), CODES[0])["value"]
    for figure in ("deliveries_12m", "signals_12m", "stakeholders", "facilities_walking", "deliveries_after_hub"):
        assert np.isnan(value[figure]), figure


def test_before_and_after_an_opening_and_the_trend_by_hand() -> None:
    opened = pd.Series(pd.to_datetime(["2025-01-01", None]), index=["A", "B"])
    days = [dt.date(2024, 6, 30), dt.date(2024, 9, 1), dt.date(2024, 12, 31), dt.date(2025, 1, 10), dt.date(2025, 3, 1),
            dt.date(2025, 8, 31), dt.date(2025, 9, 1), dt.date(2025, 12, 1)]  # fmt: skip
    deliveries = pd.DataFrame({"buurtcode": "A", "service_date": days})
    rates = delivery_rates(deliveries, opened, AS_OF)
    assert rates.loc["A", ["before", "after", "recent"]].tolist() == [2, 2, 1]  # the slow start is in neither
    assert rates.loc["A", "earlier"] == 2  # 3 November 2024 to 3 February 2025
    assert rates.loc["A", ["before_months", "after_months"]].tolist() == pytest.approx([6.05, 6.05], abs=0.02)
    assert rates.loc["B", ["before_months", "after_months"]].tolist() == [0, 0]


def test_a_wijk_opens_with_the_first_hub_that_serves_it_and_not_with_one_to_come() -> None:
    hubs = pd.DataFrame(
        {"opened_on": [dt.date(2025, 5, 1), dt.date(2024, 5, 1), dt.date(2027, 1, 1)],
         "serves": ["WK1,WK2", "WK2", "WK3"]}
    )  # fmt: skip
    assert first_openings(hubs, AS_OF).dt.date.to_dict() == {"WK1": dt.date(2025, 5, 1), "WK2": dt.date(2024, 5, 1)}


def test_buurten_of_another_load_are_refused() -> None:
    given = region()
    with pytest.raises(BuurtbeeldError, match="run the scenario again"):
        buurtbeeld(dataclasses.replace(given, buurten=given.buurten.head(2)), assumptions())
