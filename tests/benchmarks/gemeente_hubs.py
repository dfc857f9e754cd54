"""Everything a planner asks of one gemeente: ``python -m tests.benchmarks.gemeente_hubs [--json]``.

A made gemeente of 70 buurten and 60 candidates from a seed, four hubs of which one is kept and one candidate is
forbidden. One line with the keys of ``pmedian``; ``seconds`` is all of it together: the choice, the runner-ups, regret,
the front of mean time against the worst-off, the bootstrap, equivalent sites, the prices of the wishes, the sequence,
p-centre, the fewest hubs for 95 % and the last mile. ``parts`` has the seconds of each.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from geo.assumptions import assumptions
from geo.hub_location import (
    MAXIMAL_COVERAGE,
    HubProblem,
    by_last_mile,
    equivalent,
    fewest_hubs,
    mean_against_worst_off,
    one_by_one,
    p_centre,
    regrets,
    runner_ups,
    service_of,
    solve,
    stability,
    wish_prices,
)
from tests.benchmarks.hub_measure import line, put

BUURTEN, CANDIDATES, HUBS, DRAWS, SEED = 70, 60, 4, 200, 1
BIKE_M_S, DETOUR = 4.2, 1.3


def gemeente(seed: int = SEED) -> tuple[HubProblem, np.ndarray, np.ndarray]:
    """The problem, draws of the frail residents (n, DRAWS), and the area of each buurt in km2."""
    rng = np.random.default_rng(seed)
    centre = rng.normal(5_000, 2_500, (BUURTEN, 2))
    sites = centre[rng.integers(0, BUURTEN, CANDIDATES)] + rng.normal(0, 250, (CANDIDATES, 2))
    away = np.hypot(*(centre[:, None] - sites[None]).transpose(2, 0, 1))
    people = rng.gamma(2, 25, BUURTEN)
    drawn = people[:, None] * rng.lognormal(0, 0.15, DRAWS) * rng.lognormal(0, 0.25, (BUURTEN, DRAWS))
    ids = tuple(f"s{i:02d}" for i in range(CANDIDATES))
    problem = HubProblem(away * DETOUR / BIKE_M_S, people, ids, HUBS, keep=("s00",), forbid=("s01",))
    return problem, drawn, rng.uniform(0.2, 2.0, BUURTEN)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.gemeente_hubs", description=__doc__)
    parser.add_argument("--seconds", type=float, help="accepted and not used: the work is fixed")
    parser.add_argument("--json", action="store_true", help="one JSON object on a line")
    given = parser.parse_args()
    problem, draws, area_km2 = gemeente()
    coverage = replace(problem, objective=MAXIMAL_COVERAGE, threshold_s=900.0)
    parts: dict[str, float] = {}

    def timed[T](name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        found = work()
        parts[name] = round(time.perf_counter() - began, 3)
        return found

    started, worked = time.perf_counter(), time.process_time()
    solution = timed("choice", lambda: solve(problem))
    others = timed("alternatives", lambda: runner_ups(problem, solution))
    timed("regret", lambda: regrets(problem, solution))
    front = timed("front", lambda: mean_against_worst_off(problem))
    timed("bootstrap", lambda: stability(problem, draws, draws=DRAWS))
    timed("equivalent", lambda: equivalent(problem, solution, draws))
    timed("wish_prices", lambda: wish_prices(problem, solution))
    timed("sequence", lambda: one_by_one(problem))
    timed("p_centre", lambda: p_centre(problem))
    timed("fewest", lambda: fewest_hubs(coverage, 0.95))
    timed("last_mile", lambda: by_last_mile(problem, (solution, *others), area_km2, service_of(assumptions())))
    together = replace(solution, seconds=time.perf_counter() - started)
    put(line("gemeente_70_60", problem, together, time.process_time() - worked,
             front_points=len(front.points), front_exact=front.exact, parts=parts), given.json)  # fmt: skip


if __name__ == "__main__":
    main()
