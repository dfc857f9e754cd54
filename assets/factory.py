"""One way to declare an asset that fills a planning table: key, group, description and inputs from the table's name.

No computing here, and no reading or writing: the IO manager does that.
"""

from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
from dagster import AssetIn, AssetOut, AssetsDefinition, PartitionsDefinition, asset, multi_asset

from geo.db.base import RD_NEW
from geo.db.models import table

Compute = Callable[..., Any]


def key_of(name: str) -> list[str]:
    """``planning.frailty`` as an asset key."""
    return name.split(".")


def inputs(tables: Mapping[str, str]) -> dict[str, AssetIn]:
    """Arguments by the tables they are read from."""
    return {argument: AssetIn(key_of(name)) for argument, name in tables.items()}


def main_gemeente(gemeenten: pd.DataFrame) -> str:
    """The gemeente with the most inhabitants: what a row on a whole region is counted to."""
    ordered = gemeenten.sort_values(["inhabitants", "gemeentecode"], ascending=[False, True], na_position="last")
    return str(ordered["gemeentecode"].iloc[0])


def no_rows(name: str) -> pd.DataFrame:
    """An empty frame for the table ``name``: the answer of an asset whose region has no such data."""
    columns = [column.name for column in table(name).columns]
    frame = pd.DataFrame({column: pd.Series(dtype="object") for column in columns})
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=RD_NEW) if "geometry" in columns else frame


def table_asset(
    name: str, *, group: str, partitions: PartitionsDefinition, reads: Mapping[str, str], **options: Any
) -> Callable[[Compute], AssetsDefinition]:
    """Declares the decorated function as the asset that fills the table ``name``; ``reads``: argument -> table."""
    return asset(
        key=key_of(name),
        ins=inputs(reads),
        partitions_def=partitions,
        group_name=group,
        description=table(name).comment,
        kinds={"python", "postgres"},
        owners=["team:planning"],
        **options,
    )


def tables_asset(
    name: str,
    tables: Mapping[str, str],
    *,
    group: str,
    partitions: PartitionsDefinition,
    reads: Mapping[str, str],
    **options: Any,
) -> Callable[[Compute], AssetsDefinition]:
    """The same for a function that fills several tables at once; ``tables``: output name -> table, in order."""
    outs = {
        output: AssetOut(
            key=key_of(each), group_name=group, description=table(each).comment, kinds={"python", "postgres"},
            owners=["team:planning"], dagster_type=pd.DataFrame,
        )
        for output, each in tables.items()
    }  # fmt: skip
    return multi_asset(name=name, outs=outs, ins=inputs(reads), partitions_def=partitions, **options)
