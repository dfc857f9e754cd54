"""The streets of Voorbeeldstad as plan lines, together: through roads, neighbourhoods, yards, lanes, paths.

How a neighbourhood is cut is in :mod:`geo.sample.quarters`; junctions and the warp are in :mod:`geo.sample.network`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from shapely import LineString

from geo.sample import names
from geo.sample import plan as design
from geo.sample.lanes import cycle_paths, lanes
from geo.sample.plan import CityPlan
from geo.sample.quarters import quarter
from geo.sample.roads import roads
from geo.sample.street import Street, clear_of


def build_streets(plan: CityPlan, rng: np.random.Generator) -> list[Street]:
    """All streets of the plan; they cross without junctions still."""
    inner = list(_quarters(plan, rng))
    return [
        *roads(plan),
        *inner,
        *_services(inner, rng),
        *lanes(plan, names.lane_names(), rng),
        *cycle_paths(plan),
    ]


def _quarters(plan: CityPlan, rng: np.random.Generator) -> Iterator[Street]:
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
        yield from quarter(cell, cell.plan.difference(blocked), supply, rng)


def _services(inner: Sequence[Street], rng: np.random.Generator) -> Iterator[Street]:
    """Short dead ends to parking places and yards behind the houses."""
    for street in inner:
        if street.line.length < 120.0 or rng.random() > 0.16:
            continue
        at = street.line.interpolate(float(rng.uniform(0.25, 0.75)), normalized=True)
        (ax, ay), (bx, by) = street.line.coords[0], street.line.coords[-1]
        side = (1.0 if rng.random() < 0.5 else -1.0) * 26.0 / street.line.length
        end = (at.x - (by - ay) * side, at.y + (bx - ax) * side)
        yield Street(LineString([(at.x, at.y), end]), "service", "", street.buurt, tags=(("service", "parking_aisle"),))
