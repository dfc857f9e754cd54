"""Bookkeeping of nights: files that could not be read and whose earlier load counts on, and what each step cost.

Written beside the assets, not by them; no results here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
from sqlalchemy import DateTime, Float
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base
from geo.db.bulk import literal


class Setback(Base):
    """A file that was refused as a whole by a night, which went on with what was loaded of its source before."""

    __tablename__ = "setback"
    __table_args__: Any = {
        "schema": "intake",
        "comment": "Files that a night could not read; their earlier load counts on",
    }
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    source: Mapped[str] = mapped_column(primary_key=True, comment="Source")
    file_name: Mapped[str] = mapped_column(primary_key=True, comment="Path of the file inside its workspace")
    told: Mapped[str] = mapped_column(comment="Why it was refused, with the mend")
    since: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="When it was first refused")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that refused it last")


class Step(Base):
    """What one step of a run cost."""

    __tablename__ = "step"
    __table_args__: Any = {"schema": "intake", "comment": "Steps of runs: how long they took and how much memory"}
    run_id: Mapped[str] = mapped_column(primary_key=True, comment="Dagster run")
    step: Mapped[str] = mapped_column(primary_key=True, comment="Step: an asset, or several made together")
    job: Mapped[str] = mapped_column(comment="Job")
    partition: Mapped[str] = mapped_column(comment="Partition; empty where there is none")
    ended_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), index=True, comment="When it ended")
    succeeded: Mapped[bool] = mapped_column(comment="It came to its end")
    seconds: Mapped[float] = mapped_column(Float, comment="Duration, seconds")
    cpu_s: Mapped[float] = mapped_column(Float, comment="Processor time of the run's own process, seconds")
    peak_mb: Mapped[float | None] = mapped_column(
        Float, comment="Most memory of the run's own process while it ran, MB; NULL where the system does not tell"
    )


def has_load(connection: adbc.Connection, region: str, source: str) -> bool:
    """Whether a source of a region has a load that counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM intake.load WHERE region = {literal(region)} AND source = {literal(source)} "
            "AND superseded_at IS NULL LIMIT 1"
        )
        return cursor.fetchone() is not None


def note_setbacks(
    connection: adbc.Connection,
    region: str,
    sources: Sequence[str],
    refused: Mapping[tuple[str, str], str],
    run_id: str,
) -> None:
    """Notes which files of ``sources`` a run refused; files that are read again are no longer there. Committed.

    Args:
        connection: ADBC connection as ``wijk_pipeline``.
        region: region.
        sources: all sources that the run looked at.
        refused: reason by source and file name.
        run_id: the Dagster run.
    """
    of_sources = ", ".join(literal(source) for source in sources)
    kept = [f"({literal(source)}, {literal(name)})" for source, name in refused] or ["('', '')"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM intake.setback WHERE region = {literal(region)} AND source IN ({of_sources}) "
            f"AND (source, file_name) NOT IN ({', '.join(kept)})"
        )
        for (source, name), told in refused.items():
            values = ", ".join(literal(value.replace("\\", "/")) for value in (region, source, name, told))
            cursor.execute(
                "INSERT INTO intake.setback (region, source, file_name, told, since, run_id) "
                f"VALUES ({values}, now(), {literal(run_id)}) ON CONFLICT (region, source, file_name) "
                "DO UPDATE SET told = excluded.told, run_id = excluded.run_id"
            )
    connection.commit()
