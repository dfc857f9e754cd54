"""Days of every kind, made by hypothesis and held by the checker: nothing is lost and no rule is broken."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.route_plan import (
    UNREACHABLE,
    RoutePlan,
    RouteProblem,
    Shift,
    Stop,
    Unplanned,
    plan_routes,
    repair,
    violations,
)
from tests.routing.route_plan.cases import FIVE, NINE, NOON, TEN, TUESDAY, problem, random_problem, shift, stop

SECOND = st.integers(8 * 3600, 18 * 3600)
GOODS = st.sampled_from([frozenset(), frozenset({"dirty"}), frozenset({"food"}), frozenset({"clean"})])
APART = frozenset({frozenset({"dirty", "food"}), frozenset({"dirty", "clean"})})


def held(plan: RoutePlan) -> None:
    """No rule is broken, and each stop is driven or listed, once."""
    assert violations(plan.problem, plan) == []
    driven = [planned.stop.stop_id for route in plan.routes for planned in route.stops]
    asked = [each.stop_id for each in plan.problem.stops] + [left.stop.stop_id for left in plan.problem.set_aside]
    assert sorted([*driven, *(left.stop.stop_id for left in plan.unplanned)]) == sorted(asked)


@st.composite
def stops_of(draw: st.DrawFn, names: list[str]) -> list[Stop]:
    """Up to nine rings with impossible windows, late goods, zones, urgent and barred ones; and duties."""
    made = [
        stop(
            f"s{number}",
            contact=draw(st.booleans()),
            service_s=draw(st.sampled_from([0, 90, 600, 3600])),
            window_from_s=draw(st.one_of(st.just(0), SECOND)),
            window_to_s=draw(st.one_of(st.just(86400), SECOND)),
            release_s=draw(st.sampled_from([0, 0, NOON])),
            volume_l=draw(st.integers(0, 60)),
            return_l=draw(st.sampled_from([0, 0, 40])),
            cooled_l=draw(st.sampled_from([0, 0, 10])),
            goods=draw(GOODS),
            weight=draw(st.integers(1, 3)),
            urgent=draw(st.integers(0, 4)) == 0,
            familiarity={name: 1.0 for name in names if draw(st.booleans())},
            excluded=frozenset(name for name in names if draw(st.integers(0, 4)) == 0),
            in_zone=draw(st.integers(0, 3)) == 0,
            after_dark=draw(st.booleans()),
            days=draw(st.sampled_from([frozenset(range(1, 8)), frozenset({2}), frozenset({4})])),
            promised_to=draw(st.sampled_from([None, TUESDAY, TUESDAY + dt.timedelta(days=3)])),
        )
        for number in range(draw(st.integers(0, 9)))
    ]
    for name in names:
        if draw(st.booleans()):
            start = draw(SECOND)
            made.append(stop(f"d-{name}", kind=draw(st.sampled_from(["break", "meeting", "free"])), contact=False,
                             service_s=1800, window_from_s=start, window_to_s=start + draw(st.sampled_from([0, 3600])),
                             only=frozenset({name})))  # fmt: skip
    return made


@st.composite
def shifts_of(draw: st.DrawFn, names: list[str]) -> list[Shift]:
    made = []
    for name in names:
        start = draw(st.integers(8 * 3600, 16 * 3600))
        made.append(
            shift(
                name,
                start,
                start + draw(st.integers(0, 5 * 3600)),
                capacity_l=draw(st.one_of(st.none(), st.integers(1, 200))),
                max_stops=draw(st.sampled_from([None, 3])),
                cooled_l=draw(st.sampled_from([None, 0, 15])),
                range_m=draw(st.sampled_from([None, 9000])),
                reserve_m=1000,
                charge_m_per_s=draw(st.sampled_from([0.0, 2.0])),
                emission_free=draw(st.booleans()),
                max_trips=draw(st.integers(1, 3)),
            )
        )
    return made


@st.composite
def days(draw: st.DrawFn) -> RouteProblem:
    """Days with impossible windows, too much work, no shifts, one stop, equal addresses, islands, every rule on."""
    names = ["anna", "ben", "cor"][: draw(st.integers(0, 3))]
    stops, shifts = draw(stops_of(names)), draw(shifts_of(names))
    coordinate = st.sampled_from([0.0, 250.0, 1500.0, 4000.0])
    points = [(draw(coordinate), draw(coordinate)) for _ in stops]
    asked = problem(
        stops,
        shifts,
        points,
        apart=draw(st.sampled_from([frozenset(), APART])),
        dark_from_s=draw(st.sampled_from([86400, 15 * 3600])),
        balance=draw(st.sampled_from([0.0, 0.5])),
        urgent_within_s=draw(st.sampled_from([600, 7200])),
    )
    for island in draw(st.sets(st.integers(1, len(stops)), max_size=2)) if stops else ():
        asked.duration_s[:, island] = UNREACHABLE
        asked.length_m[:, island] = UNREACHABLE
        asked.duration_s[island, island] = asked.length_m[island, island] = 0
    return asked


@settings(max_examples=150, deadline=None)
@given(asked=days(), seed=st.integers(0, 3))
def test_every_stop_is_planned_or_listed_and_the_checker_finds_nothing(asked: RouteProblem, seed: int) -> None:
    held(plan_routes(asked, iterations=40, seed=seed))


@settings(max_examples=60, deadline=None)
@given(asked=days(), data=st.data())
def test_a_repaired_plan_keeps_every_rule_too(asked: RouteProblem, data: st.DataObject) -> None:
    before = plan_routes(asked, iterations=20)
    ill = data.draw(st.sampled_from(["nobody", "anna", "ben"]))
    changed = dataclasses.replace(asked, shifts=tuple(each for each in asked.shifts if each.concierge_key != ill))
    now_s = data.draw(st.sampled_from([0, TEN, NOON]))
    held(repair(before, changed, now_s=now_s, iterations=20).plan)


def test_without_vehicles_and_people_everything_is_listed() -> None:
    plan = plan_routes(random_problem(20, 0, 1))
    held(plan)
    assert len(plan.unplanned) == 20


def test_when_all_residents_are_away_nobody_drives() -> None:
    away = tuple(Unplanned(stop(f"r{number}"), "window", None) for number in range(5))
    plan = plan_routes(problem([], [shift("anna")], [], set_aside=away))
    held(plan)
    assert plan.routes == ()


def test_residents_at_one_address_are_rung_one_after_another() -> None:
    plan = plan_routes(problem([stop(f"r{number}") for number in range(12)], [shift("anna")], [(300.0, 0.0)] * 12))
    held(plan)
    assert [len(route.stops) for route in plan.routes] == [12]
    assert plan.routes[0].driving_s == 120


def test_a_thousand_stops_of_which_half_fit_are_planned_and_listed() -> None:
    asked = random_problem(1000, 10, 3, hours=(NINE, FIVE))
    started = time.process_time()
    plan = plan_routes(asked, iterations=20)
    assert time.process_time() - started < 120.0  # about 15 s of a processor
    held(plan)
    assert 300 < len(plan.unplanned) < 800
