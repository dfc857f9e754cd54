"""What a route plan answers: trips with their times, what is left and to which day it moves; frozen types.

Nothing is searched or judged here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from routing.route_plan.problem import Reason, RouteProblem, Shift, Stop


@dataclass(frozen=True)
class Unplanned:
    """Work that is not in the plan: why, and the day on which it can be tried."""

    stop: Stop
    reason: Reason
    proposed_date: dt.date | None


@dataclass(frozen=True)
class PlannedStop:
    """A stop in a trip; `arrival_s` is when the concierge rings, `wait_s` of waiting comes before that."""

    stop: Stop
    position: int
    arrival_s: int
    leg_s: int
    leg_m: int
    wait_s: int
    familiar: bool


@dataclass(frozen=True)
class PlannedRoute:
    """One trip of one concierge from the hub and back (`trip` 1 is its first); seconds since midnight, metres."""

    route_id: str
    shift: Shift
    departure_s: int
    arrival_s: int
    stops: tuple[PlannedStop, ...]
    back_s: int
    back_m: int
    trip: int = 1

    @property
    def length_m(self) -> int:
        """Metres driven, the way back included."""
        return self.back_m + sum(planned.leg_m for planned in self.stops)

    @property
    def driving_s(self) -> int:
        """Seconds driven, the way back included."""
        return self.back_s + sum(planned.leg_s for planned in self.stops)

    @property
    def service_s(self) -> int:
        """Seconds at addresses; a concierge's own duties are none."""
        return sum(planned.stop.service_s for planned in self.stops if not planned.stop.duty)

    @property
    def contact_s(self) -> int:
        """Seconds at addresses where there is contact."""
        return sum(planned.stop.service_s for planned in self.stops if planned.stop.contact and not planned.stop.duty)

    @property
    def duty_s(self) -> int:
        """Seconds of the concierge's own appointments in this trip."""
        return sum(planned.stop.service_s for planned in self.stops if planned.stop.duty)

    @property
    def waiting_s(self) -> int:
        """Seconds waiting for a window."""
        return sum(planned.wait_s for planned in self.stops)


@dataclass(frozen=True, eq=False)
class RoutePlan:
    """Trips and what is left: every stop is in one of the two. `late` are urgent stops past their time."""

    problem: RouteProblem
    routes: tuple[PlannedRoute, ...]
    unplanned: tuple[Unplanned, ...]
    late: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanCost:
    """What a plan costs in seconds: driving, unfamiliar faces, uneven contact, changes to what was announced.

    `left_worth` is the worth (weight x seconds at the door) of what is left; the search weighs it by prizes in that
    proportion, each above the longest way round for one stop (`solver.prizes_of`).
    """

    left_worth: int
    driving_s: int
    faces_s: int
    balance_s: int
    changes_s: int

    @property
    def total_s(self) -> int:
        """Driving and all prices together."""
        return self.driving_s + self.faces_s + self.balance_s + self.changes_s
