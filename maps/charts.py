"""Line charts as values: `chart.html.j2` draws them as SVG, without a script. No figures of a page here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from maps.classes import category
from maps.formats import number

WIDTH, HEIGHT = 640.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 66.0, 12.0, 12.0, 40.0


@dataclass(frozen=True)
class Series:
    """A line of a chart: its name and (x, y) points, x rising."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Drawn:
    """A line as it is drawn: SVG points, colour and dash."""

    name: str
    points: str
    colour: str
    dash: str


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where it stands, in the chart's own units, and what it says."""

    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    """A line chart with its axes."""

    title: str
    x_label: str
    y_label: str
    lines: tuple[Drawn, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    note: str = ""
    box: tuple[float, float] = (WIDTH, HEIGHT)
    frame: tuple[float, float, float, float] = (LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM)
    kind: str = "chart"


def chart(title: str, x_label: str, y_label: str, series: Sequence[Series], *, note: str = "") -> Chart:
    """Draw series from nought upwards; lines differ by dash as well as by colour.

    :raises ValueError: there is no point to draw.
    """
    points = [point for line in series for point in line.points]
    if not points:
        raise ValueError("A chart needs at least one point; leave the chart out where there is none.")
    first, last = min(x for x, _ in points), max(x for x, _ in points)
    step = _step(max(y for _, y in points))
    top = step * math.ceil(max(y for _, y in points) / step - 1e-9) or step
    across = max(last - first, 1e-9)

    def x_at(x: float) -> float:
        return round(LEFT + (x - first) / across * (WIDTH - LEFT - RIGHT), 1)

    def y_at(y: float) -> float:
        return round(HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM), 1)

    lines = tuple(
        Drawn(line.name, " ".join(f"{x_at(x)},{y_at(y)}" for x, y in line.points), *_look(index))
        for index, line in enumerate(series)
    )
    every = max(1, math.ceil((last - first) / 12))
    whole = range(math.ceil(first), math.floor(last) + 1, every)
    return Chart(
        title, x_label, y_label, lines,
        tuple(Tick(x_at(x), number(x)) for x in whole),
        tuple(Tick(y_at(step * index), number(step * index)) for index in range(round(top / step) + 1)),
        note,
    )  # fmt: skip


def _look(index: int) -> tuple[str, str]:
    """Colour and dash of a line: neighbours differ in both."""
    return category(index)[0], ("", "8 4", "2 4", "12 4 2 4")[index % 4]


def _step(top: float) -> float:
    """Distance between marks: about five of them, 1, 2 or 5 times a power of ten."""
    if top <= 0:
        return 1.0
    raw = top / 5
    size = math.pow(10.0, math.floor(math.log10(raw)))
    return next(factor * size for factor in (1, 2, 5, 10) if factor * size >= raw)
