"""Landed rows as received, one table a source file, and the loads and rejects they came with.

Nothing here identifies a person: readers put names, addresses, points of residents and goods in :mod:`geo.db.vault`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, DateTime, Float, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, LoadedRow, between, geometry, one_of
from geo.db.site_qualities import LandedSite

DELIVERY_DAYS = "ISO weekdays joined by commas, '1' is Monday"
ORDER_KINDS = ("delivery", "visit", "return", "handover", "job")
"""What an order asks: brought, visited, fetched, brought along to a facility, a small job in the house."""

SECONDS = "seconds since midnight, local time"


class Load(Base):
    """One source file, loaded once; a corrected file supersedes the earlier load of the same name."""

    __tablename__ = "load"
    __table_args__: Any = (
        Index(
            "uq_load_current",
            "region",
            "source",
            "file_name",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        {"schema": "intake", "comment": "Source files that were loaded, with hash, licence and time"},
    )
    load_id: Mapped[str] = mapped_column(primary_key=True, comment="Digest of region, source, file name and content")
    region: Mapped[str] = mapped_column(comment="Region the file was loaded for")
    source: Mapped[str] = mapped_column(comment="Kind of source: the name of its intake table")
    file_name: Mapped[str] = mapped_column(comment="File name inside the workspace")
    sha256: Mapped[str] = mapped_column(comment="SHA-256 of the file's content")
    size_bytes: Mapped[int] = mapped_column(BigInteger, comment="Size of the file")
    period: Mapped[str | None] = mapped_column(comment="Period the figures speak of, where the source says so")
    licence: Mapped[str | None] = mapped_column(comment="Licence of the source")
    attribution: Mapped[str | None] = mapped_column(comment="Attribution that maps must show")
    loaded_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="When it was loaded")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that loaded it")
    rows_accepted: Mapped[int] = mapped_column(comment="Rows taken")
    rows_rejected: Mapped[int] = mapped_column(comment="Rows refused, see intake.reject")
    rows_read: Mapped[int | None] = mapped_column(comment="Rows in the file, taken or refused")
    duplicates: Mapped[int | None] = mapped_column(comment="Rows that a newer file of its source has too")
    warnings: Mapped[str | None] = mapped_column(comment="What the reader had to say, Dutch sentences as a JSON list")
    purpose: Mapped[str | None] = mapped_column(comment="What the file is used for, in Dutch (AVG article 5)")
    legal_basis: Mapped[str | None] = mapped_column(comment="Legal basis, in Dutch (AVG articles 6 and 9)")
    superseded_at: Mapped[dt.datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When a newer file of this name replaced it"
    )
    superseded_by: Mapped[str | None] = mapped_column(
        ForeignKey("intake.load.load_id"), comment="The load that replaced it"
    )


class Build(Base):
    """What dbt built last, and from what: the same inputs are not built again."""

    __tablename__ = "build"
    __table_args__: Any = {"schema": "intake", "comment": "What dbt built last, and the digest of what it read"}
    name: Mapped[str] = mapped_column(primary_key=True, comment="What was built: core or marts")
    digest: Mapped[str] = mapped_column(comment="Digest of the project and of all that the build read")
    built_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="When it was built")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that built it")


class Reject(Base):
    """A row of a source file that was refused, with the rule and a sentence for the planner."""

    __tablename__ = "reject"
    __table_args__: Any = {
        "schema": "intake",
        "comment": "Refused rows: which rule, which value (personal values masked)",
    }
    reject_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, comment="Number")
    load_id: Mapped[str] = mapped_column(
        ForeignKey("intake.load.load_id", ondelete="CASCADE"), index=True, comment="Load"
    )
    region: Mapped[str] = mapped_column(comment="Region")
    file_name: Mapped[str] = mapped_column(comment="File")
    row_number: Mapped[int] = mapped_column(comment="Row in the file, the header not counted")
    column_name: Mapped[str] = mapped_column(comment="Column in the file")
    rule: Mapped[str] = mapped_column(comment="Rule that the value breaks")
    value: Mapped[str] = mapped_column(comment="The value, masked where the column is personal")
    sentence: Mapped[str] = mapped_column(comment="What is wrong and how to mend it, in Dutch")


class Duplicate(Base):
    """A row that another current file of its source has too: the latest file's row counts, this one does not."""

    __tablename__ = "duplicate"
    __table_args__: Any = (
        Index("ix_duplicate_source", "region", "source"),
        {"schema": "intake", "comment": "Landed rows that a newer file of the same source has as well"},
    )
    load_id: Mapped[str] = mapped_column(
        ForeignKey("intake.load.load_id", ondelete="CASCADE"), primary_key=True, comment="Load of the row"
    )
    row_number: Mapped[int] = mapped_column(primary_key=True, comment="Row in the file, the header not counted")
    region: Mapped[str] = mapped_column(comment="Region")
    source: Mapped[str] = mapped_column(comment="Source of both files")
    kept_load_id: Mapped[str] = mapped_column(comment="Load whose row counts")
    differs: Mapped[bool] = mapped_column(comment="True where the two rows do not say the same")


