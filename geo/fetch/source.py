"""What a source is to the command: its name, its file in the workspace, and how it is fetched. None is made here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.fetch.desk import Desk


@dataclass(frozen=True)
class Made:
    """What a source gave: a whole file on the desk, the period of its figures, and what is in it in a few words."""

    path: Path
    period: str | None
    content: str


@dataclass(frozen=True)
class Source:
    """One source for one set of gemeenten.

    Args:
        name: key of ``--only``.
        title: as progress and the report call it.
        key: source of region.yaml that the file is for.
        file: path inside the workspace.
        asked: what is asked, as text: the same text is the same question.
        licence: of the source.
        attribution: what maps must show.
        fresh_days: how long a fetched file is not asked for again.
        fetch: asks, joins, and leaves one file on the desk.
        extra: True where nothing is planned from it alone: that its maker has no such file is told, and no failure.
    """

    name: str
    title: str
    key: str
    file: str
    asked: str
    licence: str
    attribution: str
    fresh_days: int
    fetch: Callable[[Desk], Made]
    extra: bool = False
