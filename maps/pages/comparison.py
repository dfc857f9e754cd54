"""Scenarios beside each other: their figures, and by buurt the minutes that one is nearer or farther than another."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from maps.blocks import Block, Contents, Figure, Figures, Heading, Link, Links, Page, Prose, Table, table
from maps.classes import NO_FIGURE, Classed, Entry, Legend
from maps.comparing import LIMITED, by_limit, changes, hubs_open, lines, shared, signed_minutes, sums
from maps.data import BASELINE, ScenarioInfo, SiteData, buurt_names, hub_names, of_scenario
from maps.formats import minutes, missing, number
from maps.layers import Rows
from maps.pages.change import minutes_of_change
from maps.pages.common import base_note, empty_page, maker, source_line
from maps.pages.hub_answer import NO_BREAK
from maps.pages.reaching import method_note
from maps.pages.what_if import address
from maps.texts import text, word
from maps.what_if import playable

MOST_PAIRS = 6
"""So many pairs are all shown; beyond it, those with today's hubs."""

LOOKS = (
    ("won", Entry(word("limited", "won"), "#0072b2")),
    ("lost", Entry(word("limited", "lost"), "url(#wijk-lost)")),
    ("kept_in", Entry(word("limited", "kept_in"), "#a8cfe8")),
    ("kept_out", Entry(word("limited", "kept_out"), "#d3d7db")),
)
"""Blue and orange, apart for colour-blind eyes; what is lost is hatched as well."""

Pair = tuple[ScenarioInfo, ScenarioInfo]


def build(data: SiteData) -> Page:
    """The page ``vergelijking.html``."""
    if len(data.scenarios) < 2 or data.hub_solutions.empty:
        return empty_page("vergelijking", text("vergelijking.only_one"))
    blocks: list[Block] = [_figures(data)]
    shown, every = pairs(data)
    if len(shown) > 1:
        blocks.insert(0, Contents(tuple((f"paar-{place}", _title(pair)) for place, pair in enumerate(shown))))
    if len(shown) < every:
        blocks.append(Prose(text("vergelijking.capped", count=number(every)), "note"))
    if drawn := _map(data, shown):
        blocks.append(drawn)
    if limited := _limit_map(data, shown):
        blocks.append(limited)
    for place, pair in enumerate(shown):
        blocks += [Heading(_title(pair), f"paar-{place}"), *_pair(data, pair)]
    return Page("vergelijking", text("vergelijking.title"), text("vergelijking.lead"), tuple(blocks))


def pairs(data: SiteData) -> tuple[list[Pair], int]:
    """The pairs that are shown, each (scenario, what it is compared with), and how many there are."""
    every = [(second, first) for first, second in itertools.combinations(data.scenarios, 2)]
    if len(every) <= MOST_PAIRS:
        return every, len(every)
    return [pair for pair in every if BASELINE in (pair[0].scenario, pair[1].scenario)], len(every)


def _title(pair: Pair) -> str:
    return text("vergelijking.pair", first=pair[0].title, second=pair[1].title)


def _figures(data: SiteData) -> Table:
    """A figure a row, a scenario a column; of two scenarios also the difference."""
    by_name = {row["scenario"]: row for row in data.hub_solutions.to_dict("records")}
    solved = [scenario for scenario in data.scenarios if scenario.scenario in by_name]
    told = lines([by_name[scenario.scenario] for scenario in solved])
    two = len(solved) == 2
    heads = [text("vergelijking.figure"), *(f">{scenario.title}" for scenario in solved)]
    heads += [f">{text('vergelijking.difference')}"] if two else []
    rows = [
        (line.label.strip(), *line.values, *((line.difference.replace(" ", NO_BREAK),) if two else ())) for line in told
    ]
    return table(text("vergelijking.table"), heads, rows, fold_after=30)


def _pair(data: SiteData, pair: Pair) -> list[Block]:
    first, second = (hubs_open(of_scenario(data.hubs, each.scenario)) for each in pair)
    both, mine, other = ((", ".join(names) or text("vergelijking.nothing")) for names in shared(first, second))
    rows = [
        (text("vergelijking.in_both"), both),
        (text("vergelijking.only_in", title=pair[0].title), mine),
        (text("vergelijking.only_in", title=pair[1].title), other),
    ]
    blocks: list[Block] = [table(text("hubs_layer"), [text("vergelijking.figure"), text("hubs_layer")], rows)]
    if data.hub_compared.empty:
        return blocks
    found = changes(data.hub_compared, pair[0].scenario, pair[1].scenario)
    if found.empty:
        return blocks
    told = {name: number(value) for name, value in sums(found).items()}
    blocks.append(Prose(text("vergelijking.summary", **told)))
    if pair[0].mode != pair[1].mode:
        blocks.append(Prose(text("vergelijking.modes_differ", mode=word("mode", pair[0].mode)), "note"))
    return [*blocks, _within(found, pair), *_played(data, pair), _buurten(data, pair, found)]


