"""Backup and restore: one file that holds the platform's database and Dagster's, and the way back, all or nothing.

The file is a ZIP (stored, readable by its maker alone: it holds names) of two PostgreSQL archives and a manifest with
the digest of every table. What lies in files (workspaces, sites, the key of the pseudonyms) is not in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from geo.db.base import ALEMBIC_SCHEMAS, DBT_SCHEMAS
from geo.db.connection import Database, DatabaseError
from geo.db.migrate import current_revision, knows, migrate
from pipelines.cluster import Cluster, find_binaries
from pipelines.database import drop_database

SCHEMAS = (*ALEMBIC_SCHEMAS, *DBT_SCHEMAS)
FORMAT = 1
MANIFEST, FIGURES, DAGSTER = "manifest.json", "wijk.dump", "dagster.dump"
LEAVING_S = 3.0
"""How long a restore waits for connections that are being closed."""

STAGED, REPLACED = "_restoring", "_replaced"
"""What is behind a database's name while it is filled, and once another has taken its place."""

AfterRestore = Callable[[Database, Database], None]
"""A step that a restored database goes through before it takes the other's place: (restored, replaced). It may erase
again who was erased since; nobody has seen the restored one yet. A step that raises stops the restore."""


class BackupError(RuntimeError):
    """A backup cannot be made or put back; the message says why and what to do. Nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        format: of the file, raised when its inside changes.
        made_at: moment, ISO 8601 in UTC.
        revision: of the schema.
        server: major version of PostgreSQL.
        key: fingerprint of the pseudonym key that the rows were made with; not the key.
        tables: rows and digest by ``schema.table``.
    """

    format: int
    made_at: str
    revision: str
    server: int
    key: str
    tables: Mapping[str, tuple[int, str]]


def fingerprint(key: bytes) -> str:
    """What tells one pseudonym key from another without telling the key."""
    return hashlib.sha256(b"which key|" + key).hexdigest()[:12]


def digests(connection: psycopg.Connection) -> dict[str, tuple[int, str]]:
    """Rows and digest of every table of ours, by ``schema.table``; the order of rows does not matter."""
    connection.execute("SET timezone = 'UTC'; SET datestyle = 'ISO'; SET extra_float_digits = 1")
    listed = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) ORDER BY 1, 2", [list(SCHEMAS)]
    ).fetchall()
    found = {}
    for schema, name in listed:
        query = sql.SQL(
            "SELECT count(*), coalesce(sum(hashtextextended(each::text, 0)::numeric), 0)::text FROM {} AS each"
        ).format(sql.Identifier(schema, name))
        row = connection.execute(query).fetchone()
        assert row is not None
        found[f"{schema}.{name}"] = (int(row[0]), str(row[1]))
    return found


