"""The dial-a-ride benchmark: reads Cordeau's format, reports in file numbers, reaches a proven optimum."""

import json
import os
from pathlib import Path

import pytest

from routing.van_pool import plan_pool
from tests.benchmarks.darp import read_instance, result

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
