"""From RD New to what a browser draws: simplify, convert to WGS 84, round, GeoJSON. No styling and no page here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from maps.data import RD_NEW

DECIMALS = 5
"""Decimals of a degree: about one metre."""

COARSEST_M = 100.0
"""Detail of a simplified area is never coarser than about this, metres."""

MOST_POINTS = 200_000
"""Points of all areas of a page together, unless they are as coarse as that already."""

Feature = dict[str, Any]


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs(RD_NEW, 4326, always_xy=True)


def _to_wgs84(geometries: np.ndarray) -> np.ndarray:
    transformer = _transformer()

    def convert(points: np.ndarray) -> np.ndarray:
        longitude, latitude = transformer.transform(points[:, 0], points[:, 1])
        return np.round(np.column_stack([longitude, latitude]), DECIMALS)

    return np.asarray(shapely.transform(geometries, convert))


def to_geometry(geometries: Sequence[Any] | np.ndarray) -> list[dict[str, Any] | None]:
    """GeoJSON geometry in WGS 84, rounded to 5 decimals, of each RD New shape; None for a missing or empty one."""
    shapes = np.asarray(geometries, dtype=object)
    present = np.array([shape is not None and not shape.is_empty for shape in shapes], dtype=bool)
    out: list[dict[str, Any] | None] = [None] * len(shapes)
    for index, shape in zip(np.flatnonzero(present), _to_wgs84(shapes[present]), strict=True):
        out[int(index)] = _lists(shapely.geometry.mapping(shapely.force_2d(shape)))
    return out


def to_latlon(points: gpd.GeoSeries) -> dict[Any, list[float]]:
    """``[latitude, longitude]`` by index of RD New points; a missing point is left out."""
    kept = points[points.notna()]
    kept = kept[~kept.is_empty]
    if kept.empty:
        return {}
    converted = _to_wgs84(kept.to_numpy())
    return {
        key: [float(y), float(x)]
        for key, x, y in zip(kept.index, shapely.get_x(converted), shapely.get_y(converted), strict=True)
    }


def areas(frame: gpd.GeoDataFrame, key: str, tolerance_m: float, most: int = MOST_POINTS) -> list[Feature]:
    """Polygons that share borders as features with property ``k`` (the key), simplified without gaps between them.

    :param frame: columns ``key`` and geometry (polygons, RD New).
    :param tolerance_m: size of detail that may fall away, metres.
    :param most: above this many points together the detail is made coarser, so that a whole country stays light.
    """
    shapes = shapely.make_valid(frame.geometry.to_numpy())
    simple = shapely.coverage_simplify(shapes, tolerance_m)
    while int(shapely.get_num_coordinates(simple).sum()) > most and tolerance_m < COARSEST_M:
        tolerance_m *= 2.5
        simple = shapely.coverage_simplify(shapes, tolerance_m)
    return features(simple, [{"k": str(code)} for code in frame[key]])


def light(
    geometries: Sequence[Any] | np.ndarray, tolerance_m: float, most: int = 40_000
) -> list[dict[str, Any] | None]:
    """GeoJSON geometry of areas that may occur many times: each different one is simplified and converted once.

    :param geometries: polygons in RD New; None gives None.
    :param tolerance_m: size of detail that may fall away, metres.
    :param most: above this many points together the detail is made coarser.
    """
    shapes = np.asarray(geometries, dtype=object)
    present = np.flatnonzero([shape is not None and not shape.is_empty for shape in shapes])
    out: list[dict[str, Any] | None] = [None] * len(shapes)
    if not len(present):
        return out
    which, distinct = pd.factorize(np.asarray(shapely.to_wkb(shapes[present]), dtype=object))
    whole = shapely.from_wkb(distinct)
    whole = _without_specks(whole, tolerance_m)
    simple = shapely.simplify(whole, tolerance_m)
    while int(shapely.get_num_coordinates(simple).sum()) > most and tolerance_m < COARSEST_M:
        tolerance_m *= 1.6
        simple = shapely.simplify(whole, tolerance_m)
    drawn = to_geometry(simple)
    for index, number in zip(present, which, strict=True):
        out[int(index)] = drawn[int(number)]
    return out


def _without_specks(polygons: np.ndarray, tolerance_m: float) -> np.ndarray:
    """Areas without the holes that are too small to see on a map."""
    out = polygons.copy()
    for index in np.flatnonzero([any(part.interiors for part in shapely.get_parts(shape)) for shape in polygons]):
        parts = [
            shapely.Polygon(
                part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area > (4 * tolerance_m) ** 2]
            )
            for part in shapely.get_parts(polygons[index])
        ]
        out[index] = shapely.multipolygons(parts)
    return out


def features(geometries: Sequence[Any] | np.ndarray, properties: Sequence[Mapping[str, Any]]) -> list[Feature]:
    """Features in WGS 84 of RD New shapes; a missing or empty shape is left out."""
    return [
        {"type": "Feature", "properties": dict(values), "geometry": geometry}
        for geometry, values in zip(to_geometry(geometries), properties, strict=True)
        if geometry is not None
    ]


def bounds(*frames: pd.DataFrame) -> list[list[float]] | None:
    """``[[south, west], [north, east]]`` in WGS 84 around all shapes of the frames; None when there is none."""
    boxes = [frame.geometry.total_bounds for frame in frames if not frame.empty]
    boxes = [box for box in boxes if np.isfinite(box).all()]
    if not boxes:
        return None
    low, high = np.min([box[:2] for box in boxes], axis=0), np.max([box[2:] for box in boxes], axis=0)
    corners = to_latlon(gpd.GeoSeries([shapely.Point(low), shapely.Point(high)], crs=RD_NEW))
    return [corners[0], corners[1]]


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_lists(part) for part in value]
    return value
