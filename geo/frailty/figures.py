"""The figures of buurten that an estimate starts from: checked, sorted, and where CBS is silent filled in and flagged.

Here: 65+, inhabitants and the places they stand in. What makes one buurt frailer than another is in
:mod:`geo.frailty.evidence`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

FALLBACK_SHARE = 0.20
"""65+ among inhabitants where no buurt of the gemeente says so (19 % in 2020, 25 % in 2040: Nidi/CBS 2020)."""

IMPUTED_SHARE_SD = 0.08
"""Spread of the 65+ share between buurten (Deventer 2024, CBS: standard deviation 0.08 over 66 buurten)."""

PRIOR_MAX = 4
"""65+ in a buurt of which CBS tells nothing, or too few to tell: anywhere from 0 to 4, the counts it rounds away."""

PRIOR_MEAN = PRIOR_MAX / 2

ROUNDING = 2
"""CBS rounds counts of buurten to 5: a published figure is at most this far off."""

CODES = ("buurtcode", "wijkcode", "gemeentecode")
COUNTS = (
    "inhabitants", "aged_65_plus", "aged_80_plus", "aged_0_14", "households", "single_households", "good_health_pct",
    "low_income_pct",
)  # fmt: skip


class FrailtyError(ValueError):
    """The figures cannot be turned into an estimate; the message says which and how to mend it."""


@dataclass(frozen=True, eq=False)
class Figures:
    """The buurten in the order of their codes; arrays are by buurt.

    ``table``: codes, counts (NaN where suppressed) and water. ``aged``: 65+, imputed where ``imputed``. ``share``: 65+
    among inhabitants of the gemeente. ``gemeenten``: codes; ``place``: the row of each buurt among them. ``total``: 65+
    by CBS's own row of the gemeente, NaN where there is none or the buurten cannot add up to it.
    """

    table: pd.DataFrame
    aged: Floats
    imputed: Flags
    share: Floats
    gemeenten: NDArray[np.str_]
    place: Places
    total: Floats

    def column(self, name: str) -> Floats:
        """A count by buurt, NaN where suppressed."""
        return self.table[name].to_numpy(dtype=np.float64)

    def sum_by_gemeente(self, values: Floats) -> Floats:
        """The sum by gemeente, in the order of ``gemeenten``."""
        return np.bincount(self.place, weights=values, minlength=len(self.gemeenten)).astype(np.float64)


def figures_of(buurten: pd.DataFrame, gemeenten: pd.DataFrame | None) -> Figures:
    """The figures of ``core.buurt``, with 65+ imputed where suppressed.

    Args:
        buurten: buurtcode, wijkcode, gemeentecode, inhabitants, aged_65_plus (NULL where suppressed) and, where known,
            water and the rest of ``COUNTS``; one row a buurt.
        gemeenten: ``core.gemeente``[gemeentecode, aged_65_plus_cbs]; None where not known.

    Raises:
        FrailtyError: a missing column, a doubled buurt, a negative or impossible figure.
    """
    table = _checked(buurten)
    place_of, place = np.unique(table["gemeentecode"].to_numpy(dtype=str), return_inverse=True)
    published = table["aged_65_plus"].to_numpy(dtype=np.float64)
    aged = np.where(table["water"].to_numpy() & np.isnan(published), 0.0, published)
    imputed = np.isnan(aged)
    people = table["inhabitants"].to_numpy(dtype=np.float64)
    known = ~imputed & ~np.isnan(people)
    lived = np.bincount(place, weights=np.where(known, people, 0.0), minlength=len(place_of))
    older = np.bincount(place, weights=np.where(known, aged, 0.0), minlength=len(place_of))
    share = np.where(lived > 0, older / np.maximum(lived, 1.0), FALLBACK_SHARE)[place].clip(0.0, 1.0)
    guess = np.maximum(np.where(np.isnan(people), 0.0, people) * share, PRIOR_MEAN)
    filled = np.where(imputed, guess, aged)
    figures = Figures(table, filled, imputed, share, place_of, place, np.full(len(place_of), np.nan))
    return figures if gemeenten is None else _fitted(figures, gemeenten)


def most(figures: Figures) -> Floats:
    """The most 65+ that each buurt may have: within rounding of what is published, or its inhabitants."""
    people = figures.column("inhabitants")
    room = np.where(np.isnan(people), PRIOR_MAX, np.maximum(people + ROUNDING, PRIOR_MAX))
    nobody = figures.table["water"].to_numpy() & np.isnan(figures.column("aged_65_plus"))
    return np.where(figures.imputed, room, np.where(nobody, 0.0, figures.aged + ROUNDING))


def least(figures: Figures) -> Floats:
    """The fewest 65+ that each buurt may have."""
    return np.where(figures.imputed, 0.0, np.maximum(figures.aged - ROUNDING, 0.0))


def _fitted(figures: Figures, gemeenten: pd.DataFrame) -> Figures:
    """With CBS's own 65+ of each gemeente where the buurten can add up to it; imputed ones take what is left."""
    if gemeenten["gemeentecode"].duplicated().any():
        raise FrailtyError("A gemeente appears more than once; give one row a gemeente.")
    own = pd.to_numeric(gemeenten.set_index("gemeentecode")["aged_65_plus_cbs"]).astype("Float64")
    total = np.asarray(own.reindex(figures.gemeenten).to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    low, high = figures.sum_by_gemeente(least(figures)), figures.sum_by_gemeente(most(figures))
    total[~((total - ROUNDING >= low) & (total + ROUNDING <= high))] = np.nan
    guessed = figures.sum_by_gemeente(np.where(figures.imputed, figures.aged, 0.0))
    left = total - figures.sum_by_gemeente(np.where(figures.imputed, 0.0, figures.aged))
    times = np.where(np.isnan(left) | (guessed <= 0), 1.0, left / np.maximum(guessed, 1e-9))[figures.place]
    spread = np.clip(figures.aged * times, PRIOR_MEAN, np.maximum(most(figures), PRIOR_MEAN))
    aged: Floats = np.where(figures.imputed, spread, figures.aged).astype(np.float64)
    return Figures(figures.table, aged, figures.imputed, figures.share, figures.gemeenten, figures.place, total)


def _checked(buurten: pd.DataFrame) -> pd.DataFrame:
    """The columns used, as floats with NaN for suppressed, sorted by buurtcode; refuses what cannot be."""
    missing = [name for name in (*CODES, "inhabitants", "aged_65_plus") if name not in buurten.columns]
    if missing:
        raise FrailtyError(f"The buurten lack {', '.join(missing)}; load the CBS figures again.")
    if buurten.empty:
        raise FrailtyError("There is no buurt to estimate for; load the CBS figures of a gemeente first.")
    codes = list(CODES)
    if buurten[codes].isna().any(axis=None):
        raise FrailtyError(f"A buurt without {', '.join(codes)} cannot be placed; give every buurt its three codes.")
    table = pd.DataFrame({name: buurten[name].to_numpy(dtype=object) for name in codes}).astype(str)
    for name in COUNTS:
        table[name] = floats(buurten[name]) if name in buurten.columns else np.nan
        if (table[name] < 0).any() or np.isinf(table[name]).any():
            raise FrailtyError(f"{name} holds a negative or infinite figure; a suppressed figure must be empty.")
    for name in ("good_health_pct", "low_income_pct"):
        if (table[name] > 100).any():
            raise FrailtyError(f"{name} is a percentage and cannot be over 100.")
    table["water"] = False
    if "water" in buurten.columns:
        if not buurten["water"].isin([True, False]).all():
            raise FrailtyError("water must say true or false for every buurt.")
        table["water"] = buurten["water"].to_numpy(dtype=bool)
    if table["buurtcode"].duplicated().any():
        raise FrailtyError("A buurt appears more than once; give one row a buurt.")
    return table.sort_values("buurtcode", ignore_index=True)


def floats(series: pd.Series) -> Floats:
    """A series as floats, NaN where there is nothing; FrailtyError where it holds anything but numbers."""
    try:
        numbers = pd.to_numeric(series).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(numbers, dtype=np.float64)
    except (TypeError, ValueError):
        raise FrailtyError(f"{series.name} must hold numbers, or nothing where a figure is suppressed.") from None
