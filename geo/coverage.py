"""Who belongs to which hub, and the four measures of coverage: reachable, known, served, capacity. Never one figure.

Here: demand points, times from sites to buurten, catchments, coverage. What an area looks like is in
``geo.service_area``; how many people are frail is in ``geo.frailty``; which hubs to open is in ``geo.hub_location``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.frailty import HOME
from geo.travel_time.model import TravelTimes

RD_NEW = "EPSG:28992"
TRAVEL_TIME_COLUMNS = ("site_id", "buurtcode", "mode", "duration_s", "length_m", "method")
CATCHMENT_COLUMNS = ("buurtcode", "hub_id", "duration_s", "length_m", "expected_frail", "forced")
COVERAGE_COLUMNS = ("buurtcode", "measure", "mode", "minutes", "value", "numerator", "denominator")


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


def wijk_of(buurtcode: str) -> str:
    """The wijk of a buurt: CBS numbers buurten within wijken (BU01500203 lies in WK015002)."""
    return f"WK{buurtcode[2:8]}"


def demand_points(
    buurten: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame | None, frailty: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Where the expected frail residents at home live: at every address of their buurt alike.

    ``buurten``: core.buurt[buurtcode, geometry]. ``addresses``: core.address[buurtcode, geometry], or None.
    ``frailty``: planning.frailty rows. RD New.

    Returns GeoDataFrame[buurtcode, address_count, weight, geometry Point]: a row an address, address_count 1, weight
    expected / addresses of its buurt; and for a buurt without addresses its representative point with the whole weight,
    address_count 0. Addresses outside the buurten are left out. Raises CoverageError where the buurten of the estimate
    and of the map are not the same.
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
            "address_count": np.ones(len(known), dtype=int),
            "weight": (expected / count).reindex(known["buurtcode"]).to_numpy(dtype=float),
        },
        geometry=known.geometry.to_numpy(),
        crs=RD_NEW,
    )
    bare = buurten[~buurten["buurtcode"].isin(known["buurtcode"])]
    at_buurten = gpd.GeoDataFrame(
        {
            "buurtcode": bare["buurtcode"].to_numpy(),
            "address_count": np.zeros(len(bare), dtype=int),
            "weight": expected.reindex(bare["buurtcode"]).to_numpy(dtype=float),
        },
        geometry=bare.geometry.representative_point().to_numpy(),
        crs=RD_NEW,
    )
    parts = [part for part in (at_addresses, at_buurten) if len(part)]
    points = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True)) if parts else at_addresses
    return points.sort_values("buurtcode", kind="stable", ignore_index=True)


def site_matrix(times: TravelTimes, sites: gpd.GeoDataFrame, demand: gpd.GeoDataFrame) -> pd.DataFrame:
    """Travel time from each site to each buurt: the mean over the buurt's reachable demand points, by weight.

    ``sites``: GeoDataFrame[site_id, geometry Point]. ``demand``: as :func:`demand_points`. RD New. A buurt where nobody
    is expected to be frail counts its points alike. Returns planning.travel_time rows: site_id, buurtcode, mode,
    duration_s, length_m, method; a pair of which no point is reachable is absent.
    """
    matrix = times.table(_coordinates(sites), _coordinates(demand))
    buurt, buurtcodes = pd.factorize(demand["buurtcode"], sort=True)
    weight = demand["weight"].to_numpy(dtype=float)
    total = np.bincount(buurt, weight, minlength=len(buurtcodes))
    weight = np.where(total[buurt] > 0, weight, 1.0)
    rows = []
    for site, site_id in enumerate(sites["site_id"]):
        reached = np.where(np.isnan(matrix.duration_s[site]), 0.0, weight)
        mass = np.bincount(buurt, reached, minlength=len(buurtcodes))
        some = np.flatnonzero(mass > 0)
        mean_s, mean_m = (
            np.bincount(buurt, reached * np.nan_to_num(values[site]), minlength=len(buurtcodes))[some] / mass[some]
            for values in (matrix.duration_s, matrix.length_m)
        )
        for buurtcode, seconds, metres in zip(buurtcodes[some], mean_s, mean_m, strict=True):
            rows.append((site_id, buurtcode, times.mode, float(seconds), float(metres), times.method))
    return pd.DataFrame(rows, columns=list(TRAVEL_TIME_COLUMNS))


def catchment(
    travel_time: pd.DataFrame,
    open_sites: Collection[str],
    frail_by_buurt: pd.Series,
    serves: Mapping[str, str | Collection[str]] | None = None,
) -> pd.DataFrame:
    """Which open hub serves each buurt: the nearest one, or the nearest of those that are fixed for its wijk.

    ``travel_time``: planning.travel_time rows of one mode. ``open_sites``: hub ids. ``frail_by_buurt``: expected frail
    residents at home by buurtcode. ``serves``: hub id or ids fixed for a wijkcode (today's practice,
    :func:`offered_wijken`); those that are not open do not count. Ties go to the shorter way, then to the first id.

    Returns planning.catchment rows: buurtcode, hub_id, duration_s, length_m, expected_frail, forced. A buurt that no
    open hub reaches, or not the one fixed for it, is absent. Raises CoverageError for times of more than one mode.
    """
    if travel_time["mode"].nunique() > 1:
        raise CoverageError("A catchment needs the travel times of one mode; these hold several.")
    opened = set(open_sites)
    fixed = {wijk: opened & ({hubs} if isinstance(hubs, str) else set(hubs)) for wijk, hubs in (serves or {}).items()}
    near = travel_time[travel_time["site_id"].isin(opened)].rename(columns={"site_id": "hub_id"})
    allowed = near["buurtcode"].map(lambda code: fixed.get(wijk_of(code)) or opened)
    right = [hub in hubs for hub, hubs in zip(near["hub_id"], allowed, strict=True)]
    near = near[np.array(right, dtype=bool)]
    near = near.sort_values(["buurtcode", "duration_s", "length_m", "hub_id"]).drop_duplicates("buurtcode")
    near = near.assign(
        expected_frail=frail_by_buurt.reindex(near["buurtcode"]).to_numpy(dtype=float),
        forced=[bool(fixed.get(wijk_of(code))) for code in near["buurtcode"]],
    )
    if near["expected_frail"].isna().any():
        missing = near.loc[near["expected_frail"].isna(), "buurtcode"].iloc[0]
        raise CoverageError(f"Buurt {missing} has travel times but no estimate of frailty; compute both anew.")
    return near[list(CATCHMENT_COLUMNS)].reset_index(drop=True)


def weekly_hours(concierges: pd.DataFrame, catchments: pd.DataFrame, open_sites: Collection[str]) -> dict[str, float]:
    """Concierge hours a week at each open hub.

    ``concierges``: core.concierge[hub_id, workdays, shift_from_s, shift_to_s]. ``catchments``: as :func:`catchment`.
    The hours of concierges whose hub is not open go to the open hubs without concierges of their own (to all open hubs
    where each has its own), in proportion to the expected frail residents of their catchments: an assumption.
    """
    days = np.array([len(str(workdays).split(",")) for workdays in concierges["workdays"]], dtype=float)
    shift_s = (concierges["shift_to_s"] - concierges["shift_from_s"]).to_numpy(dtype=float)
    at_hub = pd.Series(days * shift_s / 3600).groupby(concierges["hub_id"].to_numpy()).sum()
    result = {hub: float(at_hub.get(hub, 0.0)) for hub in sorted(open_sites)}
    free = float(at_hub[~at_hub.index.isin(result)].sum())
    load = catchments.groupby("hub_id")["expected_frail"].sum()
    takers = [hub for hub in result if not result[hub]] or list(result)
    shares = np.array([float(load.get(hub, 0.0)) for hub in takers])
    shares = shares / shares.sum() if shares.sum() > 0 else np.full(len(takers), 1 / max(1, len(takers)))
    for hub, share in zip(takers, shares, strict=True):
        result[hub] += free * float(share)
    return result


def coverage(
    times: TravelTimes,
    hubs: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    catchments: pd.DataFrame,
    *,
    deliveries: pd.DataFrame,
    visits: pd.DataFrame,
    hours: Mapping[str, float],
    offered: Collection[str],
    minutes: Sequence[int],
    as_of: dt.date,
    norm: Norm | None = None,
) -> pd.DataFrame:
    """The four measures of coverage of each buurt's expected frail residents at home.

    ``hubs``: the open hubs[hub_id, geometry Point]. ``demand``: as :func:`demand_points`. ``catchments``: as
    :func:`catchment`. ``deliveries``: core.delivery[service_date, resident_key, buurtcode, contact]. ``visits``:
    core.visit[service_date, resident_key, buurtcode]. ``hours``: concierge hours a week by hub (:func:`weekly_hours`).
    ``offered``: wijkcodes that a hub of today serves. ``minutes``: limits for reachable. ``as_of``: last day counted.

    - reachable: expected frail at demand points within the limit of the nearest open hub (mode, minutes).
    - known: distinct residents with a delivery or a visit in the last year. May exceed 1: the estimate is an
      expectation, and not everybody known is frail or over 65.
    - served: distinct residents with a visit, or a delivery with contact (a letterbox delivery is none), in the last
      four weeks. NULL where the wijk lies outside ``offered``: not offered, which is not zero.
    - capacity: visits a week that the hub's hours allow, shared over its catchment by expected frail, against the
      visits they would ask; 0 where no hub's catchment holds the buurt.

    Returns planning.coverage rows: buurtcode, measure, mode, minutes, value, numerator, denominator; value is NaN where
    nobody is expected to be frail. Residents without a buurt (address not found) are in no row.
    """
    norm = norm or Norm()
    expected = demand.groupby("buurtcode")["weight"].sum().sort_index()
    nearest = _nearest_s(times, hubs, demand)
    parts = []
    for limit in sorted(set(minutes)):
        within = (demand["weight"] * (nearest <= limit * 60)).groupby(demand["buurtcode"]).sum()
        parts.append(_measure("reachable", times.mode, limit, within.reindex(expected.index), expected))
    end = pd.Timestamp(as_of)
    seen = pd.concat([_who(deliveries), _who(visits)])
    known = _residents(seen, end - pd.DateOffset(months=norm.known_months), end, expected)
    parts.append(_measure("known", "none", 0, known, expected))
    met = pd.concat([_who(deliveries[deliveries["contact"].astype(bool)]), _who(visits)])
    served = _residents(met, end - pd.Timedelta(days=norm.served_days), end, expected)
    served[[wijk_of(code) not in set(offered) for code in served.index]] = np.nan
    parts.append(_measure("served", "none", 0, served, expected))
    possible = _visits_possible(catchments, hours, norm).reindex(expected.index, fill_value=0.0)
    parts.append(_measure("capacity", "none", 0, possible, expected * norm.visits_per_week))
    return pd.concat(parts, ignore_index=True)


def _nearest_s(times: TravelTimes, hubs: gpd.GeoDataFrame, demand: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Seconds to each demand point from its nearest hub; infinite where no hub reaches it."""
    duration = times.table(_coordinates(hubs), _coordinates(demand)).duration_s.astype(float)
    return np.where(np.isnan(duration), np.inf, duration).min(axis=0, initial=np.inf)


