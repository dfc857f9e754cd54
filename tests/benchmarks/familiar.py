"""Four simulated weeks of one hub: how familiar the faces are, against what that costs in driving.

Run: ``python -m tests.benchmarks.familiar [--residents N] [--weeks N] [--warm-up N] [--iterations N] --json``, an
object for each price of an unfamiliar face (0 is without the goal; the rest is the trade-off curve). Each day's plan
becomes the history of the next; who is known at a door is what the product itself takes from the history (`known_of`).
Counted is, in the weeks after the warm-up, each visit with contact at which one of the resident's two best-known faces
was on duty (what the rota makes possible): the share that one of the two made.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from routing.route_plan import PlanRules, Prices, RoutePlan, RouteProblem, Shift, Stop, Vehicle, plan_routes, violations
from routing.route_plan.known import Known, familiarity_of, known_of
from routing.route_plan.rules import Wish
from tests.benchmarks.hub_days import FIVE, NINE, RADIUS_M, matrices

MONDAY = dt.date(2026, 3, 2)
PRICES_S = (0, 60, 150, 300, 600, 1200)
STAFF = ("anna", "ben", "cor", "dee")
ON_DUTY = 3
"""Four concierges, three of them on duty on each of six days a week, by a rota that is drawn anew every week."""


@dataclass(frozen=True, eq=False)
class Village:
    """Where residents live (n, 2) in metres around the hub, minutes of talk, and whether there is contact."""

    points: np.ndarray
    minutes: np.ndarray
    contact: np.ndarray


def village(residents: int, seed: int) -> Village:
    """Residents around the hub, eight in ten with contact."""
    draw = np.random.default_rng(seed)
    points = np.clip(draw.normal(0.0, RADIUS_M / 2, (residents, 2)), -RADIUS_M, RADIUS_M)
    return Village(points, draw.lognormal(np.log(10), 0.3, residents), draw.random(residents) < 0.8)


def day_of(place: Village, day: dt.date, known: dict[str, Known], unfamiliar_s: int, seed: int) -> RouteProblem:
    """A day on which each resident is visited with a chance of one in three: twice a week."""
    rules = PlanRules()
    draw = np.random.default_rng((seed, day.toordinal()))
    today = np.flatnonzero(draw.random(len(place.points)) < 1 / 3).tolist()
    on_duty = sorted(str(name) for name in draw.choice(STAFF, ON_DUTY, replace=False))
    stops = tuple(
        Stop(
            stop_id=f"r{number}",
            resident_key=f"r{number}",
            order_ids=(),
            contact=bool(place.contact[number]),
            service_s=round(60 * float(place.minutes[number])) if place.contact[number] else 90,
            volume_l=10,
            familiarity=familiarity_of(known.get(f"r{number}", Known()), Wish(), rules),
            best_known=known.get(f"r{number}", Known()).best_known,
            point=(float(place.points[number, 0]), float(place.points[number, 1])),
        )
        for number in today
    )
    shifts = tuple(Shift(name, NINE, FIVE, Vehicle(f"bike-{name}", capacity_l=300), max_trips=2) for name in on_duty)
    duration_s, length_m = matrices(place.points[today])
    prices = Prices(unfamiliar_s=unfamiliar_s, balance=0.25)
    return RouteProblem("H1", day, stops, shifts, duration_s, length_m, prices=prices, workdays=frozenset(range(1, 7)))


def seen(plan: RoutePlan) -> pd.DataFrame:
    """The day's visits with contact, as history."""
    rows = [
        (plan.problem.service_date, each.stop.resident_key, route.shift.concierge_key, each.stop.contact, np.nan)
        for route in plan.routes
        for each in route.stops
    ]
    columns = ["service_date", "resident_key", "concierge_key", "contact", "contact_minutes"]
    return pd.DataFrame(rows, columns=columns)


def simulate(
    residents: int, weeks: int, warm_up: int, unfamiliar_s: int, iterations: int, seed: int
) -> dict[str, object]:
    place, rules = village(residents, seed), PlanRules()
    history = seen(RoutePlan(day_of(place, MONDAY, {}, 0, seed), (), ()))
    possible = familiar = visits = driving = broken = 0
    faces: dict[str, set[str]] = {}
    for ahead in range(7 * (warm_up + weeks)):
        day = MONDAY + dt.timedelta(days=ahead)
        if day.isoweekday() == 7:
            continue
        known = dict(known_of(history, {f"r{number}" for number in range(residents)}, day, rules))
        problem = day_of(place, day, known, unfamiliar_s, seed)
        plan = plan_routes(problem, iterations=iterations, seed=seed)
        broken += len(violations(problem, plan))
        history = pd.concat([history, seen(plan)], ignore_index=True) if len(history) else seen(plan)
        if ahead < 7 * warm_up:
            continue
        driving += sum(route.driving_s for route in plan.routes)
        on_duty = {shift.concierge_key for shift in problem.shifts}
        for route in plan.routes:
            for each in route.stops:
                if each.stop.contact:
                    visits += 1
                    faces.setdefault(each.stop.stop_id, set()).add(route.shift.concierge_key)
                    if on_duty & set(each.stop.best_known):
                        possible += 1
                        familiar += each.familiar
    return {
        "unfamiliar_s": unfamiliar_s, "visits": visits, "possible": possible,
        "familiar_share": round(familiar / max(possible, 1), 4), "driving_s": driving,
        "mean_faces": round(float(np.mean([len(each) for each in faces.values()])), 3), "violations": broken,
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.familiar", description=__doc__)
    parser.add_argument("--residents", type=int, default=240)
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--warm-up", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=500)
    parser.add_argument("--prices", type=int, nargs="*", default=list(PRICES_S))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    without: int | None = None
    for price in sorted(options.prices):
        started = time.process_time()
        line = simulate(options.residents, options.weeks, options.warm_up, price, options.iterations, options.seed)
        driven = int(str(line["driving_s"]))
        without = driven if without is None else without
        line |= {
            "extra_driving": round(driven / without - 1, 4),
            "cpu_seconds": round(time.process_time() - started, 1),
        }
        sys.stdout.write((json.dumps(line) if options.json else str(line)) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
