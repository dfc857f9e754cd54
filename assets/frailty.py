"""Group ``frailty``: expected frail residents by buurt; and what assets of a scenario ask of their partition."""

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext

from assets.factory import table_asset
from assets.partitions import by_scenario
from assets.resources import Workspaces
from geo.frailty import FrailtyEstimate, estimate_frailty
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
