"""The hub location problem and its solution as values, what is refused, and what a given choice of hubs is worth.

Not here: how the best choice is found (``solving``), what moves with the wishes and the demand (``sensitivity``).

**Unreachable demand** is never dropped: demand without a finite time to an open site weighs in p-median with a penalty
(two hours, or twice the longest finite time of the matrix where that is more) and is reported as ``unreachable``.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.hub_location.arrays import Floats
from geo.hub_location.costs import Costs, StraightLine, longest_of, part_of
from geo.hub_location.highs import SolverError

P_MEDIAN = "p_median"
MAXIMAL_COVERAGE = "maximal_coverage"

UNREACHABLE_PENALTY_S = 7200.0
"""Seconds that a person out of reach counts for, at least: far more than any ride of a concierge."""

OPTIMAL_GAP = 1e-6
"""Largest gap, as a fraction, that is still called optimal."""


_BLOCK = 20_000_000


class HubProblemError(ValueError):
    """The problem is not well-formed: shapes, signs or names do not fit; the message says which."""


class InfeasibleProblem(ValueError):  # noqa: N818 - the name is part of the agreement between rooms
    """No choice of hubs meets all wishes; ``wishes`` names those that conflict."""

    def __init__(self, sentence: str, wishes: Sequence[str]) -> None:
        super().__init__(sentence)
        self.wishes = tuple(wishes)


@dataclass(frozen=True, eq=False)
class HubProblem:
    """A choice of ``p`` hubs among sites.

    ``cost_s`` is (n_demand, n_sites) seconds, infinite where unreachable, or :class:`StraightLine`; ``weights``
    (n_demand,) people, >= 0; ``site_ids`` names the columns; ``keep`` must be open and ``forbid`` closed; ``objective``
    is ``p_median`` or ``maximal_coverage``.

    Coverage needs ``threshold_s``, the longest time that counts as covered, and may have ``further`` ones: (seconds,
    value) with longer times and smaller values than 1, such as ((900, 0.5),): who is within 15 minutes counts half.

    ``site_cost`` (n_sites,), none by default, is what opening a site weighs beside time, in the objective's own unit
    (person-seconds, or people for coverage): opening, rent, or a credit for a quality; for a hub in use, less what
    closing it would cost. It is reported apart, never hidden in the distance.

    ``capacity`` (n_sites,), with ``load`` (n_demand,), such as deliveries a day: no hub serves more than it can, and
    each demand point has one hub (p-median only). Whom no hub has room for counts as out of reach.
    """

    cost_s: Costs
    weights: NDArray[np.floating]
    site_ids: tuple[str, ...]
    p: int
    keep: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    objective: str = P_MEDIAN
    threshold_s: float | None = None
    further: tuple[tuple[float, float], ...] = ()
    site_cost: NDArray[np.floating] | None = None
    load: NDArray[np.floating] | None = None
    capacity: NDArray[np.floating] | None = None

    @property
    def sense(self) -> float:
        """1 where less is better, -1 where more is."""
        return 1.0 if self.objective == P_MEDIAN else -1.0


@dataclass(frozen=True, eq=False)
class HubSolution:
    """The hubs chosen and the proof.

    ``assignment`` is the nearest open site's column by demand, -1 where none can be reached. ``objective`` is
    person-seconds, penalty included (p-median), or people covered, with ``site_cost`` of the open sites added
    (p-median) or taken off; ``bound`` the proven bound on it; ``gap`` |objective - bound| / |objective|. ``status`` is
    ``optimal`` only with proof, ``feasible`` where a
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
    site_cost: float = 0.0


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
    check_shape(problem)
    place = {site: column for column, site in enumerate(problem.site_ids)}
    unknown = [site for site in open_sites if site not in place]
    if unknown:
        raise HubProblemError(f"{', '.join(unknown)}: not among the sites; add it as a site with its travel times.")
    columns = np.array(sorted({place[site] for site in open_sites}), dtype=np.int64)
    return replace(evaluated(problem, columns), seconds=time.perf_counter() - started)


