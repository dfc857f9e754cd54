"""Whether an own file is still the template it began as: a header and nothing below it, as CSV or as a sheet.

Such a file is no mistake: it is passed over until someone fills it in.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from geo.sources.dictionary import template
from geo.sources.fields import SourceFile
from geo.sources.landed import SourceError
from geo.sources.workbook import ZIP_STARTS, open_workbook

MOST_BLANK = 5_000_000
"""A sheet without rows may hold formats of rows that are still to come, but no more bytes than this."""


def is_untouched(path: Path, file: SourceFile) -> bool:
    """True where the file has the header of its template and no row below it.

    Args:
        path: the file; one that is missing or cannot be read is no template, and its reader says what it is.
        file: its fields.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
            if start.startswith(ZIP_STARTS):
                return _blank_sheet(start + stream.read(), file, path.name)
            header = template(file).strip()
            # a spreadsheet that saved the template again may have put other line ends and a byte order mark
            return _same(start + stream.read(2 * len(header) + 64), header)
    except OSError:
        return False


def _same(data: bytes, header: str) -> bool:
    try:
        return data.decode("utf-8-sig").strip(" ;\r\n\t") == header
    except UnicodeDecodeError:
        return False


def _blank_sheet(data: bytes, file: SourceFile, name: str) -> bool:
    """True where the sheet called as the file has its header in the first row and no text anywhere else."""
    try:
        book = open_workbook(data, name)
        stem = PurePosixPath(file.file).stem
        sheets = [sheet for sheet in book.sheets if sheet.name.casefold().strip() == stem and not sheet.hidden]
        if len(sheets) != 1 or book.size(sheets[0]) > MOST_BLANK:
            return False
        grid = book.grid(sheets[0])
    except SourceError:  # the reader refuses it, with the reason
        return False
    if len(grid.text) != 1:
        return False
    return list(grid.text.iloc[0].dropna()) == [item.header for item in file.fields]
