"""A concierge's route sheet as data: the trips with addresses, minutes and notes, and the day's own figures.

It holds what identifies residents, so it is for that concierge alone; what tables and reports may show is made in
`route_plan.frames`. No page and no file format here: those are `route_export` and the maps.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
import shapely

from routing.route_plan.plan import PlannedRoute, PlannedStop, RoutePlan
from routing.route_plan.problem import DAY_S, RoutePlanError
from routing.route_plan.rules import text

DOOR_COLUMNS = ("resident_key", "name", "address", "note")
"""What a sheet tells of a door: from the vault, blank where it is not known."""

GOODS = {"medicines": "medicijnen", "meals": "maaltijden", "groceries": "boodschappen", "laundry": "was",
         "aids": "hulpmiddelen", "incontinence": "incontinentiemateriaal", "other": "overig"}  # fmt: skip
"""Kinds of goods in the words of the sheet."""


def doors_of(residents: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """The doors of a day's orders (DOOR_COLUMNS).

    Args: vault.resident rows of current loads; orders as `route_plan.goods.with_goods` makes them. The note says what
    is brought and how it must be handled.
    """
    asked = residents[residents["resident_key"].isin(orders["resident_key"])]
    rows = asked.sort_values(["resident_key", "load_id", "row_number"], kind="stable")
    rows = rows.groupby("resident_key", as_index=False)[["name", "street", "house_number", "postcode", "place"]].first()
    notes = {who: _note(held) for who, held in orders.groupby("resident_key")}
    address = [" ".join(part for each in (street, number) if (part := text(each)))
               + "".join(f", {part}" for each in (postcode, place) if (part := text(each)))
               for street, number, postcode, place in rows[["street", "house_number", "postcode", "place"]].itertuples(
                   index=False)]  # fmt: skip
    return pd.DataFrame(
        {
            "resident_key": rows["resident_key"],
            "name": rows["name"],
            "address": address,
            "note": rows["resident_key"].map(notes),
        }
    )


def _note(orders: pd.DataFrame) -> str:
    said = [GOODS[kind] for kind in dict.fromkeys(orders["goods_kind"]) if kind in GOODS]
    for column, words in (
        ("cooled", "gekoeld"),
        ("signature", "tekenen voor ontvangst"),
        ("takes_back", "neem mee terug"),
    ):
        said += [words] if orders[column].astype(bool).any() else []
    return ", ".join(said)


@dataclass(frozen=True)
class SheetStop:
    """A line of the sheet: a door, or a duty of one's own (then without resident). `kind` as in the problem.

    `window` is what the resident wants, where it is limited; `point` is in RD New; `familiar` as in the plan.
    """

    position: int
    kind: str
    arrival: dt.time
    minutes: float
    contact: bool
    familiar: bool
    urgent: bool
    resident_key: str
    name: str
    address: str
    note: str
    order_ids: tuple[str, ...]
    window: tuple[dt.time, dt.time] | None
    leg_m: int
    point: tuple[float, float] | None


@dataclass(frozen=True)
class SheetTrip:
    """One trip from the hub and back."""

    route_id: str
    vehicle_id: str | None
    departure: dt.time
    arrival: dt.time
    stops: tuple[SheetStop, ...]
    length_m: int


@dataclass(frozen=True)
class Waiting:
    """What waits at the hub for a resident who comes for it: no address and no goods, for others read it too."""

    name: str
    order_ids: tuple[str, ...]


@dataclass(frozen=True)
class RouteSheet:
    """All trips of a concierge on a day; the figures are the concierge's own and go on no report.

    `waiting` is the same on all sheets of a hub: whoever is there hands it over.
    """

    hub_id: str
    service_date: dt.date
    concierge_key: str
    trips: tuple[SheetTrip, ...]
    length_m: int
    driving_s: int
    contact_s: int
    doors: int
    familiar_doors: int
    waiting: tuple[Waiting, ...] = ()


def route_sheets(plan: RoutePlan, doors: pd.DataFrame) -> tuple[RouteSheet, ...]:
    """A sheet a concierge, by code.

    Args: the plan; doors with DOOR_COLUMNS, one row a resident (others are left out of the sheets).
    Raises RoutePlanError where a column is missing or a resident has two rows.
    """
    missing = [column for column in DOOR_COLUMNS if column not in doors.columns]
    if missing:
        raise RoutePlanError(f"The table of doors lacks {', '.join(missing)}; pass {', '.join(DOOR_COLUMNS)}.")
    if doors["resident_key"].duplicated().any():
        raise RoutePlanError("A resident has two rows in the table of doors; pass one row a resident.")
    known = _known(doors)
    by_concierge: dict[str, list[PlannedRoute]] = {}
    for route in plan.routes:
        by_concierge.setdefault(route.shift.concierge_key, []).append(route)
    return tuple(
        _sheet(plan, who, sorted(routes, key=lambda each: each.departure_s), known)
        for who, routes in sorted(by_concierge.items())
    )


def waiting_at_hub(plan: RoutePlan, doors: pd.DataFrame) -> tuple[Waiting, ...]:
    """What residents come for at the plan's hub, for the hub's own list; doors as :func:`route_sheets` takes them."""
    return _waiting(plan, _known(doors))


def _known(doors: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Name, address and note by resident."""
    return {
        str(row.resident_key): tuple(text(each) or "" for each in (row.name, row.address, row.note))
        for row in doors[list(DOOR_COLUMNS)].itertuples(index=False)
    }


