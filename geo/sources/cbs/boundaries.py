"""Boundary files of CBS and PDOK to polygons in RD New: which layer, which coordinates, what had to be repaired.

GeoJSON (one collection, or a list of saved pages), TopoJSON and GeoPackage. What the columns mean is not known here.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from geo.sources.cbs.vocabulary import plain
from geo.sources.landed import SourceError

WGS_84 = 4326
RD_NEW = 28992
FARTHEST_M = 1e7
"""No boundary lies farther from the origin of RD New; what does is broken and has no shape."""

_NEXT = re.compile(rb'(?<!\\)"rel"\s*:\s*"next"')
_MATCHED = re.compile(rb'(?<!\\)"numberMatched"\s*:\s*([0-9]{1,9})')
_TOPOLOGY = re.compile(rb'(?<!\\)"type"\s*:\s*"Topology"')
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=[^0-9]|BU|WK|GM|$)")


@dataclass(frozen=True)
class Boundaries:
    """What a boundary file holds.

    Args:
        frame: one row a feature, columns under their plain names, ``geometry`` as MultiPolygon in RD New (missing where
            there is no polygon); the index counts the features from 0.
        repaired: where the published polygon was invalid, indexed as the frame.
        change_m2: area after the repair less the area before, m2; 0 where nothing was repaired.
        vintage: year in the layer's name or the features' ids, None where there is none.
        warnings: Dutch sentences.
    """

    frame: gpd.GeoDataFrame
    repaired: pd.Series
    change_m2: pd.Series
    vintage: int | None
    warnings: tuple[str, ...]


def read_boundaries(path: Path, file_name: str, *, part: bool = False) -> Boundaries:
    """Reads a boundary file.

    Args:
        path: GeoJSON, TopoJSON or GeoPackage; without a CRS it is taken for WGS 84, or RD New where it holds metres.
        file_name: path inside the workspace, for messages.
        part: True where the file is one saved page of several, so that a page that is not the last is no fault.

    Raises:
        SourceError: no such file format, a page of more that are not there, no features, or no geometry.
    """
    published, layer = _published(path, file_name, part=part)
    if not isinstance(published, gpd.GeoDataFrame):
        raise SourceError(f"{file_name} has no boundaries; use the buurten file with geometry of PDOK.")
    if published.empty:
        raise SourceError(f"{file_name} holds no buurten; get it again from PDOK, or check the selection.")
    vintage = _vintage(published, layer)
    shapes, repaired, change, told = _shapes(published.geometry, file_name)
    columns = published.drop(columns=published.geometry.name).rename(columns=lambda name: plain(str(name)))
    frame = gpd.GeoDataFrame(columns.loc[:, ~columns.columns.duplicated()].drop(columns="geometry", errors="ignore"))
    return Boundaries(frame.set_geometry(shapes.rename("geometry")), repaired, change, vintage, tuple(told))


def _published(path: Path, file_name: str, *, part: bool) -> tuple[Any, str]:
    """The features as GDAL reads them, and the layer's name; only drivers of the formats we know are let near."""
    try:
        with path.open("rb") as stream:
            start = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    except OSError as error:
        raise SourceError(f"{file_name} cannot be read ({error.strerror}); check that you may open it.") from None
    with _told_as_one_sentence(file_name):
        if start.startswith(b"SQLite format 3"):
            layer = _layer(f"GPKG:{path.resolve()}", file_name)
            return pyogrio.read_dataframe(f"GPKG:{path.resolve()}", layer=layer), layer
        if start.startswith((b"[", b"{")) and rb"\u0000" in path.read_bytes():
            raise SourceError(f"{file_name} has NUL characters in its texts; get it again from PDOK.")
        if start.startswith(b"["):
            return pyogrio.read_dataframe(_joined(path.read_bytes(), file_name)), ""
        if start.startswith(b"{"):
            content = path.read_bytes()
            driver = "TopoJSON" if _TOPOLOGY.search(content) else "GeoJSON"
            layer, published = _first_layer(f"{driver}:{path.resolve()}", file_name)
            if not part:
                _refuse_a_page(content, len(published), file_name)
            return published, layer
    what = "a web page or XML" if start.startswith(b"<") else "no GeoJSON, TopoJSON or GeoPackage"
    raise SourceError(f"{file_name} is {what}; get the buurten again from PDOK, as GeoJSON or GeoPackage.")


@contextmanager
def _told_as_one_sentence(file_name: str) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            # remarks of GDAL quote the file; what they are about (no polygon, broken figure) becomes a reject by row
            warnings.simplefilter("ignore", RuntimeWarning)
            warnings.simplefilter("ignore", UserWarning)
            yield
    except SourceError:
        raise
    except (DataSourceError, DataLayerError, ValueError, RuntimeError, OSError, shapely.GEOSException) as error:
        raise SourceError(
            f"{file_name} cannot be read as GeoJSON, TopoJSON or GeoPackage ({type(error).__name__}); get it again."
        ) from None


