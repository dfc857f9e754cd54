"""Bringing a database to the newest schema, and saying where it stands. Migrations are in ``migrations/``."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from geo.db.connection import Database, DatabaseError

MIGRATIONS = Path(__file__).parent / "migrations"


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The revision that the code needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def knows(revision: str) -> bool:
    """Whether a database at ``revision`` can be brought to the newest: the code has that revision."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def current_revision(database: Database) -> str | None:
    """The revision the database is at; None where it was never migrated.

    Raises:
        DatabaseError: the server cannot be reached.
    """
    engine = database.engine()
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(
                connection, opts={"version_table_schema": "public"}
            ).get_current_revision()
    except sa.exc.OperationalError as error:
        raise DatabaseError(
            f"No connection with {database.shown}: {str(error.orig).strip().splitlines()[0]}"
        ) from error
    finally:
        engine.dispose()


def migrate(database: Database) -> bool:
    """Brings the database to the newest revision, in one transaction; True where something changed.

    Raises:
        DatabaseError: the server cannot be reached, or lacks the PostGIS extension.
    """
    before = current_revision(database)
    if before == newest_revision():
        return False
    engine = database.engine()
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), "head")
    except sa.exc.DBAPIError as error:
        text = str(error.orig).strip().splitlines()[0]
        if "postgis" in text:
            raise DatabaseError(
                "The server has no PostGIS extension; install it (Debian/Ubuntu: apt install postgresql-postgis) "
                "and let its administrator run CREATE EXTENSION postgis in this database."
            ) from error
        raise DatabaseError(f"The schema could not be brought up to date; nothing was changed: {text}") from error
    finally:
        engine.dispose()
    return True


def check(database: Database) -> None:
    """Raises alembic's CommandError where the models and the database differ."""
    engine = database.engine()
    try:
        with engine.connect() as connection:
            command.check(_config(connection))
    finally:
        engine.dispose()


def write_revision(database: Database, message: str, name: str) -> None:
    """For developers: writes a new migration from the difference between the models and ``database``."""
    engine = database.engine()
    try:
        with engine.begin() as connection:
            command.revision(_config(connection), message=message, autogenerate=True, rev_id=name)
    finally:
        engine.dispose()
