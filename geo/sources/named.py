"""The tables of an own file to cells by field: which rows are rows, which columns are needed, what was changed.

Subtotals, repeated headers, failed stops and blank rows are left out and counted; a column that no field needs is not
loaded and named by its number. Parsing is :mod:`geo.sources.tabular`'s affair.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from geo.sources.cells import DATE, TIME
from geo.sources.distinct import rows_where
from geo.sources.fields import Field, SourceFile
from geo.sources.headings import Chosen, choose_columns, header_of
from geo.sources.kinds import NUMBER, NUMERIC
from geo.sources.landed import SourceError
from geo.sources.mapping import FileMapping, plain_value
from geo.sources.repairs import (
    contact_of,
    could_be_either,
    joined,
    ordered,
    outside,
    serials_as_dates,
    split_address,
    translated,
    with_year,
)
from geo.sources.synonyms import ADDITION, ADDRESS, LETTERBOX, VALUES, plain
from geo.sources.tables import Table, Tables

_TOTAL = r"(?:sub|eind|maand|week|dag)?-? ?tota(?:al|len|l)\b.*|grand total\b.*|som\b.*|gemiddelde?\b.*|aantal\b.*"
_LINES = {
    "cells": "De regel moet {width} cellen hebben, met {separator} ertussen.",
    "line_break": 'Een aanhalingsteken (") is niet gesloten, of een cel beslaat meer regels.',
}


@dataclass(frozen=True)
class Named:
    """The cells of an own file by field.

    Args:
        cells: a column of text for each field, missing where blank, and ``row_number``.
        turned: fields of text, as in ``cells``: true where a spreadsheet made a date or a time of what was typed.
        starts: row number before the first of each sheet, going up; ``(0,)`` for a text file.
        places: where a row stands in a workbook, by row number; empty for a text file.
        lines: row number, rule and Dutch sentence of lines without cells of their own.
        swallowed: lines that ended up inside a cell of another line.
        warnings: Dutch sentences.
    """

    cells: pd.DataFrame
    turned: pd.DataFrame
    starts: tuple[int, ...]
    places: pd.Series
    lines: tuple[tuple[int, str, str], ...]
    swallowed: int
    warnings: tuple[str, ...]


def named_cells(tables: Tables, file: SourceFile, file_name: str) -> Named:
    """The cells of all tables of a file, one below the other.

    Args:
        tables: what was read, and the mapping.
        file: the fields.
        file_name: for messages.

    Raises:
        SourceError: a required column is missing, two columns are the same field, a file of counts holds free text, or
            dates of which day and month cannot be told apart.
    """
    told: Counter[str] = Counter()
    cells, turned, starts, places, lines = [], [], [], [], []
    offset = 0
    for table in tables.tables:
        starts.append(offset)
        one, spoiled = _of_table(table, tables.mapping, file, file_name, told)
        numbers = one["row_number"]
        if table.first_row is not None:
            where = (numbers + table.first_row).astype("str")
            places.append(pd.Series((f"{table.name}, rij " + where).to_numpy(), index=numbers + offset))
        broken = (("cells", table.wrong_length), ("line_break", table.broken))
        width = len(table.header.headings)
        lines += [(number + offset, rule, _line(rule, width, tables)) for rule, found in broken for number in found]
        lines += [(number + offset, rule, sentence) for number, rule, sentence in table.unreadable]
        cells.append(one.assign(row_number=numbers + offset))
        turned.append(spoiled)
        beyond = [number for number, _, _ in table.unreadable]
        last = max(
            (table.row_number.max() if len(table.row_number) else 0, *table.wrong_length, *table.broken, *beyond)
        )
        offset += int(last)
    return Named(
        cells=pd.concat(cells, ignore_index=True),
        turned=pd.concat(turned, ignore_index=True),
        starts=tuple(starts),
        places=pd.concat(places) if places else pd.Series(dtype="str"),
        lines=tuple(lines),
        swallowed=sum(table.swallowed for table in tables.tables),
        warnings=(*tables.warnings, *_sentences(told)),
    )


def _line(rule: str, width: int, tables: Tables) -> str:
    separator = {"\t": "een tab"}.get(tables.separator, tables.separator)
    return _LINES[rule].format(width=width, separator=separator)


def _sentences(told: Counter[str]) -> list[str]:
    """Warnings with their counts; one that holds for several sheets is said once."""
    said = []
    for sentence, count in told.items():
        if "{n}" in sentence:
            said.append(sentence.replace("{n}", str(count)))
        else:
            said.append(sentence if count == 1 else f"{sentence[:-1]} ({count} bladen).")
    return said


def _of_table(
    table: Table, mapping: FileMapping, file: SourceFile, file_name: str, told: Counter[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    chosen = choose_columns(table.header, file, mapping, file_name)
    _refuse_free_text(table, chosen, file, file_name)
    _refuse_missing(chosen, mapping, file, file_name)
    _tell_columns(table, chosen, file, told)
    kept = _counted_rows(table, chosen, mapping, told)
    text, row_number = rows_where(table.text, kept), table.row_number[kept]
    raw = {
        name: text[column] if column in text.columns else _blank(text.index) for name, column in chosen.columns.items()
    }
    fields = {item.name: item for item in file.fields}
    cells = {name: _own_words(column, fields.get(name), name, mapping, told) for name, column in raw.items()}
    for name, item in fields.items():
        if item.kind == "date" and name in cells:
            cells[name] = _dates(cells[name], chosen.columns[name], table, mapping, file_name, told)
    cells = _derived(cells)
    cells |= {name: pd.Series(value, index=text.index, dtype="str") for name, value in mapping.constants.items()}
    frame = pd.DataFrame({"row_number": row_number, **{name: cells.get(name, _blank(text.index)) for name in fields}})
    real = ~_totals(frame, text, set(chosen.columns), file, told)
    turned = {
        name: dated[kept]
        for name, column in chosen.columns.items()
        if name in fields and fields[name].kind == "text" and (dated := _kept_as_date(table, column)).any()
    }
    return rows_where(frame, real), rows_where(pd.DataFrame(turned, index=frame.index), real)


def _refuse_free_text(table: Table, chosen: Chosen, file: SourceFile, file_name: str) -> None:
    """A file of counts with words in a column that is no field: they may be about a person."""
    if not file.counts_only:
        return
    loaded = set(chosen.columns.values())
    for column in table.text.columns:
        filled = table.text[column].dropna()
        if int(column) not in loaded and not filled.str.fullmatch(NUMBER).all():
            raise SourceError(
                f"{file_name} has free text in column {int(column) + 1}; this file is for counts only, and text may "
                "be about a person: take that column out."
            )


def _refuse_missing(chosen: Chosen, mapping: FileMapping, file: SourceFile, file_name: str) -> None:
    there = {*chosen.columns, *mapping.constants} | ({"contact"} if LETTERBOX in chosen.columns else set())
    missing = [item.header for item in file.fields if item.required and item.name not in there]
    if missing:
        raise SourceError(
            f"{file_name} lacks these columns: {', '.join(missing)}; take the header of the template, or name them in "
            "a mapping under columns or constants."
        )


def _tell_columns(table: Table, chosen: Chosen, file: SourceFile, told: Counter[str]) -> None:
    for name, heading in chosen.renamed:
        label = " > ".join(part for part in (heading.group, heading.label) if part)
        told[f"Kolom {heading.column + 1} ({label}) is gelezen als {header_of(name, file)}."] += 1
    told.update(f"De kop die de mapping noemt voor {header_of(name, file)} is er niet." for name in chosen.absent)
    for heading in chosen.unknown:
        column = heading.column + 1
        if heading.label:
            # a lost header line puts a first row of persons in its place
            shown = f"kolom {column}" if file.personal else f"kolom {column} ({short(heading.label)})"
            told[f"Onbekende {shown} is overgeslagen."] += 1
        elif heading.column in table.text.columns and table.text[heading.column].notna().any():
            told[f"Kolom {column} heeft geen kop en is overgeslagen."] += 1


def _counted_rows(table: Table, chosen: Chosen, mapping: FileMapping, told: Counter[str]) -> pd.Series:
    """Rows that count: no repeated header, nothing that the mapping excludes."""
    labels = {heading.column: heading.label for heading in table.header.headings}
    again = pd.Series(0, index=table.text.index)
    for column in chosen.columns.values():
        if column in table.text.columns and labels.get(column):
            again += (table.text[column] == labels[column]).astype("int64")
    repeated = again >= 2
    excluded = pd.Series(False, index=table.text.index)
    for heading in table.header.headings:
        values = mapping.exclude.get(plain(heading.label), ()) if heading.label else ()
        if values and heading.column in table.text.columns:
            found = table.text[heading.column]
            excluded |= found.isin([cell for cell in found.dropna().unique() if plain_value(cell) in values])
    _count(told, "Overgeslagen herhaalde kopregels: {n}.", int(repeated.sum()))
    _count(told, "Niet meegeteld volgens de mapping, zoals mislukte stops: {n}.", int((excluded & ~repeated).sum()))
    _count(told, "Overgeslagen lege regels tussen de gegevens: {n}.", table.blank_rows)
    return ~repeated & ~excluded


def _own_words(column: pd.Series, item: Field | None, name: str, mapping: FileMapping, told: Counter[str]) -> pd.Series:
    """Values in our own words: those of the mapping, then other words for an allowed value."""
    header = item.header if item is not None else "brievenbus"
    for assumed in mapping.assumed.get(name, ()):
        found = int((column.str.casefold() == assumed).sum())
        _count(
            told,
            f"Rijen met een algemene status die meetellen als {header} = {mapping.values[name][assumed]}: {{n}}. "
            "Zet onder values in de mapping wat de status betekent.",
            found,
        )
    if name in mapping.values:
        column = translated(column, mapping.values[name])
    if name in VALUES:
        ours = translated(column, {word: value for word, value in VALUES[name].items() if word != value})
        changed = int((column.notna() & (ours != column)).sum())
        _count(told, f"Waarden van {header} die anders geschreven zijn en vertaald: {{n}}.", changed)
        column = ours
    return column


def _dates(
    column: pd.Series, place: int, table: Table, mapping: FileMapping, file_name: str, told: Counter[str]
) -> pd.Series:
    if table.types is not None and place in table.types.columns:
        column, found = serials_as_dates(column, table.types.loc[column.index, place], table.epoch_1904)
        _count(told, "Datums die als Excel-getal stonden en zijn omgerekend: {n}.", found)
    if not mapping.date_order and could_be_either(column):
        raise SourceError(
            f"{file_name} has dates such as 2/3/2025 in column {place + 1}, and nothing tells the day from the month; "
            "write date_order: day_first (or month_first) in its mapping."
        )
    column = ordered(column, mapping.date_order)
    if table.month is not None:
        column, found = with_year(column, table.month.year)
        _count(told, "Datums zonder jaar, aangevuld met het jaar van het blad: {n}.", found)
        _count(told, f"Rijen op {table.name} met een datum in een andere maand: {{n}}.", outside(column, table.month))
    return column


def _derived(cells: dict[str, pd.Series]) -> dict[str, pd.Series]:
    """Our own columns from those that others have: a whole address, an addition, ticks for the letterbox."""
    found = dict(cells)
    if ADDRESS in found:
        parts = split_address(found.pop(ADDRESS))
        found |= {name: found[name].fillna(parts[name]) if name in found else parts[name] for name in parts.columns}
    if ADDITION in found and "house_number" in found:
        found["house_number"] = joined(found["house_number"], found[ADDITION])
    if LETTERBOX in found:
        found["contact"] = contact_of(found.get("contact"), found[LETTERBOX])
    return found


def _totals(
    frame: pd.DataFrame, text: pd.DataFrame, columns: set[str], file: SourceFile, told: Counter[str]
) -> pd.Series:
    """Rows that are no record: a total, or numbers and remarks alone. A row that has all it needs is never one."""
    required = [item.name for item in file.fields if item.required and item.name in columns]
    bare = frame[required].isna().any(axis=1)
    if file.person == "resident":
        nowhere = frame["postcode"].isna() | frame["house_number"].isna()
        bare |= nowhere & (frame["geometry_x"].isna() | frame["geometry_y"].isna())
    if not bare.any():
        return bare
    telling = [
        item.name for item in file.fields if item.name in columns and item.kind not in (*NUMERIC, "x_rd", "y_rd")
    ]
    empty = bare & frame[telling].isna().all(axis=1) if telling else bare & False
    total = pd.Series(False, index=frame.index)
    among = text[bare]
    for column in text.columns:
        total |= among[column].str.casefold().str.fullmatch(_TOTAL).fillna(False).astype(bool).reindex(
            frame.index, fill_value=False
        )  # fmt: skip
    _count(told, "Overgeslagen totaalregels: {n}.", int(total.sum()))
    _count(told, "Overgeslagen regels met alleen getallen of een notitie: {n}.", int((empty & ~total).sum()))
    return total | empty


def _kept_as_date(table: Table, column: int) -> pd.Series:
    if table.types is None or column not in table.types.columns:
        return pd.Series(False, index=table.text.index)
    return table.types[column].isin((DATE, TIME))


def _count(told: Counter[str], sentence: str, found: int) -> None:
    if found:
        told[sentence] += found


def _blank(index: pd.Index) -> pd.Series:
    return pd.Series(float("nan"), index=index, dtype="str")


LONGEST_SHOWN = 60


def short(text: str) -> str:
    """Text as it may be shown in a sentence: one line, no control signs, cut off."""
    plain_text = "".join(letter if letter.isprintable() else " " for letter in text[: LONGEST_SHOWN + 1])
    return plain_text if len(plain_text) <= LONGEST_SHOWN else plain_text[: LONGEST_SHOWN - 1] + "…"
