"""Checks the files of a workspace without loading them: what each file holds, what is refused, what does not fit.

Files are read by the readers that load them (:mod:`geo.sources`), under a throw-away key; no database and no figures.
How the report is shown is :mod:`pipelines.cli.check`'s and the site's affair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.data_findings import Finding, findings, overlap
from geo.sources import AddressBook, Landed, SourceError, read_source
from geo.sources.fields import own_files
from geo.sources.landed import no_rejects
from geo.sources.reading import file_name_of, passed_over
from geo.workspace import OWN_FILES, Region, WorkspaceError

Read = Callable[[str, Path, AddressBook | None], Landed]
"""How one file is read: source, path, the region's addresses."""


@dataclass(frozen=True)
class FileCheck:
    """What one file holds.

    Args:
        source: key of the source.
        file_name: path inside the workspace.
        rows: rows in the file, taken or refused; None where it was not read.
        accepted: rows that would be taken; None where it was not read or is refused as a whole.
        rejected: rows that would be refused.
        rejects: one row a refused value (file_name, row_number, column_name, rule, value, sentence), personal values
            masked.
        warnings: Dutch sentences.
        period: period of the rows, None where unknown.
        licence: licence of the source, None for own files.
        purpose: what the file is used for, None for open data.
        legal_basis: on what ground its personal data are used, None for open data.
        refusal: why the whole file is refused, None where it is not.
        note: why the file was passed over, None where it was read.
    """

    source: str
    file_name: str
    rows: int | None = None
    accepted: int | None = None
    rejected: int = 0
    rejects: pd.DataFrame = field(default_factory=no_rejects, repr=False, compare=False)
    warnings: tuple[str, ...] = ()
    period: str | None = None
    licence: str | None = None
    purpose: str | None = None
    legal_basis: str | None = None
    refusal: str | None = None
    note: str | None = None

    @property
    def share(self) -> float | None:
        """Share of the rows that would be refused, 0 to 1; None where no row was read."""
        return self.rejected / self.rows if self.rows else None


@dataclass(frozen=True)
class DataCheck:
    """The files of a workspace in the order of the sources, and what does not fit between them."""

    region: str
    files: tuple[FileCheck, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """True where any file is refused as a whole: a run would stop there."""
        return any(file.refusal is not None for file in self.files)


def check_workspace(region: Region, key: bytes, *, read: Read | None = None) -> DataCheck:
    """Reads every file that the region names, and compares them.

    Args:
        region: the workspace.
        key: a key for the pseudonyms; any will do, since nothing is kept.
        read: how a file is read; by default as it is for loading.
    """
    reader = read or _reader(region, key)
    checks: list[FileCheck] = []
    found: list[Finding] = []
    tables: dict[str, list[pd.DataFrame]] = {}
    addresses: AddressBook | None = None
    for source, paths in region.files.items():
        own: list[pd.DataFrame] = []
        for path in paths:
            check, landed = _check(source, path, region, reader, addresses)
            checks.append(check)
            if landed is None:
                continue
            for name, frame in landed.frames.items():
                tables.setdefault(name, []).append(frame)
            if "intake.address" in landed.frames:
                addresses = AddressBook.from_frame(gpd.GeoDataFrame(landed.frames["intake.address"]))
            if source in OWN_FILES:
                own.append(landed.frames[own_files()[source].table])
        twice = overlap(source, own) if len(own) > 1 else None
        found += [twice] if twice is not None else []
    whole = {name: pd.concat(frames, ignore_index=True) for name, frames in tables.items()}
    return DataCheck(region.region, tuple(checks), (*found, *findings(whole, region.service_date)))


def _reader(region: Region, key: bytes) -> Read:
    def read(source: str, path: Path, addresses: AddressBook | None) -> Landed:
        return read_source(source, region, key=key, addresses=addresses, path=path)

    return read


def _check(
    source: str, path: Path, region: Region, read: Read, addresses: AddressBook | None
) -> tuple[FileCheck, Landed | None]:
    name = file_name_of(path, region)
    note = passed_over(source, path, region)
    if note is not None:
        return FileCheck(source, name, note=note), None
    said = own_files().get(source)
    purpose, legal_basis = (said.purpose, said.legal_basis) if said else (None, None)
    try:
        landed = read(source, path, addresses)
    except (SourceError, WorkspaceError) as error:
        rejects = error.rejects if isinstance(error, SourceError) else no_rejects()
        check = FileCheck(
            source, name, rejected=int(rejects["row_number"].nunique()), rejects=rejects, refusal=str(error),
            purpose=purpose, legal_basis=legal_basis,
        )  # fmt: skip
        return check, None
    accepted = max((len(frame) for frame in landed.frames.values()), default=0)
    rejected = int(landed.rejects["row_number"].nunique())
    check = FileCheck(
        source, name, rows=accepted + rejected, accepted=accepted, rejected=rejected, rejects=landed.rejects,
        warnings=landed.warnings, period=landed.period, licence=landed.licence, purpose=purpose,
        legal_basis=legal_basis,
    )  # fmt: skip
    return check, landed


def listed(check: DataCheck) -> pd.DataFrame:
    """The whole list: one row a refused value, a warning, a refused file or a finding.

    Returns:
        Columns source, file, row, column, rule, value, sentence; row is missing where a whole file is meant.
    """
    rows: list[dict[str, Any]] = []
    for file in check.files:
        of_file = {"source": file.source, "file": file.file_name}
        if file.refusal is not None:
            rows.append(of_file | {"rule": "refused", "sentence": file.refusal})
        rows += [of_file | {"rule": "warning", "sentence": sentence} for sentence in file.warnings]
        rows += [
            of_file | {"row": int(reject["row_number"]), "column": reject["column_name"], "rule": reject["rule"],
                       "value": reject["value"], "sentence": reject["sentence"]}
            for reject in file.rejects.to_dict("records")
        ]  # fmt: skip
    rows += [{"source": "", "file": "", "rule": item.rule, "sentence": item.sentence} for item in check.findings]
    frame = pd.DataFrame(rows, columns=["source", "file", "row", "column", "rule", "value", "sentence"])
    return frame.astype({"row": "Int64"})
