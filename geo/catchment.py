"""Who belongs to which hub, without overlap: by buurt or by address, by time or by concierge hours, with fixed hubs.

The four measures of coverage are in :mod:`geo.coverage`; which hubs are open is chosen in :mod:`geo.hub_choice`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

from geo.scenario import Scenario
from geo.site_times import Floats, SiteTimes, times_by_buurt

CATCHMENT_COLUMNS = (
    "buurtcode", "hub_id", "duration_s", "length_m", "expected_frail", "share", "addresses", "main", "forced", "rule"
)  # fmt: skip
NEAREST, TODAY, SCENARIO, HOURS = "nearest", "today", "scenario", "hours"
OVERFLOW_S = 4 * 3600.0
"""What one resident over a hub's part weighs in seconds of travel, at least: it is exceeded only where it must."""

type Codes = Mapping[str, str | Collection[str]]


class CatchmentError(ValueError):
    """Catchments cannot be drawn up as asked."""


@dataclass(frozen=True)
class CatchmentRules:
    """What decides who belongs to which hub.

    ``unit``: ``buurt`` or ``address``, what is served as a whole. ``today``: hub id or ids that serve a wijkcode in
    today's practice; those that are not open do not count. ``forced``: the hub of a buurtcode or wijkcode, a buurt's
    own line before its wijk's. ``hours``: concierge hours a week by hub, None to go by time alone; with them no hub
    gets more of the frail residents than its part of the hours, unless what is fixed asks it.
    """

    unit: str = "buurt"
    today: Codes = field(default_factory=dict)
    forced: Mapping[str, str] = field(default_factory=dict)
    hours: Mapping[str, float] | None = None


@dataclass(frozen=True, eq=False)
class Catchments:
    """``rows``: planning.catchment rows, :data:`CATCHMENT_COLUMNS`.

    ``by_address``: planning.catchment_address rows[address_id, buurtcode, hub_id, duration_s], none where buurten are
    served as a whole.
    """

    rows: pd.DataFrame
    by_address: pd.DataFrame


def wijk_of(buurtcode: str) -> str:
    """The wijk of a buurt: CBS numbers buurten within wijken (BU01500203 lies in WK015002)."""
    return f"WK{buurtcode[2:8]}"


def catchments(times: SiteTimes, demand: gpd.GeoDataFrame, rules: CatchmentRules) -> Catchments:
    """Which open hub serves each buurt, or each address: the nearest that may, or as hours allow.

    ``times``: of the open hubs only. ``demand``: as :func:`geo.coverage.demand_points`. Ties go to the shorter way,
    then to the first id. What no hub that may serve it has a way to is left out. Raises CatchmentError where a forced
    hub is not open, or hours are asked for and none are known.
    """
    hubs = times.of(sorted(times.site_ids))
    _check(hubs, rules)
    buurt, codes = pd.factorize(demand["buurtcode"], sort=True)
    weight = demand["weight"].to_numpy(dtype=float)
    fixed, reason = _fixed(codes, hubs.site_ids, rules)
    if rules.unit == "address":
        seconds, metres, unit_buurt = hubs.duration_s.T.astype(float), hubs.length_m.T.astype(float), buurt
        unit_weight = weight
    else:
        seconds, metres = _means(times_by_buurt(hubs, demand), codes, hubs.site_ids)
        unit_buurt, unit_weight = np.arange(len(codes)), np.bincount(buurt, weight, minlength=len(codes))
    seconds = np.where(fixed[unit_buurt], seconds, np.inf)
    chosen = _nearest(seconds, metres)
    by_hours = np.zeros(len(chosen), dtype=bool)
    if rules.hours is not None and len(hubs.site_ids):
        chosen, by_hours = _by_hours(seconds, unit_weight, chosen, hubs.site_ids, rules.hours)
    units = pd.DataFrame({"unit": np.arange(len(chosen)), "buurt": unit_buurt, "hub": chosen, "moved": by_hours})
    units = units[units["hub"] >= 0]
    units["duration_s"] = seconds[units["unit"], units["hub"]]
    units["length_m"] = metres[units["unit"], units["hub"]]
    units["weight"] = unit_weight[units["unit"]]
    count = demand["address_count"].to_numpy()
    units["addresses"] = (
        count[units["unit"]] if rules.unit == "address" else np.bincount(buurt, count)[units["unit"]].astype(int)
    )
    rows = _rows(units, codes, hubs.site_ids, reason, np.bincount(buurt, weight))
    by_address = _by_address(units if rules.unit == "address" else units.iloc[:0], demand, hubs.site_ids)
    return Catchments(rows, by_address)


