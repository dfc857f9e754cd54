"""Hub location on OR-Library's p-median: ``python -m tests.benchmarks.pmedian FILE... --json``.

One line an instance: instance, model, n, p, objective, bound, gap, status, seconds, peak_mb. Seconds are those of the
search, after the file was read (shortest paths between all pairs are part of reading) and the arithmetic compiled once.
``--generated`` makes twenty networks of the size of pmed21 - pmed40 in OR-Library's way, from seeds; ``--peer`` solves
each with spopt (PySAL) and CBC too, in the same run: ``peer_objective``, ``peer_seconds`` (model and search) and
``times_faster``.
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
    return _problem(length, p)


SIZES = (
    (500, 5), (500, 10), (500, 50), (500, 100), (500, 167), (600, 5), (600, 10), (600, 60), (600, 120), (600, 200),
    (700, 5), (700, 10), (700, 70), (700, 140), (800, 5), (800, 10), (800, 80), (900, 5), (900, 10), (900, 90),
)  # fmt: skip
"""n and p of pmed21 - pmed40."""


def generated(number: int) -> HubProblem:
    """A network of the size of pmed``number``: a path through all points and random edges, n * n / 50 in all, of length
    1 to 100 (Beasley 1985)."""
    n, p = SIZES[number - 21]
    rng = np.random.default_rng(number)
    order, more = rng.permutation(n), n * n // 50 - (n - 1)
    pairs = np.vstack([np.column_stack([order[:-1], order[1:]]), rng.integers(0, n, (more, 2))])
    length = np.full((n, n), np.inf)
    for (start, end), between in zip(pairs, rng.integers(1, 101, len(pairs)), strict=True):
        if start != end:
            length[start, end] = length[end, start] = between
    return _problem(length, p)


def _problem(length: np.ndarray, p: int) -> HubProblem:
    np.fill_diagonal(length, 0.0)
    cost = scipy.sparse.csgraph.shortest_path(length, method="D", directed=False)
    return HubProblem(cost, np.ones(len(cost)), tuple(str(i + 1) for i in range(len(cost))), p)


def peer(problem: HubProblem) -> dict[str, float]:
    """The same problem by spopt with CBC: objective, and seconds of building and solving the model."""
    import pulp
    from spopt.locate import PMedian

    started = time.perf_counter()
    model = PMedian.from_cost_matrix(np.asarray(problem.cost_s), problem.weights, p_facilities=problem.p)
    model = model.solve(pulp.PULP_CBC_CMD(msg=False))
    seconds = time.perf_counter() - started
    return {"peer_objective": float(pulp.value(model.problem.objective)), "peer_seconds": round(seconds, 3)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.pmedian", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    parser.add_argument("--seconds", type=float, help="accepted and not used: the work is fixed")
    parser.add_argument("--json", action="store_true", help="one JSON object on a line")
    parser.add_argument("--generated", action="store_true", help="twenty made networks in place of files")
    parser.add_argument("--peer", action="store_true", help="spopt with CBC beside it")
    given = parser.parse_args()
    folder = Path(os.environ.get("WIJK_REALDATA", "/")) / "bench" / "pmedian"
    files = given.files or sorted(folder.glob("pmed*[0-9].txt"), key=lambda path: int(path.stem[4:]))
    if given.generated:
        instances = ((f"made{number}", generated(number)) for number in range(21, 41))
    else:
        instances = ((path.stem, read_instance(path)) for path in files)
    warm_up()
    for name, problem in instances:
        started = time.process_time()
        solution = solve(problem)
        worked = time.process_time() - started
        more = peer(problem) if given.peer else {}
        if given.peer:
            more["times_faster"] = round(more["peer_seconds"] / solution.seconds, 1)
        put(line(name, problem, solution, worked, **more), given.json)


if __name__ == "__main__":
    main()
