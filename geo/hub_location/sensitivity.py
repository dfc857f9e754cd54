"""What moves when a site falls away, a wish is dropped or the demand is drawn anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from geo.hub_location.building import costs_at, outside_of
from geo.hub_location.problem import HubProblem, HubProblemError, HubSolution, evaluate, site_costs
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
    for site, again in _without(problem, solution, max_nodes):
        worse = problem.sense * (again.objective - solution.objective)
        result[site] = _fraction(worse, solution.objective)
    return result


def runner_ups(
    problem: HubProblem, solution: HubSolution, *, most: int = 5, max_nodes: int = 100_000
) -> tuple[HubSolution, ...]:
    """The best plan without each open site in turn, that keeps every wish; the best first, each choice once.

    The first of them is the second best plan of all (no other is better that lacks any of the chosen sites).
    """
    found: dict[tuple[str, ...], HubSolution] = {}
    for site, again in _without(problem, solution, max_nodes):
        if site not in problem.keep and len(again.open_sites) == problem.p:
            found.setdefault(again.open_sites, again)
    return tuple(sorted(found.values(), key=lambda other: problem.sense * other.objective)[:most])


def _without(problem: HubProblem, solution: HubSolution, max_nodes: int) -> Iterator[tuple[str, HubSolution]]:
    for site in solution.open_sites:
        forbid = (*(other for other in problem.forbid if other != site), site)
        keep = tuple(other for other in problem.keep if other != site)
        p = min(problem.p, len(problem.site_ids) - len(forbid))
        without = replace(problem, forbid=forbid, keep=keep, p=p)
        yield site, solve(without, max_nodes=max_nodes) if p > 0 else evaluate(problem, [])


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


def wish_prices(problem: HubProblem, solution: HubSolution, *, max_nodes: int = 100_000) -> dict[str, float]:
    """What each fixed decision costs: how much better the best plan becomes when that wish alone is dropped.

    Returns:
        "keep X" or "forbid X" -> improvement as a fraction of ``solution.objective``, 0 where the wish costs nothing;
        NaN where the objective is 0 and improves. The dearest wish comes first.
    """
    prices = {}
    wishes = [("keep", site) for site in problem.keep] + [("forbid", site) for site in problem.forbid]
    for kind, site in wishes:
        without = replace(
            problem,
            keep=tuple(other for other in problem.keep if (kind, other) != ("keep", site)),
            forbid=tuple(other for other in problem.forbid if (kind, other) != ("forbid", site)),
        )
        again = solve(without, max_nodes=max_nodes)
        better = max(0.0, problem.sense * (solution.objective - again.objective))
        prices[f"{kind} {site}"] = _fraction(better, solution.objective)
    return dict(sorted(prices.items(), key=lambda item: (-np.nan_to_num(item[1], nan=np.inf), item[0])))


def equivalent(
    problem: HubProblem, solution: HubSolution, weight_draws: ArrayLike, *, confidence: float = 0.9
) -> dict[str, tuple[str, ...]]:
    """Which closed sites could take an open one's place within the uncertainty of the demand (*gelijkwaardig*).

    A closed site is equivalent to an open one when the plan with the two exchanged is no worse in more draws than the
    confidence leaves to chance: with 0.9, in more than 5 % of them. Not a kept or a forbidden site.

    Args:
        problem: the problem that ``solution`` answers; without capacities.
        solution: the choice of hubs.
        weight_draws: (n_demand, draws) people.
        confidence: of the two-sided interval of the difference, between 0 and 1.

    Returns:
        Open site -> equivalent closed sites, those that are no worse most often first.

    Raises:
        HubProblemError: the draws do not fit, or the problem has capacities.
    """
    drawn = np.asarray(weight_draws, dtype=np.float64)
    if drawn.ndim != 2 or drawn.shape[0] != len(problem.weights) or not drawn.shape[1] or problem.capacity is not None:
        raise HubProblemError(f"weight_draws must be ({len(problem.weights)}, draws), and the problem no capacities.")
    unit = replace(problem, weights=np.ones(len(problem.weights)))
    cost = costs_at(unit, np.arange(len(problem.weights)), np.arange(len(problem.site_ids)))
    cost = np.minimum(cost, outside_of(unit)[:, None])
    extra, place = site_costs(problem), {site: column for column, site in enumerate(problem.site_ids)}
    opened = [place[site] for site in solution.open_sites]
    now = cost[:, opened].min(axis=1)
    chance = (1.0 - confidence) / 2
    result = {}
    for site in solution.open_sites:
        others = [column for column in opened if column != place[site]]
        rest = cost[:, others].min(axis=1) if others else outside_of(unit)
        shares = {}
        if site not in problem.keep:
            for other, column in place.items():
                if column not in opened and other not in problem.forbid:
                    change = (np.minimum(rest, cost[:, column]) - now) @ drawn + extra[column] - extra[place[site]]
                    shares[other] = float((change <= 0).mean())
        alike = [other for other, share in shares.items() if share > chance]
        # mypy infers no type for an argument with a default in a lambda
        result[site] = tuple(sorted(alike, key=lambda other, shares=shares: (-shares[other], other)))  # type: ignore[misc]
    return result


def _fraction(change: float, objective: float) -> float:
    if objective != 0:
        return change / abs(objective)
    return 0.0 if change == 0 else float("nan")
