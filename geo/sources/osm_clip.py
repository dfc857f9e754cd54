"""Clips an OpenStreetMap extract to a polygon and to the tags that are used, before anything else touches it.

Here are files in and files out, in degrees. Which polygon a region has and where its clipped extract is kept is in
:mod:`geo.sources.region_streets`; what the tags mean is in :mod:`geo.sources.osm` and the profiles of travel times.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely
from osmium.filter import EmptyTagFilter, KeyFilter, TagFilter
from shapely import MultiPolygon, Polygon

from geo.sources.facility_kinds import KEYS as FACILITY_KEYS
from geo.sources.landed import SourceError

if TYPE_CHECKING:
    import numpy.typing as npt

WAY_KEYS = (
    "highway", "route", "railway", "man_made", "bridge", "public_transport", "waterway", "natural", "landuse",
    "addr:housenumber", *FACILITY_KEYS,
)  # fmt: skip
"""A way or an area with one of these is used: by the networks of travel times, the base map or the social map."""

NODE_KEYS = ("addr:housenumber", "place", *FACILITY_KEYS)
"""A node inside the polygon with one of these is kept for itself; nodes of kept ways are kept with all their tags."""

THROUGH_ROADS = tuple(
    ("highway", f"{kind}{end}") for kind in ("motorway", "trunk", "primary", "secondary") for end in ("", "_link")
)
"""Roads that lead out of a region: kept wherever they lie when ``everywhere`` says so."""

GENERATOR = "wijkplan clip 1"
BATCH = 20_000
"""Ways whose shapes are compared with the polygon at once."""

DEGREE = 10_000_000
"""OpenStreetMap counts in ten-millionths of a degree."""


@dataclass(frozen=True)
class ClipReport:
    """What a clipped extract holds: counts of what was written, and the ways that lack nodes in the extract itself."""

    nodes: int
    ways: int
    relations: int
    incomplete_ways: int


@dataclass
class _Kept:
    """The relations that are kept, and what the report counts."""

    relations: osmium.IdTracker = field(default_factory=osmium.IdTracker)
    incomplete: int = 0
    way_count: int = 0
    relation_count: int = 0


def clip(
    path_in: Path,
    path_out: Path,
    polygon_wgs84: Polygon | MultiPolygon,
    *,
    everywhere: Sequence[tuple[str, str]] = (),
) -> ClipReport:
    """Writes what an extract holds of a polygon: ways that touch it, whole, and tagged nodes inside it.

    Kept are ways with one of :data:`WAY_KEYS` that touch the polygon, multipolygons with one of them of which a member
    touches it (with all members), turn restrictions with a kept way, all nodes of kept ways, and nodes inside with one
    of :data:`NODE_KEYS`. An area that holds the whole polygon without touching it is left out. Tags of what is kept
    stay; who edited it when does not. Locations wait in a file, so that memory follows what is kept, not the extract.
    The same extract and polygon give the same bytes.

    Args:
        path_in: ``.osm.pbf`` or ``.osm``, sorted as extracts are.
        path_out: ``.osm.pbf``, overwritten.
        polygon_wgs84: longitude and latitude in degrees (EPSG:4326).
        everywhere: tags of ways that are kept wherever they lie, such as :data:`THROUGH_ROADS`.

    Raises:
        SourceError: the file is absent or no OpenStreetMap extract, is damaged or unsorted, or has nothing of the
            polygon.
    """
    if not path_in.is_file():
        raise SourceError(f"{path_in.name} is missing; put the file there, or take its line out of region.yaml.")
    shapely.prepare(polygon_wgs84)
    try:
        with tempfile.TemporaryDirectory(prefix=".clip-", dir=path_out.parent) as scratch:
            report = _clip(path_in, path_out, polygon_wgs84, everywhere, Path(scratch))
    except (RuntimeError, ValueError) as error:
        path_out.unlink(missing_ok=True)
        if isinstance(error, SourceError) or os.strerror(errno.ENOSPC) in str(error):
            raise
        raise damaged_extract(path_in.name, error) from None
    return report


def damaged_extract(file_name: str, error: Exception) -> SourceError:
    """The error for a file that osmium cannot read to its end; ``file_name`` is how the user knows it."""
    return SourceError(
        f"{file_name} cannot be read as OpenStreetMap data ({type(error).__name__}); "
        "get the extract (.osm.pbf) again, or sort it with `osmium sort`."
    )


def _clip(
    path: Path, out: Path, polygon: Polygon | MultiPolygon, everywhere: Sequence[tuple[str, str]], scratch: Path
) -> ClipReport:
    places = _places(path, scratch / "places")
    kept = _Kept()
    areas, restrictions = _relations(path)
    wanted = set(_touching(path, [KeyFilter(*WAY_KEYS)], places, polygon))
    touched = wanted | set(_touching(path, [_only(way for _, ways in areas for way in ways)], places, polygon))
    if everywhere:
        wanted |= {way.id for way in _ways(path, [TagFilter(*everywhere)])}
    for relation, ways in areas:
        if not touched.isdisjoint(ways):
            kept.relations.add_relation(relation)
            wanted.update(ways)
    for relation, ways in restrictions:
        if not wanted.isdisjoint(ways):
            kept.relations.add_relation(relation)
    ways_file = scratch / "ways.osm.pbf"
    nodes = _write_ways(path, ways_file, wanted, kept, places)
    with osmium.SimpleWriter(_as_pbf(out), header=_header(), overwrite=True) as writer:
        node_count, found = _write_nodes(path, writer, nodes, polygon)
        if not (touched or found):
            raise SourceError(
                f"{path.name} holds nothing of this region; take an OpenStreetMap extract that covers its gemeenten."
            )
        osmium.apply(str(ways_file), writer)
        for thing in osmium.FileProcessor(path, osmium.osm.RELATION).with_filter(kept.relations.id_filter()):
            writer.add(thing)
            kept.relation_count += 1
    return ClipReport(node_count, kept.way_count, kept.relation_count, kept.incomplete)


def _places(path: Path, store: Path) -> Any:
    """The place of every node of the extract, in a file: a handler that gives ways their locations."""
    handler = osmium.NodeLocationsForWays(osmium.index.create_map(f"sparse_file_array,{store}"))
    handler.ignore_errors()
    with osmium.io.Reader(path, osmium.osm.NODE) as reader:
        osmium.apply(reader, handler)
    return handler


def _relations(path: Path) -> tuple[list[tuple[int, list[int]]], list[tuple[int, list[int]]]]:
    """Multipolygons with a used tag, and turn restrictions: each by id with the ids of its ways."""
    areas: list[tuple[int, list[int]]] = []
    restrictions: list[tuple[int, list[int]]] = []
    for relation in osmium.FileProcessor(path, osmium.osm.RELATION).with_filter(KeyFilter("type")):
        if not isinstance(relation, osmium.osm.Relation):
            continue
        kind = relation.tags["type"]
        area = kind == "multipolygon" and any(key in relation.tags for key in WAY_KEYS)
        if area or kind.startswith("restriction"):
            ways = [member.ref for member in relation.members if member.type == "w"]
            (areas if area else restrictions).append((relation.id, ways))
    return areas, restrictions


def _ways(path: Path, filters: Iterable[Any]) -> Iterator[osmium.osm.Way]:
    """The ways that pass all filters, in the order of the file."""
    processor = osmium.FileProcessor(path, osmium.osm.WAY)
    for each in filters:
        processor.with_filter(each)
    for way in processor:
        if isinstance(way, osmium.osm.Way):
            yield way


def _only(ways: Iterable[int]) -> Any:
    """A filter that ways with these ids pass; it takes up to 200 MB, whatever the extract, until it is let go."""
    tracker = osmium.IdTracker()
    for way in ways:
        tracker.add_way(way)
    return tracker.id_filter()


def _touching(path: Path, filters: list[Any], places: Any, polygon: Polygon | MultiPolygon) -> Iterator[int]:
    """Ids of the filtered ways that touch the polygon; of a way with missing nodes, the nodes that are there count."""
    wkb = osmium.geom.WKBFactory()
    ids: list[int] = []
    shapes: list[bytes] = []

    def touching() -> Iterator[int]:
        touches = shapely.intersects(shapely.from_wkb(shapes), polygon)
        yield from np.array(ids, dtype="int64")[touches].tolist()
        ids.clear()
        shapes.clear()

    for way in _ways(path, [*filters, places]):
        try:
            shape = bytes.fromhex(wkb.create_linestring(way))
        except (RuntimeError, osmium.InvalidLocationError):
            shape = shapely.to_wkb(shapely.MultiPoint([(n.lon, n.lat) for n in way.nodes if n.location.valid()]))
        ids.append(way.id)
        shapes.append(shape)
        if len(ids) == BATCH:
            yield from touching()
    yield from touching()


def _write_ways(path: Path, out: Path, wanted: set[int], kept: _Kept, places: Any) -> npt.NDArray[np.int64]:
    """Writes the kept ways; returns their nodes that the extract has as (n, 3) rows id, x, y, by id, each once."""
    parts: list[npt.NDArray[np.int64]] = [np.empty((0, 3), dtype="int64")]
    rows: list[tuple[int, int, int]] = []
    with osmium.SimpleWriter(_as_pbf(out), header=_header(), overwrite=True) as writer:
        for way in _ways(path, [_only(wanted), places]):
            there = [(node.ref, node.x, node.y) for node in way.nodes if node.location.valid()]
            kept.incomplete += len(there) < len(way.nodes)
            kept.way_count += 1
            rows += there
            writer.add_way(way)
            if len(rows) > BATCH * 10:
                parts.append(np.unique(np.array(rows, dtype="int64"), axis=0))
                rows = []
    if rows:
        parts.append(np.array(rows, dtype="int64"))
    nodes = np.concatenate(parts)
    _, first = np.unique(nodes[:, 0], return_index=True)
    return nodes[first]


def _write_nodes(
    path: Path, writer: osmium.SimpleWriter, nodes: npt.NDArray[np.int64], polygon: Polygon | MultiPolygon
) -> tuple[int, bool]:
    """Writes the nodes of kept ways and the used nodes inside, by id; returns how many, and whether any lies inside."""
    west, south, east, north = polygon.bounds
    waiting = iter(nodes.tolist())
    plain = next(waiting, None)
    count, found, last = 0, False, -(2**63)
    tagged = osmium.FileProcessor(path, osmium.osm.NODE).with_filter(EmptyTagFilter())
    for node in tagged:
        if not isinstance(node, osmium.osm.Node):
            continue
        if node.id <= last:
            raise ValueError("nodes are not sorted")
        last = node.id
        while plain is not None and plain[0] < node.id:
            writer.add_node(_plain(plain))
            count, plain = count + 1, next(waiting, None)
        of_way = plain is not None and plain[0] == node.id
        if of_way:
            plain = next(waiting, None)
        place = node.location
        used = (
            place.valid()
            and west <= place.lon <= east
            and south <= place.lat <= north
            and any(key in node.tags for key in NODE_KEYS)
            and bool(shapely.intersects_xy(polygon, place.lon, place.lat))
        )
        found = found or used
        if of_way or used:
            writer.add_node(node)
            count += 1
    while plain is not None:
        writer.add_node(_plain(plain))
        count, plain = count + 1, next(waiting, None)
    return count, found


def _plain(row: list[int]) -> Any:
    return osmium.osm.mutable.Node(id=row[0], location=(row[1] / DEGREE, row[2] / DEGREE))


def _as_pbf(path: Path) -> osmium.io.File:
    return osmium.io.File(str(path), "pbf,add_metadata=false")


def _header() -> osmium.io.Header:
    header = osmium.io.Header()
    header.set("generator", GENERATOR)
    return header
