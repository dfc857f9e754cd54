"""Is a plan right? Arithmetic of its own, from the text of the problem; it shares only the types with the engine."""

from __future__ import annotations

from collections import Counter

from routing.route_plan.problem import REASONS, UNREACHABLE, PlannedRoute, RoutePlan, RouteProblem


def violations(problem: RouteProblem, plan: RoutePlan) -> list[str]:
    """Every rule of the problem that the plan breaks, a sentence each; empty for a right plan.

    Rules: each stop once in a route or listed as left (with a known reason and a later day), what was set aside listed
    too; one trip a shift, from the hub and back within it; windows on the start; load and number of stops; legs as in
    the matrices, none unreachable; excluded concierges; times and totals that add up.
    """
    found = _everything_once(problem, plan)
    used = Counter(problem.shifts.index(route.shift) if route.shift in problem.shifts else -1 for route in plan.routes)
    alike = Counter(problem.shifts)
    for route in plan.routes:
        found += _trip(problem, route)
    for number, times in used.items():
        if number == -1:
            found.append("A route belongs to no shift of the day.")
        elif times > alike[problem.shifts[number]]:
            found.append(f"The shift of {problem.shifts[number].concierge_key} makes {times} trips.")
    names = Counter(route.route_id for route in plan.routes)
    found += [f"Route id {name} is used {times} times." for name, times in names.items() if times > 1]
    return found


def _everything_once(problem: RouteProblem, plan: RoutePlan) -> list[str]:
    asked = Counter(stop.stop_id for stop in problem.stops) + Counter(left.stop.stop_id for left in problem.set_aside)
    driven = Counter(planned.stop.stop_id for route in plan.routes for planned in route.stops)
    listed = Counter(left.stop.stop_id for left in plan.unplanned)
    found = [f"Stop {stop} is neither planned nor listed." for stop in asked - (driven + listed)]
    found += [f"Stop {stop} appears more often than asked." for stop in (driven + listed) - asked]
    found += [f"Stop {left.stop.stop_id} was set aside and is driven." for left in problem.set_aside
              if driven[left.stop.stop_id]]  # fmt: skip
    for left in plan.unplanned:
        if left.reason not in REASONS:
            found.append(f"Stop {left.stop.stop_id} is left for an unknown reason '{left.reason}'.")
        if left.proposed_date is not None and left.proposed_date <= problem.service_date:
            found.append(f"Stop {left.stop.stop_id} is moved to {left.proposed_date}, which is not a later day.")
    return found


def _trip(problem: RouteProblem, route: PlannedRoute) -> list[str]:
    number = {stop.stop_id: place for place, stop in enumerate(problem.stops, start=1)}
    name, shift, found = route.route_id, route.shift, []
    if not route.stops:
        return [f"{name} has no stops."]
    if route.departure_s < shift.from_s:
        found.append(f"{name} leaves at {route.departure_s} s, before the shift starts at {shift.from_s} s.")
    if route.arrival_s > shift.to_s:
        found.append(f"{name} is back at {route.arrival_s} s, after the shift ends at {shift.to_s} s.")
    clock, place = route.departure_s, 0
    sums = {"length_m": 0, "driving_s": 0, "service_s": 0, "contact_s": 0, "waiting_s": 0}
    for position, planned in enumerate(route.stops, start=1):
        stop = planned.stop
        here = number.get(stop.stop_id)
        if here is None or problem.stops[here - 1] != stop:
            found.append(f"{name} visits {stop.stop_id}, which is not a stop of the problem.")
            return found
        seconds, metres = int(problem.duration_s[place, here]), int(problem.length_m[place, here])
        if planned.position != position:
            found.append(f"{name} numbers {stop.stop_id} {planned.position}, it is stop {position}.")
        if max(seconds, metres) >= UNREACHABLE:
            found.append(f"{name} drives to {stop.stop_id} where there is no way.")
        if (planned.leg_s, planned.leg_m) != (seconds, metres):
            found.append(
                f"{name} takes {planned.leg_s} s, {planned.leg_m} m to {stop.stop_id}; it is {seconds}, {metres}."
            )
        if planned.wait_s < 0 or planned.arrival_s != clock + seconds + planned.wait_s:
            found.append(
                f"{name} rings at {stop.stop_id} at {planned.arrival_s} s, which does not follow from the legs."
            )
        if not stop.window_from_s <= planned.arrival_s <= stop.window_to_s:
            window = f"{stop.window_from_s}-{stop.window_to_s}"
            found.append(f"{name} rings at {stop.stop_id} at {planned.arrival_s} s, outside {window} s.")
        if shift.concierge_key in stop.excluded:
            found.append(f"{name} sends {shift.concierge_key} to {stop.stop_id}, who must not come there.")
        if planned.familiar != (shift.concierge_key in stop.best_known[:2]):
            found.append(f"{name} says wrongly whether {shift.concierge_key} is familiar at {stop.stop_id}.")
        clock, place = planned.arrival_s + stop.service_s, here
        sums["length_m"] += metres
        sums["driving_s"] += seconds
        sums["service_s"] += stop.service_s
        sums["contact_s"] += stop.service_s if stop.contact else 0
        sums["waiting_s"] += planned.wait_s
    seconds, metres = int(problem.duration_s[place, 0]), int(problem.length_m[place, 0])
    if max(seconds, metres) >= UNREACHABLE:
        found.append(f"{name} has no way back to the hub.")
    if (route.back_s, route.back_m) != (seconds, metres) or route.arrival_s != clock + seconds:
        found.append(f"{name} does not end at the hub as the matrix says.")
    sums["length_m"] += metres
    sums["driving_s"] += seconds
    found += [f"{name} reports {total} {getattr(route, total)}, it is {value}." for total, value in sums.items()
              if getattr(route, total) != value]  # fmt: skip
    return found + _load(route)


def _load(route: PlannedRoute) -> list[str]:
    """Goods for all stops on board at the hub; each stop takes its own off and puts its returns on."""
    stops = [planned.stop for planned in route.stops]
    found = []
    if route.shift.max_stops is not None and len(stops) > route.shift.max_stops:
        found.append(f"{route.route_id} has {len(stops)} stops, at most {route.shift.max_stops} fit.")
    if route.shift.capacity_l is not None:
        for done in range(len(stops) + 1):
            on_board = sum(stop.volume_l for stop in stops[done:]) + sum(stop.return_l for stop in stops[:done])
            if on_board > route.shift.capacity_l:
                found.append(
                    f"{route.route_id} carries {on_board} l after {done} stops, {route.shift.capacity_l} l fit."
                )
    return found
