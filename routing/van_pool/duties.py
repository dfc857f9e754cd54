"""Breaks of drivers as requests of their own, so that a plan has them where they fit best.

Belongs here: making them, and telling whose they are. A break is at the van's home, with nobody on board: it fills
every place of its van, and no other van may have it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from routing.van_pool.problem import RideProblem, RideProblemError, RideRequests

BREAK_MARK = "pauze:"
"""Begins the id of a break; the vehicle's id follows."""


def with_breaks(problem: RideProblem) -> RideProblem:
    """The problem with a request more for each van whose driver has a break.

    Raises RideProblemError when a break does not fit in its van's shift.
    """
    vans, asked = problem.vans, problem.requests
    who = np.flatnonzero((vans.break_s > 0) & (vans.seats + vans.wheelchair_places > 0))
    if not len(who):
        return problem
    begins = np.maximum(vans.break_from_s[who], vans.shift_from_s[who])
    latest = np.minimum(vans.break_to_s[who], vans.shift_to_s[who] - vans.break_s[who])
    if (begins > latest).any():
        which = ", ".join(vans.vehicle_ids[v] for v in who[begins > latest])
        raise RideProblemError(f"The break of {which} does not fit in the shift; mend the hours of the break.")
    wheels = vans.wheelchair_places[who]
    seats = np.maximum(0, vans.seats[who] - vans.fold[who] * wheels)
    none = np.zeros(len(who))
    breaks = RideRequests(
        request_ids=tuple(f"{BREAK_MARK}{vans.vehicle_ids[v]}" for v in who),
        organisations=tuple(vans.organisations[v] for v in who),
        pickup=vans.home[who],
        dropoff=vans.home[who],
        pickup_from_s=begins,
        pickup_to_s=latest,
        dropoff_from_s=begins,
        dropoff_to_s=latest,
        max_ride_s=none,
        boarding_s=none,
        alighting_s=vans.break_s[who],
        party_size=seats + wheels,
        wheelchairs=wheels,
        pickup_buurtcodes=(None,) * len(who),
        dropoff_buurtcodes=(None,) * len(who),
        duty=np.ones(len(who), dtype=bool),
    )
    own = np.zeros((len(who), len(vans)), dtype=bool)
    own[np.arange(len(who)), who] = True
    whole: dict[str, Any] = {
        name: getattr(asked, name) + getattr(breaks, name)
        if isinstance(getattr(asked, name), tuple)
        else np.concatenate([getattr(asked, name), getattr(breaks, name)])
        for name in RideRequests.__dataclass_fields__
    }
    return replace(problem, requests=RideRequests(**whole), allowed=np.concatenate([problem.allowed, own]))
