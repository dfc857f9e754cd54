"""The best choice of hubs with its proof: p-median (Hakimi 1964; ReVelle & Swain 1970) and maximal coverage (Church &
ReVelle 1974), both as a minimum-sum problem. How that is solved is in ``min_sum``; large matrices in ``large``.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from geo.hub_location.building import sum_problem
from geo.hub_location.capacitated import solve_capacitated
from geo.hub_location.large import is_large, solve_large
from geo.hub_location.min_sum import Work, solve_sum
from geo.hub_location.problem import HubProblem, HubSolution, evaluated, proven_by, validate


def solve(problem: HubProblem, *, max_nodes: int = 100_000, enough: float = 0.0) -> HubSolution:
    """The best choice of hubs, proven unless ``max_nodes`` branch-and-bound nodes do not suffice.

    Args:
        problem: what to choose among.
        max_nodes: work limit; where it stops the search, ``status`` is ``feasible`` and ``gap`` says how far it may be
            off.
        enough: the gap, as a fraction, at which the search may stop.

    Raises:
        HubProblemError: the problem is not well-formed.
        InfeasibleProblem: the wishes contradict each other.
        SolverError: the bound contradicts the solution.
    """
    started = time.perf_counter()
    validate(problem)
    if problem.capacity is not None:
        return solve_capacitated(problem, max_nodes=max_nodes, enough=enough)
    work = Work(max_nodes=max_nodes, enough=enough)
    solution = solve_large(problem, work) if is_large(problem) else solve_sum(sum_problem(problem), work)
    found = proven_by(problem, evaluated(problem, np.flatnonzero(solution.chosen)), solution.bound)
    return replace(found, seconds=time.perf_counter() - started)
