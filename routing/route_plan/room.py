"""What coming days of a hub have room for: hours on duty less appointments, known work, and what the forecast reserves.

From it a plan knows to which day work can move; nothing of the day itself is planned here. A forecast reserves minutes
and litres only for deliveries that are not among the orders yet, and never becomes a stop.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from routing.route_plan.problem import DAY_S
from routing.route_plan.rota import RECEIPT, duties_on, on_duty
from routing.route_plan.rules import PlanRules, flag, number, weekdays
from routing.route_plan.standing import with_standing

WAY_S = 300
"""Seconds on the way for each stop of a day that is not planned yet: an assumption, as in the coverage of a hub."""

ROOM = ("hub_id", "forecast_date", "duty_s", "known_stops", "known_s", "known_l", "expected", "low", "high",
        "reserved_s", "reserved_l", "free_s")  # fmt: skip


def room_ahead(
    days: list[dt.date],
    hubs: list[str],
    orders: pd.DataFrame,
    standing: pd.DataFrame,
    concierges: pd.DataFrame,
    duties: pd.DataFrame,
    expected: pd.DataFrame,
    contact_share: float,
    rules: PlanRules | None = None,
) -> pd.DataFrame:
    """A row a hub and coming day (columns ROOM), planning.forecast_room.

    Args: days and hubs; orders (with volume_l where known), standing orders, concierges, duties as in core; expected:
    deliveries by hub_id and forecast_date with their interval (expected, low, high), empty where there is no forecast;
    share of deliveries with contact.
    """
    rules = rules or PlanRules()
    each_s = contact_share * rules.contact_s + (1 - contact_share) * rules.letterbox_s + WAY_S
    each_l = contact_share * rules.order_l + (1 - contact_share) * rules.letterbox_l
    told = {(row.hub_id, row.forecast_date): row for row in _rows(expected)}
    rows = []
    for day in days:
        work = with_standing(orders[orders["service_date"] == day], standing, day)
        staff = on_duty(concierges, duties, day)
        busy = duties_on(duties, staff, day)
        for hub in hubs:
            mine, there = work[work["hub_id"] == hub], _there(staff[staff["hub_id"] == hub], day)
            duty_s = _duty_s(there, busy, rules)
            addresses = mine["resident_key"].nunique()
            known_s = sum(_at_door(line, rules) for _, line in mine.iterrows()) + WAY_S * addresses
            known_l = sum(_litres(line, rules) for _, line in mine.iterrows())
            row = told.get((hub, day))
            mean, low, high = (0.0, 0.0, 0.0) if row is None else (row.expected, row.low, row.high)
            extra = max(0.0, mean - float((mine["kind"] == "delivery").sum()))
            reserved_s = round(extra * each_s)
            rows.append((hub, day, duty_s, addresses, round(known_s), float(known_l), mean, low, high, reserved_s,
                         extra * each_l, duty_s - round(known_s) - reserved_s))  # fmt: skip
    return pd.DataFrame(rows, columns=list(ROOM))


def free_by_hub(room: pd.DataFrame) -> dict[str, Mapping[dt.date, int]]:
    """Seconds still free by hub and day, never under 0, as `build_problem` takes them."""
    return {
        str(hub): {day: max(0, int(free)) for day, free in zip(rows["forecast_date"], rows["free_s"], strict=True)}
        for hub, rows in room.groupby("hub_id")
    }


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    return iter(frame.itertuples(index=False))


def _there(staff: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    return staff[[day.isoweekday() in weekdays(cell) for cell in staff["workdays"]]]


def _duty_s(staff: pd.DataFrame, busy: pd.DataFrame, rules: PlanRules) -> int:
    """Seconds of the shifts less appointments, and less the receipt of goods where that is no appointment."""
    mine = busy[busy["concierge_key"].isin(staff["concierge_key"])]
    receiving = set(mine.loc[mine["kind"] == RECEIPT, "concierge_key"])
    shifts = (staff["shift_to_s"] - staff["shift_from_s"]).clip(0, DAY_S).sum()
    receipts = rules.receipt_s * sum(who not in receiving for who in staff["concierge_key"])
    return max(0, int(shifts) - receipts - round(60 * float(mine["minutes"].sum())))


def _at_door(line: pd.Series, rules: PlanRules) -> float:
    said = line.get("service_minutes")
    if said is not None and not pd.isna(said):
        return 60 * float(said)
    return rules.contact_s if flag(line.get("contact")) else rules.letterbox_s


def _litres(line: pd.Series, rules: PlanRules) -> int:
    if line["kind"] != "delivery":
        return 0
    return number(line.get("volume_l"), rules.order_l if flag(line.get("contact")) else rules.letterbox_l)
