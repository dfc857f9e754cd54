"""Group ``impact``: kilometres, CO2 and contact of a service date and of the year up to it."""

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext

from assets.bundling import DRIVEN_BY
from assets.factory import main_gemeente, table_asset
from assets.frailty import region_of
from assets.partitions import by_date, day_of
from assets.resources import Workspaces
from geo.assumptions import assumptions
from routing.bundling import flows
from routing.impact import impact as compute


@table_asset(
    "planning.impact",
    group="impact",
    partitions=by_date,
    reads={
        "routes": "planning.route",
        "stops": "planning.route_stop",
        "deliveries": "core.delivery",
        "suppliers": "core.supplier",
        "depots": "core.depot",
        "hubs": "core.hub",
        "buurten": "core.buurt",
        "gemeenten": "core.gemeente",
        "table": "core.assumption",
    },
)
def impact(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    routes: pd.DataFrame,
    stops: pd.DataFrame,
    deliveries: pd.DataFrame,
    suppliers: pd.DataFrame,
    depots: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    buurten: gpd.GeoDataFrame,
    gemeenten: pd.DataFrame,
    table: pd.DataFrame,
) -> pd.DataFrame:
    """The figures of the day and of the twelve months up to it, each with formula, source and range."""
    region = workspaces.region(region_of(context))
    times = workspaces.times(region.region, DRIVEN_BY)
    legs = flows(deliveries, depots, hubs, buurten, times, detour_factor=region.detour_factor)
    legs = legs.rename(columns={"supplier_leg_m": "length_m"})[["supplier_id", "hub_id", "length_m"]].drop_duplicates()
    day, gemeente = day_of(context), main_gemeente(gemeenten)
    rows = compute(routes, stops, deliveries, suppliers, legs, day, assumptions(table), gemeente)
    return rows.assign(gemeentecode=gemeente)
