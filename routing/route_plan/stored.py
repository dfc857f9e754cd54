"""A plan that stands: what was stored of it as a plan again, so that it can be kept or repaired; its inputs' digest.

Reading and storing is done by assets; nothing is planned here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from routing.route_plan.plan import PlannedRoute, PlannedStop, RoutePlan, Unplanned
from routing.route_plan.problem import RouteProblem, Shift, Stop


@dataclass(frozen=True, eq=False)
class StoredPlan:
    """Rows of planning.route, route_stop, route_duty, unplanned and route_day of one date, as stored."""

    route: pd.DataFrame
    route_stop: pd.DataFrame
    route_duty: pd.DataFrame
    unplanned: pd.DataFrame
    route_day: pd.DataFrame

    def digest(self, hub_id: str) -> str | None:
        """What the hub's plan was made from; None where there is no plan of it."""
        found = self.route_day.loc[self.route_day["hub_id"] == hub_id, "inputs_sha256"]
        return str(found.iloc[0]) if len(found) else None


def digest_of(problem: RouteProblem) -> str:
    """SHA-256 of all that a plan is made from, the same in every process."""
    fields = [field.name for field in dataclasses.fields(problem)]
    said = {name: _plain(getattr(problem, name)) for name in fields if name not in ("duration_s", "length_m")}
    made = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    made.update(problem.duration_s.tobytes())
    made.update(problem.length_m.tobytes())
    return made.hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON holds it; sets in their order, so that it does not depend on the process."""
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted((_plain(each) for each in value), key=str)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def restored(stored: StoredPlan, problem: RouteProblem) -> RoutePlan:
    """The plan of a hub as it was stored, its stops as the problem has them.

    A stop that the problem no longer has keeps what was stored of it. Of the same problem that the plan was made from,
    it is the plan itself.
    """
    zone = ZoneInfo(problem.timezone)
    midnight = dt.datetime.combine(problem.service_date, dt.time(), tzinfo=zone)

    def clock(at: Any) -> int:
        local = pd.Timestamp(at).tz_convert(zone).to_pydatetime()
        return round((local.replace(tzinfo=None) - midnight.replace(tzinfo=None)).total_seconds())

    aside = {left.stop.stop_id: left.stop for left in problem.set_aside}
    place = {stop.stop_id: at for at, stop in enumerate(problem.stops, start=1)}
    routes = stored.route[stored.route["hub_id"] == problem.hub_id]
    ends = {row.route_id: (row.concierge_key, clock(row.departure), clock(row.arrival))
            for row in _rows(routes)}  # fmt: skip
    rings: dict[str, list[tuple[int, Stop]]] = {}
    for row in _rows(stored.route_stop[stored.route_stop["route_id"].isin(list(ends))]):
        gone = Stop(row.stop_id, row.resident_key, tuple(row.order_ids.split(",")), row.kind, bool(row.contact),
                    int(row.service_s))  # fmt: skip
        stop = problem.stops[place[row.stop_id] - 1] if row.stop_id in place else gone
        rings.setdefault(row.route_id, []).append((clock(row.arrival), stop))
    unplanned = []
    for row in _rows(stored.route_duty[stored.route_duty["hub_id"] == problem.hub_id]):
        own = Stop(row.stop_id, "", (), row.kind, contact=False, service_s=int(row.service_s),
                   only=frozenset({row.concierge_key}))  # fmt: skip
        stop = problem.stops[place[row.stop_id] - 1] if row.stop_id in place else own
        if pd.isna(row.arrival):
            unplanned.append(Unplanned(stop, row.reason, None))
            continue
        at = clock(row.arrival)
        rings.setdefault(row.route_id, []).append((at, stop))
        ends.setdefault(row.route_id, (row.concierge_key, at, at + stop.service_s))
    made: dict[str, int] = {}
    plan = []
    for route_id, (who, leave, back) in sorted(ends.items(), key=lambda item: (item[1][0], item[1][1], item[0])):
        made[who] = made.get(who, 0) + 1
        stops = sorted(rings.get(route_id, []), key=lambda ring: (ring[0], ring[1].stop_id))
        plan.append(_route(problem, place, route_id, made[who], who, leave, back, stops))
    left = stored.unplanned[stored.unplanned["hub_id"] == problem.hub_id]
    unplanned += [
        Unplanned(
            problem.stops[place[row.stop_id] - 1]
            if row.stop_id in place
            else aside.get(row.stop_id, Stop(row.stop_id, row.resident_key, tuple(row.order_ids.split(",")))),
            row.reason,
            None if pd.isna(row.proposed_date) else row.proposed_date,
        )
        for row in _rows(left)
    ]
    late = tuple(planned.stop.stop_id for route in plan for planned in route.stops
                 if planned.stop.stop_id in place and planned.arrival_s > problem.due_s(planned.stop))  # fmt: skip
    return RoutePlan(problem, tuple(plan), tuple(unplanned), late)


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    return iter(frame.itertuples(index=False))


def _route(
    problem: RouteProblem, place: dict[str, int], route_id: str, turn: int, who: str, leave: int, back: int,
    rings: list[tuple[int, Stop]],
) -> PlannedRoute:  # fmt: skip
    there = [shift for shift in problem.shifts if shift.concierge_key == who]
    shift = next((each for each in there if each.from_s <= leave and back <= each.to_s), Shift(who, leave, back))
    if rings:  # a trip of appointments alone was stored without its ends
        leave = min(leave, rings[0][0] - int(problem.duration_s[0, place.get(rings[0][1].stop_id, 0)]))
    clock, at, stops = leave, 0, []
    for position, (ring, stop) in enumerate(rings, start=1):
        to = place.get(stop.stop_id, 0)
        leg_s, leg_m = int(problem.duration_s[at, to]), int(problem.length_m[at, to])
        familiar = who in stop.best_known
        stops.append(PlannedStop(stop, position, ring, leg_s, leg_m, max(0, ring - clock - leg_s), familiar))
        clock, at = ring + stop.service_s, to
    back_s, back_m = int(problem.duration_s[at, 0]), int(problem.length_m[at, 0])
    return PlannedRoute(route_id, shift, leave, max(back, clock + back_s), tuple(stops), back_s, back_m, turn)
