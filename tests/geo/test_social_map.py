from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo.social_map import COLUMNS, facility_matches, name_similarity

RD = 28992


def facilities(*rows: tuple[str, str, str, float, str | None]) -> gpd.GeoDataFrame:
    """Facilities: id, name, kind, x in metres, postcode and house number (``7411AA 5``); the origin follows from the id."""
    origins = {"osm": "osm", "zie": "hospital_list"}
    frame = pd.DataFrame(
        {
            "facility_id": [row[0] for row in rows],
            "name": [row[1] for row in rows],
            "kind": [row[2] for row in rows],
            "origin": [origins.get(row[0][:3], "social_map") for row in rows],
            "postcode": pd.Series([row[4].split()[0] if row[4] else None for row in rows], dtype="str"),
            "house_number": pd.Series([row[4].split()[1] if row[4] else None for row in rows], dtype="str"),
        }
    )
    return gpd.GeoDataFrame(frame, geometry=[Point(207_000 + row[3], 474_000) for row in rows], crs=RD)


def matched(*rows: tuple[str, str, str, float, str | None]) -> dict[str, tuple[str, str]]:
    found = facility_matches(facilities(*rows))
    assert tuple(found.columns) == COLUMNS
    return {row["double_id"]: (row["facility_id"], row["matched_by"]) for row in found.to_dict("records")}


def test_the_same_name_nearby_is_the_same_facility_and_the_social_map_s_row_stays() -> None:
    rows = [
        ("V1", "De Fontein", "community_centre", 0.0, None),
        ("osm-n1", "Verbindingscentrum De Fontein", "community_centre", 60.0, None),
    ]
    assert matched(*rows) == {"osm-n1": ("V1", "name")}
    assert matched(*reversed(rows)) == {"osm-n1": ("V1", "name")}


def test_the_distance_and_how_alike_the_names_are_come_along() -> None:
    found = facility_matches(
        facilities(("V1", "Het Baken", "library", 0.0, None), ("osm-n1", "Het Baken", "library", 60.0, None))
    )
    assert found["distance_m"].tolist() == [pytest.approx(60.0)]
    assert found["name_similarity"].tolist() == [1.0]


def test_further_apart_or_of_another_kind_the_same_name_is_another_facility() -> None:
    baken = ("V1", "Het Baken", "community_centre", 0.0, None)
    assert matched(baken, ("osm-n1", "Het Baken", "community_centre", 151.0, None)) == {}
    assert matched(baken, ("osm-n1", "Het Baken", "school", 5.0, None)) == {}


def test_a_neighbouring_kind_matches_where_the_names_are_nearly_the_same() -> None:
    kamer = ("V1", "Het Baken", "meeting_place", 0.0, None)
    assert matched(kamer, ("osm-n1", "Het Baken", "community_centre", 20.0, None)) == {"osm-n1": ("V1", "name")}
    assert matched(kamer, ("osm-n1", "De Bakker", "community_centre", 20.0, None)) == {}


def test_two_practices_at_one_address_stay_two() -> None:
    assert matched(
        ("V1", "Huisartsenpraktijk Jansen", "doctors", 0.0, "7411AA 5"),
        ("osm-n1", "Huisartsenpraktijk Pietersen", "doctors", 3.0, "7411AA 5"),
        ("osm-n2", "Dr. Janssen", "doctors", 200.0, "7411aa 5"),
    ) == {"osm-n2": ("V1", "address")}


def test_a_nameless_facility_is_the_one_at_its_address_or_on_its_spot() -> None:
    apotheek = ("V1", "Apotheek Zuid", "pharmacy", 0.0, "7411AA 5")
    assert matched(apotheek, ("osm-n1", "Apotheek (zonder naam)", "pharmacy", 100.0, "7411AA 5")) == {
        "osm-n1": ("V1", "address")
    }
    assert matched(apotheek, ("osm-n1", "Apotheek (zonder naam)", "pharmacy", 20.0, None)) == {
        "osm-n1": ("V1", "place")
    }
    assert matched(apotheek, ("osm-n1", "Apotheek (zonder naam)", "pharmacy", 30.0, None)) == {}


def test_an_address_that_two_rows_give_far_apart_is_a_mistake_and_no_match() -> None:
    assert (
        matched(
            ("V1", "Apotheek Zuid", "pharmacy", 0.0, "7411AA 5"),
            ("osm-n1", "Apotheek Zuid", "pharmacy", 900.0, "7411AA 5"),
        )
        == {}
    )


