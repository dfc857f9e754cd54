"""Addresses: one way to write a postcode and a house number, and the book that finds a point for them.

No reading of files here (:mod:`geo.sources.osm` lands the addresses) and no pseudonyms (:mod:`geo.sources.pseudonyms`).
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class AddressBook:
    """Points by postcode and house number.

    Args:
        index: ``postcode|house number``, both normalised, unique.
        points: float64 (n, 2), RD New in metres, in the order of ``index``.
    """

    index: pd.Index
    points: np.ndarray

    @classmethod
    def from_frame(cls, addresses: gpd.GeoDataFrame) -> AddressBook:
        """A book of the addresses that have a postcode; of doubles the first counts.

        Args:
            addresses: columns postcode, house_number and a point geometry in RD New, as ``intake.address``.
        """
        names = _names(addresses["postcode"], addresses["house_number"])
        shapes = addresses.geometry
        kept = (names.notna() & ~names.duplicated()).to_numpy()
        points = np.column_stack([shapes.x.to_numpy(), shapes.y.to_numpy()]).astype("float64")
        return cls(pd.Index(names[kept]), points[kept])

    def __len__(self) -> int:
        return len(self.index)

    def find(self, postcode: pd.Series, house_number: pd.Series) -> np.ndarray:
        """The points of addresses, float64 (n, 2) in RD New; NaN where the book does not have the address."""
        places = self.index.get_indexer(pd.Index(_names(postcode, house_number)))
        found = np.full((len(places), 2), np.nan)
        known = places >= 0
        found[known] = self.points[places[known]]
        return found


def _names(postcode: pd.Series, house_number: pd.Series) -> pd.Series:
    return normal_postcode(postcode) + "|" + normal_house_number(house_number)
