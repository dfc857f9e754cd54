"""Through roads: rings, arterials, quays, the three bridges, and the country roads through the villages.

Neighbourhood streets are in :mod:`geo.sample.streets`, lanes between fields in :mod:`geo.sample.lanes`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely import LineString

from geo.sample import plan as design
from geo.sample.plan import CityPlan, polar, ring_line, ring_radius, river_line, river_x
from geo.sample.street import Street, parts, tags


def roads(plan: CityPlan) -> Iterator[Street]:
    """All through roads of the plan."""
    yield from _city_roads(plan)
    yield from _quarter_roads(plan)
    yield from _bridges(plan)
    yield from _country_roads(plan)


def _city_roads(plan: CityPlan) -> Iterator[Street]:
    land = plan.city.difference(plan.river.buffer(design.QUAY))
    rings = (
        ("residential", "Rond de Markt", 30),
        ("tertiary", "Singel", 30),
        ("secondary", "Binnenring", 50),
        ("secondary", "Middenring", 50),
        ("primary", "Rondweg", 70),
    )
    for ring, (highway, name, speed) in enumerate(rings):
        limits = tags(speed, oneway="yes") if ring == 0 else tags(speed)
        # the ring road is the edge of the city itself: cut it at the quay, not with the city
        dry = ring_line(ring).difference(plan.river.buffer(design.QUAY))
        for part in parts(shapely.line_merge(dry)):
            middle = part.interpolate(0.5, normalized=True)
            if middle.x > river_x(middle.y):
                yield Street(part, highway, name, tags=limits)
    arterials = dict(
        zip(
            design.MAIN_RADIALS,
            ("Zandhemseweg", "Lindeloseweg", "Rijksweg", "Bremhorsterweg", "Oldemeenseweg"),
            strict=True,
        )
    )
    for ring, angles in design.SECTORS.items():
        for angle in angles:
            if ring > 1 and angle in (angles[0], angles[-1]):
                continue
            if ring == 1 and angle == 360.0:
                continue
            start, stop = ring_radius(ring - 1, angle), ring_radius(ring, angle)
            spoke = LineString([polar(angle, start), polar(angle, stop)]).intersection(land)
            main = angle in arterials
            name = (
                arterials[angle]
                if main
                else f"{_compass(angle)} {('Stadsweg', 'Singelweg', 'Kwartierweg', 'Parkweg')[ring - 1]}"
            )
            highway = ("secondary" if ring < 3 else "primary") if main else "tertiary"
            for part in parts(spoke):
                yield Street(part, highway, name, tags=tags(50 if main or ring > 2 else 30))
    for offset, low, high, name in (
        (1, -3350.0, 3350.0, "Vorekade"),
        (-1, design.WEST_Y[0], design.WEST_Y[-1], "Veerdijk"),
    ):
        quay = river_line(offset * (design.RIVER_HALF_WIDTH + design.QUAY), low, high)
        yield Street(quay, "tertiary", name, tags=tags(30))


def _compass(angle: float) -> str:
    for limit, word in (
        (-99.0, "Tweede Havenkade"),
        (-72.0, "Haven"),
        (-45.0, "Zuider"),
        (-9.0, "Lage"),
        (27.0, "Ooster"),
        (63.0, "Hoge"),
        (99.0, "Noorder"),
    ):
        if angle <= limit:
            return word
    return "Wester"


def _quarter_roads(plan: CityPlan) -> Iterator[Street]:
    west, east = design.WEST_X[0], -400.0
    land = plan.quarter.buffer(1.0).difference(plan.river.buffer(design.QUAY))
    rows = ("Zuiderweg", "Schoolweg", "Overvoreseweg", "Groenlandseweg", "Rietdijk")
    for y, name in zip(design.WEST_Y, rows, strict=True):
        main = y == 0.0
        for part in parts(LineString([(west, y), (east, y)]).intersection(land)):
            yield Street(part, "primary" if main else "tertiary", name, tags=tags(50 if main else 30))
    for x, name in ((west, "Westrand"), (design.WEST_X[1], "Middelweg")):
        for part in parts(LineString([(x, design.WEST_Y[0]), (x, design.WEST_Y[-1])]).intersection(land)):
            yield Street(part, "tertiary", name, tags=tags(50))
    low, high = design.BRIDGES_Y["Zuiderbrug"], design.BRIDGES_Y["Noorderbrug"]
    yield Street(
        LineString([(design.BYPASS_X, low), (design.BYPASS_X, high)]), "primary", "Westelijke Rondweg", tags=tags(80)
    )


def _bridges(plan: CityPlan) -> Iterator[Street]:
    reach = design.RIVER_HALF_WIDTH + design.QUAY
    for name, y in design.BRIDGES_Y.items():
        middle = river_x(y)
        over = LineString([(middle - reach, y), (middle + reach, y)])
        highway, speed = ("secondary", 50) if y == 0.0 else ("primary", 70)
        yield Street(over, highway, name, tags=tags(speed, bridge="yes", layer="1"))
    low, high = design.BRIDGES_Y["Zuiderbrug"], design.BRIDGES_Y["Noorderbrug"]
    for y, name in ((low, "Zuiderbrugweg"), (high, "Noorderbrugweg")):
        yield Street(LineString([(design.BYPASS_X, y), (river_x(y) - reach, y)]), "primary", name, tags=tags(70))
    yield Street(
        LineString([(river_x(high) + reach, high), polar(90.0, ring_radius(3, 90.0))]),
        "primary",
        "Noorderbrugweg",
        tags=tags(70),
    )
    yield Street(
        LineString([(river_x(low) + reach, low), polar(-90.0, ring_radius(4, -90.0))]),
        "primary",
        "Zuiderbrugweg",
        tags=tags(70),
    )
    yield Street(
        LineString([(river_x(0.0) + reach, 0.0), polar(180.0, ring_radius(0, 180.0))]),
        "secondary",
        "Brugstraat",
        tags=tags(50),
    )


def _country_roads(plan: CityPlan) -> Iterator[Street]:
    area = plan.boundary.buffer(-5.0)
    at = {v.name: (v.x, v.y) for v in design.VILLAGES}
    named = {"Oldemeen": 72.0, "Bremhorst": 36.0, "Lindelo": -36.0, "Zandhem": -72.0}
    for village in design.VILLAGES:
        x, y = at[village.name]
        length = float(np.hypot(x, y))
        if village.name in named:
            start = polar(named[village.name], ring_radius(4, named[village.name]))
        else:
            start = (design.WEST_X[0], 0.0)
        dx, dy = (x - start[0]), (y - start[1])
        scale = 1.0 / float(np.hypot(dx, dy))
        inner = (x - dx * scale * village.radius, y - dy * scale * village.radius)
        outer = (x + dx * scale * village.radius, y + dy * scale * village.radius)
        road = {
            "Zandhem": "Zandhemseweg",
            "Wetersum": "Wetersumseweg",
            "Lindelo": "Lindeloseweg",
            "Bremhorst": "Bremhorsterweg",
            "Oldemeen": "Oldemeenseweg",
        }[village.name]
        yield Street(LineString([start, inner]), "secondary", road, tags=tags(80, cycleway="track"))
        yield Street(LineString([inner, outer]), "tertiary", "Dorpsstraat", f"village:{village.name}", tags=tags(30))
        far = (x + dx * scale * length, y + dy * scale * length)
        for part in parts(LineString([outer, far]).intersection(area)):
            yield Street(part, "secondary", f"Buiten{road[0].lower()}{road[1:]}", tags=tags(80))
    rijksweg = LineString([polar(0.0, ring_radius(4, 0.0)), polar(0.0, 9000.0)]).intersection(area)
    yield from (Street(part, "primary", "Rijksweg", tags=tags(80)) for part in parts(rijksweg))
    links = (
        ("Meenseweg", [at["Oldemeen"], at["Bremhorst"]]),
        ("Zandkuilweg", [at["Lindelo"], at["Zandhem"]]),
        ("Oostelijke Parallelweg", [at["Bremhorst"], (5100.0, 0.0), at["Lindelo"]]),
        ("Noordermatenweg", [(design.BYPASS_X, design.BRIDGES_Y["Noorderbrug"]), at["Wetersum"]]),
        ("Zuidermatenweg", [(design.BYPASS_X, design.BRIDGES_Y["Zuiderbrug"]), at["Wetersum"]]),
    )
    kernels = shapely.union_all(plan.kernels).buffer(-60.0)
    for name, corners in links:
        for part in parts(LineString(corners).difference(kernels)):
            yield Street(part, "tertiary", name, tags=tags(60))
