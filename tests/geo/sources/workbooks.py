"""Excel workbooks of a hub's register for the tests of the readers, made as a planner would."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from geo.sources.fields import own_files
from geo.sources.landed import Read
from geo.sources.own import read_own
from tests.geo.sources.files import KEY

TOP = ["Datum", "Leverancier", "Adres", None, None, "Goederen", None, "Contact", None, "Opmerkingen"]
BELOW = [None, None, "straat", "nr", "postcode", "soort", "koel", "brievenbus", "minuten", None]
ROWS: tuple[list[Any], ...] = (
    [dt.date(2025, 1, 6), "L1", "Geheimlaan", "4711-b", "9019 jt", "Medicatie", "x", None, 9.5, "belde aan bij Piet"],
    ["7 jan 2025", "L2", "Geheimlaan", 12, "9019JT", "maaltijden", "ja", None, "12,5", None],
    ["08-01-'25", "L1", "Geheimlaan", "14", "9019JT", "was", "", "✓", None, None],
    [45666, "L1", "Geheimlaan", "15", "9019JT", "boodschappen", None, "nee", dt.time(0, 7), None],
)
"""Of 6, 7, 8 and 9 January 2025: contact of 9.5 and 12.5 minutes, letterbox, contact of 7 minutes."""
MAPPING = 'constants: {hub_id: H1}\nvalues:\n  goederensoort: {"schone kleren": was}\n'


def register(sheet: Worksheet, rows: tuple[list[Any], ...] | list[list[Any]] = ROWS) -> None:
    """Fills a sheet: two title rows, a blank one, merged headings over two rows, rows with a blank and a total."""
    sheet.append(["Register van leveringen"])
    sheet.merge_cells("A1:J1")
    sheet.append(["Hub", "De Fontein"])
    sheet.append([])
    sheet.append(TOP)
    sheet.append(BELOW)
    for block in ("A4:A5", "B4:B5", "C4:E4", "F4:G4", "H4:I4", "J4:J5"):
        sheet.merge_cells(block)
    for row in rows[:2]:
        sheet.append(row)
    sheet.append([])
    for row in rows[2:]:
        sheet.append(row)
    sheet.append(["Totaal januari", None, None, None, None, None, None, None, 29, None])


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def register_book(*months: str, rows: tuple[list[Any], ...] | list[list[Any]] = ROWS) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for month in months or ("januari 2025",):
        register(book.create_sheet(month), rows)
    return saved(book)


def read(
    root: Path, data: bytes, mapping: str | None = None, *, source: str = "delivery", name: str = "f.xlsx"
) -> Read:
    """Reads bytes as an own file, as a workspace would."""
    path = root / name
    path.write_bytes(data)
    rules = None
    if mapping is not None:
        rules = root / "mapping.yaml"
        rules.write_text(mapping, encoding="utf-8")
    return read_own(path, f"data/{name}", own_files()[source], "voorbeeldstad", KEY, None, rules)
