"""Counts of areas that overlap, such as service areas by minutes: no ring between two of them is given away.

The atoms are the pieces into which the areas cut each other; every difference and every overlap of two areas is a cell
that is never published and yet may be small.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import scipy.sparse

from geo.disclosure.cells import Cells
from geo.disclosure.frames import rounded
from geo.disclosure.protect import SMALL, protect
from geo.disclosure.rules import DisclosureRules


@dataclass(frozen=True, eq=False)
class AreaProblem:
    """Which pieces lie in which areas.

    Attributes:
        areas: names of the areas.
        inside: (areas, people or addresses) True where one lies in an area.
        counts: (people or addresses,) how much each counts for.
    """

    areas: tuple[str, ...]
    inside: np.ndarray
    counts: np.ndarray


def disclose_areas(problem: AreaProblem, rules: DisclosureRules) -> pd.DataFrame:
    """The count of each area that may be shown: columns area, published (NaN where withheld), reason."""
    patterns, piece = np.unique(problem.inside.T, axis=0, return_inverse=True)
    counts = np.bincount(piece.ravel(), weights=problem.counts, minlength=len(patterns))
    seen = patterns.any(axis=1) & (counts > 0)
    member, counts = patterns[seen].T.astype(bool), counts[seen]
    names, rows = list(problem.areas), list(member)
    for a, b in combinations(range(len(problem.areas)), 2):
        for told, row in (
            (f"{problem.areas[a]} - {problem.areas[b]}", member[a] & ~member[b]),
            (f"{problem.areas[b]} - {problem.areas[a]}", member[b] & ~member[a]),
            (f"{problem.areas[a]} & {problem.areas[b]}", member[a] & member[b]),
        ):
            if row.any():  # where nobody lives there is nobody to protect
                names.append(told)
                rows.append(row)
    matrix = scipy.sparse.csr_matrix(np.array(rows, dtype=np.float64).reshape(len(rows), len(counts)))
    sums = np.asarray(matrix @ counts)
    level = np.zeros(len(names), dtype=np.int64)
    can_publish = np.arange(len(names)) < len(problem.areas)
    protection = np.where(sums < rules.min_count, float(rules.min_count), 0.0)
    atoms = tuple(f"piece {number}" for number in range(len(counts)))
    cells = Cells(tuple(names), atoms, matrix, counts, level, can_publish, protection)
    primary = np.where(can_publish & (sums < rules.min_count), SMALL, "").astype(object)
    reasons = protect(cells, primary)[: len(problem.areas)]
    published = np.where(reasons == "", rounded(sums[: len(problem.areas)], rules.base), np.nan)
    return pd.DataFrame({"area": problem.areas, "published": published, "reason": reasons})
