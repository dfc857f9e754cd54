"""Pseudonyms, the split between intake and vault, and that nothing personal is told anywhere else."""

import re
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources import AddressBook, Landed, SourceError, read_source
from tests.geo.sources.files import DELIVERY, KEY, csv_text, deliveries, put, region

PERSONAL = (
    "Wilhelmina",
    "Zonderlingh",
    "Geheimlaan",
    "4711-b",
    "9019 jt",
    "9019JT",
    "Verborgenstad",
    "medicijnen",
    "85123",
)


def book() -> AddressBook:
    return AddressBook.from_frame(
        gpd.GeoDataFrame(
            {"postcode": ["9019JT", "9019JT", None, "9019JT"], "house_number": ["12-A", "13", "14", "13"]},
            geometry=gpd.points_from_xy([85000, 85010, 85020, 99999], [447000, 447010, 447020, 447030]),
            crs=28992,
        )
    )


def read(root: Path, source: str, text: str, *, key: bytes = KEY, addresses: AddressBook | None = None) -> Landed:
    return read_source(source, put(root, source, text), key=key, addresses=addresses)


def test_one_address_has_one_pseudonym_however_it_is_written(tmp_path: Path) -> None:
    written = [("9019JT", "12a"), ("9019 jt", "12-A"), ("9019jt", "12 a"), ("9019JT", "12")]
    rows = [
        DELIVERY | {"levering_id": f"B{number}", "postcode": postcode, "huisnummer": house}
        for number, (postcode, house) in enumerate(written)
    ]
    landed = read(tmp_path, "delivery", csv_text(rows))
    keys = landed.frames["intake.delivery"]["resident_key"].tolist()
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert all(re.fullmatch(r"r[0-9a-f]{20}", key) for key in keys)
    assert landed.frames["vault.resident"][["resident_key", "row_number"]].to_numpy().tolist() == [
        [keys[0], 1],
        [keys[3], 4],
    ]


def test_the_pseudonym_is_the_same_in_every_file_and_another_with_another_key_or_region(tmp_path: Path) -> None:
    visit = {name: value for name, value in DELIVERY.items() if name not in
             ("levering_id", "leverancier_id", "goederensoort", "koel", "spoed", "installatie", "contact")}  # fmt: skip
    delivered = read(tmp_path, "delivery", csv_text([DELIVERY])).frames["vault.resident"].loc[0, "resident_key"]
    visited = read(tmp_path, "visit", csv_text([{"bezoek_id": "V1", "reden": "praatje", **visit}]))
    assert visited.frames["intake.visit"].loc[0, "resident_key"] == delivered
    other_key = read(tmp_path, "delivery", csv_text([DELIVERY]), key=b"another key of the tests")
    assert other_key.frames["vault.resident"].loc[0, "resident_key"] != delivered
    elsewhere = read_source("delivery", region(tmp_path, name="elders"), key=KEY)
    assert elsewhere.frames["vault.resident"].loc[0, "resident_key"] != delivered
    with pytest.raises(ValueError, match="16 bytes"):
        read(tmp_path, "delivery", csv_text([DELIVERY]), key=b"")


def test_without_a_postcode_the_point_rounded_to_a_metre_is_the_address(tmp_path: Path) -> None:
    rows = [DELIVERY | {"levering_id": f"B{number}", "postcode": "", "x_rd": x, "y_rd": "447000"}
            for number, x in enumerate(["85000.2", "84999.8", "85002"])]  # fmt: skip
    keys = read(tmp_path, "delivery", csv_text(rows)).frames["intake.delivery"]["resident_key"].tolist()
    assert keys[0] == keys[1] != keys[2]


def test_a_row_without_address_and_point_is_refused(tmp_path: Path) -> None:
    landed = read(tmp_path, "delivery", csv_text(deliveries(6, postcode="")))
    assert landed.rejects[["row_number", "column_name", "rule", "value"]].to_numpy().tolist() == [
        [6, "postcode", "no_address", ""]
    ]


def test_a_resident_is_found_by_given_point_else_by_address_else_not_at_all(tmp_path: Path) -> None:
    rows = [
        DELIVERY | {"levering_id": "B1", "huisnummer": "12a"},
        DELIVERY | {"levering_id": "B2", "huisnummer": "13", "x_rd": "85001", "y_rd": "447001"},
        DELIVERY | {"levering_id": "B3", "huisnummer": "14"},
        DELIVERY | {"levering_id": "B4", "huisnummer": "12 A", "naam": "Ander"},
    ]
    landed = read(tmp_path, "delivery", csv_text(rows), addresses=book())
    people = landed.frames["vault.resident"]
    assert people["matched_by"].fillna("").tolist() == ["address", "given", ""]
    assert [(point.x, point.y) for point in people.geometry[:2]] == [(85000, 447000), (85001, 447001)]
    assert people.geometry[2] is None
    assert people.loc[0, ["name", "postcode"]].tolist() == ["Wilhelmina Zonderlingh", "9019JT"]
    assert landed.warnings == ("1 van 3 bewonersadressen hebben geen punt op de kaart: het adres is niet gevonden.",)


