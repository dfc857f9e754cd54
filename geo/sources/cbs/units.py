"""Cells of CBS to numbers: suppressed ones missing, broken ones told apart, counts whole and nothing negative."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.sources.cbs.vocabulary import HIGHEST_COUNT, Figure

SUPPRESSED = -99_990
"""PDOK writes -99997 or -99999999 for a suppressed figure: whatever is not above this is missing."""

_MISSING = frozenset({"", ".", "..", "...", "x", "nan", "none", "null", "<na>"})
"""A dot is "unknown or confidential", x "confidential" (older tables), a blank "cannot occur"."""

_NUMBER = r"-?[0-9]{1,15}(?:[.,][0-9]{0,30})?(?:[eE][-+]?[0-9]{1,2})?"
HIGHEST: dict[str, float] = {
    "count": HIGHEST_COUNT,
    "share": 100.0,
    "thousand_euro": 1e6,
    "hectare": 1e7,
    "kilometre": 1e4,
    "plain": 1e7,
    "class": 5.0,
}
"""By kind of figure the highest value that can be; above it a cell is broken."""


def numbers(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Cells as numbers.

    Args:
        column: numbers, or text with a decimal point or comma, padded or not.

    Returns:
        float64, missing where suppressed, blank or broken; and where a filled cell is no number.
    """
    if column.dtype.kind in "iuf":
        values: pd.Series = column.astype("float64")
        broken: pd.Series = pd.Series(np.isinf(values.to_numpy()), index=column.index)
    else:
        text = column.astype("str").str.strip()
        blank = column.isna() | text.str.casefold().isin(_MISSING)
        fits = text.str.fullmatch(_NUMBER).fillna(False).astype(bool)
        values = text.where(fits).str.replace(",", ".", regex=False).astype("float64")
        broken = ~fits & ~blank
    return values.where((values > SUPPRESSED) & ~broken), broken


def misfits(values: pd.Series, figure: Figure) -> pd.Series:
    """Where a figure cannot be what it says: negative, too high, or a count with a fraction."""
    lowest = 1.0 if figure.kind == "class" else 0.0
    misfit = ~values.between(lowest, HIGHEST[figure.kind])
    if figure.kind in ("count", "class"):
        misfit = misfit | (values % 1).ne(0)
    return misfit & values.notna()


def whole(values: pd.Series, figure: Figure) -> pd.Series:
    """Counts and classes as Int64; other figures as they are."""
    return values.astype("Int64") if figure.kind in ("count", "class") else values
