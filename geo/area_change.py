"""Buurten of one year over those of another, by overlap of area; counts and percentages carried across.

Pure: frames in, frames out. Reading the earlier boundaries is done in :mod:`geo.sources.cbs`.

What lies where people live is not known inside a buurt, so a count is divided by area. Two drawings of one border never
agree to the metre; overlaps that are only that are left out, as :class:`Tolerance` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

RD_NEW = 28992
_LENGTHS = {"wijk": 6, "gemeente": 4}
_PREFIXES = {"wijk": "WK", "gemeente": "GM"}
Level = Literal["wijk", "gemeente"]


@dataclass(frozen=True)
class Tolerance:
    """What counts as the noise of two drawings of one border.

    Args:
        share: an overlap under this part of both areas is a sliver.
        width_m: an overlap narrower than this on average is a sliver too, ...
        narrow_share: ... where it is under this part of both areas.
        outside: so much of an old area may lie outside all new ones and still count as border noise (coasts).
        same: two areas that only have each other, with at least this part of both together in common, are one.
    """

    share: float = 0.01
    width_m: float = 25.0
    narrow_share: float = 0.10
    outside: float = 0.05
    same: float = 0.90


@dataclass(frozen=True)
class AreaChanges:
    """How old areas lie over new ones.

    Args:
        overlaps: from_code, to_code, kind (same, renumbered, merged, split, redrawn), share_of_from, share_of_to,
            overlap_m2; shares add up to 1 per code, less the part that lies outside all areas of the other year.
        unmatched_from: old areas of which a part lies in no new area: from_code, area_m2, share.
        unmatched_to: the same of new areas: to_code, area_m2, share.
        unmatched_area: part of the old area that lies in no new area.
        unmatched_inhabitants: part of the old inhabitants there; None where no inhabitants are known.
    """

    overlaps: pd.DataFrame
    unmatched_from: pd.DataFrame
    unmatched_to: pd.DataFrame
    unmatched_area: float
    unmatched_inhabitants: float | None


def area_changes(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, tolerance: Tolerance | None = None) -> AreaChanges:
    """Maps the areas of one year to those of another.

    Args:
        old: buurtcode (unique) and geometry, valid polygons in RD New; inhabitants where known.
        new: buurtcode (unique) and geometry, valid polygons in RD New.
        tolerance: what is border noise.

    Raises:
        ValueError: another CRS, or a code twice.
    """
    limits = tolerance or Tolerance()
    for frame, which in ((old, "old"), (new, "new")):
        if frame.crs is None or frame.crs.to_epsg() != RD_NEW:
            raise ValueError(f"The {which} areas must be in RD New (EPSG:{RD_NEW}).")
        if frame["buurtcode"].duplicated().any():
            raise ValueError(f"A buurtcode is twice among the {which} areas.")
    shapes = np.asarray(old.geometry.array, dtype=object), np.asarray(new.geometry.array, dtype=object)
    areas = shapely.area(shapes[0]), shapely.area(shapes[1])
    rows, columns, overlap, width = _overlaps(*shapes)
    part = np.maximum(overlap / areas[0][rows], overlap / areas[1][columns])
    sliver = (part < limits.share) | ((width < limits.width_m) & (part < limits.narrow_share))
    kept = ~sliver
    share_from, outside_from = _shares(rows, overlap, kept, areas[0], limits)
    share_to, outside_to = _shares(columns, overlap, kept, areas[1], limits)
    rows, columns, overlap = rows[kept], columns[kept], overlap[kept]
    codes = old["buurtcode"].to_numpy(), new["buurtcode"].to_numpy()
    frame = pd.DataFrame(
        {
            "from_code": codes[0][rows],
            "to_code": codes[1][columns],
            "share_of_from": share_from,
            "share_of_to": share_to,
            "overlap_m2": overlap,
        }
    )
    alike = overlap / (areas[0][rows] + areas[1][columns] - overlap) >= limits.same
    frame.insert(2, "kind", _kinds(frame, alike))
    people = _numbers(old, "inhabitants")
    return AreaChanges(
        overlaps=frame.sort_values(["from_code", "to_code"], ignore_index=True),
        unmatched_from=_unmatched(codes[0], areas[0], outside_from).rename(columns={"code": "from_code"}),
        unmatched_to=_unmatched(codes[1], areas[1], outside_to).rename(columns={"code": "to_code"}),
        unmatched_area=float((outside_from * areas[0]).sum() / areas[0].sum()) if len(old) else 0.0,
        unmatched_inhabitants=float((outside_from * people).sum() / people.sum()) if people.sum() > 0 else None,
    )


def _numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as float64 with 0 where it is missing; zeros where the frame has none."""
    return frame[name].astype("float64").fillna(0.0).to_numpy() if name in frame.columns else np.zeros(len(frame))


