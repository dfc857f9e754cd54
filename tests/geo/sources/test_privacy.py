"""What a privacy officer asks: whatever stands in whichever column, nothing of a person is told or kept outside the vault."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from geo.data_check import check_workspace, listed
from geo.sources import Landed, SourceError, read_source
from geo.sources.fields import Field, SourceFile, own_files
from geo.sources.landed import MASK
from geo.workspace import Region
from pipelines.cli.check import as_mapping
from tests.geo.sources.files import KEY, put
from tests.geo.sources.workbooks import saved

OWN = own_files()
WITH_PERSONS = [file for file in OWN.values() if file.personal]
MARK = "Wilhelmina Zonderlingh"
ROWS = 200
CELLS = {
    "yes_no": "ja", "integer": "1", "number": "1", "duration": "5", "minutes": "30", "date": "2026-02-03",
    "month": "2026-02", "weekdays": "ma", "wijkcodes": "WK900101", "buurtcode": "BU90010101", "postcode": "1234AB",
    "x_rd": "200000", "y_rd": "470000",
}  # fmt: skip
TIMES = {"return_from_s": "17:00", "return_to_s": "18:00"}


def cell(item: Field, number: int) -> str:
    """A value that the field takes."""
    if item.kind == "time":
        return TIMES.get(item.name, "09:00" if "from" in item.name else "17:00")
    if item.kind == "choice":
        return next(iter(item.values))
    return CELLS.get(item.kind, str(number) if item.name == "house_number" else f"T{number}")


def rows_of(file: SourceFile) -> list[list[str]]:
    return [[cell(item, number) for item in file.fields] for number in range(1, ROWS + 1)]


def spoiled(file: SourceFile) -> list[list[str]]:
    """Good rows, of which the k-th has a person's name in its k-th column: cells that slipped into another column."""
    rows = rows_of(file)
    for place in range(len(file.fields)):
        rows[place][place] = MARK
    return rows


def text(file: SourceFile, rows: list[list[str]]) -> bytes:
    header = [item.header for item in file.fields]
    return ("\n".join(";".join(row) for row in (header, *rows)) + "\n").encode()


def book(file: SourceFile, rows: list[list[str]]) -> bytes:
    made = Workbook()
    for row in ([item.header for item in file.fields], *rows):
        made.active.append(row)
    return saved(made)


def told_of(landed: Landed) -> str:
    return " ".join(landed.warnings) + landed.rejects.to_csv() + str(landed.period) + landed.file_name


@pytest.mark.parametrize("file", WITH_PERSONS, ids=lambda file: file.source)
def test_the_rows_of_this_test_are_good_rows(file: SourceFile, tmp_path: Path) -> None:
    landed = read_source(file.source, put(tmp_path, file.source, text(file, rows_of(file))), key=KEY)
    assert landed.rejects.empty
    assert len(landed.frames[file.table]) == ROWS


@pytest.mark.parametrize("file", WITH_PERSONS, ids=lambda file: file.source)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_name_in_any_column_is_told_nowhere_and_kept_in_the_vault_or_under_a_code_at_most(
    file: SourceFile, form: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    content = (text if form == "csv" else book)(file, spoiled(file))
    with caplog.at_level(logging.DEBUG):
        landed = read_source(file.source, put(tmp_path, file.source, content), key=KEY)
    assert MARK not in told_of(landed) + caplog.text + "".join(capfd.readouterr())
    assert set(landed.rejects["value"]) <= {MASK, "", "17:00"}  # the time beside the cell that is no time
    # a column of text takes any text: of these only those that hold no person go to intake
    taken = {item.name for item in file.fields if item.kind == "text" and not item.personal}
    for name, frame in landed.frames.items():
        if name.startswith("intake."):
            found = {str(column) for column in frame.columns if frame[column].astype("str").eq(MARK).any()}
            assert found <= taken - {file.staff}, name


@pytest.mark.parametrize("file", WITH_PERSONS, ids=lambda file: file.source)
def test_a_file_that_is_refused_as_a_whole_tells_no_name_in_its_error_or_report(
    file: SourceFile, tmp_path: Path
) -> None:
    rows = [[MARK] * len(file.fields) for _ in range(9)]
    made: Region = put(tmp_path, file.source, text(file, rows))
    with pytest.raises(SourceError) as caught:
        read_source(file.source, made, key=KEY)
    assert MARK not in str(caught.value) + repr(caught.value) + caught.value.rejects.to_csv()
    check = check_workspace(replace(made, files={file.source: made.files[file.source]}), KEY)
    assert check.refused
    assert MARK not in listed(check).to_csv() + repr(check) + str(as_mapping(check))


@pytest.mark.parametrize("file", WITH_PERSONS, ids=lambda file: file.source)
def test_a_name_as_a_heading_is_not_told_either(file: SourceFile, tmp_path: Path) -> None:
    rows = rows_of(file)
    content = text(file, [[*row, MARK] for row in rows]).decode()
    lines = content.splitlines()
    lines[0] += f";{MARK}"
    landed = read_source(file.source, put(tmp_path, file.source, "\n".join(lines) + "\n"), key=KEY)
    assert MARK not in told_of(landed)
    assert any("Onbekende kolom" in sentence for sentence in landed.warnings)
    assert not any(frame.astype("str").eq(MARK).any(axis=None) for frame in landed.frames.values())


def test_every_file_with_persons_says_what_for_and_on_what_ground() -> None:
    for file in WITH_PERSONS:
        assert file.purpose.endswith(".")
        assert "AVG artikel 6" in file.legal_basis, file.source
    told = {
        file.source: file.legal_basis for file in WITH_PERSONS if any(f.table == "vault.goods" for f in file.fields)
    }
    assert set(told) == {"delivery", "order_line", "standing_order"}
    assert all("artikel 9" in basis for basis in told.values())
    assert all("artikel 9" in OWN[source].legal_basis for source in ("trip_request", "wish"))
