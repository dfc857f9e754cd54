"""Which vans could be one pool: the day's trips planned by each organisation alone and by all together."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pandas as pd

from maps.blocks import Block, Figure, Figures, Page, Prose, Table, share_bar, table
from maps.classes import Entry, Legend
from maps.data import SiteData, buurt_names, buurt_points
from maps.formats import clock, day, kilometres, minutes, number, percent, string
from maps.geojson import Feature
from maps.pages.common import base_note, line, maker, source_line
from maps.pages.van_clock import clock_map
from maps.pages.van_pool import changes, weeks
from maps.texts import text, word

PLANS = (("alone", "#d55e00"), ("pool", "#0072b2"))
WIDTHS = ((1, 1.6), (2, 3.0), (4, 5.0), (8, 8.0))
"""Least number of movements between two buurten, and the width of its line in pixels."""


def build(data: SiteData) -> Page:
    """The page ``busjes.html``."""
    lead = text("busjes.lead", date=day(data.service_date, weekday=True))
    if data.van_summary.empty and data.van_trips.empty:
        return Page("busjes", text("busjes.title"), lead, (Prose(text("busjes.none"), "note"),))
    blocks: list[Block] = []
    if figures := _figures(data.van_summary):
        blocks.append(figures)
    if drawn := _map(data):
        blocks.append(drawn)
    if by_clock := clock_map(data, PLANS):
        blocks.append(by_clock)
    if not data.van_summary.empty:
        blocks.append(_summary(data.van_summary))
    blocks += changes(data)
    blocks += weeks(data)
    if not data.van_trips.empty:
        blocks += [_trips(data, plan) for plan, _ in PLANS]
    return Page("busjes", text("busjes.title"), lead, tuple(blocks))


def movements(stops: pd.DataFrame, plan: str) -> Counter[tuple[str, str]]:
    """How often a van goes between two buurten, both directions together; places without a buurt are left out."""
    counts: Counter[tuple[str, str]] = Counter()
    if stops.empty:
        return counts
    for _, tour in (
        stops[stops["plan"] == plan].sort_values(["vehicle_id", "position"]).groupby("vehicle_id", sort=True)
    ):
        places = [str(code) for code in tour["buurtcode"] if pd.notna(code)]
        for start, end in pairwise(places):
            if start != end:
                counts[min(start, end), max(start, end)] += 1
    return counts


def reasons(counted: Any) -> str:
    """The reasons of planning.van_pool_summary (``no_van: 2, window: 1``) in Dutch."""
    if pd.isna(counted) or not str(counted).strip():
        return ""
    parts = [part.partition(":") for part in str(counted).split(",")]
    return ", ".join(f"{word('reason', reason.strip())}{colon}{count}" for reason, colon, count in parts)


def _figures(summary: pd.DataFrame) -> Figures | None:
    if summary.empty:
        return None
    total = summary[summary["organisation"] == "*"].set_index("plan")
    if not {"alone", "pool"} <= set(total.index):
        return None
    before, after = total.loc["alone"], total.loc["pool"]

    def pair(label: str, column: str, show: Any) -> Figure:
        note = text("busjes.before", before=show(before[column]))
        return Figure(show(after[column]), text("busjes.pooled", label=label), note)

    return Figures(
        (
            pair(text("busjes.vans"), "vans", number),
            pair(text("busjes.movements"), "movements", number),
            pair(text("kilometres"), "length_m", kilometres),
            pair(text("busjes.served"), "served", number),
            pair(text("busjes.ride"), "mean_ride_s", minutes),
        )
    )


def _map(data: SiteData) -> Block | None:
    made = maker(data, "busjes", text("busjes.map"))
    if made is None or data.buurten.empty:
        return None
    points, places = buurt_points(data), buurt_names(data)
    made.borders(text("buurt"), "buurt", {})
    for plan, colour in PLANS:
        styles = [Entry(_class_label(index), colour, "line", width=width) for index, (_, width) in enumerate(WIDTHS)]
        drawn: list[Feature] = []
        for (start, end), count in sorted(movements(data.van_stops, plan).items()):
            if start not in points.index or end not in points.index:
                continue
            style = max(index for index, (least, _) in enumerate(WIDTHS) if count >= least)
            tip = [[text("busjes.movements"), number(count)]]
            name = f"{places.get(start, start)} – {places.get(end, end)}"
            if feature := line([points[start], points[end]], {"s": style, "n": name, "t": tip}):
                drawn.append(feature)
        legend = Legend(f"{word('plan', plan)}: {text('busjes.legend')}", tuple(styles), text("busjes.legend_note"))
        made.shapes(word("plan", plan), drawn, styles, legend, exclusive=True)
    return made.finish(source_line(data), base_note(data))


def _class_label(index: int) -> str:
    least = WIDTHS[index][0]
    if index == len(WIDTHS) - 1:
        return text("at_least", low=least)
    most = WIDTHS[index + 1][0] - 1
    return str(least) if most == least else text("range", low=least, high=most)


def _summary(summary: pd.DataFrame) -> Table:
    heads = [
        text("busjes.organisation"), text("busjes.plan"), f">{text('busjes.vans')}", f">{text('busjes.served')}",
        f">{text('busjes.movements')}", f">{text('kilometres')}", f">{text('busjes.empty')}", f">{text('busjes.ride')}",
        text("busjes.occupancy"), ">CO₂", text("busjes.unserved"),
    ]  # fmt: skip
    order = {plan: index for index, (plan, _) in enumerate(PLANS)}
    records = sorted(
        summary.to_dict("records"),
        key=lambda row: (row["organisation"] != "*", str(row["organisation"]), order.get(row["plan"], 9)),
    )
    rows = [
        (
            text("all") if row["organisation"] == "*" else string(row["organisation"]),
            word("plan", row["plan"]),
            number(row["vans"]),
            text("busjes.of", value=number(row["served"]), total=number(row["requests"])),
            number(row["movements"]),
            kilometres(row["length_m"]),
            kilometres(row["empty_m"]),
            minutes(row["mean_ride_s"]),
            share_bar(percent(row["occupancy"]), row["occupancy"]) if pd.notna(row["occupancy"]) else text("no_figure"),
            f"{number(row['co2_g'] / 1000, 1)} kg",
            reasons(row["reasons"]),
        )
        for row in records
    ]
    return table(text("busjes.summary"), heads, rows, note=text("busjes.summary_note"), fold_after=40)


def _trips(data: SiteData, plan: str) -> Table:
    heads = [
        text("busjes.van"), text("busjes.organisation"), f">{text('routes.departure')}", f">{text('routes.arrival')}",
        f">{text('busjes.passengers')}", f">{text('kilometres')}", f">{text('busjes.empty')}", text("busjes.buurten"),
    ]  # fmt: skip
    places = buurt_names(data)
    stops = data.van_stops
    rows = []
    trips = data.van_trips[data.van_trips["plan"] == plan]
    for row in trips.sort_values(["organisation", "vehicle_id"]).to_dict("records"):
        mine = stops[(stops["plan"] == plan) & (stops["vehicle_id"] == row["vehicle_id"])] if len(stops) else stops
        visited = [
            places.get(code, text("unknown_buurt"))
            for code in (mine.sort_values("position")["buurtcode"] if len(mine) else [])
        ]
        rows.append(
            (
                string(row["vehicle_id"]),
                string(row["organisation"]),
                clock(row["departure"], data.timezone),
                clock(row["arrival"], data.timezone),
                number(row["passengers"]),
                kilometres(row["length_m"]),
                kilometres(row["empty_m"]),
                " → ".join(name for index, name in enumerate(visited) if index == 0 or name != visited[index - 1]),
            )
        )  # fmt: skip
    return table(f"{text('busjes.trips')}: {word('plan', plan).lower()}", heads, rows, fold_after=4)
