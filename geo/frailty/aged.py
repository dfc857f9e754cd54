"""Residents of 65 and over in each draw: within CBS's rounding, adding up to the gemeente, and grown to a later year.

Here: whole numbers of 65+ by buurt and draw. How many of them are frail is in :mod:`geo.frailty.estimate`.

**Adding up.** CBS publishes the gemeente as well as its buurten, both rounded. A draw takes a total of the gemeente
within its rounding, a count of every buurt within its own, and hands the difference out to the buurten: most to those
that are least sure (suppressed ones), whole residents, never beyond what a buurt can have. So the parts of every draw
add up to its total exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.frailty.evidence import SHARE_80_PLUS
from geo.frailty.figures import (
    IMPUTED_SHARE_SD,
    PRIOR_MAX,
    PRIOR_MEAN,
    ROUNDING,
    Figures,
    Floats,
    FrailtyError,
    least,
    most,
)
from geo.frailty.rates import Z90, beta

Counts = NDArray[np.int64]

_ROUNDS = 4
"""How often what did not fit is offered again by uncertainty, before the rest goes to whoever has room."""


@dataclass(frozen=True)
class Growth:
    """Growth of the 65+ and of the 80+ from the year of the figures to ``year``, as factors with a 90 % range."""

    year: int
    aged_65_plus: tuple[float, float, float] = (1.0, 1.0, 1.0)
    aged_80_plus: tuple[float, float, float] = (1.0, 1.0, 1.0)

    def factors(self, normal: Floats) -> tuple[Floats, Floats]:
        """Factors of 65-79 and of 80+ at standard normal draws: one fate for both, since one forecast gave them."""
        whole, oldest = (
            np.maximum(0.1, value + normal * (high - low) / Z90)
            for value, low, high in (self.aged_65_plus, self.aged_80_plus)
        )
        return np.maximum(0.1, (whole - SHARE_80_PLUS * oldest) / (1 - SHARE_80_PLUS)), oldest


def growth_to(year: int, table: pd.DataFrame, gemeentecode: str, from_year: int) -> Growth:
    """The growth to ``year`` for a gemeente: its own row of the table, else the country's.

    Args:
        year: target year.
        table: ``core.assumption`` rows of subject ageing: name (growth_65_plus, growth_80_plus), area_code, year (from
            which the growth counts), target_year, value, low, high.
        gemeentecode: the gemeente.
        from_year: year of the CBS figures. A growth from another year is taken in proportion to the years left.

    Raises:
        FrailtyError: the table has no growth to that year.
    """
    found = {}
    for name in ("growth_65_plus", "growth_80_plus"):
        rows = table[(table["name"] == name) & (table["target_year"] == year)]
        own = rows[rows["area_code"] == gemeentecode]
        own = own if len(own) else rows[rows["area_code"] == "NL"]
        if own.empty:
            years = ", ".join(str(int(each)) for each in sorted(table["target_year"].dropna().unique())) or "none"
            raise FrailtyError(f"The table of assumptions has no {name} to {year}; it has {years}. Add a row.")
        row = own.iloc[0]
        value = float(row["value"])
        low, high = (value if pd.isna(row[each]) else float(row[each]) for each in ("low", "high"))
        part = (year - from_year) / max(1, year - int(row["year"]))
        found[name] = tuple(float(each ** max(0.0, part)) for each in (value, low, high))
    # each is a tuple of three, which mypy takes for one of any length
    return Growth(year, found["growth_65_plus"], found["growth_80_plus"])  # type: ignore[arg-type]


def drawn_aged(figures: Figures, rows: Counts, rng: np.random.Generator, draws: int) -> Counts:
    """65+ of the buurten ``rows`` of one gemeente, (buurten, draws), whole; adding up to its total where it has one."""
    published = np.rint(figures.aged[rows])
    spread = rng.integers(-ROUNDING, ROUNDING + 1, (len(rows), draws))
    counts: Counts = np.maximum(0, published[:, None] + spread).astype(np.int64)
    nobody = most(figures)[rows] == 0
    counts[nobody] = 0
    imputed = figures.imputed[rows]
    variance = np.where(nobody, 0.0, 2.0)  # of -2..2
    for place in np.flatnonzero(imputed):
        counts[place], variance[place] = _imputed(figures, rows[place], rng, draws)
    total = figures.total[figures.place[rows[0]]]
    phase = 0.999 * rng.random((_ROUNDS + 1, draws))  # below 1, so that a whole quota stays whole
    if np.isnan(total):
        return counts
    goal = round(total) + rng.integers(-ROUNDING, ROUNDING + 1, draws)
    low, high = least(figures)[rows].astype(np.int64), most(figures)[rows].astype(np.int64)
    counts = np.clip(counts, low[:, None], high[:, None])
    return _reconciled(counts, goal, low, high, variance, phase)


def _imputed(figures: Figures, row: int, rng: np.random.Generator, draws: int) -> tuple[Counts, float]:
    """65+ of a buurt of which CBS does not tell them, and their variance."""
    people, share = figures.column("inhabitants")[row], figures.share[row]
    if np.isnan(people) or people * share < PRIOR_MEAN:
        return rng.integers(0, PRIOR_MAX + 1, draws), 2.0
    mean = min(max(float(figures.aged[row] / people), 0.02), 0.95)
    sd = min(IMPUTED_SHARE_SD, 0.5 * float(np.sqrt(mean * (1 - mean))))
    lived = np.maximum(0, round(people) + rng.integers(-ROUNDING, ROUNDING + 1, draws))
    return rng.binomial(lived, beta(rng, mean, sd, draws)), float((people * sd) ** 2 + people * mean * (1 - mean))


def _reconciled(counts: Counts, goal: Counts, low: Counts, high: Counts, variance: Floats, phase: Floats) -> Counts:
    """The counts with their difference to ``goal`` handed out, by variance, within [low, high].

    Args:
        counts: (buurten, draws); goal: (draws,); low, high, variance: (buurten,); phase: (rounds, draws) in [0, 1).
    """
    counts = counts.copy()
    for number, start in enumerate(phase):
        left = goal - counts.sum(axis=0)
        if not left.any():
            break
        room = np.where(left > 0, high[:, None] - counts, counts - low[:, None])
        weight = room.astype(np.float64) if number == len(phase) - 1 else np.where(room > 0, variance[:, None], 0.0)
        whole = weight.sum(axis=0)
        share = np.divide(weight, whole, out=np.zeros_like(weight), where=whole > 0)
        quota = np.minimum(np.abs(left), room.sum(axis=0)) * share
        # systematic sampling: whole parts that add up, each within one of its quota
        steps = np.floor(np.cumsum(quota, axis=0) + start + 1e-9)
        taken = np.diff(steps, axis=0, prepend=0.0).astype(np.int64)
        counts += np.sign(left) * np.minimum(taken, room)
    return counts


def grown(counts: Counts, share_80: Floats, younger: Floats, oldest: Floats, age: Floats) -> tuple[Counts, Floats]:
    """65+ in a later year, whole, and by how much the higher share of 80+ raises the rate, both (buurten, draws).

    Args:
        counts: 65+ today, (buurten, draws). share_80: 80+ among them, (buurten,).
        younger, oldest: factors of 65-79 and of 80+, (draws,). age: how often 80+ are frail against 65-79, (draws,).
    """
    share = share_80[:, None]
    factor = (1 - share) * younger + share * oldest
    later = share * oldest / factor
    raised = ((1 - later) + age * later) / ((1 - share) + age * share)
    return np.rint(counts * factor).astype(np.int64), raised
