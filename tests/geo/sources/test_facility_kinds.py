from __future__ import annotations

import pytest

from geo.sources.facility_kinds import KEYS, facility_of
from geo.sources.fields.places import FACILITIES


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "pharmacy"}, "pharmacy"),
        ({"amenity": "clinic", "healthcare": "doctor"}, "outpatient_clinic"),
        ({"healthcare": "physiotherapist"}, "physiotherapist"),
        ({"amenity": "social_facility", "social_facility": "day_care"}, "day_activity"),
        ({"amenity": "social_facility", "social_facility": "assisted_living"}, "nursing_home"),
        ({"amenity": "place_of_worship"}, "church"),
        ({"amenity": "place_of_worship", "religion": "muslim"}, "mosque"),
        ({"amenity": "place_of_worship", "religion": "hindu"}, "place_of_worship"),
        ({"shop": "medical_supply"}, "care_shop"),
        ({"leisure": "sports_centre"}, "sports_club"),
        ({"amenity": "bench"}, None),
        ({"shop": "car"}, None),
        ({}, None),
    ],
)
def test_tags_lead_to_the_kinds_of_the_social_map(tags: dict[str, str], kind: str | None) -> None:
    found = facility_of(tags)
    assert (found.kind if found else None) == kind
    assert kind is None or kind in FACILITIES.values()
    assert kind is None or set(KEYS) & set(tags)


def test_what_a_facility_tells_of_itself_comes_along() -> None:
    found = facility_of(
        {
            "amenity": "library", "name": "<b>Boek</b>", "opening_hours": "Mo-Fr 09:00-17:00", "wheelchair": "limited",
            "addr:street": "Kade", "addr:housenumber": "1", "addr:postcode": "1234 ab", "addr:city": "Delft",
        }
    )  # fmt: skip
    assert found is not None
    assert (found.name, found.opening_hours, found.accessibility) == ("<b>Boek</b>", "Mo-Fr 09:00-17:00", "limited")
    assert (found.street, found.house_number, found.postcode, found.place) == ("Kade", "1", "1234 ab", "Delft")


def test_a_facility_without_a_name_is_called_by_its_brand_or_its_kind() -> None:
    assert facility_of({"shop": "supermarket", "brand": "Jumbo"}).name == "Jumbo"  # type: ignore[union-attr]  # it is one
    assert facility_of({"amenity": "community_centre"}).name == "Buurthuis (zonder naam)"  # type: ignore[union-attr]  # it is one
    assert facility_of({"amenity": "pharmacy", "wheelchair": "wie weet"}).accessibility is None  # type: ignore[union-attr]  # it is one