def _first_layer(source: str, file_name: str) -> tuple[str, Any]:
    """The only layer; where there are more, that of the buurten. Listing the layers of JSON reads all of it."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        published = pyogrio.read_dataframe(source)
    if not any("More than one layer" in str(remark.message) for remark in told):
        return "", published
    layer = _layer(source, file_name)
    return layer, pyogrio.read_dataframe(source, layer=layer)


def _layer(source: str, file_name: str) -> str:
    """The layer of the buurten: the only one, or the only one that is named after them."""
    names = [str(name) for name, kind in pyogrio.list_layers(source) if kind is not None]
    if len(names) == 1:
        return names[0]
    buurten = [name for name in names if "buurt" in name.casefold() and "wijk" not in name.casefold()]
    if len(buurten) != 1:
        raise SourceError(f"{file_name} has {len(names)} layers and not one of buurten; save that layer on its own.")
    return buurten[0]


def _joined(content: bytes, file_name: str) -> bytes:
    """Saved pages in one list, as one collection."""
    try:
        pages = orjson.loads(content)
        features = [feature for page in pages for feature in page["features"]]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise SourceError(f"{file_name} is a list, but not of GeoJSON pages; get it again from PDOK.") from None
    matched = [page.get("numberMatched") for page in pages if isinstance(page.get("numberMatched"), int)]
    if matched and max(matched) > len(features):
        raise SourceError(_page_sentence(file_name, len(features), str(max(matched))))
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _refuse_a_page(content: bytes, features: int, file_name: str) -> None:
    found = _MATCHED.search(content)
    if found and int(found[1]) > features:
        raise SourceError(_page_sentence(file_name, features, found[1].decode()))
    if not found and _NEXT.search(content):
        raise SourceError(_page_sentence(file_name, features, "more"))


def _page_sentence(file_name: str, features: int, matched: str) -> str:
    return (
        f"{file_name} is one page: {features} of {matched} buurten; follow the next links and list all pages under "
        "files in region.yaml, or fetch the gemeente with `wijk fetch`."
    )


def _vintage(published: gpd.GeoDataFrame, layer: str) -> int | None:
    ids = [str(published[name].iloc[0]) for name in ("jrstatcode", "id") if name in published.columns]
    found = [match[1] for match in map(_YEAR.search, [*ids, layer]) if match]
    return int(found[0]) if found else None


def _shapes(shapes: gpd.GeoSeries, file_name: str) -> tuple[gpd.GeoSeries, pd.Series, pd.Series, list[str]]:
    """MultiPolygons in RD New, where they were repaired, by how many m2 that changed them, and warnings."""
    told: list[str] = []
    finite = np.isfinite(shapes.bounds.to_numpy()).all(axis=1)
    shapes = shapes.where(finite, None)
    if shapes.crs is None or shapes.crs.is_geographic:
        metres = bool((np.abs(shapes.bounds[finite].to_numpy()) > 180).any())
        if metres:
            told.append("Het bestand noemt geen Rijksdriehoek, maar de grenzen staan in meters; ze zijn zo gelezen.")
        if metres or shapes.crs is None:
            shapes = shapes.set_crs(RD_NEW if metres else WGS_84, allow_override=True)
    try:
        projected = shapes.force_2d().to_crs(RD_NEW)
    except (ValueError, RuntimeError):
        raise SourceError(f"{file_name} has an unknown coordinate system; save it in WGS 84 or RD New.") from None
    there = (np.abs(projected.bounds.to_numpy()) < FARTHEST_M).all(axis=1)
    made = np.asarray(projected.array, dtype=object).copy()
    made[~there] = None
    invalid = there & ~shapely.is_valid(made)
    before = shapely.area(made)
    made[invalid] = shapely.make_valid(made[invalid], method="structure", keep_collapsed=False)
    polygons = multipolygons(made)
    repaired = invalid & np.array([shape is not None for shape in polygons], dtype=bool)
    change = np.where(repaired, shapely.area(polygons) - before, 0.0)
    index = projected.index
    return (
        gpd.GeoSeries(polygons, index=index, crs=RD_NEW),
        pd.Series(repaired, index=index),
        pd.Series(change, index=index),
        told,
    )


def multipolygons(shapes: np.ndarray) -> np.ndarray:
    """The polygons of each shape as one MultiPolygon; lines and points are dropped, None where no polygon is left.

    Args:
        shapes: shapely geometries or None, shape (n,).
    """
    parts, rows = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    rows = rows[inner]
    areas = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    made = np.full(len(shapes), None, dtype=object)
    if areas.any():
        shapely.multipolygons(parts[areas], indices=rows[areas], out=made)
    return made
