"""Times of one trip: when to leave, when to ring, what it drives; None where the order of stops does not fit.

Used by the engine to repair and to report. The checker has its own arithmetic and does not come here.
"""

from __future__ import annotations

from collections.abc import Sequence

from routing.route_plan.problem import UNREACHABLE, PlannedRoute, PlannedStop, RouteProblem, Shift


def fits_load(problem: RouteProblem, shift: Shift, order: Sequence[int]) -> bool:
    """True where the load never exceeds the vehicle: all goods on board at the hub, returns added on the way."""
    stops = [problem.stops[index] for index in order]
    if shift.max_stops is not None and len(stops) > shift.max_stops:
        return False
    if shift.capacity_l is None:
        return True
    load = sum(stop.volume_l for stop in stops)
    if load > shift.capacity_l:
        return False
    for stop in stops:
        load += stop.return_l - stop.volume_l
        if load > shift.capacity_l:
            return False
    return True


def departure(problem: RouteProblem, shift: Shift, order: Sequence[int], *, free: int | None = None) -> int | None:
    """The departure (seconds since midnight) that waits least and is back no later, or None where the order cannot be.

    The window of stop `free` is left out of account. Forward time slack as in Savelsbergh (1992): leave later by what
    would be waited, as far as later windows allow.
    """
    clock, at, waited, slack = shift.from_s, 0, 0, shift.to_s
    for index in order:
        stop = problem.stops[index]
        leg = int(problem.duration_s[at, index + 1])
        if leg >= UNREACHABLE or shift.concierge_key in stop.excluded:
            return None
        clock += leg
        if index != free:
            waited += max(0, stop.window_from_s - clock)
            clock = max(clock, stop.window_from_s)
            if clock > stop.window_to_s:
                return None
            slack = min(slack, waited + stop.window_to_s - clock)
        clock, at = clock + stop.service_s, index + 1
    back = int(problem.duration_s[at, 0])
    if back >= UNREACHABLE or clock + back > shift.to_s:
        return None
    return shift.from_s + min(waited, slack)


def driving_price(problem: RouteProblem, shift: Shift, order: Sequence[int]) -> int:
    """Seconds driven plus the price of unfamiliar faces: what the engine minimises, for one trip."""
    at, total = 0, 0
    for index in order:
        total += int(problem.duration_s[at, index + 1]) + problem.price_s(problem.stops[index], shift.concierge_key)
        at = index + 1
    return total + int(problem.duration_s[at, 0])


def planned_route(
    problem: RouteProblem, shift: Shift, route_id: str, order: Sequence[int], leave_s: int
) -> PlannedRoute:
    """The trip with all its times, leaving at `leave_s`; the order must have been found to fit."""
    clock, at, planned = leave_s, 0, []
    for position, index in enumerate(order, start=1):
        stop = problem.stops[index]
        leg = int(problem.duration_s[at, index + 1])
        wait = max(0, stop.window_from_s - clock - leg)
        clock += leg + wait
        planned.append(
            PlannedStop(
                stop=stop,
                position=position,
                arrival_s=clock,
                leg_s=leg,
                leg_m=int(problem.length_m[at, index + 1]),
                wait_s=wait,
                familiar=shift.concierge_key in stop.best_known,
            )
        )
        clock, at = clock + stop.service_s, index + 1
    back = int(problem.duration_s[at, 0])
    return PlannedRoute(
        route_id, shift, leave_s, clock + back, tuple(planned), back_s=back, back_m=int(problem.length_m[at, 0])
    )
