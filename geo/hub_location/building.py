"""From a hub location problem to a minimum-sum problem on nearest lists, whatever the objective and however large.

Every objective becomes a cost of a demand point at a site: person-seconds, or people who are not covered. Lists are
whole where the matrix is small; where it is large they hold what can matter, and say what everything else costs at
least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.hub_location.arrays import Flags, Floats
from geo.hub_location.costs import part_of
from geo.hub_location.lists import COMPILED_FROM, NearestLists, SumProblem
from geo.hub_location.problem import P_MEDIAN, HubProblem, penalty_of, site_costs, value_of

BLOCK = 4_000_000
"""Cells of the matrix that are looked at in one go."""


@dataclass(frozen=True, eq=False)
class Wishes:
    """``must`` and ``may`` (m,) be open, from the problem's names."""

    must: Flags
    may: Flags


def wishes_of(problem: HubProblem) -> Wishes:
    """The problem's keep and forbid as flags by column."""
    keep, forbid = set(problem.keep), set(problem.forbid)
    must = np.array([site in keep for site in problem.site_ids], dtype=bool)
    return Wishes(must, np.array([site not in forbid for site in problem.site_ids], dtype=bool))


def matrix_of(problem: HubProblem) -> Floats:
    """(n, m) All costs between demand points and sites at once, in float64; for problems of one gemeente."""
    return part_of(problem.cost_s, slice(None), slice(None))


def outside_of(problem: HubProblem) -> Floats:
    """(n,) What a demand point costs that no open site serves: the penalty, or all its people."""
    weights = np.asarray(problem.weights, dtype=np.float64)
    return weights * penalty_of(problem.cost_s) if problem.objective == P_MEDIAN else weights


def costs_at(problem: HubProblem, rows: NDArray, columns: NDArray) -> Floats:
    """(rows, columns) What these demand points cost at these sites."""
    duration = part_of(problem.cost_s, rows, columns)
    weights = np.asarray(problem.weights, dtype=np.float64)[rows, None]
    if problem.objective == P_MEDIAN:
        if (weights > 0).all():
            return weights * duration
        with np.errstate(invalid="ignore"):
            return np.where(weights > 0, weights * duration, 0.0)
    return weights * (1.0 - value_of(problem, duration))


def sum_problem(problem: HubProblem, limit: Floats | None = None) -> SumProblem:
    """The minimum-sum problem, with every entry that costs less than ``limit`` (n,); None: all that can matter.

    Demand points without people are left out, as are entries that cost as much as not being served.
    """
    wishes, outside = wishes_of(problem), outside_of(problem)
    lists = nearest_lists(problem, wishes.may, outside if limit is None else np.minimum(limit, outside))
    return SumProblem(
        lists=lists,
        outside=outside[_people(problem)],
        opening=site_costs(problem),
        p=problem.p,
        must=wishes.must,
        may=wishes.may,
        constant=0.0 if problem.objective == P_MEDIAN else -float(np.sum(problem.weights)),
    )


def nearest_lists(problem: HubProblem, usable: Flags, limit: Floats) -> NearestLists:
    """The entries at usable sites that cost less than ``limit`` (n,), which is what everything else costs at least."""
    columns = np.flatnonzero(usable).astype(np.int32)
    people = _people(problem)
    parts: list[tuple[NDArray, NDArray, NDArray]] = []
    for rows in np.array_split(people, max(1, len(people) * len(columns) // BLOCK)):
        cost = costs_at(problem, rows, columns)
        row, column = np.nonzero(cost < limit[rows, None])
        kept = cost[row, column]
        count = np.bincount(row, minlength=len(rows))
        for part in np.split(np.arange(len(row)), np.cumsum(count)[:-1]):  # a row at a time: faster than all at once
            order = part[np.argsort(kept[part], kind="stable")]
            column[part], kept[part] = column[order], kept[order]
        parts.append((count, columns[column], kept))
    counts, site, cost = (np.concatenate(part) for part in zip(*parts, strict=True))
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    compiled = len(site) >= COMPILED_FROM
    return NearestLists(start, site, cost, limit[people], len(usable), compiled)


def _people(problem: HubProblem) -> NDArray[np.int64]:
    return np.flatnonzero(np.asarray(problem.weights) > 0)
