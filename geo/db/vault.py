"""What identifies a person, and nothing else does: names, addresses, points, goods, wishes, route lines.

Read by ``wijk_owner`` and ``wijk_pipeline`` only; keyed by pseudonym.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, DatedRow, LoadedRow, geometry, key, one_of
from geo.db.intake import SECONDS


class Resident(LoadedRow, Base):
    """Who lives at an address that appears in a file: one row a file and pseudonym."""

    __tablename__ = "resident"
    __table_args__: Any = {"schema": "vault", "comment": "Residents: name, address, point"}
    resident_key: Mapped[str] = mapped_column(
        index=True, comment="Pseudonym: keyed digest of postcode and house number"
    )
    name: Mapped[str | None] = mapped_column(comment="Name")
    street: Mapped[str | None] = mapped_column(comment="Street")
    house_number: Mapped[str | None] = mapped_column(comment="House number with addition")
    postcode: Mapped[str | None] = mapped_column(comment="Postcode without a space")
    place: Mapped[str | None] = mapped_column(comment="Place")
    matched_by: Mapped[str | None] = mapped_column(
        comment="How the point was found: given, address, or NULL where it was not"
    )
    geometry: Mapped[Any] = geometry("POINT", "Front door, RD New", nullable=True, index=False)


class Wish(LoadedRow, Base):
    """What a resident wants: when, by whom, how much contact."""

    __tablename__ = "wish"
    __table_args__: Any = (
        one_of("contact_wish", "much", "normal", "little"),
        {"schema": "vault", "comment": "Wishes of residents"},
    )
    resident_key: Mapped[str] = mapped_column(index=True, comment="Pseudonym")
    persona: Mapped[str | None] = mapped_column(comment="Persona of TNO 2020, annex C, where known")
    self_reliance: Mapped[int | None] = mapped_column(comment="Self-reliance, 1 low to 5 high")
    contact_wish: Mapped[str] = mapped_column(comment="How much contact")
    wish_days: Mapped[str | None] = mapped_column(comment="ISO weekdays joined by commas; NULL is any")
    wish_from_s: Mapped[int | None] = mapped_column(comment=f"Earliest, {SECONDS}")
    wish_to_s: Mapped[int | None] = mapped_column(comment=f"Latest, {SECONDS}")
    preferred_concierge: Mapped[str | None] = mapped_column(comment="Code of the preferred concierge")
    excluded_concierges: Mapped[str | None] = mapped_column(comment="Codes of concierges who do not come, by commas")
    after_dark: Mapped[bool] = mapped_column(comment="May be rung at after dark")
    picks_up: Mapped[bool] = mapped_column(comment="Picks goods up at the hub; nobody rings with them")


class Goods(LoadedRow, Base):
    """What a delivery, an order line or a standing order holds: health data in the sense of article 9 AVG."""

    __tablename__ = "goods"
    __table_args__: Any = (
        one_of("line_kind", "delivery", "order_line", "standing_order"),
        {"schema": "vault", "comment": "Goods by delivery, order line or standing order"},
    )
    line_kind: Mapped[str] = mapped_column(comment="Which table line_id points at")
    line_id: Mapped[str] = mapped_column(index=True, comment="delivery_id, order_id or standing_id")
    resident_key: Mapped[str] = mapped_column(comment="Pseudonym")
    goods_kind: Mapped[str] = mapped_column(
        comment="Kind: medicines, meals, groceries, laundry, aids, incontinence, other"
    )
    cold: Mapped[bool] = mapped_column(comment="Needs cooling")
    urgent: Mapped[bool] = mapped_column(comment="Cannot wait a day")
    installation: Mapped[bool] = mapped_column(comment="Must be installed by the supplier")
    signature: Mapped[bool] = mapped_column(comment="Must be signed for")
    return_flow: Mapped[bool] = mapped_column(comment="Something is taken back, such as a rented aid")
    volume_l: Mapped[int | None] = mapped_column(comment="Volume, litre, where known")


class Passenger(LoadedRow, Base):
    """Who travels, from where to where, with which needs."""

    __tablename__ = "passenger"
    __table_args__: Any = {"schema": "vault", "comment": "Passengers: name, points, needs"}
    request_id: Mapped[str] = mapped_column(index=True, comment="Trip request")
    passenger_key: Mapped[str] = mapped_column(comment="Pseudonym")
    name: Mapped[str | None] = mapped_column(comment="Name")
    wheelchair: Mapped[bool] = mapped_column(comment="Travels in a wheelchair")
    walking_aid: Mapped[bool] = mapped_column(comment="Uses a walking aid")
    pickup: Mapped[Any] = geometry("POINT", "Pick-up point, RD New", index=False)
    dropoff: Mapped[Any] = geometry("POINT", "Drop-off point, RD New", index=False)


class Staff(LoadedRow, Base):
    """The name behind a concierge's code."""

    __tablename__ = "staff"
    __table_args__: Any = {"schema": "vault", "comment": "Names of concierges"}
    concierge_key: Mapped[str] = mapped_column(index=True, comment="Code of the concierge")
    name: Mapped[str] = mapped_column(comment="Name")


class FacilityContact(LoadedRow, Base):
    """Whom to ask for at a facility of the social map."""

    __tablename__ = "facility_contact"
    __table_args__: Any = {"schema": "vault", "comment": "Contact persons of facilities"}
    facility_id: Mapped[str] = mapped_column(index=True, comment="Facility")
    contact_name: Mapped[str | None] = mapped_column(comment="Name of the contact person")
    phone: Mapped[str | None] = mapped_column(comment="Telephone of the contact person")
    email: Mapped[str | None] = mapped_column(comment="E-mail of the contact person")


class RouteLine(DatedRow, Base):
    """The way a route takes through the streets, from door to door."""

    __tablename__ = "route_line"
    __table_args__: Any = (
        ForeignKeyConstraint(
            ["region", "service_date", "route_id"],
            ["planning.route.region", "planning.route.service_date", "planning.route.route_id"],
            ondelete="CASCADE",
        ),
        {"schema": "vault", "comment": "Route geometry"},
    )
    route_id: Mapped[str] = key("Route")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that wrote the row")
    geometry: Mapped[Any] = geometry("LINESTRING", "Way along the streets, RD New", index=False)
