"""Travel times of many points to each other within a horizon, as a sparse table; the dense one is never held.

``python -m tests.benchmarks.sparse_matrix PBF [--profile foot] [--points 14000] [--minutes 15] [--seed 1] [--json]``
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from geo.travel_time import MODES, travel_times
from tests.benchmarks.matrix import points_of


def measure(extract: Path, profile: str, points: int, minutes: float, seed: int) -> dict[str, object]:
    """Builds a network in an empty cache and asks all pairs within the horizon once."""
    where = points_of(extract, points, seed)
    with tempfile.TemporaryDirectory() as cache:
        started = time.perf_counter()
        times = travel_times(extract, profile, cache=Path(cache), detour_factor=1.3)
        prepared, worked = time.perf_counter(), time.process_time()
        found = times.within(where, where, minutes * 60)
        seconds, cpu = time.perf_counter() - prepared, time.process_time() - worked
    peak_kb = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "profile": profile,
        "points": points,
        "minutes": minutes,
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "preparation_seconds": round(prepared - started, 3),
        "peak_mb": round(peak_kb / 1024, 1),
        "pairs": len(found),
        "share_of_dense": round(len(found) / points**2, 4),
        "duration_sum_s": round(float(found.duration_s.sum(dtype=np.float64)), 1),
        "longest_s": round(float(found.duration_s.max(initial=0.0)), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sparse_matrix", description=__doc__)
    parser.add_argument("extract", type=Path, metavar="PBF")
    parser.add_argument("--profile", choices=MODES, default="foot")
    parser.add_argument("--points", type=int, default=14_000)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="accepted and not used: the work is fixed")
    parser.add_argument("--json", action="store_true", help="one JSON object on a line")
    given = parser.parse_args()
    result = measure(given.extract, given.profile, given.points, given.minutes, given.seed)
    text = json.dumps(result) if given.json else "\n".join(f"{key}: {value}" for key, value in result.items())
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
