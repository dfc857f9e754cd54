"""Group ``routes``: the route plan of a service date, checked by a checker that knows nothing of the solver."""

import datetime as dt
from typing import Any

import geopandas as gpd
import pandas as pd
from dagster import AssetCheckResult, AssetCheckSpec, AssetExecutionContext, Output

from assets.factory import key_of, no_rows, tables_asset
from assets.frailty import region_of
from assets.partitions import by_date
from assets.resources import Workspaces
from geo.coverage import open_hubs
from geo.residents import one_per_key, one_per_resident
from routing.route_plan.day import plan_day

TABLES = {
    "route": "planning.route",
    "route_stop": "planning.route_stop",
    "unplanned": "planning.unplanned",
    "route_line": "vault.route_line",
}

VEHICLE_MODE = "cargo_bike"
"""How concierges travel: the hubs' vehicles are cargo bikes and light vans that keep to the same streets."""


def day_of(context: AssetExecutionContext) -> dt.date:
    """The service date of the partition that is being made."""
    return dt.date.fromisoformat(context.partition_key.keys_by_dimension["service_date"])


@tables_asset(
    "route_plan",
    TABLES,
    group="routes",
    partitions=by_date,
    reads={
        "hubs": "core.hub",
        "orders": "core.order_line",
        "standing": "core.standing_order",
        "deliveries": "core.delivery",
        "visits": "core.visit",
        "concierges": "core.concierge",
        "vehicles": "core.vehicle",
        "residents": "vault.resident",
        "wishes": "vault.wish",
    },
    check_specs=[
        AssetCheckSpec(
            "no_rule_broken",
            asset=key_of("planning.route"),
            blocking=True,
            description="An independent checker finds every stop planned or listed, in its window, within its shift.",
        )
    ],
)
def route_plan(
    context: AssetExecutionContext, workspaces: Workspaces, hubs: gpd.GeoDataFrame, orders: pd.DataFrame,
    standing: pd.DataFrame, deliveries: pd.DataFrame, visits: pd.DataFrame, concierges: pd.DataFrame,
    vehicles: gpd.GeoDataFrame, residents: gpd.GeoDataFrame, wishes: pd.DataFrame,
) -> Any:  # fmt: skip
    """Which concierge visits whom, when, on the service date; what does not fit is listed with its reason."""
    day, region = day_of(context), workspaces.region(region_of(context))
    opened = open_hubs(hubs, day)
    if opened.empty:
        yield from (Output(no_rows(each), output) for output, each in TABLES.items())
        yield AssetCheckResult(passed=True, check_name="no_rule_broken", asset_key=key_of("planning.route"))
        return
    plan = plan_day(
        day,
        opened,
        orders,
        standing,
        deliveries,
        visits,
        one_per_resident(residents),
        one_per_key(wishes, "resident_key"),
        concierges,
        vehicles,
        workspaces.times(region.region, VEHICLE_MODE),
        timezone=region.timezone,
    )
    yield Output(plan.route, "route", metadata={"km": float(plan.route["length_m"].sum()) / 1000})
    yield Output(
        plan.route_stop, "route_stop", metadata={"familiar_share": float(plan.route_stop["familiar"].mean() or 0)}
    )
    yield Output(plan.unplanned, "unplanned")
    yield Output(plan.route_line, "route_line")
    yield AssetCheckResult(
        passed=not plan.broken_rules,
        check_name="no_rule_broken",
        asset_key=key_of("planning.route"),
        metadata={"broken": len(plan.broken_rules), "first": (plan.broken_rules or ("none",))[0]},
    )
