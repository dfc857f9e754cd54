"""Many half-empty vans as one fleet: dial-a-ride with windows, ride limits, seats and wheelchair places.

Others use what is named here. Light to import: the compiled engine is loaded when a plan is made.
"""

from __future__ import annotations

from routing.van_pool.build import build_ride_problem
from routing.van_pool.checker import violations
from routing.van_pool.comparing import Comparison, compare
from routing.van_pool.comparison_frames import ComparisonFrames, comparison_frames
from routing.van_pool.fleet import Fleet, fleet_to_keep
from routing.van_pool.frames import VanPoolFrames, van_pool_frames
from routing.van_pool.lines import ProposedLine, proposed_lines
from routing.van_pool.measures import Costs, costs_of, measures
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
from routing.van_pool.rules import BoardingTimes, PoolRules

__all__ = [
    "ITERATIONS",
    "REASONS",
    "BoardingTimes",
    "Comparison",
    "ComparisonFrames",
    "Costs",
    "Fleet",
    "PoolRules",
    "ProposedLine",
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
    "compare",
    "comparison_frames",
    "costs_of",
    "fleet_to_keep",
    "measures",
    "plan_alone",
    "plan_pool",
    "proposed_lines",
    "van_pool_frames",
    "violations",
]
