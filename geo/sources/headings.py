"""Which row of a file is its header, and which field each column is; headings may stand over two rows.

The names are in :mod:`geo.sources.synonyms` and in the mapping of the file. No cell below the header is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.sources.cells import Merged
from geo.sources.fields import SourceFile
from geo.sources.landed import SourceError
from geo.sources.mapping import FileMapping
from geo.sources.synonyms import DERIVED, GROUPS, allowed_under, names_of, plain

LOOKED_AT = 40
"""Rows among which a header is looked for."""
FEWEST = 2
"""Fields that a row must name to be a header."""

Row = Mapping[int, str]
"""The texts of a row by column, from 0; blank cells are absent."""


@dataclass(frozen=True)
class Heading:
    """The heading of one column (from 0): its own label, and the label over several columns that it stands under."""

    column: int
    label: str
    group: str = ""


@dataclass(frozen=True)
class Header:
    """Where the (lowest) header row is, and its headings in the order of the columns."""

    row: int
    headings: tuple[Heading, ...]


@dataclass(frozen=True)
class Chosen:
    """Which column is which field.

    Args:
        columns: column (from 0) by field or derived column.
        renamed: fields whose column has another name than ours, with that name.
        unknown: headings of columns that are no field.
        absent: fields for which the mapping names a heading that is not there.
    """

    columns: Mapping[str, int]
    renamed: tuple[tuple[str, Heading], ...]
    unknown: tuple[Heading, ...]
    absent: tuple[str, ...]


def find_header(
    rows: Sequence[tuple[int, Row]], merged: Sequence[Merged], file: SourceFile, mapping: FileMapping
) -> Header | None:
    """The header among the first rows of a sheet or text file: the row that names most fields, the first of equals.

    Args:
        rows: row numbers, going up, and their texts.
        merged: blocks of merged cells, with the same row numbers.
        file: whose fields.
        mapping: may say which row it is, and other names.

    Returns:
        None where no row names at least two fields, or the row of the mapping is blank.
    """
    names = names_of(file)
    best: Header | None = None
    most = FEWEST - 1
    above: tuple[int, Row] = (-1, {})
    for number, row in rows:
        header = Header(number, _headings(row, above[1] if above[0] == number - 1 else {}, number, merged, names))
        if mapping.header_row == number:
            return header
        found = len({name for heading in header.headings if (name := _field_of(heading, names, mapping))})
        if found > most and mapping.header_row is None:
            best, most = header, found
        above = (number, row)
    return best


def choose_columns(header: Header, file: SourceFile, mapping: FileMapping, file_name: str) -> Chosen:
    """Which column is which field: the mapping first, then our own headers, then other names.

    Raises:
        SourceError: two columns are the same field.
    """
    columns: dict[str, int] = {}
    absent: list[str] = []
    for name, asked in mapping.columns.items():
        place = next((column for one in asked if (column := _asked(one, header)) is not None), None)
        if place is not None:
            columns[name] = place
        elif not mapping.kept_as:
            absent.append(name)
    own, names = {item.header: item.name for item in file.fields}, names_of(file)
    free = [heading for heading in header.headings if heading.column not in columns.values()]
    renamed: list[tuple[str, Heading]] = []
    for headers_only in (True, False):
        taken = set(columns) | set(mapping.constants)
        found: dict[str, list[Heading]] = {}
        for heading in free:
            exact = own.get(heading.label.casefold()) if not heading.group else None
            field = exact if headers_only else _known(heading, names)
            if field and field not in taken:
                found.setdefault(field, []).append(heading)
        _refuse_twice(found, file, file_name)
        columns |= {name: headings[0].column for name, headings in found.items()}
        if not headers_only:
            renamed = [(name, headings[0]) for name, headings in found.items()]
        free = [heading for heading in free if heading.column not in columns.values()]
    unknown = tuple(heading for heading in free if plain(heading.label) not in mapping.ignore)
    return Chosen(columns, tuple(renamed), unknown, tuple(absent))


def header_of(field: str, file: SourceFile) -> str:
    """Our header of a field or derived column."""
    headers = {item.name: item.header for item in file.fields} | {name: header for header, name in DERIVED.items()}
    return headers[field]


def _refuse_twice(found: Mapping[str, Sequence[Heading]], file: SourceFile, file_name: str) -> None:
    for name, headings in found.items():
        if len(headings) > 1:
            places = " and ".join(str(heading.column + 1) for heading in headings)
            raise SourceError(
                f"{file_name} has these columns twice: {header_of(name, file)} (columns {places}); keep one of each, "
                "or say in a mapping which it is."
            )


def _field_of(heading: Heading, names: Mapping[str, str], mapping: FileMapping) -> str | None:
    for name, asked in mapping.columns.items():
        if any(isinstance(one, str) and _is(heading, one) for one in asked):
            return name
    return _known(heading, names)


def _known(heading: Heading, names: Mapping[str, str]) -> str | None:
    """The field by our own header or another name; below a heading over several only where that may be."""
    group, label = plain(heading.group), plain(heading.label)
    both = names.get(f"{group} {label}") if group else None
    if both:
        return both
    name = names.get(label)
    return name if name and allowed_under(group, name) else None


def _asked(asked: str | int, header: Header) -> int | None:
    if isinstance(asked, int):
        return asked - 1 if any(heading.column == asked - 1 for heading in header.headings) else None
    return next((heading.column for heading in header.headings if _is(heading, asked)), None)


def _is(heading: Heading, asked: str) -> bool:
    full = f"{heading.group} {heading.label}" if ">" in asked else heading.label
    return bool(heading.label) and plain(full) == plain(asked)


def _headings(
    row: Row, above: Row, number: int, merged: Sequence[Merged], names: Mapping[str, str]
) -> tuple[Heading, ...]:
    """The headings of a row, with what stands over it in the row above where that is part of the header."""
    tops = _tops(row, above, number - 1, merged, names)
    found = []
    for column in sorted({*row, *tops}):
        label, top = row.get(column, ""), tops.get(column, "")
        found.append(Heading(column, label, top) if label else Heading(column, top))
    return tuple(found)


def _tops(row: Row, above: Row, number: int, merged: Sequence[Merged], names: Mapping[str, str]) -> dict[int, str]:
    """By column what the row above says; empty where that row is no part of the header (a title, a blank row)."""
    over: dict[int, str] = {}
    several: set[int] = set()
    for block in merged:
        if block.top <= number <= block.bottom and block.left in above:
            width = range(block.left, block.right + 1)
            over |= dict.fromkeys(width, above[block.left])
            several |= set(width) if len(width) > 1 else set()
    groups = {plain(name) for name in GROUPS}
    alone = len(above) == 1 and min(above) == min(row, default=0)
    telling = (
        (bool(several) and not alone)
        or any(plain(text) in groups for text in above.values())
        or any(column not in row and plain(text) in names for column, text in above.items())
        or any(f"{plain(text)} {plain(row.get(column, ''))}" in names for column, text in above.items())
    )
    if not telling:
        return {}
    if not several:  # without merged cells a heading holds for the blank ones to its right, as far as it can
        last = ""
        for column in range(max((*row, *above), default=-1) + 1):
            last = above.get(column, last)
            name = names.get(plain(row.get(column, "")))
            ends = column not in above and plain(last) in groups and name and not allowed_under(plain(last), name)
            last = "" if ends else last
            over[column] = last
            if column in above and column not in row:
                last = ""
    # below a heading over several columns a blank cell has no heading of its own
    blank = {column for column in over if column not in row and (column in several or column not in above)}
    return {column: text for column, text in {**above, **over}.items() if text and column not in blank}
