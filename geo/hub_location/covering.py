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
from geo.hub_location.building import matrix_of, wishes_of
from geo.hub_location.highs import Model, SolverError, solve_mip
from geo.hub_location.problem import (
    MAXIMAL_COVERAGE,
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
    ``solution`` covers most among all with that many."""

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
    if problem.objective != MAXIMAL_COVERAGE or problem.further or problem.site_cost is not None:
        raise HubProblemError("The fewest hubs are asked of maximal_coverage with one threshold and no site costs.")
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
    solution = solve(replace(problem, p=hubs), max_nodes=max_nodes)
    total = float(weights.sum())
    return Fewest(hubs, max(1, bound), solution.objective / total if total else 1.0, solution)


def _fewest(near: Flags, weights: Floats, wanted: float, must: Flags, max_nodes: int) -> tuple[Flags, int]:
    """Columns: y by site, z (covered) by demand point. Rows: z <= sum of y near; people covered >= wanted."""
    rows = np.flatnonzero(near.any(axis=1) & (weights > 0))
    n, m = len(rows), near.shape[1]
    i, j = np.nonzero(near[rows])
    row = np.concatenate([i, np.arange(n), np.full(n, n)])
    column = np.concatenate([j, m + np.arange(n), m + np.arange(n)])
    scale = max(wanted, 1e-9)
    value = np.concatenate([np.ones(len(i)), -np.ones(n), weights[rows] / scale])
    model = Model(
        cost=np.concatenate([np.ones(m), np.zeros(n)]),
        lower=np.concatenate([must.astype(np.float64), np.zeros(n)]),
        upper=np.ones(m + n),
        matrix=scipy.sparse.csr_matrix((value, (row, column)), shape=(n + 1, m + n)),
        low=np.append(np.zeros(n), wanted / scale - 1e-9),
        high=np.full(n + 1, np.inf),
    )
    result = solve_mip(model, whole=m, max_nodes=max_nodes)
    if result.values is None:
        raise SolverError(f"HiGHS found no covering within {max_nodes} nodes: {result.word}. Allow it more nodes.")
    return result.values[:m] > 0.5, int(np.ceil(result.bound - 1e-6))


def p_centre(problem: HubProblem, *, max_nodes: int = 100_000) -> HubSolution:
    """The p hubs with which the worst-off person's time is least.

    Only who lives somewhere counts (weight above 0), once each; a person out of reach counts the penalty. ``objective``
    and ``bound`` are seconds. Among choices that serve the worst-off equally, one with a low mean time is taken.

    Raises:
        HubProblemError: the problem is not well-formed.
        InfeasibleProblem: its wishes contradict each other.
    """
    started = time.perf_counter()
    validate(problem)
    if problem.capacity is not None or np.any(site_costs(problem)):
        raise HubProblemError("The p-centre knows neither capacity nor site costs; leave them out.")
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
    longest = float(times[high]) if people.any() else 0.0
    near = replace(problem, cost_s=np.where(whole <= longest, whole, np.inf))
    median = solve(near if longest < penalty else problem, max_nodes=max_nodes)
    chosen = np.array([problem.site_ids.index(site) for site in median.open_sites], dtype=np.int64)
    found = evaluated(problem, chosen)
    worst = _worst(cost, chosen, penalty) if people.any() else 0.0
    if worst > longest:  # the penalty of p-median is finite, so that it may leave one person out: take the covering
        chosen = _covering(cost <= longest, wishes.must, wishes.may, problem.p, max_nodes)
        found, worst = evaluated(problem, chosen), longest
    bound = min(bound, worst)
    gap = gap_of(worst, bound)
    return replace(
        found, objective=worst, bound=bound, gap=gap, status="optimal" if gap <= 1e-6 else "feasible",
        seconds=time.perf_counter() - started,
    )  # fmt: skip


def _worst(cost: Floats, chosen: Ints, penalty: float) -> float:
    nearest = cost[:, chosen].min(axis=1)
    return float(np.where(np.isfinite(nearest), nearest, penalty).max())


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
