"""Groups ``core`` and ``marts``: dbt's models as assets of the same graph, keyed schema / table.

The models themselves, their tests and their words are in ``dbt/``. dbt rebuilds whole tables for all regions: a lock on
the database keeps two builds from meeting, and what would be built from the same inputs as last time is left as it is.
Its tests look at the region of the run alone: what another region is landing at this moment, or landed by half, is for
that region's own run to judge.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import psycopg
from dagster import AssetExecutionContext, AssetKey, AssetsDefinition, MaterializeResult, Output
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets

from assets.partitions import region_of_run
from assets.pools import DATABASE
from assets.resources import Postgis
from geo.db.builds import digest_of, forget_builds, last_build, one_build_at_a_time, record_build


class DbtBuildError(RuntimeError):
    """dbt ended without an error and without all of its tables."""


class Translator(DagsterDbtTranslator):
    """Asset key = schema and table; the group is the schema, the owners those who load."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> AssetKey:
        """``core.buurt`` is the asset core/buurt; a source is the asset that writes it."""
        if dbt_resource_props["resource_type"] == "source":
            return AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The schema: core or marts."""
        return str(dbt_resource_props["schema"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        """Of core and marts: who loads the sources."""
        return ["team:data"]


def dbt_definitions(manifest: Path) -> list[AssetsDefinition]:
    """The two dbt assets of a parsed project: core, built from intake, and marts, built from core and planning."""
    translator = Translator(settings=DagsterDbtTranslatorSettings(enable_asset_checks=True))

    read = json.loads(manifest.read_text())
    of_core, of_marts = _selection("core", read), _selection("marts", read, after="core")
    shared: dict[str, Any] = {"manifest": manifest, "dagster_dbt_translator": translator, "pool": DATABASE}

    @dbt_assets(select="tag:core", name="dbt_core", **shared)
    def core(context: AssetExecutionContext, dbt: DbtCliResource, postgis: Postgis) -> Iterator[Any]:
        yield from _build_changed(of_core, context, dbt, postgis)

    @dbt_assets(select="tag:marts", name="dbt_marts", **shared)
    def marts(context: AssetExecutionContext, dbt: DbtCliResource, postgis: Postgis) -> Iterator[Any]:
        yield from _build_changed(of_marts, context, dbt, postgis)

    return [core, marts]


@dataclass(frozen=True)
class _Selection:
    """What one dbt asset builds: its tables in order, what they read, and a digest of the project's own text."""

    name: str
    after: str | None
    tables: tuple[str, ...]
    reads: tuple[str, ...]
    project: str


def _selection(name: str, manifest: Mapping[str, Any], *, after: str | None = None) -> _Selection:
    nodes, sources = manifest["nodes"].values(), manifest["sources"]
    models = {n["unique_id"]: n for n in nodes if n["resource_type"] == "model" and name in n["tags"]}
    parents = {key: model["depends_on"]["nodes"] for key, model in models.items()}
    ordered = [models[key] for key in TopologicalSorter(parents).static_order() if key in models]
    tables = [f"{m['schema']}.{m['name']}" for m in ordered if m["config"]["materialized"] == "table"]
    reads = {parent for each in parents.values() for parent in each if parent in sources}
    text = {node["unique_id"]: [node["raw_code"], node["config"], node.get("columns")] for node in nodes}
    text |= {macro["unique_id"]: [macro["macro_sql"]] for macro in manifest["macros"].values()}
    project = hashlib.sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()
    named = sorted(f"{sources[key]['source_name']}.{sources[key]['name']}" for key in reads)
    return _Selection(name, after, tuple(tables), tuple(named), project)


def _build_changed(
    selection: _Selection, context: AssetExecutionContext, dbt: DbtCliResource, postgis: Postgis
) -> Iterator[Any]:
    """Builds, unless all of the selection was built from the very same inputs before, and tested for this region."""
    region = region_of_run(context.run.tags)
    tested = f"{selection.name} tested for {region}"
    with one_build_at_a_time(postgis.database()) as connection:
        project = selection.project + (last_build(connection, selection.after) or "" if selection.after else "")
        digest = digest_of(connection, project, selection.reads)
        whole = len(context.selected_asset_keys) == len(selection.tables)
        if whole and digest == last_build(connection, selection.name) and _all_there(connection, selection.tables):
            context.log.info(f"Nothing that {selection.name} reads has changed since it was built.")
            if digest != last_build(connection, tested):  # built for another region
                yield from _dbt("test", region, context, dbt)
                record_build(connection, tested, digest, context.run_id)
            for key in (AssetKey(name.split(".")) for name in selection.tables):
                yield MaterializeResult(
                    asset_key=key, metadata={"unchanged": True, "dagster/row_count": _rows(connection, key)}
                )
            return
        forget_builds(connection, selection.name)
        yield from _build(region, context, dbt)
        if whole:
            record_build(connection, selection.name, digest, context.run_id)
            record_build(connection, tested, digest, context.run_id)


def _all_there(connection: psycopg.Connection, tables: tuple[str, ...]) -> bool:
    row = connection.execute(
        "SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(%s::text[]) AS name", [list(tables)]
    )
    return row.fetchone() == (True,)


def _rows(connection: psycopg.Connection, key: AssetKey) -> int:
    row = connection.execute(psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(*key.path)))
    counted = row.fetchone()
    return int(counted[0]) if counted else 0


def _dbt(command: str, region: str, context: AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """What dbt says of a command; its tests look at ``region``, or at all of them where that is empty."""
    with _environment(WIJK_TESTED_REGION=region):
        invocation = dbt.cli([command], context=context)
    yield from invocation.stream()


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Variables for a process that is started in the body: dagster-dbt passes on what this one has."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _build(region: str, context: AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    made: set[AssetKey] = set()
    for event in _dbt("build", region, context, dbt):
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
