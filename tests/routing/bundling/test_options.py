"""Other ways to drive less, and the study of a year: by hand and as a whole."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from shapely import Point

from geo.assumptions import assumptions
from geo.contracts import validate
from routing.bundling import Inputs, Roads, study
from routing.bundling.options import (
    CargoBike,
    PickUp,
    Range,
    bike_rows,
    eligible,
    option_frame,
    pick_up_rows,
    stock_rows,
    walk_metres,
    zone_rows,
)
from tests.routing.bundling import cases
from tests.routing.van_pool_cases import StraightTimes

WISHES = pd.DataFrame(
    {
        "resident_key": ["r1", "r2", "r3"],
        "self_reliance": pd.array([5, 5, 2], dtype="Int64"),
        "contact_wish": ["normal", "much", "little"],
        "wish_days": ["1,2", None, None],
    }
)
YEAR = cases.deliveries((0, "A", "r1"), (0, "A", "r2"), (1, "A", "r3"), (1, "S", "r1"), (2, "S", "r4"))
WALK = {"r1": 350.0, "r2": 100.0, "r3": 100.0}


def rows(*made: object) -> pd.DataFrame:
    return option_frame([row for each in made for row in each]).set_index(["code", "indicator"])


def test_nobody_marked_for_contact_or_unknown_is_sent_to_a_pick_up_point() -> None:
    found = cases.past(YEAR, cases.goods(d3="cold"))
    assert eligible(found, WISHES, PickUp()).tolist() == [True, False, False, False, False]
    assert eligible(cases.past(YEAR), WISHES.assign(contact_wish="much"), PickUp()).sum() == 0


def test_pick_up_counts_who_can_what_is_not_driven_and_what_the_car_eats() -> None:
    found = cases.past(YEAR, cases.goods(d3="cold"))
    made = rows(
        pick_up_rows(
            found, Roads(found.xy, 1.0), WISHES, WALK, PickUp(switching=Range(1, 0.5, 1), by_car=Range(0.5, 0, 1))
        )
    )
    assert made.loc[("200", "residents_able"), "value"] == 0
    assert made.loc[("400", "residents_able"), "value"] == made.loc[("400", "deliveries"), "value"] == 1
    assert made.loc[("400", "concierge_km"), "value"] == pytest.approx(0.0)  # r1 lies on the way to r2
    assert made.loc[("400", "car_km"), "value"] == pytest.approx(0.35)
    assert made.loc[("400", "net_km"), "value"] == pytest.approx(-0.35)
    assert made.loc[("400", "contact_moments_lost"), "value"] == 1


def test_stock_spares_a_ride_a_day_less_what_tops_it_up() -> None:
    found = cases.past(YEAR, cases.goods(d0="meals", d1="meals", d2="meals"))
    made = rows(stock_rows(found, Roads(found.xy, 1.0), {"S"}, Range(1, 0.5, 2)))
    assert made.loc[("S", "rides_km"), ["value", "low", "high"]].tolist() == [200.0, 0.0, 200.0]
    assert made.loc[("S", "net_km"), ["value", "high"]].tolist() == [100.0, 150.0]
    assert "A" not in made.index.get_level_values("code")  # groceries are somebody's own and lie nowhere


def test_a_zone_bars_the_supplier_s_own_van_and_lets_the_hub_s_in() -> None:
    found = cases.past(YEAR, cases.goods(d0="installation"))
    made = rows(zone_rows(found, (found.rows["resident_key"] == "r1").to_numpy()))
    assert made.loc[("*", "deliveries"), "value"] == 2
    assert made.loc[("*", "through_hub"), "value"] == 1
    assert made.loc[("A", "barred_days"), "value"] == 1


def test_a_round_that_is_too_long_for_a_cargo_bike_is_for_a_van() -> None:
    found = cases.past(YEAR)
    made = rows(bike_rows(found, Roads(found.xy, 1.0), CargoBike(range_m=3500.0)))
    assert made.loc[("H1", "rounds"), "value"] == 3
    assert made.loc[("H1", "fit_share"), "value"] == pytest.approx(1 / 3)
    assert made.loc[("H1", "van_km"), "value"] == pytest.approx(4 + 4)


def test_walking_is_to_the_nearest_point() -> None:
    found = walk_metres(cases.RESIDENTS, np.array([[0.0, 0.0], [0.0, 1500.0]]), StraightTimes())
    assert found == {"r1": 500.0, "r2": 500.0, "r3": 1000.0, "r4": 2000.0}
    assert walk_metres(cases.RESIDENTS, np.empty((0, 2)), StraightTimes()) == {}


def given(frame: pd.DataFrame, lines: pd.DataFrame) -> Inputs:
    return Inputs(
        frame, lines, cases.SUPPLIERS, cases.RESIDENTS, WISHES, cases.HUBS.assign(capacity_per_day=5), cases.DEPOTS,
        pd.DataFrame({"geometry": [Point(0, 0)]}), frozenset({"r1"}),
    )  # fmt: skip


def test_a_study_fills_every_table_as_its_contract_asks_and_its_parts_add_up() -> None:
    frame, lines = cases.drawn(1, 150)
    found = study(given(frame, lines), cases.MONDAY + dt.timedelta(days=40), None, StraightTimes(), assumptions())
    assert found is not None
    for name, table in found.frames().items():
        full = table.assign(region="x", service_date=cases.MONDAY, gemeentecode="GM9001", run_id="r")
        validate(full, f"planning.{name}")
    figures = found.figures
    whole = figures[figures["dimension"] == "all"].set_index("indicator")
    assert whole.loc["deliveries", "value"] == 150
    assert whole.loc["avoided_km", "dedicated"] == pytest.approx(
        whole.loc["own_rides_km", "dedicated"] - whole.loc[
            ["to_hub_km", "replenishment_km", "exceptional_km", "past_hub_km", "electrified_km"], "dedicated"
        ].sum()
    )  # fmt: skip
    for dimension in ("month", "supplier", "wijk", "hub", "channel"):
        own = figures[figures["dimension"] == dimension].groupby("indicator")[["value", "marginal", "dedicated"]].sum()
        for indicator in ("deliveries", "contact_minutes", "movements_before", "movements_after"):
            assert own.loc[indicator, "value"] == pytest.approx(whole.loc[indicator, "value"])
        for indicator in ("own_rides_km", "electrified_km", "avoided_km", "co2_avoided_kg"):
            assert own.loc[indicator, "marginal"] == pytest.approx(whole.loc[indicator, "marginal"])
            assert own.loc[indicator, "dedicated"] == pytest.approx(whole.loc[indicator, "dedicated"])
    parts = found.parts[found.parts["measure"] == "same_address_same_day_all"].groupby("dimension")["bundlable"].sum()
    assert parts.nunique() == 1


def test_a_year_without_deliveries_has_no_study() -> None:
    frame, lines = cases.drawn(1, 5)
    assert study(given(frame, lines), dt.date(2020, 1, 1), None, None, assumptions()) is None
