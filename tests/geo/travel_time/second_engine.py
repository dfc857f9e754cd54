"""A second engine, to hold the first against: osmium reads the streets, scipy's Dijkstra goes from piece to piece.

Nothing of OSRM is used. A state is a piece of street in one direction; a step to the next piece costs the time along
that piece and the turn before it, so that one-ways, turn restrictions, u-turns and the cost of turns are in the graph.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
from pyproj import Geod, Transformer
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra

from geo.travel_time.profile import Profile
from tests.geo.travel_time.second_rules import WHO, Tags, Use, kind, node_closed, uses

NOT_THROUGH_S = 1e5
"""What it costs, besides time, to enter a street that is only for those who must be there."""


SHARP = 150.0
"""Degrees."""


@dataclass(frozen=True)
class Leave:
    """Rules read another way, to see which of them makes a difference.

    ``sharp_turns_apart``: a turn of over 150 degrees costs what a u-turn does. ``restrictions``: none are read.
    """

    sharp_turns_apart: bool = False
    restrictions: bool = False


@dataclass
class Map:
    """Streets as they are in an extract."""

    place: dict[int, tuple[float, float]] = field(default_factory=dict)
    node_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: dict[int, tuple[list[int], dict[str, str]]] = field(default_factory=dict)
    restrictions: list[tuple[str, int, int, int, dict[str, str]]] = field(default_factory=list)


def read_map(extract: Path) -> Map:
    """Ways that any mode could use, their nodes and the turn restrictions by one node."""
    result = Map()
    for thing in osmium.FileProcessor(extract).with_locations():
        if isinstance(thing, osmium.osm.Node):
            if len(thing.tags):
                result.node_tags[thing.id] = {tag.k: tag.v for tag in thing.tags}
        elif isinstance(thing, osmium.osm.Way):
            tags = {tag.k: tag.v for tag in thing.tags}
            if not tags.keys() & {"highway", "route", "railway", "amenity", "man_made", "public_transport", "bridge"}:
                continue
            known = [node for node in thing.nodes if node.location.valid()]
            result.ways[thing.id] = [node.ref for node in known], tags
            result.place.update({node.ref: (node.lon, node.lat) for node in known})
        elif isinstance(thing, osmium.osm.Relation) and thing.tags.get("type") == "restriction":
            parts = defaultdict(list)
            for member in thing.members:
                parts[(member.role, member.type)].append(member.ref)
            if parts[("via", "n")] and parts[("from", "w")] and parts[("to", "w")]:
                tags = {tag.k: tag.v for tag in thing.tags}
                for start in parts[("from", "w")]:
                    for end in parts[("to", "w")]:
                        result.restrictions.append(
                            (tags.get("restriction", ""), start, parts[("via", "n")][0], end, tags)
                        )
    return result


@dataclass(frozen=True)
class SecondEngine:
    """The graph of one mode: pieces of street as states, with places, times and what part each lies in."""

    start_node: np.ndarray
    end_node: np.ndarray
    way: np.ndarray
    seconds: np.ndarray
    metres: np.ndarray
    twin: np.ndarray
    may_start: np.ndarray
    middle: np.ndarray
    part: np.ndarray
    steps: csr_matrix

    @classmethod
    def build(cls, streets: Map, profile: Profile, leave: Leave = Leave()) -> SecondEngine:
        pieces = _pieces(streets, profile)
        graph = _steps(streets, profile, pieces, leave)
        _, part = connected_components(graph, directed=True, connection="strong")
        start, end, way, seconds, metres, may_start, _, twin, _ = pieces
        at = np.array([streets.place[node] for node in start]) + np.array([streets.place[node] for node in end])
        middle = np.column_stack(Transformer.from_crs(4326, 28992, always_xy=True).transform(*(at / 2).T))
        return cls(start, end, way, seconds, metres, twin, may_start, middle, part, graph)

    def main_part(self) -> int:
        """The part with most pieces in which travel may start."""
        return int(np.bincount(self.part[self.may_start]).argmax())

    def joined(self, pieces: np.ndarray) -> np.ndarray:
        """Whether the main part leads to each piece and each piece back, in one of its directions."""
        root = int(np.flatnonzero(self.may_start & (self.part == self.main_part()))[0])
        both = np.ones(len(pieces), dtype=bool)
        for graph in (self.steps, self.steps.T.tocsr()):
            there = np.zeros(len(self.part), dtype=bool)
            there[breadth_first_order(graph, root, return_predecessors=False)] = True
            other = self.twin[pieces]
            both &= there[pieces] | ((other >= 0) & there[other])
        return both

    def seconds_between(self, origins: Sequence[int], destinations: Sequence[Sequence[int]]) -> list[np.ndarray]:
        """Seconds from the middle of each piece to the middles of its destinations; inf where there is no way."""
        count, extra = len(self.seconds), len(origins)
        graph = self.steps.tocoo()
        rows, columns, values = [graph.row], [graph.col], [graph.data]
        for number, origin in enumerate(origins):
            states = self._both(origin)
            rows.append(np.full(len(states), count + number))
            columns.append(states)
            values.append(self.seconds[states] / 2 + 1e-9)
        size = count + extra
        whole = coo_matrix(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(size, size)
        ).tocsr()
        result = []
        for number, wanted in enumerate(destinations):
            cost = dijkstra(whole, indices=count + number)
            found = []
            for destination in wanted:
                states = self._both(destination)
                ends = cost[states] - self.seconds[states] / 2
                found.append(ends.min() % NOT_THROUGH_S if np.isfinite(ends.min()) else math.inf)
            result.append(np.array(found))
        return result

    def _both(self, piece: int) -> np.ndarray:
        """A piece and the same piece the other way, where that may be used."""
        twin = self.twin[piece]
        return np.array([piece] if twin < 0 else [piece, twin])


def _pieces(streets: Map, profile: Profile) -> tuple[np.ndarray, ...]:
    start, end, ways, seconds, metres, may_start, must, twins, alongs = [], [], [], [], [], [], [], [], []
    geod = Geod(ellps="sphere")
    for number, (nodes, tags) in streets.ways.items():
        along, against = uses(profile.mode, tags, profile)
        if not along.kmh and not against.kmh:
            continue
        longitude, latitude = np.array([streets.place[node] for node in nodes]).T
        if len(nodes) < 2:
            continue
        lengths = geod.inv(longitude[:-1], latitude[:-1], longitude[1:], latitude[1:])[2]
        for first, last, length in zip(nodes[:-1], nodes[1:], lengths, strict=True):
            pair = [(first, last, along), (last, first, against)]
            used = [(begin, finish, use) for begin, finish, use in pair if use.kmh]
            for place, (begin, finish, use) in enumerate(used):
                twins.append(len(start) + (1 - 2 * place) if len(used) == 2 else -1)
                start.append(begin)
                end.append(finish)
                ways.append(number)
                metres.append(length)
                seconds.append(max(length / (use.kmh / 3.6), 0.05))
                may_start.append(use.start)
                must.append(use.only_to_be_there)
                alongs.append(begin == first)
    kinds = (np.int64, np.int64, np.int64, float, float, bool, bool, np.int64, bool)
    lists = (start, end, ways, seconds, metres, may_start, must, twins, alongs)
    return tuple(np.array(values, dtype=dtype) for values, dtype in zip(lists, kinds, strict=True))


def _steps(streets: Map, profile: Profile, pieces: tuple[np.ndarray, ...], leave: Leave) -> csr_matrix:
    start, end, ways, seconds, _, _, must, _, along = pieces
    out_of, neighbours = defaultdict(list), defaultdict(set)
    for piece, (first, last) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        out_of[first].append(piece)
        neighbours[first].add(last)
        neighbours[last].add(first)
    closed = {node for node in neighbours if node_closed(profile.mode, streets.node_tags.get(node, {}), profile)}
    banned, only = ({}, {}) if leave.restrictions else _restrictions(streets, profile)
    place = streets.place
    rows, columns, costs = [], [], []
    for piece, (before, node, way) in enumerate(zip(start.tolist(), end.tolist(), ways.tolist(), strict=True)):
        options = [after for after in out_of[node] if end[after] != before]
        if node in closed or not options:
            options = [after for after in out_of[node] if end[after] == before]
        if (way, node) in only:
            options = [after for after in options if ways[after] in only[(way, node)]]
        roads = len(neighbours[node])
        for after in options:
            if ways[after] in banned.get((way, node), ()):
                continue
            angle = _angle(place[before], place[node], place[int(end[after])])
            u_turn = int(end[after]) == before or (leave.sharp_turns_apart and abs(angle) > SHARP and roads > 2)
            turn = _turn_s(profile, angle, u_turn=u_turn, roads=roads)
            turn += _at_node_s(profile, streets.node_tags.get(node, {}), along=bool(along[piece]))
            if must[after] and not must[piece]:
                turn += NOT_THROUGH_S
            rows.append(piece)
            columns.append(after)
            costs.append(turn + seconds[after])
    return coo_matrix((costs, (rows, columns)), shape=(len(start), len(start))).tocsr()


def _restrictions(streets: Map, profile: Profile) -> tuple[dict, dict]:
    """Ways that may not, and ways that alone may, be turned into from a way at a node."""
    banned, only = defaultdict(set), defaultdict(set)
    who = {"car": ("motorcar", "motor_vehicle", "vehicle"), "cargo_bike": ("bicycle",)}.get(kind(profile.mode))
    if who is None:
        return banned, only
    for plain, first, node, second, tags in streets.restrictions:
        rule = next((tags[f"restriction:{key}"] for key in who if f"restriction:{key}" in tags), plain)
        if set(tags.get("except", "").replace(" ", "").split(";")) & set(who):
            continue
        if rule.startswith("no_"):
            banned[(first, node)].add(second)
        elif rule.startswith("only_"):
            only[(first, node)].add(second)
    return banned, only


def _angle(before: tuple[float, float], at: tuple[float, float], after: tuple[float, float]) -> float:
    """Degrees turned: 0 straight on, positive to the right."""
    squeeze = math.cos(math.radians(at[1]))
    come = math.atan2((at[0] - before[0]) * squeeze, at[1] - before[1])
    leave = math.atan2((after[0] - at[0]) * squeeze, after[1] - at[1])
    return (math.degrees(leave - come) + 180) % 360 - 180


def _turn_s(profile: Profile, angle: float, *, u_turn: bool, roads: int) -> float:
    """Seconds of a turn, as OSRM's manual describes its profiles: a curve of the angle, left dearer than right."""
    costs, cost = profile.turns_s, 0.0
    rules = kind(profile.mode)
    if rules == "cargo_bike" and (roads > 2 or u_turn):
        cost = (angle / 90) ** 2 * costs["right_angle"] * (1 / 1.4 if angle >= 0 else 1.4)
    if rules == "car" and (roads > 2 or u_turn):
        bias = 1.075 if angle >= 0 else 1 / 1.075
        cost = costs["sharpest"] / (1 + math.exp(-(13 / bias * abs(angle) / 180 - 6.5 * bias)))
        if angle < 0 and not u_turn:
            cost += costs["oncoming"] / (1 + math.exp(-(13 * abs(angle) / 180 - 3.25)))
    return cost + (costs["u_turn"] if u_turn else 0.0)


def _at_node_s(profile: Profile, tags: Tags, *, along: bool) -> float:
    """Seconds lost at a node itself; a light or a sign may stand there for one direction of the way only."""
    rules, highway = kind(profile.mode), tags.get("highway", "")
    costs = {"traffic_signals": profile.turns_s["traffic_signal"]}
    if rules == "car":
        costs |= {"stop": 2.0, "give_way": 1.0}
    side = tags.get("traffic_signals:direction") if highway == "traffic_signals" else None
    side = side or (tags.get("direction") if rules == "car" else None)
    here = rules == "foot" or side not in {"forward", "backward"} or (side == "forward") == along
    told = any(key in tags for key in WHO[rules])
    gate = rules == "car" and tags.get("barrier") in {"gate", "lift_gate"} and not told
    return (costs.get(highway, 0.0) if here else 0.0) + (profile.turns_s["gate"] if gate else 0.0)


__all__ = ["Leave", "Map", "SecondEngine", "Use", "read_map"]
