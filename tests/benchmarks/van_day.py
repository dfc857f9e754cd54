"""A day of a large van pool: ``python -m tests.benchmarks.van_day --json [--longer N]``.

500 trips, 40 vans, six organisations (``--trips``, ``--vans``): planned within ``--seconds``, and beside it the same search
for ``--longer`` times as long, of which the first must be within 2 %. One line: trips, vans, organisations, seconds,
cpu_seconds, served, km, longer_km, gap (fraction; null without ``--longer``), violations, peak_mb. The day is made up:
a town of 12 km, day activities in the morning and home in the afternoon, other trips all day.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from routing.van_pool import RidePlan, RideProblem, RideRequests, Vans, violations
from routing.van_pool.engine import compile_ahead
from tests.benchmarks.darp import PROCESSES, plan_within

ORGANISATIONS = 6
PACE_M_S = 7.5
DETOUR = 1.3


def made_day(trips: int, vans: int, seed: int, organisations: int = ORGANISATIONS) -> RideProblem:
    """A made-up day: each organisation with a day centre, where half of its passengers go and come back from."""
    random = np.random.default_rng(seed)
    centres = random.uniform(-3_000, 3_000, (organisations, 2))
    homes = np.concatenate([random.normal(0, 1_500, (trips, 2)) + random.choice([-2_500, 0, 2_500], (trips, 2))])
    other = random.uniform(-4_000, 4_000, (trips, 2))
    whose = random.integers(0, organisations, trips)
    kind = random.random(trips)
    there, back = kind < 0.3, (kind >= 0.3) & (kind < 0.6)
    start = np.where(there[:, None] | ~back[:, None], homes, centres[whose])
    end = np.where(there[:, None], centres[whose], np.where(back[:, None], homes, other))
    places = np.concatenate([start, end, centres[np.arange(vans) % organisations]])
    metres = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1)) * DETOUR
    seconds = np.ceil(metres / PACE_M_S)
    direct = seconds[np.arange(trips), trips + np.arange(trips)]
    free = random.uniform(8.5, 17.0, trips) * 3_600
    closes = np.where(there, 9.75 * 3_600, np.where(back, 17.5 * 3_600, free + direct + 2_700))
    opens = np.where(there, 8.25 * 3_600, np.where(back, 16.0 * 3_600, free))
    wheelchair = (random.random(trips) < 0.12).astype(np.int64)
    service = 60.0 + 180.0 * wheelchair
    requests = RideRequests(
        request_ids=tuple(f"r{i}" for i in range(trips)),
        organisations=tuple(f"organisation {o + 1}" for o in whose),
        pickup=np.arange(trips),
        dropoff=trips + np.arange(trips),
        pickup_from_s=opens,
        pickup_to_s=closes,
        dropoff_from_s=opens,
        dropoff_to_s=closes,
        max_ride_s=np.maximum(2 * direct, direct + 1_200),
        boarding_s=service,
        alighting_s=service,
        party_size=1 + (random.random(trips) < 0.15).astype(np.int64),
        wheelchairs=wheelchair,
        pickup_buurtcodes=(None,) * trips,
        dropoff_buurtcodes=(None,) * trips,
    )
    fleet = Vans(
        vehicle_ids=tuple(f"v{k:02d}" for k in range(vans)),
        organisations=tuple(f"organisation {k % organisations + 1}" for k in range(vans)),
        home=2 * trips + np.arange(vans),
        seats=np.full(vans, 8),
        wheelchair_places=np.full(vans, 2),
        shift_from_s=np.full(vans, 7.5 * 3_600),
        shift_to_s=np.full(vans, 18.5 * 3_600),
        max_tour_s=np.full(vans, np.inf),
        fold=np.ones(vans, dtype=np.int64),
    )
    return RideProblem(requests, fleet, seconds, metres)


def timed(problem: RideProblem, seconds: float, seed: int, pool: ProcessPoolExecutor) -> tuple[RidePlan, float]:
    """The plan found in so many seconds, and the seconds it took."""
    began = time.perf_counter()
    plan = plan_within(problem, seconds, seed, pool)
    return plan, time.perf_counter() - began


def main() -> None:
    """Plan the day and print its line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trips", type=int, default=500)
    parser.add_argument("--vans", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=58.0)
    parser.add_argument("--longer", type=float, default=0.0, help="how many times longer the second search is")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    asked = parser.parse_args()
    compile_ahead()
    problem = made_day(asked.trips, asked.vans, asked.seed)
    with ProcessPoolExecutor(PROCESSES, initializer=compile_ahead) as pool:
        for each in [pool.submit(compile_ahead) for _ in range(2 * PROCESSES)]:
            each.result()
        plan, seconds = timed(problem, asked.seconds, asked.seed, pool)
        longer = timed(problem, asked.seconds * asked.longer, asked.seed, pool)[0] if asked.longer else None
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    line = {
        "trips": asked.trips,
        "vans": asked.vans,
        "organisations": ORGANISATIONS,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(sum(each.ru_utime for each in used), 1),
        "served": asked.trips - len(plan.unserved),
        "km": round(plan.length_m / 1000, 2),
        "longer_km": None if longer is None else round(longer.length_m / 1000, 2),
        "gap": None if longer is None else round(plan.length_m / longer.length_m - 1, 4),
        "violations": len(violations(problem, plan)),
        "peak_mb": round(max(each.ru_maxrss for each in used) / 1024),
    }
    sys.stdout.write((json.dumps(line) if asked.json else "  ".join(f"{k} {v}" for k, v in line.items())) + "\n")


if __name__ == "__main__":
    main()
