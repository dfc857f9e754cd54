"""Opening workbooks: what a cell becomes as text, and what is refused before it is unpacked."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.xml.constants import SHEET_MAIN_NS

from geo.sources.cells import DATE, FAULT, NUMBER, TEXT, TIME, Merged, cells_below
from geo.sources.landed import SourceError
from geo.sources.sheetxml import date_text, number_text
from geo.sources.workbook import MOST_UNPACKED, is_workbook, open_workbook
from tests.geo.sources.workbooks import saved

SHARED = "vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def one_cell(value: Any, number_format: str | None = None, epoch: dt.datetime | None = None) -> tuple[str, int]:
    book = Workbook()
    if epoch is not None:
        book.epoch = epoch
    book.active["B2"] = value
    if number_format is not None:
        book.active["B2"].number_format = number_format
    opened = open_workbook(saved(book), "f.xlsx")
    grid = opened.grid(opened.sheets[0])
    return grid.text.loc[2, 1], grid.types.loc[2, 1]


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def small(change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook of a header and one row, its texts shared as Excel does, with one part changed."""
    book = Workbook()
    book.active.append(["a", "b"])
    book.active.append(["tekst", 1.5])
    parts = parts_of(saved(book))
    sheet, types = parts["xl/worksheets/sheet1.xml"], parts["[Content_Types].xml"]
    for number, text in enumerate((b"a", b"b", b"tekst")):
        sheet = sheet.replace(b't="inlineStr"><is><t>%s</t></is>' % text, b't="s"><v>%d</v>' % number)
    shared = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/%s"/></Types>' % SHARED.encode()
    parts |= {
        "xl/worksheets/sheet1.xml": sheet,
        "[Content_Types].xml": types.replace(b"</Types>", shared),
        "xl/sharedStrings.xml": b'<?xml version="1.0"?><sst xmlns="%s"><si><t>a</t></si><si><t>b</t></si>'
        b"<si><t>tekst</t></si></sst>" % SHEET_MAIN_NS.encode(),
    }
    return packed({**parts, part: change(parts[part])})


def read(data: bytes) -> list[list[Any]]:
    opened = open_workbook(data, "data/f.xlsx")
    return opened.grid(opened.sheets[0]).text.to_numpy().tolist()


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (" tekst ", None, ("tekst", TEXT)),
        ("00123", None, ("00123", TEXT)),
        (12, None, ("12", NUMBER)),
        (12, "00000", ("00012", NUMBER)),
        (0.1 + 0.2, None, ("0.3", NUMBER)),
        (1e-5, None, ("0.00001", NUMBER)),
        (123456789012345, None, ("123456789012345", NUMBER)),
        (1e21, None, ("1" + "0" * 21, NUMBER)),
        (1.234, None, ("1.2340", NUMBER)),
        (-0.125, None, ("-0.1250", NUMBER)),
        (dt.date(2025, 2, 3), None, ("2025-02-03", DATE)),
        (45691, "d mmm yyyy", ("2025-02-03", DATE)),
        (45691, "[$-413]dddd d mmmm yyyy;@", ("2025-02-03", DATE)),
        (45691, "DD-MM-YYYY", ("2025-02-03", DATE)),
        (45691, "General", ("45691", NUMBER)),
        (45691.395833333, "d-m-yy h:mm", ("2025-02-03 09:30:00", DATE)),
        (45691.395833333, "h:mm", ("09:30:00", TIME)),
        (dt.time(9, 30), None, ("09:30:00", TIME)),
        (dt.timedelta(hours=25, minutes=3), None, ("25:03:00", TIME)),
        (-1, "dd-mm-yyyy", ("#DATUM!", FAULT)),
        (4e6, "dd-mm-yyyy", ("#DATUM!", FAULT)),
        ("=1+1", None, ("#FORMULE!", FAULT)),
        ("#N/A", None, ("#N/A", FAULT)),
        ("#REF!", None, ("#REF!", FAULT)),
    ],
)
def test_a_cell_becomes_the_text_that_it_means(
    value: Any, number_format: str | None, expected: tuple[str, int]
) -> None:
    assert one_cell(value, number_format) == expected


def test_booleans_are_yes_and_no_and_blanks_are_missing() -> None:
    book = Workbook()
    book.active.append([True, False, None, "  "])
    opened = open_workbook(saved(book), "f.xlsx")
    assert opened.grid(opened.sheets[0]).text.to_numpy().tolist() == [["ja", "nee"]]


