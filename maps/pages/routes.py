"""What we drive on a date: routes along streets, never to doors, with tables by hub and of times."""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps import geojson
from maps.blocks import Block, Figure, Figures, Heading, Page, Prose, Table, table
from maps.classes import Entry, Legend, category
from maps.data import SiteData, buurt_names, buurt_points, hub_names, hub_points, main_scenario, of_scenario
from maps.formats import clock, day, hours, interval, kilometres, minutes, number, percent
from maps.layers import Rows
from maps.pages import route_tables
from maps.pages.common import base_note, hub_marks, line, maker, source_line
from maps.pages.route_clock import add_clock
from maps.pages.route_tables import on_time
from maps.texts import text, word


def build(data: SiteData) -> Page:
    """The page ``routes.html``."""
    date = day(data.service_date, weekday=True)
    lead = text("routes.lead", date=date)
    if data.routes.empty:
        blocks: list[Block] = [Prose(text("routes.none"), "note")]
    else:
        routes = data.routes.sort_values(["hub_id", "concierge_key", "departure", "route_id"]).reset_index(drop=True)
        labels = {
            row["route_id"]: text("routes.name", number=index + 1)
            for index, row in enumerate(routes.to_dict("records"))
        }
        blocks = [_figures(data, routes), *_made(data)]
        if drawn := _map(data, routes, labels, date):
            blocks.append(drawn)
        if not data.route_days.empty:
            blocks.append(route_tables.by_hub(data))
        blocks.append(route_tables.trips(data, routes, labels))
        blocks += route_tables.changes(data)
        blocks += [_sheet(data, route, labels[route]) for route in routes["route_id"] if not data.stops.empty]
        if not data.route_days.empty:
            blocks.append(route_tables.suppliers(data))
            blocks += [Heading(text("routes.driven"), "gereden"), *route_tables.driven(data)]
    blocks += [Heading(text("routes.unplanned"), "niet-gepland"), _unplanned(data), *_picked_up(data)]
    return Page("routes", text("routes.title"), lead, tuple(blocks))


def route_stops(data: SiteData, route_id: Any) -> pd.DataFrame:
    """The stops of a route in order; empty when the region has no stops."""
    if data.stops.empty:
        return data.stops
    stops: pd.DataFrame = data.stops[data.stops["route_id"] == route_id]
    return stops.sort_values("position")


def _figures(data: SiteData, routes: pd.DataFrame) -> Figures:
    items = [
        Figure(number(len(routes)), text("routes.total")),
        Figure(number(routes["stops"].sum()), text("routes.addresses")),
        Figure(kilometres(routes["length_m"].sum()), text("kilometres")),
        Figure(hours(routes["contact_s"].sum()), text("routes.contact_time")),
    ]
    if not data.stops.empty:
        with_contact = data.stops[data.stops["contact"].astype(bool)]
        share = with_contact["familiar"].astype(float).mean() if len(with_contact) else None
        items.append(Figure(percent(share), text("routes.familiar_share")))
    days = data.route_days
    if not days.empty:
        items.append(Figure(percent(on_time(days["late"].sum(), days["stops"].sum())), text("routes.on_time_share")))
        if days["capacity_l"].sum() > 0:
            items.append(Figure(percent(days["load_l"].sum() / days["capacity_l"].sum()), text("routes.load_share")))
        saved = interval(days["co2_low_g"].sum() / 1000, days["co2_high_g"].sum() / 1000, 1)
        items.append(Figure(saved, text("routes.co2_saved")))
    return Figures(tuple(items))


def _made(data: SiteData) -> list[Block]:
    """How the plan came about: anew, repaired, kept."""
    made = set(data.route_days["made"]) if not data.route_days.empty else set()
    first = next((each for each in ("repaired", "kept", "anew") if each in made), None)
    return [] if first is None else [Prose(text(f"routes.made_{first}"), "note")]


