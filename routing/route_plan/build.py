"""From the tables of a day to a route problem: orders, residents, wishes, history, shifts and travel times of one hub.

What residents want and what a visit takes is decided here; no search and no output frames.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.zones import zones_on
from routing.route_plan.known import Known, familiarity_of, known_of, service_s
from routing.route_plan.moving import proposed_dates
from routing.route_plan.plan import Unplanned
from routing.route_plan.problem import DAY_S, Kind, RoutePlanError, RouteProblem, Stop, whole
from routing.route_plan.rota import RECEIPT
from routing.route_plan.rules import PlanRules, Wish, day_of, flag, names, number, text, weekdays, wish_of
from routing.route_plan.staff import duties_of, shifts_of

ORDER_COLUMNS = ("order_id", "service_date", "supplier_id", "hub_id", "resident_key", "kind", "contact",
                 "service_minutes", "window_from_s", "window_to_s", "gemeentecode", "buurtcode")  # fmt: skip
GOODS = ("delivery", "return")
"""Kinds of order that a resident can come for."""

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
    duties: pd.DataFrame | None = None,
    zones: gpd.GeoDataFrame | None = None,
    dark_from_s: int = DAY_S,
    free_s: Mapping[dt.date, int] | None = None,
) -> RouteProblem:
    """The route problem of one hub and day.

    Args: hub and its point (RD New); orders with ORDER_COLUMNS (core.order_line, or `orders_of_past`), of which those
    of this hub and date count; residents (resident_key, geometry: Point in RD New or None), wishes as vault.wish;
    concierges and vehicles as in core; history as `history_of` makes it, of which the last weeks *before* the date
    count; duties as in `staff.DUTY_COLUMNS`; zero-emission zones as core.zone; when it gets dark (`daylight.dusk_s`);
    seconds still free on coming days. Several orders for one address become one stop, unless their windows do not meet.
    Where orders have them, these columns count too: urgent, release_s, volume_l, cooled, goods (classes joined by
    commas), takes_back (something of a delivery goes back), promised_to. Orders for one address that may not share a
    load are two rings.
    Raises RoutePlanError where a column is missing. An order without an address, or on a day the resident does not
    wish, comes back in `set_aside`, and so do the goods of a resident who picks them up at the hub.
    """
    rules = rules or PlanRules()
    _require(orders, "orders", ("order_id", "service_date", "hub_id", "resident_key", "kind", "contact"))
    _require(residents, "residents", ("resident_key", "geometry"))
    _require(concierges, "concierges", ("concierge_key", "hub_id", "workdays", "shift_from_s", "shift_to_s"))
    _require(history, "history", HISTORY_COLUMNS)
    mine = orders[(orders["hub_id"] == hub_id) & (_days(orders["service_date"]) == pd.Timestamp(service_date))]
    asked = set(mine["resident_key"])
    points: dict[str, shapely.Point] = {
        str(key): point
        for key, point in zip(residents["resident_key"], residents["geometry"], strict=True)
        if key in asked and _is_point(point)
    }
    past = known_of(history, asked, service_date, rules)
    wish_by = {str(row["resident_key"]): wish_of(row) for _, row in wishes.iterrows() if row["resident_key"] in asked}
    staff = concierges[concierges["hub_id"] == hub_id]
    stops = [
        stop
        for resident, lines in mine.sort_values("order_id").groupby("resident_key", sort=True)
        for stop in _stops(
            str(resident),
            lines,
            past.get(str(resident), Known()),
            wish_by.get(str(resident), Wish()),
            points.get(str(resident)),
            service_date,
            rules,
        )
    ]
    weekday = service_date.isoweekday()
    collected = [stop for stop in stops if wish_by.get(stop.resident_key, Wish()).picks_up and stop.kind in GOODS]
    stops = [stop for stop in stops if stop not in collected]
    hub = (float(hub_point.x), float(hub_point.y))
    receipts = frozenset() if duties is None else frozenset(duties.loc[duties["kind"] == RECEIPT, "concierge_key"])
    shifts = shifts_of(staff, vehicles, hub_id, weekday, rules, receipts)
    visits = tuple(stop for stop in stops if stop.point is not None and weekday in stop.days)
    planned = (*_zoned(visits, zones, service_date), *duties_of(duties, shifts, service_date, hub))
    duration_s, length_m = _matrices(hub_point, planned, times)
    problem = RouteProblem(
        hub_id=hub_id,
        service_date=service_date,
        stops=planned,
        shifts=shifts,
        duration_s=duration_s,
        length_m=length_m,
        prices=rules.prices,
        apart=rules.apart,
        dark_from_s=dark_from_s,
        workdays=frozenset(day for days in staff["workdays"] for day in weekdays(days)),
        free_s=dict(free_s or {}),
        hub_point=hub,
        timezone=timezone,
    )
    elsewhere = [stop for stop in stops if stop.point is None or weekday not in stop.days]
    moved = proposed_dates(problem, elsewhere)
    aside = [Unplanned(stop, "no_address" if stop.point is None else "window", moved[stop.stop_id])
             for stop in elsewhere]  # fmt: skip
    aside += [Unplanned(stop, "picks_up", service_date) for stop in collected]
    return dataclasses.replace(problem, set_aside=tuple(aside))


def _require(frame: pd.DataFrame, name: str, columns: Iterable[str]) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise RoutePlanError(f"The table of {name} lacks {', '.join(missing)}; pass the columns of core.")


def _days(dates: pd.Series) -> pd.Series:
    return pd.to_datetime(dates)


def _is_point(value: object) -> bool:
    return isinstance(value, shapely.Point) and not value.is_empty


def _zoned(stops: tuple[Stop, ...], zones: gpd.GeoDataFrame | None, day: dt.date) -> tuple[Stop, ...]:
    """The stops, marked where they lie in a zero-emission zone that holds on the day."""
    if zones is None or not stops or (holding := zones_on(zones, day)).empty:
        return stops
    area = shapely.union_all(holding.geometry.to_numpy())
    inside = shapely.intersects_xy(area, np.array([stop.point for stop in stops], dtype=np.float64))
    return tuple(dataclasses.replace(stop, in_zone=bool(each)) for stop, each in zip(stops, inside, strict=True))


def _stops(resident: str, lines: pd.DataFrame, known: Known, wish: Wish, point: shapely.Point | None, day: dt.date,
           rules: PlanRules) -> list[Stop]:  # fmt: skip
    """The rings at one address: orders whose windows meet share one."""
    groups: list[tuple[int, int, list[pd.Series]]] = []
    for _, line in lines.iterrows():
        early, late = number(line.get("window_from_s"), 0), number(line.get("window_to_s"), DAY_S)
        for place, (first, last, members) in enumerate(groups):
            if max(first, early) > min(last, late) or _apart([*members, line], rules):
                continue
            if not wish.picks_up or (str(line["kind"]) in GOODS) == (str(members[0]["kind"]) in GOODS):
                groups[place] = (max(first, early), min(last, late), [*members, line])
                break
        else:
            groups.append((early, late, [line]))
    stops = []
    for count, (early, late, members) in enumerate(groups, start=1):
        kinds = [str(line["kind"]) for line in members]
        contact = any(bool(line["contact"]) for line in members)
        # a check on the table of order lines knows the same kinds
        kind: Kind = "delivery" if "delivery" in kinds else "return" if "return" in kinds else kinds[0]  # type: ignore[assignment]
        litres = {"delivery": 0, "return": 0}
        cooled = 0
        for line, each in zip(members, kinds, strict=True):
            if each in litres:
                own = number(line.get("volume_l"), rules.order_l if bool(line["contact"]) else rules.letterbox_l)
                litres[each] += own
                litres["return"] += own if each == "delivery" and flag(line.get("takes_back")) else 0
                cooled += own if each == "delivery" and flag(line.get("cooled")) else 0
        promised = [by for line in members if (by := day_of(line.get("promised_to"))) is not None]
        stops.append(
            Stop(
                stop_id=resident if count == 1 else f"{resident}#{count}",
                resident_key=resident,
                order_ids=tuple(str(line["order_id"]) for line in members),
                kind=kind,
                contact=contact,
                service_s=service_s(members, contact, known, wish, rules),
                window_from_s=max(early, wish.from_s),
                window_to_s=min(late, wish.to_s),
                release_s=max(number(line.get("release_s"), 0) for line in members),
                volume_l=litres["delivery"],
                return_l=litres["return"],
                cooled_l=cooled,
                goods=frozenset().union(*(names(line.get("goods")) for line in members)),
                weight=_weight(kind, known, min(promised, default=None), day, rules),
                urgent=any(flag(line.get("urgent")) for line in members),
                familiarity=familiarity_of(known, wish, rules),
                best_known=known.best_known,
                excluded=wish.excluded,
                after_dark=wish.after_dark,
                days=wish.days,
                promised_to=min(promised, default=None),
                buurtcode=text(members[0].get("buurtcode")),
                point=None if point is None else (float(point.x), float(point.y)),
            )
        )
    return stops


def _apart(lines: list[pd.Series], rules: PlanRules) -> bool:
    """Whether orders hold what may not share a load."""
    goods = frozenset().union(*(names(line.get("goods")) for line in lines))
    return any(pair <= goods for pair in rules.apart)


def _weight(kind: str, known: Known, promised: dt.date | None, day: dt.date, rules: PlanRules) -> int:
    """Goods before visits; more on the last promised day, and for who was seen before but not of late."""
    weight = rules.delivery_weight if kind == "delivery" else rules.other_weight
    if promised is not None and promised <= day:
        weight += rules.promise_weight
    if known.last_contact is not None and (day - known.last_contact).days > rules.long_ago_days:
        weight += rules.long_ago_weight
    return weight


def _matrices(hub: shapely.Point, stops: tuple[Stop, ...], times: Times) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whole seconds and metres between hub and stops, (n+1, n+1)."""
    if not stops:
        return np.zeros((1, 1), np.int64), np.zeros((1, 1), np.int64)
    doors = np.array([(hub.x, hub.y), *(stop.point for stop in stops)], dtype=np.float64)
    table = times.table(doors, doors)
    return whole(np.asarray(table.duration_s)), whole(np.asarray(table.length_m))
