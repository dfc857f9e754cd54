"""Group ``hubs``: travel times from sites to buurten, the choice of hubs with its proof, and who belongs to which."""

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext

from assets.factory import table_asset, tables_asset
from assets.frailty import estimate_of, region_of, scenario_of
from assets.partitions import by_scenario
from assets.pools import SOLVER
from assets.resources import Workspaces
from geo.assumptions import assumptions
from geo.catchment import divide
from geo.coverage import demand_points, offered_wijken, open_hubs
from geo.hub_choice import candidate_sites, choose_hubs
from geo.hub_reach import OPEN, origins
from geo.site_times import site_times, times_by_buurt


@table_asset(
    "planning.travel_time",
    group="hubs",
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "addresses": "core.address",
        "hubs": "core.hub",
        "facilities": "core.facility",
        "depots": "core.depot",
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
    depots: gpd.GeoDataFrame,
    frailty: pd.DataFrame,
) -> pd.DataFrame:
    """Travel times from today's hubs and the candidate sites to where frail residents live, by buurt and means."""
    region, scenario = workspaces.region(region_of(context)), scenario_of(context, workspaces)
    sites = candidate_sites(open_hubs(hubs, region.service_date), facilities, depots, scenario, buurten)
    demand = demand_points(buurten, addresses, frailty)
    tables = [
        site_times(times, origins(sites, facilities, times.mode), demand)
        for times in workspaces.times_by_each(region.region, scenario.limits())
    ]
    rows = pd.concat(
        [
            times_by_buurt(table.of(list(sites["site_id"])), demand, horizon_s=scenario.horizon_s(table.mode))
            for table in tables
        ],
        ignore_index=True,
    )
    methods = ", ".join(sorted({table.method for table in tables}))
    context.add_output_metadata({"method": methods, "sites": len(sites), "points": len(demand), "means": len(tables)})
    return rows.merge(buurten[["buurtcode", "gemeentecode"]], on="buurtcode")


CHOICE = ("hub_solution", "hub_site", "hub_equivalent", "hub_wish", "hub_step", "hub_front")


@tables_asset(
    "hub_choice",
    {name: f"planning.{name}" for name in CHOICE},
    group="hubs",
    pool=SOLVER,
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "hubs": "core.hub",
        "facilities": "core.facility",
        "depots": "core.depot",
        "table": "core.assumption",
        "travel_time": "planning.travel_time",
        "frailty": "planning.frailty",
        "draws": "planning.frailty_draw",
    },
)
def hub_choice(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    buurten: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    depots: gpd.GeoDataFrame,
    table: pd.DataFrame,
    travel_time: pd.DataFrame,
    frailty: pd.DataFrame,
    draws: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The scenario's hubs, optimised and proven, or today's hubs evaluated; with all that an answer carries."""
    scenario, region = scenario_of(context, workspaces), workspaces.region(region_of(context))
    sites = candidate_sites(open_hubs(hubs, region.service_date), facilities, depots, scenario, buurten)
    own = travel_time[travel_time["mode"] == scenario.mode]
    estimate, prices, next_year = estimate_of(frailty, draws), assumptions(table), region.service_date.year + 1
    return choose_hubs(scenario, sites, own, estimate, buurten, prices, first_year=next_year).frames()


@tables_asset(
    "catchments",
    {"catchment": "planning.catchment", "catchment_address": "planning.catchment_address"},
    group="hubs",
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "addresses": "core.address",
        "hubs": "core.hub",
        "concierges": "core.concierge",
        "frailty": "planning.frailty",
        "sites": "planning.hub_site",
    },
)
def catchments(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    buurten: gpd.GeoDataFrame,
    addresses: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    concierges: pd.DataFrame,
    frailty: pd.DataFrame,
    sites: gpd.GeoDataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Which open hub serves which buurt or address; today's practice is kept where its hub stays open."""
    scenario, region = scenario_of(context, workspaces), workspaces.region(region_of(context))
    opened = sites[sites["state"].isin(OPEN)].rename(columns={"hub_id": "site_id"})
    demand = demand_points(buurten, addresses, frailty)
    times = site_times(workspaces.times(region.region, scenario.mode), opened, demand)
    today = offered_wijken(open_hubs(hubs, region.service_date))
    found = divide(times, demand, scenario, today, concierges)
    where = buurten[["buurtcode", "gemeentecode"]]
    return found.rows.merge(where, on="buurtcode"), found.by_address.merge(where, on="buurtcode")
