"""What others write in another way, brought to our own columns and spelling: values, dates, addresses, letterbox.

Each function takes text and gives text; what was changed is counted, so that it can be told. What cannot be read stays
as it is and is refused later (:mod:`geo.sources.kinds`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo.sources.cells import NUMBER
from geo.sources.kinds import MONTHS, NO, YES, day_of
from geo.sources.mapping import plain_value
from geo.sources.sheetxml import date_text

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Between them a number in a date column is a date (1954 to 2119), and no year."""

_ADDRESS = re.compile(
    r"(?P<street>.*?[^\W\d_].*?),?\s+"
    r"(?P<house_number>\d{1,5}(?:\s?[-/]\s?\w{1,4}|\s?[A-Za-z]{1,3}\d{0,2})?)\b"
    r"(?:\s*,?\s*(?P<postcode>[1-9]\d{3}\s?[A-Za-z]{2}))?"
    r"(?:\s*,?\s+(?P<place>[^\W\d_][^,\d]*))?"
    r"(?:,\s*(?:nederland|the netherlands|netherlands|nl))?\s*",
    re.IGNORECASE,
)
_NUMERIC_DATE = r"^([0-9]{1,2})([-/.])([0-9]{1,2})[-/.]('?[0-9]{2}(?:[0-9]{2})?)(.*)$"
_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})[-/. ] ?([0-9]{1,2}|[a-z]{3,9})\.?", re.IGNORECASE)
LONGEST_ADDRESS, LONGEST_WORD, LONGEST_DATE = 200, 100, 60
"""Letters of what is looked at; longer cells are left as they are."""


def translated(cells: pd.Series, words: Mapping[str, str]) -> pd.Series:
    """Values for which ``words`` (plain, ``""`` for a blank cell) has ours, in ours; the others as they are."""
    found = {
        cell: words[plain_value(cell)]
        for cell in cells.dropna().unique()
        if len(cell) <= LONGEST_WORD and plain_value(cell) in words
    }
    changed = cells.map(found).astype("str").fillna(cells)
    return changed.fillna(words[""]) if "" in words else changed


def serials_as_dates(cells: pd.Series, types: pd.Series, epoch_1904: bool) -> tuple[pd.Series, int]:
    """Numbers in a date column as the dates that a spreadsheet would show, and how many there were.

    Args:
        cells: text of a date column.
        types: how each cell was kept, same index.
        epoch_1904: from when the workbook counts.
    """
    numbers = pd.to_numeric(cells.where(types == NUMBER), errors="coerce")
    serial = numbers.between(FIRST_SERIAL, LAST_SERIAL, inclusive="left")
    dates = {number: date_text(number, "yyyy-mm-dd", epoch_1904)[0] for number in numbers[serial].unique()}
    return cells.where(~serial, numbers.map(dates).astype("str")), int(serial.sum())


def with_year(cells: pd.Series, year: int) -> tuple[pd.Series, int]:
    """Dates that only say a day and a month, with the year behind them, and how many there were."""

    def completed(cell: str) -> str | None:
        found = _DAY_AND_MONTH.fullmatch(cell) if len(cell) <= LONGEST_DATE else None
        if found is None or not (found[2].isdigit() or found[2].casefold() in MONTHS):
            return None
        between = "-" if found[2].isdigit() else " "
        return between.join((found[1], found[2], str(year)))

    found = {cell: whole for cell in cells.dropna().unique() if (whole := completed(cell))}
    changed = cells.map(found).astype("str")
    return changed.fillna(cells), int(changed.notna().sum())


def ordered(cells: pd.Series, date_order: str) -> pd.Series:
    """Dates such as ``2/3/2025`` with the day first, from ``month_first``; for ``day_first`` nothing changes."""
    if date_order != "month_first":
        return cells
    return cells.str.replace(_NUMERIC_DATE, r"\3\2\1\2\4\5", regex=True)


def could_be_either(cells: pd.Series) -> bool:
    """True where a date has two numbers that may both be the month, and differ."""
    parts = (
        cells[cells.str.len() <= LONGEST_DATE]
        .drop_duplicates()
        .str.extract(_NUMERIC_DATE)[[0, 2]]
        .dropna()
        .astype("int64")
    )
    return bool(((parts[0] <= 12) & (parts[2] <= 12) & (parts[0] != parts[2])).any())


def outside(cells: pd.Series, month: dt.date) -> int:
    """How many dates lie in another month than the sheet's."""
    days = {cell: day_of(cell) for cell in cells.dropna().unique() if len(cell) <= LONGEST_DATE}
    other = {
        cell for cell, day in days.items() if day is not None and (day.year, day.month) != (month.year, month.month)
    }
    return int(cells.isin(other).sum())


def split_address(cells: pd.Series) -> pd.DataFrame:
    """Whole addresses in street, house_number, postcode and place; without a number all of it is the street."""
    parts = ("street", "house_number", "postcode", "place")
    found: dict[str, Sequence[str | None]] = {}
    for cell in cells.dropna().unique():
        match = _ADDRESS.fullmatch(cell) if len(cell) <= LONGEST_ADDRESS else None
        found[cell] = [match[part] for part in parts] if match else [cell, None, None, None]
    columns = {
        part: cells.map({cell: values[place] for cell, values in found.items()}).astype("str")
        for place, part in enumerate(parts)
    }
    return pd.DataFrame(columns).apply(lambda column: column.str.strip())


def contact_of(contact: pd.Series | None, letterbox: pd.Series) -> pd.Series:
    """Contact as ``ja`` or ``nee``, from ticks in a column for the letterbox and maybe in one for contact.

    Alone, a blank letterbox is contact. Beside a column for contact, a row with neither stays blank and one with both
    cannot be read: both are refused.
    """
    ticked = letterbox.str.casefold().map({**dict.fromkeys(YES, "nee"), **dict.fromkeys(NO, "ja")}).astype("str")
    if contact is None:
        return ticked.fillna(letterbox).fillna("ja")
    posted = ticked == "nee"
    said = contact.str.casefold()
    both = posted & said.isin(YES)
    return contact.mask((posted & contact.isna()).fillna(False), "nee").mask(
        both.fillna(False), "contact en brievenbus"
    )


def joined(first: pd.Series, second: pd.Series) -> pd.Series:
    """Two columns as one text with a space between; the first alone where the second is blank."""
    both = first + " " + second
    return pd.Series(np.where(first.notna() & second.notna(), both, first), index=first.index, dtype="str")
