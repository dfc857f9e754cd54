"""Need and where to go next: frailty with its draws, rankings, the order of opening, what a wijk asks, the buurtbeeld.

And the table of assumptions that these are made with. What the figures are made of is in :mod:`geo.frailty` and
:mod:`geo.ranking`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Float, Integer
from sqlalchemy.orm import Mapped, mapped_column

from geo.db.base import Base, LoadedRow, ScenarioRow, Traced, between, key, one_of

GROUPS = ("frail_65_plus_home", "frail_65_plus_institution", "vulnerable_any_age")
"""Groups that are estimated. The third overlaps the others: it stands beside them and is never added to them."""


def _number(comment: str) -> Any:
    return mapped_column(Float, comment=comment)


class Assumption(LoadedRow, Base):
    """One figure that no file of the region gives: growth of the elderly, what a concierge costs, national figures."""

    __tablename__ = "assumption"
    __table_args__: Any = (
        one_of("subject", "ageing", "cost", "national", "emission", "bundling", "target"),
        one_of("basis", "published", "derived", "assumption"),
        between("year", 1990, 2100),
        between("target_year", 1990, 2100),
        {"schema": "intake", "comment": "Assumptions with source and range, editable in the workspace"},
    )
    subject: Mapped[str] = mapped_column(comment="ageing, cost, national, emission, bundling or target")
    name: Mapped[str] = mapped_column(comment="Name of the figure, such as growth_65_plus")
    area_code: Mapped[str] = mapped_column(comment="NL, or the gemeente (GM....) that it speaks of")
    target_year: Mapped[int | None] = mapped_column(comment="Year that a growth leads to; NULL for other figures")
    value: Mapped[float] = _number("The figure, in its unit")
    low: Mapped[float | None] = _number("Lower bound of its 90 % range")
    high: Mapped[float | None] = _number("Upper bound of its 90 % range")
    unit: Mapped[str] = mapped_column(comment="Unit")
    basis: Mapped[str] = mapped_column(comment="published as it stands, derived from published figures, or assumption")
    year: Mapped[int] = mapped_column(comment="Year of the figure")
    definition: Mapped[str] = mapped_column(comment="What it is, and how it was derived")
    source: Mapped[str] = mapped_column(comment="Publication")


class Frailty(ScenarioRow, Traced, Base):
    """Expected number of frail residents of a buurt, with an interval."""

    __tablename__ = "frailty"
    __table_args__: Any = (
        one_of("group_name", *GROUPS),
        between("expected", 0),
        {"schema": "planning", "comment": "Expected frail residents by buurt"},
    )
    buurtcode: Mapped[str] = key("Buurt")
    group_name: Mapped[str] = key(
        "Group: frail 65+ at home, in an institution; or vulnerable of any age, which overlaps"
    )
    wijkcode: Mapped[str] = mapped_column(comment="Wijk")
    rate_set: Mapped[str] = mapped_column(
        comment="Named set of rates, such as vektis_2020; or both, half the draws each"
    )
    projection_year: Mapped[int | None] = mapped_column(comment="Year projected to; NULL: the year of the figures")
    expected: Mapped[float] = _number("Expected residents")
    low: Mapped[float] = _number("5th percentile of the draws")
    high: Mapped[float] = _number("95th percentile of the draws")
    imputed: Mapped[bool] = mapped_column(comment="True where the 65+ figure was suppressed and had to be imputed")
    sources: Mapped[str] = mapped_column(comment="Sources that said something of this buurt, joined by commas")
    missing: Mapped[str] = mapped_column(comment="Sources that said nothing of this buurt, joined by commas")
    imputed_figures: Mapped[str] = mapped_column(
        comment="Figures that were not the buurt's own and where they came from, such as lonely_severe:wijk"
    )


class FrailtyDraw(ScenarioRow, Traced, Base):
    """The draws behind an estimate: element k of every buurt and group belongs to draw k of the region."""

    __tablename__ = "frailty_draw"
    __table_args__: Any = (
        one_of("group_name", *GROUPS),
        {"schema": "planning", "comment": "Simulated residents by buurt, whole numbers; sum them by draw, then judge"},
    )
    buurtcode: Mapped[str] = key("Buurt")
    group_name: Mapped[str] = key("Group, as in planning.frailty")
    draws: Mapped[list[int]] = mapped_column(ARRAY(Integer), comment="Residents in each draw")


class FrailtyTotal(ScenarioRow, Traced, Base):
    """Expected frail residents of a wijk, gemeente or region: the interval is that of the summed draws."""

    __tablename__ = "frailty_total"
    __table_args__: Any = (
        one_of("area_kind", "wijk", "gemeente", "region"),
        one_of("group_name", *GROUPS),
        between("expected", 0),
        {"schema": "planning", "comment": "Expected frail residents by wijk, gemeente and region"},
    )
    area_kind: Mapped[str] = key("wijk, gemeente or region")
    area_code: Mapped[str] = key("CBS code; of a region its name")
    group_name: Mapped[str] = key("Group, as in planning.frailty")
    expected: Mapped[float] = _number("Expected residents: the sum over the buurten")
    low: Mapped[float] = _number("5th percentile of the summed draws")
    high: Mapped[float] = _number("95th percentile of the summed draws")
    buurten: Mapped[int] = mapped_column(comment="Buurten summed")
    imputed: Mapped[int] = mapped_column(comment="Of which with an imputed 65+ figure")


class Ranked:
    """How an area stands: place, how sure, and what moves it."""

    rank: Mapped[int] = mapped_column(comment="1 is first, at the scenario's weights and expected figures")
    score: Mapped[float] = _number("Weighted score on fixed reference scales, 0 to 1")
    top3_probability: Mapped[float] = _number("Share of the draws in which it is in the first three")
    top_k: Mapped[int] = mapped_column(comment="How many first places top_k_probability speaks of (ranking_top)")
    top_k_probability: Mapped[float] = _number("Share of the draws in which it is in the first top_k, at these weights")
    rank_low: Mapped[int] = mapped_column(comment="5th percentile of its place over the draws: uncertainty of the data")
    rank_high: Mapped[int] = mapped_column(comment="95th percentile of its place over the draws")
    value_rank_low: Mapped[int] = mapped_column(
        comment="5th percentile of its place when the weights move and the figures stay: value choices"
    )
    value_rank_high: Mapped[int] = mapped_column(comment="95th percentile of its place when the weights move")
    value_top_k_share: Mapped[float] = _number("Share of the moved weights at which it is in the first top_k")
    swing_criterion: Mapped[str | None] = mapped_column(
        comment="Criterion whose doubling or dropping moves its place most; NULL where none does"
    )
    expected_frail: Mapped[float] = _number("Count: expected frail residents at home")
    frail_per_100: Mapped[float | None] = _number("Rate: those per 100 inhabitants; NULL where nobody lives")
    frail_per_km2: Mapped[float] = _number("Density: those per km2 of land")
    known_share: Mapped[float] = _number("Addresses in view / expected frail at home, at most 1")
    nearest_hub_s: Mapped[float | None] = _number(
        "Travel time from the nearest hub, seconds; NULL where none reaches it"
    )
    missing: Mapped[str] = mapped_column(
        comment="Criteria without any figure here, joined by commas; they take a middle"
    )
    reason: Mapped[str] = mapped_column(comment="Why, a sentence or two in Dutch")


class WijkRanking(Ranked, ScenarioRow, Traced, Base):
    """Which wijk next: need against present reach, supply and cost."""

    __tablename__ = "wijk_ranking"
    __table_args__: Any = ({"schema": "planning", "comment": "Wijken in order of unmet need"},)
    wijkcode: Mapped[str] = key("Wijk")
    wijknaam: Mapped[str | None] = mapped_column(comment="Name")


class BuurtRanking(Ranked, ScenarioRow, Traced, Base):
    """Which buurt next, by the same scales and weights."""

    __tablename__ = "buurt_ranking"
    __table_args__: Any = ({"schema": "planning", "comment": "Buurten in order of unmet need"},)
    buurtcode: Mapped[str] = key("Buurt")
    buurtnaam: Mapped[str | None] = mapped_column(comment="Name")


class RankingCriterion(ScenarioRow, Traced, Base):
    """A criterion of a wijk or buurt: its figure, its place on the fixed scale, what it adds to the score."""

    __tablename__ = "ranking_criterion"
    __table_args__: Any = (
        one_of("area_kind", "wijk", "buurt"),
        between("score", 0, 1),
        between("weight", 0, 1),
        {"schema": "planning", "comment": "Criteria behind the rankings, on fixed reference scales"},
    )
    area_kind: Mapped[str] = key("wijk or buurt")
    area_code: Mapped[str] = key("CBS code")
    criterion: Mapped[str] = key("Name, such as count, rate, density, lonely, unmet, distance")
    value: Mapped[float | None] = _number("The figure, in its unit; NULL where nothing is known")
    unit: Mapped[str] = mapped_column(comment="Unit, such as residents, per 100 inhabitants, s")
    half: Mapped[float] = _number("Value at which the score is a half: the fixed scale")
    score: Mapped[float] = _number("Score on that scale, 0 to 1; a half where nothing is known")
    weight: Mapped[float] = _number("Weight of the scenario, all adding up to 1")
    contribution: Mapped[float] = _number("score x weight: these add up to the area's score")
    imputed: Mapped[bool] = mapped_column(comment="True where the figure is not the area's own")
    rank_dropped: Mapped[int] = mapped_column(comment="Place of the area when this criterion does not count")
    rank_doubled: Mapped[int] = mapped_column(comment="Place of the area when this criterion counts double")


class WijkSequence(ScenarioRow, Traced, Base):
    """In which order to open, when each choice changes what the next one adds."""

    __tablename__ = "wijk_sequence"
    __table_args__: Any = (
        one_of("phase", "first", "then"),
        {"schema": "planning", "comment": "Order of opening: the first 20 wijken, then on to 100"},
    )
    step: Mapped[int] = key("1 is first")
    phase: Mapped[str] = mapped_column(comment="first: the first 20; then: on to 100")
    wijkcode: Mapped[str] = mapped_column(comment="Wijk")
    wijknaam: Mapped[str | None] = mapped_column(comment="Name")
    added: Mapped[float] = _number("Unmet frail residents that this step brings within reach, weighed by need")
    alone: Mapped[float] = _number("What it would add if it were the first step")
    cumulative: Mapped[float] = _number("Sum of added up to this step")
    share: Mapped[float] = _number("cumulative / all that could be added")
    bound: Mapped[float] = _number("Proven: no choice of this many wijken adds more than this")
    lead: Mapped[bool] = mapped_column(comment="True where somebody is willing to lead, by the scenario")
    village: Mapped[bool] = mapped_column(comment="True where most residents live in a little or not urban buurt")
    reason: Mapped[str] = mapped_column(comment="Why now, a sentence in Dutch")


class CandidateCost(ScenarioRow, Traced, Base):
    """What serving a candidate wijk asks and costs in a year at full strength, and its start."""

    __tablename__ = "candidate_cost"
    __table_args__: Any = ({"schema": "planning", "comment": "What a wijk asks and costs, by the assumptions"},)
    wijkcode: Mapped[str] = key("Wijk")
    wijknaam: Mapped[str | None] = mapped_column(comment="Name")
    residents: Mapped[float] = _number("Residents served at full strength: expected frail x share that takes part")
    visits_per_week: Mapped[float] = _number("Visits a week")
    deliveries_per_year: Mapped[float] = _number("Deliveries a year at full strength")
    concierge_hours_per_week: Mapped[float] = _number("Concierge hours a week, on the way and overhead included")
    fte: Mapped[float] = _number("Concierges, full-time equivalents")
    vehicles: Mapped[int] = mapped_column(comment="Vehicles")
    staff_eur: Mapped[float] = _number("Concierges a year, euro")
    vehicle_eur: Mapped[float] = _number("Vehicles a year, euro")
    site_eur: Mapped[float] = _number("The site a year, euro")
    coordination_eur: Mapped[float] = _number("Coordination a year, euro")
    total_eur: Mapped[float] = _number("All of these, euro a year")
    total_low_eur: Mapped[float] = _number("5th percentile of the total over the draws of need and prices, euro")
    total_high_eur: Mapped[float] = _number("95th percentile")
    per_resident_eur: Mapped[float | None] = _number("Total a resident served, euro a year; NULL where none is")
    income_eur: Mapped[float] = _number("What suppliers pay for deliveries a year, euro")
    unfunded_eur: Mapped[float] = _number("total - income, at least 0: to be paid from care and welfare, euro a year")
    break_even_deliveries: Mapped[float | None] = _number(
        "Deliveries a year at which suppliers would pay all; NULL where they pay nothing"
    )
    start_unfunded_eur: Mapped[float] = _number("Unfunded in the first twelve months, with the slow start, euro")
    agenda_eur: Mapped[float] = _number("Budget to start the buurtagenda, once, euro")


class CandidateMonth(ScenarioRow, Traced, Base):
    """The first year of a candidate wijk by month: two slow months, then full strength."""

    __tablename__ = "candidate_month"
    __table_args__: Any = (
        between("month", 1, 12),
        {"schema": "planning", "comment": "Start-up curve of a candidate wijk"},
    )
    wijkcode: Mapped[str] = key("Wijk")
    month: Mapped[int] = key("Month after the start, 1 to 12")
    share: Mapped[float] = _number("Deliveries as a share of full strength")
    deliveries: Mapped[float] = _number("Deliveries in the month")
    cost_eur: Mapped[float] = _number("Cost in the month; the staff is there from the first day, euro")
    income_eur: Mapped[float] = _number("Income from deliveries in the month, euro")
    unfunded_eur: Mapped[float] = _number("Unfunded since the start, the agenda included, euro")


class Buurtbeeld(ScenarioRow, Traced, Base):
    """One figure of the picture of a buurt or wijk, beside that of its gemeente and of the country."""

    __tablename__ = "buurtbeeld"
    __table_args__: Any = (
        one_of("area_kind", "wijk", "buurt"),
        {
            "schema": "planning",
            "comment": "Buurtbeeld: figures of buurten and wijken with those of gemeente and country",
        },
    )
    area_kind: Mapped[str] = key("wijk or buurt")
    area_code: Mapped[str] = key("CBS code")
    figure: Mapped[str] = key("Name of the figure, such as frail_home, facilities_walking")
    area_name: Mapped[str | None] = mapped_column(comment="Name of the area")
    theme: Mapped[str] = mapped_column(comment="people, frailty, facilities, service, network or trend")
    position: Mapped[int] = mapped_column(comment="Place on the page")
    value: Mapped[float | None] = _number("The figure; NULL where it is suppressed or not known")
    low: Mapped[float | None] = _number("Lower bound, where there is an interval")
    high: Mapped[float | None] = _number("Upper bound")
    unit: Mapped[str] = mapped_column(comment="Unit")
    gemeente: Mapped[float | None] = _number("The same figure of the gemeente")
    country: Mapped[float | None] = _number("The same figure of the Netherlands, from the table of assumptions or RIVM")
    text_nl: Mapped[str | None] = mapped_column(
        comment="What is no number: names, dates; text from data, to be escaped"
    )
    note_nl: Mapped[str | None] = mapped_column(comment="What to know of the figure: source, year, why it is not there")
