"""Fetching a plan into a workspace: what is fresh is left alone, one source that is down does not stop the others.

A file takes its place only when it is whole, and ``sources.lock`` follows it. How each source is asked is beside this.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from geo.fetch.client import Client, FetchError, NotThereError, stamp
from geo.fetch.content import CSV, JSON, PBF, Kind
from geo.fetch.desk import Desk
from geo.fetch.lock import Fetched, read_lock, sha256_of, write_lock
from geo.fetch.source import Made, Source
from geo.yaml_keys import WorkspaceError

UNDER_WAY = ".fetch"
"""Folder of a workspace for what is under way; gone when all that was asked for is there."""

_KINDS: dict[str, Kind] = {".json": JSON, ".geojson": JSON, ".csv": CSV, ".pbf": PBF}


@dataclass(frozen=True)
class Outcome:
    """What became of one source.

    Args:
        source: the source.
        state: ``new``, ``changed``, ``same`` (asked for, nothing new), ``fresh`` (not asked for), ``absent`` (an extra
            that its maker does not have) or ``failed``.
        told: what is in the file; of an absent or failed source what went wrong, a sentence with the mend.
    """

    source: Source
    state: str
    told: str


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Holds a workspace for one fetch.

    Raises:
        WorkspaceError: another one is at work in it.
    """
    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WorkspaceError(f"Another `wijk fetch` is at work in {root}; wait until it is done.") from None
        yield
    finally:
        os.close(handle)


def fetch_sources(
    root: Path,
    sources: tuple[Source, ...],
    client: Client,
    *,
    refresh: bool,
    began: Callable[[Source], None] = lambda source: None,
    ended: Callable[[Outcome], None] = lambda outcome: None,
) -> tuple[Outcome, ...]:
    """Fetches sources into a workspace, one after the other.

    Args:
        root: the workspace; held by :func:`alone`.
        sources: in the order to fetch them.
        client: asks the servers.
        refresh: asks for what is fresh too; a server that says it is unchanged sends nothing.
        began: is told each source before it is asked.
        ended: is told what became of each.

    Raises:
        WorkspaceError: ``sources.lock`` is damaged.
    """
    outcomes = []
    for source in sources:
        began(source)
        try:
            outcome = _fetch(root, source, client, refresh)
        except FetchError as failed:
            state = "absent" if source.extra and isinstance(failed, NotThereError) else "failed"
            outcome = Outcome(source, state, f"{failed}{_stays(root, source)}")
        outcomes.append(outcome)
        ended(outcome)
    folder = root / UNDER_WAY
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return tuple(outcomes)


def _fetch(root: Path, source: Source, client: Client, refresh: bool) -> Outcome:
    lock, target = read_lock(root), root / source.file
    known, there = lock.files.get(source.file), sha256_of(target)
    if known is None and there is not None:
        raise FetchError(f"{source.file} is there but was not fetched by this command; move it away to have it.")
    if known and there == known.sha256 and known.asked == source.asked:
        now = client.now()
        if not refresh and now - dt.datetime.fromisoformat(known.checked) < dt.timedelta(days=source.fresh_days):
            return Outcome(source, "fresh", known.content)
        if all(client.unchanged(got, _KINDS[target.suffix]) for got in known.requests):
            write_lock(root, lock.with_file(source.file, replace(known, checked=stamp(now))))
            return Outcome(source, "same", known.content)
    desk = Desk(client, root / UNDER_WAY / source.name, anew=refresh)
    made = source.fetch(desk)
    fetched = _noted(source, made, desk, client.now())
    if there is not None and known is not None and there not in (known.sha256, fetched.sha256):
        target.replace(target.with_name(f"{target.name}.bewaard-{there[:8]}"))
    target.parent.mkdir(parents=True, exist_ok=True)
    made.path.replace(target)
    write_lock(root, lock.with_file(source.file, fetched))
    desk.clear()
    state = "new" if there is None else "same" if there == fetched.sha256 else "changed"
    return Outcome(source, state, fetched.content)


def _noted(source: Source, made: Made, desk: Desk, now: dt.datetime) -> Fetched:
    sha256 = sha256_of(made.path)
    if sha256 is None or not desk.requests:
        raise FetchError(f"{source.title} left no file; run the same command again.")
    return Fetched(
        source=source.name,
        asked=source.asked,
        url=desk.requests[0].url,
        retrieved=max(got.retrieved for got in desk.requests),
        checked=stamp(now),
        sha256=sha256,
        size_bytes=made.path.stat().st_size,
        period=made.period,
        licence=source.licence,
        attribution=source.attribution,
        content=made.content,
        requests=tuple(desk.requests),
    )


def _stays(root: Path, source: Source) -> str:
    entry = read_lock(root).files.get(source.file)
    kept = entry is not None and (root / source.file).is_file()
    return f" The file of {entry.retrieved[:10]} stays." if entry and kept else ""
