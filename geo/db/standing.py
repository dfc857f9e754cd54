"""Landed standing orders; orders of a day and all other own files are in :mod:`geo.db.intake`.

What such an order holds is in ``vault.goods``, who it is for in ``vault.resident``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, LoadedRow, between, one_of
from geo.db.intake import DELIVERY_DAYS, ORDER_KINDS, SECONDS


class StandingOrder(LoadedRow, Base):
    """Something to bring, fetch or do that comes back on fixed weekdays; orders of a day are made of it."""

    __tablename__ = "standing_order"
    __table_args__: Any = (
        one_of("kind", *ORDER_KINDS),
        between("every_weeks", 1),
        {"schema": "intake", "comment": "Standing orders: what comes back on fixed weekdays"},
    )
    standing_id: Mapped[str] = mapped_column(comment="Stable id")
    weekdays: Mapped[str] = mapped_column(comment=DELIVERY_DAYS)
    every_weeks: Mapped[int] = mapped_column(comment="Once in so many weeks, counted from the week of starts_on")
    starts_on: Mapped[dt.date] = mapped_column(comment="First day")
    ends_on: Mapped[dt.date | None] = mapped_column(comment="Last day; NULL until further notice")
    supplier_id: Mapped[str | None] = mapped_column(comment="Supplier; NULL for a visit without goods")
    hub_id: Mapped[str] = mapped_column(comment="Hub")
    resident_key: Mapped[str] = mapped_column(comment="Pseudonym of the resident's address")
    kind: Mapped[str] = mapped_column(comment="Delivery, visit without goods, return flow, warm handover, small job")
    contact: Mapped[bool] = mapped_column(comment="Contact wanted; false: letterbox")
    service_minutes: Mapped[float | None] = mapped_column(Float, comment="Minutes at the address, where known")
    window_from_s: Mapped[int | None] = mapped_column(comment=f"Earliest start, {SECONDS}")
    window_to_s: Mapped[int | None] = mapped_column(comment=f"Latest start, {SECONDS}")
    release_s: Mapped[int | None] = mapped_column(comment=f"Goods are at the hub, {SECONDS}; NULL: from the morning")
