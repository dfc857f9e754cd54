"""Mangled files of CBS: a SourceError or rejects, never another error and never a figure that the file does not have."""

from __future__ import annotations

import contextlib
import copy
import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.db.bulk import to_arrow
from geo.db.models import table
from geo.sources.cbs import read_buurten, read_key_figures
from geo.sources.landed import REJECT_COLUMNS, SourceError

COLUMNS = ["WijkenEnBuurten", "AantalInwoners_5", "k_65JaarOfOuder_12", "HuishoudensTotaal_29", "OppervlakteLand_112"]
FIGURES = ["inhabitants", "aged_65_plus", "households", "land_area_ha"]
ROWS = [dict(zip(COLUMNS, [f"BU900101{n:02}", 1000 + n, 200 + n, 500 + n, 30 + n], strict=True)) for n in range(12)]
ODD: list[Any] = [
    None, "", ".", "x", -99997, -99999999, "veel", -1, 1e300, 10**30, {"a": 1}, "1e400", "١٢٣", "\u0001", "A" * 100_000, "=1+1", "12;34",
]  # fmt: skip
HIDDEN = (None, "", ".", "x", -99997, -99999999)


def square(number: int) -> dict[str, Any]:
    x, y = 207_000.0 + 1000 * number, 474_000.0
    return {"type": "Polygon", "coordinates": [[[x, y], [x + 900, y], [x + 900, y + 900], [x, y + 900], [x, y]]]}


def features() -> list[dict[str, Any]]:
    names = {"AantalInwoners_5": "aantal_inwoners", "k_65JaarOfOuder_12": "personen_65_jaar_en_ouder",
             "HuishoudensTotaal_29": "aantal_huishoudens", "OppervlakteLand_112": "oppervlakte_land_in_ha",
             "WijkenEnBuurten": "buurtcode"}  # fmt: skip
    return [
        {
            "type": "Feature",
            "properties": {"buurtnaam": f"Plein {n} é", "water": "NEE"}
            | {names[key]: cell for key, cell in row.items()},
            "geometry": square(n),
        }
        for n, row in enumerate(ROWS)
    ]


def geojson(items: list[dict[str, Any]]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": items}, ensure_ascii=False).encode()


def statline(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps({"table": "85984NED", "period": "2024", "rows": rows}, ensure_ascii=False).encode()


def csv(rows: list[dict[str, Any]], names: list[str] = COLUMNS) -> bytes:
    lines = [";".join(f'"{row[name]!s:>8}"' for name in names) for row in rows]
    return ("\ufeff" + ";".join(f'"{name}"' for name in names) + "\n" + "\n".join(lines) + "\n").encode()


def fits(frame: pd.DataFrame, name: str) -> None:
    """What is taken can be written to its table."""
    assert to_arrow(frame.assign(region="a", load_id="l"), table(name)).num_rows == len(frame)
    for column in frame.select_dtypes("str").columns:
        assert not frame[column].str.contains("\x00", regex=False).any()


def buurten(content: bytes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Figures by code, and the rejects; what is taken must fit its table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "buurten.geojson"
        path.write_bytes(content)
        found = read_buurten(path, "buurten.geojson")
    fits(found.frame, "intake.buurt")
    return found.frame.set_index("buurtcode")[FIGURES], found.rejects


def key_figures(content: bytes, name: str = "tabel.json") -> tuple[pd.DataFrame, pd.DataFrame]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        found = read_key_figures(path, name)
    frame = found.frames["intake.key_figure"]
    fits(frame, "intake.key_figure")
    assert list(found.rejects.columns) == list(REJECT_COLUMNS)
    return frame.set_index("area_code")[FIGURES], found.rejects


def key_figures_csv(content: bytes) -> tuple[pd.DataFrame, pd.DataFrame]:
    return key_figures(content, "tabel.csv")


Reader = Callable[[bytes], tuple[pd.DataFrame, pd.DataFrame]]
FORMS: list[tuple[Reader, bytes]] = [
    (buurten, geojson(features())),
    (key_figures, statline(ROWS)),
    (key_figures_csv, csv(ROWS)),
]
IDS = ["geojson", "statline", "csv"]


def truth() -> pd.DataFrame:
    frame = pd.DataFrame(ROWS).set_index("WijkenEnBuurten")
    return frame.set_axis(FIGURES, axis="columns").astype("float64")


def holds_only_true_figures(found: pd.DataFrame) -> bool:
    known = truth().reindex(found.index)
    ours = found.astype("float64")
    return bool(((ours == known) | ours.isna()).all(axis=None))


@pytest.mark.parametrize(("reader", "content"), FORMS, ids=IDS)
def test_the_whole_file_gives_every_figure(reader: Reader, content: bytes) -> None:
    found, rejects = reader(content)
    assert rejects.empty
    assert (found.astype("float64") == truth()).all(axis=None)


@pytest.mark.parametrize(("reader", "content"), FORMS[:2], ids=IDS[:2])
@given(st.data())
def test_a_file_that_was_cut_is_refused(reader: Reader, content: bytes, data: st.DataObject) -> None:
    with pytest.raises(SourceError):
        reader(content[: data.draw(st.integers(0, len(content) - 2))])


@settings(max_examples=30)
@given(st.integers(0, len(FORMS[2][1]) - 1))
def test_a_csv_that_was_cut_gives_true_rows_or_is_refused(length: int) -> None:
    content = FORMS[2][1][:length]
    try:
        found, _ = key_figures_csv(content)
    except SourceError:
        return
    whole = content.count(b"\n")
    assert holds_only_true_figures(found.iloc[: whole - 1])


def test_a_csv_without_a_last_line_end_says_that_it_may_be_cut(tmp_path: Path) -> None:
    path = tmp_path / "tabel.csv"
    for content, cut in ((FORMS[2][1], False), (FORMS[2][1].rstrip(), True)):
        path.write_bytes(content)
        told = " ".join(read_key_figures(path, "tabel.csv").warnings)
        assert ("afgekapt" in told) == cut


@pytest.mark.parametrize(("reader", "content"), FORMS, ids=IDS)
@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=6)), min_size=1, max_size=5))
def test_other_bytes_never_give_another_error(reader: Reader, content: bytes, changes: list[tuple[int, bytes]]) -> None:
    mangled = bytearray(content)
    for place, piece in changes:
        mangled[place % len(mangled) : place % len(mangled) + len(piece)] = piece
    with contextlib.suppress(SourceError):
        _, rejects = reader(bytes(mangled))
        assert (rejects["value"].str.len() <= 60).all()


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(content: bytes) -> None:
    for reader, _ in FORMS:
        with pytest.raises(SourceError):
            reader(content)


