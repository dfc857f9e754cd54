"""Disclosure-controlled tables: what the gemeente and the public may have. Filled by the disclosure asset alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, geometry


class ShareBuurt(Base):
    """A buurt as others may see it: rounded, small counts withheld."""

    __tablename__ = "buurt"
    __table_args__: Any = {
        "schema": "share",
        "comment": "Buurten with rounded figures; NULL where a figure is withheld",
    }
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    buurtcode: Mapped[str] = mapped_column(primary_key=True, comment="Buurt")
    buurtnaam: Mapped[str] = mapped_column(comment="Name")
    gemeentecode: Mapped[str] = mapped_column(comment="Gemeente")
    expected_frail: Mapped[int | None] = mapped_column(comment="Expected frail 65+ at home, rounded")
    reachable_pct: Mapped[int | None] = mapped_column(
        comment="Reachable within the baseline's minutes, percent, rounded to 5"
    )
    deliveries: Mapped[int | None] = mapped_column(comment="Deliveries in the last twelve months, rounded")
    known_addresses: Mapped[int | None] = mapped_column(comment="Addresses in view, rounded")
    withheld: Mapped[str] = mapped_column(comment="Which figures were withheld, joined by commas")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that wrote the row")
    geometry: Mapped[Any] = geometry("MULTIPOLYGON", "Boundary, RD New")


class ShareHub(Base):
    """A hub as others may see it."""

    __tablename__ = "hub"
    __table_args__: Any = {"schema": "share", "comment": "Hubs that are open in the baseline"}
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    hub_id: Mapped[str] = mapped_column(primary_key=True, comment="Hub")
    name: Mapped[str] = mapped_column(comment="Name")
    gemeentecode: Mapped[str] = mapped_column(comment="Gemeente")
    mean_minutes: Mapped[float | None] = mapped_column(Float, comment="Mean travel time in its catchment, minutes")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that wrote the row")
    geometry: Mapped[Any] = geometry("POINT", "Location, RD New")
