"""The contract of every table as a pandera schema, derived from the SQLAlchemy model: one truth, checked at each door.

Here: what a frame must be before it goes into a table, or comes out of one room for the next. Not here: reading and
rejecting single rows of a user's file (:mod:`geo.sources`), writing (:mod:`geo.db.bulk`).

Coercion never guesses: it changes how a value is held (a whole float to an integer, a midnight timestamp to a date,
``None`` to missing), never what it says. Text is not parsed into numbers, dates or truth values, times without a zone
are refused, geometries are neither reprojected nor given a CRS.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely
import sqlalchemy as sa
from geoalchemy2 import Geometry
from pandera.config import ValidationDepth, config_context
from pandera.engines import pandas_engine
from pandera.engines.geopandas_engine import Geometry as GeometryType
from pandera.errors import ParserError, SchemaError, SchemaErrorReason, SchemaErrors

from geo.db import models
from geo.db.base import RD_NEW

_CRS = f"EPSG:{RD_NEW}"
_TEXT = pd.StringDtype(na_value=np.nan)
_UTC = pd.DatetimeTZDtype("us", "UTC")
_GEOMETRY_TYPES = {
    "POINT": shapely.GeometryType.POINT,
    "LINESTRING": shapely.GeometryType.LINESTRING,
    "POLYGON": shapely.GeometryType.POLYGON,
    "MULTIPOINT": shapely.GeometryType.MULTIPOINT,
    "MULTILINESTRING": shapely.GeometryType.MULTILINESTRING,
    "MULTIPOLYGON": shapely.GeometryType.MULTIPOLYGON,
}


class ContractError(ValueError):
    """A frame breaks the contract of its table: one sentence, and its parts; never a value of the frame."""

    def __init__(self, table: str, column: str, rule: str, count: int, rows: int) -> None:
        self.table, self.column, self.rule, self.count = table, column, rule, count
        super().__init__(
            f"{table}: column {column} {rule} ({count} of {rows} rows); mend the input or the step before."
        )


def validate(
    frame: pd.DataFrame, table: sa.Table | str, *, leave_out: Collection[str] = ()
) -> pd.DataFrame | gpd.GeoDataFrame:
    """The frame with the table's types, or an error that names what does not fit.

    Args:
        frame: columns of ``table`` in any order; columns that the database numbers itself may be absent.
        table: a table that Alembic owns, or its name as ``schema.table``.
        leave_out: columns that a later step adds, such as region, scenario and run_id.

    Returns:
        A copy: text as ``str``, whole numbers as int64 (Int64 where the column is nullable), float64, bool (boolean
        where nullable), ``datetime.date``, timestamps in UTC; a GeoDataFrame where the table has a geometry.

    Raises:
        ContractError: a column is missing, unknown or doubled, a value has another type or breaks a rule, the key is
            not unique, or a geometry has another CRS or type.
    """
    owner = models.Base.metadata.tables[table] if isinstance(table, str) else table
    schema = schema_of(owner, leave_out=leave_out)
    _check_columns(frame, owner, schema)
    frame = _with_geometry(frame, owner)
    problem: ContractError | None = None
    try:
        with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            return schema.validate(frame)
    except SchemaError as error:
        problem = _contract_error(error, owner, frame, schema)
    except SchemaErrors as errors:
        problem = _contract_error(errors.schema_errors[0], owner, frame, schema)
    except TypeError:  # pandera's own word for a CRS that differs
        problem = _crs_error(owner, frame)
        if problem is None:
            raise
    raise problem  # outside the handlers: pandera's errors carry the values


def schema_of(table: sa.Table, *, leave_out: Collection[str] = ()) -> pa.DataFrameSchema:
    """The pandera schema of a table: columns, types, NULLs, value rules, key and geometry.

    Value rules are those check constraints whose ``info`` says ``{column, isin}`` or ``{column, low, high}``
    (:func:`geo.db.base.one_of`, :func:`geo.db.base.between`).

    Args:
        table: the table.
        leave_out: columns that frames do not have yet; the rest of the key must then be unique by itself.

    Raises:
        TypeError: a column has a type that no contract is written for.
    """
    columns = {column.name: _column(column, table) for column in table.columns if column.name not in leave_out}
    key = [column.name for column in table.primary_key if column.name in columns and not column.identity]
    return pa.DataFrameSchema(columns, strict=True, ordered=False, unique=key or None, name=table.fullname)


def _column(column: sa.Column[Any], table: sa.Table) -> pa.Column:
    dtype, checks = _type(column)
    for constraint in table.constraints:
        if constraint.info.get("column") == column.name:
            checks.append(_value_rule(constraint.info))
    return pa.Column(
        dtype,
        checks=checks,
        nullable=bool(column.nullable),
        coerce=not isinstance(column.type, Geometry),
        required=column.identity is None,
        description=column.comment,
    )


def _value_rule(info: dict[Any, Any]) -> pa.Check:
    if "isin" in info:
        return pa.Check.isin(list(info["isin"]), name=f"must be one of {', '.join(info['isin'])}")
    if info["high"] is None:
        return pa.Check.ge(info["low"], name=f"must be at least {info['low']}")
    return pa.Check.in_range(info["low"], info["high"], name=f"must lie between {info['low']} and {info['high']}")


def _type(column: sa.Column[Any]) -> tuple[pandas_engine.DataType, list[pa.Check]]:
    kind = column.type
    if isinstance(kind, Geometry):
        return GeometryType(crs=_CRS), _geometry_checks(kind.geometry_type)
    if isinstance(kind, sa.ARRAY) and isinstance(kind.item_type, sa.Integer):
        return _Held("object", _whole_lists), []
    if isinstance(kind, sa.Boolean):
        return _Held("boolean" if column.nullable else "bool", _truth), []
    if isinstance(kind, sa.Integer):
        bits = 64 if isinstance(kind, sa.BigInteger) else 32
        fits = pa.Check.in_range(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1, name=f"must fit in {bits} bits")
        return _Held("Int64" if column.nullable else "int64", _whole), [fits]
    if isinstance(kind, sa.Float):
        return _Held("float64", _float), [_check("must be finite", np.isfinite)]
    if isinstance(kind, sa.DateTime) and kind.timezone:
        return _Held(_UTC, _timestamp), []
    if isinstance(kind, sa.Date):
        return _Held("object", _date), []
    if isinstance(kind, sa.Text | sa.String):
        return _Held(_TEXT, _text), [
            _check("must not hold a NUL character", lambda text: ~text.str.contains("\x00", regex=False))
        ]
    raise TypeError(f"{column.table.fullname}.{column.name}: no contract is written for {kind!r}.")


def _check(rule: str, test: Callable[[pd.Series], Any]) -> pa.Check:
    return pa.Check(lambda series: pd.Series(np.asarray(test(series), dtype=bool), index=series.index), name=rule)


def _geometry_checks(kind: str | None) -> list[pa.Check]:
    checks = [
        _check("must not be empty", lambda shapes: ~shapely.is_empty(np.asarray(shapes.array))),
        _check("must be flat (no height)", lambda shapes: ~shapely.has_z(np.asarray(shapes.array))),
    ]
    if kind is not None and kind != "GEOMETRY":
        wanted = _GEOMETRY_TYPES[kind]
        checks.insert(
            0, _check(f"must be a {kind}", lambda shapes: shapely.get_type_id(np.asarray(shapes.array)) == wanted)
        )
    return checks


class _Held(pandas_engine.DataType):
    """How values are held: a pandas type, and the function that brings a series to it or refuses."""

    def __init__(self, dtype: Any, hold: Callable[[pd.Series], pd.Series]) -> None:
        object.__setattr__(self, "type", pd.api.types.pandas_dtype(dtype))
        object.__setattr__(self, "hold", hold)

    def coerce(self, data_container: Any) -> Any:
        """The series held as this type."""
        try:
            # set by object.__setattr__, for the class is frozen
            held = self.hold(data_container)  # type: ignore[attr-defined]
        except (OverflowError, TypeError, ValueError):
            held = None
        if held is None:  # outside the handler: pandas puts the value into its message
            raise _refused(data_container, f"does not fit {self.type}")
        if held.dtype != self.type and not held.hasnans:  # with NULLs left, the rule on NULL speaks next
            held = held.astype(self.type)
        return held

    def check(self, pandera_dtype: Any, data_container: Any = None) -> bool:
        """Whether the series is held as this type."""
        found = pandera_dtype.type if data_container is None else data_container.dtype
        return bool(found == self.type)


def _refused(series: pd.Series, rule: str, bad: Any = None) -> ParserError:
    """The error of a coercion: which rows, never their values."""
    rows = series.index if bad is None else series.index[np.asarray(bad, dtype=bool)]
    # pandera leaves its initialiser untyped
    return ParserError(rule, failure_cases=pd.DataFrame({"index": rows, "failure_case": None}))  # type: ignore[no-untyped-call]


def _kind(series: pd.Series) -> str:
    return "empty" if series.isna().all() else str(pd.api.types.infer_dtype(series, skipna=True))


def _text(series: pd.Series) -> pd.Series:
    if isinstance(series.dtype, pd.StringDtype):
        return series.astype(_TEXT)
    values = series.astype(object)
    missing = values.isna()
    strange = ~missing & ~values.map(lambda value: isinstance(value, str)).astype(bool)
    if strange.any():
        raise _refused(series, "must hold text", strange)
    return values.where(~missing, np.nan).astype(_TEXT)


def _number(series: pd.Series) -> pd.Series:
    """Numbers as a numeric series; text and truth values are refused."""
    kind = _kind(series)
    if kind == "empty":
        return pd.Series(np.nan, index=series.index, name=series.name, dtype="float64")
    if kind not in ("integer", "floating", "mixed-integer-float", "decimal"):
        raise _refused(series, "must hold numbers")
    if series.dtype != object:
        return series
    return series.where(series.notna(), None).astype("Int64" if kind == "integer" else "Float64")


def _whole(series: pd.Series) -> pd.Series:
    number = _number(series)
    if pd.api.types.is_integer_dtype(number.dtype):
        return number.astype("Int64")
    values = number.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    missing = np.isnan(values)
    broken = ~missing & ((values != np.floor(values)) | (np.abs(values) > 2**53))
    if broken.any():
        raise _refused(series, "must hold whole numbers", broken)
    whole = pd.arrays.IntegerArray(np.where(missing, 0.0, values).astype(np.int64), missing)
    return pd.Series(whole, index=series.index, name=series.name)


def _whole_lists(series: pd.Series) -> pd.Series:
    """Arrays of whole numbers, one a row; anything else is refused."""
    strange = [
        value is not None and not (isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "iu")
        for value in series
    ]
    if any(strange):
        raise _refused(series, "must hold arrays of whole numbers", strange)
    return series.astype(object)


def _float(series: pd.Series) -> pd.Series:
    number = _number(series)
    values = number.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    return pd.Series(values, index=series.index, name=series.name)


def _truth(series: pd.Series) -> pd.Series:
    if _kind(series) not in ("boolean", "empty"):
        raise _refused(series, "must hold true or false")
    return (series.where(series.notna(), None) if series.dtype == object else series).astype("boolean")


def _date(series: pd.Series) -> pd.Series:
    kind = _kind(series)
    if series.dtype == object and kind == "datetime" and not _zoned(series).any():
        series, kind = pd.Series(pd.to_datetime(series)), "datetime64"
    if kind == "datetime64" and not isinstance(series.dtype, pd.DatetimeTZDtype):
        timed = series.notna() & (series.dt.normalize() != series)
        if timed.any():
            raise _refused(series, "must hold dates without a time of day", timed)
        series = series.dt.date
    elif kind not in ("date", "empty"):
        raise _refused(series, "must hold dates")
    return series.astype(object).where(series.notna(), None)


def _zoned(series: pd.Series) -> pd.Series:
    return series.map(lambda value: not pd.isna(value) and value.tzinfo is not None).astype(bool)


def _timestamp(series: pd.Series) -> pd.Series:
    kind = _kind(series)
    if kind == "empty":
        return pd.Series(pd.NaT, index=series.index, name=series.name, dtype=_UTC)
    if series.dtype == object and kind == "datetime":
        naive = series.notna() & ~_zoned(series)
        if naive.any():
            raise _refused(series, "must hold times with a time zone", naive)
        series = pd.Series(pd.to_datetime(series, utc=True))
    if not isinstance(series.dtype, pd.DatetimeTZDtype):
        raise _refused(series, "must hold times with a time zone")
    return series.dt.tz_convert("UTC").astype(_UTC)


def _check_columns(frame: pd.DataFrame, table: sa.Table, schema: pa.DataFrameSchema) -> None:
    rules = {
        "appears more than once": list(frame.columns[frame.columns.duplicated()]),
        "is missing": [n for n, column in schema.columns.items() if column.required and n not in frame.columns],
        "is not in the contract": [name for name in frame.columns if name not in schema.columns],
    }
    for rule, names in rules.items():
        if names:
            raise ContractError(table.fullname, ", ".join(str(name) for name in names), rule, len(frame), len(frame))


def _with_geometry(frame: pd.DataFrame, table: sa.Table) -> pd.DataFrame | gpd.GeoDataFrame:
    """A GeoDataFrame where the table has geometries; a column without any shape gets RD New, no other gets a CRS."""
    shapes = [c.name for c in table.columns if isinstance(c.type, Geometry) and c.name in frame.columns]
    if not shapes:
        return frame
    changed = {}
    for name in shapes:
        series = frame[name]
        if not isinstance(series.dtype, gpd.array.GeometryDtype) and series.isna().all():
            changed[name] = gpd.GeoSeries([None] * len(frame), index=frame.index, crs=RD_NEW)
    if changed:
        frame = frame.assign(**changed)
    if isinstance(frame, gpd.GeoDataFrame):
        return frame
    try:
        return gpd.GeoDataFrame(frame, geometry=shapes[0])
    except TypeError:
        pass
    raise ContractError(table.fullname, shapes[0], "must hold geometries", len(frame), len(frame))


def _crs_error(table: sa.Table, frame: pd.DataFrame) -> ContractError | None:
    for column in table.columns:
        if isinstance(column.type, Geometry) and column.name in frame.columns:
            crs = getattr(frame[column.name], "crs", None)
            if crs != _CRS:
                found = "none" if crs is None else crs.name
                rule = f"must be in RD New ({_CRS}), its CRS is {found}"
                return ContractError(table.fullname, column.name, rule, len(frame), len(frame))
    return None


def _contract_error(
    error: SchemaError, table: sa.Table, frame: pd.DataFrame, schema: pa.DataFrameSchema
) -> ContractError:
    """Pandera's error as one sentence without values."""
    reason = SchemaErrorReason
    rows, cases = len(frame), error.failure_cases
    count = len(cases) if isinstance(cases, pd.DataFrame) else rows
    column = str(getattr(error.schema, "name", None))
    if error.reason_code is reason.DUPLICATES:
        keys = list(schema.unique or ())
        column, rule, count = ", ".join(keys), "must be unique", int(frame.duplicated(keys).sum())
    elif error.reason_code is reason.SERIES_CONTAINS_NULLS:
        rule = "must have a value"
    elif error.reason_code is reason.DATATYPE_COERCION:
        rule = str(error.__cause__.args[0]) if isinstance(error.__cause__, ParserError) else "does not fit"
    elif isinstance(error.check, pa.Check):
        rule = str(error.check.name)
        if error.reason_code is reason.CHECK_ERROR:
            rule, count = f"could not be checked: it {rule}", rows
    else:
        rule = f"has another type than {schema.columns[column].dtype}" if column in schema.columns else "does not fit"
    return ContractError(table.fullname, column, rule, count, rows)
