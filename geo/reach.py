"""How far the frail residents at home are from the hubs: quantiles, what changed, what each hub adds, white spots.

The shares within a limit are one of the four measures (:mod:`geo.coverage`); areas are in :mod:`geo.service_area`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import ndimage

from geo.catchment import wijk_of
from geo.db.base import RD_NEW
from geo.site_times import Flags, SiteTimes, points_of, weighted_quantiles

SHARES = (0.1, 0.5, 0.9)
SPOT_CELL_M = 200.0
LEAST_FRAIL = 1e-9
"""Fewer expected residents than this are nobody: what is left of sums of floats."""

REACH_COLUMNS = (
    "area_code", "mode", "area_kind", "expected_frail", "reached_share", "p10_s", "p50_s", "p90_s", "mean_s", "hub_id",
    "method",
)  # fmt: skip
CHANGE_COLUMNS = (
    "buurtcode", "mode", "minutes", "hub_id", "gained_frail", "lost_frail", "kept_frail", "never_frail", "change_s",
    "verdict",
)  # fmt: skip
CONTRIBUTION_COLUMNS = (
    "hub_id", "mode", "minutes", "open", "reached_frail", "added_frail", "total_frail", "addresses", "added_addresses"
)  # fmt: skip
SPOT_COLUMNS = (
    "spot", "mode", "minutes", "buurtcode", "addresses", "expected_frail", "nearest_hub_id", "nearest_s", "geometry"
)  # fmt: skip
GAINED, LOST, BOTH, UNCHANGED = "gained", "lost", "both", "unchanged"


def reach(times: SiteTimes, demand: gpd.GeoDataFrame, gemeenten: Mapping[str, str]) -> pd.DataFrame:
    """Quantiles of the time from the nearest open hub over the expected frail at home, by buurt, wijk and gemeente.

    ``times``: of the open hubs, to ``demand`` (:func:`geo.coverage.demand_points`). ``gemeenten``: gemeentecode by
    buurtcode. Who is not reached counts as infinitely far. Returns planning.reach rows, :data:`REACH_COLUMNS`, a row an
    area; quantiles are lower ones (so many seconds or less), NaN where they fall among those who are not reached.
    """
    buurt = demand["buurtcode"]
    areas = {"buurt": buurt, "wijk": buurt.map(wijk_of), "gemeente": buurt.map(dict(gemeenten))}
    weight, nearest, hub = demand["weight"].to_numpy(dtype=float), times.nearest_s().astype(float), times.nearest_site()
    return pd.concat(
        [_reach_of(kind, codes, times, weight, nearest, hub) for kind, codes in areas.items()], ignore_index=True
    )


def _reach_of(
    kind: str, codes: pd.Series, times: SiteTimes, weight: npt.NDArray, nearest: npt.NDArray, hub: npt.NDArray
) -> pd.DataFrame:
    area, names = pd.factorize(codes, sort=True)
    count, there = len(names), np.isfinite(nearest)
    total = np.bincount(area, weight, minlength=count)
    reached = np.bincount(area[there], weight[there], minlength=count)
    seconds = np.bincount(area[there], weight[there] * nearest[there], minlength=count)
    quantiles = weighted_quantiles(nearest, weight, area, count, SHARES)
    with np.errstate(invalid="ignore", divide="ignore"):
        share, mean = np.minimum(reached / total, 1.0), seconds / reached
    columns = {
        "area_code": names,
        "mode": times.mode,
        "area_kind": kind,
        "expected_frail": total,
        "reached_share": np.where(total > 0, share, np.nan),
        **{f"p{round(share * 100)}_s": quantiles[:, column] for column, share in enumerate(SHARES)},
        "mean_s": np.where(reached > 0, mean, np.nan),
        "hub_id": most_of(area, count, hub, weight, times.site_ids),
        "method": times.method,
    }
    return pd.DataFrame(columns, columns=list(REACH_COLUMNS))


def most_of(
    area: npt.NDArray[np.int64],
    count: int,
    site: npt.NDArray[np.int64],
    weight: npt.NDArray[np.float64],
    site_ids: Sequence[str],
) -> list[str | None]:
    """The site that is the nearest one of most of each area's weight; of equals the first; None where there is none."""
    there = site >= 0
    width = max(1, len(site_ids))
    cast = np.bincount(area[there] * width + site[there], weight[there] + 1e-12, minlength=count * width)
    votes = cast.reshape(count, width)
    return [site_ids[best] if most > 0 else None for best, most in zip(votes.argmax(1), votes.max(1), strict=True)]


