"""Deliveries over time: before and after a hub opened, and the last months against those of a year ago.

What is reached or known today is in :mod:`geo.coverage`.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

MONTHS_BESIDE = 6
SLOW_MONTHS = 2
"""The first two months after an opening are a start (TNO 2022, section 4.3); after starts behind them."""

TREND_MONTHS = 3
DAYS_A_MONTH = 365.25 / 12


def first_openings(hubs: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """First day of the first hub that serves each wijk, by wijkcode, from core.hub[opened_on, serves]."""
    found: dict[str, pd.Timestamp] = {}
    for row in hubs.to_dict("records"):
        opened = pd.Timestamp(row["opened_on"])
        if opened > pd.Timestamp(as_of) or pd.isna(row["serves"]):
            continue
        for wijk in (code.strip() for code in str(row["serves"]).split(",")):
            found[wijk] = min(opened, found.get(wijk, opened))
    return pd.Series(list(found.values()), index=pd.Index(list(found), dtype=object), dtype="datetime64[ns]")


def delivery_rates(deliveries: pd.DataFrame, opened: pd.Series, as_of: dt.date) -> pd.DataFrame:
    """Deliveries by buurt in four spells, and how long each spell is.

    Args:
        deliveries: core.delivery[buurtcode, service_date].
        opened: day of opening by buurtcode; NaT where no hub serves it.
        as_of: last day counted.

    Returns:
        By buurtcode: before, after, recent, earlier (deliveries) and before_months, after_months (length in months, 0
        where the history does not cover the spell).
    """
    day = pd.to_datetime(deliveries["service_date"])
    end = pd.Timestamp(as_of)
    counted = deliveries.assign(day=day)[day <= end]
    first = counted["day"].min() if len(counted) else end
    opened = pd.to_datetime(opened)
    from_before = opened - pd.DateOffset(months=MONTHS_BESIDE)
    from_before = from_before.where(~(from_before < first), first)
    from_after = opened + pd.DateOffset(months=SLOW_MONTHS)
    to_after, after_end = from_after + pd.DateOffset(months=MONTHS_BESIDE), end + pd.Timedelta(days=1)
    to_after = to_after.where(~(to_after > after_end), after_end)
    at = counted["buurtcode"].map(opened)
    spells = {
        "before": (counted["day"] < at) & (counted["day"] >= counted["buurtcode"].map(from_before)),
        "after": (counted["day"] >= counted["buurtcode"].map(from_after))
        & (counted["day"] < counted["buurtcode"].map(to_after)),
        "recent": counted["day"] > end - pd.DateOffset(months=TREND_MONTHS),
        "earlier": (counted["day"] <= end - pd.DateOffset(years=1))
        & (counted["day"] > end - pd.DateOffset(years=1, months=TREND_MONTHS)),
    }
    table = pd.DataFrame(index=opened.index)
    for name, within in spells.items():
        table[name] = counted[within].groupby("buurtcode").size().reindex(opened.index).fillna(0.0)
    days = {"before": (opened - from_before).dt.days, "after": (to_after - from_after).dt.days}
    for name, length in days.items():
        table[f"{name}_months"] = (length.fillna(0).clip(lower=0) / DAYS_A_MONTH).astype(float)
    if first > end - pd.DateOffset(years=1, months=TREND_MONTHS):
        table["earlier"] = np.nan
    return table
