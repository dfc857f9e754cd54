"""Service areas: what each site reaches within a number of minutes, as an area to look at and as exact counts.

Counts are by each point's own travel time, never by the polygon. The area is drawn around the addresses that are
reached: land near no address is not claimed, and water never. Who belongs to which hub is in :mod:`geo.catchment`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import contourpy
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import ndimage
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.db.base import RD_NEW
from geo.site_times import Flags, Floats, SiteTimes, points_of

CELL_M = 50.0
BARE_CELL_M = 100.0
"""Spacing of the places that are asked where a buurt has no addresses, metres; at most two cells."""

NEAR_STREET_M = 100.0
"""Such a place counts where a street is this near, if the region has streets."""

BLUR_CELLS, EDGE, MARGIN = 0.8, 0.4999, 6
"""Smoothing of the outline in cells, the value at which it runs, and cells around what is drawn."""

SMALLEST_CELLS = 1.0
"""Smallest part of an area, in cells."""

DISC = ((3, 5), (5, 3))
"""Rows and columns of the two bars that make a disc of five cells across."""

COLUMNS = ("hub_id", "mode", "minutes", "method", "addresses", "expected_frail", "zone_addresses", "geometry")


class ServiceAreaError(ValueError):
    """Service areas cannot be drawn from what was given."""


def service_areas(
    times: SiteTimes,
    wanted: Mapping[str, Sequence[int]],
    demand: gpd.GeoDataFrame,
    *,
    land: BaseGeometry,
    zoned: Flags | None = None,
    bare: SiteTimes | None = None,
    bare_places: gpd.GeoDataFrame | None = None,
    cell_m: float = CELL_M,
) -> gpd.GeoDataFrame:
    """The area, the addresses and the expected frail residents within each limit of each site.

    ``wanted``: minutes by site id. ``demand``: GeoDataFrame[geometry Point, weight, address_count], the points of
    ``times``, as :func:`geo.coverage.demand_points` gives it. ``land``: what may be claimed (:func:`land_of`).
    ``zoned`` (m,): points in a zone where only some vehicles may drive. ``bare``, ``bare_places``: times to places of
    buurten without addresses (:func:`places_without_addresses`), which are drawn and not counted. All RD New.

    Returns planning.service_area rows but for what is counted elsewhere (:func:`count_within`): :data:`COLUMNS`, a row
    a site and limit; geometry a MultiPolygon, None where nothing is reached. A smaller limit's area lies inside a
    larger limit's; parts smaller than a cell are left out.
    Raises ServiceAreaError for limits or cells that are not positive, no land, or points that are not in RD New.
    """
    _check(wanted, demand, land, cell_m)
    weight, stands_for = demand["weight"].to_numpy(dtype=float), demand["address_count"].to_numpy(dtype=float)
    in_zone = stands_for * (zoned if zoned is not None else np.zeros(len(demand), dtype=bool))
    known = stands_for > 0
    draw_at = [points_of(demand)[known], *([points_of(bare_places)] if bare_places is not None else [])]
    canvas = _Canvas.over(np.vstack(draw_at), cell_m)
    shapely.prepare(land)
    rows, drawn, which = [], {}, []
    for site, minutes in _each(wanted):
        own = times.of([site])
        reached = own.within(minutes)[0]
        counts = (round(float(stands_for @ reached)), float(weight @ reached), round(float(in_zone @ reached)))
        rows.append((site, times.mode, minutes, times.method, *counts))
        beyond = [bare.of([site]).within(minutes)[0]] if bare is not None else []
        core = canvas.core(np.concatenate([reached[known], *beyond]))
        which.append(core.tobytes())  # sites that reach the same cells, such as all of a town, share an outline
        if which[-1] not in drawn:
            drawn[which[-1]] = _on_land(canvas.outline(core), land, smallest=SMALLEST_CELLS * cell_m**2)
    geometry = np.array([drawn[cells] for cells in which], dtype=object)
    frame = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=f"EPSG:{RD_NEW}")


def count_within(times: SiteTimes, wanted: Mapping[str, Sequence[int]]) -> list[int]:
    """How many of the points of ``times`` lie within each limit of each site, in the order of the areas."""
    return [int(times.of([site]).within(minutes).sum()) for site, minutes in _each(wanted)]


def land_of(buurten: gpd.GeoDataFrame, features: gpd.GeoDataFrame | None) -> BaseGeometry:
    """What an area may claim: the buurten that are land, less the water areas of the map.

    ``buurten``: core.buurt[water, geometry]. ``features``: intake.map_feature[kind, geometry], or None. RD New.
    """
    land = shapely.union_all(buurten.geometry[~buurten["water"].astype(bool)].to_numpy())
    if features is None or features.empty:
        return land
    water = features.geometry[features["kind"] == "water"].to_numpy()
    areas = water[np.isin(shapely.get_type_id(water), (3, 6))]
    return shapely.difference(land, shapely.union_all(shapely.make_valid(areas))) if len(areas) else land


def places_without_addresses(
    buurten: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, features: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Places every 100 m in the buurten of which no address is known, near a street where the region has streets.

    ``demand``: as for :func:`service_areas`, with buurtcode. Returns GeoDataFrame[geometry Point], RD New.
    """
    bare = set(demand.loc[demand["address_count"] == 0, "buurtcode"])
    here = buurten[buurten["buurtcode"].isin(bare) & ~buurten["water"].astype(bool)]
    parts = [np.empty((0, 2)), *(_grid_in(shape) for shape in here.geometry)]
    places = np.atleast_1d(np.asarray(shapely.points(np.vstack(parts)), dtype=object))
    roads = features.geometry[features["kind"].isin(["road", "cycleway", "path"])] if features is not None else []
    if len(roads) and len(places):
        tree = shapely.STRtree(np.asarray(roads))
        places = places[np.unique(tree.query(places, predicate="dwithin", distance=NEAR_STREET_M)[0])]
    return gpd.GeoDataFrame(geometry=list(places), crs=f"EPSG:{RD_NEW}")


