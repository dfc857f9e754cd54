"""Which parts of a run stand as they would be made again: nothing that they depend on has changed since they were.

A part is a scenario or a service date of a region. What it depends on: the loads in use, the workspace's own settings,
the code, the libraries, the pseudonym key. What was made must still be there, written by the run that made it. Only
``wijk run`` and ``wijk nightly`` look here; a part that is asked for by group, or started in Dagster, is always made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psycopg
from dagster import MultiPartitionKey
from psycopg import sql

from geo.db.builds import last_build, record_build
from geo.db.connection import Database
from geo.workspace import Region

PROJECT = Path(__file__).resolve().parent.parent
CODE = ("geo", "routing", "assets", "dbt")
"""The packages that decide what a scenario or a date gives; pages and commands do not."""

CODE_ENDINGS = (".py", ".sql", ".yml", ".yaml", ".csv", ".json", ".lua", ".toml", ".j2")
SETTINGS = (".yaml", ".yml", ".lua")
"""Files of a workspace that no source asset lands: the region, its scenarios, its own speeds."""


@dataclass(frozen=True)
class Made:
    """A part of a run: its name in ``intake.build``, the tables it fills and the rows of them that are its own."""

    name: str
    tables: tuple[str, ...]
    where: dict[str, object]

    @classmethod
    def of(cls, partition: MultiPartitionKey, tables: Collection[str]) -> Made:
        """What is made of the partition of a scenario or a date, in ``tables`` (``schema.table``)."""
        where: dict[str, object] = dict(partition.keys_by_dimension)
        return cls(" ".join(["part", *map(str, where.values())]), tuple(sorted(tables)), where)


@dataclass(frozen=True)
class Ledger:
    """What was made of a region and from what.

    Attributes:
        database: where the results are, and the notes on them (``intake.build``).
        region: whose parts.
        ground: digest of all that they depend on but the loads, which a run may still change.
    """

    database: Database
    region: str
    ground: str

    @classmethod
    def of(cls, database: Database, region: Region, pseudonym_key: bytes) -> Ledger:
        """The ledger of a region, as its settings, the code and the libraries are now."""
        parts = [*_code(), *_libraries(), *_settings(region.root), hashlib.sha256(pseudonym_key).hexdigest()]
        return cls(database, region.region, _digest(parts))

    def inputs(self) -> str:
        """Digest of all that a part depends on, its own name apart; ask it before the part is made."""
        with self._connected() as connection:
            loads = connection.execute(
                "SELECT load_id FROM intake.load WHERE superseded_at IS NULL AND region = %s ORDER BY load_id",
                [self.region],
            )
            return _digest([self.ground, *(str(row[0]) for row in loads)])

    def knows(self, part: Made) -> bool:
        """Whether ``part`` was ever noted."""
        with self._connected() as connection:
            return last_build(connection, part.name) is not None

    def stands(self, part: Made, inputs: str) -> bool:
        """Whether making ``part`` again from ``inputs`` would give the rows that are there."""
        with self._connected() as connection:
            return last_build(connection, part.name) == _note(inputs, _found(connection, part))

    def note(self, part: Made, inputs: str, run_id: str) -> None:
        """Notes that the run ``run_id`` made ``part`` whole from ``inputs``."""
        with self._connected() as connection:
            found = _found(connection, part)
            if {run for each in found for run in (each.first_run, each.last_run) if run} <= {run_id}:
                record_build(connection, part.name, _note(inputs, found), run_id)  # no other run wrote in between

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(self.database.plain, autocommit=True, options="-c role=wijk_owner")


@dataclass(frozen=True)
class _Rows:
    """How many rows of a table belong to a part, and the first and last of the runs that wrote them."""

    table: str
    rows: int
    first_run: str | None
    last_run: str | None


def _found(connection: psycopg.Connection, part: Made) -> list[_Rows]:
    return [_Rows(name, *_counted(connection, name, part.where)) for name in part.tables]


def _counted(connection: psycopg.Connection, name: str, where: dict[str, object]) -> tuple[int, str | None, str | None]:
    query = sql.SQL("SELECT count(*), min(run_id), max(run_id) FROM {} WHERE {}").format(
        sql.Identifier(*name.split(".")),
        sql.SQL(" AND ").join(sql.SQL("{} = {}").format(sql.Identifier(k), sql.Placeholder()) for k in where),
    )
    row = connection.execute(query, list(where.values())).fetchone()
    return row if row else (0, None, None)


def _note(inputs: str, found: Sequence[_Rows]) -> str:
    return _digest([inputs, *map(str, found)])


def _code() -> Iterator[str]:
    for package in CODE:
        for path in sorted((PROJECT / package).rglob("*")):
            if path.suffix in CODE_ENDINGS and "target" not in path.parts:
                yield f"{path.relative_to(PROJECT)} {_of_file(path)}"


def _libraries() -> list[str]:
    return sorted(f"{each.name} {each.version}" for each in metadata.distributions())


def _settings(root: Path) -> Iterator[str]:
    for path in sorted(root.rglob("*")):
        if path.suffix in SETTINGS:
            yield f"{path.relative_to(root)} {_of_file(path)}"


def _of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