def test_of_double_addresses_in_the_book_the_first_counts_and_those_without_a_postcode_are_left_out() -> None:
    assert len(book()) == 2


def test_an_address_with_two_wishes_keeps_the_first(tmp_path: Path) -> None:
    base = {name: DELIVERY[name] for name in ("naam", "straat", "huisnummer", "postcode", "plaats", "x_rd", "y_rd")}
    rest = {"persona": "Smeets", "zelfredzaamheid": "2", "contactwens": "", "dagen": "di,ma", "vanaf": "", "tot": "",
            "voorkeur_concierge": "C1"}  # fmt: skip
    rows = [base | rest | {"huisnummer": str(number)} for number in (1, 2, 3, 4, 5, 1)]
    landed = read(tmp_path, "wish", csv_text(rows))
    assert landed.frames["vault.wish"].loc[0, ["contact_wish", "wish_days"]].tolist() == ["normal", "1,2"]
    assert len(landed.frames["vault.wish"]) == 5
    assert landed.rejects[["row_number", "rule", "value"]].to_numpy().tolist() == [[6, "double", "•••"]]
    assert set(landed.frames) == {"vault.resident", "vault.wish"}


def test_intake_holds_nothing_personal(tmp_path: Path) -> None:
    landed = read(tmp_path, "delivery", csv_text([DELIVERY | {"x_rd": "85123", "y_rd": "447000"}]))
    told = landed.frames["intake.delivery"].to_csv()
    assert not [value for value in (*PERSONAL, "medicines") if value in told]


def _told(root: Path, content: bytes) -> str:
    """All that is said of a file to those who may not see persons: rejects, warnings, the error and its rejects."""
    try:
        landed = read_source("delivery", put(root, "delivery", content), key=KEY)
    except SourceError as error:
        return str(error) + error.rejects.to_csv()
    assert set(landed.frames) == {"intake.delivery", "vault.resident", "vault.goods"}
    assert len(landed.frames["intake.delivery"]) + landed.rejects["row_number"].nunique() > 0
    return " ".join(landed.warnings) + landed.rejects.to_csv()


VALID = csv_text(
    [DELIVERY | {"levering_id": f"B{number}", "x_rd": "85123", "y_rd": "447000"} for number in range(1, 13)]
)


@settings(max_examples=60)
@given(
    cuts=st.lists(st.tuples(st.integers(0, len(VALID)), st.integers(0, 60)), max_size=3),
    noise=st.lists(st.tuples(st.integers(0, len(VALID)), st.binary(max_size=6)), max_size=3),
    marks=st.lists(
        st.tuples(st.integers(0, len(VALID)), st.sampled_from(['"', ";", "\n", "\r", "\t", "\u2028"])), max_size=4
    ),
    order=st.permutations(range(len(DELIVERY))),
    shuffle=st.sampled_from(["none", "columns", "header", "cells"]),
    huge=st.sampled_from([0, 0, 0, 100_000]),
)
def test_no_mangling_gives_a_traceback_or_tells_of_a_person(
    tmp_path_factory: pytest.TempPathFactory,
    cuts: list[tuple[int, int]],
    noise: list[tuple[int, bytes]],
    marks: list[tuple[int, str]],
    order: list[int],
    shuffle: str,
    huge: int,
) -> None:
    lines = [line.split(";") for line in VALID.splitlines()]
    if shuffle != "none":
        moved = {"columns": range(len(lines)), "header": range(1), "cells": range(3, 5)}[shuffle]
        for number in moved:
            lines[number] = [lines[number][place] for place in order]
    if huge:
        lines[-1][order[0]] = "Wilhelmina" * huge
    text = "\n".join(";".join(line) for line in lines) + "\n"
    for place, length in cuts:
        text = text[:place] + text[place + length :]
    for place, mark in marks:
        text = text[:place] + mark + text[place:]
    content = text.encode()
    for place, stray in noise:
        content = content[:place] + stray + content[place:]
    told = _told(tmp_path_factory.getbasetemp(), content)
    # the data dictionary's own words for allowed values are no secret
    told = told.replace("Kies een van: medicijnen", "")
    assert not [value for value in PERSONAL if value in told]
