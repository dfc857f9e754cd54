"""A month before and after: ``python -m tests.benchmarks.van_month --json``.

Each of ``--days`` made-up days of ``--trips`` trips, ``--vans`` vans and six organisations compared in full: alone, every
two organisations, quiet hours only, one pool, the gain split over all 63 coalitions; then the fleet to keep. Must take
at most 15 minutes. One line: days, trips, vans, seconds, cpu_seconds, alone_km, pool_km, alone_vans, pool_vans (means a
day), keep (vans), violations, peak_mb.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import sys
import time

from routing.van_pool import compare, fleet_to_keep, violations
from routing.van_pool.engine import compile_ahead
from tests.benchmarks.van_day import made_day

FIRST = dt.date(2026, 3, 2)


def main() -> None:
    """Compare the month and print its line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=22)
    parser.add_argument("--trips", type=int, default=100)
    parser.add_argument("--vans", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    asked = parser.parse_args()
    compile_ahead()
    began = time.perf_counter()
    days = {
        FIRST + dt.timedelta(days=i): made_day(asked.trips, asked.vans, asked.seed * 1000 + i)
        for i in range(asked.days)
    }
    compared = {day: compare(problem) for day, problem in days.items()}
    fleet = fleet_to_keep(days)
    seconds = time.perf_counter() - began
    broken = sum(len(violations(days[day], step.plan)) for day, found in compared.items() for step in found.steps)
    plans = {kind: [found.plan(kind) for found in compared.values()] for kind in ("alone", "pool")}
    used = resource.getrusage(resource.RUSAGE_SELF)
    line = {
        "days": asked.days,
        "trips": asked.trips,
        "vans": asked.vans,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(used.ru_utime, 1),
        **{f"{kind}_km": round(sum(p.length_m for p in each) / 1000 / len(each), 1) for kind, each in plans.items()},
        **{f"{kind}_vans": round(sum(len(p.tours) for p in each) / len(each), 1) for kind, each in plans.items()},
        "keep": next((size.vans for size in fleet.sizes if size.keep), None),
        "violations": broken,
        "peak_mb": round(used.ru_maxrss / 1024),
    }
    sys.stdout.write((json.dumps(line) if asked.json else "  ".join(f"{k} {v}" for k, v in line.items())) + "\n")


if __name__ == "__main__":
    main()
