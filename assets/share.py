"""Group ``share``: what the gemeente and the public may have, through disclosure control and nothing else."""

import datetime as dt
from collections.abc import Iterator
from importlib.metadata import version
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext, Output

from assets.factory import tables_asset
from assets.partitions import BASELINE, by_region
from assets.resources import Postgis, Workspaces
from geo.disclosure import load_rules
from geo.disclosure.shared import Facts, shared_of


@tables_asset(
    "disclosed",
    {
        "buurt": "share.buurt",
        "area": "share.area",
        "hub": "share.hub",
        "withheld": "share.withheld",
        "release": "share.release",
        "source": "share.source",
        "cells": "planning.release_cell",
    },
    group="share",
    partitions=by_region,
    reads={
        "buurten": "marts.buurt_overview",
        "deliveries": "core.delivery",
        "wijken": "core.wijk",
        "gemeenten": "core.gemeente",
        "sites": "planning.hub_site",
    },
)
def disclosed(
    context: AssetExecutionContext,
    postgis: Postgis,
    workspaces: Workspaces,
    buurten: gpd.GeoDataFrame,
    deliveries: pd.DataFrame,
    wijken: gpd.GeoDataFrame,
    gemeenten: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
) -> Iterator[Output]:
    """The baseline's figures that others may see, judged by the versions that were shared before."""
    region = workspaces.region(context.partition_key)
    known = ("planning.release_cell", "share.release", "intake.load")
    before = {name: postgis.read(name, region=region.region) for name in known}
    facts = Facts(
        buurten[buurten["scenario"] == BASELINE], deliveries, wijken, gemeenten, sites[sites["scenario"] == BASELINE],
        before["planning.release_cell"], before["share.release"], before["intake.load"],
    )  # fmt: skip
    today = dt.datetime.now(ZoneInfo(region.timezone)).date()
    found = shared_of(facts, load_rules(region.root), today=today, version=version("wijkplan"))
    for name, frame in found.tables.items():
        yield Output(frame, name, metadata={"withheld": found.reasons} if name == "withheld" else {})
    yield Output(found.cells, "cells")
