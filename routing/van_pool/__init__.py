"""Many half-empty vans as one fleet: dial-a-ride with windows, ride limits, seats and wheelchair places.

Others use what is named here. Light to import: the compiled engine is loaded when a plan is made.
"""

from __future__ import annotations

from routing.van_pool.build import BoardingTimes, build_ride_problem
from routing.van_pool.checker import violations
from routing.van_pool.frames import VanPoolFrames, van_pool_frames
from routing.van_pool.planning import ITERATIONS, plan_alone, plan_pool
from routing.van_pool.problem import (
    REASONS,
    RidePlan,
    RideProblem,
    RideProblemError,
    RideRequests,
    Stop,
    Tour,
    Unserved,
    Vans,
)

__all__ = [
    "ITERATIONS",
    "REASONS",
    "BoardingTimes",
    "RidePlan",
    "RideProblem",
    "RideProblemError",
    "RideRequests",
    "Stop",
    "Tour",
    "Unserved",
    "VanPoolFrames",
    "Vans",
    "build_ride_problem",
    "plan_alone",
    "plan_pool",
    "van_pool_frames",
    "violations",
]
