"""The social map as CSV and as GeoJSON: places by address, contacts to the vault, anything broken told."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.sources import AddressBook, Landed, SourceError, read_source
from tests.geo.sources.files import KEY, put, region

SECRET = "Wilhelmina Zonderlingh"
CONTACT = (SECRET, "06-90194711", "w.zonderlingh@verborgen.example")
BOOK = AddressBook.from_frame(
    gpd.GeoDataFrame(
        {
            "street": ["Dorpsstraat", "Dorpsstraat", "Dorpsstraat", "Kerkweg", "Kerkweg"],
            "house_number": ["12", "12", "14a", "1", "1"],
            "postcode": ["2628CD", None, "2628CD", None, None],
            "place": ["Delft", "Den Hoorn", "Delft", None, None],
        },
        geometry=[Point(x, 446_000) for x in (85_000, 83_000, 85_100, 86_000, 89_000)],
        crs=28992,
    )
)


def read(root: Path, rows: list[dict[str, str]], book: AddressBook | None = BOOK) -> Landed:
    headers = list(dict.fromkeys(name for row in rows for name in row))
    lines = [";".join(headers), *(";".join(row.get(name, "") for name in headers) for row in rows)]
    return read_source("facility", put(root, "facility", "\n".join(lines) + "\n"), key=KEY, addresses=book)


def facility(key: str = "V1", **values: str) -> dict[str, str]:
    return {"voorziening_id": key, "naam": f"Huis {key}", "soort": "buurthuis"} | values


def at(landed: Landed) -> dict[str, tuple[float, float]]:
    frame = landed.frames["intake.facility"]
    return {key: (point.x, point.y) for key, point in zip(frame["facility_id"], frame.geometry, strict=True)}


def test_an_address_gives_the_point_by_postcode_or_by_street_and_place(tmp_path: Path) -> None:
    landed = read(
        tmp_path,
        [
            facility("V1", postcode="2628 cd", huisnummer="12"),
            facility("V2", straat="DORPSSTR.", huisnummer="12", plaats="Den Hoorn"),
            facility("V3", straat="Dorpsstraat", huisnummer="14-A", plaats="Delft"),
            facility("V4", x_rd="85500", y_rd="446500", postcode="2628CD", huisnummer="12"),
        ],
    )
    assert at(landed) == {
        "V1": (85_000.0, 446_000.0), "V2": (83_000.0, 446_000.0), "V3": (85_100.0, 446_000.0),
        "V4": (85_500.0, 446_500.0),
    }  # fmt: skip
    assert landed.rejects.empty
    assert "Voorzieningen zonder coördinaten: 3, waarvan op hun adres gevonden: 3." in landed.warnings


def test_a_house_number_is_looked_for_without_its_addition_and_that_is_told(tmp_path: Path) -> None:
    landed = read(tmp_path, [facility(postcode="2628CD", huisnummer="12-16")])
    assert at(landed) == {"V1": (85_000.0, 446_000.0)}
    assert "Voorzieningen die op het huisnummer zonder toevoeging gevonden zijn: 1." in landed.warnings


def test_addresses_that_are_not_found_are_listed_by_the_name_of_the_facility(tmp_path: Path) -> None:
    landed = read(
        tmp_path,
        [
            facility("V1", postcode="9999ZZ", huisnummer="1"),
            facility("V2", straat="Nergensweg", huisnummer="1", plaats="Delft"),
            facility("V3", straat="Dorpsstraat", huisnummer="12", plaats="Rotterdam"),
            facility("V4", postcode="2628CD", huisnummer="12"),
        ],
    )
    assert list(at(landed)) == ["V4"]
    rejects = landed.rejects
    assert rejects["rule"].tolist() == ["address_not_found"] * 3
    assert rejects["value"].tolist() == ["Huis V1", "Huis V2", "Huis V3"]
    assert rejects["row_number"].tolist() == [1, 2, 3]
    assert rejects["column_name"].tolist() == ["postcode", "straat", "straat"]


@pytest.mark.parametrize(("street", "number"), [("Kerkweg", "1"), ("Dorpsstraat", "12")])
def test_an_address_that_is_several_places_is_not_guessed(tmp_path: Path, street: str, number: str) -> None:
    landed = read(tmp_path, [facility(straat=street, huisnummer=number), facility("V2", x_rd="85000", y_rd="446000")])
    assert list(at(landed)) == ["V2"]
    assert landed.rejects["rule"].tolist() == ["address_ambiguous"]
    assert "komt op meer plekken voor" in landed.rejects["sentence"][0]


@pytest.mark.parametrize("book", [None, AddressBook.from_frame(gpd.GeoDataFrame({"street": [], "house_number": [], "postcode": [], "place": []}, geometry=[], crs=28992))])  # fmt: skip
def test_without_addresses_to_compare_with_it_is_said_so(tmp_path: Path, book: AddressBook | None) -> None:
    landed = read(tmp_path, [facility(postcode="2628CD", huisnummer="12"), facility("V2", x_rd="85000", y_rd="446000")], book)  # fmt: skip
    assert landed.rejects["rule"].tolist() == ["no_addresses"]
    assert "Er zijn geen adressen (stratenbestand) om voorzieningen mee te vinden." in landed.warnings


def test_a_facility_without_point_and_address_is_refused(tmp_path: Path) -> None:
    good = [facility(f"V{number}", x_rd="85000", y_rd="446000") for number in range(2, 7)]
    landed = read(tmp_path, [facility(postcode="2628CD"), *good])
    assert landed.rejects[["row_number", "rule", "column_name"]].values.tolist() == [[1, "no_place", "huisnummer"]]


def test_contacts_go_to_the_vault_and_nowhere_else(tmp_path: Path) -> None:
    contact = dict(zip(("contactpersoon", "telefoon", "email"), CONTACT, strict=True))
    rows = [
        facility("V1", x_rd="85000", y_rd="446000", **contact),
        facility("V2", x_rd="85000", y_rd="446000"),
        facility("V3", postcode="9999ZZ", huisnummer="1", **contact),
        *(facility(f"W{number}", x_rd="85000", y_rd="446000") for number in range(9)),
        facility("V4", soort="onzin", x_rd="85000", y_rd="446000", **contact),
    ]
    landed = read(tmp_path, rows)
    vault = landed.frames["vault.facility_contact"]
    assert vault[["facility_id", "contact_name", "phone", "email"]].values.tolist() == [["V1", *CONTACT]]
    public = landed.frames["intake.facility"].to_csv() + landed.rejects.to_csv() + " ".join(landed.warnings)
    assert not any(text in public for text in CONTACT)
    assert landed.legal_basis is not None
    assert "gerechtvaardigd belang" in landed.legal_basis


def test_what_a_social_map_tells_of_a_facility_comes_along_in_our_words(tmp_path: Path) -> None:
    told = facility(
        soort="Dorpshuis", aard="informeel", openingstijden="ma-vr 9-17", doelgroep="ouderen", toegankelijkheid="ja",
        x_rd="85000", y_rd="446000",
    )  # fmt: skip
    row = read(tmp_path, [told]).frames["intake.facility"].iloc[0]
    names = ("kind", "formality", "opening_hours", "target_group", "accessibility", "origin")
    assert [row[name] for name in names] == [
        "community_centre", "informal", "ma-vr 9-17", "ouderen", "accessible", "social_map",
    ]  # fmt: skip


def test_facilities_without_a_code_get_a_lasting_one_and_the_same_one_twice_counts_once(tmp_path: Path) -> None:
    rows = [{"naam": name, "soort": "kerk", "x_rd": "85000", "y_rd": "446000"} for name in "ABCDEFGHIA"]
    first = read(tmp_path, rows)
    assert first.rejects[["row_number", "rule"]].values.tolist() == [[10, "double"]]
    again = read(tmp_path, rows[::-1])
    assert set(first.frames["intake.facility"]["facility_id"]) == set(again.frames["intake.facility"]["facility_id"])


# --- GeoJSON ----------------------------------------------------------------------------------------------------------


def feature(properties: Any, coordinates: Any = (4.36, 52.0), *, kind: str = "Point", **more: Any) -> dict[str, Any]:
    geometry = None if coordinates is None else {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry} | more


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)} | more


def read_geojson(root: Path, content: bytes | dict[str, Any], book: AddressBook | None = BOOK) -> Landed:
    path = root / "data/kaart.geojson"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    made = region(root)
    return read_source("facility", replace(made, files={"facility": (path,)}), key=KEY, addresses=book)


def named(key: str, **values: Any) -> dict[str, Any]:
    return {"voorziening_id": key, "naam": f"Huis {key}", "soort": "buurthuis"} | values


def test_points_and_areas_in_degrees_become_points_in_rd(tmp_path: Path) -> None:
    # the origin of RD New, the tower of Amersfoort, in WGS 84 (Kadaster, RDNAPTRANS)
    square = [[[5.387, 52.155], [5.388, 52.155], [5.388, 52.156], [5.387, 52.155]]]
    landed = read_geojson(
        tmp_path,
        collection(feature(named("V1"), (5.387206, 52.155172, 12.5)), feature(named("V2"), square, kind="Polygon")),
    )
    places = at(landed)
    assert places["V1"] == pytest.approx((155_000, 463_000), abs=1)
    assert places["V2"] == pytest.approx((155_000, 463_000), abs=100)
    assert "Voorwerpen met een vlak, die een punt in dat vlak krijgen: 1." in landed.warnings
    assert landed.rejects.empty


@pytest.mark.parametrize("crs", [{"properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}, None])
def test_coordinates_in_rd_are_taken_where_the_file_says_so_or_they_can_be_nothing_else(
    tmp_path: Path, crs: dict[str, Any] | None
) -> None:
    content = collection(feature(named("V1"), (155_000, 463_000)))
    landed = read_geojson(tmp_path, content if crs is None else content | {"crs": crs})
    assert at(landed) == {"V1": (155_000.0, 463_000.0)}
    assert any("Rijksdriehoek gelezen" in warning for warning in landed.warnings) == (crs is None)


def test_another_coordinate_system_refuses_the_file(tmp_path: Path) -> None:
    crs = {"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    with pytest.raises(SourceError, match="another coordinate system"):
        read_geojson(tmp_path, collection(feature(named("V1"))) | {"crs": crs})


def test_features_without_a_shape_are_found_by_their_address_and_the_feature_s_id_is_the_code(tmp_path: Path) -> None:
    properties = {"naam": "Huis", "soort": "buurthuis", "postcode": "2628CD", "huisnummer": 12.0, "kandidaat": True}
    landed = read_geojson(tmp_path, collection(feature(properties, None, id=77)))
    assert at(landed) == {"77": (85_000.0, 446_000.0)}
    assert landed.frames["intake.facility"]["candidate"].tolist() == [True]


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (feature(named("X"), (52.0, 4.36)), "swapped"),
        (feature(named("X"), [[4.3, 52.0], [4.4, 52.1]], kind="LineString"), "geometry"),
        (feature(named("X"), "4.36, 52.0"), "geometry"),
        (feature(named("X"), []), "geometry"),
        (feature(named("X"), [None, 52.0]), "geometry"),
        (feature(named("X"), (4.36, 10**400)), "geometry"),
        (feature(named("X"), {}), "geometry"),
        (feature("geen eigenschappen"), "feature"),
        ("geen feature", "feature"),
        (None, "feature"),
        (feature(named("X", naam="\ud800")), "text"),
        (feature(named("X"), (-71.0, 42.0)), "x_rd"),
        (feature(named("X", naam="a\x00b")), "text"),
        (feature(named("X", naam="x" * 1_000_000)), "text"),
        (feature(named("X", soort={"a": [1]})), "choice"),
        (feature(named("X", opslag_m2="<script>")), "number"),
    ],
)
def test_a_broken_feature_is_refused_by_its_number_and_the_others_are_read(
    tmp_path: Path, broken: Any, rule: str
) -> None:
    good = [feature(named(f"V{number}")) for number in range(6)]
    landed = read_geojson(tmp_path, collection(*good[:3], broken, *good[3:]))
    assert list(at(landed)) == [f"V{number}" for number in range(6)]
    assert set(landed.rejects["row_number"]) == {4}
    assert rule in set(landed.rejects["rule"])
    assert landed.rejects["value"].str.len().max() <= 60


@pytest.mark.parametrize(
    "content",
    [
        b"{", b"{}", b"{" * 100_000, b'{"type": "FeatureCollection"}', b'{"type": "FeatureCollection", "features": 7}',
        b'{"type": "FeatureCollection", "features": [NaN]}', b'{"type": "Point", "coordinates": [4, 52]}',
        b'{"type": "FeatureCollection", "type": "FeatureCollection", "features": []}',
        b'{"type": "FeatureCollection", "features": []}', b'{"type": "FeatureCollection", "features": ["\xff"]}',
        b'{"a": "' + b"[" * 200_000, b'{"type": "FeatureCollection", "features": [' + b"[" * 100_000,
        b'{"type": "FeatureCollection", "features": [' + b"1" * 10_000 + b"]}",
        b'{"type": "FeatureCollection", "features": [{"properties": {"naam": "a\x00b"}}]}',
    ],
)  # fmt: skip
def test_what_is_no_geojson_of_features_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"data/kaart\.geojson") as refused:
        read_geojson(tmp_path, content)
    assert len(str(refused.value)) < 400


GOOD = collection(
    *(feature(named(f"V{n}", opslag_m2=n + 0.5, straat="Kade", contactpersoon=SECRET), (4.3 + n / 100, 52)) for n in range(8)),
    feature(named("V8", postcode="2628CD", huisnummer="12", opslag_m2=3), None),
)  # fmt: skip
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("x" * 1_000_000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
PATHS: list[tuple[str | int, ...]] = [
    (), ("type",), ("features",), ("crs",), ("features", 2), ("features", 2, "properties"), ("features", 2, "geometry"),
    ("features", 2, "geometry", "coordinates"), ("features", 2, "geometry", "type"), ("features", 2, "id"),
    ("features", 2, "properties", "naam"), ("features", 2, "properties", "soort"), ("features", 2, "properties", "x_rd"),
    ("features", 2, "properties", "opslag_m2"), ("features", 2, "properties", "contactpersoon"),
    ("features", 2, "properties", "<b>nieuw</b>"),
]  # fmt: skip


def replaced(path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    made = json.loads(json.dumps(GOOD))
    place = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return made


@settings(max_examples=20)
@given(path=st.sampled_from(PATHS), value=JSON_VALUES)
def test_any_value_anywhere_is_read_or_refused_and_other_features_stay_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, path: tuple[str | int, ...], value: Any
) -> None:
    """Six of nine features lie outside what is damaged, unless the damage is to the file as a whole."""
    root = tmp_path_factory.mktemp("geojson")
    content = json.dumps(replaced(path, value)).encode()
    check_damage(root, content, same=lambda key: len(path) > 1 and key != "V2")


@settings(max_examples=20)
@given(cut=st.integers(0, 4_000), insert=st.sampled_from([b"", b"\x00", b"\xff", b"<!DOCTYPE html><html>", b'"', b"}"]))
def test_bytes_cut_off_or_put_in_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cut: int, insert: bytes
) -> None:
    good = json.dumps(GOOD).encode()
    root = tmp_path_factory.mktemp("geojson")
    at_byte = cut % len(good)
    check_damage(root, good[:at_byte] + insert + (good[at_byte:] if insert else b""), same=lambda key: False)


@functools.cache
def good_rows() -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        return read_geojson(Path(folder), GOOD).frames["intake.facility"].set_index("facility_id")


def check_damage(root: Path, content: bytes, *, same: Callable[[str], bool]) -> None:
    """What is read is as it was, or refused, or told; and no contact leaves the vault."""
    undamaged = good_rows()
    try:
        landed = read_geojson(root, content)
    except SourceError as error:
        told = str(error) + error.rejects.to_csv()
    else:
        frame = landed.frames["intake.facility"].set_index("facility_id")
        told = landed.rejects.to_csv() + " ".join(landed.warnings) + frame.drop(columns="name").to_csv()
        kept = [key for key in undamaged.index if same(key)]
        pd.testing.assert_frame_equal(
            frame.loc[kept].drop(columns="row_number"),
            undamaged.loc[kept].drop(columns="row_number"),
            check_dtype=False,
        )
    assert SECRET not in told
    assert len(told) < 20_000
