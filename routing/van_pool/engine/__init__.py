"""The engine: a dial-a-ride problem in, a plan out; the only folder of the room that loads numba.

Belongs here: turning the problem into flat arrays, running the search, turning tours back into a plan. Does not belong
here: what a plan costs an organisation (``frames``) or whether it is right (``checker``).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from filelock import FileLock

from routing.van_pool.engine.rounds import LINKED_SINCE, SETTLED, improve, prepare, recombine, relink, sequences_of
from routing.van_pool.problem import (
    NO_CAPACITY,
    RidePlan,
    RideProblem,
    RideProblemError,
    RideRequests,
    Unserved,
    Vans,
)
from routing.van_pool.screening import screen
from routing.van_pool.timing import Visit, timed_tour

COLUMNS = 4_000
"""Most tours kept for recombination in a plan."""

SEARCH_NODES = 50
"""Limit on HiGHS's tree in a recombination."""

LINKINGS = 5
"""Most parts of a search after which tours may be linked anew; a part has 200 iterations at least."""


def solve(
    problem: RideProblem, *, iterations: int, seed: int, start: RidePlan | None = None, recombinations: int = 1
) -> RidePlan:
    """Plan the requests with least metres, every request that can be served first; never worse than ``start``.

    ``iterations``: rounds of taking out and putting back after the first plan; 0 keeps the first plan. ``seed``: any
    integer; the same seed gives the same plan. ``start``: a feasible plan of the same problem to begin with.
    ``recombinations``: how often the best choice among the tours met is sought. Raises RideProblemError when
    ``iterations`` or ``recombinations`` is negative or ``start`` is not feasible. Method: regret-2 parallel insertion,
    then large neighbourhood search (Ropke & Pisinger 2006) with exact schedules under the ride limit; between its
    parts all tours are cut where the van is empty and linked anew.
    """
    if min(iterations, recombinations) < 0:
        raise RideProblemError("The number of iterations is not negative; 0 keeps the first plan.")
    compile_ahead()
    return _solve(problem, iterations, seed, start, recombinations)


def _solve(problem: RideProblem, iterations: int, seed: int, start: RidePlan | None, recombinations: int) -> RidePlan:
    reasons = screen(problem)
    kept = [r for r, reason in enumerate(reasons) if reason is None]
    sequences: list[list[int]] = [[] for _ in range(len(problem.vans))]
    if kept:
        run = prepare(problem, kept, seed, start, COLUMNS)
        chosen = max(1, recombinations)
        between = -(-min(LINKINGS, max(1, iterations // 200)) // chosen)
        parts = chosen * between
        for part in range(parts if iterations else 0):
            share = iterations * (part + 1) // parts - iterations * part // parts
            until = (part + 1) / parts
            improve(run, share, part / parts, until)
            if until > LINKED_SINCE:
                relink(run, until > SETTLED)
            if recombinations and (part + 1) % between == 0:
                recombine(run, SEARCH_NODES)
        sequences = sequences_of(run)
    return plan_of(problem, kept, sequences, reasons)


def plan_of(
    problem: RideProblem, kept: list[int], sequences: list[list[int]], screened: Sequence[str | None] | None = None
) -> RidePlan:
    """The plan of node sequences over the kept requests, one a van, with the reason of every request left out.

    ``screened``: what ``screen`` says of the problem, if it has been asked.
    """
    reasons = list(screened) if screened is not None else screen(problem)
    tours = []
    for van, sequence in enumerate(sequences):
        n = len(kept)
        if any(not problem.requests.duty[kept[node % n]] for node in sequence):
            visits: list[Visit] = [(kept[node % n], node < n) for node in sequence]
            tours.append(timed_tour(problem, van, visits))
            for request, _ in visits:
                reasons[request] = "served"
    driving = {tour.van for tour in tours}
    unserved = tuple(
        Unserved(r, reason or NO_CAPACITY)
        for r, reason in enumerate(reasons)
        if reason != "served" and not (problem.requests.duty[r] and not any(problem.allowed[r, van] for van in driving))
    )
    return RidePlan(tuple(tours), unserved)


@cache
def compile_ahead() -> None:
    """Has numba compile the engine and keep it on disk, on a problem of two requests and two vans.

    One process at a time: the others, which would do the same half a minute's work, wait and load what it kept.
    """
    two, none = np.arange(2), np.zeros(2, dtype=np.int64)
    day, never = np.full(2, 86_400.0), np.zeros(2)
    requests = RideRequests(
        ("1", "2"), ("A", "A"), two, two + 2, never, day, never, day, day, never, never,
        none + 1, none, (None, None), (None, None),
    )  # fmt: skip
    vans = Vans(("1", "2"), ("A", "A"), two, two + 1, none, never, day, day)
    metres = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    with FileLock(Path(tempfile.gettempdir(), f"wijk-van-pool-{_who_and_where()}.lock")):
        _solve(RideProblem(requests, vans, metres, metres), 2, 1, None, 1)


def _who_and_where() -> str:
    """A name of this user's copy of the engine: another's is compiled and kept elsewhere."""
    return hashlib.sha256(f"{os.getuid()} {Path(__file__).resolve()}".encode()).hexdigest()[:16]
