"""What a plan costs in full: driving, faces, uneven contact, changes, what is left; the search for it is in `climb`.

PyVRP minimises driving, faces and changes of concierge; what depends on the whole day (contact above a fair share, an
announced hour) is weighed here, for `climb` to choose by. `improve` then moves single stops by the full cost.
"""

from __future__ import annotations

from collections.abc import Sequence

from routing.route_plan.insertion import Orders, best_place, with_stop, worth
from routing.route_plan.plan import PlanCost, RoutePlan
from routing.route_plan.problem import RouteProblem, Stop
from routing.route_plan.schedule import Facts, price_of, timeline

ROUNDS = 5
"""How often all stops are looked at for a better place; few do any good after the second."""


def hour_shares(problem: RouteProblem) -> dict[str, float]:
    """Per concierge on duty the part of the whole that is fair: by hours on duty less duties."""
    hours = dict.fromkeys((shift.concierge_key for shift in problem.shifts), 0)
    for shift in problem.shifts:
        hours[shift.concierge_key] += shift.to_s - shift.from_s
    for stop in problem.stops:
        if stop.duty and stop.only is not None:
            for who in stop.only & hours.keys():
                hours[who] = max(hours[who] - stop.service_s, 0)
    total = sum(hours.values())
    return {who: mine / total if total else 0.0 for who, mine in hours.items()}


def balance_s(problem: RouteProblem, contact: dict[str, int]) -> int:
    """The price of contact above the fair share and its tolerance, in seconds of driving."""
    if problem.prices.balance <= 0:
        return 0
    whole = sum(contact.values())
    over = sum(
        max(0.0, contact.get(who, 0) - whole * share * (1 + problem.prices.balance_tolerance))
        for who, share in hour_shares(problem).items()
    )
    return round(problem.prices.balance * over)


def plan_cost(plan: RoutePlan) -> PlanCost:
    """What a plan costs in full."""
    problem = plan.problem
    faces = changes = 0
    contact: dict[str, int] = {}
    for route in plan.routes:
        who = route.shift.concierge_key
        contact[who] = contact.get(who, 0) + route.contact_s
        for planned in route.stops:
            told = problem.announced.get(planned.stop.stop_id)
            moved = told is not None and told.concierge_key != who
            retimed = told is not None and abs(planned.arrival_s - told.arrival_s) > problem.prices.keep_s
            changes += problem.prices.change_s * (moved + (retimed and not moved))
            faces += problem.price_s(planned.stop, who) - problem.prices.change_s * moved
    return PlanCost(
        left_worth=sum(worth(left.stop) for left in plan.unplanned),
        driving_s=sum(route.driving_s for route in plan.routes),
        faces_s=faces,
        balance_s=balance_s(problem, contact),
        changes_s=changes,
    )


def contact_of(facts: Facts, orders: Orders) -> dict[str, int]:
    """Seconds of contact by concierge."""
    contact = {shift.concierge_key: 0 for shift in facts.problem.shifts}
    for shift, trips in zip(facts.problem.shifts, orders, strict=True):
        contact[shift.concierge_key] += sum(contact_s(facts.problem.stops[index]) for trip in trips for index in trip)
    return contact


def contact_s(stop: Stop) -> int:
    """Seconds of contact at a stop; a letterbox and a duty have none."""
    return stop.service_s if stop.contact and not stop.duty else 0


def retimed_s(facts: Facts, number: int, trips: Sequence[Sequence[int]]) -> int:
    """The price of announced hours that one shift does not keep; a visit that changed hands is priced elsewhere."""
    problem = facts.problem
    if not problem.announced:
        return 0
    times = timeline(facts, number, trips)
    assert times is not None, "only trips that fit are priced"
    changed = 0
    for trip, (clock, _) in zip(trips, times, strict=True):
        at = 0
        for index in trip:
            clock = max(clock + facts.legs[at][index + 1], facts.early[index])
            told = problem.announced.get(problem.stops[index].stop_id)
            if told is not None and told.concierge_key == problem.shifts[number].concierge_key:
                changed += abs(clock - told.arrival_s) > problem.prices.keep_s
            clock, at = clock + facts.service[index], index + 1
    return changed * problem.prices.change_s


def cost_of_orders(facts: Facts, orders: Orders) -> int:
    """Seconds of driving and all prices, for trips that fit."""
    return balance_s(facts.problem, contact_of(facts, orders)) + sum(
        price_of(facts, number, trips) + retimed_s(facts, number, trips) for number, trips in enumerate(orders)
    )


def improve(facts: Facts, orders: Orders) -> None:
    """Moves single stops to other shifts while the full cost falls, changing `orders`; they are looked at in order."""
    problem = facts.problem
    for _ in range(ROUNDS):
        moved = False
        for index in range(len(problem.stops)):
            home = _where(orders, index)
            if home is not None and _move(facts, orders, index, home):
                moved = True
        if not moved:
            return


def _where(orders: Orders, index: int) -> tuple[int, int, int] | None:
    for number, trips in enumerate(orders):
        for turn, trip in enumerate(trips):
            if index in trip:
                return number, turn, trip.index(index)
    return None


def _move(facts: Facts, orders: Orders, index: int, home: tuple[int, int, int]) -> bool:
    """Puts one stop in another shift where that lowers the full cost; True where it did."""
    problem = facts.problem
    number, turn, place = home
    rest = [[*trip[:place], *trip[place + 1 :]] if each == turn else trip for each, trip in enumerate(orders[number])]
    rest = [trip for trip in rest if trip] or [[]]
    if timeline(facts, number, rest) is None:  # without the triangle inequality a way may be shorter over this stop
        return False
    contact = contact_of(facts, orders)
    before = balance_s(problem, contact)
    now = price_of(facts, number, orders[number]) + retimed_s(facts, number, orders[number])
    saved = now - price_of(facts, number, rest) - retimed_s(facts, number, rest)
    best: tuple[int, int, list[list[int]]] | None = None
    for other, shift in enumerate(problem.shifts):
        if other == number:
            continue
        after = dict(contact)
        after[problem.shifts[number].concierge_key] -= contact_s(facts.problem.stops[index])
        after[shift.concierge_key] += contact_s(facts.problem.stops[index])
        gain = saved + before - balance_s(problem, after)
        if gain <= 0:
            continue
        found = best_place(facts, orders, other, index, below=gain)
        if found is None:
            continue
        longer = with_stop(orders[other], found[1], found[2], index)
        cost = found[0] + retimed_s(facts, other, longer) - retimed_s(facts, other, orders[other])
        if cost < gain and (best is None or cost - gain < best[0]):
            best = (cost - gain, other, longer)
    if best is None:
        return False
    orders[number], orders[best[1]] = rest, best[2]
    return True
