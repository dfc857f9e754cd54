"""Small dial-a-ride problems for the tests of the van pool: places on a line or in the plane, one metre a second."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import shapely

from geo.travel_time import TravelMatrix
from routing.van_pool import RideProblem, RideRequests, Vans

DAY = dt.date(2026, 2, 3)


@dataclass(frozen=True)
class Ask:
    """A request from x to x on a line, or between points; by default the whole day, any ride, one passenger."""

    pickup: float | tuple[float, float]
    dropoff: float | tuple[float, float]
    opens: float = 0
    closes: float = 1000
    ride: float = 1000
    party: int = 1
    wheelchairs: int = 0
    organisation: str = "A"
    name: str = ""
    dropoff_opens: float | None = None
    pickup_closes: float | None = None


@dataclass(frozen=True)
class Bus:
    """A van at x on a line or a point."""

    home: float | tuple[float, float] = 0
    seats: int = 4
    wheelchair_places: int = 0
    opens: float = 0
    closes: float = 1000
    organisation: str = "A"
    longest: float = np.inf
    fold: int = 0
    volunteer: bool = False
    pause: tuple[float, float, float] = (0, 0, 0)


def make(asks: list[Ask], buses: list[Bus], *, service: float = 0.0) -> RideProblem:
    """A problem whose places are, in order, the pick-ups, the drop-offs and the homes."""
    n, k = len(asks), len(buses)
    where = [a.pickup for a in asks] + [a.dropoff for a in asks] + [b.home for b in buses]
    points = np.array([p if isinstance(p, tuple) else (p, 0.0) for p in where], dtype=float).reshape(-1, 2)
    metres = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
    requests = RideRequests(
        request_ids=tuple(a.name or f"r{i}" for i, a in enumerate(asks)),
        organisations=tuple(a.organisation for a in asks),
        pickup=np.arange(n),
        dropoff=np.arange(n, 2 * n),
        pickup_from_s=np.array([a.opens for a in asks], dtype=float),
        pickup_to_s=np.array([a.closes if a.pickup_closes is None else a.pickup_closes for a in asks], dtype=float),
        dropoff_from_s=np.array([a.opens if a.dropoff_opens is None else a.dropoff_opens for a in asks], dtype=float),
        dropoff_to_s=np.array([a.closes for a in asks], dtype=float),
        max_ride_s=np.array([a.ride for a in asks], dtype=float),
        boarding_s=np.full(n, service),
        alighting_s=np.full(n, service),
        party_size=np.array([a.party for a in asks], dtype=int),
        wheelchairs=np.array([a.wheelchairs for a in asks], dtype=int),
        pickup_buurtcodes=tuple(f"BU{i}" for i in range(n)),
        dropoff_buurtcodes=(None,) * n,
    )
    vans = Vans(
        vehicle_ids=tuple(f"v{i}" for i in range(k)),
        organisations=tuple(b.organisation for b in buses),
        home=np.arange(2 * n, 2 * n + k),
        seats=np.array([b.seats for b in buses], dtype=int),
        wheelchair_places=np.array([b.wheelchair_places for b in buses], dtype=int),
        shift_from_s=np.array([b.opens for b in buses], dtype=float),
        shift_to_s=np.array([b.closes for b in buses], dtype=float),
        max_tour_s=np.array([b.longest for b in buses], dtype=float),
        fold=np.array([b.fold for b in buses], dtype=int),
        volunteer=np.array([b.volunteer for b in buses], dtype=bool),
        break_from_s=np.array([b.pause[0] for b in buses], dtype=float),
        break_to_s=np.array([b.pause[1] for b in buses], dtype=float),
        break_s=np.array([b.pause[2] for b in buses], dtype=float),
    )
    return RideProblem(requests, vans, metres, metres)


@dataclass(frozen=True)
class StraightTimes:
    """Travel times over straight lines at a speed; points beyond ``edge_m`` from the origin cannot be reached."""

    speed_m_s: float = 10.0
    edge_m: float = np.inf
    mode: str = "car"
    method: str = "straight_line"

    def table(self, origins: np.ndarray, destinations: np.ndarray) -> TravelMatrix:
        metres = np.hypot(*(origins[:, None] - destinations[None, :]).transpose(2, 0, 1))
        outside = np.hypot(*origins.T)[:, None] > self.edge_m
        outside = outside | (np.hypot(*destinations.T)[None, :] > self.edge_m)
        metres = np.where(outside, np.nan, metres)
        return TravelMatrix((metres / self.speed_m_s).astype(np.float32), metres.astype(np.float32))

    def line(self, points: np.ndarray) -> shapely.LineString:
        return shapely.LineString(points)

    def snap_distance_m(self, points: np.ndarray) -> np.ndarray:
        return np.zeros(len(points))


def sample_day(requests: int = 50, vans: int = 18, seed: int = 5) -> RideProblem:
    """A believable day in the plane: organisations, windows of an hour, a few wheelchairs; metres and seconds."""
    random = np.random.default_rng(seed)
    organisations = [f"org{i}" for i in range(6)]
    asks = []
    for i in range(requests):
        a, b = random.uniform(-5000, 5000, 2), random.uniform(-5000, 5000, 2)
        opens = float(random.integers(8 * 3600, 17 * 3600))
        direct = float(np.hypot(*(a - b)))
        asks.append(
            Ask(
                (float(a[0]), float(a[1])),
                (float(b[0]), float(b[1])),
                opens=opens,
                closes=opens + direct + 3600,
                ride=max(direct * 1.5, direct + 900),
                party=int(random.integers(1, 3)),
                wheelchairs=int(random.random() < 0.2),
                organisation=organisations[i % 6],
            )
        )
    buses = [
        Bus(
            tuple(float(x) for x in random.uniform(-4000, 4000, 2)),
            seats=7,
            wheelchair_places=1,
            opens=7 * 3600,
            closes=20 * 3600,
            organisation=organisations[i % 6],
        )
        for i in range(vans)
    ]
    return make(asks, buses, service=60.0)
