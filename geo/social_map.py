"""One facility, one row: which facilities of several sources are the same one, and which source's row stays.

The organisation's own social map goes before OpenStreetMap, and that before the list of hospitals. Frames in, frames
out; reading the sources is :mod:`geo.sources`' affair, leaving out the doubles is dbt's.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.sources.addresses import normal_house_number, normal_postcode
from geo.sources.facility_kinds import UNNAMED
from geo.sources.synonyms import plain

NEAR_M = 150.0
"""Facilities of the same name this close together are the same one: an entrance, a building, a point in a list."""

SAME_SPOT_M = 25.0
"""A facility without a name is the same as one of its kind this close by."""

ONE_ADDRESS_M = 500.0
"""Further apart, two rows that give one address do not mean the same place."""

ALIKE_AT_ADDRESS, ALIKE_NEARBY, ALIKE_OF_OTHER_KIND = 0.6, 0.8, 0.9
"""How alike two names must be: at one address, near each other, and where the kinds are neighbours only."""

ORIGINS = ("social_map", "osm", "hospital_list")
"""Sources, the one whose row stays first."""

COLUMNS = ("double_id", "facility_id", "distance_m", "name_similarity", "matched_by")

_NEIGHBOURS = (
    {"community_centre", "meeting_place"},
    {"nursing_home", "care_organisation"},
    {"hospital", "outpatient_clinic"},
    {"doctors", "outpatient_clinic"},
    {"church", "mosque", "place_of_worship"},
    {"supermarket", "shop"},
    {"welfare", "volunteers", "association", "social_team"},
)
"""Kinds that one source calls this and another that."""

_SAYS_NOTHING = frozenset({
    "de", "het", "een", "en", "in", "te", "bij", "van", "voor", "aan", "op", "st", "stichting", "vereniging", "bv",
    "buurthuis", "wijkcentrum", "buurtcentrum", "dorpshuis", "verbindingscentrum", "centrum", "apotheek", "huisarts",
    "huisartsen", "huisartsenpraktijk", "praktijk", "groepspraktijk", "dokter", "dr", "drs", "fysiotherapie",
    "fysiotherapeut", "tandarts", "tandartspraktijk", "ziekenhuis", "polikliniek", "supermarkt", "winkel", "school",
    "basisschool", "bibliotheek", "kerk", "moskee", "verzorgingshuis", "woonzorgcentrum", "zorgcentrum", "zorg",
})  # fmt: skip
"""Words that many facilities have in their name, most of them their kind."""


@dataclass(frozen=True)
class _Pair:
    """Two rows by position that are the same facility: the one that goes, the one that stays, and why."""

    double: int
    stays: int
    similarity: float
    distance: float
    matched_by: str

    @property
    def rank(self) -> tuple[int, float, float]:
        """Sorts the best reason first."""
        return (("address", "name", "place").index(self.matched_by), -self.similarity, self.distance)


def facility_matches(facilities: gpd.GeoDataFrame) -> pd.DataFrame:
    """The facilities that another source (or another element of OpenStreetMap) has as well.

    Two rows are the same facility when their kinds are the same or neighbours and they share an address and have names
    that are alike, or lie within :data:`NEAR_M` with names that are nearly the same, or lie within
    :data:`SAME_SPOT_M` and one has no name. Rows of the social map are never doubles of each other: they have codes.

    Args:
        facilities: facility_id, name, kind, origin, postcode, house_number and a point geometry in RD New, as
            ``intake.facility``; facility_id is unique.

    Returns:
        One row a facility to leave out: double_id, facility_id (the row that stays, never itself a double), distance_m,
        name_similarity (0 to 1), matched_by (``address``, ``name`` or ``place``); by double_id.
    """
    frame = facilities.reset_index(drop=True)
    best: dict[int, _Pair] = {}
    for pair in _pairs(frame):
        known = best.get(pair.double)
        if known is None or (*pair.rank, frame["facility_id"][pair.stays]) < (
            *known.rank,
            frame["facility_id"][known.stays],
        ):
            best[pair.double] = pair
    rows = [_row(frame, best, pair) for pair in best.values()]
    made = pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {"double_id": "str", "facility_id": "str", "distance_m": "float64", "name_similarity": "float64",
         "matched_by": "str"}
    )  # fmt: skip
    return made.sort_values("double_id", ignore_index=True)


def name_similarity(first: str, second: str) -> float:
    """How alike two names of facilities are, 0 to 1; words that say only the kind do not count where others do.

    A name whose words are all in the other one (``De Fontein``, ``Verbindingscentrum De Fontein Colmschate``) is at
    least 0.9 alike.
    """
    words = [_telling(first), _telling(second)]
    if not all(words):
        return 0.0
    one, other = sorted(" ".join(sorted(each)) for each in words)
    alike = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    fewer, more = sorted((set(each) for each in words), key=len)
    contained = fewer <= more and max(map(len, fewer)) > 3
    return max(alike, 0.9 if contained else 0.0)


def _telling(name: str) -> list[str]:
    if name.endswith(UNNAMED):
        return []
    words = plain(name[:150]).split()
    return [word for word in words if word not in _SAYS_NOTHING] or words


def _pairs(frame: gpd.GeoDataFrame) -> Iterator[_Pair]:
    """Every pair of rows that are the same facility."""
    rank = _ranks(frame)
    shapes = frame.geometry.to_numpy()
    address = (normal_postcode(frame["postcode"]) + "|" + normal_house_number(frame["house_number"])).tolist()
    names, kinds = frame["name"].tolist(), frame["kind"].tolist()
    for double, stays in _candidates(shapes, address, (frame["origin"] != ORIGINS[0]).to_numpy()):
        if rank[double] <= rank[stays]:
            continue
        same_kind = kinds[double] == kinds[stays]
        if not same_kind and not any({kinds[double], kinds[stays]} <= group for group in _NEIGHBOURS):
            continue
        similarity = name_similarity(names[double], names[stays])
        distance = float(shapely.distance(shapes[double], shapes[stays]))
        one_address = isinstance(address[double], str) and address[double] == address[stays]
        reason = _reason(names[double], similarity, distance, one_address=one_address, same_kind=same_kind)
        if reason is not None:
            yield _Pair(double, stays, similarity, distance, reason)


def _reason(name: str, similarity: float, distance: float, *, one_address: bool, same_kind: bool) -> str | None:
    """Why two rows are the same facility, None where they are not."""
    unnamed = name.endswith(UNNAMED)
    at_address, nearby = (ALIKE_AT_ADDRESS, ALIKE_NEARBY) if same_kind else (ALIKE_OF_OTHER_KIND, ALIKE_OF_OTHER_KIND)
    if one_address and distance <= ONE_ADDRESS_M and (similarity >= at_address or (unnamed and same_kind)):
        return "address"
    if distance <= NEAR_M and similarity >= nearby:
        return "name"
    if distance <= SAME_SPOT_M and unnamed and same_kind:
        return "place"
    return None


def _ranks(frame: gpd.GeoDataFrame) -> list[tuple[int, bool, int]]:
    """Who stays: by source, then one with a name, then in OpenStreetMap a node before the area around it."""
    kinds = {"n": 0, "w": 1, "r": 2}
    return [
        (ORIGINS.index(origin), name.endswith(UNNAMED), kinds.get(key[4:5], 0) if origin == "osm" else 0)
        for origin, name, key in zip(frame["origin"], frame["name"], frame["facility_id"], strict=True)
    ]


def _candidates(shapes: np.ndarray, address: list[object], may_go: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of positions, one that may go and another, that lie near each other or share an address."""
    going = np.flatnonzero(may_go)
    if len(going) == 0:
        return []
    near = shapely.STRtree(shapes).query(shapes[going], predicate="dwithin", distance=NEAR_M)
    found = {(int(going[a]), int(b)) for a, b in zip(*near, strict=True)}
    by_address = pd.Series(address, dtype="str").dropna()
    for _, group in by_address.groupby(by_address, sort=False):
        places = group.index.tolist()
        found |= {(a, b) for a in places if may_go[a] for b in places}
    return sorted((a, b) for a, b in found if a != b)


def _row(frame: gpd.GeoDataFrame, best: dict[int, _Pair], pair: _Pair) -> tuple[str, str, float, float, str]:
    """The match of one double with the row that stays in the end: what it is a double of may be one itself."""
    stays = pair.stays
    while stays in best:
        stays = best[stays].stays
    distance = float(shapely.distance(frame.geometry[pair.double], frame.geometry[stays]))
    similarity = name_similarity(frame["name"][pair.double], frame["name"][stays])
    return frame["facility_id"][pair.double], frame["facility_id"][stays], distance, similarity, pair.matched_by
