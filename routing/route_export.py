"""A route sheet as CSV, GPX and GeoJSON, each a text: pure functions from `route_sheet`; nothing is written to disk.

What comes from data (names, addresses, notes) is escaped for the format it goes into: a cell that a spreadsheet would
take for a formula gets an apostrophe, GPX and GeoJSON go through their libraries. Coordinates leave as WGS 84.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET  # only written, never read
from zoneinfo import ZoneInfo

import geopandas as gpd
import shapely

from routing.route_sheet import RouteSheet, SheetStop, SheetTrip, way_of

CSV_COLUMNS = ("rit", "volgorde", "aankomst", "soort", "naam", "adres", "minuten", "contact", "bekend", "spoed",
               "tijdvak", "bestellingen", "notitie")  # fmt: skip
KINDS = {
    "delivery": "levering", "visit": "bezoek", "return": "ophalen", "handover": "overdracht", "job": "klusje",
    "receipt": "goederen ontvangen", "meeting": "overleg", "break": "pauze", "free": "vrije ruimte",
    "shopping": "boodschappen",
}  # fmt: skip
"""Kinds of stop in the words of the sheet."""

GPX = "http://www.topografix.com/GPX/1/1"
UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet_csv(sheet: RouteSheet) -> str:
    """The sheet as CSV: semicolons and a byte-order mark, as Dutch spreadsheets expect; columns CSV_COLUMNS."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow(CSV_COLUMNS)
    for trip in sheet.trips:
        for stop in trip.stops:
            window = "" if stop.window is None else "-".join(each.strftime("%H:%M") for each in stop.window)
            cells = (
                trip.route_id, stop.position, stop.arrival.strftime("%H:%M"), KINDS[stop.kind], stop.name, stop.address,
                f"{stop.minutes:g}".replace(".", ","), _yes(stop.contact), _yes(stop.familiar), _yes(stop.urgent),
                window, ",".join(stop.order_ids), stop.note,
            )  # fmt: skip
            rows.writerow([_cell(each) for each in cells])
    return "\ufeff" + out.getvalue()


def _yes(value: bool) -> str:
    return "ja" if value else "nee"


def _cell(value: object) -> str:
    text = str(value)
    return "'" + text if text.startswith(FORMULA) else text


def sheet_gpx(
    sheet: RouteSheet, hub: tuple[float, float], timezone: str, ways: Mapping[str, shapely.LineString] | None = None
) -> str:
    """The sheet as GPX 1.1: a waypoint a door with the hour, a track a trip.

    Args: the sheet; the hub in RD New; the region's time zone; ways along the streets by route_id (RD New), straight
    legs where there is none.
    """
    root = ET.Element("gpx", {"xmlns": GPX, "version": "1.1", "creator": "Wijkplan"})
    for trip in sheet.trips:
        for stop in trip.stops:
            if stop.point is None:
                continue
            lon, lat = _wgs84(shapely.Point(stop.point)).coords[0]
            point = ET.SubElement(root, "wpt", {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
            ET.SubElement(point, "time").text = _utc(sheet.service_date, stop.arrival, timezone)
            ET.SubElement(point, "name").text = _text(_title(stop))
            if stop.note:
                ET.SubElement(point, "desc").text = _text(stop.note)
    for trip in sheet.trips:
        track = ET.SubElement(root, "trk")
        ET.SubElement(track, "name").text = _text(trip.route_id)
        segment = ET.SubElement(track, "trkseg")
        for lon, lat in _wgs84(_way(trip, hub, ways)).coords:
            ET.SubElement(segment, "trkpt", {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def sheet_geojson(
    sheet: RouteSheet, hub: tuple[float, float], ways: Mapping[str, shapely.LineString] | None = None
) -> str:
    """The sheet as a GeoJSON FeatureCollection (RFC 7946): a line a trip, a point a stop in its order."""
    features: list[dict[str, Any]] = []
    for trip in sheet.trips:
        features.append(
            _feature(
                _way(trip, hub, ways),
                {"rit": trip.route_id, "vertrek": f"{trip.departure:%H:%M}", "terug": f"{trip.arrival:%H:%M}",
                 "meters": trip.length_m},
            )
        )  # fmt: skip
        features += [
            _feature(
                shapely.Point(stop.point),
                {"rit": trip.route_id, "volgorde": stop.position, "aankomst": f"{stop.arrival:%H:%M}",
                 "soort": KINDS[stop.kind], "naam": stop.name, "adres": stop.address, "minuten": stop.minutes},
            )
            for stop in trip.stops
            if stop.point is not None
        ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False)


def _feature(shape: shapely.Geometry, properties: Mapping[str, object]) -> dict[str, Any]:
    rounded: Any = shapely.set_precision(_wgs84(shape), 1e-6, mode="pointwise")
    return {"type": "Feature", "geometry": shapely.geometry.mapping(rounded), "properties": dict(properties)}


def _title(stop: SheetStop) -> str:
    return " ".join(part for part in (f"{stop.position}.", stop.name or KINDS[stop.kind], stop.address) if part)


def _text(value: str) -> str:
    """Without the characters that XML cannot hold."""
    return value.translate(UNPRINTABLE)


def _way(
    trip: SheetTrip, hub: tuple[float, float], ways: Mapping[str, shapely.LineString] | None
) -> shapely.LineString:
    found = None if ways is None else ways.get(trip.route_id)
    return way_of(trip, hub) if found is None else found


def _wgs84(shape: shapely.Geometry) -> Any:
    """The same kind of shape in WGS 84."""
    return gpd.GeoSeries([shape], crs=28992).to_crs(4326).iloc[0]


def _utc(day: dt.date, time: dt.time, timezone: str) -> str:
    local = dt.datetime.combine(day, time, tzinfo=ZoneInfo(timezone))
    return local.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
