"""Which hub serves which buurt: a colour a hub, a pattern where it is fixed, and a table by hub. Part of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from maps.blocks import Block, Heading, Table, share_bar, table
from maps.classes import GROUP_OPACITY, NO_FIGURE, Classed, Entry, Legend
from maps.data import ScenarioInfo, SiteData, buurt_names, hub_names, main_hub, of_scenario
from maps.formats import kilometres, minutes, number, percent
from maps.layers import Rows
from maps.pages.common import base_note, maker, source_line
from maps.pages.reaching import add_hubs, weighted
from maps.texts import text, word

FORCED = Entry(text("gebieden.forced_entry"), "url(#wijk-over)", "fill", opacity=0.55)


def catchments(data: SiteData, scenario: ScenarioInfo, colours: Mapping[str, tuple[str, str]]) -> list[Block]:
    """Map of the catchments of a scenario, a table by hub and one by buurt; nothing without catchments.

    :param colours: colour and dash by hub, the same as on the map of areas.
    """
    catchment = of_scenario(data.catchment, scenario.scenario)
    if catchment.empty:
        return []
    blocks: list[Block] = [Heading(text("gebieden.catchment"), level=3)]
    number_of = data.scenarios.index(scenario)
    made = maker(data, f"bediening_{number_of}", text("gebieden.catchment_map", title=scenario.title))
    if made is not None and not data.buurten.empty:
        labels = hub_names(data)
        parts: dict[str, list[dict[Any, Any]]] = {}
        for row in catchment.sort_values(["share", "hub_id"], ascending=[False, True]).to_dict("records"):
            parts.setdefault(str(row["buurtcode"]), []).append(row)
        codes = [str(code) for code in data.buurten["buurtcode"]]
        tips = {code: _tip(parts.get(code), labels) for code in codes}
        mains = main_hub(catchment).set_index("buurtcode")["hub_id"].reindex(codes)
        classed = _classed(mains, labels, colours)
        made.areas(text("gebieden.catchment"), "buurt", classed, tips, exclusive=False, listed=False)
        forced = sorted(set(catchment.loc[catchment["forced"].astype(bool), "buurtcode"]))
        if forced:
            made.marked(text("gebieden.forced"), "buurt", forced, FORCED, Legend(text("gebieden.forced"), (FORCED,)))
        add_hubs(made, data, scenario)
        blocks.append(made.finish(source_line(data), base_note(data)))
    coverage = of_scenario(data.coverage, scenario.scenario)
    return [*blocks, _hub_table(data, catchment, coverage), _buurt_table(data, catchment)]


def _classed(mains: pd.Series, labels: Mapping[str, str], colours: Mapping[str, tuple[str, str]]) -> Classed:
    hubs = sorted(set(mains.dropna()), key=lambda hub: (labels.get(hub, hub), hub))
    classes = {str(code): hubs.index(hub) if pd.notna(hub) else NO_FIGURE for code, hub in mains.items()}
    entries = [Entry(labels.get(hub, hub), colours[hub][0], opacity=GROUP_OPACITY) for hub in hubs]
    if NO_FIGURE in classes.values():
        entries.append(Entry(text("gebieden.no_hub"), "", mark="hatch"))
    legend = Legend(text("gebieden.catchment"), tuple(entries), text("gebieden.catchment_note"))
    return Classed(classes, tuple(colours[hub][0] for hub in hubs), legend, GROUP_OPACITY)


def _tip(parts: list[dict[Any, Any]] | None, labels: Mapping[str, str]) -> Rows:
    """The hub of a buurt, or each of them with its part, the largest first."""
    if parts is None:
        return [(text("hub"), text("gebieden.no_hub"))]
    rows: list[tuple[str, str]] = []
    for row in parts:
        name = labels.get(row["hub_id"], row["hub_id"])
        rows += [
            (text("hub"), name if len(parts) == 1 else f"{name}, {text('gebieden.part', share=percent(row['share']))}"),
            (text("gebieden.why"), word("rule", row["rule"])),
            (text("mean_travel_time"), minutes(row["duration_s"], 1)),
            (text("frail_home"), number(row["expected_frail"], 1)),
            (text("bereik.addresses"), number(row["addresses"])),
        ]
    return rows


def _hub_table(data: SiteData, catchment: pd.DataFrame, coverage: pd.DataFrame) -> Table:
    labels = hub_names(data)
    total = float(catchment["expected_frail"].sum())
    capacity = coverage[coverage["measure"] == "capacity"] if len(coverage) else coverage
    room = capacity.set_index("buurtcode") if len(capacity) else None
    rows = []
    parts = {str(hub): part for hub, part in catchment.groupby("hub_id")}
    for hub, part in sorted(parts.items(), key=lambda item: (labels.get(item[0], item[0]), item[0])):
        divided = int((part["share"] < 1 - 1e-9).sum())
        count = text("gebieden.divided", count=len(part), divided=divided) if divided else number(len(part))
        share = float(part["expected_frail"].sum()) / total if total > 0 else None
        mains = part.loc[part["main"].astype(bool), "buurtcode"]
        rows.append(
            (
                labels.get(hub, hub),
                count,
                number(part["expected_frail"].sum()),
                share_bar(percent(share), share),
                number(part["addresses"].sum()),
                minutes(weighted(part["duration_s"], part["expected_frail"]), 1),
                number(int(part["forced"].astype(bool).sum())),
                _capacity(room, mains),
            )
        )
    heads = [
        text("hub"), f">{text('gebieden.buurten')}", f">{text('frail_home')}", text("gebieden.share"),
        f">{text('bereik.addresses')}", f">{text('mean_travel_time')}", f">{text('gebieden.forced_buurten')}",
        f">{text('gebieden.capacity')}",
    ]  # fmt: skip
    return table(text("gebieden.catchment_table"), heads, rows, note=text("gebieden.catchment_table_note"))


def _capacity(room: pd.DataFrame | None, buurten: pd.Series) -> str:
    """Visits a week that are possible over those that would be asked, over some buurten; 'onbekend' without."""
    if room is None:
        return text("unknown")
    rows = room.reindex(buurten)
    rows = rows[rows["numerator"].notna() & (rows["denominator"] > 0)]
    if rows.empty:
        return text("unknown")
    possible, asked = float(rows["numerator"].sum()), float(rows["denominator"].sum())
    return text("gebieden.capacity_cell", share=percent(possible / asked), part=number(possible), whole=number(asked))


def _buurt_table(data: SiteData, catchment: pd.DataFrame) -> Table:
    buurten, labels = buurt_names(data), hub_names(data)
    heads = [
        text("buurt"), text("hub"), f">{text('gebieden.part_column')}", text("gebieden.why"),
        f">{text('mean_travel_time')}", f">{text('hubs.distance')}", f">{text('frail_home')}",
        f">{text('bereik.addresses')}",
    ]  # fmt: skip

    def position(row: Mapping[Any, Any]) -> tuple[Any, ...]:
        return buurten.get(row["buurtcode"], row["buurtcode"]), row["buurtcode"], -row["share"], row["hub_id"]

    rows = [
        (
            buurten.get(row["buurtcode"], row["buurtcode"]),
            labels.get(row["hub_id"], row["hub_id"]),
            percent(row["share"]),
            word("rule", row["rule"]),
            minutes(row["duration_s"], 1),
            kilometres(row["length_m"]),
            number(row["expected_frail"], 1),
            number(row["addresses"]),
        )
        for row in sorted(catchment.to_dict("records"), key=position)
    ]
    return table(text("gebieden.buurt_table"), heads, rows, fold_after=12)
