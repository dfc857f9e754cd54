from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo.sources.addresses import AddressBook, normal_name


def book(*rows: tuple[str | None, str, str | None, str | None, float]) -> AddressBook:
    """Addresses: street, house number, postcode, place, x in metres."""
    columns = dict(
        zip(("street", "house_number", "postcode", "place"), zip(*[row[:4] for row in rows], strict=True), strict=True)
    )
    frame = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})
    return AddressBook.from_frame(gpd.GeoDataFrame(frame, geometry=[Point(row[4], 450_000) for row in rows], crs=28992))


TOWN = book(
    ("Dorpsstraat", "1", "1234AB", "Delft", 100.0),
    ("Dorpsstraat", "1", "1234AB", "Delft", 130.0),
    ("Dorpsstraat", "1", None, "Den Hoorn", 9_000.0),
    ("Kade", "2", None, None, 200.0),
    ("Kade", "3", None, None, 300.0),
    ("Kade", "3", None, "Delft", 900.0),
    (None, "4", "1234AB", None, 400.0),
)


def x_of(street: str, number: str, place: str | None) -> float | str | None:
    """The x that is found, ``several``, or None."""
    found = TOWN.find_by_street(*(pd.Series([text], dtype="str") for text in (street, number, place)))
    if found.several[0]:
        return "several"
    return None if np.isnan(found.points[0, 0]) else float(found.points[0, 0])


@pytest.mark.parametrize(
    ("street", "number", "place", "found"),
    [
        ("Dorpsstraat", "1", "Delft", 100.0),
        ("dorpsstr.", "1", "DELFT", 100.0),
        ("Dorpsstraat", "1", "den hoorn", 9_000.0),
        ("Dorpsstraat", "1", "Rotterdam", None),
        ("Dorpsstraat", "1", None, "several"),
        ("Kade", "2", "Delft", 200.0),
        ("Kade", "2", None, 200.0),
        ("Kade", "3", "Delft", 900.0),
        ("Kade", "3", "Den Hoorn", 300.0),
        ("Kade", "3", None, "several"),
        ("Kade", "9", None, None),
    ],
)
def test_a_street_is_found_in_its_place_and_never_guessed(
    street: str, number: str, place: str | None, found: float | str | None
) -> None:
    assert x_of(street, number, place) == found


def test_a_book_of_postcodes_alone_knows_no_streets() -> None:
    bare = AddressBook(pd.Index(["1234AB|1"]), np.array([[1.0, 2.0]]))
    asked = [pd.Series([text], dtype="str") for text in ("Kade", "1", None)]
    assert np.isnan(bare.find_by_street(*asked).points).all()
    assert bare.find(pd.Series(["1234 ab"]), pd.Series(["1"])).tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Burg. van Heekstr.", "burg van heekstraat"),
        ("Caf\u00e9laan", "CAFELN"),
        ("'t Hof", "t hof"),
        ("A-B plein", "AB pln"),
    ],
)
def test_a_street_is_the_same_however_it_is_written(one: str, other: str) -> None:
    first, second = normal_name(pd.Series([one, other]))
    assert first == second


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_any_text_is_a_name_or_none(texts: list[str]) -> None:
    names = normal_name(pd.Series([text.replace("\ud800", "") for text in texts], dtype=object))
    assert len(names) == len(texts)
    assert names.dropna().str.fullmatch(r"\w+").all()
