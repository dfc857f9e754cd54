"""What a wijk asks and costs: worked out by hand, the slow start, the workspace's own prices before the shipped ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.assumptions import COLUMNS, AssumptionError, Assumptions, assumptions
from geo.contracts import validate
from geo.ranking import buurt_table, candidate_costs, candidate_months, cost_per_resident
from geo.ranking.cost import FIGURES, start_curve
from tests.geo.ranking.cases import around, case

OWN = ("region", "scenario", "run_id")


def costs(wijken: list[tuple[str, list[float]]], known: Assumptions, **options: float) -> pd.DataFrame:
    estimate, buurten = case(wijken, **options)
    return candidate_costs(estimate, buurt_table(estimate, buurten, around(buurten)), known, seed=1)


def own(name: str, value: float, area: str = "NL") -> pd.DataFrame:
    shipped = assumptions().table
    return shipped[shipped["name"] == name].head(1).assign(value=value, low=value, high=value, area_code=area)[COLUMNS]


def test_a_wijk_of_a_hundred_frail_residents_is_the_one_worked_out_by_hand() -> None:
    row = costs([("WK900101", [100.0])], assumptions(), area_ha=100.0).iloc[0]
    way_s = 0.7124 * np.sqrt(1e6 / (25 * 2 / 6)) * 1.3 / 4.2
    hours = 25 * 2 * (12 + way_s / 60) / 60 / 0.70
    assert row["residents"] == pytest.approx(25.0)
    assert row["deliveries_per_year"] == pytest.approx(375.0)
    assert row["concierge_hours_per_week"] == pytest.approx(hours)
    assert row["fte"] == pytest.approx(hours / 36)
    assert row["vehicles"] == 1
    total = hours / 36 * (56_000 + 0.10 * 75_000) + 4_500 + 12_000
    assert row["total_eur"] == pytest.approx(total)
    assert row["income_eur"] == pytest.approx(1_500.0)
    assert row["unfunded_eur"] == pytest.approx(total - 1_500)
    assert row["break_even_deliveries"] == pytest.approx(total / 4)
    assert row["start_unfunded_eur"] == pytest.approx(total - 1_500 * (0.40 + 0.71 + 10) / 12)
    assert row["total_low_eur"] < row["total_eur"] < row["total_high_eur"]
    parts = row[["staff_eur", "vehicle_eur", "site_eur", "coordination_eur"]].sum()
    assert parts == pytest.approx(row["total_eur"])


def test_the_start_is_that_of_the_report_two_slow_months_and_6668_deliveries_in_the_year() -> None:
    price = {name: assumptions().figure(name).value for name in FIGURES}
    curve = start_curve(price)
    assert (curve[:2] < 1).all()
    assert (curve[2:] == 1).all()
    assert 600 * curve.sum() == pytest.approx(6_668, rel=0.001)


def test_the_months_add_up_to_the_first_year_and_begin_with_the_agenda() -> None:
    found = costs([("WK900101", [100.0]), ("WK900102", [40.0])], assumptions())
    months = candidate_months(found, assumptions())
    validate(found, "planning.candidate_cost", leave_out=OWN)
    validate(months, "planning.candidate_month", leave_out=OWN)
    last = months[months["month"] == 12].set_index("wijkcode")["unfunded_eur"]
    by_wijk = found.set_index("wijkcode")
    np.testing.assert_allclose(last, by_wijk["start_unfunded_eur"] + by_wijk["agenda_eur"])
    assert months.groupby("wijkcode")["cost_eur"].sum().tolist() == pytest.approx(by_wijk["total_eur"].tolist())
    assert (months.groupby("wijkcode")["deliveries"].nunique() == 3).all()


def test_where_residents_live_far_apart_each_costs_more() -> None:
    dense, sparse = cost_per_resident(pd.Series([200.0, 2.0]), assumptions())
    assert sparse > 1.5 * dense
    assert cost_per_resident(pd.Series([0.0]), assumptions()).isna().all()


def test_a_wijk_where_nobody_is_frail_asks_nothing() -> None:
    row = costs([("WK900101", [0.0])], assumptions()).iloc[0]
    assert (row["residents"], row["total_eur"], row["vehicles"]) == (0, 0, 0)
    assert np.isnan(row["per_resident_eur"])


def test_the_workspaces_price_goes_before_the_shipped_one_and_the_gemeentes_before_the_countrys() -> None:
    plain = costs([("WK900101", [100.0])], assumptions()).iloc[0]
    country = costs([("WK900101", [100.0])], assumptions(own("site_eur", 0.0))).iloc[0]
    assert country["site_eur"] == 0
    assert plain["total_eur"] - country["total_eur"] == pytest.approx(12_000)
    both = pd.concat([own("site_eur", 0.0), own("site_eur", 7_000.0, "GM9001")])
    assert costs([("WK900101", [100.0])], assumptions(both)).iloc[0]["site_eur"] == 7_000


def test_suppliers_that_pay_nothing_never_break_even() -> None:
    free = assumptions(own("price_per_delivery_eur", 0.0))
    found = costs([("WK900101", [100.0])], free)
    assert np.isnan(found["break_even_deliveries"].iloc[0])
    assert found["unfunded_eur"].iloc[0] == found["total_eur"].iloc[0]
    validate(found, "planning.candidate_cost", leave_out=OWN)


def test_a_figure_that_nobody_has_is_one_sentence() -> None:
    with pytest.raises(AssumptionError, match="has no gouden_handdruk; add its row"):
        assumptions().figure("gouden_handdruk")
