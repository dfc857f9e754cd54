"""The streets of Voorbeeldstad as straight plan lines, together: through roads, neighbourhood grids, lanes, paths.

Here belong the neighbourhood grids. Junctions and the warp are in :mod:`geo.sample.network`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, radians, sin

import numpy as np
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo.sample import names
from geo.sample import plan as design
from geo.sample.lanes import cycle_paths, lanes
from geo.sample.plan import Cell, CityPlan
from geo.sample.roads import roads
from geo.sample.street import Street, clear_of, parts, tags

STYLES: dict[str, tuple[float, float, float, str]] = {
    # spacing of the long streets, spacing of the cross streets, share of ends closed for cars, class
    "centre": (62.0, 105.0, 0.25, "residential"),
    "old": (66.0, 150.0, 0.2, "residential"),
    "postwar": (72.0, 170.0, 0.35, "residential"),
    "flats": (84.0, 210.0, 0.4, "residential"),
    "seventies": (64.0, 160.0, 0.6, "living_street"),
    "newbuild": (68.0, 190.0, 0.5, "residential"),
    "villa": (95.0, 230.0, 0.3, "residential"),
    "village": (74.0, 190.0, 0.0, "residential"),
    "industry": (150.0, 260.0, 0.0, "residential"),
}


def build_streets(plan: CityPlan, rng: np.random.Generator) -> list[Street]:
    """All streets of the plan; they cross without junctions still."""
    grid = list(_grids(plan, rng))
    return [
        *roads(plan),
        *grid,
        *_services(grid, rng),
        *lanes(plan, names.lane_names(), rng),
        *cycle_paths(plan),
    ]


def _grids(plan: CityPlan, rng: np.random.Generator) -> Iterator[Street]:
    blocked = clear_of(plan)
    suppliers = {wijk: names.street_names(words, names.SUFFIXES[wijk]) for wijk, words in names.THEMES.items()}
    villages = {
        10 + i: names.street_names(names.VILLAGE_THEME[1:], names.SUFFIXES[10]) for i in range(len(design.VILLAGES))
    }
    for cell in plan.cells:
        if cell.kind in {"rural", "water"}:
            continue
        wijk = int(cell.wijk[-2:])
        supply = suppliers[wijk] if wijk in suppliers else villages[wijk]
        yield from _grid(cell, cell.plan.difference(blocked), supply, rng)


def _grid(cell: Cell, area: BaseGeometry, supply: Iterator[str], rng: np.random.Generator) -> Iterator[Street]:
    long_gap, cross_gap, closing, highway = STYLES[cell.kind]
    centre = cell.plan.centroid
    if cell.kind == "village":
        village = min(design.VILLAGES, key=lambda v: (v.x - centre.x) ** 2 + (v.y - centre.y) ** 2)
        angle, centre = design.main_street_direction(village), Point(village.x, village.y)
    else:
        angle = float(np.degrees(np.arctan2(centre.y, centre.x))) + (90.0 if rng.random() < 0.5 else 0.0)
        angle += float(rng.normal(0, 4.0))
        if cell.wijk == "WK900109":
            angle = float(rng.choice([0.0, 90.0])) + 3.0
    reach = 1400.0
    count = int(reach / long_gap)
    for turned, gap in ((angle, long_gap), (angle + 90.0, cross_gap)):
        ux, uy = cos(radians(turned)), sin(radians(turned))
        start = 0.5 if cell.kind != "village" else 1.0
        for step in range(-count, count + 1):
            away = (step + start) * gap + float(rng.normal(0, 0.05)) * gap
            if abs(away) > reach:
                continue
            origin = (centre.x - uy * away, centre.y + ux * away)
            line = LineString(
                [(origin[0] - ux * reach, origin[1] - uy * reach), (origin[0] + ux * reach, origin[1] + uy * reach)]
            )
            for part in parts(line.intersection(area)):
                if part.length < 70.0:
                    continue
                kind = "living_street" if highway == "living_street" and rng.random() < 0.7 else "residential"
                if cell.code.endswith("0000"):
                    kind = "pedestrian" if rng.random() < 0.4 else "residential"
                speed = {"living_street": 15, "pedestrian": 15, "residential": 30}[kind]
                yield Street(
                    part, kind, next(supply), cell.code, closing if gap == long_gap else closing * 0.5, tags(speed)
                )


def _services(grid: Sequence[Street], rng: np.random.Generator) -> Iterator[Street]:
    """Short dead ends to parking places and yards behind the houses."""
    for street in grid:
        if street.line.length < 120.0 or rng.random() > 0.16:
            continue
        at = street.line.interpolate(float(rng.uniform(0.25, 0.75)), normalized=True)
        (ax, ay), (bx, by) = street.line.coords[0], street.line.coords[-1]
        side = (1.0 if rng.random() < 0.5 else -1.0) * 26.0 / street.line.length
        end = (at.x - (by - ay) * side, at.y + (bx - ax) * side)
        yield Street(LineString([(at.x, at.y), end]), "service", "", street.buurt, tags=(("service", "parking_aisle"),))
