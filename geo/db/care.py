"""Public statistics of people rather than areas: health, care use, population by age, and the rates of frailty.

Key figures of areas are in :mod:`geo.db.figures`. Nobody can be recognised in these rows: their makers publish them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, Index
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, LoadedRow, between, one_of

SEXES = ("male", "female")
AREA_KINDS = ("country", "gemeente", "wijk", "buurt")
AGE_GROUPS = ("18+", "18-64", "65+")


class Health(LoadedRow, Base):
    """A modelled percentage of adults (RIVM, GGD'en, CBS) for one area, age group and year; suppressed is NULL."""

    __tablename__ = "health"
    __table_args__: Any = (
        one_of("area_kind", *AREA_KINDS),
        one_of("age_group", *AGE_GROUPS),
        between("value", 0, 100),
        between("low", 0, 100),
        between("high", 0, 100),
        Index("ix_health_area", "region", "area_code", "indicator"),
        {"schema": "intake", "comment": "RIVM/CBS health by gemeente, wijk and buurt; row_number numbers the figures"},
    )
    area_code: Mapped[str] = mapped_column(comment="CBS code GM...., WK......, BU........ or NL01")
    area_kind: Mapped[str] = mapped_column(comment="Kind of area, as its code says")
    indicator: Mapped[str] = mapped_column(comment="Our name of the indicator, such as lonely_severe")
    age_group: Mapped[str] = mapped_column(comment="Age group that the percentage is of")
    period: Mapped[int] = mapped_column(comment="Year of the survey")
    value: Mapped[float | None] = mapped_column(Float, comment="Percentage of the age group")
    low: Mapped[float | None] = mapped_column(Float, comment="Lower bound of the 95 % interval, percent")
    high: Mapped[float | None] = mapped_column(Float, comment="Upper bound of the 95 % interval, percent")


def _euro(comment: str) -> Any:
    return mapped_column(Float, comment=f"{comment}, euro; NULL in years without this kind")


class CareUse(LoadedRow, Base):
    """Insured care of one sex and age class in one gemeente or postcode area, or of all cells too small to show."""

    __tablename__ = "care_use"
    __table_args__: Any = (
        one_of("area_kind", "gemeente", "postcode3", "rest"),
        one_of("sex", *SEXES),
        between("age_low", 0, 120),
        between("age_high", 0, 120),
        between("persons", 0),
        Index("ix_care_use_gemeente", "region", "gemeentecode", "year"),
        {"schema": "intake", "comment": "Vektis: care under the Zorgverzekeringswet, declared costs in euro"},
    )
    area_kind: Mapped[str] = mapped_column(
        comment="gemeente, postcode3, or rest: all cells of under ten people together"
    )
    area_name: Mapped[str | None] = mapped_column(comment="Name of the gemeente or the postcode area as published")
    gemeentecode: Mapped[str | None] = mapped_column(comment="CBS code GM.... where the name is known to the region")
    postcode3: Mapped[str | None] = mapped_column(comment="First three digits of the postcode")
    year: Mapped[int] = mapped_column(comment="Year of the care")
    sex: Mapped[str | None] = mapped_column(comment="male or female; NULL in the rest row")
    age_low: Mapped[int | None] = mapped_column(comment="Youngest age of the class, years; NULL in the rest row")
    age_high: Mapped[int | None] = mapped_column(comment="Oldest age of the class, years; NULL where it is open")
    persons: Mapped[int] = mapped_column(comment="Insured people")
    insured_years: Mapped[float] = mapped_column(Float, comment="Insured years")
    specialist_medical_eur: Mapped[float | None] = _euro("Hospital and other specialist medical care")
    pharmacy_eur: Mapped[float | None] = _euro("Medicines")
    gp_registration_eur: Mapped[float | None] = _euro("GP, registration")
    gp_consult_eur: Mapped[float | None] = _euro("GP, consultations")
    gp_multidisciplinary_eur: Mapped[float | None] = _euro("GP, multidisciplinary care")
    gp_other_eur: Mapped[float | None] = _euro("GP, other")
    aids_eur: Mapped[float | None] = _euro("Medical aids")
    dental_eur: Mapped[float | None] = _euro("Dental care")
    physiotherapy_eur: Mapped[float | None] = _euro("Physiotherapy")
    paramedical_other_eur: Mapped[float | None] = _euro("Other paramedical care")
    transport_seated_eur: Mapped[float | None] = _euro("Patient transport, seated")
    transport_lying_eur: Mapped[float | None] = _euro("Patient transport, lying (ambulance)")
    maternity_eur: Mapped[float | None] = _euro("Maternity care")
    midwifery_eur: Mapped[float | None] = _euro("Midwifery")
    birth_care_integrated_eur: Mapped[float | None] = _euro("Integrated birth care")
    mental_secondary_eur: Mapped[float | None] = _euro("Secondary mental health care")
    mental_psychology_eur: Mapped[float | None] = _euro("Primary psychological care")
    mental_specialist_eur: Mapped[float | None] = _euro("Specialist mental health care")
    mental_basic_eur: Mapped[float | None] = _euro("Basic mental health care")
    mental_long_term_eur: Mapped[float | None] = _euro("Long-term mental health care")
    mental_consults_eur: Mapped[float | None] = _euro("Mental health care, consultations")
    mental_stay_eur: Mapped[float | None] = _euro("Mental health care, stay")
    mental_other_eur: Mapped[float | None] = _euro("Mental health care, other")
    mental_innovation_eur: Mapped[float | None] = _euro("Mental health care, innovation funds")
    cross_border_eur: Mapped[float | None] = _euro("Care abroad")
    primary_support_eur: Mapped[float | None] = _euro("Support of primary care")
    primary_stay_eur: Mapped[float | None] = _euro("Primary care stay (eerstelijnsverblijf)")
    geriatric_rehabilitation_eur: Mapped[float | None] = _euro("Geriatric rehabilitation")
    district_nursing_eur: Mapped[float | None] = _euro("District nursing (verpleging en verzorging)")
    special_patient_groups_eur: Mapped[float | None] = _euro("Medical care for special patient groups (GZSP)")
    other_eur: Mapped[float | None] = _euro("Other care")


class PopulationAge(LoadedRow, Base):
    """Inhabitants of one area by single year of age; sex NULL is both together, which must not be added to the two."""

    __tablename__ = "population_age"
    __table_args__: Any = (
        one_of("sex", *SEXES),
        between("age", 0, 120),
        between("count", 0),
        Index("ix_population_age_area", "region", "area_code", "year"),
        {"schema": "intake", "comment": "CBS population on 1 January by single year of age"},
    )
    area_code: Mapped[str | None] = mapped_column(comment="CBS code, where the table or the region gives one")
    area_name: Mapped[str | None] = mapped_column(comment="Name as published, where the table gives one")
    year: Mapped[int] = mapped_column(comment="Year, on 1 January")
    sex: Mapped[str | None] = mapped_column(comment="male or female; NULL: both together")
    age: Mapped[int] = mapped_column(comment="Age in whole years; the highest of a table stands for older too")
    count: Mapped[int | None] = mapped_column(comment="Inhabitants; NULL where suppressed")


class FrailtyRate(LoadedRow, Base):
    """One published or derived rate of a named set, editable in the workspace."""

    __tablename__ = "frailty_rate"
    __table_args__: Any = (
        one_of("basis", "published", "derived", "assumption"),
        between("age_low", 0, 120),
        between("age_high", 0, 120),
        between("rate", 0, 1),
        between("low", 0, 1),
        between("high", 0, 1),
        between("year", 1990, 2100),
        {"schema": "intake", "comment": "Rates of frail elderly people, with source and definition"},
    )
    rate_set: Mapped[str] = mapped_column(comment="Name of the set; sets are compared, never mixed")
    indicator: Mapped[str] = mapped_column(comment="What the rate is a share of what, such as frail_65_plus_home")
    age_low: Mapped[int] = mapped_column(comment="Youngest age it speaks of, years")
    age_high: Mapped[int | None] = mapped_column(comment="Oldest age it speaks of, years; NULL where it is open")
    rate: Mapped[float] = mapped_column(Float, comment="Share, 0 to 1")
    low: Mapped[float | None] = mapped_column(Float, comment="Lower bound of its 90 % interval, 0 to 1")
    high: Mapped[float | None] = mapped_column(Float, comment="Upper bound of its 90 % interval, 0 to 1")
    basis: Mapped[str] = mapped_column(comment="published as it stands, derived from published figures, or assumption")
    definition: Mapped[str] = mapped_column(comment="What is counted, of whom, and how it was derived")
    source: Mapped[str] = mapped_column(comment="Publication")
    year: Mapped[int] = mapped_column(comment="Year of the figures")
