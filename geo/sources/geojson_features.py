"""The features of a GeoJSON file as cells of text: properties as columns, the place as RD New coordinates.

WGS 84 or RD New, points or areas. What a column means is not known here (:mod:`geo.sources.named`).
"""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry import shape

from geo.sources.csvtext import MOST_COLUMNS
from geo.sources.landed import SourceError

RD_NEW, WGS_84 = 28992, 4326
_AREAS = ("Polygon", "MultiPolygon")
_NO_SHAPE = "De vorm is geen punt of vlak met coördinaten; teken een punt, of vul een adres in zonder vorm."
_SWAPPED = "Lengte en breedte staan verwisseld; schrijf eerst de lengtegraad (3 tot 8) en dan de breedtegraad."
_NO_FEATURE = "Dit onderdeel is geen GeoJSON-feature met eigenschappen (properties)."
_NO_TEXT = "Een eigenschap bevat tekens die niet bestaan; typ de tekst opnieuw."

_BROKEN_SHAPE = (AttributeError, TypeError, ValueError, KeyError, IndexError, OverflowError, RecursionError,
                 shapely.errors.ShapelyError)  # fmt: skip

Line = tuple[int, str, str]
"""Number of a feature from 1, rule, Dutch sentence."""


@dataclass(frozen=True)
class Features:
    """The features of a file.

    Args:
        header: names of the columns: properties in the order in which they appear, then those of place and id.
        text: a column for each (from 0), stripped, missing where blank.
        row_number: number of each feature in the file, from 1.
        unreadable: features that have no cells, and why.
        warnings: Dutch sentences with counts.
    """

    header: tuple[str, ...]
    text: pd.DataFrame
    row_number: pd.Series
    unreadable: tuple[Line, ...]
    warnings: tuple[str, ...]


def is_geojson(data: bytes) -> bool:
    """True where the bytes begin as a JSON object does, which no table of ours may."""
    return data[:200].removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"


def read_features(data: bytes, file_name: str, *, point: tuple[str, str] | None, key: str | None) -> Features:
    """Reads the features of a GeoJSON file.

    Args:
        data: the whole file.
        file_name: for messages.
        point: headers of the columns that get the x and y (RD New, metres) of a feature's place; None where the rows
            have no place of their own.
        key: header of the column that gets the feature's own id where no property has it; None for no such column.

    Raises:
        SourceError: no UTF-8, no JSON, no GeoJSON of features, or in another coordinate system.
    """
    collection = _parsed(data, file_name)
    features = collection["features"] if collection.get("type") == "FeatureCollection" else [collection]
    if not isinstance(features, list) or (features == [collection] and collection.get("type") != "Feature"):
        raise SourceError(f"{file_name} is JSON but no GeoJSON with features; export it as a FeatureCollection.")
    rows: dict[int, dict[str, str]] = {}
    unreadable: list[Line] = []
    shapes: dict[int, tuple[float, float]] = {}
    areas = 0
    for number, feature in enumerate(features, start=1):
        try:
            rows[number] = _cells(feature, key)
            place = _place(feature.get("geometry"))
        except RecursionError:
            unreadable.append((number, "feature", _NO_FEATURE))
            continue
        except _UnreadableError as error:
            rows.pop(number, None)
            unreadable.append((number, error.rule, error.sentence))
            continue
        if place is not None:
            shapes[number] = place
            areas += feature["geometry"]["type"] in _AREAS
    header = tuple(dict.fromkeys(name for row in rows.values() for name in row))
    if len(header) > MOST_COLUMNS:
        raise SourceError(f"{file_name} has over {MOST_COLUMNS} properties; keep the columns of the template.")
    warnings = [f"Voorwerpen met een vlak, die een punt in dat vlak krijgen: {areas}."] if areas else []
    if point is not None and shapes:
        rd = _is_rd(collection.get("crs"), shapes, file_name, warnings)
        both = _with_points(rows, shapes, point, rd=rd, unreadable=unreadable)
        if both:
            warnings.append(
                f"Voorwerpen met een eigen punt, waarvan {point[0]} en {point[1]} niet gebruikt zijn: {both}."
            )
        header = tuple(dict.fromkeys((*header, *point)))
    return Features(header, *_frame(header, rows), tuple(sorted(unreadable)), tuple(warnings))


