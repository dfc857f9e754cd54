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
    problem: RideProblem, *, iterations: int = ITERATIONS, seed: int = 1, start: RidePlan | None = None
) -> RidePlan:
    """Plan all requests with all vans as one fleet.

    ``start``: a plan to begin with, such as that of :func:`plan_alone`; the pool is then never worse. Raises
    RideProblemError when ``start`` is not feasible.
    """
    from routing.van_pool.engine import solve

    return solve(problem, iterations=iterations, seed=seed, start=start)


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
        tours += [_renumber(tour, requests, vans) for tour in plan.tours]
        unserved += [Unserved(requests[left.request], left.reason) for left in plan.unserved]
    return RidePlan(
        tuple(sorted(tours, key=lambda tour: tour.van)), tuple(sorted(unserved, key=lambda left: left.request))
    )


def _renumber(tour: Tour, requests: Sequence[int], vans: Sequence[int]) -> Tour:
    stops = tuple(replace(stop, request=requests[stop.request]) for stop in tour.stops)
    return replace(tour, van=vans[tour.van], stops=stops)
