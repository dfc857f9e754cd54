"""Group ``frailty``: expected frail residents, with draws; and what assets of a scenario ask of their partition."""

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext, Output

from assets.factory import tables_asset
from assets.partitions import by_scenario
from assets.resources import Workspaces
from geo.assumptions import assumptions
from geo.frailty import Evidence, FrailtyEstimate, all_totals, draw_rows, estimate_for, estimate_from
from geo.workspace import Scenario


def scenario_of(context: AssetExecutionContext, workspaces: Workspaces) -> Scenario:
    """The scenario of the partition that is being made."""
    keys = context.partition_key.keys_by_dimension
    return workspaces.scenario(keys["region"], keys["scenario"])


def region_of(context: AssetExecutionContext) -> str:
    """The region of a two-dimensional partition."""
    return str(context.partition_key.keys_by_dimension["region"])


def estimate_of(frailty: pd.DataFrame, draws: pd.DataFrame) -> FrailtyEstimate:
    """The scenario's estimate as it was stored: the same, with the same draws, wherever it is asked for."""
    return estimate_from(frailty, draws)


@tables_asset(
    "frailty",
    {
        "frailty": "planning.frailty",
        "frailty_draw": "planning.frailty_draw",
        "frailty_total": "planning.frailty_total",
    },
    group="frailty",
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "gemeenten": "core.gemeente",
        "health": "core.health",
        "ages": "core.population_age",
        "care_use": "intake.care_use",
        "rates": "core.frailty_rate",
        "table": "core.assumption",
    },
)
def frailty(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    buurten: gpd.GeoDataFrame,
    gemeenten: gpd.GeoDataFrame,
    health: pd.DataFrame,
    ages: pd.DataFrame,
    care_use: pd.DataFrame,
    rates: pd.DataFrame,
    table: pd.DataFrame,
) -> Iterator[Output]:
    """Expected frail residents by buurt, wijk and gemeente, with the draws that others build on."""
    evidence = Evidence(gemeenten, health, ages, care_use)
    scenario = scenario_of(context, workspaces)
    estimate = estimate_for(scenario, buurten, evidence, rates, assumptions(table))
    imputed = int(estimate.frame["imputed"].sum() / estimate.frame["group_name"].nunique())
    told = {"expected_at_home": float(estimate.draws_home.sum(axis=0).mean()), "imputed": imputed}
    yield Output(estimate.frame, "frailty", metadata=told)
    yield Output(draw_rows(estimate), "frailty_draw")
    yield Output(all_totals(estimate, region_of(context)), "frailty_total")
