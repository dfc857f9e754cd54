"""Group ``service_areas``: what the open hubs reach, and the four measures of coverage."""

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext

from assets.factory import table_asset
from assets.frailty import region_of, scenario_of
from assets.partitions import by_scenario
from assets.resources import Workspaces
from geo.coverage import coverage as measure
from geo.coverage import demand_points, offered_wijken, open_hubs, weekly_hours
from geo.service_area import service_areas

READS = {
    "buurten": "core.buurt",
    "addresses": "core.address",
    "frailty": "planning.frailty",
    "sites": "planning.hub_site",
}


def _opened(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return sites[sites["state"].isin(["kept", "opened"])]


@table_asset("planning.service_area", group="service_areas", partitions=by_scenario, reads=READS)
def service_area(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    buurten: gpd.GeoDataFrame,
    addresses: gpd.GeoDataFrame,
    frailty: pd.DataFrame,
    sites: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Areas that the open hubs reach within the scenario's minutes, with who lives there by travel time."""
    scenario = scenario_of(context, workspaces)
    demand = demand_points(buurten, addresses, frailty)
    land = buurten[~buurten["water"].astype(bool)].union_all()
    times = workspaces.times(region_of(context), scenario.mode)
    areas = service_areas(times, _opened(sites), scenario.service_area_minutes, demand, extent=land)
    return areas.assign(gemeentecode=sites["gemeentecode"].iloc[0])


@table_asset(
    "planning.coverage",
    group="service_areas",
    partitions=by_scenario,
    reads=READS
    | {
        "hubs": "core.hub",
        "concierges": "core.concierge",
        "deliveries": "core.delivery",
        "visits": "core.visit",
        "catchments": "planning.catchment",
    },
)
def coverage(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    buurten: gpd.GeoDataFrame,
    addresses: gpd.GeoDataFrame,
    frailty: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    concierges: pd.DataFrame,
    deliveries: pd.DataFrame,
    visits: pd.DataFrame,
    catchments: pd.DataFrame,
) -> pd.DataFrame:
    """Reachable, known, served and capacity by buurt: four measures, never one."""
    scenario, region = scenario_of(context, workspaces), workspaces.region(region_of(context))
    opened = _opened(sites)
    rows = measure(
        workspaces.times(region.region, scenario.mode),
        opened,
        demand_points(buurten, addresses, frailty),
        catchments,
        deliveries=deliveries,
        visits=visits,
        hours=weekly_hours(concierges, catchments, list(opened["hub_id"])),
        offered=list(offered_wijken(open_hubs(hubs, region.service_date))),
        minutes=sorted({*scenario.service_area_minutes, scenario.minutes}),
        as_of=region.service_date,
    )
    return rows.merge(buurten[["buurtcode", "gemeentecode"]], on="buurtcode")
