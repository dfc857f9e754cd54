"""How much longer the way out of a buurt is than the straight line, and which river, railway or motorway lies between.

A detour has many causes; a barrier is named because the straight line crosses it, not because it was proven to be why.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.db.reach import BARRIER_KINDS
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
    rows = _detours(pairs, len(codes))
    crossed = _crossed(pairs, rows["worst"], where, _lines_and_areas(features))
    worst = rows["worst"].to_numpy()
    columns = {
        "buurtcode": codes,
        "mode": times.mode,
        "pairs": rows["pairs"].to_numpy(),
        "detour_p50": rows["p50"].to_numpy(),
        "detour_p90": rows["p90"].to_numpy(),
        "no_way_share": rows["no_way"].to_numpy(),
        "worst_buurtcode": [str(codes[number]) if number >= 0 else None for number in worst],
        "worst_detour": rows["detour"].to_numpy(),
        "barrier_kinds": [crossed.get(number, (None, None))[0] for number in range(len(codes))],
        "barrier_names": [crossed.get(number, (None, None))[1] for number in range(len(codes))],
    }
    return pd.DataFrame(columns, columns=list(COLUMNS))


def _detours(pairs: pd.DataFrame, count: int) -> pd.DataFrame:
    """A row a buurt (number): pairs, p50, p90, no_way (share), worst (number of the other buurt, -1) and its detour."""
    way = pairs[np.isfinite(pairs["ratio"])].groupby("origin")["ratio"]
    rows = pd.DataFrame({"pairs": pairs.groupby("origin").size()}).reindex(range(count))
    rows["pairs"] = rows["pairs"].fillna(0).astype(int)
    rows["p50"], rows["p90"] = way.quantile(0.5), way.quantile(0.9)
    with_way = way.size().reindex(range(count)).fillna(0)
    rows["no_way"] = 1 - with_way / rows["pairs"].where(rows["pairs"] > 0)
    between = pairs.groupby(["origin", "other"])["ratio"].median().reset_index()
    between = between.sort_values(["origin", "ratio", "other"], ascending=[True, False, True])
    worst = between.drop_duplicates("origin").set_index("origin").reindex(range(count))
    rows["worst"] = worst["other"].fillna(-1).astype(int)
    rows["detour"] = worst["ratio"].where(np.isfinite(worst["ratio"]))
    return rows


def _crossed(
    pairs: pd.DataFrame, worst: pd.Series, where: npt.NDArray[np.float64], lines: gpd.GeoDataFrame
) -> dict[int, tuple[str, str | None]]:
    """Kinds and names of what the straight lines from a buurt (number) to its worst neighbour cross."""
    there = pairs[pairs["other"].to_numpy() == worst.to_numpy()[pairs["origin"]]]
    straight = shapely.linestrings(np.stack([where[there["start"]], where[there["end"]]], axis=1))
    line, what = lines.sindex.query(straight, predicate="intersects")
    found = pd.DataFrame(
        {
            "origin": there["origin"].to_numpy()[line],
            "kind": lines["kind"].to_numpy()[what],
            "name": lines["name"].to_numpy()[what],
        }
    ).drop_duplicates()
    return {
        number: (
            ",".join(kind for kind in BARRIER_KINDS if kind in set(part["kind"])),
            "; ".join(sorted(set(part["name"].dropna()))) or None,
        )
        for number, part in ((int(str(key)), rows) for key, rows in found.groupby("origin"))
    }


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
