"""Cells, and what was said of them: sums over atoms, published or not, in one version or in several.

An atom is the smallest piece that is counted (a buurt, or what several areas cut out of it); a cell is a sum of atoms.
No rules here and no solver.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of one figure in one version.

    Attributes:
        names: name of each cell.
        atoms: name of each atom; the same name in another version is the same piece.
        matrix: (cells, atoms), 1 where a cell holds an atom.
        counts: (atoms,) the true count of each, never NaN.
        level: (cells,) 0 for the smallest areas, higher for totals.
        can_publish: (cells,) False for what is only ever a difference of others.
        protection: (cells,) how wide an outsider's interval must stay; 0 where the cell needs no protection.
    """

    names: tuple[str, ...]
    atoms: tuple[str, ...]
    matrix: scipy.sparse.csr_matrix
    counts: Floats
    level: NDArray[np.int64]
    can_publish: Flags
    protection: Floats

    @property
    def values(self) -> Floats:
        """(cells,) the true sums."""
        return np.asarray(self.matrix @ self.counts, dtype=np.float64)

    @property
    def sensitive(self) -> Flags:
        """(cells,) which need protection."""
        return self.protection > 0


@dataclass(frozen=True, eq=False)
class Statement:
    """The cells of one version and which of them are published."""

    cells: Cells
    published: Flags

    def without(self, cell: int) -> Statement:
        """The same with one cell withheld."""
        published = self.published.copy()
        published[cell] = False
        return replace(self, published=published)


def tree_of(
    names: NDArray[np.str_], counts: Floats, areas: list[NDArray[np.str_]]
) -> tuple[tuple[str, ...], scipy.sparse.csr_matrix, NDArray[np.int64]]:
    """The cells of a hierarchy: the pieces themselves, then the totals of each level.

    Args:
        names: (atoms,) names of the smallest areas.
        counts: (atoms,) their counts; only their number is used.
        areas: for each level the code of the area that each atom lies in, the finest level first.

    Returns:
        names of the cells, matrix (cells, atoms), level of each cell.
    """
    size = len(counts)
    parts = [scipy.sparse.identity(size, format="csr")]
    told, level = [*map(str, names)], [0] * size
    for number, area in enumerate(areas, start=1):
        codes, inside = np.unique(area, return_inverse=True)
        shape = (len(codes), size)
        parts.append(scipy.sparse.csr_matrix((np.ones(size), (inside, np.arange(size))), shape=shape))
        told += map(str, codes)
        level += [number] * len(codes)
    return tuple(told), scipy.sparse.vstack(parts, format="csr"), np.array(level, dtype=np.int64)
