"""Neighbourhood streets: each buurt cut into blocks, first by collectors, then by streets that end on older ones.

Here belongs the shape of a neighbourhood. A new street ends on an older one, so junctions are staggered and have three
arms; which ends are closed for cars is drawn in :mod:`geo.sample.network`. No through roads, no junctions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi, sin

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from geo.sample.plan import Cell
from geo.sample.street import Street, parts, tags

COLLECTOR_AREA_M2 = 240_000.0
"""A neighbourhood larger than this is cut by a collector first."""

SMALLEST_M2 = 4_000.0
"""A scrap of land smaller than this gets no street."""

SHORTEST_M = 45.0
"""A street is at least this long."""


@dataclass(frozen=True)
class Style:
    """How a kind of neighbourhood is cut: width and length of a block, share of closed streets, class of street."""

    width: float
    length: float
    closing: float
    highway: str = "residential"


STYLES: dict[str, Style] = {
    "centre": Style(60.0, 140.0, 0.45),
    "old": Style(68.0, 195.0, 0.65),
    "postwar": Style(76.0, 225.0, 0.8),
    "flats": Style(94.0, 260.0, 0.85),
    "seventies": Style(72.0, 195.0, 1.0, "living_street"),
    "newbuild": Style(74.0, 215.0, 0.95),
    "villa": Style(100.0, 270.0, 0.85),
    "village": Style(80.0, 210.0, 0.7),
    "industry": Style(145.0, 300.0, 0.4),
}


@dataclass(frozen=True)
class _Cut:
    """A cut through a block: the line, the blocks on both sides, and whether it is a collector or runs lengthwise."""

    streets: tuple[LineString, ...]
    blocks: tuple[Polygon, ...]
    collector: bool
    lengthwise: bool


def quarter(cell: Cell, area: BaseGeometry, supply: Iterator[str], rng: np.random.Generator) -> Iterator[Street]:
    """The streets of one buurt, older ones first.

    Args:
        cell: the buurt.
        area: the land in it that streets may run over, plan metres.
        supply: names of streets.
        rng: random numbers.
    """
    style = STYLES[cell.kind]
    blocks = [p for p in shapely.get_parts(area) if isinstance(p, Polygon)]
    while blocks:
        cut = _cut(blocks.pop(0), style, rng)
        if cut is None:
            continue
        blocks += cut.blocks
        for line in cut.streets:
            yield _street(line, cut, style, cell, next(supply), rng)


def _street(line: LineString, cut: _Cut, style: Style, cell: Cell, name: str, rng: np.random.Generator) -> Street:
    if cut.collector:
        return Street(line, "unclassified", name, cell.code, 0.0, tags(30))
    kind = style.highway
    if kind == "living_street" and rng.random() < (0.15 if cut.lengthwise else 0.6):
        kind = "residential"
    if cell.code.endswith("0000") and rng.random() < 0.4:
        kind = "pedestrian"
    speed = {"living_street": 15, "pedestrian": 15, "residential": 30}[kind]
    return Street(line, kind, name, cell.code, style.closing * (1.0 if cut.lengthwise else 0.9), tags(speed))


def _cut(block: Polygon, style: Style, rng: np.random.Generator) -> _Cut | None:
    """Cut a block that is too large: across when it is long, lengthwise when it is wide; None when it is small."""
    if block.area < SMALLEST_M2:
        return None
    middle, along, across, length, width = _box(block)
    collector = block.area > COLLECTOR_AREA_M2
    lengthwise = not collector and length <= 1.5 * style.length
    if lengthwise and width <= 1.6 * style.width:
        return None
    ahead, reach, run = (along, length, width) if not lengthwise else (across, width, length)
    side = across if not lengthwise else along
    start = middle + ahead * float(rng.normal(0, 0.06)) * reach
    turn = float(rng.normal(0, 0.035))
    side = side + ahead * turn
    bend = float(rng.normal(0, 0.055 if collector else 0.02)) * run
    steps = np.linspace(-0.75, 0.75, 13 if collector else 7)
    line = LineString([start + side * s * run + ahead * bend * sin(pi * (s + 0.5)) for s in steps.tolist()])
    streets = tuple(p for p in parts(line.intersection(block)) if p.length >= SHORTEST_M)
    if not streets:
        return None
    pieces = shapely.get_parts(split(block, line))
    return _Cut(streets, tuple(p for p in pieces if isinstance(p, Polygon)), collector, lengthwise)


Vector = NDArray[np.float64]


def _box(block: Polygon) -> tuple[Vector, Vector, Vector, float, float]:
    """The smallest box around a block: middle, unit vectors along and across, length, width."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(block))[:3]
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    a, b = float(np.linalg.norm(first)), float(np.linalg.norm(second))
    middle = (corners[0] + corners[2]) / 2
    if a >= b:
        return middle, first / a, second / b, a, b
    return middle, second / b, first / a, b, a
