"""When something changes: the plan of before is mended, not thrown over, and what changed is listed.

A late order, a concierge who falls ill, a stop that is off: make the new problem, then `repair`. Only how much of the
old plan stays is decided here; the search is the engine's.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

from pyvrp.stop import MaxIterations

from routing.route_plan.engine import Search, plan_with
from routing.route_plan.insertion import Orders, eject, insert
from routing.route_plan.objective import plan_cost
from routing.route_plan.plan import RoutePlan
from routing.route_plan.problem import Announced, RouteProblem, Stop
from routing.route_plan.schedule import facts_of

What = Literal["new", "off", "left", "planned", "concierge", "time"]

NOTABLE_S = 300
"""A ring that moves by less than this is not listed: nobody was told the minute."""


@dataclass(frozen=True)
class Change:
    """What is different for one stop: new or off the list, left out or planned after all, another concierge or time."""

    stop_id: str
    resident_key: str
    what: What
    before: Announced | None
    after: Announced | None


@dataclass(frozen=True, eq=False)
class Repair:
    """The mended plan, of a problem that knows what was announced, and what changed."""

    plan: RoutePlan
    changes: tuple[Change, ...]


def announced_by(plan: RoutePlan) -> dict[str, Announced]:
    """By stop_id who comes when, as a plan says."""
    return {
        planned.stop.stop_id: Announced(route.shift.concierge_key, planned.arrival_s)
        for route in plan.routes
        for planned in route.stops
    }


def repair(
    before: RoutePlan, problem: RouteProblem, *, now_s: int = 0, iterations: int = 1000, seed: int = 1
) -> Repair:
    """A plan of the new problem that stays near the plan of before.

    Args: the plan that was announced; the new problem (stops, shifts and matrices as they are now); the time of day
    since when the rest can still change (0: before the day); iterations and seed of the search.

    Two plans are made, the dearer one is dropped: (1) all stay where they were, and only what is new or lost its
    concierge is put in; (2) a search from there, in which an announced visit with another concierge or at an hour over
    `keep_s` away costs `change_s`. What was done before `now_s`, or is being driven to, stays as it is; goods that left
    the hub stay with their concierge; nothing else rings before `now_s`. Who went home ill keeps a shift until then, or
    what was done by then is taken as off the list.
    """
    asked = _as_of(before, problem, now_s)
    facts = facts_of(asked)
    orders = _orders_of(before, asked)
    eject(facts, orders)
    there = {index for trips in orders for trip in trips for index in trip}
    insert(facts, orders, [index for index in range(len(asked.stops)) if index not in there])
    kept = plan_with(asked, Search(lambda: MaxIterations(0), seed), start=orders)
    searched = plan_with(asked, Search(lambda: MaxIterations(iterations), seed), start=orders)
    plan = min((kept, searched), key=lambda each: (plan_cost(each).left_worth, plan_cost(each).total_s))
    return Repair(plan, changes(before, plan))


def changes(before: RoutePlan, after: RoutePlan) -> tuple[Change, ...]:
    """What is different between two plans of a day, by stop_id; nothing for a ring that moved under five minutes."""
    was, now = announced_by(before), announced_by(after)
    stops = {
        planned.stop.stop_id: planned.stop
        for plan in (before, after)
        for route in plan.routes
        for planned in route.stops
    } | {left.stop.stop_id: left.stop for plan in (before, after) for left in plan.unplanned}
    known = was.keys() | {left.stop.stop_id for left in before.unplanned}
    listed = now.keys() | {left.stop.stop_id for left in after.unplanned}
    found = []
    for name in sorted(stops):
        old, new = was.get(name), now.get(name)
        what: What | None = None
        if name not in known:
            what = "new"
        elif name not in listed:
            what = "off"
        elif old is not None and new is None:
            what = "left"
        elif old is None and new is not None:
            what = "planned"
        elif old is not None and new is not None and old.concierge_key != new.concierge_key:
            what = "concierge"
        elif old is not None and new is not None and abs(old.arrival_s - new.arrival_s) >= NOTABLE_S:
            what = "time"
        if what is not None:
            found.append(Change(name, stops[name].resident_key, what, old, new))
    return tuple(found)


def _as_of(before: RoutePlan, problem: RouteProblem, now_s: int) -> RouteProblem:
    """The problem with what was announced, in which the past stands still."""
    told = announced_by(before)
    if not now_s:
        return dataclasses.replace(problem, announced={**told, **problem.announced})
    on_duty = {shift.concierge_key for shift in problem.shifts}
    fixed: dict[str, Announced] = {}  # done, or being driven to
    with_goods: dict[str, str] = {}  # on board of a trip that left
    for route in before.routes:
        if route.departure_s >= now_s:
            continue
        for place, planned in enumerate(route.stops):
            previous = route.stops[place - 1] if place else None
            done_before = route.departure_s if previous is None else previous.arrival_s + previous.stop.service_s
            who = route.shift.concierge_key
            with_goods[planned.stop.stop_id] = who
            if done_before < now_s:
                fixed[planned.stop.stop_id] = Announced(who, planned.arrival_s)
    keep, stops = [0], []
    for place, stop in enumerate(problem.stops, start=1):
        past = fixed.get(stop.stop_id)
        if past is not None and past.arrival_s < now_s and past.concierge_key not in on_duty:
            continue
        keep.append(place)
        stops.append(_now(stop, now_s, past, with_goods.get(stop.stop_id), on_duty))
    return dataclasses.replace(
        problem,
        stops=tuple(stops),
        duration_s=problem.duration_s[keep][:, keep],
        length_m=problem.length_m[keep][:, keep],
        announced={**told, **problem.announced},
    )


def _now(stop: Stop, now_s: int, past: Announced | None, carrier: str | None, on_duty: set[str]) -> Stop:
    """A stop as of now: as it was rung, still with its carrier, or free but not before now."""
    if past is not None and past.concierge_key in on_duty:
        return dataclasses.replace(
            stop, window_from_s=past.arrival_s, window_to_s=past.arrival_s, only=frozenset({past.concierge_key}),
            after_dark=True, urgent=False,
        )  # fmt: skip
    early = max(stop.window_from_s, now_s)
    if carrier in on_duty and carrier is not None and stop.volume_l:
        return dataclasses.replace(stop, window_from_s=early, only=frozenset({carrier}))
    release = max(stop.release_s, now_s) if stop.volume_l else stop.release_s
    return dataclasses.replace(stop, window_from_s=early, release_s=release)


def _orders_of(before: RoutePlan, problem: RouteProblem) -> Orders:
    """The trips of before, in the shifts of the same concierge, of the stops that are still there."""
    index = {stop.stop_id: place for place, stop in enumerate(problem.stops)}
    facts = facts_of(problem)
    orders: Orders = []
    for number, shift in enumerate(problem.shifts):
        mine = [route for route in before.routes if route.shift.concierge_key == shift.concierge_key
                and shift.from_s < route.arrival_s and route.departure_s < shift.to_s]  # fmt: skip
        trips = [[index[each.stop.stop_id] for each in route.stops if each.stop.stop_id in index] for route in mine]
        taken = {each for other in orders for trip in other for each in trip}
        trips = [[each for each in trip if each not in taken and facts.allowed[number, each]] for trip in trips]
        orders.append([trip for trip in trips if trip] or [[]])
    return orders
