"""Problems for the tests of route plans: small ones by hand and a straight-line stand-in for travel times."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from routing.route_plan import Prices, RouteProblem, Shift, Stop, Vehicle, whole

TUESDAY = dt.date(2026, 2, 3)
NINE, TEN, NOON, FIVE = 9 * 3600, 10 * 3600, 12 * 3600, 17 * 3600


@dataclass(frozen=True)
class Table:
    duration_s: np.ndarray
    length_m: np.ndarray


@dataclass(frozen=True)
class StraightLine:
    """Metres as the crow flies, at 5 m/s; points east of `wall_x` can only be reached from points east of it."""

    wall_x: float = np.inf

    def table(self, origins: np.ndarray, destinations: np.ndarray) -> Table:
        metres = np.hypot(*(origins[:, None] - destinations[None]).transpose(2, 0, 1))
        across = (origins[:, None, 0] > self.wall_x) != (destinations[None, :, 0] > self.wall_x)
        metres = np.where(across, np.nan, metres)
        return Table((metres / 5.0).astype(np.float32), metres.astype(np.float32))


def stop(name: str, **changes: object) -> Stop:
    return Stop(**{"stop_id": name, "resident_key": name, "order_ids": (f"o-{name}",), **changes})  # type: ignore[arg-type]


VEHICLE_FIELDS = frozenset(Vehicle.__dataclass_fields__)


def shift(who: str, from_s: int = NINE, to_s: int = FIVE, **changes: object) -> Shift:
    """A shift, with the fields of its vehicle among its own."""
    vehicle = {name: changes.pop(name) for name in list(changes) if name in VEHICLE_FIELDS}
    return Shift(who, from_s, to_s, Vehicle(**vehicle), **changes)  # type: ignore[arg-type]


def problem(
    stops: list[Stop], shifts: list[Shift], points: list[tuple[float, float]], **changes: object
) -> RouteProblem:
    """Stops at `points` in metres around a hub at (0, 0), five metres a second in a straight line.

    Changes named like a price (`unfamiliar_s`, `balance`) are changes to the prices.
    """
    prices = {name: changes.pop(name) for name in list(changes) if name in Prices.__dataclass_fields__}
    doors = np.array([(0.0, 0.0), *points])
    table = StraightLine().table(doors, doors)
    return RouteProblem(
        **{
            "hub_id": "H1",
            "service_date": TUESDAY,
            "stops": tuple(stops),
            "shifts": tuple(shifts),
            "duration_s": whole(table.duration_s),
            "length_m": whole(table.length_m),
            "workdays": frozenset({2, 4}),
            "prices": Prices(**prices),  # type: ignore[arg-type]
            **changes,
        }  # type: ignore[arg-type]
    )


def random_problem(count: int, concierges: int, seed: int, hours: tuple[int, int] = (NINE, FIVE)) -> RouteProblem:
    """A day of `count` stops within two kilometres, a third with a window of two hours."""
    draw = np.random.default_rng(seed)
    names = [f"B{number}" for number in range(concierges)]
    stops = []
    for number in range(count):
        early = int(draw.integers(9, 15)) * 3600
        window = {"window_from_s": early, "window_to_s": early + 7200} if draw.random() < 1 / 3 else {}
        contact = bool(draw.random() < 0.8)
        faces = tuple(str(name) for name in draw.choice(names, min(2, concierges), replace=False)) if names else ()
        stops.append(
            stop(
                f"r{number}",
                contact=contact,
                service_s=600 if contact else 90,
                volume_l=15,
                familiarity=dict.fromkeys(faces, 1.0),
                best_known=faces,
                weight=int(draw.integers(2, 4)),
                **window,
            )
        )
    points = [(float(x), float(y)) for x, y in draw.uniform(-2000, 2000, (count, 2))]
    return problem(stops, [shift(name, *hours, capacity_l=600) for name in names], points)
