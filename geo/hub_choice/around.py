"""Around a choice of hubs: without each hub, without each wish, as good as it, one after another, and the front.

Each objective is solved by its own model: a p-centre stays a p-centre when a hub falls away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from geo.hub_choice.asked import P_CENTRE, SET_COVERING, Asked, Wish
from geo.hub_location import (
    MAXIMAL_COVERAGE,
    P_MEDIAN,
    Front,
    HubProblem,
    HubSolution,
    cost_against_coverage,
    equivalent,
    evaluate,
    fewest_hubs,
    mean_against_worst_off,
    p_centre,
    solve,
    stability,
)

Solver = Callable[[HubProblem], HubSolution]
DRAWS = 20
"""Draws of the demand that the stability is worked out over."""

WORST_OFF, COST = "worst_off", "cost"


@dataclass(frozen=True, eq=False)
class Without:
    """The best choice without a hub: ``worse`` as a fraction of the objective, the sites that come ``instead``."""

    worse: float
    instead: tuple[str, ...]
    solution: HubSolution


@dataclass(frozen=True, eq=False)
class Price:
    """What a wish costs: ``better`` is how much the objective gains without it, ``fraction`` the same as a part."""

    wish: Wish
    better: float
    fraction: float


@dataclass(frozen=True, eq=False)
class Step:
    """A hub that opens, and the outcome with it: the objective, mean seconds and people covered within the limit."""

    site: str
    solution: HubSolution


def solver_of(model: str) -> Solver:
    """How a number of hubs is chosen under an objective; set covering by what its hubs cover."""
    return p_centre if model == P_CENTRE else solve


def sense_of(asked: Asked) -> float:
    """1 where less of the objective is better, -1 where more is."""
    return -1.0 if asked.model == MAXIMAL_COVERAGE else 1.0


def without_each(asked: Asked, solution: HubSolution) -> dict[str, Without]:
    """The runner-up for each open site: the best choice of as many hubs in which that one may not be open.

    Where too few sites are left, of those that are left. A fraction is 0 where the site can be missed and NaN where the
    objective is 0 and grows.
    """
    problem, solver = asked.problem, solver_of(asked.model)
    found = {}
    for site in solution.open_sites:
        forbid = (*(other for other in problem.forbid if other != site), site)
        keep = tuple(other for other in problem.keep if other != site)
        p = min(problem.p, len(set(problem.site_ids) - set(forbid)))
        again = solver(replace(problem, forbid=forbid, keep=keep, p=p)) if p else evaluate(problem, [])
        worse = _sense(asked.problem, asked.model) * (again.objective - solution.objective)
        instead = tuple(sorted(set(again.open_sites) - set(solution.open_sites)))
        found[site] = Without(_fraction(worse, solution.objective), instead, again)
    return found


def prices(asked: Asked, objective: float) -> tuple[Price, ...]:
    """What each fixed decision costs by itself, the dearest first; of set covering in hubs."""
    found = []
    for wish in asked.wishes:
        again = _best(asked, wish.without)
        better = max(0.0, sense_of(asked) * (objective - again))
        better = 0.0 if better <= 1e-9 * abs(objective) else better
        found.append(Price(wish, better, _fraction(better, objective)))
    return tuple(sorted(found, key=lambda each: (-each.better, each.wish.kind, each.wish.subject)))


def _best(asked: Asked, problem: HubProblem) -> float:
    if asked.model == SET_COVERING:
        return float(fewest_hubs(problem, asked.share).hubs)
    return solver_of(asked.model)(problem).objective


def as_good(asked: Asked, solution: HubSolution, draws: np.ndarray) -> dict[str, tuple[str, ...]] | None:
    """Closed sites that could take an open one's place: within the demand's uncertainty (see ``equivalent``).

    Of the p-centre, which has no demand: with which the worst-off are no worse off. None where hubs have capacities:
    an exchange then moves who is served by whom, and is not judged.
    """
    problem = asked.problem
    if problem.capacity is not None:
        return None
    if asked.model != P_CENTRE:
        return equivalent(problem, solution, draws)
    found = {}
    for site in solution.open_sites:
        rest = [other for other in solution.open_sites if other != site]
        free = sorted(set(problem.site_ids) - set(problem.forbid) - set(solution.open_sites))
        worst = {other: _worst(problem, [*rest, other]) for other in free if site not in problem.keep}
        found[site] = tuple(other for other in free if other in worst and worst[other] <= solution.objective)
    return found


def _worst(problem: HubProblem, opened: list[str]) -> float:
    """Seconds of the worst-off person, and of the sites' costs; infinite where somebody is out of reach."""
    columns = [problem.site_ids.index(site) for site in opened]
    lived_in = np.asarray(problem.weights) > 0
    extra = 0.0 if problem.site_cost is None else float(np.asarray(problem.site_cost)[columns].sum())
    return float(np.asarray(problem.cost_s)[lived_in][:, columns].min(axis=1).max(initial=0.0)) + extra


def chosen_in_draws(asked: Asked, draws: np.ndarray, count: int = DRAWS) -> dict[str, float]:
    """The share of draws of the demand in which each site is chosen."""
    if asked.model != P_CENTRE:
        return stability(asked.problem, draws, draws=count)
    used = np.unique(np.linspace(0, draws.shape[1] - 1, min(count, draws.shape[1])).round().astype(int))
    counts = dict.fromkeys(asked.problem.site_ids, 0)
    for column in used:
        for site in p_centre(replace(asked.problem, weights=draws[:, column])).open_sites:
            counts[site] += 1
    return {site: times / len(used) for site, times in counts.items()}


def one_after_another(asked: Asked, today: tuple[str, ...]) -> tuple[Step, ...]:
    """From today's hubs that may stay to the number asked, the best next one each time.

    Where the hubs of today are as many as asked already, from those that must stay.
    """
    problem, solver = asked.problem, solver_of(asked.model)
    start = tuple(dict.fromkeys((*problem.keep, *(hub for hub in today if hub not in problem.forbid))))
    kept = start if len(start) < problem.p else problem.keep
    steps = []
    for hubs in range(len(kept) + 1, problem.p + 1):
        here = solver(replace(problem, p=hubs, keep=kept))
        site = next(each for each in here.open_sites if each not in kept)
        kept = (*kept, site)
        steps.append(Step(site, here))
    return tuple(steps)


def fronts(asked: Asked, threshold_s: float, yearly_eur: np.ndarray) -> Mapping[str, Front]:
    """Mean time against the worst-off tenth, and yearly cost against people covered; none where hubs have capacities.

    ``yearly_eur``: (m,) of each site, rounded to whole euros.
    """
    problem = replace(asked.problem, site_cost=None)
    if problem.capacity is not None or not np.sum(problem.weights) > 0:
        return {}
    timed = replace(problem, objective=P_MEDIAN, threshold_s=None, further=())
    covering = replace(problem, objective=MAXIMAL_COVERAGE, threshold_s=threshold_s)
    return {
        WORST_OFF: mean_against_worst_off(timed),
        COST: cost_against_coverage(covering, np.round(yearly_eur)),
    }


def _sense(problem: HubProblem, model: str) -> float:
    return 1.0 if model == P_CENTRE else problem.sense


def _fraction(change: float, objective: float) -> float:
    if objective != 0:
        return change / abs(objective)
    return 0.0 if change == 0 else float("nan")
