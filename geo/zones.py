"""Areas in which only some vehicles may drive: which points lie in one, and which vehicles may enter it.

Travel times do not know of zones: a vehicle that may not enter cannot *serve* a point inside, and a way is not led
around a zone. Reading the file is in :mod:`geo.sources.zones`.
"""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.site_times import Flags, points_of

ZERO_EMISSION_VEHICLES = frozenset({"cargo_bike", "e_van"})
"""Kinds of vehicle (core.vehicle) without exhaust; of a passenger van it is not known."""

ZERO_EMISSION_MODES = frozenset({"foot", "foot_slow", "cargo_bike"})
"""Means of travel that no zone keeps out; ``car`` may be an electric van or not."""


def zones_on(zones: gpd.GeoDataFrame, day: dt.date) -> gpd.GeoDataFrame:
    """The zones that hold on ``day``, of core.zone[valid_from, valid_to]; valid_to is the first day without."""
    now = pd.Timestamp(day)
    begin, end = pd.to_datetime(zones["valid_from"]), pd.to_datetime(zones["valid_to"])
    return zones[(begin.isna() | (begin <= now)) & (end.isna() | (end > now))]


def in_zone(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Flags:
    """Which points lie in or on the edge of a zone, (m,); RD New."""
    if zones.empty:
        return np.zeros(len(points), dtype=bool)
    area = shapely.union_all(zones.geometry.to_numpy())
    shapely.prepare(area)
    where = points_of(points)
    return np.asarray(shapely.intersects_xy(area, where[:, 0], where[:, 1]), dtype=bool)


def may_enter(vehicle_kind: str) -> bool:
    """Whether a kind of vehicle may drive in a zero-emission zone."""
    return vehicle_kind in ZERO_EMISSION_VEHICLES