def _map(data: SiteData, routes: pd.DataFrame, labels: dict[Any, str], date: str) -> Block | None:
    made = maker(data, "routes", text("routes.map", date=date))
    if made is None:
        return None
    hubs, buurten = hub_points(data), buurt_points(data)
    drawn, entries, unknown = [], [], 0
    ways = data.route_streets
    streets = {} if ways.empty else dict(zip(ways["route_id"], ways["geometry"], strict=True))
    for index, route in enumerate(routes.to_dict("records")):
        colour, dash = category(index)
        entries.append(Entry(labels[route["route_id"]], colour, "line", dash=dash))
        visited = list(route_stops(data, route["route_id"]).get("buurtcode", []))
        known = [buurten[code] for code in visited if pd.notna(code) and code in buurten.index]
        unknown += len(visited) - len(known)
        ends = [hubs[route["hub_id"]]] if route["hub_id"] in hubs.index else []
        tip: Rows = [
            (text("routes.departure"), clock(route["departure"], data.timezone)),
            (text("routes.stops"), number(route["stops"])),
            (text("routes.arrival"), clock(route["arrival"], data.timezone)),
        ]
        properties = {"s": index, "n": labels[route["route_id"]], "t": [list(row) for row in tip]}
        way = streets.get(route["route_id"])
        if way is not None and not way.is_empty:
            drawn += geojson.features([way], [properties])
        elif feature := line([*ends, *known, *ends], properties):
            drawn.append(feature)
    legend = Legend(text("routes.legend"), tuple(entries), text("routes.legend_note"))
    _backdrop(made, data)
    made.shapes(text("routes.nav"), drawn, entries, legend)
    scenario = main_scenario(data)
    sites = of_scenario(data.hubs, scenario.scenario) if scenario else data.hubs
    add_clock(made, data, routes, labels, entries)
    points, styles, marks = hub_marks(sites, all_kept=True)
    if points:
        made.points(text("hubs_layer"), points, styles, marks)
    note = text("routes.not_drawn", count=unknown) if unknown else ""
    return made.finish(source_line(data), f"{note} {base_note(data)}".strip())


def _backdrop(made: Any, data: SiteData) -> None:
    """The borders of the buurten, with the number of stops in each."""
    if data.buurten.empty:
        return
    counts = data.stops["buurtcode"].value_counts() if not data.stops.empty else pd.Series(dtype=float)
    tips: dict[str, Rows] = {
        str(code): [(text("routes.stops"), number(counts.get(code, 0)))] for code in data.buurten["buurtcode"]
    }
    made.borders(text("buurt"), "buurt", tips)


def _sheet(data: SiteData, route_id: Any, name: str) -> Table:
    heads = [
        f">{text('routes.stops')}", f">{text('routes.time')}", text("buurt"), text("routes.what"),
        text("routes.at_door"), f">{text('routes.leg')}",
    ]  # fmt: skip
    buurten = buurt_names(data)
    rows = [
        (
            number(row["position"]),
            clock(row["arrival"], data.timezone),
            buurten.get(row["buurtcode"], text("unknown_buurt"))
            if pd.notna(row["buurtcode"])
            else text("unknown_buurt"),
            word("kind", row["kind"]),
            f"{text('routes.with_contact')}, {minutes(row['service_s'])}"
            if row["contact"]
            else text("routes.letterbox"),
            kilometres(row["leg_m"]),
        )
        for row in route_stops(data, route_id).to_dict("records")
    ]
    return table(text("routes.sheet", name=name), heads, rows, fold_after=0)


def _unplanned(data: SiteData) -> Block:
    left = data.unplanned if data.unplanned.empty else data.unplanned[data.unplanned["reason"] != "picks_up"]
    if left.empty:
        return Prose(text("routes.unplanned_none") if not data.routes.empty else text("none_listed"), "note")
    hubs = hub_names(data)
    groups = left.groupby(["hub_id", "reason", "proposed_date"], dropna=False, sort=True).size().reset_index()
    rows = [
        (
            hubs.get(hub_id, str(hub_id)),
            word("reason", reason),
            day(moved) if pd.notna(moved) else text("unknown"),
            number(count),
        )
        for hub_id, reason, moved, count in groups.itertuples(index=False)
    ]
    heads = [text("hub"), text("routes.reason"), text("routes.moved_to"), f">{text('routes.count')}"]
    return table(text("routes.unplanned"), heads, rows)


def _picked_up(data: SiteData) -> list[Block]:
    """What waits at a hub for residents who come for it; nothing where nobody does."""
    if data.unplanned.empty or (waiting := data.unplanned[data.unplanned["reason"] == "picks_up"]).empty:
        return []
    hubs = hub_names(data)
    counts = waiting.groupby("hub_id").size().reset_index()
    rows = [(hubs.get(hub_id, str(hub_id)), number(count)) for hub_id, count in counts.itertuples(index=False)]
    heads = [text("hub"), f">{text('routes.count')}"]
    title = text("routes.picked_up")
    return [Heading(title, "opgehaald"), Prose(text("routes.picked_up_note"), "note"), table(title, heads, rows)]
