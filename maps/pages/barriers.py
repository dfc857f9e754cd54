"""Detours of buurten with what lies between, and zero-emission zones: a map and tables. Part of a page."""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps.blocks import Block, Drawing, Heading, Table, table
from maps.classes import Entry, Legend, by_breaks, explained
from maps.data import ScenarioInfo, SiteData, buurt_names, buurt_points, of_scenario
from maps.formats import day, missing, number, percent, string
from maps.layers import MapMaker, Rows
from maps.pages.common import base_note, line, maker, source_line
from maps.pages.reaching import add_zones, modes, since, valid_zones
from maps.texts import text, word

DETOUR_BREAKS = [1.3, 1.5, 1.75, 2.0, 3.0]
"""Way over straight line: the same classes for every means."""

LARGE = 2.0
"""A detour to a neighbour from which a line is drawn."""

MOST_LINES = 40

NO_DETOUR = (
    ("no_way", Entry(text("nabijheid.no_way_out"), "url(#wijk-dots)", opacity=1.0)),
    ("no_pair", Entry(text("nabijheid.no_pair"), "url(#wijk-hatch)", opacity=1.0)),
)
"""How a buurt without a detour is drawn and named."""


def barriers(data: SiteData, scenario: ScenarioInfo) -> list[Block]:
    """Heading, map and table of detours, and the zones; nothing where neither is known."""
    rows = of_scenario(data.barriers, scenario.scenario)
    zones = valid_zones(data)
    if rows.empty and zones.empty:
        return []
    blocks: list[Block] = [Heading(text("nabijheid.barriers"), "barrieres")]
    if (drawn := _map(data, rows, scenario)) is not None:
        blocks.append(drawn)
    if len(rows):
        blocks.append(_table(data, rows, scenario))
    if len(zones):
        blocks.append(_zones(zones))
    return blocks


def between(row: dict[Any, Any] | pd.Series) -> str:
    """Kinds and names of what lies between: water, spoor (IJssel; A1)."""
    if missing(row["barrier_kinds"]):
        return text("nabijheid.no_barrier")
    kinds = ", ".join(word("barrier", kind) for kind in str(row["barrier_kinds"]).split(","))
    return kinds if missing(row["barrier_names"]) else f"{kinds} ({row['barrier_names']})"


def times(value: Any) -> str:
    """A detour as a factor."""
    return text("no_figure") if missing(value) else text("nabijheid.times", value=number(value, 2))


def worst(row: dict[Any, Any] | pd.Series) -> str:
    """The largest detour of a buurt; 'geen weg' where there is none at all."""
    if missing(row["worst_buurtcode"]):
        return text("no_figure")
    return text("nabijheid.no_route") if missing(row["worst_detour"]) else times(row["worst_detour"])


def _neighbour(row: dict[Any, Any], labels: dict[str, str]) -> str:
    code = row["worst_buurtcode"]
    return text("no_figure") if missing(code) else labels.get(code, code)


def _map(data: SiteData, rows: pd.DataFrame, scenario: ScenarioInfo) -> Drawing | None:
    made = maker(data, "barrieres", text("nabijheid.barrier_map"))
    if made is None or data.buurten.empty:
        return None
    labels = buurt_names(data)
    codes = [str(code) for code in data.buurten["buurtcode"]]
    for mode in modes(rows, scenario):
        found = rows[rows["mode"] == mode].set_index("buurtcode").reindex(codes)
        title = text("nabijheid.detour_title", mode=word("mode", mode))
        note = text("nabijheid.detour_note")
        classed = by_breaks(found["detour_p50"], title, breaks=DETOUR_BREAKS, note=note, lowest=1.0)
        without = (found["no_way_share"] >= 1).map({True: "no_way", False: "no_pair"})
        classed = explained(classed, without, NO_DETOUR)
        tips = {code: _tip(row, labels) for code, row in zip(codes, found.to_dict("records"), strict=True)}
        made.areas(text("nabijheid.detour_layer", mode=word("mode", mode)), "buurt", classed, tips)
    if rows.empty:
        made.borders("", "buurt", {code: [] for code in codes})
    _worst_lines(made, data, rows, scenario, labels)
    add_zones(made, data)
    return made.finish(source_line(data), base_note(data))