def validate(problem: HubProblem) -> None:
    """Refuses a problem that is not well-formed or whose wishes contradict each other.

    Raises:
        HubProblemError: shapes, signs, names or the objective do not fit.
        InfeasibleProblem: a kept site is unknown or forbidden, or p does not lie between kept and free sites.
    """
    check_names(problem)
    known, keep, forbid = set(problem.site_ids), set(problem.keep), set(problem.forbid)
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


def check_names(problem: HubProblem) -> None:
    """Refuses a problem that is not well-formed, or keeps and forbids what it does not know or both at once."""
    check_shape(problem)
    known, keep, forbid = set(problem.site_ids), set(problem.keep), set(problem.forbid)
    unknown = [f"keep {site}" for site in sorted(keep - known)] + [f"forbid {site}" for site in sorted(forbid - known)]
    if unknown:
        raise InfeasibleProblem(f"{'; '.join(unknown)}: not among the sites. Add the site or drop the wish.", unknown)
    both = sorted(keep & forbid)
    if both:
        wishes = [wish for site in both for wish in (f"keep {site}", f"forbid {site}")]
        raise InfeasibleProblem(f"{', '.join(both)}: kept and forbidden at once. Drop one of the two wishes.", wishes)


def check_shape(problem: HubProblem) -> None:
    """Refuses a problem whose shapes, signs or names do not fit."""
    cost, weights = problem.cost_s, np.asarray(problem.weights, dtype=np.float64)
    if not isinstance(cost, StraightLine):
        cost = np.asarray(cost)
    if (
        len(cost.shape) != 2
        or cost.shape != (len(weights), len(problem.site_ids))
        or weights.ndim != 1
        or 0 in cost.shape
    ):
        raise HubProblemError(
            f"cost_s is {cost.shape}, but there are {len(weights)} demand points and {len(problem.site_ids)} sites; "
            "give one row a demand point and one column a site, at least one of each."
        )
    if len(set(problem.site_ids)) != len(problem.site_ids):
        raise HubProblemError("A site appears twice; give every site one id.")
    if not isinstance(cost, StraightLine) and (np.isnan(cost).any() or (cost < 0).any()):
        raise HubProblemError("cost_s holds a missing or negative time; an unreachable pair is infinite.")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise HubProblemError("weights holds a missing, infinite or negative number of people.")
    if problem.objective not in (P_MEDIAN, MAXIMAL_COVERAGE):
        raise HubProblemError(f"Objective {problem.objective!r} is unknown; choose {P_MEDIAN} or {MAXIMAL_COVERAGE}.")
    if problem.objective == MAXIMAL_COVERAGE:
        thresholds(problem)
    if problem.site_cost is not None:
        extra = np.asarray(problem.site_cost, dtype=np.float64)
        if extra.shape != (len(problem.site_ids),) or not np.isfinite(extra).all():
            raise HubProblemError("site_cost holds one finite number a site.")
    if problem.capacity is not None or problem.load is not None:
        _check_capacity(problem)


def _check_capacity(problem: HubProblem) -> None:
    if problem.capacity is None or problem.load is None:
        raise HubProblemError("capacity and load belong together: what a site can do, and what a demand point asks.")
    sizes = (len(problem.site_ids),), (len(problem.weights),)
    for part, size in zip((np.asarray(problem.capacity), np.asarray(problem.load)), sizes, strict=True):
        if part.shape != size or np.isnan(part).any() or (part < 0).any():
            raise HubProblemError("capacity holds a number >= 0 for each site, load one for each demand point.")
    if problem.objective != P_MEDIAN or isinstance(problem.cost_s, StraightLine):
        raise HubProblemError("capacity goes with p_median on a matrix of travel times only.")


