"""The dbt project as Dagster needs it: where it is, and its manifest, parsed when a file of it changed.

``python -m pipelines.dbt_project`` parses it and says nothing when all is well: the linter of ``make check``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "dbt"
MANIFEST = PROJECT / "target" / "manifest.json"
EXECUTABLE = Path(sys.executable).parent / "dbt"


class DbtProjectError(RuntimeError):
    """dbt cannot read its own project; the message holds dbt's words."""


def manifest() -> Path:
    """The manifest of the project as it stands, parsed anew where a file is newer than it."""
    files = [p for p in PROJECT.rglob("*") if p.suffix in (".sql", ".yml", ".md") and "target" not in p.parts]
    if not MANIFEST.exists() or MANIFEST.stat().st_mtime < max(p.stat().st_mtime for p in files):
        parse()
    return MANIFEST


def parse() -> None:
    """Runs ``dbt parse``, warnings as errors.

    Raises:
        DbtProjectError: dbt found something wrong.
    """
    command = [
        str(EXECUTABLE),
        "--warn-error",
        "--quiet",
        "parse",
        "--project-dir",
        str(PROJECT),
        "--profiles-dir",
        str(PROJECT),
    ]
    environment = os.environ | {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT, env=environment)
    if done.returncode != 0:
        raise DbtProjectError((done.stdout + done.stderr).strip() or "dbt parse failed without a word.")


if __name__ == "__main__":
    try:
        parse()
    except DbtProjectError as error:
        sys.exit(str(error))
