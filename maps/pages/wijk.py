"""Which wijk next: frailty by buurt with its uncertainty, and the order of the wijken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from maps.blocks import Block, Heading, Page, Prose, Table, interval_bar, share_bar, table
from maps.classes import by_breaks, shares
from maps.data import SiteData, main_scenario, of_scenario
from maps.formats import interval, minutes, number, percent, string
from maps.layers import Rows
from maps.pages.common import base_note, empty_page, hub_marks, maker, source_line
from maps.texts import text, word

HOME = "frail_65_plus_home"


def build(data: SiteData) -> Page:
    """The page ``wijk.html``."""
    scenario = main_scenario(data)
    if scenario is None or data.frailty.empty or data.buurten.empty:
        return empty_page("wijk", text("wijk.none"))
    frailty = of_scenario(data.frailty, scenario.scenario)
    home = frailty[frailty["group_name"] == HOME].set_index("buurtcode")
    home = home.reindex(data.buurten["buurtcode"])
    ranking = of_scenario(data.ranking, scenario.scenario)
    blocks: list[Block] = []
    if drawn := _map(data, home, ranking, scenario.scenario):
        blocks.append(drawn)
    blocks.append(Heading(text("wijk.ranking"), "volgorde"))
    blocks.append(_ranking(ranking) if len(ranking) else Prose(text("wijk.no_ranking"), "note"))
    blocks += [
        Heading(text("wijk.table"), "buurten"),
        _table(data, home),
        Heading(text("wijk.rates"), "cijfers"),
        _rates(data),
    ]
    return Page("wijk", text("wijk.title"), text("wijk.lead"), tuple(blocks))


def _map(data: SiteData, home: pd.DataFrame, ranking: pd.DataFrame, scenario: str) -> Block | None:
    made = maker(data, "wijk", text("wijk.map"))
    if made is None:
        return None
    land = _land_km2(data)
    density = home["expected"] / land
    spread = ((home["high"] - home["low"]) / home["expected"].where(home["expected"] > 0)).astype(float)
    tips = {str(code): _tip(row, density.get(code)) for code, row in home.iterrows()}
    made.areas(text("wijk.layer_number"), "buurt", by_breaks(home["expected"], text("frail_home")), tips)
    made.areas(
        text("wijk.layer_density"),
        "buurt",
        by_breaks(density, f"{text('frail_home')}, {text('wijk.layer_density')}"),
        tips,
    )
    made.areas(
        text("wijk.layer_spread"),
        "buurt",
        shares(spread, text("wijk.spread_title"), note=text("wijk.spread_note")),
        tips,
    )
    if len(ranking):
        chance = ranking.set_index("wijkcode")["top3_probability"]
        wijk_tips = {str(row["wijkcode"]): _wijk_tip(row) for row in ranking.to_dict("records")}
        made.areas(text("wijk.layer_top3"), "wijk", shares(chance, text("wijk.top3_title")), wijk_tips)
    points, styles, legend = hub_marks(of_scenario(data.hubs, scenario), all_kept=True)
    if points:
        made.points(text("hubs_layer"), points, styles, legend)
    return made.finish(source_line(data), base_note(data))


def _land_km2(data: SiteData) -> pd.Series:
    """Land area by buurt, km2: CBS's figure, else the polygon's own area."""
    codes = data.buurten["buurtcode"].to_numpy()
    drawn = data.buurten.geometry.area.to_numpy() / 1e6
    if "land_area_ha" not in data.buurten.columns:
        return pd.Series(drawn, index=codes)
    land = pd.to_numeric(data.buurten["land_area_ha"], errors="coerce").to_numpy(dtype=float) / 100
    return pd.Series(np.where(land > 0, land, drawn), index=codes)


def _tip(row: pd.Series, density: float | None) -> Rows:
    rows = [
        (text("expected"), number(row["expected"])),
        (text("interval90"), interval(row["low"], row["high"])),
        (text("wijk.layer_density"), number(density)),
    ]
    if pd.notna(row["imputed"]) and bool(row["imputed"]):
        rows.append((text("imputed"), text("yes")))
    return rows


def _wijk_tip(row: dict[Any, Any]) -> Rows:
    return [
        (text("wijk.rank"), number(row["rank"])),
        (text("wijk.top3"), percent(row["top3_probability"])),
        (text("frail_home"), number(row["expected_frail"])),
        (text("wijk.known"), percent(row["known_share"])),
    ]


def _ranking(ranking: pd.DataFrame) -> Table:
    heads = [
        text("wijk"), f">{text('wijk.rank')}", f">{text('wijk.score')}", text("wijk.top3"), f">{text('frail_home')}",
        f">{text('wijk.known')}", f">{text('wijk.nearest')}", text("wijk.reason"),
    ]  # fmt: skip
    rows = [
        (
            string(row["wijknaam"]) if pd.notna(row["wijknaam"]) else string(row["wijkcode"]),
            number(row["rank"]),
            number(row["score"], 2),
            share_bar(percent(row["top3_probability"]), row["top3_probability"]),
            number(row["expected_frail"]),
            percent(row["known_share"]),
            minutes(row["nearest_hub_s"]),
            string(row["reason"]),
        )
        for row in ranking.sort_values(["rank", "wijkcode"]).to_dict("records")
    ]
    return table(text("wijk.ranking"), heads, rows, note=text("wijk.ranking_note"), fold_after=40)


def _table(data: SiteData, home: pd.DataFrame) -> Table:
    heads = [text("buurt"), text("wijk"), f">{text('expected')}", text("interval90"), f">{text('imputed')}"]
    named = data.buurten.set_index("buurtcode")
    wijk = (
        named["wijknaam"].where(named["wijknaam"].notna(), named["wijkcode"])
        if "wijknaam" in named
        else named["wijkcode"]
    )
    top = float(home["high"].max()) if home["high"].notna().any() else 0.0
    order = home.assign(naam=named["buurtnaam"]).sort_values(["expected", "naam"], ascending=[False, True])
    rows = [
        (
            string(named.at[code, "buurtnaam"]),
            string(wijk[str(code)]),
            number(row["expected"]),
            interval_bar(interval(row["low"], row["high"]), row["low"], row["expected"], row["high"], top)
            if pd.notna(row["expected"]) and pd.notna(row["low"]) and pd.notna(row["high"])
            else text("no_figure"),
            text("yes") if pd.notna(row["imputed"]) and bool(row["imputed"]) else "",
        )
        for code, row in order.iterrows()
    ]
    return table(text("wijk.table"), heads, rows)


def _rates(data: SiteData) -> Table:
    """Totals by rate set over the scenarios: which rate was chosen decides the total."""
    heads = [text("wijk.rate_set"), f">{text('frail_home')}", f">{text('wijk.institution')}", text("scenario")]
    titles = {scenario.scenario: scenario.title for scenario in data.scenarios}
    rows = []
    for rate_set, part in data.frailty.groupby("rate_set", sort=True):
        first = part[part["scenario"] == part["scenario"].min()]
        totals = first.groupby("group_name")["expected"].sum()
        used = ", ".join(titles[name] for name in sorted(set(part["scenario"])))
        rows.append(
            (
                word("rate_set", rate_set),
                number(totals.get(HOME)),
                number(totals.get("frail_65_plus_institution")),
                used,
            )
        )
    return table(text("wijk.rates"), heads, rows, note=text("wijk.rates_note"))
