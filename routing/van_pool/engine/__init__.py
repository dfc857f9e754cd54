"""The engine: a dial-a-ride problem in, a plan out; the only folder of the room that loads numba.

Belongs here: turning the problem into flat arrays, running the search, turning tours back into a plan. Does not belong
here: what a plan costs an organisation (``frames``) or whether it is right (``checker``).
"""

from __future__ import annotations

import numpy as np

from routing.van_pool.engine.search import repair, search
from routing.van_pool.engine.tours import Nodes, Tours, copy_tours, refresh
from routing.van_pool.problem import (
    NO_CAPACITY,
    FloatArray,
    RidePlan,
    RideProblem,
    RideProblemError,
    RideRequests,
    Unserved,
    Vans,
)
from routing.van_pool.screening import screen, tightened_windows
from routing.van_pool.timing import Visit, timed_tour

UNREACHABLE_VALUE = 1e9
"""Stands for 'no way' in the compiled arrays: larger than any time or length, and safe to add and subtract."""

START_WARMTH = 0.15
"""Temperature at the start as a fraction of the length per request; tuned on the a-series of Cordeau 2006."""

LARGEST_REMOVAL = 24
"""Most requests taken out at once, and never more than four in ten."""


def solve(problem: RideProblem, *, iterations: int, seed: int, start: RidePlan | None = None) -> RidePlan:
    """Plan the requests with least metres, every request that can be served first; never worse than ``start``.

    ``iterations``: rounds of taking out and putting back after the first plan; 0 keeps the first plan. ``seed``: any
    integer; the same seed gives the same plan. ``start``: a feasible plan of the same problem to begin with. Raises
    RideProblemError when ``iterations`` is negative or ``start`` is not feasible. Method: regret-2 parallel insertion,
    then large neighbourhood search (Ropke & Pisinger 2006) with exact schedules under the ride limit.
    """
    if iterations < 0:
        raise RideProblemError("The number of iterations is not negative; 0 keeps the first plan.")
    reasons = screen(problem)
    kept = [r for r, reason in enumerate(reasons) if reason is None]
    sequences: list[list[int]] = [[] for _ in range(len(problem.vans))]
    if kept:
        sequences = _search(problem, kept, iterations, seed, start)
    tours = []
    for van, sequence in enumerate(sequences):
        if sequence:
            n = len(kept)
            visits: list[Visit] = [(kept[node % n], node < n) for node in sequence]
            tours.append(timed_tour(problem, van, visits))
            for request, _ in visits:
                reasons[request] = "served"
    unserved = tuple(Unserved(r, reason or NO_CAPACITY) for r, reason in enumerate(reasons) if reason != "served")
    return RidePlan(tuple(tours), unserved)


def compile_ahead() -> None:
    """Has numba compile the engine and keep it on disk, on a problem of two requests and two vans."""
    two, none = np.arange(2), np.zeros(2, dtype=np.int64)
    day, never = np.full(2, 86_400.0), np.zeros(2)
    requests = RideRequests(
        ("1", "2"), ("A", "A"), two, two + 2, never, day, never, day, day, never, never,
        none + 1, none, (None, None), (None, None),
    )  # fmt: skip
    vans = Vans(("1", "2"), ("A", "A"), two, two + 1, none, never, day, day)
    metres = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    solve(RideProblem(requests, vans, metres, metres), iterations=2, seed=1)


def _search(
    problem: RideProblem, kept: list[int], iterations: int, seed: int, start: RidePlan | None
) -> list[list[int]]:
    """Node sequences of the vans, without their homes, over the kept requests."""
    nodes = _nodes(problem, kept)
    n = len(kept)
    position = np.zeros(len(nodes.early), np.int64)
    current = _empty_tours(nodes)
    for van in range(len(problem.vans)):
        if not refresh(nodes, current, van, position):
            raise RideProblemError(f"Van {problem.vans.vehicle_ids[van]}: even an empty tour has no schedule.")
    if start is not None:
        _load(problem, nodes, current, kept, start, position)
    state = np.array([seed % 2**64], dtype=np.uint64)
    width = current.seq.shape[1] + 2
    pool = np.flatnonzero(current.tour_of < 0)
    if not repair(nodes, current, pool, 2, 0.0, state, position, np.zeros(width, np.int64), np.zeros(width)):
        raise RideProblemError("A tour refused a request that had been proved to fit; this is a fault of the engine.")
    best = _empty_tours(nodes)
    copy_tours(current, best)
    if iterations:
        reach = float(nodes.dist[nodes.dist < UNREACHABLE_VALUE].max(initial=1.0))
        penalty = (2 * n + 2 * len(problem.vans) + 1) * max(reach, 1.0)
        largest = min(LARGEST_REMOVAL, max(1, int(0.4 * n)))
        related = _relatedness(nodes)
        spare = _empty_tours(nodes)
        search(nodes, current, spare, best, related, penalty, iterations, START_WARMTH, largest, state)
    return [[int(node) for node in best.seq[van, 1 : size - 1]] for van, size in enumerate(best.size)]