def _within(found: pd.DataFrame, pair: Pair) -> Figures:
    """Frail residents of buurten that come within the scenario's limit, fall outside, or stay."""
    people = found["expected_frail"].groupby(by_limit(found, pair[0].minutes).to_numpy()).sum()
    return Figures(
        tuple(
            Figure(number(people.get(name, 0.0)), text(f"vergelijking.figure_{name}", minutes=number(pair[0].minutes)))
            for name in LIMITED
        )
    )


def _played(data: SiteData, pair: Pair) -> list[Block]:
    """A link that sets both beside each other on the page *Wat als*."""
    if not all(playable(data, each.scenario) for each in pair):
        return []
    target = address(pair[0].scenario, beside=pair[1].scenario, view="swipe")
    return [Links((Link(target, text("watals.title"), text("watals.open_pair")),))]


def _buurten(data: SiteData, pair: Pair, found: pd.DataFrame) -> Table:
    heads = [
        text("buurt"), f">{text('frail_home')}", f">{pair[1].title}", f">{pair[0].title}",
        f">{text('vergelijking.difference')}", text("vergelijking.verdict"),
        text("vergelijking.limit_column", minutes=number(pair[0].minutes)), text("hub"),
    ]  # fmt: skip
    labels, hubs = buurt_names(data), hub_names(data)
    limited = by_limit(found, pair[0].minutes)
    rows = [
        (
            labels.get(row["buurtcode"], row["buurtcode"]),
            number(row["expected_frail"]),
            _minutes(row["other_minutes"]),
            _minutes(row["minutes"]),
            signed_minutes(row["minutes_change"]),
            word("change", row["verdict"]),
            word("limited", limited[str(row["buurtcode"])]).split(":")[0],
            _moved(row, hubs),
        )
        for row in found.to_dict("records")
    ]
    note = text("vergelijking.buurten_note", mode=word("mode", pair[0].mode))
    return table(text("vergelijking.buurten"), heads, rows, note=note)


def _minutes(value: object) -> str:
    return text("no_figure") if missing(value) else minutes(float(str(value)) * 60, 1)


def _moved(row: Mapping[object, object], hubs: Mapping[str, str]) -> str:
    before, after = (
        text("no_figure") if missing(row[name]) else hubs.get(str(row[name]), str(row[name]))
        for name in ("other_hub_id", "hub_id")
    )
    return after if before == after else text("verschil.hub_moved", today=before, scenario=after)


def _map(data: SiteData, shown: list[Pair]) -> Block | None:
    """One map, a layer a pair."""
    made = maker(data, "vergelijking", text("vergelijking.map"))
    if made is None or data.buurten.empty or data.hub_compared.empty:
        return None
    codes = [str(code) for code in data.buurten["buurtcode"]]
    for pair in shown:
        rows = changes(data.hub_compared, pair[0].scenario, pair[1].scenario).set_index("buurtcode").reindex(codes)
        tips: dict[str, Rows] = {
            code: [
                (pair[1].title, _minutes(row["other_minutes"])),
                (pair[0].title, _minutes(row["minutes"])),
                (text("vergelijking.difference"), signed_minutes(row["minutes_change"])),
            ]
            for code, row in zip(codes, rows.to_dict("records"), strict=True)
        }
        note = method_note(of_scenario(data.reach, pair[0].scenario))
        classed = minutes_of_change(rows["minutes_change"].astype(float) * 60, pair[0].mode, note)
        title = text("vergelijking.layer", first=pair[0].title, second=pair[1].title)
        made.areas(title, "buurt", replace(classed, legend=replace(classed.legend, title=title)), tips)
    return made.finish(source_line(data), base_note(data))


def _limit_map(data: SiteData, shown: list[Pair]) -> Block | None:
    """What each pair gains and loses by the minutes of its scenario, a layer a pair."""
    made = maker(data, "vergelijking_grens", text("vergelijking.limit_map"))
    if made is None or data.buurten.empty or data.hub_compared.empty:
        return None
    codes = [str(code) for code in data.buurten["buurtcode"]]
    order = [name for name, _ in LOOKS]
    for pair in shown:
        rows = changes(data.hub_compared, pair[0].scenario, pair[1].scenario)
        found = by_limit(rows, pair[0].minutes)
        minutes_of = rows.assign(buurtcode=rows["buurtcode"].astype(str)).set_index("buurtcode")
        tips: dict[str, Rows] = {
            code: [
                (text("vergelijking.verdict"), word("limited", found[code])),
                (pair[1].title, _minutes(minutes_of.loc[code, "other_minutes"])),
                (pair[0].title, _minutes(minutes_of.loc[code, "minutes"])),
            ]
            for code in codes
            if code in found.index
        }
        classes = {code: order.index(found[code]) if code in found.index else NO_FIGURE for code in codes}
        entries = [entry for _, entry in LOOKS]
        if NO_FIGURE in classes.values():
            entries.append(Entry(text("no_figure"), "", mark="hatch"))
        told = {"first": pair[0].title, "second": pair[1].title, "minutes": number(pair[0].minutes)}
        title = text("vergelijking.limit_layer", **told)
        legend = Legend(title, tuple(entries), text("vergelijking.limit_note"))
        colours = tuple(entry.colour for _, entry in LOOKS)
        made.areas(title, "buurt", Classed(classes, colours, legend), tips)
    return made.finish(source_line(data), base_note(data))
