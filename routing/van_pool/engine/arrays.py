"""A dial-a-ride problem as flat arrays for the compiled search, and a plan as tours over them.

Belongs here: problem and plan in, arrays out. Does not belong here: searching (``rounds``), compiled code (``tours``).
"""

from __future__ import annotations

import numpy as np

from routing.van_pool.engine.tours import Nodes, Tours, refresh
from routing.van_pool.problem import FloatArray, IntArray, RidePlan, RideProblem, RideProblemError
from routing.van_pool.screening import tightened_windows

UNREACHABLE_VALUE = 1e9
"""Stands for 'no way' in the compiled arrays: larger than any time or length, and safe to add and subtract."""


def nodes_of(problem: RideProblem, kept: list[int]) -> Nodes:
    """The kept requests, then all vans' homes, as arrays; vans that are alike in every rule have one class."""
    asked, vans = problem.requests, problem.vans
    windows = tightened_windows(problem)
    places = np.concatenate([asked.pickup[kept], asked.dropoff[kept], vans.home])
    grid = np.ix_(places, places)
    unlinked = ~(np.isfinite(problem.duration_s[grid]) & np.isfinite(problem.length_m[grid]))
    allowed = np.array(problem.allowed[kept], dtype=bool).reshape(len(kept), len(vans))
    duty = asked.duty[kept]
    moves = problem.movement_cost_m * (places[:, None] != places[None, :])
    home = _homes_alike(problem, kept)
    kinds: dict[tuple[object, ...], int] = {}
    classes = [
        kinds.setdefault(
            (
                int(home[k]),
                float(vans.seats[k]),
                float(vans.wheelchair_places[k]),
                float(vans.shift_from_s[k]),
                float(vans.shift_to_s[k]),
                float(vans.max_tour_s[k]),
                float(vans.fold[k]),
                allowed[:, k].tobytes(),
            ),
            len(kinds),
        )
        for k in range(len(vans))
    ]
    time = np.where(unlinked, UNREACHABLE_VALUE, problem.duration_s[grid])
    dist = np.where(unlinked, UNREACHABLE_VALUE, problem.length_m[grid] + moves)
    return Nodes(
        time=time,
        dist=dist,
        time_to=np.ascontiguousarray(time.T),
        dist_to=np.ascontiguousarray(dist.T),
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
        fold=np.array(vans.fold),
        allowed=allowed,
        weight=np.where(duty, len(kept) + 1.0, 1.0),
        van_cost=np.full(len(vans), float(problem.van_cost_m)),
        idle=2 + 2 * allowed[duty].sum(axis=0),
    )


def _homes_alike(problem: RideProblem, kept: list[int]) -> IntArray:
    """For each van the number of its home; homes as far from every pick-up and drop-off, both ways, have one number."""
    asked, homes = problem.requests, problem.vans.home
    stops = np.concatenate([asked.pickup[kept], asked.dropoff[kept]])
    out = [matrix[np.ix_(homes, stops)] for matrix in (problem.duration_s, problem.length_m)]
    back = [matrix[np.ix_(stops, homes)].T for matrix in (problem.duration_s, problem.length_m)]
    here = (homes[:, None] == stops[None, :]).astype(float)  # a stop at home is no movement
    number: IntArray = np.unique(np.hstack([*out, *back, here]), axis=0, return_inverse=True)[1]
    return number


def empty_tours(nodes: Nodes) -> Tours:
    """Every van at home, nobody served."""
    n, vans = len(nodes.ride), len(nodes.van_seats)
    width = 2 * n + 2
    seq = np.zeros((vans, width), np.int64)
    seq[:, 0] = seq[:, 1] = 2 * n + np.arange(vans)
    return Tours(
        seq=seq,
        size=np.full(vans, 2, np.int64),
        first=np.zeros((vans, width)),
        last=np.zeros((vans, width)),
        hop=np.zeros((vans, width)),
        leg=np.zeros((vans, width)),
        way=np.zeros((vans, width)),
        slack=np.zeros((vans, width)),
        seats=np.zeros((vans, width), np.int64),
        wheels=np.zeros((vans, width), np.int64),
        length=np.zeros(vans),
        tour_of=np.full(n, -1, np.int64),
        mark=np.zeros(vans, np.uint64),
    )


def load_plan(
    problem: RideProblem, nodes: Nodes, tours: Tours, kept: list[int], start: RidePlan, position: np.ndarray
) -> None:
    """Write a plan into ``tours``; raises RideProblemError when it is not feasible."""
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


def nearest_requests(nodes: Nodes, most: int) -> IntArray:
    """For each request the others by likeness in place and time (Shaw 1998); (n, at most ``most``)."""
    n = len(nodes.ride)
    near = nodes.dist[:n, :n] + nodes.dist[n : 2 * n, n : 2 * n]
    near = np.minimum(near, near.T)
    middle = (nodes.early[: 2 * n] + nodes.late[: 2 * n]) / 2
    apart = np.abs(middle[:n, None] - middle[None, :n]) + np.abs(middle[n:, None] - middle[None, n:])
    usual_near = max(float(np.median(near)), 1e-9)
    usual_apart = max(float(np.median(apart)), 1e-9)
    unlike: FloatArray = near / usual_near + 0.5 * apart / usual_apart
    np.fill_diagonal(unlike, -1.0)
    return np.ascontiguousarray(np.argsort(unlike, axis=1, kind="stable")[:, 1 : 1 + most])
