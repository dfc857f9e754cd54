"""What belongs to a day's routes beside the routes themselves: appointments and rounds as landed; duties, changes,
streets, figures of the day; the forecast, the room it leaves, and how far off it was before.

Trips, stops and what was left are in :mod:`geo.db.planning`, the ways from door to door in :mod:`geo.db.vault`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import DateTime, Float
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, DatedRow, LoadedRow, Traced, between, geometry, key, one_of
from geo.db.intake import DELIVERY_DAYS, ORDER_KINDS, SECONDS

DUTY_KINDS = ("receipt", "meeting", "break", "free", "shopping")
"""Appointments of a concierge that take time; ``absent`` is the one kind that takes the whole day."""

OUTCOMES = ("delivered", "letterbox", "visited", "collected", "not_home", "not_done")
"""What became of a stop, as the concierge recorded it."""

CHANGES = ("new", "off", "left", "planned", "concierge", "time")
"""What is different for a stop in a repaired plan."""


class Duty(LoadedRow, Base):
    """A concierge's own appointment on fixed weekdays, or days off."""

    __tablename__ = "duty"
    __table_args__: Any = (
        one_of("kind", *DUTY_KINDS, "absent"),
        between("minutes", 0, 1440),
        {"schema": "intake", "comment": "Appointments and absence of concierges"},
    )
    duty_id: Mapped[str] = mapped_column(comment="Stable id")
    concierge_key: Mapped[str] = mapped_column(comment="Code of the concierge")
    kind: Mapped[str] = mapped_column(comment="Receipt of goods, meeting, break, reserved free time, shopping, absent")
    weekdays: Mapped[str | None] = mapped_column(comment=f"{DELIVERY_DAYS}; NULL is every day")
    starts_on: Mapped[dt.date | None] = mapped_column(comment="First day; NULL: since ever")
    ends_on: Mapped[dt.date | None] = mapped_column(comment="Last day; NULL: until further notice")
    from_s: Mapped[int | None] = mapped_column(comment=f"Begins at the earliest, {SECONDS}; NULL: the whole shift")
    to_s: Mapped[int | None] = mapped_column(comment=f"Begins at the latest, {SECONDS}; NULL: the whole shift")
    minutes: Mapped[float | None] = mapped_column(Float, comment="How long; NULL for absence")
    facility_id: Mapped[str | None] = mapped_column(comment="Facility where it is; NULL: at the hub")


class RoundStop(LoadedRow, Base):
    """What a concierge recorded at a stop on the route sheet; what was brought or visited is in delivery and visit."""

    __tablename__ = "round_stop"
    __table_args__: Any = (
        one_of("kind", *ORDER_KINDS),
        one_of("outcome", *OUTCOMES),
        between("contact_minutes", 0, 600),
        between("ladder_step", 0, 3),
        {"schema": "intake", "comment": "Records of route sheets that came back, a row an order"},
    )
    order_id: Mapped[str] = mapped_column(comment="Order, or the standing order with the day behind it")
    service_date: Mapped[dt.date] = mapped_column(index=True, comment="Day of the round")
    hub_id: Mapped[str] = mapped_column(comment="Hub")
    concierge_key: Mapped[str] = mapped_column(comment="Concierge, by code")
    resident_key: Mapped[str] = mapped_column(comment="Pseudonym of the resident's address")
    supplier_id: Mapped[str | None] = mapped_column(comment="Supplier; NULL for a visit without goods")
    kind: Mapped[str] = mapped_column(comment="Delivery, visit without goods, return flow, warm handover, small job")
    outcome: Mapped[str] = mapped_column(comment="What became of it")
    contact: Mapped[bool] = mapped_column(comment="There was contact")
    contact_minutes: Mapped[float | None] = mapped_column(Float, comment="Minutes of contact")
    ladder_step: Mapped[int | None] = mapped_column(comment="Step on the ladder of trust, 0 to 3")
    recorded_s: Mapped[int | None] = mapped_column(comment=f"When it was recorded, {SECONDS}")


