"""The plan of Voorbeeldstad: its lines (river, rings, radials, villages) and its partition into buurten.

Here belongs the shape of the fictional gemeente: everything is drawn straight in plan metres around the market square
and bent afterwards by one smooth warp, so that streets and boundaries curve together. No streets, no figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

GEMEENTE = "GM9001"
NAME = "Voorbeeldstad"
CENTRE_RD = (205_000.0, 470_000.0)
"""Market square, RD New metres."""

RING_RADII = (230.0, 600.0, 1300.0, 2200.0, 3200.0)
"""Radii of core, canal ring, inner ring, middle ring and ring road, plan metres."""

SECTORS: dict[int, tuple[float, ...]] = {
    1: (0.0, 90.0, 180.0, 270.0, 360.0),
    2: (-130.0, -72.0, -36.0, 0.0, 36.0, 72.0, 130.0),
    3: (-118.0, -90.0, -72.0, -54.0, -36.0, -18.0, 0.0, 18.0, 36.0, 54.0, 72.0, 90.0, 118.0),
    4: (-112.0, -90.0, -72.0, -54.0, -36.0, -18.0, 0.0, 18.0, 36.0, 54.0, 72.0, 90.0, 112.0),
}
"""Boundaries of the sectors (degrees) of each ring outside the core."""

MAIN_RADIALS = (-72.0, -36.0, 0.0, 36.0, 72.0)
"""Directions of the arterial roads, degrees."""

RIVER_HALF_WIDTH = 62.0
QUAY = 28.0
WEST_X = (-2450.0, -1720.0, -400.0)
WEST_Y = (-1150.0, -550.0, 0.0, 600.0, 1250.0)
BYPASS_X = -3350.0
BRIDGES_Y = {"Marktbrug": 0.0, "Noorderbrug": 2120.0, "Zuiderbrug": -3060.0}
"""Names of the three road bridges and where they cross, plan metres north of the market square."""


@dataclass(frozen=True)
class Village:
    """A village: name, centre in plan metres, radius of the built-up kernel and directions of its meadows."""

    name: str
    x: float
    y: float
    radius: float
    meadows: tuple[float, ...]


VILLAGES = (
    Village("Oldemeen", 5050 * cos(radians(72)), 5050 * sin(radians(72)), 520.0, (20.0, 130.0, 250.0)),
    Village("Bremhorst", 5300 * cos(radians(36)), 5300 * sin(radians(36)), 460.0, (0.0, 110.0, 230.0)),
    Village("Lindelo", 5150 * cos(radians(-36)), 5150 * sin(radians(-36)), 400.0, (60.0, 180.0, 310.0)),
    Village("Zandhem", 4850 * cos(radians(-72)), 4850 * sin(radians(-72)), 480.0, (30.0, 170.0, 290.0)),
    Village("Wetersum", -4900.0, 350.0, 430.0, (20.0, 120.0, 210.0, 320.0)),
)


@dataclass(frozen=True)
class Cell:
    """One buurt of the plan: code, names, kind of neighbourhood, land polygon in plan metres and in RD New."""

    code: str
    name: str
    wijk: str
    wijk_name: str
    kind: str
    plan: Polygon
    rd: Polygon


@dataclass(frozen=True)
class CityPlan:
    """The partition of the gemeente and the lines that streets follow, in plan metres unless named otherwise."""

    cells: tuple[Cell, ...]
    boundary: Polygon
    boundary_rd: Polygon
    river: Polygon
    railway: LineString
    city: BaseGeometry
    quarter: Polygon
    kernels: tuple[Polygon, ...]


def warp(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Plan metres (n, 2) to RD New metres (n, 2), rounded to centimetres."""
    return np.round(np.asarray(xy, dtype=float) + _shift(np.asarray(xy, dtype=float)) + np.array(CENTRE_RD), 2)


def unwarp(rd: NDArray[np.float64]) -> NDArray[np.float64]:
    """RD New metres (n, 2) back to plan metres (n, 2), by fixed-point iteration (the warp is a contraction)."""
    target = np.asarray(rd, dtype=float) - np.array(CENTRE_RD)
    plan = target.copy()
    for _ in range(40):
        plan = target - _shift(plan)
    return plan


