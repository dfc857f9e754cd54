"""Group ``van_pool``: the vans of all organisations on a service date, each alone and as one pool."""

from typing import Any

import geopandas as gpd
import pandas as pd
from dagster import AssetCheckResult, AssetCheckSpec, AssetExecutionContext, Output

from assets.factory import key_of, main_gemeente, tables_asset
from assets.frailty import region_of
from assets.partitions import by_date, day_of
from assets.resources import Workspaces
from geo.residents import one_per_key
from routing.van_pool import build_ride_problem, plan_alone, plan_pool, van_pool_frames, violations


@tables_asset(
    "van_pool",
    {
        "van_trip": "planning.van_trip",
        "van_stop": "planning.van_stop",
        "van_pool_summary": "planning.van_pool_summary",
    },
    group="van_pool",
    partitions=by_date,
    reads={
        "requests": "core.trip_request",
        "vans": "core.vehicle",
        "passengers": "vault.passenger",
        "gemeenten": "core.gemeente",
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
) -> Any:
    """Van tours of the service date: each organisation alone (optimised too), and all vans as one pool."""
    day, region = day_of(context), workspaces.region(region_of(context))
    asked = requests[requests["service_date"] == day]
    problem = build_ride_problem(
        asked, one_per_key(passengers, "request_id"), vans, workspaces.times(region.region, "car")
    )
    alone = plan_alone(problem)
    plans = {"alone": alone, "pool": plan_pool(problem, start=alone)}
    frames = van_pool_frames(problem, plans, service_date=day, timezone=region.timezone)
    main = main_gemeente(gemeenten)
    for name in ("van_trip", "van_stop", "van_pool_summary"):
        yield Output(
            getattr(frames, name).drop(columns="service_date", errors="ignore").assign(gemeentecode=main), name
        )
    broken = [sentence for plan in plans.values() for sentence in violations(problem, plan)]
    yield AssetCheckResult(
        passed=not broken,
        check_name="no_ride_rule_broken",
        asset_key=key_of("planning.van_trip"),
        metadata={"broken": len(broken), "first": (broken or ["none"])[0], "unserved": len(plans["pool"].unserved)},
    )
