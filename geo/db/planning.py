"""Results of the domain functions: each row with scenario or date, run and gemeente. No point of a resident here.

Frailty, rankings and what follows from them are in :mod:`geo.db.need`, the choice of hubs is in :mod:`geo.db.hubs`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import DateTime, Float, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, DatedRow, ScenarioRow, Traced, between, geometry, key, one_of
from geo.db.intake import ORDER_KINDS

MODES = ("foot", "foot_slow", "cargo_bike", "car")
"""Ways to travel that have a profile in :mod:`geo.travel_time`."""

METHODS = ("network", "straight_line")
"""How a travel time was found: along streets, or straight line x detour factor."""

UNPLANNED_REASONS = ("no_concierge", "no_address", "unreachable", "outside_hours", "capacity", "window", "zone",
                     "vehicle", "picks_up")  # fmt: skip
"""Why work is not in a plan (:data:`routing.route_plan.problem.REASONS` says what each means)."""


class TravelTime(ScenarioRow, Traced, Base):
    """Travel time from a hub or candidate site to the demand point of a buurt."""

    __tablename__ = "travel_time"
    __table_args__: Any = (
        one_of("mode", *MODES),
        one_of("method", *METHODS),
        between("duration_s", 0),
        between("reached_share", 0, 1),
        {"schema": "planning", "comment": "Travel times from sites to buurten; pairs beyond the horizon are absent"},
    )
    site_id: Mapped[str] = key("Hub or candidate facility")
    buurtcode: Mapped[str] = key("Buurt")
    mode: Mapped[str] = key("Means of travel")
    duration_s: Mapped[float] = mapped_column(Float, comment="Mean over its frail residents who are reached, seconds")
    length_m: Mapped[float] = mapped_column(Float, comment="Mean over them, metres")
    reached_share: Mapped[float] = mapped_column(
        Float, comment="Share of its frail residents that the site has a way to"
    )
    method: Mapped[str] = mapped_column(comment="Along streets or straight line x detour factor")


class Catchment(ScenarioRow, Traced, Base):
    """Which hub serves which buurt, or which part of it where the scenario divides by address; no overlap."""

    __tablename__ = "catchment"
    __table_args__: Any = (
        one_of("rule", "nearest", "today", "scenario", "hours"),
        between("share", 0, 1),
        {"schema": "planning", "comment": "Assignment of buurten, or parts of them, to open hubs"},
    )
    buurtcode: Mapped[str] = key("Buurt")
    hub_id: Mapped[str] = key("Hub that serves it")
    duration_s: Mapped[float] = mapped_column(Float, comment="Mean travel time, seconds")
    length_m: Mapped[float] = mapped_column(Float, comment="Mean travel distance, metres")
    expected_frail: Mapped[float] = mapped_column(
        Float, comment="Expected frail residents at home that it serves there"
    )
    share: Mapped[float] = mapped_column(
        Float, comment="Share of the buurt's frail at home; 1 where it is served as one"
    )
    addresses: Mapped[int] = mapped_column(comment="Addresses of the street data that it serves there")
    main: Mapped[bool] = mapped_column(comment="True for the hub with the largest part of the buurt: one a buurt")
    forced: Mapped[bool] = mapped_column(comment="True where the scenario or today's practice fixes the hub")
    rule: Mapped[str] = mapped_column(
        comment="Why this hub: nearest in time, today's practice, the scenario, or concierge hours"
    )


class ServiceArea(ScenarioRow, Traced, Base):
    """What a hub reaches within a number of minutes."""

    __tablename__ = "service_area"
    __table_args__: Any = (
        one_of("mode", *MODES),
        one_of("method", *METHODS),
        {"schema": "planning", "comment": "Service areas of hubs and candidates by means and minutes"},
    )
    hub_id: Mapped[str] = key("Hub or candidate facility")
    mode: Mapped[str] = key("Means of travel")
    minutes: Mapped[int] = key("Limit, minutes")
    method: Mapped[str] = mapped_column(comment="Along streets or straight line x detour factor")
    addresses: Mapped[int] = mapped_column(comment="Addresses inside, by travel time")
    expected_frail: Mapped[float] = mapped_column(
        Float, comment="Expected frail residents at home inside, by travel time"
    )
    open: Mapped[bool] = mapped_column(comment="True for a hub that is open in the scenario")
    residents_known: Mapped[int | None] = mapped_column(
        comment="Addresses with a delivery or visit in the last year inside, by travel time; NULL where no file tells"
    )
    facilities: Mapped[int] = mapped_column(comment="Facilities inside, by travel time")
    zone_addresses: Mapped[int] = mapped_column(
        comment="Addresses inside that lie in a zero-emission zone: only vehicles without exhaust may drive there"
    )
    geometry: Mapped[Any] = geometry("MULTIPOLYGON", "Area, RD New; NULL where nothing is reached", nullable=True)


class Coverage(ScenarioRow, Traced, Base):
    """Reachable, known, served, capacity: four measures, never one."""

    __tablename__ = "coverage"
    __table_args__: Any = (
        one_of("measure", "reachable", "known", "served", "capacity"),
        one_of("mode", *MODES, "none"),
        one_of("status", "measured", "not_offered", "nobody_expected", "unknown"),
        {"schema": "planning", "comment": "Coverage of a buurt's frail residents at home, by measure"},
    )
    buurtcode: Mapped[str] = key("Buurt")
    measure: Mapped[str] = key("Which of the four")
    mode: Mapped[str] = key("Means of travel; none where it plays no part")
    minutes: Mapped[int] = key("Limit, minutes; 0 where it plays no part")
    value: Mapped[float | None] = mapped_column(
        Float, comment="Share of expected frail at home, may exceed 1 but for reachable; NULL: not offered there"
    )
    numerator: Mapped[float | None] = mapped_column(
        Float, comment="Residents (expected frail reachable; addresses known or served; visits a week)"
    )
    denominator: Mapped[float] = mapped_column(
        Float, comment="Expected frail residents at home (capacity: visits a week they would ask)"
    )
    status: Mapped[str] = mapped_column(
        comment="Why value is NULL: not_offered there, nobody_expected, unknown (no file tells); else measured"
    )


class Bundling(ScenarioRow, Traced, Base):
    """What could have gone together in the delivery history."""

    __tablename__ = "bundling"
    __table_args__: Any = {"schema": "planning", "comment": "Bundlable deliveries by definition and pair of suppliers"}
    measure: Mapped[str] = key(
        "Definition: same_address_same_day (and _all), same_address_within_2_days, same_street_same_day"
    )
    supplier_a: Mapped[str] = key("Supplier; '*' for all together")
    supplier_b: Mapped[str] = key("Other supplier; '*' for all together")
    period_from: Mapped[dt.date] = mapped_column(comment="First day counted")
    period_to: Mapped[dt.date] = mapped_column(comment="Last day counted")
    deliveries: Mapped[int] = mapped_column(
        comment="Deliveries looked at, after what may not travel together was left out"
    )
    bundlable: Mapped[int] = mapped_column(comment="Deliveries that another supplier's delivery could have carried")
    share: Mapped[float] = mapped_column(Float, comment="bundlable / deliveries")


class Flow(ScenarioRow, Traced, Base):
    """Goods from supplier by way of a hub to a buurt, in the history."""

    __tablename__ = "flow"
    __table_args__: Any = (
        one_of("channel", "hub", "stock", "exceptional", "past_hub"),
        {"schema": "planning", "comment": "Flows supplier, hub, buurt; every delivery is in exactly one"},
    )
    supplier_id: Mapped[str] = key("Supplier")
    hub_id: Mapped[str] = key("Hub")
    buurtcode: Mapped[str] = key("Buurt; 'onbekend' where the address was not found")
    channel: Mapped[str] = key("By way of the hub, from stock there, on a ride of its own (urgent), or past the hub")
    deliveries: Mapped[int] = mapped_column(comment="Deliveries")
    delivery_days: Mapped[int] = mapped_column(comment="Days with a delivery")
    supplier_leg_m: Mapped[float | None] = mapped_column(
        Float, comment="Depot to hub, past the hub depot to buurt; metres one way"
    )
    hub_leg_m: Mapped[float | None] = mapped_column(Float, comment="Hub to buurt, metres one way; NULL past the hub")


class Impact(DatedRow, Traced, Base):
    """One figure of impact, with its formula and range."""

    __tablename__ = "impact"
    __table_args__: Any = (
        one_of("period", "day", "year"),
        {"schema": "planning", "comment": "Impact: kilometres, CO2, contact; each with formula and range"},
    )
    indicator: Mapped[str] = key("Which figure, such as km_electrified")
    period: Mapped[str] = key("The planned day, or the year up to it")
    value: Mapped[float] = mapped_column(Float, comment="Value")
    low: Mapped[float | None] = mapped_column(Float, comment="Lower end of the range")
    high: Mapped[float | None] = mapped_column(Float, comment="Upper end of the range")
    unit: Mapped[str] = mapped_column(comment="Unit")
    formula: Mapped[str] = mapped_column(comment="How it is computed, in Dutch")
    source: Mapped[str] = mapped_column(comment="Where its factors come from")


class Route(DatedRow, Traced, Base):
    """One trip of one concierge from the hub and back."""

    __tablename__ = "route"
    __table_args__: Any = {"schema": "planning", "comment": "Route plan of a date"}
    route_id: Mapped[str] = key("Stable id")
    hub_id: Mapped[str] = mapped_column(comment="Hub")
    concierge_key: Mapped[str] = mapped_column(comment="Concierge, by code")
    vehicle_id: Mapped[str | None] = mapped_column(comment="Vehicle")
    departure: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="Leaves the hub")
    arrival: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="Back at the hub")
    stops: Mapped[int] = mapped_column(comment="Stops")
    length_m: Mapped[float] = mapped_column(Float, comment="Metres driven")
    driving_s: Mapped[int] = mapped_column(comment="Seconds driving")
    service_s: Mapped[int] = mapped_column(comment="Seconds at addresses")
    contact_s: Mapped[int] = mapped_column(comment="Of which contact")
    waiting_s: Mapped[int] = mapped_column(comment="Seconds waiting for a window")
    load_l: Mapped[int] = mapped_column(comment="Litres that leave the hub")
    capacity_l: Mapped[int | None] = mapped_column(comment="Litres that the vehicle holds; NULL where unknown")


class RouteStop(DatedRow, Traced, Base):
    """One stop of a route, by pseudonym."""

    __tablename__ = "route_stop"
    __table_args__: Any = (
        one_of("kind", *ORDER_KINDS),
        ForeignKeyConstraint(
            ["region", "service_date", "route_id"],
            ["planning.route.region", "planning.route.service_date", "planning.route.route_id"],
            ondelete="CASCADE",
        ),
        {"schema": "planning", "comment": "Stops of a route in order"},
    )
    route_id: Mapped[str] = key("Route")
    position: Mapped[int] = key("1 is the first stop")
    stop_id: Mapped[str] = mapped_column(comment="Id of the stop in the plan: the pseudonym, with a number where two")
    resident_key: Mapped[str] = mapped_column(comment="Pseudonym of the address")
    buurtcode: Mapped[str | None] = mapped_column(comment="Buurt")
    order_ids: Mapped[str] = mapped_column(comment="Orders that this visit serves, joined by commas")
    kind: Mapped[str] = mapped_column(comment="delivery, visit without goods, return, warm handover, small job")
    contact: Mapped[bool] = mapped_column(comment="Contact, or letterbox")
    arrival: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="Arrives")
    service_s: Mapped[int] = mapped_column(comment="Seconds at the address")
    leg_m: Mapped[float] = mapped_column(Float, comment="Metres from the stop before")
    leg_s: Mapped[int] = mapped_column(comment="Seconds from the stop before")
    familiar: Mapped[bool] = mapped_column(comment="The concierge is one of the resident's two best known")
    late: Mapped[bool] = mapped_column(comment="Urgent, and past its time")


class Unplanned(DatedRow, Traced, Base):
    """Work that did not fit into the day, with the reason and the day it moves to."""

    __tablename__ = "unplanned"
    __table_args__: Any = (
        one_of("reason", *UNPLANNED_REASONS),
        {"schema": "planning", "comment": "Work that did not fit, never silently dropped"},
    )
    hub_id: Mapped[str] = key("Hub")
    stop_id: Mapped[str] = key("Id of the stop in the plan: the pseudonym, with a number where there are two")
    resident_key: Mapped[str] = mapped_column(comment="Pseudonym of the address")
    order_ids: Mapped[str] = mapped_column(comment="Orders, joined by commas")
    reason: Mapped[str] = mapped_column(
        comment="no_concierge, no_address, unreachable, outside_hours, capacity, window, zone (no vehicle may enter), "
        "vehicle (too large, cold or far), or picks_up (waits at the hub for the resident)"
    )
    proposed_date: Mapped[dt.date | None] = mapped_column(comment="Day it moves to")


class VanTrip(DatedRow, Traced, Base):
    """One tour of one van, alone or in the pool."""

    __tablename__ = "van_trip"
    __table_args__: Any = (
        one_of("plan", "alone", "pool"),
        {"schema": "planning", "comment": "Tours of vans, each organisation alone and all in one pool"},
    )
    plan: Mapped[str] = key("Each organisation alone, or the pool")
    vehicle_id: Mapped[str] = key("Van")
    organisation: Mapped[str] = mapped_column(comment="Organisation that owns the van")
    departure: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="Leaves home")
    arrival: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="Back home")
    requests: Mapped[int] = mapped_column(comment="Requests served")
    passengers: Mapped[int] = mapped_column(comment="Passengers carried")
    length_m: Mapped[float] = mapped_column(Float, comment="Metres driven")
    empty_m: Mapped[float] = mapped_column(Float, comment="Of which without a passenger")
    movements: Mapped[int] = mapped_column(comment="Vehicle movements: legs between places")


class VanStop(DatedRow, Traced, Base):
    """One stop of a van tour; no place, for that is a person's door."""

    __tablename__ = "van_stop"
    __table_args__: Any = (
        one_of("plan", "alone", "pool"),
        one_of("kind", "pickup", "dropoff", "break"),
        {"schema": "planning", "comment": "Stops of a van tour"},
    )
    plan: Mapped[str] = key("Each organisation alone, or the pool")
    vehicle_id: Mapped[str] = key("Van")
    position: Mapped[int] = key("1 is the first stop")
    request_id: Mapped[str] = mapped_column(comment="Trip request")
    kind: Mapped[str] = mapped_column(comment="pickup, dropoff, or a break of the driver")
    buurtcode: Mapped[str | None] = mapped_column(comment="Buurt of the place")
    arrival: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), comment="Service starts")
    on_board: Mapped[int] = mapped_column(comment="Passengers on board after the stop")


