"""What a supplier may see of a cooperation: its own figures and the total, nothing of another's.

Suppliers compete. This is the one place for that rule. Statistical disclosure to a gemeente is :mod:`geo.disclosure`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

TOTAL = "*"
"""Stands for all parties together in the key column."""

FEWEST = 3
"""Parties from which a total may be shown: of two, the total less one's own is the other's."""


def party_view(parties: pd.DataFrame, supplier_id: str, key: str = "supplier_id") -> pd.DataFrame:
    """The row of one supplier and the total, of which the figures are withheld (NaN) for under FEWEST parties.

    Args:
        parties: a row a supplier and one with TOTAL in ``key``; all other columns are figures.
        supplier_id: who will see it.

    Returns:
        Own row, then the total. Without a row of its own: the total alone.
    """
    own = parties[parties[key] == supplier_id]
    total = parties[parties[key] == TOTAL]
    if (parties[key] != TOTAL).sum() < FEWEST:
        total = total.assign(**dict.fromkeys([name for name in parties.columns if name != key], np.nan))
    return pd.concat([own, total], ignore_index=True)
