"""Whom a command means, and the record of erasures that lies beside the database, so that a restore cannot undo one.

What is held and how it is removed: :mod:`geo.db.persons`.
"""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg

from geo.db.connection import Database
from geo.db.persons import Erased, PersonError, address_key, erase, held, note_access, recorded, replay
from geo.sources.addresses import normal_postcode
from pipelines.alone import alone
from pipelines.home import Home

PSEUDONYM = re.compile(r"[rp][0-9a-f]{20}")
ADDRESS = re.compile(r"\s*(\d{4}\s?[A-Za-z]{2})[\s,]+(.+?)\s*")


def person_of(who: str, region: str, key: bytes) -> str:
    """The pseudonym that ``who`` is, or that of the address it is: postcode and house number.

    Raises:
        PersonError: it is neither.
    """
    if PSEUDONYM.fullmatch(who.strip()):
        return who.strip()
    parts = ADDRESS.fullmatch(who)
    if not parts or pd.isna(normal_postcode(pd.Series([parts[1]])).iloc[0]) or not parts[2][:1].isdigit():
        raise PersonError('Write a pseudonym (r or p and 20 signs), or postcode and house number: "7411 AB 12".')
    return address_key(region, parts[1], parts[2], key)


def export(database: Database, region: str, person: str, home: Home) -> dict[str, Any]:
    """What is held about a person; the look is written down."""
    with _owner(database) as connection:
        found = held(connection, region, person, home.pseudonym_key())
        rows = sum(map(len, found.values()))
        note_access(connection, "export", person, rows, getpass.getuser())
        connection.commit()
    if not rows:
        raise PersonError("Nothing is held about this person.")
    return {"region": region, "pseudonym": person, "held": found}


@contextmanager
def at_rest(database: Database, region: str) -> Iterator[Callable[[], None]]:
    """A region of which no run is under way: a run writes down in the end what it read at its start.

    Waits for a command; the environment must be ready (:func:`pipelines.database.ready`). Yields what looks once more:
    Dagster may begin a run meanwhile.

    Raises:
        PersonError: Dagster runs the region.
    """
    from dagster import DagsterInstance, RunsFilter  # seconds to load, and only an erasure needs it

    from assets.partitions import region_of_run
    from pipelines.bench import UNDER_WAY

    with alone(database, region), DagsterInstance.get() as instance:

        def look() -> None:
            if any(region_of_run(run.tags) == region for run in instance.get_runs(RunsFilter(statuses=UNDER_WAY))):
                raise PersonError(
                    f"Dagster runs {region} now; erase after that, or end it if its process was killed: wijk dev."
                )

        look()
        yield look


def remove(database: Database, region: str, person: str, home: Home, still: Callable[[], None] = lambda: None) -> int:
    """Erases a person; the record beside the database is written first, then the database.

    ``still`` looks, once all is ready, whether it may happen; what it raises leaves everything as it was.

    Route sheets hold names, addresses and the notes of the day; those of the region go, and come with its next plans.
    """
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with _owner(database) as connection:
        erased, rows = erase(connection, region, person, home.pseudonym_key(), now)
        if not rows:
            raise PersonError("Nothing is held about this person, so nothing was erased.")
        note_access(connection, "erase", erased.replaced_by, rows, getpass.getuser())
        connection.execute("DELETE FROM vault.access WHERE subject = %s", [person])
        still()
        _append(record_of(home), erased)
        if (sheets := home.routes / region).exists():
            shutil.rmtree(sheets)
        connection.commit()
    return rows


def erased_again(home: Home) -> Callable[[Database, Database], None]:
    """The step of a restore that takes out who was erased since the backup: by the record, and by the database that is
    replaced."""

    def step(restored: Database, replaced: Database) -> None:
        known = read_record(record_of(home))
        with _owner(replaced) as connection:
            row = connection.execute("SELECT to_regclass('vault.erasure') IS NOT NULL").fetchone()
            known += recorded(connection) if row and row[0] else []
        with _owner(restored) as connection:
            replay(connection, known, home.pseudonym_key(), home.retired_keys())
            connection.commit()

    return step


def record_of(home: Home) -> Path:
    """The record of erasures: a line each, no names; belongs with the backups, not inside them."""
    return home.root / "erasures.jsonl"


def read_record(path: Path) -> list[Erased]:
    """The erasures of a record; none where there is no file."""
    if not path.exists():
        return []
    return [Erased(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _append(path: Path, erased: Erased) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(erased.line() + "\n")


def _owner(database: Database) -> psycopg.Connection:
    return psycopg.connect(database.plain, options="-c role=wijk_owner")