def _nodes(problem: RideProblem, kept: list[int]) -> Nodes:
    asked, vans = problem.requests, problem.vans
    windows = tightened_windows(problem)
    places = np.concatenate([asked.pickup[kept], asked.dropoff[kept], vans.home])
    grid = np.ix_(places, places)
    unlinked = ~(np.isfinite(problem.duration_s[grid]) & np.isfinite(problem.length_m[grid]))
    kinds: dict[tuple[float, ...], int] = {}
    classes = [
        kinds.setdefault(
            (
                float(vans.home[k]),
                float(vans.seats[k]),
                float(vans.wheelchair_places[k]),
                float(vans.shift_from_s[k]),
                float(vans.shift_to_s[k]),
                float(vans.max_tour_s[k]),
            ),
            len(kinds),
        )
        for k in range(len(vans))
    ]
    return Nodes(
        time=np.where(unlinked, UNREACHABLE_VALUE, problem.duration_s[grid]),
        dist=np.where(unlinked, UNREACHABLE_VALUE, problem.length_m[grid]),
        early=np.concatenate([windows.pickup_from_s[kept], windows.dropoff_from_s[kept], vans.shift_from_s]),
        late=np.concatenate([windows.pickup_to_s[kept], windows.dropoff_to_s[kept], vans.shift_to_s]),
        service=np.concatenate([asked.boarding_s[kept], asked.alighting_s[kept], np.zeros(len(vans))]),
        ride=np.array(asked.max_ride_s[kept]),
        seats=np.array(asked.seats[kept]),
        wheels=np.array(asked.wheelchairs[kept]),
        van_seats=np.array(vans.seats),
        van_wheels=np.array(vans.wheelchair_places),
        max_tour=np.minimum(vans.max_tour_s, UNREACHABLE_VALUE),
        van_class=np.array(classes, dtype=np.int64),
    )


def _empty_tours(nodes: Nodes) -> Tours:
    n, vans = len(nodes.ride), len(nodes.van_seats)
    width = 2 * n + 2
    seq = np.zeros((vans, width), np.int64)
    seq[:, 0] = seq[:, 1] = 2 * n + np.arange(vans)
    return Tours(
        seq=seq,
        size=np.full(vans, 2, np.int64),
        first=np.zeros((vans, width)),
        last=np.zeros((vans, width)),
        seats=np.zeros((vans, width), np.int64),
        wheels=np.zeros((vans, width), np.int64),
        length=np.zeros(vans),
        tour_of=np.full(n, -1, np.int64),
    )


def _load(
    problem: RideProblem, nodes: Nodes, tours: Tours, kept: list[int], start: RidePlan, position: np.ndarray
) -> None:
    n = len(kept)
    number = {request: i for i, request in enumerate(kept)}
    for tour in start.tours:
        van = tour.van
        sequence = [number.get(stop.request, -1) + (0 if stop.kind == "pickup" else n) for stop in tour.stops]
        boarded = [node for node in sequence if 0 <= node < n]
        fits = (
            all(stop.request in number for stop in tour.stops)
            and sorted(sequence) == sorted(boarded + [node + n for node in boarded])
            and (tours.tour_of[boarded] < 0).all()
            and all(sequence.index(node) < sequence.index(node + n) for node in boarded)
        )
        if fits:
            tours.seq[van, 1 : 1 + len(sequence)] = sequence
            tours.seq[van, 1 + len(sequence)] = tours.seq[van, 0]
            tours.size[van] = len(sequence) + 2
            tours.tour_of[boarded] = van
        if not fits or not refresh(nodes, tours, van, position):
            raise RideProblemError(
                f"The plan to start from is not feasible for van {problem.vans.vehicle_ids[van]}; start without a plan."
            )


def _relatedness(nodes: Nodes) -> FloatArray:
    """How alike two requests are in place and time, 0 is the same (Shaw 1998); (n, n)."""
    n = len(nodes.ride)
    near = nodes.dist[:n, :n] + nodes.dist[n : 2 * n, n : 2 * n]
    near = np.minimum(near, near.T)
    middle = (nodes.early[: 2 * n] + nodes.late[: 2 * n]) / 2
    apart = np.abs(middle[:n, None] - middle[None, :n]) + np.abs(middle[n:, None] - middle[None, n:])
    usual_near = max(float(np.median(near)), 1e-9)
    usual_apart = max(float(np.median(apart)), 1e-9)
    related: FloatArray = near / usual_near + 0.5 * apart / usual_apart
    return related
