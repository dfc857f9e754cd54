"""Frailty: totals that stay at the rate, intervals that are honest, draws that do not depend on row order."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contracts import validate
from geo.frailty import (
    BOTH,
    GROUPS,
    HOME,
    INSTITUTION,
    RATE_SETS,
    VULNERABLE,
    FrailtyError,
    all_totals,
    draw_rows,
    estimate_frailty,
    estimate_from,
    frailty_totals,
)  # fmt: skip

BUURTEN = pd.DataFrame(
    {
        "buurtcode": ["BU90010101", "BU90010102", "BU90010103", "BU90010201", "BU90010202"],
        "wijkcode": ["WK900101", "WK900101", "WK900101", "WK900102", "WK900102"],
        "gemeentecode": "GM9001",
        "inhabitants": [1000.0, 2000.0, 500.0, 40.0, np.nan],
        "aged_65_plus": [200.0, 300.0, 200.0, np.nan, np.nan],
        "good_health_pct": [80.0, 60.0, np.nan, np.nan, np.nan],
        "water": False,
    }
)
SHARE = 700 / 3500  # 65+ among inhabitants of the buurten that say both


def home(estimate) -> pd.DataFrame:
    return estimate.frame[estimate.frame["group_name"] == HOME].set_index("buurtcode")


def test_the_two_rate_sets_say_what_their_sources_say_and_do_not_agree():
    vektis, deventer = RATE_SETS["vektis_2020"], RATE_SETS["deventer_2021"]
    assert vektis.home_rate == 0.17
    assert deventer.home_per_65_plus * 19_000 == pytest.approx(3_100 * 0.75)
    assert deventer.institution_share * 19_000 == pytest.approx(3_100 * 0.25)
    assert deventer.home_per_65_plus == pytest.approx(0.122, abs=5e-4)
    assert vektis.home_per_65_plus > 1.3 * deventer.home_per_65_plus
    for rates in RATE_SETS.values():
        assert rates.home_low < rates.home_rate < rates.home_high
        assert rates.institution_low < rates.institution_share < rates.institution_high


@pytest.mark.parametrize("name", RATE_SETS)
def test_the_gemeente_total_stays_at_the_rate_whatever_the_health_of_its_buurten(name):
    estimate = estimate_frailty(BUURTEN, name, seed=1)
    aged = 700 + 40 * SHARE + 2.0  # the last buurt: the prior's mean
    assert home(estimate)["expected"].sum() == pytest.approx(aged * RATE_SETS[name].home_per_65_plus)
    institution = estimate.frame[estimate.frame["group_name"] == INSTITUTION]
    assert institution["expected"].sum() == pytest.approx(aged * RATE_SETS[name].institution_share)


def test_a_buurt_in_worse_health_gets_a_higher_rate_by_the_root_of_the_ratio():
    expected = home(estimate_frailty(BUURTEN, "vektis_2020", seed=1))["expected"]
    good, poor = expected["BU90010101"] / 200, expected["BU90010102"] / 300
    assert poor / good == pytest.approx(np.sqrt(40 / 20))


def test_a_suppressed_figure_is_imputed_flagged_and_never_certain():
    rows = home(estimate_frailty(BUURTEN, "vektis_2020", seed=3))
    assert rows["imputed"].tolist() == [False, False, False, True, True]
    assert (rows["high"] > rows["low"]).all()
    assert rows.loc["BU90010201", "expected"] > rows.loc["BU90010202", "expected"] > 0


def test_low_and_high_are_the_5th_and_95th_percentile_of_the_draws():
    estimate = estimate_frailty(BUURTEN, "vektis_2020", draws=200, seed=5)
    assert estimate.draws_home.shape == (5, 200)
    assert estimate.draws_home.dtype == np.float64
    assert estimate.buurtcodes == tuple(sorted(BUURTEN["buurtcode"]))
    low, high = np.percentile(estimate.draws_home, [5, 95], axis=1)
    np.testing.assert_array_equal(home(estimate)["low"], low)
    np.testing.assert_array_equal(home(estimate)["high"], high)


def test_the_mean_of_the_draws_is_the_expected_number():
    estimate = estimate_frailty(BUURTEN, "vektis_2020", draws=4000, seed=7)
    np.testing.assert_allclose(estimate.draws_home.mean(axis=1), home(estimate)["expected"], rtol=0.05, atol=0.15)


def test_the_rate_is_shared_so_the_total_is_less_sure_than_independent_buurten_would_be():
    many = pd.DataFrame({"buurtcode": [f"BU9001{i:04d}" for i in range(60)], "wijkcode": "WK900101"}).assign(
        gemeentecode="GM9001", inhabitants=1500.0, aged_65_plus=300.0
    )
    draws = estimate_frailty(many, "vektis_2020", draws=400, seed=2).draws_home
    independent = np.sqrt(draws.var(axis=1).sum())
    assert draws.sum(axis=0).std() > 2 * independent


def test_totals_come_from_summed_draws_and_add_up():
    estimate = estimate_frailty(BUURTEN, "vektis_2020", seed=1)
    wijken, gemeente = frailty_totals(estimate, "wijkcode"), frailty_totals(estimate, "gemeentecode")
    assert wijken["expected"].sum() == pytest.approx(gemeente["expected"].iloc[0])
    np.testing.assert_allclose(
        gemeente[["low", "high"]].iloc[0].to_numpy(float), np.percentile(estimate.draws_home.sum(axis=0), [5, 95])
    )
    assert gemeente["high"].iloc[0] < wijken["high"].sum()


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(5)), seed=st.integers(0, 2**31))
def test_the_result_does_not_depend_on_the_order_of_the_rows(order, seed):
    plain = estimate_frailty(BUURTEN, "vektis_2020", draws=30, seed=seed)
    shuffled = estimate_frailty(BUURTEN.iloc[list(order)], "vektis_2020", draws=30, seed=seed)
    pd.testing.assert_frame_equal(plain.frame, shuffled.frame)
    np.testing.assert_array_equal(plain.draws_home, shuffled.draws_home)


def test_another_gemeente_in_the_frame_changes_nothing_for_this_one():
    other = BUURTEN.assign(
        buurtcode=BUURTEN["buurtcode"].str.replace("9001", "9002"), gemeentecode="GM9002", good_health_pct=30.0
    )
    both = estimate_frailty(pd.concat([other, BUURTEN]), "vektis_2020", seed=1)
    alone = estimate_frailty(BUURTEN, "vektis_2020", seed=1)
    kept = both.frame[both.frame["gemeentecode"] == "GM9001"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, alone.frame)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 600)),
            st.one_of(st.none(), st.integers(0, 120)),
            st.one_of(st.none(), st.floats(20, 100)),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(sorted(RATE_SETS)),
)
def test_no_figures_whatever_give_a_negative_certain_or_missing_estimate(rows, name):
    frame = pd.DataFrame(rows, columns=["inhabitants", "aged_65_plus", "good_health_pct"]).assign(
        buurtcode=[f"BU9001{i:04d}" for i in range(len(rows))], wijkcode="WK900100", gemeentecode="GM9001"
    )
    estimate = estimate_frailty(frame, name, draws=200, seed=4)
    table = estimate.frame
    assert table[["expected", "low", "high"]].notna().all(axis=None)
    assert (table["low"] >= 0).all()
    assert (table["low"] <= table["high"]).all()
    rows_home = home(estimate)
    assert (rows_home.loc[rows_home["imputed"], "high"] > rows_home.loc[rows_home["imputed"], "low"]).all()
    assert (estimate.draws_home == np.floor(estimate.draws_home)).all()


def test_water_has_no_residents_and_is_not_called_imputed():
    water = BUURTEN.tail(1).assign(buurtcode="BU90010299", water=True)
    rows = home(estimate_frailty(pd.concat([BUURTEN, water]), "vektis_2020", seed=1))
    assert rows.loc["BU90010299", ["expected", "low", "high"]].tolist() == [0, 0, 0]
    assert not rows.loc["BU90010299", "imputed"]


def test_nullable_integers_from_the_database_are_taken_as_they_are():
    nullable = BUURTEN.astype({"inhabitants": "Int64", "aged_65_plus": "Int64"})
    pd.testing.assert_frame_equal(
        estimate_frailty(nullable, "vektis_2020", seed=1).frame, estimate_frailty(BUURTEN, "vektis_2020", seed=1).frame
    )


def test_the_frame_keeps_the_contract_of_planning_frailty():
    frame = estimate_frailty(BUURTEN, "deventer_2021", seed=1).frame
    validate(frame, "planning.frailty", leave_out=("region", "scenario", "run_id"))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"aged_65_plus": -99999999.0}, "negative"),
        ({"good_health_pct": 130.0}, "percentage"),
        ({"buurtcode": "BU90010101"}, "more than once"),
        ({"wijkcode": None}, "three codes"),
        ({"water": "NEE"}, "true or false"),
        ({"inhabitants": "veel"}, "numbers"),
    ],
)
def test_figures_that_cannot_be_are_refused_with_a_sentence(change, word):
    with pytest.raises(FrailtyError, match=word):
        estimate_frailty(BUURTEN.assign(**change), "vektis_2020", seed=1)


def test_an_unknown_rate_set_an_empty_frame_or_too_few_draws_are_refused():
    with pytest.raises(FrailtyError, match="vektis_2020"):
        estimate_frailty(BUURTEN, "vektis_2030", seed=1)
    with pytest.raises(FrailtyError, match="no buurt"):
        estimate_frailty(BUURTEN.iloc[:0], "vektis_2020", seed=1)
    with pytest.raises(FrailtyError, match="20 draws"):
        estimate_frailty(BUURTEN, "vektis_2020", draws=5, seed=1)
    with pytest.raises(FrailtyError, match="aged_65_plus"):
        estimate_frailty(BUURTEN.drop(columns="aged_65_plus"), "vektis_2020", seed=1)


def deventer() -> pd.DataFrame:
    root = os.environ.get("WIJK_REALDATA")
    if not root:
        pytest.skip("WIJK_REALDATA is not set: the figures of Deventer are not part of the project")
    raw = gpd.read_file(Path(root) / "deventer" / "buurten.geojson")
    frame = pd.DataFrame(raw[["buurtcode", "wijkcode", "gemeentecode"]])
    names = {
        "inhabitants": "aantal_inwoners",
        "aged_65_plus": "personen_65_jaar_en_ouder",
        "good_health_pct": "percentage_goed_ervaren_gezondheid",
    }
    for ours, theirs in names.items():
        frame[ours] = raw[theirs].where(raw[theirs] > -90_000)
    return frame


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31), name=st.sampled_from([*RATE_SETS, BOTH]))
def test_in_every_draw_the_buurten_add_up_to_wijk_gemeente_and_region(seed, name):
    both = pd.concat([BUURTEN, BUURTEN.assign(buurtcode="BU9002" + BUURTEN["buurtcode"].str[6:], gemeentecode="GM9002",
                                              wijkcode="WK9002" + BUURTEN["wijkcode"].str[6:])])  # fmt: skip
    estimate = estimate_frailty(both, name, draws=50, seed=seed)
    stored = estimate_from(estimate.frame, draw_rows(estimate))
    rows = estimate.frame[estimate.frame["group_name"] == HOME]
    for group in GROUPS:
        drawn = stored.draws_of(group)
        assert (drawn == np.rint(drawn)).all()
        assert (drawn >= 0).all()
        by_wijk = pd.DataFrame(drawn).groupby(rows["wijkcode"].to_numpy()).sum()
        by_gemeente = pd.DataFrame(drawn).groupby(rows["gemeentecode"].to_numpy()).sum()
        wijk_in = by_wijk.groupby("GM" + by_wijk.index.str[2:6]).sum()
        np.testing.assert_array_equal(wijk_in.to_numpy(), by_gemeente.to_numpy())
        np.testing.assert_array_equal(by_gemeente.sum(axis=0), drawn.sum(axis=0))
        totals = all_totals(stored, "streek")
        own = totals[(totals["group_name"] == group) & (totals["area_kind"] == "wijk")]
        np.testing.assert_allclose(own["low"], np.percentile(by_wijk, 5, axis=1))
        whole = totals[(totals["group_name"] == group) & (totals["area_kind"] == "region")].iloc[0]
        assert whole["expected"] == pytest.approx(own["expected"].sum())
        assert (whole["buurten"], whole["imputed"]) == (10, 4)


def test_nobody_is_frail_at_home_and_in_an_institution_at_once_and_no_buurt_has_more_frail_than_65_plus():
    estimate = estimate_frailty(BUURTEN.head(3), "vektis_2020", draws=300, seed=2)
    both = estimate.draws_home + estimate.draws_of(INSTITUTION)
    assert (both <= BUURTEN["aged_65_plus"].head(3).to_numpy()[:, None] + 2).all()


def test_both_sets_take_turns_and_the_choice_between_them_widens_the_interval():
    one, other, mixed = (estimate_frailty(BUURTEN, name, draws=2000, seed=3) for name in (*RATE_SETS, BOTH))
    middle = (home(one)["expected"] + home(other)["expected"]) / 2
    np.testing.assert_allclose(home(mixed)["expected"], middle)
    width = [(t["high"] - t["low"]).iloc[0] for t in (frailty_totals(e, "gemeentecode") for e in (one, other, mixed))]
    assert width[2] > 1.1 * max(width[:2])
    even, odd = mixed.draws_home[:, ::2].sum(axis=0).mean(), mixed.draws_home[:, 1::2].sum(axis=0).mean()
    assert even / odd == pytest.approx(
        RATE_SETS["vektis_2020"].home_rate / RATE_SETS["deventer_2021"].home_rate, rel=0.03
    )


def test_the_second_group_is_beside_the_first_and_says_that_the_country_stood_in():
    frame = estimate_frailty(BUURTEN, "vektis_2020", seed=1).frame.set_index(["buurtcode", "group_name"])
    row = frame.loc[("BU90010101", VULNERABLE)]
    assert 0.02 * 850 < row["expected"] < 0.4 * 850
    assert "low_income_pct:country" in row["imputed_figures"]
    assert "health_poor_pct:country" not in row["imputed_figures"]
    worse = BUURTEN.assign(good_health_pct=40.0, low_income_pct=25.0)
    other = estimate_frailty(worse, "vektis_2020", seed=1).frame.set_index(["buurtcode", "group_name"])
    assert other.loc[("BU90010101", VULNERABLE), "expected"] > 1.3 * row["expected"]


def test_a_row_says_which_sources_spoke_and_which_were_missing():
    rows = home(estimate_frailty(BUURTEN, "vektis_2020", seed=1))
    assert rows.loc["BU90010101", "sources"] == "cbs_65_plus,rivm_health"
    assert "vektis_care" in rows.loc["BU90010101", "missing"]
    assert rows.loc["BU90010202", "imputed_figures"] == "aged_65_plus:gemeente"


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "total"), [("vektis_2020", 3_247), ("deventer_2021", 2_436)])
def test_deventer_2024_comes_to_the_rate_times_its_19910_residents_of_65_plus(name, total):
    frame = deventer()
    assert frame["aged_65_plus"].sum() == 19_910
    rates = RATE_SETS[name]
    estimate = estimate_frailty(frame, name, seed=1)
    expected = home(estimate)["expected"].sum()
    assert expected == pytest.approx(rates.home_rate * 19_910 * (1 - rates.institution_share), rel=0.001)
    assert expected == pytest.approx(total, abs=2)
    assert home(estimate)["imputed"].sum() == 3
    gemeente = frailty_totals(estimate, "gemeentecode").iloc[0]
    assert 0.12 < (gemeente["high"] - gemeente["low"]) / 2 / expected < 0.20
