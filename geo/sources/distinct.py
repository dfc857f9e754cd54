"""What keeps a register of a million rows quick: each distinct cell worked out once, no copy where no row falls away.

What is done to cells and which rows fall away is not known here.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd


def by_distinct(cells: pd.Series, whole: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """What ``whole`` makes of a column, worked out once for each distinct cell where many are alike.

    Args:
        cells: text, missing where blank.
        whole: a column to a column of the same length, cell by cell; a missing cell stays missing.

    Returns:
        As ``whole(cells)``: same index and type.
    """
    codes, distinct = pd.factorize(cells)
    if len(distinct) == 0 or 2 * len(distinct) > len(cells):
        return whole(cells)
    made = whole(pd.Series(distinct, dtype=cells.dtype))
    found = pd.Series(made.array.take(codes, allow_fill=True), index=cells.index)
    return found.where(found.notna(), None) if made.dtype == object else found


def rows_where(frame: pd.DataFrame, kept: pd.Series) -> pd.DataFrame:
    """The rows for which ``kept`` (bool, indexed as the frame) is true; the frame itself where all are."""
    return frame if bool(kept.all()) else frame[kept]
