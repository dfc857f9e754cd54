"""How figures read in Dutch: comma, thousands point, minutes, clock times. A missing figure is 'geen cijfer'."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from maps.texts import text

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]


def missing(value: Any) -> bool:
    """True for None, NaN, NaT and an infinite number."""
    return value is None or bool(pd.isna(value)) or (isinstance(value, float) and math.isinf(value))


def holds(value: Any) -> bool:
    """True where a flag is known and set."""
    return not missing(value) and bool(value)


def number(value: Any, digits: int = 0) -> str:
    """A number such as 1.234,5."""
    if missing(value):
        return text("no_figure")
    rounded = round(float(value), digits) + 0.0  # -0.0 reads as 0
    return f"{rounded:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def percent(share: Any, digits: int = 0) -> str:
    """A share of 0 to 1 as a percentage."""
    return text("no_figure") if missing(share) else f"{number(float(share) * 100, digits)} %"


def euro(amount: Any, step: int = 100) -> str:
    """An amount such as € 12.300, rounded to ``step`` euro: a plan's figures are not known to the euro."""
    return text("no_figure") if missing(amount) else f"€ {number(round(float(amount) / step) * step)}"


def minutes(seconds: Any, digits: int = 0) -> str:
    """Seconds as minutes."""
    return text("no_figure") if missing(seconds) else f"{number(float(seconds) / 60, digits)} min"


def hours(seconds: Any) -> str:
    """Seconds as hours and minutes, such as 2 u 05."""
    if missing(seconds):
        return text("no_figure")
    total = round(float(seconds) / 60)
    return f"{total // 60} u {total % 60:02d}"


def kilometres(metres: Any, digits: int = 1) -> str:
    """Metres as kilometres."""
    return text("no_figure") if missing(metres) else f"{number(float(metres) / 1000, digits)} km"


def interval(low: Any, high: Any, digits: int = 0) -> str:
    """An interval such as 12 tot 18."""
    if missing(low) or missing(high):
        return text("no_interval")
    return text("range", low=number(low, digits), high=number(high, digits))


def clock(moment: Any, timezone: str) -> str:
    """The time of day of a moment in a time zone; a moment without a zone is taken as local time already."""
    if missing(moment):
        return text("no_figure")
    stamp = pd.Timestamp(moment)
    return (stamp.tz_convert(ZoneInfo(timezone)) if stamp.tzinfo is not None else stamp).strftime("%H:%M")


def day(date: Any, *, weekday: bool = False) -> str:
    """A date such as dinsdag 3 februari 2026."""
    if missing(date):
        return text("no_figure")
    stamp = pd.Timestamp(date) if not isinstance(date, dt.date) else date
    name = f"{DAYS[stamp.weekday()]} " if weekday else ""
    return f"{name}{stamp.day} {MONTHS[stamp.month - 1]} {stamp.year}"


def string(value: Any) -> str:
    """Text of the data as it is; a missing one is 'onbekend'."""
    return text("unknown") if missing(value) or not str(value).strip() else str(value)
