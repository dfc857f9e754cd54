"""Where the hub should be: by scenario the sites, their catchments, and the outcome with its proven bound and gap."""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps.blocks import Block, Contents, Heading, Page, Prose, Table, table
from maps.classes import by_breaks, by_category
from maps.comparing import amount, proven, unit
from maps.data import ScenarioInfo, SiteData, buurt_names, hub_names, main_hub, names, of_scenario
from maps.formats import kilometres, minutes, number
from maps.layers import Rows
from maps.pages import hub_answer, hub_around
from maps.pages.common import base_note, empty_page, hub_marks, maker, source_line
from maps.texts import text, word
from maps.what_if import playable

TIME_BREAKS = [3.0, 5.0, 10.0, 15.0, 30.0]
"""Minutes that mean the same on every map of travel time."""


def build(data: SiteData) -> Page:
    """The page ``hubs.html``."""
    if not data.scenarios:
        return empty_page("hubs", text("hubs.no_scenario"))
    blocks: list[Block] = []
    if len(data.scenarios) > 1:
        blocks.append(Contents(tuple((f"scenario-{place}", each.title) for place, each in enumerate(data.scenarios))))
    if len(data.hub_solutions) > 1:
        blocks += [Heading(text("hubs.compare"), "vergelijking"), _compare(data)]
    for index, scenario in enumerate(data.scenarios):
        blocks += [Heading(scenario.title, f"scenario-{index}"), *_scenario(data, scenario, index)]
    return Page("hubs", text("hubs.title"), text("hubs.lead"), tuple(blocks))


def _scenario(data: SiteData, scenario: ScenarioInfo, index: int) -> list[Block]:
    sites = of_scenario(data.hubs, scenario.scenario)
    if sites.empty:
        return [Prose(text("hubs.none"), "note")]
    catchment = main_hub(of_scenario(data.catchment, scenario.scenario))
    equivalents = of_scenario(data.hub_equivalents, scenario.scenario)
    labels = hub_names(data) | names(sites, "hub_id", "name")
    solutions = of_scenario(data.hub_solutions, scenario.scenario).to_dict("records")
    blocks: list[Block] = []
    for solution in solutions:
        blocks += [hub_answer.figures(solution), *hub_answer.proof(solution)]
    if drawn := _map(data, scenario, index, sites, catchment):
        blocks.append(drawn)
    blocks.append(hub_answer.served(sites))
    for solution in solutions:
        blocks += hub_answer.effort(solution)
        if solution["status"] != "evaluated":
            blocks += hub_answer.sure(sites, equivalents, labels, solution.get("tour_m"))
            blocks += _around(data, scenario.scenario, solution, labels)
    blocks += [*hub_around.qualities(sites, equivalents), *hub_around.ruled_out(sites)]
    if len(catchment):
        blocks.append(_buurten(data, sites, catchment))
    return blocks


def _around(data: SiteData, scenario: str, solution: dict[Any, Any], labels: dict[str, str]) -> list[Block]:
    return [
        *hub_around.wishes(solution, of_scenario(data.hub_wishes, scenario), labels),
        *hub_around.steps(solution, of_scenario(data.hub_steps, scenario), labels),
        *hub_around.fronts(solution, of_scenario(data.hub_fronts, scenario), labels, playable=playable(data, scenario)),
    ]


def _compare(data: SiteData) -> Table:
    heads = [
        text("scenario"), text("hubs.model"), f">{text('hubs.open')}", f">{text('mean_travel_time')}",
        f">{text('hubs.unreachable')}", f">{text('hubs.outcome')}", text("hubs.unit"), text("hubs.proven"),
    ]  # fmt: skip
    titles = {scenario.scenario: scenario.title for scenario in data.scenarios}
    order = {scenario.scenario: index for index, scenario in enumerate(data.scenarios)}
    rows = [
        (
            titles[row["scenario"]],
            word("hubs.model", row["model"]),
            number(row["hubs"]),
            minutes(row["mean_duration_s"], 1),
            number(row["unreachable"], 1),
            amount(row, row["objective"]),
            unit(row),
            proven(row),
        )
        for row in sorted(data.hub_solutions.to_dict("records"), key=lambda row: order[row["scenario"]])
    ]
    return table(text("hubs.compare"), heads, rows)


def _map(
    data: SiteData, scenario: ScenarioInfo, index: int, sites: pd.DataFrame, catchment: pd.DataFrame
) -> Block | None:
    made = maker(data, f"hubs_{index}", text("hubs.map", title=scenario.title), scenario.scenario)
    if made is None:
        return None
    if len(catchment) and not data.buurten.empty:
        labels = names(sites, "hub_id", "name")
        rows = catchment.set_index("buurtcode").reindex(data.buurten["buurtcode"])
        tips = {str(code): _tip(row, labels) for code, row in rows.iterrows()}
        served = by_category(rows["hub_id"], text("hubs.catchment"), lambda hub: labels.get(hub, hub))
        made.areas(text("hubs.catchment"), "buurt", served, tips)
        times = by_breaks(rows["duration_s"] / 60, text("hubs.time_title"), breaks=TIME_BREAKS, unit="min")
        made.areas(text("hubs.time"), "buurt", times, tips)
    points, styles, legend = hub_marks(sites)
    made.points(text("hubs_layer"), points, styles, legend)
    return made.finish(source_line(data), base_note(data))


def _tip(row: pd.Series, labels: dict[str, str]) -> Rows:
    if pd.isna(row["hub_id"]):
        return [(text("hub"), text("no_figure"))]
    return [
        (text("hub"), labels.get(str(row["hub_id"]), str(row["hub_id"]))),
        (text("travel_time"), minutes(row["duration_s"], 1)),
        (text("hubs.distance"), kilometres(row["length_m"])),
        (text("frail_home"), number(row["expected_frail"])),
    ]


def _buurten(data: SiteData, sites: pd.DataFrame, catchment: pd.DataFrame) -> Table:
    heads = [
        text("buurt"), text("hub"), f">{text('travel_time')}", f">{text('hubs.distance')}", f">{text('frail_home')}",
        text("hubs.forced"),
    ]  # fmt: skip
    buurten = buurt_names(data)
    labels = hub_names(data) | names(sites, "hub_id", "name")
    rows = [
        (
            buurten.get(row["buurtcode"], row["buurtcode"]),
            labels.get(row["hub_id"], row["hub_id"]),
            minutes(row["duration_s"], 1),
            kilometres(row["length_m"]),
            number(row["expected_frail"]),
            text("yes") if row["forced"] else "",
        )
        for row in catchment.sort_values(["hub_id", "duration_s", "buurtcode"]).to_dict("records")
    ]
    return table(text("hubs.buurten_table"), heads, rows, fold_after=12)
