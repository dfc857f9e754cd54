"""A day of all hubs of a region: a problem and a plan a hub, put together into tables. Planning is in ``engine``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from geo.travel_time import TravelTimes
from routing.route_plan.build import build_problem, history_of, orders_of_past
from routing.route_plan.checker import violations
from routing.route_plan.daylight import dusk_s
from routing.route_plan.engine import plan_routes
from routing.route_plan.frames import plan_frames, route_points
from routing.route_plan.plan import RoutePlan
from routing.route_plan.standing import with_standing

ITERATIONS = 1000
"""Rounds of the search a hub; a limit in work, not in seconds, so that the same input gives the same plan."""


@dataclass(frozen=True, eq=False)
class DayPlan:
    """Tables of planning.route, route_stop and unplanned, the ways through the streets, and what the checker found."""

    route: pd.DataFrame
    route_stop: pd.DataFrame
    unplanned: pd.DataFrame
    route_line: gpd.GeoDataFrame
    broken_rules: tuple[str, ...]


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
    hubs: gpd.GeoDataFrame,
    orders: pd.DataFrame,
    standing: pd.DataFrame,
    deliveries: pd.DataFrame,
    visits: pd.DataFrame,
    residents: gpd.GeoDataFrame,
    wishes: pd.DataFrame,
    concierges: pd.DataFrame,
    vehicles: pd.DataFrame,
    times: TravelTimes,
    *,
    timezone: str,
    iterations: int = ITERATIONS,
    seed: int = 1,
) -> DayPlan:
    """Plans the routes of every hub for a date.

    Args:
        service_date: the day.
        hubs: the hubs open that day[hub_id, gemeentecode, geometry], RD New.
        orders, standing, deliveries, visits, concierges, vehicles: as in core.
        residents: resident_key, buurtcode where known, geometry (RD New); wishes: vault.wish, one row a resident.
        times: travel times of the vehicles.
        timezone: the region's.
        iterations, seed: of the search.
    """
    work = orders_of(service_date, orders, standing, deliveries, visits)
    history = history_of(deliveries, visits)
    plans = [
        plan_routes(
            build_problem(
                hub_id,
                point,
                work,
                residents,
                concierges,
                vehicles,
                wishes,
                history,
                service_date,
                times,
                timezone=timezone,
                dark_from_s=dusk_s(point, service_date, timezone),
            ),
            iterations=iterations,
            seed=seed,
        )
        for hub_id, point in sorted(zip(hubs["hub_id"], hubs.geometry, strict=True), key=lambda pair: str(pair[0]))
    ]
    gemeente = dict(zip(hubs["hub_id"], hubs["gemeentecode"], strict=True))
    tables = [plan_frames(plan) for plan in plans]
    route = pd.concat([t.route for t in tables], ignore_index=True)
    stop = pd.concat([t.route_stop for t in tables], ignore_index=True)
    unplanned = pd.concat([t.unplanned for t in tables], ignore_index=True)
    hub_of = dict(zip(route["route_id"], route["hub_id"], strict=True))
    return DayPlan(
        route.assign(gemeentecode=route["hub_id"].map(gemeente).astype("str")),
        stop.assign(gemeentecode=stop["route_id"].map(hub_of).map(gemeente).astype("str")),
        unplanned.assign(gemeentecode=unplanned["hub_id"].map(gemeente).astype("str")),
        _lines(plans, times),
        tuple(sentence for plan in plans for sentence in violations(plan.problem, plan)),
    )


def _lines(plans: list[RoutePlan], times: TravelTimes) -> gpd.GeoDataFrame:
    def ways() -> Iterator[tuple[str, shapely.LineString]]:
        for plan in plans:
            for route_id, points in route_points(plan).items():
                yield route_id, times.line(points)

    drawn = list(ways())
    return gpd.GeoDataFrame(
        {"route_id": pd.Series([name for name, _ in drawn], dtype="str")},
        geometry=gpd.GeoSeries([line for _, line in drawn], crs=28992),
        crs=28992,
    )
