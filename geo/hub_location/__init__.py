"""Where hubs should be: the best choice of sites under wishes, with its proof, and how sure and how dear it is.

Here: the location problem on a matrix of travel times, its solution, and what moves it. Not here: travel times
(:mod:`geo.travel_time`), who is reachable, known and served (:mod:`geo.coverage`), scenarios (:mod:`geo.hub_choice`).
"""

from geo.hub_location.costs import StraightLine
from geo.hub_location.covering import Fewest, fewest_hubs, p_centre
from geo.hub_location.front import Front, FrontPoint, cost_against_coverage, mean_against_worst_off
from geo.hub_location.highs import SolverError
from geo.hub_location.last_mile import LastMile, Service, by_last_mile, last_mile, service_of, tour_length_m
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
from geo.hub_location.qualities import SiteWishes, wishes_on
from geo.hub_location.sensitivity import equivalent, regrets, runner_ups, stability, wish_prices
from geo.hub_location.sequence import Sequence, one_by_one
from geo.hub_location.solving import solve

__all__ = [
    "MAXIMAL_COVERAGE",
    "OPTIMAL_GAP",
    "P_MEDIAN",
    "UNREACHABLE_PENALTY_S",
    "Fewest",
    "Front",
    "FrontPoint",
    "HubProblem",
    "HubProblemError",
    "HubSolution",
    "InfeasibleProblem",
    "LastMile",
    "Sequence",
    "Service",
    "SiteWishes",
    "SolverError",
    "StraightLine",
    "by_last_mile",
    "cost_against_coverage",
    "equivalent",
    "evaluate",
    "fewest_hubs",
    "last_mile",
    "mean_against_worst_off",
    "one_by_one",
    "p_centre",
    "regrets",
    "runner_ups",
    "service_of",
    "solve",
    "stability",
    "tour_length_m",
    "validate",
    "wish_prices",
    "wishes_on",
]
