"""Hubs opened one after another: the best next one each time, against the best end state at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geo.hub_location.problem import HubProblem, HubSolution, evaluate
from geo.hub_location.solving import solve


@dataclass(frozen=True, eq=False)
class Sequence:
    """``opened``: the site that opens at each step; ``steps``: the solution after it, each the best one that keeps all
    before; ``end``: the best choice of as many hubs at once; ``lost``: how much worse the last step is than that, as a
    fraction of ``end.objective`` (NaN where that is 0 and the last step is not)."""

    opened: tuple[str, ...]
    steps: tuple[HubSolution, ...]
    end: HubSolution
    lost: float


def one_by_one(problem: HubProblem, *, max_nodes: int = 100_000) -> Sequence:
    """From the kept hubs to ``p``, one a step.

    Raises:
        HubProblemError, InfeasibleProblem: as :func:`geo.hub_location.solve`.
    """
    end = solve(problem, max_nodes=max_nodes)
    kept, opened, steps = tuple(problem.keep), [], []
    for hubs in range(len(kept) + 1, problem.p + 1):
        here = solve(replace(problem, p=hubs, keep=kept), max_nodes=max_nodes)
        opened.append(next(site for site in here.open_sites if site not in kept))
        kept = (*kept, opened[-1])
        steps.append(here)
    last = steps[-1] if steps else evaluate(problem, kept)
    worse = problem.sense * (last.objective - end.objective)
    lost = worse / abs(end.objective) if end.objective else (0.0 if worse == 0 else float("nan"))
    return Sequence(tuple(opened), tuple(steps), end, lost)
