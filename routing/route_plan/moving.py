"""To which day work moves that did not fit: a day the hub works and the resident wishes, with room, before the promise.

Nothing of today's trips is decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from routing.route_plan.insertion import worth
from routing.route_plan.problem import RouteProblem, Stop

DAYS_AHEAD = 28
"""How far ahead a day is looked for."""


def possible_days(problem: RouteProblem, stop: Stop) -> Iterator[dt.date]:
    """The days after the service date on which the hub works and the resident wishes it, within four weeks."""
    for ahead in range(1, DAYS_AHEAD + 1):
        day = problem.service_date + dt.timedelta(days=ahead)
        if day.isoweekday() in problem.workdays and day.isoweekday() in stop.days:
            yield day


def proposed_dates(problem: RouteProblem, left: Iterable[Stop]) -> dict[str, dt.date | None]:
    """Per stop_id the day proposed, None where none is possible.

    What is promised soonest chooses first, then what is worth most. Where the problem tells how many seconds coming
    days have free, a full day is passed over, unless the promise would be broken: then the last day within it is taken
    (or the first day possible, where none is within it).
    """
    free = dict(problem.free_s)
    proposed: dict[str, dt.date | None] = {}
    for stop in sorted(left, key=lambda each: (each.promised_to or dt.date.max, -worth(each), each.stop_id)):
        days = list(possible_days(problem, stop))
        if stop.duty or not days:
            proposed[stop.stop_id] = None
            continue
        kept = [day for day in days if stop.promised_to is None or day <= stop.promised_to]
        roomy = [day for day in kept or days if free.get(day, stop.service_s) >= stop.service_s]
        day = roomy[0] if roomy else kept[-1] if kept and stop.promised_to is not None else days[0]
        if day in free:
            free[day] -= stop.service_s
        proposed[stop.stop_id] = day
    return proposed
