"""Kilometres before and after the hub, delivery by delivery: what suppliers would drive, and what is driven instead.

Belongs here: the two ways to count a supplier's own kilometres, and the balance of before and after. Does not belong
here: CO2 and money (``routing.impact``).

*Before*, two figures and no middle one. **dedicated** (upper): each supplier drives a round of its own on each day,
from its depot past its addresses and back. **marginal** (lower): it drives in the area anyway, to ``other_stops``
addresses that are not ours, and ours only make that round longer. *After*, by flow: goods by way of the hub are a ride
depot - hub(s) of that day; stock is topped up ``topping_up_per_week`` times a week, never oftener than it is taken
from; what is urgent rides to the hub on its own; what is installed comes to the door past the hub. Concierges' rounds
from the hub stand on both sides of the range alike. A ride is shared out evenly over its deliveries, so that every part
of the history adds up to the whole: saved = before - after, of each delivery and of their sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from routing.bundling.history import History
from routing.bundling.roads import Floats, Indices, Roads
from routing.bundling.tours import insertion_metres, tour_lengths

BEFORE = ("own_rides",)
AFTER = ("to_hub", "replenishment", "exceptional", "past_hub", "concierge")
LINES = (*BEFORE, *AFTER)
"""Lines of the balance; those after are what is driven instead of those before."""

SMALLEST_AREA_M2 = 250_000.0
"""Area of a round in a village of a few streets, where the addresses themselves span less."""


@dataclass(frozen=True)
class Driving:
    """What is assumed of suppliers: addresses of others on a round of theirs; times a week that stock is topped up."""

    other_stops: float = 30.0
    topping_up_per_week: float = 1.0


@dataclass(frozen=True, eq=False)
class Balance:
    """Metres of each delivery of a history, by line.

    ``rows``: those of the history with ``{line}_marginal_m`` and ``{line}_dedicated_m`` of each of LINES (NaN where
    door, hub or depot is unknown), ``movements_before`` and ``movements_after``: its part of the vehicles that come
    into its wijk on a day.
    """

    rows: pd.DataFrame

    def saved(self, way: str) -> Floats:
        """(n,) metres before less metres after, of each delivery; ``way`` is marginal or dedicated."""
        before = self.rows[[f"{line}_{way}_m" for line in BEFORE]].sum(axis=1, skipna=False)
        after = self.rows[[f"{line}_{way}_m" for line in AFTER]].sum(axis=1, skipna=False)
        return (before - after).to_numpy()


def balance(past: History, roads: Roads, driving: Driving | None = None) -> Balance:
    """The metres of each delivery before and after; see the module for the lines.

    ``roads`` must be of the places of ``past``.
    """
    driving = driving or Driving()
    rows = past.rows.copy()
    known = past.located
    frame = rows[known]
    area = _area(roads.xy[np.unique(frame["home"].to_numpy())]) if len(frame) else SMALLEST_AREA_M2
    rides = _Rides(roads, area, driving.other_stops)
    supplier, _ = pd.factorize(frame["supplier_id"])
    day, depot, home, hub = (frame[name].to_numpy(np.int64) for name in ("day", "depot", "home", "hub"))
    channel = frame["channel"].to_numpy(str)
    of_day = _numbered(supplier, day, depot)
    lines = {"own_rides": rides.of(of_day, depot, home, np.ones(len(frame), dtype=bool))}
    lines["to_hub"] = rides.of(of_day, depot, hub, channel == "hub")
    lines["replenishment"] = _topped_up(rides, supplier, day, depot, hub, channel == "stock", driving)
    urgent = channel == "exceptional"
    extra = rides.of(of_day, depot, hub, urgent)
    lines["exceptional"] = (extra[1], extra[1])  # a ride of its own is what makes it exceptional
    lines["past_hub"] = rides.of(of_day, depot, home, channel == "past_hub")
    who, _ = pd.factorize(frame["concierge_key"])
    rounds = _numbered(hub, day, who)
    driven = rides.of(rounds, hub, home, channel != "past_hub")
    lines["concierge"] = (driven[1], driven[1])
    for line, (marginal, dedicated) in lines.items():
        for way, metres in (("marginal", marginal), ("dedicated", dedicated)):
            column = np.full(len(rows), np.nan)
            column[known] = metres
            rows[f"{line}_{way}_m"] = column
    wijk, _ = pd.factorize(rows["wijkcode"])
    all_supplier, _ = pd.factorize(rows["supplier_id"])
    hub_code, _ = pd.factorize(rows["hub_id"])
    all_who, _ = pd.factorize(rows["concierge_key"])
    past_hub = (rows["channel"] == "past_hub").to_numpy()
    all_day = rows["day"].to_numpy(np.int64)
    rows["movements_before"] = _part_of(_numbered(all_supplier, all_day, wijk))
    by_concierge, by_supplier = _numbered(hub_code, all_day, all_who, wijk), _numbered(all_supplier, all_day, wijk)
    rows["movements_after"] = _part_of(
        np.where(past_hub, by_supplier + int(by_concierge.max(initial=0)) + 1, by_concierge)
    )
    return Balance(rows)


@dataclass(frozen=True, eq=False)
class _Rides:
    """Rides of one history: each stop's part of the metres, marginal and dedicated."""

    roads: Roads
    area_m2: float
    others: float

    def of(self, ride: Indices, start: Indices, stop: Indices, mine: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        marginal, dedicated = np.zeros(len(ride)), np.zeros(len(ride))
        if not mine.any():
            return marginal, dedicated
        _, number = np.unique(ride[mine], return_inverse=True)
        number = number.astype(np.int64)
        _, metres = tour_lengths(self.roads, number, start[mine], stop[mine])
        pairs = np.unique(np.column_stack([number, stop[mine]]), axis=0)
        stops = np.bincount(pairs[:, 0], minlength=len(metres)).astype(np.float64)
        longer = insertion_metres(stops, self.area_m2, self.others, self.roads.detour_factor)
        deliveries = np.bincount(number, minlength=len(metres))
        marginal[mine] = (np.minimum(longer, metres) / deliveries)[number]
        dedicated[mine] = (metres / deliveries)[number]
        return marginal, dedicated


def _topped_up(
    rides: _Rides, supplier: Indices, day: Indices, depot: Indices, hub: Indices, mine: NDArray[np.bool_],
    driving: Driving,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Rides that top the stock up: a week's number of them, at most the days on which stock was taken."""
    week = (day + 3) // 7  # weeks begin on Monday; day 0 was a Thursday
    of_week = _numbered(supplier, week, depot)
    marginal, dedicated = rides.of(of_week, depot, hub, mine)
    if not mine.any():
        return marginal, dedicated
    days = pd.DataFrame({"ride": of_week[mine], "day": day[mine]}).groupby("ride")["day"].nunique()
    times = np.zeros(len(day))
    times[mine] = np.minimum(days.reindex(of_week[mine]).to_numpy(np.float64), driving.topping_up_per_week)
    return marginal * times, dedicated * times


def _numbered(*keys: NDArray) -> Indices:
    """One number for each different combination of whole-number keys."""
    number = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        _, code = np.unique(key, return_inverse=True)
        number = number * (int(code.max(initial=0)) + 1) + code
        _, number = np.unique(number, return_inverse=True)
        number = number.astype(np.int64)
    return number


def _part_of(number: Indices) -> Floats:
    """One over the size of the group that each row is in."""
    if not len(number):
        return np.empty(0)
    return 1.0 / np.bincount(number)[number]


def _area(xy: Floats) -> float:
    """Square metres that the addresses span."""
    return max(SMALLEST_AREA_M2, float(shapely.MultiPoint(xy).convex_hull.area))
