"""Landing a source file: its load, its rows, what it holds of persons and its rejects, in one transaction.

The unit is the file: the same content again does nothing; another content under the same name supersedes the earlier
load, which stays, marked. Reading files is done in :mod:`geo.sources`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import adbc_driver_postgresql.dbapi as adbc
import pandas as pd

from geo.db.bulk import literal, replace_rows
from geo.db.models import table
from geo.sources import Landed

READER_VERSION = "2"
"""Raised when the readers take other rows from the same file, so that files are read again."""

READER_VERSIONS: Mapping[str, str] = {"wish": "3"}  # 3: haalt_zelf
"""Of single sources, where a later reader or migration takes more of their files: only those are read again."""

NEWEST = "load.loaded_at DESC, load.load_id, landed.row_number"
"""Which of several rows with one key counts; dbt's ``current_rows`` has the same order."""


@dataclass(frozen=True)
class FileVersion:
    """One content of one file, and what else its rows depend on (the streets that addresses are matched to)."""

    region: str
    source: str
    file_name: str
    sha256: str
    depends_on: str = ""

    @property
    def load_id(self) -> str:
        """The name of its load: a digest of all of it."""
        reader = READER_VERSIONS.get(self.source, READER_VERSION)
        parts = [reader, self.region, self.source, self.file_name, self.sha256, self.depends_on]
        return "l" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Landing:
    """A load as it stands in the database: whether it was made just now, and its counts."""

    load_id: str
    new: bool
    accepted: int
    rejected: int


