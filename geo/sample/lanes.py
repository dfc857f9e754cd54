"""What runs between the fields and through the parks: country lanes, tracks, cycle paths.

Through roads are in :mod:`geo.sample.roads`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import cos, radians, sin

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from geo.sample import plan as design
from geo.sample.plan import CityPlan, polar, ring_radius
from geo.sample.street import Street, parks, parts, tags


def lanes(plan: CityPlan, supply: Iterator[str], rng: np.random.Generator) -> Iterator[Street]:
    """Country lanes: a straight grid in the polder west of the river, winding roads between the fields east of it."""
    built = shapely.union_all(
        [plan.city.buffer(-1.0), plan.quarter.buffer(-1.0), *[k.buffer(-140.0) for k in plan.kernels]]
    )
    area = plan.boundary.buffer(-150.0).difference(built).difference(plan.river.buffer(190.0))
    banks = shapely.get_parts(plan.boundary.buffer(20.0).difference(plan.river))
    west = min(banks, key=lambda part: part.centroid.x).intersection(area)
    east = max(banks, key=lambda part: part.centroid.x).intersection(area)
    for turned, gap, kind in ((4.0, 760.0, "unclassified"), (94.0, 1350.0, "unclassified"), (49.0, 2600.0, "track")):
        ux, uy = cos(radians(turned)), sin(radians(turned))
        for step in range(-12, 13):
            away = (step + 0.3) * gap + float(rng.normal(0, 70.0))
            low, high = np.sort(rng.uniform(-9000, 9000, 2)) if kind == "track" else (-9000.0, 9000.0)
            line = LineString(
                [(-uy * away + ux * low, ux * away + uy * low), (-uy * away + ux * high, ux * away + uy * high)]
            )
            for part in parts(line.intersection(west)):
                if part.length > 400.0:
                    yield Street(part, kind, next(supply), tags=tags(60) if kind == "unclassified" else ())
    for chain in _winding(plan, rng):
        kind = "track" if rng.random() < 0.25 else "unclassified"
        pieces = [part for part in parts(shapely.intersection(chain, east)) if part.length > 250.0]
        if pieces:
            name = next(supply)
            yield from (Street(part, kind, name, tags=tags(60) if kind == "unclassified" else ()) for part in pieces)


def _winding(plan: CityPlan, rng: np.random.Generator) -> list[LineString]:
    """Edges between irregular fields, strung together where they run on about straight."""
    wanted = 150
    seeds: list[tuple[float, float]] = []
    while len(seeds) < wanted:
        x, y = float(rng.uniform(-1500, 8000)), float(rng.uniform(-7500, 7500))
        if all((x - a) ** 2 + (y - b) ** 2 > 560.0**2 for a, b in seeds):
            seeds.append((x, y))
    edges = shapely.get_parts(shapely.node(shapely.voronoi_polygons(shapely.MultiPoint(seeds), only_edges=True)))
    pieces = [np.round(np.array(e.coords), 1) for e in edges if e.length > 60.0 and rng.random() > 0.12]
    ends: dict[tuple[float, float], list[int]] = {}
    for k, piece in enumerate(pieces):
        for at in (piece[0], piece[-1]):
            ends.setdefault((float(at[0]), float(at[1])), []).append(k)
    used: set[int] = set()
    chains = []
    for k, piece in enumerate(pieces):
        if k in used:
            continue
        used.add(k)
        chain = [(float(x), float(y)) for x, y in piece]
        for _ in range(2):
            _extend(chain, pieces, ends, used)
            chain.reverse()
        chains.append(LineString(chain))
    return chains


def _extend(
    chain: list[tuple[float, float]],
    pieces: Sequence[NDArray[np.float64]],
    ends: Mapping[tuple[float, float], Sequence[int]],
    used: set[int],
) -> None:
    """Add pieces at the end of a chain while one runs on within 50 degrees and the lane stays under 4 km."""
    while len(chain) < 7:
        tip, back = np.array(chain[-1]), np.array(chain[-2])
        ahead = (tip - back) / np.linalg.norm(tip - back)
        best: tuple[float, int, NDArray[np.float64]] | None = None
        for k in ends.get(chain[-1], ()):
            if k in used:
                continue
            other = pieces[k][-1] if np.allclose(pieces[k][0], tip) else pieces[k][0]
            onward = float(np.dot(ahead, (other - tip) / np.linalg.norm(other - tip)))
            if onward > cos(radians(50.0)) and (best is None or onward > best[0]):
                best = (onward, k, other)
        if best is None:
            return
        used.add(best[1])
        chain.append((float(best[2][0]), float(best[2][1])))


def cycle_paths(plan: CityPlan) -> Iterator[Street]:
    """Cycle paths from the city to the villages, and paths through the parks."""
    built = shapely.union_all([k.buffer(-60.0) for k in plan.kernels])
    at = {v.name: (v.x, v.y) for v in design.VILLAGES}
    routes = (
        ("Fietspad Meense Es", polar(90.0, ring_radius(4, 90.0)), at["Oldemeen"]),
        ("Fietspad Horst", polar(18.0, ring_radius(4, 18.0)), at["Bremhorst"]),
        ("Fietspad Binnenveld", polar(-18.0, ring_radius(4, -18.0)), at["Lindelo"]),
        ("Fietspad Zuiderbroek", polar(-54.0, ring_radius(4, -54.0)), at["Lindelo"]),
        ("Fietspad Westermaten", (design.WEST_X[0], design.WEST_Y[-1]), at["Wetersum"]),
    )
    for name, start, stop in routes:
        line = LineString([start, stop]).difference(built)
        yield from (Street(part, "cycleway", name, tags=(("surface", "asphalt"),)) for part in parts(line))
    for name, shape in parks(plan):
        spot, radius = shape.centroid, float(np.sqrt(shape.area / np.pi)) + 120.0
        for kind, angle in (("footway", 20.0), ("cycleway", 110.0)):
            dx, dy = polar(angle, radius)
            yield Street(LineString([(spot.x - dx, spot.y - dy), (spot.x + dx, spot.y + dy)]), kind, f"Pad {name}")
