"""How much longer the way out of a buurt is than the straight line, and which river, railway or motorway lies between.

A detour has many causes; a barrier is named because the straight line crosses it, not because it was proven to be why.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.site_times import points_of
from geo.travel_time.model import TravelTimes

PLACES = 3
"""Places of a buurt that are compared."""

NEAREST_M, FARTHEST_M = 300.0, 2500.0
"""Straight line between places that are compared: nearer, the way to the street counts for too much."""

SMALLEST_WATER_M2 = 5000.0
MOTORWAYS = ("motorway", "trunk")
WATERWAYS = ("river", "canal")
COLUMNS = (
    "buurtcode", "mode", "pairs", "detour_p50", "detour_p90", "no_way_share", "worst_buurtcode", "worst_detour",
    "barrier_kinds", "barrier_names",
)  # fmt: skip


def barriers(times: TravelTimes, demand: gpd.GeoDataFrame, features: gpd.GeoDataFrame) -> pd.DataFrame:
    """The detour from each buurt to the buurten around it.

    ``demand``: as :func:`geo.coverage.demand_points`. ``features``: intake.map_feature[kind, class, name, geometry].
    RD New. Up to three places of each buurt are compared with those of others, 300 m to 2.5 km away. Returns
    planning.barrier rows, :data:`COLUMNS`; none where times are no ways along streets, for then there is no detour.
    """
    if times.method != "network":
        return pd.DataFrame(columns=list(COLUMNS))
    picked = _places(demand)
    buurt, codes = pd.factorize(demand["buurtcode"].to_numpy()[picked], sort=True)
    where = points_of(demand)[picked]
    straight = np.hypot(*(where[:, None, :] - where[None, :, :]).transpose(2, 0, 1))
    length = times.table(where, where).length_m.astype(float)
    start, end = np.nonzero((straight >= NEAREST_M) & (straight <= FARTHEST_M) & (buurt[:, None] != buurt[None, :]))
    pairs = pd.DataFrame({"start": start, "end": end, "origin": buurt[start], "other": buurt[end]})
    pairs["ratio"] = np.where(np.isnan(length[start, end]), np.inf, length[start, end]) / straight[start, end]
    rivers = _lines_and_areas(features)
    rows = [_row(str(code), number, codes, pairs[pairs["origin"] == number], where, rivers, times.mode)
            for number, code in enumerate(codes)]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _places(demand: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Rows of up to :data:`PLACES` demand points of each buurt, spread from west to east."""
    x = points_of(demand)[:, 0]
    order = np.lexsort((x, demand["buurtcode"].to_numpy()))
    found = []
    for rows in pd.Series(order).groupby(demand["buurtcode"].to_numpy()[order], sort=True):
        members = rows[1].to_numpy()
        spread = ((np.arange(PLACES) + 0.5) / PLACES * len(members)).astype(int)
        found.append(members[np.unique(spread)])
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _lines_and_areas(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The map's rivers, canals, lakes, railways and motorways: kind as in planning.barrier, name, geometry."""
    shape = features.geometry
    kind = np.select(
        [
            (features["kind"] == "water") & (features["class"].isin(WATERWAYS) | (shape.area >= SMALLEST_WATER_M2)),
            features["kind"] == "railway",
            (features["kind"] == "road") & features["class"].isin(MOTORWAYS),
        ],
        ["water", "railway", "motorway"],
        "",
    )
    found = gpd.GeoDataFrame({"kind": kind, "name": features["name"].to_numpy()}, geometry=shape.to_numpy())
    return found[found["kind"] != ""].reset_index(drop=True)


def _row(
    code: str,
    number: int,
    codes: npt.NDArray,
    pairs: pd.DataFrame,
    where: npt.NDArray[np.float64],
    lines: gpd.GeoDataFrame,
    mode: str,
) -> tuple:
    if pairs.empty:
        return (code, mode, 0, np.nan, np.nan, np.nan, None, np.nan, None, None)
    way = pairs.loc[np.isfinite(pairs["ratio"]), "ratio"]
    middle, high = way.quantile([0.5, 0.9]) if len(way) else (np.nan, np.nan)
    by_other = pairs.groupby("other")["ratio"].median()
    worst = int(by_other.index.to_numpy()[by_other.to_numpy().argmax()])
    there = pairs[pairs["other"] == worst]
    ends = np.stack([where[there["start"]], where[there["end"]]], axis=1)
    crossed = lines.iloc[np.unique(lines.sindex.query(shapely.linestrings(ends), predicate="intersects")[1])]
    kinds = [kind for kind in ("water", "railway", "motorway") if (crossed["kind"] == kind).any()]
    names = sorted({str(name) for name in crossed["name"].dropna()})
    detour = float(by_other.max())
    return (
        code, mode, len(pairs), float(middle), float(high), float(1 - len(way) / len(pairs)), str(codes[worst]),
        detour if np.isfinite(detour) else np.nan, ",".join(kinds) or None, "; ".join(names) or None,
    )  # fmt: skip
