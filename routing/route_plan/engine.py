"""From problem to plan: which searches are made in which order, and why work is left; no search itself.

1. Work that no shift can do even alone is set apart with its reason.
2. The search (`climb`), all work required; where that cannot be (or plainly will not be), with a prize for each stop.
   What is met is mended exactly (`insertion.eject`), what fell out put in where it still fits, and priced in full.
3. Urgent work that found no place in time may be late, within its window (and is listed as late): searched again.
4. Single stops are moved while the full cost falls.
5. What is left gets a reason and a proposed day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyvrp.stop import MaxIterations, StoppingCriterion

from routing.route_plan.climb import Settle, search
from routing.route_plan.insertion import Orders, best_place, eject, insert
from routing.route_plan.moving import proposed_dates
from routing.route_plan.objective import cost_of_orders, improve
from routing.route_plan.plan import PlannedRoute, RoutePlan, Unplanned
from routing.route_plan.problem import UNREACHABLE, Reason, RoutePlanError, RouteProblem
from routing.route_plan.schedule import Facts, facts_of, fits, fits_load, planned_route, timeline
from routing.route_plan.solver import model_of, prizes_of

FULL = 0.9
"""Share of the hours above which work alone (without the ways) plainly does not fit as a whole."""


@dataclass(frozen=True)
class Search:
    """How long and with which seed is searched; `criterion` makes a fresh stop criterion of PyVRP for each search."""

    criterion: Callable[[], StoppingCriterion]
    seed: int = 1


def plan_routes(problem: RouteProblem, *, iterations: int = 1000, seed: int = 1) -> RoutePlan:
    """Routes of least driving and prices that hold as much of the work as fits.

    Args: problem; iterations of PyVRP's iterated local search, for each search made; seed. The same arguments give the
    same plan. Where more work is asked than hours allow, the worth of a stop is its weight x its seconds at the door
    (so that letterboxes do not crowd out contact), ten times so where urgent; what is left is listed, never dropped.
    """
    return plan_with(problem, Search(lambda: MaxIterations(iterations), seed))


def plan_with(problem: RouteProblem, how: Search, *, start: Orders | None = None) -> RoutePlan:
    """As `plan_routes`, with a stop criterion of PyVRP; a criterion in seconds is for benchmarks only.

    `start` are trips to begin from, which must fit.
    """
    facts = facts_of(problem)
    hopeless, at_ease = _alone_all(facts)
    if at_ease:
        facts = facts_of(problem, at_ease=frozenset(at_ease))
    work = [index for index in range(len(problem.stops)) if index not in hopeless]
    orders: Orders = [[[]] for _ in problem.shifts]
    if work:
        orders = _searched(facts, work, how, start)
        late = {index for index in _left(work, orders) if problem.stops[index].urgent} - at_ease
        if late:
            facts = facts_of(problem, at_ease=frozenset(at_ease | late))
            orders = _searched(facts, work, how, orders)
        if problem.prices.balance > 0 or problem.announced:
            improve(facts, orders)
            _mended(facts, work, orders)
    reasons = {**hopeless, **{index: _crowded(facts, orders, index) for index in _left(work, orders)}}
    return finished(facts, orders, reasons)


def _left(work: list[int], orders: Orders) -> set[int]:
    return set(work) - {index for trips in orders for trip in trips for index in trip}


def _alone_all(facts: Facts) -> tuple[dict[int, Reason], set[int]]:
    """The stops that no shift can serve, with the reason; and urgent ones that can only be late."""
    problem = facts.problem
    hopeless: dict[int, Reason] = {}
    at_ease: set[int] = set()
    for index, stop in enumerate(problem.stops):
        reason = _alone(facts, index)
        if reason is not None and stop.urgent and _alone(facts_of_one(facts, index), index) is None:
            at_ease.add(index)
        elif reason is not None:
            hopeless[index] = reason
    return hopeless, at_ease


def facts_of_one(facts: Facts, index: int) -> Facts:
    """The facts with one urgent stop at ease."""
    late = list(facts.late)
    late[index] = facts.problem.latest_s(facts.problem.stops[index])
    return Facts(**{**vars(facts), "late": late})


def _alone(facts: Facts, index: int) -> Reason | None:
    """Why no shift can serve this stop even with nothing else to do, or None where one can."""
    problem, stop = facts.problem, facts.problem.stops[index]
    shifts = range(len(problem.shifts))
    if any(fits(facts, number, [[index]]) for number in shifts):
        return None
    allowed = [number for number in shifts if facts.allowed[number, index]]
    if not allowed:
        zoned = stop.in_zone and any(
            shift.concierge_key not in stop.excluded and (stop.only is None or shift.concierge_key in stop.only)
            for shift in problem.shifts
        )
        return "zone" if zoned else "no_concierge"
    if max(facts.legs[0][index + 1], facts.legs[index + 1][0]) >= UNREACHABLE:
        return "unreachable"
    if facts.early[index] > facts.late[index]:
        return "window"
    roomy = [number for number in allowed if fits_load(problem, problem.shifts[number], [index])]
    if any(timeline(facts, number, [[index]]) is not None for number in roomy):
        return "vehicle"  # only the range of the battery is left
    return "outside_hours" if roomy else "vehicle"


def _crowded(facts: Facts, orders: Orders, index: int) -> Reason:
    """Why a stop that could be served alone is not in the plan: its window alone, or a day that is full."""
    shifts = range(len(orders))
    if any(best_place(facts, orders, number, index, exact=False) is not None for number in shifts):
        return "capacity"  # there would be time; the vehicle or its battery has no room
    if any(best_place(facts, orders, number, index, exact=False, free=True) is not None for number in shifts):
        return "window"
    return "capacity"


def _plainly_too_much(facts: Facts, work: list[int]) -> bool:
    hours = sum(shift.to_s - shift.from_s for shift in facts.problem.shifts)
    return sum(facts.service[index] for index in work) > FULL * hours


def _searched(facts: Facts, work: list[int], how: Search, start: Orders | None) -> Orders:
    """Trips that fit every rule, the cheapest met."""
    found: Orders | None = None
    settle = settled(facts, work)
    whole = start is not None and not _left(work, start)
    if whole or (start is None and not _plainly_too_much(facts, work)):
        model = model_of(facts, work, required=True)
        found = search(model, stop=how.criterion(), seed=how.seed, settle=settle, start=start)
    if found is None:
        first: Orders = [[list(trip) for trip in trips] for trips in start] if start else [[[]] for _ in facts.allowed]
        insert(facts, first, _left(work, first))
        model = model_of(facts, work, required=False)
        found = search(model, stop=how.criterion(), seed=how.seed, settle=settle, start=first)
    return _mended(facts, work, found or first)


def settled(facts: Facts, work: list[int]) -> Settle:
    """How the search has trips mended and priced: the full cost and the prizes of the work that is left."""
    prizes = dict(zip(work, prizes_of(facts, work), strict=True))

    def settle(orders: Orders) -> tuple[int, Orders]:
        out = eject(facts, orders)
        if out:
            insert(facts, orders, out)
        return cost_of_orders(facts, orders) + sum(prizes[index] for index in _left(work, orders)), orders

    return settle


def _mended(facts: Facts, work: list[int], orders: Orders) -> Orders:
    """The trips with every rule kept and with all that still fits."""
    eject(facts, orders)
    while insert(facts, orders, _left(work, orders)):
        continue
    return orders


def finished(facts: Facts, orders: Orders, reasons: dict[int, Reason]) -> RoutePlan:
    """The plan with its times; a shift without stops makes no trip."""
    problem = facts.problem
    made: dict[str, int] = {}
    routes: list[PlannedRoute] = []
    for number, (shift, trips) in enumerate(zip(problem.shifts, orders, strict=True)):
        used = [trip for trip in trips if trip]
        times = timeline(facts, number, used)
        if times is None or not fits(facts, number, used):
            raise RoutePlanError(
                "The solver returned trips that do not fit their shift; report this with the day's input."
            )
        for turn, (trip, (leave_s, _)) in enumerate(zip(used, times, strict=True), start=1):
            made[shift.concierge_key] = made.get(shift.concierge_key, 0) + 1
            route_id = f"{problem.hub_id}-{shift.concierge_key}-{made[shift.concierge_key]}"
            routes.append(planned_route(problem, shift, route_id, turn, trip, leave_s))
    moved = proposed_dates(problem, [problem.stops[index] for index in sorted(reasons)])
    unplanned = [
        Unplanned(problem.stops[index], reasons[index], moved[problem.stops[index].stop_id])
        for index in sorted(reasons)
    ]
    late = tuple(
        planned.stop.stop_id
        for route in routes
        for planned in route.stops
        if planned.arrival_s > problem.due_s(planned.stop)
    )
    return RoutePlan(problem, tuple(routes), (*unplanned, *problem.set_aside), late)
