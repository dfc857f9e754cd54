"""The private PostgreSQL + PostGIS cluster: made, started, stopped and described from the system's own binaries.

Nothing about schemas or tables here (see :mod:`geo.db`). PostgreSQL refuses to run as root: root's cluster is served by
the ``postgres`` user.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from geo.db.connection import Database, DatabaseError

LOGIN_ROLE = "wijk"
DATABASE_NAME = "wijk"
DAGSTER_NAME = "wijk_dagster"
SEARCHED = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/pgsql-*/bin",
)
TUNING = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_connections": "60",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
}
NO_BINARIES = (
    "PostgreSQL with PostGIS was not found. Debian/Ubuntu: apt install postgresql postgis postgresql-postgis; "
    "macOS: brew install postgresql@17 postgis; or set WIJK_DATABASE_URL to a server that has PostGIS."
)
LINGERING = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')
"""What PostgreSQL says while processes of a server that was killed still finish."""


@dataclass(frozen=True)
class Status:
    """What a cluster is and where."""

    folder: Path
    running: bool
    initialised: bool
    port: int | None
    version: str | None


def find_binaries(version: str | None = None) -> Path:
    """The folder with the newest PostgreSQL that has PostGIS, or the one that ``WIJK_PG_BINDIR`` names.

    ``version``: the major version a cluster was made with, which goes before a newer one: they do not read its data.

    Raises:
        DatabaseError: there is none.
    """
    given = os.environ.get("WIJK_PG_BINDIR", "").strip()
    if given:
        folders = [Path(given)]
    else:
        folders = [found for pattern in SEARCHED for found in Path("/").glob(pattern.lstrip("/"))]
        folders.sort(key=lambda p: ([version] == re.findall(r"\d+", str(p)), _numbers(p)), reverse=True)
        on_path = shutil.which("pg_ctl")
        if on_path:
            folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "pg_ctl").exists() and (folder / "initdb").exists() and _has_postgis(folder):
            return folder
    if any((folder / "pg_ctl").exists() for folder in folders):
        raise DatabaseError(
            "PostgreSQL is here, its PostGIS extension is not. Debian/Ubuntu: apt install postgresql-postgis; "
            "macOS: brew install postgis."
        )
    raise DatabaseError(NO_BINARIES)


def _numbers(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]


def _has_postgis(folder: Path) -> bool:
    version = folder.parent.name
    shares = [Path("/usr/share/postgresql") / version, folder.parent / "share" / "postgresql", folder.parent / "share"]
    if (folder / "pg_config").exists():
        told = subprocess.run([folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=False)
        shares.insert(0, Path(told.stdout.strip() or "/nowhere"))
    return any((share / "extension" / "postgis.control").exists() for share in shares)


@dataclass(frozen=True)
class Cluster:
    """A cluster in a folder of its own; every command that needs it starts it and leaves it running.

    Attributes:
        folder: where it lives; as root it must be reachable for the ``postgres`` user.
        throwaway: True for tests: no fsync.
    """

    folder: Path
    throwaway: bool = False

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _settings(self) -> Path:
        return self.folder / "cluster.json"

    @property
    def _log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def _sockets(self) -> Path:
        """A short folder, for a socket's path may have 107 characters only."""
        return Path("/tmp") / f"wijk-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]}"  # noqa: S108

    def database(self) -> Database:
        """The platform's database in this cluster; started, made and provisioned where that was not done yet."""
        settings = self.start()
        url = URL.create("postgresql", LOGIN_ROLE, settings["password"], "127.0.0.1", settings["port"], DATABASE_NAME)
        return Database(url)

    def status(self) -> Status:
        """What and where the cluster is; starts nothing."""
        initialised = (self._data / "PG_VERSION").exists()
        port = self._read_settings().get("port") if self._settings.exists() else None
        version = (self._data / "PG_VERSION").read_text().strip() if initialised else None
        return Status(self.folder, initialised and self._is_running(), initialised, port, version)

    def start(self) -> dict:
        """Starts the cluster, making it first where it is not there; returns its settings (port, passwords).

        Raises:
            DatabaseError: no binaries, no disk space, or a server that does not come up; the log is named.
        """
        self._make_folder()
        with self._locked():
            if not (self._data / "PG_VERSION").exists():
                self._initialise()
            settings = self._read_settings()
            if not self._is_running():
                settings["port"] = self._usable_port(settings.get("port"))
                self._write_settings(settings)
                self._launch(settings["port"])
            if not settings.get("provisioned"):
                self._provision(settings)
                settings["provisioned"] = True
                self._write_settings(settings)
            return settings

    def add_postgis(self, name: str) -> None:
        """Makes the PostGIS extension in the database ``name`` of this cluster, which only its administrator may."""
        self._extend(self.start(), name)

    def stop(self) -> bool:
        """Stops the cluster; True where it was running."""
        if not self.status().running:
            return False
        self._run("pg_ctl", "-D", str(self._data), "-m", "fast", "-w", "stop")
        return True

    def destroy(self) -> None:
        """Stops the cluster and removes its folder."""
        if self.folder.exists():
            self.stop()
            shutil.rmtree(self.folder)
        shutil.rmtree(self._sockets, ignore_errors=True)

    # -- inside ---------------------------------------------------------------

    def _binaries(self) -> Path:
        made_with = self._data / "PG_VERSION"
        return find_binaries(made_with.read_text().strip() if made_with.exists() else None)

    def _as_server(self) -> list[str]:
        """The prefix that runs a command as the user who serves the cluster."""
        if os.geteuid() != 0:
            return []
        found = shutil.which("runuser") or "/usr/sbin/runuser"  # cron's PATH lacks it
        return [found, "-u", "postgres", "--"]

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._sockets.mkdir(exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"The cluster's folder {self.folder} cannot be made: {error.strerror}. Set WIJK_HOME to another place."
            ) from error
        if os.geteuid() == 0:
            try:
                server = pwd.getpwnam("postgres")
            except KeyError:
                raise DatabaseError(NO_BINARIES) from None
            os.chown(self.folder, server.pw_uid, server.pw_gid)
            os.chown(self._sockets, server.pw_uid, server.pw_gid)
            probe = subprocess.run([*self._as_server(), "test", "-w", str(self.folder)], check=False, cwd="/")
            if probe.returncode != 0:
                raise DatabaseError(
                    f"The postgres user cannot enter {self.folder}. Set WIJK_HOME to a place outside a private home."
                )
        self._sockets.chmod(0o700)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        making = self.folder / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        admin = secrets.token_urlsafe(24)
        secret = self.folder / "admin"
        secret.write_text(admin)
        self._own(secret)
        try:
            arguments = ["-D", str(making), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256"]
            self._run("initdb", *arguments, f"--pwfile={secret}", *(["--no-sync"] if self.throwaway else []))
        finally:
            secret.unlink()
        settings = dict(TUNING, unix_socket_directories=str(self._sockets))
        if self.throwaway:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        lines = [f"{name} = '{value}'" for name, value in settings.items()]
        with (making / "postgresql.conf").open("a") as file:
            file.write("\n# wijkplan\n" + "\n".join(lines) + "\n")
        self._write_settings({"admin": admin, "password": secrets.token_urlsafe(24)})
        making.rename(self._data)

    def _launch(self, port: int) -> None:
        arguments = ["-D", str(self._data), "-l", str(self._log), "-o", f"-p {port}", "-w", "-t", "60", "start"]
        for patience in reversed(range(20)):
            written = self._log.stat().st_size if self._log.exists() else 0
            try:
                self._run("pg_ctl", *arguments)
                return
            except DatabaseError as error:
                told = self._log.read_bytes()[written:].decode(errors="replace") if self._log.exists() else ""
                if patience and any(words in told for words in LINGERING):
                    time.sleep(0.5)
                    continue
                if self._full(told):
                    raise DatabaseError(self._no_room) from error
                tail = " / ".join(told.splitlines()[-3:])
                raise DatabaseError(f"PostgreSQL did not start ({tail or error}). Its log is {self._log}.") from error

    def _provision(self, settings: dict) -> None:
        """Makes the login role, both databases and the extension, as the cluster's administrator; idempotent."""
        admin = {"host": "127.0.0.1", "port": settings["port"], "user": "postgres", "password": settings["admin"]}
        with psycopg.connect(**admin, dbname="postgres", autocommit=True) as connection:
            role = sql.Identifier(LOGIN_ROLE)
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [LOGIN_ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB").format(role))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(settings["password"])))
            for name in (DATABASE_NAME, DAGSTER_NAME):
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), role))
        self._extend(settings, DATABASE_NAME)

    def _extend(self, settings: dict, name: str) -> None:
        admin = {"host": "127.0.0.1", "port": settings["port"], "user": "postgres", "password": settings["admin"]}
        with psycopg.connect(**admin, dbname=name, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")

    def _usable_port(self, wished: int | None) -> int:
        """The port of last time where it is free, else any free one: another PostgreSQL may hold 5432."""
        for port in (wished, 0):
            if port is None:
                continue
            with socket.socket() as probe:
                # as PostgreSQL binds: closed connections of last time do not count
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return int(probe.getsockname()[1])
        raise DatabaseError("There is no free port on the loopback address.")

    def _is_running(self) -> bool:
        """Whether its process is there and answers: a killed one may stay for a while without answering."""
        found = subprocess.run(
            [*self._as_server(), str(self._binaries() / "pg_ctl"), "-D", str(self._data), "status"],
            capture_output=True, check=False, cwd="/",
        )  # fmt: skip
        if found.returncode != 0:
            return False
        try:
            socket.create_connection(("127.0.0.1", self._read_settings()["port"]), timeout=10).close()
        except ConnectionRefusedError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_server(), str(self._binaries() / program), *arguments]
        # output to a file: a started server would hold a pipe open for ever
        with (self.folder / "command.log").open("w+") as output:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, cwd="/")
            if done.returncode != 0:
                output.seek(0)
                told = [line for line in output.read().splitlines() if line.strip()]
                if self._full("\n".join(told)):
                    raise DatabaseError(self._no_room)
                raise DatabaseError(f"{program} failed: {' / '.join(told[-3:])}")

    def _full(self, told: str) -> bool:
        """Whether the disk is full, by what a program said or, where no word of it could be written, by itself."""
        return "No space left on device" in told or shutil.disk_usage(self.folder).free < 2**20

    @property
    def _no_room(self) -> str:
        return f"The disk that holds {self.folder} is full; make room there and run the same command again."

    def _read_settings(self) -> dict:
        return json.loads(self._settings.read_text())

    def _write_settings(self, settings: dict) -> None:
        fresh = self._settings.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(settings, file)
        fresh.replace(self._settings)

    def _own(self, path: Path) -> None:
        path.chmod(0o600)
        if os.geteuid() == 0:
            server = pwd.getpwnam("postgres")
            os.chown(path, server.pw_uid, server.pw_gid)