def _waiting(plan: RoutePlan, known: dict[str, tuple[str, ...]]) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(known.get(left.stop.resident_key, ("", "", ""))[0], left.stop.order_ids)
        for left in plan.unplanned
        if left.reason == "picks_up"
    )


def _sheet(plan: RoutePlan, who: str, routes: list[PlannedRoute], known: dict[str, tuple[str, ...]]) -> RouteSheet:
    contacts = [each for route in routes for each in route.stops if each.stop.contact and not each.stop.duty]
    return RouteSheet(
        hub_id=plan.problem.hub_id,
        service_date=plan.problem.service_date,
        concierge_key=who,
        trips=tuple(
            SheetTrip(
                route_id=route.route_id,
                vehicle_id=route.shift.vehicle_id,
                departure=clock(route.departure_s),
                arrival=clock(route.arrival_s),
                stops=tuple(_line(each, known) for each in route.stops),
                length_m=route.length_m,
            )
            for route in routes
        ),
        length_m=sum(route.length_m for route in routes),
        driving_s=sum(route.driving_s for route in routes),
        contact_s=sum(route.contact_s for route in routes),
        doors=sum(not each.stop.duty for route in routes for each in route.stops),
        familiar_doors=sum(each.familiar for each in contacts),
        waiting=_waiting(plan, known),
    )


def _line(planned: PlannedStop, known: dict[str, tuple[str, ...]]) -> SheetStop:
    stop = planned.stop
    name, address, note = known.get(stop.resident_key, ("", "", ""))
    limited = stop.window_from_s > 0 or stop.window_to_s < DAY_S
    return SheetStop(
        position=planned.position,
        kind=stop.kind,
        arrival=clock(planned.arrival_s),
        minutes=round(stop.service_s / 60, 1),
        contact=stop.contact,
        familiar=planned.familiar,
        urgent=stop.urgent,
        resident_key=stop.resident_key,
        name=name,
        address=address,
        note=note,
        order_ids=stop.order_ids,
        window=(clock(stop.window_from_s), clock(stop.window_to_s)) if limited and not stop.duty else None,
        leg_m=planned.leg_m,
        point=stop.point,
    )


def clock(seconds: int) -> dt.time:
    """Seconds since midnight as a time on the wall, whole minutes; the end of the day is 23:59."""
    minutes = min(seconds // 60, 24 * 60 - 1)
    return dt.time(minutes // 60, minutes % 60)


def way_of(trip: SheetTrip, hub: tuple[float, float]) -> shapely.LineString:
    """The trip as straight legs from hub over the doors to hub, RD New, where no way along streets is at hand."""
    points = [hub, *(stop.point for stop in trip.stops if stop.point is not None), hub]
    return shapely.LineString(points)
