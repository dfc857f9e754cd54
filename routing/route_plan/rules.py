"""The figures a plan assumes where the data are silent, and how a cell of a table is read; no problem is made here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from routing.route_plan.problem import DAY_S, Prices

CLASSES_APART = frozenset({frozenset({"dirty_laundry", "food"}), frozenset({"dirty_laundry", "clean_laundry"})})
"""What may not share a load: TNO 2020 names dirty laundry; with what is our reading of hygiene."""


@dataclass(frozen=True)
class PlanRules:
    """The figures a plan assumes where the data are silent.

    Ten minutes inside and contact first: report 2022, section 4.3. The other figures are our assumptions, here to be
    changed: 90 s at a letterbox; wishes for much (at least 15 min) or little contact (at most 5); half an hour in the
    morning to receive goods; litres an order; stops in a vehicle of unknown size; ten minutes at the hub between two
    trips of a shift, at most three; a fifth of the battery stays in reserve, an hour at the hub charges 10 km; weeks of
    history in which a face stays familiar; what the first face, the stand-in and any other known face are worth of it;
    weight of goods (promised by a supplier) against visits and returns (which can move), and what is added for the last
    promised day and for who had no contact in ten days.
    """

    letterbox_s: int = 90
    contact_s: int = 600
    much_contact_s: int = 900
    little_contact_s: int = 300
    receipt_s: int = 1800
    order_l: int = 15
    letterbox_l: int = 1
    default_max_stops: int = 40
    max_trips: int = 3
    reload_s: int = 600
    reserve: float = 0.2
    charge_m_per_s: float = 10_000 / 3600
    history_days: int = 56
    first_face: float = 1.0
    stand_in: float = 0.9
    other_face: float = 0.3
    not_preferred: float = 0.5
    delivery_weight: int = 3
    other_weight: int = 2
    promise_weight: int = 2
    long_ago_weight: int = 1
    long_ago_days: int = 10
    prices: Prices = field(default_factory=lambda: Prices(balance=0.25))
    apart: frozenset[frozenset[str]] = CLASSES_APART


def number(value: object, default: int) -> int:
    """A cell as a whole number, `default` where it is empty."""
    # pandas types isna for what it knows, not for any cell
    return default if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def text(value: object) -> str | None:
    """A cell as text, None where it is empty."""
    # pandas types isna for what it knows, not for any cell
    return None if value is None or pd.isna(value) or not str(value) else str(value)  # type: ignore[call-overload]


def flag(value: object) -> bool:
    """A cell as yes or no; empty is no."""
    # pandas types isna for what it knows, not for any cell
    return value is not None and not pd.isna(value) and bool(value)  # type: ignore[call-overload]


def names(value: object) -> frozenset[str]:
    """A cell of names joined by commas."""
    cell = text(value)
    return frozenset() if cell is None else frozenset(part.strip() for part in cell.split(",") if part.strip())


def weekdays(value: object) -> frozenset[int]:
    """A cell of ISO weekdays joined by commas."""
    return frozenset(int(day) for day in names(value))


def day_of(value: object) -> dt.date | None:
    """A cell as a date, None where it is empty."""
    # pandas types isna and Timestamp for what they know, not for any cell
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload,arg-type]


@dataclass(frozen=True)
class Wish:
    """What a resident wants, with nothing missing."""

    contact: str = "normal"
    days: frozenset[int] = frozenset(range(1, 8))
    from_s: int = 0
    to_s: int = DAY_S
    preferred: str | None = None
    excluded: frozenset[str] = frozenset()
    after_dark: bool = False
    picks_up: bool = False


def wish_of(row: pd.Series) -> Wish:
    """A row of vault.wish; `excluded_concierges`, `after_dark` and `picks_up` where the table has them."""
    return Wish(
        contact=text(row.get("contact_wish")) or "normal",
        days=weekdays(row.get("wish_days")) or frozenset(range(1, 8)),
        from_s=number(row.get("wish_from_s"), 0),
        to_s=number(row.get("wish_to_s"), DAY_S),
        preferred=text(row.get("preferred_concierge")),
        excluded=names(row.get("excluded_concierges")),
        after_dark=flag(row.get("after_dark")),
        picks_up=flag(row.get("picks_up")),
    )
