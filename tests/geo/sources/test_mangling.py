"""Any mangling of a valid own file gives rejects or one clear error: no traceback, no silently changed figure.

Each row is known by its id, and carries figures that follow from it; a row that is accepted must still have them.
"""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from geo.sources.landed import Read, SourceError
from tests.geo.sources.workbooks import read, saved

ROWS = 16
HEADER = ("levering_id", "datum", "leverancier_id", "hub_id", "huisnummer", "postcode", "goederensoort", "contact",
          "minuten_contact", "trede", "koel")  # fmt: skip
SLOW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def row(number: int) -> list[str]:
    return [f"B{number}", f"2025-03-{number:02d}", f"L{number % 3}", "H1", f"{number}a", "9019JT", "was", "ja",
            f"{number}.25", str(number % 4), "nee"]  # fmt: skip


VALID = [list(HEADER), *(row(number) for number in range(1, ROWS + 1))]
TEXT = "\n".join(";".join(cells) for cells in VALID) + "\n"


def unchanged(found: Read) -> None:
    """Every accepted row is as it was."""
    rows, goods = found.frames["intake.delivery"], found.frames["vault.goods"]
    for record in rows.to_dict("records"):
        number = int(str(record["delivery_id"])[1:])
        assert record["service_date"] == dt.date(2025, 3, number)
        assert record["supplier_id"] == f"L{number % 3}"
        assert record["contact_minutes"] == number + 0.25
        assert record["ladder_step"] == number % 4
        assert record["contact"]
    assert set(goods["goods_kind"]) <= {"laundry"}
    assert not goods["cold"].any()
    assert len(goods) == len(rows)
    assert set(found.frames["vault.resident"]["house_number"]) <= {f"{number}a" for number in range(1, ROWS + 1)}


def accepted_or_refused(root: Path, data: bytes, name: str = "f.csv") -> Read | None:
    said, found = "", None
    try:
        found = read(root, data, name=name)
    except SourceError as refused:
        said = str(refused)
    if found is not None:
        unchanged(found)
    else:
        assert said.startswith(f"data/{name}")
        assert "\n" not in said
    return found


def book_of(cells: list[list[object]]) -> bytes:
    book = Workbook()
    for line in cells:
        book.active.append(line)
    return saved(book)


def typed(cells: list[list[str]]) -> list[list[object]]:
    """As Excel keeps what was typed: dates, numbers and texts."""
    dated = [
        [dt.date.fromisoformat(cell) if column == 1 else cell for column, cell in enumerate(line)] for line in cells[1:]
    ]
    return [list(cells[0]), *([*line[:8], float(str(line[8])), int(str(line[9])), line[10]] for line in dated)]


BOOK = book_of(typed(VALID))


def test_the_valid_files_are_accepted_whole(tmp_path: Path) -> None:
    for data, name in ((TEXT.encode(), "f.csv"), (BOOK, "f.xlsx")):
        found = accepted_or_refused(tmp_path, data, name)
        assert found is not None
        assert len(found.frames["intake.delivery"]) == ROWS
        assert found.rejects.empty


@SLOW
@given(st.integers(0, len(TEXT.encode())))
def test_a_text_cut_off_loses_rows_and_says_that_it_may_be_cut(tmp_path: Path, length: int) -> None:
    data = TEXT.encode()[:length]
    try:
        found = read(tmp_path, data, name="f.csv")
    except SourceError:
        return
    if data.endswith(b"\n"):
        unchanged(found)
    else:
        assert any("afgekapt" in sentence for sentence in found.warnings)


