"""Voorbeeldstad as an OpenStreetMap extract: streets, addresses, amenities, water, railway, land use, parks, places.

Here belongs writing PBF; what is written comes from the other modules. WGS 84, ids counted up, no timestamps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import osmium
import osmium.io
import osmium.osm.mutable as mutable
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import Polygon

from geo.sample.facilities import OSM_TAGS
from geo.sample.network import Network
from geo.sample.plan import VILLAGES, CityPlan, warp, warp_shape
from geo.sample.street import parks

Tags = dict[str, str]

COVER: dict[str, Tags] = {
    "Horsterbos": {"natural": "wood"},
    "Zandhemer Heide": {"natural": "heath"},
    "Zuiderbroek": {"landuse": "forest"},
    "Hoge Meen": {"landuse": "forest"},
    "Lindelosche Es": {"landuse": "farmland"},
}
"""Woods, heath and fields by the buurt that they lie in."""


class _Extract:
    """Nodes and ways with running ids; lives only inside :func:`write_osm`."""

    def __init__(self) -> None:
        self._to_wgs = Transformer.from_crs(28992, 4326, always_xy=True)
        self.nodes: list[tuple[float, float, Tags]] = []
        self.ways: list[tuple[list[int], Tags]] = []

    def add_nodes(self, xy: NDArray[np.float64], tags: Sequence[Tags] | None = None) -> list[int]:
        lon, lat = self._to_wgs.transform(xy[:, 0], xy[:, 1])
        first = len(self.nodes) + 1
        own = tags if tags is not None else [{}] * len(xy)
        self.nodes += list(zip(np.round(lon, 7).tolist(), np.round(lat, 7).tolist(), own, strict=True))
        return list(range(first, first + len(xy)))

    def add_way(self, ids: list[int], tags: Tags) -> None:
        self.ways.append((ids, tags))

    def add_area(self, shape: Polygon, tags: Tags) -> None:
        ids = self.add_nodes(np.array(shape.exterior.coords)[:-1])
        self.add_way([*ids, ids[0]], tags)


def write_osm(path: Path, plan: CityPlan, network: Network, addresses: pd.DataFrame, amenities: pd.DataFrame) -> None:
    """Write the extract.

    Args:
        path: file that ends in ``.osm.pbf``.
        plan: the partition, the river, the railway.
        network: streets, RD New.
        addresses: the address table, RD New.
        amenities: DataFrame[name, kind, x_rd, y_rd], RD New.
    """
    extract = _Extract()
    bollard = [{"barrier": "bollard"} if k in network.bollards else {} for k in range(len(network.rd_xy))]
    ids = extract.add_nodes(network.rd_xy, bollard)
    for way in network.ways:
        tags = {"highway": way.highway, **dict(way.tags)}
        if way.name:
            tags["name"] = way.name
        extract.add_way([ids[n] for n in way.nodes], tags)
    extract.add_nodes(
        addresses[["x_rd", "y_rd"]].to_numpy(dtype=float),
        [
            {"addr:city": place, "addr:housenumber": number, "addr:postcode": postcode, "addr:street": street}
            for street, number, postcode, place in addresses[
                ["street", "house_number", "postcode", "place"]
            ].itertuples(index=False, name=None)
        ],
    )
    _amenities(extract, amenities)
    _base_map(extract, plan)
    _write(path, extract)


def _amenities(extract: _Extract, amenities: pd.DataFrame) -> None:
    tags = []
    for row in amenities.itertuples(index=False):
        key, value = OSM_TAGS[str(row.kind)]
        tags.append({key: value, "name": str(row.name)})
    extract.add_nodes(amenities[["x_rd", "y_rd"]].to_numpy(dtype=float) + 4.0, tags)


def _base_map(extract: _Extract, plan: CityPlan) -> None:
    for cell in plan.cells:
        if cell.kind == "water":
            extract.add_area(cell.rd, {"natural": "water", "water": "river", "name": "De Vore"})
        elif cell.kind == "industry":
            extract.add_area(cell.rd, {"landuse": "industrial", "name": cell.name})
        elif cell.kind != "rural":
            extract.add_area(cell.rd, {"landuse": "residential"})
    for name, shape in parks(plan):
        extract.add_area(_polygon(warp_shape(shape)), {"leisure": "park", "name": name})
        if "plas" in name.lower() or "hout" in name.lower():
            pond = shapely.Point(shape.centroid.x + 40, shape.centroid.y - 30).buffer(85.0, quad_segs=6)
            extract.add_area(_polygon(warp_shape(pond)), {"natural": "water", "water": "pond"})
    for cell in plan.cells:
        cover = COVER.get(cell.name)
        if cover is not None:
            spot = cell.plan.representative_point()
            reach = 0.2 * float(np.sqrt(cell.plan.area))
            lobes = [(0.0, 0.0, 1.0), (0.9, 0.3, 0.75), (-0.7, 0.6, 0.6), (-0.2, -1.0, 0.7)]
            patches = [
                shapely.Point(spot.x + dx * reach, spot.y + dy * reach).buffer(r * reach, quad_segs=4)
                for dx, dy, r in lobes
            ]
            patch = shapely.union_all(patches).intersection(cell.plan.buffer(-60.0))
            for part in shapely.get_parts(warp_shape(patch)):
                extract.add_area(_polygon(part), {**cover, "name": cell.name})
    for part in shapely.get_parts(warp_shape(plan.railway.intersection(plan.boundary))):
        ids = extract.add_nodes(np.array(part.coords))
        extract.add_way(ids, {"railway": "rail", "gauge": "1435"})
    centre = warp(np.array([(0.0, 0.0)]))
    extract.add_nodes(centre, [{"place": "city", "name": "Voorbeeldstad"}])
    extract.add_nodes(
        warp(np.array([(v.x, v.y) for v in VILLAGES])), [{"place": "village", "name": v.name} for v in VILLAGES]
    )
    done: dict[str, list[Polygon]] = {}
    for cell in plan.cells:
        if cell.kind not in {"rural", "water", "village", "centre"}:
            done.setdefault(cell.wijk_name, []).append(cell.rd)
    for name, shapes in done.items():
        spot = shapely.union_all(shapes).representative_point()
        extract.add_nodes(np.array([(spot.x, spot.y)]), [{"place": "suburb", "name": name}])


def _polygon(shape: shapely.geometry.base.BaseGeometry) -> Polygon:
    if not isinstance(shape, Polygon):
        raise TypeError(f"a polygon was expected, not a {shape.geom_type}")
    return shape


def _write(path: Path, extract: _Extract) -> None:
    header = osmium.io.Header()
    header.set("generator", "wijkplan sample")
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = osmium.SimpleWriter(str(path), header=header, overwrite=True)
    try:
        for number, (lon, lat, tags) in enumerate(extract.nodes, start=1):
            writer.add_node(mutable.Node(id=number, version=1, location=(lon, lat), tags=_sorted(tags)))
        for number, (nodes, tags) in enumerate(extract.ways, start=1):
            writer.add_way(mutable.Way(id=number, version=1, nodes=nodes, tags=_sorted(tags)))
    finally:
        writer.close()


def _sorted(tags: Tags) -> list[tuple[str, str]]:
    items: Iterable[tuple[str, str]] = tags.items()
    return sorted(items)
