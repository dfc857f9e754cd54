"""What we drive on a date: routes as lines along buurten, never along doors, with tables of times."""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps.blocks import Block, Cell, Figure, Figures, Heading, Page, Prose, Table, table
from maps.classes import Entry, Legend, category
from maps.data import SiteData, buurt_names, buurt_points, hub_names, hub_points, main_scenario, of_scenario
from maps.formats import clock, day, hours, kilometres, minutes, number, percent, string
from maps.layers import Rows
from maps.pages.common import base_note, hub_marks, line, maker, source_line
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
            row["route_id"]: text("routes.name", number=index + 1, concierge=string(row["concierge_key"]))
            for index, row in enumerate(routes.to_dict("records"))
        }
        blocks = [_figures(data, routes)]
        if drawn := _map(data, routes, labels, date):
            blocks.append(drawn)
        blocks.append(_table(data, routes, labels))
        blocks += [_sheet(data, route, labels[route]) for route in routes["route_id"] if not data.stops.empty]
    blocks += [Heading(text("routes.unplanned"), "niet-gepland"), _unplanned(data)]
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
    return Figures(tuple(items))


def _map(data: SiteData, routes: pd.DataFrame, labels: dict[Any, str], date: str) -> Block | None:
    made = maker(data, "routes", text("routes.map", date=date))
    if made is None:
        return None
    hubs, buurten = hub_points(data), buurt_points(data)
    drawn, entries, unknown = [], [], 0
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
            (text("kilometres"), kilometres(route["length_m"])),
            (text("routes.contact"), hours(route["contact_s"])),
        ]
        properties = {"s": index, "n": labels[route["route_id"]], "t": [list(row) for row in tip]}
        if feature := line([*ends, *known, *ends], properties):
            drawn.append(feature)
    legend = Legend(text("routes.legend"), tuple(entries), text("routes.legend_note"))
    _backdrop(made, data)
    made.shapes(text("routes.nav"), drawn, entries, legend)
    scenario = main_scenario(data)
    sites = of_scenario(data.hubs, scenario.scenario) if scenario else data.hubs
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


def _table(data: SiteData, routes: pd.DataFrame, labels: dict[Any, str]) -> Table:
    heads = [
        text("routes.route"), text("hub"), f">{text('routes.departure')}", f">{text('routes.arrival')}",
        f">{text('routes.stops')}", f">{text('kilometres')}", f">{text('routes.driving')}",
        f">{text('routes.contact')}", f">{text('routes.waiting')}", f">{text('routes.familiar')}",
    ]  # fmt: skip
    hubs = hub_names(data)
    rows: list[tuple[Cell, ...]] = []
    for route in routes.to_dict("records"):
        stops = route_stops(data, route["route_id"])
        met = stops[stops["contact"].astype(bool)] if len(stops) else stops
        rows.append(
            (
                labels[route["route_id"]],
                hubs.get(route["hub_id"], str(route["hub_id"])),
                clock(route["departure"], data.timezone),
                clock(route["arrival"], data.timezone),
                number(route["stops"]),
                kilometres(route["length_m"]),
                hours(route["driving_s"]),
                hours(route["contact_s"]),
                hours(route["waiting_s"]),
                percent(met["familiar"].astype(float).mean()) if len(met) else text("no_figure"),
            )
        )
    return table(text("routes.table"), heads, rows, fold_after=60)


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
    if data.unplanned.empty:
        return Prose(text("routes.unplanned_none") if not data.routes.empty else text("none_listed"), "note")
    hubs = hub_names(data)
    groups = data.unplanned.groupby(["hub_id", "reason", "proposed_date"], dropna=False, sort=True).size().reset_index()
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
