"""What a build is made from, as a digest: it follows inputs and the project, not runs."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from geo.db.builds import OF_THE_RUN, digest_of, forget_builds, last_build, record_build
from geo.db.connection import Database

MARTS = Path(__file__).resolve().parents[3] / "dbt" / "models" / "marts"
READS = ("intake.delivery", "planning.van_pool_summary")
LOAD = """INSERT INTO intake.load (load_id, region, source, file_name, sha256, size_bytes, loaded_at, run_id,
    rows_accepted, rows_rejected) VALUES (%s, 'r', 'delivery', %s, 'x', 1, now(), 'run', 1, 0)"""
SUMMARY = """INSERT INTO planning.van_pool_summary (region, service_date, plan, organisation, vans, requests, served,
    movements, length_m, empty_m, co2_g, reasons, gemeentecode, run_id)
    VALUES ('r', '2026-02-02', 'pool', 'a', 1, 1, 1, 2, 100, 0, 0, '', 'GM0001', 'run one')"""


@pytest.fixture
def connection(database: Database):
    with psycopg.connect(database.plain, autocommit=True) as made:
        yield made


def test_the_digest_follows_loads_and_rows_and_the_project_but_not_the_run(connection) -> None:
    first = digest_of(connection, "project", READS)
    assert digest_of(connection, "project", READS[::-1]) == first
    assert digest_of(connection, "another project", READS) != first
    connection.execute(LOAD, ["l1", "a.csv"])
    loaded = digest_of(connection, "project", READS)
    assert loaded != first
    connection.execute("UPDATE intake.load SET superseded_at = now()")
    assert digest_of(connection, "project", READS) == first
    connection.execute(SUMMARY)
    planned = digest_of(connection, "project", READS)
    assert planned != first
    connection.execute("UPDATE planning.van_pool_summary SET run_id = 'run two'")
    assert digest_of(connection, "project", READS) == planned
    connection.execute("UPDATE planning.van_pool_summary SET length_m = 101")
    assert digest_of(connection, "project", READS) != planned


def test_a_build_is_known_until_it_is_forgotten(connection) -> None:
    assert last_build(connection, "core") is None
    record_build(connection, "core", "one", "run")
    record_build(connection, "core", "two", "run")
    record_build(connection, "marts", "three", "run")
    assert last_build(connection, "core") == "two"
    forget_builds(connection, "core")
    assert (last_build(connection, "core"), last_build(connection, "marts")) == (None, "three")
    forget_builds(connection)
    assert last_build(connection, "marts") is None


def test_no_mart_has_a_column_that_the_digest_leaves_out() -> None:
    models = sorted(MARTS.glob("*.sql"))
    assert models
    for model in models:
        words = model.read_text().replace(",", " ").replace(".", " ").split()
        assert not set(words) & set(OF_THE_RUN), model.name
