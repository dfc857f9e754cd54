"""Which supplier comes on which days, and whose goods move: a choice by CP-SAT with a proven bound.

Belongs here: the question and its model. Does not belong here: where its orders come from and what its answer drives
(``front``).

A *group* is what one supplier brings one resident on one weekday; in every week that it occurs it goes on the same
day. Minimised over the weeks given: metres of suppliers' rides to the hubs, and of stops, each at a fixed price. A
resident's goods of several suppliers on one day are one visit. It lasts as long as they did apart, but together no
longer than ``longest_visit_min`` (what one alone lasts over that, it keeps): what does not fit is contact that is
lost, and no more may be lost than ``lost_minutes``. Two groups of one supplier and resident keep different days. What
may not share a load stays where it is; the supplier's ride for it is driven anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from routing.bundling.history import BundlingError
from routing.bundling.roads import Floats, Indices

DAYS = 6
"""Monday to Saturday."""

PART = 10
"""Minutes are counted in tenths, for the model is one of whole numbers."""


@dataclass(frozen=True, eq=False)
class DayProblem:
    """What may be chosen.

    ``resident``, ``supplier``, ``today``: (g,) of each group: numbers, and the weekday of now (0 is Monday).
    ``allowed``: (g, 6) days that it may go on, today's always among them. ``hub``: (g,) number. ``group``, ``week``,
    ``minutes``, ``contact``: (n,) of each order: its group, week, minutes of contact and whether there is contact.
    ``ride_m``: (suppliers, hubs) metres that a hub adds to the supplier's ride of a day, and ``start_m``:
    (suppliers,) metres of that ride for whichever hub; 0 where it keeps stock. ``stop_m``: (hubs,) metres of a stop.
    ``fixed``: (f, 4) supplier, hub, week, day of rides that are driven anyway. ``room``: (hubs,) orders a day at
    most. ``longest_visit_min``: minutes.
    """

    resident: Indices
    supplier: Indices
    hub: Indices
    today: Indices
    allowed: NDArray[np.bool_]
    group: Indices
    week: Indices
    minutes: Floats
    contact: NDArray[np.bool_]
    start_m: Floats
    ride_m: Floats
    stop_m: Floats
    fixed: Indices
    room: Indices
    longest_visit_min: float = 15.0

    def __post_init__(self) -> None:
        groups = len(self.today)
        if self.allowed.shape != (groups, DAYS) or not self.allowed[np.arange(groups), self.today].all():
            raise BundlingError("Every group may at least stay on its own day, Monday to Saturday; mend 'allowed'.")
        if len(self.group) and (self.group.min() < 0 or self.group.max() >= groups):
            raise BundlingError("An order belongs to a group that does not exist; number the groups from 0.")


@dataclass(frozen=True)
class Limits:
    """How hard is searched: deterministic work (never seconds), workers, seed, and the gap that is good enough."""

    work: float = 4.0
    workers: int = 1
    seed: int = 1
    gap: float = 0.002


@dataclass(frozen=True, eq=False)
class DayChoice:
    """A choice: ``day`` (g,) of each group. ``objective`` and ``bound`` in metres of the model; ``gap`` a fraction.

    ``status`` is optimal only where the bound meets the objective; feasible where work or gap ended the search.
    """

    day: Indices
    objective: float
    bound: float
    gap: float
    status: str


def today(problem: DayProblem) -> DayChoice:
    """Everything as it is: nothing is chosen, so nothing is claimed of it."""
    value = model_metres(problem, problem.today)
    return DayChoice(problem.today, value, value, 0.0, "as_is")


def model_metres(problem: DayProblem, day: Indices) -> float:
    """Metres of the model for a choice of days, by plain counting: the checker of the solver's objective."""
    at = day[problem.group]
    stops = {
        (r, w, d): h
        for r, w, d, h in zip(
            problem.resident[problem.group], problem.week, at, problem.hub[problem.group], strict=True
        )
    }
    rides = {tuple(row) for row in problem.fixed.tolist()}
    rides |= set(
        zip(problem.supplier[problem.group].tolist(), problem.hub[problem.group].tolist(), problem.week.tolist(),
            at.tolist(), strict=True)
    )  # fmt: skip
    metres, start, stop = np.rint(problem.ride_m), np.rint(problem.start_m), np.rint(problem.stop_m)
    out = sum(start[s] for s, _, _ in {(s, w, d) for s, _, w, d in rides})
    return float(out + sum(metres[s, h] for s, h, _, _ in rides) + sum(stop[h] for h in stops.values()))


