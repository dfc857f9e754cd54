"""The dial-a-ride benchmark: reads Cordeau's format, reports in file numbers, reaches a proven optimum."""

import json
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from routing.van_pool import plan_pool, violations
from routing.van_pool.engine.columns import empty_columns, joined
from routing.van_pool.engine.rounds import improve, keep_best, prepare, recombine
from tests.benchmarks.darp import plan_within, read_instance, result
from tests.routing.van_pool_cases import sample_day

SMALL = """1 2 480 3 30
0 0 0 0 0 0 480
1 3 0 1 1 0 1440
2 0 4 1 1 0 1440
3 3 4 1 -1 100 115
4 0 6 1 -1 0 1440
5 0 0 0 0 0 480
"""


def test_an_instance_is_read_and_its_routes_carry_the_numbers_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "small.txt"
    path.write_text(SMALL)
    problem = read_instance(path)
    assert problem.requests.dropoff_from_s.tolist() == [100, 0]
    assert problem.vans.max_tour_s.tolist() == [480]
    line = result("small", problem, plan_pool(problem, iterations=20), 0.0)
    assert set(line) == {"instance", "cost", "seconds", "unserved", "routes"}
    assert line["unserved"] == []
    assert line["routes"] == [[1, 3, 2, 4]]
    assert line["cost"] == 3 + 4 + 3 + 2 + 6


def test_an_incomplete_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "short.txt"
    path.write_text("\n".join(SMALL.splitlines()[:4]))
    with pytest.raises(ValueError, match="incomplete"):
        read_instance(path)


@pytest.mark.realdata
@pytest.mark.skipif("WIJK_REALDATA" not in os.environ, reason="WIJK_REALDATA does not name the benchmark files")
@pytest.mark.parametrize("name", ["a2-16", "a2-20", "a4-16"])
def test_small_published_instances_are_solved_to_their_proven_optimum(name: str) -> None:
    folder = Path(os.environ["WIJK_REALDATA"]) / "bench" / "darp"
    best = json.loads((folder / "BEST.json").read_text())["best"][name]
    plan = plan_pool(read_instance(folder / f"{name}.txt"), iterations=4000)
    assert not plan.unserved
    assert plan.length_m == pytest.approx(best, abs=0.006)


def test_two_processes_exchange_their_tours_and_the_plan_has_no_violations() -> None:
    problem = sample_day(requests=20, vans=8)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        plan = plan_within(problem, 2.0, 1, pool)
    assert not violations(problem, plan)
    assert not plan.unserved
    assert plan.length_m <= plan_pool(problem, iterations=0).length_m


def test_joined_stores_keep_the_shortest_order_of_a_set_of_requests() -> None:
    parts = []
    for length, order in ((9.0, [0, 1, 2, 3]), (7.0, [1, 0, 2, 3])):
        part = empty_columns(2, 8)
        part.used[:] = 1, 4
        part.stops[0], part.length[0] = 4, length
        part.node[:4] = order
        parts.append(part)
    whole = joined(parts, 2, 1)
    assert whole.used.tolist() == [1, 4]
    assert whole.length[:1].tolist() == [7.0]
    assert whole.node[:4].tolist() == [1, 0, 2, 3]


def test_the_tours_of_one_process_make_the_plan_of_another_shorter() -> None:
    problem = sample_day(requests=20, vans=8)
    first, other = (prepare(problem, list(range(20)), seed, None, 500) for seed in (1, 2))
    improve(other, 500, 0.0, 1.0)
    for run in (first, other):
        keep_best(run)
    whole = first._replace(columns=joined([first.columns, other.columns], 20, 8))
    assert recombine(whole, 100)
    assert whole.best.length.sum() <= other.best.length.sum() + 1e-6
