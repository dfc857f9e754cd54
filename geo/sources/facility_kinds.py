"""What OpenStreetMap's tags say of a facility: its kind in the social map, its name, what else is known of it.

The kinds themselves, with their Dutch words, are in :mod:`geo.sources.fields.places`. Reading a file is not done here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from geo.sources.fields.places import FACILITIES

AS_A_HUB = MappingProxyType(dict.fromkeys((
    "storage_m2", "capacity", "capacity_per_day", "delivery_access", "charging", "opening_hours_week", "rent_eur_year",
    "with_social_team", "with_volunteers", "spare_concierge_hours_week",
), float("nan")))  # fmt: skip
"""Columns of intake.facility that only the organisation's own file can fill, missing elsewhere."""


class Tags(Protocol):
    """Tags of one element, as osmium gives them."""

    def get(self, key: str) -> str | None:
        """The value of a key, None where there is none."""
        ...


@dataclass(frozen=True)
class Facility:
    """What the tags of one element say; fields that they leave open are None."""

    kind: str
    name: str
    opening_hours: str | None
    accessibility: str | None
    street: str | None
    house_number: str | None
    postcode: str | None
    place: str | None


UNNAMED = "(zonder naam)"
"""Ends the name of a facility that has none on the map."""

KEYS = ("amenity", "shop", "social_facility", "healthcare", "office", "club", "leisure")
"""Tags of which one must be there."""

_KINDS: Mapping[str, Mapping[str, str]] = {
    "social_facility": {
        "nursing_home": "nursing_home", "assisted_living": "nursing_home", "day_care": "day_activity",
        "workshop": "day_activity", "ambulatory_care": "care_organisation", "group_home": "care_organisation",
        "food_bank": "food_bank", "soup_kitchen": "shared_meals", "outreach": "welfare",
    },
    "amenity": {
        "pharmacy": "pharmacy", "doctors": "doctors", "clinic": "outpatient_clinic", "dentist": "dentist",
        "hospital": "hospital", "library": "library", "community_centre": "community_centre",
        "social_centre": "meeting_place", "school": "school", "nursing_home": "nursing_home",
        "townhall": "municipal_desk", "marketplace": "market", "arts_centre": "culture", "theatre": "culture",
        "food_bank": "food_bank", "post_office": "pick_up_point", "parcel_locker": "pick_up_point",
    },
    "healthcare": {
        "physiotherapist": "physiotherapist", "doctor": "doctors", "dentist": "dentist", "pharmacy": "pharmacy",
        "hospital": "hospital", "clinic": "outpatient_clinic", "nurse": "care_organisation",
    },
    "shop": {
        "supermarket": "supermarket", "medical_supply": "care_shop", "convenience": "shop", "bakery": "shop",
        "greengrocer": "shop", "butcher": "shop", "chemist": "shop", "general": "shop",
    },
    "leisure": {"sports_centre": "sports_club"},
    "club": {"sport": "sports_club", "elderly": "association", "social": "association", "charity": "volunteers"},
    "office": {"association": "association", "charity": "volunteers", "healthcare": "care_organisation"},
}  # fmt: skip
"""Kind by tag; the tag that says most comes first."""

_FAITHS = {"christian": "church", "muslim": "mosque"}
_WHEELCHAIR = {"yes": "accessible", "designated": "accessible", "limited": "limited", "no": "not_accessible"}


def facility_of(tags: Tags) -> Facility | None:
    """The facility that these tags describe; None where they describe none that the social map has."""
    kind = _kind(tags)
    if kind is None:
        return None
    return Facility(
        kind=kind,
        name=tags.get("name") or tags.get("brand") or tags.get("operator") or f"{_DUTCH[kind]} {UNNAMED}",
        opening_hours=tags.get("opening_hours"),
        accessibility=_WHEELCHAIR.get(tags.get("wheelchair") or ""),
        street=tags.get("addr:street"),
        house_number=tags.get("addr:housenumber"),
        postcode=tags.get("addr:postcode"),
        place=tags.get("addr:city"),
    )


def _kind(tags: Tags) -> str | None:
    for key, kinds in _KINDS.items():
        kind = kinds.get(tags.get(key) or "")
        if kind is not None:
            return kind
    if tags.get("amenity") == "place_of_worship":
        return _FAITHS.get(tags.get("religion") or "christian", "place_of_worship")
    return None


_DUTCH: Mapping[str, str] = {kind: word.capitalize() for word, kind in reversed(FACILITIES.items())}
"""The first Dutch word of a kind, for facilities without a name."""
