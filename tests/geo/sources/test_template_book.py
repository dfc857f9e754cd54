"""The template workbook: made from the fields, and read by the readers once it is filled."""

import datetime as dt
import io
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from geo.sources.fields import Field, SourceFile, own_files
from geo.sources.kinds import NUMERIC
from geo.sources.landed import SourceError
from geo.sources.own import read_own
from geo.sources.template_book import CHOICES, DICTIONARY, sheet_name, template_workbook
from tests.geo.sources.files import KEY

OWN = own_files()


@pytest.fixture(scope="module")
def book() -> bytes:
    return template_workbook(OWN)


def test_there_is_a_sheet_for_each_own_file_with_its_headers_and_a_frozen_first_row(book: bytes) -> None:
    opened = load_workbook(io.BytesIO(book))
    assert opened.sheetnames == [DICTIONARY, *(sheet_name(file) for file in OWN.values()), CHOICES]
    for file in OWN.values():
        sheet = opened[sheet_name(file)]
        assert [cell.value for cell in sheet[1]] == [item.header for item in file.fields]
        assert sheet.freeze_panes == "A2"
        for cell, item in zip(sheet[1], file.fields, strict=True):
            assert item.nl in cell.comment.text
            assert ("Verplicht" in cell.comment.text) == item.required


def test_every_choice_has_a_drop_down_of_all_its_values(book: bytes) -> None:
    opened = load_workbook(io.BytesIO(book))
    for file in OWN.values():
        sheet = opened[sheet_name(file)]
        lists = {
            next(iter(rule.sqref.ranges)).min_col: rule
            for rule in sheet.data_validations.dataValidation
            if rule.type == "list"
        }
        for column, item in enumerate(file.fields, start=1):
            assert (column in lists) == (item.kind in ("choice", "yes_no"))
            if item.kind == "choice":
                place = lists[column].formula1.removeprefix(f"={CHOICES}!").replace("$", "")
                assert [cell.value for (cell,) in opened[CHOICES][place]] == list(item.values)


def test_columns_of_text_are_text_so_that_no_house_number_becomes_a_date(book: bytes) -> None:
    sheet = load_workbook(io.BytesIO(book))["leveringen"]
    formats = {
        item.header: sheet.column_dimensions[cell.column_letter].number_format
        for cell, item in zip(sheet[1], OWN["delivery"].fields, strict=True)
    }
    assert formats["huisnummer"] == formats["levering_id"] == formats["postcode"] == "@"
    assert formats["datum"] == "yyyy-mm-dd"


def test_the_dictionary_says_purpose_and_legal_basis_of_each_file(book: bytes) -> None:
    text = {cell.value for row in load_workbook(io.BytesIO(book))[DICTIONARY].iter_rows() for cell in row}
    for file in OWN.values():
        assert {file.purpose, file.legal_basis, file.title} <= text
        assert {item.nl for item in file.fields} <= text
        if file.person:
            assert "artikel 9" in file.legal_basis


def test_the_same_fields_give_the_same_bytes(book: bytes) -> None:
    assert template_workbook(OWN) == book


@pytest.mark.parametrize("file", OWN.values(), ids=lambda file: file.source)
def test_an_empty_template_has_no_rows(book: bytes, file: SourceFile, tmp_path: Path) -> None:
    path = tmp_path / "sjabloon.xlsx"
    path.write_bytes(book)
    with pytest.raises(SourceError, match="has a header but no rows"):
        read_own(path, "sjabloon.xlsx", file, "voorbeeldstad", KEY, None)


def valid(item: Field, column: int, row: int) -> str:
    """A text that a planner may type in this column: later columns have later times and smaller counts."""
    low = 0 if item.low is None else int(item.low)
    high = 60 if item.high is None else int(item.high)
    return {
        "text": f"T{row}-{column}",
        "choice": list(item.values)[row % len(item.values)] if item.values else "",
        "yes_no": ("ja", "nee")[row % 2],
        "integer": str(max(low, min(high, 60 - column))),
        "minutes": str(max(low, 45)),
        "number": f"{max(low, 12) + 0.25 * row}",
        "duration": f"{row}.5",
        "date": (dt.date(2026, 2, 1) + dt.timedelta(days=row + column)).isoformat(),
        "month": f"2025-{row:02d}",
        "time": f"{6 + column // 2:02d}:{column % 2 * 30:02d}",
        "weekdays": "ma,wo,vr",
        "wijkcodes": "WK900101,WK900102",
        "buurtcode": f"BU9001010{row}",
        "postcode": f"90{row}9JT",
        "x_rd": f"{85_000 + row}.5",
        "y_rd": f"{447_000 + row}",
    }[item.kind]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, book: bytes) -> Path:
    """The template filled as a planner would; beside it the same as CSV."""
    root = tmp_path_factory.mktemp("filled")
    opened = load_workbook(io.BytesIO(book))
    for file in OWN.values():
        rows = [[valid(item, column, row) for column, item in enumerate(file.fields)] for row in range(1, 9)]
        lines = [";".join(item.header for item in file.fields), *(";".join(row) for row in rows)]
        (root / f"{sheet_name(file)}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        sheet = opened[sheet_name(file)]
        for number, row in enumerate(rows, start=2):
            for column, (item, text) in enumerate(zip(file.fields, row, strict=True), start=1):
                sheet.cell(number, column, typed(text, item.kind))
    opened.save(root / "sjabloon.xlsx")
    return root


def typed(text: str, kind: str) -> object:
    """What Excel makes of a text that is typed in a column of this kind."""
    if kind in ("date", "month"):
        return dt.date.fromisoformat(text if kind == "date" else f"{text}-01")
    if kind == "time":
        return dt.time.fromisoformat(text)
    return float(text) if kind in (*NUMERIC, "x_rd", "y_rd") else text


@pytest.mark.parametrize("file", OWN.values(), ids=lambda file: file.source)
def test_a_filled_template_gives_the_same_rows_as_the_csv(filled: Path, file: SourceFile) -> None:
    from_csv = read_own(filled / f"{sheet_name(file)}.csv", "f.csv", file, "voorbeeldstad", KEY, None)
    from_book = read_own(filled / "sjabloon.xlsx", "sjabloon.xlsx", file, "voorbeeldstad", KEY, None)
    assert from_csv.rejects.empty
    assert from_book.rejects.empty
    assert len(from_book.frames[file.table]) == 8
    assert from_csv.frames.keys() == from_book.frames.keys()
    for table, frame in from_csv.frames.items():
        pd.testing.assert_frame_equal(from_book.frames[table], frame)
