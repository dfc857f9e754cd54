"""A search in rounds: iterations of taking out and putting back, new links, the best choice among the tours met.

Belongs here: what a search carries from round to round, its temperatures and sizes. Does not belong here: compiled
code (``search``), the programs of HiGHS (``links``, ``recombine``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from routing.van_pool.engine.arrays import UNREACHABLE_VALUE, empty_tours, load_plan, nearest_requests, nodes_of
from routing.van_pool.engine.columns import Columns, empty_columns, forget, keep_tour
from routing.van_pool.engine.links import relinked
from routing.van_pool.engine.recombine import recombined
from routing.van_pool.engine.search import REGRET, Room, cost, repair, search
from routing.van_pool.engine.tours import EPS, HashArray, Memo, Nodes, Tours, copy_tours, refresh
from routing.van_pool.problem import IntArray, RidePlan, RideProblem, RideProblemError

WARMTH = (0.45, 0.15)
"""Temperature at the start and the end as a fraction of the length per request, where most is found on pr05 - pr10."""

WARM_SIZE = 190
"""Requests above which a search begins hotter, but ends no warmer; in either the opposite left plans of 500 longer."""

BANK = (3.0, 9.0)
"""What a request left out costs the current solution at the start and the end, in lengths per request.

Little, so that it may wait for a better place; at the end more than any should cost, so that none waits in vain.
"""

MARGIN = 0.7
"""How far behind the cheapest a tour must have been not to be looked at by chance, in lengths per request."""

LINKED_SINCE = 0.2
"""From where in the cooling the parts of tours are linked anew; sooner left a day of 500 no shorter."""

SETTLED = 0.6
"""From where in the cooling a search goes on from the best solution after it is linked, no more from the current."""

LINK_NODES = 1
"""Limit on HiGHS's tree in linking; a hundred nodes found nothing shorter on days of 30 to 500 requests."""

LARGEST_REMOVAL = 12
"""Most requests taken out at once, and never more than four in ten."""

NEIGHBOURS = 100
"""Requests most like a request that its removals look at."""


class Run(NamedTuple):
    """A search under way: ``current`` and ``best`` are solutions, the compiled code reads and fills the rest."""

    nodes: Nodes
    current: Tours
    spare: Tours
    best: Tours
    memo: Memo
    columns: Columns
    near: IntArray
    penalty: float
    state: HashArray
    room: Room


