"""What a scenario wishes of its hubs beside time: who stays and closes, room, qualities, money, points of its own.

Here: the keys of the YAML file and what is refused of them. What they mean for the choice is in
:mod:`geo.hub_choice`; all other keys of a scenario are in :mod:`geo.scenario`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.yaml_keys import Keys, a_line, a_mapping, some_lines, whole_number

OBJECTIVES = ("p_median", "p_centre", "maximal_coverage", "set_covering", "evaluate")
SOURCES = ("facilities", "suppliers")
"""Where candidates come from, beside the hubs of today and the points of the scenario."""

QUALITIES = (
    "storage_m2", "delivery_access", "charging", "opening_hours_week", "rent_eur_year", "with_facility",
    "with_social_team", "with_volunteers", "spare_concierge_hours_week",
)  # fmt: skip
"""What may be known of a site: the names of :mod:`geo.hub_location.qualities` once more, since that imports solvers."""

YES_NO = ("delivery_access", "charging", "with_facility", "with_social_team", "with_volunteers")
"""Qualities of a site that are there or not; the others are figures."""

OTHER = "other"
YEARS = 10


@dataclass(frozen=True)
class FreePoint:
    """A site that is in no file: RD New metres, and what is known of its qualities."""

    site_id: str
    name: str
    x_m: float
    y_m: float
    qualities: Mapping[str, float] = field(default_factory=dict)
    capacity_per_day: float | None = None


@dataclass(frozen=True)
class Capacity:
    """Deliveries a day that a hub can handle: of sites by id, else that of the files, else ``other`` (None: no
    limit)."""

    of: Mapping[str, float] = field(default_factory=dict)
    other: float | None = None


@dataclass(frozen=True)
class Costs:
    """``opening_eur`` and ``closing_eur`` once for each site that opens or closes (a move is one of each), spread over
    ``years``. ``worth_eur``: euro a year that a minute of mean travel time, or a percentage point of coverage, is
    worth; None: costs are told and not weighed."""

    opening_eur: float = 0.0
    closing_eur: float = 0.0
    years: int = YEARS
    worth_eur: float | None = None


@dataclass(frozen=True)
class HubWishes:
    """Wishes on the choice of hubs.

    ``share``: of the frail residents, for set_covering. ``further``: (minutes, value) beyond the scenario's own.
    ``close``: hubs of today that must close. ``may_close``: the only ones that may; None: all may. ``require``: quality
    -> the least figure (the most, for rent). ``weights``: quality -> minutes of mean travel time (or percentage points
    of coverage) that one unit is worth. ``first_year``, ``per_year``: when the hubs open one after another.
    """

    share: float | None = None
    further: tuple[tuple[int, float], ...] = ()
    close: tuple[str, ...] = ()
    may_close: tuple[str, ...] | None = None
    capacity: Capacity | None = None
    costs: Costs = field(default_factory=Costs)
    require: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    points: tuple[FreePoint, ...] = ()
    first_year: int | None = None
    per_year: int = 1


def read_wishes(keys: Keys, objective: str, minutes: int) -> HubWishes:
    """The wishes of a scenario's file; WorkspaceError where one is bad or has no meaning with the objective."""
    costs, opening = keys.nested("costs"), keys.nested("opening")
    wishes = HubWishes(
        share=keys.take("share", a_share, None),
        further=keys.take("further", lambda value: _further(value, minutes), ()),
        close=keys.take("close", some_lines, ()),
        may_close=keys.take("may_close", some_lines, None),
        capacity=keys.take("capacity", _capacity, None),
        costs=_costs(costs, objective),
        require=keys.take("require", _required, {}),
        weights=keys.take("quality_weights", _weights, {}),
        points=keys.take("points", _points, ()),
        first_year=opening.take("from", whole_number(2000, 2100), None),
        per_year=opening.take("per_year", whole_number(1, 100), 1),
    )
    costs.refuse_rest()
    opening.refuse_rest()
    _refuse_without_meaning(keys, wishes, objective)
    return wishes


def sources_of(value: Any) -> tuple[str, ...]:
    """Where candidates come from: one of SOURCES, or a list of them, which may be empty."""
    named = some_lines(value) if isinstance(value, list) else (a_line(value),)
    if strange := [name for name in named if name not in SOURCES]:
        raise ValueError(f"has '{strange[0]}'; choose from {', '.join(SOURCES)}, or [] for none")
    return named


def _refuse_without_meaning(keys: Keys, wishes: HubWishes, objective: str) -> None:
    weighed = wishes.weights or wishes.costs.worth_eur is not None
    asked: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
        ("share", wishes.share is not None, ("set_covering",)),
        ("further", bool(wishes.further), ("maximal_coverage",)),
        ("capacity", wishes.capacity is not None, ("p_median",)),
        ("quality_weights", bool(wishes.weights), ("p_median", "maximal_coverage")),
        ("costs", bool(weighed and not wishes.weights), ("p_median", "maximal_coverage")),
        ("close", bool(wishes.close), OBJECTIVES[:-1]),
        ("may_close", wishes.may_close is not None, OBJECTIVES[:-1]),
        ("require", bool(wishes.require), OBJECTIVES[:-1]),
    )
    for key, there, fitting in asked:
        if there and objective not in fitting:
            raise keys.error(
                key, f"has no meaning with objective '{objective}', only with {' or '.join(fitting)}; take it out"
            )
    if objective == "set_covering" and wishes.share is None:
        raise keys.error("share", "is missing; write which part of the residents must be covered, such as 0.95")
    if wishes.may_close is not None and (both := sorted(set(wishes.close) - set(wishes.may_close))):
        raise keys.error("close", f"names {', '.join(both)}, which does not stand under may_close; add it there too")


