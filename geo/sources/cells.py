"""Cells of text, however they were kept: of a whole sheet, and of a sheet or a text file below a known header.

What a cell of a spreadsheet says when it holds no value of its own stands here too. Nothing knows what a column means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

TEXT, NUMBER, DATE, TIME, BOOLEAN, FAULT = range(6)
"""How a cell was kept: as text, a number, a date, a time of day or a duration, yes or no, or without a usable value."""

NO_VALUE = "#FORMULE!"
"""Text of a formula whose result the workbook does not hold."""
TOO_LONG = "#TELANG!"
"""Text of a cell that is longer than a spreadsheet allows."""
NO_DATE = "#DATUM!"
"""Text of a date before the first or after the last that a spreadsheet knows."""

_ERROR = "De cel bevat een Excel-fout; herstel de formule, of vul de waarde zelf in."
_FORMULA = "De cel bevat een formule zonder uitkomst; bewaar het bestand in Excel, of vul de waarde zelf in."
FAULTS: Mapping[str, str] = {
    **dict.fromkeys(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"), _ERROR),
    **dict.fromkeys(("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!"), _ERROR),
    **dict.fromkeys(("#LEEG!", "#DEEL/0!", "#WAARDE!", "#VERW!", "#NAAM?", "#GETAL!", "#N/B", "#OVERLOOP!"), _ERROR),
    NO_VALUE: _FORMULA,
    TOO_LONG: "De cel bevat meer tekst dan in een cel past.",
    NO_DATE: "De cel bevat een datum die niet bestaat.",
}
"""Texts that stand for no value, English and Dutch, with the sentence for the planner."""


@dataclass(frozen=True)
class Merged:
    """A block of merged cells: first and last row (from 1) and column (from 0), all included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """All cells of one sheet, before it is known which row is the header.

    Args:
        name: name of the sheet. It may name a person: show it only where it is known not to.
        number: place of the sheet in its file, from 1.
        hidden: True where the sheet is hidden.
        text: stripped text, missing where blank; columns are positions from 0 (those with any text), the index is the
            row in the file from 1; blank rows are left out.
        types: how each cell was kept (:data:`TEXT` and so on), uint8, shaped as ``text``.
        merged: blocks of merged cells.
        epoch_1904: True where dates count from 1904.
    """

    name: str
    number: int
    hidden: bool
    text: pd.DataFrame
    types: pd.DataFrame
    merged: tuple[Merged, ...] = ()
    epoch_1904: bool = False


@dataclass(frozen=True)
class Cells:
    """The cells below a header.

    Args:
        header: headers, stripped, in file order.
        rows: a column of text for each header by position (``f0``, ``f1``, ...), missing where blank, and
            ``row_number`` (the header not counted); blank lines left out.
        wrong_length: row numbers of lines with another number of cells.
        broken: row numbers of lines in which a quotation mark runs on over the line's end.
        swallowed: lines that ended up inside a cell of another line.
        encoding: how the bytes were read: ``utf-8``, ``cp1252``, or ``xlsx`` for a sheet.
        separator: what stands between the cells of a text file; empty for a sheet.
        open_end: True where the last line of a text file has no line end, as after a cut.
    """

    header: tuple[str, ...]
    rows: pd.DataFrame
    wrong_length: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    swallowed: int = 0
    encoding: str = "utf-8"
    separator: str = ";"
    open_end: bool = False


def cells_below(grid: Grid, header_row: int) -> Cells:
    """The cells of a sheet below its header.

    Args:
        grid: the sheet.
        header_row: row of the header in the sheet, from 1; rows above it are left out.
    """
    width = int(max(grid.text.columns, default=-1)) + 1
    whole = grid.text.reindex(columns=range(width))
    above = whole.loc[[header_row]].iloc[0].fillna("") if header_row in whole.index else [""] * width
    rows = whole[whole.index > header_row].astype("str")
    rows.columns = [f"f{place}" for place in range(width)]
    numbers = rows.index.to_numpy("int64") - header_row
    return Cells(
        header=tuple(map(str, above)),
        rows=rows.reset_index(drop=True).assign(row_number=numbers),
        encoding="xlsx",
        separator="",
    )
