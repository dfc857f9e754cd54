"""Pseudonyms of residents and passengers: keyed digests, the same for the same person in every file of a region.

Only the key's holder can tell who is who; the key itself is no affair of this module.
"""

from __future__ import annotations

import hashlib
import hmac

import pandas as pd

from geo.sources.addresses import normal_house_number, normal_postcode

DIGITS = 20
"""Hex characters of a pseudonym (80 bits)."""


def resident_keys(region: str, rows: pd.DataFrame, key: bytes) -> pd.Series:
    """Pseudonyms of the addresses of ``rows``: ``r`` and 20 hex characters.

    The address is region, postcode and house number; where either of these is missing, the point rounded to a metre.

    Args:
        region: key of the region, part of what is digested: the same address has another pseudonym elsewhere.
        rows: columns postcode, house_number (text) and geometry_x, geometry_y (RD New, metres).
        key: secret of at least 16 bytes.
    """
    postcode, number = normal_postcode(rows["postcode"]), normal_house_number(rows["house_number"])
    rounded = rows[["geometry_x", "geometry_y"]].round().astype("Int64").astype("str")
    by_point = region + "|" + rounded["geometry_x"] + "|" + rounded["geometry_y"]
    named = (region + "|" + postcode + "|" + number).fillna(by_point)
    return _digests(named, "r", key)


def passenger_keys(region: str, rows: pd.DataFrame, key: bytes) -> pd.Series:
    """Pseudonyms of passengers: ``p`` and 20 hex characters of region, organisation and its own code for them.

    Args:
        region: key of the region.
        rows: columns organisation and passenger (text).
        key: secret of at least 16 bytes.
    """
    own_name = rows["passenger"].str.split().str.join(" ").str.casefold()
    return _digests(region + "|" + rows["organisation"].str.casefold() + "|" + own_name, "p", key)


def _digests(names: pd.Series, prefix: str, key: bytes) -> pd.Series:
    if len(key) < 16:
        raise ValueError("The key of the pseudonyms must have at least 16 bytes.")
    digests = {
        name: prefix + hmac.new(key, str(name).encode(), hashlib.sha256).hexdigest()[:DIGITS] for name in names.unique()
    }
    return names.map(digests)