def current_landing(connection: adbc.Connection, version: FileVersion) -> Landing | None:
    """The load of exactly this content where it is the current one of its file, else None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rows_accepted, rows_rejected FROM intake.load "
            f"WHERE load_id = {literal(version.load_id)} AND superseded_at IS NULL"
        )
        row = cursor.fetchone()
    return Landing(version.load_id, new=False, accepted=int(row[0]), rejected=int(row[1])) if row else None


def land(connection: adbc.Connection, version: FileVersion, landed: Landed, run_id: str) -> Landing:
    """Writes a read file into ``intake`` and ``vault`` and supersedes the earlier load of the same name.

    Args:
        connection: ADBC connection as ``wijk_pipeline``; committed here, rolled back on any error.
        version: region, file and content.
        landed: frames by table name, rejects, and what is known of the file.
        run_id: the Dagster run.
    """
    load = {"load_id": version.load_id}
    try:
        earlier = _supersede(connection, version)
        replace_rows(connection, table("intake.load"), _load_row(version, landed, run_id), load, commit=False)
        with connection.cursor() as cursor:
            for old in earlier:
                cursor.execute(
                    f"UPDATE intake.load SET superseded_by = {literal(version.load_id)} WHERE load_id = {literal(old)}"
                )
        for name, frame in landed.frames.items():
            replace_rows(connection, table(name), frame.assign(region=version.region, **load), load, commit=False)
        rejects = landed.rejects.assign(region=version.region, **load)
        replace_rows(connection, table("intake.reject"), rejects, load, commit=False)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return Landing(version.load_id, new=True, accepted=_accepted(landed), rejected=len(landed.rejects))


def retire(connection: adbc.Connection, region: str, source: str, kept: list[str]) -> int:
    """Marks as superseded the loads of files that the region no longer names; returns how many, committed."""
    named = ", ".join(literal(name) for name in kept) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE intake.load SET superseded_at = now() WHERE region = {literal(region)} "
            f"AND source = {literal(source)} AND superseded_at IS NULL AND (file_name IN ({named})) IS NOT TRUE "
            "RETURNING load_id"
        )
        count = len(cursor.fetchall())
    connection.commit()
    return count


@dataclass(frozen=True)
class Duplicates:
    """Rows of one source that several of its current files have: how many, and how many of them say something else."""

    count: int
    differing: int


def mark_duplicates(connection: adbc.Connection, region: str, source: str, name: str, key: Sequence[str]) -> Duplicates:
    """Finds the rows that several current files of a source have; the newest load's row counts. Committed.

    Args:
        connection: ADBC connection as ``wijk_pipeline``.
        region: region.
        source: source, whose files are compared.
        name: the table that holds its rows, ``schema.table``.
        key: columns that together name a row.
    """
    of_source = f"region = {literal(region)} AND source = {literal(source)}"
    said = [c.name for c in table(name).columns if c.name not in ("region", "load_id", "row_number")]
    over = f"PARTITION BY {', '.join(f'landed.{column}' for column in key)} ORDER BY {NEWEST}"
    query = f"""
        INSERT INTO intake.duplicate (load_id, row_number, region, source, kept_load_id, differs)
        SELECT load_id, row_number, {literal(region)}, {literal(source)}, kept_load_id, said <> kept
        FROM (
            SELECT landed.load_id, landed.row_number, row_number() OVER newest AS place,
                   first_value(landed.load_id) OVER newest AS kept_load_id,
                   hashtextextended(ROW({", ".join(f"landed.{column}" for column in said)})::text, 0) AS said,
                   first_value(hashtextextended(ROW({", ".join(f"landed.{column}" for column in said)})::text, 0))
                       OVER newest AS kept
            FROM {name} AS landed JOIN intake.load AS load USING (load_id)
            WHERE load.{of_source.replace(" AND ", " AND load.")} AND load.superseded_at IS NULL
            WINDOW newest AS ({over})
        ) AS compared
        WHERE place > 1
        RETURNING differs"""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM intake.duplicate WHERE {of_source}")
        cursor.execute(f"SELECT count(*) FROM intake.load WHERE {of_source} AND superseded_at IS NULL")
        several = int(cursor.fetchall()[0][0]) > 1
        differs = []
        if several:
            cursor.execute(query)
            differs = [bool(row[0]) for row in cursor.fetchall()]
            cursor.execute(
                "UPDATE intake.load AS load SET duplicates = (SELECT count(*) FROM intake.duplicate AS twice "
                f"WHERE twice.load_id = load.load_id) WHERE load.{of_source.replace(' AND ', ' AND load.')}"
            )
    connection.commit()
    return Duplicates(len(differs), sum(differs))


def _supersede(connection: adbc.Connection, version: FileVersion) -> list[str]:
    """Marks the current load of the file as superseded and clears an older load of this very content."""
    named = [f"{column} = {literal(getattr(version, column))}" for column in ("region", "source", "file_name")]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock(hashtextextended({literal('land|' + ' '.join(named))}, 0))")
        cursor.fetchall()
        cursor.execute(f"UPDATE intake.load SET superseded_by = NULL WHERE superseded_by = {literal(version.load_id)}")
        cursor.execute(f"DELETE FROM intake.load WHERE load_id = {literal(version.load_id)}")
        cursor.execute(
            f"UPDATE intake.load SET superseded_at = now() WHERE {' AND '.join(named)} AND superseded_at IS NULL "
            "RETURNING load_id"
        )
        return [str(row[0]) for row in cursor.fetchall()]


def _accepted(landed: Landed) -> int:
    return max((len(frame) for frame in landed.frames.values()), default=0)


def _load_row(version: FileVersion, landed: Landed, run_id: str) -> pd.DataFrame:
    row = {
        "load_id": version.load_id,
        "region": version.region,
        "source": version.source,
        "file_name": version.file_name,
        "sha256": version.sha256,
        "size_bytes": landed.size_bytes,
        "period": landed.period,
        "licence": landed.licence,
        "attribution": landed.attribution,
        "loaded_at": dt.datetime.now(dt.UTC),
        "run_id": run_id,
        "rows_accepted": _accepted(landed),
        "rows_rejected": len(landed.rejects),
        "rows_read": _accepted(landed) + int(landed.rejects["row_number"].nunique()),
        "duplicates": 0,
        "warnings": json.dumps(landed.warnings, ensure_ascii=False),
        "purpose": landed.purpose,
        "legal_basis": landed.legal_basis,
        "superseded_at": None,
        "superseded_by": None,
    }
    return pd.DataFrame([row])