def prepare(problem: RideProblem, kept: list[int], seed: int, start: RidePlan | None, most_columns: int) -> Run:
    """A search over the kept requests whose first solution is ``start``, completed by regret-2 insertion.

    Raises RideProblemError when ``start`` is not feasible or even an empty tour is not.
    """
    nodes = nodes_of(problem, kept)
    n, vans, width = len(kept), len(problem.vans), 2 * len(kept) + 4
    slots = 1 << max(12, min(20, (n * vans * 64).bit_length()))
    room = Room(
        position=np.zeros(len(nodes.early), np.int64),
        trial=np.zeros(width, np.int64),
        starts=np.zeros(width),
        marked=np.zeros(n, np.int64),
        saving=np.zeros(n),
        dirty=np.zeros(vans, np.int64),
        touched=np.zeros(vans, np.int64),
        kinds=np.zeros(vans, np.int64),
        cut=np.zeros(2, np.int64),
        pool=np.zeros(n, np.int64),
        order=np.zeros(n),
        nearest=np.zeros(REGRET),
        extra=np.zeros((n, vans)),
        at=np.zeros((n, vans, 2), np.int64),
        seen=np.zeros((n, vans)),
    )
    reach = float(nodes.dist[nodes.dist < UNREACHABLE_VALUE].max(initial=1.0))
    run = Run(
        nodes=nodes,
        current=empty_tours(nodes),
        spare=empty_tours(nodes),
        best=empty_tours(nodes),
        memo=Memo(np.zeros(slots, np.uint64), np.zeros(slots), np.zeros((slots, 2), np.int64)),
        columns=empty_columns(most_columns, most_columns * max(8, 4 * n // max(1, vans))),
        near=nearest_requests(nodes, NEIGHBOURS),
        penalty=(2 * n + 2 * vans + 1) * max(reach, 1.0) + float(nodes.van_cost.sum()),
        state=np.array([seed % 2**64], dtype=np.uint64),
        room=room,
    )
    for van in range(vans):
        if not refresh(nodes, run.current, van, room.position):
            raise RideProblemError(f"Van {problem.vans.vehicle_ids[van]}: even an empty tour has no schedule.")
    if start is not None:
        load_plan(problem, nodes, run.current, kept, start, room.position)
    heavy = nodes.weight > 1.0
    for these in (heavy, ~heavy):  # breaks first
        pool = np.flatnonzero((run.current.tour_of < 0) & these)
        if not repair(nodes, run.current, run.memo, pool, 2, 0.0, np.inf, 0.0, run.state, room):
            raise RideProblemError(
                "A tour refused a request that had been proved to fit; this is a fault of the engine."
            )
    copy_tours(run.current, run.best)
    return run


def improve(run: Run, iterations: int, since: float, until: float) -> None:
    """Search on: ``since`` and ``until`` (0 to 1) say which part of the cooling these iterations are."""
    nodes, n = run.nodes, len(run.nodes.ride)
    driving = run.best.size > nodes.idle
    a_request = float(run.best.length.sum() - nodes.van_cost[driving].sum()) / max(1, n)
    dearest = float(nodes.van_cost.max(initial=0.0))
    waits = [BANK[0] + (BANK[1] - BANK[0]) * part for part in (since, until)]
    bank = (min(run.penalty, waits[0] * a_request + dearest), min(run.penalty, waits[1] * a_request + dearest))
    larger = max(1.0, n / WARM_SIZE)
    first, last = WARMTH[0] * larger**0.8, WARMTH[1]
    hot, cold = (max(EPS, a_request * first * (last / first) ** part) for part in (since, until))
    largest = min(LARGEST_REMOVAL, max(1, int(0.4 * n)))
    search(
        nodes, run.current, run.spare, run.best, run.memo, run.columns, run.near, run.penalty, bank,
        MARGIN * a_request, 0.5 * a_request, iterations, hot, cold, largest, run.state, run.room,
    )  # fmt: skip


def recombine(run: Run, max_nodes: int) -> bool:
    """Make the best choice among the tours met the current and the best solution; False when it is no better."""
    keep_best(run)
    sequences = recombined(run.nodes, run.columns, run.best, max_nodes)
    return sequences is not None and adopt(run, sequences)


def relink(run: Run, settled: bool) -> None:
    """Link the parts of the current solution anew; ``settled``: those of the best, and go on from there."""
    if settled:
        copy_tours(run.best, run.current)
    sequences = relinked(run.nodes, run.current, LINK_NODES)
    if sequences is not None and _write(run, sequences):
        whole = cost(run.nodes, run.spare, run.penalty)
        if whole < cost(run.nodes, run.current, run.penalty) - EPS:
            copy_tours(run.spare, run.current)
        if whole < cost(run.nodes, run.best, run.penalty) - EPS:
            copy_tours(run.spare, run.best)


def keep_best(run: Run) -> None:
    """Put the tours of the best solution in the store of tours, also when it is full."""
    most = len(run.columns.key)
    if run.columns.used[0] + len(run.best.size) > most or run.columns.used[1] + run.best.size.sum() > len(
        run.columns.node
    ):
        forget(run.columns)
    for van in range(len(run.best.size)):
        keep_tour(run.nodes, run.best, van, run.columns)


def adopt(run: Run, sequences: list[list[int]]) -> bool:
    """Go on from these sequences of nodes by van when they are better than the best; False when they are not."""
    if not _write(run, sequences):
        return False
    if cost(run.nodes, run.spare, run.penalty) >= cost(run.nodes, run.best, run.penalty) - EPS:
        return False
    copy_tours(run.spare, run.best)
    copy_tours(run.spare, run.current)
    return True


def _write(run: Run, sequences: list[list[int]]) -> bool:
    """Write sequences of nodes by van into ``spare``; False when one has no schedule."""
    n, spare = len(run.nodes.ride), run.spare
    spare.tour_of[:] = -1
    for van, sequence in enumerate(sequences):
        size = len(sequence) + 2
        spare.seq[van, 1 : size - 1] = sequence
        spare.seq[van, size - 1] = spare.seq[van, 0]
        spare.size[van] = size
        spare.tour_of[[node for node in sequence if node < n]] = van
        if not refresh(run.nodes, spare, van, run.room.position):
            return False
    return True


def sequences_of(run: Run) -> list[list[int]]:
    """The best solution: node sequences of the vans, without their homes."""
    return [[int(node) for node in run.best.seq[van, 1 : size - 1]] for van, size in enumerate(run.best.size)]
