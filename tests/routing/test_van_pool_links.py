from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from geo.hub_location.highs import MipResult, Model, solve_mip
from routing.van_pool import plan_pool, violations
from routing.van_pool.duties import with_breaks
from routing.van_pool.engine import plan_of
from routing.van_pool.engine.links import MOST_LINKS, relinked
from routing.van_pool.engine.rounds import Run, adopt, improve, prepare, relink, sequences_of
from routing.van_pool.problem import RideProblem
from tests.benchmarks.van_day import made_day
from tests.routing.van_pool_cases import Ask, Bus, make

NODES = 100


def a_day(seed: int, requests: int = 9) -> RideProblem:
    """Trips at moments of their own over a day, in a square of 100; three vans of two homes, one with a wheelchair place."""
    random = np.random.default_rng(seed)
    at, opens = random.uniform(0, 100, (requests, 4)), np.sort(random.uniform(0, 2_000, requests))
    asks = [
        Ask((a, b), (c, d), opens=o, closes=o + 300, ride=250, wheelchairs=int(w))
        for (a, b, c, d), o, w in zip(at, opens, random.random(requests) < 0.3, strict=True)
    ]
    buses = [Bus((50, 0), closes=4_000), Bus((50, 0), closes=4_000), Bus((50, 100), 3, 1, closes=4_000, fold=1)]
    return make(asks, buses, service=2.0)


def searched(problem: RideProblem, seed: int = 1, iterations: int = 1) -> Run:
    run = prepare(problem, list(range(len(problem.requests))), seed, None, 10)
    improve(run, iterations, 0.0, 0.0)
    return run


def shortest_links(run: Run) -> float:
    """Length of the shortest plan of the same parts at the same starts: every way to give the parts to the vans."""
    d, t = run.nodes, run.best
    n, parts = len(d.ride), []
    for van, size in enumerate(t.size):
        starts, since = (t.first[van, :size] + t.last[van, :size]) / 2, 1
        for i in range(1, size - 1):
            if t.seats[van, i] == 0 and t.wheels[van, i] == 0:
                stops = t.seq[van, since : i + 1].tolist()
                loads = [(int(t.seats[van, j]), int(t.wheels[van, j])) for j in range(since, i + 1)]
                parts.append((starts[since], starts[i], stops, loads))
                since = i + 1
    parts.sort(key=lambda part: part[0])
    least = np.inf
    for vans in product(range(len(t.size)), repeat=len(parts)):
        at, clock, length = [2 * n + k for k in range(len(t.size))], list(d.early[2 * n :]), 0.0
        for van, (start, end, stops, loads) in zip(vans, parts, strict=True):
            fits = all(s + d.fold[van] * w <= d.van_seats[van] and w <= d.van_wheels[van] for s, w in loads)
            if not fits or clock[van] + d.time[at[van], stops[0]] > start + 1e-6:
                break
            length += d.dist[at[van], stops[0]] + sum(d.dist[a, b] for a, b in pairwise(stops))
            at[van], clock[van] = stops[-1], end + d.service[stops[-1]]
        else:
            home = [2 * n + k for k in range(len(t.size))]
            late = any(clock[k] + d.time[at[k], home[k]] > d.late[home[k]] + 1e-6 for k in range(len(home)))
            if not late:
                least = min(least, length + sum(d.dist[at[k], home[k]] for k in range(len(home))))
    return least


@pytest.mark.parametrize("seed", range(8))
def test_parts_are_linked_in_the_shortest_of_all_ways(seed: int) -> None:
    run = searched(a_day(seed))
    sequences = relinked(run.nodes, run.best, NODES)
    before, least = float(run.best.length.sum()), shortest_links(run)
    if sequences is None:
        assert before == pytest.approx(least)
    else:
        assert adopt(run, sequences)
        assert run.best.length.sum() <= least + 1e-6 < before


def test_some_of_these_days_were_not_linked_in_the_shortest_way() -> None:
    runs = [searched(a_day(seed)) for seed in range(8)]
    assert any(relinked(run.nodes, run.best, NODES) is not None for run in runs)


def test_where_the_relaxation_is_not_whole_the_links_are_as_short_as_among_all_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = prepare(made_day(200, 30, 1), list(range(200)), 1, None, 10)
    improve(run, 800, 0.3, 0.5)
    seen: list[bool] = []

    def among_all(model: Model, *, whole: int, max_nodes: int, start: np.ndarray) -> MipResult:
        seen.append(True)
        return solve_mip(model, whole=whole, max_nodes=max_nodes, start=start)

    monkeypatch.setattr("routing.van_pool.engine.links.solve_mip", among_all)
    few = relinked(run.nodes, run.current, NODES)
    monkeypatch.setattr("routing.van_pool.engine.links.CHOICES", 10_000)
    every = relinked(run.nodes, run.current, NODES)
    assert len(seen) == 2
    assert few is not None
    assert every is not None
    assert length_of(run, few) == pytest.approx(length_of(run, every))
    assert length_of(run, few) < run.current.length.sum()


