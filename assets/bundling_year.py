"""Group ``impact``: what can be bundled in the year up to a service date, and its value from several sides."""

import datetime as dt
from typing import cast

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext

from assets.bundling import DRIVEN_BY
from assets.factory import main_gemeente, no_rows, table_asset, tables_asset
from assets.frailty import region_of
from assets.partitions import by_date, day_of
from assets.resources import Workspaces
from geo.assumptions import assumptions
from geo.coverage import open_hubs
from geo.residents import one_per_key, one_per_resident
from geo.zones import in_zone, zones_on
from routing.bundling import Inputs, study
from routing.impact import value as count_value
from routing.impact import year_of

WALKED_BY = "foot"
STUDIED = (
    "bundling_part", "bundling_figure", "bundling_option", "delivery_day_point", "delivery_day_supplier",
    "delivery_day_move", "cooperation_party", "cooperation_handover",
)  # fmt: skip
Frame = pd.DataFrame
Frames = tuple[Frame, Frame, Frame, Frame, Frame, Frame, Frame, Frame]
"""A frame a table of STUDIED, in that order."""


@tables_asset(
    "bundling_year",
    {name: f"planning.{name}" for name in STUDIED},
    group="impact",
    partitions=by_date,
    reads={
        "deliveries": "core.delivery",
        "goods": "vault.goods",
        "suppliers": "core.supplier",
        "residents": "vault.resident",
        "wishes": "vault.wish",
        "hubs": "core.hub",
        "depots": "core.depot",
        "facilities": "core.facility",
        "zones": "core.zone",
        "gemeenten": "core.gemeente",
        "table": "core.assumption",
    },
)
def bundling_year(
    context: AssetExecutionContext, workspaces: Workspaces, deliveries: pd.DataFrame, goods: pd.DataFrame,
    suppliers: pd.DataFrame, residents: gpd.GeoDataFrame, wishes: pd.DataFrame, hubs: gpd.GeoDataFrame,
    depots: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, gemeenten: pd.DataFrame,
    table: pd.DataFrame,
) -> Frames:  # fmt: skip
    """What could have gone together, delivery days with their bound, cooperation, and other ways, of one year."""
    day, region, gemeente = day_of(context), workspaces.region(region_of(context)), main_gemeente(gemeenten)
    people = one_per_resident(residents)
    points = pd.concat([open_hubs(hubs, day), facilities[facilities["kind"] == "pick_up_point"]], ignore_index=True)
    given = Inputs(
        deliveries, goods, suppliers, people, one_per_key(wishes, "resident_key"), hubs, depots, points,
        _zoned(people, zones, day),
    )  # fmt: skip
    found = study(
        given, day, workspaces.times(region.region, DRIVEN_BY), workspaces.times(region.region, WALKED_BY),
        assumptions(table), gemeentecode=gemeente, detour_factor=region.detour_factor,
    )  # fmt: skip
    if found is None:
        return cast("Frames", tuple(no_rows(f"planning.{name}") for name in STUDIED))
    frames = found.frames()
    made = (
        frames[name].assign(gemeentecode=gemeente) if name in frames else no_rows(f"planning.{name}")
        for name in STUDIED
    )
    return cast("Frames", tuple(made))


def _zoned(people: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, day: dt.date) -> frozenset[str]:
    known = people[people.geometry.notna()]
    return frozenset(known.loc[in_zone(known, zones_on(zones, day)), "resident_key"])


@table_asset(
    "planning.value",
    group="impact",
    partitions=by_date,
    reads={
        "deliveries": "core.delivery",
        "visits": "core.visit",
        "signals": "core.signal_count",
        "concierges": "core.concierge",
        "vehicles": "core.vehicle",
        "hubs": "core.hub",
        "gemeenten": "core.gemeente",
        "table": "core.assumption",
        "figures": "planning.bundling_figure",
    },
)
def value(
    context: AssetExecutionContext, deliveries: pd.DataFrame, visits: pd.DataFrame, signals: pd.DataFrame,
    concierges: pd.DataFrame, vehicles: gpd.GeoDataFrame, hubs: gpd.GeoDataFrame, gemeenten: pd.DataFrame,
    table: pd.DataFrame, figures: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    """Contact, trust, signals and money of the year: who pays, who gains; never added up over sides."""
    day, gemeente = day_of(context), main_gemeente(gemeenten)
    of_hubs = vehicles[vehicles["hub_id"].notna()]
    year = year_of(day, deliveries, visits, signals, concierges, of_hubs, open_hubs(hubs, day), figures)
    return count_value(year, assumptions(table), gemeente).assign(gemeentecode=gemeente)