def _grid_in(shape: BaseGeometry) -> Floats:
    """Points on whole hundreds of metres that lie in ``shape``."""
    low, high = np.ceil(np.array(shape.bounds).reshape(2, 2) / BARE_CELL_M) * BARE_CELL_M
    x, y = np.meshgrid(np.arange(low[0], high[0], BARE_CELL_M), np.arange(low[1], high[1], BARE_CELL_M))
    inside = shapely.contains_xy(shape, x.ravel(), y.ravel())
    return np.column_stack([x.ravel(), y.ravel()])[inside]


def _each(wanted: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, int]]:
    return ((site, minutes) for site, limits in wanted.items() for minutes in sorted(set(limits)))


def _check(wanted: Mapping[str, Sequence[int]], demand: gpd.GeoDataFrame, land: BaseGeometry, cell_m: float) -> None:
    limits = [minutes for _, minutes in _each(wanted)]
    if (limits and min(limits) <= 0) or cell_m <= 0 or land.is_empty:
        raise ServiceAreaError(
            f"Service areas need land, minutes and cells above nothing; got {land.area:.0f} m2 of land, "
            f"minutes from {min(limits, default=0)} and cells of {cell_m} m."
        )
    if demand.crs is not None and demand.crs != f"EPSG:{RD_NEW}":
        raise ServiceAreaError(f"Points must be in RD New (EPSG:{RD_NEW}); these are in {demand.crs.name}.")


