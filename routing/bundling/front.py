"""From unchanged contact to traded contact: choices of delivery days, each driven on the weeks that were.

Belongs here: the weeks of the history as a :class:`DayProblem`, the points of the front, and what each drives. Does not
belong here: the model (``delivery_days``).

The model prices a stop; what is *shown* is driven: the orders of the weeks on their new days, in rounds of concierges
and rides of suppliers found by one engine for today and for every point. A point that drives no less than the one
before it, or than today, is not on the front. Weeks are the last complete ones of the history, Monday to Saturday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from routing.bundling.history import History
from routing.bundling.roads import Floats, Indices, Roads
from routing.bundling.tours import tour_lengths
from routing.delivery_days import (
    DAYS,
    Ask,
    DayProblem,
    Limits,
    choose_days,
    minutes_lost,
    today,
)

LEVELS: tuple[tuple[str, float, bool], ...] = (
    ("moments", 0.0, True),
    ("minutes", 0.0, False),
    ("traded_2", 0.02, False),
    ("traded_5", 0.05, False),
    ("traded_10", 0.10, False),
)
"""Points: name, share of the contact minutes that may be lost, and whether nobody may be seen less often."""

DEFAULT = "minutes"
"""Contact minutes of every resident unchanged."""

WEEKS = 4
SHIFT = 2
"""Weeks looked at, and days that goods may move: as in the measure of bundling within two days."""

FRONT_COLUMNS = (
    "point", "position", "default_point", "on_front", "lost_allowed", "model_m", "bound_m", "gap", "status",
    "supplier_km", "concierge_km", "driven_km", "saved_km", "co2_kg", "supplier_rides", "stops", "contact_moments",
    "contact_minutes", "lost_minutes", "residents_moved", "residents_losing", "most_lost_minutes",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class DaysAsked:
    """A problem and the rows of the history that it is about.

    ``rows``: history rows of the weeks, with week (0, 1, ...), weekday and group (-1: stays as it is). ``groups``:
    DataFrame[resident_key, supplier_id, weekday], in the order of the problem's groups. ``weeks``: how many.
    """

    problem: DayProblem
    rows: pd.DataFrame
    groups: pd.DataFrame
    weeks: int


@dataclass(frozen=True, eq=False)
class DayFront:
    """All points a week on average: ``points`` (FRONT_COLUMNS), ``suppliers`` (point, supplier_id, days_today, days,
    rides_today, rides), ``moves`` (point, resident_key, supplier_id, from_day, to_day, lost_minutes; ISO weekdays) and
    ``losses`` (point, lost_from_min, lost_to_min, residents)."""

    points: pd.DataFrame
    suppliers: pd.DataFrame
    moves: pd.DataFrame
    losses: pd.DataFrame


def days_asked(
    past: History,
    roads: Roads,
    supplier_days: Mapping[str, Sequence[int]],
    wish_days: Mapping[str, Sequence[int]],
    room: Mapping[str, int],
    *,
    weeks: int = WEEKS,
    shift: int = SHIFT,
    longest_visit_min: float = 15.0,
) -> DaysAsked | None:
    """The last ``weeks`` complete weeks of a history as a problem; None where they have nothing that may move.

    Args:
        past: the history; deliveries past the hub and those without a known place are no part of it.
        roads: distances between its places.
        supplier_days: ISO weekdays (1 is Monday) that each supplier offers; a day on which it came counts as offered.
        wish_days: ISO weekdays that suit a resident; absent is any.
        room: deliveries a day of each hub; at least what its busiest day had.
        weeks, shift, longest_visit_min: see :class:`DayProblem`; goods move at most ``shift`` days in their own week.
    """
    rows = past.rows[past.located & (past.rows["channel"] != "past_hub").to_numpy()].copy()
    day = rows["day"].to_numpy(np.int64)
    rows["weekday"] = (day + 3) % 7
    whole = (day + 3) // 7
    last = int(whole.max(initial=-1)) - (0 if day.max(initial=0) % 7 in (2, 3) else 1)  # Saturday or Sunday ends one
    rows["week"] = whole - (last - weeks + 1)
    rows = rows[rows["week"].between(0, weeks - 1) & (rows["weekday"] < DAYS)].reset_index(drop=True)
    movable = rows["may_share"].to_numpy()
    if not movable.any():
        return None
    keys = ["resident_key", "supplier_id", "weekday"]
    rows["group"] = -1
    rows.loc[movable, "group"] = rows[movable].groupby(keys, sort=True).ngroup()
    groups = rows[movable].drop_duplicates("group").sort_values("group")[[*keys, "hub_id"]].reset_index(drop=True)
    moved = rows[movable]
    residents = pd.Index(sorted(set(groups["resident_key"])))
    suppliers, hubs = pd.Index(sorted(set(rows["supplier_id"]))), pd.Index(sorted(set(rows["hub_id"])))
    standing = rows[~movable & (rows["channel"] == "hub").to_numpy()]
    fixed = np.column_stack([suppliers.get_indexer(standing["supplier_id"]), hubs.get_indexer(standing["hub_id"]),
                             standing["week"], standing["weekday"]]).astype(np.int64)  # fmt: skip
    busiest = rows.groupby(["hub_id", "week", "weekday"]).size().groupby("hub_id").max().reindex(hubs)
    fixed_orders = rows[~movable].groupby(["hub_id", "week", "weekday"]).size().groupby("hub_id").max()
    allowed_room = np.maximum(busiest, [room.get(hub, 0) for hub in hubs]) - fixed_orders.reindex(hubs).fillna(0)
    most = moved.groupby(["hub_id", "week", "weekday"]).size().groupby("hub_id").max().reindex(hubs).fillna(0)
    start_m, ride_m = _ride_metres(rows, roads, suppliers, hubs)
    problem = DayProblem(
        resident=residents.get_indexer(groups["resident_key"]).astype(np.int64),
        supplier=suppliers.get_indexer(groups["supplier_id"]).astype(np.int64),
        hub=hubs.get_indexer(groups["hub_id"]).astype(np.int64),
        today=groups["weekday"].to_numpy(np.int64),
        allowed=_allowed(groups, supplier_days, wish_days, shift),
        group=moved["group"].to_numpy(np.int64),
        week=moved["week"].to_numpy(np.int64),
        minutes=np.where(moved["contact"], moved["contact_minutes"], 0.0),
        contact=moved["contact"].to_numpy(bool),
        start_m=start_m,
        ride_m=ride_m,
        stop_m=_stop_metres(rows, roads, hubs),
        fixed=np.unique(fixed, axis=0),
        room=np.maximum(allowed_room, most).to_numpy(np.int64),
        longest_visit_min=longest_visit_min,
    )
    return DaysAsked(problem, rows, groups, weeks)


def day_front(
    asked: DaysAsked, roads: Roads, fuel_g_km: Mapping[str, float], *, limits: Limits | None = None
) -> DayFront:
    """Today and every level of LEVELS, chosen and driven; figures a week, the mean of the weeks.

    Args:
        asked: the problem.
        roads: the distances it was made with.
        fuel_g_km: gram CO2 a kilometre of each supplier's vehicle; concierges drive without exhaust.
        limits: of each search.
    """
    problem = asked.problem
    total, now_lost = float(problem.minutes.sum()), minutes_lost(problem, problem.today)
    asks = [
        Ask(share * total + (float(now_lost.sum()) if share else 0.0), keep_moments=keep) for _, share, keep in LEVELS
    ]
    found = choose_days(problem, asks, limits)
    choices = [("today", 0.0, today(problem))]
    choices += [(name, share, choice) for (name, share, _), choice in zip(LEVELS, found, strict=True)]
    points, suppliers, moves, losses = [], [], [], []
    best, base = np.inf, np.nan
    for position, (name, share, choice) in enumerate(choices):
        lost = np.maximum(minutes_lost(problem, choice.day) - now_lost, 0.0) / asked.weeks
        row, per_supplier = _driven(asked, roads, choice.day, fuel_g_km)
        base = row["driven_km"] if position == 0 else base
        moving = choice.day != problem.today
        points.append(
            {"point": name, "position": position, "default_point": name == DEFAULT,
             "on_front": position == 0 or row["driven_km"] < best - 1e-6, "lost_allowed": share,
             "model_m": choice.objective / asked.weeks, "bound_m": choice.bound / asked.weeks, "gap": choice.gap,
             "status": choice.status, **row, "saved_km": base - row["driven_km"],
             "contact_minutes": row["contact_minutes"] - float(lost.sum()), "lost_minutes": float(lost.sum()),
             "residents_moved": int(asked.groups.loc[moving, "resident_key"].nunique()),
             "residents_losing": int((lost > 1e-9).sum()), "most_lost_minutes": float(lost.max(initial=0.0))}
        )  # fmt: skip
        best = min(best, row["driven_km"])
        suppliers.append(per_supplier.assign(point=name))
        moved = asked.groups[moving]
        moves.append(
            pd.DataFrame({"point": name, "resident_key": moved["resident_key"], "supplier_id": moved["supplier_id"],
                          "from_day": moved["weekday"] + 1, "to_day": choice.day[moving] + 1,
                          "lost_minutes": lost[problem.resident[moving]]})
        )  # fmt: skip
        losses.append(_losses(lost).assign(point=name))
    before = suppliers[0].set_index("supplier_id")
    by_supplier = pd.concat(suppliers, ignore_index=True)
    by_supplier["days_today"] = by_supplier["supplier_id"].map(before["days"])
    by_supplier["rides_today"] = by_supplier["supplier_id"].map(before["rides"])
    return DayFront(
        pd.DataFrame(points)[list(FRONT_COLUMNS)],
        by_supplier[["point", "supplier_id", "days_today", "days", "rides_today", "rides"]],
        pd.concat(moves, ignore_index=True),
        pd.concat(losses, ignore_index=True)[["point", "lost_from_min", "lost_to_min", "residents"]],
    )


def _allowed(
    groups: pd.DataFrame, supplier_days: Mapping[str, Sequence[int]], wish_days: Mapping[str, Sequence[int]], shift: int
) -> np.ndarray:
    now = groups["weekday"].to_numpy(np.int64)
    allowed = np.abs(np.arange(DAYS)[None, :] - now[:, None]) <= shift
    for row, (resident, supplier) in enumerate(zip(groups["resident_key"], groups["supplier_id"], strict=True)):
        allowed[row] &= np.isin(np.arange(DAYS) + 1, list(supplier_days.get(supplier, ())))
        if resident in wish_days:
            allowed[row] &= np.isin(np.arange(DAYS) + 1, list(wish_days[resident]))
    allowed[np.arange(len(now)), now] = True
    return allowed


def _ride_metres(rows: pd.DataFrame, roads: Roads, suppliers: pd.Index, hubs: pd.Index) -> tuple[Floats, Floats]:
    """Metres of a ride whichever hub, (suppliers,), and what each hub adds, (suppliers, hubs); 0 for stock.

    For two hubs the sum is the round past both, exactly; for more it lies between the rounds past one and past all.
    """
    start, adds = np.zeros(len(suppliers)), np.zeros((len(suppliers), len(hubs)))
    pairs = rows[rows["channel"] != "stock"].drop_duplicates(["supplier_id", "hub_id"])
    for supplier, own in pairs.groupby("supplier_id", sort=True):
        depot, hub = own["depot"].to_numpy(np.int64), own["hub"].to_numpy(np.int64)
        alone = 2.0 * roads.between(depot, hub)
        _, past_all = tour_lengths(roads, np.zeros(len(hub), np.int64), np.full(len(hub), depot[0]), hub)
        shared = max(0.0, (alone.sum() - past_all[0]) / (len(hub) - 1)) if len(hub) > 1 else alone[0]
        row = suppliers.get_loc(supplier)
        start[row] = min(shared, float(alone.min()))
        adds[row, hubs.get_indexer(pd.Index(own["hub_id"]))] = alone - start[row]
    return start, adds


def _stop_metres(rows: pd.DataFrame, roads: Roads, hubs: pd.Index) -> Floats:
    """What one stop more costs a hub's round: half its metres a stop, for a tour grows as the root of its stops."""
    ride = _numbers(rows, "hub_id", "day")
    _, metres = tour_lengths(roads, ride, rows["hub"].to_numpy(np.int64), rows["home"].to_numpy(np.int64))
    hub = rows.groupby(ride)["hub_id"].first()
    driven = pd.Series(metres, index=hub.index).groupby(hub).sum()
    stops = rows.drop_duplicates(["hub_id", "day", "home"]).groupby("hub_id").size()
    return np.asarray((driven / stops / 2.0).reindex(hubs), dtype=np.float64)


