"""The second group: the chance of two burdens or more, checked by throwing dice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from geo.frailty.vulnerable import CORRELATION_GRID, at_correlation, chance_of_two


def test_the_chance_of_two_of_four_is_what_dice_with_one_common_factor_give() -> None:
    shares, correlation = np.array([0.06, 0.25, 0.12, 0.18]), 0.3
    rng = np.random.default_rng(1)
    common = rng.standard_normal((400_000, 1))
    thrown = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * rng.standard_normal((400_000, 4))
    by_dice = ((thrown < norm.ppf(shares)).sum(axis=1) >= 2).mean()
    by_formula = at_correlation(chance_of_two(shares[None, :]), np.array([correlation]))[0, 0]
    assert by_formula == pytest.approx(by_dice, abs=0.002)


def test_without_a_common_cause_it_would_be_less() -> None:
    shares = np.array([[0.06, 0.25, 0.12, 0.18]])
    none = np.prod(1 - shares)
    one = sum(s / (1 - s) for s in shares[0]) * none
    grid = chance_of_two(shares)[0]
    assert grid[0] > 1 - none - one - 0.002
    assert (np.diff(grid) > 0).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.integers(0, 3))
def test_more_of_a_burden_is_never_less_vulnerable_and_a_chance_stays_one(shares: list[float], which: int) -> None:
    more = list(shares)
    more[which] = min(1.0, more[which] + 0.1)
    low, high = chance_of_two(np.array([shares])), chance_of_two(np.array([more]))
    assert ((low >= 0) & (low <= 1)).all()
    assert (high >= low - 1e-9).all()


def test_between_the_points_of_the_grid_it_is_a_straight_line() -> None:
    grid = np.array([[0.0, 1.0, 2.0, 3.0, 4.0]])
    assert at_correlation(grid, np.array([0.1, 0.25, 0.5])).ravel().tolist() == pytest.approx([0.0, 1.5, 4.0])
    assert len(CORRELATION_GRID) == 5
