"""The decision record: alternatives, weights, figures, who decided and when; a form where nothing is recorded."""

from __future__ import annotations

from typing import Any

from maps.blocks import Block, Heading, Page, Prose, Table, table
from maps.comparing import lines
from maps.data import ScenarioInfo, SiteData
from maps.formats import day, missing, number
from maps.texts import text, word

BLANK = "\u2026" * 24
"""A line to write on."""

PARTS = ("question", "chosen", "decided_by", "decided_on", "reasons", "conditions", "evaluate_on", "signed")


def build(data: SiteData) -> Page:
    """The page ``besluit.html``."""
    blocks: list[Block] = [] if data.decision is not None else [Prose(text("besluit.blank"), "note")]
    blocks += [_record(data), Heading(text("besluit.alternatives"), "alternatieven")]
    solved = _solved(data)
    blocks += [_alternatives(solved)] if solved else [Prose(text("besluit.none"), "note")]
    if len(data.criteria):
        blocks += [Heading(text("besluit.weights"), "gewichten"), _weights(data)]
    blocks += [Heading(text("besluit.limits"), "grenzen"), Prose(text("besluit.limits_text"))]
    return Page("besluit", text("besluit.title"), text("besluit.lead"), tuple(blocks))


def _record(data: SiteData) -> Table:
    said = dict.fromkeys(PARTS, BLANK)
    if (decision := data.decision) is not None:
        titles = {scenario.scenario: scenario.title for scenario in data.scenarios}
        said |= {
            "question": decision.question, "chosen": titles.get(decision.chosen, decision.chosen),
            "decided_by": ", ".join(decision.decided_by), "decided_on": day(decision.decided_on),
        }  # fmt: skip
        said |= {key: "; ".join(values) for key in ("reasons", "conditions") if (values := getattr(decision, key))}
        if decision.evaluate_on is not None:
            said["evaluate_on"] = day(decision.evaluate_on)
    rows = [(text(f"besluit.{part}"), said[part]) for part in PARTS]
    return table(text("besluit.decision"), [text("besluit.what"), text("besluit.record")], rows)


def _solved(data: SiteData) -> list[tuple[ScenarioInfo, dict[Any, Any]]]:
    if data.hub_solutions.empty:
        return []
    by_name = {row["scenario"]: row for row in data.hub_solutions.to_dict("records")}
    return [(each, by_name[each.scenario]) for each in data.scenarios if each.scenario in by_name]


def _alternatives(solved: list[tuple[ScenarioInfo, dict[Any, Any]]]) -> Table:
    heads = [text("besluit.figure"), *(scenario.title for scenario, _ in solved)]
    rows = [(line.label, *line.values) for line in lines([solution for _, solution in solved])]
    return table(text("besluit.alternatives"), heads, rows, fold_after=60)


def _weights(data: SiteData) -> Table:
    rows = data.criteria.drop_duplicates(["scenario", "criterion"])
    weight = {(row["scenario"], row["criterion"]): row["weight"] for row in rows.to_dict("records")}
    used = [each for each in data.scenarios if each.scenario in set(rows["scenario"])]
    heaviest = rows.groupby("criterion")["weight"].max()
    told = [
        (word("criterion", name), *(_percent(weight.get((each.scenario, name))) for each in used))
        for name in sorted(heaviest.index, key=lambda name: (-float(heaviest[name]), name))
    ]
    heads = [text("besluit.criterion"), *(f">{each.title}" for each in used)]
    return table(text("besluit.weights"), heads, told, note=text("besluit.weights_note"), fold_after=60)


def _percent(weight: Any) -> str:
    return "" if missing(weight) else number(float(weight) * 100)