class VanPoolSummary(DatedRow, Traced, Base):
    """Before and after pooling, by organisation and in all."""

    __tablename__ = "van_pool_summary"
    __table_args__: Any = (
        one_of("plan", "alone", "pool"),
        {"schema": "planning", "comment": "Van pool before and after"},
    )
    plan: Mapped[str] = key("Each organisation alone, or the pool")
    organisation: Mapped[str] = key("Organisation: its vans and its passengers; '*' for all")
    vans: Mapped[int] = mapped_column(comment="Vans used")
    requests: Mapped[int] = mapped_column(comment="Requests asked")
    served: Mapped[int] = mapped_column(comment="Requests served")
    movements: Mapped[int] = mapped_column(comment="Vehicle movements")
    length_m: Mapped[float] = mapped_column(Float, comment="Metres driven")
    empty_m: Mapped[float] = mapped_column(Float, comment="Of which without a passenger")
    mean_ride_s: Mapped[float | None] = mapped_column(Float, comment="Mean time on board, seconds")
    longest_ride_s: Mapped[float | None] = mapped_column(Float, comment="Longest time on board, seconds")
    mean_wait_s: Mapped[float | None] = mapped_column(
        Float, comment="Mean wait from when a passenger can first be fetched, seconds"
    )
    hours_s: Mapped[float | None] = mapped_column(Float, comment="Time that vans are out, seconds")
    cost_eur: Mapped[float | None] = mapped_column(Float, comment="Cost, euro; a request left out is priced as a taxi")
    occupancy: Mapped[float | None] = mapped_column(Float, comment="Passenger-metres / seat-metres driven")
    co2_g: Mapped[float] = mapped_column(Float, comment="CO2 tank to wheel at the van factor, gram")
    reasons: Mapped[str] = mapped_column(comment="Unserved requests counted by reason, empty where all were served")
