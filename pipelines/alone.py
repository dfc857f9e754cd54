"""One run of a region at a time by command.

The lock is PostgreSQL's and goes with the connection, however that ends. Runs that Dagster itself starts are queued and
watched by Dagster (``pipelines/database.py`` writes its settings).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from geo.db.connection import Database

LOCK = "hashtextextended('wijk run ' || %s, 0)"


@contextmanager
def alone(database: Database, region: str) -> Iterator[None]:
    """Holds a region while the body runs; a second command waits until the first is done, and says so."""
    with psycopg.connect(database.plain, autocommit=True, application_name="wijk run") as connection:
        if not try_lock(connection, region):
            print("Another command runs this region; waiting until it is done ...", file=sys.stderr, flush=True)
            connection.execute(f"SELECT pg_advisory_lock({LOCK})", [region])
        yield


def try_lock(connection: psycopg.Connection, region: str) -> bool:
    """Takes the lock of a region for this connection where it is free; says whether it did."""
    return connection.execute(f"SELECT pg_try_advisory_lock({LOCK})", [region]).fetchone() == (True,)


def is_held(connection: psycopg.Connection, region: str) -> bool:
    """Whether a command holds the region at this moment."""
    if not try_lock(connection, region):
        return True
    connection.execute(f"SELECT pg_advisory_unlock({LOCK})", [region])
    return False
