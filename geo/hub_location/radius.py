"""The minimum-sum problem as a small mixed-integer program, by radii (Cornuejols, Nemhauser & Wolsey 1980).

A demand point pays its nearest listed cost and, for every further radius within which no site is open, the step to the
next radius (Elloumi 2010; Garcia, Labbe & Marin 2011). One variable a point and radius in place of one a point and
site, and whole site variables only. Not here: what was ruled out before (``lagrangian``), HiGHS itself (``highs``).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse

from geo.hub_location.arrays import Flags
from geo.hub_location.highs import MipResult, Model, solve_mip
from geo.hub_location.lists import SumProblem


def solve_by_radii(problem: SumProblem, *, max_nodes: int, relative_gap: float = 0.0) -> tuple[Flags | None, MipResult]:
    """The sites to open (m,), or None where there is no solution or none was found, and what HiGHS says.

    Rows that are served in no solution of interest beyond their list have ``outside`` infinite.
    """
    model, free = radius_model(problem)
    result = solve_mip(model, whole=len(free), max_nodes=max_nodes, relative_gap=relative_gap)
    if result.values is None:
        return None, result
    chosen = problem.must.copy()
    chosen[free[result.values[: len(free)] > 0.5]] = True
    return chosen, result


def radius_model(problem: SumProblem) -> tuple[Model, np.ndarray]:
    """Columns: y by free site, then z by point and radius. Rows: z + what opens at this radius >= z before; p open."""
    lists = problem.lists
    free = np.flatnonzero(problem.may & ~problem.must)
    column = np.full(lists.sites, -1)
    column[free] = np.arange(len(free))
    n = len(lists.start) - 1
    rows, entry_cost = lists.rows, lists.cost
    first_entry = np.zeros(len(rows), dtype=bool)
    first_entry[lists.start[:-1][np.diff(lists.start) > 0]] = True
    new_radius = first_entry.copy()
    new_radius[1:] |= entry_cost[1:] != entry_cost[:-1]
    radius = np.cumsum(new_radius) - 1  # every entry's radius, numbered over all rows
    radius_row, radius_cost = rows[new_radius], entry_cost[new_radius]
    last = np.append(radius_row[1:] != radius_row[:-1], True) if len(radius_row) else np.zeros(0, dtype=bool)
    following = np.where(last, problem.outside[radius_row], np.append(radius_cost[1:], 0.0))
    step = following - radius_cost
    closed = ~np.isfinite(step)  # must be served within its list: no z
    z = np.cumsum(~closed) - 1
    z[closed] = -1
    count = int((~closed).sum())
    # z_k + sum of y at this radius - z_(k-1) >= 0, or >= 1 for the first radius
    first_radius = np.append(True, radius_row[1:] != radius_row[:-1]) if len(radius_row) else np.zeros(0, dtype=bool)
    number = np.arange(len(radius_row))
    previous = np.where(first_radius, -1, number - 1)
    with_previous = previous >= 0
    y_columns = column[lists.site]
    row_index = np.concatenate(
        [number[~closed], number[with_previous], radius, np.full(len(free), len(radius_row))]
    ).astype(np.int64)
    column_index = np.concatenate(
        [len(free) + z[~closed], len(free) + z[previous[with_previous]], y_columns, np.arange(len(free))]
    ).astype(np.int64)
    value = np.concatenate(
        [np.ones(count), -np.ones(int(with_previous.sum())), np.ones(len(y_columns)), np.ones(len(free))]
    )
    shape = (len(radius_row) + 1, len(free) + count)
    matrix = scipy.sparse.csr_matrix((value, (row_index, column_index)), shape=shape)
    left = float(problem.p - problem.must.sum())
    low = np.append(np.where(first_radius, 1.0, 0.0), left)
    high = np.append(np.full(len(radius_row), np.inf), left)
    empty = np.diff(lists.start) == 0
    base = np.zeros(n)
    base[radius_row[first_radius]] = radius_cost[first_radius]
    base[empty] = problem.outside[empty]
    cost = np.concatenate([problem.opening[free], step[~closed]])
    constant = problem.constant + float(base.sum()) + float(problem.opening[problem.must].sum())
    return Model(cost, np.zeros(len(cost)), np.ones(len(cost)), matrix, low, high, constant), free
