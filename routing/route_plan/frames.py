"""From plan to tables: the rows of planning.route, route_stop, route_duty and unplanned, and the points to draw.

Region, date, gemeente and run are added by the asset that writes them. Points leave here for the vault's lines only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.route_plan.plan import PlannedRoute, PlannedStop, RoutePlan
from routing.route_plan.problem import RoutePlanError, RouteProblem
from routing.route_plan.repair import Change

_INTEGERS = frozenset({"stops", "driving_s", "service_s", "contact_s", "waiting_s", "position", "leg_s", "load_l"})
_OPTIONAL_INTEGERS = frozenset({"capacity_l"})
_FLOATS = frozenset({"length_m", "leg_m"})
_BOOLEANS = frozenset({"contact", "familiar", "late"})
_INSTANTS = frozenset({"departure", "arrival", "arrival_before", "arrival_after"})
_DATES = frozenset({"proposed_date"})

ROUTE = ("route_id", "hub_id", "concierge_key", "vehicle_id", "departure", "arrival", "stops", "length_m", "driving_s",
         "service_s", "contact_s", "waiting_s", "load_l", "capacity_l")  # fmt: skip
ROUTE_STOP = ("route_id", "position", "stop_id", "resident_key", "buurtcode", "order_ids", "kind", "contact", "arrival",
              "service_s", "leg_m", "leg_s", "familiar", "late")  # fmt: skip
ROUTE_DUTY = ("hub_id", "stop_id", "route_id", "concierge_key", "kind", "arrival", "service_s", "reason")
ROUTE_CHANGE = ("hub_id", "stop_id", "resident_key", "what", "concierge_before", "arrival_before", "concierge_after",
                "arrival_after")  # fmt: skip
UNPLANNED = ("stop_id", "resident_key", "hub_id", "order_ids", "reason", "proposed_date")


@dataclass(frozen=True, eq=False)
class PlanFrames:
    """The tables of a plan; instants in the region's time zone."""

    route: pd.DataFrame
    route_stop: pd.DataFrame
    route_duty: pd.DataFrame
    unplanned: pd.DataFrame


def plan_frames(plan: RoutePlan) -> PlanFrames:
    """The rows of planning.route, route_stop, route_duty and unplanned of one plan; empty tables for no work.

    `arrival` of a stop is the moment of ringing; waiting for a window comes before it. A concierge's own duties
    (meeting, break) are rows of `route_duty`, without an arrival where they did not fit; a trip of duties alone is no
    row of `route`, and the stops of a trip are numbered without them.
    """
    problem = plan.problem
    routes = [
        (route.route_id, problem.hub_id, route.shift.concierge_key, route.shift.vehicle_id,
         _instant(problem, route.departure_s), _instant(problem, route.arrival_s), len(_doors(route)), route.length_m,
         route.driving_s, route.service_s, route.contact_s, sum(planned.wait_s for planned in _doors(route)),
         sum(planned.stop.volume_l for planned in route.stops), route.shift.vehicle.capacity_l)
        for route in plan.routes
        if _doors(route)
    ]  # fmt: skip
    stops = [
        (route.route_id, position, planned.stop.stop_id, planned.stop.resident_key, planned.stop.buurtcode,
         ",".join(planned.stop.order_ids), planned.stop.kind, planned.stop.contact,
         _instant(problem, planned.arrival_s), planned.stop.service_s, planned.leg_m, planned.leg_s, planned.familiar,
         planned.stop.stop_id in plan.late)
        for route in plan.routes
        for position, planned in enumerate(_doors(route), start=1)
    ]  # fmt: skip
    duties: list[tuple[object, ...]] = [
        (problem.hub_id, planned.stop.stop_id, route.route_id, route.shift.concierge_key, planned.stop.kind,
         _instant(problem, planned.arrival_s), planned.stop.service_s, None)
        for route in plan.routes
        for planned in route.stops
        if planned.stop.duty
    ]  # fmt: skip
    duties += [
        (problem.hub_id, left.stop.stop_id, None, next(iter(left.stop.only or ("",))), left.stop.kind, None,
         left.stop.service_s, left.reason)
        for left in plan.unplanned
        if left.stop.duty
    ]  # fmt: skip
    left = [
        (each.stop.stop_id, each.stop.resident_key, problem.hub_id, ",".join(each.stop.order_ids), each.reason,
         each.proposed_date)
        for each in plan.unplanned
        if not each.stop.duty
    ]  # fmt: skip
    zone = problem.timezone
    return PlanFrames(
        _frame(ROUTE, routes, zone),
        _frame(ROUTE_STOP, stops, zone),
        _frame(ROUTE_DUTY, duties, zone),
        _frame(UNPLANNED, left, zone),
    )


def change_frame(plan: RoutePlan, changed: Iterable[Change]) -> pd.DataFrame:
    """Rows of planning.route_change; a concierge's own duties are left out, nobody at a door is told of them."""
    problem = plan.problem
    duties = {stop.stop_id for stop in problem.stops if stop.duty}
    rows = [
        (problem.hub_id, each.stop_id, each.resident_key, each.what,
         each.before.concierge_key if each.before else None,
         _instant(problem, each.before.arrival_s) if each.before else None,
         each.after.concierge_key if each.after else None,
         _instant(problem, each.after.arrival_s) if each.after else None)
        for each in changed
        if each.stop_id not in duties and each.resident_key
    ]  # fmt: skip
    return _frame(ROUTE_CHANGE, rows, problem.timezone)


def _doors(route: PlannedRoute) -> list[PlannedStop]:
    return [planned for planned in route.stops if not planned.stop.duty]


def route_points(plan: RoutePlan) -> dict[str, NDArray[np.float64]]:
    """Per route_id the points (k + 2, 2) in RD New metres from hub over the stops to hub, to draw the way through.

    Raises RoutePlanError where the problem was made without points.
    """
    hub = plan.problem.hub_point
    lines = {}
    for route in plan.routes:
        points = [hub, *(planned.stop.point for planned in route.stops), hub]
        if any(point is None for point in points):
            raise RoutePlanError(
                f"Route {route.route_id} has a stop without a point; make the problem with build_problem."
            )
        lines[route.route_id] = np.array(points, dtype=np.float64)
    return lines


def _instant(problem: RouteProblem, seconds: int) -> dt.datetime:
    """Seconds since midnight by the clock on the wall, as an instant in the region's zone."""
    midnight = dt.datetime.combine(problem.service_date, dt.time(), tzinfo=ZoneInfo(problem.timezone))
    return midnight + dt.timedelta(seconds=seconds)


def _frame(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]], timezone: str) -> pd.DataFrame:
    """A frame with the columns' types also where there are no rows."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    data: dict[str, pd.Series] = {}
    for column, cells in zip(columns, values, strict=True):
        dtype = (
            "int64" if column in _INTEGERS
            else "Int64" if column in _OPTIONAL_INTEGERS
            else "float64" if column in _FLOATS
            else "bool" if column in _BOOLEANS
            else f"datetime64[us, {timezone}]" if column in _INSTANTS
            else "object" if column in _DATES
            else "str"
        )  # fmt: skip
        data[column] = pd.Series(list(cells), dtype=dtype)
    return pd.DataFrame(data)
