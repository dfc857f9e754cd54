"""Where hubs should be: p-median and maximal coverage, solved to proven optimality, with regrets and stability.

Here: the location problem on a matrix of travel times, its solution with the solver's own bound, and what moves when a
site falls away or the demand is drawn anew. Not here: travel times (:mod:`geo.travel_time`), who is reachable, known
and served (:mod:`geo.coverage`).

The models are Hakimi's p-median (1964) in the strong formulation of ReVelle and Swain (1970) and the maximal covering
location problem of Church and ReVelle (1974), as mixed-integer programs for HiGHS. Where solutions tie, the solver
chooses one, the same one every time.

**Unreachable demand** is never dropped: demand without a finite time to an open site weighs in p-median with a penalty
(two hours, or twice the longest finite time of the matrix where that is more) and is reported as ``unreachable``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np
import scipy.sparse
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

P_MEDIAN = "p_median"
MAXIMAL_COVERAGE = "maximal_coverage"

UNREACHABLE_PENALTY_S = 7200.0
"""Seconds that a person out of reach counts for, at least: far more than any ride of a concierge."""

OPTIMAL_GAP = 1e-6
"""Largest gap, as a fraction, that is still called optimal."""

_COST_SCALE = 1e4


class HubProblemError(ValueError):
    """The problem is not well-formed: shapes, signs or names do not fit; the message says which."""


class InfeasibleProblem(ValueError):  # noqa: N818 - the name is part of the agreement between rooms
    """No choice of hubs meets all wishes; ``wishes`` names those that conflict."""

    def __init__(self, sentence: str, wishes: Sequence[str]) -> None:
        super().__init__(sentence)
        self.wishes = tuple(wishes)


class SolverError(RuntimeError):
    """The solver stopped without a solution that holds; the message gives its own word."""


@dataclass(frozen=True, eq=False)
class HubProblem:
    """A choice of ``p`` hubs among sites.

    ``cost_s`` is (n_demand, n_sites) seconds, infinite where unreachable; ``weights`` (n_demand,) people, >= 0;
    ``site_ids`` names the columns; ``keep`` must be open and ``forbid`` closed; ``objective`` is ``p_median`` or
    ``maximal_coverage``, the latter with ``threshold_s``, the longest time that counts as covered.
    """

    cost_s: NDArray[np.floating]
    weights: NDArray[np.floating]
    site_ids: tuple[str, ...]
    p: int
    keep: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    objective: str = P_MEDIAN
    threshold_s: float | None = None


@dataclass(frozen=True, eq=False)
class HubSolution:
    """The hubs chosen and the proof.

    ``assignment`` is the nearest open site's column by demand, -1 where none can be reached. ``objective`` is
    person-seconds, penalty included (p-median), or people covered; ``bound`` the solver's proven bound on it; ``gap``
    |objective - bound| / |objective|. ``status`` is ``optimal`` only with the solver's proof, ``feasible`` where a
    limit stopped it, ``evaluated`` where the hubs were given. ``unreachable`` is in people, ``mean_duration_s`` per
    reached person (NaN where nobody is).
    """

    open_sites: tuple[str, ...]
    assignment: NDArray[np.int64]
    objective: float
    bound: float
    gap: float
    status: str
    seconds: float
    mean_duration_s: float
    unreachable: float
    penalty_s: float


def solve(problem: HubProblem, *, max_nodes: int = 100_000) -> HubSolution:
    """The best choice of hubs, proven unless ``max_nodes`` branch-and-bound nodes do not suffice.

    Args:
        problem: what to choose among.
        max_nodes: work limit; where it stops the search, ``status`` is ``feasible`` and ``gap`` says how far it may be
            off.

    Raises:
        HubProblemError: the problem is not well-formed.
        InfeasibleProblem: the wishes contradict each other.
        SolverError: the solver gave no solution at all, as when the limit came before the first one.
    """
    started = time.perf_counter()
    validate(problem)
    cost, weights = _arrays(problem)
    lower = np.array([float(site in problem.keep) for site in problem.site_ids])
    upper = np.array([float(site not in problem.forbid) for site in problem.site_ids])
    if problem.objective == P_MEDIAN:
        columns, rows, low, high = _p_median(cost, weights, upper, problem.p, _penalty(cost))
    else:
        columns, rows, low, high = _coverage(cost, weights, upper, problem.p, _threshold(problem))
    largest = float(np.abs(columns).max(initial=0.0))
    scale = _COST_SCALE / largest if largest > 0 else 1.0
    lower = np.concatenate([lower, np.zeros(len(columns) - len(lower))])
    upper = np.concatenate([upper, np.ones(len(columns) - len(upper))])
    chosen, bound, proven = _highs(columns * scale, lower, upper, rows, low, high, len(problem.site_ids), max_nodes)
    open_columns = np.flatnonzero(chosen > 0.5)
    if len(open_columns) != problem.p:
        raise SolverError(
            f"The solver opened {len(open_columns)} hubs where {problem.p} were asked; report this problem."
        )
    found = _evaluated(problem, open_columns)
    sign = 1.0 if problem.objective == P_MEDIAN else -1.0
    bound *= sign / scale
    slack = sign * (found.objective - bound)
    if slack < -1e-6 * max(abs(found.objective), largest):
        raise SolverError("The solver's bound contradicts its solution; the figures differ too much in size.")
    bound = found.objective if slack <= 1e-9 * abs(found.objective) else bound  # rounding of the last digits
    gap = _gap(found.objective, bound)
    status = "optimal" if proven and gap <= OPTIMAL_GAP else "feasible"
    return replace(found, bound=bound, gap=gap, status=status, seconds=time.perf_counter() - started)


def evaluate(problem: HubProblem, open_sites: Sequence[str]) -> HubSolution:
    """The problem's objective with exactly these hubs open, whatever p, keep and forbid say.

    With the hubs given there is nothing left to choose: bound equals objective, gap is 0, status ``evaluated``. That is
    no claim that these hubs are the best ones.

    Args:
        problem: travel times, weights and objective.
        open_sites: ids among ``problem.site_ids``; none at all leaves everybody out of reach.

    Raises:
        HubProblemError: the problem is not well-formed, or a hub is not among its sites.
    """
    started = time.perf_counter()
    _check_shape(problem)
    place = {site: column for column, site in enumerate(problem.site_ids)}
    unknown = [site for site in open_sites if site not in place]
    if unknown:
        raise HubProblemError(f"{', '.join(unknown)}: not among the sites; add it as a site with its travel times.")
    columns = np.array(sorted({place[site] for site in open_sites}), dtype=np.int64)
    return replace(_evaluated(problem, columns), seconds=time.perf_counter() - started)


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
        worse = change if problem.objective == P_MEDIAN else -change
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


def validate(problem: HubProblem) -> None:
    """Refuses a problem that is not well-formed or whose wishes contradict each other.

    Raises:
        HubProblemError: shapes, signs, names or the objective do not fit.
        InfeasibleProblem: a kept site is unknown or forbidden, or p does not lie between kept and free sites.
    """
    _check_shape(problem)
    known, keep, forbid = set(problem.site_ids), set(problem.keep), set(problem.forbid)
    unknown = [f"keep {site}" for site in sorted(keep - known)] + [f"forbid {site}" for site in sorted(forbid - known)]
    if unknown:
        raise InfeasibleProblem(f"{'; '.join(unknown)}: not among the sites. Add the site or drop the wish.", unknown)
    both = sorted(keep & forbid)
    if both:
        wishes = [wish for site in both for wish in (f"keep {site}", f"forbid {site}")]
        raise InfeasibleProblem(f"{', '.join(both)}: kept and forbidden at once. Drop one of the two wishes.", wishes)
    free = len(known - forbid)
    if problem.p < max(1, len(keep)):
        wishes = [f"hubs {problem.p}", *(f"keep {site}" for site in sorted(keep))]
        raise InfeasibleProblem(
            f"{problem.p} hubs are asked while {len(keep)} must be kept. Ask for at least {max(1, len(keep))}.", wishes
        )
    if problem.p > free:
        wishes = [f"hubs {problem.p}", *(f"forbid {site}" for site in sorted(forbid))]
        raise InfeasibleProblem(
            f"{problem.p} hubs are asked while {free} sites may be used. Ask for fewer or allow more sites.", wishes
        )


def _check_shape(problem: HubProblem) -> None:
    cost, weights = _arrays(problem)
    if cost.ndim != 2 or cost.shape != (len(weights), len(problem.site_ids)) or weights.ndim != 1 or cost.size == 0:
        raise HubProblemError(
            f"cost_s is {cost.shape}, but there are {len(weights)} demand points and {len(problem.site_ids)} sites; "
            "give one row a demand point and one column a site, at least one of each."
        )
    if len(set(problem.site_ids)) != len(problem.site_ids):
        raise HubProblemError("A site appears twice; give every site one id.")
    if np.isnan(cost).any() or (cost < 0).any():
        raise HubProblemError("cost_s holds a missing or negative time; an unreachable pair is infinite.")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise HubProblemError("weights holds a missing, infinite or negative number of people.")
    if problem.objective not in (P_MEDIAN, MAXIMAL_COVERAGE):
        raise HubProblemError(f"Objective {problem.objective!r} is unknown; choose {P_MEDIAN} or {MAXIMAL_COVERAGE}.")
    if problem.objective == MAXIMAL_COVERAGE:
        _threshold(problem)


def _threshold(problem: HubProblem) -> float:
    if problem.threshold_s is None or not problem.threshold_s >= 0:
        raise HubProblemError("Maximal coverage needs threshold_s, the longest time that counts as covered.")
    return problem.threshold_s


def _arrays(problem: HubProblem) -> tuple[Floats, Floats]:
    return np.asarray(problem.cost_s, dtype=np.float64), np.asarray(problem.weights, dtype=np.float64)


def _penalty(cost: Floats) -> float:
    return max(UNREACHABLE_PENALTY_S, 2.0 * float(cost[np.isfinite(cost)].max(initial=0.0)))


def _gap(objective: float, bound: float) -> float:
    if objective == bound:
        return 0.0
    return abs(objective - bound) / abs(objective) if objective else float("inf")


def _evaluated(problem: HubProblem, columns: NDArray[np.int64]) -> HubSolution:
    """Objective and assignment with these columns open; ties go to the first column."""
    cost, weights = _arrays(problem)
    penalty = _penalty(cost)
    if len(columns):
        nearest = columns[np.argmin(cost[:, columns], axis=1)]
        duration = cost[np.arange(len(weights)), nearest]
    else:
        nearest, duration = np.full(len(weights), -1, dtype=np.int64), np.full(len(weights), np.inf)
    reached = np.isfinite(duration)
    people = float(weights[reached].sum())
    unreachable = float(weights[~reached].sum())
    travel = float((weights[reached] * duration[reached]).sum())
    if problem.objective == P_MEDIAN:
        objective = travel + penalty * unreachable
    else:
        objective = float(weights[duration <= _threshold(problem)].sum())
    return HubSolution(
        open_sites=tuple(problem.site_ids[column] for column in columns),
        assignment=np.where(reached, nearest, -1).astype(np.int64),
        objective=objective,
        bound=objective,
        gap=0.0,
        status="evaluated",
        seconds=0.0,
        mean_duration_s=travel / people if people > 0 else float("nan"),
        unreachable=unreachable,
        penalty_s=penalty,
    )


Model = tuple[Floats, scipy.sparse.csr_matrix, Floats, Floats]


def _p_median(cost: Floats, weights: Floats, usable: Floats, p: int, penalty: float) -> Model:
    """Columns: y by site, x by finite pair, u (out of reach) by demand. Rows: each served or out; x <= y; p open."""
    people = np.flatnonzero(weights > 0)
    n, m = len(people), len(usable)
    i, j = np.nonzero(np.isfinite(cost[people]) & (usable > 0))
    x, u = m + np.arange(len(i)), m + len(i) + np.arange(n)
    columns = np.concatenate([np.zeros(m), weights[people][i] * cost[people][i, j], weights[people] * penalty])
    link = n + np.arange(len(i))
    row = np.concatenate([i, np.arange(n), link, link, np.full(m, n + len(i))])
    column = np.concatenate([x, u, x, j, np.arange(m)])
    value = np.concatenate([np.ones(len(i) + n + len(i)), -np.ones(len(i)), np.ones(m)])
    rows = scipy.sparse.csr_matrix((value, (row, column)), shape=(n + len(i) + 1, len(columns)))
    low = np.concatenate([np.ones(n), np.full(len(i), -np.inf), [float(p)]])
    high = np.concatenate([np.ones(n), np.zeros(len(i)), [float(p)]])
    return columns, rows, low, high


def _coverage(cost: Floats, weights: Floats, usable: Floats, p: int, threshold_s: float) -> Model:
    """Columns: y by site, z (covered, as a negative cost) by demand. Rows: z <= sum of y within reach; p open."""
    near = (cost <= threshold_s) & (usable > 0)
    people = np.flatnonzero((weights > 0) & near.any(axis=1))
    n, m = len(people), len(usable)
    i, j = np.nonzero(near[people])
    columns = np.concatenate([np.zeros(m), -weights[people]])
    row = np.concatenate([i, np.arange(n), np.full(m, n)])
    column = np.concatenate([j, m + np.arange(n), np.arange(m)])
    value = np.concatenate([-np.ones(len(i)), np.ones(n), np.ones(m)])
    rows = scipy.sparse.csr_matrix((value, (row, column)), shape=(n + 1, len(columns)))
    return columns, rows, np.append(np.full(n, -np.inf), float(p)), np.append(np.zeros(n), float(p))


def _highs(
    columns: Floats, lower: Floats, upper: Floats, rows: scipy.sparse.csr_matrix, low: Floats, high: Floats,
    integers: int, max_nodes: int,
) -> tuple[Floats, float, bool]:  # fmt: skip
    """Minimises; the first ``integers`` columns are whole. Values of those, the proven bound, whether it was proven."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), len(low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = columns, lower, upper
    lp.row_lower_, lp.row_upper_ = low, high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger] * integers + [kinds.kContinuous] * (len(columns) - integers)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    settings = {
        "output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_max_nodes": max_nodes,
        "mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9,
    }  # fmt: skip
    for name, value in settings.items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise SolverError(f"HiGHS does not take the option {name}.")
    highs.passModel(lp)
    highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        word = highs.modelStatusToString(status)
        raise SolverError(f"HiGHS found no choice of hubs within {max_nodes} nodes: {word}. Allow it more nodes.")
    chosen = np.array(highs.getSolution().col_value[:integers])
    return chosen, float(info.mip_dual_bound), status == highspy.HighsModelStatus.kOptimal
