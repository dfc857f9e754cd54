from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from geo.db.connection import Database
from pipelines.database import drop_database

LEAVES_S = 0.3


@pytest.fixture
def server(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.plain, autocommit=True) as connection:
        yield connection


@pytest.fixture
def other(database: Database, server: psycopg.Connection) -> Database:
    """A database beside the test's own, which every login may enter."""
    name = f"t{uuid.uuid4().hex[:12]}"
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return database.with_name(name)


@pytest.fixture
def stranger(server: psycopg.Connection, other: Database) -> Iterator[Database]:
    """The other database as a login that ours has no say over."""
    name = f"stranger_{uuid.uuid4().hex[:8]}"
    server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'x'").format(sql.Identifier(name)))
    yield Database(other.url.set(username=name, password="x"))
    server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def exists(server: psycopg.Connection, database: Database) -> bool:
    return (
        server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database.url.database]).fetchone() is not None
    )


def test_a_dropped_database_cuts_off_our_own_sessions(server: psycopg.Connection, other: Database) -> None:
    with psycopg.connect(other.plain) as session:
        drop_database(server, other)
        assert not exists(server, other)
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")


def test_dropping_what_is_not_there_is_no_error(server: psycopg.Connection, database: Database) -> None:
    drop_database(server, database.with_name("never_made"))


def test_a_session_that_may_not_be_cut_off_is_waited_for(
    server: psycopg.Connection, other: Database, stranger: Database
) -> None:
    session = psycopg.connect(stranger.plain)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        server.execute(f"DROP DATABASE {other.url.database} WITH (FORCE)")
    leaving = threading.Timer(LEAVES_S, session.close)
    leaving.start()
    drop_database(server, other)
    leaving.join()
    assert not exists(server, other)
