"""Cooperation: hand-overs by hand, splits that add up, and what a supplier may see."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.competitors import party_view
from routing.bundling import BundlingError, Roads
from routing.bundling.cooperation import Cooperation, cooperation
from routing.bundling.history import days
from routing.bundling.shapley import MOST_PARTIES, by_stop, shapley, subadditive
from tests.routing.bundling import cases

BOTH = cases.deliveries((0, "A", "r1"), (0, "A", "r2"), (0, "B", "r2"))
NEIGHBOURS = pd.DataFrame({"supplier_id": ["A", "B"], "geometry": [Point(0, -5000), Point(500, -5000)]})


def together(frame: pd.DataFrame, lines: pd.DataFrame | None = None, depots: pd.DataFrame = NEIGHBOURS) -> Cooperation:
    found = cases.past(frame, lines, depots)
    day = days(frame["service_date"])
    return cooperation(found, Roads(found.xy, 1.0), first_day=int(day.min()), last_day=int(day.max()))


def test_a_supplier_with_one_address_hands_it_to_the_one_that_comes_there_anyway() -> None:
    made = together(BOTH)
    parties = made.parties.set_index("supplier_id")
    assert made.handovers[["wijkcode", "from_supplier", "to_supplier", "stops"]].to_numpy().tolist() == [
        ["WK1", "B", "A", 1]
    ]
    alone = parties.loc["B", "alone_km"]
    assert alone == pytest.approx(2 * np.hypot(0.5, 7))
    assert parties.loc["B", "driven_km"] == pytest.approx(1.0)  # only past A's depot and back
    assert parties.loc["A", "driven_km"] == parties.loc["A", "alone_km"] == pytest.approx(14)


def test_a_hand_over_that_does_not_pay_is_not_proposed() -> None:
    made = together(BOTH, cases.goods(d2="cold"))
    assert made.handovers.empty  # what may not share a load is handed to nobody
    far = together(BOTH, depots=cases.DEPOTS)  # past A's depot is longer than to the door
    assert far.handovers.empty
    assert far.parties["driven_km"].tolist() == far.parties["alone_km"].tolist()


def test_returns_go_along_and_stops_given_are_stops_taken() -> None:
    made = together(BOTH, cases.goods(d2="returns"))
    parties = made.parties.set_index("supplier_id")
    assert parties.loc["B", "returns"] == made.handovers["returns"].sum() == 1
    assert parties.loc["*", "handed_stops"] == parties.loc["*", "taken_stops"] == 1


@settings(max_examples=6)
@given(st.integers(0, 1000))
def test_nobody_drives_more_in_all_and_both_splits_add_up_to_what_is_driven(seed: int) -> None:
    frame, lines = cases.drawn(seed, 30, days=6)
    frame = frame.assign(supplier_id=np.where(frame["supplier_id"] == "S", "A", frame["supplier_id"]))
    parties = together(frame, lines).parties
    own, whole = parties.iloc[:-1], parties.iloc[-1]
    assert whole["driven_km"] <= whole["alone_km"] + 1e-6
    for column in ("driven_km", "by_stop_km", "shapley_km"):
        assert own[column].sum() == pytest.approx(whole["driven_km"])
    assert (own["gain_shapley_km"] >= -1e-6).all()  # the fair part leaves nobody worse off than alone


def test_shapley_of_three_by_hand() -> None:
    # taxi fares 6, 12 and 42 along one road: 2, 5 and 35
    cost = np.array(
        [max((fare for k, fare in enumerate((6, 12, 42)) if c >> k & 1), default=0) for c in range(8)], float
    )
    assert shapley(cost).tolist() == pytest.approx([2, 5, 35])
    assert by_stop(42.0, np.array([1.0, 1.0, 4.0])).tolist() == [7, 7, 28]


def test_shapley_is_the_mean_over_all_orders() -> None:
    rng = np.random.default_rng(1)
    cost = subadditive(np.r_[0.0, rng.uniform(1, 9, 15)])
    parts = np.zeros(4)
    orders = list(itertools.permutations(range(4)))
    for order in orders:
        there = 0
        for party in order:
            parts[party] += (cost[there | 1 << party] - cost[there]) / len(orders)
            there |= 1 << party
    assert shapley(cost).tolist() == pytest.approx(parts.tolist())
    assert shapley(cost).sum() == pytest.approx(cost[-1])
    for a in range(16):
        for b in range(16):
            if not a & b:
                assert cost[a | b] <= cost[a] + cost[b] + 1e-9


def test_too_many_parties_or_half_a_game_are_refused() -> None:
    with pytest.raises(BundlingError, match="Split by stop"):
        shapley(np.zeros(1 << (MOST_PARTIES + 1)))
    with pytest.raises(BundlingError, match="every coalition"):
        shapley(np.zeros(3))


def test_a_supplier_sees_its_own_figures_and_the_total_and_of_two_not_even_that() -> None:
    parties = together(BOTH).parties
    seen = party_view(parties, "B")
    assert seen["supplier_id"].tolist() == ["B", "*"]
    assert seen.iloc[1].drop("supplier_id").isna().all()  # the total less its own would be the other's
    third = pd.concat([parties, parties.iloc[[0]].assign(supplier_id="C")], ignore_index=True)
    assert party_view(third, "B").iloc[1]["driven_km"] == parties.iloc[-1]["driven_km"]
