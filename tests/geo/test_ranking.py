"""Ranking: fixed scales, draws that say how sure a place is, reasons that hold the figures."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contracts import validate
from geo.frailty import HOME, FrailtyEstimate
from geo.ranking import RankingError, RankingWeights, rank_wijken

DRAWS = 50


def case(wijken: list[tuple[str, list[float]]], *, area_ha: float = 50.0):
    """Buurten of the given wijken and an estimate in which draw k is (1 + k / 1000) x expected."""
    rows = [
        {"buurtcode": f"BU{wijk[2:]}{i:02d}", "wijkcode": wijk, "wijknaam": f"Wijk {wijk}", "expected": value}
        for wijk, values in wijken
        for i, value in enumerate(values)
    ]
    table = pd.DataFrame(rows).assign(gemeentecode="GM9001", land_area_ha=area_ha)
    sorted_table = table.sort_values("buurtcode", ignore_index=True)
    frame = sorted_table[["buurtcode", "wijkcode", "expected"]].assign(group_name=HOME)
    draws = sorted_table["expected"].to_numpy()[:, None] * (1 + np.arange(DRAWS) / 1000)
    estimate = FrailtyEstimate(frame, draws, tuple(sorted_table["buurtcode"]))
    return estimate, table.drop(columns="expected")


def seconds(buurten: pd.DataFrame, value: float = 600.0) -> pd.Series:
    return pd.Series(value, index=buurten["buurtcode"])


NOBODY = pd.Series(dtype=float)


def test_the_score_of_a_small_case_is_the_one_worked_out_by_hand():
    estimate, buurten = case([("WK900101", [50.0, 20.0])])
    known = pd.Series({"BU90010100": 35})
    row = rank_wijken(estimate, buurten, seconds(buurten), known).iloc[0]
    # count 70/140, density 70 per km2: 70/170, unmet 35/105, distance 600/1200
    assert row["score"] == pytest.approx(0.2 * 0.5 + 0.2 * 70 / 170 + 0.4 / 3 + 0.2 * 0.5)
    assert row["frail_per_km2"] == pytest.approx(70.0)
    assert row["known_share"] == pytest.approx(0.5)
    assert row["nearest_hub_s"] == pytest.approx(600.0)
    assert row["rank"] == 1
    assert row["top3_probability"] == 1.0


def test_the_wijk_with_more_unmet_need_comes_first():
    estimate, buurten = case([("WK900101", [100.0]), ("WK900102", [100.0])])
    ranking = rank_wijken(estimate, buurten, seconds(buurten), pd.Series({"BU90010100": 60}))
    assert ranking["wijkcode"].tolist() == ["WK900102", "WK900101"]
    assert ranking["rank"].tolist() == [1, 2]


@settings(max_examples=25, deadline=None)
@given(values=st.lists(st.floats(0, 800), min_size=2, max_size=8), part=st.floats(0.1, 0.9))
def test_splitting_a_wijk_changes_neither_score_nor_order_of_the_others(values, part):
    others = [(f"WK9001{i:02d}", [value]) for i, value in enumerate(values)]
    whole = case([*others, ("WK900190", [500.0])])
    split = case([*others, ("WK900190", [500.0 * part]), ("WK900191", [500.0 * (1 - part)])])
    rankings = [rank_wijken(estimate, buurten, seconds(buurten), NOBODY) for estimate, buurten in (whole, split)]
    before, after = [r[~r["wijkcode"].isin(["WK900190", "WK900191"])] for r in rankings]
    assert before["wijkcode"].tolist() == after["wijkcode"].tolist()
    np.testing.assert_array_equal(before["score"], after["score"])


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_ranks_are_a_permutation_and_the_top_probabilities_add_up(data):
    values = data.draw(st.lists(st.floats(0, 500), min_size=1, max_size=7))
    top = data.draw(st.integers(1, 4))
    estimate, buurten = case([(f"WK9001{i:02d}", [value]) for i, value in enumerate(values)])
    noisy = np.random.default_rng(1).poisson(estimate.draws_home).astype(float)
    estimate = FrailtyEstimate(estimate.frame, noisy, estimate.buurtcodes)
    ranking = rank_wijken(estimate, buurten, seconds(buurten), NOBODY, top=top)
    assert sorted(ranking["rank"]) == list(range(1, len(values) + 1))
    assert ranking["score"].is_monotonic_decreasing
    assert ranking["score"].between(0, 1).all()
    assert ranking["top3_probability"].sum() == pytest.approx(min(top, len(values)))
    order = data.draw(st.permutations(range(len(buurten))))
    again = rank_wijken(estimate, buurten.iloc[list(order)], seconds(buurten), NOBODY, top=top)
    pd.testing.assert_frame_equal(ranking, again)


def test_a_close_race_shows_in_the_probability():
    estimate, buurten = case([("WK900101", [300.0]), ("WK900102", [299.0])])
    noisy = np.random.default_rng(3).normal(estimate.draws_home, 30.0).clip(0)
    close = FrailtyEstimate(estimate.frame, noisy, estimate.buurtcodes)
    ranking = rank_wijken(close, buurten, seconds(buurten), NOBODY, top=1)
    assert ranking["top3_probability"].between(0.2, 0.8).all()


def test_a_wijk_that_no_hub_reaches_scores_highest_on_distance_and_the_reason_says_so():
    estimate, buurten = case([("WK900101", [100.0]), ("WK900102", [100.0])])
    ranking = rank_wijken(estimate, buurten, pd.Series({"BU90010100": 300.0}), NOBODY)
    first = ranking.iloc[0]
    assert first["wijkcode"] == "WK900102"
    assert np.isnan(first["nearest_hub_s"])
    assert "geen wijkservicecentrum bereikt deze wijk" in first["reason"]
    assert "5 minuten" in ranking.iloc[1]["reason"]


def test_the_reason_holds_the_figures_in_dutch():
    estimate, buurten = case([("WK900101", [1234.4])], area_ha=100.0)
    reason = rank_wijken(estimate, buurten, seconds(buurten), pd.Series({"BU90010100": 100}))["reason"].iloc[0]
    assert reason == (
        "Naar verwachting wonen hier 1.234 kwetsbare ouderen thuis (1.234 per km²); 100 adressen zijn in beeld (8 %) "
        "en het dichtstbijzijnde wijkservicecentrum ligt op gemiddeld 10 minuten. "
        "In 100 % van de doorrekeningen staat deze wijk bij de eerste 3."
    )


def test_more_known_addresses_than_expected_frail_is_no_negative_need():
    estimate, buurten = case([("WK900101", [10.0]), ("WK900102", [0.0])])
    ranking = rank_wijken(estimate, buurten, seconds(buurten), pd.Series({"BU90010100": 25})).set_index("wijkcode")
    assert ranking.loc["WK900101", "known_share"] == 1.0
    assert ranking.loc["WK900102", "known_share"] == 1.0
    only_unmet = RankingWeights(count=0, density=0, unmet=1, distance=0)
    assert rank_wijken(
        estimate, buurten, seconds(buurten), pd.Series({"BU90010100": 25}), weights=only_unmet
    )["score"].tolist() == [0.0, 0.0]  # fmt: skip


def test_a_missing_land_area_is_taken_from_the_boundary_or_refused():
    estimate, buurten = case([("WK900101", [70.0])], area_ha=float("nan"))
    with pytest.raises(RankingError, match="BU90010100"):
        rank_wijken(estimate, buurten, seconds(buurten), NOBODY)
    drawn = gpd.GeoDataFrame(buurten, geometry=[shapely.box(0, 0, 1000, 500)], crs=28992)
    assert rank_wijken(estimate, drawn, seconds(buurten), NOBODY)["frail_per_km2"].iloc[0] == pytest.approx(140.0)


def test_the_frame_keeps_the_contract_of_planning_wijk_ranking():
    estimate, buurten = case([("WK900101", [10.0, 4.0]), ("WK900102", [7.0])])
    ranking = rank_wijken(estimate, buurten, seconds(buurten), NOBODY)
    validate(ranking, "planning.wijk_ranking", leave_out=("region", "scenario", "run_id"))


def test_buurten_of_another_load_and_impossible_weights_are_refused():
    estimate, buurten = case([("WK900101", [10.0, 4.0])])
    with pytest.raises(RankingError, match="same load"):
        rank_wijken(estimate, buurten.head(1), seconds(buurten), NOBODY)
    with pytest.raises(RankingError, match="weights"):
        rank_wijken(estimate, buurten, seconds(buurten), NOBODY, weights=RankingWeights(unmet=-1))
    with pytest.raises(RankingError, match="weights"):
        RankingWeights(0, 0, 0, 0).shares()
    with pytest.raises(RankingError, match="negative"):
        rank_wijken(estimate, buurten, seconds(buurten, -1.0), NOBODY)
