"""Group ``ranking``: which wijk next, in which order, what it asks; and the buurtbeeld of every buurt and wijk."""

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext, Output

from assets.factory import table_asset, tables_asset
from assets.frailty import estimate_of, region_of, scenario_of
from assets.partitions import by_scenario
from assets.resources import Workspaces
from geo.assumptions import assumptions
from geo.buurtbeeld import Inputs
from geo.buurtbeeld import buurtbeeld as picture
from geo.coverage import open_hubs
from geo.ranking import advice_of, nearest_seconds, surroundings_of


@tables_asset(
    "wijk_next",
    {
        "wijk_ranking": "planning.wijk_ranking",
        "buurt_ranking": "planning.buurt_ranking",
        "ranking_criterion": "planning.ranking_criterion",
        "wijk_sequence": "planning.wijk_sequence",
        "candidate_cost": "planning.candidate_cost",
        "candidate_month": "planning.candidate_month",
    },
    group="ranking",
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "hubs": "core.hub",
        "facilities": "core.facility",
        "deliveries": "core.delivery",
        "health": "core.health",
        "table": "core.assumption",
        "frailty": "planning.frailty",
        "draws": "planning.frailty_draw",
        "coverage": "planning.coverage",
        "travel_time": "planning.travel_time",
    },
)
def wijk_next(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    buurten: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    deliveries: pd.DataFrame,
    health: pd.DataFrame,
    table: pd.DataFrame,
    frailty: pd.DataFrame,
    draws: pd.DataFrame,
    coverage: pd.DataFrame,
    travel_time: pd.DataFrame,
) -> Iterator[Output]:
    """Wijken and buurten ranked by the scenario's weights, the order of opening, and what each wijk asks and costs."""
    scenario, as_of = scenario_of(context, workspaces), workspaces.region(region_of(context)).service_date
    around = surroundings_of(
        buurten,
        frailty,
        nearest_hub_s=nearest_seconds(travel_time, open_hubs(hubs, as_of)["hub_id"], scenario.mode),
        known=coverage[coverage["measure"] == "known"].set_index("buurtcode")["numerator"].fillna(0.0),
        facilities=facilities,
        deliveries=deliveries,
        health=health,
        assumptions=assumptions(table),
        as_of=as_of,
    )
    advice = advice_of(scenario, estimate_of(frailty, draws), buurten, around, assumptions(table))
    for name, rows in advice.items():
        yield Output(rows, name)


@table_asset(
    "planning.buurtbeeld",
    group="ranking",
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "hubs": "core.hub",
        "facilities": "core.facility",
        "deliveries": "core.delivery",
        "suppliers": "core.supplier",
        "signals": "core.signal_count",
        "health": "core.health",
        "table": "core.assumption",
        "frailty": "planning.frailty",
        "totals": "planning.frailty_total",
        "coverage": "planning.coverage",
        "travel_time": "planning.travel_time",
    },
)
def buurtbeeld(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    table: pd.DataFrame,
    travel_time: pd.DataFrame,
    hubs: gpd.GeoDataFrame,
    **frames: pd.DataFrame,
) -> pd.DataFrame:
    """Every figure of every buurt and wijk, beside its gemeente and the country."""
    scenario, as_of = scenario_of(context, workspaces), workspaces.region(region_of(context)).service_date
    nearest = nearest_seconds(travel_time, open_hubs(hubs, as_of)["hub_id"], scenario.mode)
    inputs = Inputs(
        nearest_hub_s=nearest, hubs=hubs, mode=scenario.mode, minutes=scenario.minutes, as_of=as_of, **frames
    )
    return picture(inputs, assumptions(table))
