"""The base map without tiles: the region's own OpenStreetMap features, drawn light. No figures of the plan here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from maps.geojson import Feature, features, to_latlon

MAJOR = frozenset({"motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link"})
MIDDLE = frozenset({"secondary", "tertiary", "secondary_link", "tertiary_link", "unclassified"})
PLACES = ("city", "town", "suburb", "village", "quarter", "neighbourhood", "hamlet")
"""Values of OpenStreetMap's place that get a name on the map, the most important first."""


@dataclass(frozen=True)
class Style:
    """One class of the base map: its kind of shape and how much detail (metres) may fall away."""

    name: str
    polygon: bool
    tolerance_m: float


STYLES = (
    Style("built_up", True, 15.0),
    Style("green", True, 15.0),
    Style("water", True, 8.0),
    Style("waterway", False, 10.0),
    Style("path", False, 8.0),
    Style("minor", False, 5.0),
    Style("middle", False, 5.0),
    Style("major", False, 5.0),
    Style("railway", False, 8.0),
)
"""Classes in drawing order."""

MAX_COORDINATES = 90_000
"""Above this many points the paths and then the minor roads are drawn coarser or left out: a page stays light."""


def base_layers(base: pd.DataFrame) -> dict[str, Any]:
    """The base map as GeoJSON: ``features`` (one multi-shape a class, property ``s``) and ``places`` (name, rank, at).

    :param base: kind, class, name, geometry in RD New; may be empty.
    """
    if base.empty:
        return {"features": [], "places": []}
    styles = _styles(base)
    drawn: list[Feature] = []
    budget = MAX_COORDINATES
    for style in sorted(STYLES, key=lambda item: item.name in ("path", "minor")):
        shapes = base.geometry.to_numpy()[styles == style.name]
        merged = _merge(shapes, style)
        points = int(shapely.get_num_coordinates(merged))
        if points > budget:
            merged = _merge(shapes, Style(style.name, style.polygon, style.tolerance_m * 5))
            points = int(shapely.get_num_coordinates(merged))
        if points == 0 or points > budget:
            continue
        budget -= points
        drawn += features([merged], [{"s": style.name}])
    order = [style.name for style in STYLES]
    drawn.sort(key=lambda feature: order.index(feature["properties"]["s"]))
    return {"features": drawn, "places": _places(base)}


def _styles(base: pd.DataFrame) -> np.ndarray:
    kind = base["kind"].astype("string").fillna("").to_numpy(dtype=object)
    class_ = base["class"].astype("string").fillna("").to_numpy(dtype=object)
    line = shapely.get_dimensions(base.geometry.to_numpy()) == 1
    out = np.full(len(base), "", dtype=object)
    road = np.isin(kind, ["road"])
    out[road] = "minor"
    out[road & np.isin(class_, list(MIDDLE))] = "middle"
    out[road & np.isin(class_, list(MAJOR))] = "major"
    out[np.isin(kind, ["cycleway", "path"])] = "path"
    out[(kind == "water") & ~line] = "water"
    out[(kind == "water") & line] = "waterway"
    out[kind == "railway"] = "railway"
    out[kind == "built_up"] = "built_up"
    out[kind == "green"] = "green"
    return out


def _merge(shapes: np.ndarray, style: Style) -> Any:
    """One multi-shape of the style's dimension: joined, simplified, without what is too small to see."""
    wanted = 2 if style.polygon else 1
    parts = shapely.get_parts(shapely.make_valid(shapes) if style.polygon else shapes)
    parts = parts[shapely.get_dimensions(parts) == wanted]
    if not len(parts):
        return shapely.GeometryCollection()
    if style.polygon:
        parts = parts[shapely.area(parts) > 4 * style.tolerance_m**2]
        return shapely.union_all(shapely.make_valid(shapely.simplify(parts, style.tolerance_m)), grid_size=0.5)
    joined = shapely.line_merge(shapely.multilinestrings(shapely.get_parts(parts)))
    return shapely.simplify(joined, style.tolerance_m, preserve_topology=False)


def _places(base: pd.DataFrame) -> list[dict[str, Any]]:
    rows = base[(base["kind"] == "place") & base["name"].notna() & base["class"].isin(PLACES)]
    if rows.empty:
        return []
    centres = gpd.GeoSeries(rows.geometry.centroid.to_numpy(), index=range(len(rows)))
    at = to_latlon(centres)
    places = [
        {"n": str(name), "r": PLACES.index(class_), "at": at[index]}
        for index, (name, class_) in enumerate(zip(rows["name"], rows["class"], strict=True))
        if index in at
    ]
    return sorted(places, key=lambda place: (place["r"], place["n"]))
