"""What dbt built and a run made last, and the digest of what it came from: an unchanged input is not built again.

The building itself is in ``assets``, the parts of a run in ``pipelines.unchanged``. An erasure changes rows of a load
that stays: it must call :func:`wait_for_builds` first and :func:`forget_builds` in the same transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from geo.db.connection import Database
from geo.db.models import table

OF_THE_RUN = ("run_id", "seconds")
"""Columns that say which run wrote a row and how long it took; marts do not read them."""


LOCK = "hashtextextended('wijk dbt build', 0)"


@contextmanager
def one_build_at_a_time(database: Database) -> Iterator[psycopg.Connection]:
    """The owner's connection, in autocommit; a second build of the database waits until the body is done.

    The lock is the session's: it goes with the connection, however that ends.
    """
    with psycopg.connect(database.plain, autocommit=True, options="-c role=wijk_owner") as connection:
        connection.execute(f"SELECT pg_advisory_lock({LOCK})")
        yield connection


def wait_for_builds(connection: psycopg.Connection) -> None:
    """Lets no build run beside this transaction, which takes away what landed: dbt would put back what it read before.

    Other changes need not wait: a build that misses them is made again, for its digest is another.
    """
    connection.execute(f"SELECT pg_advisory_xact_lock_shared({LOCK})")


def digest_of(connection: psycopg.Connection, project: str, tables: Collection[str]) -> str:
    """A digest of all that a build reads.

    Landed tables count by the current loads, computed ones by their rows (:data:`OF_THE_RUN` left out).

    Args:
        connection: a role that may read the tables.
        project: digest of the models, tests and macros, and of builds that this one reads.
        tables: names ``schema.table`` of what is read.
    """
    parts = [project]
    landed = {name for name in tables if "load_id" in table(name).columns}
    if landed:
        loads = connection.execute("SELECT load_id FROM intake.load WHERE superseded_at IS NULL ORDER BY load_id")
        parts += [str(row[0]) for row in loads]
    for name in sorted(set(tables) - landed):
        columns = [sql.Identifier(column.name) for column in table(name).columns if column.name not in OF_THE_RUN]
        # the sum over rows does not depend on their order
        query = sql.SQL(
            "SELECT count(*), coalesce(sum(hashtextextended(ROW({})::text, 0)::numeric), 0)::text FROM {}"
        ).format(sql.SQL(", ").join(columns), sql.Identifier(*name.split(".")))
        parts.append(f"{name} {connection.execute(query).fetchone()}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def last_build(connection: psycopg.Connection, name: str) -> str | None:
    """The digest of the last build called ``name`` that came to its end; None where there is none."""
    row = connection.execute("SELECT digest FROM intake.build WHERE name = %s", [name]).fetchone()
    return None if row is None else str(row[0])


def record_build(connection: psycopg.Connection, name: str, digest: str, run_id: str) -> None:
    """Notes a build that came to its end."""
    connection.execute(
        "INSERT INTO intake.build (name, digest, built_at, run_id) VALUES (%s, %s, now(), %s) "
        "ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, built_at = now(), run_id = excluded.run_id",
        [name, digest, run_id],
    )


def forget_builds(connection: psycopg.Connection, *names: str) -> None:
    """Makes the next build of ``names`` (of everything, without names) happen whatever it reads."""
    if names:
        connection.execute("DELETE FROM intake.build WHERE name = ANY(%s)", [list(names)])
    else:
        connection.execute("DELETE FROM intake.build")
