"""Standing orders as the orders of one day: those that fall on it, but for what an order of that day already is.

They are spread over days here and not in the database, since only a plan knows the day that it is for.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from geo.standing_orders import falls_on

DAY_MARK = "@"
"""Between the id of a standing order and the day of the order made of it: ``VB12@2026-02-03``."""

SAME_ORDER = ["resident_key", "kind", "supplier_id"]
"""An order of the day with these in common is the standing order itself, as it was really placed."""


def with_standing(orders: pd.DataFrame, standing: pd.DataFrame, service_date: dt.date) -> pd.DataFrame:
    """The orders of a day with the standing orders that fall on it and are not among them.

    Args:
        orders: ``core.order_line``, of this day alone.
        standing: ``core.standing_order``.
        service_date: the day.

    Returns:
        The columns of ``orders``; an order that is made of a standing one is called ``VB12@2026-02-03``.
    """
    due = standing[falls_on(standing, service_date)]
    placed = set(_keys(orders))
    due = due[[key not in placed for key in _keys(due)]]
    if due.empty:
        return orders
    made = due.assign(
        order_id=due["standing_id"].astype("str") + f"{DAY_MARK}{service_date.isoformat()}", service_date=service_date
    )
    made = made.reindex(columns=orders.columns)
    if orders.empty:
        return made.reset_index(drop=True)
    return pd.concat([orders, made], ignore_index=True)


def _keys(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(frame[SAME_ORDER].astype("str").fillna("").itertuples(index=False, name=None))
