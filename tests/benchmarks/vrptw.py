"""Solomon's routing problems with time windows, through the route plan's own problem, engine and checker.

Run: ``python -m tests.benchmarks.vrptw [FILE…] [--seconds N] [--seed N] --json``; without a file, all of
``$WIJK_REALDATA/bench/vrptw``. Distances are Euclidean and exact: the engine sees thousandths, travel times rounded up,
and what is printed is recomputed from the coordinates.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from routing.route_plan import RoutePlan, RouteProblem, Shift, Stop, Vehicle, violations
from tests.benchmarks.routing_files import main_of, planned

SCALE = 1000


@dataclass(frozen=True)
class Solomon:
    """An instance as in its file; `rows` are (number, x, y, demand, ready, due, service), the depot first."""

    name: str
    vehicles: int
    capacity: int
    rows: tuple[tuple[int, ...], ...]


def read(path: Path) -> Solomon:
    """The instance in Solomon's text format; ValueError where the file is not one."""
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    numbers = [tuple(int(float(word)) for word in line) for line in lines if all(_is_number(word) for word in line)]
    if len(numbers) < 3 or len(numbers[0]) != 2 or any(len(row) != 7 for row in numbers[1:]):
        raise ValueError(f"{path.name} is not in Solomon's format; give files such as C101.txt.")
    return Solomon(lines[0][0], numbers[0][0], numbers[0][1], tuple(numbers[1:]))


def _is_number(word: str) -> bool:
    return word.replace(".", "", 1).lstrip("-").isdigit()


def distances(instance: Solomon) -> np.ndarray:
    xy = np.array([row[1:3] for row in instance.rows], dtype=np.float64)
    return np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))


def problem_of(instance: Solomon) -> RouteProblem:
    depot, *customers = instance.rows
    whole = np.ceil(distances(instance) * SCALE - 1e-9).astype(np.int64)
    stops = tuple(
        Stop(str(number), str(number), (str(number),), contact=False, service_s=service * SCALE,
             window_from_s=ready * SCALE, window_to_s=due * SCALE, volume_l=demand, after_dark=True, point=(float(x), float(y)))
        for number, x, y, demand, ready, due, service in customers
    )  # fmt: skip
    shifts = tuple(
        Shift(f"v{number}", depot[4] * SCALE, depot[5] * SCALE, Vehicle(capacity_l=instance.capacity))
        for number in range(instance.vehicles)
    )
    return RouteProblem(instance.name, dt.date(2000, 1, 3), stops, shifts, whole, whole)


def holds(instance: Solomon, routes: list[list[int]]) -> bool:
    """True where the routes, timed from the coordinates, serve every customer once within windows and capacity."""
    row = {customer[0]: customer for customer in instance.rows}
    far = distances(instance)
    place = {customer[0]: index for index, customer in enumerate(instance.rows)}
    if (
        sorted(number for route in routes for number in route) != sorted(set(row) - {0})
        or len(routes) > instance.vehicles
    ):
        return False
    for route in routes:
        clock, at = float(row[0][4]), 0
        if sum(row[number][3] for number in route) > instance.capacity:
            return False
        for number in route:
            clock = max(clock + far[place[at], place[number]], row[number][4])
            if clock > row[number][5] + 1e-6:
                return False
            clock, at = clock + row[number][6], number
        if clock + far[place[at], 0] > row[0][5] + 1e-6:
            return False
    return True


def result(instance: Solomon, problem: RouteProblem, plan: RoutePlan, seconds: float) -> dict[str, Any]:
    routes = [[int(planned.stop.stop_id) for planned in route.stops] for route in plan.routes]
    far = distances(instance)
    place = {customer[0]: index for index, customer in enumerate(instance.rows)}
    total = 0.0
    for route in routes:
        doors = [0, *(place[number] for number in route), 0]
        total += float(sum(far[a, b] for a, b in itertools.pairwise(doors)))
    return {
        "instance": instance.name,
        "vehicles": len(routes),
        "distance": round(total, 4),
        "seconds": round(seconds, 3),
        "feasible": not violations(problem, plan) and holds(instance, routes),
        "routes": routes,
    }


def run(paths: list[Path], seconds: float, seed: int) -> Iterator[dict[str, Any]]:
    for path in paths:
        instance = read(path)
        problem = problem_of(instance)
        yield result(instance, problem, *planned(problem, seconds, seed))


def main(arguments: list[str] | None = None) -> int:
    return main_of("vrptw", __doc__, run, seconds=10.0, pattern="*.txt", arguments=arguments,
                   shown="{instance:8} {vehicles:3} {distance:10.2f} {feasible}")  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