def _by_address(units: pd.DataFrame, demand: gpd.GeoDataFrame, hubs: tuple[str, ...]) -> pd.DataFrame:
    points = demand.iloc[units["unit"]]
    frame = pd.DataFrame(
        {
            "address_id": points["address_id"].to_numpy(),
            "buurtcode": points["buurtcode"].to_numpy(),
            "hub_id": np.array(hubs, dtype=object)[units["hub"]],
            "duration_s": units["duration_s"].to_numpy(dtype=float),
        }
    )
    return frame[frame["address_id"].notna()].reset_index(drop=True)


def weekly_hours(concierges: pd.DataFrame, rows: pd.DataFrame, open_sites: Collection[str]) -> dict[str, float]:
    """Concierge hours a week at each open hub.

    ``concierges``: core.concierge[hub_id, workdays, shift_from_s, shift_to_s]. ``rows``: as
    :func:`catchments`. The hours of concierges whose hub is not open go to the open hubs without
    concierges of their own (to all open hubs where each has its own), in proportion to the expected frail residents of
    their catchments: an assumption.
    """
    days = np.array([len(str(workdays).split(",")) for workdays in concierges["workdays"]], dtype=float)
    shift_s = (concierges["shift_to_s"] - concierges["shift_from_s"]).to_numpy(dtype=float)
    at_hub = pd.Series(days * shift_s / 3600).groupby(concierges["hub_id"].to_numpy()).sum()
    result = {hub: float(at_hub.get(hub, 0.0)) for hub in sorted(open_sites)}
    free = float(at_hub[~at_hub.index.isin(result)].sum())
    load = rows.groupby("hub_id")["expected_frail"].sum()
    takers = [hub for hub in result if not result[hub]] or list(result)
    shares = np.array([float(load.get(hub, 0.0)) for hub in takers])
    shares = shares / shares.sum() if shares.sum() > 0 else np.full(len(takers), 1 / max(1, len(takers)))
    for hub, share in zip(takers, shares, strict=True):
        result[hub] += free * float(share)
    return result


def divide(
    times: SiteTimes, demand: gpd.GeoDataFrame, scenario: Scenario, today: Codes, concierges: pd.DataFrame
) -> Catchments:
    """The catchments of a scenario's open hubs, as its ``catchment``, ``forced`` and ``assign_by`` ask.

    ``times``: of the open hubs. ``today``: hubs by wijkcode in today's practice. ``concierges``: as
    :func:`weekly_hours`. Raises CatchmentError as :func:`catchments`.
    """
    rules = CatchmentRules(scenario.catchment, today, scenario.forced)
    by_time = catchments(times, demand, rules)
    if scenario.assign_by != HOURS:
        return by_time
    return catchments(times, demand, replace(rules, hours=weekly_hours(concierges, by_time.rows, times.site_ids)))


def _check(hubs: SiteTimes, rules: CatchmentRules) -> None:
    shut = sorted(f"{code} to {hub}" for code, hub in rules.forced.items() if hub not in hubs.site_ids)
    if shut:
        raise CatchmentError(
            f"The scenario's 'forced' gives {shut[0]}, which is not open in it; put that hub under keep, or take the "
            "line out."
        )
    if rules.hours is not None and hubs.site_ids and not sum(rules.hours.get(hub, 0.0) for hub in hubs.site_ids) > 0:
        raise CatchmentError(
            "The scenario assigns by hours, but no concierge hours are known; fill in concierges.csv, or write "
            "'assign_by: time'."
        )


def _fixed(
    codes: npt.NDArray, hubs: tuple[str, ...], rules: CatchmentRules
) -> tuple[npt.NDArray[np.bool_], list[str | None]]:
    """Which hubs may serve each buurt, (buurten, hubs), and why where that is not all of them."""
    allowed = np.ones((len(codes), len(hubs)), dtype=bool)
    reason: list[str | None] = [None] * len(codes)
    for row, code in enumerate(codes):
        forced = rules.forced.get(code) or rules.forced.get(wijk_of(code))
        practice = rules.today.get(wijk_of(code), ())
        only = {forced} if forced else ({practice} if isinstance(practice, str) else set(practice)) & set(hubs)
        if only:
            allowed[row] = [hub in only for hub in hubs]
            reason[row] = SCENARIO if forced else TODAY
    return allowed, reason