def warp_shape(shape: BaseGeometry, step: float = 60.0) -> BaseGeometry:
    """A plan geometry in RD New, its long edges bent: a vertex at least every ``step`` metres."""
    return shapely.transform(shapely.segmentize(shape, step), warp)


def river_x(y: float) -> float:
    """Where the middle of the river runs at plan height ``y``."""
    return -900.0 + 260.0 * sin(2 * pi * y / 6400.0 + 0.4)


def river_line(offset: float, low: float = -9000.0, high: float = 9000.0) -> LineString:
    """The river's middle line moved ``offset`` metres east, between two plan heights."""
    heights = np.linspace(low, high, max(3, int((high - low) / 100)))
    return LineString([(river_x(float(y)) + offset, float(y)) for y in heights])


def ring_radius(ring: int, angle: float) -> float:
    """Radius of a ring in direction ``angle`` (degrees): rings are not quite round."""
    theta = radians(angle)
    return RING_RADII[ring] * (1.0 + 0.035 * sin(3 * theta + ring) + 0.02 * sin(5 * theta + 2 * ring))


def polar(angle: float, radius: float) -> tuple[float, float]:
    """The plan point at an angle (degrees) and radius."""
    return (radius * cos(radians(angle)), radius * sin(radians(angle)))


def ring_line(ring: int, start: float = -180.0, stop: float = 180.0) -> LineString:
    """A ring between two directions, a vertex every two degrees."""
    angles = np.linspace(start, stop, max(2, round((stop - start) / 2)) + 1)
    return LineString([polar(float(a), ring_radius(ring, float(a))) for a in angles])


def railway_line() -> LineString:
    """The railway: from the west over the river, along the south of the centre, and out to the north-east."""
    return LineString(
        [(-9000, -2300), (-3500, -1500), (-1400, -1320), (0, -1000), (1200, -700), (2600, 500), (9000, 3200)]
    )


def build_plan() -> CityPlan:
    """The partition of the gemeente into buurten that tile it, with names, codes and kinds; always the same."""
    boundary = Polygon([polar(a, _boundary_radius(a)) for a in np.arange(0, 360, 3.0)])
    river = Polygon([*river_line(-RIVER_HALF_WIDTH).coords, *reversed(river_line(RIVER_HALF_WIDTH).coords)])
    east = _side(boundary, river, east=True)
    west = _side(boundary, river, east=False)
    city = Polygon(ring_line(4).coords).intersection(east)
    bank = river_line(-RIVER_HALF_WIDTH, WEST_Y[0], WEST_Y[-1])
    quarter = Polygon([(WEST_X[0], WEST_Y[0]), *bank.coords, (WEST_X[0], WEST_Y[-1])])
    kernels = tuple(Point(v.x, v.y).buffer(v.radius, quad_segs=12) for v in VILLAGES)
    lines: list[BaseGeometry] = [
        boundary.exterior,
        *_inside(river.exterior, boundary),
        *_city_lines(city),
        quarter.exterior,
    ]
    lines += [k.exterior for k in kernels] + [_main_street(v, v.radius) for v in VILLAGES]
    lines += _quarter_lines(quarter)
    built = shapely.union_all([city, quarter, *kernels])
    for side, sign in ((east, 1), (west, -1)):
        seeds = [xy for xy, _ in _meadow_seeds() if (xy[0] > river_x(xy[1])) == (sign > 0)]
        rural = side.difference(built)
        voronoi = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=boundary)
        lines += [piece.intersection(rural).boundary for piece in voronoi.geoms]
    faces = list(polygonize(shapely.node(shapely.union_all(lines, grid_size=0.01))))
    labels = [_label(face.representative_point(), river, city, quarter) for face in faces]
    parts = _dissolve(faces, labels)
    cells = _bend(parts, _catalogue())
    return CityPlan(
        cells=cells,
        boundary=boundary,
        boundary_rd=_polygon(shapely.union_all([c.rd for c in cells])),
        river=river,
        railway=railway_line(),
        city=city,
        quarter=quarter,
        kernels=kernels,
    )