def test_the_same_day_has_another_number_where_dates_count_from_1904() -> None:
    assert one_cell(dt.date(2025, 2, 3), epoch=CALENDAR_MAC_1904) == ("2025-02-03", DATE)
    assert date_text(44229, "yyyy-mm-dd", epoch_1904=True) == date_text(45691, "yyyy-mm-dd", epoch_1904=False)


def test_days_before_march_1900_are_those_that_a_spreadsheet_shows() -> None:
    assert [date_text(day, "yyyy-mm-dd", epoch_1904=False)[0] for day in (1, 59, 61)] == [
        "1900-01-01", "1900-02-28", "1900-03-01",
    ]  # fmt: skip


def test_a_number_keeps_the_fifteen_digits_that_a_spreadsheet_shows() -> None:
    assert number_text(85123.45, "General") == "85123.45"
    assert number_text(-3.0, "0.00") == "-3"


def test_a_formula_is_the_result_that_the_workbook_holds() -> None:
    kept = small(lambda xml: xml.replace(b"<v>1.5</v>", b"<f>3/2</f><v>1.5</v>"))
    never = small(lambda xml: xml.replace(b"<v>1.5</v>", b"<f>3/2</f>"))
    empty_text = small(lambda xml: xml.replace(b't="n"><v>1.5</v>', b't="str"><f>""</f><v></v>'))
    assert read(kept)[1] == ["tekst", "1.5"]
    assert read(never)[1] == ["tekst", "#FORMULE!"]
    assert open_workbook(empty_text, "f").grid(open_workbook(empty_text, "f").sheets[0]).text.loc[2].isna().tolist() == [
        False, True,
    ]  # fmt: skip


def test_rich_text_is_joined_and_reading_aids_are_left_out() -> None:
    text = b'<is><r><t>Jan</t></r><r><rPr/><t xml:space="preserve"> de</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is>'
    changed = small(lambda xml: xml.replace(b't="n"><v>1.5</v>', b't="inlineStr">' + text))
    assert read(changed)[1] == ["tekst", "Jan de"]


def test_merged_cells_hidden_sheets_and_charts_are_known() -> None:
    book = Workbook()
    book.active.merge_cells("C4:E5")
    book.active["C4"] = "Adres"
    book.create_sheet("weg").sheet_state = "hidden"
    book.create_sheet("heel weg").sheet_state = "veryHidden"
    book.create_chartsheet("grafiek")
    opened = open_workbook(saved(book), "f.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in opened.sheets] == [
        ("Sheet", False), ("weg", True), ("heel weg", True),
    ]  # fmt: skip
    assert opened.grid(opened.sheets[0]).merged == (Merged(4, 2, 5, 4),)
    assert opened.grid(opened.sheets[1]).text.empty


def test_formatted_cells_far_away_are_no_cells() -> None:
    book = Workbook()
    book.active["A1"] = "a"
    book.active["XFD1048576"].number_format = "0.0"
    opened = open_workbook(saved(book), "f.xlsx")
    assert opened.grid(opened.sheets[0]).text.shape == (1, 1)


def test_cells_below_a_header_are_numbered_from_it_and_blank_columns_keep_their_place() -> None:
    book = Workbook()
    for row in (["titel"], ["a", None, "c"], [], [1, None, 3]):
        book.active.append(row)
    opened = open_workbook(saved(book), "f.xlsx")
    cells = cells_below(opened.grid(opened.sheets[0]), header_row=2)
    assert cells.header == ("a", "", "c")
    assert cells.rows.to_numpy().tolist()[0][::2] == ["1", "3"]
    assert cells.rows["row_number"].tolist() == [2]
    assert cells.rows["f1"].isna().all()


