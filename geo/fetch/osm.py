"""OpenStreetMap for a region: from Overpass, or out of a regional extract, cut to the region's area.

Through roads stay as far as the source has them, since suppliers come from outside: an extract has more than Overpass.
The limits of a query are OSMnx's (a test holds them equal). Its download is not used: it gives frames of features or a
graph, while routing, addresses and facilities here need the nodes, ways and relations themselves, as a file, streamed;
and its import, which brings matplotlib along, takes as long as the rest of the command. Reading the file is done
elsewhere (:mod:`geo.sources.osm`).
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from geo.fetch.client import MEGABYTE, Ask, FetchError
from geo.fetch.content import OSM_XML, PBF
from geo.fetch.desk import Desk
from geo.fetch.lock import Gemeente
from geo.fetch.places import Places
from geo.fetch.source import Made

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

RD_NEW = 28992
WGS_84 = 4326
LARGEST_M2 = 2_500_000_000
"""The largest area of one query to Overpass."""

SERVER_S = 180
"""How long the server may work at a query."""

_MEMORY = 1 << 30
_OSM_BASE = re.compile(rb'osm_base="([0-9T:Z-]{10,30})"')


def streets(desk: Desk, places: Places, boundaries: Path, wanted: tuple[Gemeente, ...]) -> Made:
    """Streets, addresses and facilities of some gemeenten as ``.osm.pbf``.

    Args:
        desk: where what is under way is kept.
        places: base addresses.
        boundaries: the workspace's file of buurten.
        wanted: gemeenten whose buurten make the region.

    Raises:
        FetchError: there are no boundaries, the region is too large for Overpass, or the server fails.
    """
    from geo.sources.landed import SourceError
    from geo.sources.osm_clip import THROUGH_ROADS, clip

    region = area_of(boundaries, wanted)
    if places.osm_extract:
        ask = Ask(places.osm_extract, PBF, max_bytes=5000 * MEGABYTE, resumable=True, longest_s=4 * 3600)
        raw = desk.get(ask, "extract.osm.pbf")
        period = _header_date(raw)
    else:
        raw = desk.get(_overpass(places, region), "overpass.osm")
        with raw.open("rb") as stream:
            told = _OSM_BASE.search(stream.read(4096))
        period = told.group(1).decode()[:10] if told else None
    path = desk.folder / "straten.osm.pbf"
    path.unlink(missing_ok=True)
    try:
        report = clip(raw, path, region, everywhere=THROUGH_ROADS)
    except (SourceError, RuntimeError) as error:
        raw.unlink()
        raise FetchError(f"The OpenStreetMap data cannot be cut to the region ({error}); fetch them again.") from None
    return Made(path, period, f"{report.ways} ways and {report.nodes} nodes")


def area_of(boundaries: Path, wanted: tuple[Gemeente, ...]) -> Polygon | MultiPolygon:
    """The area of which the streets are kept, as landing and travel times take it, in WGS 84.

    Raises:
        FetchError: there is no file of buurten, or it cannot be read.
    """
    from geo.region_streets import street_area
    from geo.sources.cbs import read_buurten
    from geo.sources.landed import SourceError

    if not boundaries.is_file():
        raise FetchError("OpenStreetMap waits for the boundaries (pdok); run the same command when those are there.")
    try:
        return street_area(read_buurten(boundaries, boundaries.name, tuple(one.code for one in wanted)).frame)
    except SourceError as error:
        raise FetchError(f"OpenStreetMap waits for boundaries that can be read: {error}") from None


def query(region: Polygon | MultiPolygon) -> str:
    """The Overpass query for a region in WGS 84: what carries a key that clipping keeps, with all its parts.

    Raises:
        FetchError: the region is larger than one query may be.
    """
    import geopandas as gpd
    import shapely

    from geo.sources.osm_clip import NODE_KEYS, WAY_KEYS

    area = float(gpd.GeoSeries([region], crs=WGS_84).to_crs(RD_NEW).area.iloc[0])
    if area > LARGEST_M2:
        raise FetchError(
            f"The region ({area / 1e6:.0f} km2) is too large for Overpass; write osm_extract: https://….osm.pbf "
            "(such as a province of Geofabrik) in a file and name it with --base-urls."
        )
    node_keys, way_keys = (f'[~"^({"|".join(keys)})$"~"."]' for keys in (NODE_KEYS, WAY_KEYS))
    lines = [f"[out:xml][timeout:{SERVER_S}][maxsize:{_MEMORY}];", "("]
    for part in shapely.get_parts(region):
        corners = " ".join(f"{y:.6f} {x:.6f}" for x, y in part.exterior.coords[:-1])
        lines += [
            f'node{node_keys}(poly:"{corners}");',
            f'way{way_keys}(poly:"{corners}");',
            f'relation["type"="multipolygon"]{way_keys}(poly:"{corners}");',
            f'relation["type"~"^restriction"](poly:"{corners}");',
        ]
    return "\n".join([*lines, ");", "(._;>;);", "out body;"])


def _overpass(places: Places, region: Polygon | MultiPolygon) -> Ask:
    """Overpass prepares for minutes before the first byte, and frees a place for a user within minutes."""
    form = urlencode({"data": query(region)})
    return Ask(
        f"{places.overpass}/interpreter", OSM_XML, form=form, max_bytes=1000 * MEGABYTE, longest_s=1800, read_s=300,
        patience=15,
    )  # fmt: skip


def _header_date(path: Path) -> str | None:
    """The day up to which an extract has changes, by its header."""
    import osmium

    try:
        told = osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING).header()
        return dt.datetime.fromisoformat(told.get("osmosis_replication_timestamp")).date().isoformat()
    except (RuntimeError, ValueError):
        return None
