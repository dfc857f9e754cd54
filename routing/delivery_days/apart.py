"""Choices of delivery days by a process of their own: OR-Tools and highspy cannot be loaded in one.

Belongs here: arrays there and back, as NumPy's own file format; no pickle. Does not belong here: the model.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields

import numpy as np

from routing.delivery_days.problem import Ask, DayChoice, DayProblem, DeliveryDaysError, Limits

STATUS = ("as_is", "optimal", "feasible")


def choose_days(problem: DayProblem, asks: Sequence[Ask], limits: Limits | None = None) -> list[DayChoice]:
    """The choice of each ask, each search starting from the choice before it.

    Raises DeliveryDaysError as :func:`routing.delivery_days.model.solve`, or when the process ends without an answer.
    """
    if not len(problem.today) or not asks:
        return [DayChoice(problem.today, 0.0, 0.0, 0.0, "optimal") for _ in asks]
    given = {field.name: np.asarray(getattr(problem, field.name)) for field in fields(DayProblem)}
    given |= {f"limit_{name}": np.asarray(value) for name, value in asdict(limits or Limits()).items()}
    given["lost"] = np.array([ask.lost_minutes for ask in asks])
    given["keep"] = np.array([ask.keep_moments for ask in asks])
    told = io.BytesIO()
    np.savez(told, allow_pickle=False, **given)
    command = [sys.executable, "-m", "routing.delivery_days.apart"]
    done = subprocess.run(command, input=told.getvalue(), capture_output=True, check=False)
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        raise DeliveryDaysError(f"The process that chooses delivery days ended without an answer: {last[0]}")
    found = np.load(io.BytesIO(done.stdout), allow_pickle=False)
    if "refused" in found:
        raise DeliveryDaysError(str(found["refused"]))
    return [
        DayChoice(day, float(objective), float(bound), float(gap), STATUS[int(status)])
        for day, objective, bound, gap, status in zip(
            found["day"], found["objective"], found["bound"], found["gap"], found["status"], strict=True
        )
    ]


def main() -> int:
    """Read a problem from standard input, write its choices to standard output."""
    from routing.delivery_days.model import solve

    given = np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False)
    problem = DayProblem(
        **{field.name: given[field.name] for field in fields(DayProblem) if field.name != "longest_visit_min"},
        longest_visit_min=float(given["longest_visit_min"]),
    )
    limits = Limits(
        work=float(given["limit_work"]),
        workers=int(given["limit_workers"]),
        seed=int(given["limit_seed"]),
        gap=float(given["limit_gap"]),
    )
    answer: dict[str, np.ndarray] = {}
    made: list[DayChoice] = []
    try:
        for lost, keep in zip(given["lost"].tolist(), given["keep"].tolist(), strict=True):
            start = made[-1].day if made else None
            made.append(solve(problem, Ask(lost, keep), limits=limits, start=start))
        answer["day"] = np.array([each.day for each in made])
        for name in ("objective", "bound", "gap"):
            answer[name] = np.array([getattr(each, name) for each in made])
        answer["status"] = np.array([STATUS.index(each.status) for each in made])
    except DeliveryDaysError as error:
        answer = {"refused": np.array(str(error))}
    told = io.BytesIO()
    np.savez(told, allow_pickle=False, **answer)
    sys.stdout.buffer.write(told.getvalue())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
