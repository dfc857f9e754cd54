"""Disclosure-controlled tables: what the gemeente and the public may have. Filled by the disclosure asset alone.

Beside them the one table that the next version is judged by and nobody outside may read: ``planning.release_cell``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, Traced, geometry, one_of


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


class ShareArea(Base):
    """A wijk or a gemeente as others may see it: totals, not the sums of what is shown of its buurten."""

    __tablename__ = "area"
    __table_args__: Any = (
        one_of("area_kind", "wijk", "gemeente"),
        {"schema": "share", "comment": "Wijken and gemeenten with rounded totals; NULL where a total is withheld"},
    )
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    area_kind: Mapped[str] = mapped_column(primary_key=True, comment="wijk or gemeente")
    area_code: Mapped[str] = mapped_column(primary_key=True, comment="CBS code")
    area_name: Mapped[str] = mapped_column(comment="Name")
    gemeentecode: Mapped[str] = mapped_column(comment="Gemeente")
    expected_frail: Mapped[int | None] = mapped_column(comment="Expected frail 65+ at home, rounded")
    deliveries: Mapped[int | None] = mapped_column(comment="Deliveries in the last twelve months, rounded")
    known_addresses: Mapped[int | None] = mapped_column(comment="Addresses in view, rounded")
    withheld: Mapped[str] = mapped_column(comment="Which totals were withheld, joined by commas")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that wrote the row")
    geometry: Mapped[Any] = geometry("MULTIPOLYGON", "Boundary, RD New")


class ShareWithheld(Base):
    """What was withheld and why, as the outside may know it."""

    __tablename__ = "withheld"
    __table_args__: Any = {"schema": "share", "comment": "Figures that were withheld, with a sentence in Dutch"}
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    area_kind: Mapped[str] = mapped_column(primary_key=True, comment="buurt, wijk or gemeente")
    area_code: Mapped[str] = mapped_column(primary_key=True, comment="CBS code")
    figure: Mapped[str] = mapped_column(primary_key=True, comment="Column that is NULL")
    gemeentecode: Mapped[str] = mapped_column(comment="Gemeente")
    sentence: Mapped[str] = mapped_column(comment="Why, in Dutch; never a value")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that wrote the row")


class ShareRelease(Base):
    """A version of what is shared: numbered, dated, with a checksum, so that it can be cited."""

    __tablename__ = "release"
    __table_args__: Any = {"schema": "share", "comment": "Versions of the shared figures"}
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    release: Mapped[int] = mapped_column(primary_key=True, comment="Number of the version, from 1")
    released_on: Mapped[dt.date] = mapped_column(comment="Day on which it was first made, local time")
    checksum: Mapped[str] = mapped_column(comment="SHA-256 of its figures")
    rules: Mapped[str] = mapped_column(comment="Digest of the disclosure rules it was made by")
    version: Mapped[str] = mapped_column(comment="Version of the platform")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that wrote the row")


class ShareSource(Base):
    """A source that the figures were made from, with its licence; no names of files."""

    __tablename__ = "source"
    __table_args__: Any = {"schema": "share", "comment": "Sources and licences of the shared figures"}
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    position: Mapped[int] = mapped_column(primary_key=True, comment="Number in the list")
    source: Mapped[str] = mapped_column(comment="Kind of source")
    period: Mapped[str | None] = mapped_column(comment="Period of the source")
    licence: Mapped[str | None] = mapped_column(comment="Licence")
    attribution: Mapped[str | None] = mapped_column(comment="Attribution")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that wrote the row")


class ReleaseCell(Traced, Base):
    """A count of a version as it truly was: what the next version is judged by. Internal."""

    __tablename__ = "release_cell"
    __table_args__: Any = {
        "schema": "planning",
        "comment": "True counts behind the newest versions of share; not for the outside",
    }
    region: Mapped[str] = mapped_column(primary_key=True, sort_order=-30, comment="Region")
    release: Mapped[int] = mapped_column(primary_key=True, sort_order=-29, comment="Version, see share.release")
    area_kind: Mapped[str] = mapped_column(primary_key=True, sort_order=-10, comment="buurt, wijk or gemeente")
    area_code: Mapped[str] = mapped_column(primary_key=True, sort_order=-10, comment="CBS code")
    figure: Mapped[str] = mapped_column(primary_key=True, sort_order=-10, comment="Column of share")
    wijkcode: Mapped[str | None] = mapped_column(comment="Wijk of a buurt; NULL for totals")
    exact: Mapped[float] = mapped_column(Float, comment="The count at that version")
    basis: Mapped[float | None] = mapped_column(Float, comment="The count when its figure was first said")
    published: Mapped[float | None] = mapped_column(Float, comment="The figure that was said; NULL: withheld")
    reason: Mapped[str] = mapped_column(comment="Why it was withheld; empty where it was not")


class Snapshot(Base):
    """A frozen copy for research that was made: what a citation refers to."""

    __tablename__ = "snapshot"
    __table_args__: Any = {"schema": "intake", "comment": "Frozen copies of marts and share, to be cited"}
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    snapshot: Mapped[int] = mapped_column(primary_key=True, comment="Number, from 1")
    frozen_on: Mapped[dt.date] = mapped_column(comment="Day on which it was first made, local time")
    schema_version: Mapped[str] = mapped_column(comment="Version of the schema, see docs/CHANGELOG-schema.md")
    checksum: Mapped[str] = mapped_column(comment="SHA-256 of its tables as CSV")