class Buurt(LoadedRow, Base):
    """CBS Kerncijfers wijken en buurten with the boundary of each buurt; suppressed figures are NULL."""

    __tablename__ = "buurt"
    __table_args__: Any = (
        between("inhabitants", 0),
        between("aged_65_plus", 0),
        between("households", 0),
        {"schema": "intake", "comment": "CBS buurten: boundary and key figures"},
    )
    buurtcode: Mapped[str] = mapped_column(comment="CBS code BU........")
    buurtnaam: Mapped[str] = mapped_column(comment="Name")
    wijkcode: Mapped[str] = mapped_column(comment="CBS code WK......")
    wijknaam: Mapped[str | None] = mapped_column(comment="Name of the wijk")
    gemeentecode: Mapped[str] = mapped_column(comment="CBS code GM....")
    gemeentenaam: Mapped[str | None] = mapped_column(comment="Name of the gemeente")
    year: Mapped[int | None] = mapped_column(comment="Year of the figures")
    water: Mapped[bool] = mapped_column(comment="True for a buurt that is water only")
    inhabitants: Mapped[int | None] = mapped_column(comment="Inhabitants")
    aged_0_14: Mapped[int | None] = mapped_column(comment="Inhabitants under 15")
    aged_65_plus: Mapped[int | None] = mapped_column(comment="Inhabitants of 65 and over")
    households: Mapped[int | None] = mapped_column(comment="Households")
    household_size: Mapped[float | None] = mapped_column(Float, comment="Mean persons a household")
    home_value_keur: Mapped[float | None] = mapped_column(Float, comment="Mean value of a home, thousand euro")
    owner_occupied_pct: Mapped[float | None] = mapped_column(Float, comment="Owner-occupied homes, percent")
    single_family_pct: Mapped[float | None] = mapped_column(Float, comment="Single-family homes, percent")
    income_keur: Mapped[float | None] = mapped_column(Float, comment="Mean income per inhabitant, thousand euro")
    good_health_pct: Mapped[float | None] = mapped_column(Float, comment="Good self-rated health, percent")
    address_density: Mapped[float | None] = mapped_column(Float, comment="Surrounding address density, per km2")
    urbanity: Mapped[int | None] = mapped_column(comment="Urbanity class, 1 very urban to 5 rural")
    land_area_ha: Mapped[float | None] = mapped_column(Float, comment="Land area, hectare")
    gp_distance_km: Mapped[float | None] = mapped_column(Float, comment="Mean distance to a GP, km by road")
    supermarket_distance_km: Mapped[float | None] = mapped_column(
        Float, comment="Mean distance to a large supermarket, km"
    )
    repaired: Mapped[bool] = mapped_column(comment="True where the published polygon was invalid and was repaired")
    geometry: Mapped[Any] = geometry("MULTIPOLYGON", "Boundary, RD New")


