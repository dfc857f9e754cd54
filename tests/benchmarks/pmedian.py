"""Hub location on OR-Library's p-median: ``python -m tests.benchmarks.pmedian FILE... --json``.

One line an instance: instance, model, n, p, objective, bound, gap, status, seconds, peak_mb. Seconds are those of the
search, after the file was read (shortest paths between all pairs are part of reading) and the arithmetic compiled once.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np
import scipy.sparse.csgraph

from geo.hub_location import HubProblem, solve
from tests.benchmarks.hub_measure import line, put, warm_up


def read_instance(path: Path) -> HubProblem:
    """Reads n, edges, p and the edges (from, to, length); of an edge given twice the last length holds."""
    numbers = np.array(path.read_text().split(), dtype=np.int64)
    n, edges, p = (int(number) for number in numbers[:3])
    if len(numbers) != 3 + 3 * edges:
        raise ValueError(f"{path.name}: {len(numbers) - 3} numbers for {edges} edges; the file is incomplete.")
    length = np.full((n, n), np.inf)
    for start, end, between in numbers[3:].reshape(-1, 3):
        length[start - 1, end - 1] = length[end - 1, start - 1] = between
    np.fill_diagonal(length, 0.0)
    cost = scipy.sparse.csgraph.shortest_path(length, method="D", directed=False)
    return HubProblem(cost, np.ones(n), tuple(str(i + 1) for i in range(n)), p)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.pmedian", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    parser.add_argument("--seconds", type=float, help="accepted and not used: the work is fixed")
    parser.add_argument("--json", action="store_true", help="one JSON object on a line")
    given = parser.parse_args()
    folder = Path(os.environ.get("WIJK_REALDATA", "/")) / "bench" / "pmedian"
    files = given.files or sorted(folder.glob("pmed*[0-9].txt"), key=lambda path: int(path.stem[4:]))
    warm_up()
    for path in files:
        problem = read_instance(path)
        started = time.process_time()
        solution = solve(problem)
        put(line(path.stem, problem, solution, time.process_time() - started), given.json)


if __name__ == "__main__":
    main()
