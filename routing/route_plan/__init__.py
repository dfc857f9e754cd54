"""Route plans: which concierge goes to whom, in which order, on one day from one hub.

`build_problem` states the day's work, `plan_routes` plans it, `violations` checks, `plan_frames` makes the tables.
"""

from routing.route_plan.build import PlanRules, build_problem, history_of, orders_of_past
from routing.route_plan.checker import violations
from routing.route_plan.engine import plan_routes, plan_with
from routing.route_plan.frames import PlanFrames, plan_frames, route_points
from routing.route_plan.problem import (
    DAY_S,
    REASONS,
    UNREACHABLE,
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    RoutePlanError,
    RouteProblem,
    Shift,
    Stop,
    Unplanned,
    whole,
)

__all__ = [
    "DAY_S",
    "REASONS",
    "UNREACHABLE",
    "PlanFrames",
    "PlanRules",
    "PlannedRoute",
    "PlannedStop",
    "RoutePlan",
    "RoutePlanError",
    "RouteProblem",
    "Shift",
    "Stop",
    "Unplanned",
    "build_problem",
    "history_of",
    "orders_of_past",
    "plan_frames",
    "plan_routes",
    "plan_with",
    "route_points",
    "violations",
    "whole",
]
