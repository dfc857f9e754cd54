"""``sources.lock`` of a workspace: what was fetched, from where, when, and under which licence.

JSON with sorted keys, so that the same content gives the same bytes; written whole or not at all. Files that the
command did not fetch are not in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from geo.fetch.client import Got
from geo.yaml_keys import WorkspaceError

NAME = "sources.lock"
FORMAT = 1
_CODE = re.compile(r"GM[0-9]{4}")


@dataclass(frozen=True)
class Gemeente:
    """A gemeente: CBS code, name, and its bounding box (west, south, east, north in degrees) where it is known."""

    code: str
    name: str
    bbox: tuple[float, float, float, float] | None = None


def gemeente_of(code: object, name: object) -> Gemeente | None:
    """A gemeente as a server gives it: a CBS code and a printable name; None where it is no such thing."""
    if not isinstance(code, str) or not isinstance(name, str) or not _CODE.fullmatch(code.strip()):
        return None
    printable = "".join(letter for letter in name if letter.isprintable()).strip()[:80]
    return Gemeente(code.strip(), printable) if printable else None


@dataclass(frozen=True)
class Fetched:
    """One file that was fetched.

    Args:
        source: key of the command's ``--only``.
        asked: what was asked, as text; another question makes the file stale.
        url: the address that stands for the whole: the first that was asked.
        retrieved: when the content came, UTC.
        checked: when it was last known to be the newest, UTC.
        sha256: of the file in the workspace.
        size_bytes: of the file in the workspace.
        period: what the figures speak of.
        licence: of the source.
        attribution: what maps must show.
        content: what is in it, in a few words.
        requests: every answer it was made of.
    """

    source: str
    asked: str
    url: str
    retrieved: str
    checked: str
    sha256: str
    size_bytes: int
    period: str | None
    licence: str
    attribution: str
    content: str
    requests: tuple[Got, ...]


@dataclass(frozen=True)
class Lock:
    """The content of ``sources.lock``: gemeenten, and files by their path inside the workspace."""

    gemeenten: tuple[Gemeente, ...] = ()
    files: Mapping[str, Fetched] = field(default_factory=dict)

    def with_file(self, path: str, fetched: Fetched) -> Lock:
        """The same with one file more, or renewed."""
        return replace(self, files={**self.files, path: fetched})


def read_lock(root: Path) -> Lock:
    """The lock of a workspace; an empty one where there is none yet.

    Raises:
        WorkspaceError: the file is damaged.
    """
    path = root / NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise ValueError
        gemeenten = tuple(
            Gemeente(one["code"], one["name"], tuple(one["bbox"]) if one["bbox"] else None)
            for one in content["gemeenten"]
        )
        return Lock(gemeenten, {name: _fetched(entry) for name, entry in content["files"].items()})
    except FileNotFoundError:
        return Lock()
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be read ({error.strerror}); check that you may open it.") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise WorkspaceError(f"{path} is damaged; delete it, and what it listed is fetched again.") from None


def _fetched(entry: dict[str, Any]) -> Fetched:
    return Fetched(**{**entry, "requests": tuple(Got(**got) for got in entry["requests"])})


def write_lock(root: Path, lock: Lock) -> None:
    """Writes the lock of a workspace; a file with the same bytes is left alone."""
    content = {
        "format": FORMAT,
        "gemeenten": [asdict(one) for one in lock.gemeenten],
        "files": {name: asdict(fetched) for name, fetched in lock.files.items()},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = root / NAME
    if path.exists() and path.read_bytes() == text.encode():
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=root, delete=False) as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    Path(stream.name).chmod(0o644)
    Path(stream.name).replace(path)


def sha256_of(path: Path) -> str | None:
    """Digest of a file; None where there is none."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None
