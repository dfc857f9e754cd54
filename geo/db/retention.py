"""What is kept about retention: how much was removed and when, and the buurt of what was counted. No person in either.

Which periods hold and how they are applied: :mod:`geo.retention`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, one_of

ACTIONS = ("removed", "coded", "blanked")
"""The row is gone; a code stands in place of its pseudonym; what a refused cell said is gone."""


class Retention(Base):
    """What a run of the retention periods did to a table: how many rows, none of what they said."""

    __tablename__ = "retention"
    __table_args__: Any = (
        one_of("action", *ACTIONS),
        {"schema": "intake", "comment": "Runs of the retention periods: rows removed by table, without their content"},
    )
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    run_id: Mapped[str] = mapped_column(primary_key=True, comment="Dagster run")
    table_name: Mapped[str] = mapped_column(primary_key=True, comment="Table, schema.name, or 'route sheets'")
    rule: Mapped[str] = mapped_column(primary_key=True, comment="Key of the period in geo/retention/periods.yaml")
    action: Mapped[str] = mapped_column(comment="removed, coded or blanked")
    ran_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="When")
    before: Mapped[dt.date] = mapped_column(Date, comment="What is older than this day went")
    rows: Mapped[int] = mapped_column(BigInteger, comment="How many rows or files")


class FormerPlace(Base):
    """The buurt of a code that stands where a pseudonym was: what a count by buurt needs, and no more."""

    __tablename__ = "former_place"
    __table_args__: Any = {
        "schema": "intake",
        "comment": "Buurten of codes that stand in place of pseudonyms older than the retention period",
    }
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    resident_key: Mapped[str] = mapped_column(
        primary_key=True, comment="Code; whose it is, only the key of the pseudonyms tells"
    )
    buurtcode: Mapped[str] = mapped_column(comment="Buurt in which the address lay")
