"""What a scenario changes against today: gained and lost reach, minutes nearer or farther, by buurt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from maps.blocks import Block, Figure, Figures, Heading, Page, Prose, Table, table
from maps.classes import NO_FIGURE, Classed, Entry, Legend
from maps.data import BASELINE, ScenarioInfo, SiteData, buurt_names, hub_names, main_hub, of_scenario
from maps.formats import missing, number, percent
from maps.layers import Rows
from maps.pages.common import base_note, empty_page, maker, source_line
from maps.pages.reaching import (
    Limit,
    add_hubs,
    anchor,
    chapters,
    limit_name,
    limits,
    method_note,
    of_limit,
    own_limit,
)
from maps.texts import text, word

PARTS = ("gained", "lost", "kept", "never")
VERDICTS = (
    ("gained", Entry(word("verdict", "gained"), "#0072b2")),
    ("lost", Entry(word("verdict", "lost"), "url(#wijk-lost)")),
    ("both", Entry(word("verdict", "both"), "url(#wijk-both)")),
    ("unchanged", Entry(word("verdict", "unchanged"), "#b9c1c9", opacity=0.85)),
)
"""Blue and orange, apart for colour-blind eyes; what is lost is hatched as well."""

NEARER = ("#08519c", "#3f8fc9", "#a8cfe8")
FARTHER = ("#fdc38d", "#f07818", "#a63603")
SAME = "#d3d7db"
LIMITS_MIN = (0.5, 2.0, 5.0)
"""Minutes between the classes of nearer and farther."""


def build(data: SiteData) -> Page:
    """The page ``verschil.html``."""
    if not data.scenarios:
        return empty_page("verschil", text("hubs.no_scenario"))
    compared = [scenario for scenario in data.scenarios if scenario.scenario != BASELINE]
    if not compared:
        return empty_page("verschil", text("verschil.only_today"))
    blocks: list[Block] = [*chapters(data, compared)]
    for scenario in compared:
        blocks += [Heading(scenario.title, anchor(data, scenario)), *_scenario(data, scenario)]
    return Page("verschil", text("verschil.title"), text("verschil.lead"), tuple(blocks))


def _scenario(data: SiteData, scenario: ScenarioInfo) -> list[Block]:
    change = of_scenario(data.reach_change, scenario.scenario)
    if change.empty:
        return [Prose(text("verschil.none"), "note")]
    own = own_limit(change, scenario)
    rows = of_limit(change, own)
    blocks: list[Block] = [_figures(rows, own)]
    made = maker(data, f"verschil_{data.scenarios.index(scenario)}", text("verschil.map", title=scenario.title))
    if made is not None and not data.buurten.empty:
        codes = [str(code) for code in data.buurten["buurtcode"]]
        note = method_note(of_scenario(data.reach, scenario.scenario))
        found = {
            limit: of_limit(change, limit).set_index("buurtcode").reindex(codes) for limit in limits(change, scenario)
        }
        for limit, part in found.items():
            tips = {code: _tip(row) for code, row in zip(codes, part.to_dict("records"), strict=True)}
            classed = verdicts(part["verdict"], limit, note)
            made.areas(limit_name(*limit), "buurt", classed, tips, show=limit == own)
        for mode in dict.fromkeys(mode for mode, _ in found):
            part = next(rows for limit, rows in found.items() if limit[0] == mode)
            tips = {
                code: [(text("verschil.change"), signed_minutes(seconds))]
                for code, seconds in zip(codes, part["change_s"], strict=True)
            }
            name = text("verschil.time_layer", mode=word("mode", mode))
            made.areas(name, "buurt", minutes_of_change(part["change_s"], mode, note), tips)
        add_hubs(made, data, scenario)
        blocks.append(made.finish(source_line(data), base_note(data)))
    return [*blocks, _limits_table(change, scenario), _table(data, rows, own, scenario)]


def verdicts(found: pd.Series, limit: Limit, note: str) -> Classed:
    """Gained, lost, both or unchanged by buurt, each with its own look."""
    order = [verdict for verdict, _ in VERDICTS]
    classes = {str(code): order.index(value) if value in order else NO_FIGURE for code, value in found.items()}
    entries = [entry for _, entry in VERDICTS]
    if NO_FIGURE in classes.values():
        entries.append(Entry(text("no_figure"), "", mark="hatch"))
    said = f"{text('verschil.legend_note')} {note}".strip()
    legend = Legend(text("verschil.legend", limit=limit_name(*limit)), tuple(entries), said)
    return Classed(classes, tuple(entry.colour for _, entry in VERDICTS), legend)


def minutes_of_change(seconds: pd.Series, mode: str, note: str) -> Classed:
    """Minutes nearer (blue) or farther (orange) by buurt, on one scale for every map.

    :param seconds: change of the mean time by buurtcode, below 0 is nearer; NaN is no figure.
    """
    edges = [-limit for limit in reversed(LIMITS_MIN)] + list(LIMITS_MIN)
    change = seconds.astype(float) / 60
    classes = {str(code): NO_FIGURE for code in change.index}
    known = change[np.isfinite(change)]
    # nearer classes hold their lower edge, farther ones their upper edge: both scales mirror each other
    found = np.where(known < 0, np.searchsorted(edges, known, side="left"), np.searchsorted(edges, known, side="right"))
    classes |= {str(code): int(index) for code, index in zip(known.index, found, strict=True)}
    small, middle, large = (number(limit, 1 if limit % 1 else 0) for limit in LIMITS_MIN)
    labels = (
        text("verschil.nearer", limit=large), text("verschil.nearer_between", low=middle, high=large),
        text("verschil.nearer_between", low=small, high=middle), text("verschil.same", limit=small),
        text("verschil.farther_between", low=small, high=middle),
        text("verschil.farther_between", low=middle, high=large), text("verschil.farther", limit=large),
    )  # fmt: skip
    colours = (*NEARER, SAME, *FARTHER)
    entries = [Entry(label, colour) for label, colour in zip(labels, colours, strict=True)]
    if NO_FIGURE in classes.values():
        entries.append(Entry(text("no_figure"), "", mark="hatch"))
    title = text("verschil.time_title", mode=word("mode", mode))
    return Classed(classes, colours, Legend(title, tuple(entries), note))


def signed_minutes(seconds: Any) -> str:
    """A change of a time with its sign, such as -1,5 min."""
    if missing(seconds):
        return text("no_figure")
    said = number(float(seconds) / 60, 1)
    plus = "+" if float(seconds) > 0 and said != "0,0" else ""
    return text("verschil.minutes", value=f"{plus}{said}".replace("-", "−"))


def _tip(row: dict[Any, Any]) -> Rows:
    if missing(row["verdict"]):
        return [(text("verschil.verdict"), text("no_figure"))]
    return [
        (text("verschil.verdict"), word("verdict", row["verdict"])),
        *((text(f"verschil.{name}"), number(row[f"{name}_frail"], 1)) for name in PARTS),
        (text("verschil.change"), signed_minutes(row["change_s"])),
    ]


def residents(value: float) -> str:
    """An expected number of residents: a decimal where it is small."""
    return number(value, 1 if 0 < value < 100 else 0)


def _figures(rows: pd.DataFrame, limit: Limit) -> Figures:
    said = limit_name(*limit)
    return Figures(
        tuple(
            Figure(residents(rows[f"{name}_frail"].sum()), text(f"verschil.figure.{name}", limit=said))
            for name in PARTS
        )
    )


def _limits_table(change: pd.DataFrame, scenario: ScenarioInfo) -> Table:
    heads = [text("bereik.mode"), f">{text('bereik.minutes')}", *(f">{text(f'verschil.{name}')}" for name in PARTS)]
    rows = []
    for limit in limits(change, scenario):
        part = of_limit(change, limit)
        sums = (residents(part[f"{name}_frail"].sum()) for name in PARTS)
        rows.append((word("mode", limit[0]), number(limit[1]), *sums))
    return table(text("verschil.other_limits"), heads, rows)


def _table(data: SiteData, rows: pd.DataFrame, limit: Limit, scenario: ScenarioInfo) -> Table:
    """A buurt a row, what changes most first; hub and capacity today and in the scenario where both are known."""
    labels, hubs = buurt_names(data), hub_names(data)
    serves = [_serving(data, name) for name in (BASELINE, scenario.scenario)]
    rooms = [_room(data, name) for name in (BASELINE, scenario.scenario)]
    moved = rows["gained_frail"] + rows["lost_frail"]
    ordered = rows.assign(_moved=-moved, _far=-rows["change_s"].abs().fillna(0.0)).sort_values(
        ["_moved", "_far", "buurtcode"]
    )
    made = []
    for row in ordered.to_dict("records"):
        code = row["buurtcode"]
        today, then = (hubs.get(served.get(code, ""), text("no_figure")) for served in serves)
        room_today, room_then = (percent(room.get(code)) for room in rooms)
        made.append(
            (
                labels.get(code, code),
                word("verdict", row["verdict"]),
                *(number(row[f"{name}_frail"], 1) for name in PARTS),
                signed_minutes(row["change_s"]),
                then if today == then else text("verschil.hub_moved", today=today, scenario=then),
                room_then
                if room_today == room_then
                else text("verschil.from_to", today=room_today, scenario=room_then),
            )
        )
    heads = [
        text("buurt"), text("verschil.verdict"), *(f">{text(f'verschil.{name}')}" for name in PARTS),
        f">{text('verschil.change')}", text("verschil.hub"), f">{text('verschil.capacity')}",
    ]  # fmt: skip
    return table(text("verschil.table", limit=limit_name(*limit)), heads, made, note=text("verschil.table_note"))


def _serving(data: SiteData, scenario: str) -> Mapping[str, str]:
    """The hub with the largest part of each buurt."""
    rows = main_hub(of_scenario(data.catchment, scenario))
    return dict(zip(rows["buurtcode"], rows["hub_id"], strict=True)) if len(rows) else {}


def _room(data: SiteData, scenario: str) -> Mapping[str, float]:
    """The capacity of each buurt."""
    rows = of_scenario(data.coverage, scenario)
    rows = rows[rows["measure"] == "capacity"] if len(rows) else rows
    return dict(zip(rows["buurtcode"], rows["value"], strict=True)) if len(rows) else {}
