"""What can be wrong in a database that answers: extension, schema, locks, leftovers, failed runs, half-made parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

from geo.db.connection import Database, DatabaseError, database_from_environment
from geo.db.migrate import current_revision, knows, newest_revision
from geo.db.models import Base
from pipelines.alone import is_held
from pipelines.backup import REPLACED, STAGED
from pipelines.cluster import Cluster
from pipelines.database import dagster_name, database, private_cluster
from pipelines.doctor.finding import Finding
from pipelines.home import Home

NIGHT_H = 24
"""How far back a failed run counts as last night's, hours."""

STALE_MIN = 15
"""How long a connection may hold a lock without doing anything, minutes."""


def reach(home: Home) -> tuple[Database | None, Finding]:
    """The database where it answers, and what is said of it; a cluster that is stopped stays so."""
    cluster = private_cluster(home)
    if cluster is not None and not _runs(cluster):
        return None, Finding("database", "not looked at: its cluster does not run")
    try:
        found = database(home)
        psycopg.connect(found.plain, connect_timeout=10).close()
    except (DatabaseError, psycopg.OperationalError) as error:
        told = str(error).strip().splitlines()[0]
        server = "correct WIJK_DATABASE_URL or start that server" if database_from_environment() else "wijk db start"
        return None, Finding("database", told, server)
    return found, Finding("database", f"{found.shown} answers")


def _runs(cluster: Cluster) -> bool:
    try:
        return cluster.status().running
    except DatabaseError:
        return False


def examine(found: Database) -> list[Finding]:
    """The findings in a database that answers."""
    with psycopg.connect(found.plain, autocommit=True) as connection:
        findings = [postgis(connection), schema(found)]
        if any(each.wrong for each in findings):
            return findings
        return [*findings, *locks(connection), *leftovers(connection, found), *runs(connection, found)]


def postgis(connection: psycopg.Connection) -> Finding:
    """Whether PostGIS is in the database."""
    row = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'postgis'").fetchone()
    if row:
        return Finding("PostGIS", f"version {row[0]}")
    return Finding(
        "PostGIS",
        "the database has no PostGIS",
        "install it (apt install postgresql-postgis); the server's administrator runs: CREATE EXTENSION postgis",
    )


def schema(found: Database) -> Finding:
    """Whether the migrations of the code are in the database."""
    revision, newest = current_revision(found), newest_revision()
    if revision == newest:
        return Finding("schema", f"{revision}, the newest")
    if revision is not None and not knows(revision):
        return Finding("schema", f"{revision}, which this version of the platform does not know", "update the platform")
    return Finding("schema", f"{revision or 'none'}, behind {newest}", "wijk db migrate")


def locks(connection: psycopg.Connection) -> list[Finding]:
    """Connections that keep others waiting and do nothing themselves."""
    held = connection.execute(
        "SELECT DISTINCT a.pid, coalesce(nullif(a.application_name, ''), a.usename) FROM pg_stat_activity a "
        "JOIN pg_locks l ON l.pid = a.pid AND l.granted "
        "WHERE a.datname = current_database() AND a.state LIKE 'idle in transaction%%' "
        "AND a.state_change < now() - make_interval(mins => %s) "
        "AND (l.locktype = 'advisory' OR l.mode LIKE '%%Exclusive%%')",
        [STALE_MIN],
    ).fetchall()
    if not held:
        return [Finding("locks", "none is stale")]
    return [
        Finding(
            "locks",
            f"{name} (process {pid}) holds a lock and has done nothing for {STALE_MIN} minutes",
            f'end that program, or: psql "$(wijk db url)" -c "SELECT pg_terminate_backend({pid})"',
        )
        for pid, name in held
    ]


def leftovers(connection: psycopg.Connection, found: Database) -> list[Finding]:
    """Databases that a restore left because it was killed."""
    ours = [str(found.url.database), dagster_name(found)]
    names = [name + suffix for name in ours for suffix in (STAGED, REPLACED)]
    left = connection.execute("SELECT datname FROM pg_database WHERE datname = ANY(%s) ORDER BY 1", [names]).fetchall()
    return [
        Finding(
            "restore",
            f"a restore was stopped and left the database {name}",
            "restore again, which clears it, or: wijk db shell, then DROP DATABASE " + str(name),
        )
        for (name,) in left
    ]


