"""From the tables of a day to a route problem: orders, residents, wishes, history, shifts and travel times of one hub.

What residents want and what a visit takes is decided here; no search and no output frames.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from routing.route_plan.problem import DAY_S, Kind, RoutePlanError, RouteProblem, Shift, Stop, Unplanned, whole

ORDER_COLUMNS = ("order_id", "service_date", "supplier_id", "hub_id", "resident_key", "kind", "contact",
                 "service_minutes", "window_from_s", "window_to_s", "gemeentecode", "buurtcode")  # fmt: skip
HISTORY_COLUMNS = ("service_date", "resident_key", "concierge_key", "contact", "contact_minutes")


class Table(Protocol):
    """Travel times and lengths between points: (n, m) arrays, NaN where there is no way."""

    @property
    def duration_s(self) -> NDArray[np.float32]: ...  # noqa: D102
    @property
    def length_m(self) -> NDArray[np.float32]: ...  # noqa: D102


class Times(Protocol):
    """What makes such a table of points (n, 2) in RD New metres; `geo.travel_time.TravelTimes` does."""

    def table(self, origins: NDArray[np.float64], destinations: NDArray[np.float64]) -> Table: ...  # noqa: D102


@dataclass(frozen=True)
class PlanRules:
    """The figures a plan assumes where the data are silent.

    Ten minutes inside and contact first: report 2022, section 4.3. The other figures are our assumptions, here to be
    changed: 90 s at a letterbox; wishes for much (at least 15 min) or little contact (at most 5); half an hour in the
    morning to receive goods; five minutes of driving is what an unfamiliar face may save; litres an order; stops in a
    vehicle of unknown size; weeks of history in which a face stays familiar; weight of goods (promised by a supplier)
    against visits and returns (which can move) when there is more work than hours.
    """

    letterbox_s: int = 90
    contact_s: int = 600
    much_contact_s: int = 900
    little_contact_s: int = 300
    receipt_s: int = 1800
    unfamiliar_s: int = 300
    order_l: int = 15
    letterbox_l: int = 1
    default_max_stops: int = 40
    history_days: int = 56
    delivery_weight: int = 3
    other_weight: int = 2


@dataclass(frozen=True)
class _Wish:
    """What a resident wants, with nothing missing."""

    contact: str = "normal"
    days: frozenset[int] = frozenset(range(1, 8))
    from_s: int = 0
    to_s: int = DAY_S
    preferred: str | None = None


def orders_of_past(deliveries: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """Deliveries and visits of the past (core.delivery, core.visit) as orders (the columns ORDER_COLUMNS).

    The minutes that a visit took are left out: a plan must not know them beforehand.
    """
    goods = deliveries.rename(columns={"delivery_id": "order_id"}).assign(kind="delivery")
    chats = visits.rename(columns={"visit_id": "order_id"}).assign(kind="visit", contact=True)
    orders = pd.concat([goods.reindex(columns=ORDER_COLUMNS), chats.reindex(columns=ORDER_COLUMNS)], ignore_index=True)
    return orders.assign(
        contact=orders["contact"].astype(bool),
        service_minutes=np.nan,
        window_from_s=pd.array([pd.NA] * len(orders), dtype="Int64"),
        window_to_s=pd.array([pd.NA] * len(orders), dtype="Int64"),
    )


def history_of(deliveries: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """Who came to whose door (columns HISTORY_COLUMNS) from core.delivery and core.visit; a visit is contact."""
    chats = visits.assign(contact=True)
    parts = [deliveries.reindex(columns=HISTORY_COLUMNS), chats.reindex(columns=HISTORY_COLUMNS)]
    return pd.concat(parts, ignore_index=True)


def build_problem(
    hub_id: str,
    hub_point: shapely.Point,
    orders: pd.DataFrame,
    residents: pd.DataFrame,
    concierges: pd.DataFrame,
    vehicles: pd.DataFrame,
    wishes: pd.DataFrame,
    history: pd.DataFrame,
    service_date: dt.date,
    times: Times,
    *,
    timezone: str = "Europe/Amsterdam",
    rules: PlanRules | None = None,
) -> RouteProblem:
    """The route problem of one hub and day.

    Args: hub and its point (RD New); orders with ORDER_COLUMNS (core.order_line, or `orders_of_past`), of which those
    of this hub and date count; residents (resident_key, geometry: Point in RD New or None), wishes as vault.wish;
    concierges and vehicles as in core; history as `history_of` makes it, of which the last weeks *before* the date
    count. Several orders for one address become one stop, unless their windows do not meet.
    Raises RoutePlanError where a column is missing. An order without an address, or on a day the resident does not
    wish, comes back in `set_aside`.
    """
    rules = rules or PlanRules()
    _require(orders, "orders", ("order_id", "service_date", "hub_id", "resident_key", "kind", "contact"))
    _require(residents, "residents", ("resident_key", "geometry"))
    _require(concierges, "concierges", ("concierge_key", "hub_id", "workdays", "shift_from_s", "shift_to_s"))
    _require(history, "history", HISTORY_COLUMNS)
    mine = orders[(orders["hub_id"] == hub_id) & (_days(orders["service_date"]) == pd.Timestamp(service_date))]
    points: dict[str, shapely.Point] = {
        str(key): point
        for key, point in zip(residents["resident_key"], residents["geometry"], strict=True)
        if _is_point(point)
    }
    past = _recent(history, set(mine["resident_key"]), service_date, rules)
    wish_of = {str(row["resident_key"]): _wish(row) for _, row in wishes.iterrows()}
    staff = concierges[concierges["hub_id"] == hub_id]
    stops = [
        stop
        for resident, lines in mine.sort_values("order_id").groupby("resident_key", sort=True)
        for stop in _stops(str(resident), lines, past, wish_of.get(str(resident), _Wish()), points, rules)
    ]
    weekday = service_date.isoweekday()
    planned = tuple(stop for stop in stops if stop.point is not None and weekday in stop.days)
    duration_s, length_m = _matrices(hub_point, planned, times)
    problem = RouteProblem(
        hub_id=hub_id,
        service_date=service_date,
        stops=planned,
        shifts=_shifts(staff, vehicles, hub_id, weekday, rules),
        duration_s=duration_s,
        length_m=length_m,
        unfamiliar_s=rules.unfamiliar_s,
        workdays=frozenset(day for days in staff["workdays"] for day in _weekdays(days)),
        hub_point=(float(hub_point.x), float(hub_point.y)),
        timezone=timezone,
    )
    aside = tuple(
        Unplanned(stop, "no_address" if stop.point is None else "window", problem.next_day(stop))
        for stop in stops
        if stop.point is None or weekday not in stop.days
    )
    return RouteProblem(**{**vars(problem), "set_aside": aside})


def _require(frame: pd.DataFrame, name: str, columns: Iterable[str]) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise RoutePlanError(f"The table of {name} lacks {', '.join(missing)}; pass the columns of core.")


def _days(dates: pd.Series) -> pd.Series:
    return pd.to_datetime(dates)


def _is_point(value: object) -> bool:
    return isinstance(value, shapely.Point) and not value.is_empty


def _number(value: object, default: int) -> int:
    return default if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def _text(value: object) -> str | None:
    return None if value is None or pd.isna(value) or not str(value) else str(value)  # type: ignore[call-overload]


def _weekdays(value: object) -> frozenset[int]:
    text = _text(value)
    return frozenset() if text is None else frozenset(int(day) for day in text.split(","))


def _wish(row: pd.Series) -> _Wish:
    return _Wish(
        contact=_text(row.get("contact_wish")) or "normal",
        days=_weekdays(row.get("wish_days")) or frozenset(range(1, 8)),
        from_s=_number(row.get("wish_from_s"), 0),
        to_s=_number(row.get("wish_to_s"), DAY_S),
        preferred=_text(row.get("preferred_concierge")),
    )


@dataclass(frozen=True)
class _Past:
    """What is known of a resident: the two best-known concierges and the usual minutes of contact."""

    best_known: tuple[str, ...] = ()
    minutes: float | None = None


def _recent(history: pd.DataFrame, residents: set[str], day: dt.date, rules: PlanRules) -> Mapping[str, _Past]:
    """Per resident the two faces seen most (then most lately) and the median contact, in the weeks before the day."""
    dates = _days(history["service_date"])
    until = pd.Timestamp(day)
    since = until - pd.Timedelta(days=rules.history_days)
    near = (
        history["resident_key"].isin(residents) & (dates >= since) & (dates < until) & history["contact"].astype(bool)
    )
    known: dict[str, _Past] = {}
    for resident, rows in history[near].assign(service_date=dates[near]).groupby("resident_key"):
        seen = rows.dropna(subset=["concierge_key"]).groupby("concierge_key")["service_date"].agg(["size", "max"])
        faces = seen.reset_index().sort_values(["size", "max", "concierge_key"], ascending=[False, False, True])
        median = rows["contact_minutes"].astype(float).median()
        known[str(resident)] = _Past(
            tuple(faces["concierge_key"].head(2)), None if pd.isna(median) or median <= 0 else float(median)
        )
    return known


def _stops(resident: str, lines: pd.DataFrame, past: Mapping[str, _Past], wish: _Wish,
           points: Mapping[str, shapely.Point], rules: PlanRules) -> list[Stop]:  # fmt: skip
    """The rings at one address: orders whose windows meet share one."""
    groups: list[tuple[int, int, list[pd.Series]]] = []
    for _, line in lines.iterrows():
        early, late = _number(line.get("window_from_s"), 0), _number(line.get("window_to_s"), DAY_S)
        for place, (first, last, members) in enumerate(groups):
            if max(first, early) <= min(last, late):
                groups[place] = (max(first, early), min(last, late), [*members, line])
                break
        else:
            groups.append((early, late, [line]))
    known = past.get(resident, _Past())
    familiarity = dict.fromkeys(known.best_known, 0.5 if wish.preferred else 1.0)
    if wish.preferred:
        familiarity[wish.preferred] = 1.0
    point = points.get(resident)
    stops = []
    for number, (early, late, members) in enumerate(groups, start=1):
        kinds = [str(line["kind"]) for line in members]
        contact = any(bool(line["contact"]) for line in members)
        kind: Kind = "delivery" if "delivery" in kinds else "return" if "return" in kinds else "visit"
        litres = {"delivery": 0, "return": 0, "visit": 0}
        for line, each in zip(members, kinds, strict=True):
            litres[each] += rules.order_l if bool(line["contact"]) else rules.letterbox_l
        stops.append(
            Stop(
                stop_id=resident if number == 1 else f"{resident}#{number}",
                resident_key=resident,
                order_ids=tuple(str(line["order_id"]) for line in members),
                kind=kind,
                contact=contact,
                service_s=_service_s(members, contact, known, wish, rules),
                window_from_s=max(early, wish.from_s),
                window_to_s=min(late, wish.to_s),
                volume_l=litres["delivery"],
                return_l=litres["return"],
                weight=rules.delivery_weight if kind == "delivery" else rules.other_weight,
                familiarity=familiarity,
                best_known=known.best_known,
                days=wish.days,
                buurtcode=_text(members[0].get("buurtcode")),
                point=None if point is None else (float(point.x), float(point.y)),
            )
        )
    return stops


def _service_s(members: list[pd.Series], contact: bool, known: _Past, wish: _Wish, rules: PlanRules) -> int:
    """Seconds at the door: what the orders say (one talk for all), else letterbox, else the resident's own median."""
    said = [float(line["service_minutes"]) for line in members if not pd.isna(line.get("service_minutes"))]
    if said:
        return round(60 * max(said))
    if not contact:
        return rules.letterbox_s
    usual = rules.contact_s if known.minutes is None else round(60 * known.minutes)
    if wish.contact == "much":
        return max(usual, rules.much_contact_s)
    return min(usual, rules.little_contact_s) if wish.contact == "little" else usual


