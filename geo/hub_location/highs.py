"""HiGHS behind one function: a mixed-integer program in, values, proven bound and the solver's word out.

Deterministic: one thread, a fixed seed, a limit on nodes and never on seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
import scipy.sparse

from geo.hub_location.arrays import Floats

_COST_SCALE = 1e4
_WHOLE = 1e6
"""Whole costs up to this are left as they are: HiGHS then knows that better is at least 1 better."""


class SolverError(RuntimeError):
    """The solver stopped without a solution that holds; the message gives its own word."""


@dataclass(frozen=True, eq=False)
class Model:
    """Minimise constant + cost @ x with lower <= x <= upper and low <= matrix @ x <= high."""

    cost: Floats
    lower: Floats
    upper: Floats
    matrix: scipy.sparse.csr_matrix
    low: Floats
    high: Floats
    constant: float = 0.0

    def of_columns(self, chosen: np.ndarray) -> Model:
        """The same rows over some columns, by index; the others are 0."""
        matrix = scipy.sparse.csr_matrix(self.matrix[:, chosen])
        return replace(self, cost=self.cost[chosen], lower=self.lower[chosen], upper=self.upper[chosen], matrix=matrix)


@dataclass(frozen=True, eq=False)
class MipResult:
    """``values`` (columns,) or None without a solution; ``bound`` proven (infinite where there is none);
    ``proven`` says that values are optimal, or that there is no solution; ``word`` is HiGHS's."""

    values: Floats | None
    objective: float
    bound: float
    proven: bool
    word: str


@dataclass(frozen=True, eq=False)
class Relaxation:
    """Values and reduced costs of the columns (columns,) where none need be whole."""

    values: Floats
    reduced_costs: Floats


def solve_relaxed(model: Model) -> Relaxation:
    """Solves with no column integer; raises SolverError where there is no optimum."""
    highs = _passed(model, 1.0, 0)
    for name, value in {"threads": 1, "random_seed": 0}.items():
        highs.setOptionValue(name, value)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SolverError(f"The relaxation has no optimum: {highs.modelStatusToString(highs.getModelStatus())}.")
    solution = highs.getSolution()
    return Relaxation(np.array(solution.col_value), np.array(solution.col_dual))


def solve_mip(
    model: Model, *, whole: int, max_nodes: int, start: Floats | None = None, relative_gap: float = 0.0
) -> MipResult:
    """Solves with the first ``whole`` columns integer.

    ``start`` gives values for those columns of a known solution; ``relative_gap`` is where HiGHS may stop (the result
    is then not called proven unless its bound says so).
    """
    largest = float(np.abs(model.cost).max(initial=0.0))
    whole_costs = largest <= _WHOLE and bool((model.cost == np.floor(model.cost)).all())
    scale = _COST_SCALE / largest if largest > 0 and not whole_costs else 1.0
    highs = _passed(model, scale, whole)
    for name, value in {
        "output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": relative_gap, "mip_abs_gap": 1e-7,
        "mip_max_nodes": max_nodes, "mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9,
    }.items():  # fmt: skip
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise SolverError(f"HiGHS does not take the option {name}.")
    if start is not None:
        highs.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    word = str(highs.modelStatusToString(status))
    proven = status == highspy.HighsModelStatus.kOptimal
    if status == highspy.HighsModelStatus.kInfeasible:
        return MipResult(None, float("inf"), float("inf"), True, word)
    bound = model.constant + float(info.mip_dual_bound) / scale
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return MipResult(None, float("inf"), bound, False, word)
    values = np.array(highs.getSolution().col_value)
    return MipResult(values, model.constant + float(model.cost @ values), bound, proven, word)


def _passed(model: Model, scale: float, whole: int) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.cost), len(model.low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.cost * scale, model.lower, model.upper
    lp.row_lower_, lp.row_upper_ = model.low, model.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = model.matrix.indptr, model.matrix.indices
    lp.a_matrix_.value_ = model.matrix.data
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger] * whole + [kinds.kContinuous] * (len(model.cost) - whole)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy leaves its initialiser untyped
    highs.setOptionValue("output_flag", False)
    highs.passModel(lp)
    return highs
