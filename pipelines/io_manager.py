"""One IO manager for PostGIS: asset key = schema.table, a partition = the rows with its region, scenario or date.

Tables are made by Alembic and dbt; this only fills and reads them. Source files land through :mod:`geo.db.landing`.
"""

from __future__ import annotations

import datetime as dt
from math import isfinite
from typing import Any

import geopandas as gpd
import pandas as pd
from dagster import (
    ConfigurableIOManager,
    InitResourceContext,
    InputContext,
    MetadataValue,
    MultiPartitionKey,
    OutputContext,
)
from pydantic import PrivateAttr

from assets.resources import Postgis
from geo.contracts import validate
from geo.db.bulk import replace_rows
from geo.db.models import table
from pipelines.meter import peak_mb

PARTITION_COLUMNS = ("region", "scenario", "service_date")


class PostgisIOManager(ConfigurableIOManager):
    """Replaces and reads partitions of PostGIS tables as (Geo)DataFrames."""

    postgis: Postgis
    _core: dict[tuple[Any, ...], pd.DataFrame] = PrivateAttr(default_factory=dict)
    """Tables of core that the run has read: dbt has built them before any of the run's assets may read them."""

    def setup_for_execution(self, context: InitResourceContext) -> None:
        """Each run reads core anew."""
        self._core = {}

    def handle_output(self, context: OutputContext, obj: pd.DataFrame) -> None:
        """Replaces the asset's partition by ``obj`` in one transaction; a failure leaves the old rows.

        The partition's columns and ``run_id`` are filled in here; the frame is held against the table's contract first.
        """
        name = ".".join(context.asset_key.path)
        target = table(name)
        where = _slice(context.partition_key, target.primary_key.columns.keys())
        filled = obj.assign(**where)
        if "run_id" in target.c:
            filled["run_id"] = context.run_id
        filled = validate(filled, name)
        with self.postgis.connect() as connection:
            rows = replace_rows(connection, target, filled, where)
        peak = peak_mb()
        context.add_output_metadata(_described(filled, name, rows) | ({} if peak is None else {"peak_mb": peak}))

    def load_input(self, context: InputContext) -> pd.DataFrame:
        """The rows of the upstream table that belong to the run's partition.

        Landed, core and marts tables are cut by region; planning tables by each partition column that the run has. The
        metadata of an AssetIn can fix one: ``{"scenario": "baseline"}``.
        """
        name = ".".join(context.asset_key.path)
        fixed = {k: v for k, v in (context.definition_metadata or {}).items() if k in PARTITION_COLUMNS}
        dimensions = _dimensions(context.partition_key)
        if context.asset_key.path[0] in ("planning", "share", "vault"):
            where = _slice(context.partition_key, table(name).columns.keys()) | fixed
        else:
            where = {"region": dimensions["region"]}
        if context.asset_key.path[0] != "core":
            return self.postgis.read(name, **where)
        key = (name, *where.items())
        if key not in self._core:
            self._core[key] = self.postgis.read(name, **where)
        return self._core[key].copy(deep=False)  # copy on write: what a reader changes stays its own


def _dimensions(key: str) -> dict[str, Any]:
    """The columns of a partition key with their values, a service date as a date."""
    named: dict[str, Any] = dict(key.keys_by_dimension) if isinstance(key, MultiPartitionKey) else {"region": key}
    return {n: dt.date.fromisoformat(v) if n == "service_date" else v for n, v in named.items()}


def _slice(key: str, columns: list[str]) -> dict[str, Any]:
    return {name: value for name, value in _dimensions(key).items() if name in columns}


def _described(frame: pd.DataFrame, name: str, rows: int) -> dict[str, Any]:
    columns = {str(column): str(dtype) for column, dtype in frame.dtypes.items()}
    metadata: dict[str, Any] = {
        "dagster/row_count": rows,
        "dagster/table_name": name,
        "columns": MetadataValue.json(columns),
    }
    if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None:
        metadata["crs"] = str(frame.crs.to_string())
        bounds = [] if name.startswith("vault.") else [float(value) for value in frame.total_bounds]
        if bounds and all(map(isfinite, bounds)):
            metadata["bounds_rd_m"] = MetadataValue.json([round(value) for value in bounds])
    return metadata
