"""Figures in Dutch, and missing figures that are never a nought."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from maps import formats
from maps.texts import MODULES, TEXTS, UnknownTextError, text, word


def test_numbers_have_a_decimal_comma_and_a_thousands_point() -> None:
    assert formats.number(1234567.891, 2) == "1.234.567,89"
    assert formats.number(-0.4) == "0"


@pytest.mark.parametrize("value", [None, np.nan, float("inf"), pd.NA, pd.NaT])
def test_a_missing_figure_is_named_and_never_nought(value: object) -> None:
    for show in (formats.number, formats.percent, formats.minutes, formats.hours, formats.kilometres):
        assert show(value) == "geen cijfer"


def test_minutes_hours_kilometres_and_intervals() -> None:
    assert formats.minutes(390, 1) == "6,5 min"
    assert formats.hours(7500) == "2 u 05"
    assert formats.kilometres(12_345) == "12,3 km"
    assert formats.interval(3.2, 8.9) == "3 tot 9"
    assert formats.interval(None, 8) == "geen interval"


def test_the_clock_is_the_regions_own() -> None:
    winter, summer = dt.datetime(2026, 2, 3, 8, 30, tzinfo=dt.UTC), dt.datetime(2026, 7, 3, 8, 30, tzinfo=dt.UTC)
    assert formats.clock(winter, "Europe/Amsterdam") == "09:30"
    assert formats.clock(summer, "Europe/Amsterdam") == "10:30"
    assert formats.day(dt.date(2026, 2, 3), weekday=True) == "dinsdag 3 februari 2026"


def test_every_text_has_dutch_and_english_with_the_same_values_or_fewer() -> None:
    import string

    for key, (dutch, english) in TEXTS.items():
        assert bool(dutch) == bool(english), key
        fields = [{name for _, name, _, _ in string.Formatter().parse(part) if name} for part in (dutch, english)]
        assert fields[1] <= fields[0], key


def test_an_unknown_text_is_an_error_and_an_unknown_code_is_shown_as_it_is() -> None:
    with pytest.raises(UnknownTextError, match="maps/texts"):
        text("bestaat-niet")
    assert word("mode", "cargo_bike") == "bakfiets"
    assert word("mode", "raket") == "raket"


def test_no_text_stands_in_two_modules() -> None:
    assert len(TEXTS) == sum(len(module.TEXTS) for module in MODULES)
