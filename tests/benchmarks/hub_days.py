"""Days of made-up hubs for the benchmarks of route plans: every rule on, all from a seed; no person, no real place."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from routing.route_plan import Prices, RouteProblem, Shift, Stop, Vehicle, whole

DAY = dt.date(2026, 3, 3)
NINE, NOON, FIVE = 9 * 3600, 12 * 3600, 17 * 3600
DETOUR, BIKE_M_PER_S = 1.3, 4.2
RADIUS_M = 1800.0
APART = frozenset({frozenset({"dirty_laundry", "food"}), frozenset({"dirty_laundry", "clean_laundry"})})


def matrices(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole seconds and metres between a hub at (0, 0) and points (n, 2), each (n + 1, n + 1)."""
    doors = np.vstack([[(0.0, 0.0)], points])
    metres = DETOUR * np.hypot(*(doors[:, None] - doors[None]).transpose(2, 0, 1))
    return whole(metres / BIKE_M_PER_S), whole(metres)


def staff_of(draw: np.random.Generator, names: Sequence[str]) -> tuple[Shift, ...]:
    """Shifts of 9 to 5, the last one shorter; cargo bikes with a cooled box, now and then a van with exhaust."""
    shifts = []
    for number, name in enumerate(names):
        last = number == len(names) - 1
        vehicle = Vehicle(
            vehicle_id=f"{name}-vehicle",
            capacity_l=int(draw.choice([200, 250, 300])),
            cooled_l=40 if number % 2 == 0 else 20,
            range_m=40_000,
            reserve_m=8_000,
            charge_m_per_s=2.8,
            emission_free=not (last and draw.random() < 0.2),
        )
        shifts.append(Shift(name, NINE, FIVE - 7200 * last, vehicle, max_trips=3, reload_s=600))
    return tuple(shifts)


def hub_day(seed: int, number: int, stops: int = 50) -> RouteProblem:
    """One hub's day: `stops` doors and the concierges' breaks and meeting; some hubs have more work than hours."""
    draw = np.random.default_rng((seed, number))
    names = [f"c{each}" for each in range(4)]
    full = draw.random() < 0.15
    points = np.clip(draw.normal(0.0, RADIUS_M / 2, (stops, 2)), -RADIUS_M, RADIUS_M)
    made = [_stop(draw, each, points[each], names, full) for each in range(stops)]
    duties = [
        Stop(f"break-{name}", "", (), kind="break", contact=False, service_s=1800, window_from_s=NOON - 1800,
             window_to_s=NOON + 3600, only=frozenset({name}), point=(0.0, 0.0))
        for name in names
    ] + [
        Stop(f"meeting-{name}", "", (), kind="meeting", contact=False, service_s=1800, window_from_s=14 * 3600,
             window_to_s=14 * 3600, only=frozenset({name}), point=(0.0, 0.0))
        for name in names[:2]
    ]  # fmt: skip
    duration_s, length_m = matrices(np.vstack([points, np.zeros((len(duties), 2))]))
    return RouteProblem(
        hub_id=f"H{number:03d}",
        service_date=DAY,
        stops=(*made, *duties),
        shifts=staff_of(draw, names),
        duration_s=duration_s,
        length_m=length_m,
        prices=Prices(balance=0.25),
        apart=APART,
        dark_from_s=18 * 3600,
        workdays=frozenset(range(1, 7)),
        hub_point=(0.0, 0.0),
    )


def _stop(draw: np.random.Generator, number: int, point: np.ndarray, names: Sequence[str], full: bool) -> Stop:
    contact = bool(draw.random() < 0.8)
    kind = "delivery" if not contact else str(draw.choice(["delivery", "visit", "return"], p=[0.75, 0.15, 0.10]))
    early = int(draw.integers(9, 15)) * 3600
    windowed, litres = draw.random() < 0.25, int(draw.integers(3, 16))
    first = names[int((np.arctan2(point[1], point[0]) + np.pi) / (2 * np.pi) * len(names)) % len(names)]
    second = str(draw.choice([name for name in names if name != first]))
    minutes = float(draw.lognormal(np.log(14 if full else 10), 0.35))
    return Stop(
        stop_id=f"r{number}",
        resident_key=f"r{number}",
        order_ids=(f"o{number}",),
        kind=kind,  # type: ignore[arg-type]
        contact=contact,
        service_s=round(60 * minutes) if contact else 90,
        window_from_s=early if windowed else 0,
        window_to_s=early + 7200 if windowed else 24 * 3600,
        release_s=int(draw.choice([0, NINE + 3600, NOON], p=[0.85, 0.05, 0.10])) if kind == "delivery" else 0,
        volume_l=litres if kind == "delivery" else 0,
        return_l=litres if kind == "return" else 0,
        cooled_l=litres if kind == "delivery" and draw.random() < 0.1 else 0,
        goods=frozenset({"dirty_laundry"}) if kind == "return" and draw.random() < 0.3
        else frozenset({"food"}) if kind == "delivery" and draw.random() < 0.15 else frozenset(),
        weight=3 if kind == "delivery" else 2,
        urgent=bool(draw.random() < 0.03),
        familiarity={first: 1.0, second: 0.9},
        best_known=(first, second),
        excluded=frozenset({str(draw.choice(names))}) if draw.random() < 0.02 else frozenset(),
        in_zone=bool(draw.random() < 0.1),
        point=(float(point[0]), float(point[1])),
    )  # fmt: skip


def without_faces(problem: RouteProblem) -> RouteProblem:
    """The same day with no price on an unfamiliar face."""
    return dataclasses.replace(problem, prices=dataclasses.replace(problem.prices, unfamiliar_s=0))


def familiar_counts(problem: RouteProblem, routes: Mapping[str, str]) -> tuple[int, int]:
    """Of the contacts that a known face on duty could have made (first or stand-in): how many there were, how many did.

    `routes` maps stop_id to the concierge who goes.
    """
    on_duty = {shift.concierge_key for shift in problem.shifts}
    could = [stop for stop in problem.stops if stop.contact and not stop.duty and on_duty & set(stop.best_known)]
    visited = [stop for stop in could if stop.stop_id in routes]
    return len(visited), sum(routes[stop.stop_id] in stop.best_known for stop in visited)
