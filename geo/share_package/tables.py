"""The tables of ``share`` as files: GeoPackage with styles for QGIS, GeoParquet, CSV; same frames, same bytes."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.share_package.dictionary import meanings
from geo.share_package.qgis import PROJECT, project
from geo.share_package.styles import STYLES, style_of
from geo.spreadsheet import csv_text

COUNTS = ("expected_frail", "reachable_pct", "deliveries", "known_addresses", "release", "position")
"""Whole numbers that may be missing: read from the database they come as floats."""

_STYLE_TABLE = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,
  f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT, ui TEXT, update_time TEXT)
"""


class NothingSharedError(ValueError):
    """A gemeente has nothing in ``share``; the message says what to do."""


@dataclass(frozen=True, eq=False)
class ShareTables:
    """The tables of ``share`` of one region or gemeente, with the columns of :mod:`geo.db.share`."""

    buurt: gpd.GeoDataFrame
    area: gpd.GeoDataFrame
    hub: gpd.GeoDataFrame
    withheld: pd.DataFrame
    release: pd.DataFrame
    source: pd.DataFrame

    @property
    def day(self) -> dt.date:
        """The day of the newest version."""
        return pd.Timestamp(self.release.sort_values("release")["released_on"].iloc[-1]).date()


def of_gemeente(tables: ShareTables, gemeentecode: str) -> ShareTables:
    """The rows of one gemeente; versions and sources are the region's.

    Raises:
        NothingSharedError: there are no buurten of that gemeente.
    """
    parts = {}
    for each in fields(tables):
        frame = getattr(tables, each.name)
        kept = frame[frame["gemeentecode"] == gemeentecode] if "gemeentecode" in frame.columns else frame
        for name in set(COUNTS) & set(kept.columns):
            kept = kept.assign(**{name: kept[name].astype("Float64").round().astype("Int64")})
        parts[each.name] = kept.drop(columns="run_id", errors="ignore").reset_index(drop=True)
    if parts["buurt"].empty or parts["release"].empty:
        raise NothingSharedError(
            f"Nothing is shared of {gemeentecode}; run its workspace first, or name one of "
            f"{', '.join(sorted(tables.buurt['gemeentecode'].unique())) or 'its gemeenten'}."
        )
    return ShareTables(**parts)


def table_files(tables: ShareTables) -> dict[str, bytes]:
    """The files by path in the package."""
    files: dict[str, bytes] = {"tabellen/gedeeld.gpkg": _geopackage(tables)}
    for each in fields(tables):
        frame = getattr(tables, each.name)
        plain = pd.DataFrame(frame).drop(columns="geometry", errors="ignore")
        files[f"tabellen/{each.name}.csv"] = csv_text(plain).encode()
        if isinstance(frame, gpd.GeoDataFrame):
            parquet = io.BytesIO()
            frame.to_parquet(parquet, index=False, compression="zstd")
            files[f"tabellen/{each.name}.parquet"] = parquet.getvalue()
    files[PROJECT] = project(_title(tables), tables.buurt.total_bounds, _aliases()).encode()
    return files | {f"tabellen/{name}.qml": style_of(name).encode() for name in STYLES}


def _title(tables: ShareTables) -> str:
    return f"Wijkplan, gedeelde cijfers, versie {int(tables.release['release'].max())} van {tables.day.isoformat()}"


def _aliases() -> dict[str, dict[str, str]]:
    """By table and column the meaning in Dutch, which QGIS shows in place of the column's name."""
    found: dict[str, dict[str, str]] = {}
    for meaning in meanings():
        if meaning.column and meaning.column != "geometry":
            found.setdefault(meaning.table, {})[meaning.column] = meaning.dutch
    return found


def _geopackage(tables: ShareTables) -> bytes:
    """All tables as layers of one GeoPackage, each map layer with its default style for QGIS."""
    moment = f"{tables.day.isoformat()}T00:00:00.000Z"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gedeeld.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})  # GDAL would write the time of writing
        try:
            for each in fields(tables):
                pyogrio.write_dataframe(_writable(getattr(tables, each.name)), path, layer=each.name, driver="GPKG")
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        connection = sqlite3.connect(path)
        with connection:
            connection.execute(_STYLE_TABLE)
            for name in STYLES:
                connection.execute(
                    "INSERT INTO layer_styles VALUES (NULL, '', '', ?, 'geom', ?, ?, '', 1, '', '', NULL, ?)",
                    [name, name, style_of(name), moment],
                )
            connection.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) "
                "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
                [moment],
            )
        connection.execute("VACUUM")
        connection.close()
        return path.read_bytes()


def _writable(frame: pd.DataFrame) -> pd.DataFrame:
    out = frame.copy()
    if "released_on" in out.columns:
        out["released_on"] = out["released_on"].astype("str")
    return out
