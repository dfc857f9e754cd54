"""What reading one source file gives, and the one error that refuses a whole file. No reading here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

REJECT_COLUMNS = ("file_name", "row_number", "column_name", "rule", "value", "sentence")
"""Columns of the rejects, as in ``intake.reject``."""

MASK = "•••"
"""Shown in place of a value that may identify a person."""


class SourceError(ValueError):
    """A whole file is refused; the message is one sentence with the mend, and never holds a value of a row.

    Args:
        sentence: what is wrong and how to mend it.
        rejects: the rejects found so far, so that a check can still list them; None where no row was read.
    """

    def __init__(self, sentence: str, rejects: pd.DataFrame | None = None) -> None:
        super().__init__(sentence)
        self.rejects = no_rejects() if rejects is None else rejects


@dataclass(frozen=True)
class Landed:
    """One read file.

    Args:
        source: key of the source, such as ``delivery``.
        file_name: path inside the workspace.
        sha256: digest of the file's content.
        size_bytes: size of the file.
        period: period that the rows speak of, ``YYYY-MM-DD/YYYY-MM-DD`` or a year; None where unknown.
        licence: licence of the source, None for the workspace's own files.
        attribution: what maps must show, None for the workspace's own files.
        frames: frames by table name (``intake.delivery``), with the model's columns except region and load_id;
            geometries in RD New (EPSG:28992).
        rejects: one row a refused value, with :data:`REJECT_COLUMNS`.
        warnings: Dutch sentences for the planner, without any value of a person.
        purpose: what the file is used for, in Dutch, None for open data.
        legal_basis: on what ground its personal data are used, in Dutch, None for open data.
    """

    source: str
    file_name: str
    sha256: str
    size_bytes: int
    period: str | None
    licence: str | None
    attribution: str | None
    frames: dict[str, pd.DataFrame]
    rejects: pd.DataFrame
    warnings: tuple[str, ...]
    purpose: str | None = None
    legal_basis: str | None = None


@dataclass(frozen=True)
class Read:
    """What a reader makes of one file, before it is known as a load.

    Args:
        frames: frames by table name, with the model's columns except region and load_id; geometries in RD New.
        rejects: one row a refused value, with :data:`REJECT_COLUMNS`.
        warnings: Dutch sentences for the planner, without any value of a person.
        period: period that the rows speak of; None where unknown.
        licence: licence of the source, None for the workspace's own files.
        attribution: what maps must show, None for the workspace's own files.
    """

    frames: dict[str, pd.DataFrame]
    rejects: pd.DataFrame
    warnings: tuple[str, ...] = ()
    period: str | None = None
    licence: str | None = None
    attribution: str | None = None


def no_rejects() -> pd.DataFrame:
    """An empty frame of rejects with the right columns and types."""
    frame = pd.DataFrame({name: pd.Series(dtype="str") for name in REJECT_COLUMNS})
    return frame.astype({"row_number": "int64"})


def content_of(path: Path, file_name: str) -> tuple[str, int]:
    """SHA-256 and size in bytes of a file.

    Raises:
        SourceError: the file is missing, not a file, unreadable or empty.
    """
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
    except FileNotFoundError:
        raise SourceError(f"{file_name} is missing; put the file there, or take its line out of region.yaml.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"{file_name} cannot be read ({reason}); check that it is a file you may open.") from None
    if size == 0:
        raise SourceError(f"{file_name} is empty; fill it, or take its line out of region.yaml.")
    return digest, size
