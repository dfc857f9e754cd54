"""Classes of need whose limits mean something: how sure, which place, which step. No shapes, no HTML, no page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from maps.classes import NO_FIGURE, SEQUENTIAL, Classed, Entry, Legend, ramp
from maps.texts import text

IMPUTED = tuple(f"url(#wijk-imputed-{index})" for index in range(len(SEQUENTIAL)))
"""Patterns of the page template: the colours of a ramp of five with lines over them."""

ASIDE = "#d3d8dd"
"""Colour of what has no place in an order: a class of its own, no missing figure."""

SPREAD_LIMITS = (0.5, 1.0, 1.5, 2.0)
PLACE_LIMITS = (3.0, 5.0, 10.0, 20.0)
MOVE_LIMITS = (0.0, 2.0, 5.0, 10.0)


def spread(values: pd.Series, imputed: pd.Series) -> Classed:
    """How wide an interval is against what is expected: plain where figures are the buurt's own, lined where imputed.

    :param values: (high - low) / expected by code; NaN where there is none.
    :param imputed: True by code where the 65+ figure was imputed.
    """
    classed = labelled(
        values,
        text("wijk.spread_title"),
        SPREAD_LIMITS,
        [text(f"wijk.spread_{index}") for index in range(len(SPREAD_LIMITS) + 1)],
        note=text("wijk.spread_note"),
    )
    lined = {str(code) for code, is_imputed in imputed.items() if is_imputed}
    if not lined & set(classed.classes):
        return classed
    shift = len(classed.colours)
    classes = {
        code: number + shift if code in lined and number != NO_FIGURE else number
        for code, number in classed.classes.items()
    }
    entries = (*classed.legend.entries, Entry(text("wijk.spread_imputed"), IMPUTED[2]))
    legend = Legend(classed.legend.title, entries, classed.legend.note)
    return Classed(classes, (*classed.colours, *IMPUTED), legend)


def places(values: pd.Series, title: str, *, note: str = "") -> Classed:
    """Places in an order: the first ones darkest."""
    labels = [text(f"wijk.place_{index}") for index in range(len(PLACE_LIMITS) + 1)]
    return labelled(values, title, PLACE_LIMITS, labels, note=note, dark_first=True)


def moves(values: pd.Series, title: str, *, note: str = "") -> Classed:
    """How many places an area moves."""
    labels = [text(f"wijk.moves_{index}") for index in range(len(MOVE_LIMITS) + 1)]
    return labelled(values, title, MOVE_LIMITS, labels, note=note)


def steps(values: pd.Series, codes: Sequence[str], title: str, *, note: str = "") -> Classed:
    """Steps of an order; an area of ``codes`` without a step gets a class of its own."""
    labels = [text(f"volgorde.step_{index}") for index in range(len(PLACE_LIMITS) + 1)]
    classed = labelled(values, title, PLACE_LIMITS, labels, note=note, dark_first=True)
    aside = [code for code in codes if code not in classed.classes]
    classes = classed.classes | dict.fromkeys(aside, len(classed.colours))
    entries = classed.legend.entries + ((Entry(text("volgorde.no_step"), ASIDE),) if aside else ())
    return Classed(classes, (*classed.colours, ASIDE), Legend(title, entries, note))


def labelled(
    values: pd.Series, title: str, limits: Sequence[float], labels: Sequence[str], *, note: str = "",
    dark_first: bool = False,
) -> Classed:  # fmt: skip
    """Sort figures by key into classes with fixed limits, each with a name; the classes that occur are in the legend.

    :param values: figure by key (index); NaN becomes 'no figure'.
    :param limits: upper limits, rising, each inside its class; one label more than limits.
    """
    values = values.astype(float)
    classes = {
        str(key): int(np.searchsorted(limits, value, side="left")) if np.isfinite(value) else NO_FIGURE
        for key, value in values.items()
    }
    colours = ramp(len(labels))[:: -1 if dark_first else 1]
    present = set(classes.values())
    entries = [
        Entry(label, colour)
        for index, (label, colour) in enumerate(zip(labels, colours, strict=True))
        if index in present
    ]
    if NO_FIGURE in present:
        entries.append(Entry(text("no_figure"), "", mark="hatch"))
    return Classed(classes, colours, Legend(title, tuple(entries), note))
