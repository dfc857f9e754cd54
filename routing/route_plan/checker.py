"""Is a plan right? Arithmetic of its own, from the text of the problem; it shares only the types with the engine.

The rules of one trip are in `checker_trip`; here is what concerns the whole day: all work once, the trips of a shift
after one another, vehicles, batteries, what is left and what is late.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter

from routing.route_plan.checker_trip import in_reach, latest_ring, trip_violations
from routing.route_plan.plan import PlannedRoute, RoutePlan, Unplanned
from routing.route_plan.problem import DUTIES, REASONS, RouteProblem, Shift, Stop


def violations(problem: RouteProblem, plan: RoutePlan) -> list[str]:
    """Every rule of the problem that the plan breaks, a sentence each; empty for a right plan.

    Rules: each stop once in a trip or listed as left (with a known reason and a day that can be), what was set aside
    listed too, nothing left that somebody with nothing to do could do; the trips of a shift one after another within
    it, with the time to reload; no vehicle in two hands; the battery's reserve; and of each trip: windows and darkness
    on the start, goods not before they are there, load, cooled box, number of stops, goods apart, who may come, legs as
    in the matrices, times and totals that add up. Urgent work that is late is named as such.
    """
    found = _everything_once(problem, plan)
    for route in plan.routes:
        found += trip_violations(problem, route)
    shifts: dict[Shift, list[PlannedRoute]] = {}
    for route in plan.routes:
        shifts.setdefault(route.shift, []).append(route)
    for shift, trips in shifts.items():
        if shift in problem.shifts:
            found += _one_after_another(shift, sorted(trips, key=lambda route: route.departure_s))
        else:
            found.append(f"{trips[0].route_id} belongs to no shift of the day.")
    found += _vehicles(list(shifts))
    found += _late(problem, plan)
    found += _idle(problem, plan, [shift for shift in problem.shifts if shift not in shifts])
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
    aside = {left.stop.stop_id for left in problem.set_aside}
    for left in plan.unplanned:
        if left.reason not in REASONS:
            found.append(f"Stop {left.stop.stop_id} is left for an unknown reason '{left.reason}'.")
        if left.stop.stop_id not in aside:
            found += _proposed(problem, left)
    return found


def _proposed(problem: RouteProblem, left: Unplanned) -> list[str]:
    """The day is later, worked and wished; none is named only where there is none in four weeks, or for a duty."""
    stop, day = left.stop, left.proposed_date
    coming = [problem.service_date + dt.timedelta(days=ahead) for ahead in range(1, 29)]
    possible = {each for each in coming if each.isoweekday() in problem.workdays and each.isoweekday() in stop.days}
    if day is None:
        return [f"Stop {stop.stop_id} is left without a day to move to."] if possible and not stop.duty else []
    if day <= problem.service_date:
        return [f"Stop {stop.stop_id} is moved to {day}, which is not a later day."]
    if day not in possible:
        return [f"Stop {stop.stop_id} is moved to {day}, on which nobody works or the resident does not wish it."]
    kept = {each for each in possible if stop.promised_to is not None and each <= stop.promised_to}
    if kept and day not in kept:
        return [f"Stop {stop.stop_id} is moved to {day}, though it was promised by {stop.promised_to}."]
    return []


def _one_after_another(shift: Shift, trips: list[PlannedRoute]) -> list[str]:
    who, found = shift.concierge_key, []
    if [route.trip for route in trips] != list(range(1, len(trips) + 1)):
        found.append(f"The trips of {who} are numbered {[route.trip for route in trips]}.")
    if len(trips) > shift.max_trips:
        found.append(f"The shift of {who} makes {len(trips)} trips, at most {shift.max_trips} may be.")
    for earlier, later in itertools.pairwise(trips):
        if later.departure_s < earlier.arrival_s + shift.reload_s:
            found.append(f"{later.route_id} leaves before {who} is back and has reloaded.")
    vehicle = shift.vehicle
    if vehicle.range_m is None:
        return found
    battery = float(vehicle.range_m)
    for number, route in enumerate(trips):
        if number:
            at_hub = route.departure_s - trips[number - 1].arrival_s
            battery = min(battery + at_hub * vehicle.charge_m_per_s, float(vehicle.range_m))
        battery -= sum(planned.leg_m for planned in route.stops) + route.back_m
        if battery < vehicle.reserve_m - 1e-6:
            found.append(
                f"{route.route_id} drives the battery down to {battery:.0f} m, {vehicle.reserve_m} m must stay."
            )
    return found


def _vehicles(shifts: list[Shift]) -> list[str]:
    found = []
    for place, one in enumerate(shifts):
        for other in shifts[place + 1 :]:
            together = one.from_s < other.to_s and other.from_s < one.to_s
            if one.vehicle_id is not None and one.vehicle_id == other.vehicle_id and together:
                found.append(f"{one.concierge_key} and {other.concierge_key} drive {one.vehicle_id} at the same time.")
    return found


def _late(problem: RouteProblem, plan: RoutePlan) -> list[str]:
    """Urgent stops rung after their time are exactly those that the plan names."""
    past = set()
    for route in plan.routes:
        for planned in route.stops:
            stop = planned.stop
            if stop.urgent:
                could = [shift.from_s for shift in problem.shifts if in_reach(stop, shift)]
                first = max(stop.window_from_s, stop.release_s, min(could, default=0))
                if planned.arrival_s > min(latest_ring(problem, stop), first + problem.prices.urgent_within_s):
                    past.add(stop.stop_id)
    found = [f"Stop {stop} is urgent and late, and the plan does not say so." for stop in sorted(past - set(plan.late))]
    return found + [f"Stop {stop} is named late and is not." for stop in sorted(set(plan.late) - past)]


def _idle(problem: RouteProblem, plan: RoutePlan, idle: list[Shift]) -> list[str]:
    """Work that is left though somebody who makes no trip at all could go there and back."""
    place = {stop.stop_id: number for number, stop in enumerate(problem.stops, start=1)}
    found = []
    for left in plan.unplanned:
        here = place.get(left.stop.stop_id)
        for shift in idle:
            if here is not None and _could_go(problem, left.stop, here, shift):
                found.append(f"Stop {left.stop.stop_id} is left, though {shift.concierge_key} has nothing to do.")
                break
    return found


def _could_go(problem: RouteProblem, stop: Stop, here: int, shift: Shift) -> bool:
    vehicle = shift.vehicle
    there, back = int(problem.duration_s[0, here]), int(problem.duration_s[here, 0])
    metres = int(problem.length_m[0, here]) + int(problem.length_m[here, 0])
    ring = max(max(shift.from_s, stop.release_s) + there, stop.window_from_s)
    in_time = ring <= latest_ring(problem, stop) and ring + stop.service_s + back <= shift.to_s
    one = 0 if stop.kind in DUTIES else 1
    fits = (
        (vehicle.capacity_l is None or max(stop.volume_l, stop.return_l) <= vehicle.capacity_l)
        and (vehicle.max_stops is None or one <= vehicle.max_stops)
        and (vehicle.cooled_l is None or stop.cooled_l <= vehicle.cooled_l)
        and (vehicle.range_m is None or metres + vehicle.reserve_m <= vehicle.range_m)
        and not any(pair <= stop.goods for pair in problem.apart)
    )
    return in_reach(stop, shift) and in_time and fits
