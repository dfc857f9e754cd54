"""What a pool may and may not do, apart from hours and places: rides beside the direct ride, drivers, who may share.

Belongs here: rules that turn into limits of a :class:`RideProblem`. Does not belong here: reading frames (``build``),
breaks (``duties``). Figures without a source are assumptions of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from routing.van_pool.problem import BoolArray, RideProblem, RideProblemError
from routing.van_pool.screening import direct_ride_s


@dataclass(frozen=True)
class BoardingTimes:
    """Seconds to board or alight: for anyone, and more with a walking aid or a wheelchair (our own assumption)."""

    anyone_s: float = 60.0
    walking_aid_s: float = 60.0
    wheelchair_s: float = 180.0


@dataclass(frozen=True)
class PoolRules:
    """Rules of a pool.

    ``relative_ride``, ``least_extra_s``: nobody is on board longer than this many times the direct ride, or than the
    direct ride and so many seconds where that is more; the passenger's own limit holds beside it.
    ``volunteers_lift``: volunteers drive wheelchairs too. ``volunteer_longest_s``: a volunteer's longest tour.
    ``together``: groups of organisations that carry each other's passengers, each in at most one group; who is in none
    rides alone. Empty: all ride together. ``movement_m``: metres that are driven to save a movement (a stop elsewhere).
    """

    boarding: BoardingTimes = field(default_factory=BoardingTimes)
    relative_ride: float = 2.0
    least_extra_s: float = 1_200.0
    volunteers_lift: bool = False
    volunteer_longest_s: float = 5 * 3_600.0
    together: tuple[frozenset[str], ...] = ()
    movement_m: float = 300.0

    def __post_init__(self) -> None:
        if self.relative_ride < 1 or self.least_extra_s < 0:
            raise RideProblemError("A ride is no shorter than the direct ride; relative_ride is at least 1.")
        names = [name for group in self.together for name in group]
        if len(names) != len(set(names)):
            raise RideProblemError("An organisation is in two groups that ride together; put it in one.")


def ruled(problem: RideProblem, rules: PoolRules) -> RideProblem:
    """The problem within the rules: shorter longest rides, shorter tours of volunteers, who may ride in which van."""
    asked, vans = problem.requests, problem.vans
    direct = direct_ride_s(problem)
    longest = np.maximum(direct * rules.relative_ride, direct + rules.least_extra_s)
    limits = np.where(np.isfinite(longest), np.minimum(asked.max_ride_s, longest), asked.max_ride_s)
    tours = np.where(vans.volunteer, np.minimum(vans.max_tour_s, rules.volunteer_longest_s), vans.max_tour_s)
    allowed = problem.allowed & _may_share(problem, rules)
    if not rules.volunteers_lift:
        allowed = allowed & ~((asked.wheelchairs > 0)[:, None] & vans.volunteer[None, :])
    return replace(
        problem,
        requests=replace(asked, max_ride_s=limits),
        vans=replace(vans, max_tour_s=tours),
        allowed=allowed,
        movement_cost_m=rules.movement_m,
    )


def _may_share(problem: RideProblem, rules: PoolRules) -> BoolArray:
    if not rules.together:
        return np.ones(problem.allowed.shape, dtype=bool)
    group = {name: i for i, names in enumerate(rules.together) for name in names}
    apart = len(rules.together)
    for name in sorted({*problem.requests.organisations, *problem.vans.organisations} - group.keys()):
        group[name], apart = apart, apart + 1
    askers = np.array([group[name] for name in problem.requests.organisations], dtype=np.int64)
    owners = np.array([group[name] for name in problem.vans.organisations], dtype=np.int64)
    shared: BoolArray = askers[:, None] == owners[None, :]
    return shared
