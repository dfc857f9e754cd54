"""Two scenarios as ``wijk scenario compare`` prints them, in Dutch: read from planning and marts, put into lines.

What is compared and how it reads is in :mod:`maps.comparing`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from geo.db.connection import Database
from geo.workspace import Scenario
from maps.comparing import CHANGE_COLUMNS, changes, hubs_open, lines, shared, signed_minutes, sums
from maps.formats import minutes, missing, number
from maps.texts import text, word
from pipelines.bench import RunError

QUERIES = {
    "solutions": "SELECT * FROM planning.hub_solution WHERE region = :region AND scenario IN (:first, :second)",
    "sites": """
SELECT scenario, hub_id, name, state FROM planning.hub_site WHERE region = :region AND scenario IN (:first, :second)
""",
    "compared": """
SELECT c.*, b.buurtnaam FROM marts.hub_compare AS c JOIN core.buurt AS b USING (region, buurtcode)
WHERE c.region = :region AND c.scenario = :second AND c.other_scenario = :first
""",
}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two scenarios, the second against the first: their rows, and what differs by buurt."""

    first: Scenario
    second: Scenario
    solutions: tuple[dict[Any, Any], dict[Any, Any]]
    sites: pd.DataFrame
    buurten: pd.DataFrame


def compare(database: Database, region: str, first: Scenario, second: Scenario) -> Comparison:
    """Reads two scenarios.

    Raises:
        RunError: one of them has not been worked out.
    """
    wanted = {"region": region, "first": first.scenario, "second": second.scenario}
    engine = database.engine()
    with engine.connect() as connection:
        if connection.execute(sa.text("SELECT to_regclass('marts.hub_compare')")).scalar() is None:
            raise RunError("No scenario of this database has been published yet; run `wijk run` first.")
        found = {name: pd.read_sql(sa.text(query), connection, params=wanted) for name, query in QUERIES.items()}
    engine.dispose()
    solved = {str(row["scenario"]): row for row in found["solutions"].to_dict("records")}
    for scenario in (first.scenario, second.scenario):
        if scenario not in solved:
            raise RunError(f"Scenario {scenario} has not been worked out yet; run `wijk scenario run {scenario}`.")
    return Comparison(
        first, second, (solved[first.scenario], solved[second.scenario]), found["sites"],
        changes(found["compared"], second.scenario, first.scenario),
    )  # fmt: skip


def told(comparison: Comparison) -> list[str]:
    """The comparison as lines of text for a planner."""
    first, second = comparison.first, comparison.second
    head = ("", first.scenario, second.scenario, text("vergelijking.difference"))
    figures = [
        (line.label, *(_short(value) for value in line.values), line.difference) for line in lines(comparison.solutions)
    ]
    opened = [hubs_open(comparison.sites[comparison.sites["scenario"] == each.scenario]) for each in (first, second)]
    both, mine, other = shared(*opened)
    nothing = text("vergelijking.nothing")
    said = [
        text(
            "compare.heading", first=f"{first.title} ({first.scenario})", second=f"{second.title} ({second.scenario})"
        ),
        "",
        *_aligned([head, *figures]),
        "",
        f"{text('vergelijking.in_both')}: {', '.join(both) or nothing}",
        f"{text('vergelijking.only_in', title=first.scenario)}: {', '.join(mine) or nothing}",
        f"{text('vergelijking.only_in', title=second.scenario)}: {', '.join(other) or nothing}",
    ]
    if comparison.buurten.empty:
        return said
    totals = {name: number(value) for name, value in sums(comparison.buurten).items()}
    rows = [
        (
            str(row["buurtnaam"]),
            number(row["expected_frail"]),
            _minutes(row["other_minutes"]),
            _minutes(row["minutes"]),
            word("change", row["verdict"]) if missing(row["minutes_change"]) else signed_minutes(row["minutes_change"]),
        )
        for row in comparison.buurten.to_dict("records")
    ]
    heads = (text("buurt"), text("frail_home"), first.scenario, second.scenario, text("vergelijking.difference"))
    return [
        *said,
        "",
        text("vergelijking.summary", **totals),
        "",
        text("vergelijking.buurten") + ".",
        text("vergelijking.buurten_note", mode=word("mode", second.mode)),
        *_aligned([heads, *rows]),
    ]


def _short(value: str) -> str:
    """Without what stands between brackets: a column of a terminal is narrow."""
    return value.split(" (")[0] if value.endswith(")") else value


def _minutes(value: Any) -> str:
    return text("no_figure") if missing(value) else minutes(float(value) * 60, 1)


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Columns in line, the first left, the others right; long words of a figure go on a line of their own."""
    wide = [row for row in rows if max(len(cell) for cell in row[1:]) <= 24]
    widths = [max(len(row[place]) for row in (wide or rows)) for place in range(len(rows[0]))]
    found = []
    for row in rows:
        if row in wide:
            cells = [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
            found.append("  ".join(cells).rstrip())
        else:
            found += [
                f"{row[0]}:",
                *(f"    {name}: {cell}" for name, cell in zip(rows[0][1:], row[1:], strict=True) if cell),
            ]
    return found


def as_json(comparison: Comparison) -> str:
    """Both scenarios' figures and the buurten, as one JSON object."""
    solutions = {
        str(row["scenario"]): {
            key: None if missing(value) else value for key, value in row.items() if key != "scenario"
        }
        for row in comparison.solutions
    }
    rows = comparison.buurten[list(CHANGE_COLUMNS)].to_dict("records") if len(comparison.buurten) else []
    buurten = [{key: None if missing(value) else value for key, value in row.items()} for row in rows]
    return json.dumps(
        {
            "first": comparison.first.scenario,
            "second": comparison.second.scenario,
            "scenarios": solutions,
            "buurten": buurten,
        },
        ensure_ascii=False,
    )


def as_csv(comparison: Comparison) -> str:
    """The buurten as CSV, ';' between the columns; a text that a spreadsheet would take for a formula is quoted."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow(["buurtcode", "buurtnaam", *CHANGE_COLUMNS[1:]])
    for row in comparison.buurten.to_dict("records"):
        named = str(row["buurtnaam"])
        safe = f"'{named}" if named[:1] in ("=", "+", "-", "@", "\t") else named
        writer.writerow(
            [row["buurtcode"], safe, *("" if missing(row[name]) else row[name] for name in CHANGE_COLUMNS[1:])]
        )
    return stream.getvalue()
