"""On which days a standing order falls. What is made of it on such a day is the planning's affair."""

from __future__ import annotations

import datetime as dt

import pandas as pd


def falls_on(standing: pd.DataFrame, day: dt.date) -> pd.Series:
    """True for standing orders of this weekday, in their weeks, between their first and last day.

    Args:
        standing: weekdays (ISO numbers joined by commas), every_weeks, starts_on, ends_on (missing: no last day), as
            in ``core.standing_order``.
        day: the day.

    Returns:
        bool, indexed as ``standing``. Weeks are counted from the week (from Monday) of the first day.
    """
    today = pd.Timestamp(day)
    first, last = pd.to_datetime(standing["starts_on"]), pd.to_datetime(standing["ends_on"])
    weekday = str(day.isoweekday())
    named = standing["weekdays"].map(lambda days: weekday in str(days).split(",")).astype(bool)
    monday = today - pd.Timedelta(days=today.weekday())
    weeks = (monday - (first - pd.to_timedelta(first.dt.weekday, unit="D"))).dt.days // 7
    turn = weeks % standing["every_weeks"].astype("int64") == 0
    return named & turn & (first <= today) & (last.isna() | (last >= today))
