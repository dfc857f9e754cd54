"""Hub location with capacities on OR-Library's pmedcap: ``python -m tests.benchmarks.cpmp FILE... --json``.

One line an instance with the keys of ``pmedian``. Cost is the distance between points, rounded down, as published.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np

from geo.hub_location import HubProblem, solve
from tests.benchmarks.hub_measure import line, put, warm_up


def read_instances(path: Path) -> dict[str, tuple[HubProblem, float]]:
    """By name: the problem and the best value published.

    A file holds one problem, or (as OR-Library has it) their number and then each: number and best value; n, p,
    capacity; n lines of number, x, y, load.
    """
    numbers = [float(word) for word in path.read_text().split()]
    at = 1 if len(numbers) != 5 + 4 * int(numbers[2]) else 0
    found = {}
    while at < len(numbers):
        number, best, n, p, capacity = (int(value) for value in numbers[at : at + 5])
        rows = np.array(numbers[at + 5 : at + 5 + 4 * n]).reshape(n, 4)
        at += 5 + 4 * n
        steps = rows[:, None, 1:3] - rows[None, :, 1:3]
        cost = np.floor(np.hypot(steps[..., 0], steps[..., 1]))
        ids = tuple(str(i + 1) for i in range(n))
        room = np.full(n, float(capacity))
        found[f"pmedcap{number}"] = (HubProblem(cost, np.ones(n), ids, p, load=rows[:, 3], capacity=room), float(best))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.cpmp", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    parser.add_argument("--seconds", type=float, help="accepted and not used: the work is fixed")
    parser.add_argument("--json", action="store_true", help="one JSON object on a line")
    given = parser.parse_args()
    folder = Path(os.environ.get("WIJK_REALDATA", "/")) / "bench" / "cpmp"
    warm_up()
    for path in given.files or sorted(folder.glob("*.txt"), key=lambda path: (len(path.stem), path.stem)):
        for name, (problem, best) in read_instances(path).items():
            worked = time.process_time()
            solution = solve(problem)
            put(line(name, problem, solution, time.process_time() - worked, best_known=best), given.json)


if __name__ == "__main__":
    main()