def test_a_text_longer_than_a_cell_holds_is_marked_and_not_kept() -> None:
    marked = small(lambda xml: xml.replace(b"tekst", b"x" * 40_000), "xl/sharedStrings.xml")
    assert read(marked)[1][0] == "#TELANG!"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 not a zip", "damaged workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file"),
        (packed({"a.txt": b"hello"}), "no Excel workbook"),
        (packed({"[Content_Types].xml": b"<Types"}), "damaged workbook"),
        (small(lambda xml: xml[: len(xml) // 2]), "damaged workbook"),
        (small(lambda xml: xml.replace(b"<v>1.5</v>", b"<v>een</v>")), "damaged workbook"),
        (small(lambda xml: xml.replace(b"<v>1.5</v>", b"<v>nan</v>")), "number that is none"),
        (small(lambda xml: xml.replace(b't="s"><v>2</v>', b't="s"><v>99</v>')), "text that is not there"),
        (small(lambda xml: xml.replace(b'r="B2"', b'r="A2"')), "cells out of order"),
        (small(lambda xml: xml.replace(b'r="B2"', b'r="B7"')), "another row than it says"),
        (small(lambda xml: xml.replace(b'<row r="2"', b'<row r="1"')), "rows out of order"),
        (small(lambda xml: xml.replace(b'r="2"', b'r="1048577"').replace(b'2"', b'1048577"')), "1048576 rows"),
        (small(lambda xml: xml.replace(b'r="B2"', b'r="ZZ2"')), "over 500 columns"),
        (small(lambda xml: b"<html>no</html>"), "usual one"),
        (small(lambda xml: b"\x00" * 50), "damaged workbook"),
        (small(lambda xml: b"", "[Content_Types].xml"), "damaged workbook"),
        (small(lambda xml: b"<a/>", "xl/workbook.xml"), "damaged workbook|no sheets"),
    ],
)
def test_what_is_no_sound_workbook_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as refused:
        read(data)
    assert str(refused.value).startswith("data/f.xlsx")
    assert "\n" not in str(refused.value)


def test_a_workbook_with_a_password_is_refused() -> None:
    data = bytearray(small(lambda xml: xml))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SourceError, match="password"):
        read(bytes(data))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = small(lambda xml: xml.replace(b"tekst", b" " * 40_000_000), "xl/sharedStrings.xml")
    assert len(bomb) < 100_000
    with pytest.raises(SourceError, match="far bigger unpacked"):
        read(bomb)
    many = {f"xl/media/{number}": b"" for number in range(2_100)}
    with pytest.raises(SourceError, match="damaged"):
        read(packed({**parts_of(small(lambda xml: xml)), **many}))


def test_a_directory_that_claims_less_than_there_is_gives_no_more_than_it_claims() -> None:
    data = bytearray(packed({**parts_of(small(lambda xml: xml)), "xl/worksheets/sheet1.xml": b" " * 2**20}))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")
    with pytest.raises(SourceError, match="damaged"):
        read(bytes(data))
    data[place + 24 : place + 28] = (MOST_UNPACKED + 1).to_bytes(4, "little")
    with pytest.raises(SourceError, match="far bigger"):
        read(bytes(data))


def test_entities_that_grow_are_refused_and_outside_files_are_not_read() -> None:
    grown = b'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaaaaaaaaaaaa">' + b"".join(
        b'<!ENTITY a%d "%s">' % (level, (b"&a%d;" % (level - 1)) * 20) for level in range(1, 9)
    )
    for doctype, text in (
        (grown + b"]>", b"&a8;"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>', b"&e;"),
    ):
        data = small(
            lambda xml, doctype=doctype, text=text: doctype + xml.split(b"?>")[-1].replace(b"tekst", text),
            "xl/sharedStrings.xml",
        )
        with pytest.raises(SourceError, match="damaged"):
            read(data)


def test_one_shared_text_in_many_cells_does_not_fill_the_memory() -> None:
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, 12_001))
    book = small(lambda xml: xml[: xml.index(b"<sheetData>")] + b"<sheetData>" + cells + b"</sheetData></worksheet>")
    parts = parts_of(book)
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"<t>a</t>", b"<t>" + b"y" * 32_000 + b"</t>")
    with pytest.raises(SourceError, match="more than fits in memory"):
        read(packed(parts))


def test_a_workbook_is_known_by_its_first_bytes() -> None:
    assert is_workbook(small(lambda xml: xml))
    assert not is_workbook(b"levering_id;datum\n")


def test_our_reading_agrees_with_openpyxl_cell_by_cell() -> None:
    book = Workbook()
    for row in range(1, 40):
        book.active.append(
            [f"r{row}", row * 1.5, dt.date(2025, 1, 1) + dt.timedelta(days=row), row % 2 == 0, None, -row]
        )
    data = saved(book)
    opened = open_workbook(data, "f.xlsx")
    grid = opened.grid(opened.sheets[0])
    said = {float: lambda v: f"{v:g}", int: str, bool: lambda v: "ja" if v else "nee", str: str}
    for row in load_workbook(io.BytesIO(data)).active.iter_rows():
        for cell in row:
            if cell.value is None:
                assert cell.column - 1 not in grid.text.columns
                continue
            expected = (
                cell.value.date().isoformat()
                if isinstance(cell.value, dt.datetime)
                else said[type(cell.value)](cell.value)
            )
            assert grid.text.loc[cell.row, cell.column - 1] == expected
