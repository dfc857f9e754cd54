"""Public statistics of areas: key figures without boundaries, and how the buurten of two years lie over each other.

Figures that came with a boundary are in :mod:`geo.db.intake`;
health, care use and population by age have a module of their own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, Index
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, LoadedRow, between, one_of


class KeyFigure(LoadedRow, Base):
    """CBS key figures of one gemeente, wijk or buurt in one year; suppressed or unpublished figures are NULL."""

    __tablename__ = "key_figure"
    __table_args__: Any = (
        one_of("area_kind", "gemeente", "wijk", "buurt"),
        between("inhabitants", 0),
        between("aged_65_plus", 0),
        between("households", 0),
        Index("ix_key_figure_area", "region", "area_code", "year"),
        {"schema": "intake", "comment": "CBS StatLine key figures by area and year, without boundaries"},
    )
    area_code: Mapped[str] = mapped_column(comment="CBS code: GM...., WK...... or BU........")
    area_kind: Mapped[str] = mapped_column(comment="gemeente, wijk or buurt, as the code says")
    area_name: Mapped[str | None] = mapped_column(comment="Name, where the table gives one")
    gemeentecode: Mapped[str] = mapped_column(comment="CBS code GM.... of the gemeente it lies in")
    year: Mapped[int | None] = mapped_column(comment="Year of the figures; NULL where the file does not say")
    inhabitants: Mapped[int | None] = mapped_column(comment="Inhabitants")
    aged_0_14: Mapped[int | None] = mapped_column(comment="Inhabitants under 15")
    aged_65_plus: Mapped[int | None] = mapped_column(comment="Inhabitants of 65 and over")
    aged_65_79: Mapped[int | None] = mapped_column(comment="Inhabitants of 65 to 79")
    aged_80_plus: Mapped[int | None] = mapped_column(comment="Inhabitants of 80 and over")
    widowed: Mapped[int | None] = mapped_column(comment="Widowed inhabitants")
    households: Mapped[int | None] = mapped_column(comment="Households")
    single_households: Mapped[int | None] = mapped_column(comment="Households of one person")
    childless_households: Mapped[int | None] = mapped_column(comment="Households of more persons without children")
    family_households: Mapped[int | None] = mapped_column(comment="Households with children")
    household_size: Mapped[float | None] = mapped_column(Float, comment="Mean persons a household")
    home_value_keur: Mapped[float | None] = mapped_column(Float, comment="Mean value of a home, thousand euro")
    owner_occupied_pct: Mapped[float | None] = mapped_column(Float, comment="Owner-occupied homes, percent")
    single_family_pct: Mapped[float | None] = mapped_column(Float, comment="Single-family homes, percent")
    income_keur: Mapped[float | None] = mapped_column(Float, comment="Mean income per inhabitant, thousand euro")
    lowest_40_income_pct: Mapped[float | None] = mapped_column(
        Float, comment="Households among the 40 % of the country with the lowest incomes, percent"
    )
    low_income_pct: Mapped[float | None] = mapped_column(
        Float, comment="Households under CBS's low-income threshold, percent"
    )
    social_minimum_pct: Mapped[float | None] = mapped_column(
        Float, comment="Households under or around the social minimum, percent"
    )
    wmo_clients: Mapped[int | None] = mapped_column(comment="Clients of the Wmo (social support act)")
    address_density: Mapped[float | None] = mapped_column(Float, comment="Surrounding address density, per km2")
    urbanity: Mapped[int | None] = mapped_column(comment="Urbanity class, 1 very urban to 5 rural")
    land_area_ha: Mapped[float | None] = mapped_column(Float, comment="Land area, hectare")
    gp_distance_km: Mapped[float | None] = mapped_column(Float, comment="Mean distance to a GP, km by road")
    supermarket_distance_km: Mapped[float | None] = mapped_column(
        Float, comment="Mean distance to a large supermarket, km"
    )


class AreaChange(LoadedRow, Base):
    """How much of a buurt of an earlier year lies in a buurt of today, by area."""

    __tablename__ = "area_change"
    __table_args__: Any = (
        one_of("kind", "same", "renumbered", "merged", "split", "redrawn"),
        between("share_of_from", 0, 1),
        between("share_of_to", 0, 1),
        Index("ix_area_change_from", "region", "from_code"),
        {"schema": "intake", "comment": "Buurten of an earlier year over those of today, by overlap of area"},
    )
    from_code: Mapped[str] = mapped_column(comment="Buurtcode in the earlier year")
    to_code: Mapped[str] = mapped_column(comment="Buurtcode of the region's boundaries")
    from_year: Mapped[int | None] = mapped_column(comment="Year of the earlier boundaries, where the file says so")
    to_year: Mapped[int | None] = mapped_column(comment="Year of the region's boundaries, where known")
    kind: Mapped[str] = mapped_column(comment="same, renumbered, merged, split or redrawn")
    share_of_from: Mapped[float] = mapped_column(
        Float,
        comment="Part of the earlier buurt's counts that goes to this buurt; per from_code they add up to 1 or less",
    )
    share_of_to: Mapped[float] = mapped_column(
        Float, comment="Part of today's buurt that comes from it; per to_code they add up to 1 or less"
    )
    overlap_m2: Mapped[float] = mapped_column(Float, comment="Area in common, m2")
