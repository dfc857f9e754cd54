"""Which database is used, brought to the newest schema, and what other programs need to know to reach it.

A real server (``WIJK_DATABASE_URL``), PostGIS in Docker, or the private cluster, in this order.
"""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
from psycopg import sql

from geo.db.connection import Database, DatabaseError, database_from_environment
from geo.db.migrate import migrate
from pipelines.cluster import DAGSTER_NAME, Cluster
from pipelines.docker import address_file
from pipelines.home import Home

DAGSTER_YAML = """\
# written by wijk; Dagster's runs and events live beside the figures, in a database of their own
storage:
  postgres:
    postgres_url:
      env: WIJK_DAGSTER_URL
concurrency:
  runs:
    max_concurrent_runs: 2
    tag_concurrency_limits:
      - key: region  # a region's steps follow one another; regions do not wait for each other
        value:
          applyLimitPerUniqueValue: true
        limit: 1
  pools:
    granularity: run  # a run that waits for a place stays in the queue
    default_limit: 2
run_retries:
  enabled: true
  max_retries: 0  # runs of a night ask for their own
run_monitoring:
  enabled: true  # a run whose process was killed is marked as failed, and tried again where it may be
  start_timeout_seconds: 300
  max_resume_run_attempts: 0
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days: {skipped: 7, failure: 30, success: 90}
telemetry:
  enabled: false
nux:
  enabled: false
"""


def private_cluster(home: Home) -> Cluster | None:
    """The private cluster, or None where a server is used instead."""
    if database_from_environment() or address_file().exists():
        return None
    return Cluster(home.cluster)


def database(home: Home) -> Database:
    """The database, reachable; the private cluster is started and left running.

    Raises:
        DatabaseError: no binaries, no server, no right to use it.
    """
    given = database_from_environment()
    if given:
        return _reached(given, "start it, or correct or clear WIJK_DATABASE_URL")
    if address_file().exists():
        container = Database.from_text(address_file().read_text().strip())
        return _reached(container, "start it with: python -m pipelines.docker")
    return Cluster(home.cluster).database()


def _reached(found: Database, mend: str) -> Database:
    try:
        psycopg.connect(found.plain, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        told = str(error).strip().splitlines()[0].removeprefix("connection failed: ")
        raise DatabaseError(f"No connection with {found.shown} ({told}); {mend}.") from error
    return found


def ready(home: Home) -> Database:
    """The database at the newest schema, with Dagster's storage beside it and the environment set for this process."""
    found = database(home)
    migrate(found)
    dagster = dagster_database(found)
    _dagster_home(home.dagster)
    os.environ |= {
        "WIJK_POSTGRES_URL": found.plain,
        "WIJK_DAGSTER_URL": dagster.url.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False),
        "DAGSTER_HOME": str(home.dagster),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
        **found.dbt_environment(),
    }
    return found


def dagster_name(found: Database) -> str:
    """The name of Dagster's database beside the platform's."""
    return DAGSTER_NAME if found.url.database == "wijk" else f"{found.url.database}_dagster"


def dagster_database(found: Database) -> Database:
    """The database of Dagster's storage on the same server, made where it is missing."""
    name = dagster_name(found)
    try:
        with psycopg.connect(found.plain, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(
            f"The login role may not make a database; let the administrator make {name} for it."
        ) from error
    except psycopg.OperationalError as error:
        raise DatabaseError(f"No connection with {found.shown}: {str(error).strip().splitlines()[0]}") from error
    return found.with_name(name)


def drop_database(server: psycopg.Connection, gone: Database) -> None:
    """Remove a database of ours where it is there; whoever is still connected to it is cut off.

    PostgreSQL refuses a login that is no superuser to cut off another's session, and autovacuum's. A plain drop stops
    autovacuum by itself and waits five seconds for the others to leave; then it raises psycopg's ObjectInUse.

    Args:
        server: a connection in autocommit, to another database of the same server.
    """
    name = sql.Identifier(str(gone.url.database))
    try:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    except psycopg.errors.InsufficientPrivilege:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))


def _dagster_home(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    if not settings.exists() or settings.read_text() != DAGSTER_YAML:
        settings.write_text(DAGSTER_YAML)