def _shifts(
    staff: pd.DataFrame, vehicles: pd.DataFrame, hub_id: str, weekday: int, rules: PlanRules
) -> tuple[Shift, ...]:
    """The trips of the day: after the receipt of goods, each with a vehicle that nobody else drives at that hour."""
    at_hub = vehicles[(vehicles["hub_id"] == hub_id) & (vehicles["kind"] != "passenger_van")].sort_values("vehicle_id")
    litres = {str(row["vehicle_id"]): _number(row["capacity_l"], 0) for _, row in vehicles.iterrows()}
    shifts: list[Shift] = []
    for _, row in staff.sort_values(["concierge_key", "shift_from_s"]).iterrows():
        if weekday not in _weekdays(row["workdays"]):
            continue
        from_s, to_s = int(row["shift_from_s"]) + rules.receipt_s, int(row["shift_to_s"])
        busy = {shift.vehicle_id for shift in shifts if shift.from_s < to_s and from_s < shift.to_s}
        own = _text(row.get("vehicle_id"))
        wanted = [*([] if own is None else [own]), *at_hub["vehicle_id"].astype(str)]
        vehicle = next((each for each in wanted if each not in busy), None)
        capacity = litres.get(vehicle, 0) if vehicle is not None else 0
        shifts.append(
            Shift(
                concierge_key=str(row["concierge_key"]),
                from_s=from_s,
                to_s=to_s,
                vehicle_id=vehicle,
                capacity_l=capacity or None,
                max_stops=None if capacity else rules.default_max_stops,
            )
        )
    return tuple(shifts)


def _matrices(hub: shapely.Point, stops: tuple[Stop, ...], times: Times) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whole seconds and metres between hub and stops, (n+1, n+1)."""
    if not stops:
        return np.zeros((1, 1), np.int64), np.zeros((1, 1), np.int64)
    doors = np.array([(hub.x, hub.y), *(stop.point for stop in stops)], dtype=np.float64)
    table = times.table(doors, doors)
    return whole(np.asarray(table.duration_s)), whole(np.asarray(table.length_m))
