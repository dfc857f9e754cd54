"""Whether the retention periods are applied: when they were last, and whether anything is kept longer than they say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import psycopg

from geo.db.connection import Database
from geo.retention import load_periods, overdue, today_of
from geo.workspace import Region, Registry, WorkspaceError, load_region
from pipelines.doctor.finding import Finding
from pipelines.home import Home


def examine(home: Home, reached: Database) -> list[Finding]:
    """A finding for every region that was run; folders that are gone are told elsewhere."""
    found = []
    registry = Registry(home.registry)
    for name in registry.names():
        try:
            region = load_region(Path(registry.root_of(name)))
        except WorkspaceError:
            continue
        found.append(periods(reached, region))
    return found


def periods(reached: Database, region: Region) -> Finding:
    """Whether the periods of a region are applied; wrong only where something is kept too long, or the file is not
    as it should be."""
    subject = f"retention {region.region}"
    try:
        wanted = load_periods(region.root)
    except WorkspaceError as error:
        return Finding(subject, str(error), "mend that file")
    with psycopg.connect(reached.plain, options="-c role=wijk_owner") as connection:
        row = connection.execute(  # a landing applies them too, but only to what landed, and to no sheets
            "SELECT max(ran_at) FROM intake.retention WHERE region = %s AND table_name = 'route sheets'",
            [region.region],
        ).fetchone()
        last: datetime | None = row[0] if row else None
        kept = overdue(connection, region.region, wanted, today_of(region))
    told = f"last applied {last:%Y-%m-%d %H:%M UTC}" if last else "never applied"
    if not kept:
        return Finding(subject, f"{told}; nothing is kept too long")
    tables = ", ".join(f"{count:,} rows of {name}" for name, count in sorted(kept.items()))
    return Finding(
        subject,
        f"{told}, and kept longer than the periods say: {tables}",
        f"switch on the schedule `retention`, or: wijk run --group retention --workspace {region.root}",
    )
