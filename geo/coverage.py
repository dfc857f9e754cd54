"""Whom the hubs cover, in four measures: reachable, known, served, capacity. Never one figure.

Here: demand points, hours, coverage. Who belongs to which hub is in ``geo.catchment``, what an area looks like in
``geo.service_area``, how many people are frail in ``geo.frailty``, which hubs to open in ``geo.hub_location``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.catchment import wijk_of
from geo.frailty import HOME
from geo.site_times import SiteTimes

RD_NEW = "EPSG:28992"
COVERAGE_COLUMNS = ("buurtcode", "measure", "mode", "minutes", "value", "numerator", "denominator", "status")
MEASURED, NOT_OFFERED, NOBODY, UNKNOWN = "measured", "not_offered", "nobody_expected", "unknown"


class CoverageError(ValueError):
    """Coverage cannot be computed from what was given."""


@dataclass(frozen=True)
class Norm:
    """What a visit asks and when a resident counts; the figures of TNO 2022, section 4.3, where it gives them.

    ``visits_per_week``: "on average two a week". ``minutes_per_visit``: about ten minutes inside and five on the way,
    an assumption. ``served_days``: the last four weeks. ``known_months``: the last year.
    """

    visits_per_week: float = 2.0
    minutes_per_visit: float = 15.0
    served_days: int = 28
    known_months: int = 12


def frail_at_home(frailty: pd.DataFrame) -> pd.Series:
    """Expected frail residents at home by buurtcode, from planning.frailty rows[buurtcode, group_name, expected]."""
    home = frailty[frailty["group_name"] == HOME]
    if home["buurtcode"].duplicated().any():
        raise CoverageError("The estimate of frailty has a buurt twice; give the rows of one scenario only.")
    return home.set_index("buurtcode")["expected"].astype(float)


def open_hubs(hubs: gpd.GeoDataFrame, day: dt.date) -> gpd.GeoDataFrame:
    """The hubs in use on ``day``, from core.hub[opened_on, closed_on]; closed_on is the first day out of use."""
    opened, closed = pd.to_datetime(hubs["opened_on"]), pd.to_datetime(hubs["closed_on"])
    now = pd.Timestamp(day)
    return hubs[(opened <= now) & (closed.isna() | (closed > now))]


def offered_wijken(hubs: gpd.GeoDataFrame) -> dict[str, tuple[str, ...]]:
    """The hubs that serve each wijk, by wijkcode, from core.hub[hub_id, serves] of the hubs in use."""
    served: dict[str, tuple[str, ...]] = {}
    for hub_id, serves in zip(hubs["hub_id"], hubs["serves"], strict=True):
        for wijkcode in [] if pd.isna(serves) else [code.strip() for code in str(serves).split(",") if code.strip()]:
            served[wijkcode] = (*served.get(wijkcode, ()), hub_id)
    return served


def demand_points(
    buurten: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame | None, frailty: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Where the expected frail residents at home live: at every address of their buurt alike.

    ``buurten``: core.buurt[buurtcode, geometry]. ``addresses``: core.address[buurtcode, geometry], or None.
    ``frailty``: planning.frailty rows. RD New.

    Returns GeoDataFrame[buurtcode, address_id, address_count, weight, geometry Point]: a row an address, address_count
    1, weight expected / addresses of its buurt; and for a buurt without addresses its representative point with the
    whole weight, address_count 0, no address_id. Addresses outside the buurten are left out. Raises CoverageError where
    the buurten of the estimate and of the map are not the same.
    """
    expected = frail_at_home(frailty)
    unlike = set(expected.index) ^ set(buurten["buurtcode"])
    if unlike:
        raise CoverageError(
            f"The estimate of frailty and the map do not have the same buurten: {', '.join(sorted(unlike)[:5])} "
            f"({len(unlike)} in all) are in one of them only. Load both for the same year."
        )
    known = addresses if addresses is not None else buurten.iloc[:0]
    known = known[known["buurtcode"].isin(expected.index)]
    count = known["buurtcode"].value_counts()
    at_addresses = gpd.GeoDataFrame(
        {
            "buurtcode": known["buurtcode"].to_numpy(),
            "address_id": known["address_id"].to_numpy() if "address_id" in known else None,
            "address_count": np.ones(len(known), dtype=int),
            "weight": (expected / count).reindex(known["buurtcode"]).to_numpy(dtype=float),
        },
        geometry=known.geometry.to_numpy(),
        crs=RD_NEW,
    )
    bare = buurten[~buurten["buurtcode"].isin(known["buurtcode"].unique())]  # far quicker than the column itself
    at_buurten = gpd.GeoDataFrame(
        {
            "buurtcode": bare["buurtcode"].to_numpy(),
            "address_id": None,
            "address_count": np.zeros(len(bare), dtype=int),
            "weight": expected.reindex(bare["buurtcode"]).to_numpy(dtype=float),
        },
        geometry=bare.geometry.representative_point().to_numpy(),
        crs=RD_NEW,
    )
    parts = [part for part in (at_addresses, at_buurten) if len(part)]
    points = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True)) if parts else at_addresses
    return points.sort_values("buurtcode", kind="stable", ignore_index=True)