def test_an_area_gives_way_to_the_point_in_it_and_the_list_of_hospitals_to_the_map() -> None:
    assert matched(
        ("osm-w7", "Deventer Ziekenhuis", "hospital", 0.0, None),
        ("osm-n7", "Deventer Ziekenhuis", "hospital", 40.0, None),
        ("ziekenhuis-1", "Deventer Ziekenhuis", "hospital", 90.0, None),
    ) == {"osm-w7": ("osm-n7", "name"), "ziekenhuis-1": ("osm-n7", "name")}


def test_what_a_double_is_a_double_of_may_be_one_itself() -> None:
    found = facility_matches(
        facilities(
            ("V1", "Het Baken", "library", 0.0, None),
            ("osm-n1", "Het Baken", "library", 120.0, None),
            ("osm-w1", "Het Baken", "library", 240.0, None),
        )
    )
    assert found["facility_id"].tolist() == ["V1", "V1"]
    assert found["distance_m"].tolist() == [pytest.approx(120.0), pytest.approx(240.0)]


def test_a_double_goes_to_the_row_that_is_most_alike() -> None:
    assert matched(
        ("V1", "Jumbo", "supermarket", 0.0, None),
        ("V2", "Jumbo Boxbergerweg", "supermarket", 90.0, None),
        ("osm-n1", "Jumbo Boxbergerweg", "supermarket", 40.0, None),
    ) == {"osm-n1": ("V2", "name")}


def test_rows_of_the_social_map_are_never_doubles_of_each_other() -> None:
    assert (
        matched(("V1", "Het Baken", "library", 0.0, "7411AA 5"), ("V2", "Het Baken", "library", 0.0, "7411AA 5")) == {}
    )


def test_no_facilities_have_no_doubles() -> None:
    none = facilities(("V1", "Het Baken", "library", 0.0, None)).iloc[:0]
    assert facility_matches(none).empty
    assert tuple(facility_matches(none).columns) == COLUMNS


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ("Apotheek Zuid", "Zuid Apotheek", 1.0, 1.0),
        ("Caf\u00e9 De Brug", "Cafe de brug!", 1.0, 1.0),
        ("Apotheek", "Apotheek", 1.0, 1.0),
        ("Albert Heijn", "Albert Heijn Keizerslanden", 0.9, 0.95),
        ("Apotheek Noord", "Apotheek Zuid", 0.0, 0.5),
        ("Huisarts (zonder naam)", "Huisarts Jansen", 0.0, 0.0),
        ("", "", 0.0, 0.0),
    ],
)
def test_how_alike_names_are(first: str, second: str, low: float, high: float) -> None:
    assert low <= name_similarity(first, second) <= high


@given(first=st.text(max_size=40), second=st.text(max_size=40))
def test_likeness_lies_between_nothing_and_one_and_has_no_direction(first: str, second: str) -> None:
    likeness = name_similarity(first, second)
    assert 0.0 <= likeness <= 1.0
    assert likeness == name_similarity(second, first)


NAMES = st.sampled_from(["Het Baken", "De Fontein", "Apotheek Zuid", "Apotheek (zonder naam)", "Jumbo"])
KINDS = st.sampled_from(["library", "pharmacy", "community_centre", "meeting_place"])
KEYS = st.sampled_from(["V", "osm-n", "osm-w", "ziekenhuis-"])
ROWS = st.lists(
    st.tuples(KEYS, NAMES, KINDS, st.floats(0, 400), st.sampled_from([None, "7411AA 5", "7411AB 6"])), max_size=12
)


@given(rows=ROWS)
def test_every_double_leads_to_a_row_that_stays_and_none_of_the_social_map_goes(
    rows: list[tuple[str, str, str, float, str | None]],
) -> None:
    frame = facilities(*((f"{row[0]}{number}", *row[1:]) for number, row in enumerate(rows)))
    found = facility_matches(frame)
    assert found["double_id"].is_unique
    assert not set(found["double_id"]) & set(found["facility_id"])
    assert set(found["facility_id"]) <= set(frame["facility_id"])
    assert not any(key.startswith("V") for key in found["double_id"])
    shuffled = frame.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(facility_matches(shuffled), found)