@dataclass(frozen=True, eq=False)
class _Canvas:
    """Square cells over all places: which cell each lies in (number in the grid), and how many lie in each cell.

    Every step from reached places to an outline keeps the order of sets: what more places give holds what fewer give.
    """

    cell_m: float
    west: float
    south: float
    shape: tuple[int, int]
    cell: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]

    @classmethod
    def over(cls, points: Floats, cell_m: float) -> _Canvas:
        """Cells on whole multiples of the cell size, with a margin."""
        number = np.floor(points / cell_m).astype(np.int64)
        low = number.min(axis=0, initial=0) if not len(number) else number.min(axis=0)
        low = low - MARGIN
        size = (number.max(axis=0) - low + 1 + MARGIN) if len(number) else np.array([1, 1])
        shape = (int(size[1]), int(size[0]))
        cell = (number[:, 1] - low[1]) * shape[1] + number[:, 0] - low[0]
        places = np.bincount(cell, minlength=shape[0] * shape[1])
        return cls(cell_m, float(low[0] * cell_m), float(low[1] * cell_m), shape, cell, places)

    def core(self, reached: Flags) -> Flags:
        """The cells of which at least half of the places are reached, (rows, columns); ``reached``: (k,)."""
        hits = np.bincount(self.cell[reached], minlength=len(self.places))
        return ((2 * hits >= self.places) & (hits > 0)).reshape(self.shape)

    def outline(self, full: Flags) -> MultiPolygon:
        """The outline of the cells ``full``: cells around them come along, and gaps under four cells are closed, but
        for cells in which others live who are not reached.
        """
        rows, columns = np.flatnonzero(full.any(axis=1)), np.flatnonzero(full.any(axis=0))
        if not len(rows):
            return MultiPolygon()
        window = (
            slice(max(0, rows[0] - MARGIN), rows[-1] + MARGIN + 1),
            slice(max(0, columns[0] - MARGIN), columns[-1] + MARGIN + 1),
        )
        core = full[window].astype(np.uint8)
        free = (self.places.reshape(self.shape)[window] == 0) | full[window]
        near = (ndimage.maximum_filter(core, 3, mode="constant") > 0) & free
        closed = near | (_closed(near) & free)
        height = ndimage.gaussian_filter(closed.astype(np.float64), BLUR_CELLS, mode="constant")
        x = self.west + (np.arange(window[1].start, window[1].start + height.shape[1]) + 0.5) * self.cell_m
        y = self.south + (np.arange(window[0].start, window[0].start + height.shape[0]) + 0.5) * self.cell_m
        return _outline(x, y, height)


def _closed(near: Flags) -> Flags:
    """Gaps closed: widened by a disc of five cells and narrowed again; the disc is two bars across each other."""
    wide = np.maximum(*(ndimage.maximum_filter(near.astype(np.uint8), bar, mode="constant") for bar in DISC))
    return np.minimum(*(ndimage.minimum_filter(wide, bar, mode="constant") for bar in DISC)) > 0


def _outline(x: Floats, y: Floats, height: Floats) -> MultiPolygon:
    """The polygons in which ``height`` is above the edge."""
    generator = contourpy.contour_generator(
        x, y, height, name="serial", corner_mask=False, fill_type=contourpy.FillType.ChunkCombinedOffsetOffset
    )
    drawn: Any = generator.filled(EDGE, np.inf)  # of one chunk: points, where rings begin, where polygons begin
    points, rings, polygons = (part[0] for part in drawn)
    if points is None:
        return MultiPolygon()
    return MultiPolygon(list(shapely.from_ragged_array(shapely.GeometryType.POLYGON, points, (rings, polygons))))


def _on_land(area: MultiPolygon, land: BaseGeometry, *, smallest: float) -> MultiPolygon | None:
    """The area cut to land, valid, without parts under ``smallest`` m2; None where nothing is left.

    A part that is kept at one limit lies in a part at least as large at the next: leaving out keeps the order.
    """
    cut = area if area.is_valid else shapely.make_valid(area)
    if not shapely.contains_properly(land, cut):
        west, south, east, north = cut.bounds if not cut.is_empty else (0, 0, 0, 0)
        around = shapely.clip_by_rect(land, west - 1, south - 1, east + 1, north + 1)
        cut = shapely.intersection(cut, around if around.is_valid else land)  # of valid shapes, so valid
    parts = [p for p in shapely.get_parts(shapely.get_parts(cut)) if isinstance(p, Polygon) and p.area >= smallest]
    return MultiPolygon(parts) if parts else None
