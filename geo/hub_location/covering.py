"""Coverage turned round: the fewest hubs that cover a share of the people, and the p-centre (the worst-off first).

Set covering (Toregas, Swain, ReVelle & Bergman 1971) with a share, as one program for HiGHS; the p-centre (Hakimi 1964)
by halving the times that can be the longest, a covering each (Minieka 1970). Not here: maximal coverage (``solving``).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse

from geo.hub_location.arrays import Flags, Floats, Ints
from geo.hub_location.building import Wishes, matrix_of, wishes_of
from geo.hub_location.highs import Model, SolverError, solve_mip
from geo.hub_location.problem import (
    MAXIMAL_COVERAGE,
    OPTIMAL_GAP,
    HubProblem,
    HubProblemError,
    HubSolution,
    InfeasibleProblem,
    check_names,
    evaluated,
    gap_of,
    penalty_of,
    site_costs,
    thresholds,
    validate,
)
from geo.hub_location.solving import solve


@dataclass(frozen=True, eq=False)
class Fewest:
    """``hubs``: how few will do; ``bound``: fewer are proven not to; ``covered``: the share that they cover; the
    ``solution`` covers most among all with that many, or, with site costs, is best by coverage less those costs among
    all with that many that cover the share."""

    hubs: int
    bound: int
    covered: float
    solution: HubSolution


def fewest_hubs(problem: HubProblem, share: float, *, max_nodes: int = 100_000) -> Fewest:
    """The fewest hubs that have ``share`` of all people within ``threshold_s``; the problem's ``p`` is not looked at.

    Raises:
        HubProblemError: the problem is no coverage problem, or the share not between 0 and 1.
        InfeasibleProblem: all usable sites together do not cover the share.
        SolverError: HiGHS found no choice within its nodes.
    """
    if problem.objective != MAXIMAL_COVERAGE or problem.further:
        raise HubProblemError("The fewest hubs are asked of maximal_coverage with one threshold.")
    if not 0 < share <= 1:
        raise HubProblemError("The share to cover lies above 0 and at most at 1, such as 0.95.")
    check_names(problem)
    wishes, threshold_s = wishes_of(problem), thresholds(problem)[0][0]
    weights = np.asarray(problem.weights, dtype=np.float64)
    near = (matrix_of(problem) <= threshold_s) & wishes.may
    wanted = share * float(weights.sum())
    most = float(weights[near.any(axis=1)].sum())
    if most < wanted - 1e-9 * max(1.0, wanted):
        part = most / float(weights.sum())
        raise InfeasibleProblem(
            f"All usable sites together have {part:.1%} of the people within {threshold_s:.0f} s, not "
            f"{share:.1%}. Ask for less, allow more time or more sites.",
            [f"cover {share:g}", f"within {threshold_s:g} s", *(f"forbid {s}" for s in sorted(problem.forbid))],
        )
    chosen, bound = _fewest(near, weights, wanted, wishes.must, max_nodes)
    hubs = max(1, int(chosen.sum()))
    total = float(weights.sum())
    if problem.site_cost is None:
        solution = solve(replace(problem, p=hubs), max_nodes=max_nodes)
    else:
        solution = _worth_most(replace(problem, p=hubs), near, wishes, wanted, max_nodes)
    covered = solution.objective + solution.site_cost
    return Fewest(hubs, max(1, bound), covered / total if total else 1.0, solution)


def _fewest(near: Flags, weights: Floats, wanted: float, must: Flags, max_nodes: int) -> tuple[Flags, int]:
    result = solve_mip(_sharing(near, weights, wanted, must), whole=near.shape[1], max_nodes=max_nodes)
    if result.values is None:
        raise SolverError(f"HiGHS found no covering within {max_nodes} nodes: {result.word}. Allow it more nodes.")
    return result.values[: near.shape[1]] > 0.5, int(np.ceil(result.bound - 1e-6))


def _worth_most(problem: HubProblem, near: Flags, wishes: Wishes, wanted: float, max_nodes: int) -> HubSolution:
    """The best p sites by coverage less site costs, of those that cover ``wanted`` people."""
    started, weights, extra = time.perf_counter(), np.asarray(problem.weights, dtype=np.float64), site_costs(problem)
    sharing, m = _sharing(near, weights, wanted, wishes.must), near.shape[1]
    count = scipy.sparse.csr_matrix(np.append(np.ones(m), np.zeros(sharing.matrix.shape[1] - m)))
    rows = np.flatnonzero(near.any(axis=1) & (weights > 0))
    model = replace(
        sharing,
        cost=np.concatenate([extra, -weights[rows]]),
        upper=np.append(wishes.may.astype(np.float64), sharing.upper[m:]),
        matrix=scipy.sparse.vstack([sharing.matrix, count]).tocsr(),
        low=np.append(sharing.low, problem.p),
        high=np.append(sharing.high, problem.p),
    )
    result = solve_mip(model, whole=m, max_nodes=max_nodes)
    if result.values is None:
        raise SolverError(f"HiGHS found no covering within {max_nodes} nodes: {result.word}. Allow it more nodes.")
    found = evaluated(problem, np.flatnonzero(result.values[:m] > 0.5))
    bound = max(found.objective, -result.bound)
    gap = gap_of(found.objective, bound)
    gap, bound = (0.0, found.objective) if gap <= OPTIMAL_GAP else (gap, bound)
    seconds = time.perf_counter() - started
    return replace(found, bound=bound, gap=gap, status="feasible" if gap else "optimal", seconds=seconds)


def _sharing(near: Flags, weights: Floats, wanted: float, must: Flags) -> Model:
    """Columns: y by site, z (covered) by demand point. Rows: z <= sum of y near; people covered >= wanted."""
    rows = np.flatnonzero(near.any(axis=1) & (weights > 0))
    n, m = len(rows), near.shape[1]
    i, j = np.nonzero(near[rows])
    row = np.concatenate([i, np.arange(n), np.full(n, n)])
    column = np.concatenate([j, m + np.arange(n), m + np.arange(n)])
    scale = max(wanted, 1e-9)
    value = np.concatenate([np.ones(len(i)), -np.ones(n), weights[rows] / scale])
    return Model(
        cost=np.concatenate([np.ones(m), np.zeros(n)]),
        lower=np.concatenate([must.astype(np.float64), np.zeros(n)]),
        upper=np.ones(m + n),
        matrix=scipy.sparse.csr_matrix((value, (row, column)), shape=(n + 1, m + n)),
        low=np.append(np.zeros(n), wanted / scale - 1e-9),
        high=np.full(n + 1, np.inf),
    )


def p_centre(problem: HubProblem, *, max_nodes: int = 100_000) -> HubSolution:
    """The p hubs with which the worst-off person's time is least.

    Only who lives somewhere counts (weight above 0), once each; a person out of reach counts the penalty. ``objective``
    and ``bound`` are seconds. Among choices that serve the worst-off equally, one with a low mean time is taken. With
    site costs, which are then seconds of the worst-off, their sum over the open sites is added.

    Raises:
        HubProblemError: the problem is not well-formed, or hubs have capacities.
        InfeasibleProblem: its wishes contradict each other.
    """
    started = time.perf_counter()
    validate(problem)
    if problem.capacity is not None:
        raise HubProblemError("The p-centre knows no capacity; leave it out.")
    wishes = wishes_of(problem)
    people = np.asarray(problem.weights) > 0
    whole = matrix_of(problem)
    cost = whole[people]
    penalty = penalty_of(problem.cost_s)
    times = np.unique(np.append(np.where(np.isfinite(cost), cost, penalty)[:, wishes.may].ravel(), penalty))
    low, high, bound = 0, len(times) - 1, float(times[0]) if people.any() else 0.0
    while low < high and people.any():
        middle = (low + high) // 2
        enough = _covers_all(cost <= times[middle], wishes.must, wishes.may, problem.p, max_nodes)
        if enough:
            high = middle
        else:
            low = middle + 1
            if enough is False:
                bound = float(times[low])
    if np.any(site_costs(problem)):
        chosen, bound = _priced(problem, cost, times[high:], bound, wishes, max_nodes)
        found = evaluated(problem, chosen)
        objective = _worst(cost, chosen, penalty) + found.site_cost
        return _centre(found, objective, min(bound, objective), started)
    longest = float(times[high]) if people.any() else 0.0
    near = replace(problem, cost_s=np.where(whole <= longest, whole, np.inf))
    median = solve(near if longest < penalty else problem, max_nodes=max_nodes)
    chosen = np.array([problem.site_ids.index(site) for site in median.open_sites], dtype=np.int64)
    found = evaluated(problem, chosen)
    worst = _worst(cost, chosen, penalty) if people.any() else 0.0
    if worst > longest:  # the penalty of p-median is finite, so that it may leave one person out: take the covering
        chosen = _covering(cost <= longest, wishes.must, wishes.may, problem.p, max_nodes)
        found, worst = evaluated(problem, chosen), longest
    return _centre(found, worst, min(bound, worst), started)


def _centre(found: HubSolution, objective: float, bound: float, started: float) -> HubSolution:
    gap = gap_of(objective, bound)
    status = "optimal" if gap <= OPTIMAL_GAP else "feasible"
    seconds = time.perf_counter() - started
    return replace(found, objective=objective, bound=bound, gap=gap, status=status, seconds=seconds)


def _priced(
    problem: HubProblem, cost: Floats, times: Floats, proven: float, wishes: Wishes, max_nodes: int
) -> tuple[Ints, float]:
    """The p sites with the least worst time + site costs, and a bound on that.

    ``times``: the worst times there can be, the least feasible one first, the penalty last. The cheapest p sites within
    a time cost no more than those within a shorter one: between two times that were solved nothing is better than the
    shorter's next time with the longer's cost (Chalmet, Francis & Saunders 1982 on such trade-offs). ``proven``: no
    worst time is under this.
    """
    extra, penalty = site_costs(problem), float(times[-1])
    chosen: dict[int, Ints] = {}
    low: dict[int, float] = {}

    def ask(place: int) -> None:
        near = cost <= times[place] if times[place] < penalty else np.zeros((0, cost.shape[1]), dtype=bool)
        chosen[place], low[place] = _cheapest(near, extra, wishes, problem.p, max_nodes)

    def value(place: int) -> float:
        return _worst(cost, chosen[place], penalty) + float(extra[chosen[place]].sum())

    last = len(times) - 1
    for place in (0, last):
        ask(place)
    best = min(chosen, key=value)
    left = [(0, last)]
    while left:
        shorter, longer = left.pop()
        if longer - shorter < 2 or times[shorter + 1] + low[longer] >= value(best):
            continue
        middle = (shorter + longer) // 2
        ask(middle)
        best = min(best, middle, key=value)
        left += [(middle, longer), (shorter, middle)]
    solved = min(times[place] + low[place] for place in chosen)
    under = proven + low[last] if proven < times[0] else np.inf  # times that were not proven infeasible
    return chosen[best], float(min(solved, under, value(best)))


def _cheapest(near: Flags, extra: Floats, wishes: Wishes, p: int, max_nodes: int) -> tuple[Ints, float]:
    """The p sites with the least cost that are near everyone, and a proven bound on that cost."""
    m = len(extra)
    model = Model(
        cost=extra,
        lower=wishes.must.astype(np.float64),
        upper=wishes.may.astype(np.float64),
        matrix=scipy.sparse.csr_matrix(np.vstack([near.astype(np.float64), np.ones(m)])),
        low=np.append(np.ones(len(near)), p),
        high=np.append(np.full(len(near), np.inf), p),
    )
    result = solve_mip(model, whole=m, max_nodes=max_nodes)
    if result.values is None:
        raise SolverError(f"HiGHS found no covering within {max_nodes} nodes: {result.word}. Allow it more nodes.")
    return np.flatnonzero(result.values > 0.5), float(result.bound)


def _worst(cost: Floats, chosen: Ints, penalty: float) -> float:
    nearest = cost[:, chosen].min(axis=1)
    return float(np.where(np.isfinite(nearest), nearest, penalty).max(initial=0.0))


def _covers_all(near: Flags, must: Flags, may: Flags, p: int, max_nodes: int) -> bool | None:
    """Whether p sites are near everyone; None where the solver did not come to an end."""
    if not (near & may).any(axis=1).all():
        return False
    try:
        chosen, bound = _fewest(near & may, np.ones(len(near)), float(len(near)), must, max_nodes)
    except SolverError:
        return None
    if int(chosen.sum()) <= p:
        return True
    return False if bound > p else None


def _covering(near: Flags, must: Flags, may: Flags, p: int, max_nodes: int) -> np.ndarray:
    chosen, _ = _fewest(near & may, np.ones(len(near)), float(len(near)), must, max_nodes)
    spare = np.flatnonzero(may & ~chosen)[: p - int(chosen.sum())]
    chosen[spare] = True
    return np.flatnonzero(chosen)
