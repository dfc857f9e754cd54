"""A template in which nothing was filled in is passed over, as CSV and as a sheet of the workbook alike."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from geo.data_check import check_workspace
from geo.sources import SourceError, read_source
from geo.sources.dictionary import template
from geo.sources.fields import own_files
from geo.sources.reading import passed_over
from geo.sources.template_book import sheet_name
from geo.sources.untouched import is_untouched
from geo.workspace import OWN_FILES, Region, init_workspace, load_region
from tests.geo.sources.files import KEY

OWN = own_files()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("werkmap") / "w"
    init_workspace(root, "GM0150")
    return root


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Path:
    path = tmp_path / "sjabloon.xlsx"
    path.write_bytes((made / "sjabloon.xlsx").read_bytes())
    return path


def filled(path: Path, source: str, **cells: object) -> None:
    opened = load_workbook(io.BytesIO(path.read_bytes()))
    sheet = opened[sheet_name(OWN[source])]
    headers = [cell.value for cell in sheet[1]]
    for name, value in cells.items():
        sheet.cell(2, headers.index(name) + 1, value)
    opened.save(path)


@pytest.mark.parametrize("source", list(OWN_FILES))
def test_each_blank_sheet_of_the_template_book_is_untouched(source: str, book: Path) -> None:
    assert is_untouched(book, OWN[source])


def test_a_workbook_that_was_opened_and_saved_again_is_still_untouched(book: Path) -> None:
    load_workbook(book).save(book)
    assert all(is_untouched(book, file) for file in OWN.values())


def test_one_row_makes_its_own_sheet_a_filled_one_and_no_other(book: Path) -> None:
    filled(book, "depot", depot_id="D1", leverancier_id="L1", naam="Loods", x_rd=200_000, y_rd=470_000)
    assert not is_untouched(book, OWN["depot"])
    assert is_untouched(book, OWN["hub"])


def test_a_header_of_ones_own_or_none_at_all_is_not_the_template(book: Path) -> None:
    opened = load_workbook(book)
    opened[sheet_name(OWN["hub"])].cell(1, 1, "wijkcentrum")
    opened[sheet_name(OWN["depot"])].delete_rows(1)
    del opened[sheet_name(OWN["wish"])]
    opened.save(book)
    assert not any(is_untouched(book, OWN[source]) for source in ("hub", "depot", "wish"))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no archive", b"\xff\xfe\x00", b"een;twee\n"])
def test_what_is_no_template_is_left_to_its_reader(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hubs.xlsx"
    path.write_bytes(data)
    assert not is_untouched(path, OWN["hub"])
    assert not is_untouched(tmp_path / "weg.csv", OWN["hub"])
    assert not is_untouched(tmp_path, OWN["hub"])


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\n\n", ""])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_text_file_that_a_spreadsheet_saved_without_filling_it_is_untouched(
    ends: str, mark: str, tmp_path: Path
) -> None:
    path = tmp_path / "hubs.csv"
    path.write_bytes((mark + template(OWN["hub"]).strip() + ends).encode())
    assert is_untouched(path, OWN["hub"])
    path.write_bytes((mark + template(OWN["hub"]) + "H1;Fontein;2021-02-01;;;;;;200000;470000\n").encode())
    assert not is_untouched(path, OWN["hub"])


def test_a_workspace_that_names_the_template_book_for_everything_is_no_mistake(made: Path) -> None:
    region = load_region(made)
    named: Region = replace(region, files=dict.fromkeys(OWN_FILES, (made / "sjabloon.xlsx",)))
    check = check_workspace(named, KEY)
    assert not check.refused
    assert {file.note for file in check.files} == {"sjabloon.xlsx is nog niet ingevuld."}


def test_under_a_mapping_a_file_is_read_as_it_says(made: Path) -> None:
    region = load_region(made)
    path = made / "sjabloon.xlsx"
    mapped = replace(region, files={"hub": (path,)}, mappings={"hub": made / "mappings/voorbeeld-levering.yaml"})
    assert passed_over("hub", path, mapped) is None


def test_a_blank_sheet_that_is_read_all_the_same_says_what_to_do(made: Path) -> None:
    region = replace(load_region(made), files={"hub": (made / "sjabloon.xlsx",)})
    with pytest.raises(SourceError, match="has a header but no rows; fill it"):
        read_source("hub", region, key=KEY)
