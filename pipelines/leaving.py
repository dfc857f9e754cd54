"""How a process of ours ends: at once, without taking apart what the system takes back anyway.

Python looks through all that a process holds before it ends: three seconds here, with Dagster, dbt and pandas loaded.
What libraries loaded after this one registered for the end is done before; load it ahead of the heavy ones.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import sys
from collections.abc import Iterator

_codes: list[int] = []


@contextlib.contextmanager
def leaving_at_once() -> Iterator[None]:
    """A process that exits within the block ends with that code once its threads and its exit functions have."""
    try:
        yield
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            _codes.append(stop.code or 0)
        raise


def _end() -> None:
    if not _codes:
        return  # it ends by an error, whose traceback is still to come
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BrokenPipeError):  # nobody listens any more
            stream.flush()
    os._exit(_codes[-1])


atexit.register(_end)
