"""Is one trip right? The checker's arithmetic for a trip from the hub and back; the day as a whole is in `checker`."""

from __future__ import annotations

from routing.route_plan.plan import PlannedRoute
from routing.route_plan.problem import DUTIES, UNREACHABLE, RouteProblem, Shift, Stop


def latest_ring(problem: RouteProblem, stop: Stop) -> int:
    """The end of the window, or darkness where that comes first and is not allowed."""
    indoors = stop.after_dark or stop.kind in DUTIES
    return stop.window_to_s if indoors else min(stop.window_to_s, problem.dark_from_s)


def in_reach(stop: Stop, shift: Shift) -> bool:
    """Whether the person may come there, and the vehicle may drive there."""
    if shift.concierge_key in stop.excluded:
        return False
    if stop.only is not None and shift.concierge_key not in stop.only:
        return False
    return not stop.in_zone or shift.vehicle.emission_free


def trip_violations(problem: RouteProblem, route: PlannedRoute) -> list[str]:
    """The rules that one trip breaks, a sentence each."""
    number = {stop.stop_id: place for place, stop in enumerate(problem.stops, start=1)}
    name, shift, found = route.route_id, route.shift, []
    if not route.stops:
        return [f"{name} has no stops."]
    if route.departure_s < shift.from_s:
        found.append(f"{name} leaves at {route.departure_s} s, before the shift starts at {shift.from_s} s.")
    if route.arrival_s > shift.to_s:
        found.append(f"{name} is back at {route.arrival_s} s, after the shift ends at {shift.to_s} s.")
    clock, place = route.departure_s, 0
    sums = dict.fromkeys(("length_m", "driving_s", "service_s", "contact_s", "duty_s", "waiting_s"), 0)
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
        found += _at_the_door(problem, route, stop, planned.arrival_s)
        if planned.familiar != (shift.concierge_key in stop.best_known[:2]):
            found.append(f"{name} says wrongly whether {shift.concierge_key} is familiar at {stop.stop_id}.")
        clock, place = planned.arrival_s + stop.service_s, here
        own = stop.kind in DUTIES
        sums["length_m"] += metres
        sums["driving_s"] += seconds
        sums["service_s"] += 0 if own else stop.service_s
        sums["contact_s"] += stop.service_s if stop.contact and not own else 0
        sums["duty_s"] += stop.service_s if own else 0
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
    return found + _load(problem, route)


def _at_the_door(problem: RouteProblem, route: PlannedRoute, stop: Stop, ring: int) -> list[str]:
    name, who, found = route.route_id, route.shift.concierge_key, []
    if not stop.window_from_s <= ring <= stop.window_to_s:
        found.append(f"{name} rings at {stop.stop_id} at {ring} s, outside {stop.window_from_s}-{stop.window_to_s} s.")
    elif ring > latest_ring(problem, stop):
        found.append(f"{name} rings at {stop.stop_id} at {ring} s, when it is dark.")
    if route.departure_s < stop.release_s:
        found.append(f"{name} leaves at {route.departure_s} s, before the goods of {stop.stop_id} are there.")
    if who in stop.excluded or (stop.only is not None and who not in stop.only):
        found.append(f"{name} sends {who} to {stop.stop_id}, who must not come there.")
    if stop.in_zone and not route.shift.vehicle.emission_free:
        found.append(f"{name} drives a vehicle with exhaust to {stop.stop_id} in a zero-emission zone.")
    return found


def _load(problem: RouteProblem, route: PlannedRoute) -> list[str]:
    """Goods for all stops on board at the hub; each stop takes its own off and puts its returns on."""
    stops, vehicle, name = [planned.stop for planned in route.stops], route.shift.vehicle, route.route_id
    found = []
    doors = [stop for stop in stops if stop.kind not in DUTIES]
    if vehicle.max_stops is not None and len(doors) > vehicle.max_stops:
        found.append(f"{name} has {len(doors)} stops, at most {vehicle.max_stops} fit.")
    cooled = sum(stop.cooled_l for stop in stops)
    if vehicle.cooled_l is not None and cooled > vehicle.cooled_l:
        found.append(f"{name} takes {cooled} l to keep cool, {vehicle.cooled_l} l fit in the box.")
    classes = {each for stop in stops for each in stop.goods}
    found += [
        f"{name} carries {' and '.join(sorted(pair))}, which may not share a load."
        for pair in problem.apart
        if pair <= classes
    ]
    if vehicle.capacity_l is not None:
        for done in range(len(stops) + 1):
            on_board = sum(stop.volume_l for stop in stops[done:]) + sum(stop.return_l for stop in stops[:done])
            if on_board > vehicle.capacity_l:
                found.append(f"{name} carries {on_board} l after {done} stops, {vehicle.capacity_l} l fit.")
    return found
