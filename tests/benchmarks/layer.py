"""What the route plan's own layer costs over PyVRP: same instance, seed and iterations, seconds of a processor.

Run: ``python -m tests.benchmarks.layer FILE… [--iterations N] [--rounds N] --json`` on Solomon's files. ``direct_s`` is
PyVRP's own loop (`IteratedLocalSearch`) on the problem data as the layer makes it, with the layer's parameters; ``layer_s`` is from our problem to our plan
with its times. Both are the least of some rounds, taken in turns, since a busy machine only adds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import pyvrp
from pyvrp.IteratedLocalSearch import IteratedLocalSearch, IteratedLocalSearchParams
from pyvrp.stop import MaxIterations

from routing.route_plan import Search, plan_with
from routing.route_plan.climb import local_search, penalty_manager, settings_for
from routing.route_plan.schedule import facts_of
from routing.route_plan.solver import Model, model_of
from tests.benchmarks.vrptw import problem_of, read


def direct_search(model: Model, how: Search) -> pyvrp.Solution:
    """PyVRP's loop on the layer's problem data, nothing of the layer's around it."""
    rng, settings = pyvrp.RandomNumberGenerator(seed=how.seed), settings_for(len(model.work))
    local, penalties = local_search(model, rng, settings), penalty_manager(model, settings)
    first = local(pyvrp.Solution.make_random(model.data, rng), penalties.max_cost_evaluator(), exhaustive=True)
    loop = IteratedLocalSearchParams(history_length=settings.history)
    return IteratedLocalSearch(model.data, penalties, local, first, loop).run(how.criterion(), collect_stats=False).best


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.layer", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--iterations", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    how = Search(lambda: MaxIterations(options.iterations), options.seed)
    for path in options.files:
        instance = read(path)
        problem = problem_of(instance)
        model = model_of(facts_of(problem), list(range(len(problem.stops))), required=True)
        direct, layer = [], []
        for _ in range(options.rounds):
            started = time.process_time()
            direct_search(model, how)
            direct.append(time.process_time() - started)
            started = time.process_time()
            plan_with(problem, how)
            layer.append(time.process_time() - started)
        line = {"instance": instance.name, "iterations": options.iterations, "direct_s": round(min(direct), 3),
                "layer_s": round(min(layer), 3), "overhead": round(min(layer) / min(direct) - 1, 4)}  # fmt: skip
        sys.stdout.write((json.dumps(line) if options.json else str(line)) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
