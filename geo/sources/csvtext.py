"""Bytes of a separated text file to cells of text, with row numbers and the lines that have no such cells.

Nothing here knows what a column means; that is :mod:`geo.sources.headings` and :mod:`geo.sources.tabular`.
"""

from __future__ import annotations

import csv as plain_csv
import io
import re

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from geo.sources.cells import Cells
from geo.sources.distinct import rows_where
from geo.sources.landed import SourceError

__all__ = ["Cells", "first_lines", "read_cells"]

SEPARATORS = (";", "\t", ",")
"""What may stand between cells, the likeliest first; the header line decides."""
MOST_COLUMNS = 500


def read_cells(data: bytes, file_name: str, *, header_line: int = 0) -> Cells:
    """Reads the cells of a file.

    Args:
        data: the whole file.
        file_name: for messages.
        header_line: how many lines stand above the header; they are left out.

    Raises:
        SourceError: not text, no header of more than one column, or quoted beyond repair.
    """
    text, encoding = _decoded(data, file_name)
    if header_line:
        text = text.split("\n", header_line)[header_line]
    first = text.split("\n", 1)[0]
    separator = _separator(first)
    if not separator:
        raise SourceError(f"{file_name} has no header with semicolons; save it as CSV with ';' between the columns.")
    frame, wrong = _parsed(text, separator, file_name)
    numbers = pd.RangeIndex(len(frame) + len(wrong)).difference(list(wrong), sort=None)
    stripped = frame.apply(lambda column: column.str.strip())
    header = tuple(stripped.iloc[0])
    rows = stripped.iloc[1:].where(stripped.iloc[1:] != "").assign(row_number=numbers[1:].to_numpy(dtype="int64"))
    rows = rows_where(rows, rows.drop(columns="row_number").notna().any(axis=1)).reset_index(drop=True)
    breaks = _line_breaks(rows) if '"' in text else pd.Series(0, index=rows.index)
    return Cells(
        header=header,
        rows=rows_where(rows, breaks == 0).reset_index(drop=True),
        wrong_length=tuple(wrong),
        broken=tuple(rows.loc[breaks > 0, "row_number"]),
        swallowed=int(breaks.sum()) + sum(wrong.values()),
        encoding=encoding,
        separator=separator,
        open_end=not data.rstrip(b" \t\x1a").endswith((b"\n", b"\r")),
    )


def first_lines(data: bytes, file_name: str, count: int) -> list[list[str]]:
    """The cells of the first lines of a file, each line split where it would be if it were the header.

    Raises:
        SourceError: not text, or empty.
    """
    text, _ = _decoded(data, file_name)
    lines = text.split("\n", count)[:count]
    return [_split(line.rstrip("\r")) for line in lines]


def _split(line: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(plain_csv.reader([line], delimiter=_separator(line) or ";"), [])]
    except plain_csv.Error:  # a cell beyond csv's own limit
        return []


def _separator(line: str) -> str:
    """What separates the cells of a header line: outside quotation marks, the likeliest that is there; else empty."""
    bare = re.sub(r'"[^"]*"', "", line)
    return next((separator for separator in SEPARATORS if separator in bare), "")


def _decoded(data: bytes, file_name: str) -> tuple[str, str]:
    if b"\x00" in data:
        raise SourceError(f"{file_name} is not plain text (it holds NUL bytes); save it again as CSV in UTF-8.")
    for codec, encoding in (("utf-8-sig", "utf-8"), ("cp1252", "cp1252")):
        try:
            text = data.decode(codec).lstrip("\r\n")
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise SourceError(f"{file_name} is empty; fill it, or take its line out of region.yaml.")
        # Arrow takes a header alone without a line end for nothing
        return text + "\n", encoding
    raise SourceError(f"{file_name} is neither UTF-8 nor Windows text; save it again as CSV in UTF-8.")


def _parsed(text: str, separator: str, file_name: str) -> tuple[pd.DataFrame, dict[int, int]]:
    """Cells with the header as row 0, and by row number the line breaks inside lines of a wrong length."""
    most_columns = text.split("\n", 1)[0].count(separator) + 1
    if most_columns > MOST_COLUMNS:
        raise SourceError(f"{file_name} has over {MOST_COLUMNS} columns; keep the columns of the template.")
    wrong: dict[int, int] = {}

    def skip(row: csv.InvalidRow) -> str:
        wrong[row.number - 1] = (row.text or "").count("\n")
        return "skip"

    data = text.encode()
    try:
        table = csv.read_csv(
            io.BytesIO(data),
            read_options=csv.ReadOptions(use_threads=False, block_size=len(data) + 1, autogenerate_column_names=True),
            parse_options=csv.ParseOptions(
                delimiter=separator, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip
            ),
            convert_options=csv.ConvertOptions(
                strings_can_be_null=False,
                null_values=[],
                column_types={f"f{number}": pa.string() for number in range(most_columns)},
            ),
        )
    except (pa.ArrowException, ValueError):
        raise SourceError(f"{file_name} cannot be read as CSV; check its quotation marks and its header.") from None
    return table.to_pandas(), wrong


def _line_breaks(rows: pd.DataFrame) -> pd.Series:
    counts = [rows[name].str.count("\n").fillna(0) for name in rows.columns if name != "row_number"]
    return pd.concat(counts, axis=1).sum(axis=1).astype("int64")
