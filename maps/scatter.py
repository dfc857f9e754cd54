"""Points of two aims as values: `scatter.html.j2` draws them as SVG, without a script. No figures of a page here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from maps.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Tick
from maps.formats import number


@dataclass(frozen=True)
class Dot:
    """A point as it is drawn: where it stands, whether it is the one that matters, what it says and what it opens."""

    x: float
    y: float
    own: bool
    label: str
    href: str = ""


@dataclass(frozen=True)
class Scatter:
    """Points with their axes; ``own_label`` and ``other_label`` explain the two kinds."""

    title: str
    x_label: str
    y_label: str
    dots: tuple[Dot, ...]
    path: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    own_label: str
    other_label: str
    note: str = ""
    box: tuple[float, float] = (WIDTH, HEIGHT)
    frame: tuple[float, float, float, float] = (LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM)
    kind: str = "scatter"


def scatter(
    title: str,
    x_label: str,
    y_label: str,
    points: Sequence[tuple[float, float, bool, str]],
    *,
    own_label: str,
    other_label: str,
    note: str = "",
    opens: Sequence[str] = (),
) -> Scatter:
    """Draw points (x, y, own, label), x rising, on axes that hold them with room to spare.

    :param opens: for each point the page of the site that it opens, '' for none; none at all by default.
    :raises ValueError: there is no point to draw.
    """
    if not points:
        raise ValueError("A scatter needs at least one point; leave it out where there is none.")
    across, up = _axis([point[0] for point in points]), _axis([point[1] for point in points])

    def x_at(x: float) -> float:
        return round(LEFT + (x - across[0]) / (across[-1] - across[0]) * (WIDTH - LEFT - RIGHT), 1)

    def y_at(y: float) -> float:
        return round(HEIGHT - BOTTOM - (y - up[0]) / (up[-1] - up[0]) * (HEIGHT - TOP - BOTTOM), 1)

    dots = tuple(
        Dot(x_at(x), y_at(y), own, label, href)
        for (x, y, own, label), href in zip(points, opens or [""] * len(points), strict=True)
    )
    return Scatter(
        title, x_label, y_label, dots, " ".join(f"{dot.x},{dot.y}" for dot in dots),
        tuple(Tick(x_at(x), number(x, _digits(across))) for x in across),
        tuple(Tick(y_at(y), number(y, _digits(up))) for y in up),
        own_label, other_label, note,
    )  # fmt: skip


def _axis(values: Sequence[float]) -> list[float]:
    """About five marks, 1, 2 or 5 times a power of ten apart, around the values."""
    low, high = min(values), max(values)
    room = (high - low) or abs(high) or 1.0
    raw = 1.1 * room / 5
    size = math.pow(10.0, math.floor(math.log10(raw)))
    step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= raw)
    first, last = math.floor(low / step), math.ceil(high / step)
    if first == last:
        first, last = first - 1, last + 1
    return [round(place * step, 10) for place in range(first, last + 1)]


def _digits(axis: Sequence[float]) -> int:
    return max(0, -math.floor(math.log10(axis[1] - axis[0]) + 1e-9))
