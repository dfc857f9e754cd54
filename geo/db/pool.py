"""Tables of the van pool beside its plan: steps between before and after, gains, the day by hour, the fleet, lines.

The plan itself (``van_trip``, ``van_stop``, ``van_pool_summary``) is in :mod:`geo.db.planning`. No place of a
passenger here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, DatedRow, Traced, between, key, one_of


def _number(comment: str) -> Any:
    return mapped_column(Float, comment=comment)


class VanStep(DatedRow, Traced, Base):
    """The whole day, organised in one way: alone, two organisations together, quiet hours only, one pool."""

    __tablename__ = "van_step"
    __table_args__: Any = (
        one_of("step", "alone", "pair", "quiet_hours", "pool"),
        {
            "schema": "planning",
            "comment": "Steps from each organisation alone to one van pool, all organisations counted",
        },
    )
    step: Mapped[str] = key("Way to organise the day")
    organisations: Mapped[str] = key("Organisations that pool, joined by ' + '; '*' for all, empty for none")
    vans: Mapped[int] = mapped_column(comment="Vans used")
    requests: Mapped[int] = mapped_column(comment="Requests asked")
    served: Mapped[int] = mapped_column(comment="Requests served")
    movements: Mapped[int] = mapped_column(comment="Vehicle movements")
    length_m: Mapped[float] = _number("Metres driven")
    empty_m: Mapped[float] = _number("Of which without a passenger")
    occupancy: Mapped[float | None] = _number("Passenger-metres / seat-metres driven")
    mean_ride_s: Mapped[float | None] = _number("Mean time on board, seconds")
    longest_ride_s: Mapped[float | None] = _number("Longest time on board, seconds")
    mean_wait_s: Mapped[float | None] = _number("Mean wait from when a passenger can first be fetched, seconds")
    hours_s: Mapped[float] = _number("Time that vans are out, seconds")
    cost_eur: Mapped[float] = _number("Cost, euro; a request left out is priced as a taxi")
    co2_g: Mapped[float] = _number("CO2 tank to wheel at the van factor, gram")


class VanGain(DatedRow, Traced, Base):
    """What an organisation costs alone, and its part of what the pool saves."""

    __tablename__ = "van_gain"
    __table_args__: Any = ({"schema": "planning", "comment": "The gain of the pool, split by Shapley"},)
    organisation: Mapped[str] = key("Organisation")
    alone_eur: Mapped[float] = _number("Cost of the day alone, euro")
    gain_eur: Mapped[float] = _number("Its part of what the pool saves, euro")
    share: Mapped[float] = _number("Its share of what the pool saves")
    exact: Mapped[bool] = mapped_column(comment="Every coalition was planned; if not, orders of joining were drawn")


class VanHour(DatedRow, Traced, Base):
    """How full the vans are in an hour of the day."""

    __tablename__ = "van_hour"
    __table_args__: Any = (
        one_of("plan", "alone", "pool"),
        between("hour", 0, 47),
        {"schema": "planning", "comment": "Vans, places and passengers out by hour of the day"},
    )
    plan: Mapped[str] = key("Each organisation alone, or the pool")
    hour: Mapped[int] = key("Hour of the day, 8 is from 8:00 to 9:00")
    vans_out: Mapped[float] = _number("Vans out, mean over the hour")
    places_out: Mapped[float] = _number("Seats and wheelchair places in them, mean over the hour")
    passengers: Mapped[float] = _number("Passengers on board, mean over the hour")
    length_m: Mapped[float] = _number("Metres driven in the hour")
    empty_m: Mapped[float] = _number("Of which without a passenger")


class VanOverlap(DatedRow, Traced, Base):
    """How many requests of one organisation lie beside one of another in place and time."""

    __tablename__ = "van_overlap"
    __table_args__: Any = ({"schema": "planning", "comment": "Overlap of organisations' trips in space and time"},)
    organisation: Mapped[str] = key("Organisation")
    other: Mapped[str] = key("The organisation it is compared with")
    requests: Mapped[int] = mapped_column(comment="Requests of the organisation")
    overlapping: Mapped[int] = mapped_column(
        comment="Of which have one of the other within 2 km at both ends, same time"
    )


class VanFleet(DatedRow, Traced, Base):
    """A size of the pooled fleet, over the days of four weeks."""

    __tablename__ = "van_fleet"
    __table_args__: Any = (
        between("share", 0, 1),
        {"schema": "planning", "comment": "How many vans are enough, over four weeks around the service date"},
    )
    vans: Mapped[int] = key("Vans in the fleet: those that are used most")
    days: Mapped[int] = mapped_column(comment="Days with trips")
    days_served: Mapped[int] = mapped_column(comment="Days on which nobody is left whom all vans would serve")
    share: Mapped[float] = _number("Share of those days")
    left_out: Mapped[int] = mapped_column(comment="Requests left over all days that all vans would serve")
    keep: Mapped[bool] = mapped_column(comment="The fewest vans that serve 95 % of the days")


class VanLine(DatedRow, Traced, Base):
    """A line that recurring wishes would fill."""

    __tablename__ = "van_line"
    __table_args__: Any = (
        between("weekday", 0, 6),
        {
            "schema": "planning",
            "comment": "Proposed lines from wishes that recur, over four weeks around the service date",
        },
    )
    line_id: Mapped[str] = key("Line")
    weekday: Mapped[int] = mapped_column(comment="0 is Monday")
    purpose: Mapped[str] = mapped_column(comment="Purpose of the trips")
    buurtcode: Mapped[str | None] = mapped_column(comment="Buurt of the place it goes to")
    arrival_s: Mapped[float] = _number("Arrives at, seconds since midnight")
    asked: Mapped[int] = mapped_column(comment="Passengers whose wish recurs")
    riders: Mapped[int] = mapped_column(comment="Of whom can walk to a stop")
    weeks: Mapped[int] = mapped_column(comment="Weeks looked at")
    vans: Mapped[int] = mapped_column(comment="Vans it takes")
    length_m: Mapped[float] = _number("Metres there and back, all vans")
    cost_eur: Mapped[float] = _number("Cost of a day: kilometres and paid hours, euro")


class VanLineStop(DatedRow, Traced, Base):
    """A stop of a proposed line: a public place, nobody's door."""

    __tablename__ = "van_line_stop"
    __table_args__: Any = ({"schema": "planning", "comment": "Stops of proposed lines"},)
    line_id: Mapped[str] = key("Line")
    position: Mapped[int] = key("1 is the first stop")
    facility_id: Mapped[str] = mapped_column(comment="Facility at which it stops")
    buurtcode: Mapped[str | None] = mapped_column(comment="Buurt of the stop")
    departure_s: Mapped[float] = _number("Leaves at, seconds since midnight")
    riders: Mapped[int] = mapped_column(comment="Riders who board")
    walk_s: Mapped[float] = _number("Longest walk to it at the slower pace, seconds")
