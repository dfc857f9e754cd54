"""What the calendar says of a day: weekday, public holidays, the days around them, December; nothing of deliveries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import holidays
import pandas as pd

WORKED = frozenset({"Goede vrijdag", "Good Friday"})
"""Days that the law's list may name and on which goods are brought all the same."""

BEFORE_DAYS, AFTER_DAYS = 2, 2
"""Days before and after a holiday on which work moves."""


def public_holidays(years: Iterable[int], country: str = "NL") -> frozenset[dt.date]:
    """The days on which nobody delivers."""
    days = holidays.country_holidays(country, years=sorted(set(years)))
    return frozenset(day for day, name in days.items() if name not in WORKED)


def calendar_of(days: pd.DatetimeIndex, country: str = "NL") -> pd.DataFrame:
    """By day (index): weekday (1-7), holiday, beside (within two days of one), december, all but weekday bool."""
    years = range(days.min().year - 1, days.max().year + 2)
    closed = pd.DatetimeIndex(sorted(pd.Timestamp(day) for day in public_holidays(years, country)))
    near = {day + pd.Timedelta(days=shift) for day in closed for shift in range(-BEFORE_DAYS, AFTER_DAYS + 1)}
    holiday = days.isin(closed)
    return pd.DataFrame(
        {
            "weekday": days.dayofweek + 1,
            "holiday": holiday,
            "beside": days.isin(pd.DatetimeIndex(sorted(near))) & ~holiday,
            "december": (days.month == 12) & (days.day <= 24),
        },
        index=days,
    )
