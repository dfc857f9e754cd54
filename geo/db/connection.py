"""How the platform reaches its PostGIS: one value that names the server and makes connections as one of our roles.

Starting a server is not done here (see ``pipelines/cluster.py``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url

if TYPE_CHECKING:
    import adbc_driver_postgresql.dbapi as adbc
    from adbc_driver_manager import AdbcDatabase


class DatabaseError(RuntimeError):
    """The database cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Database:
    """A PostGIS server and database, with the login role that may become each of ours.

    Attributes:
        url: SQLAlchemy URL without a driver choice of its own; password included.
    """

    url: URL

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The database behind a plain ``postgresql://`` address; raises DatabaseError when it is not one."""
        try:
            url = make_url(text)
        except sa.exc.ArgumentError:
            raise DatabaseError(
                "WIJK_DATABASE_URL is not an address; write postgresql://user:password@host:port/database."
            ) from None
        if not url.drivername.startswith("postgresql"):
            raise DatabaseError("WIJK_DATABASE_URL must start with postgresql://; the platform works on PostGIS alone.")
        return cls(url.set(drivername="postgresql"))

    @property
    def plain(self) -> str:
        """The address as psql takes it, password included."""
        return self.url.render_as_string(hide_password=False)

    @property
    def shown(self) -> str:
        """The address without its password, for logs."""
        return self.url.render_as_string(hide_password=True)

    def with_name(self, name: str) -> Database:
        """The same server, another database."""
        return Database(self.url.set(database=name))

    def engine(self, role: str | None = None, **options: Any) -> Engine:
        """A SQLAlchemy engine over psycopg 3; every connection acts as ``role`` where one is given."""
        connect_args = {"options": f"-c role={role}"} if role else {}
        return sa.create_engine(self.url.set(drivername="postgresql+psycopg"), connect_args=connect_args, **options)

    @contextmanager
    def adbc(self, role: str | None = None) -> Iterator[adbc.Connection]:
        """An ADBC connection for bulk transfer; rolls back unless committed."""
        from adbc_driver_manager import AdbcConnection, Error, dbapi  # half of the start of a command without bulk

        uri = self.plain
        if role:
            uri += ("&" if "?" in uri else "?") + "options=" + quote(f"-c role={role}")
        try:
            driver: Any = _driver(uri)
            connection = dbapi.Connection(driver, AdbcConnection(driver.database))
        except Error as error:
            raise DatabaseError(f"No connection with {self.shown}: {_first_line(error)}") from error
        try:
            yield connection
        finally:
            connection.close()

    def dbt_environment(self) -> dict[str, str]:
        """What ``dbt/profiles.yml`` reads from the environment."""
        return {
            "WIJK_DBT_HOST": self.url.host or "",
            "WIJK_DBT_PORT": str(self.url.port or 5432),
            "WIJK_DBT_USER": self.url.username or "",
            "WIJK_DBT_PASSWORD": str(self.url.password or ""),
            "WIJK_DBT_NAME": self.url.database or "",
        }


def database_from_environment() -> Database | None:
    """The real server that ``WIJK_DATABASE_URL`` names, or None where it is not set."""
    text = os.environ.get("WIJK_DATABASE_URL", "").strip()
    return Database.from_text(text) if text else None


class _Driver:
    """ADBC's handle of a database for all connections of the process: it knows the server's types, and stays open.

    A connection takes it for a shared database, of which ``close`` is the last user's goodbye; here there is none.
    """

    def __init__(self, database: AdbcDatabase) -> None:
        self.database = database

    def close(self) -> None:
        """Nothing: the next connection uses the handle again. It holds no connection of its own."""


@lru_cache(maxsize=32)
def _driver(uri: str) -> _Driver:
    """The handle for an address, once a process: making one reads the types of all tables, a fifth of a second."""
    import adbc_driver_postgresql

    return _Driver(adbc_driver_postgresql.connect(uri))


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
