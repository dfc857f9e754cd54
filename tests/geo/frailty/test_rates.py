"""Rates of a workspace's own table, before the shipped ones of the same name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.frailty import RATE_SETS, FrailtyError, estimate_frailty, rate_sets
from geo.frailty.rates import beta
from tests.geo.frailty.test_estimate import BUURTEN, home


def table(*rows: tuple[str, str, int, int | None, float, float | None, float | None]) -> pd.DataFrame:
    columns = ["rate_set", "indicator", "age_low", "age_high", "rate", "low", "high"]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float}).assign(source="Eigen telling")


def test_a_set_of_ones_own_is_taken_with_its_range() -> None:
    own = rate_sets(
        table(("mijn", "frail_home", 65, 120, 0.10, 0.08, 0.12), ("mijn", "in_institution", 65, 120, 0.06, None, None))
    )
    mine = own["mijn"]
    assert (mine.home_rate, mine.home_low, mine.home_high) == (0.10, 0.08, 0.12)
    assert (mine.institution_low, mine.institution_high) == pytest.approx((0.051, 0.069))
    assert mine.source == "Eigen telling"
    assert not mine.of_country
    expected = home(estimate_frailty(BUURTEN.head(3), "mijn", seed=1, sets=own))["expected"].sum()
    assert expected == pytest.approx(700 * 0.94 * 0.10)


def test_a_changed_shipped_set_keeps_its_title_and_an_untouched_one_stays() -> None:
    sets = rate_sets(table(("vektis_2020", "frail_home", 65, None, 0.18, 0.16, 0.20)))
    assert sets["vektis_2020"].home_rate == 0.18
    assert sets["vektis_2020"].title_nl == RATE_SETS["vektis_2020"].title_nl
    assert sets["vektis_2020"].of_country
    assert sets["deventer_2021"] == RATE_SETS["deventer_2021"]


def test_rows_of_a_part_of_the_ages_make_no_set() -> None:
    sets = rate_sets(table(("deel", "frail_home", 65, 74, 0.08, None, None)))
    assert set(sets) == set(RATE_SETS)
    with pytest.raises(FrailtyError, match="choose one of vektis_2020, deventer_2021, both"):
        estimate_frailty(BUURTEN, "deel", seed=1, sets=sets)


def test_draws_have_the_mean_and_spread_that_were_asked() -> None:
    drawn = beta(np.random.default_rng(1), 0.17, 0.0152, 20_000)
    assert (drawn.mean(), drawn.std()) == pytest.approx((0.17, 0.0152), rel=0.02)
    assert beta(np.random.default_rng(1), 0.17, 0.0, 3).tolist() == [0.17] * 3
