"""Bytes of a semicolon-separated file to cells of text, with row numbers and the lines that have no such cells.

Nothing here knows what a column means; that is :mod:`geo.sources.tabular`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from geo.sources.landed import SourceError

SEPARATOR = ";"
MOST_COLUMNS = 500


@dataclass(frozen=True)
class Cells:
    """The cells of a file.

    Args:
        header: headers, stripped, in file order.
        rows: a column of text for each header by position (``f0``, ``f1``, ...), missing where blank, and
            ``row_number`` (the header not counted); blank lines left out.
        wrong_length: row numbers of lines with another number of cells.
        broken: row numbers of lines in which a quotation mark runs on over the line's end.
        swallowed: lines that ended up inside a cell of another line.
        encoding: how the bytes were read, ``utf-8`` or ``cp1252``.
    """

    header: tuple[str, ...]
    rows: pd.DataFrame
    wrong_length: tuple[int, ...]
    broken: tuple[int, ...]
    swallowed: int
    encoding: str


def read_cells(data: bytes, file_name: str) -> Cells:
    """Reads the cells of a file.

    Args:
        data: the whole file.
        file_name: for messages.

    Raises:
        SourceError: not text, not separated by semicolons, or quoted beyond repair.
    """
    text, encoding = _decoded(data, file_name)
    text = text.lstrip("\r\n") + "\n"  # Arrow takes a header alone without a line end for nothing
    first = text.split("\n", 1)[0]
    if not text.strip():
        raise SourceError(f"{file_name} is empty; fill it, or take its line out of region.yaml.")
    if SEPARATOR not in first:
        raise SourceError(f"{file_name} has no header with semicolons; save it as CSV with ';' between the columns.")
    if first.count(SEPARATOR) >= MOST_COLUMNS:
        raise SourceError(f"{file_name} has over {MOST_COLUMNS} columns; keep the columns of the template.")
    frame, wrong = _parsed(text, first.count(SEPARATOR) + 1, file_name)
    numbers = pd.RangeIndex(len(frame) + len(wrong)).difference(list(wrong), sort=None)
    stripped = frame.apply(lambda column: column.str.strip())
    header = tuple(stripped.iloc[0])
    rows = stripped.iloc[1:].where(stripped.iloc[1:] != "").assign(row_number=numbers[1:].to_numpy(dtype="int64"))
    rows = rows[rows.drop(columns="row_number").notna().any(axis=1)].reset_index(drop=True)
    breaks = _line_breaks(rows) if '"' in text else pd.Series(0, index=rows.index)
    return Cells(
        header=header,
        rows=rows[breaks == 0].reset_index(drop=True),
        wrong_length=tuple(wrong),
        broken=tuple(rows.loc[breaks > 0, "row_number"]),
        swallowed=int(breaks.sum()) + sum(wrong.values()),
        encoding=encoding,
    )


def _decoded(data: bytes, file_name: str) -> tuple[str, str]:
    if b"\x00" in data:
        raise SourceError(f"{file_name} is not plain text (it holds NUL bytes); save it again as CSV in UTF-8.")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        raise SourceError(f"{file_name} is neither UTF-8 nor Windows text; save it again as CSV in UTF-8.") from None


def _parsed(text: str, most_columns: int, file_name: str) -> tuple[pd.DataFrame, dict[int, int]]:
    """Cells with the header as row 0, and by row number the line breaks inside lines of a wrong length."""
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
                delimiter=SEPARATOR, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip
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
