"""Cells of an own file by field to typed rows and rejects, a column at a time.

What a column holds is said in :mod:`geo.sources.fields`; where its values go in :mod:`geo.sources.splitting`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from geo.sources.cells import FAULTS, NO_VALUE
from geo.sources.checks import checks_of
from geo.sources.distinct import rows_where
from geo.sources.fields import Field, SourceFile
from geo.sources.kinds import looks_harmless, parse, sentence
from geo.sources.landed import MASK, REJECT_COLUMNS, SourceError, no_rejects
from geo.sources.named import Named, short

MAX_REJECT_SHARE = 0.20
"""A file of which a larger share of the rows is refused, is refused as a whole."""

_TURNED = "Excel heeft hier een datum of tijd van gemaakt; maak de cel op als tekst en vul de waarde opnieuw in."
Identify = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class TypedRows:
    """The good rows of a file, typed by field, with ``row_number``; the rejects; Dutch warnings."""

    rows: pd.DataFrame
    rejects: pd.DataFrame
    warnings: tuple[str, ...]


def typed_rows(named: Named, file: SourceFile, file_name: str, identify: Identify) -> TypedRows:
    """Types the rows of an own file.

    Args:
        named: its cells by field.
        file: its fields.
        file_name: path inside the workspace, for messages and rejects.
        identify: typed rows -> the same with pseudonyms and made keys, which may be part of the file's key.

    Raises:
        SourceError: no rows, or over 20 % of the rows refused.
    """
    total = len(named.cells) + len(named.lines)
    if total == 0:
        raise SourceError(f"{file_name} has a header but no rows; fill it, or take its line out of region.yaml.")
    lines = _Rejects(file, file_name, named)
    for number, rule, text in named.lines:
        lines.add_line(number, rule, text)
    typed = _typed(named, file, lines)
    for check in checks_of(file):
        lines.add(check.broken(typed), check.field, check.rule, check.sentence)
    good = identify(rows_where(typed, ~typed["row_number"].isin(lines.row_numbers())))
    again = 0
    if file.key:
        doubles = good.duplicated(list(file.key), keep="first")
        again = int(good.drop(columns="row_number").duplicated()[doubles].sum()) if doubles.any() else 0
        lines.add(doubles, file.key[0], "double", "Deze rij staat al eerder in het bestand; de eerste telt.")
        good = rows_where(good, ~doubles)
    rejects = lines.frame()
    _refuse_when_too_many(rejects, total, named.swallowed, again, file_name)
    return TypedRows(_final_types(good, file).reset_index(drop=True), rejects, named.warnings)


def _typed(named: Named, file: SourceFile, lines: _Rejects) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {"row_number": named.cells["row_number"]}
    for item in file.fields:
        column = named.cells[item.name]
        if item.required:
            lines.add(column.isna(), item.name, "missing", "Vul deze kolom in.")
        column = _with_values(column, item, named, lines)
        parsed = parse(column if item.default is None else column.fillna(item.default), item)
        lines.add(parsed.broken, item.name, item.kind, sentence(item))
        columns[item.name] = parsed.values
    return pd.DataFrame(columns)


def _with_values(column: pd.Series, item: Field, named: Named, lines: _Rejects) -> pd.Series:
    """The cells, without those that a spreadsheet left without the value that was meant: errors, formulas, dates."""
    suspect = column[column.str.startswith(("#", "=")).fillna(False).astype(bool)]
    if len(suspect):
        formula = suspect.str.startswith("=").astype(bool)
        found = suspect.str.upper().map(dict(FAULTS)).astype("str").mask(formula, FAULTS[NO_VALUE]).dropna()
        for text in found.unique():
            lines.add((found == text).reindex(column.index, fill_value=False), item.name, "spreadsheet", text)
        column = column.mask(column.index.isin(found.index))
    if item.name in named.turned:
        turned = named.turned[item.name].fillna(False).astype(bool)
        lines.add(turned, item.name, "spreadsheet", _TURNED)
        column = column.mask(turned)
    return column


def _final_types(rows: pd.DataFrame, file: SourceFile) -> pd.DataFrame:
    """Plain types where no value can be missing: int64 for Int64, bool for boolean."""
    plain = {"Int64": "int64", "boolean": "bool"}
    full = {item.name for item in file.fields if item.required or item.default is not None}
    kinds = {name: plain[str(rows[name].dtype)] for name in full if str(rows[name].dtype) in plain}
    return rows.astype(kinds)


class _Rejects:
    """Gathers the rejects of one file; values of persons are masked here and nowhere else."""

    def __init__(self, file: SourceFile, file_name: str, named: Named) -> None:
        self._file, self._file_name, self._cells, self._places = file, file_name, named.cells, named.places
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
            masked = cells.map(short, na_action="ignore")
        return masked.where(~blank, "").tolist()

    def _frame(self, numbers: list[int], header: str, rule: str, values: list[str], text: str) -> pd.DataFrame:
        found = {"file_name": self._file_name, "row_number": numbers, "column_name": header, "rule": rule}
        return pd.DataFrame(
            {**found, "value": values, "sentence": [self._placed(text, number) for number in numbers]},
            columns=list(REJECT_COLUMNS),
        )

    def _placed(self, text: str, number: int) -> str:
        """A sentence with where the row stands in a workbook, which numbers its rows in its own way."""
        return f"{text[:-1]} ({self._places[number]})." if number in self._places.index else text


def _refuse_when_too_many(rejects: pd.DataFrame, total: int, swallowed: int, again: int, file_name: str) -> None:
    """Refuses a file of which too much is lost; the very same row twice (``again``) is no loss."""
    refused = rejects["row_number"].nunique() + swallowed
    if refused - again <= MAX_REJECT_SHARE * (total + swallowed):
        return
    column, rule = rejects.value_counts(["column_name", "rule"]).index[0]
    first = rejects[(rejects["column_name"] == column) & (rejects["rule"] == rule)].iloc[0]
    where = f"column {column}" if column else "whole lines"
    raise SourceError(
        f"{file_name}: {refused} of {total + swallowed} rows are refused (over {MAX_REJECT_SHARE:.0%}), most of them "
        f'for {where}: "{first["sentence"]}" (first in row {first["row_number"]}); mend the file.',
        rejects,
    )
