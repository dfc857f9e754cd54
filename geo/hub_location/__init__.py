"""Where hubs should be: the best choice of sites under wishes, with its proof, regrets and stability.

Here: the location problem on a matrix of travel times and its solution. Not here: travel times
(:mod:`geo.travel_time`), who is reachable, known and served (:mod:`geo.coverage`).
"""

from geo.hub_location.costs import StraightLine
from geo.hub_location.highs import SolverError
from geo.hub_location.problem import (
    MAXIMAL_COVERAGE,
    OPTIMAL_GAP,
    P_MEDIAN,
    UNREACHABLE_PENALTY_S,
    HubProblem,
    HubProblemError,
    HubSolution,
    InfeasibleProblem,
    evaluate,
    validate,
)
from geo.hub_location.sensitivity import regrets, stability
from geo.hub_location.solving import solve

__all__ = [
    "MAXIMAL_COVERAGE",
    "OPTIMAL_GAP",
    "P_MEDIAN",
    "UNREACHABLE_PENALTY_S",
    "HubProblem",
    "HubProblemError",
    "HubSolution",
    "InfeasibleProblem",
    "SolverError",
    "StraightLine",
    "evaluate",
    "regrets",
    "solve",
    "stability",
    "validate",
]