def backup(figures: Database, dagster: Database, file: Path, key: bytes) -> Manifest:
    """Writes both databases into ``file``, each as it is at one moment; a file that was there stays until it is whole.

    Args:
        figures: the platform's database.
        dagster: Dagster's storage.
        file: where to; its folder must exist.
        key: the key of the pseudonyms, of which the fingerprint is kept.

    Raises:
        BackupError: PostgreSQL's programs are missing or refuse, or the file cannot be written.
    """
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}; make it, or name another place for the backup.")
    making = file.with_name(file.name + ".making")
    handle = os.open(making, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as stream, zipfile.ZipFile(stream, "w") as archive:
            with psycopg.connect(figures.plain, options="-c role=wijk_owner") as connection:
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                snapshot = _one(connection, "SELECT pg_export_snapshot()")
                server = connection.info.server_version // 10000
                tables = digests(connection)
                only = [word for schema in SCHEMAS for word in ("-n", schema)]
                _dump(archive, FIGURES, figures, server, *only, f"--snapshot={snapshot}")
            _dump(archive, DAGSTER, dagster, server, "--no-owner", "--no-privileges")
            now, revision = datetime.now(UTC).isoformat(timespec="seconds"), current_revision(figures) or ""
            manifest = Manifest(FORMAT, now, revision, server, fingerprint(key), tables)
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        making.replace(file)
    except BaseException:
        making.unlink(missing_ok=True)
        raise
    return manifest


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself, once every byte of the file was found as it was written.

    Raises:
        BackupError: it is no backup, damaged, or of a newer version of the platform.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            broken = archive.testzip()
            told: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except FileNotFoundError:
        raise BackupError(f"There is no file {file}.") from None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise BackupError(f"{file} is no backup of wijk, or was cut short; take another.") from None
    if broken:
        raise BackupError(f"{file} is damaged ({broken}); take another.")
    if told["format"] != FORMAT or not knows(told["revision"]):
        raise BackupError(f"{file} was made by a newer version of the platform; update this one first.")
    told["tables"] = {name: tuple(value) for name, value in told["tables"].items()}
    return Manifest(**told)


def restore(
    figures: Database,
    dagster: Database,
    file: Path,
    *,
    cluster: Cluster | None,
    after: Sequence[AfterRestore] = (),
) -> Manifest:
    """Puts a backup in the place of both databases, brought to the newest schema.

    Both are filled beside those in use, held against the manifest, and take their names in one transaction: until then
    nothing has changed, whatever happens. Roles and their rights on the database are made by the migrations.

    Args:
        figures: the database to replace; it exists, if only empty.
        dagster: Dagster's storage, the same.
        file: the backup.
        cluster: the private cluster, whose administrator may make an extension; None for a server.
        after: steps on the restored database before it counts, in order.

    Raises:
        BackupError: see :func:`read_manifest`; other programs use the databases; rows are not those of the backup.
    """
    manifest = read_manifest(file)
    staged = {each: each.with_name(f"{each.url.database}{STAGED}") for each in (figures, dagster)}
    with psycopg.connect(figures.with_name("postgres").plain, autocommit=True) as server:
        _refuse_busy(server, figures, dagster)
        try:
            for each in staged.values():
                drop_database(server, each)
                server.execute(sql.SQL("CREATE DATABASE {}").format(_name(each)))
            _fill(staged[figures], staged[dagster], file, manifest, cluster)
            for step in after:
                step(staged[figures], figures)
            _refuse_busy(server, figures, dagster)
            with server.transaction():
                for used, fresh in staged.items():
                    aside = used.with_name(f"{used.url.database}{REPLACED}")
                    _rename(server, used, aside)
                    _rename(server, fresh, used)
        finally:
            for each in (figures, dagster):
                for suffix in (STAGED, REPLACED):
                    drop_database(server, each.with_name(f"{each.url.database}{suffix}"))
    return manifest


def _fill(figures: Database, dagster: Database, file: Path, manifest: Manifest, cluster: Cluster | None) -> None:
    if cluster is not None:
        cluster.add_postgis(str(figures.url.database))
    migrate(figures)  # makes roles and their rights on the database; the tables of the backup take the place of these
    with psycopg.connect(figures.plain) as connection:
        for schema in SCHEMAS:
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        connection.execute("UPDATE public.alembic_version SET version_num = %s", [manifest.revision])
    with zipfile.ZipFile(file) as archive:
        _load(archive, FIGURES, figures, manifest.server)
        _load(archive, DAGSTER, dagster, manifest.server, "--no-owner", "--no-privileges")
    with psycopg.connect(figures.plain, options="-c role=wijk_owner") as connection:
        found = digests(connection)
    wrong = sorted(name for name in found.keys() | manifest.tables if found.get(name) != manifest.tables.get(name))
    if wrong:
        raise BackupError(f"{file} does not give back the rows of {wrong[0]}; nothing was changed. Take another.")
    migrate(figures)


def _dump(archive: zipfile.ZipFile, member: str, database: Database, server: int, *options: str) -> None:
    with (
        archive.open(member, "w", force_zip64=True) as target,
        _started("pg_dump", server, database, "-Fc", *options, stdout=subprocess.PIPE) as process,
    ):
        assert process.stdout is not None
        shutil.copyfileobj(process.stdout, target)


def _load(archive: zipfile.ZipFile, member: str, database: Database, server: int, *options: str) -> None:
    words = ("--single-transaction", "--exit-on-error", "-d", str(database.url.database), *options)
    with (
        archive.open(member) as source,
        _started("pg_restore", server, database, *words, stdin=subprocess.PIPE) as process,
    ):
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it stopped early; its exit code and its words say why
            shutil.copyfileobj(source, process.stdin)
            process.stdin.close()


@contextmanager
def _started(program: str, server: int, database: Database, *words: str, **pipes: int) -> Iterator[subprocess.Popen]:
    """One of PostgreSQL's programs on a database, as the login; the password goes by the environment.

    Raises:
        BackupError: it is missing, or ended with an error: its last words are passed on.
    """
    url = database.url
    access = {"PGHOST": url.host, "PGPORT": str(url.port or 5432), "PGUSER": url.username, "PGPASSWORD": url.password}
    asked = {f"PG{name.upper()}": str(value) for name, value in url.query.items()}
    environment = os.environ | {k: str(v) for k, v in access.items() if v} | asked | {"PGDATABASE": str(url.database)}
    command = [_program(program, server), *words]
    with (
        tempfile.TemporaryFile() as said,
        # ``pipes`` is passed on as it comes
        subprocess.Popen(command, env=environment, stderr=said, **pipes) as process,  # type: ignore[call-overload]
    ):
        yield process
        if process.wait() != 0:
            said.seek(0)
            told = said.read().decode(errors="replace").strip().splitlines()
            raise BackupError(f"{program} refused: {' / '.join(told[:2]) or 'it gave no reason'}")


def _program(name: str, server: int) -> str:
    """The program of the server's own major version, else a newer one on the path."""
    try:
        found = find_binaries(str(server)) / name
    except DatabaseError:
        found = Path("/nowhere")
    program = str(found) if found.exists() else shutil.which(name)
    if program is None:
        raise BackupError(f"{name} was not found. Debian/Ubuntu: apt install postgresql-client.")
    return program


def _refuse_busy(server: psycopg.Connection, *databases: Database) -> None:
    """A connection that was closed just now may still be on its way out: it gets some seconds."""
    until = time.monotonic() + LEAVING_S
    while others := _others(server, [str(each.url.database) for each in databases]):
        if time.monotonic() > until:
            raise BackupError(
                f"The database is in use ({', '.join(others)}); "
                "stop what runs (wijk run, make dev, QGIS) and restore again."
            )
        time.sleep(0.1)


def _others(server: psycopg.Connection, names: list[str]) -> list[str]:
    """Who is connected to these databases, by the name of the program or the login."""
    rows = server.execute(
        "SELECT DISTINCT coalesce(nullif(application_name, ''), usename) FROM pg_stat_activity "
        "WHERE datname = ANY(%s) AND backend_type = 'client backend' ORDER BY 1",
        [names],
    )
    return [str(row[0]) for row in rows]


def _rename(server: psycopg.Connection, old: Database, new: Database) -> None:
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(_name(old), _name(new)))


def _name(database: Database) -> sql.Identifier:
    return sql.Identifier(str(database.url.database))


def _one(connection: psycopg.Connection, query: str) -> str:
    row = connection.execute(query).fetchone()
    assert row is not None
    return str(row[0])
