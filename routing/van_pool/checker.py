"""An independent check of a van plan: its own reading of the rules, no code shared with the engine.

Belongs here: saying what is wrong with a plan, whoever made it. Does not belong here: repairing it.
"""

from __future__ import annotations

from collections import Counter

from routing.van_pool.problem import REASONS, RidePlan, RideProblem, Tour

TOLERANCE = 1e-4


def violations(problem: RideProblem, plan: RidePlan) -> list[str]:
    """Every rule that the plan breaks, a sentence each; an empty list is a plan that can be driven.

    Checked: each request exactly once, in one tour or unserved with a known reason; pick-up before drop-off in the same
    tour; windows; ride limits; seats and wheelchair places; shifts and longest tours; driving and service times;
    metres.
    """
    found: list[str] = []
    seen: Counter[int] = Counter()
    for left in plan.unserved:
        seen[left.request] += 1
        if left.reason not in REASONS:
            found.append(f"request {left.request}: unknown reason {left.reason!r}")
    for tour in plan.tours:
        for request in {stop.request for stop in tour.stops}:
            seen[request] += 1
    driving = {tour.van for tour in plan.tours}
    at_rest = {  # the break of a van that stays at home
        request
        for request in range(len(problem.requests))
        if problem.requests.duty[request] and not any(problem.allowed[request, van] for van in driving)
    }
    found += [
        f"request {request}: appears {seen[request]} times in tours and unserved together"
        for request in range(len(problem.requests))
        if seen[request] != 1 and not (request in at_rest and seen[request] == 0)
    ]
    found += [f"request {request}: does not exist" for request in seen if not 0 <= request < len(problem.requests)]
    for van, tours in Counter(tour.van for tour in plan.tours).items():
        if tours > 1:
            found.append(f"van {van}: drives {tours} tours at once")
    if found:  # what follows reads the problem by these numbers
        return found
    for tour in plan.tours:
        found += [f"van {tour.van}: {what}" for what in _tour_faults(problem, tour)]
    return found


def _tour_faults(problem: RideProblem, tour: Tour) -> list[str]:
    asked, vans = problem.requests, problem.vans
    faults: list[str] = []
    place, free_at, metres = int(vans.home[tour.van]), tour.departure_s, 0.0
    picked: dict[int, float] = {}
    dropped: set[int] = set()
    seated = wheelchairs = 0
    for at, stop in enumerate(tour.stops, start=1):
        r = stop.request
        pickup = stop.kind == "pickup"
        where = int(asked.pickup[r] if pickup else asked.dropoff[r])
        opens = asked.pickup_from_s[r] if pickup else asked.dropoff_from_s[r]
        closes = asked.pickup_to_s[r] if pickup else asked.dropoff_to_s[r]
        service = asked.boarding_s[r] if pickup else asked.alighting_s[r]
        sign = 1 if pickup else -1
        if stop.place != where:
            faults.append(f"stop {at} is at place {stop.place}, not {where}")
        arrives = free_at + problem.duration_s[place, where]
        metres += problem.length_m[place, where]
        if not abs(arrives - stop.arrival_s) <= TOLERANCE:
            faults.append(f"stop {at} is reached at {stop.arrival_s}, driving says {arrives}")
        if stop.start_s < arrives - TOLERANCE:
            faults.append(f"stop {at} starts before the van is there")
        if not opens - TOLERANCE <= stop.start_s <= closes + TOLERANCE:
            faults.append(f"stop {at} starts at {stop.start_s}, outside its window {opens} - {closes}")
        if abs(stop.departure_s - stop.start_s - service) > TOLERANCE:
            faults.append(f"stop {at} takes {stop.departure_s - stop.start_s} seconds, not {service}")
        if pickup and r in picked:
            faults.append(f"stop {at} picks up request {r} a second time")
        elif pickup:
            picked[r] = stop.departure_s
        elif r not in picked or r in dropped:
            faults.append(f"stop {at} drops off request {r}, which is not on board")
        else:
            dropped.add(r)
            if stop.start_s - picked[r] > asked.max_ride_s[r] + TOLERANCE:
                faults.append(f"request {r} is on board {stop.start_s - picked[r]}, limit {asked.max_ride_s[r]}")
        wheelchairs += sign * int(asked.wheelchairs[r])
        seated += sign * int(asked.party_size[r] - asked.wheelchairs[r])
        if pickup and not problem.allowed[r, tour.van]:
            faults.append(f"stop {at} picks up request {r}, which this van may not carry")
        if pickup and asked.duty[r] and at < len(tour.stops) and tour.stops[at].request != r:
            faults.append(f"stop {at} begins a break that another stop interrupts")
        folded = vans.fold[tour.van] * wheelchairs
        if seated + folded > vans.seats[tour.van] or wheelchairs > vans.wheelchair_places[tour.van]:
            faults.append(f"stop {at} leaves {seated} seated and {wheelchairs} wheelchairs on board, too many")
        if stop.on_board != seated + wheelchairs or stop.wheelchairs != wheelchairs:
            faults.append(f"stop {at} says {stop.on_board} on board, counted {seated + wheelchairs}")
        place, free_at = where, stop.departure_s
    home = int(vans.home[tour.van])
    metres += problem.length_m[place, home]
    if abs(free_at + problem.duration_s[place, home] - tour.return_s) > TOLERANCE:
        faults.append(f"is home at {tour.return_s}, driving says {free_at + problem.duration_s[place, home]}")
    if picked.keys() != dropped:
        faults.append(f"never drops off {sorted(picked.keys() - dropped)}")
    if tour.departure_s < vans.shift_from_s[tour.van] - TOLERANCE:
        faults.append("leaves before its shift")
    if tour.return_s > vans.shift_to_s[tour.van] + TOLERANCE:
        faults.append("is home after its shift")
    if tour.return_s - tour.departure_s > vans.max_tour_s[tour.van] + TOLERANCE:
        faults.append(f"is out for {tour.return_s - tour.departure_s}, longest tour {vans.max_tour_s[tour.van]}")
    if not abs(metres - tour.length_m) <= TOLERANCE * max(1.0, metres):
        faults.append(f"says {tour.length_m} metres, counted {metres}")
    return faults