class _UnreadableError(Exception):
    """One feature that has no cells: rule and Dutch sentence."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule, self.sentence = rule, sentence


def _parsed(data: bytes, file_name: str) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError(f"{file_name} is no UTF-8, as GeoJSON must be; save or export it again.") from None
    try:
        found = json.loads(text, object_pairs_hook=_each_once, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise SourceError(f"{file_name} is damaged or no GeoJSON; save or export it again.") from None
    if not isinstance(found, dict) or (found.get("type") == "FeatureCollection" and "features" not in found):
        raise SourceError(f"{file_name} is JSON but no GeoJSON with features; export it as a FeatureCollection.")
    return found


def _each_once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name stands twice: of two values, which one counts?"""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError("a name stands twice")
        found[name] = value
    return found


def _refused(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _cells(feature: Any, key: str | None) -> dict[str, str]:
    """The filled properties of a feature as text."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties", {}) or {}, dict):
        raise _UnreadableError("feature", _NO_FEATURE)
    found = {_text(name): _text(value) for name, value in (feature.get("properties") or {}).items()}
    if key is not None and not found.get(key) and isinstance(feature.get("id"), str | int):
        found[key] = _text(feature["id"])
    return {name: value for name, value in found.items() if name}


def _text(value: Any) -> str:
    """A property as a cell: yes and no in Dutch, whole numbers without a fraction, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return ", ".join(_text(item) for item in value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _UnreadableError("text", _NO_TEXT) from None
    return text.strip()


def _place(geometry: Any) -> tuple[float, float] | None:
    """The point of a geometry, inside an area; None where there is none."""
    if geometry is None:
        return None
    try:
        made = shape(geometry) if geometry.get("type") in ("Point", *_AREAS) else None
        if made is not None and not made.is_empty:
            x, y = shapely.get_coordinates(shapely.point_on_surface(made))[0]
            if math.isfinite(x) and math.isfinite(y):
                return float(x), float(y)
    except _BROKEN_SHAPE:
        pass  # told below, as a shape without a place is
    raise _UnreadableError("geometry", _NO_SHAPE)


def _is_rd(crs: Any, shapes: dict[int, tuple[float, float]], file_name: str, warnings: list[str]) -> bool:
    """True where coordinates are RD New: the file says so, or none of them can be degrees."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if name.rstrip().endswith("28992"):
        return True
    if name and not name.rstrip().upper().endswith(("4326", "CRS84", "4258")):
        raise SourceError(
            f"{file_name} is in another coordinate system; export it in WGS 84 or in Rijksdriehoek (RD New)."
        )
    beyond = all(abs(x) > 180 or abs(y) > 90 for x, y in shapes.values())
    if beyond and not name:
        warnings.append("De coördinaten kunnen geen graden zijn en zijn als Rijksdriehoek gelezen.")
    return beyond and not name


def _with_points(
    rows: dict[int, dict[str, str]],
    shapes: dict[int, tuple[float, float]],
    point: tuple[str, str],
    *,
    rd: bool,
    unreadable: list[Line],
) -> int:
    """Fills in the places of features; returns how many had coordinates among their properties too."""
    xy = np.array(list(shapes.values()), dtype="float64")
    swapped = np.zeros(len(xy), dtype=bool) if rd else (np.abs(xy[:, 0] - 52) < 2.5) & (np.abs(xy[:, 1] - 5.5) < 2.5)
    if not rd:
        transformer = Transformer.from_crs(WGS_84, RD_NEW, always_xy=True)
        xy = np.column_stack(transformer.transform(xy[:, 0], xy[:, 1], errcheck=False))
    both = 0
    for number, (x, y), wrong in zip(shapes, xy, swapped, strict=True):
        if wrong:
            del rows[number]
            unreadable.append((number, "swapped", _SWAPPED))
            continue
        both += any(rows[number].get(name) for name in point)
        rows[number] |= {point[0]: f"{x:.3f}", point[1]: f"{y:.3f}"}
    return both


def _frame(header: tuple[str, ...], rows: dict[int, dict[str, str]]) -> tuple[pd.DataFrame, pd.Series]:
    columns = {
        place: pd.Series([row.get(name) or None for row in rows.values()], dtype="str")
        for place, name in enumerate(header)
    }
    return pd.DataFrame(columns, index=range(len(rows))), pd.Series(list(rows), dtype="int64")
