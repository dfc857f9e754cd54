"""Route plans: which concierge goes to whom, in which order, on one day from one hub.

`build_problem` states the day's work, `plan_routes` plans it, `repair` mends a plan when something changes,
`violations` checks, `plan_frames` makes the tables.
"""

from routing.route_plan.build import build_problem, history_of, orders_of_past
from routing.route_plan.checker import violations
from routing.route_plan.engine import Search, plan_routes, plan_with
from routing.route_plan.frames import PlanFrames, plan_frames, route_points
from routing.route_plan.objective import plan_cost
from routing.route_plan.plan import PlanCost, PlannedRoute, PlannedStop, RoutePlan, Unplanned
from routing.route_plan.problem import (
    DAY_S,
    DUTIES,
    REASONS,
    UNREACHABLE,
    Announced,
    Prices,
    RoutePlanError,
    RouteProblem,
    Shift,
    Stop,
    Vehicle,
    whole,
)
from routing.route_plan.repair import Change, Repair, announced_by, changes, repair
from routing.route_plan.rules import PlanRules

__all__ = [
    "DAY_S",
    "DUTIES",
    "REASONS",
    "UNREACHABLE",
    "Announced",
    "Change",
    "PlanCost",
    "PlanFrames",
    "PlanRules",
    "PlannedRoute",
    "PlannedStop",
    "Prices",
    "Repair",
    "RoutePlan",
    "RoutePlanError",
    "RouteProblem",
    "Search",
    "Shift",
    "Stop",
    "Unplanned",
    "Vehicle",
    "announced_by",
    "build_problem",
    "changes",
    "history_of",
    "orders_of_past",
    "plan_cost",
    "plan_frames",
    "plan_routes",
    "plan_with",
    "repair",
    "route_points",
    "violations",
    "whole",
]
