"""The overview: the figures that matter and a link to the page of each question."""

from __future__ import annotations

import pandas as pd

from maps.blocks import Block, Figure, Figures, Find, Heading, Link, Links, Page, Prose
from maps.data import ScenarioInfo, SiteData, main_scenario, of_scenario
from maps.formats import day, hours, interval, kilometres, number, percent
from maps.pages.wijk import HOME
from maps.render import PAGES, page_file
from maps.texts import text, word


def build(data: SiteData) -> Page:
    """The page ``index.html``."""
    blocks: list[Block] = [Prose(sentence, "warning") for sentence in data.warnings]
    if len(data.buurten):
        blocks.append(Find(text("index.search"), text("index.found")))
    if figures := _figures(data):
        blocks += [Heading(text("index.figures"), "cijfers"), Figures(tuple(figures))]
    blocks += [Heading(text("index.questions"), "vragen"), Links(tuple(_links(data)))]
    return Page("index", f"{text('index.title')}: {data.name}", text("index.lead"), tuple(blocks))


def _links(data: SiteData) -> list[Link]:
    date = day(data.service_date, weekday=True)
    out = []
    for key in PAGES[1:]:
        lead = text(f"{key}.lead", date=date)
        out.append(Link(page_file(key), text(f"{key}.title"), lead.split(". ")[0].rstrip(".") + "."))
    return out


def covered(data: SiteData, scenario: ScenarioInfo, measure: str) -> float | None:
    """Share of the expected frail at home by one measure, over all buurten where it has a figure; None without."""
    rows = of_scenario(data.coverage, scenario.scenario)
    if rows.empty:
        return None
    rows = rows[rows["measure"] == measure]
    if measure == "reachable":
        rows = rows[(rows["mode"] == scenario.mode) & (rows["minutes"] == scenario.minutes)]
    rows = rows[rows["numerator"].notna()]
    total = float(rows["denominator"].sum())
    return float(rows["numerator"].sum()) / total if total > 0 else None


def _frail_note(data: SiteData, scenario: str) -> str:
    """The interval of the region's total, which is not the sum of those of its buurten."""
    totals = of_scenario(data.frailty_totals, scenario)
    if totals.empty:
        return text("index.frail_note")
    whole = totals[(totals["area_kind"] == "region") & (totals["group_name"] == HOME)]
    if whole.empty:
        return text("index.frail_note")
    return text("index.frail_interval", interval=interval(whole["low"].iloc[0], whole["high"].iloc[0]))


def _figures(data: SiteData) -> list[Figure]:
    items: list[Figure] = []
    scenario = main_scenario(data)
    if scenario is not None:
        frailty = of_scenario(data.frailty, scenario.scenario)
        if len(frailty):
            home = frailty[frailty["group_name"] == HOME]["expected"].sum()
            items.append(Figure(number(home), text("index.frail"), _frail_note(data, scenario.scenario)))
        limit = text("index.reachable", minutes=scenario.minutes, mode=word("mode", scenario.mode))
        for measure, label in (("reachable", limit), ("served", text("index.served"))):
            share = covered(data, scenario, measure)
            if share is not None:
                items.append(Figure(percent(share), label, text("index.share_note")))
        sites = of_scenario(data.hubs, scenario.scenario)
        if len(sites):
            items.append(Figure(number(int(sites["state"].isin(["kept", "opened"]).sum())), text("index.hubs")))
    if not data.routes.empty:
        items += [
            Figure(number(len(data.routes)), text("index.routes", date=day(data.service_date))),
            Figure(kilometres(data.routes["length_m"].sum()), text("index.km")),
            Figure(hours(pd.to_numeric(data.routes["contact_s"]).sum()), text("index.contact")),
        ]
    return items