class RouteDuty(DatedRow, Traced, Base):
    """An appointment of a concierge in a day's plan; no resident is in it."""

    __tablename__ = "route_duty"
    __table_args__: Any = (
        one_of("kind", *DUTY_KINDS),
        {"schema": "planning", "comment": "Appointments of concierges as planned"},
    )
    hub_id: Mapped[str] = key("Hub")
    stop_id: Mapped[str] = key("Id of the appointment in the plan")
    route_id: Mapped[str | None] = mapped_column(
        comment="Trip that it belongs to, which may hold nothing else and be no route; NULL where it did not fit"
    )
    concierge_key: Mapped[str] = mapped_column(comment="Concierge, by code")
    kind: Mapped[str] = mapped_column(comment="Receipt of goods, meeting, break, reserved free time, shopping")
    arrival: Mapped[dt.datetime | None] = mapped_column(
        DateTime(timezone=True), comment="Begins; NULL where it did not fit"
    )
    service_s: Mapped[int] = mapped_column(comment="How long, seconds")
    reason: Mapped[str | None] = mapped_column(comment="Why it did not fit")


class RouteChange(DatedRow, Traced, Base):
    """What is different for one stop since the plan that was there before."""

    __tablename__ = "route_change"
    __table_args__: Any = (
        one_of("what", *CHANGES),
        {"schema": "planning", "comment": "What a repair changed in a day's plan; empty for a plan made anew"},
    )
    hub_id: Mapped[str] = key("Hub")
    stop_id: Mapped[str] = key("Stop")
    resident_key: Mapped[str] = mapped_column(comment="Pseudonym of the address")
    what: Mapped[str] = mapped_column(
        comment="new, off the list, left out, planned after all, another concierge, or another time"
    )
    concierge_before: Mapped[str | None] = mapped_column(comment="Who would come; NULL: nobody")
    arrival_before: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True), comment="When; NULL: not")
    concierge_after: Mapped[str | None] = mapped_column(comment="Who comes; NULL: nobody")
    arrival_after: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True), comment="When; NULL: not")


class RouteStreet(DatedRow, Traced, Base):
    """The streets that a route takes, from corner to corner: where it stops between two corners is not in it."""

    __tablename__ = "route_street"
    __table_args__: Any = {"schema": "planning", "comment": "Streets driven by a route; no points of residents"}
    route_id: Mapped[str] = key("Route")
    geometry: Mapped[Any] = geometry("MULTILINESTRING", "Streets, RD New; NULL where none are known", nullable=True)


class RouteDay(DatedRow, Traced, Base):
    """Figures of a hub's day, planned and, where the history has the day, driven; no concierge apart."""

    __tablename__ = "route_day"
    __table_args__: Any = (
        one_of("made", "anew", "repaired", "kept"),
        {"schema": "planning", "comment": "Figures of a planned day by hub"},
    )
    hub_id: Mapped[str] = key("Hub")
    made: Mapped[str] = mapped_column(comment="Planned anew, repaired after a change, or kept since nothing changed")
    inputs_sha256: Mapped[str] = mapped_column(comment="Digest of what the plan was made from")
    routes: Mapped[int] = mapped_column(comment="Trips with stops")
    concierges: Mapped[int] = mapped_column(comment="Concierges on duty")
    stops: Mapped[int] = mapped_column(comment="Stops planned")
    contacts: Mapped[int] = mapped_column(comment="Of which with contact")
    familiar_contacts: Mapped[int] = mapped_column(comment="Of which by one of the resident's two best known")
    known_contacts: Mapped[int] = mapped_column(comment="Contacts with residents who know a face")
    late: Mapped[int] = mapped_column(comment="Urgent stops past their time")
    left_out: Mapped[int] = mapped_column(comment="Stops that did not fit")
    length_m: Mapped[float] = mapped_column(Float, comment="Metres driven")
    driving_s: Mapped[int] = mapped_column(comment="Seconds driving")
    contact_s: Mapped[int] = mapped_column(comment="Seconds of contact")
    service_s: Mapped[int] = mapped_column(comment="Seconds at addresses")
    duty_s: Mapped[int] = mapped_column(comment="Seconds of appointments")
    waiting_s: Mapped[int] = mapped_column(comment="Seconds waiting for a window")
    shift_s: Mapped[int] = mapped_column(comment="Seconds of shifts")
    load_l: Mapped[float] = mapped_column(Float, comment="Litres that left the hub in vehicles of known volume")
    capacity_l: Mapped[float] = mapped_column(Float, comment="Litres that those trips could hold")
    supplier_m: Mapped[float] = mapped_column(Float, comment="Metres if each supplier drove its own tour from there")
    co2_low_g: Mapped[float] = mapped_column(Float, comment="CO2 of the same metres by the suppliers' vans, gram")
    co2_high_g: Mapped[float] = mapped_column(Float, comment="CO2 of the suppliers' own tours by their vans, gram")
    driven_stops: Mapped[int | None] = mapped_column(comment="Addresses that the history has; NULL: none known")
    driven_contact_s: Mapped[float | None] = mapped_column(Float, comment="Seconds of contact there; NULL: not known")
    planned_contact_s: Mapped[float | None] = mapped_column(Float, comment="Contact planned for those same addresses")
    driven_same_concierge: Mapped[int | None] = mapped_column(comment="Of them by the concierge who was planned")


