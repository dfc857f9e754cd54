"""What can be bundled: the flows supplier, hub, buurt, and what could have gone together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from maps.blocks import Block, Cell, Heading, Page, Prose, Table, share_bar, table
from maps.classes import Entry, Legend
from maps.data import SiteData, buurt_names, buurt_points, hub_names, hub_points, main_scenario, names, of_scenario
from maps.formats import day, kilometres, number, percent
from maps.geojson import Feature, to_latlon
from maps.layers import MapMaker
from maps.pages.common import base_note, empty_page, line, maker, source_line
from maps.texts import text, word

SMALLEST = 5
"""A number of deliveries under this is not shown."""

CLASSES = (100, 500)
"""Limits between thin, middle and wide lines, deliveries."""

SUPPLIER_COLOUR, HUB_COLOUR, PAST_COLOUR = "#d55e00", "#0072b2", "#8a3b8f"


def build(data: SiteData) -> Page:
    """The page ``bundeling.html``."""
    scenario = main_scenario(data)
    flows = of_scenario(data.flows, scenario.scenario) if scenario else data.flows
    bundling = of_scenario(data.bundling, scenario.scenario) if scenario else data.bundling
    if flows.empty and bundling.empty:
        return empty_page("bundeling", text("bundeling.none"))
    blocks: list[Block] = []
    if len(flows):
        past = flows[flows["channel"] == "past_hub"]
        inward, outward = legs(flows[flows["channel"] != "past_hub"])
        if drawn := _map(data, inward, outward, past):
            blocks.append(drawn)
        blocks += [_inward(data, inward), _outward(data, outward)]
        blocks += [_past(data, past)] if len(past) else []
    if len(bundling):
        blocks += [Heading(text("bundeling.measures"), "maten"), *_measures(data, bundling)]
    return Page("bundeling", text("bundeling.title"), text("bundeling.lead"), tuple(blocks))


def legs(flows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Deliveries by supplier and hub, and by hub and buurt, of flows supplier, hub, buurt.

    :return: (supplier_id, hub_id, deliveries, leg_m) and (hub_id, buurtcode, deliveries, leg_m), the largest first.
    """

    def add(keys: list[str], leg: str) -> pd.DataFrame:
        made = flows.groupby(keys, sort=True).agg(deliveries=("deliveries", "sum"), leg_m=(leg, "mean")).reset_index()
        return made.sort_values(["deliveries", *keys], ascending=[False, True, True]).reset_index(drop=True)

    return add(["supplier_id", "hub_id"], "supplier_leg_m"), add(["hub_id", "buurtcode"], "hub_leg_m")


def counted(deliveries: float) -> str:
    """A number of deliveries, or 'minder dan 5'."""
    return text("under_five") if deliveries < SMALLEST else number(deliveries)


def _map(data: SiteData, inward: pd.DataFrame, outward: pd.DataFrame, past: pd.DataFrame) -> Block | None:
    made = maker(data, "bundeling", text("bundeling.map"))
    if made is None:
        return None
    hubs, buurten, suppliers = hub_points(data), buurt_points(data), names(data.suppliers, "supplier_id", "name")
    labels, places = hub_names(data), buurt_names(data)
    drawn: list[Feature] = []
    unknown = set()
    for row in inward.to_dict("records"):
        hub = hubs.get(row["hub_id"])
        found = _depots(data, row["supplier_id"])
        if hub is None or not found:
            unknown.add(row["supplier_id"])
            continue
        start = min(found, key=hub.distance)
        name = f"{suppliers.get(row['supplier_id'], row['supplier_id'])} → {labels.get(row['hub_id'], row['hub_id'])}"
        drawn += _line([start, hub], row, name)
    if not data.buurten.empty:
        made.borders(text("buurt"), "buurt", {})
    _add(made, text("bundeling.supplier_layer"), drawn, SUPPLIER_COLOUR, text("bundeling.legend_supplier"))
    drawn = []
    for row in outward.to_dict("records"):
        hub, buurt = hubs.get(row["hub_id"]), buurten.get(row["buurtcode"])
        if hub is not None and buurt is not None:
            name = f"{labels.get(row['hub_id'], row['hub_id'])} → {places.get(row['buurtcode'], row['buurtcode'])}"
            drawn += _line([hub, buurt], row, name)
    _add(made, text("bundeling.hub_layer"), drawn, HUB_COLOUR, text("bundeling.legend_hub"))
    drawn = []
    for row in past.to_dict("records"):
        found, buurt = _depots(data, row["supplier_id"]), buurten.get(row["buurtcode"])
        if found and buurt is not None:
            start = min(found, key=buurt.distance)
            name = f"{suppliers.get(row['supplier_id'], row['supplier_id'])} → {places.get(row['buurtcode'], '')}"
            drawn += _line([start, buurt], row, name)
    if drawn:
        _add(made, text("bundeling.past_layer"), drawn, PAST_COLOUR, text("bundeling.legend_past"))
    used = set(inward["hub_id"])
    at = to_latlon(hubs[hubs.index.isin(used)])
    points = [{"at": at[hub], "s": 0, "n": labels.get(hub, hub), "t": []} for hub in sorted(at)]
    if points:
        mark = Entry(text("bundeling.hub_used"), "#154273", "point", "square", width=9)
        made.points(text("hubs_layer"), points, [mark], Legend(text("hubs_layer"), (mark,)))
    notes = [text("bundeling.fit")] if not data.depots.empty else []
    notes += [text("bundeling.no_depot", count=len(unknown))] if unknown else []
    return made.finish(source_line(data), " ".join([*notes, base_note(data)]).strip())


