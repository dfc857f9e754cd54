"""What every table shares: metadata, schemas, column mixins, the geometry column. No table of a question here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, ForeignKey, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

RD_NEW = 28992
"""SRID of every geometry in the database: RD New (Amersfoort)."""

ALEMBIC_SCHEMAS = ("intake", "vault", "planning", "share")
"""Schemas whose tables Alembic alone creates."""

DBT_SCHEMAS = ("core", "marts")
"""Schemas whose tables dbt alone creates; Alembic only creates the schema and its grants."""

ROLES = ("wijk_owner", "wijk_pipeline", "wijk_planner", "wijk_concierge", "wijk_researcher", "wijk_public")
"""Roles created by the first migration, cluster-wide and default-deny."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base of the tables that Alembic owns."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text}


def geometry(kind: str, comment: str, *, nullable: bool = False, index: bool = True) -> Any:
    """A geometry column in RD New with a GiST index; ``kind`` is a PostGIS type such as ``MULTIPOLYGON``.

    None in vault: ``ST_EstimatedExtent`` tells every role the outermost points of a column that has an index or
    statistics.
    """
    return mapped_column(Geometry(kind, srid=RD_NEW, spatial_index=index), nullable=nullable, comment=comment)


def key(comment: str) -> Any:
    """A column of a result's primary key, placed behind the partition columns."""
    return mapped_column(primary_key=True, sort_order=-10, comment=comment)


def one_of(column: str, *values: str) -> CheckConstraint:
    """A check that ``column`` holds one of ``values``; read back by :mod:`geo.contracts` for the pandera schema."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known", info={"column": column, "isin": values})


def between(column: str, low: float, high: float | None = None) -> CheckConstraint:
    """A check that ``column`` lies in [low, high]; read back by :mod:`geo.contracts` for the pandera schema."""
    rule = f"{column} >= {low}" if high is None else f"{column} BETWEEN {low} AND {high}"
    return CheckConstraint(rule, name=f"{column}_range", info={"column": column, "low": low, "high": high})


class LoadedRow:
    """A row of a source file: region, the load it came with, its row number in the file. Key: load and row number."""

    region: Mapped[str] = mapped_column(comment="Region the file was loaded for", index=True, sort_order=-30)
    row_number: Mapped[int] = mapped_column(
        Integer, primary_key=True, sort_order=-28, comment="Row in the source file, the header not counted"
    )

    @declared_attr
    @classmethod
    def load_id(cls) -> Mapped[str]:
        """The load, a foreign key: declared per table, since a mixin cannot share one."""
        return mapped_column(
            ForeignKey("intake.load.load_id", ondelete="CASCADE"),
            primary_key=True,
            sort_order=-29,
            comment="Load this row came with",
        )


class ScenarioRow:
    """A result of one scenario of one region."""

    region: Mapped[str] = mapped_column(primary_key=True, sort_order=-30, comment="Region")
    scenario: Mapped[str] = mapped_column(
        primary_key=True, sort_order=-29, comment="Scenario; 'baseline' is today's hubs"
    )


class DatedRow:
    """A result of one service date of one region."""

    region: Mapped[str] = mapped_column(primary_key=True, sort_order=-30, comment="Region")
    service_date: Mapped[dt.date] = mapped_column(
        primary_key=True, sort_order=-29, comment="Day of the deliveries or trips"
    )


class Traced:
    """Where a result row belongs and which Dagster run made it."""

    gemeentecode: Mapped[str] = mapped_column(sort_order=-4, comment="CBS code of the gemeente (GM....)")
    run_id: Mapped[str] = mapped_column(sort_order=-5, comment="Dagster run that wrote the row")