@settings(max_examples=25)
@given(st.integers(0, 11), st.sampled_from(COLUMNS), st.sampled_from(range(len(ODD))))
def test_an_odd_cell_is_refused_or_missing_never_another_figure(number: int, column: str, which: int) -> None:
    odd = ODD[which]
    rows = copy.deepcopy(ROWS)
    rows[number][column] = odd
    shapes = features()
    names = dict(zip(COLUMNS, ["buurtcode", "aantal_inwoners", "personen_65_jaar_en_ouder", "aantal_huishoudens", "oppervlakte_land_in_ha"], strict=True))  # fmt: skip
    shapes[number]["properties"][names[column]] = odd
    for reader, content in ((buurten, geojson(shapes)), (key_figures, statline(rows))):
        found, rejects = reader(content)
        assert holds_only_true_figures(found)
        refused = set(rejects["row_number"])
        if column == COLUMNS[0] or not any(odd is cell or odd == cell for cell in HIDDEN):
            assert refused == {number + 1}
        else:
            assert not refused
            assert found.isna().sum().sum() == 1


@settings(max_examples=15)
@given(st.randoms(use_true_random=False), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_the_order_of_columns_and_rows_and_the_encoding_change_no_figure(order: random.Random, encoding: str) -> None:
    rows, names = ROWS.copy(), COLUMNS.copy()
    order.shuffle(rows)
    order.shuffle(names)
    shuffled = [{name: row[name] for name in names} for row in rows]
    for found, rejects in (
        key_figures(statline(shuffled)),
        key_figures_csv(csv(rows, names).decode("utf-8-sig").encode(encoding)),
    ):
        assert rejects.empty
        assert (found.sort_index().astype("float64") == truth()).all(axis=None)


@pytest.mark.parametrize("lost", COLUMNS[1:])
def test_a_lost_column_is_missing_and_no_other_takes_its_place(lost: str) -> None:
    rows = [{name: cell for name, cell in row.items() if name != lost} for row in ROWS]
    found, _ = key_figures(statline(rows))
    assert holds_only_true_figures(found)
    assert found.isna().all().sum() == 1


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_boundaries_in_another_encoding_are_refused_or_keep_their_figures(encoding: str) -> None:
    content = geojson(features()).decode().encode(encoding)
    try:
        found, _ = buurten(content)
    except SourceError:
        return
    assert holds_only_true_figures(found)


@pytest.mark.parametrize(
    "shape",
    [
        None, {}, [], "POLYGON", {"type": "Polygon"}, {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, {"type": "Polygon", "coordinates": [[["a", "b"]] * 5]},
        {"type": "Polygon", "coordinates": [[[1e308, 1e308], [-1e308, 5], [1, 1], [1e308, 1e308]]]},
        {"type": "Point", "coordinates": [207000, 474000]}, {"type": "GeometryCollection", "geometries": [square(0)]},
        {"type": "Polygon", "coordinates": [[[207000, 474000]] * 5]},
        {"type": "MultiPolygon", "coordinates": square(0)["coordinates"]},
    ],
)  # fmt: skip
def test_a_shape_that_is_no_polygon_refuses_its_row_or_the_file(shape: object) -> None:
    items = features()
    items[3]["geometry"] = shape
    try:
        found, rejects = buurten(geojson(items))
    except SourceError:
        return
    assert holds_only_true_figures(found)
    taken = isinstance(shape, dict) and shape.get("type") == "GeometryCollection"
    assert rejects["row_number"].tolist() == ([] if taken else [4])


def test_a_name_of_a_million_letters_or_with_a_control_character_refuses_its_row() -> None:
    items = features()
    items[0]["properties"]["buurtnaam"] = "a" * 1_000_000
    items[1]["properties"]["buurtnaam"] = "plein\u0007"
    found, rejects = buurten(geojson(items))
    assert len(found) == 10
    assert rejects[["row_number", "rule"]].to_numpy().tolist() == [[1, "text"], [2, "text"]]


def test_a_nul_in_a_text_is_never_the_end_of_it() -> None:
    items = features()
    items[1]["properties"]["aantal_inwoners"] = "1\u0000001"
    with pytest.raises(SourceError, match="NUL characters"):
        buurten(geojson(items))
    rows = [row | ({"AantalInwoners_5": "1\u0000001"} if number == 1 else {}) for number, row in enumerate(ROWS)]
    found, rejects = key_figures(statline(rows))
    assert rejects["row_number"].tolist() == [2]
    assert holds_only_true_figures(found)
