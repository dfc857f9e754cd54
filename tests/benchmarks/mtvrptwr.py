"""Multi-trip routing with time windows and release dates (Yang 2023), through the route plan's problem, engine, checker.

Run: ``python -m tests.benchmarks.mtvrptwr [FILE…] [--seconds N] [--seed N] --json``; without a file, all of
``$WIJK_REALDATA/bench/mtvrptwr``. A distance is ten times the Euclidean one, cut off to a whole number, as in the
``.sol`` beside each instance; times are in the same tenths. Routes hold customer numbers as in the ``.sol``: 1 is node
2 of the file, and 0 between two is a trip's end at the depot.
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

TENTHS = 10
MOST_TRIPS = 20
SECTIONS = {
    "NODE_COORD_SECTION": "xy", "DEMAND_SECTION": "demand", "TIME_WINDOW_SECTION": "window",
    "RELEASE_TIME_SECTION": "release",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Instance:
    """An instance as in its file: (n,) arrays by node, node 0 the depot; times and distances in tenths."""

    name: str
    vehicles: int
    capacity: int
    service: int
    distance: np.ndarray
    demand: np.ndarray
    window: np.ndarray
    release: np.ndarray


def read(path: Path) -> Instance:
    """The instance in VRPLIB's text format; ValueError where the file is not one."""
    head: dict[str, str] = {}
    cells: dict[str, list[list[float]]] = {}
    section: str | None = None
    for line in path.read_text().splitlines():
        words = line.split()
        if words and words[0].endswith("_SECTION"):
            section = words[0]
        elif section is None and ":" in line:
            name, value = line.split(":", 1)
            head[name.strip()] = value.strip()
        elif section in SECTIONS and words:
            cells.setdefault(SECTIONS[section], []).append([float(word) for word in words[1:]])
    if set(cells) != set(SECTIONS.values()) or not {"NAME", "VEHICLES", "CAPACITY", "SERVICE_TIME"} <= head.keys():
        raise ValueError(f"{path.name} is not a multi-trip instance; give files such as C201R0.5.vrp.")
    xy = np.array(cells["xy"])
    far = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    return Instance(
        name=head["NAME"],
        vehicles=int(head["VEHICLES"]),
        capacity=int(head["CAPACITY"]),
        service=int(head["SERVICE_TIME"]) * TENTHS,
        distance=np.floor(far * TENTHS).astype(np.int64),
        demand=np.array(cells["demand"], dtype=np.int64)[:, 0],
        window=np.array(cells["window"], dtype=np.int64) * TENTHS,
        release=np.array(cells["release"], dtype=np.int64)[:, 0] * TENTHS,
    )


def problem_of(instance: Instance) -> RouteProblem:
    stops = tuple(
        Stop(str(node), str(node), (str(node),), contact=False, service_s=instance.service, after_dark=True,
             window_from_s=int(instance.window[node, 0]), window_to_s=int(instance.window[node, 1]),
             release_s=int(instance.release[node]), volume_l=int(instance.demand[node]))
        for node in range(1, len(instance.demand))
    )  # fmt: skip
    opened, closed = (int(each) for each in instance.window[0])
    van = Vehicle(capacity_l=instance.capacity)
    shifts = tuple(
        Shift(f"v{each}", opened, closed, van, max_trips=MOST_TRIPS, reload_s=0) for each in range(instance.vehicles)
    )
    return RouteProblem(instance.name, dt.date(2000, 1, 3), stops, shifts, instance.distance, instance.distance)


def holds(instance: Instance, routes: list[list[int]]) -> bool:
    """True where the routes serve every customer once, in windows, within capacity, released, within the fleet."""
    if sorted(number for route in routes for number in route if number) != list(range(1, len(instance.demand))):
        return False
    if len(routes) > instance.vehicles:
        return False
    for route in routes:
        clock = int(instance.window[0, 0])
        for trip in trips_of(route):
            if instance.demand[trip].sum() > instance.capacity:
                return False
            clock, at = max(clock, int(instance.release[trip].max())), 0
            for node in trip:
                clock = max(clock + int(instance.distance[at, node]), int(instance.window[node, 0]))
                if clock > instance.window[node, 1]:
                    return False
                clock, at = clock + instance.service, node
            clock += int(instance.distance[at, 0])
        if clock > instance.window[0, 1]:
            return False
    return True


def trips_of(route: list[int]) -> list[list[int]]:
    """The trips of a route in which 0 is a trip's end."""
    return [list(trip) for ends, trip in itertools.groupby(route, key=lambda node: node == 0) if not ends]


def length(instance: Instance, routes: list[list[int]]) -> int:
    doors = ([0, *route, 0] for route in routes)
    return int(sum(instance.distance[a, b] for each in doors for a, b in itertools.pairwise(each)))


def result(instance: Instance, problem: RouteProblem, plan: RoutePlan, seconds: float) -> dict[str, Any]:
    by_vehicle: dict[str, list[int]] = {}
    for route in plan.routes:
        numbers = by_vehicle.setdefault(route.shift.concierge_key, [])
        numbers += [0] * bool(numbers) + [int(planned.stop.stop_id) for planned in route.stops]
    routes = list(by_vehicle.values())
    return {
        "instance": instance.name,
        "vehicles": len(routes),
        "distance": length(instance, routes),
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
    return main_of("mtvrptwr", __doc__, run, seconds=20.0, pattern="*.vrp", arguments=arguments,
                   shown="{instance:12} {vehicles:3} {distance:8} {feasible}")  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
