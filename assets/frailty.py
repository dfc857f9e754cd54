"""Group ``frailty``: expected frail residents by buurt, and which wijk comes next."""

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext

from assets.factory import table_asset
from assets.partitions import by_scenario
from assets.resources import Workspaces
from geo.coverage import open_hubs
from geo.frailty import FrailtyEstimate, estimate_frailty
from geo.ranking import rank_wijken
from geo.workspace import Scenario


def scenario_of(context: AssetExecutionContext, workspaces: Workspaces) -> Scenario:
    """The scenario of the partition that is being made."""
    keys = context.partition_key.keys_by_dimension
    return workspaces.scenario(keys["region"], keys["scenario"])


def region_of(context: AssetExecutionContext) -> str:
    """The region of a two-dimensional partition."""
    return str(context.partition_key.keys_by_dimension["region"])


def estimate_of(buurten: pd.DataFrame, scenario: Scenario) -> FrailtyEstimate:
    """The estimate with the scenario's rates and seed: the same wherever it is asked for."""
    return estimate_frailty(buurten, scenario.rate_set, seed=scenario.seed)


@table_asset("planning.frailty", group="frailty", partitions=by_scenario, reads={"buurten": "core.buurt"})
def frailty(context: AssetExecutionContext, workspaces: Workspaces, buurten: gpd.GeoDataFrame) -> pd.DataFrame:
    """Expected frail residents of 65 and over by buurt, at home and in institutions."""
    estimate = estimate_of(buurten, scenario_of(context, workspaces))
    context.add_output_metadata(
        {
            "expected_at_home": float(estimate.draws_home.mean(axis=1).sum()),
            "imputed": int(estimate.frame["imputed"].sum()),
        }
    )
    return estimate.frame


@table_asset(
    "planning.wijk_ranking",
    group="frailty",
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "hubs": "core.hub",
        "coverage": "planning.coverage",
        "travel_time": "planning.travel_time",
    },
)
def wijk_ranking(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    buurten: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    coverage: pd.DataFrame,
    travel_time: pd.DataFrame,
) -> pd.DataFrame:
    """Which wijk next: unmet need against today's reach, with the probability of being among the first three."""
    scenario = scenario_of(context, workspaces)
    as_of = workspaces.region(region_of(context)).service_date
    today = open_hubs(hubs, as_of)["hub_id"]
    nearest = travel_time[travel_time["site_id"].isin(today)].groupby("buurtcode")["duration_s"].min()
    known = coverage[coverage["measure"] == "known"].set_index("buurtcode")["numerator"]
    return rank_wijken(estimate_of(buurten, scenario), buurten, nearest, known)
