"""Times from every site to every demand point of a region, asked once a means of travel, and what is read off them.

Here: the table, the nearest site, the table by buurt, weighted quantiles. What a time means for hubs and people (areas,
coverage, access) is in the modules that take a :class:`SiteTimes`; how times are found is in :mod:`geo.travel_time`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.travel_time.model import TravelTimes

TRAVEL_TIME_COLUMNS = ("site_id", "buurtcode", "mode", "duration_s", "length_m", "reached_share", "method")

type Floats = npt.NDArray[np.float64]
type Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SiteTimes:
    """Seconds and metres from n sites to m demand points by one means; infinite where there is no way.

    ``site_ids``: n ids. ``duration_s``, ``length_m``: (n, m) float32.
    """

    mode: str
    method: str
    site_ids: tuple[str, ...]
    duration_s: npt.NDArray[np.float32]
    length_m: npt.NDArray[np.float32]

    def of(self, ids: Collection[str]) -> SiteTimes:
        """The same of some sites only, in the order of ``ids``; raises KeyError for a site that was not asked."""
        place = {site: row for row, site in enumerate(self.site_ids)}
        rows = [place[site] for site in ids]
        return SiteTimes(self.mode, self.method, tuple(ids), self.duration_s[rows], self.length_m[rows])

    def within(self, minutes: float) -> Flags:
        """Which points each site reaches within so many minutes, (n, m)."""
        return self.duration_s <= np.float32(minutes * 60)

    def nearest_s(self) -> npt.NDArray[np.float32]:
        """Seconds to each point from its nearest site, (m,); infinite where none has a way to it."""
        return self.duration_s.min(axis=0, initial=np.float32(np.inf))

    def nearest_site(self) -> npt.NDArray[np.int64]:
        """Row of the nearest site of each point, (m,), the first of equals; -1 where none has a way to it."""
        if not len(self.site_ids):
            return np.full(self.duration_s.shape[1], -1)
        nearest = self.duration_s.argmin(axis=0)
        return np.where(np.isfinite(self.duration_s.min(axis=0)), nearest, -1)


def site_times(times: TravelTimes, sites: gpd.GeoDataFrame, demand: gpd.GeoDataFrame) -> SiteTimes:
    """The table from ``sites``[site_id, geometry Point] to ``demand``[geometry Point], RD New.

    Ask it with all sites of a region and the same demand points for each question, so that it is computed once.
    """
    matrix = times.table(points_of(sites), points_of(demand))
    duration, length = (np.where(np.isnan(v), np.float32(np.inf), v) for v in (matrix.duration_s, matrix.length_m))
    return SiteTimes(times.mode, times.method, tuple(sites["site_id"]), duration, length)


def points_of(frame: gpd.GeoDataFrame) -> Floats:
    """Coordinates of a frame of points, (n, 2)."""
    return shapely.get_coordinates(frame.geometry.to_numpy())


def times_by_buurt(times: SiteTimes, demand: gpd.GeoDataFrame, *, horizon_s: float = np.inf) -> pd.DataFrame:
    """Travel time from each site to each buurt: the mean over the buurt's reachable demand points, by weight.

    ``demand``: as :func:`geo.coverage.demand_points`, the points of ``times``. A buurt where nobody is expected to be
    frail counts its points alike.

    Returns planning.travel_time rows: site_id, buurtcode, mode, duration_s, length_m, reached_share, method; absent is
    a pair of which no point is reachable, or whose mean is over ``horizon_s`` seconds.
    """
    buurt, buurtcodes = pd.factorize(demand["buurtcode"], sort=True)
    weight = demand["weight"].to_numpy(dtype=float)
    weight = np.where(np.bincount(buurt, weight, minlength=len(buurtcodes))[buurt] > 0, weight, 1.0)
    total = np.bincount(buurt, weight, minlength=len(buurtcodes))
    parts = []
    for site, site_id in enumerate(times.site_ids):
        there = np.isfinite(times.duration_s[site])
        mass, seconds, metres = (
            np.bincount(buurt[there], weight[there] * value, minlength=len(buurtcodes))
            for value in (1.0, times.duration_s[site, there], times.length_m[site, there])
        )
        some = np.flatnonzero(mass > 0)
        some = some[seconds[some] / mass[some] <= horizon_s]
        columns = {
            "site_id": site_id,
            "buurtcode": buurtcodes[some],
            "mode": times.mode,
            "duration_s": seconds[some] / mass[some],
            "length_m": metres[some] / mass[some],
            "reached_share": np.minimum(mass[some] / total[some], 1.0),
            "method": times.method,
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(TRAVEL_TIME_COLUMNS))


def weighted_quantiles(
    values: npt.NDArray, weights: Floats, groups: npt.NDArray[np.int64], count: int, shares: Sequence[float]
) -> Floats:
    """For each of ``count`` groups the least value that at least a share of its weight is at or below.

    ``values`` (m,) may be infinite, ``groups`` (m,) numbers from 0. Returns (count, shares), NaN for a group without
    weight and where the quantile is infinite.
    """
    order = np.lexsort((values, groups))
    value, weight, group = np.asarray(values, dtype=float)[order], weights[order], groups[order]
    total = np.bincount(group, weight, minlength=count)
    before = np.concatenate([[0.0], np.cumsum(weight)])
    first = np.searchsorted(group, np.arange(count))
    result = np.full((count, len(shares)), np.nan)
    for column, share in enumerate(shares):
        wanted = before[first] + share * total * (1 - 1e-12)
        place = np.minimum(np.searchsorted(before[1:], wanted), max(0, len(value) - 1))
        found = total > 0
        result[found, column] = value[place[found]]
    return np.where(np.isfinite(result), result, np.nan)
