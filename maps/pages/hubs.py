"""Where the hub should be: by scenario the sites, their catchments, and the outcome with its proven bound and gap."""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps.blocks import Block, Figure, Figures, Heading, Page, Prose, Table, share_bar, table
from maps.classes import by_breaks, by_category
from maps.data import ScenarioInfo, SiteData, buurt_names, hub_names, main_hub, names, of_scenario
from maps.formats import kilometres, minutes, number, percent, string
from maps.layers import Rows
from maps.pages.common import base_note, empty_page, hub_marks, maker, source_line
from maps.texts import text, word

TIME_BREAKS = [3.0, 5.0, 10.0, 15.0, 30.0]
"""Minutes that mean the same on every map of travel time."""


def build(data: SiteData) -> Page:
    """The page ``hubs.html``."""
    if not data.scenarios:
        return empty_page("hubs", text("hubs.no_scenario"))
    blocks: list[Block] = []
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
    blocks: list[Block] = []
    for solution in of_scenario(data.hub_solutions, scenario.scenario).to_dict("records"):
        blocks += [_figures(solution), Prose(_proof(solution))]
    if drawn := _map(data, scenario, index, sites, catchment):
        blocks.append(drawn)
    blocks.append(_sites(sites))
    if len(catchment):
        blocks.append(_buurten(data, sites, catchment))
    return blocks


def amount(solution: dict[Any, Any], value: Any) -> str:
    """An objective or bound as a number in the unit of its model."""
    return number(value, 1) if solution["model"] == "maximal_coverage" else number(float(value) / 3600, 1)


def unit(solution: dict[Any, Any]) -> str:
    """The unit of a model's objective: residents within the limit, or person-hours of travel."""
    return text("hubs.unit_people" if solution["model"] == "maximal_coverage" else "hubs.unit_time")


def proven(solution: dict[Any, Any]) -> str:
    """Bound and gap of a choice; nothing for hubs that were given, where nothing was chosen."""
    if solution["status"] == "evaluated":
        return ""
    return text("hubs.bound", bound=amount(solution, solution["bound"]), gap=percent(solution["gap"], 2))


def _figures(solution: dict[Any, Any]) -> Figures:
    candidates = number(solution["candidates"])
    return Figures(
        (
            Figure(number(solution["hubs"]), text("hubs.open"), text("hubs.open_note", candidates=candidates)),
            Figure(minutes(solution["mean_duration_s"], 1), text("hubs.mean")),
            Figure(amount(solution, solution["objective"]), unit(solution), proven(solution)),
            Figure(number(solution["unreachable"], 1), text("hubs.unreachable")),
        )
    )  # fmt: skip


def _proof(solution: dict[Any, Any]) -> str:
    status = str(solution["status"])
    if status in ("optimal", "evaluated"):
        return text(f"hubs.proof.{status}")
    if status == "feasible":
        return text("hubs.proof.feasible", gap=percent(solution["gap"], 2))
    return text("hubs.proof.other", status=status)


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
    made = maker(data, f"hubs_{index}", text("hubs.map", title=scenario.title))
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


def _sites(sites: pd.DataFrame) -> Table:
    heads = [
        text("hub"), text("hubs.state"), f">{text('hubs.load')}", f">{text('mean_travel_time')}",
        f">{text('hubs.regret')}", text("hubs.stability"),
    ]  # fmt: skip
    order = {"kept": 0, "opened": 1, "closed": 2, "candidate": 3}
    chosen = sites[sites["state"] != "candidate"]
    left_out = len(sites) - len(chosen)
    note = text("hubs.sites_note")
    if left_out:
        note += " " + text("hubs.candidates_left_out", count=left_out)
    rows = [
        (
            string(row["name"]),
            word("state", row["state"]),
            number(row["load"]) if row["state"] in ("kept", "opened") else "",
            minutes(row["mean_duration_s"], 1) if row["state"] in ("kept", "opened") else "",
            percent(row["regret"], 1) if pd.notna(row["regret"]) else "",
            share_bar(percent(row["stability"]), row["stability"]) if pd.notna(row["stability"]) else "",
        )
        for row in sorted(chosen.to_dict("records"), key=lambda row: (order.get(row["state"], 9), str(row["name"])))
    ]
    return table(text("hubs.sites"), heads, rows, note=note)


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
