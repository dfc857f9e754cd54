"""Ranking: fixed scales that no border moves, draws that say how sure a place is, value choices apart, Dutch reasons."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contracts import validate
from geo.criteria import CRITERIA, DEFAULT_WEIGHTS, WeightError, checked_weights
from geo.frailty import FrailtyEstimate
from geo.ranking import RankingError, Surroundings, rank_buurten, rank_wijken
from geo.ranking.rank import MOVES, moved_weights
from tests.geo.ranking.cases import around, case

OWN = ("region", "scenario", "run_id")


def test_the_score_of_a_small_case_is_the_one_worked_out_by_hand():
    estimate, buurten = case([("WK900101", [50.0])])
    row = rank_wijken(estimate, buurten, around(buurten, known={"BU90010100": 15.0})).rows.iloc[0]
    # all 50 within a kilometre, 100 per km2, 5 per 100, 35 not in view; the rest stands at the middle of its scale
    by_hand = 0.15 * 50 / 120 + 0.05 * 5 / 8.3 + 0.10 * 0.5 + 0.25 * 35 / 105 + 0.45 * 0.5
    assert row["score"] == pytest.approx(by_hand)
    assert (row["expected_frail"], row["frail_per_100"], row["frail_per_km2"]) == pytest.approx((50, 5, 100))
    assert (row["known_share"], row["nearest_hub_s"], row["rank"]) == pytest.approx((0.3, 600, 1))
    assert row["top3_probability"] == 1.0


def test_the_contributions_of_the_criteria_add_up_to_the_score():
    estimate, buurten = case([("WK900101", [50.0, 20.0]), ("WK900102", [70.0])])
    found = rank_wijken(estimate, buurten, around(buurten))
    parts = found.criteria.groupby("area_code")["contribution"].sum()
    np.testing.assert_allclose(parts[found.rows["wijkcode"]], found.rows["score"])
    assert found.criteria.groupby("area_code")["weight"].sum().tolist() == pytest.approx([1.0, 1.0])


def test_the_wijk_with_more_unmet_need_comes_first():
    estimate, buurten = case([("WK900101", [100.0]), ("WK900102", [100.0])])
    ranking = rank_wijken(estimate, buurten, around(buurten, known={"BU90010100": 60.0})).rows
    assert ranking["wijkcode"].tolist() == ["WK900102", "WK900101"]


@settings(max_examples=25, deadline=None)
@given(
    others=st.lists(st.floats(1, 800), min_size=2, max_size=6),
    own=st.lists(st.floats(1, 400), min_size=2, max_size=6),
    cut=st.integers(1, 5),
)
def test_splitting_a_wijk_gives_halves_that_stand_where_the_whole_stood_and_leaves_the_others(others, own, cut):
    cut = min(cut, len(own) - 1)
    rest = [(f"WK9001{i:02d}", [value]) for i, value in enumerate(others)]
    estimate, buurten = case([*rest, ("WK900190", own)], apart_m=700)
    figures = around(
        buurten, nearest_hub_s=dict(zip(buurten["buurtcode"], 100.0 * np.arange(len(buurten)), strict=True))
    )
    split = buurten.assign(wijkcode=buurten["wijkcode"].where(buurten.index < len(others) + cut, "WK900191"))
    codes = split.set_index("buurtcode")["wijkcode"].reindex(list(estimate.buurtcodes))
    moved = dataclasses.replace(estimate, frame=estimate.frame.assign(wijkcode=codes.to_numpy()))
    before, after = rank_wijken(estimate, buurten, figures), rank_wijken(moved, split, figures)
    old, new = (found.rows[~found.rows["wijkcode"].str.startswith("WK90019")] for found in (before, after))
    assert old["wijkcode"].tolist() == new["wijkcode"].tolist()
    np.testing.assert_allclose(old["score"], new["score"])
    values = after.criteria[after.criteria["area_code"].isin(["WK900190", "WK900191"])]
    whole = before.criteria[before.criteria["area_code"] == "WK900190"].set_index("criterion")["value"]
    for name in ("count", "rate", "density", "unmet", "distance"):
        halves = values.loc[values["criterion"] == name, "value"]
        assert halves.min() - 1e-9 <= whole[name] <= halves.max() + 1e-9


def test_two_equal_halves_of_a_wijk_score_exactly_as_the_whole():
    whole, buurten = case([("WK900101", [30.0, 30.0]), ("WK900102", [55.0])])
    halves, split = case([("WK900101", [30.0]), ("WK900102", [55.0]), ("WK900103", [30.0])])
    one = rank_wijken(whole, buurten, around(buurten)).rows.set_index("wijkcode")
    two = rank_wijken(halves, split, around(split)).rows.set_index("wijkcode")
    assert two.loc["WK900101", "score"] == pytest.approx(one.loc["WK900101", "score"])
    assert two.loc["WK900103", "score"] == pytest.approx(one.loc["WK900101", "score"])
    assert (one.loc["WK900101", "expected_frail"], two.loc["WK900101", "expected_frail"]) == (60.0, 30.0)


def test_neighbours_count_across_the_border_of_a_wijk():
    estimate, near = case([("WK900101", [50.0]), ("WK900102", [50.0])], apart_m=300)
    together = rank_wijken(estimate, near, around(near)).criteria
    far = rank_wijken(*case([("WK900101", [50.0]), ("WK900102", [50.0])]), around(near)).criteria
    count = [table[table["criterion"] == "count"]["value"].tolist() for table in (together, far)]
    assert count[0] == pytest.approx([100.0, 100.0])  # discs of 399 m, 300 m apart: both within the kilometre
    assert count[1] == pytest.approx([50.0, 50.0])


def test_of_a_large_buurt_only_what_lies_in_the_circle_counts():
    estimate, buurten = case([("WK900101", [500.0])], area_ha=10_000.0)
    found = rank_wijken(estimate, buurten, around(buurten)).criteria.set_index("criterion")["value"]
    assert found["count"] == pytest.approx(500 * np.pi / 100)  # a circle of 1 km in 100 km2


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_ranks_are_a_permutation_and_do_not_depend_on_the_order_of_rows(data):
    values = data.draw(st.lists(st.floats(0, 500), min_size=1, max_size=7))
    top = data.draw(st.integers(1, 4))
    estimate, buurten = case([(f"WK9001{i:02d}", [value]) for i, value in enumerate(values)])
    noisy = np.random.default_rng(1).poisson(estimate.draws_home).astype(float)
    estimate = FrailtyEstimate(estimate.frame, noisy, estimate.buurtcodes)
    found = rank_wijken(estimate, buurten, around(buurten), top=top)
    rows = found.rows
    assert sorted(rows["rank"]) == list(range(1, len(values) + 1))
    assert rows["score"].is_monotonic_decreasing
    assert rows["score"].between(0, 1).all()
    assert rows["top_k_probability"].sum() == pytest.approx(min(top, len(values)))
    assert (rows["rank_low"] <= rows["rank_high"]).all()
    assert (rows["value_rank_low"] <= rows["value_rank_high"]).all()
    order = data.draw(st.permutations(range(len(buurten))))
    again = rank_wijken(estimate, buurten.iloc[list(order)], around(buurten), top=top)
    pd.testing.assert_frame_equal(rows, again.rows)
    pd.testing.assert_frame_equal(found.criteria, again.criteria)


def test_a_close_race_shows_in_the_probability_and_not_in_the_value_choices():
    estimate, buurten = case([("WK900101", [300.0]), ("WK900102", [299.0])])
    noisy = np.random.default_rng(3).normal(estimate.draws_home, 30.0).clip(0)
    rows = rank_wijken(
        FrailtyEstimate(estimate.frame, noisy, estimate.buurtcodes), buurten, around(buurten), top=1
    ).rows
    assert rows["top_k_probability"].between(0.2, 0.8).all()
    assert rows["value_rank_low"].tolist() == rows["value_rank_high"].tolist() == [1, 2]
    assert (rows["rank_low"] == 1).all()
    assert (rows["rank_high"] == 2).all()


def test_a_value_choice_shows_in_the_moved_weights_and_not_in_the_probability():
    estimate, buurten = case([("WK900101", [70.0]), ("WK900102", [70.0])])
    figures = around(
        buurten, nearest_hub_s={"BU90010100": 600.0, "BU90010200": 100.0},
        cost_eur={"BU90010100": 1500.0, "BU90010200": 200.0},
    )  # fmt: skip
    weights = {"count": 0.2, "distance": 0.4, "cost": 0.4 * 0.99}
    found = rank_wijken(estimate, buurten, figures, weights=weights, top=1)
    assert found.rows["top_k_probability"].tolist() == [1.0, 0.0]  # the figures are sure
    assert found.rows["value_rank_low"].tolist() == [1, 1]
    assert found.rows["value_rank_high"].tolist() == [2, 2]
    assert 0.2 < found.rows["value_top_k_share"].iloc[0] < 0.8
    first = found.criteria[found.criteria["area_code"] == found.rows["wijkcode"].iloc[0]].set_index("criterion")
    assert set(found.rows["swing_criterion"]) <= {"distance", "cost"}
    assert first.loc[found.rows["swing_criterion"].iloc[0], ["rank_dropped", "rank_doubled"]].max() == 2


def test_moved_weights_stay_around_the_planners_and_leave_zero_at_zero():
    shares = np.array(list(checked_weights({"count": 1, "unmet": 3}).values()))
    moved = moved_weights(shares, seed=1)
    assert moved.shape == (MOVES, len(CRITERIA))
    np.testing.assert_allclose(moved.sum(axis=1), 1.0)
    assert (moved[:, shares == 0] == 0).all()
    np.testing.assert_allclose(moved.mean(axis=0), shares, atol=0.02)
    np.testing.assert_array_equal(moved, moved_weights(shares, seed=1))


def test_a_wijk_that_no_hub_reaches_scores_highest_on_distance_and_the_reason_says_so():
    estimate, buurten = case([("WK900101", [100.0]), ("WK900102", [100.0])])
    ranking = rank_wijken(estimate, buurten, around(buurten, nearest_hub_s={"BU90010100": 300.0})).rows
    assert ranking["wijkcode"].iloc[0] == "WK900102"
    assert np.isnan(ranking["nearest_hub_s"].iloc[0])
    assert "geen wijkservicecentrum bereikt deze wijk" in ranking["reason"].iloc[0]
    assert "5 minuten" in ranking["reason"].iloc[1]


def test_what_is_not_known_stands_in_the_middle_and_is_named():
    estimate, buurten = case([("WK900101", [100.0, 100.0]), ("WK900102", [100.0])])
    found = rank_wijken(estimate, buurten, around(buurten, lonely_pct={"BU90010101": 22.0}))
    lonely = found.criteria[found.criteria["criterion"] == "lonely"].set_index("area_code")
    assert lonely["score"].tolist() == pytest.approx([22 / 33, 0.5])
    assert lonely["imputed"].tolist() == [True, True]
    rows = found.rows.set_index("wijkcode")
    assert rows["missing"].to_dict() == {"WK900101": "", "WK900102": "lonely"}


def test_loneliness_moves_within_its_own_margin():
    estimate, buurten = case([("WK900101", [100.0]), ("WK900102", [100.0])])
    close = around(buurten, lonely_pct={"BU90010100": 11.0, "BU90010200": 11.2}, lonely_sd=1.5)
    rows = rank_wijken(estimate, buurten, close, top=1).rows
    assert rows["top_k_probability"].between(0.2, 0.8).all()


def test_the_reason_holds_the_figures_in_dutch():
    estimate, buurten = case([("WK900101", [1234.4])], area_ha=100.0, inhabitants=20_000)
    known = {"BU90010100": 100.0}
    reason = rank_wijken(estimate, buurten, around(buurten, known=known), top=3).rows["reason"].iloc[0]
    assert reason == (
        "Naar verwachting wonen hier 1.234 kwetsbare ouderen thuis (1.237 tot 1.292), 6,2 op de 100 inwoners, 1.234 per "
        "km²; 100 adressen zijn in beeld (8 %) en het dichtstbijzijnde wijkservicecentrum ligt op gemiddeld 10 minuten. "
        "Het zwaarst telt hier: kwetsbaren die nog niet in beeld zijn en kwetsbaren binnen een kilometer. Bij deze "
        "gewichten staat deze wijk in 100 % van de doorrekeningen bij de eerste 3; met andere gewichten blijft de plaats 1."
    )  # fmt: skip
    buurt = rank_buurten(estimate, buurten, around(buurten)).rows["reason"].iloc[0]
    assert "deze buurt" in buurt
    assert "deze wijk" not in buurt


def test_buurten_are_ranked_by_the_same_scales():
    estimate, buurten = case([("WK900101", [90.0, 10.0]), ("WK900102", [50.0])])
    rows = rank_buurten(estimate, buurten, around(buurten)).rows
    assert rows["buurtcode"].tolist() == ["BU90010100", "BU90010200", "BU90010101"]
    alone = rank_wijken(*case([("WK900103", [90.0])]), around(case([("WK900103", [90.0])])[1])).rows
    assert rows["score"].iloc[0] == pytest.approx(alone["score"].iloc[0])


def test_a_missing_land_area_is_taken_from_the_boundary_or_refused():
    estimate, buurten = case([("WK900101", [70.0])], area_ha=float("nan"))
    with pytest.raises(RankingError, match="BU90010100"):
        rank_wijken(estimate, pd.DataFrame(buurten.drop(columns="geometry")), around(buurten))
    drawn = buurten.set_geometry([shapely.box(0, 0, 1000, 500)], crs=28992)
    assert rank_wijken(estimate, drawn, around(buurten)).rows["frail_per_km2"].iloc[0] == pytest.approx(140.0)


def test_the_rows_keep_the_contracts_of_their_tables():
    estimate, buurten = case([("WK900101", [10.0, 0.0]), ("WK900102", [7.0])])
    figures = Surroundings()  # nothing is known at all
    wijken, each = rank_wijken(estimate, buurten, figures), rank_buurten(estimate, buurten, figures)
    validate(wijken.rows, "planning.wijk_ranking", leave_out=OWN)
    validate(each.rows, "planning.buurt_ranking", leave_out=OWN)
    validate(pd.concat([wijken.criteria, each.criteria]), "planning.ranking_criterion", leave_out=OWN)


def test_what_cannot_be_ranked_is_refused():
    estimate, buurten = case([("WK900101", [10.0, 4.0])])
    with pytest.raises(RankingError, match="same load"):
        rank_wijken(estimate, buurten.head(1), around(buurten))
    with pytest.raises(RankingError, match="negative"):
        rank_wijken(estimate, buurten, around(buurten, nearest_hub_s=-1.0))
    with pytest.raises(RankingError, match="top must be"):
        rank_wijken(estimate, buurten, around(buurten), top=0)
    with pytest.raises(WeightError, match="negative"):
        rank_wijken(estimate, buurten, around(buurten), weights=DEFAULT_WEIGHTS | {"unmet": -1})
