"""Typed rows of an own file to frames by table: persons to ``vault``, the rest to ``intake`` by pseudonym."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.sources.addresses import AddressBook
from geo.sources.fields import SourceFile
from geo.sources.pseudonyms import passenger_keys, resident_keys

RD_NEW = 28992
RESIDENT = "vault.resident"


@dataclass(frozen=True)
class Split:
    """Frames by table name, and Dutch warnings (counts, never an address)."""

    frames: dict[str, pd.DataFrame]
    warnings: tuple[str, ...]


def identified(rows: pd.DataFrame, file: SourceFile, region: str, key: bytes) -> pd.DataFrame:
    """The rows with the pseudonym that the file's persons get: ``resident_key`` or ``passenger_key``."""
    if file.person == "resident":
        return rows.assign(resident_key=resident_keys(region, rows, key))
    if file.person == "passenger":
        return rows.assign(passenger_key=passenger_keys(region, rows, key))
    return rows


def split(rows: pd.DataFrame, file: SourceFile, addresses: AddressBook | None) -> Split:
    """The frames of one file.

    Args:
        rows: typed rows with row_number and pseudonyms.
        file: the fields with their tables.
        addresses: finds the point of a resident without coordinates; None where the region has no addresses.
    """
    frames: dict[str, pd.DataFrame] = {}
    warnings: tuple[str, ...] = ()
    for table in dict.fromkeys(item.table for item in file.fields if item.table):
        if table == RESIDENT:
            frames[table], warnings = _residents(rows, addresses)
        else:
            frames[table] = _frame(rows, file, table)
    return Split(frames, warnings)


def _frame(rows: pd.DataFrame, file: SourceFile, table: str) -> pd.DataFrame:
    names = [item.name for item in file.fields if item.table == table]
    if table == "vault.goods":
        rows = rows[rows["goods_kind"].notna()]
    if table == "vault.facility_contact":
        rows = rows[rows[names].notna().any(axis=1)]
    columns: dict[str, object] = {"row_number": rows["row_number"]}
    columns |= {column: rows[origin] for target, column, origin in file.copies if target == table}
    columns |= {column: value for target, column, value in file.constants if target == table}
    points = [name.removesuffix("_x") for name in names if f"{name.removesuffix('_x')}_y" in names]
    columns |= {name: rows[name] for name in names if name[:-2] not in points}
    frame = pd.DataFrame(columns, index=rows.index).reset_index(drop=True)
    for point in points:
        frame[point] = points_of(rows[f"{point}_x"].to_numpy("float64"), rows[f"{point}_y"].to_numpy("float64"))
    return gpd.GeoDataFrame(frame, geometry=points[0], crs=RD_NEW) if points else frame


def points_of(x: np.ndarray, y: np.ndarray) -> gpd.GeoSeries:
    """Points in RD New, missing where a coordinate is."""
    shapes = np.full(len(x), None, dtype=object)
    there = ~(np.isnan(x) | np.isnan(y))
    shapes[there] = shapely.points(x[there], y[there])
    return gpd.GeoSeries(shapes, crs=RD_NEW)


def _residents(rows: pd.DataFrame, addresses: AddressBook | None) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """One row a pseudonym at its first appearance; what that row leaves blank comes from later ones."""
    columns = ["row_number", "name", "street", "house_number", "postcode", "place", "geometry_x", "geometry_y"]
    people = rows.groupby("resident_key", sort=False)[columns].first().reset_index()
    x, y = people.pop("geometry_x").to_numpy("float64"), people.pop("geometry_y").to_numpy("float64")
    given = ~np.isnan(x)
    if addresses is not None:
        found = addresses.find(people["postcode"], people["house_number"])
        x, y = np.where(given, x, found[:, 0]), np.where(given, y, found[:, 1])
    located = ~np.isnan(x)
    how = pd.Series(np.where(given, "given", "address"), dtype="str").where(located)
    frame = gpd.GeoDataFrame(people.assign(matched_by=how), geometry=points_of(x, y), crs=RD_NEW)
    nowhere = int((~located).sum())
    if not nowhere:
        return frame, ()
    why = (
        "er zijn geen adressen (stratenbestand) om mee te vergelijken"
        if addresses is None
        else "het adres is niet gevonden"
    )
    return frame, (f"{nowhere} van {len(frame)} bewonersadressen hebben geen punt op de kaart: {why}.",)
