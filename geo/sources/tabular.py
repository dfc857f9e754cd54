"""Cells of an own file to typed rows and rejects, a column at a time.

What a column holds is said in :mod:`geo.sources.fields`; where its values go in :mod:`geo.sources.splitting`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from geo.sources.checks import checks_of
from geo.sources.csvtext import Cells, read_cells
from geo.sources.fields import Field, SourceFile
from geo.sources.kinds import looks_harmless, parse, sentence
from geo.sources.landed import MASK, REJECT_COLUMNS, SourceError, no_rejects

MAX_REJECT_SHARE = 0.20
"""A file of which a larger share of the rows is refused, is refused as a whole."""

LONGEST_SHOWN = 60
Identify = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class TypedRows:
    """The good rows of a file, typed by field, with ``row_number``; the rejects; Dutch warnings."""

    rows: pd.DataFrame
    rejects: pd.DataFrame
    warnings: tuple[str, ...]


def read_rows(data: bytes, file: SourceFile, file_name: str, identify: Identify) -> TypedRows:
    """Reads an own file.

    Args:
        data: the whole file.
        file: its fields.
        file_name: path inside the workspace, for messages and rejects.
        identify: typed rows -> the same with pseudonyms, which may be part of the file's key.

    Raises:
        SourceError: not text, no header, a required column missing, no rows, or over 20 % of the rows refused.
    """
    raw = read_cells(data, file_name)
    cells, warnings = _named(raw, file, file_name)
    total = len(cells) + len(raw.wrong_length) + len(raw.broken)
    if total == 0:
        raise SourceError(f"{file_name} has a header but no rows; fill it, or take its line out of region.yaml.")
    lines = _Rejects(file, file_name, cells)
    for number in raw.wrong_length:
        lines.add_line(number, "cells", f"De regel moet {len(raw.header)} cellen hebben, met ; ertussen.")
    for number in raw.broken:
        lines.add_line(
            number, "line_break", 'Een aanhalingsteken (") is niet gesloten, of een cel beslaat meer regels.'
        )
    typed = _typed(cells, file, lines)
    for check in checks_of(file):
        lines.add(check.broken(typed), check.field, check.rule, check.sentence)
    good = identify(typed[~typed["row_number"].isin(lines.row_numbers())])
    if file.key:
        doubles = good.duplicated(list(file.key), keep="first")
        lines.add(doubles, file.key[0], "double", "Deze rij staat al eerder in het bestand; de eerste telt.")
        good = good[~doubles]
    rejects = lines.frame()
    _refuse_when_too_many(rejects, total, raw.swallowed, file_name)
    return TypedRows(_final_types(good, file).reset_index(drop=True), rejects, warnings)


def _named(raw: Cells, file: SourceFile, file_name: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Columns by field name, absent optional ones blank; what the header says too much becomes a warning."""
    names = [name.casefold() for name in raw.header]
    twice = sorted({item.header for item in file.fields if names.count(item.header) > 1})
    if twice:
        raise SourceError(f"{file_name} has these columns twice: {', '.join(twice)}; keep one of each.")
    missing = [item.header for item in file.fields if item.required and item.header not in names]
    if missing:
        raise SourceError(f"{file_name} lacks these columns: {', '.join(missing)}; take the header of the template.")
    columns: dict[str, pd.Series] = {"row_number": raw.rows["row_number"]}
    for item in file.fields:
        there = item.header in names
        columns[item.name] = raw.rows[f"f{names.index(item.header)}"] if there else _blank(raw.rows.index)
    warnings = []
    if raw.encoding != "utf-8":
        warnings.append("Het bestand is geen UTF-8 en is als Windows-tekst gelezen; bewaar het liever als CSV UTF-8.")
    known = {item.header for item in file.fields}
    for number, name in enumerate(names, start=1):
        if name and name not in known:
            # a lost header line puts a first row of persons in its place
            shown = f"kolom {number}" if file.personal else f"kolom {number} ({_short(raw.header[number - 1])})"
            warnings.append(f"Onbekende {shown} is overgeslagen.")
    return pd.DataFrame(columns), tuple(warnings)


def _blank(index: pd.Index) -> pd.Series:
    return pd.Series(float("nan"), index=index, dtype="str")


