"""The VRPTW benchmark: an instance by hand, and the published ones where they are at hand."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import pytest

from tests.benchmarks import vrptw

LITTLE = """LITTLE

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0       100          0
    1      3         4          6          0       100          1
    2      6         8          6          0       100          1
    3     -3         4          4         50        60          1
"""


@pytest.fixture
def little(tmp_path: Path) -> Path:
    path = tmp_path / "little.txt"
    path.write_text(LITTLE)
    return path


def test_a_little_instance_is_solved_and_printed_with_the_agreed_keys(
    little: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vrptw.main([str(little), "--seconds", "0.2", "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert set(line) == {"instance", "vehicles", "distance", "seconds", "feasible", "routes"}
    # Customers 1 and 2 do not fit together: 1 alone is 10; 2 and then 3 (open from 50) are 10 + sqrt(81 + 16) + 5.
    assert (line["instance"], line["vehicles"], line["feasible"]) == ("LITTLE", 2, True)
    assert line["distance"] == pytest.approx(25 + math.sqrt(97), abs=1e-4)
    assert sorted(sorted(route) for route in line["routes"]) == [[1], [2, 3]]


def test_wrong_routes_do_not_hold(little: Path) -> None:
    instance = vrptw.read(little)
    assert vrptw.holds(instance, [[1, 3], [2]])
    assert not vrptw.holds(instance, [[1, 3]])
    assert not vrptw.holds(instance, [[1, 2], [3]])
    assert not vrptw.holds(instance, [[1], [2], [3]])


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text("hello\n")
    with pytest.raises(ValueError, match="not in Solomon's format"):
        vrptw.read(path)


@pytest.mark.realdata
def test_c101_is_solved_to_the_best_known_distance() -> None:
    folder = os.environ.get("WIJK_REALDATA")
    if folder is None:
        pytest.skip("WIJK_REALDATA is not set: the published instances are not at hand")
    (line,) = vrptw.run([Path(folder) / "bench" / "vrptw" / "C101.txt"], 2.0, 1)
    assert line["feasible"]
    assert line["distance"] == pytest.approx(828.94, abs=0.01)
