"""What a build is made from, as a digest: it follows inputs and the project, not runs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import psycopg
import pytest

from geo.db.builds import (
    LOCK,
    OF_THE_RUN,
    digest_of,
    forget_builds,
    last_build,
    one_build_at_a_time,
    record_build,
    wait_for_builds,
)
from geo.db.connection import Database
from geo.db.persons import erase
from geo.retention import enforce, load_periods

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


def test_an_erasure_and_the_retention_periods_wait_for_a_build_which_would_put_back_what_it_read(
    database: Database,
) -> None:
    changes = (
        lambda connection: erase(connection, "r", "p", b"key", "2026-02-03T00:00:00+00:00"),
        lambda connection: enforce(connection, "r", load_periods(), dt.date(2026, 2, 3), "run", b"key"),
    )
    for change in changes:
        with (
            one_build_at_a_time(database),
            impatient(database) as connection,
            pytest.raises(psycopg.errors.LockNotAvailable),
        ):
            change(connection)
        with impatient(database) as connection:
            change(connection)  # the build is done
            wait_for_builds(connection)
            with impatient(database) as another:
                wait_for_builds(another)  # changes do not wait for each other ...
            with pytest.raises(psycopg.errors.LockNotAvailable), impatient(database) as build:
                build.execute(f"SELECT pg_advisory_lock({LOCK})")  # ... but the next build waits for them


def impatient(database: Database) -> psycopg.Connection:
    """The owner's connection, which gives up on a lock at once."""
    return psycopg.connect(database.plain, options="-c role=wijk_owner -c lock_timeout=100ms")


def test_no_mart_has_a_column_that_the_digest_leaves_out() -> None:
    models = sorted(MARTS.glob("*.sql"))
    assert models
    for model in models:
        words = model.read_text().replace(",", " ").replace(".", " ").split()
        assert not set(words) & set(OF_THE_RUN), model.name