def _numbers(rows: pd.DataFrame, *keys: str) -> Indices:
    """One number for each different combination of keys."""
    return np.asarray(rows.groupby(list(keys)).ngroup(), dtype=np.int64)


def _driven(
    asked: DaysAsked, roads: Roads, day: Indices, fuel_g_km: Mapping[str, float]
) -> tuple[dict[str, float], pd.DataFrame]:
    """What the weeks drive on these days, a week: goods that may not share a load go in rounds of their own."""
    rows = asked.rows
    group = rows["group"].to_numpy(np.int64)
    weekday = np.where(group >= 0, day[np.maximum(group, 0)], rows["weekday"].to_numpy(np.int64))
    at = rows.assign(on=rows["week"].to_numpy(np.int64) * DAYS + weekday)
    round_of = _numbers(at, "hub_id", "on", "may_share")
    home = at["home"].to_numpy(np.int64)
    _, rounds = tour_lengths(roads, round_of, at["hub"].to_numpy(np.int64), home)
    brought = at[at["channel"] != "stock"]
    ride_of = _numbers(brought, "supplier_id", "depot", "on")
    names, rides = tour_lengths(roads, ride_of, brought["depot"].to_numpy(np.int64), brought["hub"].to_numpy(np.int64))
    owner = brought.groupby(ride_of)["supplier_id"].first().reindex(names)
    by_supplier = pd.Series(rides, index=owner.to_numpy()).groupby(level=0).sum()
    co2 = float(sum(metres * fuel_g_km[str(name)] for name, metres in by_supplier.items())) / 1e6
    weeks = asked.weeks
    contact = at[at["contact"]]
    per_supplier = pd.DataFrame(
        {
            "days": at.assign(weekday=weekday).groupby("supplier_id")["weekday"].agg(
                lambda found: ",".join(str(each + 1) for each in sorted(set(found)))
            ),
            "rides": brought.groupby("supplier_id")["on"].nunique() / weeks,
        }
    )  # fmt: skip
    supplier_km, concierge_km = float(by_supplier.sum()) / 1000 / weeks, float(rounds.sum()) / 1000 / weeks
    return {
        "supplier_km": supplier_km,
        "concierge_km": concierge_km,
        "driven_km": supplier_km + concierge_km,
        "co2_kg": co2 / weeks,
        "supplier_rides": brought[["supplier_id", "on"]].drop_duplicates().shape[0] / weeks,
        "stops": at.drop_duplicates(["home", "on", "may_share"]).shape[0] / weeks,
        "contact_moments": contact.drop_duplicates(["resident_key", "on"]).shape[0] / weeks,
        "contact_minutes": float(contact["contact_minutes"].sum()) / weeks,
    }, per_supplier.fillna({"rides": 0.0}).rename_axis("supplier_id").reset_index()


def _losses(lost: Floats) -> pd.DataFrame:
    """How many residents lose how many minutes a week."""
    edges = [0.0, 1.0, 2.0, 5.0, 10.0, np.inf]
    counts = [int(((lost > max(low, 1e-9)) & (lost <= high)).sum()) for low, high in pairwise(edges)]
    frame = pd.DataFrame({"lost_from_min": edges[:-1], "lost_to_min": edges[1:], "residents": counts})
    return frame[frame["residents"] > 0].replace(np.inf, np.nan)


def period_of(asked: DaysAsked) -> tuple[dt.date, dt.date]:
    """First and last day of the weeks looked at."""
    day = asked.rows["day"].to_numpy(np.int64)
    monday = int((day.min() + 3) // 7 * 7 - 3) - 7 * int(asked.rows["week"].iloc[int(day.argmin())])
    first = np.datetime64(monday, "D").astype(dt.date)
    return first, first + dt.timedelta(days=7 * asked.weeks - 1)
