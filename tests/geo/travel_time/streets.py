"""Small street files for tests: grids of ways in RD New metres, written as OpenStreetMap extracts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
from pyproj import Transformer

ORIGIN = (207_000.0, 474_000.0)
"""RD New place of the tests' (0, 0)."""


def rd(*places: tuple[float, float]) -> np.ndarray:
    """Places in metres from ORIGIN as RD New points."""
    return np.array(places, dtype=np.float64).reshape(-1, 2) + np.array(ORIGIN)


@dataclass
class Town:
    """Nodes at places (metres from ORIGIN) and ways through them; nodes are shared by place."""

    nodes: dict[tuple[float, float], int] = field(default_factory=dict)
    node_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: list[tuple[list[int], dict[str, str]]] = field(default_factory=list)
    relations: list[tuple[list[tuple[str, int, str]], dict[str, str]]] = field(default_factory=list)

    def node(self, place: tuple[float, float], **tags: str) -> int:
        number = self.nodes.setdefault(place, len(self.nodes) + 1)
        self.node_tags.setdefault(number, {}).update(tags)
        return number

    def way(self, *places: tuple[float, float], **tags: str) -> int:
        self.ways.append(([self.node(place) for place in places], {"highway": "residential", **tags}))
        return len(self.ways)

    def grid(self, size: int, step: float = 100.0, at: tuple[float, float] = (0.0, 0.0), **tags: str) -> Town:
        """A grid of ``size`` x ``size`` crossings, ``step`` metres apart."""
        at_x, at_y = at
        for line in range(size):
            self.way(*((at_x + step * i, at_y + step * line) for i in range(size)), **tags)
            self.way(*((at_x + step * line, at_y + step * i) for i in range(size)), **tags)
        return self

    def write(self, path: Path) -> Path:
        to_degrees = Transformer.from_crs(28992, 4326, always_xy=True)
        with osmium.SimpleWriter(path, overwrite=True) as writer:
            for place, number in self.nodes.items():
                longitude, latitude = to_degrees.transform(place[0] + ORIGIN[0], place[1] + ORIGIN[1])
                writer.add_node(
                    osmium.osm.mutable.Node(
                        id=number, location=(longitude, latitude), tags=self.node_tags[number], version=1
                    )
                )
            for number, (nodes, tags) in enumerate(self.ways, 1):
                writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags, version=1))
            for number, (members, tags) in enumerate(self.relations, 1):
                writer.add_relation(osmium.osm.mutable.Relation(id=number, members=members, tags=tags, version=1))
        return path