class Address(LoadedRow, Base):
    """A residential address of the street data; public, no person."""

    __tablename__ = "address"
    __table_args__: Any = (
        Index("ix_address_lookup", "region", "postcode", "house_number"),
        {"schema": "intake", "comment": "Addresses from OpenStreetMap"},
    )
    address_id: Mapped[str] = mapped_column(comment="OpenStreetMap element, such as n123")
    street: Mapped[str | None] = mapped_column(comment="Street")
    house_number: Mapped[str] = mapped_column(comment="House number with addition")
    postcode: Mapped[str | None] = mapped_column(comment="Postcode without a space, 1234AB")
    place: Mapped[str | None] = mapped_column(comment="Place")
    geometry: Mapped[Any] = geometry("POINT", "Address point, RD New")


class MapFeature(LoadedRow, Base):
    """What a map without tiles needs to be read: roads, water, railways, built-up area, place names."""

    __tablename__ = "map_feature"
    __table_args__: Any = (
        one_of("kind", "road", "cycleway", "path", "water", "railway", "built_up", "green", "place"),
        {"schema": "intake", "comment": "Base map from OpenStreetMap"},
    )
    kind: Mapped[str] = mapped_column(comment="Kind of feature")
    class_: Mapped[str | None] = mapped_column("class", comment="OpenStreetMap's own value, such as residential")
    name: Mapped[str | None] = mapped_column(comment="Name")
    geometry: Mapped[Any] = geometry("GEOMETRY", "Shape, RD New")


class Facility(LoadedRow, LandedSite, Base):
    """A facility of the social map, of OpenStreetMap or of the list of hospitals; may be a candidate site for a hub."""

    __tablename__ = "facility"
    __table_args__: Any = (
        one_of("origin", "social_map", "osm", "hospital_list"),
        one_of("formality", "formal", "informal"),
        one_of("accessibility", "accessible", "limited", "not_accessible"),
        between("capacity", 0),
        {"schema": "intake", "comment": "Social map: facilities"},
    )
    facility_id: Mapped[str] = mapped_column(comment="Stable id")
    name: Mapped[str] = mapped_column(comment="Name")
    kind: Mapped[str] = mapped_column(comment="Kind, such as community_centre, pharmacy, supermarket, doctors")
    origin: Mapped[str] = mapped_column(comment="Which source it came from")
    candidate: Mapped[bool] = mapped_column(comment="May house a hub")
    capacity: Mapped[float | None] = mapped_column(
        Float, comment="Places: people who can be registered or received a week, in one unit a kind"
    )
    formality: Mapped[str | None] = mapped_column(comment="Formal: of an organisation; informal: of residents")
    opening_hours: Mapped[str | None] = mapped_column(comment="Opening hours as the source writes them")
    target_group: Mapped[str | None] = mapped_column(comment="Whom it is for")
    accessibility: Mapped[str | None] = mapped_column(comment="By wheelchair: accessible, limited, not_accessible")
    street: Mapped[str | None] = mapped_column(comment="Street")
    house_number: Mapped[str | None] = mapped_column(comment="House number with addition")
    postcode: Mapped[str | None] = mapped_column(comment="Postcode without a space, 1234AB")
    place: Mapped[str | None] = mapped_column(comment="Place")
    geometry: Mapped[Any] = geometry("POINT", "Location, RD New")


