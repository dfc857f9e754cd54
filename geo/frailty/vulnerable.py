"""The second group: residents of any age whom income, health, loneliness and low literacy together make vulnerable.

Here: the chance that a resident of 15 and over has at least two of the four. Frail 65+ are the affair of
:mod:`geo.frailty.estimate`: the two groups overlap, answer different questions, and are never added.

**Two of four.** Vulnerability is an adding-up of burdens (TNO 2022, section 2: physical, cognitive with literacy,
social, financial). No source counts people with several; each source counts one. Of every buurt four shares are known
or taken from the country; how they fall together is an assumption: one common factor behind all four (a one-factor
Gaussian copula) with a correlation of 0.3, anywhere from 0.1 to 0.5. CBS counts children to 14, so adults begin at 15
here.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from geo.frailty.evidence import health_by_buurt
from geo.frailty.figures import Figures, Flags, Floats

CORRELATION, CORRELATION_GRID = 0.3, np.array([0.1, 0.2, 0.3, 0.4, 0.5])
CHILD_SHARE = 0.15
"""Inhabitants to 14 where the buurt does not tell (CBS 2024: 15 % of the country)."""

NATIONAL: Mapping[str, float] = {
    "low_income_pct": 6.0, "health_poor_pct": 21.0, "lonely_severe_pct": 11.0, "low_literacy_pct": 18.0
}  # fmt: skip
"""Percentages of the country where the table of assumptions has none; the shipped table says where they come from."""

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_EDGE = 1e-4


def burdens(
    figures: Figures, health: pd.DataFrame | None, national: Mapping[str, float]
) -> tuple[Floats, list[tuple[str, Flags]]]:
    """The four shares by buurt, (buurten, 4), and which were taken from a wijk or from the country.

    Args:
        figures: the buurten.
        health: core.health, or None.
        national: percentages of the country by the names of ``NATIONAL``; what is absent is taken from there.
    """
    borrowed: list[tuple[str, Flags]] = []
    adults = ("18+", "18-64", "65+")
    hard = health_by_buurt(figures, health, "hard_to_make_ends_meet", borrowed, adults)
    good = health_by_buurt(figures, health, "health_good", borrowed, adults)
    good = np.where(np.isnan(good), figures.column("good_health_pct"), good)
    known = {
        "low_income_pct": np.where(np.isnan(hard), figures.column("low_income_pct"), hard),
        "health_poor_pct": 100.0 - good,
        "lonely_severe_pct": health_by_buurt(figures, health, "lonely_severe", borrowed, adults),
        "low_literacy_pct": np.full(len(figures.table), np.nan),
    }
    columns = []
    for name, values in known.items():
        silent = np.isnan(values)
        borrowed.append((f"{name}:country", silent))
        columns.append(np.where(silent, national.get(name, NATIONAL[name]), values) / 100.0)
    return np.column_stack(columns), borrowed


def chance_of_two(shares: Floats) -> Floats:
    """Chance of at least two of the burdens, (buurten, len(CORRELATION_GRID)), for each correlation of the grid.

    Args:
        shares: (buurten, burdens) chance of each, 0 to 1.
    """
    edges = ndtri(np.clip(shares, _EDGE, 1 - _EDGE))
    result = np.empty((len(shares), len(CORRELATION_GRID)))
    for column, correlation in enumerate(CORRELATION_GRID):
        given = ndtr(
            (edges[:, :, None] - np.sqrt(correlation) * _NODES[None, None, :]) / np.sqrt(1 - correlation)
        )  # (buurten, burdens, nodes)
        none = np.prod(1 - given, axis=1)
        one = (given / np.maximum(1 - given, 1e-12)).sum(axis=1) * none
        result[:, column] = ((1 - none - one) * _WEIGHTS).sum(axis=1)
    return np.clip(result, 0.0, 1.0)


def at_correlation(grid: Floats, correlation: Floats) -> Floats:
    """The chances at other correlations, linearly between those of the grid: (buurten, k)."""
    step = CORRELATION_GRID[1] - CORRELATION_GRID[0]
    position = np.clip((correlation - CORRELATION_GRID[0]) / step, 0, len(CORRELATION_GRID) - 1)
    lower = np.minimum(position.astype(np.int64), len(CORRELATION_GRID) - 2)
    part = position - lower
    return grid[:, lower] * (1 - part) + grid[:, lower + 1] * part


def adults(figures: Figures) -> Floats:
    """Residents of 15 and over by buurt; NaN where the inhabitants are suppressed."""
    people, children = figures.column("inhabitants"), figures.column("aged_0_14")
    return np.where(np.isnan(children), people * (1 - CHILD_SHARE), np.maximum(people - children, 0.0))