def _tip(row: dict[Any, Any], labels: dict[str, str]) -> Rows:
    if missing(row["pairs"]):
        return [(text("nabijheid.detour"), text("no_figure"))]
    lines = [
        (text("nabijheid.detour"), times(row["detour_p50"])),
        (text("nabijheid.detour90"), times(row["detour_p90"])),
    ]
    if not missing(row["no_way_share"]) and row["no_way_share"] > 0:
        lines.append((text("nabijheid.no_way"), percent(row["no_way_share"])))
    if not missing(row["worst_buurtcode"]):
        lines += [
            (text("nabijheid.worst"), _neighbour(row, labels)),
            (text("nabijheid.worst_detour"), worst(row)),
            (text("nabijheid.between"), between(row)),
        ]
    return lines


def _worst_lines(
    made: MapMaker, data: SiteData, rows: pd.DataFrame, scenario: ScenarioInfo, labels: dict[str, str]
) -> None:
    """A line between neighbours with a large detour of the scenario's means, named by what lies between."""
    points = buurt_points(data)
    drawn: list[Any] = []
    seen: set[frozenset[str]] = set()
    own = modes(rows, scenario)[:1]
    found = rows[rows["mode"].isin(own) & rows["worst_buurtcode"].notna()] if own else rows
    if len(found):
        found = found[found["worst_detour"] >= LARGE]
        found = found.sort_values(["worst_detour", "buurtcode"], ascending=[False, True])
    for row in found.to_dict("records"):
        pair = frozenset((str(row["buurtcode"]), str(row["worst_buurtcode"])))
        if pair in seen or len(pair) < 2 or not pair <= set(points.index) or len(drawn) >= MOST_LINES:
            continue
        seen.add(pair)
        a, b = sorted(pair)
        name = text("nabijheid.worst_pair", a=labels[a], b=labels[b])
        tip = [[text("nabijheid.worst_detour"), worst(row)], [text("nabijheid.between"), between(row)]]
        properties = {"s": 0, "n": name, "t": tip}
        if (feature := line([points[a], points[b]], properties)) is not None:
            drawn.append(feature)
    if drawn:
        entry = Entry(text("nabijheid.worst_entry", limit=number(LARGE)), "#b8322a", "line", dash="6 4", width=3)
        legend = Legend(text("nabijheid.worst_layer"), (entry,))
        made.shapes(text("nabijheid.worst_layer"), drawn, [entry], legend)


def _table(data: SiteData, rows: pd.DataFrame, scenario: ScenarioInfo) -> Table:
    labels = buurt_names(data)
    order = {mode: index for index, mode in enumerate(modes(rows, scenario))}
    ordered = rows.assign(_mode=rows["mode"].map(order)).sort_values(
        ["_mode", "detour_p50", "buurtcode"], ascending=[True, False, True]
    )
    heads = [
        text("buurt"), text("bereik.mode"), f">{text('nabijheid.detour')}", f">{text('nabijheid.detour90')}",
        f">{text('nabijheid.no_way')}", text("nabijheid.worst"), f">{text('nabijheid.worst_detour')}",
        text("nabijheid.between"),
    ]  # fmt: skip
    made = [
        (
            labels.get(row["buurtcode"], row["buurtcode"]),
            word("mode", row["mode"]),
            times(row["detour_p50"]),
            times(row["detour_p90"]),
            percent(row["no_way_share"]),
            _neighbour(row, labels),
            worst(row),
            between(row) if not missing(row["worst_buurtcode"]) else "",
        )
        for row in ordered.to_dict("records")
    ]  # fmt: skip
    return table(text("nabijheid.barrier_table"), heads, made, note=text("nabijheid.detour_note"))


def _zones(zones: pd.DataFrame) -> Table:
    heads = [text("nabijheid.zone_name"), text("nabijheid.zone_since"), text("nabijheid.zone_until")]
    rows = [
        (
            string(row["name"]),
            since(row["valid_from"]),
            text("nabijheid.zone_open") if missing(row["valid_to"]) else day(row["valid_to"]),
        )
        for row in zones.drop(columns="geometry").sort_values(["name", "zone_id"]).to_dict("records")
    ]
    return table(text("nabijheid.zones"), heads, rows, note=text("nabijheid.zone_note"))
