"""65+ in each draw: they add up to the gemeente exactly, stay within rounding, and grow as the table says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.assumptions import assumptions
from geo.frailty import HOME, Evidence, FrailtyError, estimate_for, estimate_frailty, growth_to
from geo.frailty.aged import drawn_aged, grown
from geo.frailty.figures import ROUNDING, figures_of, least, most
from geo.scenario import load_scenarios

ROWS = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 400)), st.one_of(st.none(), st.integers(0, 40))),
    min_size=1,
    max_size=9,
)


def buurten(rows: list[tuple[int | None, int | None]]) -> pd.DataFrame:
    """Buurten by inhabitants and 65+, both in fives."""
    table = pd.DataFrame(rows, columns=["inhabitants", "aged_65_plus"], dtype="float64") * 5
    return table.assign(
        buurtcode=[f"BU9001{k:04d}" for k in range(len(table))], wijkcode="WK900100", gemeentecode="GM9001"
    )


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, gap=st.integers(-40, 400), seed=st.integers(0, 1000))
def test_the_buurten_of_every_draw_add_up_to_the_gemeente_of_that_draw(
    rows: list[tuple[int | None, int | None]], gap: int, seed: int
) -> None:
    table = buurten(rows)
    total = max(0.0, table["aged_65_plus"].sum() + gap)
    figures = figures_of(table, pd.DataFrame({"gemeentecode": ["GM9001"], "aged_65_plus_cbs": [total]}))
    drawn = drawn_aged(figures, np.arange(len(table)), np.random.default_rng(seed), 40)
    assert drawn.dtype == np.int64
    assert (drawn >= least(figures)[:, None]).all() or np.isnan(figures.total[0])
    if not np.isnan(figures.total[0]):
        assert (np.abs(drawn.sum(axis=0) - total) <= ROUNDING).all()
        assert (drawn <= most(figures)[:, None]).all()
    else:  # the buurten cannot add up to it: it is not forced on them
        assert not least(figures).sum() <= total - ROUNDING or not total + ROUNDING <= most(figures).sum()


def test_what_a_gemeente_has_over_goes_to_the_suppressed_buurt() -> None:
    table = buurten([(200, 40), (200, 40), (200, None)])
    own = pd.DataFrame({"gemeentecode": ["GM9001"], "aged_65_plus_cbs": [700.0]})
    figures = figures_of(table, own)
    assert figures.aged.tolist() == [200.0, 200.0, 300.0]
    drawn = drawn_aged(figures, np.arange(3), np.random.default_rng(1), 2000)
    assert drawn[2].mean() == pytest.approx(300, abs=1)
    assert np.percentile(drawn[2], 95) - np.percentile(drawn[2], 5) <= 12  # the total tells nearly all
    assert np.abs(drawn[:2].mean(axis=1) - 200).max() < 0.5
    alone = drawn_aged(figures_of(table, None), np.arange(3), np.random.default_rng(1), 2000)
    assert np.percentile(alone[2], 95) - np.percentile(alone[2], 5) > 200


def test_a_suppressed_buurt_has_a_wide_interval_and_never_a_zero() -> None:
    table = buurten([(200, 40), (200, 30), (150, None)])
    rows = estimate_frailty(table, "vektis_2020", seed=1).frame
    home = rows[rows["group_name"] == HOME].set_index("buurtcode")
    hidden, shown = home.loc["BU90010002"], home.loc["BU90010001"]
    assert hidden["expected"] > 0
    assert hidden["high"] > 0
    assert (hidden["high"] - hidden["low"]) / hidden["expected"] > 1.3 * (shown["high"] - shown["low"]) / shown[
        "expected"
    ]


def test_two_rows_of_one_gemeente_are_refused() -> None:
    twice = pd.DataFrame({"gemeentecode": ["GM9001"] * 2, "aged_65_plus_cbs": [700.0, 700.0]})
    with pytest.raises(FrailtyError, match="more than once"):
        estimate_frailty(buurten([(200, 40)]), "vektis_2020", seed=1, evidence=Evidence(gemeenten=twice))


def test_growth_raises_the_rate_where_the_oldest_grow_faster_as_worked_out_by_hand() -> None:
    counts, raised = grown(np.array([[1000]]), np.array([0.25]), np.array([1.0]), np.array([2.0]), np.array([3.0]))
    assert counts.tolist() == [[1250]]  # 750 + 2 x 250
    assert raised[0, 0] == pytest.approx((0.6 + 3 * 0.4) / (0.75 + 3 * 0.25))


def test_the_shipped_growth_is_that_of_its_source() -> None:
    growth = growth_to(2040, assumptions().subject("ageing"), "GM0150", 2024)
    assert growth.aged_65_plus == (1.30, 1.23, 1.37)
    assert growth.aged_80_plus[0] == pytest.approx(2 ** (16 / 21), abs=0.005)
    later = growth_to(2040, assumptions().subject("ageing"), "GM0150", 2032)
    assert later.aged_65_plus[0] == pytest.approx(1.30**0.5)


def test_a_gemeente_has_its_own_growth_before_that_of_the_country() -> None:
    table = assumptions().subject("ageing")
    own = table[table["target_year"] == 2035].assign(area_code="GM0150", value=1.0, low=1.0, high=1.0)
    growth = growth_to(2035, pd.concat([table, own]), "GM0150", 2024)
    assert growth.aged_65_plus == (1.0, 1.0, 1.0)
    assert growth_to(2035, pd.concat([table, own]), "GM0200", 2024).aged_65_plus[0] == 1.20


def test_a_year_without_growth_is_refused_with_the_years_there_are() -> None:
    with pytest.raises(FrailtyError, match="2030, 2035, 2040"):
        growth_to(2050, assumptions().subject("ageing"), "GM0150", 2024)


def test_a_scenario_that_looks_ahead_has_more_frail_residents_and_says_the_year(tmp_path) -> None:
    (tmp_path / "scenarios").mkdir()
    for year in (2030, 2040):
        (tmp_path / "scenarios" / f"in-{year}.yaml").write_text(
            f"scenario: in-{year}\nobjective: evaluate\nprojection: {year}\n"
        )
    scenarios = load_scenarios(tmp_path)
    table = buurten([(200, 40), (200, 30)]).assign(figures_year=2024)
    no_rates = pd.DataFrame(columns=["rate_set", "indicator", "age_low", "age_high", "rate", "low", "high", "source"])
    totals = {}
    for name in ("baseline", "in-2030", "in-2040"):
        estimate = estimate_for(scenarios[name], table, Evidence(), no_rates, assumptions())
        totals[name] = estimate.frame.loc[estimate.frame["group_name"] == HOME, "expected"].sum()
        years = set(estimate.frame["projection_year"].dropna())
        assert years == (set() if name == "baseline" else {int(name[3:])})
        assert estimate.draws_home.sum(axis=0).mean() == pytest.approx(totals[name], rel=0.05)
    assert 1.1 < totals["in-2030"] / totals["baseline"] < 1.2
    assert 1.3 < totals["in-2040"] / totals["baseline"] < 1.6
