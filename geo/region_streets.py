"""The part of a street file that a region needs: which area that is, and where its clipped extract is kept.

Landing and travel times both take their streets from here, so that no whole province is read twice. How an extract is
clipped is in :mod:`geo.sources.osm_clip`; what is read from it in :mod:`geo.sources.osm` and :mod:`geo.travel_time`.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from osmium.version import pyosmium_release
from shapely import MultiPolygon, Polygon

from geo.sources import read_source
from geo.sources.osm_clip import GENERATOR, NODE_KEYS, THROUGH_ROADS, WAY_KEYS, clip
from geo.sources.reading import passed_over
from geo.workspace import Region

MARGIN_M = 3_000.0
"""Metres around the region within which streets are kept: ways may lead through a neighbour's streets."""

DEPOT_MARGIN_M = 1_500.0
"""Metres around a depot within which streets are kept for cars: it must reach the next through road."""

DETAIL_M = 100.0
"""Detail of the area's border, metres."""

WGS_84, RD_NEW = 4326, 28992
KEPT_EXTRACTS = 12
STALE_S = 24 * 3600

log = logging.getLogger(__name__)


def street_area(
    buurten: gpd.GeoDataFrame, *, margin_m: float = MARGIN_M, around: gpd.GeoSeries | None = None
) -> Polygon | MultiPolygon:
    """The area of which the streets are kept, in degrees (EPSG:4326).

    Args:
        buurten: the region's buurten, geometry in RD New (EPSG:28992).
        margin_m: metres around the buurten.
        around: points in RD New whose surroundings (:data:`DEPOT_MARGIN_M`) are part of the area, such as depots.

    Raises:
        ValueError: there is no buurt to take an area from.
    """
    region = shapely.union_all(buurten.geometry.to_numpy())
    if region is None or region.is_empty:
        raise ValueError("An area needs at least one buurt with a boundary.")
    parts = [region.simplify(DETAIL_M).buffer(margin_m + DETAIL_M, quad_segs=4)]
    if around is not None:
        known = [point for point in around if point is not None and not point.is_empty]
        parts += [point.buffer(DEPOT_MARGIN_M, quad_segs=4) for point in known]
    area = gpd.GeoSeries([shapely.union_all(parts).simplify(DETAIL_M)], crs=buurten.crs).to_crs(WGS_84).iloc[0]
    return shapely.set_precision(area, 1e-6)


def streets_of(region: Region, mode: str | None, *, cache: Path) -> Path | None:
    """The extract from which a region's streets are landed, or its network for a means of travel is built.

    Reads the region's buurten (and depots) to know the area: keep the answer where it is asked for often.

    Args:
        region: the workspace.
        mode: one of :data:`geo.travel_time.MODES`; None for landing.
        cache: folder for what can be made again.

    Returns:
        The clipped extract; the user's own where the region names no buurten; None where it names no streets.

    Raises:
        SourceError: a file cannot be read, or the extract has nothing of the region.
    """
    extract = next(iter(region.files.get("streets", ())), None)
    if extract is None or "buurt" not in region.files:
        return extract
    buurten = _landed("buurt", "intake.buurt", region)
    if mode == "car":
        depots = _landed("depot", "intake.depot", region) if "depot" in region.files else buurten.iloc[:0]
        return region_car_streets(extract, buurten, depots.geometry, cache=cache)
    return region_streets(extract, buurten, cache=cache)


def _landed(source: str, table: str, region: Region) -> gpd.GeoDataFrame:
    """The rows of a source that names no person, so that any key will do."""
    paths = [path for path in region.files[source] if passed_over(source, path, region) is None]
    frames = [read_source(source, region, key=bytes(16), path=path).frames[table] for path in paths]
    empty = gpd.GeoDataFrame(geometry=[], crs=RD_NEW)
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True)) if frames else empty


def region_streets(extract: Path, buurten: gpd.GeoDataFrame, *, cache: Path) -> Path:
    """The extract of a region's own streets, addresses and facilities, clipped once and kept.

    For landing, and for the networks of means of travel that stay within the region.

    Args:
        extract: the user's OpenStreetMap extract.
        buurten: the region's buurten, geometry in RD New.
        cache: folder for what can be made again.

    Raises:
        SourceError: the extract cannot be read or has nothing of the region.
    """
    return clipped_extract(extract, street_area(buurten), cache=cache)


def region_car_streets(extract: Path, buurten: gpd.GeoDataFrame, depots: gpd.GeoSeries, *, cache: Path) -> Path:
    """As :func:`region_streets`, with what a car needs beyond the region: through roads, and the streets of depots.

    Args:
        extract: the user's OpenStreetMap extract.
        buurten: the region's buurten, geometry in RD New.
        depots: points of the suppliers' depots, RD New; may lie outside the region, and outside the extract.
        cache: folder for what can be made again.
    """
    return clipped_extract(extract, street_area(buurten, around=depots), cache=cache, everywhere=THROUGH_ROADS)


def clipped_extract(
    extract: Path,
    area_wgs84: Polygon | MultiPolygon,
    *,
    cache: Path,
    everywhere: Sequence[tuple[str, str]] = (),
) -> Path:
    """The clipped extract out of the cache, made where it is not there yet.

    It is made in a folder of its own and renamed when whole: a killed run leaves none, and of two at once the first
    one's stays. It keeps the extract's name, so that messages name what the user knows.
    """
    folder = cache / "extracts" / _key(extract, area_wgs84, everywhere)
    made = folder / f"{extract.name.split('.')[0]}.osm.pbf"
    if made.is_file():
        os.utime(folder)
        return made
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix="build-", dir=folder.parent))
    started = time.monotonic()
    try:
        report = clip(extract, building / made.name, area_wgs84, everywhere=everywhere)
        try:
            building.rename(folder)
        except OSError:
            if not made.is_file():  # not a second process that was first
                raise
    finally:
        shutil.rmtree(building, ignore_errors=True)  # already gone when it was renamed
    log.info("Clipped %s to %s ways in %.1f s", extract.name, report.ways, time.monotonic() - started)
    _drop_old(folder.parent)
    return made


def _key(extract: Path, area: Polygon | MultiPolygon, everywhere: Sequence[tuple[str, str]]) -> str:
    """Digest of the extract, the area, the tags that are kept, and the programs that clip."""
    recipe = f"{GENERATOR} {pyosmium_release} {WAY_KEYS} {NODE_KEYS} {tuple(everywhere)}"
    digest = hashlib.sha256(recipe.encode())
    digest.update(shapely.to_wkb(shapely.normalize(area), byte_order=1))
    with extract.open("rb") as file:
        digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:32]


def _drop_old(extracts: Path) -> None:
    """Keeps the extracts that were used last, and removes what killed runs left a day ago."""
    folders = sorted(extracts.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    building = [folder for folder in folders if folder.name.startswith("build-")]
    old = [folder for folder in folders if folder not in building][KEPT_EXTRACTS:]
    for folder in old + [left for left in building if time.time() - left.stat().st_mtime > STALE_S]:
        shutil.rmtree(folder, ignore_errors=True)
