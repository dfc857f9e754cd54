"""OpenStreetMap: addresses, base map and facilities of one extract (``.osm.pbf`` or ``.osm``).

The street network for travel times is not built here (:mod:`geo.travel_time`). Names are text of strangers: they pass
unchanged and are escaped where they are shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from osmium.filter import KeyFilter
from pyproj import Transformer

from geo.sources.addresses import normal_house_number, normal_postcode
from geo.sources.facility_kinds import AS_A_HUB, Facility, facility_of
from geo.sources.facility_kinds import KEYS as FACILITY_KEYS
from geo.sources.kinds import X_BOUNDS, Y_BOUNDS
from geo.sources.landed import SourceError
from geo.sources.osm_clip import damaged_extract

LICENCE = "ODbL 1.0"
ATTRIBUTION = "© OpenStreetMap contributors"
RD_NEW = 28992

_ROADS = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street")
_HIGHWAYS = dict.fromkeys((*_ROADS, *(f"{name}_link" for name in _ROADS[:5])), "road") | {
    "cycleway": "cycleway", "footway": "path", "path": "path", "track": "path", "pedestrian": "path", "steps": "path",
}  # fmt: skip
_WATERWAYS = ("river", "canal", "stream", "ditch", "drain")
_LANDUSE = {"residential": "built_up", "commercial": "built_up", "industrial": "built_up", "retail": "built_up",
            "forest": "green", "grass": "green", "meadow": "green"}  # fmt: skip
_ADDRESS_TAGS = ("addr:street", "addr:housenumber", "addr:postcode", "addr:city")
_PLACES = ("city", "town", "village", "suburb")


@dataclass(frozen=True)
class Streets:
    """Frames ``intake.address``, ``intake.map_feature`` and ``intake.facility``, and Dutch warnings."""

    frames: dict[str, pd.DataFrame]
    warnings: tuple[str, ...]


Shape = tuple[float, float] | str
"""Degrees of a node, or the WKB (hexadecimal) of a line or area in degrees."""


@dataclass
class _Found:
    """What one pass over the file collects: plain lists; addresses with their tags of :data:`_ADDRESS_TAGS`."""

    addresses: list[tuple[str, tuple[str | None, ...], Shape]] = field(default_factory=list)
    features: list[tuple[str, str, str | None, Shape]] = field(default_factory=list)
    facilities: list[tuple[str, Facility, Shape]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def read_streets(path: Path, file_name: str) -> Streets:
    """Reads addresses, base map and facilities of an extract.

    Args:
        path: ``.osm.pbf`` or ``.osm``, sorted as extracts are.
        file_name: path inside the workspace, for messages.

    Raises:
        SourceError: the file is no OpenStreetMap extract, is damaged, or holds neither roads nor addresses.
    """
    try:
        found = _collect(path)
    except (RuntimeError, UnicodeDecodeError, ValueError, OSError) as error:
        raise damaged_extract(file_name, error) from None
    if not found.addresses and not any(kind == "road" for kind, *_ in found.features):
        raise SourceError(f"{file_name} holds neither roads nor addresses; use an extract of your gemeente.")
    addresses, doubles = _addresses(found)
    facilities = _facilities(found)
    features = _features(found)
    warnings = [f"{count} {what}" for what, count in sorted(found.skipped.items())]
    if doubles:
        warnings.append(f"{doubles} gebouwen met hetzelfde adres als een adrespunt zijn niet dubbel geteld.")
    outside = _outside(addresses)
    if outside:
        warnings.append(f"{outside} adressen liggen buiten Nederland.")
    if addresses.empty:
        warnings.append("Er staan geen adressen in het stratenbestand.")
    frames = {"intake.address": addresses, "intake.map_feature": features, "intake.facility": facilities}
    return Streets({name: _numbered(frame) for name, frame in frames.items()}, tuple(warnings))


def _collect(path: Path) -> _Found:
    """One pass in C++ for the filters and areas; Python sees only objects with a wanted tag."""
    keys = ("addr:housenumber", "highway", "waterway", "natural", "railway", "landuse", "place", *FACILITY_KEYS)
    processor = osmium.FileProcessor(str(path)).with_areas(KeyFilter(*keys)).with_filter(KeyFilter(*keys))
    wkb = osmium.geom.WKBFactory()
    found = _Found()
    for thing in processor:
        if isinstance(thing, osmium.osm.Node):
            _node(thing, found)
        elif isinstance(thing, osmium.osm.Way):
            _way(thing, found, wkb)
        elif isinstance(thing, osmium.osm.Area):
            _area(thing, found, wkb)
    return found


def _node(node: osmium.osm.Node, found: _Found) -> None:
    tags = node.tags
    if not node.location.valid():
        found.skipped["punten hebben geen plaats."] += 1
        return
    point = (node.location.lon, node.location.lat)
    if "addr:housenumber" in tags:
        found.addresses.append((f"n{node.id}", tuple(tags.get(tag) for tag in _ADDRESS_TAGS), point))
    facility = facility_of(tags)
    if facility is not None:
        found.facilities.append((f"n{node.id}", facility, point))
    place, name = tags.get("place"), tags.get("name")
    if place in _PLACES and name:
        found.features.append(("place", place, name, point))


def _way(way: osmium.osm.Way, found: _Found, wkb: osmium.geom.WKBFactory) -> None:
    tags = way.tags
    kind, value = None, tags.get("highway") or ""
    if value:
        kind = _HIGHWAYS.get(value)
    elif (value := tags.get("waterway") or "") in _WATERWAYS:
        kind = "water"
    elif (value := tags.get("railway") or "") == "rail":
        kind = "railway"
    if kind is None:
        return
    try:
        line = wkb.create_linestring(way)
    except (RuntimeError, osmium.InvalidLocationError):
        found.skipped["lijnen vallen buiten het uittreksel of zijn geen lijn."] += 1
        return
    found.features.append((kind, value, tags.get("name"), line))


def _area(area: osmium.osm.Area, found: _Found, wkb: osmium.geom.WKBFactory) -> None:
    tags = area.tags
    kind, value = None, tags.get("landuse") or ""
    if value in _LANDUSE:
        kind = _LANDUSE[value]
    elif tags.get("natural") == "water":
        kind, value = "water", "water"
    elif tags.get("leisure") == "park":
        kind, value = "green", "park"
    facility = facility_of(tags)
    if kind is None and facility is None and "addr:housenumber" not in tags:
        return
    name = f"{'w' if area.from_way() else 'r'}{area.orig_id()}"
    try:
        shape = wkb.create_multipolygon(area)
    except (RuntimeError, osmium.InvalidLocationError):
        found.skipped["vlakken zijn niet gesloten."] += 1
        return
    if kind is not None:
        found.features.append((kind, value, tags.get("name"), shape))
    if facility is not None:
        found.facilities.append((name, facility, shape))
    if "addr:housenumber" in tags:
        found.addresses.append((name, tuple(tags.get(tag) for tag in _ADDRESS_TAGS), shape))


def _projected(shapes: list[Shape]) -> np.ndarray:
    """Degrees (pairs) and WKB to shapes in RD New, all at once."""
    made = np.full(len(shapes), None, dtype=object)
    nodes = np.array([isinstance(shape, tuple) for shape in shapes], dtype=bool)
    if nodes.any():
        made[nodes] = shapely.points(np.array([shape for shape in shapes if isinstance(shape, tuple)], dtype="float64"))
    if not nodes.all():
        made[~nodes] = shapely.from_wkb([shape for shape in shapes if isinstance(shape, str)])
    transformer = Transformer.from_crs(4326, RD_NEW, always_xy=True)
    degrees = shapely.get_coordinates(made)
    return shapely.set_coordinates(made, np.column_stack(transformer.transform(degrees[:, 0], degrees[:, 1])))


def _points(shapes: np.ndarray) -> np.ndarray:
    """A point on each shape: itself, or a point inside its area."""
    areas = shapely.get_type_id(shapes) != shapely.GeometryType.POINT
    shapes[areas] = shapely.point_on_surface(shapes[areas])
    return shapes


def _frame(columns: dict[str, list[Any]], shapes: np.ndarray) -> gpd.GeoDataFrame:
    texts = {name: pd.Series(values, dtype="str") for name, values in columns.items()}
    return gpd.GeoDataFrame(pd.DataFrame(texts), geometry=shapes, crs=RD_NEW)


def _addresses(found: _Found) -> tuple[gpd.GeoDataFrame, int]:
    """Addresses by node first; a building that repeats the address of a node is dropped and counted."""
    columns: dict[str, list[Any]] = {"address_id": [name for name, _, _ in found.addresses]}
    for number, column in enumerate(("street", "house_number", "postcode", "place")):
        columns[column] = [values[number] for _, values, _ in found.addresses]
    frame = _frame(columns, _points(_projected([shape for _, _, shape in found.addresses])))
    frame["house_number"] = frame["house_number"].str.strip()
    frame["postcode"] = normal_postcode(frame["postcode"])
    frame = frame[frame["house_number"] != ""]
    names = frame["postcode"] + "|" + normal_house_number(frame["house_number"])
    node = frame["address_id"].str.startswith("n")
    double = ~node & names.notna() & names.isin(names[node])
    return frame[~double].reset_index(drop=True), int(double.sum())


def _features(found: _Found) -> gpd.GeoDataFrame:
    columns: dict[str, list[Any]] = {
        "kind": [kind for kind, *_ in found.features],
        "class": [value for _, value, _, _ in found.features],
        "name": [name for _, _, name, _ in found.features],
    }
    return _frame(columns, _projected([shape for *_, shape in found.features]))


def _facilities(found: _Found) -> gpd.GeoDataFrame:
    columns: dict[str, list[Any]] = {"facility_id": [f"osm-{name}" for name, *_ in found.facilities]}
    for column in fields(Facility):
        columns[column.name] = [getattr(facility, column.name) for _, facility, _ in found.facilities]
    frame = _frame(columns, _points(_projected([shape for *_, shape in found.facilities])))
    frame["postcode"] = normal_postcode(frame["postcode"])
    return frame.assign(origin="osm", candidate=frame["kind"] == "community_centre", **AS_A_HUB)


def _outside(addresses: gpd.GeoDataFrame) -> int:
    inside = addresses.geometry.x.between(*X_BOUNDS) & addresses.geometry.y.between(*Y_BOUNDS)
    return int((~inside).sum())


def _numbered(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.assign(row_number=np.arange(1, len(frame) + 1))
