"""An outsider with a solver: what can be worked out of withheld counts from all that was ever published.

The outsider here knows more than any real one: the published counts exactly, before rounding, and of each piece whether
it changed between two versions. What stays hidden from this one stays hidden. HiGHS, one thread; no rules here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse

from geo.disclosure.cells import Flags, Floats, Statement

_TOLERANCE = 1e-6


class AttackError(RuntimeError):
    """The solver gave no answer about a set of statements; nothing may be published on its word."""


@dataclass(frozen=True)
class Weak:
    """A cell that is known too well: statement and cell, and the published cells of the last statement that tell it."""

    statement: int
    cell: int
    telling: tuple[int, ...]


class Attack:
    """All statements as one linear program: a column an atom (shared while it did not change), a row a published cell.

    Args:
        statements: the versions in the order of their publication; the last is the one that can still be changed.
    """

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        columns: dict[tuple[str, float], int] = {}
        self._column = [
            np.array(
                [columns.setdefault(atom, len(columns)) for atom in zip(s.cells.atoms, s.cells.counts, strict=True)]
            )
            for s in statements
        ]
        self._width = len(columns)
        self._highs, self._row_of, self._fixed_before = self._program()

    def weak(self, settled: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
        """The sensitive cells (statement, cell) that are known more narrowly than their protection allows.

        ``settled`` are left out: of them the outsider knows too much already.
        """
        asked, rows, needed = self._asked(set(settled))
        if not asked:
            return []
        low, high = np.full(len(asked), np.inf), np.full(len(asked), -np.inf)
        weak = []
        for place, (number, cell) in enumerate(asked):
            for sense in (1.0, -1.0):
                if high[place] - low[place] >= needed[place] - _TOLERANCE:
                    break
                found = self._best(number, cell, sense)
                if found is None:
                    low[place], high[place] = -np.inf, np.inf
                    break
                told = rows @ found
                low, high = np.minimum(low, told), np.maximum(high, told)  # a solution speaks of every cell
            if high[place] - low[place] < needed[place] - _TOLERANCE:
                weak.append((number, cell))
        return weak

    def telling(self, number: int, cell: int) -> list[int]:
        """The published cells of the last statement that pin a cell, by the duals of its two programs."""
        last = len(self._statements) - 1
        found: set[int] = set()
        for sense in (1.0, -1.0):
            if self._best(number, cell, sense) is None:
                continue
            solution = self._highs.getSolution()
            rows = np.asarray(solution.row_dual)
            found |= {c for row, (s, c) in enumerate(self._row_of) if s == last and abs(rows[row]) > _TOLERANCE}
        return sorted(found - self._fixed_before)

    # -- inside ---------------------------------------------------------------

    def _spread(self, number: int, matrix: scipy.sparse.csr_matrix) -> scipy.sparse.csr_matrix:
        """Rows over the atoms of a statement as rows over all columns."""
        found = matrix.tocoo()
        columns = self._column[number][found.col]
        return scipy.sparse.csr_matrix((found.data, (found.row, columns)), shape=(matrix.shape[0], self._width))

    def _program(self) -> tuple[highspy.Highs, list[tuple[int, int]], set[int]]:
        parts, right, row_of = [], [], []
        fixed: set[int] = set()
        fixed_before: set[int] = set()
        last = len(self._statements) - 1
        for number, statement in enumerate(self._statements):
            cells, published = statement.cells, np.flatnonzero(statement.published)
            parts.append(self._spread(number, cells.matrix[published]))
            right.append(cells.values[published])
            row_of += [(number, int(cell)) for cell in published]
            for cell in published:
                held = cells.matrix.indices[cells.matrix.indptr[cell] : cells.matrix.indptr[cell + 1]]
                if len(held) == 1:
                    column = int(self._column[number][held[0]])
                    if number == last and column in fixed:
                        fixed_before.add(int(cell))
                    elif number < last:
                        fixed.add(column)
        matrix = scipy.sparse.vstack(parts, format="csr") if parts else scipy.sparse.csr_matrix((0, self._width))
        exact = np.concatenate(right) if right else np.zeros(0)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._width, matrix.shape[0]
        lp.col_cost_, lp.col_lower_ = np.zeros(self._width), np.zeros(self._width)
        lp.col_upper_ = np.full(self._width, highspy.kHighsInf)
        lp.row_lower_, lp.row_upper_ = exact, exact
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy leaves its initialiser untyped
        options: dict[str, bool | int | str] = {"output_flag": False, "threads": 1, "random_seed": 0, "presolve": "off"}
        for name, value in options.items():
            highs.setOptionValue(name, value)
        highs.passModel(lp)
        return highs, row_of, fixed_before

    def _asked(self, settled: set[tuple[int, int]]) -> tuple[list[tuple[int, int]], scipy.sparse.csr_matrix, Floats]:
        """The sensitive cells with their rows over the columns and the widths they need."""
        asked, parts, needed = [], [], []
        for number, statement in enumerate(self._statements):
            wanted: Flags = statement.cells.sensitive.copy()
            for s, cell in settled:
                wanted[cell] &= s != number
            cells = np.flatnonzero(wanted)
            asked += [(number, int(cell)) for cell in cells]
            parts.append(self._spread(number, statement.cells.matrix[cells]))
            needed.append(statement.cells.protection[cells])
        return asked, scipy.sparse.vstack(parts, format="csr"), np.concatenate(needed)

    def _best(self, number: int, cell: int, sense: float) -> Floats | None:
        """A solution with the least (sense 1) or the most (-1) in a cell; None where there is no most."""
        cost = sense * np.asarray(self._spread(number, self._statements[number].cells.matrix[[cell]]).todense()).ravel()
        self._highs.changeColsCost(self._width, np.arange(self._width, dtype=np.int32), cost)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kUnbounded:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            word = self._highs.modelStatusToString(status)
            raise AttackError(f"The audit of what can be derived came to no answer ({word}); nothing is published.")
        return np.array(self._highs.getSolution().col_value)
