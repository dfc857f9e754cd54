"""The XML parts of an XLSX file to cells of text: shared strings, number formats, one sheet, row by row and bounded.

Opening the file and telling which parts there are is :mod:`geo.sources.workbook`'s affair. openpyxl's own reader is not
used for sheets: it either drops a formula or its result, does not tell merged cells of a sheet that it streams, and
trusts the rows and columns that a file claims to have.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_ISO8601
from openpyxl.utils.escape import unescape
from openpyxl.xml.constants import SHEET_MAIN_NS

from geo.sources.cells import BOOLEAN, DATE, FAULT, NO_DATE, NO_VALUE, NUMBER, TEXT, TIME, TOO_LONG, Merged

MOST_ROWS = 1_048_576
"""Rows of a sheet."""
MOST_COLUMNS = 500
"""Columns with any text."""
MOST_CELLS = 20_000_000
"""Cells of a sheet, blank ones counted."""
MOST_LETTERS = 300_000_000
"""Letters of a sheet: one shared string may stand in many cells."""
LONGEST_CELL = 32_767
"""Letters that a spreadsheet allows in a cell."""
_DAY_S = 86_400
_CELL, _VALUE, _FORMULA, _INLINE, _ROW, _MERGE, _TEXT, _RUN, _STYLE, _FORMAT = (
    f"{{{SHEET_MAIN_NS}}}{name}" for name in ("c", "v", "f", "is", "row", "mergeCell", "t", "r", "xf", "numFmt")
)
_LITERALS = re.compile(r'"[^"]*"|\[(?![hms]+\])[^\]]*\]|\\.|_.')


class PartError(ValueError):
    """A part of the workbook is damaged or beyond the bounds; the message names the mend, never a value."""


@dataclass(frozen=True)
class Styles:
    """Number formats by style number, and from when dates count."""

    formats: tuple[str, ...]
    epoch_1904: bool


@dataclass
class SheetCells:
    """The cells of a sheet with any text, in file order: row (from 1), column (from 0), text, type; merged blocks."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)


def read_strings(stream: IO[bytes]) -> list[str]:
    """The shared strings of a workbook, stripped; what is too long is :data:`~geo.sources.cells.TOO_LONG`."""
    strings: list[str] = []
    for element in _elements(stream, "sst", ("si",)):
        strings.append(_text_of(element))
        if len(strings) > MOST_CELLS:
            raise PartError("holds more texts than a sheet has cells; split it")
    return strings


def read_formats(stream: IO[bytes]) -> tuple[str, ...]:
    """The number format of each style of a workbook."""
    own: dict[int, str] = {}
    formats: list[str] = []
    for element in _elements(stream, "styleSheet", ("numFmt", "cellXfs")):
        if element.tag == _FORMAT:
            own[int(element.get("numFmtId", "0"))] = element.get("formatCode", "General")
        else:
            numbers = [int(style.get("numFmtId", "0")) for style in element.iter(_STYLE)]
            formats = [own.get(number, BUILTIN_FORMATS.get(number, "General")) for number in numbers]
    return tuple(formats)


def read_sheet(stream: IO[bytes], strings: Sequence[str], styles: Styles) -> SheetCells:
    """The cells of one sheet.

    Args:
        stream: the sheet's XML.
        strings: the workbook's shared strings.
        styles: its number formats.

    Raises:
        PartError: damaged, or beyond the bounds.
    """
    found = SheetCells()
    show = _Shown(strings, styles)
    last_row, visited, letters = 0, 0, 0
    for element in _elements(stream, "worksheet", ("row", "mergeCell")):
        if element.tag == _MERGE:
            found.merged.append(_merged(element.get("ref", "")))
            continue
        number = int(element.get("r", last_row + 1))
        if number <= last_row:
            raise PartError("has rows out of order; open it in Excel and save it again")
        if number > MOST_ROWS:
            raise PartError(f"has over {MOST_ROWS} rows; split it")
        last_row, last_column = number, -1
        for cell in element.iter(_CELL):
            visited += 1
            column = _column(cell.get("r"), number, last_column)
            last_column = column
            text, kind = show.text(cell)
            if not text:
                continue
            letters += len(text)
            if column >= MOST_COLUMNS:
                raise PartError(f"has over {MOST_COLUMNS} columns; keep the columns of the template")
            if visited > MOST_CELLS or letters > MOST_LETTERS:
                raise PartError("holds more than fits in memory; split it")
            found.rows.append(number)
            found.columns.append(column)
            found.texts.append(text)
            found.types.append(kind)
    return found


