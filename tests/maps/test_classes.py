"""Classes of a map: every figure falls into the class its legend names, and a missing one into none."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from maps.classes import NO_FIGURE, Entry, by_breaks, by_category, category, explained, nice_breaks, shares

figures = st.lists(st.just(0.0) | st.floats(1e-3, 1e6) | st.just(math.nan), min_size=1, max_size=60)


@given(figures)
def test_every_figure_falls_into_a_class_and_a_missing_one_into_none(values: list[float]) -> None:
    series = pd.Series(values, index=[f"BU{index}" for index in range(len(values))])
    classed = by_breaks(series, "titel")
    for key, value in series.items():
        assert (classed.classes[str(key)] == NO_FIGURE) == math.isnan(value)
        assert classed.classes[str(key)] < max(1, len(classed.colours))
    hatched = any(entry.mark == "hatch" for entry in classed.legend.entries)
    assert hatched == bool(series.isna().any())


@given(figures)
def test_breaks_rise_and_reach_the_largest_figure(values: list[float]) -> None:
    breaks = nice_breaks(values)
    known = [value for value in values if not math.isnan(value)]
    assert breaks == sorted(set(breaks))
    assert len(breaks) <= 5
    if known:
        assert breaks[-1] >= max(known) * 0.999


def test_limits_are_numbers_a_person_can_read() -> None:
    assert nice_breaks([3, 17, 21, 38, 44, 61, 97]) == [20.0, 30.0, 40.0, 60.0, 100.0]


def test_a_given_limit_belongs_to_the_class_below_and_the_last_class_takes_the_rest() -> None:
    classed = by_breaks(pd.Series({"a": 5.0, "b": 5.1, "c": 99.0}), "min", breaks=[5, 10, 15], unit="min")
    assert classed.classes == {"a": 0, "b": 1, "c": 2}
    assert classed.legend.entries[2].label == "10 tot 100 min"


def test_shares_have_the_same_classes_on_every_map_and_above_one_is_the_highest() -> None:
    classed = shares(pd.Series({"a": 0.0, "b": 0.2, "c": 0.79, "d": 1.4, "e": np.nan}), "deel")
    assert classed.classes == {"a": 0, "b": 1, "c": 3, "d": 4, "e": NO_FIGURE}
    assert [entry.label for entry in classed.legend.entries][-2:] == ["80 % of meer", "geen cijfer"]


def test_groups_get_a_colour_each_and_no_group_gets_none() -> None:
    classed = by_category(pd.Series({"a": "H2", "b": "H1", "c": None}), "centrum", lambda hub: f"naam {hub}")
    assert classed.classes == {"a": 1, "b": 0, "c": NO_FIGURE}
    assert [entry.label for entry in classed.legend.entries] == ["naam H1", "naam H2", "geen cijfer"]


def test_the_first_thirty_two_lines_are_told_apart_by_colour_and_dash() -> None:
    assert len({category(index) for index in range(32)}) == 32


def test_an_area_without_a_figure_says_why_and_what_has_no_reason_stays_without() -> None:
    classed = shares(pd.Series({"a": 0.5, "b": float("nan"), "c": float("nan"), "d": float("nan")}), "titel")
    why = pd.Series({"a": "not_offered", "b": "not_offered", "c": "unknown", "d": None})
    made = explained(
        classed, why, (("not_offered", Entry("niet aangeboden", "grey")), ("other", Entry("anders", "red")))
    )
    assert made.classes == {"a": 2, "b": 5, "c": NO_FIGURE, "d": NO_FIGURE}
    assert made.colours[5:] == ("grey",)
    assert [entry.label for entry in made.legend.entries[5:]] == ["niet aangeboden", "geen cijfer"]
