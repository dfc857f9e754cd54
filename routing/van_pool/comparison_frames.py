"""Tables of a comparison, of the fleet to keep and of proposed lines, with the columns of ``geo.db.pool``.

Belongs here: frames without region, date, run and gemeente, which the asset adds. Does not belong here: tours and stops
(``frames``), planning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from routing.van_pool.comparing import ALONE, PAIR, POOL, Comparison, Step
from routing.van_pool.fleet import Fleet
from routing.van_pool.lines import ProposedLine
from routing.van_pool.measures import Costs, day_by_hour, measures, overlap
from routing.van_pool.problem import RideProblem


@dataclass(frozen=True)
class ComparisonFrames:
    """Frames of the tables ``van_step``, ``van_gain``, ``van_hour`` and ``van_overlap``."""

    van_step: pd.DataFrame
    van_gain: pd.DataFrame
    van_hour: pd.DataFrame
    van_overlap: pd.DataFrame


def comparison_frames(problem: RideProblem, compared: Comparison, costs: Costs | None = None) -> ComparisonFrames:
    """Each step with its figures, each organisation's part of the gain, the day by hour, and the overlap of trips."""
    steps = [
        {
            "step": step.kind,
            "organisations": _who(step),
            **asdict(measures(problem, step.plan, costs)),
        }
        for step in compared.steps
    ]
    gains = [{**asdict(gain), "exact": compared.exact} for gain in compared.gains]
    hours = [
        {"plan": kind, **asdict(hour)} for kind in (ALONE, POOL) for hour in day_by_hour(problem, compared.plan(kind))
    ]
    beside = [
        {"organisation": one, "other": other, "requests": requests, "overlapping": near}
        for (one, other), (requests, near) in overlap(problem).items()
    ]
    return ComparisonFrames(
        _frame(steps, ("step", "organisations", *STEP_FIGURES)),
        _frame(gains, ("organisation", "alone_eur", "gain_eur", "share", "exact")),
        _frame(hours, ("plan", "hour", "vans_out", "places_out", "passengers", "length_m", "empty_m")),
        _frame(beside, ("organisation", "other", "requests", "overlapping")),
    )


STEP_FIGURES = (
    "vans", "requests", "served", "movements", "length_m", "empty_m", "occupancy", "mean_ride_s", "longest_ride_s",
    "mean_wait_s", "hours_s", "cost_eur", "co2_g",
)  # fmt: skip


def _who(step: Step) -> str:
    return {ALONE: "", PAIR: " + ".join(step.organisations)}.get(step.kind, "*")


def fleet_frame(fleet: Fleet) -> pd.DataFrame:
    """``van_fleet``: a row a size of fleet."""
    rows = [{**asdict(size), "left_out": size.left} for size in fleet.sizes]
    return _frame(rows, ("vans", "days", "days_served", "share", "left_out", "keep"))


def line_frames(lines: Sequence[ProposedLine], places: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``van_line`` and ``van_line_stop``.

    ``places``: facility_id and buurtcode of the places that were offered, in their order.
    """
    rows: list[dict[str, Any]] = []
    stops: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        name = f"LIJN-{number:02d}"
        rows.append({"line_id": name, "buurtcode": line.to_buurtcode, **asdict(line)})
        stops += [
            {
                "line_id": name,
                "position": position,
                "facility_id": str(places["facility_id"].iloc[stop.place]),
                "buurtcode": places["buurtcode"].iloc[stop.place],
                **asdict(stop),
            }
            for position, stop in enumerate(line.stops, start=1)
        ]
    figures = ("arrival_s", "asked", "riders", "weeks", "vans", "length_m", "cost_eur")
    return (
        _frame(rows, ("line_id", "weekday", "purpose", "buurtcode", *figures)),
        _frame(stops, ("line_id", "position", "facility_id", "buurtcode", "departure_s", "riders", "walk_s")),
    )


def _frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame([{column: row[column] for column in columns} for row in rows], columns=list(columns))