@SLOW
@given(st.permutations(range(len(HEADER))), st.sampled_from([";", ",", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1"]))  # fmt: skip
def test_shuffled_columns_other_separators_and_encodings_change_no_figure(
    tmp_path: Path, order: list[int], separator: str, encoding: str
) -> None:
    lines = [separator.join(cells[place] for place in order) for cells in VALID]
    found = accepted_or_refused(tmp_path, ("\r\n".join(lines) + "\r\n").encode(encoding))
    assert (found is None) == (encoding == "utf-16")


POISON = ["=1+1", "=HYPERLINK(\"http://x\")", "#N/B", "#REF!", "x" * 1_000_000, "\x0b", "1e9", "-", "NaN", "1.234", "9;9", '"',
          "31-02-2025", "\u2028", "12-mrt", "TRUE", "\ufeff"]  # fmt: skip


@SLOW
@given(st.lists(st.tuples(st.integers(1, ROWS), st.integers(1, len(HEADER) - 1), st.sampled_from(POISON)), max_size=4))
def test_bad_cells_in_a_text_are_rejected_and_the_others_are_as_they_were(
    tmp_path: Path, changes: list[tuple[int, int, str]]
) -> None:
    cells = [list(line) for line in VALID]
    for line, column, poison in changes:
        if HEADER[column] not in ("hub_id", "koel", "postcode", "trede", "minuten_contact") or poison.startswith(
            ("=", "#")
        ):
            cells[line][column] = poison
    data = ("\n".join(";".join(line) for line in cells) + "\n").encode()
    try:
        found = read(tmp_path, data, name="f.csv")
    except SourceError:
        return
    touched = {f"B{line}" for line, _, _ in changes}
    rows = found.frames["intake.delivery"]
    found.frames["intake.delivery"] = rows[~rows["delivery_id"].isin(touched)]
    assert set(rows["delivery_id"]) <= {line[0] for line in VALID[1:]}
    for record in found.frames["intake.delivery"].to_dict("records"):
        assert record["contact_minutes"] == int(record["delivery_id"][1:]) + 0.25
    for _, _, poison in changes:
        if poison.startswith(("=", "#")):
            assert poison not in rows.to_csv()


@SLOW
@given(st.integers(0, len(TEXT)), st.sampled_from([b"\x00", b"\xff\xfe", b"\x81", b"\xc3"]))
def test_stray_bytes_refuse_the_file_or_leave_the_figures(tmp_path: Path, place: int, stray: bytes) -> None:
    data = TEXT.encode()
    try:
        found = read(tmp_path, data[:place] + stray + data[place:], name="f.csv")
    except SourceError:
        return
    rows = found.frames["intake.delivery"]
    known = rows[rows["delivery_id"].str.fullmatch("B[0-9]+")]
    assert (known["contact_minutes"] % 1 == 0.25).all()
    assert len(known) >= ROWS - 2


@SLOW
@given(st.data())
def test_a_damaged_workbook_is_refused_or_read_as_it_was(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(BOOK)
    how = data.draw(st.sampled_from(["cut", "flip", "drop", "insert"]))
    place = data.draw(st.integers(0, len(content) - 1))
    if how == "cut":
        content = content[:place]
    elif how == "flip":
        content[place] ^= data.draw(st.integers(1, 255))
    elif how == "drop":
        del content[place : place + data.draw(st.integers(1, 200))]
    else:
        content[place:place] = data.draw(st.binary(min_size=1, max_size=20))
    accepted_or_refused(tmp_path, bytes(content), "f.xlsx")


@SLOW
@given(st.data())
def test_damaged_parts_of_a_sound_zip_are_refused_or_leave_the_figures(tmp_path: Path, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    xml = parts[name]
    place = data.draw(st.integers(0, max(0, len(xml) - 1)))
    how = data.draw(st.sampled_from(["gone", "cut", "html", "nul", "swap"]))
    if how == "gone":
        del parts[name]
    else:
        parts[name] = {
            "cut": xml[:place], "html": b"<html><body>404</body></html>", "nul": xml[:place] + b"\x00" + xml[place:],
            "swap": xml.replace(b' s="1"', b' s="0"'),
        }[how]  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    accepted_or_refused(tmp_path, stream.getvalue(), "f.xlsx")


VALUES: list[object] = ["=1+1", "#N/A", "x" * 40_000, True, 1e300, -5, 12.5, dt.date(2024, 2, 29), dt.time(9, 30), "tekst", None,
                        "45000", 45000]  # fmt: skip


@SLOW
@given(st.lists(st.tuples(st.integers(1, ROWS), st.integers(2, len(HEADER) - 1), st.sampled_from(VALUES)), max_size=3), st.permutations(range(len(HEADER))))  # fmt: skip
def test_odd_cells_in_a_workbook_touch_no_other_row(
    tmp_path: Path, changes: list[tuple[int, int, object]], order: list[int]
) -> None:
    cells = typed(VALID)
    for line, column, value in changes:
        cells[line][column] = value
    try:
        found = read(tmp_path, book_of([[line[place] for place in order] for line in cells]))
    except SourceError:
        return
    rows = found.frames["intake.delivery"]
    touched = {f"B{line}" for line, _, _ in changes}
    others = rows[~rows["delivery_id"].isin(touched)]
    assert len(others) == ROWS - len(touched)
    assert (others["contact_minutes"] == others["delivery_id"].str[1:].astype(int) + 0.25).all()
    assert (others["ladder_step"] == others["delivery_id"].str[1:].astype(int) % 4).all()
    refused = set(found.rejects["row_number"])
    for line, column, value in changes:
        last = [v for other, place, v in changes if (other, place) == (line, column)][-1]
        if value is last and value in ("=1+1", "#N/A"):
            assert line in refused


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_table_of_nothing_but_separators_is_no_file(tmp_path: Path, separator: str) -> None:
    with pytest.raises(SourceError):
        read(tmp_path, (separator * 600 + "\n").encode() * 5, name="f.csv")
    with pytest.raises(SourceError):
        read(tmp_path, (separator * 10 + "\n").encode() * 5, name="f.csv")


def test_the_frames_hold_the_models_types_also_where_all_is_blank(tmp_path: Path) -> None:
    found = read(tmp_path, book_of([list(HEADER[:8]), [*row(1)[:8]]]))
    rows = found.frames["intake.delivery"]
    assert str(rows["contact_minutes"].dtype) == "float64"
    assert str(rows["ladder_step"].dtype) == "Int64"
    assert isinstance(rows["service_date"][0], dt.date)
    assert pd.isna(rows["concierge_key"][0])