def _overlaps(old: np.ndarray, new: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Row in old, row in new, common area (m2) and its mean width (m) of every pair with an area in common.

    An old area that is drawn exactly as a new one is paired with it alone: new areas do not lie over each other.
    """
    drawn = {shape: number for number, shape in enumerate(shapely.to_wkb(shapely.normalize(new)))}
    twin = np.array([drawn.get(shape, -1) for shape in shapely.to_wkb(shapely.normalize(old))], dtype=int)
    exact = np.flatnonzero(twin >= 0)
    others = np.flatnonzero(twin < 0)
    rows, columns = shapely.STRtree(new).query(old[others], predicate="intersects")
    common = shapely.intersection(old[others[rows]], new[columns])
    area = np.concatenate([shapely.area(old[exact]), shapely.area(common)])
    edge = np.concatenate([shapely.length(old[exact]), shapely.length(common)])
    there = area > 0
    width = np.divide(2 * area, edge, out=np.zeros(len(area)), where=edge > 0)
    pairs = np.concatenate([exact, others[rows]]), np.concatenate([twin[exact], columns])
    return pairs[0][there], pairs[1][there], area[there], width[there]


def _shares(
    owner: np.ndarray, overlap: np.ndarray, kept: np.ndarray, areas: np.ndarray, limits: Tolerance
) -> tuple[np.ndarray, np.ndarray]:
    """Share of each kept overlap in its owner, and by owner the part that lies outside all others.

    Slivers go to the kept overlaps in proportion; so does what lies outside, where it is no more than border noise.
    """
    covered = np.bincount(owner, overlap, len(areas)) / areas
    taken = np.bincount(owner[kept], overlap[kept], len(areas))
    outside = np.clip(1 - covered, 0, 1)
    outside[outside <= limits.outside] = 0.0
    outside[taken == 0] = 1.0
    return (overlap[kept] / taken[owner[kept]] * (1 - outside[owner[kept]])), outside


def _unmatched(codes: np.ndarray, areas: np.ndarray, outside: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame({"code": codes, "area_m2": areas, "share": outside})
    return frame[frame["share"] > 0].reset_index(drop=True)


def _kinds(overlaps: pd.DataFrame, alike: np.ndarray) -> np.ndarray:
    """The kind of each overlap: one to one, many to one, one to many, or anything else."""
    targets = overlaps.groupby("from_code")["to_code"].transform("size").to_numpy()
    sources = overlaps.groupby("to_code")["from_code"].transform("size").to_numpy()
    most_targets = overlaps.assign(n=targets).groupby("to_code")["n"].transform("max").to_numpy()
    most_sources = overlaps.assign(n=sources).groupby("from_code")["n"].transform("max").to_numpy()
    same_code = (overlaps["from_code"] == overlaps["to_code"]).to_numpy()
    single = (targets == 1) & (sources == 1) & alike
    return np.select(
        [
            single & same_code,
            single,
            (sources > 1) & (most_targets == 1),
            (targets > 1) & (most_sources == 1),
        ],
        ["same", "renumbered", "merged", "split"],
        "redrawn",
    )


def carry_counts(counts: pd.Series, overlaps: pd.DataFrame) -> pd.Series:
    """Counts of old areas as counts of new ones, divided by share of area.

    Args:
        counts: by from_code; missing where suppressed.
        overlaps: from_code, to_code and share_of_from, as in :class:`AreaChanges`.

    Returns:
        float64 by to_code; missing where a part comes from a suppressed or unknown count.
    """
    parts = overlaps["from_code"].map(counts.astype("float64")) * overlaps["share_of_from"]
    return _sum(parts, overlaps["to_code"])


def carry_shares(shares: pd.Series, overlaps: pd.DataFrame, weights: pd.Series | None = None) -> pd.Series:
    """Percentages and means of old areas as those of new ones: the mean, weighted by what they are a share of.

    Args:
        shares: by from_code; missing where suppressed.
        overlaps: from_code, to_code, share_of_from and overlap_m2, as in :class:`AreaChanges`.
        weights: by from_code what the shares are of (inhabitants, households); None weighs by area.

    Returns:
        float64 by to_code; missing where a part comes from a suppressed or unknown share or weight.
    """
    weight = (
        overlaps["overlap_m2"].astype("float64")
        if weights is None
        else overlaps["from_code"].map(weights.astype("float64")) * overlaps["share_of_from"]
    )
    parts = overlaps["from_code"].map(shares.astype("float64")) * weight
    parts = parts.mask(weight == 0, 0.0)
    whole = _sum(weight, overlaps["to_code"])
    return _sum(parts, overlaps["to_code"]) / whole.where(whole > 0)


def coarser(overlaps: pd.DataFrame, level: Level, weights: pd.Series | None = None) -> pd.DataFrame:
    """The same mapping between wijken or gemeenten: gemeenten that merged are many to one.

    Args:
        overlaps: as in :class:`AreaChanges`, by buurt.
        level: wijk or gemeente.
        weights: by from_code how much each old buurt counts in its wijk or gemeente (inhabitants); None: its area.

    Returns:
        from_code, to_code, share_of_from (adds up to 1 per from_code), overlap_m2.
    """
    length, prefix = _LENGTHS[level], _PREFIXES[level]
    weight = (
        overlaps["overlap_m2"]
        if weights is None
        else overlaps["from_code"].map(weights.astype("float64")).fillna(0.0) * overlaps["share_of_from"]
    )
    frame = pd.DataFrame(
        {
            "from_code": prefix + overlaps["from_code"].str[2 : 2 + length],
            "to_code": prefix + overlaps["to_code"].str[2 : 2 + length],
            "overlap_m2": overlaps["overlap_m2"],
            "weight": weight,
        }
    )
    summed = frame.groupby(["from_code", "to_code"], as_index=False)[["overlap_m2", "weight"]].sum()
    whole = summed.groupby("from_code")["weight"].transform("sum")
    summed["share_of_from"] = summed["weight"] / whole.where(whole > 0)
    return summed[["from_code", "to_code", "share_of_from", "overlap_m2"]]


def _sum(parts: pd.Series, keys: pd.Series) -> pd.Series:
    """Sums by key, missing where a part is."""
    grouped = parts.groupby(keys)
    return grouped.sum().where(grouped.count() == grouped.size())
