"""Who works with what: shifts and vehicles of a hub's day, and the concierges' own appointments as duties.

Residents and their orders do not come here.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from geo.zones import may_enter
from routing.route_plan.problem import Kind, Shift, Stop, Vehicle
from routing.route_plan.rules import PlanRules, flag, number, text, weekdays

DUTY_COLUMNS = ("concierge_key", "kind", "weekdays", "from_s", "to_s", "minutes")
"""A duty falls on the ISO weekdays given; it begins between from_s and to_s and lasts `minutes`."""


def shifts_of(
    staff: pd.DataFrame,
    vehicles: pd.DataFrame,
    hub_id: str,
    weekday: int,
    rules: PlanRules,
    receiving: frozenset[str] = frozenset(),
) -> tuple[Shift, ...]:
    """The shifts of the day, each with a vehicle that nobody else drives at that hour.

    They begin after the receipt of goods, but for those in `receiving`, whose receipt is an appointment of its own.
    """
    at_hub = vehicles[(vehicles["hub_id"] == hub_id) & (vehicles["kind"] != "passenger_van")].sort_values("vehicle_id")
    known = {str(row["vehicle_id"]): row for _, row in vehicles.iterrows()}
    shifts: list[Shift] = []
    for _, row in staff.sort_values(["concierge_key", "shift_from_s"]).iterrows():
        if weekday not in weekdays(row["workdays"]):
            continue
        receipt_s = 0 if str(row["concierge_key"]) in receiving else rules.receipt_s
        from_s, to_s = int(row["shift_from_s"]) + receipt_s, int(row["shift_to_s"])
        if from_s >= to_s:
            continue
        busy = {shift.vehicle_id for shift in shifts if shift.from_s < to_s and from_s < shift.to_s}
        own = text(row.get("vehicle_id"))
        wanted = [*([] if own is None else [own]), *at_hub["vehicle_id"].astype(str)]
        chosen = next((each for each in wanted if each not in busy), None)
        shifts.append(
            Shift(
                concierge_key=str(row["concierge_key"]),
                from_s=from_s,
                to_s=to_s,
                vehicle=_vehicle(chosen, known.get(chosen) if chosen is not None else None, rules),
                max_trips=rules.max_trips,
                reload_s=rules.reload_s,
            )
        )
    return tuple(shifts)


def _vehicle(vehicle_id: str | None, row: pd.Series | None, rules: PlanRules) -> Vehicle:
    """A vehicle as its row tells; of one that is not known only the number of stops is limited."""
    if row is None:
        return Vehicle(vehicle_id, max_stops=rules.default_max_stops)
    capacity = number(row.get("capacity_l"), 0) or None
    range_km = row.get("range_km")
    range_m = None if range_km is None or pd.isna(range_km) else round(1000 * float(range_km))
    return Vehicle(
        vehicle_id,
        capacity_l=capacity,
        max_stops=None if capacity else rules.default_max_stops,
        cooled_l=None if "cooled" not in row or flag(row["cooled"]) else 0,
        range_m=range_m,
        reserve_m=0 if range_m is None else round(rules.reserve * range_m),
        charge_m_per_s=rules.charge_m_per_s,
        emission_free=may_enter(str(row["kind"])),
    )


def duties_of(
    duties: pd.DataFrame | None, shifts: tuple[Shift, ...], service_date: dt.date, hub_point: tuple[float, float]
) -> list[Stop]:
    """The appointments (DUTY_COLUMNS, kind one of DUTIES) of who works this day, as stops at the hub.

    A column `geometry` (Point in RD New), where there is one and filled, is the place of a duty elsewhere.
    """
    if duties is None:
        return []
    at_work = {shift.concierge_key for shift in shifts}
    stops = []
    for place, (_, row) in enumerate(duties.iterrows(), start=1):
        who, kind = str(row["concierge_key"]), str(row["kind"])
        if who not in at_work or service_date.isoweekday() not in weekdays(row["weekdays"]):
            continue
        point = row.get("geometry")
        elsewhere = point is not None and not pd.isna(point)
        named: Kind = kind  # type: ignore[assignment]  # RouteProblem refuses what is no duty and has no resident
        stops.append(
            Stop(
                stop_id=f"{kind}-{who}-{place}",
                resident_key="",
                order_ids=(),
                kind=named,
                contact=False,
                service_s=round(60 * float(row["minutes"])),
                window_from_s=int(row["from_s"]),
                window_to_s=int(row["to_s"]),
                only=frozenset({who}),
                # ``elsewhere`` is True only where there is a point
                point=(float(point.x), float(point.y)) if elsewhere else hub_point,  # type: ignore[union-attr]
            )
        )
    return stops
