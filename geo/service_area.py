"""Service areas: what each hub reaches within a number of minutes, as an area to look at and as exact counts.

The area is drawn from a grid of cells; addresses and frail residents are counted by their own travel time, never by the
polygon. Which buurt belongs to which hub, and the four measures of coverage, are in ``geo.coverage``.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.travel_time.model import Points, TravelTimes

RD_NEW = "EPSG:28992"
CLOSING_CELLS, OPENING_CELLS = 0.75, 0.3
"""Radii of smoothing, in cells: gaps under 1.5 cell are closed, corners rounded; a single cell survives."""

LONE_CELL = 0.9
"""Smallest part of an area, in cells: a lone cell with its corners rounded is 0.92."""

COLUMNS = ("hub_id", "mode", "minutes", "method", "addresses", "expected_frail", "geometry")


class ServiceAreaError(ValueError):
    """Service areas cannot be drawn from what was given."""


def service_areas(
    times: TravelTimes,
    hubs: gpd.GeoDataFrame,
    minutes: Sequence[int],
    addresses: gpd.GeoDataFrame,
    *,
    cell_m: float = 100.0,
    extent: BaseGeometry,
) -> gpd.GeoDataFrame:
    """The area, the addresses and the expected frail residents within each limit of each hub.

    ``hubs``: GeoDataFrame[hub_id, geometry Point]. ``minutes``: limits, whole minutes. ``addresses``: GeoDataFrame
    [geometry Point, weight, optionally address_count], as :func:`geo.coverage.demand_points` gives it; a row without
    ``address_count`` is one address. ``extent``: polygon of the land to consider. All RD New. ``cell_m`` in metres.

    Returns planning.service_area rows: hub_id, mode, minutes, method, addresses, expected_frail, geometry: MultiPolygon
    (empty where the hub lies off the network). A smaller limit's area lies inside a larger limit's, parts smaller
    than a cell are left out, and a cell counts from its centre, the walk between the centre and the street included.
    Raises ServiceAreaError for limits or cells that are not positive, no land, or points that are not in RD New.
    """
    limits = sorted(set(minutes))
    if not limits or limits[0] <= 0 or cell_m <= 0 or extent.is_empty:
        raise ServiceAreaError(
            f"Service areas need land, minutes and cells above nothing; got {extent.area:.0f} m2 of land, "
            f"minutes {list(minutes)} and cells of {cell_m} m."
        )
    if hubs.empty:
        return gpd.GeoDataFrame(columns=list(COLUMNS), geometry="geometry", crs=RD_NEW)
    hub_points, address_points = _coordinates(hubs), _coordinates(addresses)
    grid = _Grid.over(hub_points, extent, times.top_speed_m_s * limits[-1] * 60, cell_m)
    centres = grid.centres()
    duration = times.table(hub_points, np.vstack([centres, address_points])).duration_s
    to_cells = duration[:, : len(centres)] + times.snap_distance_m(centres) / times.last_metres_m_s
    to_addresses = duration[:, len(centres) :]
    weight = addresses["weight"].to_numpy(dtype=float)
    stands_for = addresses["address_count"].to_numpy() if "address_count" in addresses else np.ones(len(addresses), int)
    rows = []
    for hub, hub_id in enumerate(hubs["hub_id"]):
        areas = grid.areas([to_cells[hub] <= limit * 60 for limit in limits], extent)
        for limit, area in zip(limits, areas, strict=True):
            inside = to_addresses[hub] <= limit * 60  # NaN, unreachable, is never inside
            count, frail = int(stands_for[inside].sum()), float(weight[inside].sum())
            rows.append((hub_id, times.mode, limit, times.method, count, frail, area))
    return gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry="geometry", crs=RD_NEW)


class _Grid:
    """Square cells on whole multiples of the cell size: those that touch the land and lie within reach of a hub."""

    def __init__(self, column: npt.NDArray[np.int64], row: npt.NDArray[np.int64], cell_m: float) -> None:
        self.column, self.row, self.cell_m = column, row, cell_m

    @classmethod
    def over(cls, hubs: Points, extent: BaseGeometry, reach_m: float, cell_m: float) -> _Grid:
        """Cells whose square touches ``extent`` and whose centre is within ``reach_m`` of one of ``hubs``."""
        west, south, east, north = extent.bounds
        low = np.floor(np.maximum([west, south], hubs.min(axis=0) - reach_m) / cell_m).astype(int)
        high = np.floor(np.minimum([east, north], hubs.max(axis=0) + reach_m) / cell_m).astype(int)
        columns, rows = (np.arange(first, last + 1) for first, last in zip(low, high, strict=True))
        column, row = (index.ravel() for index in np.meshgrid(columns, rows))
        x, y = (column + 0.5) * cell_m, (row + 0.5) * cell_m
        near = np.zeros(len(column), dtype=bool)
        for hub in hubs:
            near |= np.hypot(x - hub[0], y - hub[1]) <= reach_m
        column, row = column[near], row[near]
        shapely.prepare(extent)
        on_land = shapely.intersects(extent, _squares(column, column, row, cell_m))
        return cls(column[on_land], row[on_land], cell_m)

    def centres(self) -> Points:
        """Centre of each cell, (n, 2)."""
        return np.column_stack([(self.column + 0.5) * self.cell_m, (self.row + 0.5) * self.cell_m])

    def areas(self, reached: Sequence[npt.NDArray[np.bool_]], extent: BaseGeometry) -> list[MultiPolygon]:
        """Areas of growing sets of cells, each holding the one before it.

        Closing and opening by a disc keep the order of sets; a buffer's polygon for a disc does so but for centimetres,
        so each smoothed area is joined with the one before it. A part that survives at one limit lies in a part at
        least as large at the next, so that leaving out small parts keeps the order too.
        """
        areas: list[MultiPolygon] = []
        so_far: BaseGeometry = Polygon()
        for cells in reached:
            so_far = shapely.union_all([so_far, self._smooth(self._union(cells))])
            land = shapely.make_valid(shapely.intersection(so_far, extent))
            areas.append(_polygons(land, smallest=LONE_CELL * self.cell_m**2))
        return areas

    def _union(self, cells: npt.NDArray[np.bool_]) -> BaseGeometry:
        """The union of cells, from runs along a row: far fewer pieces than cells."""
        order = np.lexsort((self.column[cells], self.row[cells]))
        column, row = self.column[cells][order], self.row[cells][order]
        if not len(column):
            return Polygon()
        starts = np.flatnonzero(np.concatenate([[True], (np.diff(column) != 1) | (np.diff(row) != 0)]))
        ends = np.append(starts[1:], len(column)) - 1
        return shapely.union_all(_squares(column[starts], column[ends], row[starts], self.cell_m))

    def _smooth(self, area: BaseGeometry) -> BaseGeometry:
        close, open_ = CLOSING_CELLS * self.cell_m, OPENING_CELLS * self.cell_m
        return area.buffer(close).buffer(-close - open_).buffer(open_)


def _squares(
    first: npt.NDArray[np.int64], last: npt.NDArray[np.int64], row: npt.NDArray[np.int64], cell_m: float
) -> npt.NDArray[np.object_]:
    """Rectangles from column ``first`` up to and with ``last`` in ``row``."""
    return shapely.box(first * cell_m, row * cell_m, (last + 1) * cell_m, (row + 1) * cell_m)


def _polygons(area: BaseGeometry, *, smallest: float) -> MultiPolygon:
    """The polygons of ``area`` that are at least ``smallest`` m2."""
    parts = shapely.get_parts(shapely.get_parts(area))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and part.area >= smallest])


def _coordinates(frame: gpd.GeoDataFrame) -> Points:
    """Points of a frame, (n, 2); raises ServiceAreaError unless they are in RD New."""
    if frame.crs is not None and frame.crs != RD_NEW:
        raise ServiceAreaError(f"Points must be in RD New ({RD_NEW}); these are in {frame.crs.name}.")
    return shapely.get_coordinates(frame.geometry.to_numpy())
