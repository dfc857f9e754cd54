from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.reach import hub_contribution, reach, reach_change, white_spots
from tests.geo.reach_cases import DEMAND, EAST, NORTH, SOUTH, buurten, by_hand, walked

GEMEENTEN = dict.fromkeys([NORTH, SOUTH, EAST], "GM9001")
SECONDS = st.lists(st.one_of(st.integers(0, 1200), st.just(np.inf)), min_size=6, max_size=6)


def test_quantiles_of_the_nearest_open_hub_by_buurt_wijk_and_gemeente_by_hand() -> None:
    # walking a metre takes a second: homes at 0, 200, 400 (south) and 1000, 1800 (north), two frail residents each
    rows = reach(walked(A=(500, 100)), DEMAND, GEMEENTEN).set_index("area_code")
    assert rows.loc[SOUTH, ["p10_s", "p50_s", "p90_s", "mean_s"]].tolist() == pytest.approx([0, 200, 400, 200])
    assert rows.loc[NORTH, ["p10_s", "p50_s", "p90_s"]].tolist() == pytest.approx([1000, 1000, 1800])
    assert rows.loc["GM9001", ["expected_frail", "p50_s", "reached_share"]].tolist() == pytest.approx([10, 400, 1])
    assert rows.loc["WK900102", "expected_frail"] == pytest.approx(6)
    assert rows.loc[EAST, ["p50_s", "reached_share", "mean_s"]].isna().all()
    assert rows["hub_id"].dropna().unique().tolist() == ["A"]
    assert rows["area_kind"].value_counts().to_dict() == {"buurt": 3, "wijk": 2, "gemeente": 1}


def test_who_is_not_reached_counts_as_infinitely_far() -> None:
    rows = reach(by_hand(DEMAND, A=[60, np.inf, 60, 60, 60, 1]), DEMAND, GEMEENTEN).set_index("area_code")
    assert rows.loc[NORTH, ["reached_share", "p10_s", "p50_s", "mean_s"]].tolist() == pytest.approx([0.5, 60, 60, 60])
    assert np.isnan(rows.loc[NORTH, "p90_s"])
    none = reach(walked(A=(0, 0)).of([]), DEMAND, GEMEENTEN).set_index("area_code")
    assert none.loc[SOUTH, "reached_share"] == 0
    assert none["hub_id"].isna().all()


def test_gained_lost_and_unchanged_are_counted_by_address() -> None:
    times = by_hand(DEMAND, OLD=[100, 900, 100, 100, 900, 1], NEW=[100, 100, 900, 100, 100, 1])
    rows = reach_change(times, ["OLD"], ["NEW"], [10, 20], DEMAND, {SOUTH: "NEW"}).set_index(["minutes", "buurtcode"])
    north = rows.loc[(10, NORTH)]
    assert north[["gained_frail", "lost_frail", "kept_frail", "never_frail"]].tolist() == pytest.approx([2, 0, 2, 0])
    assert north["verdict"] == "gained"
    assert pd.isna(north["hub_id"])
    south = rows.loc[(10, SOUTH)]
    assert south[["gained_frail", "lost_frail", "kept_frail"]].tolist() == pytest.approx([2, 2, 2])
    assert (south["verdict"], south["hub_id"]) == ("both", "NEW")
    assert south["change_s"] == pytest.approx(0)
    assert rows.loc[(20, NORTH), "verdict"] == "unchanged"
    assert rows.loc[(20, NORTH), "change_s"] == pytest.approx(-400)


@settings(max_examples=50, deadline=None)
@given(SECONDS, SECONDS, st.integers(1, 20))
def test_gained_lost_kept_and_never_add_up_and_turn_round(old: list, new: list, limit: int) -> None:
    times = by_hand(DEMAND, OLD=old, NEW=new)
    there = reach_change(times, ["OLD"], ["NEW"], [limit], DEMAND, {})
    back = reach_change(times, ["NEW"], ["OLD"], [limit], DEMAND, {})
    frail = DEMAND.groupby("buurtcode")["weight"].sum()
    four = there[["gained_frail", "lost_frail", "kept_frail", "never_frail"]].sum(axis=1)
    assert four.tolist() == pytest.approx(frail.reindex(there["buurtcode"]).tolist())
    assert there["gained_frail"].tolist() == back["lost_frail"].tolist()
    assert there["kept_frail"].tolist() == back["kept_frail"].tolist()
    same = reach_change(times, ["OLD"], ["OLD"], [limit], DEMAND, {})
    assert set(same["verdict"]) == {"unchanged"}


