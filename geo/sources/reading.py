"""The one door to the readers: which reader reads which source, and what is said of the file as a whole."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geo.sources.addresses import AddressBook
from geo.sources.fields import SourceFile, own_files
from geo.sources.landed import Landed, SourceError, content_of, no_rejects
from geo.sources.splitting import identified, split
from geo.sources.tabular import read_rows
from geo.workspace import FILES, Region

SOURCES: tuple[str, ...] = tuple(FILES)
"""All sources: the keys of ``files`` in region.yaml, streets before what is matched to its addresses."""


def read_source(source: str, region: Region, *, key: bytes, addresses: AddressBook | None = None) -> Landed:
    """Reads one source of a region.

    Args:
        source: one of :data:`SOURCES`.
        region: whose files.
        key: secret of the pseudonyms, at least 16 bytes.
        addresses: the region's addresses, to find residents whose coordinates are blank.

    Raises:
        SourceError: the whole file is refused; one sentence with the mend.
    """
    if source not in SOURCES:
        raise SourceError(f"There is no source '{source}'; the sources are {', '.join(SOURCES)}.")
    if source not in region.files:
        raise SourceError(f"region.yaml of {region.region} names no file for '{source}'; add it under files.")
    path = region.files[source]
    file_name = _inside(path, region.root)
    digest, size = content_of(path, file_name)
    if source == "buurt":
        from geo.sources import cbs

        buurten = cbs.read_buurten(path, file_name, region.gemeenten)
        return Landed(
            source, file_name, digest, size, buurten.period, cbs.LICENCE, cbs.ATTRIBUTION,
            {"intake.buurt": buurten.frame}, buurten.rejects, buurten.warnings,
        )  # fmt: skip
    if source == "streets":
        from geo.sources import osm

        streets = osm.read_streets(path, file_name)
        return Landed(
            source, file_name, digest, size, None, osm.LICENCE, osm.ATTRIBUTION,
            streets.frames, no_rejects(), streets.warnings,
        )  # fmt: skip
    file = own_files()[source]
    typed = read_rows(path.read_bytes(), file, file_name, lambda rows: identified(rows, file, region.region, key))
    parts = split(typed.rows, file, addresses)
    return Landed(
        source, file_name, digest, size, _period(typed.rows, file), None, None,
        parts.frames, typed.rejects, typed.warnings + parts.warnings,
    )  # fmt: skip


def _inside(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _period(rows: pd.DataFrame, file: SourceFile) -> str | None:
    if not file.period or rows.empty:
        return None
    return f"{rows[file.period].min()}/{rows[file.period].max()}"