def length_of(run: Run, sequences: list[list[int]]) -> float:
    d, n = run.nodes, len(run.nodes.ride)
    tours = [[2 * n + van, *sequence, 2 * n + van] for van, sequence in enumerate(sequences)]
    return float(sum(d.dist[a, b] for tour in tours for a, b in pairwise(tour)))


def three_in_a_ring() -> tuple[RideProblem, list[list[int]]]:
    """Three vans of one home; each ends its morning where the next one's evening begins."""
    ends = [(0.0, 90.0), (-80.0, -45.0), (80.0, -45.0)]
    morning = [Ask((0, 0), end, closes=300) for end in ends]
    evening = [Ask(ends[(i + 1) % 3], (0, 0), opens=600, closes=1000) for i in range(3)]
    problem = make(morning + evening, [Bus(seats=1)] * 3)
    return problem, [[i, 6 + i, 3 + i, 9 + i] for i in range(3)]


def test_a_plan_to_start_from_is_linked_anew_within_one_iteration() -> None:
    problem, sequences = three_in_a_ring()
    start = plan_of(problem, list(range(6)), sequences)
    plan = plan_pool(problem, iterations=1, seed=3, start=start, recombinations=0)
    direct = problem.length_m[np.arange(6), 6 + np.arange(6)].sum()
    assert plan.length_m == pytest.approx(direct)
    assert start.length_m > 1.5 * direct
    assert not plan.unserved
    assert not violations(problem, plan)


def test_linking_leaves_a_plan_whose_tours_would_last_too_long_as_it_is() -> None:
    asks = [Ask(0, 50, closes=60), Ask(50, 50, opens=200, closes=210), Ask(50, 0, opens=390, closes=450)]
    problem = make(asks, [Bus(longest=300)] * 3)
    start = plan_of(problem, [0, 1, 2], [[0, 3], [1, 4], [2, 5]])
    run = prepare(problem, [0, 1, 2], 1, start, 10)
    before = run.best.length.sum()
    assert relinked(run.nodes, run.best, NODES) is not None
    relink(run, settled=True)
    assert run.best.length.sum() == before
    assert not violations(problem, plan_of(problem, [0, 1, 2], sequences_of(run)))


def test_a_search_goes_on_from_the_best_once_it_has_settled() -> None:
    run = searched(a_day(4), iterations=300)
    run.current.tour_of[:] = -1
    relink(run, settled=True)
    assert (run.current.tour_of == run.best.tour_of).all()


def test_more_links_than_a_search_can_wait_for_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, sequences = three_in_a_ring()
    run = prepare(problem, list(range(6)), 1, plan_of(problem, list(range(6)), sequences), 10)
    assert MOST_LINKS > 1_000
    monkeypatch.setattr("routing.van_pool.engine.links.MOST_LINKS", 5)
    assert relinked(run.nodes, run.best, NODES) is None


def test_nobody_on_the_road_nothing_to_link() -> None:
    run = prepare(make([Ask(1, 2, party=9)], [Bus(seats=4)]), [0], 1, None, 10)
    assert relinked(run.nodes, run.best, NODES) is None


@pytest.mark.parametrize("seed", range(3))
def test_tails_are_exchanged_only_between_vans_that_may_carry_them(seed: int) -> None:
    random = np.random.default_rng(seed)
    at, opens = random.uniform(0, 100, (30, 4)), random.uniform(0, 3_000, 30)
    asks = [Ask((a, b), (c, d), opens=o, closes=o + 400, ride=250) for (a, b, c, d), o in zip(at, opens, strict=True)]
    problem = make(asks, [Bus((50, 50), closes=5_000)] * 6, service=2.0)
    group = np.arange(6) % 2
    problem = replace(problem, allowed=random.integers(0, 2, 30)[:, None] == group[None, :])
    plan = plan_pool(problem, iterations=1_000, seed=seed)
    assert not plan.unserved
    assert not violations(problem, plan)


@pytest.mark.parametrize("linked", [False, True])
def test_every_break_is_taken_by_its_own_driver(linked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    at, opens = random.uniform(0, 100, (30, 4)), random.uniform(0, 3_000, 30)
    asks = [Ask((a, b), (c, d), opens=o, closes=o + 400, ride=250) for (a, b, c, d), o in zip(at, opens, strict=True)]
    buses = [Bus((50, 50), closes=5_000, pause=(1_000, 2_000, 100))] * 6
    problem = with_breaks(make(asks, buses, service=2.0))
    if not linked:
        monkeypatch.setattr("routing.van_pool.engine.links.MOST_LINKS", 0)
    plan = plan_pool(problem, iterations=1_000, seed=1)
    assert not plan.unserved
    assert not violations(problem, plan)
