"""Results on bundling and value of a service date: what is possible in the year up to it. By pseudonym, no points.

What is counted by scenario (planning.bundling, planning.flow), and impact, are in :mod:`geo.db.planning`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, DatedRow, Traced, between, key, one_of

FORMULA = "How it is computed, in Dutch"
SOURCE = "Where its factors come from"


def _km(comment: str, *, nullable: bool = False) -> Any:
    return mapped_column(Float, comment=f"{comment}, kilometres", nullable=nullable)


class BundlingPart(DatedRow, Traced, Base):
    """What could have gone together, by kind of goods, week, wijk or hub."""

    __tablename__ = "bundling_part"
    __table_args__: Any = (
        one_of("dimension", "goods", "week", "wijk", "hub"),
        between("share", 0, 1),
        {"schema": "planning", "comment": "Bundlable deliveries of the year in parts; the parts add up to the whole"},
    )
    measure: Mapped[str] = key("Definition, as in planning.bundling")
    dimension: Mapped[str] = key("What the year is divided by")
    code: Mapped[str] = key("Which part: kind of goods, Monday of the week, wijkcode or hub")
    deliveries: Mapped[int] = mapped_column(comment="Deliveries looked at")
    bundlable: Mapped[int] = mapped_column(comment="Deliveries that another supplier's delivery could have carried")
    share: Mapped[float] = mapped_column(Float, comment="bundlable / deliveries")
    residents: Mapped[int] = mapped_column(comment="Different residents with a bundlable delivery")
    streets: Mapped[int] = mapped_column(comment="Different streets with a bundlable delivery")


class BundlingFigure(DatedRow, Traced, Base):
    """Deliveries, contact and the balance of kilometres, in all and by month, supplier, wijk and hub."""

    __tablename__ = "bundling_figure"
    __table_args__: Any = (
        one_of("dimension", "all", "month", "supplier", "wijk", "hub", "channel"),
        {"schema": "planning", "comment": "Figures of the year by month, supplier, wijk, hub and flow; parts add up"},
    )
    dimension: Mapped[str] = key("What the year is divided by")
    code: Mapped[str] = key("Which part; '*' for all")
    indicator: Mapped[str] = key("Which figure")
    value: Mapped[float | None] = mapped_column(Float, comment="Value of a count; NULL for what is only known as range")
    marginal: Mapped[float | None] = mapped_column(Float, comment="With suppliers in a round that is driven anyway")
    dedicated: Mapped[float | None] = mapped_column(Float, comment="With suppliers in rounds of their own")
    report: Mapped[float | None] = mapped_column(Float, comment="By the report's method (TNO 2022, 4.3)")
    target: Mapped[float | None] = mapped_column(Float, comment="The plan, by the table of assumptions")
    unit: Mapped[str] = mapped_column(comment="Unit")


class DeliveryDayPoint(DatedRow, Traced, Base):
    """One choice of delivery days, chosen and driven; figures a week."""

    __tablename__ = "delivery_day_point"
    __table_args__: Any = (
        one_of("status", "as_is", "optimal", "feasible"),
        between("gap", 0),
        {"schema": "planning", "comment": "Choices of delivery days from unchanged to traded contact, a week"},
    )
    point: Mapped[str] = key("today, moments, minutes (contact minutes unchanged), traded_2, _5, _10 (percent)")
    position: Mapped[int] = mapped_column(comment="Order of the points; 0 is today")
    default_point: Mapped[bool] = mapped_column(comment="True for the default: unchanged minutes for every resident")
    on_front: Mapped[bool] = mapped_column(comment="True where it drives less than every point with more contact")
    lost_allowed: Mapped[float] = mapped_column(Float, comment="Share of the contact minutes that may be lost")
    model_m: Mapped[float] = mapped_column(Float, comment="Objective of the model, metres")
    bound_m: Mapped[float] = mapped_column(Float, comment="Proven: no choice is better than this, metres of the model")
    gap: Mapped[float] = mapped_column(Float, comment="(objective - bound) / objective")
    status: Mapped[str] = mapped_column(comment="optimal only where proven; feasible where the work ended")
    supplier_km: Mapped[float] = _km("Driven by suppliers to the hubs")
    concierge_km: Mapped[float] = _km("Driven by concierges, without exhaust")
    driven_km: Mapped[float] = _km("Both together")
    saved_km: Mapped[float] = _km("Driven today less driven here")
    co2_kg: Mapped[float] = mapped_column(Float, comment="CO2 of suppliers, tank to wheel, kg")
    supplier_rides: Mapped[float] = mapped_column(Float, comment="Rides of suppliers")
    stops: Mapped[float] = mapped_column(Float, comment="Stops of concierges")
    contact_moments: Mapped[float] = mapped_column(Float, comment="Residents seen, counted by day")
    contact_minutes: Mapped[float] = mapped_column(Float, comment="Minutes of contact")
    lost_minutes: Mapped[float] = mapped_column(Float, comment="Minutes of contact lost against today")
    residents_moved: Mapped[int] = mapped_column(comment="Residents whose goods come on another day")
    residents_losing: Mapped[int] = mapped_column(comment="Residents who lose minutes of contact")
    most_lost_minutes: Mapped[float] = mapped_column(Float, comment="Most that one resident loses, minutes")


class DeliveryDaySupplier(DatedRow, Traced, Base):
    """On which days a supplier comes."""

    __tablename__ = "delivery_day_supplier"
    __table_args__: Any = {"schema": "planning", "comment": "Days of suppliers in each choice of delivery days"}
    point: Mapped[str] = key("Point of planning.delivery_day_point")
    supplier_id: Mapped[str] = key("Supplier")
    days_today: Mapped[str] = mapped_column(comment="ISO weekdays of now, joined by commas")
    days: Mapped[str] = mapped_column(comment="ISO weekdays in this choice")
    rides_today: Mapped[float] = mapped_column(Float, comment="Rides to the hubs a week now; 0 from stock")
    rides: Mapped[float] = mapped_column(Float, comment="Rides to the hubs a week in this choice")


class DeliveryDayMove(DatedRow, Traced, Base):
    """Whose goods come on another day, and what contact that costs."""

    __tablename__ = "delivery_day_move"
    __table_args__: Any = (
        between("from_day", 1, 6),
        between("to_day", 1, 6),
        {"schema": "planning", "comment": "Goods that move in each choice of delivery days, by pseudonym"},
    )
    point: Mapped[str] = key("Point of planning.delivery_day_point")
    resident_key: Mapped[str] = key("Pseudonym of the address")
    supplier_id: Mapped[str] = key("Supplier")
    from_day: Mapped[int] = key("ISO weekday of now")
    to_day: Mapped[int] = mapped_column(comment="ISO weekday in this choice")
    lost_minutes: Mapped[float] = mapped_column(Float, comment="Minutes a week that this resident loses in all")


class CooperationParty(DatedRow, Traced, Base):
    """What a supplier gains by cooperation over the weeks looked at; '*' is all together."""

    __tablename__ = "cooperation_party"
    __table_args__: Any = {"schema": "planning", "comment": "Suppliers alone and together, with fair splits"}
    supplier_id: Mapped[str] = key("Supplier; '*' for all together")
    days: Mapped[int] = mapped_column(comment="Days with a round")
    stops: Mapped[int] = mapped_column(comment="Stops")
    handed_stops: Mapped[int] = mapped_column(comment="Stops handed to another")
    taken_stops: Mapped[int] = mapped_column(comment="Stops taken from another")
    returns: Mapped[int] = mapped_column(comment="Return flows that go along with handed stops")
    alone_km: Mapped[float] = _km("Alone")
    driven_km: Mapped[float] = _km("Driven together")
    by_stop_km: Mapped[float] = _km("Part by number of stops")
    shapley_km: Mapped[float | None] = _km("Part by Shapley; NULL for over ten parties", nullable=True)
    gain_by_stop_km: Mapped[float] = _km("Alone less its part by stops")
    gain_shapley_km: Mapped[float | None] = _km("Alone less its part by Shapley", nullable=True)


class CooperationHandover(DatedRow, Traced, Base):
    """Who hands which addresses of a wijk to whom on which day."""

    __tablename__ = "cooperation_handover"
    __table_args__: Any = {"schema": "planning", "comment": "Stops that one supplier hands to another"}
    handed_on: Mapped[dt.date] = key("Day of the deliveries")
    wijkcode: Mapped[str] = key("Wijk")
    from_supplier: Mapped[str] = key("Supplier that hands over")
    to_supplier: Mapped[str] = mapped_column(comment="Supplier that carries")
    stops: Mapped[int] = mapped_column(comment="Addresses")
    returns: Mapped[int] = mapped_column(comment="Return flows that go along")


class BundlingOption(DatedRow, Traced, Base):
    """A figure of another way to drive less: stock, pick-up points, zones, cargo bikes."""

    __tablename__ = "bundling_option"
    __table_args__: Any = (
        one_of("option", "stock", "pick_up", "zone", "cargo_bike"),
        {"schema": "planning", "comment": "Other ways to drive less, in the year up to the date"},
    )
    option: Mapped[str] = key("Which way")
    code: Mapped[str] = key("Supplier, hub, metres on foot, or '*'")
    indicator: Mapped[str] = key("Which figure")
    value: Mapped[float] = mapped_column(Float, comment="Value")
    low: Mapped[float | None] = mapped_column(Float, comment="Lower end of the range")
    high: Mapped[float | None] = mapped_column(Float, comment="Upper end of the range")
    unit: Mapped[str] = mapped_column(comment="Unit")
    formula: Mapped[str] = mapped_column(comment=FORMULA)
    source: Mapped[str] = mapped_column(comment=SOURCE)


class Value(DatedRow, Traced, Base):
    """Value for one side, with who pays and who gains."""

    __tablename__ = "value"
    __table_args__: Any = (
        one_of("side", "resident", "supplier", "gemeente", "insurer", "care", "service"),
        {"schema": "planning", "comment": "Value and cost of the year from several sides; never added up over sides"},
    )
    side: Mapped[str] = key("Whose side")
    indicator: Mapped[str] = key("Which figure")
    value: Mapped[float] = mapped_column(Float, comment="Value")
    low: Mapped[float | None] = mapped_column(Float, comment="Lower end of the range")
    high: Mapped[float | None] = mapped_column(Float, comment="Upper end of the range")
    unit: Mapped[str] = mapped_column(comment="Unit; money only where somebody pays")
    pays: Mapped[str] = mapped_column(comment="Who pays for it, in Dutch")
    gains: Mapped[str] = mapped_column(comment="Who gains by it, in Dutch")
    formula: Mapped[str] = mapped_column(comment=FORMULA)
    source: Mapped[str] = mapped_column(comment=SOURCE)
