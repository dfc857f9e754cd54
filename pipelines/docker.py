"""PostGIS in Docker, for machines whose system offers no binaries: one container, its address kept in the data folder.

``python -m pipelines.docker`` starts it; ``--running`` only says (by exit code) whether there is one.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from pathlib import Path

from geo.db.connection import DatabaseError
from pipelines.home import home

IMAGE = "postgis/postgis:17-3.5"
NAME = "wijk-postgis"


def address_file() -> Path:
    """Where the container's address is kept, readable by the user alone."""
    return home().root / "docker.url"


def start() -> str:
    """Starts (or makes) the container and returns its address.

    Raises:
        DatabaseError: Docker said no; its own words are passed on.
    """
    kept = address_file()
    if kept.exists():
        _docker("start", NAME)
        return kept.read_text().strip()
    password = secrets.token_urlsafe(24)
    environment = ["-e", "POSTGRES_USER=wijk", "-e", f"POSTGRES_PASSWORD={password}", "-e", "POSTGRES_DB=wijk"]
    _docker(
        "run",
        "-d",
        "--name",
        NAME,
        *environment,
        "-p",
        "127.0.0.1::5432",
        "-v",
        f"{NAME}:/var/lib/postgresql/data",
        IMAGE,
    )
    port = _docker("port", NAME, "5432/tcp").rsplit(":", 1)[1].strip()
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch(mode=0o600)
    kept.write_text(f"postgresql://wijk:{password}@127.0.0.1:{port}/wijk")
    return kept.read_text()


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DatabaseError(f"Docker could not run PostGIS: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


if __name__ == "__main__":
    if "--running" in sys.argv:
        sys.exit(0 if address_file().exists() else 1)
    start()
