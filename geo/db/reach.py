"""Whom hubs reach: quantiles, white spots, what a hub adds, access to facilities, barriers, what is cut off; zones.

Travel times, service areas, catchments and the four measures of coverage, which others build on, are in
:mod:`geo.db.planning`. No point of a resident here, and no address of one: addresses are counted by buurt.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, LoadedRow, ScenarioRow, Traced, between, geometry, key, one_of
from geo.db.planning import METHODS, MODES

ACCESS_KINDS = ("doctors", "pharmacy", "shop", "community_centre", "day_activity")
"""Groups of facilities that a frail resident walks to."""

BARRIER_KINDS = ("water", "railway", "motorway")
STATES = ("no_street", "cut_off", "no_way_in", "no_way_out", "moved")
"""How a point is not joined to the network as it should be; ``moved``: it starts from another street than its own."""


def _mode() -> Any:
    return key("Means of travel")


class Reach(ScenarioRow, Traced, Base):
    """How long it takes from the nearest open hub to the frail residents at home of an area: quantiles over them."""

    __tablename__ = "reach"
    __table_args__: Any = (
        one_of("area_kind", "buurt", "wijk", "gemeente"),
        one_of("mode", *MODES),
        one_of("method", *METHODS),
        between("reached_share", 0, 1),
        {"schema": "planning", "comment": "Travel time from the nearest open hub to the frail at home, by area"},
    )
    area_code: Mapped[str] = key("CBS code of the buurt, wijk or gemeente")
    mode: Mapped[str] = _mode()
    area_kind: Mapped[str] = mapped_column(comment="buurt, wijk or gemeente")
    expected_frail: Mapped[float] = mapped_column(Float, comment="Expected frail residents at home")
    reached_share: Mapped[float | None] = mapped_column(
        Float, comment="Share of them that any open hub has a way to; NULL where nobody is expected"
    )
    p10_s: Mapped[float | None] = mapped_column(Float, comment="A tenth of them is at most so many seconds away")
    p50_s: Mapped[float | None] = mapped_column(Float, comment="Half of them; NULL where fewer are reached at all")
    p90_s: Mapped[float | None] = mapped_column(Float, comment="Nine tenths; NULL where fewer are reached at all")
    mean_s: Mapped[float | None] = mapped_column(Float, comment="Mean over those who are reached, seconds")
    hub_id: Mapped[str | None] = mapped_column(comment="Open hub that is the nearest one for most of them")
    method: Mapped[str] = mapped_column(comment="Along streets or straight line x detour factor")


class ReachChange(ScenarioRow, Traced, Base):
    """Who comes within reach and who falls out of it, against the hubs of today; counted by address."""

    __tablename__ = "reach_change"
    __table_args__: Any = (
        one_of("mode", *MODES),
        one_of("verdict", "gained", "lost", "both", "unchanged"),
        {"schema": "planning", "comment": "Gained, lost and unchanged reach against the hubs of today, by buurt"},
    )
    buurtcode: Mapped[str] = key("Buurt")
    mode: Mapped[str] = _mode()
    minutes: Mapped[int] = key("Limit, minutes")
    hub_id: Mapped[str | None] = mapped_column(comment="Hub of the scenario that serves the buurt: its hub area")
    gained_frail: Mapped[float] = mapped_column(Float, comment="Frail at home within the limit now, not today")
    lost_frail: Mapped[float] = mapped_column(Float, comment="Frail at home within the limit today, no longer")
    kept_frail: Mapped[float] = mapped_column(Float, comment="Frail at home within the limit in both")
    never_frail: Mapped[float] = mapped_column(Float, comment="Frail at home beyond the limit in both")
    change_s: Mapped[float | None] = mapped_column(
        Float,
        comment="Mean change of the time from the nearest hub, seconds, over those reached in both; below 0 is nearer",
    )
    verdict: Mapped[str] = mapped_column(comment="gained or lost where only one of the two happens; both; unchanged")


class WhiteSpot(ScenarioRow, Traced, Base):
    """A cluster of addresses of one buurt that no open hub reaches within the scenario's minutes."""

    __tablename__ = "white_spot"
    __table_args__: Any = (
        one_of("mode", *MODES),
        {"schema": "planning", "comment": "Where frail residents live whom no open hub reaches in time, worst first"},
    )
    spot: Mapped[int] = key("Number, 1 is where most frail residents are left out")
    mode: Mapped[str] = mapped_column(comment="Means of travel of the scenario")
    minutes: Mapped[int] = mapped_column(comment="Limit of the scenario, minutes")
    buurtcode: Mapped[str] = mapped_column(comment="Buurt it lies in")
    addresses: Mapped[int] = mapped_column(comment="Addresses in it; 0 where the buurt has none in the street data")
    expected_frail: Mapped[float] = mapped_column(Float, comment="Expected frail residents at home in it")
    nearest_hub_id: Mapped[str | None] = mapped_column(comment="Nearest open hub; NULL where none has a way to it")
    nearest_s: Mapped[float | None] = mapped_column(Float, comment="Mean time from the nearest open hub, seconds")
    geometry: Mapped[Any] = geometry("MULTIPOLYGON", "Cells of 200 m with such addresses, cut to the buurt, RD New")


