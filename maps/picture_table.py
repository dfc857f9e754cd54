"""All figures of all buurtbeelden as one CSV for a spreadsheet: semicolons, decimal comma, nothing that is run.

What a page does not show, the table does not show either.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Mapping
from typing import Any

from maps.data import SiteData
from maps.formats import missing
from maps.pictures import COUNTED, GEMEENTE_ONLY, picture_rows
from maps.texts import text, word

COLUMNS = ("soort", "code", "naam", "thema", "cijfer", "waarde", "laag", "hoog", "eenheid", "gemeente", "nederland",
           "tekst", "toelichting")  # fmt: skip
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def picture_table(data: SiteData) -> str:
    """The text of the file, with the mark that makes Excel read it as UTF-8; '' where there are no pictures."""
    rows = picture_rows(data)
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([text(f"column.{name}") for name in COLUMNS])
    writer.writerows(_line(row) for row in rows)
    return "\ufeff" + out.getvalue()


def _line(row: Mapping[Hashable, Any]) -> list[str]:
    unit, figure = str(row["unit"]), str(row["figure"])
    only = figure in GEMEENTE_ONLY
    own = ("" if only else _number(row[name], unit) for name in ("value", "low", "high"))
    return [
        _cell(word("kind_of_area", row["area_kind"])), _cell(row["area_code"]), _cell(row["area_name"]),
        _cell(word("theme", row["theme"])), _cell(word("beeld.figure", figure)), *own,
        _cell(word("beeld.unit", unit)), _number(row["gemeente"], unit), _number(row["country"], unit),
        _cell(row["text_nl"]), _cell(row["note_nl"]),
    ]  # fmt: skip


def _number(value: Any, unit: str) -> str:
    """A number with a decimal comma; blank is not known, and few are not counted."""
    if missing(value):
        return ""
    amount = float(value)
    if unit in COUNTED and 0 < amount < 5:
        return text("under_five")
    return f"{amount:.10g}".replace(".", ",") if "e" not in f"{amount:.10g}" else f"{amount:f}".replace(".", ",")


def _cell(value: Any) -> str:
    """Text that a spreadsheet does not take for a formula."""
    said = "" if missing(value) else str(value)
    return f"'{said}" if said.startswith(RUN_BY_SPREADSHEETS) else said
