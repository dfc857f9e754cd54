"""What moves when a site falls away or the demand is drawn anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from geo.hub_location.problem import HubProblem, HubProblemError, HubSolution, evaluate
from geo.hub_location.solving import solve


def regrets(problem: HubProblem, solution: HubSolution, *, max_nodes: int = 100_000) -> dict[str, float]:
    """How much worse the best plan becomes when an open site is forbidden, for each open site in turn.

    The rest is chosen anew, with as many hubs as before; where too few sites are left for that, with those that are
    left. A site that had to be kept is forbidden all the same. Negative where ``solution`` was not the best one.

    Returns:
        Site id -> worsening as a fraction of ``solution.objective``; 0 where the site can be missed, NaN where the
        objective is 0 and grows, so that no fraction says it.
    """
    result = {}
    for site in solution.open_sites:
        forbid = (*(other for other in problem.forbid if other != site), site)
        keep = tuple(other for other in problem.keep if other != site)
        p = min(problem.p, len(problem.site_ids) - len(forbid))
        without = replace(problem, forbid=forbid, keep=keep, p=p)
        again = solve(without, max_nodes=max_nodes) if p > 0 else evaluate(problem, [])
        change = again.objective - solution.objective
        worse = problem.sense * change
        if solution.objective != 0:
            result[site] = worse / abs(solution.objective)
        else:
            result[site] = 0.0 if worse == 0 else float("nan")
    return result


def stability(
    problem: HubProblem, weight_draws: ArrayLike, *, draws: int = 20, max_nodes: int = 100_000
) -> dict[str, float]:
    """The share of demand draws in which each site is chosen.

    Args:
        problem: the problem; its own weights are not used.
        weight_draws: (n_demand, >= 1) people, such as the draws of :class:`geo.frailty.FrailtyEstimate`.
        draws: how many of them to solve, taken evenly from the columns.

    Returns:
        Site id -> share, 0 to 1; the shares add up to p.

    Raises:
        HubProblemError: the draws do not fit the problem.
    """
    drawn = np.asarray(weight_draws, dtype=np.float64)
    if drawn.ndim != 2 or drawn.shape[0] != len(problem.weights) or drawn.shape[1] < 1 or draws < 1:
        raise HubProblemError(f"weight_draws must be ({len(problem.weights)}, draws) with at least one draw.")
    used = np.unique(np.linspace(0, drawn.shape[1] - 1, min(draws, drawn.shape[1])).round().astype(int))
    counts = dict.fromkeys(problem.site_ids, 0)
    for column in used:
        for site in solve(replace(problem, weights=drawn[:, column]), max_nodes=max_nodes).open_sites:
            counts[site] += 1
    return {site: count / len(used) for site, count in counts.items()}
