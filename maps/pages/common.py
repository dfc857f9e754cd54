"""What pages share: a map to start from, hubs as points, sources of a map. No page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from maps import geojson
from maps.blocks import Page, Prose
from maps.classes import Entry, Legend
from maps.data import SiteData
from maps.formats import number, string
from maps.layers import MapMaker, Rows
from maps.texts import text, word

STATE_ENTRIES = (
    ("kept", Entry(word("state", "kept"), "#154273", "point", "square", width=9)),
    ("opened", Entry(word("state", "opened"), "#009e73", "point", "diamond", width=9)),
    ("closed", Entry(word("state", "closed"), "#d55e00", "point", "ring", width=9)),
    ("candidate", Entry(word("state", "candidate"), "#8a949e", "point", "small", width=6)),
)
"""How each state of a site is drawn: by form as well as by colour."""


def maker(data: SiteData, key: str, title: str, scenario: str = "") -> MapMaker | None:
    """An empty map of the region (of a scenario's answer, where named); None when the region has no shape to draw."""
    box = geojson.bounds(data.buurten) or geojson.bounds(data.hubs, data.known_hubs)
    if box is None:
        return None
    return MapMaker(key, title, box, scenario)


def source_line(data: SiteData, *, fallback: str = "") -> str:
    """The sources that a map names: the attributions of the loads."""
    return "; ".join(data.attributions) or fallback or text("unknown")


def base_note(data: SiteData) -> str:
    """A sentence when the region has no base map."""
    return text("no_base") if data.base.empty else ""


def empty_page(key: str, sentence: str, lead: str = "") -> Page:
    """A page that says what its region has no data for."""
    return Page(key, text(f"{key}.title"), lead or text(f"{key}.lead"), (Prose(sentence, "note"),))


def hub_marks(sites: pd.DataFrame, *, all_kept: bool = False) -> tuple[list[dict[str, Any]], list[Entry], Legend]:
    """Points, styles and legend of the sites of a scenario; only the states that occur are in the legend.

    :param sites: hub_id, name, state, load, mean_duration_s, geometry (RD New).
    :param all_kept: draw today's hubs alone, without the candidates.
    """
    if all_kept and not sites.empty:
        sites = sites[sites["state"].isin(["kept", "opened"])]
    states = [state for state, _ in STATE_ENTRIES if not sites.empty and state in set(sites["state"])]
    entries = dict(STATE_ENTRIES)
    at = geojson.to_latlon(gpd.GeoSeries(sites["geometry"].to_numpy(), index=range(len(sites)))) if len(sites) else {}
    points = [
        {"at": at[index], "s": states.index(row["state"]), "n": string(row["name"]), "t": site_rows(row)}
        for index, row in enumerate(sites.to_dict("records"))
        if index in at
    ]
    points.sort(key=lambda point: -int(str(point["s"])))
    return points, [entries[state] for state in states], Legend(
        text("hubs_layer"), tuple(entries[state] for state in states)
    )  # fmt: skip


def site_rows(row: Mapping[Any, Any]) -> Rows:
    """What a tooltip says of a site."""
    rows = [(text("hubs.state"), word("state", row["state"]))]
    if pd.notna(row.get("load")):
        rows.append((text("hubs.load"), number(row["load"])))
    if pd.notna(row.get("mean_duration_s")):
        rows.append((text("mean_travel_time"), f"{number(row['mean_duration_s'] / 60, 1)} min"))
    return rows


def line(points: list[Any], properties: Mapping[str, Any]) -> geojson.Feature | None:
    """A line through RD New points; None when there are fewer than two different ones."""
    distinct = [point for index, point in enumerate(points) if index == 0 or not point.equals(points[index - 1])]
    if len(distinct) < 2:
        return None
    made = geojson.features([shapely.LineString(distinct)], [properties])
    return made[0]
