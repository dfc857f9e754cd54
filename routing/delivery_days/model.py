"""The choice of delivery days as a model of whole numbers, solved by CP-SAT with a proven bound.

Belongs here: the model. Does not belong here: the question (``problem``). OR-Tools brings a HiGHS of its own and cannot
be loaded in a process that has loaded highspy; the platform therefore asks through ``apart``.
"""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from routing.delivery_days.problem import (
    DAYS,
    PART,
    Ask,
    DayChoice,
    DayProblem,
    DeliveryDaysError,
    Indices,
    Limits,
    model_metres,
    tenths,
)


def solve(problem: DayProblem, ask: Ask, *, limits: Limits | None = None, start: Indices | None = None) -> DayChoice:
    """The days with the fewest metres that lose no more contact than asked; no resident loses any at 0 minutes.

    ``start``: days of each group to start from; today's where left out. They need not keep what is asked.
    Raises DeliveryDaysError when the work ends without any choice, or today's days leave no room.
    """
    limits = limits or Limits()
    if not len(problem.today):
        return DayChoice(problem.today, 0.0, 0.0, 0.0, "optimal")
    model = cp_model.CpModel()
    go = _days_of_groups(model, problem)
    cost = _rides(model, problem, go)
    cost += _stops(model, problem, go, round(ask.lost_minutes * PART), ask.keep_moments)
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
        raise DeliveryDaysError(
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
    every, longest = tenths(problem)
    by_week: dict[tuple[int, int], list[int]] = {}
    for order, group in enumerate(problem.group.tolist()):
        by_week.setdefault((int(problem.resident[group]), int(problem.week[order])), []).append(order)
    made: dict[tuple[frozenset[int], int], cp_model.IntVar] = {}
    for (resident, week), orders in sorted(by_week.items()):
        own = every[orders]
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
            minutes = sum(int(own[k]) * go[groups[k], day] for k in here)
            if keep_moments:
                contact = [k for k in here if problem.contact[orders[k]]]
                together = max(1, int((problem.contact[orders] & (now == day)).sum()))
                if len(contact) > together:
                    model.add(sum(go[groups[k], day] for k in contact) <= together)
            if int(own[here].sum()) <= longest:
                continue
            already = max(longest, int(own[now == day].sum()))
            if most_lost <= 0:
                model.add(minutes <= already)
            else:
                lost = model.new_int_var(0, int(own[here].sum()), f"lost_{resident}_{week}_{day}")
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