class HubContribution(ScenarioRow, Traced, Base):
    """What one site reaches, and what of it only that site does: lost when it closes, gained when it opens."""

    __tablename__ = "hub_contribution"
    __table_args__: Any = (
        one_of("mode", *MODES),
        {"schema": "planning", "comment": "Marginal contribution of each open hub and candidate to the reach"},
    )
    hub_id: Mapped[str] = key("Hub or candidate facility")
    mode: Mapped[str] = _mode()
    minutes: Mapped[int] = key("Limit, minutes")
    open: Mapped[bool] = mapped_column(comment="True for a hub that is open in the scenario")
    reached_frail: Mapped[float] = mapped_column(Float, comment="Expected frail at home within the limit of this site")
    added_frail: Mapped[float] = mapped_column(
        Float, comment="Of those, beyond the limit of every other open hub: its marginal contribution"
    )
    total_frail: Mapped[float] = mapped_column(Float, comment="Expected frail at home in the region")
    addresses: Mapped[int] = mapped_column(comment="Addresses within the limit of this site")
    added_addresses: Mapped[int] = mapped_column(comment="Of those, beyond the limit of every other open hub")


class Access(ScenarioRow, Traced, Base):
    """How near facilities of one kind are to the frail at home of a buurt, on foot at the slower pace."""

    __tablename__ = "access"
    __table_args__: Any = (
        one_of("kind", *ACCESS_KINDS),
        one_of("mode", *MODES),
        one_of("method", *METHODS),
        between("within_10_share", 0, 1),
        between("within_15_share", 0, 1),
        {"schema": "planning", "comment": "Access to kinds of facility on foot at the slower pace, by buurt"},
    )
    buurtcode: Mapped[str] = key("Buurt")
    kind: Mapped[str] = key("Kind of facility: doctors, pharmacy, shop, community_centre, day_activity")
    mode: Mapped[str] = mapped_column(comment="Means of travel: on foot with a walking aid")
    expected_frail: Mapped[float] = mapped_column(Float, comment="Expected frail residents at home")
    nearest_id: Mapped[str | None] = mapped_column(comment="Facility that is the nearest one for most of them")
    p50_s: Mapped[float | None] = mapped_column(Float, comment="Half of them is at most so many seconds from one")
    p90_s: Mapped[float | None] = mapped_column(
        Float, comment="Nine tenths are; NULL where fewer can get to one at all"
    )
    within_10_share: Mapped[float | None] = mapped_column(
        Float, comment="Share within 10 minutes of one; NULL where nobody is expected"
    )
    within_15_share: Mapped[float | None] = mapped_column(
        Float, comment="Share within 15 minutes of one; NULL where nobody is expected"
    )
    score: Mapped[float | None] = mapped_column(
        Float, comment="Places per frail resident (E2SFCA: competition and distance); NULL where no capacity is known"
    )
    score_ratio: Mapped[float | None] = mapped_column(
        Float, comment="score / its mean over the frail at home of the region; 1 is average"
    )
    facilities: Mapped[int] = mapped_column(comment="Facilities of this kind in the region's data")
    with_capacity: Mapped[int] = mapped_column(comment="Of those, with a known capacity: the score counts no others")
    method: Mapped[str] = mapped_column(comment="Along streets or straight line x detour factor")