class FacilityMatch(Base):
    """A facility that another source has as well: it is left out, and fills what the other leaves blank."""

    __tablename__ = "facility_match"
    __table_args__: Any = (
        between("name_similarity", 0, 1),
        between("distance_m", 0),
        one_of("matched_by", "address", "name", "place"),
        {"schema": "intake", "comment": "Facilities that two sources have: which one stays"},
    )
    region: Mapped[str] = mapped_column(primary_key=True, comment="Region")
    double_id: Mapped[str] = mapped_column(primary_key=True, comment="facility_id of the row that is left out")
    facility_id: Mapped[str] = mapped_column(index=True, comment="facility_id of the row that stays")
    distance_m: Mapped[float] = mapped_column(Float, comment="Distance between the two points, metres")
    name_similarity: Mapped[float] = mapped_column(Float, comment="How alike the names are, 0 to 1")
    matched_by: Mapped[str] = mapped_column(comment="What they share: the address, the name nearby, or the place")
    run_id: Mapped[str] = mapped_column(comment="Dagster run that wrote the row")


class Hub(LoadedRow, LandedSite, Base):
    """A neighbourhood service centre that is, was or will be in use; a move is a closing with a successor."""

    __tablename__ = "hub"
    __table_args__: Any = {"schema": "intake", "comment": "Hubs with opening, closing and move"}
    hub_id: Mapped[str] = mapped_column(comment="Stable id")
    name: Mapped[str] = mapped_column(comment="Name")
    opened_on: Mapped[dt.date] = mapped_column(comment="First day in use")
    closed_on: Mapped[dt.date | None] = mapped_column(comment="First day out of use")
    succeeded_by: Mapped[str | None] = mapped_column(comment="Hub that took over when it moved")
    with_facility: Mapped[bool | None] = mapped_column(comment="It is housed in a facility")
    serves: Mapped[str | None] = mapped_column(comment="Wijkcodes it serves today, joined by commas")
    geometry: Mapped[Any] = geometry("POINT", "Location, RD New")


class Supplier(LoadedRow, Base):
    """A supplier whose goods go through a hub."""

    __tablename__ = "supplier"
    __table_args__: Any = (
        one_of("vehicle_kind", "van", "box_truck"),
        {"schema": "intake", "comment": "Suppliers with their delivery days"},
    )
    supplier_id: Mapped[str] = mapped_column(comment="Stable id")
    name: Mapped[str] = mapped_column(comment="Name")
    kind: Mapped[str] = mapped_column(comment="Kind, such as pharmacy, supermarket, aids, meals")
    delivery_days: Mapped[str] = mapped_column(comment=DELIVERY_DAYS)
    stock_at_hub: Mapped[bool] = mapped_column(comment="Keeps stock at the hub, so that rides from its depot fall away")
    vehicle_kind: Mapped[str] = mapped_column(comment="Vehicle it would drive itself")


class Depot(LoadedRow, Base):
    """A place a supplier drives from."""

    __tablename__ = "depot"
    __table_args__: Any = {"schema": "intake", "comment": "Depots of suppliers"}
    depot_id: Mapped[str] = mapped_column(comment="Stable id")
    supplier_id: Mapped[str] = mapped_column(comment="Supplier")
    name: Mapped[str] = mapped_column(comment="Name")
    geometry: Mapped[Any] = geometry("POINT", "Location, RD New; may lie outside the region")


class Delivery(LoadedRow, Base):
    """One delivery of the past; who received it only by pseudonym, what it was only in the vault."""

    __tablename__ = "delivery"
    __table_args__: Any = (
        between("ladder_step", 0, 3),
        between("contact_minutes", 0),
        {"schema": "intake", "comment": "Delivery history"},
    )
    delivery_id: Mapped[str] = mapped_column(comment="Stable id")
    service_date: Mapped[dt.date] = mapped_column(index=True, comment="Day of delivery")
    supplier_id: Mapped[str] = mapped_column(comment="Supplier")
    hub_id: Mapped[str] = mapped_column(comment="Hub it went through")
    concierge_key: Mapped[str | None] = mapped_column(comment="Concierge, by code")
    resident_key: Mapped[str] = mapped_column(comment="Pseudonym of the resident's address")
    contact: Mapped[bool] = mapped_column(comment="True: contact at the door or inside; false: letterbox")
    contact_minutes: Mapped[float | None] = mapped_column(Float, comment="Minutes of contact")
    ladder_step: Mapped[int | None] = mapped_column(comment="Step on the ladder of trust, 0 to 3")