class Forecast(DatedRow, Traced, Base):
    """Deliveries expected on a coming day; made on the service date with what was known before it."""

    __tablename__ = "forecast"
    __table_args__: Any = (
        between("expected", 0),
        between("low", 0),
        between("level", 0, 1),
        {"schema": "planning", "comment": "Deliveries expected by hub, supplier and kind of goods, seven days ahead"},
    )
    hub_id: Mapped[str] = key("Hub")
    supplier_id: Mapped[str] = key("Supplier")
    goods_kind: Mapped[str] = key("Kind of goods; 'alle' where the history has none")
    forecast_date: Mapped[dt.date] = key("Day that is forecast")
    expected: Mapped[float] = mapped_column(Float, comment="Deliveries expected")
    low: Mapped[float] = mapped_column(Float, comment="Lower end of the interval")
    high: Mapped[float] = mapped_column(Float, comment="Upper end of the interval")
    level: Mapped[float] = mapped_column(Float, comment="Share of days that the interval should hold")
    horizon: Mapped[int] = mapped_column(comment="Days after the last day known")


class ForecastRoom(DatedRow, Traced, Base):
    """What a coming day of a hub has room for: hours on duty, known work, and what the forecast reserves."""

    __tablename__ = "forecast_room"
    __table_args__: Any = {"schema": "planning", "comment": "Hours, known work and reserved minutes of coming days"}
    hub_id: Mapped[str] = key("Hub")
    forecast_date: Mapped[dt.date] = key("Coming day")
    duty_s: Mapped[int] = mapped_column(comment="Seconds on duty, less appointments")
    known_stops: Mapped[int] = mapped_column(comment="Addresses with orders, standing orders or requests")
    known_s: Mapped[int] = mapped_column(comment="Seconds for them, way included")
    known_l: Mapped[float] = mapped_column(Float, comment="Litres of them")
    expected: Mapped[float] = mapped_column(Float, comment="Deliveries expected")
    low: Mapped[float] = mapped_column(Float, comment="Lower end of the interval of their sum")
    high: Mapped[float] = mapped_column(Float, comment="Upper end of the interval of their sum")
    reserved_s: Mapped[int] = mapped_column(comment="Seconds reserved for deliveries expected and not yet ordered")
    reserved_l: Mapped[float] = mapped_column(Float, comment="Litres reserved for them")
    free_s: Mapped[int] = mapped_column(comment="Seconds still free; negative: more work than hours")


class ForecastTest(DatedRow, Traced, Base):
    """How far off the forecast of an earlier week was, against two plain ones."""

    __tablename__ = "forecast_test"
    __table_args__: Any = {"schema": "planning", "comment": "Backtest of the forecast on rolling origins"}
    origin: Mapped[dt.date] = key("Last day that the forecast knew")
    days: Mapped[int] = mapped_column(comment="Series and days forecast")
    told: Mapped[int] = mapped_column(comment="Of which with something expected")
    actual: Mapped[float] = mapped_column(Float, comment="Deliveries that came")
    expected: Mapped[float] = mapped_column(Float, comment="Deliveries expected")
    mae: Mapped[float] = mapped_column(Float, comment="Mean absolute error a series and day")
    mae_naive: Mapped[float] = mapped_column(Float, comment="The same of the week before")
    mae_weekday_mean: Mapped[float] = mapped_column(Float, comment="The same of the weekday mean of eight weeks")
    held: Mapped[int] = mapped_column(comment="Days with something expected that the interval held")
    level: Mapped[float] = mapped_column(Float, comment="Share of them that it should hold")
