"""What a street of the plan is, and what every drawer of streets needs: classes, tags, parks and barred land.

Which streets there are is in :mod:`geo.sample.roads`, :mod:`geo.sample.lanes` and :mod:`geo.sample.streets`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.sample import plan as design
from geo.sample.plan import CityPlan, polar

CAR_CLASSES = frozenset(
    {"primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service", "track"}
)
"""Classes of highway that a car may use (a bollard on the way still stops it)."""


@dataclass(frozen=True)
class Street:
    """One street: straight or bent plan line, class, name, the buurt it lies in (blank for through roads), tags."""

    line: LineString
    highway: str
    name: str
    buurt: str = ""
    closing: float = 0.0
    tags: tuple[tuple[str, str], ...] = field(default=())


def parks(plan: CityPlan) -> list[tuple[str, Polygon]]:
    """The parks, plan metres: no houses and no streets inside, only paths."""
    spots = (
        ("Stadspark De Boomgaard", polar(81.0, 1750.0), 190.0),
        ("Noorderpark", polar(63.0, 2750.0), 240.0),
        ("Oosterplas", polar(-9.0, 2720.0), 210.0),
        ("Singelpark", polar(18.0, 950.0), 130.0),
        ("Zuiderhout", polar(-63.0, 2700.0), 220.0),
        ("Havenpark", polar(-81.0, 1760.0), 130.0),
        ("Overvorepark", (-1400.0, 900.0), 140.0),
    )
    return [(name, Point(xy).buffer(radius, quad_segs=10)) for name, xy, radius in spots]


def clear_of(plan: CityPlan) -> BaseGeometry:
    """Where no neighbourhood street may run: water, quays, railway and parks."""
    return shapely.union_all(
        [plan.river.buffer(design.QUAY), plan.railway.buffer(26.0), *[shape.buffer(8.0) for _, shape in parks(plan)]]
    )


def parts(shape: BaseGeometry) -> list[LineString]:
    """The lines in a geometry that are longer than a metre."""
    return [p for p in shapely.get_parts(shape) if p.geom_type == "LineString" and p.length > 1.0]


def tags(maxspeed: int, **more: str) -> tuple[tuple[str, str], ...]:
    """OpenStreetMap tags with a speed limit, in order."""
    return (("maxspeed", str(maxspeed)), *sorted(more.items()))
