"""The dbt project as Dagster needs it: where it is, and its manifest, parsed when a file of it changed.

``python -m pipelines.dbt_project`` parses it and says nothing when all is well: the linter of ``make check``.
"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from pipelines.leaving import leaving_at_once

PROJECT = Path(__file__).resolve().parent.parent / "dbt"
EXECUTABLE = Path(sys.executable).parent / "wijk-dbt"


class DbtProjectError(RuntimeError):
    """dbt cannot read its own project; the message holds dbt's words."""


def target() -> Path:
    """Where dbt writes: ``DBT_TARGET_PATH`` (each data folder has its own), else inside the project."""
    return Path(os.environ.get("DBT_TARGET_PATH") or PROJECT / "target")


def manifest() -> Path:
    """The manifest of the project as it stands, parsed anew where a file is newer than it or the profile changed.

    dbt parses everything again when the profile (host, port, login) is not that of its last parse: parsing here, once,
    with the profile of this process spares that at every build. Of commands that start together one parses, and the
    others wait for what it wrote.
    """
    made, stamp = target() / "manifest.json", target() / ".profile"
    files = [p for p in PROJECT.rglob("*") if p.suffix in (".sql", ".yml", ".md") and "target" not in p.parts]
    with _held(target()):
        stale = not made.exists() or made.stat().st_mtime < max(p.stat().st_mtime for p in files)
        other = not stamp.exists() or ("WIJK_DBT_HOST" in os.environ and stamp.read_text() != _profile())
        if stale or other:
            stamp.unlink(missing_ok=True)  # a parse that is killed leaves half a manifest, and no stamp
            parse(made.parent)
            stamp.write_text(_profile())
    return made


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder for this process alone while the body runs; the system lets go of it however the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def parse(folder: Path) -> None:
    """Runs ``dbt parse`` into ``folder``, warnings as errors.

    Raises:
        DbtProjectError: dbt found something wrong.
    """
    folders = ["--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target-path", folder, "--log-path", folder]
    environment = os.environ | {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    command = [str(word) for word in (EXECUTABLE, "--warn-error", "--quiet", "parse", *folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT, env=environment)
    if done.returncode != 0:
        raise DbtProjectError((done.stdout + done.stderr).strip() or "dbt parse failed without a word.")


def dbt() -> None:
    """``wijk-dbt``: dbt itself, but quick to tell its version, which dagster-dbt asks before every build.

    ``dbt --version`` loads all of dbt first, some four seconds.
    """
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"Core:\n  - installed: {metadata.version('dbt-core')}\n")
        return
    gc.set_threshold(100_000, 30, 30)
    from dbt.cli.main import cli

    with leaving_at_once():
        cli()


def _profile() -> str:
    """A digest of what the profile reads from the environment."""
    values = sorted((name, value) for name, value in os.environ.items() if name.startswith("WIJK_DBT_"))
    return hashlib.sha256(repr(values).encode()).hexdigest()


if __name__ == "__main__":
    try:
        with tempfile.TemporaryDirectory() as folder:
            parse(Path(folder))
    except DbtProjectError as error:
        sys.exit(str(error))
