"""Tables of the page of routes: the day by hub, the trips, what was repaired, planned beside driven, what suppliers
would drive. Nothing of one concierge alone: those figures stand on the own route sheet."""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps.blocks import Block, Cell, Heading, Prose, Table, share_bar, table
from maps.data import SiteData, hub_names
from maps.formats import clock, hours, kilometres, number, percent, string
from maps.texts import text, word


def by_hub(data: SiteData) -> Table:
    """The figures of the day, a row a hub."""
    names = hub_names(data)
    heads = [
        text("hub"), f">{text('routes.concierges')}", f">{text('routes.total_trips')}", f">{text('routes.stops')}",
        text("routes.familiar"), f">{text('routes.on_time')}", f">{text('kilometres')}", f">{text('routes.driving')}",
        f">{text('routes.contact')}", f">{text('routes.duties')}", text("routes.load"),
        f">{text('routes.left')}",
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            names.get(row["hub_id"], str(row["hub_id"])),
            number(row["concierges"]),
            number(row["routes"]),
            number(row["stops"]),
            share(row["familiar_contacts"], row["contacts"]),
            percent(on_time(row["late"], row["stops"])),
            kilometres(row["length_m"]),
            hours(row["driving_s"]),
            hours(row["contact_s"]),
            hours(row["duty_s"]),
            share(row["load_l"], row["capacity_l"]),
            number(row["left_out"]),
        )
        for row in data.route_days.sort_values("hub_id").to_dict("records")
    ]
    return table(text("routes.by_hub"), heads, rows, note=text("routes.by_hub_note"))


def on_time(late: Any, stops: Any) -> float | None:
    """Share of the stops that are in time; None where there are none."""
    return None if not stops else 1.0 - float(late) / float(stops)


def share(part: Any, whole: Any) -> Cell:
    """A share as a bar; no figure where there is nothing to share."""
    found = float(part) / float(whole) if whole else None
    return share_bar(percent(found) if found is not None else text("no_figure"), found)


def trips(data: SiteData, routes: pd.DataFrame, labels: dict[Any, str]) -> Table:
    """When each trip leaves and is back; no figures by which concierges could be compared."""
    names = hub_names(data)
    heads = [text("routes.route"), text("hub"), text("routes.concierge"), text("routes.vehicle"),
             f">{text('routes.departure')}", f">{text('routes.arrival')}", f">{text('routes.stops')}"]  # fmt: skip
    rows = [
        (
            labels[row["route_id"]],
            names.get(row["hub_id"], str(row["hub_id"])),
            string(row["concierge_key"]),
            string(row["vehicle_id"]) if pd.notna(row.get("vehicle_id")) else text("unknown"),
            clock(row["departure"], data.timezone),
            clock(row["arrival"], data.timezone),
            number(row["stops"]),
        )
        for row in routes.to_dict("records")
    ]
    return table(text("routes.table"), heads, rows, note=text("routes.table_note"), fold_after=60)


def changes(data: SiteData) -> list[Block]:
    """What a repair changed; nothing for a plan made anew."""
    made = set(data.route_days["made"]) if not data.route_days.empty else set()
    if "repaired" not in made:
        return []
    head: list[Block] = [Heading(text("routes.changes"), "gewijzigd")]
    if data.route_changes.empty:
        return [*head, Prose(text("routes.changes_none"), "note")]
    counts = data.route_changes.groupby(["hub_id", "what"]).size().reset_index(name="count")
    names = hub_names(data)
    told = ", ".join(
        f"{number(row['count'])} x {word('change', row['what'])} ({names.get(row['hub_id'], row['hub_id'])})"
        for row in counts.to_dict("records")
    )
    heads = [text("hub"), text("routes.what_changed"), text("routes.was"), text("routes.is")]
    rows = [
        (
            names.get(row["hub_id"], str(row["hub_id"])),
            word("change", row["what"]),
            _told(data, row["concierge_before"], row["arrival_before"]),
            _told(data, row["concierge_after"], row["arrival_after"]),
        )
        for row in data.route_changes.sort_values(["hub_id", "what", "stop_id"]).to_dict("records")
    ]
    return [*head, Prose(told + "."), table(text("routes.changes"), heads, rows, note=text("routes.changes_note"))]


def _told(data: SiteData, who: Any, when: Any) -> str:
    if pd.isna(who) or pd.isna(when):
        return text("routes.nobody")
    return f"{string(who)}, {clock(when, data.timezone)}"


def suppliers(data: SiteData) -> Table:
    """CO2 of the day against the suppliers driving themselves."""
    names = hub_names(data)
    heads = [text("hub"), f">{text('routes.own_km')}", f">{text('routes.own_co2')}", f">{text('routes.supplier_km')}",
             f">{text('routes.supplier_co2')}"]  # fmt: skip
    rows = [
        (
            names.get(row["hub_id"], str(row["hub_id"])),
            kilometres(row["length_m"]),
            "0 kg",
            f"{kilometres(row['length_m'])} - {kilometres(max(row['length_m'], row['supplier_m']))}",
            f"{number(row['co2_low_g'] / 1000, 1)} - {number(row['co2_high_g'] / 1000, 1)} kg",
        )
        for row in data.route_days.sort_values("hub_id").to_dict("records")
    ]
    return table(text("routes.suppliers"), heads, rows, note=text("routes.suppliers_note"))


def driven(data: SiteData) -> list[Block]:
    """Planned beside driven, where the history has the day."""
    known = data.route_days[data.route_days["driven_stops"].notna()] if not data.route_days.empty else data.route_days
    if known.empty:
        return [Prose(text("routes.driven_none"), "note")]
    names = hub_names(data)
    heads = [text("hub"), f">{text('routes.planned_stops')}", f">{text('routes.driven_stops')}",
             f">{text('routes.planned_contact')}", f">{text('routes.driven_contact')}",
             f">{text('routes.same_concierge')}"]  # fmt: skip
    rows = [
        (
            names.get(row["hub_id"], str(row["hub_id"])),
            number(row["stops"]),
            number(row["driven_stops"]),
            hours(row["planned_contact_s"]),
            hours(row["driven_contact_s"]),
            percent(row["driven_same_concierge"] / row["driven_stops"]) if row["driven_stops"] else text("no_figure"),
        )
        for row in known.sort_values("hub_id").to_dict("records")
    ]
    return [table(text("routes.driven"), heads, rows, note=text("routes.driven_note"))]