def _who(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[["service_date", "resident_key", "buurtcode"]]


def _residents(contacts: pd.DataFrame, after: pd.Timestamp, until: pd.Timestamp, expected: pd.Series) -> pd.Series:
    """Distinct residents a buurt, of contacts later than ``after`` and not later than ``until``."""
    day = pd.to_datetime(contacts["service_date"])
    recent = contacts[(day > after) & (day <= until)]
    return recent.groupby("buurtcode")["resident_key"].nunique().reindex(expected.index, fill_value=0).astype(float)


def _visits_possible(catchments: pd.DataFrame, hours: Mapping[str, float], norm: Norm) -> pd.Series:
    """Visits a week for each buurt of a catchment: its hub's visits, by its part of the expected frail there."""
    load = catchments.groupby("hub_id")["expected_frail"].transform("sum")
    part = catchments["expected_frail"] / load.where(load > 0, 1.0)
    visits = np.array([hours.get(hub, 0.0) * 60 / norm.minutes_per_visit for hub in catchments["hub_id"]], dtype=float)
    return pd.Series(visits * part.to_numpy(dtype=float), index=catchments["buurtcode"].to_numpy())


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
        },
        columns=list(COVERAGE_COLUMNS),
    )


def _coordinates(frame: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    return shapely.get_coordinates(frame.geometry.to_numpy())
