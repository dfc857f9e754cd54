"""Areas in which only some vehicles may drive, such as zero-emission zones: a GeoJSON file of polygons.

A gemeente publishes its zone as such a file; which zones hold on a day is in :mod:`geo.zones`.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely import MultiPolygon, Polygon
from shapely.geometry import shape

from geo.sources.kinds import X_BOUNDS, Y_BOUNDS
from geo.sources.landed import REJECT_COLUMNS, Read, SourceError, no_rejects
from geo.sources.refusals import MAX_REJECT_SHARE, bytes_of, shown

TABLE = "intake.zone"
WGS_84, RD_NEW = 4326, 28992
KINDS = {"zero-emissiezone": "zero_emission", "nul-emissiezone": "zero_emission", "zero_emission": "zero_emission"}
MOST_BYTES = 50_000_000
LONGEST_NAME = 300
COLUMNS = ("row_number", "zone_id", "name", "kind", "valid_from", "valid_to", "geometry")
_BROKEN = (AttributeError, TypeError, ValueError, KeyError, IndexError, RecursionError, shapely.errors.ShapelyError)


class _RefusedError(Exception):
    """One feature that does not count: column, rule, value and Dutch sentence."""


def read_zones(path: Path, file_name: str) -> Read:
    """Reads zones: features with a polygon and the properties ``naam``, and optionally ``zone_id``, ``soort``
    (zero-emissiezone), ``geldig_vanaf`` and ``geldig_tot`` (YYYY-MM-DD, the first day it no longer holds).

    Args:
        path: GeoJSON, degrees (WGS 84) or RD New.
        file_name: path inside the workspace, for messages.

    Returns:
        ``intake.zone``, MultiPolygons in RD New; invalid polygons are repaired, a second zone of an id is refused.

    Raises:
        SourceError: no GeoJSON with features, or over 20 % of them refused.
    """
    data = bytes_of(path, file_name, MOST_BYTES)
    try:
        features = json.loads(data.decode("utf-8-sig"))["features"]
        if not isinstance(features, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SourceError(f"{file_name} is no GeoJSON with features; export it as a FeatureCollection.") from None
    rows: list[dict[str, Any]] = []
    rejects: list[tuple[object, ...]] = []
    for number, feature in enumerate(features, start=1):
        try:
            row = _zone(feature, number)
            if row["zone_id"] in {known["zone_id"] for known in rows}:
                raise _RefusedError("zone_id", "double", row["zone_id"], "Deze zone staat al eerder in het bestand.")
            rows.append(row)
        except _RefusedError as refused:
            column, rule, value, sentence = refused.args
            rejects.append((file_name, number, column, rule, shown(value), sentence))
    listed = pd.DataFrame(rejects, columns=list(REJECT_COLUMNS)) if rejects else no_rejects()
    if len(rejects) > MAX_REJECT_SHARE * len(features):
        raise SourceError(
            f"{len(rejects)} of the {len(features)} features of {file_name} are refused; mend the file.", listed
        )
    frame = gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry="geometry", crs=RD_NEW)
    return Read({TABLE: frame}, listed)


def _zone(feature: Any, number: int) -> dict[str, Any]:
    try:
        properties, drawn = feature["properties"] or {}, shape(feature["geometry"])
        texts = {str(key).casefold(): value for key, value in properties.items()}
    except _BROKEN:
        raise _RefusedError("geometry", "shape", None, "Dit onderdeel is geen vlak; teken een vlak.") from None
    name = str(texts.get("naam") or texts.get("name") or "").strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise _RefusedError("naam", "name", name, f"Vul een naam in van hoogstens {LONGEST_NAME} tekens.")
    kind = str(texts.get("soort") or "zero-emissiezone").strip().casefold()
    if kind not in KINDS:
        raise _RefusedError("soort", "kind", kind, "Alleen zero-emissiezones worden gelezen.")
    return {
        "row_number": number,
        "zone_id": str(texts.get("zone_id") or feature.get("id") or f"zone-{number}").strip(),
        "name": name,
        "kind": KINDS[kind],
        "valid_from": _day(texts, "geldig_vanaf"),
        "valid_to": _day(texts, "geldig_tot"),
        "geometry": _area(drawn),
    }


def _day(texts: dict[str, Any], column: str) -> dt.date | None:
    value = texts.get(column)
    if value is None or not str(value).strip():
        return None
    try:
        return dt.date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        raise _RefusedError(column, "date", value, "Schrijf een datum als 2026-01-31.") from None


def _area(drawn: shapely.Geometry) -> MultiPolygon:
    """The polygons of a shape in RD New, valid."""
    flat = shapely.force_2d(drawn)
    if shapely.get_num_coordinates(flat) and np.abs(shapely.get_coordinates(flat)).max() <= 180:
        to_rd = Transformer.from_crs(WGS_84, RD_NEW, always_xy=True)
        flat = shapely.transform(flat, lambda places: np.column_stack(to_rd.transform(places[:, 0], places[:, 1])))
    valid = shapely.make_valid(flat)
    polygons = [p for p in shapely.get_parts(shapely.get_parts(valid)) if isinstance(p, Polygon) and p.area > 0]
    west, south, east, north = shapely.union_all(polygons).bounds if polygons else (np.nan,) * 4
    if not (X_BOUNDS[0] <= west and east <= X_BOUNDS[1] and Y_BOUNDS[0] <= south and north <= Y_BOUNDS[1]):
        raise _RefusedError("geometry", "place", None, "Dit is geen vlak in Nederland (WGS 84 of RD New).")
    return MultiPolygon(polygons)
