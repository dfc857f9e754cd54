"""What the hub location benchmarks share: one line a solution, peak memory, warming up. Not a benchmark itself."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping

import numpy as np

from geo.hub_location import HubProblem, HubSolution, StraightLine, solve


def line(
    instance: str, problem: HubProblem, solution: HubSolution, cpu_seconds: float, **more: object
) -> dict[str, object]:
    """The keys that CONTRIBUTING lists for hub location, for one solved problem."""
    return {
        "instance": instance,
        "model": problem.objective,
        "n": problem.cost_s.shape[0],
        "p": problem.p,
        "objective": round(solution.objective, 3),
        "bound": round(solution.bound, 3),
        "gap": solution.gap,
        "status": solution.status,
        "seconds": round(solution.seconds, 4),
        "cpu_seconds": round(cpu_seconds, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        **more,
    }


def put(result: Mapping[str, object], as_json: bool) -> None:
    """One line on standard output."""
    text = json.dumps(result) if as_json else "  ".join(f"{key} {value}" for key, value in result.items())
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def warm_up() -> None:
    """Has everything compiled that a large problem uses: what the first run on a machine waits for, once."""
    points = np.random.default_rng(0).uniform(0, 1000, (260, 2))
    ids = tuple(str(i) for i in range(len(points)))
    solve(HubProblem(StraightLine(points, points), np.ones(len(points)), ids, 5), max_nodes=20)
    few = np.hypot(*(points[:20, None] - points[None, :20]).transpose(2, 0, 1))
    load, room = np.arange(20.0), np.full(20, 60.0)
    solve(HubProblem(few, np.ones(20), ids[:20], 4, load=load, capacity=room), max_nodes=20)
