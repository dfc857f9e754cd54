"""The template workbook of a workspace: a sheet for each own file, with drop-downs and a data dictionary, in Dutch.

Everything follows from the fields; the readers take the filled workbook as they take the CSV files. The same fields
give the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from geo.sources.dictionary import dictionary_rows, general_rules
from geo.sources.fields import Field, SourceFile
from geo.sources.kinds import X_BOUNDS, Y_BOUNDS, sentence
from geo.sources.tables import CHOICES, DICTIONARY

LAST_ROW = 1_048_576
_REQUIRED = PatternFill("solid", fgColor="FFE0B2")
_OPTIONAL = PatternFill("solid", fgColor="ECEFF1")
_BOLD = Font(bold=True)
_FORMATS = {"date": "yyyy-mm-dd", "time": "hh:mm", "integer": "0", "minutes": "0", "number": "General",
            "duration": "General", "x_rd": "0.0", "y_rd": "0.0"}  # fmt: skip
"""Formats of columns; all others are text, so that a house number such as 12-3 is not made a date."""
_MOMENT = "1980-01-01T00:00:00Z"


def template_workbook(files: Mapping[str, SourceFile]) -> bytes:
    """The template workbook.

    Args:
        files: own files by source.
    """
    book = Workbook()
    book.remove(book.active)
    _dictionary(book.create_sheet(DICTIONARY), files)
    choices = book.create_sheet(CHOICES)
    for file in files.values():
        _own_file(book.create_sheet(sheet_name(file)), choices, file)
    book.move_sheet(choices, len(files))
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


def sheet_name(file: SourceFile) -> str:
    """The sheet of an own file: the name of its CSV file without the ending."""
    return PurePosixPath(file.file).stem


def _dictionary(sheet: Worksheet, files: Mapping[str, SourceFile]) -> None:
    for line in ("Uitleg bij de bladen van dit bestand", *general_rules()):
        sheet.append([line])
    sheet["A1"].font = _BOLD
    sheet.append([])
    _table(sheet, ("blad", "inhoud", "doel", "grondslag (AVG)"), [
        (sheet_name(file), file.title, file.purpose, file.legal_basis) for file in files.values()
    ])  # fmt: skip
    sheet.append([])
    _table(sheet, ("blad", "kolom", "verplicht", "persoonsgegeven", "betekenis", "invullen"), [
        (sheet_name(file), *row) for file in files.values() for row in dictionary_rows(file)
    ])  # fmt: skip
    for letter, width in zip("ABCDEF", (16, 24, 40, 40, 50, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _table(sheet: Worksheet, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    for row in (header, *rows):
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = _BOLD if row is header else Font()


def _own_file(sheet: Worksheet, choices: Worksheet, file: SourceFile) -> None:
    for column, item in enumerate(file.fields, start=1):
        letter = get_column_letter(column)
        cell = sheet.cell(1, column, item.header)
        cell.font, cell.fill = _BOLD, _REQUIRED if item.required else _OPTIONAL
        cell.comment = Comment(_explained(item), "wijk", height=120, width=320)
        # widths and formats of whole columns, so that they hold for rows that are still to come
        sheet.column_dimensions[letter].width = max(12, len(item.header) + 3)
        sheet.column_dimensions[letter].number_format = _FORMATS.get(item.kind, "@")
        rule = _rule(item, choices, file)
        if rule is not None:
            rule.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(file.fields))}1"


def _explained(item: Field) -> str:
    said = [f"{item.nl}.", sentence(item), "Verplicht." if item.required else "Mag leeg blijven."]
    if item.default:
        said.append(f"Leeg is {item.default}.")
    if item.personal:
        said.append("Persoonsgegeven: gaat naar de afgeschermde kluis.")
    return " ".join(said)


def _rule(item: Field, choices: Worksheet, file: SourceFile) -> DataValidation | None:
    """What Excel lets be typed in a column; None where it cannot tell."""
    if item.kind == "choice":
        rule = DataValidation("list", formula1=_choices(item, choices, file))
    elif item.kind == "yes_no":
        rule = DataValidation("list", formula1='"ja,nee"')
    elif item.kind in ("integer", "minutes"):
        rule = _between("whole", item.low, item.high)
    elif item.kind in ("number", "duration"):
        rule = _between("decimal", item.low, item.high)
    elif item.kind in ("x_rd", "y_rd"):
        rule = _between("decimal", *(X_BOUNDS if item.kind == "x_rd" else Y_BOUNDS))
    elif item.kind == "date":
        rule = DataValidation("date", operator="between", formula1="DATE(1900,1,1)", formula2="DATE(2100,12,31)")
    elif item.kind == "time":
        rule = DataValidation("time", operator="between", formula1="0", formula2="1")
    else:
        return None
    rule.allow_blank, rule.showErrorMessage = True, True
    rule.errorTitle, rule.error = item.header[:32], sentence(item)[:255]
    return rule


def _between(kind: str, low: float | None, high: float | None) -> DataValidation:
    least, most = (-999_999_999 if low is None else low), (999_999_999 if high is None else high)
    return DataValidation(kind, operator="between", formula1=f"{least:g}", formula2=f"{most:g}")


def _choices(item: Field, choices: Worksheet, file: SourceFile) -> str:
    """The allowed values in a column of their own, and the formula that refers to them."""
    column = choices.max_column + 1 if choices["A1"].value else 1
    for row, value in enumerate((f"{sheet_name(file)}: {item.header}", *item.values), start=1):
        choices.cell(row, column, value)
    letter = get_column_letter(column)
    choices.cell(1, column).font = _BOLD
    choices.column_dimensions[letter].width = 28
    return f"={CHOICES}!${letter}$2:${letter}${len(item.values) + 1}"


def _timeless(data: bytes) -> bytes:
    """The workbook without the moment at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _MOMENT.encode(), content)
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, content)
    return out.getvalue()
