"""The dial-a-ride problem and its plan as values: requests, vans, matrices, tours, unserved.

Belongs here: the frozen dataclasses, their checks, and the reasons why a request is not served. Does not belong here:
reading frames (``build``), solving (``engine``), checking a plan (``checker``), tables (``frames``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

NO_VAN = "no_van"
NO_WHEELCHAIR_PLACE = "no_wheelchair_place"
OUTSIDE_HOURS = "outside_hours"
RIDE_LIMIT = "ride_limit"
NO_CAPACITY = "no_capacity"
WINDOW = "window"
UNREACHABLE = "unreachable"
NO_ADDRESS = "no_address"
DUPLICATE = "duplicate"
NOT_TOGETHER = "not_together"

REASONS: tuple[str, ...] = (
    NO_VAN,
    NO_WHEELCHAIR_PLACE,
    OUTSIDE_HOURS,
    RIDE_LIMIT,
    NO_CAPACITY,
    WINDOW,
    UNREACHABLE,
    NO_ADDRESS,
    DUPLICATE,
    NOT_TOGETHER,
)
"""Why a request is unserved: there is no van; no van has the wheelchair places; no van that fits is on shift then; the
direct ride is longer than the passenger may be on board; no van is large enough or the plan is full; the windows leave
no time for the direct ride; there is no way between the places; a place is unknown; an earlier request has the id; no
van that is large enough may carry it."""


def _unset() -> Any:
    """Stands for a column that was left out: zeros of its length take its place."""
    return np.zeros(0)


class RideProblemError(ValueError):
    """The requests, vans or matrices cannot make a dial-a-ride problem; the sentence says what to mend."""


def _frozen(values: Any, dtype: type[Any]) -> NDArray[Any]:
    array = np.array(values, dtype=dtype)
    array.setflags(write=False)
    return array


def _freeze(value: Any, floats: Sequence[str], integers: Sequence[str], length: int, what: str) -> None:
    for names, dtype in ((floats, np.float64), (integers, np.int64)):
        for name in names:
            array = _frozen(getattr(value, name), dtype)
            if array.shape != (length,):
                raise RideProblemError(f"{what}: {name} has shape {array.shape}, expected ({length},).")
            if dtype is np.float64 and np.isnan(array).any():
                raise RideProblemError(f"{what}: {name} is blank for some rows; fill every row.")
            object.__setattr__(value, name, array)


def _freeze_optional(value: Any, columns: dict[str, type[Any]], length: int, what: str) -> None:
    """The same for columns that may be left out: zeros, or false, then."""
    for name, dtype in columns.items():
        given = np.asarray(getattr(value, name))
        array = _frozen(np.zeros(length) if given.shape == (0,) else given, dtype)
        if array.shape != (length,):
            raise RideProblemError(f"{what}: {name} has shape {array.shape}, expected ({length},).")
        object.__setattr__(value, name, array)


@dataclass(frozen=True, eq=False)
class RideRequests:
    """Trip requests as flat arrays of n: place indices (-1 unknown), windows of the start of service, limits, loads.

    ``duty``: no passenger but a driver's break, at home with nobody on board (:mod:`.duties`); left out: none.
    """

    request_ids: tuple[str, ...]
    organisations: tuple[str, ...]
    pickup: IntArray
    dropoff: IntArray
    pickup_from_s: FloatArray
    pickup_to_s: FloatArray
    dropoff_from_s: FloatArray
    dropoff_to_s: FloatArray
    max_ride_s: FloatArray
    boarding_s: FloatArray
    alighting_s: FloatArray
    party_size: IntArray
    wheelchairs: IntArray
    pickup_buurtcodes: tuple[str | None, ...]
    dropoff_buurtcodes: tuple[str | None, ...]
    duty: BoolArray = field(default_factory=_unset)

    def __post_init__(self) -> None:
        n = len(self.request_ids)
        for name in ("organisations", "pickup_buurtcodes", "dropoff_buurtcodes"):
            if len(getattr(self, name)) != n:
                raise RideProblemError(f"Requests: {name} has {len(getattr(self, name))} values, expected {n}.")
        windows = ("pickup_from_s", "pickup_to_s", "dropoff_from_s", "dropoff_to_s")
        floats = (*windows, "max_ride_s", "boarding_s", "alighting_s")
        _freeze(self, floats, ("pickup", "dropoff", "party_size", "wheelchairs"), n, "Requests")
        _freeze_optional(self, {"duty": np.bool_}, n, "Requests")
        if (self.party_size < 1).any():
            raise RideProblemError("Requests: a party has at least one passenger; mend party_size.")
        if (self.wheelchairs < 0).any() or (self.wheelchairs > self.party_size).any():
            raise RideProblemError("Requests: wheelchairs lie between 0 and the size of the party.")
        if (self.boarding_s < 0).any() or (self.alighting_s < 0).any() or (self.max_ride_s < 0).any():
            raise RideProblemError("Requests: boarding, alighting and longest ride are not negative.")

    def __len__(self) -> int:
        return len(self.request_ids)

    @property
    def seats(self) -> IntArray:
        """Ordinary seats a request takes: the party without its wheelchairs."""
        return self.party_size - self.wheelchairs


@dataclass(frozen=True, eq=False)
class Vans:
    """Vans as flat arrays of k: home place, ordinary seats, wheelchair places, shift and longest tour in seconds.

    May be left out: ``fold``, the seats that each wheelchair on board takes away (0: places of their own);
    ``volunteer``, who drives; the driver's break of ``break_s`` (0: none), that begins in its window.
    """

    vehicle_ids: tuple[str, ...]
    organisations: tuple[str, ...]
    home: IntArray
    seats: IntArray
    wheelchair_places: IntArray
    shift_from_s: FloatArray
    shift_to_s: FloatArray
    max_tour_s: FloatArray
    fold: IntArray = field(default_factory=_unset)
    volunteer: BoolArray = field(default_factory=_unset)
    break_from_s: FloatArray = field(default_factory=_unset)
    break_to_s: FloatArray = field(default_factory=_unset)
    break_s: FloatArray = field(default_factory=_unset)

    def __post_init__(self) -> None:
        k = len(self.vehicle_ids)
        if len(self.organisations) != k:
            raise RideProblemError(f"Vans: organisations has {len(self.organisations)} values, expected {k}.")
        if len(set(self.vehicle_ids)) != k:
            raise RideProblemError("Vans: a vehicle id appears twice; give every van its own id.")
        _freeze(self, ("shift_from_s", "shift_to_s", "max_tour_s"), ("home", "seats", "wheelchair_places"), k, "Vans")
        optional: dict[str, type[Any]] = {
            "fold": np.int64, "volunteer": np.bool_, "break_from_s": np.float64, "break_to_s": np.float64,
            "break_s": np.float64,
        }  # fmt: skip
        _freeze_optional(self, optional, k, "Vans")
        if (self.fold < 0).any() or (self.break_s < 0).any():
            raise RideProblemError("Vans: seats that a wheelchair takes away and breaks are not negative.")
        if (self.seats < 0).any() or (self.wheelchair_places < 0).any():
            raise RideProblemError("Vans: seats and wheelchair places are not negative.")
        if (self.shift_to_s < self.shift_from_s).any() or (self.max_tour_s < 0).any():
            raise RideProblemError("Vans: a shift ends before it starts; mend its hours.")

    def __len__(self) -> int:
        return len(self.vehicle_ids)


@dataclass(frozen=True, eq=False)
class RideProblem:
    """A dial-a-ride problem: requests, vans, square matrices over places in seconds and metres (NaN: no way).

    ``allowed``: whether van k may carry request n, (n, k); left out: every van may carry every request. ``van_cost_m``:
    what a van that drives is worth in metres, 0 to count metres alone; large, to use few vans. ``movement_cost_m``:
    what a leg between two places is worth in metres beside its own, so that stops at one place are kept together.
    """

    requests: RideRequests
    vans: Vans
    duration_s: FloatArray
    length_m: FloatArray
    allowed: BoolArray = field(default_factory=_unset)
    van_cost_m: float = 0.0
    movement_cost_m: float = 0.0

    def __post_init__(self) -> None:
        pairs = (len(self.requests), len(self.vans))
        allowed = np.ones(pairs, dtype=bool) if np.asarray(self.allowed).shape == (0,) else np.array(self.allowed, bool)
        if allowed.shape != pairs:
            raise RideProblemError(f"allowed has shape {allowed.shape}, expected {pairs}: requests by vans.")
        allowed.setflags(write=False)
        object.__setattr__(self, "allowed", allowed)
        places = len(self.duration_s)
        for name in ("duration_s", "length_m"):
            matrix = np.array(getattr(self, name), dtype=np.float64)
            if matrix.shape != (places, places):
                raise RideProblemError(f"{name} has shape {matrix.shape}, expected ({places}, {places}).")
            matrix[np.isnan(matrix)] = np.inf
            if (matrix < 0).any():
                raise RideProblemError(f"{name} holds a negative value; travel is never negative.")
            matrix.setflags(write=False)
            object.__setattr__(self, name, matrix)
        for name, index, least in (
            ("pickup", self.requests.pickup, -1),
            ("dropoff", self.requests.dropoff, -1),
            ("home", self.vans.home, 0),
        ):
            if len(index) and (index.min() < least or index.max() >= places):
                raise RideProblemError(f"{name} points outside the matrices of {places} places.")

    def take(self, requests: Sequence[int], vans: Sequence[int]) -> RideProblem:
        """The problem of some requests and some vans, by index, over the same places."""
        return RideProblem(
            _take(self.requests, list(requests)),
            _take(self.vans, list(vans)),
            self.duration_s,
            self.length_m,
            self.allowed[np.ix_(list(requests), list(vans))] if len(requests) and len(vans) else _unset(),
            self.van_cost_m,
            self.movement_cost_m,
        )


def _take(value: Any, index: list[int]) -> Any:
    taken: dict[str, Any] = {}
    for item in fields(value):
        column = getattr(value, item.name)
        taken[item.name] = tuple(column[i] for i in index) if isinstance(column, tuple) else column[index]
    return replace(value, **taken)


@dataclass(frozen=True)
class Stop:
    """One stop of a tour; times in seconds since midnight, ``on_board`` and ``wheelchairs`` after the stop."""

    request: int
    kind: Literal["pickup", "dropoff"]
    place: int
    arrival_s: float
    start_s: float
    departure_s: float
    on_board: int
    wheelchairs: int
    leg_m: float
    leg_s: float


@dataclass(frozen=True)
class Tour:
    """One van's day: leaves home, serves its stops, comes home."""

    van: int
    departure_s: float
    return_s: float
    stops: tuple[Stop, ...]
    length_m: float


@dataclass(frozen=True)
class Unserved:
    """A request that no tour serves, with one of ``REASONS``."""

    request: int
    reason: str


@dataclass(frozen=True)
class RidePlan:
    """Tours of the vans that drive, in order of van, and the requests left over, in order of request."""

    tours: tuple[Tour, ...] = field(default=())
    unserved: tuple[Unserved, ...] = field(default=())

    @property
    def length_m(self) -> float:
        """Metres driven by all vans."""
        return float(sum(tour.length_m for tour in self.tours))
