"""Frames in and out of PostGIS in bulk over ADBC: replace a slice of a table in one transaction, read a slice.

Which slice belongs to which partition is the IO manager's affair, what a row may hold is :mod:`geo.contracts`'.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, cast

import adbc_driver_postgresql.dbapi as adbc
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
import sqlalchemy as sa
from geoalchemy2 import Geometry

from geo.db.base import RD_NEW

CURRENT = "load_id IN (SELECT load_id FROM intake.load WHERE superseded_at IS NULL)"
"""What a landed row must meet to count: it came with a load that no later one replaced."""

ONCE = (
    "NOT EXISTS (SELECT 1 FROM intake.duplicate AS twice "
    "WHERE twice.load_id = {table}.load_id AND twice.row_number = {table}.row_number)"
)
"""And no newer file of its source has the same row. A resident's row stays: other rows of its file may need it."""


UNLANDED = (("intake", "load"), ("intake", "reject"), ("intake", "duplicate"))
"""Tables that speak of loads: they are read with all their rows."""


class BulkError(RuntimeError):
    """A frame does not fit its table; the message names the column."""


def arrow_schema(table: sa.Table, columns: list[str]) -> pa.Schema:
    """The Arrow types that PostgreSQL's binary COPY wants for ``columns`` of ``table``, in that order."""
    return pa.schema([(name, _arrow_type(table.c[name])) for name in columns])


def _arrow_type(column: sa.Column[Any]) -> pa.DataType:
    kind = column.type
    if isinstance(kind, Geometry):
        return pa.binary()
    if isinstance(kind, sa.BigInteger):
        return pa.int64()
    if isinstance(kind, sa.Integer):
        return pa.int32()
    if isinstance(kind, sa.Float):
        return pa.float64()
    if isinstance(kind, sa.ARRAY) and isinstance(kind.item_type, sa.Integer):
        return pa.list_(pa.int32())
    if isinstance(kind, sa.Boolean):
        return pa.bool_()
    if isinstance(kind, sa.DateTime):
        return pa.timestamp("us", tz="UTC" if kind.timezone else None)
    if isinstance(kind, sa.Date):
        return pa.date32()
    if isinstance(kind, sa.Text | sa.String):
        return pa.string()
    raise BulkError(f"{column.table.fullname}.{column.name} has a type that bulk loading does not know: {kind}.")


def to_arrow(frame: pd.DataFrame, table: sa.Table) -> pa.Table:
    """The frame as an Arrow table of exactly the types of ``table``; geometries as EWKB with SRID 28992.

    Args:
        frame: columns of ``table`` in any order; columns with a server default (identities) may be absent.
        table: where it goes.

    Raises:
        BulkError: a column is missing, unknown, in another CRS, or holds what its type cannot.
    """
    wanted = [c.name for c in table.columns if c.name in frame.columns or not (c.identity or c.nullable)]
    unknown = [name for name in frame.columns if name not in table.c]
    missing = [name for name in wanted if name not in frame.columns]
    if unknown or missing:
        raise BulkError(f"{table.fullname}: unknown columns {unknown}, missing columns {missing}.")
    schema = arrow_schema(table, wanted)
    arrays = [_to_array(cast(pd.Series, frame[field.name]), field, table) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _to_array(series: pd.Series, field: pa.Field, table: sa.Table) -> pa.Array:
    column = table.c[field.name]
    if isinstance(column.type, Geometry):
        return _ewkb(series, f"{table.fullname}.{field.name}")
    try:
        if pa.types.is_integer(field.type) and series.dtype.kind == "f":
            series = series.astype("Int64")  # refuses fractions
        if pa.types.is_date(field.type) and series.dtype.kind == "M":
            series = series.dt.date
        return pa.Array.from_pandas(series, type=field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError, ValueError) as error:
        raise BulkError(f"{table.fullname}.{field.name} does not take these values: {type(error).__name__}.") from None


def _ewkb(series: pd.Series, name: str) -> pa.Array:
    crs = getattr(series, "crs", None)
    if crs is None or crs.to_epsg() != RD_NEW:
        raise BulkError(f"{name} must be a geometry column in RD New (EPSG:{RD_NEW}), not {crs}.")
    shapes = shapely.set_srid(np.asarray(series.array), RD_NEW)
    return pa.array(shapely.to_wkb(shapes, include_srid=True, flavor="extended"), type=pa.binary(), from_pandas=True)


def replace_rows(
    connection: adbc.Connection, table: sa.Table, frame: pd.DataFrame, where: Mapping[str, Any], *, commit: bool = True
) -> int:
    """Replaces the rows of ``table`` that match ``where`` with those of ``frame``, in one transaction.

    A transaction lock on table and slice keeps a second writer of the same slice waiting, so that no rows double.
    Whatever fails before the commit leaves the old rows.

    Args:
        connection: an ADBC connection that is not in autocommit.
        table: target, owned by Alembic.
        frame: the new rows, the columns of ``where`` included.
        where: column -> value; must not be empty.
        commit: False leaves the commit to the caller, who has more to write in the same transaction.

    Returns:
        The number of rows written.
    """
    if not where:
        raise BulkError(f"{table.fullname}: a slice to replace is needed; the whole table is never replaced.")
    data = to_arrow(frame, table)
    condition = " AND ".join(f"{_quoted(name)} = {literal(value)}" for name, value in where.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_lock_number(table, where)})")
        cursor.fetchall()
        cursor.execute(f"DELETE FROM {table.fullname} WHERE {condition}")
        if data.num_rows:
            cursor.adbc_ingest(table.name, data, mode="append", db_schema_name=table.schema)
    if commit:
        connection.commit()
    return data.num_rows


