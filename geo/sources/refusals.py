"""What readers of public files share: their bytes, their rejects, and the share of rejects that refuses a file.

Nothing of a person comes through here, so refused values are shown; the workspace's own files, where values are masked,
are read by :mod:`geo.sources.tabular`. What a column means is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from geo.sources.cells import Cells
from geo.sources.kinds import Parsed
from geo.sources.landed import REJECT_COLUMNS, SourceError, no_rejects

MAX_REJECT_SHARE = 0.20
"""A file of which a larger share of the rows is refused, is refused as a whole."""

MOST_BYTES = 500_000_000
LONGEST_SHOWN = 60

_DECIMAL = r"-?[0-9]{1,15}(?:[.,][0-9]{1,12})?"
_AMBIGUOUS = r"-?[1-9][0-9]{0,2}[.,][0-9]{3}"
_WHOLE = r"[0-9]{1,9}(?:[.,]0{1,2})?"


def bytes_of(path: Path, file_name: str, most_bytes: int = MOST_BYTES) -> bytes:
    """The content of a file.

    Raises:
        SourceError: the file is missing, unreadable, empty or larger than ``most_bytes``.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= most_bytes else b""
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"{file_name} cannot be read ({reason}); check that it is a file you may open.") from None
    if size > most_bytes:
        raise SourceError(f"{file_name} is larger than {most_bytes // 1_000_000} MB; use the file as published.")
    if not data:
        raise SourceError(f"{file_name} is empty; get it again.")
    return data


def shown(value: object) -> str:
    """A value as a reject may show it: printable, and not longer than ``LONGEST_SHOWN``."""
    text = "" if pd.isna(value) else str(value)[: LONGEST_SHOWN + 1]  # type: ignore[call-overload]  # any cell
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + "…"


def decimals(cells: pd.Series) -> Parsed:
    """Numbers with a point or a comma; ``1.234`` is broken, since it may be a thousand.

    Args:
        cells: stripped text, missing where blank.
    """
    fits = cells.str.fullmatch(_DECIMAL).fillna(False) & ~cells.str.fullmatch(_AMBIGUOUS).fillna(False)
    good = cells.where(fits.astype(bool)).str.replace(",", ".", regex=False)
    return Parsed(good.astype("float64"), cells.notna() & good.isna())


def whole(cells: pd.Series) -> Parsed:
    """Whole numbers of 0 or more; ``12,0`` is 12, ``1.200`` is broken, since it may be a thousand.

    Args:
        cells: stripped text, missing where blank.
    """
    fits = cells.str.fullmatch(_WHOLE).fillna(False).astype(bool)
    good = cells.where(fits).str.replace(r"[.,]0+$", "", regex=True)
    return Parsed(good.astype("Int64"), cells.notna() & good.isna())


class Refusals:
    """Gathers the rejects of one public file.

    Args:
        file_name: path inside the workspace.
    """

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._found: list[pd.DataFrame] = [no_rejects()]

    def lines(self, raw: Cells) -> None:
        """The lines of a CSV that have no cells of their own."""
        self._add(raw.wrong_length, "", "cells", [""] * len(raw.wrong_length),
                  f"De regel moet {len(raw.header)} cellen hebben.")  # fmt: skip
        self._add(raw.broken, "", "line_break", [""] * len(raw.broken),
                  'Een aanhalingsteken (") is niet gesloten, of een cel beslaat meer regels.')  # fmt: skip

    def add(self, broken: pd.Series, values: pd.Series, numbers: pd.Series, column: str, rule: str, text: str) -> None:
        """Rows of which a value is refused.

        Args:
            broken: bool by row; missing counts as false.
            values: the values as read, same index.
            numbers: row number in the file, same index.
            column: column in the file.
            rule: name of the rule.
            text: Dutch sentence with the mend.
        """
        wrong = broken.fillna(False).astype(bool)
        if not wrong.any():
            return
        self._add(numbers[wrong], column, rule, [shown(value) for value in values[wrong]], text)

    def rows(self) -> set[int]:
        """Row numbers refused so far."""
        return {int(number) for frame in self._found for number in frame["row_number"]}

    def frame(self) -> pd.DataFrame:
        """All rejects, by row."""
        return pd.concat(self._found, ignore_index=True).sort_values("row_number", kind="stable", ignore_index=True)

    def refuse_when_too_many(self, total: int, mend: str, swallowed: int = 0) -> None:
        """Refuses the file where over ``MAX_REJECT_SHARE`` of its rows are refused.

        Args:
            total: rows in the file, the refused ones too.
            mend: what to do, such as ``get it again from Vektis``.
            swallowed: lines that ended up inside a cell of another line.

        Raises:
            SourceError: too many; it carries the rejects.
        """
        refused = len(self.rows()) + swallowed
        if refused <= MAX_REJECT_SHARE * (total + swallowed):
            return
        rejects = self.frame()
        column, rule = rejects.value_counts(["column_name", "rule"]).index[0]
        first = rejects[(rejects["column_name"] == column) & (rejects["rule"] == rule)].iloc[0]
        where = f"column {shown(column)}" if column else "whole lines"
        raise SourceError(
            f"{self._file_name}: {refused} of {total + swallowed} rows are refused (over {MAX_REJECT_SHARE:.0%}), most "
            f'of them for {where}: "{first["sentence"]}" (first in row {first["row_number"]}); {mend}.',
            rejects,
        )

    def _add(self, numbers: Iterable[int], column: str, rule: str, values: list[str], text: str) -> None:
        if not values:
            return
        told = {"file_name": self._file_name, "row_number": list(numbers), "column_name": column, "rule": rule}
        frame = pd.DataFrame({**told, "value": values, "sentence": text}, columns=list(REJECT_COLUMNS))
        self._found.append(frame.astype({"row_number": "int64"}))