def minutes_lost(problem: DayProblem, day: Indices) -> Floats:
    """(residents,) minutes of contact lost over the weeks given, by the number of the resident."""
    lost = np.zeros(int(problem.resident.max(initial=-1)) + 1)
    tenths, longest = _tenths(problem)
    for (resident, _, _), orders in _visits(problem, day).items():
        lost[resident] += max(0, int(tenths[orders].sum()) - longest) / PART
    return lost


def choose_days(
    problem: DayProblem, *, lost_minutes: float = 0.0, keep_moments: bool = False, limits: Limits | None = None,
    start: Indices | None = None,
) -> DayChoice:  # fmt: skip
    """The days with the fewest metres, at most ``lost_minutes`` of contact lost in all; no resident loses any at 0.

    Args:
        problem: what may be chosen.
        lost_minutes: over all residents and weeks.
        keep_moments: no two contacts of a resident may become one visit, so that nobody is seen less often.
        limits: work of the search.
        start: days of each group to start from; today's where left out. They need not keep the limit.

    Raises BundlingError when the work ends without any choice, or today's days leave no room.
    """
    limits = limits or Limits()
    if not len(problem.today):
        return DayChoice(problem.today, 0.0, 0.0, 0.0, "optimal")
    model = cp_model.CpModel()
    go = _days_of_groups(model, problem)
    cost = _rides(model, problem, go)
    cost += _stops(model, problem, go, round(lost_minutes * PART), keep_moments)
    _room(model, problem, go)
    for (group, day), literal in go.items():
        model.add_hint(literal, int((problem.today if start is None else start)[group] == day))
    model.minimize(cp_model.LinearExpr.weighted_sum([literal for literal, _ in cost], [metres for _, metres in cost]))
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = limits.work
    solver.parameters.num_workers = limits.workers
    solver.parameters.interleave_search = limits.workers > 1
    solver.parameters.random_seed = limits.seed
    solver.parameters.relative_gap_limit = limits.gap
    solver.parameters.linearization_level = 2
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise BundlingError(
            "No choice of delivery days was found within the work allowed; allow more work, or give the hubs more room."
        )
    chosen = problem.today.copy()
    for (group, day), literal in go.items():
        if solver.boolean_value(literal):
            chosen[group] = day
    objective = model_metres(problem, chosen)  # the solver may leave a visit on that it does not need
    bound = min(solver.best_objective_bound, objective)
    gap = (objective - bound) / objective if objective else 0.0
    return DayChoice(chosen, objective, bound, gap, "optimal" if gap <= 1e-6 else "feasible")


type Costs = list[tuple[cp_model.IntVar, int]]
type Go = dict[tuple[int, int], cp_model.IntVar]


def _days_of_groups(model: cp_model.CpModel, problem: DayProblem) -> Go:
    go = {
        (int(group), int(day)): model.new_bool_var(f"go_{group}_{day}") for group, day in np.argwhere(problem.allowed)
    }
    for group in range(len(problem.today)):
        model.add_exactly_one(go[group, day] for day in range(DAYS) if (group, day) in go)
    same: dict[tuple[int, int], list[int]] = {}
    for group, key in enumerate(zip(problem.resident.tolist(), problem.supplier.tolist(), strict=True)):
        same.setdefault(key, []).append(group)
    for groups in same.values():
        if len(groups) > 1:
            for day in range(DAYS):
                model.add_at_most_one(go[group, day] for group in groups if (group, day) in go)
    return go


