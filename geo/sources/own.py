"""Reading one own file of a workspace, from its bytes to frames: the steps in their order, and keys that it lacks.

Each step has a module: :mod:`.tables` (bytes to tables), :mod:`.named` (columns to fields), :mod:`.tabular` (cells to
typed rows), :mod:`.splitting` (rows to tables of the database).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from geo.sources.addresses import AddressBook
from geo.sources.facility_places import located
from geo.sources.fields import SourceFile, joined_key
from geo.sources.landed import Read, content_of
from geo.sources.mapping import load_mapping
from geo.sources.named import named_cells
from geo.sources.pseudonyms import digests, staff_keys
from geo.sources.splitting import identified, split
from geo.sources.tables import read_tables
from geo.sources.tabular import typed_rows


def read_own(
    path: Path,
    file_name: str,
    file: SourceFile,
    region_key: str,
    key: bytes,
    addresses: AddressBook | None,
    mapping: Path | None = None,
) -> Read:
    """Reads an own file: separated text or an Excel workbook, whatever it is called.

    Args:
        path: the file.
        file_name: path inside the workspace, for messages and rejects.
        file: its fields.
        region_key: key of the region, part of every pseudonym.
        key: secret of the pseudonyms, at least 16 bytes.
        addresses: the region's addresses, to find residents whose coordinates are blank; None where it has none.
        mapping: YAML file that says which heading is which column; None where it has none.

    Returns:
        Frames by table, rejects, warnings, period.

    Raises:
        SourceError: the whole file is refused; one sentence with the mend.
        WorkspaceError: the mapping is not as it should be.
    """
    content_of(path, file_name)
    tables = read_tables(path.read_bytes(), file, file_name, load_mapping(mapping, file))
    named = named_cells(tables, file, file_name)
    warnings = list(named.warnings)

    def identify(rows: pd.DataFrame) -> pd.DataFrame:
        rows = _with_staff(rows, file, region_key, key, warnings)
        sheet = pd.Series(np.searchsorted(named.starts, rows["row_number"]), index=rows.index)
        return _with_keys(identified(rows, file, region_key, key), sheet, file, region_key, key, warnings)

    typed = typed_rows(named, file, file_name, identify)
    told: tuple[str, ...] = ()
    if file.source == "facility":
        typed, told = located(typed, addresses, file_name, named.places)
    parts = split(typed.rows, file, addresses)
    return Read(parts.frames, typed.rejects, (*warnings, *told, *parts.warnings), _period(typed.rows, file))


def _with_staff(rows: pd.DataFrame, file: SourceFile, region_key: str, key: bytes, warnings: list[str]) -> pd.DataFrame:
    """A pseudonym in place of a name where the code of a concierge is asked: names go to the vault or nowhere."""
    if not file.staff:
        return rows
    codes = staff_keys(region_key, rows[file.staff], key)
    named = int((codes != rows[file.staff])[codes.notna()].sum())
    if named:
        warnings.append(
            f"Rijen met een naam in plaats van een code bij {_header(file, file.staff)}: {named}. Zij krijgen een "
            "pseudoniem; zet de codes in het bestand, of onder values in de mapping."
        )
    return rows.assign(**{file.staff: codes})


def _with_keys(
    rows: pd.DataFrame, sheet: pd.Series, file: SourceFile, region_key: str, key: bytes, warnings: list[str]
) -> pd.DataFrame:
    """Keys for the rows without one: the same row gets the same key in every file and on every sheet.

    Equal rows of one sheet are as many deliveries and are numbered in their order; on another sheet they are the same
    ones again. The digest is keyed: from a plain one, what was delivered could be told by trying each kind of goods.
    """
    if not file.made_from:
        return rows
    (name,) = file.key
    without = rows[rows[name].isna()]
    if without.empty:
        return rows
    text = f"{region_key}|{file.source}|" + joined_key(without, file.made_from)
    number = text.groupby([text, sheet[without.index]], sort=False).cumcount().astype("str")
    made = digests(text + "|" + number, "d", key)
    warnings.append(f"Rijen zonder {_header(file, name)}, die een vaste code van de planning kregen: {len(without)}.")
    return rows.assign(**{name: rows[name].fillna(made)})


def _header(file: SourceFile, name: str) -> str:
    return next(item.header for item in file.fields if item.name == name)


def _period(rows: pd.DataFrame, file: SourceFile) -> str | None:
    if not file.period or rows.empty:
        return None
    return f"{rows[file.period].min()}/{rows[file.period].max()}"
