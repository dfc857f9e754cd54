"""How near kinds of facility are to the frail residents at home of each buurt, and how much of them there is for each.

Nearness is on foot at the slower walker's pace. Where facilities tell how many people they have place for, the score is
the enhanced two-step floating catchment area of Luo & Qi, *Health & Place* 15 (2009) 1100-1107: each facility's places
are shared over those around it, nearer ones weighing more; and each resident adds up what the facilities around offer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.db.reach import ACCESS_KINDS
from geo.reach import most_of
from geo.site_times import SiteTimes, weighted_quantiles

MODE = "foot_slow"
KINDS: Mapping[str, tuple[str, ...]] = {
    "doctors": ("doctors",),
    "pharmacy": ("pharmacy",),
    "shop": ("supermarket", "shop"),
    "community_centre": ("community_centre", "meeting_place"),
    "day_activity": ("day_activity",),
}
"""Kinds of the social map by the group that a resident asks for."""

WITHIN_MINUTES = (10, 15)
ZONES: tuple[tuple[float, float], ...] = ((5.0, 1.0), (10.0, 0.68), (15.0, 0.22))
"""Minutes and weight of the zones: Luo & Qi's first set of weights, over 15 minutes on foot instead of 30 by car."""

COLUMNS = (
    "buurtcode", "kind", "mode", "expected_frail", "nearest_id", "p50_s", "p90_s", "within_10_share",
    "within_15_share", "score", "score_ratio", "facilities", "with_capacity", "method",
)  # fmt: skip


def walked_to(facilities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The facilities of :data:`KINDS`, as sites[site_id, kind, capacity, geometry], of core.facility, by site_id."""
    kinds = {kind for group in KINDS.values() for kind in group}
    known = facilities[facilities["kind"].isin(kinds)].rename(columns={"facility_id": "site_id"})
    return known[["site_id", "kind", "capacity", "geometry"]].sort_values("site_id", ignore_index=True)


def access(times: SiteTimes, facilities: gpd.GeoDataFrame, demand: gpd.GeoDataFrame) -> pd.DataFrame:
    """Access to each kind of facility of the expected frail at home, by buurt.

    ``times``: from at least ``facilities`` (:func:`walked_to`) to ``demand`` (:func:`geo.coverage.demand_points`).
    Returns planning.access rows, :data:`COLUMNS`, a row a buurt and kind.
    """
    return pd.concat(
        [_of_kind(kind, times, facilities[facilities["kind"].isin(KINDS[kind])], demand) for kind in ACCESS_KINDS],
        ignore_index=True,
    )


def _of_kind(kind: str, times: SiteTimes, facilities: pd.DataFrame, demand: gpd.GeoDataFrame) -> pd.DataFrame:
    buurt, codes = pd.factorize(demand["buurtcode"], sort=True)
    weight, count = demand["weight"].to_numpy(dtype=float), len(codes)
    there = times.of(list(facilities["site_id"]))
    nearest = there.nearest_s().astype(float)
    total = np.bincount(buurt, weight, minlength=count)
    someone = np.where(total > 0, total, np.nan)
    quantiles = weighted_quantiles(nearest, weight, buurt, count, (0.5, 0.9))
    within = [
        np.minimum(np.bincount(buurt, weight * (nearest <= limit * 60), minlength=count) / someone, 1.0)
        for limit in WITHIN_MINUTES
    ]
    capacity = facilities["capacity"].to_numpy(dtype=float)
    known = np.isfinite(capacity)
    score = floating_catchment(there.duration_s[known], capacity[known], weight) if known.any() else weight * np.nan
    by_buurt = np.bincount(buurt, weight * score, minlength=count) / someone
    mean = float(weight @ score) / weight.sum() if weight.sum() > 0 else np.nan
    columns = {
        "buurtcode": codes,
        "kind": kind,
        "mode": times.mode,
        "expected_frail": total,
        "nearest_id": most_of(buurt, count, there.nearest_site(), weight, there.site_ids),
        "p50_s": quantiles[:, 0],
        "p90_s": quantiles[:, 1],
        "within_10_share": within[0],
        "within_15_share": within[1],
        "score": by_buurt,
        "score_ratio": by_buurt / mean if mean > 0 else np.nan,
        "facilities": len(facilities),
        "with_capacity": int(known.sum()),
        "method": times.method,
    }
    return pd.DataFrame(columns, columns=list(COLUMNS))


def floating_catchment(
    duration_s: npt.NDArray, capacity: npt.NDArray, people: npt.NDArray, zones: Sequence[tuple[float, float]] = ZONES
) -> npt.NDArray[np.float64]:
    """Places for each person (E2SFCA), (m,): sum over facilities of weight x capacity / weighted people around it.

    ``duration_s``: (n, m) seconds from n facilities to m places, infinite where there is no way. ``capacity``: (n,)
    places. ``people``: (m,). ``zones``: minutes and weight from near to far; beyond the last the weight is 0. The score
    times ``people`` adds up to the capacity of the facilities that anybody reaches.
    """
    weight = np.zeros(duration_s.shape)
    for minutes, decay in reversed(zones):
        weight[duration_s <= minutes * 60] = decay
    around = weight @ people
    ratio = np.divide(capacity, around, out=np.zeros(len(capacity)), where=around > 0)
    return np.asarray(ratio @ weight, dtype=np.float64)