def reach_change(
    times: SiteTimes,
    today: Collection[str],
    opened: Collection[str],
    limits: Sequence[int],
    demand: gpd.GeoDataFrame,
    hub_areas: Mapping[str, str],
) -> pd.DataFrame:
    """Who is within each limit of the open hubs but not of today's, and the other way round, counted point by point.

    ``times``: of all sites. ``today``, ``opened``: site ids. ``limits``: minutes. ``hub_areas``: the hub that serves a
    buurtcode in the scenario. Returns planning.reach_change rows, :data:`CHANGE_COLUMNS`; the four counts of a row add
    up to the expected frail at home.
    """
    buurt, codes = pd.factorize(demand["buurtcode"], sort=True)
    weight = demand["weight"].to_numpy(dtype=float)
    before, after = times.of(list(today)).nearest_s(), times.of(list(opened)).nearest_s()
    both = np.isfinite(before) & np.isfinite(after)
    change = np.where(both, after.astype(float), 0.0) - np.where(both, before.astype(float), 0.0)

    def frail(who: Flags) -> npt.NDArray[np.float64]:
        return np.bincount(buurt[who], weight[who], minlength=len(codes))

    mass = frail(both)
    moved = np.bincount(buurt, weight * change, minlength=len(codes))
    mean = np.where(mass > 0, moved / np.where(mass > 0, mass, 1.0), np.nan)
    parts = []
    for limit in sorted(set(limits)):
        was, now = before <= np.float32(limit * 60), after <= np.float32(limit * 60)
        gained, lost = frail(now & ~was), frail(was & ~now)
        up, down = gained > LEAST_FRAIL, lost > LEAST_FRAIL
        columns = {
            "buurtcode": codes,
            "mode": times.mode,
            "minutes": limit,
            "hub_id": [hub_areas.get(code) for code in codes],
            "gained_frail": gained,
            "lost_frail": lost,
            "kept_frail": frail(was & now),
            "never_frail": frail(~was & ~now),
            "change_s": mean,
            "verdict": np.select([up & down, up, down], [BOTH, GAINED, LOST], UNCHANGED),
        }
        parts.append(pd.DataFrame(columns, columns=list(CHANGE_COLUMNS)))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(CHANGE_COLUMNS))


def hub_contribution(
    times: SiteTimes, opened: Collection[str], wanted: Mapping[str, Sequence[int]], demand: gpd.GeoDataFrame
) -> pd.DataFrame:
    """What each site reaches within each limit, and what of it no other open hub does.

    ``times``: of all sites. ``opened``: ids of the open hubs. ``wanted``: minutes by site id. Returns
    planning.hub_contribution rows: hub_id, mode, minutes, open, reached_frail, added_frail, total_frail, addresses,
    added_addresses.
    """
    weight, count = demand["weight"].to_numpy(dtype=float), demand["address_count"].to_numpy(dtype=float)
    hubs = set(opened)
    open_times = times.of([site for site in times.site_ids if site in hubs])
    rows = []
    for limit in sorted({minutes for limits in wanted.values() for minutes in limits}):
        by_open = open_times.within(limit).sum(axis=0)
        for site in (site for site, limits in wanted.items() if limit in limits):
            within = times.of([site]).within(limit)[0]
            alone = within & (by_open == (1 if site in hubs else 0))
            frail, added = float(weight @ within), float(weight @ alone)
            homes, more = round(float(count @ within)), round(float(count @ alone))
            rows.append((site, times.mode, limit, site in hubs, frail, added, float(weight.sum()), homes, more))
    return pd.DataFrame(rows, columns=list(CONTRIBUTION_COLUMNS))


