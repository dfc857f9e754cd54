"""The choice of delivery days at the size that must hold: 20 suppliers, 450 residents, 6 days, proven within 2 %.

Run: ``python -m tests.benchmarks.delivery_days --json``.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time

import numpy as np

from routing.delivery_days import DAYS, Ask, DayProblem, Limits, choose_days, minutes_lost, model_metres, today


def made_up(*, suppliers: int, residents: int, seed: int, shift: int = 2, hubs: int = 2) -> DayProblem:
    """A week in which residents get one to five deliveries of one to three suppliers that each offer some days."""
    rng = np.random.default_rng(seed)
    offered = [np.sort(rng.choice(DAYS, int(rng.integers(2, 6)), replace=False)) for _ in range(suppliers)]
    rows = []
    for resident in range(residents):
        own = min(suppliers, int(rng.choice([1, 2, 3, 4], p=[0.2, 0.35, 0.3, 0.15])))
        for supplier in rng.choice(suppliers, own, replace=False):
            times = min(len(offered[supplier]), int(rng.choice([1, 2], p=[0.7, 0.3])))
            rows += [(resident, supplier, day) for day in rng.choice(offered[supplier], times, replace=False)]
    resident, supplier, now = np.array(rows, dtype=np.int64).T
    at = np.arange(len(now))
    allowed = np.zeros((len(now), DAYS), dtype=bool)
    for group in at:
        days = offered[supplier[group]]
        allowed[group, days[np.abs(days - now[group]) <= shift]] = True
    contact = rng.random(len(now)) < 0.8
    minutes = np.where(contact, np.clip(rng.lognormal(2.2, 0.4, len(now)), 2, 30), 0.0)
    return DayProblem(
        resident=resident, supplier=supplier, hub=(resident * hubs) // residents, today=now, allowed=allowed, group=at,
        week=np.zeros(len(now), dtype=np.int64), minutes=minutes, contact=contact,
        start_m=rng.uniform(2_000, 50_000, suppliers),
        ride_m=rng.uniform(500, 8_000, (suppliers, hubs)), stop_m=np.full(hubs, 650.0),
        fixed=np.empty((0, 4), dtype=np.int64), room=np.full(hubs, max(len(now) // 3, int(np.bincount(now).max()))),
    )  # fmt: skip


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.delivery_days", description=__doc__)
    parser.add_argument("--suppliers", type=int, default=20)
    parser.add_argument("--residents", type=int, default=450)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--work", type=float, default=40.0, help="deterministic work of one choice")
    parser.add_argument("--lost", type=float, default=0.0, help="share of the contact minutes that may be lost")
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    options = parser.parse_args(arguments)
    problem = made_up(suppliers=options.suppliers, residents=options.residents, seed=options.seed)
    now = problem.today
    began, cpu = time.perf_counter(), time.process_time()
    limits = Limits(work=options.work, workers=options.workers, gap=0.02)
    ask = Ask(
        options.lost * float(problem.minutes.sum()) + (float(minutes_lost(problem, now).sum()) if options.lost else 0.0)
    )
    choice = choose_days(problem, [ask], limits)[0]
    figures = {
        "suppliers": options.suppliers, "residents": options.residents, "days": DAYS, "orders": len(problem.group),
        "today_km": round(today(problem).objective / 1000, 1), "objective_km": round(choice.objective / 1000, 1),
        "bound_km": round(choice.bound / 1000, 1), "gap": round(choice.gap, 5), "status": choice.status,
        "checked": model_metres(problem, choice.day) == choice.objective,
        "minutes_lost_more": round(float((minutes_lost(problem, choice.day) - minutes_lost(problem, now)).max()), 1),
        "seconds": round(time.perf_counter() - began, 1), "cpu_seconds": round(time.process_time() - cpu + _children(), 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    }  # fmt: skip
    text = json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items())
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
