"""Plans of the van pool: every organisation on its own, and all together, with the same engine.

Belongs here: which requests and vans are planned together. Does not belong here: the search (``engine``, loaded only
when a plan is made, since it compiles).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from routing.van_pool.problem import DUPLICATE, RidePlan, RideProblem, RideProblemError, Tour, Unserved
from routing.van_pool.screening import repeated

ITERATIONS = 4_000
"""Rounds of the search unless asked otherwise: seconds for a day of 50 requests and 18 vans."""


def plan_pool(
    problem: RideProblem,
    *,
    iterations: int = ITERATIONS,
    seed: int = 1,
    start: RidePlan | None = None,
    recombinations: int = 1,
) -> RidePlan:
    """Plan all requests with all vans as one fleet.

    ``recombinations``: how often the best is chosen among the tours met, after even parts of the iterations.
    ``start``: a plan to begin with, such as that of :func:`plan_alone`; the pool is then never worse. Raises
    RideProblemError when ``start`` is not feasible.
    """
    from routing.van_pool.engine import solve

    return solve(problem, iterations=iterations, seed=seed, start=start, recombinations=recombinations)


def plan_alone(
    problem: RideProblem,
    organisations: Sequence[str] | None = None,
    *,
    iterations: int = ITERATIONS,
    seed: int = 1,
) -> RidePlan:
    """Plan each organisation's requests with its own vans only, and put the plans side by side in one.

    ``organisations``: their names, all of the problem's by default; raises RideProblemError when a request belongs to
    none of them, for it would be dropped in silence.
    """
    from routing.van_pool.engine import solve

    owners, askers = problem.vans.organisations, problem.requests.organisations
    names = sorted({*owners, *askers} if organisations is None else set(organisations))
    forgotten = sorted(set(askers) - set(names))
    if forgotten:
        raise RideProblemError(f"Requests of {', '.join(forgotten)} would be left out; name every organisation.")
    doubles = repeated(problem.requests.request_ids)  # over all organisations, as the pool sees them
    tours: list[Tour] = []
    unserved = [Unserved(r, DUPLICATE) for r in doubles]
    for name in names:
        requests = [r for r, asker in enumerate(askers) if asker == name and r not in doubles]
        vans = [v for v, owner in enumerate(owners) if owner == name]
        plan = solve(problem.take(requests, vans), iterations=iterations, seed=seed)
        own = renumbered(plan, requests, vans)
        tours += own.tours
        unserved += own.unserved
    return _ordered(tours, unserved)


def renumbered(plan: RidePlan, requests: Sequence[int], vans: Sequence[int]) -> RidePlan:
    """A plan of ``problem.take(requests, vans)`` in the numbers of the whole problem."""
    tours = [
        replace(
            tour, van=vans[tour.van], stops=tuple(replace(stop, request=requests[stop.request]) for stop in tour.stops)
        )
        for tour in plan.tours
    ]
    return _ordered(tours, [replace(left, request=requests[left.request]) for left in plan.unserved])


def unnumbered(plan: RidePlan, requests: Sequence[int], vans: Sequence[int]) -> RidePlan:
    """A plan in the numbers of the whole problem as one of ``problem.take(requests, vans)``."""
    number = {request: i for i, request in enumerate(requests)}
    van_number = {van: i for i, van in enumerate(vans)}
    tours = [
        replace(
            tour,
            van=van_number[tour.van],
            stops=tuple(replace(stop, request=number[stop.request]) for stop in tour.stops),
        )
        for tour in plan.tours
    ]
    return _ordered(tours, [replace(left, request=number[left.request]) for left in plan.unserved])


def part_of(plan: RidePlan, requests: Sequence[int], vans: Sequence[int]) -> RidePlan:
    """The tours of these vans and what is unserved of these requests; numbers stay those of the whole problem."""
    return RidePlan(
        tuple(tour for tour in plan.tours if tour.van in set(vans)),
        tuple(left for left in plan.unserved if left.request in set(requests)),
    )


def merged(one: RidePlan, other: RidePlan) -> RidePlan:
    """Two plans of different vans and requests as one."""
    return _ordered([*one.tours, *other.tours], [*one.unserved, *other.unserved])


def side_by_side(problem: RideProblem, alone: RidePlan, together: RidePlan, organisations: Sequence[str]) -> RidePlan:
    """The plan ``together`` of some organisations, beside the plans ``alone`` of the others."""
    tours = [t for t in alone.tours if problem.vans.organisations[t.van] not in organisations]
    told = {left.request for left in together.unserved} | {s.request for t in together.tours for s in t.stops}
    return _ordered(
        [*tours, *together.tours], [*together.unserved, *(left for left in alone.unserved if left.request not in told)]
    )


def _ordered(tours: Sequence[Tour], unserved: Sequence[Unserved]) -> RidePlan:
    return RidePlan(
        tuple(sorted(tours, key=lambda tour: tour.van)), tuple(sorted(unserved, key=lambda left: left.request))
    )
