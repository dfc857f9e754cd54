"""The day of routes by the clock and the order of stops, on the map of routes. By buurt only: never where a door is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from maps import geojson
from maps.classes import Entry, Legend
from maps.data import SiteData, buurt_points, hub_points
from maps.formats import clock
from maps.layers import MapMaker
from maps.pages.van_clock import START_S, seconds_of_day
from maps.texts import text

ASIDE_DEGREES = 0.0011
"""How far the marks of two routes in one buurt stand apart."""


def add_clock(
    made: MapMaker, data: SiteData, routes: pd.DataFrame, labels: dict[Any, str], entries: Sequence[Entry]
) -> None:
    """Add the order of stops and, when moments are known, who is where at a moment of the day.

    :param routes: the routes in the order of ``entries``; a stop whose buurt is not known is passed over.
    """
    if data.stops.empty or data.buurten.empty:
        return
    at = geojson.to_latlon(buurt_points(data)) | geojson.to_latlon(hub_points(data))
    points: list[dict[str, Any]] = []
    paths: list[dict[str, Any]] = []
    for index, route in enumerate(routes.to_dict("records")):
        stops = data.stops[data.stops["route_id"] == route["route_id"]].sort_values("position")
        known = stops[stops["buurtcode"].isin(at)]
        for code, rows in known.groupby("buurtcode", sort=True):
            spot = [at[code][0], at[code][1] + ASIDE_DEGREES * index]
            tip = [[f"{row.position}", clock(row.arrival, data.timezone)] for row in rows.itertuples()]
            name = f"{labels[route['route_id']]}: {order(list(rows['position']))}"
            points.append({"at": spot, "s": index, "n": name, "o": order(list(rows["position"])), "t": tip})
        if path := _path(data, route, known, at):
            paths.append({"n": labels[route["route_id"]], "s": index, "path": path})
    styles = [Entry(entry.label, entry.colour, "point", "order", width=9) for entry in entries]
    legend = Legend(text("routes.order"), (), text("routes.order_note"))
    made.points(text("routes.order"), points, styles, legend)
    if not paths:
        return
    moments = [row[0] for each in paths for row in each["path"]]
    first, last = min(moments) // 900 * 900, -(-max(moments) // 900) * 900
    words = {key: text(f"busjes.{key}") for key in ("play", "pause", "time")} | {"on_board": text("routes.to_go")}
    span = (first, last, min(max(first, START_S), last))
    made.moving(text("routes.clock"), paths, styles, Legend(text("routes.clock"), (), text("routes.clock_note")), words,
                span, exclusive=False)  # fmt: skip


def order(positions: list[Any]) -> str:
    """Positions as they are read: 1-3, 7."""
    runs: list[list[int]] = []
    for position in sorted(int(each) for each in positions):
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _path(data: SiteData, route: dict[Any, Any], stops: pd.DataFrame, at: dict[Any, list[float]]) -> list[list[Any]]:
    """Rows of second of the day, latitude, longitude, stops still to go: from the hub along the buurten and back."""
    left = len(stops)
    rows: list[list[Any]] = []
    hub = at.get(route["hub_id"])
    if hub is not None and pd.notna(route["departure"]):
        rows.append([seconds_of_day(route["departure"], data.timezone), *hub, left])
    for stop in stops.to_dict("records"):
        if pd.isna(stop["arrival"]):
            continue
        arrival = seconds_of_day(stop["arrival"], data.timezone)
        stay = 0 if pd.isna(stop["service_s"]) else int(stop["service_s"])
        left -= 1
        rows += [[arrival, *at[stop["buurtcode"]], left + 1], [arrival + stay, *at[stop["buurtcode"]], left]]
    if hub is not None and pd.notna(route["arrival"]):
        rows.append([seconds_of_day(route["arrival"], data.timezone), *hub, 0])
    return sorted(rows, key=lambda row: row[0]) if len(rows) > 1 else []
