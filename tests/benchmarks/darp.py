"""Dial-a-ride benchmark on Cordeau's instances: ``python -m tests.benchmarks.darp FILE... --seconds N --json``.

One line per instance: instance, cost, seconds, unserved (node numbers of pick-ups), routes (node numbers as in the
file). Only here may seconds bound the search. Two processes search with different seeds; the plan is the best choice among
the tours that both met.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import numpy as np

from routing.van_pool.checker import violations
from routing.van_pool.engine import compile_ahead, plan_of
from routing.van_pool.engine.columns import Columns, joined
from routing.van_pool.engine.rounds import (
    LINKED_SINCE,
    SETTLED,
    adopt,
    improve,
    keep_best,
    prepare,
    recombine,
    relink,
    sequences_of,
)
from routing.van_pool.problem import RidePlan, RideProblem, RideRequests, Vans
from routing.van_pool.screening import screen

PROCESSES = 2
"""Searches at once, each with a seed of its own."""

CHUNK = 100
"""Iterations between two looks at the clock."""

COLUMNS = 6_000
"""Most tours a process keeps for recombination."""

TREE = 100
"""Limit on HiGHS's tree in a recombination."""

LINKED_EVERY = 0.05
"""How often, in the cooling, tours are linked anew."""


def read_instance(path: Path) -> RideProblem:
    """Read a file of Cordeau & Laporte 2003 (pr) or Cordeau 2006 (a, b): Euclidean distance is time and length.

    The first line holds vans, n (a, b: requests; pr: nodes), longest tour, capacity, longest ride; then node 0
    (depot), the pick-ups, the drop-offs, and in a and b the depot again: number, x, y, service, load, window.
    """
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    vans, _, longest_tour, capacity, longest_ride = (float(word) for word in lines[0])
    rows = np.array([[float(word) for word in line] for line in lines[1:]])
    requests = int((rows[:, 4] > 0).sum())
    k = int(vans)
    if len(rows) not in (2 * requests + 1, 2 * requests + 2):
        raise ValueError(f"{path.name}: {len(rows)} nodes for {requests} pick-ups; the file is incomplete.")
    up, down = rows[1 : 1 + requests], rows[1 + requests : 1 + 2 * requests]
    steps = rows[:, None, 1:3] - rows[None, :, 1:3]
    distance = np.sqrt((steps**2).sum(axis=2))
    asked = RideRequests(
        request_ids=tuple(str(i) for i in range(1, requests + 1)),
        organisations=("",) * requests,
        pickup=np.arange(1, requests + 1),
        dropoff=np.arange(requests + 1, 2 * requests + 1),
        pickup_from_s=up[:, 5],
        pickup_to_s=up[:, 6],
        dropoff_from_s=down[:, 5],
        dropoff_to_s=down[:, 6],
        max_ride_s=np.full(requests, longest_ride),
        boarding_s=up[:, 3],
        alighting_s=down[:, 3],
        party_size=up[:, 4].astype(np.int64),
        wheelchairs=np.zeros(requests, np.int64),
        pickup_buurtcodes=(None,) * requests,
        dropoff_buurtcodes=(None,) * requests,
    )
    fleet = Vans(
        vehicle_ids=tuple(f"v{i}" for i in range(k)),
        organisations=("",) * k,
        home=np.zeros(k, np.int64),
        seats=np.full(k, int(capacity)),
        wheelchair_places=np.zeros(k, np.int64),
        shift_from_s=np.full(k, rows[0, 5]),
        shift_to_s=np.full(k, rows[0, 6]),
        max_tour_s=np.full(k, longest_tour),
    )
    return RideProblem(asked, fleet, distance, distance)


def search_for(problem: RideProblem, seconds: float, seed: int) -> tuple[list[list[int]], Columns]:
    """One process: search for ``seconds``; the best sequences and the tours met."""
    began = time.perf_counter()
    run = prepare(problem, _kept(problem), seed, None, COLUMNS)
    due = LINKED_SINCE
    while (part := (time.perf_counter() - began) / seconds) < 1.0:
        improve(run, CHUNK, part, part)
        if part >= due:
            relink(run, part >= SETTLED)
            due = part + LINKED_EVERY
    keep_best(run)
    return sequences_of(run), joined([run.columns], len(run.nodes.ride), 0)


def _kept(problem: RideProblem) -> list[int]:
    return [r for r, reason in enumerate(screen(problem)) if reason is None]


def plan_within(problem: RideProblem, seconds: float, seed: int, pool: Executor) -> RidePlan:
    """The best plan found in ``seconds`` by two processes, of whose tours the best choice is made at the end."""
    began = time.perf_counter()
    kept = _kept(problem)
    if not kept:
        return plan_of(problem, kept, [[] for _ in range(len(problem.vans))])
    run = prepare(problem, kept, seed, None, 1)
    left = max(0.0, seconds - (time.perf_counter() - began) - min(4.0, 0.06 * seconds))  # the rest is for the choice
    tasks = [pool.submit(search_for, problem, left, 1000 * seed + each) for each in range(PROCESSES)]
    met: list[Columns] = []
    for task in tasks:
        sequences, columns = task.result()
        adopt(run, sequences)
        met.append(columns)
    whole = run._replace(columns=joined(met, len(kept), len(problem.vans)))
    recombine(whole, TREE)
    return plan_of(problem, kept, sequences_of(whole))


def result(name: str, problem: RideProblem, plan: RidePlan, seconds: float) -> dict[str, object]:
    """The line of an instance; raises ValueError when the independent checker finds a fault."""
    faults = violations(problem, plan)
    if faults:
        raise ValueError(f"{name}: {'; '.join(faults)}")
    return {
        "instance": name,
        "cost": round(plan.length_m, 4),
        "seconds": round(seconds, 2),
        "unserved": [left.request + 1 for left in plan.unserved],
        "routes": [[stop.place for stop in tour.stops] for tour in plan.tours],
    }


def main() -> None:
    """Solve each file and print its line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    asked = parser.parse_args()
    compile_ahead()  # before the clock runs
    with ProcessPoolExecutor(PROCESSES, initializer=compile_ahead) as pool:
        for each in [pool.submit(compile_ahead) for _ in range(2 * PROCESSES)]:
            each.result()
        for path in asked.files:
            problem = read_instance(path)
            began = time.perf_counter()
            plan = plan_within(problem, asked.seconds, asked.seed, pool)
            line = result(path.stem, problem, plan, time.perf_counter() - began)
            text = json.dumps(line) if asked.json else "  ".join(f"{key} {value}" for key, value in line.items())
            sys.stdout.write(text + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
