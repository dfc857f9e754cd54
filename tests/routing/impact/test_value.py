"""Value from several sides: a small year by hand; money only where it is paid, sides never added up."""

import datetime as dt

import pandas as pd
import pytest

from geo.assumptions import assumptions
from geo.contracts import validate
from routing.impact import value, year_of
from routing.impact.value import familiar_minutes, risen

DATE = dt.date(2026, 2, 2)


def day(number: int) -> dt.date:
    return dt.date(2025, 6, number)


DELIVERIES = pd.DataFrame(
    [
        (dt.date(2024, 6, 1), "old", "C1", True, 5.0, 0),
        (day(1), "old", "C1", True, 10.0, 1),
        (day(1), "old", "C2", True, 5.0, 1),
        (day(2), "new", "C2", True, 8.0, 0),
        (day(3), "new", "C3", False, 0.0, None),
        (day(4), "new", "C2", True, 6.0, 2),
    ],
    columns=["service_date", "resident_key", "concierge_key", "contact", "contact_minutes", "ladder_step"],
)
VISITS = pd.DataFrame(
    [(day(5), "new", "C1", 20.0, 2, "handover"), (day(6), "new", "C3", 3.0, 1, "chat")],
    columns=["service_date", "resident_key", "concierge_key", "contact_minutes", "ladder_step", "reason"],
)
SIGNALS = pd.DataFrame({"month": [day(1), dt.date(2024, 1, 1)], "count": [7, 100], "followed_up": [4, 100]})
CONCIERGES = pd.DataFrame({"workdays": ["1,2,3"], "shift_from_s": [8 * 3600], "shift_to_s": [20 * 3600]})
VEHICLES = pd.DataFrame({"vehicle_id": ["v1", "v2"]})
HUBS = pd.DataFrame({"hub_id": ["H1", "H2"], "rent_eur_year": [9000.0, None]})
FIGURES = pd.DataFrame(
    [("all", "own_rides_km", 100.0, 1000.0), ("all", "to_hub_km", 40.0, 400.0), ("all", "past_hub_km", 10.0, 50.0),
     ("month", "own_rides_km", 9.0, 9.0)],
    columns=["dimension", "indicator", "marginal", "dedicated"],
)  # fmt: skip


def rows() -> pd.DataFrame:
    year = year_of(DATE, DELIVERIES, VISITS, SIGNALS, CONCIERGES, VEHICLES, HUBS, FIGURES)
    return value(year, assumptions())


def test_contact_trust_and_signals_are_counted_in_their_own_unit() -> None:
    found = rows().set_index("indicator")["value"]
    assert found["contact_moments"] == 5  # two deliveries at one door on one day are one moment
    assert found["contact_minutes"] == 52
    assert found["new_addresses"] == 1  # 'old' was known a year before
    assert found["ladder_risen"] == 1
    assert (found["signals"], found["signals_followed_up"], found["warm_handovers"]) == (7, 4, 1)


def test_a_familiar_face_is_one_of_the_two_seen_most() -> None:
    met = pd.DataFrame(
        {
            "resident_key": "r",
            "concierge_key": ["C1", "C1", "C2", "C3", "C2", None],
            "contact_minutes": [1.0, 2.0, 4.0, 8.0, 16.0, 32.0],
        }
    )
    assert familiar_minutes(met) == 1 + 2 + 4 + 16


def test_a_step_rises_from_first_to_last_and_unknown_steps_do_not_count() -> None:
    met = pd.DataFrame(
        {
            "resident_key": ["a", "a", "b", "b", "c"],
            "service_date": [day(1), day(2), day(2), day(1), day(1)],
            "ladder_step": [0, 2, 0, 1, None],
        }
    )
    assert risen(met) == 1


def test_cost_and_what_is_unfunded_follow_the_table() -> None:
    found = rows().set_index("indicator")
    assert found.loc["staff_eur", "value"] == pytest.approx(36 / 36 * 56_000)
    assert found.loc["vehicle_eur", "value"] == 2 * 4500
    assert found.loc["site_eur", "value"] == 9000 + 12_000
    assert found.loc["paid_eur", "value"] == 5 * 4  # deliveries of the year
    total = found.loc[["staff_eur", "vehicle_eur", "site_eur", "coordination_eur"], "value"].sum()
    assert found.loc["total_eur", "value"] == pytest.approx(total)
    assert found.loc["unfunded_eur", "value"] == pytest.approx(total - 20)
    each = 0.35 + 35 / 30
    assert found.loc["own_rides_eur", "value"] == pytest.approx((100 + 1000) / 2 * each)
    assert found.loc["rides_now_eur", "low"] == pytest.approx(50 * (0.25 + 28 / 45))


def test_every_figure_has_its_formula_and_range_and_only_payers_have_money() -> None:
    found = rows()
    validate(found.assign(region="x", service_date=DATE, gemeentecode="GM9001", run_id="r"), "planning.value")
    assert found[["formula", "source", "pays", "gains"]].map(len).gt(0).all(axis=None)
    euro = found["unit"].str.startswith("euro")
    assert set(found.loc[euro, "side"]) == {"service", "supplier", "gemeente"}
    ranged = found.dropna(subset=["low"])
    assert ((ranged["low"] <= ranged["value"]) & (ranged["value"] <= ranged["high"])).all()


def test_a_region_without_visits_signals_or_kilometres_has_the_figures_that_it_has() -> None:
    year = year_of(DATE, DELIVERIES, VISITS[:0], SIGNALS[:0], CONCIERGES[:0], VEHICLES[:0], HUBS[:0], FIGURES[:0])
    found = set(value(year, assumptions())["indicator"])
    assert "contact_moments" in found
    assert not found & {"signals", "warm_handovers"}
