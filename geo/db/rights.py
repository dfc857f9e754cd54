"""What is kept about the handling of persons: erasures, who looked, whose route sheet a login may read.

Nothing here names a resident: an erasure holds a pseudonym, so that the same person is not loaded again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, DateTime, Identity, func
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base


class Erasure(Base):
    """A pseudonym that was erased and what stands in its place; applied again to whatever is loaded or restored."""

    __tablename__ = "erasure"
    __table_args__: Any = {"schema": "vault", "comment": "Erased pseudonyms (AVG article 17)"}
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    person_key: Mapped[str] = mapped_column(primary_key=True, comment="Pseudonym that was erased")
    key_id: Mapped[str] = mapped_column(comment="Which key of the pseudonyms it was made with: a digest of it")
    replaced_by: Mapped[str] = mapped_column(comment="Random code that keeps the counts as they were")
    erased_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="When")


class Access(Base):
    """Somebody looked into the vault: a person asked for by the command, or a route sheet read."""

    __tablename__ = "access"
    __table_args__: Any = {"schema": "vault", "comment": "Who looked at what identifies a person, and when"}
    access_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, comment="Number")
    looked_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), comment="When")
    login: Mapped[str] = mapped_column(server_default=func.session_user(), comment="Login in the database")
    by_whom: Mapped[str | None] = mapped_column(comment="User of the computer, where the command knows it")
    purpose: Mapped[str] = mapped_column(comment="export, erase, or route_sheet")
    subject: Mapped[str | None] = mapped_column(comment="Pseudonym that was asked for, or code of the concierge")
    rows: Mapped[int] = mapped_column(comment="How many rows were given or changed")


class ConciergeLogin(Base):
    """Which concierge a login of the database is; filled by the organisation's administrator."""

    __tablename__ = "concierge_login"
    __table_args__: Any = {"schema": "vault", "comment": "Logins of concierges"}
    login: Mapped[str] = mapped_column(primary_key=True, comment="Login role, a member of wijk_concierge")
    region: Mapped[str] = mapped_column(comment="Region")
    concierge_key: Mapped[str] = mapped_column(comment="Code of the concierge")
