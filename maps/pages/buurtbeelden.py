"""Where a buurtbeeld is found: a search by name and the main figures of every wijk and buurt. The pages themselves are
written by :mod:`maps.picture_pages`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from maps.blocks import Block, Cell, Heading, Link, Links, Page, Search, Table, interval_bar, table
from maps.data import SiteData, main_scenario, of_scenario
from maps.formats import interval, missing, number, string
from maps.pages.common import empty_page
from maps.picture_pages import TABLE
from maps.pictures import picture_codes, picture_link, shown
from maps.texts import text, word

SHOWN = ("inhabitants", "aged_65_plus", "frail_home", "facilities_walking", "reachable_pct", "known_pct", "served_pct",
         "deliveries_12m")  # fmt: skip
"""Figures of the list; the others are on the pages and in the table of all."""

Figures = Mapping[tuple[str, str], Mapping[Hashable, Any]]


def build(data: SiteData) -> Page:
    """The page ``buurtbeelden.html``."""
    scenario = main_scenario(data)
    rows = pd.DataFrame() if scenario is None else of_scenario(data.pictures, scenario.scenario)
    if scenario is None or rows.empty:
        return empty_page("buurtbeelden", text("buurtbeelden.none"))
    codes = picture_codes(data, scenario.scenario)
    blocks: list[Block] = [Search(text("buurtbeelden.search"), text("buurtbeelden.found"))]
    for kind, key in (("wijk", "wijken"), ("buurt", "buurten")):
        part = rows[rows["area_kind"] == kind]
        if len(part):
            blocks += [Heading(text(f"buurtbeelden.{key}"), key), _table(data, part, kind, codes)]
    link = Link(TABLE, text("buurtbeelden.table"), text("buurtbeelden.table_note"))
    return Page("buurtbeelden", text("buurtbeelden.title"), text("buurtbeelden.lead"), (*blocks, Links((link,))))


def _table(data: SiteData, rows: pd.DataFrame, kind: str, codes: frozenset[str]) -> Table:
    names = rows.drop_duplicates("area_code").set_index("area_code")["area_name"]
    figures = {(str(row["area_code"]), str(row["figure"])): row for row in rows.to_dict("records")}
    wijk = _wijken(data) if kind == "buurt" else {}
    home = rows[rows["figure"] == "frail_home"]["high"].dropna()
    top = float(home.max()) if len(home) else 0.0
    heads = [
        text(kind), *([text("wijk")] if wijk else []),
        *(word("beeld.figure", name) if name == "frail_home" else f">{word('beeld.figure', name)}" for name in SHOWN),
    ]  # fmt: skip
    ordered = sorted(names.items(), key=lambda item: (string(item[1]).casefold(), str(item[0])))
    lines = [
        (
            picture_link(code, str(code) if missing(name) else string(name), codes),
            *([wijk.get(str(code), "")] if wijk else []),
            *(_cell(figures, str(code), figure, top) for figure in SHOWN),
        )
        for code, name in ordered
    ]
    return table(text(f"buurtbeelden.{kind}en"), heads, lines, fold_after=1_000_000)


def _wijken(data: SiteData) -> dict[str, str]:
    if data.buurten.empty:
        return {}
    buurten = data.buurten
    named = buurten["wijknaam"] if "wijknaam" in buurten.columns else buurten["wijkcode"]
    return {
        str(code): str(wijkcode) if missing(name) else str(name)
        for code, name, wijkcode in zip(buurten["buurtcode"], named, buurten["wijkcode"], strict=True)
    }


def _cell(figures: Figures, code: str, figure: str, top: float) -> Cell:
    row = figures.get((code, figure))
    if row is None:
        return text("no_figure")
    if figure != "frail_home":
        return shown(row["value"], str(row["unit"]), figure)
    low, value, high = row["low"], row["value"], row["high"]
    if missing(low) or missing(value) or missing(high):
        return text("no_figure") if missing(value) else number(value)
    return interval_bar(f"{number(value)} ({interval(low, high)})", low, value, high, top)