def _depots(data: SiteData, supplier_id: str) -> list[Any]:
    """Points of a supplier's depots."""
    if data.depots.empty:
        return []
    return list(data.depots.loc[data.depots["supplier_id"] == supplier_id, "geometry"])


def _past(data: SiteData, past: pd.DataFrame) -> Table:
    """What goes past the hub, by supplier: its buurten together, for their numbers are small."""
    suppliers = names(data.suppliers, "supplier_id", "name")
    total = past.groupby("supplier_id")["deliveries"].sum()
    rows = [(suppliers.get(str(each), str(each)), counted(number_)) for each, number_ in total.items()]
    return table(text("bundeling.flows_past"), [text("supplier"), f">{text('deliveries')}"], rows)


def _line(ends: list[Any], row: dict[Any, Any], name: str) -> list[Feature]:
    style = 0 if row["deliveries"] < SMALLEST else 1 + int(np.searchsorted(CLASSES, row["deliveries"], side="right"))
    feature = line(ends, {"s": style, "n": name, "t": [[text("deliveries"), counted(row["deliveries"])]]})
    return [feature] if feature else []


def _add(made: MapMaker, name: str, drawn: list[Feature], colour: str, title: str) -> None:
    middle, wide = CLASSES
    entries = (
        Entry(text("under_five"), colour, "line", dash="2 4", width=1.2),
        Entry(text("range", low=SMALLEST, high=middle - 1), colour, "line", width=1.6),
        Entry(text("range", low=middle, high=wide - 1), colour, "line", width=3.5),
        Entry(text("at_least", low=wide), colour, "line", width=6),
    )
    made.shapes(name, drawn, entries, Legend(title, entries, text("bundeling.legend_note")))


def _inward(data: SiteData, inward: pd.DataFrame) -> Table:
    suppliers, labels = names(data.suppliers, "supplier_id", "name"), hub_names(data)
    rows = [
        (
            suppliers.get(row["supplier_id"], row["supplier_id"]),
            labels.get(row["hub_id"], row["hub_id"]),
            counted(row["deliveries"]),
            kilometres(row["leg_m"]),
        )
        for row in inward.to_dict("records")
    ]
    heads = [text("supplier"), text("hub"), f">{text('deliveries')}", f">{text('bundeling.leg')}"]
    return table(text("bundeling.flows_in"), heads, rows)


def _outward(data: SiteData, outward: pd.DataFrame) -> Table:
    """Hub to buurt; the cells under five are one row a hub."""
    labels, places = hub_names(data), buurt_names(data)
    shown = outward[outward["deliveries"] >= SMALLEST]
    rows = [
        (
            labels.get(row["hub_id"], row["hub_id"]),
            places.get(row["buurtcode"], text("unknown_buurt")),
            number(row["deliveries"]),
            kilometres(row["leg_m"]),
        )
        for row in shown.to_dict("records")
    ]
    for hub_id, part in outward[outward["deliveries"] < SMALLEST].groupby("hub_id", sort=True):
        rows.append(
            (labels.get(str(hub_id), str(hub_id)), text("bundeling.folded", count=len(part)), text("under_five"), "")
        )
    heads = [text("hub"), text("buurt"), f">{text('deliveries')}", f">{text('bundeling.leg')}"]
    return table(text("bundeling.flows_out"), heads, rows)


def _measures(data: SiteData, bundling: pd.DataFrame) -> list[Block]:
    suppliers = names(data.suppliers, "supplier_id", "name") | {"*": text("all")}
    total = bundling[(bundling["supplier_a"] == "*") & (bundling["supplier_b"] == "*")]
    pairs = bundling.drop(total.index)

    def cells(row: dict[Any, Any]) -> tuple[Cell, ...]:
        return (
            counted(row["deliveries"]),
            counted(row["bundlable"]) if row["bundlable"] else number(0),
            share_bar(percent(row["share"], 1), row["share"]) if row["bundlable"] >= SMALLEST or not row["bundlable"]
            else text("under_five"),
        )  # fmt: skip

    figures = [f">{text('bundeling.looked_at')}", f">{text('bundeling.bundlable')}", text("bundeling.share")]
    blocks: list[Block] = []
    if len(total):
        rows = [
            (word("bundle", row["measure"]), f"{day(row['period_from'])} – {day(row['period_to'])}", *cells(row))
            for row in total.sort_values("measure").to_dict("records")
        ]
        heads = [text("bundeling.measure"), text("bundeling.period"), *figures]
        blocks.append(table(text("bundeling.measures"), heads, rows))
    if len(pairs):
        ordered = pairs.sort_values(
            ["measure", "bundlable", "supplier_a", "supplier_b"], ascending=[True, False, True, True]
        )
        rows = [
            (
                suppliers.get(row["supplier_a"], row["supplier_a"]),
                suppliers.get(row["supplier_b"], row["supplier_b"]),
                word("bundle", row["measure"]),
                *cells(row),
            )
            for row in ordered.to_dict("records")
        ]
        heads = [text("supplier"), text("bundeling.with"), text("bundeling.measure"), *figures]
        blocks.append(table(text("bundeling.pairs"), heads, rows, fold_after=12))
    return blocks or [Prose(text("none_listed"), "note")]