def coverage(
    reach: Sequence[SiteTimes],
    limits: Mapping[str, Sequence[int]],
    demand: gpd.GeoDataFrame,
    catchments: pd.DataFrame,
    *,
    deliveries: pd.DataFrame,
    visits: pd.DataFrame,
    hours: Mapping[str, float] | None,
    offered: Collection[str],
    as_of: dt.date,
    norm: Norm | None = None,
) -> pd.DataFrame:
    """The four measures of coverage of each buurt's expected frail residents at home.

    ``reach``: times from the open hubs to ``demand`` (:func:`demand_points`), one a means. ``limits``: minutes by
    means. ``catchments``: as :func:`geo.catchment.catchments`. ``deliveries``: core.delivery[service_date,
    resident_key, buurtcode, contact]. ``visits``: core.visit[service_date, resident_key, buurtcode]. ``hours``:
    concierge hours a week by hub (:func:`geo.catchment.weekly_hours`), None where none are known. ``offered``:
    wijkcodes that a hub of today serves. ``as_of``: last day counted.

    - reachable: expected frail at demand points within the limit of the nearest open hub (mode, minutes).
    - known: distinct residents with a delivery or a visit in the last year. May exceed 1: the estimate is an
      expectation, and not everybody known is frail or over 65.
    - served: distinct residents with a visit, or a delivery with contact (a letterbox delivery is none), in the last
      four weeks. NULL where the wijk lies outside ``offered``: not offered, which is not zero.
    - capacity: visits a week that the hub's hours allow, shared over its catchment by expected frail, against the
      visits they would ask; 0 where no hub's catchment holds the buurt.

    Returns planning.coverage rows: buurtcode, measure, mode, minutes, value, numerator, denominator, status; value is
    NaN where nobody is expected to be frail, and ``unknown`` where there is no delivery and no visit at all, or no
    concierge. Residents without a buurt (address not found) are in no row.
    """
    norm = norm or Norm()
    expected = demand.groupby("buurtcode")["weight"].sum().sort_index()
    parts = []
    for times in reach:
        nearest = times.nearest_s()
        for limit in sorted(set(limits.get(times.mode, ()))):
            within = (demand["weight"] * (nearest <= np.float32(limit * 60))).groupby(demand["buurtcode"]).sum()
            parts.append(_measure("reachable", times.mode, limit, within.reindex(expected.index), expected))
    end, told = pd.Timestamp(as_of), len(deliveries) > 0 or len(visits) > 0
    seen = pd.concat([_who(deliveries), _who(visits)])
    known = _residents(seen, end - pd.DateOffset(months=norm.known_months), end, expected)
    parts.append(_measure("known", "none", 0, known if told else known * np.nan, expected))
    met = pd.concat([_who(deliveries[deliveries["contact"].astype(bool)]), _who(visits)])
    served = _residents(met, end - pd.Timedelta(days=norm.served_days), end, expected)
    outside = np.array([wijk_of(code) not in set(offered) for code in served.index], dtype=bool)
    rows = _measure("served", "none", 0, served.where(~outside) if told else served * np.nan, expected)
    parts.append(rows.assign(status=rows["status"].mask(outside, NOT_OFFERED)))
    possible = _visits_possible(catchments, hours or {}, norm).reindex(expected.index, fill_value=0.0)
    possible = possible if hours is not None else possible * np.nan
    parts.append(_measure("capacity", "none", 0, possible, expected * norm.visits_per_week))
    return pd.concat(parts, ignore_index=True)


def _who(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[["service_date", "resident_key", "buurtcode"]]


def _residents(contacts: pd.DataFrame, after: pd.Timestamp, until: pd.Timestamp, expected: pd.Series) -> pd.Series:
    """Distinct residents a buurt, of contacts later than ``after`` and not later than ``until``."""
    day = pd.to_datetime(contacts["service_date"])
    recent = contacts[(day > after) & (day <= until)]
    return recent.groupby("buurtcode")["resident_key"].nunique().reindex(expected.index, fill_value=0).astype(float)


def _visits_possible(catchments: pd.DataFrame, hours: Mapping[str, float], norm: Norm) -> pd.Series:
    """Visits a week for each buurt of a catchment: its hubs' visits, by its part of the expected frail there."""
    load = catchments.groupby("hub_id")["expected_frail"].transform("sum")
    part = catchments["expected_frail"] / load.where(load > 0, 1.0)
    visits = np.array([hours.get(hub, 0.0) * 60 / norm.minutes_per_visit for hub in catchments["hub_id"]], dtype=float)
    return pd.Series(visits * part.to_numpy(dtype=float)).groupby(catchments["buurtcode"].to_numpy()).sum()


def _measure(name: str, mode: str, minutes: int, numerator: pd.Series, denominator: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "buurtcode": denominator.index.to_numpy(),
            "measure": name,
            "mode": mode,
            "minutes": minutes,
            "value": (numerator / denominator.where(denominator > 0)).to_numpy(),
            "numerator": numerator.to_numpy(),
            "denominator": denominator.to_numpy(),
            "status": np.select([numerator.isna(), denominator <= 0], [UNKNOWN, NOBODY], MEASURED),
        },
        columns=list(COVERAGE_COLUMNS),
    )
