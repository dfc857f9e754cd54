from __future__ import annotations

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.sources.distinct import by_distinct

CELLS = st.lists(st.sampled_from(["ja", "Nee", "3,5", "2024-01-01", "é", None]), max_size=40)


def column(cells: list[str | None]) -> pd.Series:
    return pd.Series(cells, dtype="str", index=range(5, 5 + len(cells)))


@given(CELLS)
def test_distinct_cells_give_what_all_cells_give(cells: list[str | None]) -> None:
    ways = (
        lambda texts: texts.str.upper(),
        lambda texts: texts.str.casefold().map({"ja": True, "nee": False}).astype("boolean"),
        lambda texts: texts.where(texts.str.fullmatch("[0-9,]+")).str.replace(",", ".", regex=False).astype("float64"),
        lambda texts: texts.str.len().astype("Int64"),
    )
    for whole in ways:
        pd.testing.assert_series_equal(by_distinct(column(cells), whole), whole(column(cells)))


def test_days_stay_days_and_a_blank_stays_none() -> None:
    def whole(texts: pd.Series) -> pd.Series:
        days = texts.map({"a": dt.date(2024, 1, 1)}).astype("object")
        return days.where(days.notna(), None)

    found = by_distinct(column(["a", None, "a", "a", "b"]), whole)
    assert found.tolist() == [dt.date(2024, 1, 1), None, dt.date(2024, 1, 1), dt.date(2024, 1, 1), None]


def test_each_word_is_worked_out_once() -> None:
    seen: list[int] = []

    def whole(texts: pd.Series) -> pd.Series:
        seen.append(len(texts))
        return texts

    by_distinct(column(["ja", "nee"] * 500), whole)
    by_distinct(column([str(number) for number in range(1000)]), whole)
    assert seen == [2, 1000]
