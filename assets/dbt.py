"""Groups ``core`` and ``marts``: dbt's models as assets of the same graph, keyed schema / table.

The models themselves, their tests and their words are in ``dbt/``. dbt rebuilds whole tables for all regions: a lock on
the database keeps two builds from meeting.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from dagster import AssetExecutionContext, AssetKey, AssetsDefinition, MaterializeResult, Output
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets

from assets.resources import Postgis


class DbtBuildError(RuntimeError):
    """dbt ended without an error and without all of its tables."""


class Translator(DagsterDbtTranslator):
    """Asset key = schema and table; the group is the schema."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> AssetKey:
        """``core.buurt`` is the asset core/buurt; a source is the asset that writes it."""
        if dbt_resource_props["resource_type"] == "source":
            return AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The schema: core or marts."""
        return str(dbt_resource_props["schema"])


def dbt_definitions(manifest: Path) -> list[AssetsDefinition]:
    """The two dbt assets of a parsed project: core, built from intake, and marts, built from core and planning."""
    translator = Translator(settings=DagsterDbtTranslatorSettings(enable_asset_checks=True))

    @dbt_assets(manifest=manifest, select="tag:core", dagster_dbt_translator=translator, name="dbt_core")
    def core(context: AssetExecutionContext, dbt: DbtCliResource, postgis: Postgis) -> Iterator[Any]:
        yield from _build(context, dbt, postgis)

    @dbt_assets(manifest=manifest, select="tag:marts", dagster_dbt_translator=translator, name="dbt_marts")
    def marts(context: AssetExecutionContext, dbt: DbtCliResource, postgis: Postgis) -> Iterator[Any]:
        yield from _build(context, dbt, postgis)

    return [core, marts]


def _build(context: AssetExecutionContext, dbt: DbtCliResource, postgis: Postgis) -> Iterator[Any]:
    made: set[AssetKey] = set()
    with _one_at_a_time(postgis):
        for event in dbt.cli(["build"], context=context).stream():
            if isinstance(event, Output):
                made.add(context.asset_key_for_output(event.output_name))
            elif isinstance(event, MaterializeResult) and event.asset_key:
                made.add(event.asset_key)
            yield event
    missing = sorted(key.to_user_string() for key in context.selected_asset_keys - made)
    if (
        missing
    ):  # outputs of dbt are optional to Dagster: without this, what lies behind them would be skipped in silence
        raise DbtBuildError(f"dbt made no {', '.join(missing)}; run `wijk run --group core --debug` to see its words.")


@contextmanager
def _one_at_a_time(postgis: Postgis) -> Iterator[None]:
    """Holds a session lock on the database while dbt builds; it goes with the connection, however that ends."""
    with psycopg.connect(postgis.database().plain, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtextextended('wijk dbt build', 0))")
        yield
