"""How single cells are read: Dutch dates, months, times, ticks and numbers."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources.fields import Field
from geo.sources.kinds import day_of, month_of, parse

THIRD = dt.date(2025, 2, 3)


def parsed(kind: str, *cells: str) -> list[object]:
    column = pd.Series(list(cells), dtype="str")
    result = parse(column, Field("f", "f", kind, "intake.x", "", "", low=0, high=600))
    assert (result.broken == result.values.isna()).all()
    return [None if pd.isna(value) else value for value in result.values]


@pytest.mark.parametrize(
    "cell",
    ["2025-02-03", "2025-2-3", "03-02-2025", "3-2-2025", "3/2/2025", "3.2.2025", "3 feb 2025", "3 feb. 2025", "3-feb-2025",
     "3 februari 2025", "03-02-'25", "3-2-25", "ma 3 feb 2025", "maandag 3 februari 2025", "2025-02-03 09:30:00",
     "2025-02-03T09:30:00Z", "3 Feb 2025", "03/02/2025 10:42"],
)  # fmt: skip
def test_a_day_is_read_as_dutch_people_write_it(cell: str) -> None:
    assert day_of(cell) == THIRD


@pytest.mark.parametrize(
    "cell", ["31-02-2025", "3 fubruari 2025", "2025-13-01", "45691", "3 feb", "gisteren", "03-02-1825", "3-2/2025", "02-2025", "",
             "3 feb 2025 en 4 feb 2025"]
)  # fmt: skip
def test_what_names_no_day_is_broken(cell: str) -> None:
    assert day_of(cell) is None


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["{d}-{m}-{y}", "{d}/{m:02d}/{y}", "{d:02d}.{m}.{y}"]),
)
def test_every_day_with_the_day_first_is_read_back(day: dt.date, shape: str) -> None:
    assert day_of(shape.format(d=day.day, m=day.month, y=day.year)) == day


@pytest.mark.parametrize(
    "name",
    ["2025-02", "2025-02-01", "februari 2025", "feb 25", "feb '25", "Feb. 2025", "02-2025", "feb2025", "2025_02"],
)
def test_a_month_is_read_as_sheets_are_called(name: str) -> None:
    assert month_of(name) == dt.date(2025, 2, 1)


@pytest.mark.parametrize("name", ["2025-02-15", "Blad1", "februari", "2025", "Jan Smit", "jansen 25", "13-2025"])
def test_what_names_no_month_is_none(name: str) -> None:
    assert month_of(name) is None


def test_times_are_seconds_since_midnight() -> None:
    assert parsed("time", "9:30", "09:30:00", "9u30", "9.30", "9 u", "9u", "9:30 uur", "24:00") == [
        34_200, 34_200, 34_200, 34_200, 32_400, 32_400, 34_200, 86_400,
    ]  # fmt: skip
    assert parsed("time", "9:60", "25:00", "half tien", "9:30:15", "9") == [None] * 5


def test_ticks_are_yes_and_nothing_else_is() -> None:
    assert parsed("yes_no", "ja", "J", "x", "X", "v", "✓", "WAAR", "1") == [True] * 8
    assert parsed("yes_no", "nee", "N", "onwaar", "0", "false") == [False] * 5
    assert parsed("yes_no", "misschien", "xx", "-", "ja?") == [None] * 4


def test_minutes_are_numbers_or_a_clock_with_seconds() -> None:
    assert parsed("duration", "9,5", "9.5", "10 min", "10 minuten", "10min.", "00:07:30", "01:00:00") == [
        9.5, 9.5, 10.0, 10.0, 10.0, 7.5, 60.0,
    ]  # fmt: skip
    assert parsed("duration", "7:30", "een kwartier", "-3", "11:00:00") == [None] * 4


def test_a_number_that_may_be_a_thousand_is_no_number() -> None:
    assert parsed("number", "1.234,5", "1 234") == [None] * 2
    column = pd.Series(["1.234", "12,500", "0.125", "1234", "-1.234"], dtype="str")
    values = parse(column, Field("f", "f", "number", "intake.x", "", "")).values
    assert values.isna().tolist() == [True, True, False, False, True]
    # of at most 600 a thousand is none
    assert parsed("number", "7.333", "0.600") == [7.333, 0.6]
    assert parsed("number", "123,45", "0.125", "12,5000", "12.34567", "512") == [123.45, 0.125, 12.5, 12.34567, 512.0]


@settings(max_examples=200)
@given(
    st.text(max_size=40),
    st.sampled_from(["date", "month", "time", "duration", "number", "integer", "yes_no", "weekdays", "wijkcodes"]),
)
def test_no_text_breaks_a_kind(text: str, kind: str) -> None:
    parsed(kind, text)


@pytest.mark.parametrize("kind", ["date", "month", "time", "duration", "number", "weekdays", "wijkcodes", "text"])
@pytest.mark.parametrize("letter", ["t", " ", "9", "m", ","])
def test_a_huge_cell_is_broken_at_once(kind: str, letter: str) -> None:
    assert parsed(kind, letter * 1_000_000) == [None]
