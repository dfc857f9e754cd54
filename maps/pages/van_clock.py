"""The map of a day of vans by the clock: where each is, and how full. Buurten only, never a door."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from maps import geojson
from maps.blocks import Block
from maps.classes import Entry, Legend
from maps.data import SiteData, buurt_points
from maps.formats import string
from maps.pages.common import base_note, maker, source_line
from maps.texts import text, word

START_S = 9 * 3600
"""Where the clock stands when the page opens, if vans are out then."""


def clock_map(data: SiteData, plans: tuple[tuple[str, str], ...]) -> Block | None:
    """The animated map of the plans, each with its colour; None where no van can be placed."""
    made = maker(data, "busjes_dag", text("busjes.day"))
    if made is None or data.van_stops.empty or data.buurten.empty:
        return None
    points = buurt_points(data)
    at = geojson.to_latlon(points)
    drawn = {plan: _paths(data, plan, at) for plan, _ in plans}
    moments = [row[0] for vans in drawn.values() for van in vans for row in van["path"]]
    if not moments:
        return None
    first, last = int(min(moments) // 900 * 900), int(-(-max(moments) // 900) * 900)
    made.borders(text("buurt"), "buurt", {})
    words = {key: text(f"busjes.{key}") for key in ("play", "pause", "time", "on_board")}
    for plan, colour in plans:
        styles = [Entry(text("busjes.day_legend"), colour, "point", "circle", width=6)]
        legend = Legend(word("plan", plan), tuple(styles), text("busjes.day_note"))
        made.moving(
            word("plan", plan), drawn[plan], styles, legend, words, (first, last, min(max(first, START_S), last))
        )
    return made.finish(source_line(data), base_note(data))


def _paths(data: SiteData, plan: str, at: dict[str, Any]) -> list[dict[str, Any]]:
    """A van a row: from its first stop to its last, by buurt; stops whose buurt is not known are passed over."""
    stops = data.van_stops[data.van_stops["plan"] == plan]
    vans = []
    for vehicle, tour in stops.sort_values(["vehicle_id", "position"]).groupby("vehicle_id", sort=True):
        path = [
            [seconds_of_day(row["arrival"], data.timezone), *at[row["buurtcode"]], int(row["on_board"])]
            for row in tour.to_dict("records")
            if row["buurtcode"] in at
        ]
        if len(path) > 1:
            vans.append({"n": string(vehicle), "s": 0, "path": path})
    return vans


def seconds_of_day(moment: Any, timezone: str) -> int:
    """Second of the local day of a moment; one without a zone is local already."""
    stamp = pd.Timestamp(moment)
    local = stamp.tz_convert(ZoneInfo(timezone)) if stamp.tzinfo is not None else stamp
    return int(local.hour * 3600 + local.minute * 60 + local.second)
