"""When it gets dark at a hub, by astral; what may happen after dark is for `build` and the problem."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import geopandas as gpd
import shapely
from astral import Observer
from astral.sun import sunset


def dusk_s(hub_point: shapely.Point, day: dt.date, timezone: str = "Europe/Amsterdam") -> int:
    """Sunset on a day at a point in RD New, seconds since midnight by the clock on the wall, to the whole minute."""
    place = gpd.GeoSeries([hub_point], crs=28992).to_crs(4326).iloc[0]
    zone = ZoneInfo(timezone)
    at = sunset(Observer(latitude=place.y, longitude=place.x), date=day, tzinfo=zone)
    return at.hour * 3600 + at.minute * 60