def read_rows(connection: adbc.Connection, name: str, where: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """The rows of ``schema.table`` that match ``where``; a GeoDataFrame in RD New where the table has a geometry.

    Of landed tables only the rows of current loads are read. Dates come as ``datetime.date``, times as aware timestamps
    in UTC, numerics as float64; the rows are in the order of the key.
    """
    schema, table = name.split(".")
    where = where or {}
    with connection.cursor() as cursor:
        columns = _columns(cursor, schema, table)
        if not columns:
            raise BulkError(f"There is no table {name}; run `wijk db migrate` or build it first.")
        selected = ", ".join(_selected(column, kind) for column, kind in columns)
        condition = _condition(schema, table, [column for column, _ in columns], where)
        query = f"SELECT {selected} FROM {_quoted(schema)}.{_quoted(table)}"
        cursor.execute(query + (f" WHERE {condition}" if condition else ""))
        frame = cursor.fetch_arrow_table().to_pandas(timestamp_as_object=False)
    shapes = [column for column, kind in columns if kind == "geometry"]
    for column in shapes:
        frame[column] = gpd.GeoSeries(shapely.from_wkb(frame[column].to_numpy()), crs=RD_NEW, index=frame.index)
    frame = frame.sort_values(_key(connection, name), kind="stable", ignore_index=True)
    return gpd.GeoDataFrame(frame, geometry=shapes[0], crs=RD_NEW) if shapes else frame


def count_rows(connection: adbc.Connection, name: str, where: Mapping[str, Any]) -> int:
    """How many rows :func:`read_rows` would give."""
    schema, table = name.split(".")
    with connection.cursor() as cursor:
        names = [column for column, _ in _columns(cursor, schema, table)]
        condition = _condition(schema, table, names, where)
        cursor.execute(
            f"SELECT count(*) FROM {_quoted(schema)}.{_quoted(table)}" + (f" WHERE {condition}" if condition else "")
        )
        return int(cursor.fetchall()[0][0])


def _condition(schema: str, table: str, columns: list[str], where: Mapping[str, Any]) -> str:
    """What a row must meet: the slice, and of a landed row that its load is a current one."""
    conditions = [f"{_quoted(column)} = {literal(value)}" for column, value in where.items()]
    if "load_id" in columns and (schema, table) not in UNLANDED:
        conditions.append(CURRENT)
        if "row_number" in columns and (schema, table) != ("vault", "resident"):
            conditions.append(ONCE.format(table=_quoted(table)))
    return " AND ".join(conditions)


def _key(connection: adbc.Connection, name: str) -> list[str]:
    """The columns of a table's primary key: rows come in its order, for COPY order is no order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.attname FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place) "
            "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number "
            f"WHERE i.indisprimary AND i.indrelid = to_regclass({literal(name)}) ORDER BY k.place"
        )
        found = [str(row[0]) for row in cursor.fetchall()]
    if not found:
        raise BulkError(f"{name} has no primary key; without one its rows have no order.")
    return found


def _columns(cursor: adbc.Cursor, schema: str, table: str) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
        f"WHERE a.attrelid = to_regclass({literal(f'{schema}.{table}')}) AND a.attnum > 0 AND NOT a.attisdropped "
        "ORDER BY a.attnum"
    )
    return [(str(column), str(kind)) for column, kind in cursor.fetchall()]


def _selected(column: str, kind: str) -> str:
    quoted = _quoted(column)
    if kind == "geometry":
        return f"ST_AsBinary({quoted}) AS {quoted}"
    return f"{quoted}::float8 AS {quoted}" if kind == "numeric" else quoted


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:
    """A value as a quoted SQL literal; ADBC binds no parameters where COPY shares the transaction."""
    text = str(value)
    if "\x00" in text or "\\" in text:
        raise BulkError("A partition key may not hold a backslash or a NUL.")
    return "'" + text.replace("'", "''") + "'"


def _lock_number(table: sa.Table, where: Mapping[str, Any]) -> int:
    named = "|".join([table.fullname, *(f"{k}={where[k]}" for k in sorted(where))])
    return int.from_bytes(hashlib.blake2b(named.encode(), digest_size=8).digest(), "big", signed=True)
