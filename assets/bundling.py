"""Group ``bundling``: what could have gone together, and the flows of goods through the hubs."""

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext
from dateutil.relativedelta import relativedelta

from assets.factory import main_gemeente, no_rows, table_asset
from assets.frailty import region_of
from assets.partitions import by_scenario
from assets.resources import Workspaces
from geo.residents import one_per_resident
from routing.bundling import bundling as count_bundling
from routing.bundling import channels, flows

DRIVEN_BY = "car"
"""Suppliers come by road."""


def last_year(deliveries: pd.DataFrame) -> pd.DataFrame:
    """The deliveries of the twelve months up to the last one."""
    last = deliveries["service_date"].max()
    return deliveries[deliveries["service_date"] > last - relativedelta(years=1)]


@table_asset(
    "planning.bundling",
    group="bundling",
    partitions=by_scenario,
    reads={
        "deliveries": "core.delivery",
        "goods": "vault.goods",
        "residents": "vault.resident",
        "gemeenten": "core.gemeente",
    },
)
def bundling(
    deliveries: pd.DataFrame, goods: pd.DataFrame, residents: gpd.GeoDataFrame, gemeenten: pd.DataFrame
) -> pd.DataFrame:
    """What could have gone together in the last twelve months of the delivery history, by our stated definitions."""
    if deliveries.empty:
        return no_rows("planning.bundling")
    year = last_year(deliveries)
    rows = count_bundling(
        year,
        goods,
        one_per_resident(residents),
        period_from=year["service_date"].min(),
        period_to=year["service_date"].max(),
    )
    return rows.assign(gemeentecode=main_gemeente(gemeenten))


@table_asset(
    "planning.flow",
    group="bundling",
    partitions=by_scenario,
    reads={
        "deliveries": "core.delivery",
        "goods": "vault.goods",
        "suppliers": "core.supplier",
        "depots": "core.depot",
        "hubs": "core.hub",
        "buurten": "core.buurt",
        "gemeenten": "core.gemeente",
    },
)
def flow(
    context: AssetExecutionContext,
    workspaces: Workspaces,
    deliveries: pd.DataFrame,
    goods: pd.DataFrame,
    suppliers: pd.DataFrame,
    depots: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    buurten: gpd.GeoDataFrame,
    gemeenten: pd.DataFrame,
) -> pd.DataFrame:
    """Flows supplier, hub, buurt of the last twelve months; every delivery is in exactly one."""
    if deliveries.empty:
        return no_rows("planning.flow")
    region = workspaces.region(region_of(context))
    times = workspaces.times(region.region, DRIVEN_BY)
    year = last_year(deliveries)
    year = year.assign(channel=channels(year, goods, suppliers))
    rows = flows(year, depots, hubs, buurten, times, detour_factor=region.detour_factor)
    hub_gemeente = dict(zip(hubs["hub_id"], hubs["gemeentecode"], strict=True))
    return rows.assign(gemeentecode=rows["hub_id"].map(hub_gemeente).fillna(main_gemeente(gemeenten)))
