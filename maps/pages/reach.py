"""Whom it reaches: the four coverage measures, each a map of its own and never merged, and the white spots.

Areas of hubs and catchments are in :mod:`maps.pages.areas`, what changes against today in :mod:`maps.pages.change`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps.blocks import Block, Heading, Page, Prose
from maps.classes import Classed, by_breaks, explained, shares
from maps.data import ScenarioInfo, SiteData, of_scenario
from maps.formats import missing, number, percent
from maps.layers import Rows
from maps.pages.bundling import counted
from maps.pages.common import base_note, empty_page, maker, source_line
from maps.pages.hubs import TIME_BREAKS
from maps.pages.reach_tables import buurt_table, quantile_table, wijk_table
from maps.pages.reaching import (
    MEASURES,
    REASON_ENTRIES,
    Frail,
    Limit,
    add_hubs,
    anchor,
    chapters,
    frail_at_home,
    frail_row,
    limit_name,
    limits,
    method_note,
    modes,
    of_limit,
    own_limit,
    shown,
    waiting,
    with_reason,
)
from maps.pages.white_spots import white_spots
from maps.texts import text, word


def build(data: SiteData) -> Page:
    """The page ``bereik.html``."""
    if not data.scenarios:
        return empty_page("bereik", text("hubs.no_scenario"))
    blocks: list[Block] = [*chapters(data, data.scenarios)]
    for scenario in data.scenarios:
        blocks += [Heading(scenario.title, anchor(data, scenario)), *_scenario(data, scenario)]
    return Page("bereik", text("bereik.title"), text("bereik.lead"), tuple(blocks))


def _scenario(data: SiteData, scenario: ScenarioInfo) -> list[Block]:
    coverage = of_scenario(data.coverage, scenario.scenario)
    reach = of_scenario(data.reach, scenario.scenario)
    if coverage.empty and reach.empty:
        return [Prose(text("bereik.none"), "note")]
    frail = frail_at_home(data, scenario.scenario)
    blocks = _measure(data, scenario, coverage, reach, frail, "reachable")
    if len(reach):
        blocks.append(quantile_table(data, scenario, reach))
    blocks += white_spots(data, scenario, coverage)
    for measure in MEASURES[1:]:
        blocks += _measure(data, scenario, coverage, reach, frail, measure)
    if len(coverage):
        blocks += [wijk_table(data, scenario, coverage), buurt_table(data, scenario, coverage, reach)]
    return blocks


def _measure(
    data: SiteData,
    scenario: ScenarioInfo,
    coverage: pd.DataFrame,
    reach: pd.DataFrame,
    frail: Frail,
    measure: str,
) -> list[Block]:
    """The map of one measure, or the sentence why there is none."""
    rows = coverage[coverage["measure"] == measure] if len(coverage) else coverage
    if rows.empty or data.buurten.empty:
        return []
    if measure != "reachable":
        if set(rows["status"]) <= {"unknown", "nobody_expected"}:
            return [Prose(text(f"bereik.unknown.{measure}"), "note")]
        if (first := _first_like(data, scenario, rows, measure)) is not None:
            return [Prose(text("bereik.same", measure=word("measure", measure), title=first.title), "note")]
    number_of = data.scenarios.index(scenario)
    title = text(f"bereik.map.{measure}", title=scenario.title)
    made = maker(data, f"bereik_{number_of}_{measure}", title, scenario.scenario)
    if made is None:
        return []
    codes = [str(code) for code in data.buurten["buurtcode"]]
    found = {limit: of_limit(rows, limit).set_index("buurtcode").reindex(codes) for limit in limits(rows, scenario)}
    times = reach[reach["area_kind"] == "buurt"] if measure == "reachable" and len(reach) else reach.iloc[:0]
    waits = {
        mode: times[times["mode"] == mode].set_index("area_code").reindex(codes) for mode in modes(times, scenario)
    }
    tips = _tips(codes, measure, found, waits, frail)
    note = method_note(reach) if measure == "reachable" else ""
    own = own_limit(rows, scenario)
    for limit, shares_of in found.items():
        name = limit_name(*limit) if measure == "reachable" else word("measure", measure)
        heading = text(f"measure_title.{measure}")
        heading = f"{heading}, {name}" if measure == "reachable" else heading
        choice = measure == "reachable"
        classed = _classed(shares_of, heading, note)
        made.areas(name, "buurt", classed, tips, exclusive=choice, show=limit == own, listed=choice,
                   says={"mode": limit[0], "minutes": limit[1]} if choice else None)  # fmt: skip
    for mode, quantiles in waits.items():
        heading = text("bereik.median_title", mode=word("mode", mode))
        median = by_breaks(quantiles["p50_s"] / 60, heading, breaks=TIME_BREAKS, unit="min", note=note)
        median = with_reason(median, quantiles["reached_share"])
        made.areas(text("bereik.median_layer", mode=word("mode", mode)), "buurt", median, tips)
    add_hubs(made, data, scenario)
    return [Heading(word("measure", measure), level=3), made.finish(source_line(data), base_note(data))]


def _first_like(data: SiteData, scenario: ScenarioInfo, rows: pd.DataFrame, measure: str) -> ScenarioInfo | None:
    """The first scenario, when its figures of a measure are the same as these rows."""
    first = data.scenarios[0]
    if scenario == first:
        return None
    compared = ["buurtcode", "mode", "minutes", "value", "numerator", "denominator", "status"]
    others = of_scenario(data.coverage, first.scenario)
    others = others[others["measure"] == measure]
    mine, theirs = (
        part[compared].sort_values(compared[:3]).reset_index(drop=True).astype({"value": float, "numerator": float})
        for part in (rows, others)
    )
    return first if mine.equals(theirs) else None


def _classed(found: pd.DataFrame, title: str, note: str) -> Classed:
    """A measure in fifths; what has no figure is drawn and named by the reason."""
    return explained(shares(found["value"], title, note=note), found["status"], REASON_ENTRIES)


def _tips(
    codes: list[str],
    measure: str,
    found: dict[Limit, pd.DataFrame],
    waits: dict[str, pd.DataFrame],
    frail: Frail,
) -> dict[str, Rows]:
    """What a buurt's tooltip says of one measure: expected frail, each limit, and the median time by means."""
    tips: dict[str, list[tuple[str, str]]] = {code: frail_row(frail, code) for code in codes}
    for limit, part in found.items():
        for code, row in zip(codes, part.to_dict("records"), strict=True):
            tips[code] += _figure(row, measure, limit, frail.get(code))
    for mode, part in waits.items():
        name = text("bereik.median_layer", mode=word("mode", mode))
        for code, row in zip(codes, part.to_dict("records"), strict=True):
            tips[code].append((name, waiting(row["p50_s"], row["reached_share"])))
    return dict(tips)


def _figure(row: dict[Any, Any], measure: str, limit: Limit, frail: dict[Any, Any] | None) -> list[tuple[str, str]]:
    """A share with its numerator, its denominator and its interval, as tooltip lines."""
    value = row["value"]
    if measure == "reachable":
        said = shown(value, row["status"])
        if not missing(value):
            parts = {"part": number(row["numerator"], 1), "whole": number(row["denominator"], 1)}
            said = f"{said} ({text('bereik.of', **parts)})"
        return [(limit_name(*limit), said)]
    lines = [(word("measure", measure), shown(value, row["status"]))]
    if missing(value):
        return lines
    people = counted(row["numerator"]) if measure in ("known", "served") else number(row["numerator"], 1)
    lines += [
        (text(f"bereik.numerator.{measure}"), people),
        (text(f"bereik.denominator.{measure}"), number(row["denominator"], 1)),
    ]
    if frail is not None and not missing(frail["low"]) and not missing(frail["high"]) and frail["low"] > 0:
        low, high = (percent(value * frail["expected"] / frail[end]) for end in ("high", "low"))
        lines.append((text("bereik.share_interval"), text("range", low=low, high=high)))
    return lines
