"""The best choice among the routes that a search met: set partitioning by HiGHS. No search for routes here.

Every stop in one route or left at its prize, no more routes of a kind than there are shifts of it, least full cost.
Contact above the fair share is weighed a route (exact where all work is planned and nobody has two shifts).
Source: Rochat & Taillard (1995), Journal of Heuristics 1; Subramanian, Uchoa & Ochi (2013), C&OR 40(10).
"""

from __future__ import annotations

import highspy
import numpy as np
import pyvrp
import scipy.sparse
from numpy.typing import NDArray

from geo.hub_location.highs import Model as Program
from geo.hub_location.highs import solve_mip
from routing.route_plan.solver import Model

MOST_ROUTES = 3000
"""Routes that the relaxation is solved for: those met in the cheapest solutions."""

MOST_CHOICES = 400
"""Routes among which whole numbers are sought: those of least reduced cost."""

MOST_NODES = 50
"""HiGHS's tree, so that the answer depends on nothing but the routes."""

type _Key = tuple[int, ...]


class Pool:
    """Routes met, each with the cost of the cheapest solution it was in; who look alike count as one."""

    def __init__(self, model: Model) -> None:
        self._met: dict[_Key, tuple[int, pyvrp.Route]] = {}
        self._spared = None if model.fairness is None else model.fairness.dimension

    def add(self, solution: pyvrp.Solution, cost: int) -> None:
        """Adds the routes of a solution that keep the rules."""
        for route in solution.routes():
            ends = (route[1].idx, route[-2].idx)
            key = (route.vehicle_type(), route.distance(), route.duration(), route.num_clients(), *ends)
            known = self._met.get(key)
            if known is not None:
                if cost < known[0]:
                    self._met[key] = (cost, known[1])
            elif self._keeps_rules(route):
                self._met[key] = (cost, route)

    def _keeps_rules(self, route: pyvrp.Route) -> bool:
        if self._spared is None:
            return bool(route.is_feasible())
        if route.has_time_warp() or route.has_excess_distance():
            return False
        return not any(over for each, over in enumerate(route.excess_load()) if each != self._spared)

    def cheapest(self, most: int) -> list[pyvrp.Route]:
        """The routes of the cheapest solutions."""
        return [route for _, route in sorted(self._met.values(), key=lambda each: each[0])[:most]]


def recombined(model: Model, pool: Pool) -> pyvrp.Solution | None:
    """The solution of least cost among the routes met, or None where HiGHS finds none within its nodes."""
    routes = pool.cheapest(MOST_ROUTES)
    if not routes:
        return None
    program = _program(model, routes)
    worth = _reduced_costs(program)
    worth[len(routes) :] = -np.inf  # leaving work out is always a choice
    chosen = np.sort(np.argsort(worth, kind="stable")[: MOST_CHOICES + program.matrix.shape[1] - len(routes)])
    small = Program(
        program.cost[chosen], program.lower[chosen], program.upper[chosen],
        scipy.sparse.csr_matrix(program.matrix[:, chosen]), program.low, program.high,
    )  # fmt: skip
    values = solve_mip(small, whole=len(chosen), max_nodes=MOST_NODES).values
    if values is None:
        return None
    return pyvrp.Solution(model.data, [routes[j] for j in chosen[values > 0.5] if j < len(routes)])


def _program(model: Model, routes: list[pyvrp.Route]) -> Program:
    """Rows: every client once, shifts of each kind; columns: the routes, then leaving out each client that may be."""
    clients = model.data.clients()
    n, optional = len(clients), [place for place, client in enumerate(clients) if not client.required]
    rows = [[each.idx for each in route if each.is_client()] + [n + route.vehicle_type()] for route in routes]
    rows += [[place] for place in optional]
    indptr = np.cumsum([0, *(len(row) for row in rows)])
    indices = np.concatenate([np.array(row) for row in rows])
    shape = (n + len(model.kinds), len(rows))
    matrix = scipy.sparse.csc_matrix((np.ones(indptr[-1]), indices, indptr), shape=shape)
    costs = [route.distance_cost() + _uneven(model, route) for route in routes]
    costs += [model.prizes[place] for place in optional]
    return Program(
        cost=np.array(costs, dtype=float),
        lower=np.zeros(len(rows)),
        upper=np.ones(len(rows)),
        matrix=scipy.sparse.csr_matrix(matrix),
        low=np.concatenate([np.ones(n), np.zeros(len(model.kinds))]),
        high=np.concatenate([np.ones(n), [float(len(numbers)) for numbers in model.kinds]]),
    )


def _uneven(model: Model, route: pyvrp.Route) -> float:
    if model.fairness is None:
        return 0.0
    each = model.fairness.dimension
    capacity = model.data.vehicle_type(route.vehicle_type()).capacity[each]
    return model.fairness.price * max(0, route.delivery()[each] - capacity)


def _reduced_costs(program: Program) -> NDArray[np.float64]:
    """Reduced cost of every column in the linear relaxation."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.low, program.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = program.matrix.indptr, program.matrix.indices
    lp.a_matrix_.value_ = program.matrix.data
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy leaves its initialiser untyped
    for name, value in {"output_flag": False, "threads": 1, "random_seed": 0}.items():
        highs.setOptionValue(name, value)
    highs.passModel(lp)
    highs.run()
    return np.array(highs.getSolution().col_dual)