def thresholds(problem: HubProblem) -> tuple[tuple[float, float], ...]:
    """(seconds, value) of coverage, the shortest time first.

    Raises:
        HubProblemError: there is no threshold, or a further one is not longer and worth less.
    """
    if problem.threshold_s is None or not problem.threshold_s >= 0:
        raise HubProblemError("Maximal coverage needs threshold_s, the longest time that counts as covered.")
    steps = ((float(problem.threshold_s), 1.0), *((float(s), float(value)) for s, value in problem.further))
    for (short, high), (long, low) in itertools.pairwise(steps):
        if not (long > short and 0 < low < high):
            raise HubProblemError("Each further threshold is longer than the one before, and worth less but not 0.")
    return steps


def site_costs(problem: HubProblem) -> Floats:
    """(m,) What opening each site weighs; zeros by default."""
    if problem.site_cost is None:
        return np.zeros(len(problem.site_ids))
    return np.asarray(problem.site_cost, dtype=np.float64)


def penalty_of(cost: Costs) -> float:
    """Seconds that a person out of reach counts for."""
    return max(UNREACHABLE_PENALTY_S, 2.0 * longest_of(cost))


def value_of(problem: HubProblem, duration_s: Floats) -> Floats:
    """What a person at each of these times counts as covered: 1, a further threshold's value, or 0."""
    value = np.zeros(duration_s.shape)
    for limit, worth in reversed(thresholds(problem)):
        value[duration_s <= limit] = worth
    return value


def gap_of(objective: float, bound: float) -> float:
    """|objective - bound| / |objective|; infinite where the objective is 0 and the bound is not."""
    if objective == bound:
        return 0.0
    return abs(objective - bound) / abs(objective) if objective else float("inf")


def evaluated(problem: HubProblem, columns: NDArray[np.int64]) -> HubSolution:
    """The problem's objective with these columns open, unchecked; ties go to the first column."""
    weights = np.asarray(problem.weights, dtype=np.float64)
    nearest, duration = np.full(len(weights), -1, dtype=np.int64), np.full(len(weights), np.inf)
    for rows in np.array_split(np.arange(len(weights)), max(1, len(weights) * len(columns) // _BLOCK)):
        if len(columns):
            cost = part_of(problem.cost_s, rows, columns)
            place = np.argmin(cost, axis=1)
            nearest[rows], duration[rows] = columns[place], cost[np.arange(len(rows)), place]
    return _told(problem, columns, nearest, duration)


def assigned(problem: HubProblem, columns: NDArray[np.int64], assignment: NDArray[np.int64]) -> HubSolution:
    """The same where who is served by which column (n,) is given, -1: by none."""
    duration = np.full(len(assignment), np.inf)
    for column in columns:
        rows = np.flatnonzero(assignment == column)
        duration[rows] = part_of(problem.cost_s, rows, np.array([column]))[:, 0]
    return _told(problem, columns, assignment, duration)


def proven_by(problem: HubProblem, found: HubSolution, cost_bound: float) -> HubSolution:
    """The solution with a bound on its cost (less is better, whatever the objective) as its proof.

    Raises:
        SolverError: the bound contradicts the solution.
    """
    bound = problem.sense * cost_bound
    slack = problem.sense * (found.objective - bound)
    size = max(abs(found.objective), float(np.max(problem.weights)))
    if slack < -1e-6 * size:
        raise SolverError("The bound contradicts the solution; the figures differ too much in size.")
    bound = found.objective if slack <= 1e-9 * size else bound  # rounding of the last digits
    gap = gap_of(found.objective, bound)
    return replace(found, bound=bound, gap=gap, status="optimal" if gap <= OPTIMAL_GAP else "feasible")


def _told(problem: HubProblem, columns: NDArray[np.int64], nearest: NDArray[np.int64], duration: Floats) -> HubSolution:
    weights = np.asarray(problem.weights, dtype=np.float64)
    penalty = penalty_of(problem.cost_s)
    reached = np.isfinite(duration)
    people = float(weights[reached].sum())
    unreachable = float(weights[~reached].sum())
    travel = float((weights[reached] * duration[reached]).sum())
    extra = float(site_costs(problem)[columns].sum())
    if problem.objective == P_MEDIAN:
        objective = travel + penalty * unreachable + extra
    else:
        objective = float((weights * value_of(problem, duration)).sum()) - extra
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
        site_cost=extra,
    )
