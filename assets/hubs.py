"""Group ``hubs``: travel times from sites to buurten, the choice of hubs with its proof, and who belongs to which."""

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext

from assets.factory import table_asset, tables_asset
from assets.frailty import estimate_of, region_of, scenario_of
from assets.partitions import by_scenario
from assets.resources import Workspaces
from geo.coverage import catchment, demand_points, frail_at_home, offered_wijken, open_hubs, site_matrix
from geo.hub_choice import candidate_sites, choose_hubs


@table_asset(
    "planning.travel_time",
    group="hubs",
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "addresses": "core.address",
        "hubs": "core.hub",
        "facilities": "core.facility",
        "frailty": "planning.frailty",
    },
)
def travel_time(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    buurten: gpd.GeoDataFrame,
    addresses: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    frailty: pd.DataFrame,
) -> pd.DataFrame:
    """Travel times from today's hubs and the candidate sites to where frail residents live, by buurt."""
    region = workspaces.region(region_of(context))
    sites = candidate_sites(open_hubs(hubs, region.service_date), facilities)
    demand = demand_points(buurten, addresses, frailty)
    times = workspaces.times(region.region, scenario_of(context, workspaces).mode)
    rows = site_matrix(times, sites, demand)
    context.add_output_metadata({"method": times.method, "sites": len(sites), "points": len(demand)})
    return rows.merge(buurten[["buurtcode", "gemeentecode"]], on="buurtcode")


@tables_asset(
    "hub_choice",
    {"hub_solution": "planning.hub_solution", "hub_site": "planning.hub_site"},
    group="hubs",
    partitions=by_scenario,
    reads={
        "hubs": "core.hub",
        "facilities": "core.facility",
        "travel_time": "planning.travel_time",
        "frailty": "planning.frailty",
        "draws": "planning.frailty_draw",
    },
)
def hub_choice(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    hubs: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    travel_time: pd.DataFrame,
    frailty: pd.DataFrame,
    draws: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The scenario's hubs, optimised and proven, or today's hubs evaluated."""
    scenario = scenario_of(context, workspaces)
    region = workspaces.region(region_of(context))
    sites = candidate_sites(open_hubs(hubs, region.service_date), facilities)
    choice = choose_hubs(scenario, sites, travel_time, estimate_of(frailty, draws))
    return choice.solution, choice.sites.assign(gemeentecode=choice.solution["gemeentecode"].iloc[0])


@table_asset(
    "planning.catchment",
    group="hubs",
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "hubs": "core.hub",
        "frailty": "planning.frailty",
        "sites": "planning.hub_site",
        "travel_time": "planning.travel_time",
    },
)
def catchments(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    buurten: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    frailty: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    travel_time: pd.DataFrame,
) -> pd.DataFrame:
    """Which open hub serves which buurt; today's practice is kept where its hub stays open."""
    today = open_hubs(hubs, workspaces.region(region_of(context)).service_date)
    opened = sites.loc[sites["state"].isin(["kept", "opened"]), "hub_id"]
    rows = catchment(travel_time, list(opened), frail_at_home(frailty), offered_wijken(today))
    return rows.merge(buurten[["buurtcode", "gemeentecode"]], on="buurtcode")
