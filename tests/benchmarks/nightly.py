"""The night's plan of a country: hubs with every rule on, made from a seed, planned with workers and checked.

Run: ``python -m tests.benchmarks.nightly [--hubs N] [--stops N] [--iterations N] [--compare N] [--workers N] --json``.
``mean_gap`` is the mean of cost / cost of a search 20 times as long - 1, over ``--compare`` hubs; the cost is driving
and all prices in seconds plus the worth (weight x seconds at the door) of what is left. ``extra_driving`` is driving
against the same hubs without a price on unfamiliar faces, - 1; ``familiar_share`` is of contacts that a known face on
duty could make.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from routing.route_plan import plan_cost, plan_routes, violations
from tests.benchmarks.hub_days import familiar_counts, hub_day, without_faces

LONGER = 20


@dataclass(frozen=True)
class HubResult:
    """One hub's plan in figures; seconds of a processor."""

    stops: int
    left: int
    cost: int
    driving_s: int
    violations: int
    known: int
    familiar: int
    cpu_s: float


def plan_hub(number: int, *, stops: int, iterations: int, seed: int, faces: bool = True) -> HubResult:
    """Plans one made-up hub; `faces` False takes the price off unfamiliar faces."""
    problem = hub_day(seed, number, stops)
    asked = problem if faces else without_faces(problem)
    started = time.process_time()
    plan = plan_routes(asked, iterations=iterations, seed=seed)
    spent = time.process_time() - started
    cost = plan_cost(plan)
    who = {each.stop.stop_id: route.shift.concierge_key for route in plan.routes for each in route.stops}
    known, familiar = familiar_counts(problem, who)
    broken = len(violations(asked, plan))
    left = sum(not each.stop.duty for each in plan.unplanned)
    return HubResult(stops, left, cost.total_s + cost.left_worth, cost.driving_s, broken, known, familiar, spent)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.nightly", description=__doc__)
    parser.add_argument("--hubs", type=int, default=500)
    parser.add_argument("--stops", type=int, default=50, help="doors a hub (default 50)")
    parser.add_argument("--iterations", type=int, default=1000)
    parser.add_argument("--compare", type=int, default=20, help="hubs planned again 20 times as long (default 20)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    plan = partial(plan_hub, stops=options.stops, seed=options.seed, iterations=options.iterations)
    with ProcessPoolExecutor(options.workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        started = time.perf_counter()
        results = list(pool.map(plan, range(options.hubs)))
        seconds = time.perf_counter() - started
        compared = range(min(options.compare, options.hubs))
        longer = partial(plan_hub, stops=options.stops, seed=options.seed, iterations=LONGER * options.iterations)
        long = list(pool.map(longer, compared))
        plain = list(pool.map(partial(plan, faces=False), compared))
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_kb += options.workers * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    gaps = [results[hub].cost / long[hub].cost - 1 for hub in compared]
    line = {
        "hubs": options.hubs,
        "stops": sum(each.stops for each in results),
        "seconds": round(seconds, 1),
        "peak_mb": round(peak_kb / 1024, 1),
        "mean_gap": round(sum(gaps) / len(gaps), 5) if gaps else None,
        "violations": sum(each.violations for each in results),
        "familiar_share": round(
            sum(each.familiar for each in results) / max(sum(each.known for each in results), 1), 4
        ),
        "extra_driving": round(
            sum(results[hub].driving_s for hub in compared) / max(sum(each.driving_s for each in plain), 1) - 1, 4
        ),
        "left": sum(each.left for each in results),
        "cpu_seconds": round(sum(each.cpu_s for each in results), 1),
    }
    sys.stdout.write((json.dumps(line) if options.json else str(line)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
