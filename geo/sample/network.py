"""From crossing plan lines to a street network: junctions, closed ends with a bollard, one-ways, one connected whole.

Here belongs topology; which streets there are is in :mod:`geo.sample.streets`, writing OSM in :mod:`geo.sample.osm`.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.sample.plan import warp
from geo.sample.street import CAR_CLASSES, Street

MERGE_M = 4.0
"""Junctions nearer than this become one."""

GAP_M = (24.0, 42.0)
"""A closed street stops this far from the junction it would have reached."""

PATH_SHARE = 0.3
"""Share of closed streets from which walkers and bicycles go on."""

GARDENS = "gardens"
"""Class of the stretch between a dead end and the next street while the network is being built; never written."""

SHAPE_M = 70.0
"""A node at least every so many metres, so that long streets bend."""


@dataclass(frozen=True)
class Way:
    """A stretch of street: node indices in order, class, name, buurt, tags."""

    nodes: tuple[int, ...]
    highway: str
    name: str
    buurt: str
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def oneway(self) -> bool:
        """True where cars go in the direction of the nodes only."""
        return ("oneway", "yes") in self.tags


@dataclass(frozen=True)
class Network:
    """Nodes in plan metres and RD New metres (both (n, 2)), the ways over them, and the nodes with a bollard."""

    plan_xy: NDArray[np.float64]
    rd_xy: NDArray[np.float64]
    ways: tuple[Way, ...]
    bollards: frozenset[int]

    def line_rd(self, way: Way) -> NDArray[np.float64]:
        """The coordinates of a way, RD New metres (n, 2)."""
        return self.rd_xy[list(way.nodes)]


def build_network(streets: Sequence[Street], rng: np.random.Generator) -> Network:
    """Cut the streets at their crossings, close ends for cars, set one-ways, keep one connected network."""
    xy, chains = _node(streets)
    builder = _Builder([tuple(p) for p in xy])
    degree: dict[int, int] = defaultdict(int)
    for chain in chains:
        for node in chain:
            degree[node] += 1
    for street, chain in zip(streets, chains, strict=True):
        builder.add(street, chain, degree, rng)
    ways = _largest_part(builder.ways, CAR_CLASSES | {"cycleway", "footway", "pedestrian", GARDENS})
    ways = [w for w in _reopen(ways, builder.bollards) if w.highway != GARDENS]
    bollards = frozenset(builder.bollards)
    ways = _drop_cut_off(ways)
    ways = _largest_part(ways, CAR_CLASSES | {"cycleway", "footway", "pedestrian"})
    ways = _oneways(ways, rng)
    return _compact(np.array(builder.xy), ways, bollards)


def car_edges(ways: Iterable[Way], bollards: frozenset[int] = frozenset()) -> list[tuple[int, int]]:
    """Directed edges that a car may drive, past no bollard."""
    edges = []
    for way in ways:
        if way.highway not in CAR_CLASSES:
            continue
        for a, b in itertools.pairwise(way.nodes):
            if a in bollards or b in bollards:
                continue
            edges.append((a, b))
            if not way.oneway:
                edges.append((b, a))
    return edges


def components(edges: Sequence[tuple[int, int]], *, strong: bool = False) -> dict[int, int]:
    """Component number of each node that has an edge; number 0 is the largest."""
    if not edges:
        return {}
    array = np.array(edges)
    nodes, inverse = np.unique(array, return_inverse=True)
    inverse = inverse.reshape(array.shape)
    graph = coo_array((np.ones(len(array)), (inverse[:, 0], inverse[:, 1])), shape=(len(nodes), len(nodes)))
    _, labels = connected_components(graph, directed=strong, connection="strong" if strong else "weak")
    order = np.argsort(-np.bincount(labels), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return dict(zip(nodes.tolist(), rank[labels].tolist(), strict=True))


class _Builder:
    """Collects ways while streets are cut; lives only inside :func:`build_network`."""

    def __init__(self, xy: list[tuple[float, float]]) -> None:
        self.xy = xy
        self.ways: list[Way] = []
        self.bollards: set[int] = set()

    def add(self, street: Street, chain: list[int], degree: dict[int, int], rng: np.random.Generator) -> None:
        while len(chain) > 2 and degree[chain[0]] == 1 and self._distance(chain[0], chain[1]) < 14.0:
            chain = chain[1:]
        while len(chain) > 2 and degree[chain[-1]] == 1 and self._distance(chain[-1], chain[-2]) < 14.0:
            chain = chain[:-1]
        if street.buurt:
            chain = self._trim(chain, degree, rng)
        if len(chain) < 2:
            return
        if rng.random() < street.closing:
            chain = self._close(street, chain, degree, rng)
        self._way(street, chain, street.highway, street.tags)

    def _trim(self, chain: list[int], degree: dict[int, int], rng: np.random.Generator) -> list[int]:
        """Most dead ends of neighbourhood streets stop at the last junction: by a park, the railway, the fields."""
        for _ in range(2):
            if len(chain) > 3 and degree[chain[-1]] == 1 and rng.random() < 0.8:
                chain = chain[:-1]
            chain = chain[::-1]
        return chain

    def _close(self, street: Street, chain: list[int], degree: dict[int, int], rng: np.random.Generator) -> list[int]:
        """Stop a street short of one of its two junctions; a path with a bollard goes on, or gardens lie between."""
        if degree[chain[0]] < 2 or degree[chain[-1]] < 2:
            return chain
        if rng.random() < 0.5:
            chain = chain[::-1]
        inner, outer = chain[-2], chain[-1]
        gap, whole = float(rng.uniform(*GAP_M)), self._distance(inner, outer)
        if whole < gap + 15.0:
            return chain
        (ax, ay), (bx, by) = self.xy[outer], self.xy[inner]
        end, middle = (
            self._new(ax + (bx - ax) * away / whole, ay + (by - ay) * away / whole) for away in (gap, gap / 2)
        )
        highway = GARDENS if rng.random() > PATH_SHARE else "cycleway" if rng.random() < 0.5 else "footway"
        self.bollards.add(middle)
        self.ways.append(Way((end, middle, outer), highway, street.name, street.buurt))
        return [*chain[:-1], end]

    def _way(self, street: Street, chain: Sequence[int], highway: str, tags: tuple[tuple[str, str], ...]) -> None:
        nodes = [chain[0]]
        for a, b in itertools.pairwise(chain):
            pieces = int(self._distance(a, b) // SHAPE_M)
            (ax, ay), (bx, by) = self.xy[a], self.xy[b]
            nodes += [
                self._new(ax + (bx - ax) * k / (pieces + 1), ay + (by - ay) * k / (pieces + 1))
                for k in range(1, pieces + 1)
            ]
            nodes.append(b)
        self.ways.append(Way(tuple(nodes), highway, street.name, street.buurt, tags))

    def _new(self, x: float, y: float) -> int:
        self.xy.append((x, y))
        return len(self.xy) - 1

    def _distance(self, a: int, b: int) -> float:
        return float(np.hypot(self.xy[a][0] - self.xy[b][0], self.xy[a][1] - self.xy[b][1]))


def _node(streets: Sequence[Street]) -> tuple[NDArray[np.float64], list[list[int]]]:
    """Crossing points of all streets: node coordinates and, a street, its chain of nodes."""
    lines = np.array([_longer(street.line) for street in streets])
    tree = shapely.STRtree(lines)
    first, second = tree.query(lines, predicate="intersects")
    keep = first < second
    first, second = first[keep], second[keep]
    crossings = shapely.intersection(lines[first], lines[second])
    marks: list[list[tuple[float, float, float]]] = [[] for _ in streets]
    for a, b, shape in zip(first.tolist(), second.tolist(), crossings, strict=True):
        for point in shapely.get_coordinates(shape if shape.geom_type != "LineString" else shape.centroid):
            spot = shapely.Point(point)
            for own in (a, b):
                marks[own].append((float(lines[own].project(spot)), float(point[0]), float(point[1])))
    for index, line in enumerate(lines):
        marks[index] += [(float(line.project(shapely.Point(c))), c[0], c[1]) for c in line.coords]
    flat = np.array([(x, y) for own in marks for _, x, y in own])
    pairs = cKDTree(flat).query_pairs(MERGE_M, output_type="ndarray")
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(flat), len(flat)))
    _, labels = connected_components(graph, directed=False)
    _, first_of = np.unique(labels, return_index=True)
    xy = flat[first_of]
    chains, position = [], 0
    for own in marks:
        # mypy infers no type for an argument with a default in a lambda
        order = sorted(range(len(own)), key=lambda k, own=own: own[k][0])  # type: ignore[misc]
        chain: list[int] = []
        for k in order:
            node = int(labels[position + k])
            if not chain or chain[-1] != node:
                chain.append(node)
        position += len(own)
        chains.append(chain)
    return xy, chains


def _longer(line: shapely.LineString, by: float = 1.5) -> shapely.LineString:
    """The line a little longer at both ends, so that an end on another street meets it."""
    c = np.array(line.coords)
    head = c[0] + (c[0] - c[1]) / np.linalg.norm(c[0] - c[1]) * by
    tail = c[-1] + (c[-1] - c[-2]) / np.linalg.norm(c[-1] - c[-2]) * by
    return shapely.LineString([head, *c[1:-1], tail])


def _largest_part(ways: Sequence[Way], classes: frozenset[str]) -> list[Way]:
    edges = [(a, b) for w in ways if w.highway in classes for a, b in itertools.pairwise(w.nodes)]
    label = components(edges)
    return [w for w in ways if label.get(w.nodes[0]) == 0]


def _reopen(ways: list[Way], bollards: set[int]) -> list[Way]:
    """Open closed ends again where a group of streets would otherwise be cut off for cars."""
    while True:
        label = components(car_edges([replace(w, tags=()) for w in ways]))
        lost = {node for node, number in label.items() if number > 0}
        if not lost:
            return ways
        changed = False
        result = []
        for way in ways:
            is_end = len(way.nodes) == 3 and way.nodes[1] in bollards and way.highway not in CAR_CLASSES
            apart = label.get(way.nodes[0]) != label.get(way.nodes[2]) if is_end else False
            if apart and (way.nodes[0] in lost or way.nodes[2] in lost):
                result.append(replace(way, highway="residential", tags=(("maxspeed", "30"),)))
                bollards.discard(way.nodes[1])
                changed = True
            else:
                result.append(way)
        ways = result
        if not changed:
            return ways


def _drop_cut_off(ways: list[Way]) -> list[Way]:
    """Streets that a car cannot reach at all become paths (they stay for walkers and bicycles)."""
    label = components(car_edges([replace(w, tags=()) for w in ways]))
    return [
        replace(w, highway="footway", tags=()) if w.highway in CAR_CLASSES and label[w.nodes[0]] > 0 else w
        for w in ways
    ]


def _oneways(ways: list[Way], rng: np.random.Generator) -> list[Way]:
    """One-way traffic in part of the old streets, taken back where it would leave a place without a way in or out."""
    result = []
    for way in ways:
        inner = way.buurt[6:8] in {"00", "01", "02"} and way.highway == "residential" and len(way.nodes) > 3
        if inner and rng.random() < 0.45:
            nodes = way.nodes if rng.random() < 0.5 else way.nodes[::-1]
            tags = tuple(sorted({*way.tags, ("oneway", "yes"), ("oneway:bicycle", "no")}))
            result.append(replace(way, nodes=nodes, tags=tags))
        else:
            result.append(way)
    while True:
        label = components(car_edges(result), strong=True)
        bad = [k for k, w in enumerate(result) if w.oneway and any(label[n] > 0 for n in w.nodes)]
        if not bad:
            return result
        for k in bad:
            result[k] = replace(result[k], tags=tuple(t for t in result[k].tags if not t[0].startswith("oneway")))


def _compact(xy: NDArray[np.float64], ways: Sequence[Way], bollards: frozenset[int]) -> Network:
    used = sorted({n for w in ways for n in w.nodes})
    place = {node: k for k, node in enumerate(used)}
    moved = tuple(replace(w, nodes=tuple(place[n] for n in w.nodes)) for w in ways)
    plan_xy = xy[used]
    return Network(plan_xy, warp(plan_xy), moved, frozenset(place[b] for b in bollards if b in place))
