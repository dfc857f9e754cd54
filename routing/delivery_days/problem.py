"""Which supplier comes on which days, and whose goods move: the question, its answer, and a plain count of both.

Belongs here: values and arithmetic that check the solver. Does not belong here: the solver (``model``).

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

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

DAYS = 6
"""Monday to Saturday."""

PART = 10
"""Minutes are counted in tenths, for the model is one of whole numbers."""


class DeliveryDaysError(ValueError):
    """Delivery days cannot be chosen; the sentence says what to mend."""


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
            raise DeliveryDaysError("Every group may at least stay on its own day, Monday to Saturday; mend 'allowed'.")
        if len(self.group) and (self.group.min() < 0 or self.group.max() >= groups):
            raise DeliveryDaysError("An order belongs to a group that does not exist; number the groups from 0.")


@dataclass(frozen=True)
class Limits:
    """How hard is searched: deterministic work (never seconds), workers, seed, and the gap that is good enough."""

    work: float = 4.0
    workers: int = 1
    seed: int = 1
    gap: float = 0.002


@dataclass(frozen=True)
class Ask:
    """How much contact a choice may cost: minutes lost in all, and whether nobody may be seen less often."""

    lost_minutes: float = 0.0
    keep_moments: bool = False


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
    asked, longest = tenths(problem)
    for (resident, _, _), orders in _visits(problem, day).items():
        lost[resident] += max(0, int(asked[orders].sum()) - longest) / PART
    return lost


def _visits(problem: DayProblem, day: Indices) -> dict[tuple[int, int, int], list[int]]:
    found: dict[tuple[int, int, int], list[int]] = {}
    at = day[problem.group]
    for order, (resident, week, on) in enumerate(
        zip(problem.resident[problem.group].tolist(), problem.week.tolist(), at.tolist(), strict=True)
    ):
        found.setdefault((resident, week, on), []).append(order)
    return found


def tenths(problem: DayProblem) -> tuple[Indices, int]:
    """(n,) tenths of a minute that each order asks of a visit, and the most that a visit has to give."""
    longest = round(problem.longest_visit_min * PART)
    return np.minimum(np.rint(problem.minutes * PART).astype(np.int64), longest), longest
