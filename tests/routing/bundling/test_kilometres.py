"""Kilometres before and after: small days by hand, and that every part adds up to the whole."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.bundling import BundlingError, Driving, Roads, balance, history, roads
from routing.bundling.kilometres import AFTER, BEFORE, LINES
from routing.bundling.roads import RoadsError
from routing.bundling.tours import STOPS_A_TOUR, insertion_metres, tour_lengths
from tests.routing.bundling import cases
from tests.routing.van_pool_cases import StraightTimes


def metres(rows: pd.DataFrame, line: str, way: str = "dedicated") -> float:
    return float(rows[f"{line}_{way}_m"].sum())


def of(frame: pd.DataFrame, lines: pd.DataFrame | None = None, **driving: float) -> pd.DataFrame:
    found = cases.past(frame, lines)
    return balance(found, Roads(found.xy, 1.0), Driving(**driving)).rows


def test_a_day_of_one_supplier_by_hand() -> None:
    rows = of(cases.deliveries((0, "A", "r1"), (0, "A", "r2")))
    assert metres(rows, "own_rides") == 2 * 7000  # depot, past the first door to the second, and back
    assert metres(rows, "to_hub") == 2 * 5000
    assert metres(rows, "concierge") == 2 * 2000
    assert rows["own_rides_dedicated_m"].tolist() == [7000, 7000]  # a ride is shared out evenly


def test_the_lower_end_is_what_a_round_that_is_driven_anyway_gets_longer() -> None:
    rows = of(cases.deliveries((0, "A", "r1"), (0, "A", "r2"), (0, "A", "r3")), other_stops=30.0)
    longer = 0.7124 * np.sqrt(1000 * 1000 / 2) * (np.sqrt(33) - np.sqrt(30))
    assert metres(rows, "own_rides", "marginal") == pytest.approx(longer)
    assert metres(of(cases.deliveries((0, "A", "r1")), other_stops=1.0), "own_rides", "marginal") <= 12_000


def test_each_flow_has_its_own_ride() -> None:
    frame = cases.deliveries((0, "A", "r1"), (0, "A", "r2"), (1, "A", "r1"), (0, "S", "r1"), (2, "S", "r1"))
    rows = of(frame, cases.goods(d1="installation", d2="urgent"))
    assert rows["channel"].tolist() == ["hub", "past_hub", "exceptional", "stock", "stock"]
    assert metres(rows, "past_hub") == 2 * 7000  # the supplier comes to the door
    assert metres(rows, "exceptional") == metres(rows, "exceptional", "marginal") == 2 * 5000
    assert metres(rows, "replenishment") == 2 * 50_000  # once in the week, for two days of stock
    assert metres(of(frame, topping_up_per_week=9.0), "replenishment") == 2 * 2 * 50_000  # never oftener than taken
    assert rows.loc[1, "concierge_dedicated_m"] == 0


def test_two_hubs_are_passed_on_one_ride() -> None:
    both = pd.concat([cases.deliveries((0, "B", "r1")), cases.deliveries((0, "B", "r3"), hub="H2")], ignore_index=True)
    rows = of(both.assign(delivery_id=["d0", "d1"]))
    assert metres(rows, "to_hub") == 2 * 7000


def test_what_has_no_known_place_has_no_kilometres_before_nor_after() -> None:
    rows = of(cases.deliveries((0, "A", "r1"), (0, "X", "r1"), (0, "A", "nobody")))
    assert rows.loc[1:, [f"{line}_dedicated_m" for line in LINES]].isna().all(axis=None)
    assert metres(rows, "own_rides") == 2 * 6000


def test_a_resident_twice_is_refused() -> None:
    twice = pd.concat([cases.RESIDENTS, cases.RESIDENTS])
    with pytest.raises(BundlingError, match="stands twice"):
        history(cases.deliveries((0, "A", "r1")), cases.goods(), cases.SUPPLIERS, twice, cases.HUBS, cases.DEPOTS)


@settings(max_examples=8)
@given(st.integers(0, 1000), st.integers(1, 40))
def test_every_part_of_the_history_adds_up_to_the_whole(seed: int, n: int) -> None:
    frame, lines = cases.drawn(seed, n)
    found = cases.past(frame, lines)
    made = balance(found, Roads(found.xy, 1.3))
    rows = made.rows
    assert len(rows) == n  # every delivery is in exactly one flow
    assert set(rows["channel"]) <= {"hub", "stock", "exceptional", "past_hub"}
    for way in ("marginal", "dedicated"):
        before = sum(metres(rows, line, way) for line in BEFORE)
        after = sum(metres(rows, line, way) for line in AFTER)
        assert made.saved(way).sum() == pytest.approx(before - after)
        for part in ("supplier_id", "wijkcode", "hub_id", "channel"):
            saved = rows.assign(saved=made.saved(way)).groupby(part)["saved"].sum()
            assert saved.sum() == pytest.approx(before - after)
    assert (rows["own_rides_marginal_m"] <= rows["own_rides_dedicated_m"] + 1e-6).all()
    visited = rows[["supplier_id", "day", "wijkcode"]].drop_duplicates()
    assert rows["movements_before"].sum() == pytest.approx(len(visited))


def test_a_tour_is_that_of_trying_all_orders_for_a_few_stops() -> None:
    rng = np.random.default_rng(1)
    xy = rng.uniform(0, 1000, (40, 2))
    net = Roads(xy, 1.0)
    for n in range(1, 7):
        stops = rng.choice(np.arange(1, 40), n, replace=False)
        _, found = tour_lengths(net, np.zeros(n, int), np.zeros(n, int), stops)
        orders = (np.array([0, *order, 0]) for order in itertools.permutations(stops.tolist()))
        best = min(float(net.between(order[:-1], order[1:]).sum()) for order in orders)
        assert best - 1e-6 <= found[0] <= best * 1.02


def test_a_place_twice_is_visited_once_and_a_long_day_is_several_rounds() -> None:
    xy = np.column_stack([np.r_[0.0, np.arange(1, 101) * 10.0], np.zeros(101)])
    net = Roads(xy, 1.0)
    names, twice = tour_lengths(net, np.array([7, 7]), np.zeros(2, int), np.array([5, 5]))
    assert (names.tolist(), twice.tolist()) == ([7], [100.0])
    _, long = tour_lengths(net, np.zeros(100, int), np.zeros(100, int), np.arange(1, 101))
    assert STOPS_A_TOUR < 100
    assert long[0] > 2 * 1000


def test_more_addresses_of_others_make_ours_cheaper() -> None:
    few, many = (insertion_metres(np.array([5.0]), 1e6, others, 1.3)[0] for others in (5.0, 50.0))
    assert 0 < many < few


def test_streets_are_measured_there_and_back_and_a_place_outside_them_by_straight_line() -> None:
    xy = np.array([[0.0, 0.0], [300.0, 400.0], [60_000.0, 0.0]])
    net = roads(xy, StraightTimes(edge_m=20_000, method="network"), detour_factor=1.5)
    assert net.between(np.array([0]), np.array([1]))[0] == pytest.approx(500)
    assert net.between(np.array([0]), np.array([2]))[0] == pytest.approx(90_000)
    assert roads(xy, None, detour_factor=1.5).table is None
    with pytest.raises(RoadsError, match="without a point"):
        Roads(np.array([[np.nan, 0.0]]))
