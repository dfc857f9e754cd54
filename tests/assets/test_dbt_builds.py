"""When dbt builds and when it only tests, of several regions in one database; dbt itself is replaced by a list."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from dagster import AssetKey, MaterializeResult

import assets.dbt as module
from assets.resources import Postgis
from geo.db.connection import Database

SELECTION = module._Selection("core", None, ("core.x",), ("intake.delivery",), "the project's text")
LOAD = """INSERT INTO intake.load (load_id, region, source, file_name, sha256, size_bytes, loaded_at, run_id,
    rows_accepted, rows_rejected) VALUES (%s, 'oost', 'delivery', %s, 'x', 1, now(), 'run', 1, 0)"""


def test_a_table_is_built_once_for_all_regions_and_tested_once_for_each(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def dbt(command: str, region: str, context: Any, cli: Any) -> Iterator[Any]:
        asked.append((command, region))
        if command == "build":
            yield MaterializeResult(asset_key=AssetKey(["core", "x"]))

    def run(region: str) -> list[tuple[str, str]]:
        """What dbt was asked by a run of a region; the asset is told as made in any case."""
        asked.clear()
        context: Any = SimpleNamespace(
            run=SimpleNamespace(tags={"wijk/region": region} if region else {}), run_id="run",
            selected_asset_keys={AssetKey(["core", "x"])}, log=logging.getLogger(),
        )  # fmt: skip
        told = list(module._build_changed(SELECTION, context, None, Postgis(url=database.plain)))  # type: ignore[arg-type]
        assert [each.asset_key for each in told] == [AssetKey(["core", "x"])]
        return list(asked)

    monkeypatch.setattr(module, "_dbt", dbt)
    with psycopg.connect(database.plain, autocommit=True) as connection:
        connection.execute("CREATE TABLE core.x ()")
        connection.execute("GRANT SELECT ON core.x TO wijk_owner")
        assert run("west") == [("build", "west")]
        assert run("oost") == [("test", "oost")]  # built already, but nobody looked at its rows
        assert run("oost") == run("west") == []
        assert run("") == [("test", "")]  # by hand, of no region: all rows
        connection.execute(LOAD, ["l1", "a.csv"])
        assert run("oost") == [("build", "oost")]
        assert run("west") == [("test", "west")]
