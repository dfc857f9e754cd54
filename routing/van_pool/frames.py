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

from routing.van_pool.problem import RidePlan, RideProblem, Tour

VAN_CO2_G_PER_KM = 221.0
"""Tank to wheel, 80 % city and 20 % provincial roads (TNO 2022, section 4.3)."""

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


@dataclass(frozen=True)
class _Driven:
    """What a tour drives; ``passenger_m`` and ``seat_m`` are metres times passengers and places."""

    movements: int
    length_m: float
    empty_m: float
    passenger_m: float
    seat_m: float


def van_pool_frames(
    problem: RideProblem, plans: Mapping[str, RidePlan], *, service_date: dt.date, timezone: str
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
        summary += [{"plan": name, **_summary(problem, plan, each)} for each in [*organisations, None]]
    return VanPoolFrames(
        _frame(trips, TRIP_TYPES, service_date, timezone),
        _frame(stops, STOP_TYPES, service_date, timezone),
        _frame(summary, SUMMARY_TYPES, service_date, timezone),
    )


def _driven(problem: RideProblem, tour: Tour) -> _Driven:
    home = int(problem.vans.home[tour.van])
    places = int(problem.vans.seats[tour.van] + problem.vans.wheelchair_places[tour.van])
    movements, length, empty, passenger = 0, 0.0, 0.0, 0.0
    here, on_board = home, 0
    for place, boards in [*((stop.place, stop.on_board) for stop in tour.stops), (home, 0)]:
        leg = float(problem.length_m[here, place])
        movements += place != here
        length += leg
        empty += leg if on_board == 0 else 0.0
        passenger += leg * on_board
        here, on_board = place, boards
    return _Driven(movements, length, empty, passenger, length * places)


def _trip(problem: RideProblem, tour: Tour) -> dict[str, Any]:
    driven = _driven(problem, tour)
    carried = [stop.request for stop in tour.stops if stop.kind == "pickup"]
    return {
        "vehicle_id": problem.vans.vehicle_ids[tour.van],
        "organisation": problem.vans.organisations[tour.van],
        "departure": tour.departure_s,
        "arrival": tour.return_s,
        "requests": len(carried),
        "passengers": int(problem.requests.party_size[carried].sum()),
        "length_m": driven.length_m,
        "empty_m": driven.empty_m,
        "movements": driven.movements,
    }


def _stops(problem: RideProblem, tour: Tour) -> list[dict[str, Any]]:
    asked = problem.requests
    return [
        {
            "vehicle_id": problem.vans.vehicle_ids[tour.van],
            "position": position,
            "request_id": asked.request_ids[stop.request],
            "kind": stop.kind,
            "buurtcode": (asked.pickup_buurtcodes if stop.kind == "pickup" else asked.dropoff_buurtcodes)[stop.request],
            "arrival": stop.start_s,
            "on_board": stop.on_board,
        }
        for position, stop in enumerate(tour.stops, start=1)
    ]


def _summary(problem: RideProblem, plan: RidePlan, organisation: str | None) -> dict[str, Any]:
    """The row of one organisation, or of all where it is None."""
    asked, vans = problem.requests, problem.vans
    tours = [tour for tour in plan.tours if organisation in (None, vans.organisations[tour.van])]
    driven = [_driven(problem, tour) for tour in tours]
    requests = [r for r, asker in enumerate(asked.organisations) if organisation in (None, asker)]
    ride = _rides_s(plan)
    served = [r for r in requests if r in ride]
    mine = set(requests)
    reasons = Counter(left.reason for left in plan.unserved if left.request in mine)
    length = sum(d.length_m for d in driven)
    seat_m = sum(d.seat_m for d in driven)
    mean_ride = (
        float(np.average([ride[r] for r in served], weights=[float(asked.party_size[r]) for r in served]))
        if served
        else np.nan
    )
    return {
        "organisation": "*" if organisation is None else organisation,
        "vans": len(tours),
        "requests": len(requests),
        "served": len(served),
        "movements": sum(d.movements for d in driven),
        "length_m": length,
        "empty_m": sum(d.empty_m for d in driven),
        "mean_ride_s": mean_ride,
        "occupancy": sum(d.passenger_m for d in driven) / seat_m if seat_m > 0 else np.nan,
        "co2_g": length / 1000 * VAN_CO2_G_PER_KM,
        "reasons": ", ".join(f"{reason}: {count}" for reason, count in sorted(reasons.items())),
    }


def _rides_s(plan: RidePlan) -> dict[int, float]:
    """Seconds on board of each request served."""
    boarded: dict[int, float] = {}
    ride: dict[int, float] = {}
    for tour in plan.tours:
        for stop in tour.stops:
            if stop.kind == "pickup":
                boarded[stop.request] = stop.departure_s
            else:
                ride[stop.request] = stop.start_s - boarded[stop.request]
    return ride


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
