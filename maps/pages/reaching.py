"""What the pages about reach share: how a limit, a status and an area's frail are said, hubs and zones on a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from maps import geojson
from maps.blocks import Contents
from maps.classes import Classed, Entry, Legend, explained
from maps.data import ScenarioInfo, SiteData, of_scenario
from maps.formats import day, interval, minutes, missing, number, percent, string
from maps.layers import MapMaker
from maps.pages.common import hub_marks
from maps.pages.wijk import HOME
from maps.texts import text, word

MEASURES = ("reachable", "known", "served", "capacity")
"""The four measures in the order in which they are read."""

REASONS = ("not_offered", "unknown", "nobody_expected")
"""Why a measure has no figure."""

REASON_ENTRIES = tuple(
    (reason, Entry(word("status", reason), f"url(#wijk-{pattern})" if pattern else "#b9c1c9", opacity=opacity))
    for reason, pattern, opacity in (
        ("not_offered", "dots", 1.0), ("unknown", "hatch", 1.0), ("nobody_expected", "", 0.85),
    )
)  # fmt: skip
"""How an area without a figure is drawn and named."""

TIME_REASONS = (
    ("no_way", Entry(text("bereik.no_way_half"), "url(#wijk-dots)", opacity=1.0)),
    *(entry for entry in REASON_ENTRIES if entry[0] == "nobody_expected"),
)
"""How an area without a time is drawn and named."""

ZONE_ENTRY = Entry("", "#a845c4", "line", dash="2 5", width=3.0)

Limit = tuple[str, int]
"""A means of travel and a number of minutes."""

Frail = dict[Any, dict[Any, Any]]
"""expected, low and high by buurtcode."""


def limit_name(mode: Any, limit: Any) -> str:
    """A limit as a planner reads it: 10 min bakfiets."""
    return text("bereik.limit", minutes=number(limit), mode=word("mode", mode))


def limits(frame: pd.DataFrame, scenario: ScenarioInfo) -> list[Limit]:
    """The means and minutes of a frame's rows, the scenario's own means first, minutes rising."""
    if frame.empty:
        return []
    found = {(str(mode), int(limit)) for mode, limit in zip(frame["mode"], frame["minutes"], strict=True)}
    return sorted(found, key=lambda limit: (limit[0] != scenario.mode, limit))


def own_limit(frame: pd.DataFrame, scenario: ScenarioInfo) -> Limit:
    """The scenario's own means and minutes, or the first limit of a frame that lacks them; the frame has rows."""
    found = limits(frame, scenario)
    own = (scenario.mode, scenario.minutes)
    return own if own in found else found[0]


def of_limit(frame: pd.DataFrame, limit: Limit) -> pd.DataFrame:
    """The rows at one means and number of minutes."""
    return frame[(frame["mode"] == limit[0]) & (frame["minutes"] == limit[1])]


def modes(frame: pd.DataFrame, scenario: ScenarioInfo) -> list[str]:
    """The means of a frame's rows, the scenario's own first."""
    if frame.empty:
        return []
    return sorted({str(mode) for mode in frame["mode"]}, key=lambda mode: (mode != scenario.mode, mode))


def shown(value: Any, status: Any) -> str:
    """A share, or the word for why there is none."""
    return (
        percent(value) if not missing(value) else word("status", status) if not missing(status) else text("no_figure")
    )


def frail_at_home(data: SiteData, scenario: str) -> Frail:
    """Expected frail at home with its 90% interval of a scenario."""
    rows = of_scenario(data.frailty, scenario)
    if rows.empty:
        return {}
    home = rows[rows["group_name"] == HOME].set_index("buurtcode")
    return home[["expected", "low", "high"]].to_dict("index")


def frail_row(frail: Frail, code: str) -> list[tuple[str, str]]:
    """The tooltip line of a buurt's expected frail with its interval; none where there is no estimate."""
    if code not in frail:
        return []
    row = frail[code]
    said = number(row["expected"], 1)
    if not missing(row["low"]) and not missing(row["high"]):
        said = text("bereik.with_interval", value=said, interval=interval(row["low"], row["high"], 1))
    return [(text("bereik.frail_expected"), said)]


