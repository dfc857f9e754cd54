"""What a route plan is asked: the frozen types of one hub's day: stops, vehicles, shifts and the prices of a plan.

What is answered is in `plan`; no frames, no solver and no checks here.

What the day asks, and how it is said here:

- Visits, letterboxes, returns, handovers, small jobs are `Stop`s; a concierge's own appointments (receipt of goods,
  weekly meeting, break, reserved free time, shopping) are stops with a `kind` of DUTIES and one name in `only`, at the
  hub or at a place of their own. So a duty takes time and way like any stop, and is listed when it does not fit.
- Goods that come to the hub later have a `release_s`: the trip that carries them leaves no earlier.
- A `Shift` may make several trips (`max_trips`, `reload_s` between them); volume, number of stops and the cooled box
  are limits of a trip, the range of the battery is one of the day.
- What is soft has a stated price in seconds of driving: a less familiar face, contact time above the fair share, an
  announced visit that goes to another concierge or to another hour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from routing.route_plan.plan import Unplanned

Kind = Literal["delivery", "visit", "return", "handover", "job",
               "receipt", "meeting", "break", "free", "shopping"]  # fmt: skip

DUTIES: frozenset[str] = frozenset({"receipt", "meeting", "break", "free", "shopping"})
"""Kinds of stop that are a concierge's own appointment and no resident's."""

Reason = Literal["no_concierge", "no_address", "unreachable", "outside_hours", "capacity", "window", "zone", "vehicle",
                 "picks_up"]  # fmt: skip

REASONS: tuple[Reason, ...] = get_args(Reason)
"""Why work is not in a plan.

no_concierge: nobody (allowed at the address) works; no_address: no point is known; unreachable: no way there and back;
outside_hours: the window and the shifts do not meet, or the stop alone outlasts a shift; window: the resident's window
or days forbid it, without them it would fit; zone: only vehicles with exhaust are there for an address in a zone;
vehicle: too large, too cold or too far for every vehicle; capacity: hours or load of the day are full; picks_up: the
resident comes for it, so it waits at the hub.
"""

UNREACHABLE = 10_000_000
"""Seconds and metres that stand for 'no way'; finite, since solvers add legs up, and longer than any shift."""

DAY_S = 24 * 3600
"""Seconds of a day: the end of a window that is not limited."""


class RoutePlanError(ValueError):
    """A route problem that cannot be stated from the data, with the mend."""


@dataclass(frozen=True)
class Stop:
    """One ring at one address: everything of the day that belongs to it, in one visit; or a duty of one concierge.

    Times are seconds since midnight (local), `window_to_s` is the latest *start*, `release_s` when its goods are at the
    hub. `volume_l` leaves the hub for this stop, of which `cooled_l` in the cooled box; `return_l` comes back. `goods`
    names the classes of goods on the way out or back, for what may not share a load. `familiarity` maps concierge to
    0..1 (1: the face the resident wants), `best_known` names the first known face and the stand-in. `excluded` never
    come, `only` (where not None) are the only ones who may. `weight` orders work when there is more of it than hours;
    `promised_to` is the last day that was promised. `after_dark` allows a ring after dark.
    """

    stop_id: str
    resident_key: str
    order_ids: tuple[str, ...]
    kind: Kind = "delivery"
    contact: bool = True
    service_s: int = 600
    window_from_s: int = 0
    window_to_s: int = DAY_S
    release_s: int = 0
    volume_l: int = 0
    return_l: int = 0
    cooled_l: int = 0
    goods: frozenset[str] = frozenset()
    weight: int = 1
    urgent: bool = False
    familiarity: Mapping[str, float] = field(default_factory=dict)
    best_known: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    in_zone: bool = False
    after_dark: bool = False
    days: frozenset[int] = frozenset(range(1, 8))
    promised_to: dt.date | None = None
    buurtcode: str | None = None
    point: tuple[float, float] | None = None

    @property
    def duty(self) -> bool:
        """Whether it is a concierge's own appointment."""
        return self.kind in DUTIES


@dataclass(frozen=True)
class Vehicle:
    """What a concierge drives; None is no limit of that kind.

    `capacity_l`, `cooled_l` and `max_stops` are limits of one trip. `range_m` is what a full battery drives, of which
    `reserve_m` stays in it; at the hub it gains `charge_m_per_s` metres a second, up to full.
    """

    vehicle_id: str | None = None
    capacity_l: int | None = None
    max_stops: int | None = None
    cooled_l: int | None = None
    range_m: int | None = None
    reserve_m: int = 0
    charge_m_per_s: float = 0.0
    emission_free: bool = True


@dataclass(frozen=True)
class Shift:
    """The hours of one concierge with one vehicle: up to `max_trips` trips, `reload_s` at the hub between two."""

    concierge_key: str
    from_s: int
    to_s: int
    vehicle: Vehicle = Vehicle()
    max_trips: int = 1
    reload_s: int = 600

    @property
    def vehicle_id(self) -> str | None:
        """Which vehicle, where one is known."""
        return self.vehicle.vehicle_id


