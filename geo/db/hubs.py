"""The choice of hubs of a scenario: the answer with its proof, its sites, and what lies around it.

Travel times, catchments, coverage and service areas are in :mod:`geo.db.planning`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, ScenarioRow, Traced, between, geometry, key, one_of
from geo.db.site_qualities import SiteQualities

MODELS = ("p_median", "p_centre", "maximal_coverage", "set_covering", "evaluate")
FRONTS = ("worst_off", "cost")
WISHES = ("keep", "close", "forbid", "require", "capacity")

HOURS = "paid hours a week"


def figure(comment: str) -> Any:
    """A figure that may be unknown or not apply."""
    return mapped_column(Float, comment=comment)


class HubSolution(ScenarioRow, Traced, Base):
    """The answer to a scenario's location problem, with its proof and what its hubs ask in a year."""

    __tablename__ = "hub_solution"
    __table_args__: Any = (
        one_of("model", *MODELS),
        {"schema": "planning", "comment": "Objective, proven bound and gap of a scenario's choice of hubs"},
    )
    model: Mapped[str] = mapped_column(
        comment="Objective: p_median, p_centre, maximal_coverage, set_covering, or evaluate (hubs given)"
    )
    mode: Mapped[str] = mapped_column(comment="Means of travel of the scenario")
    minutes: Mapped[int] = mapped_column(comment="Minutes that count as reachable in the scenario")
    hubs: Mapped[int] = mapped_column(comment="Hubs open")
    candidates: Mapped[int] = mapped_column(comment="Sites that could be chosen")
    demand: Mapped[float] = mapped_column(Float, comment="Total weight: expected frail residents at home")
    objective: Mapped[float] = mapped_column(
        Float,
        comment="Person-seconds of travel (p_median, evaluate), seconds of the worst-off (p_centre), frail residents "
        "covered (maximal_coverage), hubs (set_covering)",
    )
    bound: Mapped[float] = mapped_column(Float, comment="Proven bound on the objective")
    gap: Mapped[float] = mapped_column(Float, comment="|objective - bound| / |objective|")
    status: Mapped[str] = mapped_column(comment="The solver's own word: optimal, feasible, evaluated")
    mean_duration_s: Mapped[float | None] = figure(
        "Mean travel time per frail resident reached, seconds; NULL where none is"
    )
    unreachable: Mapped[float] = mapped_column(Float, comment="Frail residents no site can reach")
    seconds: Mapped[float] = mapped_column(Float, comment="Time to solve, seconds")
    site_cost: Mapped[float | None] = figure(
        "Part of the objective that is money and qualities of the open sites, in its unit; 0 where only time is weighed"
    )
    worst_off_s: Mapped[float | None] = figure(
        "Mean travel time of the tenth with the longest, seconds; NULL where some of them are not reached"
    )
    covered: Mapped[float | None] = figure("Frail residents of buurten within the minutes on average")
    share_asked: Mapped[float | None] = figure("Share that set_covering must cover; NULL for other objectives")
    deliveries_per_day: Mapped[float | None] = figure("Deliveries a working day at full strength")
    contact_hours_week: Mapped[float | None] = figure("Hours a week at the door and inside")
    between_hours_week: Mapped[float | None] = figure("Hours a week from door to door")
    hub_way_hours_week: Mapped[float | None] = figure("Hours a week to and from the hub: what its place decides")
    concierge_hours_week: Mapped[float | None] = figure(f"All {HOURS}, of which those three are the productive part")
    fte: Mapped[float | None] = figure("Concierges at full strength, fte")
    vehicles: Mapped[float | None] = figure("Vehicles at full strength")
    staff_eur: Mapped[float | None] = figure("Concierges, euro a year")
    vehicle_eur: Mapped[float | None] = figure("Vehicles, euro a year")
    site_eur: Mapped[float | None] = figure("Rent of the open sites, euro a year")
    coordination_eur: Mapped[float | None] = figure("Coordination, euro a year")
    yearly_eur: Mapped[float | None] = figure("Cost a year at full strength, euro, by the table of assumptions")
    once_eur: Mapped[float | None] = figure("Opening and closing, once, euro, by the scenario")
    objective_hours_share: Mapped[float | None] = figure(
        "Share of the paid hours that the place of the hubs decides: the way to and from them"
    )
    objective_cost_share: Mapped[float | None] = figure("Share of the yearly cost that it decides, without rent")
    tour_m: Mapped[float | None] = figure(
        "Estimated length of all rounds of a working day, metres: the real last mile, not single trips"
    )
    sequence_lost: Mapped[float | None] = figure(
        "How much worse the hubs opened one by one are than the choice at once, as a fraction; NULL without steps"
    )


