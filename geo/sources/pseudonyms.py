"""Pseudonyms of residents, passengers and staff: keyed digests, the same for the same person in every file of a region.

Only the key's holder can tell who is who; the key itself is no affair of this module.
"""

from __future__ import annotations

import hashlib
import hmac

import pandas as pd

from geo.sources.addresses import normal_house_number, normal_postcode
from geo.sources.distinct import by_distinct

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
    postcode = by_distinct(rows["postcode"], normal_postcode)
    number = by_distinct(rows["house_number"], normal_house_number)
    named = region + "|" + postcode + "|" + number
    rounded = rows.loc[named.isna(), ["geometry_x", "geometry_y"]].round().astype("Int64").astype("str")
    by_point = region + "|" + rounded["geometry_x"] + "|" + rounded["geometry_y"]
    return digests(named.fillna(by_point), "r", key)


def passenger_keys(region: str, rows: pd.DataFrame, key: bytes) -> pd.Series:
    """Pseudonyms of passengers: ``p`` and 20 hex characters of region, organisation and its own code for them.

    Args:
        region: key of the region.
        rows: columns organisation and passenger (text).
        key: secret of at least 16 bytes.
    """
    own_name = rows["passenger"].str.split().str.join(" ").str.casefold()
    return digests(region + "|" + rows["organisation"].str.casefold() + "|" + own_name, "p", key)


def staff_keys(region: str, codes: pd.Series, key: bytes) -> pd.Series:
    """Codes of concierges, with a pseudonym (``c`` and 20 hex characters) in place of what looks like a name.

    A code has a digit or at most three letters; a name is the same name however it is spaced or capitalised.

    Args:
        region: key of the region.
        codes: text, missing where blank.
        key: secret of at least 16 bytes.
    """
    named = ~codes.str.contains(r"[0-9]", regex=True) & (codes.str.len() > 3)
    plain = codes[named.fillna(False).astype(bool)].str.split().str.join(" ").str.casefold()
    return digests(region + "|" + plain, "c", key).reindex(codes.index).astype("str").fillna(codes)


def period_codes(people: pd.Series, buckets: pd.Series, key: bytes) -> pd.Series:
    """Codes that take a pseudonym's place after its retention period: ``e`` and 20 hex characters.

    The same for a person and a bucket however often a file is read; without the key nobody can tell that two buckets
    are of one person, or whose they are.

    Args:
        people: pseudonyms.
        buckets: what a code holds for, such as a month.
        key: secret of at least 16 bytes, from which the codes' own is derived.
    """
    return digests(people + "|" + buckets, "e", hmac.digest(key, b"codes after the retention period", "sha256"))


def digests(names: pd.Series, prefix: str, key: bytes) -> pd.Series:
    """Keyed digests of texts: ``prefix`` and 20 hex characters; ValueError where the key is too short."""
    if len(key) < 16:
        raise ValueError("The key of the pseudonyms must have at least 16 bytes.")
    keyed = hmac.new(key, digestmod=hashlib.sha256)

    def digest(name: str) -> str:
        one = keyed.copy()
        one.update(name.encode())
        return prefix + one.hexdigest()[:DIGITS]

    return names.map({name: digest(str(name)) for name in names.unique()})