class Visit(LoadedRow, Base):
    """One visit without goods: a chat, a signal followed up."""

    __tablename__ = "visit"
    __table_args__: Any = (
        between("ladder_step", 0, 3),
        between("contact_minutes", 0),
        {"schema": "intake", "comment": "Visits without goods"},
    )
    visit_id: Mapped[str] = mapped_column(comment="Stable id")
    service_date: Mapped[dt.date] = mapped_column(index=True, comment="Day of the visit")
    hub_id: Mapped[str] = mapped_column(comment="Hub")
    concierge_key: Mapped[str | None] = mapped_column(comment="Concierge, by code")
    resident_key: Mapped[str] = mapped_column(comment="Pseudonym of the resident's address")
    reason: Mapped[str] = mapped_column(comment="Kind of reason: chat, signal, handover, job")
    contact_minutes: Mapped[float | None] = mapped_column(Float, comment="Minutes of contact")
    ladder_step: Mapped[int | None] = mapped_column(comment="Step on the ladder of trust, 0 to 3")


class OrderLine(LoadedRow, Base):
    """Something to bring, fetch or do on a coming day."""

    __tablename__ = "order_line"
    __table_args__: Any = (
        one_of("kind", *ORDER_KINDS),
        {"schema": "intake", "comment": "Orders and requests for coming days"},
    )
    order_id: Mapped[str] = mapped_column(comment="Stable id")
    service_date: Mapped[dt.date] = mapped_column(index=True, comment="Asked day")
    supplier_id: Mapped[str | None] = mapped_column(comment="Supplier; NULL for a visit without goods")
    hub_id: Mapped[str] = mapped_column(comment="Hub")
    resident_key: Mapped[str] = mapped_column(comment="Pseudonym of the resident's address")
    kind: Mapped[str] = mapped_column(comment="Delivery, visit without goods, return flow, warm handover, small job")
    contact: Mapped[bool] = mapped_column(comment="Contact wanted; false: letterbox")
    service_minutes: Mapped[float | None] = mapped_column(Float, comment="Minutes at the address, where known")
    window_from_s: Mapped[int | None] = mapped_column(comment=f"Earliest start, {SECONDS}")
    window_to_s: Mapped[int | None] = mapped_column(comment=f"Latest start, {SECONDS}")
    release_s: Mapped[int | None] = mapped_column(comment=f"Goods are at the hub, {SECONDS}; NULL: from the morning")
    promised_to: Mapped[dt.date | None] = mapped_column(comment="Last day promised to the resident; NULL: none")


class Concierge(LoadedRow, Base):
    """A buurtconciërge by code, with the days and hours worked."""

    __tablename__ = "concierge"
    __table_args__: Any = {"schema": "intake", "comment": "Concierges and shifts; names are in the vault"}
    concierge_key: Mapped[str] = mapped_column(comment="Code of the concierge")
    hub_id: Mapped[str] = mapped_column(comment="Hub the concierge works from")
    workdays: Mapped[str] = mapped_column(comment=DELIVERY_DAYS)
    shift_from_s: Mapped[int] = mapped_column(comment=f"Start of the shift, {SECONDS}")
    shift_to_s: Mapped[int] = mapped_column(comment=f"End of the shift, {SECONDS}")
    vehicle_id: Mapped[str | None] = mapped_column(comment="Vehicle usually driven")