class Barrier(ScenarioRow, Traced, Base):
    """How much longer the way out of a buurt is than the straight line, and what lies between."""

    __tablename__ = "barrier"
    __table_args__: Any = (
        one_of("mode", *MODES),
        between("detour_p50", 0),
        {"schema": "planning", "comment": "Detour of a buurt: way over straight line to places around it"},
    )
    buurtcode: Mapped[str] = key("Buurt")
    mode: Mapped[str] = _mode()
    pairs: Mapped[int] = mapped_column(comment="Pairs of places that were compared, 300 m to 2.5 km apart")
    detour_p50: Mapped[float | None] = mapped_column(
        Float, comment="Median of way / straight line; NULL without a pair"
    )
    detour_p90: Mapped[float | None] = mapped_column(Float, comment="90th percentile of way / straight line")
    no_way_share: Mapped[float | None] = mapped_column(
        Float, comment="Share of the pairs between which there is no way"
    )
    worst_buurtcode: Mapped[str | None] = mapped_column(comment="Buurt around it with the largest median detour")
    worst_detour: Mapped[float | None] = mapped_column(
        Float, comment="That detour; NULL where there is no way to it at all"
    )
    barrier_kinds: Mapped[str | None] = mapped_column(
        comment="Kinds crossed on the straight line to there: water, railway, motorway, joined by commas"
    )
    barrier_names: Mapped[str | None] = mapped_column(
        comment="Their names in OpenStreetMap, joined by '; '; NULL where none has one"
    )


class CutOff(ScenarioRow, Traced, Base):
    """What cannot be reached by a means of travel: hubs, candidates and facilities by name, addresses by count."""

    __tablename__ = "cut_off"
    __table_args__: Any = (
        one_of("mode", *MODES),
        one_of("subject", "hub", "candidate", "facility", "addresses"),
        one_of("state", *STATES),
        between("count", 1),
        {"schema": "planning", "comment": "What the street network leaves out, by means of travel"},
    )
    mode: Mapped[str] = _mode()
    subject: Mapped[str] = key("hub, candidate, facility, or addresses (of a buurt together)")
    subject_id: Mapped[str] = key("hub_id, facility_id, or buurtcode for addresses")
    state: Mapped[str] = key("Why: no_street, cut_off, no_way_in, no_way_out; moved: starts from another street")
    name: Mapped[str | None] = mapped_column(comment="Name of the hub or facility; NULL for addresses")
    count: Mapped[int] = mapped_column(comment="1, or the number of addresses that no site reaches")
    expected_frail: Mapped[float | None] = mapped_column(Float, comment="Expected frail at home there; NULL for places")
    street_m: Mapped[float] = mapped_column(Float, comment="Metres to the nearest street; of addresses the largest")


class CatchmentAddress(ScenarioRow, Traced, Base):
    """Which hub serves an address of the street data; only where the scenario divides buurten by address."""

    __tablename__ = "catchment_address"
    __table_args__: Any = {
        "schema": "planning",
        "comment": "Assignment of addresses of the street data (of no person) to open hubs",
    }
    address_id: Mapped[str] = key("Address of core.address")
    buurtcode: Mapped[str] = mapped_column(comment="Buurt")
    hub_id: Mapped[str] = mapped_column(comment="Hub that serves it")
    duration_s: Mapped[float] = mapped_column(Float, comment="Travel time, seconds")


class Zone(LoadedRow, Base):
    """An area in which only some vehicles may drive, such as a zero-emission zone."""

    __tablename__ = "zone"
    __table_args__: Any = (
        one_of("kind", "zero_emission"),
        {"schema": "intake", "comment": "Areas in which only some vehicles may drive"},
    )
    zone_id: Mapped[str] = mapped_column(comment="Stable id")
    name: Mapped[str] = mapped_column(comment="Name")
    kind: Mapped[str] = mapped_column(comment="zero_emission: vehicles with an exhaust may not enter")
    valid_from: Mapped[dt.date | None] = mapped_column(comment="First day it holds; NULL: since always")
    valid_to: Mapped[dt.date | None] = mapped_column(comment="First day it no longer holds; NULL: for good")
    geometry: Mapped[Any] = geometry("MULTIPOLYGON", "Area, RD New")
