"""Addresses: one way to write a postcode, a house number and a street, and the book that finds a point for them.

No reading of files here (:mod:`geo.sources.osm` lands the addresses) and no pseudonyms (:mod:`geo.sources.pseudonyms`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

POSTCODE = r"[1-9][0-9]{3}[A-Z]{2}"
"""A Dutch postcode, normalised."""


def normal_postcode(values: pd.Series) -> pd.Series:
    """Postcodes in capitals without spaces, ``1234AB``; what is no Dutch postcode becomes missing."""
    text = values.astype("str").str.replace(r"\s+", "", regex=True).str.upper()
    return text.where(text.str.fullmatch(POSTCODE).fillna(False).astype(bool))


def normal_house_number(values: pd.Series) -> pd.Series:
    """House numbers for comparing: capitals, no spaces, hyphens, dots, slashes (``12-a`` and ``12 A`` are ``12A``)."""
    text = values.astype("str").str.replace(r"[\s\-./]+", "", regex=True).str.upper()
    return text.where(text != "")


def normal_name(values: pd.Series) -> pd.Series:
    """Names of streets and places for comparing: small letters without accents, signs and spaces, endings in full.

    ``Burg. van Heekstr.`` and ``burg van Heekstraat`` are the same; ``Burgemeester`` in full is another.
    """
    text = values.astype("str").str.casefold().str.normalize("NFKD").str.replace(r"[\u0300-\u036f]", "", regex=True)
    for short, whole in _ENDINGS:
        text = text.str.replace(short, whole, regex=True)
    text = text.str.replace(r"[\W_]+", "", regex=True)
    return text.where(text != "")


_ENDINGS = ((r"str\.?\s*$", "straat"), (r"(?<=[\w\s])pln\.?\s*$", "plein"), (r"(?<=\w)ln\.?\s*$", "laan"),
            (r"(?<=\w)wg\.?\s*$", "weg"))  # fmt: skip
_STREETS = ("street", "house_number", "place", "x", "y")
SAME_PLACE_M = 50.0
"""Addresses of one street, number and place this close together are one address with several doors."""


@dataclass(frozen=True)
class Found:
    """Where addresses were found by street.

    Args:
        points: float64 (n, 2), RD New; NaN where the address is not there or could be several.
        several: bool (n,), True where places far apart have this address.
    """

    points: np.ndarray
    several: np.ndarray


@dataclass(frozen=True)
class AddressBook:
    """Points by postcode and house number, and by street, house number and place.

    Args:
        index: ``postcode|house number``, both normalised, unique.
        points: float64 (n, 2), RD New in metres, in the order of ``index``.
        streets: street, house_number, place, x, y of all addresses; empty where only postcodes are known.
    """

    index: pd.Index
    points: np.ndarray
    streets: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(_STREETS)), repr=False)

    @classmethod
    def from_frame(cls, addresses: gpd.GeoDataFrame) -> AddressBook:
        """A book of addresses; of doubles of a postcode and house number the first counts.

        Args:
            addresses: columns postcode, house_number (street and place where known) and a point geometry in RD New, as
                ``intake.address``.
        """
        names = _names(addresses["postcode"], addresses["house_number"])
        shapes = addresses.geometry
        kept = (names.notna() & ~names.duplicated()).to_numpy()
        points = np.column_stack([shapes.x.to_numpy(), shapes.y.to_numpy()]).astype("float64")
        streets = pd.DataFrame(addresses).reindex(columns=list(_STREETS[:3])).assign(x=points[:, 0], y=points[:, 1])
        return cls(pd.Index(names[kept]), points[kept], streets)

    def __len__(self) -> int:
        return len(self.index)

    def find(self, postcode: pd.Series, house_number: pd.Series) -> np.ndarray:
        """The points of addresses, float64 (n, 2) in RD New; NaN where the book does not have the address."""
        places = self.index.get_indexer(pd.Index(_names(postcode, house_number)))
        found = np.full((len(places), 2), np.nan)
        known = places >= 0
        found[known] = self.points[places[known]]
        return found

    def find_by_street(self, street: pd.Series, house_number: pd.Series, place: pd.Series) -> Found:
        """The points of addresses by street, house number and place.

        Where an address names no place, or the book has none for it, street and number must be one address alone.

        Args:
            street: names of streets.
            house_number: house numbers with their additions.
            place: names of places, missing where not given.
        """
        asked, known = _street_names(street, house_number), normal_name(place)
        tries = (
            (self._by_place, asked + "|" + known),
            (self._by_place, (asked + "|").where(known.notna())),
            (self._anywhere, asked.where(known.isna())),
        )
        points, several = np.full((len(asked), 2), np.nan), np.zeros(len(asked), dtype=bool)
        for book, names in tries:
            at = book.index.get_indexer(pd.Index(names))
            hit = np.isnan(points[:, 0]) & ~several & (at >= 0)
            several[hit] = book["several"].to_numpy()[at[hit]]
            clear = hit & ~several
            points[clear] = book[["x", "y"]].to_numpy()[at[clear]]
        return Found(points, several)

    @cached_property
    def _by_place(self) -> pd.DataFrame:
        """By ``street|house number|place`` (the place blank where the book has none): x, y, several."""
        return _by_name(
            self.streets, _named_streets(self.streets) + "|" + normal_name(self.streets["place"]).fillna("")
        )

    @cached_property
    def _anywhere(self) -> pd.DataFrame:
        """By ``street|house number``: x, y, several."""
        return _by_name(self.streets, _named_streets(self.streets))


def _named_streets(streets: pd.DataFrame) -> pd.Series:
    return _street_names(streets["street"], streets["house_number"])


def _street_names(street: pd.Series, house_number: pd.Series) -> pd.Series:
    return normal_name(street) + "|" + normal_house_number(house_number)


def _by_name(streets: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """One row a name: the first point, and whether another of that name lies over :data:`SAME_PLACE_M` from it."""
    frame = streets[["x", "y"]].astype("float64").assign(name=names)[names.notna().to_numpy()]
    grouped = frame.groupby("name", sort=False)[["x", "y"]]
    first = grouped.first()
    spread = (grouped.max() - grouped.min()).max(axis=1)
    return first.assign(several=spread > SAME_PLACE_M)


def _names(postcode: pd.Series, house_number: pd.Series) -> pd.Series:
    return normal_postcode(postcode) + "|" + normal_house_number(house_number)