def _means(by_buurt: pd.DataFrame, codes: npt.NDArray, hubs: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Mean seconds and metres, (buurten, hubs), infinite where there is no way."""
    seconds, metres = np.full((2, len(codes), len(hubs)), np.inf)
    row, column = np.searchsorted(codes, by_buurt["buurtcode"]), np.searchsorted(hubs, by_buurt["site_id"])
    seconds[row, column], metres[row, column] = by_buurt["duration_s"], by_buurt["length_m"]
    return seconds, metres


def _nearest(seconds: Floats, metres: Floats) -> npt.NDArray[np.int64]:
    """Column of the least seconds in each row, of equals the least metres, then the first; -1 where none."""
    if not seconds.shape[1]:
        return np.full(len(seconds), -1)
    least = seconds.min(axis=1)
    nearest = np.where(seconds == least[:, None], metres, np.inf).argmin(axis=1)
    return np.where(np.isfinite(least), nearest, -1)


def _by_hours(
    seconds: Floats, weight: Floats, nearest: npt.NDArray[np.int64], hubs: tuple[str, ...], hours: Mapping[str, float]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The assignment with the least frail residents x seconds in which each hub gets at most its part of the hours.

    A transportation problem, solved exactly (HiGHS); at most as many units as there are hubs come out divided, and go
    as a whole to the hub with their largest part. Returns the hubs, and which units are not with their nearest one.
    """
    units = np.flatnonzero((nearest >= 0) & (weight > 0))
    row, hub = np.nonzero(np.isfinite(seconds[units]))
    mass = weight[units][row]
    part = np.array([hours.get(name, 0.0) for name in hubs])
    limit = weight[units].sum() * part / part.sum()
    overflow = max(OVERFLOW_S, 2 * float(seconds[units][row, hub].max(initial=0.0)))
    pairs, count = len(row), len(hubs)
    each = sparse.csr_array((np.ones(pairs), (row, np.arange(pairs))), shape=(len(units), pairs + count))
    load = sparse.csr_array((mass, (hub, np.arange(pairs))), shape=(count, pairs + count))
    over = sparse.csr_array((-np.ones(count), (np.arange(count), pairs + np.arange(count))), shape=load.shape)
    solved = linprog(
        np.concatenate([mass * seconds[units][row, hub], np.full(count, overflow)]),
        A_ub=load + over, b_ub=limit, A_eq=each, b_eq=np.ones(len(units)), bounds=(0, None), method="highs",
    )  # fmt: skip
    if solved.status != 0:
        raise CatchmentError(f"The division by concierge hours was not found ({solved.message}); assign by time.")
    parts = np.zeros((len(units), count))
    parts[row, hub] = solved.x[:pairs]
    chosen = nearest.copy()
    chosen[units] = parts.argmax(axis=1)
    return chosen, chosen != nearest


def _rows(
    units: pd.DataFrame, codes: npt.NDArray, hubs: tuple[str, ...], reason: list[str | None], total: Floats
) -> pd.DataFrame:
    """A row for each buurt and hub that serves (a part of) it."""
    mass = np.where(units["weight"] > 0, units["weight"], 1e-9)  # where nobody is expected, each counts alike
    sums = units.assign(mass=mass, seconds=units["duration_s"] * mass, metres=units["length_m"] * mass, one=1).groupby(
        ["buurt", "hub"], as_index=False
    )[["weight", "mass", "seconds", "metres", "addresses", "moved", "one"]]
    rows = sums.sum()
    whole = total[rows["buurt"]]
    of_buurt = rows.groupby("buurt")["one"].transform("sum")
    rows["share"] = np.where(whole > 0, rows["weight"] / np.where(whole > 0, whole, 1.0), rows["one"] / of_buurt)
    rows["share"] = rows["share"].clip(upper=1.0)
    best = rows.assign(mean_s=rows["seconds"] / rows["mass"]).sort_values(
        ["buurt", "share", "mean_s", "hub"], ascending=[True, False, True, True]
    )
    why = [reason[buurt] for buurt in rows["buurt"]]
    return pd.DataFrame(
        {
            "buurtcode": codes[rows["buurt"]],
            "hub_id": np.array(hubs, dtype=object)[rows["hub"]],
            "duration_s": rows["seconds"] / rows["mass"],
            "length_m": rows["metres"] / rows["mass"],
            "expected_frail": rows["weight"],
            "share": rows["share"],
            "addresses": rows["addresses"].astype(int),
            "main": rows.index.isin(best.index[~best["buurt"].duplicated()]),
            "forced": [each is not None for each in why],
            "rule": [each or (HOURS if moved else NEAREST) for each, moved in zip(why, rows["moved"], strict=True)],
        },
        columns=list(CATCHMENT_COLUMNS),
    )
