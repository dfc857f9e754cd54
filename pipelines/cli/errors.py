"""How a command fails: one plain sentence with the mend, exit code 1, no traceback unless ``--debug`` asks for it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

from typer import TyperException

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C stopped: Typer's, and every shell's."""

FULL = "The disk is full; make room and run the same command again. The database is as it was."
STOPPED = "Stopped. What was finished is kept; the same command goes on from there."

PLAIN = (
    "WorkspaceError",
    "SourceError",
    "DatabaseError",
    "RunError",
    "DbtProjectError",
    "BulkError",
    "ContractError",
    "TravelTimeError",
    "DbtBuildError",
    "FetchError",
    "BackupError",
    "NothingSharedError",
    "AttackError",
    "DisclosureError",
    "AddressGeometryError",
    "PersonError",
)
"""Errors of ours whose message is a sentence for the user."""

OURS = ("geo.", "routing.", "maps.", "assets.", "pipelines.")
"""Where they are defined: a driver's DatabaseError shows SQL with its values."""


def sentence(error: BaseException) -> str | None:
    """What to tell the user of an error, or None where only a traceback tells enough."""
    if isinstance(error, KeyboardInterrupt):
        return STOPPED
    if (isinstance(error, OSError) and error.errno == errno.ENOSPC) or os.strerror(errno.ENOSPC) in str(error):
        return FULL
    if isinstance(error, TyperException):
        context = getattr(error, "ctx", None)
        told = " ".join(error.format_message().split()).rstrip(".")
        return f"{told} (see: {context.command_path if context else 'wijk'} --help)."
    if any(cls.__name__ in PLAIN and cls.__module__.startswith(OURS) for cls in type(error).__mro__):
        return " ".join(str(error).split())
    if isinstance(error, PermissionError):
        return f"No right to use {error.filename}; check its owner, or set WIJK_HOME to a folder of your own."
    return None


def guarded(call: Callable[[], int | None], *, debug: bool) -> int:
    """Runs a command and turns its errors into a sentence and an exit code."""
    try:
        code = call() or 0
        if code == INTERRUPTED:
            print(f"wijk: {STOPPED}", file=sys.stderr)
        return code
    except SystemExit as stop:
        return int(stop.code or 0) if not isinstance(stop.code, str) else 1
    except BaseException as error:
        if debug:
            raise
        first = (str(error).splitlines() or [""])[0]
        told = sentence(error) or f"Unexpected: {type(error).__name__}: {first} (--debug shows where)."
        print(f"wijk: {told}", file=sys.stderr)
        return 1
