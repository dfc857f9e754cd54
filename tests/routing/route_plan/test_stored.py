"""A plan that stands comes back as it was stored; its digest is that of its inputs; a change is repaired and listed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
import sys

import pandas as pd
import pytest

from routing.route_plan import RoutePlan, RouteProblem, plan_frames, plan_routes, repair, violations
from routing.route_plan.frames import change_frame
from routing.route_plan.stored import StoredPlan, digest_of, restored
from tests.routing.route_plan.cases import FIVE, NINE, NOON, problem, random_problem, shift, stop


def stored(plan: RoutePlan) -> StoredPlan:
    frames = plan_frames(plan)
    day = pd.DataFrame({"hub_id": [plan.problem.hub_id], "inputs_sha256": [digest_of(plan.problem)]})
    return StoredPlan(frames.route, frames.route_stop, frames.route_duty, frames.unplanned, day)


def with_duties(count: int, seed: int) -> RouteProblem:
    """A random day in which each concierge has a break at noon and a meeting of an hour."""
    made = random_problem(count, 2, seed)
    own = [
        stop(f"{kind}-{who}", kind=kind, contact=False, service_s=minutes * 60, window_from_s=at, window_to_s=at + 3600,
             only=frozenset({who}), resident_key="", order_ids=(), point=(0.0, 0.0))
        for who in ("B0", "B1")
        for kind, at, minutes in (("break", NOON, 30), ("meeting", NOON + 2 * 3600, 60))
    ]  # fmt: skip
    stops = [*made.stops, *own]
    size = len(stops) + 1
    duration, length = (
        pd.DataFrame(matrix).reindex(index=range(size), columns=range(size))
        for matrix in (made.duration_s, made.length_m)
    )
    for table in (duration, length):  # the hub's own row and column stand for the place of each duty
        for place in range(len(made.stops) + 1, size):
            table.loc[place], table[place] = table.loc[0], table[0]
        table.loc[len(made.stops) + 1 :, len(made.stops) + 1 :] = 0
    return dataclasses.replace(
        made,
        stops=tuple(stops),
        duration_s=duration.to_numpy().astype("int64"),
        length_m=length.to_numpy().astype("int64"),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_plan_comes_back_as_it_was_stored_and_breaks_no_rule(seed: int) -> None:
    plan = plan_routes(with_duties(14, seed), iterations=30)
    again = restored(stored(plan), plan.problem)
    assert {route.route_id: route.stops for route in again.routes} == {
        route.route_id: route.stops for route in plan.routes
    }
    assert [(r.departure_s, r.arrival_s, r.length_m) for r in sorted(again.routes, key=lambda r: r.route_id) if any(
        not each.stop.duty for each in r.stops)] == [(r.departure_s, r.arrival_s, r.length_m) for r in sorted(
            plan.routes, key=lambda r: r.route_id) if any(not each.stop.duty for each in r.stops)]  # fmt: skip
    assert {left.stop.stop_id for left in again.unplanned} == {left.stop.stop_id for left in plan.unplanned}
    assert violations(plan.problem, again) == []


def test_a_stop_that_is_gone_keeps_what_was_stored_of_it_and_is_listed_as_off() -> None:
    made = random_problem(5, 1, 4)
    plan = plan_routes(made, iterations=30)
    kept = [0, 1, 2, 3, 5]
    less = dataclasses.replace(
        made, stops=tuple(each for each in made.stops if each.stop_id != "r3"),
        duration_s=made.duration_s[kept][:, kept], length_m=made.length_m[kept][:, kept],
    )  # fmt: skip
    before = restored(stored(plan), less)
    assert "r3" in {each.stop.stop_id for route in before.routes for each in route.stops}
    mended = repair(before, less, iterations=30)
    frame = change_frame(mended.plan, mended.changes)
    assert frame.loc[frame["stop_id"] == "r3", "what"].tolist() == ["off"]
    assert violations(mended.plan.problem, mended.plan) == []


def test_who_is_absent_gives_the_visits_away_and_the_others_keep_theirs() -> None:
    made = random_problem(8, 2, 5)
    plan = plan_routes(made, iterations=50)
    alone = dataclasses.replace(made, shifts=tuple(each for each in made.shifts if each.concierge_key == "B1"))
    mended = repair(restored(stored(plan), alone), alone, iterations=50)
    now = {each.stop.stop_id: route.shift.concierge_key for route in mended.plan.routes for each in route.stops}
    was = {each.stop.stop_id: route.shift.concierge_key for route in plan.routes for each in route.stops}
    assert set(now.values()) == {"B1"}
    moved = {change.stop_id for change in mended.changes if change.what in ("concierge", "left")}
    assert moved == {name for name, who in was.items() if who == "B0"}


def test_the_digest_is_of_what_a_plan_is_made_from() -> None:
    made = random_problem(6, 2, 6)
    assert digest_of(made) == digest_of(random_problem(6, 2, 6))
    stops = (dataclasses.replace(made.stops[0], service_s=601), *made.stops[1:])
    assert digest_of(dataclasses.replace(made, stops=stops)) != digest_of(made)
    assert digest_of(dataclasses.replace(made, free_s={dt.date(2026, 2, 4): 60})) != digest_of(made)


def test_the_digest_is_the_same_in_another_process() -> None:
    script = (
        "from tests.routing.route_plan.cases import problem, shift, stop\n"
        "from routing.route_plan.stored import digest_of\n"
        "one = stop('a', goods=frozenset({'food', 'laundry', 'x', 'y'}), excluded=frozenset({'p', 'q', 'r'}))\n"
        "print(digest_of(problem([one], [shift('anna', 32400, 61200)], [(5.0, 0.0)])))"
    )
    one = stop("a", goods=frozenset({"food", "laundry", "x", "y"}), excluded=frozenset({"p", "q", "r"}))
    there = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    assert there == digest_of(problem([one], [shift("anna", NINE, FIVE)], [(5.0, 0.0)]))