def refuse_conflicts(keys: Keys, keep: tuple[str, ...], forbid: tuple[str, ...], wishes: HubWishes) -> None:
    """WorkspaceError where lists of sites contradict each other."""
    for first, names in (("forbid", forbid), ("close", wishes.close)):
        if both := sorted(set(keep) & set(names)):
            raise keys.error(first, f"also stands under keep ({', '.join(both)}); take it out of one of the two")


def a_share(value: Any) -> float:
    """A share above 0."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 1:
        raise ValueError("must be a share above 0 and at most 1, such as 0.95")
    return float(value)


def _amount(value: Any, told: str, *, low: float = 0.0) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value < 1e9:
        raise ValueError(told)
    return float(value)


def _further(value: Any, minutes: int) -> tuple[tuple[int, float], ...]:
    steps = tuple((whole_number(1, 180)(limit), a_share(worth)) for limit, worth in a_mapping(value).items())
    before = (minutes, 1.0)
    for step in steps:
        if not (step[0] > before[0] and step[1] < before[1]):
            raise ValueError(
                f"must go on from {minutes} minutes (which count 1) with longer times that count less, "
                "such as {15: 0.5, 20: 0.25}"
            )
        before = step
    return steps


def _capacity(value: Any) -> Capacity:
    if value == "files":
        return Capacity()
    if not isinstance(value, dict):
        raise ValueError("must be 'files', or deliveries a day by site, such as {HUB-01: 70, other: 60}")
    of = {
        a_line(site): _amount(most, f"must give for {site} deliveries a day, such as 60")
        for site, most in value.items()
    }
    other = of.pop(OTHER, None)
    return Capacity(of, other)


def _costs(keys: Keys, objective: str) -> Costs:
    def euros(name: str, default: float | None) -> float | None:
        return keys.take(name, lambda value: _amount(value, "must be an amount in euro, such as 15000"), default)

    by_objective = {"p_median": "euro_per_minute", "maximal_coverage": "euro_per_point"}
    worth = {name: euros(name, None) for name in by_objective.values()}
    fitting = by_objective.get(objective)
    for name, amount in worth.items():
        if amount is not None and name != fitting:
            only = next(each for each, key in by_objective.items() if key == name)
            raise keys.error(name, f"goes with objective '{only}' only; take it out")
        if amount == 0:
            raise keys.error(name, "must be more than 0; take it out to tell costs without weighing them")
    return Costs(
        opening_eur=euros("opening", 0.0) or 0.0,
        closing_eur=euros("closing", 0.0) or 0.0,
        years=keys.take("years", whole_number(1, 50), YEARS),
        worth_eur=worth[fitting] if fitting else None,
    )


def _quality(name: Any) -> str:
    if name not in QUALITIES:
        raise ValueError(f"has '{name}', which is no quality of a site; there are {', '.join(QUALITIES)}")
    return str(name)


def _figure(name: str, value: Any) -> float:
    if name in YES_NO:
        if not isinstance(value, bool):
            raise ValueError(f"must say true or false of {name}")
        return float(value)
    return _amount(value, f"must give a figure of at least 0 for {name}")


def _required(value: Any) -> dict[str, float]:
    wanted = {_quality(name): _figure(name, figure) for name, figure in a_mapping(value).items()}
    if empty := [name for name in wanted if name in YES_NO and not wanted[name]]:
        raise ValueError(f"asks that {empty[0]} is absent; only what must be there can be required")
    return wanted


def _weights(value: Any) -> dict[str, float]:
    told = "must give minutes of mean travel time (or percentage points) that one unit is worth, such as 0.01"
    weights = {_quality(name): _amount(worth, told, low=-1e9) for name, worth in a_mapping(value).items()}
    return {name: worth for name, worth in weights.items() if worth}


def _points(value: Any) -> tuple[FreePoint, ...]:
    if not isinstance(value, list):
        raise ValueError("must be a list of lines such as - {id: P-1, name: Markthal, x_rd: 207500, y_rd: 474100}")
    points = tuple(_point(a_mapping(each)) for each in value)
    if len({point.site_id for point in points}) < len(points):
        raise ValueError("has an id twice; give each point its own")
    return points


def _point(given: Mapping[str, Any]) -> FreePoint:
    left = dict(given)

    def take(name: str, check: Callable[[Any], Any]) -> Any:
        if name not in left:
            raise ValueError(f"has a point without {name}; write id, name, x_rd and y_rd")
        return check(left.pop(name))

    site_id, name = take("id", a_line), take("name", a_line)
    x, y = take("x_rd", lambda x: _amount(x, "must give x_rd as a number")), take(
        "y_rd", lambda y: _amount(y, "must give y_rd as a number")
    )  # fmt: skip
    if not (0 <= x <= 300_000 and 300_000 <= y <= 630_000):
        raise ValueError(f"has {site_id} outside the Netherlands; give Rijksdriehoek metres")
    room = left.pop("capacity_per_day", None)
    most = None if room is None else _amount(room, f"must give the capacity of {site_id} in deliveries a day")
    return FreePoint(site_id, name, x, y, {_quality(key): _figure(key, each) for key, each in left.items()}, most)
