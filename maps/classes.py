"""Classes, colours and legends: which figure gets which colour, and how the legend says it. No shapes, no HTML."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from maps.formats import number, percent
from maps.texts import text

SEQUENTIAL = ("#fbe45b", "#c5b56c", "#8f8c78", "#575c6d", "#00306f")
"""Five steps of cividis, light to dark: readable for colour-blind eyes and in grey."""

CATEGORIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#5b3a8c", "#6b7280")
"""Okabe and Ito's colours, darkened where they were too light for a thin line."""

GROUP_OPACITY = 0.5
"""Groups are coloured lightly: the places below them stay readable."""

NO_FIGURE = -1
"""Class of an area without a figure: drawn hatched."""


@dataclass(frozen=True)
class Entry:
    """One line of a legend: ``mark`` is fill, line, dash, point or hatch; ``shape`` the point's form."""

    label: str
    colour: str
    mark: str = "fill"
    shape: str = "circle"
    dash: str = ""
    width: float = 3.0
    opacity: float = 0.85


@dataclass(frozen=True)
class Legend:
    """A legend with a title that names figure and unit, and a note on how to read it."""

    title: str
    entries: tuple[Entry, ...]
    note: str = ""


@dataclass(frozen=True)
class Classed:
    """A figure by area, sorted into classes: class number by key (-1 is no figure), a colour each, and the legend."""

    classes: dict[str, int]
    colours: tuple[str, ...]
    legend: Legend
    opacity: float = 0.85


def ramp(count: int) -> tuple[str, ...]:
    """``count`` (1 to 5) colours spread over the sequential palette, light to dark."""
    if count == 1:
        return (SEQUENTIAL[2],)
    steps = np.linspace(0, len(SEQUENTIAL) - 1, count).round().astype(int)
    return tuple(SEQUENTIAL[step] for step in steps)


