"""Four weeks of trips as what the fleet and the lines are worked out from.

Belongs here: which days and wishes count, from the frames of requests and passengers. Does not belong here: how many
vans (``fleet``), which lines (``lines``).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from routing.van_pool.build import build_ride_problem
from routing.van_pool.problem import RideProblem
from routing.van_pool.rules import PoolRules

if TYPE_CHECKING:
    from geo.travel_time import TravelTimes

WEEKS = 4


def weeks_around(requests: pd.DataFrame, day: dt.date, weeks: int = WEEKS) -> pd.DataFrame:
    """The requests of so many weeks that have the day in them: of all such stretches the one with most, the earliest.

    A file may hold what was driven or what is asked ahead; either way these are the weeks that it tells most of.
    """
    dates = pd.to_datetime(requests["service_date"])
    length = pd.Timedelta(weeks=weeks)
    begins = [pd.Timestamp(day) - length + pd.Timedelta(days=late) for late in range(1, weeks * 7 + 1)]
    stretches = [(dates >= begin) & (dates < begin + length) for begin in begins]
    return requests[max(stretches, key=lambda inside: int(inside.sum()))]


def days_of(
    requests: pd.DataFrame,
    passengers: pd.DataFrame,
    vans: pd.DataFrame,
    times: TravelTimes,
    rules: PoolRules | None = None,
) -> dict[dt.date, RideProblem]:
    """A problem a day, all with the same vans; times are asked once. Frames as in ``build_ride_problem``."""
    if requests.empty:
        return {}
    whole = build_ride_problem(requests, passengers, vans, times, rules=rules)
    day_of = {
        str(request): day
        for request, day in zip(requests["request_id"], pd.to_datetime(requests["service_date"]).dt.date, strict=True)
    }
    asked = whole.requests
    days = [None if asked.duty[r] else day_of[name.split("#")[0]] for r, name in enumerate(asked.request_ids)]
    return {
        day: whole.take([r for r, each in enumerate(days) if each in (day, None)], range(len(whole.vans)))
        for day in sorted(set(day_of.values()))
    }


def wishes(requests: pd.DataFrame, passengers: pd.DataFrame) -> pd.DataFrame:
    """A row a way there that was asked, with ``lines.WISH_COLUMNS``; who has no known place is left out."""
    columns = ["request_id", "service_date", "passenger_key", "purpose", "dropoff_to_s", "dropoff_buurtcode"]
    there = requests[columns].merge(passengers[["request_id", "pickup", "dropoff"]], on="request_id")
    there = there[there["pickup"].notna() & there["dropoff"].notna()]
    return pd.DataFrame(
        {
            "passenger": there["passenger_key"],
            "service_date": there["service_date"],
            "purpose": there["purpose"],
            "dropoff_to_s": pd.to_numeric(there["dropoff_to_s"]),
            "from_x": [point.x for point in there["pickup"]],
            "from_y": [point.y for point in there["pickup"]],
            "to_x": [point.x for point in there["dropoff"]],
            "to_y": [point.y for point in there["dropoff"]],
            "to_buurtcode": there["dropoff_buurtcode"],
        }
    )
