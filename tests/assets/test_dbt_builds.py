"""When dbt builds and when it only tests, of several regions in one database; dbt itself is replaced by a list."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from dagster import AssetKey, MaterializeResult

import assets.dbt as module
from assets.partitions import region_of_run
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

    def refused(command: str, region: str, context: Any, cli: Any) -> Iterator[Any]:
        yield from ()
        raise RuntimeError("a test failed")

    monkeypatch.setattr(module, "_dbt", dbt)
    with psycopg.connect(database.plain, autocommit=True) as connection:
        connection.execute("CREATE TABLE core.x ()")
        connection.execute("GRANT SELECT ON core.x TO wijk_owner")
        assert run("west") == [("build", "west")]
        monkeypatch.setattr(module, "_dbt", refused)
        with pytest.raises(RuntimeError, match="a test failed"):
            run("oost")
        monkeypatch.setattr(module, "_dbt", dbt)
        assert run("oost") == [("test", "oost")]  # built already, but nobody looked at its rows
        assert run("oost") == run("west") == []
        assert run("") == [("test", "")]  # by hand, of no region: all rows
        connection.execute(LOAD, ["l1", "a.csv"])
        assert run("oost") == [("build", "oost")]
        assert run("west") == [("test", "west")]


@pytest.mark.parametrize(
    ("tags", "region"),
    [
        ({"region": "oost", "dagster/partition": "oost"}, "oost"),  # a night
        ({"wijk/region": "oost"}, "oost"),  # a command
        ({"dagster/partition": "oost"}, "oost"),  # by hand, in the web interface
        ({"dagster/partition": "oost|2026-02-03", "dagster/partition/region": "oost"}, "oost"),
        ({"dagster/run_key": "x"}, ""),
    ],
)
def test_dbt_is_told_the_region_of_the_run_and_nobody_else_is(
    tags: dict[str, str], region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WIJK_TESTED_REGION", raising=False)
    told = []

    def cli(words: list[str], context: Any) -> Any:
        told.append((words, os.environ["WIJK_TESTED_REGION"]))
        return SimpleNamespace(stream=lambda: iter(["said"]))

    asked: Any = SimpleNamespace(cli=cli)
    assert list(module._dbt("test", region_of_run(tags), None, asked)) == ["said"]  # type: ignore[arg-type]
    assert told == [(["test"], region)]
    assert "WIJK_TESTED_REGION" not in os.environ