def _shift(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = xy[:, 0], xy[:, 1]
    east = 105 * np.sin(2 * pi * y / 4300 + 0.7) + 34 * np.sin(2 * pi * (x + y) / 1650 + 1.1)
    north = 95 * np.sin(2 * pi * x / 3900 + 2.1) + 34 * np.sin(2 * pi * (x - y) / 1500 + 0.3)
    return np.column_stack([east, north])


def _boundary_radius(angle: float) -> float:
    theta = radians(angle)
    ellipse = 1.0 / ((cos(theta) / 7300) ** 2 + (sin(theta) / 6500) ** 2) ** 0.5
    return ellipse * (1 + 0.05 * sin(2 * theta + 1) + 0.035 * sin(5 * theta) + 0.02 * sin(11 * theta + 2))


def _side(boundary: Polygon, river: Polygon, *, east: bool) -> Polygon:
    parts = shapely.get_parts(boundary.difference(river))
    inside = [p for p in parts if (p.representative_point().x > river_x(p.representative_point().y)) == east]
    return max(inside, key=lambda p: p.area)


def _inside(line: BaseGeometry, area: Polygon) -> list[BaseGeometry]:
    return list(shapely.get_parts(line.intersection(area)))


def _city_lines(city: BaseGeometry) -> list[BaseGeometry]:
    lines: list[BaseGeometry] = [city.boundary]
    lines += [ring_line(ring).intersection(city) for ring in range(4)]
    for ring, angles in SECTORS.items():
        for angle in angles:
            start, stop = ring_radius(ring - 1, angle), ring_radius(ring, angle)
            lines.append(LineString([polar(angle, start), polar(angle, stop)]).intersection(city))
    return [line for line in lines if not line.is_empty]


def _quarter_lines(quarter: Polygon) -> list[BaseGeometry]:
    rows = [LineString([(WEST_X[0], y), (-400.0, y)]) for y in WEST_Y[1:-1]]
    columns = [LineString([(WEST_X[1], WEST_Y[0]), (WEST_X[1], WEST_Y[-1])])]
    return [line.intersection(quarter) for line in [*rows, *columns]]


def main_street_direction(village: Village) -> float:
    """Direction of a village's main street (degrees): the road from the city runs on through it."""
    return float(np.degrees(np.arctan2(village.y, village.x)))


def _main_street(village: Village, reach: float) -> LineString:
    dx, dy = polar(main_street_direction(village), reach)
    return LineString([(village.x - dx, village.y - dy), (village.x + dx, village.y + dy)])


def _meadow_seeds() -> list[tuple[tuple[float, float], tuple[int, int]]]:
    seeds = []
    for index, village in enumerate(VILLAGES):
        for number, angle in enumerate(village.meadows):
            dx, dy = polar(angle, 1250.0)
            seeds.append(((village.x + dx, village.y + dy), (index, number)))
    return seeds


Label = tuple[str, int, int]


def _label(point: Point, river: Polygon, city: BaseGeometry, quarter: Polygon) -> Label:
    x, y = point.x, point.y
    if river.contains(point):
        return ("water", 0, 0)
    if city.contains(point):
        return _city_label(x, y)
    if quarter.contains(point):
        row = int(np.searchsorted(WEST_Y, y)) - 1
        return ("west", min(max(row, 0), 3), int(x > WEST_X[1]))
    for index, village in enumerate(VILLAGES):
        if (x - village.x) ** 2 + (y - village.y) ** 2 < village.radius**2:
            dx, dy = polar(main_street_direction(village), 1.0)
            return ("kernel", index, int(dx * (y - village.y) - dy * (x - village.x) > 0))
    east = x > river_x(y)
    near = [s for s in _meadow_seeds() if (s[0][0] > river_x(s[0][1])) == east]
    best = min(near, key=lambda s: (s[0][0] - x) ** 2 + (s[0][1] - y) ** 2)
    return ("meadow", *best[1])


def _city_label(x: float, y: float) -> Label:
    radius, angle = float(np.hypot(x, y)), float(np.degrees(np.arctan2(y, x)))
    for ring in range(5):
        if radius < ring_radius(ring, angle):
            if ring == 0:
                return ("ring", 0, 0)
            turned = angle % 360 if ring == 1 else angle
            bounds = SECTORS[ring]
            return ("ring", ring, int(np.clip(np.searchsorted(bounds, turned) - 1, 0, len(bounds) - 2)))
    return ("ring", 4, int(np.clip(np.searchsorted(SECTORS[4], angle) - 1, 0, len(SECTORS[4]) - 2)))


def _dissolve(faces: Sequence[Polygon], labels: Sequence[Label]) -> dict[Label, Polygon]:
    """One polygon a label; a loose fragment goes to the neighbour it shares most border with."""
    pieces: list[tuple[Label, Polygon]] = []
    for label in sorted(set(labels)):
        merged = shapely.union_all([f for f, own in zip(faces, labels, strict=True) if own == label], grid_size=0.01)
        pieces += [(label, part) for part in shapely.get_parts(merged)]
    largest = {label: max((p for own, p in pieces if own == label), key=lambda p: p.area) for label, _ in pieces}
    for label, part in pieces:
        if part is largest[label]:
            continue
        others = {own: main.intersection(part).length for own, main in largest.items() if own[0] != "water"}
        target = max(others, key=lambda own: others[own])
        largest[target] = _polygon(shapely.union_all([largest[target], part], grid_size=0.01))
    return largest


def _polygon(shape: BaseGeometry) -> Polygon:
    if not isinstance(shape, Polygon):
        raise TypeError(f"the plan has a hole in it: a polygon was expected, not a {shape.geom_type}")
    return shape


def _bend(parts: dict[Label, Polygon], catalogue: dict[Label, tuple[str, str, str, str, str]]) -> tuple[Cell, ...]:
    """Warp the shared edges once and build the polygons from them again, so that neighbours keep every vertex."""
    edges = shapely.node(shapely.union_all([p.boundary for p in parts.values()], grid_size=0.01))
    bent = [warp_shape(edge, 80.0) for edge in shapely.get_parts(edges)]
    order = list(parts)
    found: dict[Label, Polygon] = {}
    for face in polygonize(bent):
        point = Point(unwarp(np.array(face.representative_point().coords))[0])
        label = next(own for own in order if parts[own].intersects(point))
        found[label] = face
    cells = [Cell(*catalogue[label][:5], plan=parts[label], rd=found[label]) for label in order]
    return tuple(sorted(cells, key=lambda c: c.code))


def _catalogue() -> dict[Label, tuple[str, str, str, str, str]]:
    from geo.sample.names import KERNEL_NAMES, MEADOW_NAMES, RING_BUURTEN, WEST_BUURTEN, WIJK_NAMES

    rows: dict[Label, tuple[str, str, str, str, str]] = {}
    counts: dict[int, int] = {}

    def add(label: Label, wijk: int, name: str, kind: str) -> None:
        number = counts.get(wijk, 0)
        counts[wijk] = number + 1
        rows[label] = (f"BU9001{wijk:02d}{number:02d}", name, f"WK9001{wijk:02d}", WIJK_NAMES[wijk], kind)

    for (ring, sector), (wijk, name, kind) in RING_BUURTEN.items():
        add(("ring", ring, sector), wijk, name, kind)
    for (row, column), (name, kind) in WEST_BUURTEN.items():
        add(("west", row, column), 9, name, kind)
    for index, village in enumerate(VILLAGES):
        for side in (0, 1):
            add(("kernel", index, side), 10 + index, KERNEL_NAMES[index][side], "village")
        for number in range(len(village.meadows)):
            add(("meadow", index, number), 10 + index, MEADOW_NAMES[index][number], "rural")
    add(("water", 0, 0), 0, "De Vore", "water")
    return rows