def _typed(cells: pd.DataFrame, file: SourceFile, lines: _Rejects) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {"row_number": cells["row_number"]}
    for item in file.fields:
        column = cells[item.name]
        if item.required:
            lines.add(column.isna(), item.name, "missing", "Vul deze kolom in.")
        parsed = parse(column if item.default is None else column.fillna(item.default), item)
        lines.add(parsed.broken, item.name, item.kind, sentence(item))
        columns[item.name] = parsed.values
    return pd.DataFrame(columns)


def _final_types(rows: pd.DataFrame, file: SourceFile) -> pd.DataFrame:
    """Plain types where no value can be missing: int64 for Int64, bool for boolean."""
    plain = {"Int64": "int64", "boolean": "bool"}
    full = {item.name for item in file.fields if item.required or item.default is not None}
    kinds = {name: plain[str(rows[name].dtype)] for name in full if str(rows[name].dtype) in plain}
    return rows.astype(kinds)


class _Rejects:
    """Gathers the rejects of one file; values of persons are masked here and nowhere else."""

    def __init__(self, file: SourceFile, file_name: str, cells: pd.DataFrame) -> None:
        self._file, self._file_name, self._cells = file, file_name, cells
        self._fields: dict[str, Field] = {item.name: item for item in file.fields}
        self._found: list[pd.DataFrame] = []
        self._order: list[str] = ["", *(item.header for item in file.fields)]

    def add_line(self, row_number: int, rule: str, text: str) -> None:
        """A whole line that is refused; its text is not shown."""
        self._found.append(self._frame([row_number], "", rule, [MASK if self._file.personal else ""], text))

    def add(self, broken: pd.Series, name: str, rule: str, text: str) -> None:
        """Rows for which ``broken`` (indexed as the cells) is true, at the field (or pseudonym) ``name``."""
        wrong = broken.index[broken.fillna(False).astype(bool)]
        if len(wrong) == 0:
            return
        item = self._fields.get(name)
        header = item.header if item is not None else "huisnummer"
        values = self._shown(self._cells.loc[wrong, name], item) if item is not None else [MASK] * len(wrong)
        self._found.append(self._frame(self._cells.loc[wrong, "row_number"].tolist(), header, rule, values, text))

    def row_numbers(self) -> set[int]:
        """Rows refused so far."""
        return {number for frame in self._found for number in frame["row_number"]}

    def frame(self) -> pd.DataFrame:
        """All rejects, by row and then in the order of the columns."""
        if not self._found:
            return no_rejects()
        found = pd.concat(self._found, ignore_index=True)
        place = found["column_name"].map({header: number for number, header in enumerate(self._order)})
        order = pd.DataFrame({"row": found["row_number"], "place": place}).sort_values(["row", "place"], kind="stable")
        return found.loc[order.index].reset_index(drop=True)

    def _shown(self, cells: pd.Series, item: Field) -> list[str]:
        blank = cells.isna()
        if item.personal:
            masked = pd.Series(MASK, index=cells.index)
        elif self._file.personal:
            masked = cells.where(looks_harmless(cells, item), MASK)
        else:
            masked = cells.map(_short, na_action="ignore")
        return masked.where(~blank, "").tolist()

    def _frame(self, numbers: list[int], header: str, rule: str, values: list[str], text: str) -> pd.DataFrame:
        found = {"file_name": self._file_name, "row_number": numbers, "column_name": header, "rule": rule}
        return pd.DataFrame({**found, "value": values, "sentence": text}, columns=list(REJECT_COLUMNS))


def _short(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: LONGEST_SHOWN + 1])
    return plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + "…"


def _refuse_when_too_many(rejects: pd.DataFrame, total: int, swallowed: int, file_name: str) -> None:
    refused = rejects["row_number"].nunique() + swallowed
    if refused <= MAX_REJECT_SHARE * (total + swallowed):
        return
    column, rule = rejects.value_counts(["column_name", "rule"]).index[0]
    first = rejects[(rejects["column_name"] == column) & (rejects["rule"] == rule)].iloc[0]
    where = f"column {column}" if column else "whole lines"
    raise SourceError(
        f"{file_name}: {refused} of {total + swallowed} rows are refused (over {MAX_REJECT_SHARE:.0%}), most of them "
        f'for {where}: "{first["sentence"]}" (first in row {first["row_number"]}); mend the file.',
        rejects,
    )
