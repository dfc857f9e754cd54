"""Three buurten with a few homes, and tables of times by hand, for tests of whom hubs reach."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.affinity
from shapely import box

from geo.coverage import demand_points
from geo.site_times import SiteTimes, site_times
from geo.travel_time import TravelTimes, travel_times
from tests.geo.travel_time.streets import rd

RD = "EPSG:28992"
NORTH, SOUTH, EAST = "BU90010100", "BU90010200", "BU90010201"


def straight(mode: str = "foot") -> TravelTimes:
    return travel_times(None, mode, cache=Path("unused"), detour_factor=1.3)


def buurten() -> gpd.GeoDataFrame:
    """Three squares of 1 km: north at (0, 1000), south at (0, 0), east at (1000, 0)."""
    corners = {NORTH: (0, 1000), SOUTH: (0, 0), EAST: (1000, 0)}
    squares = [shapely.affinity.translate(box(0, 0, 1000, 1000), x, y) for x, y in rd(*corners.values())]
    return gpd.GeoDataFrame(
        {"buurtcode": list(corners), "gemeentecode": "GM9001", "water": False}, geometry=squares, crs=RD
    )


def frailty(north: float = 4.0, south: float = 6.0, east: float = 0.0) -> pd.DataFrame:
    home = pd.DataFrame({"buurtcode": [NORTH, SOUTH, EAST], "expected": [north, south, east]})
    return pd.concat(
        [
            home.assign(group_name="frail_65_plus_home"),
            home.assign(group_name="frail_65_plus_institution", expected=99.0),
        ]
    )


def addresses(*places: tuple[str, float, float]) -> gpd.GeoDataFrame:
    codes = [code for code, _, _ in places]
    ids = [f"n{number}" for number in range(len(codes))]
    where = shapely.points(rd(*((x, y) for _, x, y in places)))
    return gpd.GeoDataFrame({"buurtcode": codes, "address_id": ids}, geometry=where, crs=RD)


def points(column: str, **places: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({column: list(places)}, geometry=shapely.points(rd(*places.values())), crs=RD)


HOMES = addresses((NORTH, 500, 1100), (NORTH, 500, 1900), (SOUTH, 500, 100), (SOUTH, 500, 300), (SOUTH, 500, 500))
DEMAND = demand_points(buurten(), HOMES, frailty())
"""Two homes of 2 frail residents in the north, three of 2 in the south, a point of nobody in the east."""


def walked(**places: tuple[float, float]) -> SiteTimes:
    """Times on foot from sites to DEMAND: a metre of straight line takes a second."""
    return site_times(straight(), points("site_id", **places), DEMAND)


def by_hand(demand: gpd.GeoDataFrame, **seconds: list[float]) -> SiteTimes:
    """A table of times by site, in the order of ``demand``; metres are the same numbers."""
    table = np.array(list(seconds.values()), dtype=np.float32).reshape(len(seconds), len(demand))
    return SiteTimes("foot", "network", tuple(seconds), table, table)
