"""Group ``van_pool``: the vans of all organisations on a service date, each alone and as one pool."""

from typing import Any

import geopandas as gpd
import pandas as pd
from dagster import AssetCheckResult, AssetCheckSpec, AssetExecutionContext, Output

from assets.factory import key_of, main_gemeente, tables_asset
from assets.frailty import region_of
from assets.partitions import by_date, day_of
from assets.pools import SOLVER
from assets.resources import Workspaces
from geo.assumptions import assumptions
from geo.residents import one_per_key
from routing.van_pool import (
    build_ride_problem,
    compare,
    comparison_frames,
    costs_of,
    fleet_to_keep,
    proposed_lines,
    van_pool_frames,
    violations,
)
from routing.van_pool.comparison_frames import fleet_frame, line_frames
from routing.van_pool.demand import days_of, weeks_around, wishes


@tables_asset(
    "van_pool",
    {
        "van_trip": "planning.van_trip",
        "van_stop": "planning.van_stop",
        "van_pool_summary": "planning.van_pool_summary",
        "van_step": "planning.van_step",
        "van_gain": "planning.van_gain",
        "van_hour": "planning.van_hour",
        "van_overlap": "planning.van_overlap",
    },
    group="van_pool",
    pool=SOLVER,
    partitions=by_date,
    reads={
        "requests": "core.trip_request",
        "vans": "core.vehicle",
        "passengers": "vault.passenger",
        "gemeenten": "core.gemeente",
        "table": "core.assumption",
    },
    check_specs=[
        AssetCheckSpec(
            "no_ride_rule_broken",
            asset=key_of("planning.van_trip"),
            blocking=True,
            description="An independent checker finds every request served once within its rules, or listed.",
        )
    ],
)
def van_pool(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    requests: pd.DataFrame,
    vans: gpd.GeoDataFrame,
    passengers: pd.DataFrame,
    gemeenten: pd.DataFrame,
    table: pd.DataFrame,
) -> Any:
    """Van tours of the service date: each organisation alone (optimised too), steps between, all vans as one pool."""
    day, region = day_of(context), workspaces.region(region_of(context))
    asked = requests[requests["service_date"] == day]
    problem = build_ride_problem(
        asked, one_per_key(passengers, "request_id"), vans, workspaces.times(region.region, "car")
    )
    main = main_gemeente(gemeenten)
    costs = costs_of(assumptions(table), main)
    compared = compare(problem, costs=costs)
    plans = {"alone": compared.plan("alone"), "pool": compared.plan("pool")}
    tours = van_pool_frames(problem, plans, service_date=day, timezone=region.timezone, costs=costs)
    more = comparison_frames(problem, compared, costs)
    for name, frame in {**vars(tours), **vars(more)}.items():
        yield Output(frame.drop(columns="service_date", errors="ignore").assign(gemeentecode=main), name)
    broken = [sentence for step in compared.steps for sentence in violations(problem, step.plan)]
    yield AssetCheckResult(
        passed=not broken,
        check_name="no_ride_rule_broken",
        asset_key=key_of("planning.van_trip"),
        metadata={"broken": len(broken), "first": (broken or ["none"])[0], "unserved": len(plans["pool"].unserved)},
    )


@tables_asset(
    "van_demand",
    {
        "van_fleet": "planning.van_fleet",
        "van_line": "planning.van_line",
        "van_line_stop": "planning.van_line_stop",
    },
    group="van_pool",
    partitions=by_date,
    reads={
        "requests": "core.trip_request",
        "vans": "core.vehicle",
        "passengers": "vault.passenger",
        "facilities": "core.facility",
        "buurten": "core.buurt",
        "gemeenten": "core.gemeente",
        "table": "core.assumption",
    },
)
def van_demand(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    requests: pd.DataFrame,
    vans: gpd.GeoDataFrame,
    passengers: pd.DataFrame,
    facilities: gpd.GeoDataFrame,
    buurten: gpd.GeoDataFrame,
    gemeenten: pd.DataFrame,
    table: pd.DataFrame,
) -> Any:
    """The fleet to keep and the lines to propose, from the trips of four weeks around the service date."""
    region, main = region_of(context), main_gemeente(gemeenten)
    asked, people = weeks_around(requests, day_of(context)), one_per_key(passengers, "request_id")
    driving = workspaces.times(region, "car")
    fleet = fleet_to_keep(days_of(asked, people, vans, driving))
    places = (
        facilities[["facility_id", "geometry"]]
        .sjoin(buurten[["buurtcode", "geometry"]], predicate="within")
        .sort_values("facility_id")
        .reset_index(drop=True)
    )
    points = places.geometry.get_coordinates().to_numpy()
    lines = proposed_lines(
        wishes(asked, people), points, workspaces.times(region, "foot_slow"), driving,
        costs=costs_of(assumptions(table), main),
    )  # fmt: skip
    line, stop = line_frames(lines, places)
    for name, frame in {"van_fleet": fleet_frame(fleet), "van_line": line, "van_line_stop": stop}.items():
        yield Output(frame.assign(gemeentecode=main), name)