def category(index: int) -> tuple[str, str]:
    """Colour and dash of the index-th line; beyond eight lines the colours come back dashed."""
    dashes = ("", "8 5", "2 5", "12 4 2 4")
    return CATEGORIES[index % len(CATEGORIES)], dashes[(index // len(CATEGORIES)) % len(dashes)]


def nice_breaks(values: Sequence[float], count: int = 5) -> list[float]:
    """At most ``count`` rising upper limits that a person can read, from quantiles rounded to 1, 2, 2.5 or 5.

    :param values: figures; NaN is left out.
    """
    known = np.asarray([value for value in values if np.isfinite(value)], dtype=float)
    if not len(known):
        return []
    top = float(known.max())
    raw = np.quantile(known, np.linspace(0, 1, count + 1)[1:])
    rounded = sorted({_nice(float(limit)) for limit in raw})
    last = _nice_up(top)
    limits = [limit for limit in rounded if limit < top and limit < last]
    return [*limits[: count - 1], last]


def by_breaks(
    values: pd.Series,
    title: str,
    *,
    breaks: Sequence[float] | None = None,
    note: str = "",
    digits: int = 0,
    unit: str = "",
    lowest: float = 0.0,
) -> Classed:
    """Sort figures by key into classes with readable limits.

    :param values: figure by key (index); NaN becomes 'no figure'.
    :param breaks: upper limits, rising; made from the figures when None.
    :param lowest: where the first class begins, unless a figure is lower.
    """
    limits = list(breaks) if breaks is not None else nice_breaks(values.to_list())
    values = values.astype(float)
    classes = {str(key): NO_FIGURE for key in values.index}
    known = values[np.isfinite(values)]
    if limits and not known.empty:
        highest = float(known.max())
        if highest > limits[-1]:
            limits[-1] = max(_nice_up(highest), highest)
        found = np.searchsorted(limits, known.to_numpy(), side="left")
        classes |= {str(key): int(index) for key, index in zip(known.index, found, strict=True)}
    colours = ramp(len(limits)) if limits else ()
    lows = [min(lowest, float(known.min())) if not known.empty else lowest, *limits][: len(limits)]
    digits = max([digits, *(_digits(limit) for limit in limits)])
    labels = [
        (text("range", low=number(low, digits), high=number(high, digits)) if low < high else number(high, digits))
        + (f" {unit}" if unit else "")
        for low, high in zip(lows, limits, strict=True)
    ]
    return Classed(classes, colours, _legend(title, labels, colours, classes, note))


def shares(values: pd.Series, title: str, *, note: str = "") -> Classed:
    """Sort shares (0 to 1, may exceed 1) into fifths: the same classes on every map, so that maps can be compared."""
    limits = [0.2, 0.4, 0.6, 0.8, math.inf]
    values = values.astype(float)
    classes = {
        str(key): int(np.searchsorted(limits, value, side="right")) if np.isfinite(value) else NO_FIGURE
        for key, value in values.items()
    }
    labels = [
        text("range", low=percent(low), high=percent(high))
        for low, high in zip([0, 0.2, 0.4, 0.6], limits, strict=False)
    ]
    labels.append(text("at_least", low=percent(0.8)))
    return Classed(classes, SEQUENTIAL, _legend(title, labels, SEQUENTIAL, classes, note))


def explained(classed: Classed, why: pd.Series, reasons: Sequence[tuple[str, Entry]]) -> Classed:
    """Say why areas have no figure: each reason that occurs gets a look and a line of the legend of its own.

    :param why: reason by key (index); keys of another reason, or of none, stay as they are.
    :param reasons: reason and how it is drawn (the entry's colour is a colour or a pattern), in legend order.
    """
    classes, colours = dict(classed.classes), list(classed.colours)
    entries = [entry for entry in classed.legend.entries if entry.mark != "hatch"]
    for reason, entry in reasons:
        found = [
            str(key)
            for key in why.index[(why == reason).fillna(False).to_numpy(dtype=bool)]
            if classes.get(str(key)) == NO_FIGURE
        ]
        if found:
            classes |= dict.fromkeys(found, len(colours))
            colours.append(entry.colour)
            entries.append(entry)
    if NO_FIGURE in classes.values():
        entries.append(Entry(text("no_figure"), "", mark="hatch"))
    return Classed(classes, tuple(colours), replace(classed.legend, entries=tuple(entries)), classed.opacity)


def by_category(groups: pd.Series, title: str, label: Callable[[str], str], *, note: str = "") -> Classed:
    """Give every distinct group its own colour, in order of the groups; a missing group is 'no figure'."""
    known = sorted({str(group) for group in groups.dropna()})
    number_of = {group: index for index, group in enumerate(known)}
    classes = {str(key): number_of.get(str(group), NO_FIGURE) for key, group in groups.items()}
    colours = tuple(category(index)[0] for index in range(len(known)))
    legend = _legend(title, [label(group) for group in known], colours, classes, note, GROUP_OPACITY)
    return Classed(classes, colours, legend, GROUP_OPACITY)


def _legend(title: str, labels: Sequence[str], colours: Sequence[str], classes: dict[str, int], note: str,
    opacity: float = 0.85,
) -> Legend:  # fmt: skip
    entries = [Entry(label, colour, opacity=opacity) for label, colour in zip(labels, colours, strict=True)]
    if NO_FIGURE in classes.values():
        entries.append(Entry(text("no_figure"), "", mark="hatch"))
    return Legend(title, tuple(entries), note)


def _nice(value: float) -> float:
    if value <= 0:
        return 0.0
    size = math.pow(10.0, math.floor(math.log10(value)))
    steps: list[float] = [step * size for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)]
    nearest = min(steps, key=lambda step: abs(step - value))
    return round(nearest, 10)


def _nice_up(value: float) -> float:
    if value <= 0:
        return 0.0
    size = math.pow(10.0, math.floor(math.log10(value)))
    return round(
        min(step * size for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * size >= value * 0.999999), 10
    )


def _digits(value: float) -> int:
    """Decimals that a limit needs to be written in full, at most 4."""
    written = f"{value:.4f}".rstrip("0")
    return len(written.partition(".")[2])