class Vehicle(LoadedRow, Base):
    """A cargo bike or electric van of a hub, or a passenger van of an organisation."""

    __tablename__ = "vehicle"
    __table_args__: Any = (
        one_of("kind", "cargo_bike", "e_van", "passenger_van"),
        {"schema": "intake", "comment": "Vehicles of hubs and organisations"},
    )
    vehicle_id: Mapped[str] = mapped_column(comment="Stable id")
    organisation: Mapped[str] = mapped_column(comment="Who owns it")
    kind: Mapped[str] = mapped_column(comment="Kind of vehicle")
    hub_id: Mapped[str | None] = mapped_column(comment="Hub it stands at; NULL for a passenger van")
    capacity_l: Mapped[int | None] = mapped_column(comment="Load volume, litre")
    cooled: Mapped[bool] = mapped_column(comment="Has a cooled box")
    range_km: Mapped[float | None] = mapped_column(Float, comment="Range on a charge, km")
    seats: Mapped[int | None] = mapped_column(comment="Passenger seats")
    wheelchair_places: Mapped[int | None] = mapped_column(comment="Wheelchair places")
    shift_from_s: Mapped[int | None] = mapped_column(comment=f"Available from, {SECONDS}")
    shift_to_s: Mapped[int | None] = mapped_column(comment=f"Available to, {SECONDS}")
    fold_seats: Mapped[int | None] = mapped_column(comment="Seats that each wheelchair on board takes away; NULL: none")
    volunteer: Mapped[bool | None] = mapped_column(comment="Driven by a volunteer; NULL: paid")
    break_from_s: Mapped[int | None] = mapped_column(comment=f"Earliest start of the driver's break, {SECONDS}")
    break_to_s: Mapped[int | None] = mapped_column(comment=f"Latest start of the driver's break, {SECONDS}")
    break_s: Mapped[int | None] = mapped_column(comment="Length of the driver's break, seconds; NULL: none")
    geometry: Mapped[Any] = geometry("POINT", "Home of a passenger van, RD New", nullable=True)


class TripRequest(LoadedRow, Base):
    """A trip that a passenger asks of an organisation; places and needs only in the vault."""

    __tablename__ = "trip_request"
    __table_args__: Any = {"schema": "intake", "comment": "Trip requests of passengers, by pseudonym"}
    request_id: Mapped[str] = mapped_column(comment="Stable id")
    service_date: Mapped[dt.date] = mapped_column(index=True, comment="Day of the trip")
    organisation: Mapped[str] = mapped_column(comment="Organisation that drives it today")
    passenger_key: Mapped[str] = mapped_column(comment="Pseudonym of the passenger")
    purpose: Mapped[str | None] = mapped_column(comment="Purpose: day_activity, market, hospital, family, shop")
    pickup_from_s: Mapped[int] = mapped_column(comment=f"Earliest pick-up, {SECONDS}")
    dropoff_to_s: Mapped[int] = mapped_column(comment=f"Latest drop-off, {SECONDS}")
    return_from_s: Mapped[int | None] = mapped_column(comment=f"Earliest pick-up of the return, {SECONDS}; NULL: none")
    return_to_s: Mapped[int | None] = mapped_column(comment=f"Latest drop-off of the return, {SECONDS}; NULL: none")
    max_ride_s: Mapped[int] = mapped_column(comment="Longest time on board of one way, seconds")
    party_size: Mapped[int] = mapped_column(comment="Passengers, companions included")


class SignalCount(LoadedRow, Base):
    """Help requests and signals a month and buurt, counts only (the report's table 1)."""

    __tablename__ = "signal_count"
    __table_args__: Any = (
        between("count", 0),
        between("followed_up", 0),
        {"schema": "intake", "comment": "Signals and help requests, counts"},
    )
    month: Mapped[dt.date] = mapped_column(comment="First day of the month")
    buurtcode: Mapped[str] = mapped_column(comment="Buurt")
    kind: Mapped[str] = mapped_column(
        Text, comment="Kind: contact, help, arranging, support, information, mobility, technical"
    )
    count: Mapped[int] = mapped_column(Integer, comment="Signals")
    followed_up: Mapped[int] = mapped_column(Integer, comment="Of which followed up")
