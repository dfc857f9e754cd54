"""In which order to open wijken, what each step adds against what is provably possible, what a wijk asks and costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from maps import need_classes
from maps.blocks import Block, Cell, Heading, Page, Prose, Table, interval_bar, share_bar, table
from maps.charts import Chart, Series, chart
from maps.data import ScenarioInfo, SiteData, main_scenario, of_scenario
from maps.formats import euro, holds, missing, number, percent, string
from maps.layers import Rows
from maps.pages.common import base_note, empty_page, hub_marks, maker, source_line
from maps.pictures import picture_codes, picture_link
from maps.texts import text

CURVES = 4
"""Wijken whose start is drawn: lines that a reader can still tell apart."""


def build(data: SiteData) -> Page:
    """The page ``volgorde.html``."""
    scenario = main_scenario(data)
    if scenario is None or (data.sequence.empty and data.candidate_costs.empty):
        return empty_page("volgorde", text("volgorde.none"))
    sequence = of_scenario(data.sequence, scenario.scenario)
    costs = of_scenario(data.candidate_costs, scenario.scenario)
    blocks: list[Block] = []
    if len(sequence):
        blocks += _sequence(data, sequence.sort_values("step", ignore_index=True), scenario)
    else:
        blocks.append(Prose(text("volgorde.none"), "note"))
    if len(costs):
        blocks += _costs(data, costs, sequence, scenario.scenario)
    else:
        blocks.append(Prose(text("volgorde.no_cost"), "note"))
    return Page("volgorde", text("volgorde.title"), text("volgorde.lead"), tuple(blocks))


def _sequence(data: SiteData, sequence: pd.DataFrame, scenario: ScenarioInfo) -> list[Block]:
    out: list[Block] = []
    if drawn := _map(data, sequence, scenario.scenario):
        out.append(drawn)
    out += [Heading(text("volgorde.curve"), "curve"), reach_chart(sequence)]
    links = picture_codes(data, scenario.scenario)
    first, then = (sequence[sequence["phase"] == phase] for phase in ("first", "then"))
    if len(first):
        title = text("volgorde.first", count=len(first))
        out += [Heading(title, "eerste"), _steps(first, links, title, fold_after=40)]
    if len(then):
        title = text("volgorde.then", first=then["step"].min(), last=then["step"].max())
        out += [Heading(title, "daarna"), _steps(then, links, title, fold_after=18)]
    out.append(_why(sequence))
    if made := _by_scenario(data):
        out += [Heading(text("volgorde.scenarios"), "scenarios"), made]
    return out


def _map(data: SiteData, sequence: pd.DataFrame, scenario: str) -> Block | None:
    made = maker(data, "volgorde", text("volgorde.map"))
    if made is None:
        return None
    rows = sequence.set_index("wijkcode")
    codes = sorted(set(data.buurten["wijkcode"]) if not data.buurten.empty else set())
    tips = {str(row["wijkcode"]): _tip(row) for row in sequence.to_dict("records")}
    classed = need_classes.steps(rows["step"], codes, text("volgorde.map"))
    made.areas(text("volgorde.layer"), "wijk", classed, tips)
    points, styles, legend = hub_marks(of_scenario(data.hubs, scenario), all_kept=True)
    if points:
        made.points(text("hubs_layer"), points, styles, legend)
    return made.finish(source_line(data), base_note(data))


def _tip(row: Mapping[Any, Any]) -> Rows:
    rows = [
        (text("volgorde.step"), number(row["step"])),
        (text("volgorde.added"), number(row["added"])),
        (text("volgorde.cumulative"), number(row["cumulative"])),
        (text("volgorde.share"), percent(row["share"])),
    ]
    return [*rows, (text("volgorde.wishes"), wishes)] if (wishes := _wishes(row)) else rows


def reach_chart(sequence: pd.DataFrame) -> Chart:
    """Cumulative reach by step, with the bound that no other choice can pass."""
    lines = [
        Series(text(f"volgorde.curve_{name}"), ((0.0, 0.0), *zip(sequence["step"], sequence[column], strict=True)))
        for name, column in (("reached", "cumulative"), ("bound", "bound"))
    ]
    parts = [(row["cumulative"] / row["bound"], row["step"]) for row in sequence.to_dict("records") if row["bound"] > 0]
    note = ""
    if parts:
        share, step = min(parts)
        note = text("volgorde.curve_note", step=number(step), share=percent(share))
    return chart(text("volgorde.curve"), text("volgorde.curve_x"), text("volgorde.curve_y"), lines, note=note)


def _steps(sequence: pd.DataFrame, links: frozenset[str], caption: str, *, fold_after: int) -> Table:
    heads = [
        f">{text('volgorde.step')}", text("wijk"), f">{text('volgorde.added')}", f">{text('volgorde.alone')}",
        f">{text('volgorde.cumulative')}", f">{text('volgorde.bound')}", text("volgorde.share"),
        text("volgorde.wishes"),
    ]  # fmt: skip
    rows = [
        (
            number(row["step"]),
            picture_link(row["wijkcode"], _name(row), links),
            number(row["added"]),
            number(row["alone"]),
            number(row["cumulative"]),
            number(row["bound"]),
            share_bar(percent(row["share"]), row["share"]),
            _wishes(row),
        )
        for row in sequence.to_dict("records")
    ]
    return table(caption, heads, rows, note=text("volgorde.table_note"), fold_after=fold_after)


def _why(sequence: pd.DataFrame) -> Table:
    rows = [(f"{number(row['step'])}. {_name(row)}", string(row["reason"])) for row in sequence.to_dict("records")]
    return table(text("volgorde.why"), [text("wijk"), text("wijk.reason")], rows, fold_after=0)


def _wishes(row: Mapping[Any, Any]) -> str:
    return ", ".join(text(f"volgorde.{name}_yes") for name in ("lead", "village") if holds(row[name]))


def _by_scenario(data: SiteData) -> Table | None:
    """The step of each wijk in every scenario; None where only one scenario has an order."""
    infos = [info for info in data.scenarios if info.scenario in set(data.sequence["scenario"])]
    if len(infos) < 2:
        return None
    wide = data.sequence.pivot_table(index="wijkcode", columns="scenario", values="step", aggfunc="first")
    named = {row["wijkcode"]: _name(row) for row in data.sequence.to_dict("records")}
    ordered = wide.sort_values([infos[0].scenario, "wijkcode"], na_position="last")
    rows = [
        (named[code], *("–" if missing(step := row[info.scenario]) else number(step) for info in infos))
        for code, row in zip(ordered.index, ordered.to_dict("records"), strict=True)
    ]
    return table(text("volgorde.scenarios"), [text("wijk"), *(f">{info.title}" for info in infos)], rows)


def _costs(data: SiteData, costs: pd.DataFrame, sequence: pd.DataFrame, scenario: str) -> list[Block]:
    step = {} if sequence.empty else dict(zip(sequence["wijkcode"], sequence["step"], strict=True))
    order = costs.assign(step=costs["wijkcode"].map(step)).sort_values(["step", "wijkcode"], na_position="last")
    rows = order.to_dict("records")
    out: list[Block] = [Heading(text("volgorde.asks"), "vraagt"), _asks(rows)]
    out += [Heading(text("volgorde.costs"), "kosten"), _yearly(rows), _parts(rows)]
    months = of_scenario(data.candidate_months, scenario)
    if len(months):
        out += [Heading(text("volgorde.start"), "start"), *_start(rows, months)]
    return out


def _step(row: Mapping[Any, Any]) -> str:
    return "–" if missing(row["step"]) else number(row["step"])


def _asks(rows: list[dict[Any, Any]]) -> Table:
    heads = [text("wijk"), *(
        f">{text(f'volgorde.{name}')}"
        for name in ("step", "residents", "visits", "deliveries", "hours", "fte", "vehicles")
    )]  # fmt: skip
    lines = [
        (
            _name(row), _step(row), number(row["residents"]), number(row["visits_per_week"]),
            number(row["deliveries_per_year"]), number(row["concierge_hours_per_week"]),
            number(row["fte"], 1 if row["fte"] >= 1 else 2),
            number(row["vehicles"]),
        )
        for row in rows
    ]  # fmt: skip
    return table(text("volgorde.asks"), heads, lines, note=text("volgorde.asks_note"), fold_after=40)


def _yearly(rows: list[dict[Any, Any]]) -> Table:
    heads = [
        text("wijk"), text("volgorde.total"), f">{text('volgorde.per_resident')}", f">{text('volgorde.income')}",
        f">{text('volgorde.unfunded')}", f">{text('volgorde.break_even')}", f">{text('volgorde.deliveries')}",
    ]  # fmt: skip
    top = max((float(row["total_high_eur"]) for row in rows if not missing(row["total_high_eur"])), default=0.0)
    lines = [
        (
            _name(row), _total(row, top), euro(row["per_resident_eur"]), euro(row["income_eur"]),
            euro(row["unfunded_eur"]), _break_even(row), number(row["deliveries_per_year"]),
        )
        for row in rows
    ]  # fmt: skip
    return table(text("volgorde.costs"), heads, lines, note=text("volgorde.costs_note"), fold_after=40)


def _total(row: Mapping[Any, Any], top: float) -> Cell:
    low, value, high = row["total_low_eur"], row["total_eur"], row["total_high_eur"]
    if missing(low) or missing(value) or missing(high):
        return euro(value)
    return interval_bar(f"{euro(value)} ({euro(low)} – {euro(high)})", low, value, high, top)


def _break_even(row: Mapping[Any, Any]) -> str:
    if missing(row["break_even_deliveries"]):
        return text("volgorde.no_break_even")
    return number(row["break_even_deliveries"])


def _parts(rows: list[dict[Any, Any]]) -> Table:
    names = ("staff", "vehicle", "site", "coordination", "agenda", "start_unfunded")
    lines = [(_name(row), *(euro(row[f"{name}_eur"]) for name in names)) for row in rows]
    heads = [text("wijk"), *(f">{text(f'volgorde.{name}')}" for name in names)]
    return table(text("volgorde.parts"), heads, lines, note=text("volgorde.parts_note"), fold_after=0)


def _start(rows: list[dict[Any, Any]], months: pd.DataFrame) -> list[Block]:
    by_wijk = {str(code): part.sort_values("month") for code, part in months.groupby("wijkcode")}
    curves = [
        Series(_name(row), ((0.0, float(row["agenda_eur"])), *zip(part["month"], part["unfunded_eur"], strict=True)))
        for row in rows[:CURVES]
        if (part := by_wijk.get(str(row["wijkcode"]))) is not None
    ]
    last = int(months["month"].max())
    heads = [text("wijk"), *(f">{text('volgorde.month', month=month)}" for month in range(1, last + 1))]
    lines = []
    for row in rows:
        part = by_wijk.get(str(row["wijkcode"]))
        at = {} if part is None else dict(zip(part["month"], part["unfunded_eur"], strict=True))
        lines.append((_name(row), *(_thousands(at.get(month)) for month in range(1, last + 1))))
    out: list[Block] = []
    if curves:
        labels = (text("volgorde.start"), text("volgorde.start_x"), text("volgorde.start_y"))
        out.append(chart(*labels, curves, note=text("volgorde.start_note")))
    return [*out, _shares(months, last), table(text("volgorde.start_table"), heads, lines)]


def _shares(months: pd.DataFrame, last: int) -> Table:
    """Deliveries by month as a share of full strength: the range over the wijken."""
    by_month = months.groupby("month")["share"].agg(["min", "max"])
    cells = [
        percent(row["min"]) if row["min"] == row["max"] else f"{percent(row['min'])} – {percent(row['max'])}"
        for row in (by_month.loc[month] for month in range(1, last + 1) if month in by_month.index)
    ]
    heads = [text("volgorde.month_share"), *(f">{text('volgorde.month', month=month)}" for month in by_month.index)]
    return table(text("volgorde.month_share"), heads, [(text("volgorde.every_wijk"), *cells)])


def _thousands(amount: Any) -> str:
    return text("no_figure") if missing(amount) else number(float(amount) / 1000)


def _name(row: Mapping[Any, Any]) -> str:
    return string(row["wijknaam"]) if not missing(row["wijknaam"]) else string(row["wijkcode"])