@dataclass(frozen=True)
class Announced:
    """What a resident was told, or an earlier version of the plan: who comes, and when (seconds since midnight)."""

    concierge_key: str
    arrival_s: int


@dataclass(frozen=True)
class Prices:
    """What soft wishes cost, in seconds of driving; a plan minimises driving plus these.

    `unfamiliar_s`: a wholly unfamiliar face at a door with contact. `balance`: each second of contact that a concierge
    has above the fair share (by hours on duty) and `balance_tolerance` of it. `change_s`: an announced visit that goes
    to another concierge, or to an hour more than `keep_s` away. `urgent_within_s`: urgent work starts within this time
    of when it first could, and only later where that cannot be.
    """

    unfamiliar_s: int = 100
    balance: float = 0.0
    balance_tolerance: float = 0.15
    change_s: int = 900
    keep_s: int = 1800
    urgent_within_s: int = 7200


@dataclass(frozen=True, eq=False)
class RouteProblem:
    """One hub, one day: stops, shifts and the travel times between all doors.

    `duration_s` and `length_m` are (n+1, n+1) int64 for n stops, index 0 is the hub, `UNREACHABLE` where there is no
    way. `apart` are pairs of classes of goods that may not share a trip. No ring after `dark_from_s` but where a stop
    allows it. `announced` is by stop_id. `workdays` are the ISO weekdays on which somebody works from the hub, `free_s`
    the seconds still free on coming days where known. `set_aside` is work no plan can hold (no address, not today).
    """

    hub_id: str
    service_date: dt.date
    stops: tuple[Stop, ...]
    shifts: tuple[Shift, ...]
    duration_s: NDArray[np.int64]
    length_m: NDArray[np.int64]
    prices: Prices = Prices()
    apart: frozenset[frozenset[str]] = frozenset()
    dark_from_s: int = DAY_S
    announced: Mapping[str, Announced] = field(default_factory=dict)
    workdays: frozenset[int] = frozenset(range(1, 8))
    free_s: Mapping[dt.date, int] = field(default_factory=dict)
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
        if any(stop.weight < 1 or min(stop.service_s, stop.volume_l, stop.return_l, stop.cooled_l) < 0
               for stop in self.stops):  # fmt: skip
            raise RoutePlanError("A stop has a weight under 1, or a negative time or volume; mend it before planning.")
        if len({stop.stop_id for stop in self.stops}) != len(self.stops):
            raise RoutePlanError("Two stops have one stop_id; give each ring at a door its own.")
        if any(stop.duty and (stop.only is None or len(stop.only) != 1) for stop in self.stops):
            raise RoutePlanError("A duty belongs to one concierge; name that one in `only`.")
        if any(shift.max_trips < 1 or shift.reload_s < 0 for shift in self.shifts):
            raise RoutePlanError("A shift has no trip or a negative time at the hub; mend it before planning.")
        if any(len(pair) != 2 for pair in self.apart):
            raise RoutePlanError("`apart` holds pairs of two different classes of goods.")

    def may_serve(self, stop: Stop, shift: Shift) -> bool:
        """Whether this shift may come to this stop at all: the resident's wishes, the duty's owner, the zone."""
        who = shift.concierge_key
        allowed = who not in stop.excluded and (stop.only is None or who in stop.only)
        return allowed and (shift.vehicle.emission_free or not stop.in_zone)

    def price_s(self, stop: Stop, concierge_key: str) -> int:
        """What sending this concierge costs in seconds: an unfamiliar face, and another one than was announced.

        A letterbox does not mind who comes, a duty neither.
        """
        told = self.announced.get(stop.stop_id)
        changed = self.prices.change_s if told is not None and told.concierge_key != concierge_key else 0
        if not stop.contact or stop.duty:
            return changed
        return changed + round(self.prices.unfamiliar_s * (1.0 - stop.familiarity.get(concierge_key, 0.0)))

    def latest_s(self, stop: Stop) -> int:
        """The latest ring: the end of the window, or darkness."""
        return stop.window_to_s if stop.after_dark or stop.duty else min(stop.window_to_s, self.dark_from_s)

    def due_s(self, stop: Stop) -> int:
        """The latest ring for urgent work that is brought in time; `latest_s` for the rest."""
        if not stop.urgent:
            return self.latest_s(stop)
        first = min((shift.from_s for shift in self.shifts if self.may_serve(stop, shift)), default=0)
        return min(self.latest_s(stop), max(stop.window_from_s, stop.release_s, first) + self.prices.urgent_within_s)

    def conflict(self, goods: frozenset[str]) -> bool:
        """Whether classes of goods in one trip hold a pair that may not share a load."""
        return any(pair <= goods for pair in self.apart)


def whole(table: NDArray[np.floating]) -> NDArray[np.int64]:
    """A travel table (n, n) of seconds or metres, NaN where unreachable, as whole numbers rounded up; diagonal 0."""
    rounded = np.where(np.isfinite(table), np.ceil(np.nan_to_num(table, posinf=0.0)), UNREACHABLE)
    matrix: NDArray[np.int64] = np.minimum(rounded, UNREACHABLE).astype(np.int64)
    np.fill_diagonal(matrix, 0)
    return matrix
