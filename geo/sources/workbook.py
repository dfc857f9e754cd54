"""Opening an Excel workbook (XLSX) that may be hostile or damaged, and its sheets as grids of text.

Here are the guards and the parts; how a cell becomes text is :mod:`geo.sources.sheetxml`'s affair, what a column means
is said by those who ask for a sheet.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.xml.constants import SHARED_STRINGS, STYLES_TYPE

from geo.sources.cells import Grid
from geo.sources.landed import SourceError
from geo.sources.sheetxml import MOST_CELLS, PartError, SheetCells, Styles, read_formats, read_sheet, read_strings

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an old .xls file, and of a workbook with a password."""
MOST_PARTS = 2_000
MOST_UNPACKED = 400 * 2**20
"""Bytes of all parts of a workbook, unpacked."""
MOST_TIMES_SMALLER = 200
"""A part that shrinks to less than one in so many is a zip bomb; a sheet shrinks to one in ten or twenty."""
SMALL_PART = 2**20


@dataclass(frozen=True)
class SheetName:
    """A sheet before it is read: its name, its place from 1, whether it is hidden, and its part."""

    name: str
    number: int
    hidden: bool
    part: str


@dataclass(frozen=True)
class Workbook:
    """An opened workbook; its sheets are read one at a time.

    Args:
        file_name: for messages.
        sheets: all sheets in the order of the tabs; charts are no sheets.
    """

    file_name: str
    sheets: tuple[SheetName, ...]
    _archive: zipfile.ZipFile
    _strings: tuple[str, ...]
    _styles: Styles

    def size(self, sheet: SheetName) -> int:
        """Bytes of a sheet, unpacked; nothing is read for it."""
        return self._archive.getinfo(sheet.part).file_size

    def grid(self, sheet: SheetName) -> Grid:
        """The cells of a sheet as text.

        Text is stripped; a number has a decimal point and at most 15 digits; a date is ``2025-02-03`` (with
        `` 09:30:00`` where it has a time); a time or a duration is ``09:30:00``; yes and no are ``ja`` and ``nee``;
        of a formula the result that the workbook holds; what has no value is one of :data:`geo.sources.cells.FAULTS`.

        Raises:
            SourceError: the sheet is damaged or too big.
        """
        with _told(self.file_name), self._archive.open(sheet.part) as stream:
            cells = read_sheet(stream, self._strings, self._styles)
        text, types = _frames(cells, self.file_name)
        merged = tuple(cells.merged)
        return Grid(sheet.name, sheet.number, sheet.hidden, text, types, merged, self._styles.epoch_1904)


def is_workbook(data: bytes) -> bool:
    """True where the first bytes are those of a workbook, old or new, whatever the file is called."""
    return data.startswith((*ZIP_STARTS, OLE_START))


def open_workbook(data: bytes, file_name: str) -> Workbook:
    """Opens a workbook.

    Args:
        data: the whole file.
        file_name: for messages.

    Raises:
        SourceError: no workbook, an old one, one with a password, damaged, or far bigger unpacked than packed.
    """
    archive = _checked(data, file_name)
    with _told(file_name):
        reader = ExcelReader(archive.fp, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_workbook()
        parts = set(archive.namelist())
        strings: tuple[str, ...] = ()
        formats: tuple[str, ...] = ()
        for kind, where in ((SHARED_STRINGS, "strings"), (STYLES_TYPE, "formats")):
            part = reader.package.find(kind)
            if part is None or part.PartName.lstrip("/") not in parts:
                continue
            with archive.open(part.PartName.lstrip("/")) as stream:
                if where == "strings":
                    strings = tuple(read_strings(stream))
                else:
                    formats = read_formats(stream)
        sheets = [
            (sheet.name, sheet.state != "visible", relation.target)
            for sheet, relation in reader.parser.find_sheets()
            if relation.target in parts and relation.Type.endswith("/worksheet")
        ]
    if not sheets:
        raise SourceError(f"{file_name} has no sheets with cells; save it again as an Excel workbook (XLSX).")
    named = tuple(SheetName(name, number, hidden, part) for number, (name, hidden, part) in enumerate(sheets, start=1))
    return Workbook(file_name, named, archive, strings, Styles(formats, reader.wb.epoch == MAC_EPOCH))


def _checked(data: bytes, file_name: str) -> zipfile.ZipFile:
    """The archive, after a look at its directory alone; nothing is unpacked before."""
    if data.startswith(OLE_START):
        raise SourceError(
            f"{file_name} is an old Excel file (.xls) or has a password; save it as XLSX without a password."
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, OSError):
        raise _damaged(file_name) from None
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) < len(names):
        raise _damaged(file_name)
    if any(part.flag_bits & 0x1 for part in parts):
        raise SourceError(f"{file_name} has a password; save it as XLSX without a password.")
    bomb = any(
        part.file_size > SMALL_PART and part.file_size > MOST_TIMES_SMALLER * part.compress_size for part in parts
    )
    if bomb or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise SourceError(
            f"{file_name} is far bigger unpacked than packed and is not opened; "
            "copy its cells into a new workbook, or split it."
        )
    if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
        raise SourceError(f"{file_name} is no Excel workbook (XLSX); open it in Excel and save it as XLSX.")
    return archive


def _damaged(file_name: str) -> SourceError:
    return SourceError(f"{file_name} is a damaged workbook; open it in Excel and save it again as XLSX.")


@contextmanager
def _told(file_name: str) -> Iterator[None]:
    """Whatever a damaged part makes openpyxl or the parser raise becomes one sentence; no value of a cell is shown."""
    try:
        yield
    except SourceError:
        raise
    except PartError as error:
        raise SourceError(f"{file_name} {error}.") from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        raise _damaged(file_name) from None
    # openpyxl names no errors of its own for a damaged part: a KeyError, TypeError, ParseError are all it says
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError, ArithmeticError):
        raise _damaged(file_name) from None


def _frames(cells: SheetCells, file_name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Text and types as frames; rows and columns without any text are left out."""
    rows, row_at = np.unique(np.asarray(cells.rows, dtype="int64"), return_inverse=True)
    columns, column_at = np.unique(np.asarray(cells.columns, dtype="int64"), return_inverse=True)
    if len(rows) * len(columns) > MOST_CELLS:
        raise SourceError(f"{file_name} has a sheet of too many rows and columns; split it.")
    text = np.full((len(rows), len(columns)), None, dtype=object)
    text[row_at, column_at] = np.asarray(cells.texts, dtype=object)
    types = np.zeros(text.shape, dtype="uint8")
    types[row_at, column_at] = np.asarray(cells.types, dtype="uint8")
    index, names = pd.Index(rows), pd.Index(columns)
    # ADBC and the contracts want pandas' own text type; object columns would be guessed at
    return pd.DataFrame(text, index, names, dtype="str"), pd.DataFrame(types, index, names)