def white_spots(
    times: SiteTimes, minutes: int, demand: gpd.GeoDataFrame, buurten: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Clusters of addresses with expected frail residents that no open hub reaches within ``minutes``, worst first.

    ``times``: of the open hubs. ``buurten``: core.buurt[buurtcode, geometry]. A cluster is a group of touching cells of
    200 m of one buurt. Returns planning.white_spot rows, :data:`SPOT_COLUMNS`, RD New.
    """
    nearest, site = times.nearest_s(), times.nearest_site()
    weight = demand["weight"].to_numpy(dtype=float)
    left = np.flatnonzero((nearest > np.float32(minutes * 60)) & (weight > 0))
    where = np.floor(points_of(demand)[left] / SPOT_CELL_M).astype(int)
    frame = pd.DataFrame({"buurtcode": demand["buurtcode"].to_numpy()[left], "x": where[:, 0], "y": where[:, 1]})
    frame = frame.assign(
        point=left, weight=weight[left], count=demand["address_count"].to_numpy()[left], nearest=nearest[left],
        site=site[left],
    )  # fmt: skip
    shapes = dict(zip(buurten["buurtcode"], buurten.geometry, strict=True))
    rows = []
    for code, part in frame.groupby("buurtcode", sort=True):
        label = _clusters(part["x"].to_numpy(), part["y"].to_numpy())
        rows += [_spot(str(code), spot, times, minutes, shapes[code]) for _, spot in part.groupby(label)]
    spots = gpd.GeoDataFrame(rows, columns=list(SPOT_COLUMNS), geometry="geometry", crs=f"EPSG:{RD_NEW}")
    spots = spots.sort_values(["expected_frail", "buurtcode"], ascending=[False, True], kind="stable")
    return spots.assign(spot=np.arange(1, len(spots) + 1)).reset_index(drop=True)


def _clusters(x: npt.NDArray[np.int64], y: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Number of the group of touching cells (corners included) in which each place lies."""
    column, row = x - x.min(), y - y.min()
    there = np.zeros((row.max() + 1, column.max() + 1), dtype=bool)
    there[row, column] = True
    label, _ = ndimage.label(there, np.ones((3, 3)))
    return np.asarray(label[row, column], dtype=np.int64)


def _spot(code: str, spot: pd.DataFrame, times: SiteTimes, minutes: int, buurt: shapely.Geometry) -> tuple:
    cells = spot[["x", "y"]].drop_duplicates().to_numpy() * SPOT_CELL_M
    squares = shapely.box(cells[:, 0], cells[:, 1], cells[:, 0] + SPOT_CELL_M, cells[:, 1] + SPOT_CELL_M)
    cut = shapely.make_valid(shapely.intersection(shapely.union_all(squares), buurt))
    parts = [p for p in shapely.get_parts(shapely.get_parts(cut)) if isinstance(p, shapely.Polygon) and p.area > 0]
    shape = shapely.MultiPolygon(parts or list(squares))  # a place on the very border of its buurt keeps its square
    there = spot[np.isfinite(spot["nearest"]) & (spot["site"] >= 0)]
    weight = spot["weight"].to_numpy()
    hub = most_of(np.zeros(len(spot), dtype=np.int64), 1, spot["site"].to_numpy(), weight, times.site_ids)[0]
    mean = float(np.average(there["nearest"], weights=there["weight"])) if len(there) else np.nan
    return (0, times.mode, minutes, code, int(spot["count"].sum()), float(weight.sum()), hub, mean, shape)
