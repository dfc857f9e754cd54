"""Latent demand: wishes that come back week after week, bundled into a line that could be proposed.

Belongs here: who travels to the same place on the same weekday, stops they can walk to, times, riders, cost. Does not
belong here: planning a day's trips (``planning``). A stop is a public place, never somebody's door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from routing.van_pool.measures import HOUR_S, Costs
from routing.van_pool.problem import FloatArray

if TYPE_CHECKING:
    from geo.travel_time import TravelTimes

WISH_COLUMNS = (
    "passenger",
    "service_date",
    "purpose",
    "dropoff_to_s",
    "from_x",
    "from_y",
    "to_x",
    "to_y",
    "to_buurtcode",
)


@dataclass(frozen=True)
class LineRules:
    """What makes a line; assumptions of ours."""

    walk_s: float = 600.0
    """Longest walk to a stop, seconds, at the pace of the ``walking`` times that are given (the slower walker's)."""
    least_riders: int = 4
    least_at_stop: int = 1
    most_stops: int = 8
    recurs: float = 0.5
    """A wish recurs when it is made in at least this share of the weeks, and twice."""
    together_s: float = 3_600.0
    """Latest arrivals within this time of each other can be one arrival."""
    same_place_m: float = 300.0
    stop_s: float = 90.0
    margin_s: float = 300.0
    seats: int = 8


@dataclass(frozen=True)
class LineStop:
    """A stop: index into the places that were offered, who boards there, when, and their longest walk."""

    place: int
    riders: int
    departure_s: float
    walk_s: float


@dataclass(frozen=True)
class ProposedLine:
    """A line on a weekday (0 is Monday) to one place; ``asked``: whose wish recurs; ``riders``: who can walk to a stop.

    Cost of one day there and back: kilometres and paid hours, by ``Costs``; the van itself is there already.
    """

    weekday: int
    purpose: str
    to_buurtcode: str | None
    arrival_s: float
    stops: tuple[LineStop, ...]
    asked: int
    riders: int
    weeks: int
    vans: int
    length_m: float
    cost_eur: float


def proposed_lines(
    wishes: pd.DataFrame,
    places: FloatArray,
    walking: TravelTimes,
    driving: TravelTimes,
    rules: LineRules | None = None,
    costs: Costs | None = None,
) -> tuple[ProposedLine, ...]:
    """The lines that recurring wishes would fill, most riders first.

    ``wishes``: WISH_COLUMNS, a row a trip asked (date, latest arrival in seconds, RD New metres). ``places``: (m, 2)
    public places where a van could stop. Nobody walks longer than the rules say, at the pace of ``walking``.
    """
    rules, costs = rules or LineRules(), costs or Costs()
    found: list[ProposedLine] = []
    for (weekday, purpose), group in _grouped(wishes):
        bundled = (
            _line(weekday, purpose, people, places, walking, driving, rules, costs) for people in _bundles(group, rules)
        )
        found += [line for line in bundled if line is not None]
    return tuple(sorted(found, key=lambda line: (-line.riders, line.weekday, line.purpose, line.arrival_s)))


def _grouped(wishes: pd.DataFrame) -> list[tuple[tuple[int, str], pd.DataFrame]]:
    known = wishes.dropna(subset=["from_x", "from_y", "to_x", "to_y"])
    known = known[known["purpose"].notna()]
    dates = pd.to_datetime(known["service_date"])
    known = known.assign(weekday=dates.dt.weekday, week=dates.dt.strftime("%G-%V"))
    return [
        ((int(group["weekday"].iloc[0]), str(group["purpose"].iloc[0])), group)
        for _, group in known.groupby(["weekday", "purpose"], sort=True)
    ]


def _bundles(group: pd.DataFrame, rules: LineRules) -> list[pd.DataFrame]:
    """The recurring passengers of a weekday and purpose by place and time of arrival, a row a passenger."""
    weeks = group["week"].nunique()
    grid = rules.same_place_m
    by_place = group.assign(cell_x=(group["to_x"] / grid).round(), cell_y=(group["to_y"] / grid).round())
    recurring = by_place.groupby(["cell_x", "cell_y", "passenger"], sort=True).agg(
        weeks=("week", "nunique"),
        arrival=("dropoff_to_s", "median"),
        from_x=("from_x", "first"),
        from_y=("from_y", "first"),
        to_x=("to_x", "first"),
        to_y=("to_y", "first"),
        to_buurtcode=("to_buurtcode", "first"),
    )
    recurring = recurring[(recurring["weeks"] >= 2) & (recurring["weeks"] >= rules.recurs * weeks)]
    bundles = []
    for _, there in recurring.groupby(level=["cell_x", "cell_y"], sort=True):
        people = there.sort_values("arrival", kind="stable").assign(of_weeks=weeks)
        while len(people) >= rules.least_riders:
            together = people["arrival"] <= people["arrival"].iloc[0] + rules.together_s
            if together.sum() >= rules.least_riders:
                bundles.append(people[together])
                people = people[~together]
            else:
                people = people.iloc[1:]
    return bundles


def _line(
    weekday: int,
    purpose: str,
    people: pd.DataFrame,
    places: FloatArray,
    walking: TravelTimes,
    driving: TravelTimes,
    rules: LineRules,
    costs: Costs,
) -> ProposedLine | None:
    if not len(places):
        return None
    homes = people[["from_x", "from_y"]].to_numpy(dtype=float)
    reach = np.hypot(*(homes[:, None] - places[None, :]).transpose(2, 0, 1)).min(axis=0) <= 3 * rules.walk_s
    near = np.flatnonzero(reach)
    if not len(near):
        return None
    walk = np.asarray(walking.table(homes, places[near]).duration_s, dtype=float)
    walk = np.where(np.isnan(walk), np.inf, walk)
    chosen = _stops(walk, rules)
    if not chosen:
        return None
    nearest = walk[:, chosen].argmin(axis=1)
    steps = walk[np.arange(len(walk)), np.array(chosen)[nearest]]
    carried = steps <= rules.walk_s
    if carried.sum() < rules.least_riders:
        return None
    to = people[["to_x", "to_y"]].to_numpy(dtype=float).mean(axis=0)
    points = np.vstack([places[near[chosen]], to])
    table = driving.table(points, points)
    seconds, metres = (np.asarray(each, dtype=float) for each in (table.duration_s, table.length_m))
    order = _order(np.where(np.isnan(seconds), np.inf, seconds))
    if order is None:
        return None
    legs = [*order, len(chosen)]
    arrival = float(people["arrival"][carried].min()) - rules.margin_s
    times, clock = [0.0] * len(order), arrival
    for i in range(len(order) - 1, -1, -1):
        clock -= float(seconds[legs[i], legs[i + 1]])
        times[i] = clock
        clock -= rules.stop_s
    one_way = sum(float(metres[a, b]) for a, b in pairwise(legs))
    back = sum(float(metres[b, a]) for a, b in pairwise(legs))
    vans = int(-(-int(carried.sum()) // rules.seats))
    return ProposedLine(
        weekday=weekday,
        purpose=purpose,
        to_buurtcode=None if pd.isna(buurt := people["to_buurtcode"].iloc[0]) else str(buurt),
        arrival_s=arrival,
        stops=tuple(
            LineStop(
                place=int(near[chosen[i]]),
                riders=int((carried & (nearest == i)).sum()),
                departure_s=times[at],
                walk_s=float(steps[carried & (nearest == i)].max()),
            )
            for at, i in enumerate(order)
        ),
        asked=len(people),
        riders=int(carried.sum()),
        weeks=int(people["of_weeks"].iloc[0]),
        vans=vans,
        length_m=vans * (one_way + back),
        cost_eur=vans * ((one_way + back) / 1000 * costs.km_eur + 2 * (arrival - clock) / HOUR_S * costs.paid_hour_eur),
    )


def _stops(walk: FloatArray, rules: LineRules) -> list[int]:
    """Stops one by one, each the place that most riders who have none can walk to, the shortest walks first."""
    waiting = np.ones(len(walk), dtype=bool)
    chosen: list[int] = []
    while len(chosen) < rules.most_stops:
        close = (walk <= rules.walk_s) & waiting[:, None]
        counts = close.sum(axis=0)
        total = np.where(close, walk, 0.0).sum(axis=0)
        best = int(np.lexsort((np.arange(len(counts)), total, -counts))[0])
        if counts[best] < rules.least_at_stop:
            break
        chosen.append(best)
        waiting &= ~close[:, best]
    # a rider goes to the nearest stop in the end: one that too few still go to is left out
    while True:
        nearest = walk[:, chosen].argmin(axis=1) if chosen else np.zeros(0, int)
        within = walk[np.arange(len(walk)), np.array(chosen)[nearest]] <= rules.walk_s if chosen else nearest
        few = [i for i in range(len(chosen)) if (within & (nearest == i)).sum() < rules.least_at_stop]
        if not few:
            return chosen
        chosen.pop(few[0])


def _order(seconds: FloatArray) -> Sequence[int] | None:
    """The stops in the order of the shortest drive that ends at the last place (Held & Karp 1962); None: no way."""
    n = len(seconds) - 1
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(1 << i, i): (0.0, (i,)) for i in range(n)}
    for mask in range(1, 1 << n):
        for last in range(n):
            if (mask, last) not in best:
                continue
            length, path = best[mask, last]
            for after in range(n):
                if not mask >> after & 1:
                    key, value = (mask | 1 << after, after), length + float(seconds[last, after])
                    if key not in best or value < best[key][0]:
                        best[key] = (value, (*path, after))
    ends = [(best[(1 << n) - 1, i][0] + float(seconds[i, n]), best[(1 << n) - 1, i][1]) for i in range(n)]
    length, path = min(ends)
    return path if np.isfinite(length) else None
