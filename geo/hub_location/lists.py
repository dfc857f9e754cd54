"""Nearest lists: of every demand point the sites that can matter to it, nearest first; a minimum-sum problem on them.

Belongs here: the sparse form of a cost matrix, how it is cut and shortened without losing a better solution. Does not
belong here: solving (``min_sum``) and the meaning of a cost (``problem``).
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from functools import cached_property
from types import ModuleType

import numpy as np

from geo.hub_location import plain
from geo.hub_location.arrays import Flags, Floats, Ints, ListArrays, Sites

COMPILED_FROM = 8_000
"""Entries from which the compiled arithmetic is used: below, numpy is done before the compiler has started."""


@dataclass(frozen=True, eq=False)
class NearestLists:
    """Row i is start[i]:start[i + 1] of ``site`` and ``cost`` (of the demand point as a whole), ascending.

    ``beyond`` (n,): every site that is not in the row costs at least this. ``sites``: how many there are.
    ``compiled``: which arithmetic is used on it.
    """

    start: Ints
    site: Sites
    cost: Floats
    beyond: Floats
    sites: int
    compiled: bool

    @property
    def rows(self) -> Sites:
        """The row of every entry."""
        return np.repeat(np.arange(len(self.start) - 1, dtype=np.int32), np.diff(self.start))

    @property
    def radii(self) -> int:
        """How many different costs there are, counted by row."""
        rows = self.rows
        return int(np.count_nonzero((rows[1:] != rows[:-1]) | (self.cost[1:] != self.cost[:-1]))) + min(len(rows), 1)

    @cached_property
    def arrays(self) -> ListArrays:
        """By row and by site."""
        by_site = self.arithmetic.transposed(self.start, self.site, self.cost, self.sites)
        return ListArrays(self.start, self.site, self.cost, *by_site)

    @property
    def arithmetic(self) -> ModuleType:
        """``kernels`` or ``plain``, which hold the same functions; the first loads numba only where it is needed."""
        return importlib.import_module("geo.hub_location.kernels") if self.compiled else plain


@dataclass(frozen=True, eq=False)
class SumProblem:
    """Open exactly ``p`` sites: least ``constant`` + sum of ``opening`` (m,) + what serving the demand points costs.

    ``outside`` (n,) is the cost of serving a point from no site at all, or anything more: it is what a point counts for
    that no listed open site serves. ``must`` and ``may`` (m,) be open.
    """

    lists: NearestLists
    outside: Floats
    opening: Floats
    p: int
    must: Flags
    may: Flags
    constant: float = 0.0

    @property
    def ceiling(self) -> Floats:
        """(n,) What a point costs at least that is not served from its list."""
        return np.minimum(self.lists.beyond, self.outside)

    def cost_of(self, chosen: Flags) -> float:
        """What it costs with these sites (m,) open; never less than the truth."""
        service = self.lists.arithmetic.service_cost(self.lists.arrays, self.outside, chosen)
        return float(service.sum() + self.opening[chosen].sum()) + self.constant


def cut(problem: SumProblem, must: Flags, may: Flags, longest: Floats, extra: Floats) -> SumProblem:
    """The problem with sites settled and only the entries whose cost + ``extra`` (m,) is less than ``longest`` (n,).

    For limits that no better solution reaches. A row ends with the first site that is open for sure; where the list
    reached the limit, a better solution serves the point from the list, so that nothing lies ``beyond``.
    """
    lists = problem.lists
    rows = lists.rows
    nearest_sure = np.full(len(problem.outside), np.inf)
    sure = np.flatnonzero(must[lists.site])
    np.minimum.at(nearest_sure, rows[sure], lists.cost[sure])
    outside = np.minimum(problem.outside, nearest_sure)
    kept = may[lists.site] & (lists.cost + extra[lists.site] < longest[rows]) & (lists.cost < outside[rows])
    start = np.concatenate([[0], np.cumsum(np.bincount(rows[kept], minlength=len(outside)))]).astype(np.int64)
    beyond = np.where(longest <= lists.beyond, np.inf, lists.beyond)
    shorter = NearestLists(start, lists.site[kept], lists.cost[kept], beyond, lists.sites, lists.compiled)
    return replace(problem, lists=shorter, outside=outside, must=must, may=may)