def runs(connection: psycopg.Connection, found: Database) -> list[Finding]:
    """Runs that failed last night and were not made good since, and parts whose rows come from a run that failed."""
    dagster = found.with_name(dagster_name(found))
    try:
        with psycopg.connect(dagster.plain, connect_timeout=10) as runs_of:
            if runs_of.execute("SELECT to_regclass('runs')").fetchone() == (None,):
                return [Finding("runs", "none yet")]
            since = datetime.now(UTC) - timedelta(hours=NIGHT_H)
            failed = runs_of.execute(LAST_FAILED, {"since": since.timestamp()}).fetchall()
            unfinished = {str(row[0]) for row in runs_of.execute(UNFINISHED)}
            going = runs_of.execute(UNDER_WAY).fetchall()
    except psycopg.OperationalError:
        return [Finding("runs", f"Dagster's database {dagster.url.database} is not there", "wijk db start")]
    told = [
        Finding("runs", f"{job} of {part or 'all'} failed at {_clock(at)}", "wijk dev shows why; wijk run makes it")
        for job, part, at in failed
    ]
    killed = {str(run): str(region) for run, region in going if not is_held(connection, str(region))}
    told += [
        Finding("runs", f"a run of {region} was killed", "wijk run or wijk nightly of it makes what was not made")
        for region in sorted(set(killed.values()))
    ]
    half = half_made(connection, unfinished | set(killed))
    return [*(told or [Finding("runs", f"none of the last {NIGHT_H} hours failed for good")]), *half]


LAST_FAILED = """
SELECT pipeline_name, partition, update_timestamp FROM (
    SELECT DISTINCT ON (pipeline_name, partition) pipeline_name, partition, status, update_timestamp
    FROM runs ORDER BY pipeline_name, partition, id DESC
) AS latest
JOIN LATERAL (SELECT extract(epoch FROM latest.update_timestamp) AS at) AS told ON true
WHERE status = 'FAILURE' AND at >= %(since)s ORDER BY 1, 2
"""
"""The jobs and partitions whose newest run failed. Dagster's own API loads for seconds, and asks run by run."""

UNDER_WAY = """
SELECT run_id, value FROM runs JOIN run_tags USING (run_id)
WHERE key = 'wijk/region' AND status IN ('STARTING', 'STARTED', 'CANCELING')
"""
"""Runs that a command began and did not end, with their region: see :data:`assets.partitions.COMMAND_TAG`."""

UNFINISHED = "SELECT run_id FROM runs WHERE status IN ('FAILURE', 'CANCELED')"


def half_made(connection: psycopg.Connection, unfinished: set[str]) -> list[Finding]:
    """Scenarios and dates of which some rows come from a run that did not come to its end.

    Args:
        connection: on the platform's database.
        unfinished: runs that failed or were stopped.
    """
    connection.execute("SET ROLE wijk_owner")
    parts: set[tuple[str, str]] = set()
    for table in Base.metadata.tables.values():
        kinds = [name for name in ("scenario", "service_date") if name in table.primary_key.columns]
        if table.schema != "planning" or not kinds or "run_id" not in table.c:
            continue
        query = sql.SQL("SELECT DISTINCT region, {}::text FROM {} WHERE run_id = ANY(%s)").format(
            sql.Identifier(kinds[0]), sql.Identifier(table.schema, table.name)
        )
        parts |= {(str(region), str(part)) for region, part in connection.execute(query, [list(unfinished)])}
    connection.execute("RESET ROLE")
    return [
        Finding("parts", f"{region} {part} is half made: a run of it stopped", _mend(part))
        for region, part in sorted(parts)
    ] or [Finding("parts", "none is half made")]


def _mend(part: str) -> str:
    again = f"nightly --date {part}" if part[:1].isdigit() else f"scenario run {part}"
    return f"wijk {again} --workspace FOLDER"


def _clock(moment: object) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC") if isinstance(moment, datetime) else str(moment)
