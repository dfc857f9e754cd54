from dataclasses import replace

import numba
import numpy as np
import pytest

from routing.van_pool import RideProblem, plan_pool
from routing.van_pool.engine import compile_ahead
from routing.van_pool.engine.rounds import Run, improve, prepare
from routing.van_pool.engine.search import put_in_turn, repair, search
from routing.van_pool.engine.tours import least_starts, recalled_insertion, remove_marked
from tests.routing.van_pool_cases import Ask, Bus, make

REQUESTS = 14


def test_what_is_compiled_ahead_is_what_a_real_problem_runs() -> None:
    compile_ahead()
    before = [list(each.signatures) for each in (repair, search)]
    plan_pool(make([Ask(1, 2), Ask(3, 4), Ask(5, 2)], [Bus(), Bus(3)]), iterations=5, seed=1)
    assert [list(each.signatures) for each in (repair, search)] == before


@numba.njit
def recalled(d, t, memo, van, r, bound, position, trial, starts):  # inner functions have no door to Python
    return recalled_insertion(d, t, memo, van, r, bound, position, trial, starts)


@numba.njit
def put_back_in_turn(d, t, memo, pool, margin, left, bank, state, room):
    return put_in_turn(d, t, memo, pool, margin, left, bank, state, room)


@numba.njit
def take_out(d, t, marked, position):
    return remove_marked(d, t, marked, position)


def on_a_slope(seed: int) -> RideProblem:
    """Fourteen requests and two vans on a slope: the way up takes half as long again as the way down."""
    random = np.random.default_rng(seed)
    at, opens = random.uniform(0, 100, (REQUESTS, 2)), random.uniform(0, 500, REQUESTS)
    asks = [
        Ask(a, b, opens=o, closes=o + 250, ride=60 + abs(a - b), wheelchairs=int(w))
        for (a, b), o, w in zip(at, opens, random.random(REQUESTS) < 0.2, strict=True)
    ]
    problem = make(asks, [Bus(50, 3, 1, fold=1, longest=600), Bus(20, 4)], service=2.0)
    x = np.concatenate([at[:, 0], at[:, 1], [50, 20]])
    uphill = 0.5 * np.maximum(0.0, x[None, :] - x[:, None])
    return replace(problem, duration_s=problem.duration_s + uphill, length_m=problem.length_m + uphill)


def cheapest(run: Run, van: int, r: int) -> float:
    """Least extra length over all places, each proved by its own schedule and loads; inf when there is none."""
    d, size = run.nodes, int(run.current.size[van])
    order = run.current.seq[van, :size].tolist()
    n, least = len(d.ride), np.inf
    for a in range(1, size):
        for b in range(a, size):
            longer = np.array([*order[:a], r, *order[a:b], n + r, *order[b:]])
            seats = np.cumsum([_change(d.seats, node) for node in longer])
            wheels = np.cumsum([_change(d.wheels, node) for node in longer])
            fits = (seats + d.fold[van] * wheels <= d.van_seats[van]).all() and (wheels <= d.van_wheels[van]).all()
            if fits and least_starts(d, van, longer, len(longer), run.room.position, np.zeros(len(longer))):
                ways = d.dist[longer[:-1], longer[1:]].sum() - d.dist[order[:-1], order[1:]].sum()
                least = min(least, float(ways))
    return least


def _change(of: np.ndarray, node: int) -> int:
    n = len(of)
    return int(of[node]) if node < n else -int(of[node - n]) if node < 2 * n else 0


@pytest.mark.parametrize("seed", range(6))
def test_an_insertion_is_the_cheapest_that_has_a_schedule_whatever_memory_holds(seed: int) -> None:
    problem = on_a_slope(seed)
    run = prepare(problem, list(range(REQUESTS)), seed, None, 10)
    room, found, missing = run.room, 0, 0
    for van in range(2):
        outside = [r for r in range(REQUESTS) if run.current.tour_of[r] != van]
        for r in outside:
            least = cheapest(run, van, r)
            found, missing = found + np.isfinite(least), missing + np.isinf(least)
            for bound in (0.5 * least, 1.5 * least, np.inf, 0.9 * least):  # what is only bounded is asked again
                asked = recalled(
                    run.nodes, run.current, run.memo, van, r, bound, room.position, room.trial, room.starts
                )
                assert asked[0] == pytest.approx(least) or (asked[0] == np.inf and bound <= least)
    assert found
    assert missing


def test_vans_with_homes_in_one_place_are_alike_whatever_the_number_of_the_place() -> None:
    run = prepare(make([Ask(1, 2)], [Bus(0), Bus(3), Bus(0), Bus(0, seats=8), Bus(3)]), [0], 1, None, 10)
    assert run.nodes.van_class.tolist() == [0, 1, 0, 2, 1]


@pytest.mark.parametrize("way", ["regret", "in turn"])
def test_requests_come_back_unless_the_tours_grow_by_more_than_they_may(way: str) -> None:
    """Three rides on a line, one van at 0: there and back to 30, 60 metres whatever the order."""

    def back(left: float) -> tuple[bool, float]:
        run = prepare(make([Ask(5, 10), Ask(10, 20), Ask(20, 30)], [Bus()]), [0, 1, 2], 1, None, 10)
        run.room.marked[:] = 1
        d, t, room, pool = run.nodes, run.current, run.room, np.arange(3)
        take_out(d, t, room.marked, room.position)
        if way == "regret":
            held = repair(d, t, run.memo, pool, 2, 0.0, left, 1000.0, run.state, room)
        else:
            held = put_back_in_turn(d, t, run.memo, pool, 1.0, left, 1000.0, run.state, room)
        return bool(held), float(t.length.sum())

    assert back(np.inf) == (True, 60.0)
    assert back(60.1) == (True, 60.0)
    assert not back(59.9)[0]


def test_at_the_end_of_a_search_nobody_waits_for_a_better_place() -> None:
    """Six rides at the door and one far off, dearer than three lengths per request: at first it may wait."""
    run = prepare(make([Ask(0, 0.5 + 0.1 * i) for i in range(6)] + [Ask(90, 95)], [Bus()]), list(range(7)), 1, None, 10)
    improve(run, 600, 0.0, 1.0)
    assert run.current.tour_of.tolist() == [0] * 7
