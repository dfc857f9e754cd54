"""All that is possible in the year up to a date, from one reading of the history.

Belongs here: which questions are asked of the year, with the figures of the table of assumptions. Does not belong here:
how each is answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.assumptions import Assumptions, Figure
from routing.bundling.cooperation import Cooperation, cooperation
from routing.bundling.figures import Plan, ReportMethod, bundling_figures
from routing.bundling.front import WEEKS, DayFront, day_front, days_asked
from routing.bundling.history import History, days, history, in_period, xy_of
from routing.bundling.kilometres import Driving, balance
from routing.bundling.options import (
    CargoBike,
    PickUp,
    Range,
    Row,
    bike_rows,
    option_frame,
    pick_up_rows,
    stock_rows,
    walk_metres,
    zone_rows,
)
from routing.bundling.possible import bundling_parts
from routing.bundling.roads import Roads, roads
from routing.delivery_days import Limits

if TYPE_CHECKING:
    from geo.travel_time import TravelTimes

MOST_GROUPS = 10_000
"""Groups of goods of which delivery days are chosen in one question; a larger region asks by part of it."""

MOST_HANDED = 10_000
"""Deliveries of the last weeks of which cooperation is worked out in one question; likewise."""

CO2 = {"van": "co2_ttw_van_g_km", "box_truck": "co2_ttw_box_truck_g_km"}


@dataclass(frozen=True, eq=False)
class Inputs:
    """Tables of a region as ``core`` and ``vault`` have them, one row a resident in ``residents`` and ``wishes``.

    ``pick_up_points``: geometry of hubs and pick-up points of the date. ``in_zone``: resident_keys whose door lies in a
    zero-emission zone that holds on the date.
    """

    deliveries: pd.DataFrame
    goods: pd.DataFrame
    suppliers: pd.DataFrame
    residents: pd.DataFrame
    wishes: pd.DataFrame
    hubs: pd.DataFrame
    depots: pd.DataFrame
    pick_up_points: pd.DataFrame
    in_zone: frozenset[str]


@dataclass(frozen=True, eq=False)
class Study:
    """The tables of :mod:`geo.db.bundles` without region, date, run and gemeente; front is None
    where the last weeks have nothing to choose, or more than MOST_GROUPS; cooperation for more than MOST_HANDED."""

    parts: pd.DataFrame
    figures: pd.DataFrame
    options: pd.DataFrame
    front: DayFront | None
    cooperation: Cooperation | None

    def frames(self) -> dict[str, pd.DataFrame]:
        """Each frame by the name of its table; a table without an answer is left out."""
        made = {"bundling_part": self.parts, "bundling_figure": self.figures, "bundling_option": self.options}
        if self.front is not None:
            made["delivery_day_point"] = self.front.points
            made["delivery_day_supplier"] = self.front.suppliers
            made["delivery_day_move"] = self.front.moves
        if self.cooperation is not None:
            made["cooperation_party"] = self.cooperation.parties
            made["cooperation_handover"] = self.cooperation.handovers
        return made


def study(
    given: Inputs,
    date: dt.date,
    by_road: TravelTimes | None,
    on_foot: TravelTimes | None,
    table: Assumptions,
    *,
    gemeentecode: str | None = None,
    detour_factor: float = 1.3,
    limits: Limits | None = None,
) -> Study | None:
    """Answer every question on the year up to ``date``; None where it has no deliveries.

    ``by_road``, ``on_foot``: travel times of suppliers and concierges, and of residents who walk; None is straight
    line x ``detour_factor``, and nobody walks.
    """

    def figure(name: str) -> Figure:
        return table.figure(name, gemeentecode)

    year = in_period(given.deliveries, date)
    if year.empty:
        return None
    past = history(year, given.goods, given.suppliers, given.residents, given.hubs, given.depots)
    net = roads(past.xy, by_road, detour_factor=detour_factor)
    made = balance(past, net, Driving(figure("other_stops").value, figure("topping_up_per_week").value))
    fuel = {
        str(supplier): figure(CO2[str(kind)]).value
        for supplier, kind in zip(given.suppliers["supplier_id"], given.suppliers["vehicle_kind"], strict=True)
    }
    fuel |= {str(name): np.nan for name in set(past.rows["supplier_id"]) - set(fuel)}
    plan = Plan(*(figure(name).value for name in ("deliveries_per_month", "contact_share", "contact_minutes")))
    method = ReportMethod(figure("report_last_mile_km").value / figure("report_last_mile_deliveries").value)
    dates = pd.to_datetime(year["service_date"])
    parts = bundling_parts(
        year, given.goods, given.residents, period_from=dates.min().date(), period_to=dates.max().date()
    )
    asked = days_asked(
        past,
        net,
        _weekdays(given.suppliers, "supplier_id", "delivery_days"),
        _weekdays(given.wishes, "resident_key", "wish_days"),
        _room(given.hubs),
        shift=round(figure("shift_days").value),
        longest_visit_min=figure("longest_visit_min").value,
    )
    last = int(days(year["service_date"]).max())
    first = last - 7 * WEEKS + 1
    recent = int((past.rows["day"] >= first).sum())
    return Study(
        parts=parts,
        figures=bundling_figures(made, fuel, plan, method),
        options=option_frame(list(_options(given, past, net, on_foot, figure))),
        front=None if asked is None or len(asked.groups) > MOST_GROUPS else day_front(asked, net, fuel, limits=limits),
        cooperation=None if recent > MOST_HANDED else cooperation(past, net, first_day=first, last_day=last),
    )


def _options(
    given: Inputs, past: History, net: Roads, on_foot: TravelTimes | None, figure: Callable[[str], Figure]
) -> Iterator[Row]:
    def spread(name: str) -> Range:
        found = figure(name)
        return Range(found.value, found.low, found.high)

    stocked = set(given.suppliers.loc[given.suppliers["stock_at_hub"].astype(bool), "supplier_id"])
    yield from stock_rows(past, net, stocked, spread("topping_up_per_week"))
    if on_foot is not None and not given.wishes.empty:
        walk = walk_metres(given.residents, xy_of(given.pick_up_points), on_foot)
        pick_up = PickUp(switching=spread("pick_up_share"), by_car=spread("pick_up_car_share"))
        yield from pick_up_rows(past, net, given.wishes, walk, pick_up)
    if given.in_zone:
        yield from zone_rows(past, past.rows["resident_key"].isin(given.in_zone).to_numpy())
    yield from bike_rows(past, net, CargoBike())


def _weekdays(frame: pd.DataFrame, key: str, column: str) -> dict[str, Sequence[int]]:
    """ISO weekdays by key, out of texts as '1,3,5'; a key without any is left out."""
    told = frame.dropna(subset=[column])
    return {
        str(name): [int(day) for day in str(text).split(",")]
        for name, text in zip(told[key], told[column], strict=True)
        if str(text)
    }


def _room(hubs: pd.DataFrame) -> dict[str, int]:
    room = hubs["capacity_per_day"].astype("float64").fillna(0.0)
    return {str(hub): int(number) for hub, number in zip(hubs["hub_id"], room, strict=True)}
