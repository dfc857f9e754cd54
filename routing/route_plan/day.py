"""A day of all hubs of a region: a problem and a plan a hub, made anew, kept or repaired; put together into tables.

Planning is in ``engine``, mending in ``repair``; what the tables hold is in ``frames`` and ``figures``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.travel_time import TravelTimes
from routing.route_plan.build import build_problem, history_of, orders_of_past
from routing.route_plan.checker import violations
from routing.route_plan.daylight import dusk_s
from routing.route_plan.engine import plan_routes
from routing.route_plan.figures import day_figures
from routing.route_plan.frames import change_frame, plan_frames, route_points
from routing.route_plan.goods import with_goods
from routing.route_plan.plan import RoutePlan
from routing.route_plan.problem import RouteProblem
from routing.route_plan.repair import Change, repair
from routing.route_plan.rota import duties_on, on_duty
from routing.route_plan.standing import with_standing
from routing.route_plan.stored import StoredPlan, digest_of, restored
from routing.route_plan.streets import streets_driven

ITERATIONS = 1000
"""Rounds of the search a hub; a limit in work, not in seconds, so that the same input gives the same plan."""


@dataclass(frozen=True, eq=False)
class DayTables:
    """What a day is planned from, as in core and vault; residents and wishes one row a resident, hubs open that day."""

    hubs: gpd.GeoDataFrame
    orders: pd.DataFrame
    standing: pd.DataFrame
    deliveries: pd.DataFrame
    visits: pd.DataFrame
    residents: gpd.GeoDataFrame
    wishes: pd.DataFrame
    concierges: pd.DataFrame
    vehicles: pd.DataFrame
    duties: pd.DataFrame
    facilities: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    goods: pd.DataFrame


@dataclass(frozen=True)
class Before:
    """The plan that stands, to be mended from `now_s` (seconds since midnight; 0: before the day) on."""

    stored: StoredPlan
    now_s: int = 0


@dataclass(frozen=True, eq=False)
class DayPlan:
    """A day's tables (planning.route, route_stop, route_duty, unplanned, route_change, route_street, route_day and
    vault.route_line, without region, date and run), the plans, the orders they hold, and what the checker found."""

    route: pd.DataFrame
    route_stop: pd.DataFrame
    route_duty: pd.DataFrame
    unplanned: pd.DataFrame
    route_change: pd.DataFrame
    route_street: gpd.GeoDataFrame
    route_day: pd.DataFrame
    route_line: gpd.GeoDataFrame
    orders: pd.DataFrame
    plans: tuple[RoutePlan, ...] = field(default=())
    broken_rules: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _HubPlan:
    plan: RoutePlan
    digest: str
    made: str
    changes: tuple[Change, ...]


def orders_of(
    service_date: dt.date,
    orders: pd.DataFrame,
    standing: pd.DataFrame,
    deliveries: pd.DataFrame,
    visits: pd.DataFrame,
) -> pd.DataFrame:
    """The work of a day: its orders and the standing orders that fall on it; or what was brought and visited.

    A day of which the history is there and no order is not planned from standing orders: the history has them.
    """
    asked = orders[orders["service_date"] == service_date]
    brought, visited = (frame[frame["service_date"] == service_date] for frame in (deliveries, visits))
    if asked.empty and len(brought) + len(visited):
        return orders_of_past(brought, visited)
    return with_standing(asked, standing, service_date)


def plan_day(
    service_date: dt.date,
    tables: DayTables,
    times: TravelTimes,
    *,
    timezone: str,
    free_s: Mapping[str, Mapping[dt.date, int]] | None = None,
    before: Before | None = None,
    iterations: int = ITERATIONS,
    seed: int = 1,
) -> DayPlan:
    """Plans the routes of every hub for a date.

    Args:
        service_date: the day.
        tables: what it is planned from.
        times: travel times of the vehicles.
        timezone: the region's.
        free_s: by hub the seconds still free on coming days (`room.free_by_hub`).
        before: the plan that stands; a hub of which nothing changed keeps it, the others are repaired. None: anew.
        iterations, seed: of the search.
    """
    work = with_goods(
        orders_of(service_date, tables.orders, tables.standing, tables.deliveries, tables.visits), tables.goods
    )
    history = history_of(tables.deliveries, tables.visits)
    staff = on_duty(tables.concierges, tables.duties, service_date)
    duties = duties_on(tables.duties, staff, service_date, tables.facilities)
    made: list[_HubPlan] = []
    points = sorted(zip(tables.hubs["hub_id"], tables.hubs.geometry, strict=True), key=lambda pair: str(pair[0]))
    for hub_id, point in points:
        problem = build_problem(
            hub_id, point, work, tables.residents, staff, tables.vehicles, tables.wishes, history, service_date, times,
            timezone=timezone, duties=duties, zones=tables.zones, dark_from_s=dusk_s(point, service_date, timezone),
            free_s=(free_s or {}).get(hub_id, {}),
        )  # fmt: skip
        made.append(_planned(problem, before, iterations, seed))
    return _together(service_date, tables, times, work, made)


def _planned(problem: RouteProblem, before: Before | None, iterations: int, seed: int) -> _HubPlan:
    now = digest_of(problem)
    then = None if before is None else before.stored.digest(problem.hub_id)
    if before is None or then is None:
        return _HubPlan(plan_routes(problem, iterations=iterations, seed=seed), now, "anew", ())
    standing = restored(before.stored, problem)
    if then == now:
        return _HubPlan(standing, now, "kept", ())
    mended = repair(standing, problem, now_s=before.now_s, iterations=iterations, seed=seed)
    return _HubPlan(mended.plan, now, "repaired", mended.changes)


def _together(day: dt.date, tables: DayTables, times: TravelTimes, work: pd.DataFrame, made: list[_HubPlan]) -> DayPlan:
    plans = [each.plan for each in made]
    gemeente = dict(zip(tables.hubs["hub_id"], tables.hubs["gemeentecode"], strict=True))
    frames = [plan_frames(plan) for plan in plans]

    def joined(name: str, parts: list[pd.DataFrame] | None = None) -> pd.DataFrame:
        frame = pd.concat(parts or [getattr(each, name) for each in frames], ignore_index=True)
        hub = frame["route_id"].map(hub_of) if "hub_id" not in frame.columns else frame["hub_id"]
        return frame.assign(gemeentecode=hub.map(gemeente).astype("str"))

    hub_of = {route.route_id: plan.problem.hub_id for plan in plans for route in plan.routes}
    supplier_of = dict(zip(work["order_id"], work["supplier_id"], strict=True)) if len(work) else {}
    supplier_of = {str(order): str(who) for order, who in supplier_of.items() if not pd.isna(who)}
    seen = pd.concat(
        [frame[frame["service_date"] == day].reindex(columns=_SEEN) for frame in (tables.deliveries, tables.visits)]
    )
    figures = [
        day_figures(each.plan, supplier_of, seen[seen["hub_id"] == each.plan.problem.hub_id])
        | {"made": each.made, "inputs_sha256": each.digest}
        for each in made
    ]
    route = joined("route")
    ways = _lines(plans, times, set(route["route_id"]))
    return DayPlan(
        route=route,
        route_stop=joined("route_stop"),
        route_duty=joined("route_duty"),
        unplanned=joined("unplanned"),
        route_change=joined("route_change", [change_frame(each.plan, each.changes) for each in made]),
        route_street=_streets(plans, ways).assign(
            gemeentecode=[str(gemeente[hub_of[name]]) for name in ways["route_id"]]
        ),
        route_day=joined("route_day", [pd.DataFrame(figures).astype(_OPTIONAL)]),
        route_line=ways,
        orders=work,
        plans=tuple(plans),
        broken_rules=tuple(sentence for plan in plans for sentence in violations(plan.problem, plan)),
    )


_SEEN = ["hub_id", "resident_key", "concierge_key", "contact_minutes"]
_OPTIONAL = {"driven_stops": "Int64", "driven_same_concierge": "Int64", "driven_contact_s": "Float64",
             "planned_contact_s": "Float64"}  # fmt: skip


def _lines(plans: list[RoutePlan], times: TravelTimes, drawn: set[str]) -> gpd.GeoDataFrame:
    def ways() -> Iterator[tuple[str, shapely.LineString]]:
        for plan in plans:
            for route_id, points in route_points(plan).items():
                if route_id in drawn:
                    yield route_id, times.line(points)

    found = list(ways())
    return gpd.GeoDataFrame(
        {"route_id": pd.Series([name for name, _ in found], dtype="str")},
        geometry=gpd.GeoSeries([line for _, line in found], crs=28992),
        crs=28992,
    )


def _streets(plans: list[RoutePlan], ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    doors = {
        route.route_id: np.array([each.stop.point for each in route.stops if not each.stop.duty], dtype=np.float64)
        for plan in plans
        for route in plan.routes
    }
    shapes = [streets_driven(line, doors[name]) for name, line in zip(ways["route_id"], ways.geometry, strict=True)]
    return gpd.GeoDataFrame({"route_id": ways["route_id"]}, geometry=gpd.GeoSeries(shapes, crs=28992), crs=28992)
