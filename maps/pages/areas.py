"""What lies within reach of a hub: its areas by means and minutes with exact counts, and what each site adds alone.

Which hub serves which buurt is drawn by :mod:`maps.pages.catchments`, on the same page.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps import geojson
from maps.blocks import Block, Heading, Page, Prose, Table, interval_bar, table
from maps.classes import Entry, Legend, category
from maps.data import ScenarioInfo, SiteData, hub_names, of_scenario
from maps.formats import missing, number, string
from maps.layers import MapMaker
from maps.pages.catchments import catchments
from maps.pages.common import base_note, empty_page, maker, source_line
from maps.pages.reaching import (
    add_hubs,
    add_zones,
    anchor,
    chapters,
    join,
    limit_name,
    limits,
    method_note,
    of_limit,
    own_limit,
)
from maps.texts import text, word

TOLERANCE_M = 12.0
"""Detail of a service area that may fall away, metres."""

OPACITY = 0.3

MOST_CANDIDATES = 20
"""Rows of the table of candidates: those that add most."""

CANDIDATE = Entry("", "#5b6670", "fill", dash="5 4", opacity=0.04)

Shapes = pd.Series
"""GeoJSON geometry by row of the service areas."""


def build(data: SiteData) -> Page:
    """The page ``gebieden.html``."""
    if not data.scenarios:
        return empty_page("gebieden", text("hubs.no_scenario"))
    shapes = pd.Series(dtype=object)
    if not data.service_areas.empty:
        drawn = geojson.light(data.service_areas.geometry.to_numpy(), TOLERANCE_M)
        shapes = pd.Series(drawn, index=data.service_areas.index, dtype=object)
    colours = hub_colours(data)
    blocks: list[Block] = [*chapters(data, data.scenarios)]
    for scenario in data.scenarios:
        blocks.append(Heading(scenario.title, anchor(data, scenario)))
        areas = of_scenario(data.service_areas, scenario.scenario)
        added = of_scenario(data.contributions, scenario.scenario)
        made = [
            *_areas(data, scenario, areas, shapes, colours),
            *_contributions(data, added, areas, scenario),
            *catchments(data, scenario, colours),
        ]
        blocks += made or [Prose(text("gebieden.none"), "note")]
    return Page("gebieden", text("gebieden.title"), text("gebieden.lead"), tuple(blocks))


def hub_colours(data: SiteData) -> dict[str, tuple[str, str]]:
    """Colour and dash of each hub that is open or serves in any scenario: the same on every map of the page."""
    found: set[str] = set()
    if not data.service_areas.empty:
        found |= set(data.service_areas.loc[data.service_areas["open"].astype(bool), "hub_id"])
    if not data.catchment.empty:
        found |= set(data.catchment["hub_id"])
    return {hub: category(index) for index, hub in enumerate(sorted(found))}


def _areas(
    data: SiteData, scenario: ScenarioInfo, areas: pd.DataFrame, shapes: Shapes, colours: dict[str, tuple[str, str]]
) -> list[Block]:
    """The map of the areas with a layer for each limit, the candidates apart, and the table of the open hubs."""
    if areas.empty:
        return []
    opened = areas[areas["open"].astype(bool)]
    blocks: list[Block] = []
    made = maker(data, f"gebieden_{data.scenarios.index(scenario)}", text("gebieden.map", title=scenario.title),
                 scenario.scenario)  # fmt: skip
    if made is not None:
        made.borders("", "buurt", {str(code): [] for code in data.buurten["buurtcode"]} if len(data.buurten) else {})
        _open_layers(made, data, scenario, opened, shapes, colours)
        _candidate_layers(made, data, scenario, areas[~areas["open"].astype(bool)], shapes)
        add_zones(made, data)
        add_hubs(made, data, scenario)
        blocks.append(made.finish(source_line(data), base_note(data)))
    if len(opened):
        blocks.append(_table(data, scenario, opened))
    return blocks


def _open_layers(
    made: MapMaker, data: SiteData, scenario: ScenarioInfo, opened: pd.DataFrame, shapes: Shapes,
    colours: dict[str, tuple[str, str]],
) -> None:  # fmt: skip
    """One layer for each limit, one at a time, a colour and an outline for each hub."""
    labels = hub_names(data)
    hubs = sorted(set(opened["hub_id"]), key=lambda hub: (labels.get(hub, hub), hub))
    entries = [
        Entry(labels.get(hub, hub), colours[hub][0], "fill", dash=colours[hub][1], opacity=OPACITY) for hub in hubs
    ]
    for limit in limits(opened, scenario):
        shown = limit == own_limit(opened, scenario)
        rows = of_limit(opened, limit)
        properties = [
            {"s": hubs.index(row["hub_id"]), "n": labels.get(row["hub_id"], row["hub_id"]), "t": _tip(row)}
            for row in rows.drop(columns="geometry").to_dict("records")
        ]
        drawn = join(list(shapes[rows.index]), properties)
        made.shapes(limit_name(*limit), drawn, entries, None, exclusive=True, show=shown,
                    says={"mode": limit[0], "minutes": limit[1]})  # fmt: skip
    if entries:
        note = f"{method_note(opened)} {text('gebieden.legend_note')}"
        made.explain(Legend(text("gebieden.legend"), tuple(entries), note))


def _candidate_layers(
    made: MapMaker, data: SiteData, scenario: ScenarioInfo, closed: pd.DataFrame, shapes: Shapes
) -> None:
    """The areas of sites that are not open: outlines, not shown until they are asked for."""
    labels = hub_names(data)
    if closed.empty:
        return
    limit = own_limit(closed, scenario)
    rows = of_limit(closed, limit)
    properties = [
        {"s": 0, "n": labels.get(row["hub_id"], row["hub_id"]), "t": _tip(row)}
        for row in rows.drop(columns="geometry").to_dict("records")
    ]
    said = limit_name(*limit)
    entry = Entry(text("gebieden.candidate_entry", limit=said), CANDIDATE.colour, "line", dash=CANDIDATE.dash, width=2)
    legend = Legend(text("gebieden.candidates_legend"), (entry,), method_note(closed))
    drawn = join(list(shapes[rows.index]), properties)
    made.shapes(text("gebieden.candidates", limit=said), drawn, [CANDIDATE], legend, show=False)


def _tip(row: dict[Any, Any]) -> list[list[str]]:
    """Exact counts of one area."""
    rows = [
        [text("bereik.limit", minutes=row["minutes"], mode=word("mode", row["mode"])), word("method", row["method"])],
        [text("bereik.addresses"), number(row["addresses"])],
        [text("gebieden.known"), known(row["residents_known"])],
        [text("bereik.frail_expected"), number(row["expected_frail"], 1)],
        [text("gebieden.facilities"), number(row["facilities"])],
    ]
    if row["zone_addresses"]:
        rows.append([text("gebieden.zone_addresses"), number(row["zone_addresses"])])
    return rows


def known(value: Any) -> str:
    """A number of known residents; 'onbekend' where no file tells."""
    return text("unknown") if missing(value) else number(value)


def _table(data: SiteData, scenario: ScenarioInfo, opened: pd.DataFrame) -> Table:
    labels = hub_names(data)
    order = {limit: index for index, limit in enumerate(limits(opened, scenario))}
    zones = bool((opened["zone_addresses"] > 0).any())
    heads = [
        text("hub"), text("bereik.mode"), f">{text('bereik.minutes')}", f">{text('bereik.addresses')}",
        f">{text('gebieden.known')}", f">{text('frail_home')}", f">{text('gebieden.facilities')}",
        *([f">{text('gebieden.zone_addresses')}"] if zones else []), text("travel_time"),
    ]  # fmt: skip
    records = sorted(
        opened.drop(columns="geometry").to_dict("records"),
        key=lambda row: (order[(row["mode"], row["minutes"])], labels.get(row["hub_id"], row["hub_id"]), row["hub_id"]),
    )
    rows = [
        (
            labels.get(row["hub_id"], row["hub_id"]), word("mode", row["mode"]), number(row["minutes"]),
            number(row["addresses"]), known(row["residents_known"]), number(row["expected_frail"]),
            number(row["facilities"]), *([number(row["zone_addresses"])] if zones else []),
            word("method", row["method"]),
        )
        for row in records
    ]  # fmt: skip
    note = text("gebieden.table_note")
    empty = sorted({labels.get(hub, hub) for hub in opened.loc[opened.geometry.isna(), "hub_id"]})
    if empty:
        note = f"{note} {text('gebieden.nothing', hubs=', '.join(string(hub) for hub in empty))}"
    return table(text("gebieden.table"), heads, rows, note=note)


def _contributions(data: SiteData, added: pd.DataFrame, areas: pd.DataFrame, scenario: ScenarioInfo) -> list[Block]:
    """What each open hub and each candidate adds alone: two tables on one scale."""
    if added.empty:
        return []
    limit = own_limit(added, scenario)
    rows = of_limit(added, limit)
    closed = areas[~areas["open"].astype(bool)] if len(areas) else areas
    inside = of_limit(closed, limit).set_index("hub_id") if len(closed) else pd.DataFrame()
    top = float(rows["reached_frail"].max())
    said = limit_name(*limit)
    blocks: list[Block] = [
        Heading(text("gebieden.contribution"), level=3), Prose(text("gebieden.contribution_lead", limit=said)),
    ]  # fmt: skip
    is_open = rows["open"].astype(bool)
    for part, caption, kept in (
        (rows[is_open], text("gebieden.contribution_open"), None),
        (rows[~is_open], text("gebieden.contribution_candidate"), MOST_CANDIDATES),
    ):
        if len(part):
            blocks.append(_contribution_table(data, part, inside, caption, kept, top))
    return blocks


def _contribution_table(
    data: SiteData, rows: pd.DataFrame, inside: pd.DataFrame, caption: str, kept: int | None, top: float
) -> Table:
    """Sites that add most first; ``inside`` are the areas of candidates, whose exact counts have no other table."""
    labels = hub_names(data)
    ordered = rows.sort_values(["added_frail", "reached_frail", "hub_id"], ascending=[False, False, True])
    counted = kept is not None and len(inside) > 0
    heads = [
        text("gebieden.site"), text("gebieden.added"), f">{text('gebieden.reached')}",
        f">{text('gebieden.added_addresses')}", f">{text('bereik.addresses')}",
        *([f">{text('gebieden.known')}", f">{text('gebieden.facilities')}"] if counted else []),
    ]  # fmt: skip
    made = []
    for row in ordered.head(kept or len(ordered)).to_dict("records"):
        value = float(row["added_frail"])
        area = inside.loc[row["hub_id"]] if counted and row["hub_id"] in inside.index else None
        made.append(
            (
                labels.get(row["hub_id"], row["hub_id"]),
                interval_bar(number(value, 1), 0.0, value, value, top),
                number(row["reached_frail"], 1),
                number(row["added_addresses"]),
                number(row["addresses"]),
                *([known(area["residents_known"]), number(area["facilities"])] if area is not None else []),
                *([text("no_figure")] * 2 if counted and area is None else []),
            )
        )
    left_out = kept is not None and len(ordered) > kept
    note = text("gebieden.best_of", shown=kept, total=len(ordered)) if left_out else ""
    return table(caption, heads, made, note=note, fold_after=24)
