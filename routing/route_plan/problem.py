"""What a route plan is asked and answers: the frozen types of problem and plan, for one hub and one day.

No frames, no solver and no checks here: `build` makes a problem, `engine` solves it, `checker` inspects the plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["delivery", "visit", "return"]
Reason = Literal["no_concierge", "no_address", "unreachable", "outside_hours", "capacity", "window"]

REASONS: tuple[Reason, ...] = ("no_concierge", "no_address", "unreachable", "outside_hours", "capacity", "window")
"""Why work is not in a plan.

no_concierge: nobody (allowed at the address) works; no_address: no point is known; unreachable: no way there and back;
outside_hours: the window and the shifts do not meet, or the stop alone outlasts a shift; window: the resident's window
or days forbid it, without them it would fit; capacity: hours or load of the day are full (or too small for it).
"""

UNREACHABLE = 10_000_000
"""Seconds and metres that stand for 'no way'; finite, since solvers add legs up, and longer than any shift."""

DAY_S = 24 * 3600
"""Seconds of a day: the end of a window that is not limited."""


class RoutePlanError(ValueError):
    """A route problem that cannot be stated from the data, with the mend."""


@dataclass(frozen=True)
class Stop:
    """One ring at one address: everything of the day that belongs to it, in one visit.

    Times are seconds since midnight (local), `window_to_s` is the latest *start*. `volume_l` leaves the hub for this
    stop, `return_l` comes back. `familiarity` maps concierge to 0..1 (1: the face the resident wants), `best_known`
    names the two concierges seen most. `weight` orders work when there is more of it than hours.
    """

    stop_id: str
    resident_key: str
    order_ids: tuple[str, ...]
    kind: Kind = "delivery"
    contact: bool = True
    service_s: int = 600
    window_from_s: int = 0
    window_to_s: int = DAY_S
    volume_l: int = 0
    return_l: int = 0
    weight: int = 1
    familiarity: Mapping[str, float] = field(default_factory=dict)
    best_known: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset(range(1, 8))
    buurtcode: str | None = None
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class Shift:
    """The hours in which one concierge makes one trip from the hub and back; None is no limit of that kind."""

    concierge_key: str
    from_s: int
    to_s: int
    vehicle_id: str | None = None
    capacity_l: int | None = None
    max_stops: int | None = None


@dataclass(frozen=True)
class Unplanned:
    """Work that is not in the plan: why, and the next day on which it can be tried."""

    stop: Stop
    reason: Reason
    proposed_date: dt.date | None


@dataclass(frozen=True, eq=False)
class RouteProblem:
    """One hub, one day: stops, shifts and the travel times between all doors.

    `duration_s` and `length_m` are (n+1, n+1) int64 for n stops, index 0 is the hub, `UNREACHABLE` where there is no
    way. `unfamiliar_s` is what a wholly unfamiliar face costs, in seconds of driving. `workdays` are the ISO weekdays
    on which somebody works from the hub. `set_aside` is work that no plan can hold (no address, not on this day).
    """

    hub_id: str
    service_date: dt.date
    stops: tuple[Stop, ...]
    shifts: tuple[Shift, ...]
    duration_s: NDArray[np.int64]
    length_m: NDArray[np.int64]
    unfamiliar_s: int = 300
    workdays: frozenset[int] = frozenset(range(1, 8))
    set_aside: tuple[Unplanned, ...] = ()
    hub_point: tuple[float, float] | None = None
    timezone: str = "Europe/Amsterdam"

    def __post_init__(self) -> None:
        size = len(self.stops) + 1
        for name in ("duration_s", "length_m"):
            matrix: NDArray[np.int64] = getattr(self, name)
            if matrix.shape != (size, size):
                raise RoutePlanError(
                    f"{name} has shape {matrix.shape}, but hub and {len(self.stops)} stops need ({size}, {size}); "
                    "compute the table of the hub and all stops, in their order."
                )
            if matrix.dtype != np.int64 or (matrix < 0).any():
                raise RoutePlanError(f"{name} must hold whole numbers of 0 or more; use `whole` of routing.route_plan.")
        if any(stop.weight < 1 or stop.service_s < 0 for stop in self.stops):
            raise RoutePlanError("A stop has a weight under 1 or a negative service time; mend it before planning.")
        if len({stop.stop_id for stop in self.stops}) != len(self.stops):
            raise RoutePlanError("Two stops have one stop_id; give each ring at a door its own.")

    def price_s(self, stop: Stop, concierge_key: str) -> int:
        """What the face of this concierge costs at this stop, in seconds; a letterbox does not mind who comes."""
        if not stop.contact:
            return 0
        return round(self.unfamiliar_s * (1.0 - stop.familiarity.get(concierge_key, 0.0)))

    def next_day(self, stop: Stop) -> dt.date | None:
        """The first day after the service date on which the hub works and the resident wishes it, within four weeks."""
        for ahead in range(1, 29):
            day = self.service_date + dt.timedelta(days=ahead)
            if day.isoweekday() in self.workdays and day.isoweekday() in stop.days:
                return day
        return None


@dataclass(frozen=True)
class PlannedStop:
    """A stop in a route; `arrival_s` is when the concierge rings, `wait_s` of waiting comes before that."""

    stop: Stop
    position: int
    arrival_s: int
    leg_s: int
    leg_m: int
    wait_s: int
    familiar: bool


@dataclass(frozen=True)
class PlannedRoute:
    """One trip of one concierge from the hub and back; seconds since midnight, metres."""

    route_id: str
    shift: Shift
    departure_s: int
    arrival_s: int
    stops: tuple[PlannedStop, ...]
    back_s: int
    back_m: int

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
        """Seconds at addresses."""
        return sum(planned.stop.service_s for planned in self.stops)

    @property
    def contact_s(self) -> int:
        """Seconds at addresses where there is contact."""
        return sum(planned.stop.service_s for planned in self.stops if planned.stop.contact)

    @property
    def waiting_s(self) -> int:
        """Seconds waiting for a window."""
        return sum(planned.wait_s for planned in self.stops)


@dataclass(frozen=True, eq=False)
class RoutePlan:
    """Routes and what is left; every stop of the problem is in one of the two."""

    problem: RouteProblem
    routes: tuple[PlannedRoute, ...]
    unplanned: tuple[Unplanned, ...]


def whole(table: NDArray[np.floating]) -> NDArray[np.int64]:
    """A travel table (n, n) of seconds or metres, NaN where unreachable, as whole numbers rounded up; diagonal 0."""
    rounded = np.where(np.isfinite(table), np.ceil(np.nan_to_num(table, posinf=0.0)), UNREACHABLE)
    matrix: NDArray[np.int64] = np.minimum(rounded, UNREACHABLE).astype(np.int64)
    np.fill_diagonal(matrix, 0)
    return matrix
