"""What can be wrong with the machine and the data folder: environment, room, PostgreSQL, cluster, port, key."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

from geo.db.connection import DatabaseError
from pipelines.cluster import Cluster, find_binaries
from pipelines.database import private_cluster
from pipelines.doctor.finding import Finding
from pipelines.home import Home

PROJECT = Path(__file__).resolve().parents[2]
LOCKED = ("requirements.lock", "pyproject.toml", ".python-version")
"""What the environment is made from, as ``deploy/bootstrap.sh`` digests it."""

ROOM_MB = 2_048
"""Free room below which a night may not end: a gemeente's tables twice, its networks, and PostgreSQL's own log."""

KEY_HEX = 16
"""Shortest key of the pseudonyms, bytes."""


def examine(home: Home) -> list[Finding]:
    """The findings on the machine."""
    cluster = private_cluster(home)
    found = [environment(PROJECT), room(home.root), pseudonym_key(home)]
    if cluster is not None:
        found += [binaries(cluster), *state(cluster)]
    return found


def environment(project: Path) -> Finding:
    """Whether ``.venv`` holds what the lock file says."""
    stamp = project / ".venv" / ".synced"
    text = "".join((project / name).read_text(encoding="utf-8") for name in LOCKED)
    place = hashlib.sha256(f"{project}\n".encode()).hexdigest()[:12]
    wanted = f"{hashlib.sha256(text.encode()).hexdigest()}-{place}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return Finding("environment", "as the lock file says")
    return Finding("environment", "not what the lock file says", "make setup")


def room(folder: Path, free_of: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free) -> Finding:
    """Whether the disk of the data folder has room for a night."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if not os.access(there, os.W_OK):
        return Finding("data folder", f"{folder} cannot be written", "use it as its owner, or set WIJK_HOME to another")
    free = free_of(there) // 2**20
    if free >= ROOM_MB:
        return Finding("room", f"{free:,} MB free for {folder}")
    return Finding(
        "room",
        f"only {free:,} MB free for {folder}",
        f"make room on that disk: a night needs {ROOM_MB:,} MB; {folder / 'cache'} can be deleted, it is made again",
    )


def pseudonym_key(home: Home) -> Finding:
    """Whether the key of the pseudonyms is there, once something was made with it, and for its owner alone."""
    subject = "pseudonym key"
    given = os.environ.get("WIJK_PSEUDONYM_KEY", "")
    if given:
        short = len(given.encode()) < KEY_HEX
        mend = f"set the whole key: it has {KEY_HEX} bytes or more" if short else None
        return Finding(subject, "in WIJK_PSEUDONYM_KEY" + (", too short" if short else ""), mend)
    path = home.root / "secrets.json"
    if not path.exists():
        if not home.registry.exists():
            return Finding(subject, "not made yet; the first run makes it")
        return Finding(
            subject,
            f"{path} is gone, and regions were loaded with it",
            "put it back from where it is kept, before the next run: with a new one every resident counts twice",
        )
    try:
        key = json.loads(path.read_text(encoding="utf-8"))["pseudonym_key"]
    except (ValueError, KeyError, TypeError, OSError):
        return Finding(subject, f"{path} cannot be read", "put the file back from where it is kept")
    if len(str(key).encode()) < KEY_HEX:
        return Finding(subject, f"the key in {path} is too short", "put the file back from where it is kept")
    if path.stat().st_mode & 0o077:
        return Finding(subject, f"others may read {path}", f"chmod 600 {path}")
    return Finding(subject, "there, for its owner alone")


def binaries(cluster: Cluster) -> Finding:
    """Whether PostgreSQL with PostGIS is installed, in the version that the cluster was made with."""
    made_with = cluster.status().version if cluster.folder.exists() else None
    try:
        folder = find_binaries(made_with)
    except DatabaseError as error:
        told, _, mend = str(error).partition(". ")
        return Finding("PostgreSQL", told, mend or "make setup")
    if made_with and made_with not in str(folder) and not os.environ.get("WIJK_PG_BINDIR"):
        return Finding(
            "PostgreSQL",
            f"the cluster was made with version {made_with}, here is {folder}",
            f"install version {made_with} again (apt install postgresql-{made_with} postgresql-{made_with}-postgis-3)",
        )
    return Finding("PostgreSQL", str(folder))


def state(cluster: Cluster) -> list[Finding]:
    """Whether the private cluster runs; where it does not, whether it was killed and whether its port is free."""
    try:
        told = cluster.status()
    except DatabaseError as error:
        return [Finding("cluster", str(error), "see PostgreSQL above")]
    if told.running:
        return [Finding("cluster", f"running on port {told.port}, {cluster.folder}")]
    if not told.initialised:
        return [Finding("cluster", "not made yet", "wijk db start")]
    killed = (cluster.folder / "data" / "postmaster.pid").exists()
    how = "was killed; it mends itself as it starts" if killed else "is stopped"
    found = [Finding("cluster", f"{cluster.folder} {how}", "wijk db start")]
    if told.port is not None and _taken(told.port):
        found.append(
            Finding(
                "port",
                f"another program holds {told.port}",
                "end that program, or start anyway and give QGIS and others the new address: wijk db url",
            )
        )
    return found


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
