"""PDOK: gemeenten by name or code, their buurten with key figures, and buurten of earlier years (OGC API Features).

Boundaries pass as they are. Source: https://www.pdok.nl/ogc-apis/-/article/cbs-wijken-en-buurten.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from geo.fetch.client import FetchError
from geo.fetch.desk import Desk
from geo.fetch.lock import Gemeente, gemeente_of
from geo.fetch.places import Places
from geo.fetch.source import Made

PAGE = 1000


def base(places: Places, year: int) -> str:
    """Address of the service for a year."""
    return places.pdok.replace("{year}", str(year))


def gemeenten(desk: Desk, places: Places, year: int) -> list[Gemeente]:
    """All gemeenten of a year with their bounding boxes.

    Raises:
        FetchError: PDOK fails, or what it gives are no gemeenten.
    """
    found: dict[str, Gemeente] = {}
    for feature in _features(desk, f"{base(places, year)}/collections/gemeenten/items", "gemeenten", {}):
        properties = feature["properties"]
        gemeente = gemeente_of(properties.get("gemeentecode"), properties.get("gemeentenaam"))
        corners = list(_corners((feature["geometry"] or {}).get("coordinates")))
        if gemeente and corners:
            west, south = map(min, zip(*corners, strict=True))
            east, north = map(max, zip(*corners, strict=True))
            known = found.get(gemeente.code, gemeente).bbox or (west, south, east, north)
            found[gemeente.code] = replace(gemeente, bbox=_joined((west, south, east, north), known))
    if not found:
        raise FetchError("PDOK gives gemeenten without code, name or boundary; try another --year.")
    return [found[code] for code in sorted(found)]


def buurten(desk: Desk, places: Places, year: int, wanted: tuple[Gemeente, ...]) -> Made:
    """The buurten of some gemeenten, in one FeatureCollection, in the order of their codes.

    Args:
        desk: where the pages are kept.
        places: base addresses.
        year: of the boundaries.
        wanted: gemeenten; without a bounding box it is looked up first.

    Raises:
        FetchError: PDOK fails, or has no buurten of one of them.
    """
    if any(gemeente.bbox is None for gemeente in wanted):
        boxes = {gemeente.code: gemeente for gemeente in gemeenten(desk, places, year)}
        wanted = tuple(boxes.get(gemeente.code, gemeente) for gemeente in wanted)
    url = f"{base(places, year)}/collections/buurten/items"
    found: dict[str, list[dict[str, Any]]] = {}
    years: set[str] = set()
    for gemeente in wanted:
        if gemeente.bbox is None:
            raise FetchError(f"PDOK has no gemeente {gemeente.code} in {year}; name another gemeente or --year.")
        mine = 0
        for feature in _features(desk, url, f"buurten-{gemeente.code}", {"bbox": _box(gemeente.bbox)}):
            properties = feature["properties"]
            if properties.get("gemeentecode") == gemeente.code:
                mine += 1
                same = found.setdefault(str(properties.get("buurtcode")), [])
                if feature not in same:
                    same.append(feature)
                years |= {str(properties["jaar"])} if isinstance(properties.get("jaar"), int) else set()
        if not mine:
            raise FetchError(f"PDOK gives no buurten of {gemeente.name} in {year}; choose another --year.")
    features = [feature for code in sorted(found) for feature in found[code]]
    collection = {"type": "FeatureCollection", "name": "buurten", "features": features}
    path = desk.write("buurten.geojson", json.dumps(collection, ensure_ascii=False) + "\n")
    return Made(path, "/".join(sorted(years)) or str(year), f"{len(features)} buurten")


def earlier_buurten(desk: Desk, places: Places, year: int, earlier: int, wanted: tuple[Gemeente, ...]) -> Made:
    """All buurten of an earlier year in and around some gemeenten of today, those of gemeenten that are no more too.

    Args:
        desk: where the pages are kept.
        places: base addresses.
        year: in which the gemeenten are these.
        earlier: of the boundaries.
        wanted: gemeenten; without a bounding box it is looked up first.

    Raises:
        FetchError: PDOK fails, or has no buurten there.
    """
    if any(gemeente.bbox is None for gemeente in wanted):
        boxes = {gemeente.code: gemeente for gemeente in gemeenten(desk, places, year)}
        wanted = tuple(boxes.get(gemeente.code, gemeente) for gemeente in wanted)
    url = f"{base(places, earlier)}/collections/buurten/items"
    found: dict[str, list[dict[str, Any]]] = {}
    for gemeente in wanted:
        if gemeente.bbox is None:
            raise FetchError(f"PDOK has no gemeente {gemeente.code} in {year}; name another gemeente or --year.")
        for feature in _features(desk, url, f"eerder-{gemeente.code}", {"bbox": _box(gemeente.bbox)}):
            same = found.setdefault(str(feature["properties"].get("buurtcode")), [])
            if feature not in same:
                same.append(feature)
    if not found:
        raise FetchError(f"PDOK gives no buurten of {earlier}; choose another --earlier.")
    features = [feature for code in sorted(found) for feature in found[code]]
    collection = {"type": "FeatureCollection", "name": f"buurten_{earlier}", "features": features}
    path = desk.write("buurten_eerder.geojson", json.dumps(collection, ensure_ascii=False) + "\n")
    return Made(path, str(earlier), f"{len(found)} buurten of {earlier} in and around the region")


def _features(desk: Desk, url: str, name: str, query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The features of all pages; each page is looked at before its features count."""
    first = f"{url}?{urlencode({'f': 'json', 'limit': str(PAGE), **query}, safe=',')}"
    for page in desk.pages(first, name, _next):
        features = page.get("features")
        if page.get("type") != "FeatureCollection" or not isinstance(features, list):
            raise FetchError("PDOK sent JSON that is no page of features; try again later.")
        if page.get("numberReturned", len(features)) != len(features):
            raise FetchError("PDOK sent fewer features than it says; try again later.")
        for feature in features:
            whole = isinstance(feature, dict) and isinstance(feature.get("properties"), dict)
            if not whole or not isinstance(feature.get("geometry", 0), dict | None):
                raise FetchError("PDOK sent what is no feature; try again later.")
            yield feature


def _next(page: Mapping[str, Any]) -> object:
    links = page.get("links", [])
    found = [
        link.get("href") for link in links if isinstance(link, dict) and link.get("rel") == "next"
    ] if isinstance(links, list) else []  # fmt: skip
    return found[0] if found else None


def _corners(coordinates: object) -> Iterator[tuple[float, float]]:
    """The points of nested GeoJSON coordinates."""
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= 2 and all(isinstance(value, int | float) for value in coordinates[:2]):
        yield (float(coordinates[0]), float(coordinates[1]))
        return
    for part in coordinates:
        yield from _corners(part)


def _joined(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _box(bbox: tuple[float, float, float, float]) -> str:
    return ",".join(f"{value:.5f}" for value in _outward(bbox))


def _outward(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The box at five decimals (a metre), never smaller."""
    west, south, east, north = (value * 1e5 for value in box)
    return (math.floor(west) / 1e5, math.floor(south) / 1e5, math.ceil(east) / 1e5, math.ceil(north) / 1e5)