class HubSite(ScenarioRow, Traced, SiteQualities, Base):
    """A site of a scenario: existing hub or candidate, open or not, with what is known of it."""

    __tablename__ = "hub_site"
    __table_args__: Any = (
        one_of("state", "kept", "opened", "closed", "candidate"),
        one_of("origin", "hub", "facility", "supplier", "point"),
        {"schema": "planning", "comment": "Sites of a scenario with what each would serve"},
    )
    hub_id: Mapped[str] = key("Hub or candidate facility")
    name: Mapped[str] = mapped_column(comment="Name")
    kind: Mapped[str] = mapped_column(comment="existing or candidate")
    origin: Mapped[str | None] = mapped_column(comment="Where it comes from: hub, facility, supplier, point")
    state: Mapped[str] = mapped_column(comment="kept, opened, closed, or a candidate not chosen")
    load: Mapped[float | None] = mapped_column(Float, comment="Expected frail residents at home in its catchment")
    mean_duration_s: Mapped[float | None] = mapped_column(Float, comment="Mean travel time in its catchment, seconds")
    longest_duration_s: Mapped[float | None] = figure("Travel time to the farthest buurt that it serves, seconds")
    capacity_per_day: Mapped[float | None] = figure(
        "Deliveries a day it can handle; NULL where the scenario has no limit"
    )
    deliveries_per_day: Mapped[float | None] = figure("Deliveries a working day at full strength")
    concierge_hours_week: Mapped[float | None] = figure(f"Concierges, {HOURS}")
    fte: Mapped[float | None] = figure("Concierges, fte")
    yearly_eur: Mapped[float | None] = figure("Cost a year at full strength, euro")
    tour_m: Mapped[float | None] = figure("Estimated length of its rounds of a working day, metres")
    regret: Mapped[float | None] = mapped_column(
        Float, comment="Worsening of the objective, as a fraction, when this open site is forbidden"
    )
    runner_up: Mapped[str | None] = mapped_column(
        comment="Sites that come instead when this open site is forbidden, joined by commas"
    )
    runner_up_tour_m: Mapped[float | None] = figure("Estimated rounds of a day of all hubs with that choice, metres")
    stability: Mapped[float | None] = mapped_column(Float, comment="Share of demand draws in which the site is chosen")
    ruled_out: Mapped[str | None] = mapped_column(comment="Wishes that keep it closed, joined by '; '; NULL: none")
    with_facility: Mapped[bool | None] = mapped_column(comment="It is, or is housed in, a facility")
    geometry: Mapped[Any] = geometry("POINT", "Location, RD New")


class HubEquivalent(ScenarioRow, Traced, Base):
    """A closed site that could take an open one's place within the uncertainty of the demand."""

    __tablename__ = "hub_equivalent"
    __table_args__: Any = (
        between("position", 1),
        {"schema": "planning", "comment": "Sites as good as an open one within the uncertainty of the demand"},
    )
    hub_id: Mapped[str] = key("Open site")
    other_id: Mapped[str] = key("Closed site that could take its place")
    position: Mapped[int] = mapped_column(comment="1 is the site that is no worse most often")


class HubWish(ScenarioRow, Traced, Base):
    """A fixed decision of the scenario, and how much better the best choice becomes when it alone is dropped."""

    __tablename__ = "hub_wish"
    __table_args__: Any = (
        one_of("kind", *WISHES),
        between("better", 0),
        {"schema": "planning", "comment": "What each wish of a scenario costs"},
    )
    kind: Mapped[str] = key("keep, close, forbid, require or capacity")
    subject: Mapped[str] = key("The site, or the quality; empty for capacity")
    position: Mapped[int] = mapped_column(comment="1 is the dearest")
    better: Mapped[float] = mapped_column(Float, comment="How much the objective gains without it, in its unit")
    fraction: Mapped[float | None] = figure("The same as a fraction of the objective; NULL where that is 0")


class HubStep(ScenarioRow, Traced, Base):
    """A hub that opens, when they open one after another: the best next one each time."""

    __tablename__ = "hub_step"
    __table_args__: Any = (
        between("step", 1),
        {"schema": "planning", "comment": "The hubs of a scenario opened one after another"},
    )
    step: Mapped[int] = key("1 opens first")
    year: Mapped[int] = mapped_column(comment="Year of opening")
    hub_id: Mapped[str] = mapped_column(comment="Site that opens")
    hubs: Mapped[int] = mapped_column(comment="Hubs open after it")
    objective: Mapped[float] = mapped_column(Float, comment="Objective after it, in the scenario's unit")
    mean_duration_s: Mapped[float | None] = figure("Mean travel time per frail resident reached, seconds")
    unreachable: Mapped[float] = mapped_column(Float, comment="Frail residents that no open hub reaches")
    covered: Mapped[float] = mapped_column(Float, comment="Frail residents of buurten within the minutes on average")


class HubFront(ScenarioRow, Traced, Base):
    """A choice of hubs that none beats in both of two aims."""

    __tablename__ = "hub_front"
    __table_args__: Any = (
        one_of("front", *FRONTS),
        {"schema": "planning", "comment": "Choices that none beats in two aims at once"},
    )
    front: Mapped[str] = key("worst_off: mean time against the worst-off tenth; cost: site cost against people covered")
    point: Mapped[int] = key("1 has the least of the first aim")
    first: Mapped[float] = mapped_column(Float, comment="Mean seconds a frail resident; or euro a year of the sites")
    second: Mapped[float] = mapped_column(
        Float, comment="Mean seconds of the worst-off tenth; or frail residents covered within the minutes"
    )
    hub_ids: Mapped[str] = mapped_column(comment="Open sites, joined by commas")
    chosen: Mapped[bool] = mapped_column(comment="They are the scenario's own hubs")
    exact: Mapped[bool] = mapped_column(comment="No choice is missing from the front")
