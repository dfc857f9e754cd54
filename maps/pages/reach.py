"""Whom it reaches: service areas by minutes and the four coverage measures, each a layer of its own, never merged."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from maps import geojson
from maps.blocks import Block, Heading, Page, Prose, Table, table
from maps.classes import Entry, Legend, ramp, shares
from maps.data import ScenarioInfo, SiteData, buurt_names, hub_names, of_scenario
from maps.formats import number, percent
from maps.layers import MapMaker, Rows
from maps.pages.common import base_note, empty_page, hub_marks, maker, source_line
from maps.texts import text, word

MEASURES = ("reachable", "known", "served", "capacity")
"""The four measures in the order in which they are read."""

TOLERANCE_M = 15.0
"""Detail of a service area that may fall away, metres."""


def build(data: SiteData) -> Page:
    """The page ``bereik.html``."""
    if not data.scenarios:
        return empty_page("bereik", text("hubs.no_scenario"))
    blocks: list[Block] = []
    for index, scenario in enumerate(data.scenarios):
        blocks += [Heading(scenario.title, f"scenario-{index}"), *_scenario(data, scenario, index)]
    return Page("bereik", text("bereik.title"), text("bereik.lead"), tuple(blocks))


def label(row: dict[Any, Any]) -> str:
    """The name of a measure with the means and minutes it was taken at."""
    name = word("measure", row["measure"])
    if row["mode"] == "none" or not row["minutes"]:
        return name
    return f"{name} ({row['minutes']} min {word('mode', row['mode'])})"


def variants(coverage: pd.DataFrame) -> list[dict[Any, Any]]:
    """Measure, mode and minutes of each coverage layer, in reading order."""
    if coverage.empty:
        return []
    found = coverage[["measure", "mode", "minutes"]].drop_duplicates().to_dict("records")
    return sorted(found, key=lambda row: (MEASURES.index(row["measure"]), str(row["mode"]), row["minutes"]))


def _pick(coverage: pd.DataFrame, variant: dict[Any, Any]) -> pd.DataFrame:
    same = (coverage["measure"] == variant["measure"]) & (coverage["mode"] == variant["mode"])
    picked: pd.DataFrame = coverage[same & (coverage["minutes"] == variant["minutes"])]
    return picked.set_index("buurtcode")


def _scenario(data: SiteData, scenario: ScenarioInfo, index: int) -> list[Block]:
    coverage = of_scenario(data.coverage, scenario.scenario)
    areas = of_scenario(data.service_areas, scenario.scenario)
    areas = areas if areas.empty else areas[areas["open"].astype(bool) & areas.geometry.notna()]
    if coverage.empty and areas.empty:
        return [Prose(text("bereik.none"), "note")]
    blocks: list[Block] = []
    made = maker(data, f"bereik_{index}", text("bereik.map", title=scenario.title))
    if made is not None:
        if not data.buurten.empty:
            _measures(made, data, coverage)
        _areas(made, areas)
        points, styles, legend = hub_marks(of_scenario(data.hubs, scenario.scenario), all_kept=True)
        if points:
            made.points(text("hubs_layer"), points, styles, legend)
        blocks.append(made.finish(source_line(data), base_note(data)))
    if len(areas):
        blocks.append(_area_table(data, areas))
    if len(coverage):
        blocks.append(_table(data, coverage))
    return blocks


def _measures(made: MapMaker, data: SiteData, coverage: pd.DataFrame) -> None:
    codes = [str(code) for code in data.buurten["buurtcode"]]
    found = variants(coverage)
    values = {label(variant): _pick(coverage, variant)["value"].reindex(codes) for variant in found}
    tips: dict[str, Rows] = {code: [(name, percent(column[code])) for name, column in values.items()] for code in codes}
    made.borders(text("bereik.borders"), "buurt", tips, choice=True)
    for variant in found:
        title = text(f"measure_title.{variant['measure']}")
        made.areas(label(variant), "buurt", shares(values[label(variant)], title), tips)


def _areas(made: MapMaker, areas: pd.DataFrame) -> None:
    """One layer for each mode and limit: the areas of all hubs together, the largest below."""
    if areas.empty:
        return
    keys = sorted(set(zip(areas["mode"], areas["minutes"], strict=True)), key=lambda key: (str(key[0]), -int(key[1])))
    limits = sorted({int(limit) for limit in areas["minutes"]})
    colours = dict(zip(limits, reversed(ramp(min(5, len(limits)))), strict=False))
    first_mode = keys[0][0]
    entries = []
    for mode, limit in keys:
        rows = areas[(areas["mode"] == mode) & (areas["minutes"] == limit)]
        together = shapely.union_all(shapely.make_valid(rows.geometry.to_numpy()), grid_size=0.5)
        name = text("bereik.area_layer", minutes=limit, mode=word("mode", mode))
        entry = Entry(name, colours.get(int(limit), ramp(1)[0]), "fill", opacity=0.32)
        entries.append(entry)
        drawn = geojson.features([shapely.simplify(together, TOLERANCE_M)], [{"s": 0, "n": name}])
        made.shapes(name, drawn, [entry], None, show=bool(mode == first_mode))
    methods = ", ".join(word("method", method) for method in sorted(set(areas["method"])))
    legend = Legend(text("bereik.area_legend"), tuple(reversed(entries)), text("bereik.area_note", method=methods))
    made.explain(legend)


def _area_table(data: SiteData, areas: gpd.GeoDataFrame) -> Table:
    heads = [
        text("hub"), text("bereik.mode"), f">{text('bereik.minutes')}", f">{text('bereik.addresses')}",
        f">{text('hubs.load')}", text("travel_time"),
    ]  # fmt: skip
    labels = hub_names(data)
    rows = [
        (
            labels.get(row["hub_id"], row["hub_id"]),
            word("mode", row["mode"]),
            number(row["minutes"]),
            number(row["addresses"]),
            number(row["expected_frail"]),
            word("method", row["method"]),
        )
        for row in areas.drop(columns="geometry").sort_values(["mode", "hub_id", "minutes"]).to_dict("records")
    ]
    return table(text("bereik.areas"), heads, rows, note=text("bereik.areas_note"))


def _table(data: SiteData, coverage: pd.DataFrame) -> Table:
    found = variants(coverage)
    columns = [_pick(coverage, variant)["value"] for variant in found]
    buurten = buurt_names(data)
    codes = sorted(set(coverage["buurtcode"]), key=lambda code: (buurten.get(code, code), code))
    rows = [(buurten.get(code, code), *(percent(column.get(code)) for column in columns)) for code in codes]
    heads = [text("buurt"), *(f">{label(variant)}" for variant in found)]
    return table(text("bereik.table"), heads, rows, note=text("bereik.table_note"))
