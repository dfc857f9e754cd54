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
    people = np.column_stack([weight, count])
    rows = []
    for limit in sorted({minutes for limits in wanted.values() for minutes in limits}):
        sites = [site for site, limits in wanted.items() if limit in limits]
        is_open = np.array([site in hubs for site in sites])
        within = times.of(sites).within(limit)
        alone = within & (open_times.within(limit).sum(axis=0)[None, :] == is_open[:, None])
        reached, added = within.astype(float) @ people, alone.astype(float) @ people
        for row, site in enumerate(sites):
            frail, more = float(reached[row, 0]), float(added[row, 0])
            homes, new = round(float(reached[row, 1])), round(float(added[row, 1]))
            rows.append((site, times.mode, limit, site in hubs, frail, more, float(weight.sum()), homes, new))
    return pd.DataFrame(rows, columns=list(CONTRIBUTION_COLUMNS))


def white_spots(
    times: SiteTimes, minutes: int, demand: gpd.GeoDataFrame, buurten: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Clusters of addresses with expected frail residents that no open hub reaches within ``minutes``, worst first.

    ``times``: of the open hubs. ``buurten``: core.buurt[buurtcode, geometry]. A cluster is a group of touching cells of
    200 m of one buurt. Returns planning.white_spot rows, RD New: spot, mode,
    minutes, buurtcode, addresses, expected_frail, nearest_hub_id, nearest_s, geometry.
    """
    weight = demand["weight"].to_numpy(dtype=float)
    left = np.flatnonzero((times.nearest_s() > np.float32(minutes * 60)) & (weight > 0))
    cell = np.floor(points_of(demand)[left] / SPOT_CELL_M).astype(np.int64)
    buurt, codes = pd.factorize(demand["buurtcode"].to_numpy()[left], sort=True)
    spot, count = _clusters(buurt, cell)
    weight, nearest = weight[left], times.nearest_s()[left].astype(float)
    there = np.isfinite(nearest)
    mass = np.bincount(spot[there], weight[there], minlength=count)
    seconds = np.bincount(spot[there], weight[there] * nearest[there], minlength=count)
    shapes = dict(zip(buurten["buurtcode"], buurten.geometry, strict=True))
    first = np.unique(spot, return_index=True)[1]
    code = codes[buurt[first]] if count else np.empty(0, dtype=object)
    spots = gpd.GeoDataFrame(
        {
            "spot": 0,
            "mode": times.mode,
            "minutes": minutes,
            "buurtcode": code,
            "addresses": np.bincount(spot, demand["address_count"].to_numpy()[left], minlength=count).astype(int),
            "expected_frail": np.bincount(spot, weight, minlength=count),
            "nearest_hub_id": most_of(spot, count, times.nearest_site()[left], weight, times.site_ids),
            "nearest_s": np.where(mass > 0, seconds / np.where(mass > 0, mass, 1.0), np.nan),
        },
        geometry=[_cells_in(shapes[name], cell[spot == number]) for number, name in enumerate(code)],
        crs=f"EPSG:{RD_NEW}",
    )
    spots = spots.sort_values(["expected_frail", "buurtcode"], ascending=[False, True], kind="stable")
    return spots.assign(spot=np.arange(1, count + 1)).reset_index(drop=True)


def _clusters(buurt: npt.NDArray[np.int64], cell: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], int]:
    """Number of the group of touching cells of one buurt in which each place lies, by buurt; and how many there are."""
    group = np.zeros(len(buurt), dtype=np.int64)
    count = 0
    for number in range(int(buurt.max(initial=-1)) + 1):
        members = buurt == number
        column, row = (cell[members] - cell[members].min(axis=0)).T
        there = np.zeros((row.max() + 1, column.max() + 1), dtype=bool)
        there[row, column] = True
        label, found = ndimage.label(there, np.ones((3, 3)))
        group[members] = count + label[row, column] - 1
        count += int(found)
    return group, count


def _cells_in(buurt: shapely.Geometry, cell: npt.NDArray[np.int64]) -> shapely.MultiPolygon:
    west, south = (np.unique(cell, axis=0) * SPOT_CELL_M).T
    squares = shapely.box(west, south, west + SPOT_CELL_M, south + SPOT_CELL_M)
    cut = shapely.make_valid(shapely.intersection(shapely.union_all(squares), buurt))
    parts = [p for p in shapely.get_parts(shapely.get_parts(cut)) if isinstance(p, shapely.Polygon) and p.area > 0]
    return shapely.MultiPolygon(parts or [squares[0]])  # a place on the very border of its buurt keeps a square