def test_what_a_hub_adds_alone_is_lost_without_it_and_gained_by_a_candidate() -> None:
    times = by_hand(
        DEMAND, A=[100, 900, 100, 100, 900, 1], B=[900, 900, 100, 900, 100, 1], C=[100, 100, 100, 100, 100, 1]
    )
    wanted = {"A": [10], "B": [10, 20], "C": [10]}
    rows = hub_contribution(times, ["A", "B"], wanted, DEMAND).set_index(["hub_id", "minutes"])
    assert rows.loc[("A", 10), ["reached_frail", "added_frail", "added_addresses"]].tolist() == pytest.approx([6, 4, 2])
    assert rows.loc[("B", 10), ["reached_frail", "added_frail", "added_addresses"]].tolist() == pytest.approx([4, 2, 1])
    assert rows.loc[("C", 10), ["open", "reached_frail", "added_frail"]].tolist() == [False, 10, pytest.approx(2)]
    assert rows["total_frail"].tolist() == pytest.approx([10] * 4)
    assert len(rows) == 4


@settings(max_examples=50, deadline=None)
@given(SECONDS, SECONDS, SECONDS, st.integers(1, 20))
def test_the_contribution_is_the_difference_in_reach_with_and_without(a: list, b: list, c: list, limit: int) -> None:
    times = by_hand(DEMAND, A=a, B=b, C=c)
    rows = hub_contribution(times, ["A", "B"], {site: [limit] for site in "ABC"}, DEMAND).set_index("hub_id")

    def within(*sites: str) -> float:
        near = times.of(list(sites)).nearest_s() <= limit * 60
        return float(DEMAND["weight"].to_numpy() @ near)

    assert rows.loc["A", "added_frail"] == pytest.approx(within("A", "B") - within("B"))
    assert rows.loc["B", "added_frail"] == pytest.approx(within("A", "B") - within("A"))
    assert rows.loc["C", "added_frail"] == pytest.approx(within("A", "B", "C") - within("A", "B"))
    assert rows.loc["C", "reached_frail"] == pytest.approx(within("C"))


def test_white_spots_are_the_homes_beyond_every_hub_worst_first_within_their_buurt() -> None:
    spots = white_spots(walked(A=(500, 100)), 6, DEMAND, buurten())
    # beyond 360 s: the third home in the south (400 s), both in the north, 800 m apart: two spots; nobody in the east
    assert spots["spot"].tolist() == [1, 2, 3]
    assert spots["expected_frail"].tolist() == pytest.approx([2, 2, 2])
    assert spots["buurtcode"].tolist() == [NORTH, NORTH, SOUTH]
    assert sorted(spots["nearest_s"]) == pytest.approx([400, 1000, 1800])
    assert set(spots["nearest_hub_id"]) == {"A"}
    shapes = buurten().set_index("buurtcode").geometry
    for spot in spots.itertuples():
        assert spot.geometry.is_valid
        assert spot.geometry.difference(shapes[spot.buurtcode]).area < 1e-6
    lost = white_spots(walked(A=(0, 0)).of([]), 6, DEMAND, buurten())
    assert lost["expected_frail"].sum() == pytest.approx(10)
    assert lost["nearest_hub_id"].isna().all()
    assert lost["nearest_s"].isna().all()
    assert white_spots(walked(A=(500, 100)), 60, DEMAND, buurten()).empty


@settings(max_examples=30, deadline=None)
@given(SECONDS, st.integers(1, 20))
def test_white_spots_hold_exactly_who_is_not_reached(seconds: list, limit: int) -> None:
    times = by_hand(DEMAND, A=seconds)
    spots = white_spots(times, limit, DEMAND, buurten())
    beyond = times.nearest_s() > limit * 60
    assert spots["expected_frail"].sum() == pytest.approx(float(DEMAND["weight"].to_numpy() @ beyond))
    assert spots["expected_frail"].is_monotonic_decreasing
    assert isinstance(spots, pd.DataFrame)
