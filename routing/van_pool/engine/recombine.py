"""The best choice among tours met during the search: set partitioning by HiGHS.

Belongs here: the program and its reading. Does not belong here: the store of tours (``columns``). Every request in one
tour, no more tours of a kind than there are vans of that kind, least metres (Gschwind & Drexl 2019, section 4.5, for
the same idea in dial-a-ride).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse

from geo.hub_location.highs import Model, solve_mip, solve_relaxed
from routing.van_pool.engine.columns import Columns
from routing.van_pool.engine.tours import Nodes, Tours

LEFT_OUT = 20.0
"""What leaving out a request costs, in lengths of the longest tour: enough to come last, not so much as to blur."""

MOST_CHOICES = 700
"""Tours among which whole numbers are sought: those of least reduced cost, and the best solution's."""


def recombined(nodes: Nodes, columns: Columns, best: Tours, max_nodes: int) -> list[list[int]] | None:
    """Sequences of the vans, without homes, that together are shortest; None when HiGHS finds none.

    ``columns``: tours to choose from, those of ``best`` among them. ``max_nodes``: limit on HiGHS's tree, so that the
    result depends on nothing but the arguments.
    """
    n, used = len(nodes.ride), int(columns.used[0])
    tours = [columns.node[at : at + size] for at, size in zip(columns.start[:used], columns.stops[:used], strict=True)]
    model = _model(nodes, columns, tours)
    number = {
        (int(kind), *np.sort(tour[tour < n]).tolist()): j
        for j, (kind, tour) in enumerate(zip(columns.van_class[:used], tours, strict=True))
    }
    start = np.concatenate([np.zeros(used), (best.tour_of < 0).astype(float)])
    for van, size in enumerate(best.size):
        sequence = best.seq[van, 1 : size - 1]
        if size > 2:
            start[number[int(nodes.van_class[van]), *np.sort(sequence[sequence < n]).tolist()]] = 1.0
    chosen = np.arange(used + n)
    if used > MOST_CHOICES:
        worth = solve_relaxed(model).reduced_costs
        worth[start > 0.5] = -np.inf
        worth[used:] = -np.inf
        chosen = np.sort(np.argsort(worth, kind="stable")[: MOST_CHOICES + n])
    values = solve_mip(model.of_columns(chosen), whole=len(chosen), max_nodes=max_nodes, start=start[chosen]).values
    if values is None:
        return None
    sequences: list[list[int]] = [[] for _ in nodes.van_class]
    for j in chosen[values > 0.5]:
        if j < used:
            kind = columns.van_class[j]
            van = next(v for v, other in enumerate(nodes.van_class) if other == kind and not sequences[v])
            sequences[van] = tours[j].tolist()
    return sequences


def _model(nodes: Nodes, columns: Columns, tours: list[np.ndarray]) -> Model:
    """Rows: every request once, vans of each kind; columns: the tours, then leaving out each request."""
    n, used = len(nodes.ride), len(tours)
    kinds = int(nodes.van_class.max()) + 1
    rows = [np.append(tour[tour < n], n + kind) for tour, kind in zip(tours, columns.van_class[:used], strict=True)]
    rows += [np.array([r]) for r in range(n)]
    indptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    matrix = scipy.sparse.csc_matrix((np.ones(indptr[-1]), np.concatenate(rows), indptr), shape=(n + kinds, used + n))
    vans = np.bincount(nodes.van_class, minlength=kinds).astype(float)
    length = columns.length[:used]
    return Model(
        cost=np.concatenate([length, LEFT_OUT * length.max(initial=1.0) * nodes.weight]),
        lower=np.zeros(used + n),
        upper=np.ones(used + n),
        matrix=scipy.sparse.csr_matrix(matrix),
        low=np.concatenate([np.ones(n), np.zeros(kinds)]),
        high=np.concatenate([np.ones(n), vans]),
    )