class _Shown:
    """How cells of one workbook are written as text."""

    def __init__(self, strings: Sequence[str], styles: Styles) -> None:
        self._strings, self._styles = strings, styles
        self._dates = tuple(is_date_format(code) for code in styles.formats)

    def text(self, cell: Element) -> tuple[str, int]:
        """Text (empty where blank) and type of a cell."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(_INLINE)
            return (_text_of(inline), TEXT) if inline is not None else ("", TEXT)
        value = cell.findtext(_VALUE)
        if not value:
            # a formula that gives an empty text has a type and no value; one that was never worked out has neither
            never = cell.find(_FORMULA) is not None and kind == "n"
            return (NO_VALUE, FAULT) if never else ("", TEXT)
        if kind == "n":
            return self._number(float(value), int(cell.get("s", "0")))
        if kind == "s":
            place = int(value)
            if not 0 <= place < len(self._strings):
                raise PartError("refers to a text that is not there; open it in Excel and save it again")
            return self._strings[place], TEXT
        if kind == "str":
            return _tidy(value), TEXT
        if kind == "b":
            return ("ja" if value.strip() in ("1", "true") else "nee"), BOOLEAN
        if kind == "e":
            return value.strip(), FAULT
        if kind == "d":
            return _iso(value)
        raise PartError("holds a kind of cell that Excel does not know; open it in Excel and save it again")

    def _number(self, number: float, style: int) -> tuple[str, int]:
        if not math.isfinite(number):
            raise PartError("holds a number that is none; open it in Excel and save it again")
        if style >= len(self._styles.formats):
            return number_text(number, "General"), NUMBER
        code = self._styles.formats[style]
        return date_text(number, code, self._styles.epoch_1904) if self._dates[style] else (
            number_text(number, code), NUMBER
        )  # fmt: skip


def number_text(number: float, code: str) -> str:
    """A number as text with a decimal point, in the 15 digits that a spreadsheet keeps, leading zeros as it shows."""
    text = format(number, ".15g")
    if "e" in text:
        text = format(Decimal(text), "f")
    if re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", text):
        text += "0"  # as text 1.234 may be a thousand; here it is known not to be
    return text.zfill(len(code)) if re.fullmatch("0{2,15}", code) and text.isdigit() else text


def date_text(serial: float, code: str, epoch_1904: bool) -> tuple[str, int]:
    """A date, time or duration as ISO text, to the second, and its type.

    Args:
        serial: days since the epoch.
        code: number format, which tells a moment from a time of day from a duration.
        epoch_1904: True where dates count from 1904.
    """
    seconds = round(serial * _DAY_S)
    if serial < 0:
        return NO_DATE, FAULT
    shape = _LITERALS.sub("", code.split(";")[0]).lower()
    if is_timedelta_format(code):
        return _clock(seconds), TIME
    if seconds < _DAY_S or not re.search("[dy]|m{3,}|^m+$", shape):
        return _clock(seconds % _DAY_S), TIME
    # the spreadsheet's 29 February 1900 shifts what lies before it by a day
    early = 1 if not epoch_1904 and serial < 60 else 0
    try:
        moment = (MAC_EPOCH if epoch_1904 else WINDOWS_EPOCH) + dt.timedelta(seconds=seconds, days=early)
    except OverflowError:
        return NO_DATE, FAULT
    return _moment(moment), DATE


def _iso(value: str) -> tuple[str, int]:
    try:
        moment = from_ISO8601(value.strip())
    except (ValueError, TypeError, OverflowError):
        return NO_DATE, FAULT
    if isinstance(moment, dt.timedelta):
        return _clock(round(moment.total_seconds())), TIME
    if isinstance(moment, dt.time):
        return moment.isoformat(timespec="seconds"), TIME
    return (_moment(moment) if isinstance(moment, dt.datetime) else moment.isoformat()), DATE


def _moment(moment: dt.datetime) -> str:
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(" ", timespec="seconds")


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _column(reference: str | None, row: int, last: int) -> int:
    if reference is None:
        return last + 1
    letters = reference.rstrip("0123456789")
    if reference[len(letters) :] != str(row):
        raise PartError("has a cell in another row than it says; open it in Excel and save it again")
    column = int(column_index_from_string(letters)) - 1
    if column <= last:
        raise PartError("has cells out of order; open it in Excel and save it again")
    return column


def _merged(reference: str) -> Merged:
    left, top, right, bottom = range_boundaries(reference)
    return Merged(top, left - 1, bottom, right - 1)


def _text_of(element: Element) -> str:
    """The text of a string item: its runs joined, reading aids for Japanese left out."""
    runs = [part for part in element if part.tag in (_TEXT, _RUN)]
    return _tidy("".join(part.text or "" if part.tag == _TEXT else part.findtext(_TEXT) or "" for part in runs))


def _tidy(text: str) -> str:
    if len(text) > LONGEST_CELL:
        return TOO_LONG
    return (unescape(text) if "_x" in text else text).strip()


def _elements(stream: IO[bytes], root: str, names: tuple[str, ...]) -> Iterator[Element]:
    """The elements of these names, each forgotten after use: a sheet is larger than what is kept of it."""
    wanted = {f"{{{SHEET_MAIN_NS}}}{name}" for name in names}
    above: list[Element] = []
    inside = 0
    # expat itself refuses entities that grow (since 2.4.1), and nothing outside the file is followed
    for event, element in iterparse(stream, events=("start", "end")):  # noqa: S314
        if event == "start":
            if not above and element.tag != f"{{{SHEET_MAIN_NS}}}{root}":
                raise PartError("is saved in another form than Excel's usual one; save it again as XLSX")
            above.append(element)
            inside += element.tag in wanted
            continue
        above.pop()
        if element.tag in wanted:
            inside -= 1
            yield element
        if above and not inside:
            above[-1].clear()