def with_reason(classed: Classed, share: pd.Series) -> Classed:
    """Times by area, with the reason where there is none: no way for so many, or nobody expected.

    :param share: share of the frail residents with a way, by the same key; NaN where nobody is expected.
    """
    return explained(classed, share.isna().map({True: "nobody_expected", False: "no_way"}), TIME_REASONS)


def waiting(seconds: Any, share: Any) -> str:
    """A quantile in minutes; 'niet bereikbaar' where so many have no way at all."""
    if missing(seconds):
        return text("no_figure") if missing(share) else text("bereik.no_way")
    return minutes(seconds, 1)


def weighted(values: pd.Series, weights: pd.Series) -> float:
    """Mean of the known values by weight; NaN without any."""
    known = values.notna() & (weights > 0)
    total = float(weights[known].sum())
    return float((values[known] * weights[known]).sum()) / total if total > 0 else np.nan


def method_note(frame: pd.DataFrame) -> str:
    """How the times of a frame were found, as the note of a legend."""
    if frame.empty:
        return ""
    return text("bereik.area_note", method=", ".join(word("method", method) for method in sorted(set(frame["method"]))))


def add_hubs(made: MapMaker, data: SiteData, scenario: ScenarioInfo, *, candidates: bool = False) -> None:
    """Draw the open hubs of a scenario, on wish with the candidates."""
    points, styles, legend = hub_marks(of_scenario(data.hubs, scenario.scenario), all_kept=not candidates)
    if points:
        made.points(text("hubs_layer"), points, styles, legend)


def add_zones(made: MapMaker, data: SiteData) -> None:
    """Draw the borders of the zero-emission zones that hold on the service date, with a legend of their own."""
    zones = valid_zones(data)
    if zones.empty:
        return
    properties = [
        {"s": 0, "n": string(row["name"]), "t": [[text("nabijheid.zone_since"), since(row["valid_from"])]]}
        for row in zones.to_dict("records")
    ]
    shapes = geojson.light(zones.geometry.to_numpy(), 5.0)
    name = text("nabijheid.zones")
    made.shapes(name, join(shapes, properties), [ZONE_ENTRY], Legend(name, (Entry(
        text("nabijheid.zone_entry"), ZONE_ENTRY.colour, "line", dash=ZONE_ENTRY.dash, width=ZONE_ENTRY.width),),
        text("nabijheid.zone_note")))  # fmt: skip


def valid_zones(data: SiteData) -> pd.DataFrame:
    """The zones that hold on the service date."""
    if data.zones.empty:
        return data.zones
    moment = pd.Timestamp(data.service_date)
    start, end = pd.to_datetime(data.zones["valid_from"]), pd.to_datetime(data.zones["valid_to"])
    return data.zones[(start.isna() | (start <= moment)) & (end.isna() | (end > moment))]


def since(date: Any) -> str:
    """The day from which something holds."""
    return text("nabijheid.zone_always") if missing(date) else day(date)


def join(shapes: Sequence[dict[str, Any] | None], properties: Sequence[dict[str, Any]]) -> list[geojson.Feature]:
    """Features of GeoJSON geometries with their properties; what has no shape is left out."""
    return [
        {"type": "Feature", "properties": values, "geometry": shape}
        for shape, values in zip(shapes, properties, strict=True)
        if shape is not None
    ]


def chapters(data: SiteData, scenarios: Sequence[ScenarioInfo]) -> list[Contents]:
    """Links to the scenarios of a page that has more than one."""
    items = tuple((anchor(data, scenario), scenario.title) for scenario in scenarios)
    return [Contents(items)] if len(items) > 1 else []


def anchor(data: SiteData, scenario: ScenarioInfo) -> str:
    """The id of a scenario's heading: its number, never its name."""
    return f"scenario-{data.scenarios.index(scenario)}"
