"""Tables of a van plan: tours, stops, and the summary before and after pooling.

Belongs here: frames with the columns of ``planning.van_trip``, ``van_stop`` and ``van_pool_summary`` (without region,
date, run and gemeente, which the asset adds). Does not belong here: planning, or texts that planners read.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from routing.van_pool.measures import Costs, driven, measures
from routing.van_pool.problem import RidePlan, RideProblem, Tour

TRIP_TYPES: Mapping[str, str] = {
    "plan": "str",
    "vehicle_id": "str",
    "organisation": "str",
    "departure": "time",
    "arrival": "time",
    "requests": "int64",
    "passengers": "int64",
    "length_m": "float64",
    "empty_m": "float64",
    "movements": "int64",
}
STOP_TYPES: Mapping[str, str] = {
    "plan": "str",
    "vehicle_id": "str",
    "position": "int64",
    "request_id": "str",
    "kind": "str",
    "buurtcode": "str",
    "arrival": "time",
    "on_board": "int64",
}
SUMMARY_TYPES: Mapping[str, str] = {
    "plan": "str",
    "organisation": "str",
    "vans": "int64",
    "requests": "int64",
    "served": "int64",
    "movements": "int64",
    "length_m": "float64",
    "empty_m": "float64",
    "mean_ride_s": "float64",
    "longest_ride_s": "float64",
    "mean_wait_s": "float64",
    "hours_s": "float64",
    "cost_eur": "float64",
    "occupancy": "float64",
    "co2_g": "float64",
    "reasons": "str",
}


@dataclass(frozen=True)
class VanPoolFrames:
    """Frames with the columns of the three van tables."""

    van_trip: pd.DataFrame
    van_stop: pd.DataFrame
    van_pool_summary: pd.DataFrame


def van_pool_frames(
    problem: RideProblem,
    plans: Mapping[str, RidePlan],
    *,
    service_date: dt.date,
    timezone: str,
    costs: Costs | None = None,
) -> VanPoolFrames:
    """Tables of the plans ``alone`` and ``pool`` of one problem and day.

    ``plans``: plan by name, 'alone' or 'pool'. Times are local to ``timezone`` on ``service_date``, by the clock on the
    wall. In the summary an organisation's vans, movements, metres, occupancy and CO2 are those of *its vans*; requests,
    served, mean ride and reasons are those of *its passengers*; alone the two coincide. Row '*' counts all. A
    movement is a leg between two different places; mean ride is per passenger, from the end of boarding to the start
    of alighting. Raises ValueError on another name of a plan.
    """
    unknown = sorted(set(plans) - {"alone", "pool"})
    if unknown:
        raise ValueError(f"There is no plan '{unknown[0]}'; a plan is 'alone' or 'pool'.")
    trips: list[dict[str, Any]] = []
    stops: list[dict[str, Any]] = []
    summary: list[dict[str, Any]] = []
    for name, plan in plans.items():
        for tour in plan.tours:
            trips.append({"plan": name, **_trip(problem, tour)})
            stops += [{"plan": name, **row} for row in _stops(problem, tour)]
        organisations = sorted({*problem.vans.organisations, *problem.requests.organisations})
        summary += [
            {"plan": name, **_summary(problem, plan, each, costs or Costs())} for each in [*organisations, None]
        ]
    return VanPoolFrames(
        _frame(trips, TRIP_TYPES, service_date, timezone),
        _frame(stops, STOP_TYPES, service_date, timezone),
        _frame(summary, SUMMARY_TYPES, service_date, timezone),
    )


def _trip(problem: RideProblem, tour: Tour) -> dict[str, Any]:
    found = driven(problem, tour)
    carried = [s.request for s in tour.stops if s.kind == "pickup" and not problem.requests.duty[s.request]]
    return {
        "vehicle_id": problem.vans.vehicle_ids[tour.van],
        "organisation": problem.vans.organisations[tour.van],
        "departure": tour.departure_s,
        "arrival": tour.return_s,
        "requests": len(carried),
        "passengers": int(problem.requests.party_size[carried].sum()),
        "length_m": found.length_m,
        "empty_m": found.empty_m,
        "movements": found.movements,
    }


def _stops(problem: RideProblem, tour: Tour) -> list[dict[str, Any]]:
    asked = problem.requests
    stops = [stop for stop in tour.stops if stop.kind == "pickup" or not asked.duty[stop.request]]
    return [
        {
            "vehicle_id": problem.vans.vehicle_ids[tour.van],
            "position": position,
            "request_id": asked.request_ids[stop.request],
            "kind": "break" if asked.duty[stop.request] else stop.kind,
            "buurtcode": (asked.pickup_buurtcodes if stop.kind == "pickup" else asked.dropoff_buurtcodes)[stop.request],
            "arrival": stop.start_s,
            "on_board": 0 if asked.duty[stop.request] else stop.on_board,
        }
        for position, stop in enumerate(stops, start=1)
    ]


def _summary(problem: RideProblem, plan: RidePlan, organisation: str | None, costs: Costs) -> dict[str, Any]:
    """The row of one organisation, or of all where it is None."""
    asked = problem.requests
    whose = None if organisation is None else (organisation,)
    found = measures(problem, plan, costs, whose, whose)
    reasons = Counter(
        left.reason
        for left in plan.unserved
        if organisation in (None, asked.organisations[left.request]) and not asked.duty[left.request]
    )
    return {
        "organisation": "*" if organisation is None else organisation,
        "reasons": ", ".join(f"{reason}: {count}" for reason, count in sorted(reasons.items())),
        **{name: getattr(found, name) for name in SUMMARY_TYPES if name not in ("plan", "organisation", "reasons")},
    }


def _frame(rows: list[dict[str, Any]], types: Mapping[str, str], service_date: dt.date, timezone: str) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for column, kind in types.items():
        values = [row[column] for row in rows]
        if kind == "time":
            seconds = pd.to_timedelta(pd.Series(values, dtype="float64").round(), unit="s").astype("timedelta64[us]")
            clock = pd.Timestamp(service_date).as_unit("us") + seconds
            columns[column] = clock.dt.tz_localize(
                timezone, ambiguous=np.ones(len(clock), dtype=bool), nonexistent="shift_forward"
            )
        else:
            columns[column] = pd.Series(values, dtype=kind)
    return pd.DataFrame(columns, columns=list(types))
