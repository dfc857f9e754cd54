"""Starts a program of Dagster's with the environment that our definitions read: ``python -m pipelines.serve``.

``deploy/`` uses it for the code location, the daemon and the webserver, in containers. What ``wijk dev`` starts on one
machine is in :mod:`pipelines.cli.run`.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterInstance

PROJECT = Path(__file__).resolve().parent.parent
PROGRAMS = ("dagster", "dagster-webserver", "dagster-daemon")


def command(words: list[str]) -> list[str]:
    """What is started for ``words``: one of Dagster's programs and its own arguments.

    Raises:
        ValueError: it is none of them.
    """
    if not words or words[0] not in PROGRAMS:
        raise ValueError(f"python -m pipelines.serve starts {', '.join(PROGRAMS)}, with their own arguments.")
    beside = Path(sys.executable).parent / words[0]
    return [str(beside) if beside.exists() else shutil.which(words[0]) or words[0], *words[1:]]


def from_now_on(instance: DagsterInstance) -> None:
    """Lets a daemon that never ran try again the runs that fail from now on, which is what it does by itself, with a
    warning for each kind of event."""
    from dagster import DagsterEventType

    kinds = (DagsterEventType.RUN_FAILURE, DagsterEventType.RUN_SUCCESS)
    cursors = instance.daemon_cursor_storage
    names = {f"EVENT_LOG_CONSUMER_CURSOR-{kind.value}" for kind in kinds}
    unknown = names - cursors.get_cursor_values(names).keys()
    if unknown:
        newest = instance.event_log_storage.get_maximum_record_id() or 0
        cursors.set_cursor_values({name: str(newest) for name in unknown})


def main() -> None:
    """Brings the schema up to date and becomes the program."""
    from pipelines.database import ready
    from pipelines.home import home

    words = command(sys.argv[1:])
    place, given = home(), os.environ.get("DAGSTER_HOME")
    os.environ |= place.environment()
    ready(place)
    if given:  # whoever started the container has settings of Dagster of their own
        os.environ["DAGSTER_HOME"] = given
    if words[1:2] == ["run"]:  # of the daemon
        from dagster import DagsterInstance

        with DagsterInstance.get() as instance:
            from_now_on(instance)
    os.chdir(PROJECT)
    os.execv(words[0], words)  # noqa: S606 - becomes the program on purpose


if __name__ == "__main__":
    main()
