"""The bytes of an own file to tables below a header: one of a text file, one a sheet of a workbook.

Which sheets and which row are decided here; what the cells become is said in :mod:`geo.sources.named`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from geo.sources.cells import Grid
from geo.sources.csvtext import Cells, first_lines, read_cells
from geo.sources.fields import SourceFile, own_files
from geo.sources.geojson_features import is_geojson, read_features
from geo.sources.headings import LOOKED_AT, Header, Heading, find_header
from geo.sources.kinds import MONTHS, month_of
from geo.sources.landed import SourceError
from geo.sources.mapping import ROUTE_APP, TELLING, FileMapping
from geo.sources.synonyms import plain
from geo.sources.workbook import SheetName, Workbook, is_workbook, open_workbook

DICTIONARY, CHOICES = "Uitleg", "Keuzes"
"""Sheets of the template workbook that are no own file."""
_SEPARATORS = {";": "een puntkomma", ",": "een komma", "\t": "een tab"}


@dataclass(frozen=True)
class Table:
    """The rows below one header.

    Args:
        header: the headings.
        text: text by column (from 0), missing where blank.
        types: how each cell was kept, shaped as ``text``; None for a text file.
        row_number: number of each row below the header.
        first_row: row in the sheet of row number 0, so that a row can be found again; None for a text file.
        name: how the sheet is called in a sentence; empty for a text file.
        month: month that the sheet's name says, None where it says none.
        epoch_1904: True where dates of the workbook count from 1904.
        wrong_length: row numbers of lines with another number of cells.
        broken: row numbers of lines in which a quotation mark runs on.
        swallowed: lines that ended up inside a cell of another line.
        blank_rows: blank rows between the others.
        unreadable: row number, rule and Dutch sentence of rows of which no cells can be made.
    """

    header: Header
    text: pd.DataFrame
    types: pd.DataFrame | None
    row_number: pd.Series
    first_row: int | None = None
    name: str = ""
    month: dt.date | None = None
    epoch_1904: bool = False
    wrong_length: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    swallowed: int = 0
    blank_rows: int = 0
    unreadable: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True)
class Tables:
    """The tables of a file, the mapping that its columns are found by, Dutch warnings, and what separates cells."""

    tables: tuple[Table, ...]
    mapping: FileMapping
    warnings: tuple[str, ...]
    separator: str = ""


def read_tables(data: bytes, file: SourceFile, file_name: str, mapping: FileMapping | None) -> Tables:
    """The tables of an own file.

    Args:
        data: the whole file.
        file: whose fields name the header.
        file_name: for messages.
        mapping: of the workspace, None where it has none; an export of a route app is known by its headings.

    Raises:
        SourceError: neither separated text nor a workbook, damaged, or without the header.
    """
    if is_geojson(data):
        return _of_geojson(data, file, file_name, mapping)
    if is_workbook(data):
        return _of_workbook(open_workbook(data, file_name), file, file_name, mapping)
    return _of_text(data, file, file_name, mapping)


def _of_geojson(data: bytes, file: SourceFile, file_name: str, mapping: FileMapping | None) -> Tables:
    headers = {item.name: item.header for item in file.fields}
    located = "geometry_x" in headers and "geometry_y" in headers
    point = (headers["geometry_x"], headers["geometry_y"]) if located else None
    key = headers.get(file.key[0]) if len(file.key) == 1 else None
    features = read_features(data, file_name, point=point, key=key)
    headings = tuple(Heading(column, label) for column, label in enumerate(features.header))
    table = Table(Header(1, headings), features.text, None, features.row_number, unreadable=features.unreadable)
    return Tables((table,), mapping or FileMapping(), features.warnings)


def _of_text(data: bytes, file: SourceFile, file_name: str, mapping: FileMapping | None) -> Tables:
    lines = [(number, _row(cells)) for number, cells in enumerate(first_lines(data, file_name, LOOKED_AT), start=1)]
    used = _mapping(lines, file, mapping)
    found = find_header(lines, (), file, used)
    header = found or Header(used.header_row or 1, ())
    if used.header_row and used.header_row > len(lines):
        raise SourceError(f"{file_name} has no row {used.header_row} for its header; mend header_row in the mapping.")
    cells = read_cells(data, file_name, header_line=header.row - 1)
    places = {heading.column: heading for heading in header.headings}
    headings = tuple(places.get(column, Heading(column, label)) for column, label in enumerate(cells.header))
    text = cells.rows.drop(columns="row_number")
    table = Table(
        header=Header(header.row, headings),
        text=text.set_axis(range(text.shape[1]), axis=1),
        types=None,
        row_number=cells.rows["row_number"],
        wrong_length=cells.wrong_length,
        broken=cells.broken,
        swallowed=cells.swallowed,
    )
    return Tables((table,), used, (*_told_of_text(cells), *_told_of_mapping(used, mapping)), cells.separator)


def _told_of_text(cells: Cells) -> list[str]:
    told = []
    if cells.encoding != "utf-8":
        told.append("Het bestand is geen UTF-8 en is als Windows-tekst gelezen; bewaar het liever als CSV UTF-8.")
    if cells.separator != ";":
        told.append(f"Tussen de kolommen staat {_SEPARATORS[cells.separator]}, geen puntkomma; zo is het gelezen.")
    if cells.open_end:
        told.append("De laatste regel eindigt niet met een regeleinde; kijk na of het bestand niet is afgekapt.")
    return told


def _told_of_mapping(used: FileMapping, given: FileMapping | None) -> list[str]:
    return [f"Het bestand is gelezen als {used.kept_as}."] if used.kept_as and given is None else []


def _mapping(rows: Sequence[tuple[int, dict[int, str]]], file: SourceFile, given: FileMapping | None) -> FileMapping:
    """The mapping of the workspace, else that of a route app where the headings are its own, else none."""
    if given is not None:
        return given
    known = max((len({plain(text) for text in row.values()} & set(TELLING)) for _, row in rows), default=0)
    return ROUTE_APP if file.source == "delivery" and known >= len(TELLING) // 2 + 1 else FileMapping()


def _of_workbook(workbook: Workbook, file: SourceFile, file_name: str, mapping: FileMapping | None) -> Tables:
    tables: list[Table] = []
    warnings: list[str] = []
    used = mapping or FileMapping()
    for sheet in _chosen_sheets(workbook, file, file_name, mapping, warnings):
        grid = workbook.grid(sheet)
        if grid.text.empty:
            warnings.append(f"{_named(sheet).capitalize()} is leeg.")
            continue
        rows = _with_header_row(_grid_rows(grid.text.head(LOOKED_AT)), grid, mapping)
        used = _mapping(rows, file, mapping)
        header = find_header(rows, grid.merged, file, used)
        if header is None:
            _skip(sheet, grid, mapping, file_name, warnings)
            continue
        tables.append(_table(grid, header, sheet))
    if not tables:
        raise SourceError(
            f"{file_name} has no sheet with the columns of {PurePosixPath(file.file).name}; take the header of the "
            "template, or name its headings in a mapping."
        )
    return Tables(tuple(tables), used, (*warnings, *_told_of_mapping(used, mapping)))


def _chosen_sheets(
    workbook: Workbook, file: SourceFile, file_name: str, mapping: FileMapping | None, warnings: list[str]
) -> list[SheetName]:
    """The sheets of the mapping; else the one called as the file of our template; else all that are not hidden."""
    if mapping is not None and mapping.sheets:
        named = [sheet for sheet in workbook.sheets if mapping.reads(sheet.name)]
        if not named:
            raise SourceError(f"{file_name} has none of the sheets that its mapping names; mend sheets in the mapping.")
        return named
    own = _stem(file)
    ours = [sheet for sheet in workbook.sheets if sheet.name.casefold().strip() == own and not sheet.hidden]
    hidden = [sheet for sheet in workbook.sheets if sheet.hidden]
    if hidden:
        listed = ", ".join(_named(sheet) for sheet in hidden)
        warnings.append(
            f"Niet gelezen omdat het verborgen is: {listed}. Noem het onder sheets in de mapping als het moet."
        )
    if not ours:
        return [sheet for sheet in workbook.sheets if not sheet.hidden]
    of_template = {DICTIONARY.casefold(), CHOICES.casefold(), *(_stem(other) for other in own_files().values())}
    left = [sheet for sheet in workbook.sheets if not sheet.hidden and sheet.name.casefold().strip() not in of_template]
    if left:
        listed = ", ".join(_named(sheet) for sheet in left)
        warnings.append(
            f"Niet gelezen, omdat er een blad {own} is: {listed}. Moet het mee, noem het in de mapping (sheets)."
        )
    return ours


def _skip(sheet: SheetName, grid: Grid, mapping: FileMapping | None, file_name: str, warnings: list[str]) -> None:
    """A sheet without the header is told of; one that is asked for, or is called a month, may not be missed."""
    if (mapping is not None and mapping.sheets) or _is_month(sheet.name):
        raise SourceError(
            f"{file_name} has no header with known columns on its sheet {sheet.number}; name its headings, or the "
            "header_row, in a mapping."
        )
    told = f"heeft geen kopregel met bekende kolommen; {len(grid.text)} rijen zijn overgeslagen."
    warnings.append(f"{_named(sheet).capitalize()} {told}")


def _table(grid: Grid, header: Header, sheet: SheetName) -> Table:
    below = grid.text.index > header.row
    text = grid.text[below]
    numbers = pd.Series(text.index.to_numpy("int64") - header.row, dtype="int64")
    headings = {heading.column: heading for heading in header.headings}
    columns = sorted({*headings, *(int(column) for column in text.columns)})
    return Table(
        header=Header(header.row, tuple(headings.get(column, Heading(column, "")) for column in columns)),
        text=text.reset_index(drop=True),
        types=grid.types[below].reset_index(drop=True),
        row_number=numbers,
        first_row=header.row,
        name=_named(sheet),
        month=month_of(sheet.name),
        epoch_1904=grid.epoch_1904,
        blank_rows=int(numbers.max()) - len(numbers) if len(numbers) else 0,
    )


def _with_header_row(
    rows: list[tuple[int, dict[int, str]]], grid: Grid, mapping: FileMapping | None
) -> list[tuple[int, dict[int, str]]]:
    """Adds the row that a mapping names, and the one above it, where they lie deeper than is looked."""
    asked = mapping.header_row if mapping is not None else None
    last = rows[-1][0]
    more = [number for number in ((asked or 0) - 1, asked or 0) if number > last and number in grid.text.index]
    return rows + _grid_rows(grid.text.loc[more])


def _named(sheet: SheetName) -> str:
    """How a sheet is called in a sentence: by its name where that is a month, else by its number, since a sheet may be
    called after a person."""
    return f"blad '{sheet.name.strip()}'" if _is_month(sheet.name) else f"blad {sheet.number}"


def _stem(file: SourceFile) -> str:
    return PurePosixPath(file.file).stem


def _is_month(name: str) -> bool:
    return month_of(name) is not None or plain(name) in MONTHS


def _row(cells: Sequence[str]) -> dict[int, str]:
    return {column: text for column, text in enumerate(cells) if text}


def _grid_rows(text: pd.DataFrame) -> list[tuple[int, dict[int, str]]]:
    columns = [int(column) for column in text.columns]
    return [
        (int(number), {column: cell for column, cell in zip(columns, cells, strict=True) if isinstance(cell, str)})
        for number, cells in zip(text.index.to_numpy(), text.to_numpy(dtype=object), strict=True)
    ]