def _rides(model: cp_model.CpModel, problem: DayProblem, go: Go) -> Costs:
    """A supplier's ride of a day is driven for the first order on it, and passes each hub that has one."""
    fixed = {tuple(row) for row in problem.fixed.tolist()}
    costs: Costs = []
    to_hub: dict[tuple[int, int, int], set[int]] = {}
    out: dict[tuple[int, int], set[int]] = {}
    for group, week in zip(problem.group.tolist(), problem.week.tolist(), strict=True):
        supplier = int(problem.supplier[group])
        to_hub.setdefault((supplier, int(problem.hub[group]), week), set()).add(group)
        out.setdefault((supplier, week), set()).add(group)
    metres, start = np.rint(problem.ride_m).astype(int), np.rint(problem.start_m).astype(int)
    asked = [(int(metres[s, h]), groups, {d for a, b, w, d in fixed if (a, b, w) == (s, h, week)})
             for (s, h, week), groups in sorted(to_hub.items())]  # fmt: skip
    asked += [(int(start[s]), groups, {d for a, _, w, d in fixed if (a, w) == (s, week)})
              for (s, week), groups in sorted(out.items())]  # fmt: skip
    made: dict[tuple[frozenset[int], int], cp_model.IntVar] = {}
    for price, groups, driven in asked:
        if price <= 0:
            continue
        for day in sorted(set(range(DAYS)) - driven):
            literals = [go[group, day] for group in sorted(groups) if (group, day) in go]
            if not literals:
                continue
            key = (frozenset(groups), day)
            if key not in made:
                made[key] = model.new_bool_var(f"ride_{len(made)}")
                for literal in literals:
                    model.add_implication(literal, made[key])
            costs.append((made[key], price))
    driven_anyway = sum(int(metres[s, h]) for s, h, _, _ in fixed)
    driven_anyway += sum(int(start[s]) for s, _, _ in {(s, w, d) for s, _, w, d in fixed})
    return [*costs, (model.new_constant(1), driven_anyway)]


def _stops(model: cp_model.CpModel, problem: DayProblem, go: Go, most_lost: int, keep_moments: bool) -> Costs:
    """A visit for each resident, week and day with goods; its contact, and what of that is lost."""
    costs: Costs = []
    metres = np.rint(problem.stop_m).astype(int)
    losses: list[cp_model.IntVar] = []
    every, longest = _tenths(problem)
    by_week: dict[tuple[int, int], list[int]] = {}
    for order, group in enumerate(problem.group.tolist()):
        by_week.setdefault((int(problem.resident[group]), int(problem.week[order])), []).append(order)
    made: dict[tuple[frozenset[int], int], cp_model.IntVar] = {}
    for (resident, week), orders in sorted(by_week.items()):
        tenths = every[orders]
        groups = problem.group[orders].tolist()
        now = problem.today[groups]
        for day in range(DAYS):
            here = [k for k, group in enumerate(groups) if (group, day) in go]
            if not here:
                continue
            stop_key = (frozenset(groups[k] for k in here), day)
            if stop_key not in made:
                made[stop_key] = model.new_bool_var(f"stop_{resident}_{week}_{day}")
                for k in here:
                    model.add_implication(go[groups[k], day], made[stop_key])
            costs.append((made[stop_key], int(metres[problem.hub[groups[here[0]]]])))
            minutes = sum(int(tenths[k]) * go[groups[k], day] for k in here)
            if keep_moments:
                contact = [k for k in here if problem.contact[orders[k]]]
                together = max(1, int((problem.contact[orders] & (now == day)).sum()))
                if len(contact) > together:
                    model.add(sum(go[groups[k], day] for k in contact) <= together)
            if int(tenths[here].sum()) <= longest:
                continue
            already = max(longest, int(tenths[now == day].sum()))
            if most_lost <= 0:
                model.add(minutes <= already)
            else:
                lost = model.new_int_var(0, int(tenths[here].sum()), f"lost_{resident}_{week}_{day}")
                model.add(lost >= minutes - longest)
                losses.append(lost)
    if losses:
        model.add(sum(losses) <= most_lost)
    return costs


def _room(model: cp_model.CpModel, problem: DayProblem, go: Go) -> None:
    """No day of a hub gets more orders than it has room for."""
    weeks = np.unique(problem.week)
    for hub, room in enumerate(problem.room.tolist()):
        for week in weeks.tolist():
            orders = np.flatnonzero((problem.hub[problem.group] == hub) & (problem.week == week))
            if len(orders) <= room:
                continue
            for day in range(DAYS):
                there = [go[int(problem.group[k]), day] for k in orders if (int(problem.group[k]), day) in go]
                if len(there) > room:
                    model.add(sum(there) <= room)


def _visits(problem: DayProblem, day: Indices) -> dict[tuple[int, int, int], list[int]]:
    found: dict[tuple[int, int, int], list[int]] = {}
    at = day[problem.group]
    for order, (resident, week, on) in enumerate(
        zip(problem.resident[problem.group].tolist(), problem.week.tolist(), at.tolist(), strict=True)
    ):
        found.setdefault((resident, week, on), []).append(order)
    return found


def _tenths(problem: DayProblem) -> tuple[Indices, int]:
    """(n,) tenths of a minute that each order asks of a visit, and the most that a visit has to give."""
    longest = round(problem.longest_visit_min * PART)
    return np.minimum(np.rint(problem.minutes * PART).astype(np.int64), longest), longest
