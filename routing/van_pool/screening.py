"""Which requests no plan can serve, with the reason; and the windows that the direct ride and the ride limit leave.

Belongs here: what can be said of one request on its own. Does not belong here: putting requests together (``engine``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from routing.van_pool.problem import (
    DUPLICATE,
    NO_ADDRESS,
    NO_CAPACITY,
    NO_VAN,
    NO_WHEELCHAIR_PLACE,
    NOT_TOGETHER,
    OUTSIDE_HOURS,
    RIDE_LIMIT,
    UNREACHABLE,
    WINDOW,
    FloatArray,
    RideProblem,
)

TOLERANCE_S = 1e-6
"""Slack on times that only absorbs rounding of floating-point sums."""


class Windows(NamedTuple):
    """Windows of the start of service, (n,) seconds each, after tightening."""

    pickup_from_s: FloatArray
    pickup_to_s: FloatArray
    dropoff_from_s: FloatArray
    dropoff_to_s: FloatArray


def direct_ride_s(problem: RideProblem) -> FloatArray:
    """Seconds from pick-up to drop-off without a detour, (n,); inf where there is no way or a place is unknown."""
    asked = problem.requests
    ride = np.full(len(asked), np.inf)
    known = (asked.pickup >= 0) & (asked.dropoff >= 0)
    ride[known] = problem.duration_s[asked.pickup[known], asked.dropoff[known]]
    return ride


def tightened_windows(problem: RideProblem) -> Windows:
    """Windows narrowed to what the direct ride and the ride limit leave (Cordeau 2006, section 4.1)."""
    asked, ride = problem.requests, direct_ride_s(problem)
    pickup_from = np.maximum(asked.pickup_from_s, asked.dropoff_from_s - asked.max_ride_s - asked.boarding_s)
    pickup_to = np.minimum(asked.pickup_to_s, asked.dropoff_to_s - ride - asked.boarding_s)
    return Windows(
        pickup_from,
        pickup_to,
        np.maximum(asked.dropoff_from_s, pickup_from + asked.boarding_s + ride),
        np.minimum(asked.dropoff_to_s, pickup_to + asked.boarding_s + asked.max_ride_s),
    )


def repeated(request_ids: Sequence[str]) -> set[int]:
    """Indices of the requests whose id an earlier one has."""
    first: dict[str, int] = {}
    return {r for r, name in enumerate(request_ids) if first.setdefault(name, r) != r}


def screen(problem: RideProblem) -> list[str | None]:
    """A reason for each request that not even an otherwise empty van could serve, None for the others."""
    asked, vans = problem.requests, problem.vans
    windows, ride = tightened_windows(problem), direct_ride_s(problem)
    doubles = repeated(asked.request_ids)
    reasons: list[str | None] = []
    for r in range(len(asked)):
        fitting = vans.wheelchair_places >= asked.wheelchairs[r]
        roomy = fitting & (vans.seats >= asked.seats[r] + vans.fold * asked.wheelchairs[r])
        may = roomy & problem.allowed[r]
        reason: str | None = None
        if r in doubles:
            reason = DUPLICATE
        elif not len(vans):
            reason = NO_VAN
        elif asked.pickup[r] < 0 or asked.dropoff[r] < 0:
            reason = NO_ADDRESS
        elif not fitting.any():
            reason = NO_WHEELCHAIR_PLACE
        elif not roomy.any():
            reason = NO_CAPACITY
        elif not may.any():
            reason = NOT_TOGETHER
        elif np.isinf(ride[r]):
            reason = UNREACHABLE
        elif ride[r] > asked.max_ride_s[r] + TOLERANCE_S:
            reason = RIDE_LIMIT
        elif (
            windows.pickup_from_s[r] > windows.pickup_to_s[r] + TOLERANCE_S
            or windows.dropoff_from_s[r] > windows.dropoff_to_s[r] + TOLERANCE_S
        ):
            reason = WINDOW
        else:
            reason = _no_empty_van(problem, windows, ride[r], np.flatnonzero(may), r)
        reasons.append(reason)
    return reasons


def _no_empty_van(problem: RideProblem, windows: Windows, ride: float, roomy: np.ndarray, r: int) -> str | None:
    asked, vans = problem.requests, problem.vans
    out = problem.duration_s[vans.home[roomy], asked.pickup[r]]
    back = problem.duration_s[asked.dropoff[r], vans.home[roomy]]
    linked = np.isfinite(out) & np.isfinite(back)
    if not linked.any():
        return UNREACHABLE
    roomy, out, back = roomy[linked], out[linked], back[linked]
    boarding = float(asked.boarding_s[r])
    pickup = np.maximum(windows.pickup_from_s[r], vans.shift_from_s[roomy] + out)
    dropoff = np.maximum(windows.dropoff_from_s[r], pickup + boarding + ride)
    home = dropoff + asked.alighting_s[r] + back
    # The shortest tour boards as late as the drop-off's window allows without coming home later.
    boards = np.maximum(pickup, np.minimum(windows.pickup_to_s[r], dropoff - ride - boarding))
    ok = (
        (pickup <= windows.pickup_to_s[r] + TOLERANCE_S)
        & (dropoff <= windows.dropoff_to_s[r] + TOLERANCE_S)
        & (home <= vans.shift_to_s[roomy] + TOLERANCE_S)
        & (home - (boards - out) <= vans.max_tour_s[roomy] + TOLERANCE_S)
    )
    return None if ok.any() else OUTSIDE_HOURS
