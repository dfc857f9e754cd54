"""Sources and data quality: what was loaded when, from where and on what ground, what was refused, what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from maps.blocks import Block, Heading, Page, Prose, Table, table
from maps.data import SiteData
from maps.formats import clock, day, missing, number, string
from maps.texts import text, word

FIGURES = ("inhabitants", "aged_65_plus", "households", "income_keur", "good_health_pct", "gp_distance_km")
SHORT_HASH = 12
FEEDS: Mapping[str, tuple[str, ...]] = {
    "wijk": ("buurt", "buurt_earlier", "key_figure", "health", "care_use", "population_age", "frailty_rate",
             "assumption", "delivery", "visit", "hub", "streets"),
    "volgorde": ("buurt", "key_figure", "health", "frailty_rate", "assumption", "delivery", "visit", "hub", "facility",
                 "supplier", "streets"),
    "buurtbeelden": ("buurt", "buurt_earlier", "key_figure", "health", "care_use", "population_age", "frailty_rate",
                     "assumption", "delivery", "visit", "hub", "facility", "supplier", "signal_count", "streets"),
    "hubs": ("buurt", "key_figure", "frailty_rate", "assumption", "hub", "facility", "depot", "hospital", "streets"),
    "watals": ("buurt", "key_figure", "frailty_rate", "hub", "facility", "depot", "hospital", "streets"),
    "vergelijking": ("buurt", "key_figure", "frailty_rate", "assumption", "hub", "facility", "depot", "hospital",
                     "streets"),
    "bereik": ("buurt", "key_figure", "frailty_rate", "delivery", "visit", "concierge", "hub", "streets"),
    "gebieden": ("buurt", "key_figure", "frailty_rate", "delivery", "visit", "concierge", "hub", "facility", "hospital",
                 "zone", "streets"),
    "nabijheid": ("buurt", "key_figure", "frailty_rate", "hub", "facility", "hospital", "zone", "streets"),
    "verschil": ("buurt", "key_figure", "frailty_rate", "concierge", "hub", "facility", "hospital", "streets"),
    "routes": ("order_line", "standing_order", "wish", "delivery", "visit", "concierge", "vehicle", "hub", "streets"),
    "verwachting": ("delivery", "order_line", "standing_order", "concierge", "hub"),
    "bundeling": ("delivery", "supplier", "depot", "hub", "streets"),
    "leverdagen": ("delivery", "supplier", "depot", "hub", "facility", "zone", "wish", "assumption", "streets"),
    "busjes": ("trip_request", "vehicle", "streets"),
    "impact": ("delivery", "visit", "order_line", "supplier", "depot", "concierge", "vehicle", "streets"),
    "dashboard": ("delivery", "visit", "supplier", "depot", "hub", "signal_count", "assumption", "streets"),
    "besluit": ("buurt", "key_figure", "frailty_rate", "assumption", "hub", "facility", "depot", "hospital", "streets"),
}  # fmt: skip
"""Which sources the figures of a page come from."""

_ROW_IN_A_SHEET = re.compile(r" \([^()]*rij [0-9]+\)\.$")


def build(data: SiteData) -> Page:
    """The page ``gegevens.html``."""
    blocks: list[Block] = [Prose(sentence, "warning") for sentence in data.warnings]
    blocks.append(Heading(text("gegevens.files"), "bestanden"))
    if data.sources.empty:
        blocks.append(Prose(text("gegevens.none"), "note"))
    else:
        sources = data.sources.sort_values(["source", "file_name"], ignore_index=True)
        blocks += [_files(sources, data.timezone), Prose(text("gegevens.trace"))]
        blocks += [Heading(text("gegevens.feeds"), "kaarten"), _feeds(sources)]
        blocks += [Heading(text("gegevens.grounds"), "herkomst"), _grounds(sources)]
        blocks += [Heading(text("gegevens.warnings"), "waarschuwingen"), _warnings(sources)]
        blocks += [Heading(text("gegevens.findings"), "samenhang"), *_findings(data.findings)]
    blocks += [Heading(text("gegevens.rejects"), "geweigerd"), _rejects(data)]
    if not data.buurten.empty:
        blocks += [Heading(text("gegevens.gaps"), "ontbreekt"), _gaps(data.buurten)]
    blocks.append(Heading(text("gegevens.attributions"), "naamsvermelding"))
    blocks += [Prose(line) for line in data.attributions] or [Prose(text("none_listed"), "note")]
    return Page("gegevens", text("gegevens.title"), text("gegevens.lead"), tuple(blocks))


def _files(sources: pd.DataFrame, timezone: str) -> Table:
    heads = [
        text("gegevens.source"), text("gegevens.file"), text("gegevens.period"), text("gegevens.loaded"),
        text("gegevens.hash"), f">{text('gegevens.read')}", f">{text('gegevens.accepted')}",
        f">{text('gegevens.rejected')}", f">{text('gegevens.twice')}", f">{text('gegevens.warned')}",
    ]  # fmt: skip
    rows = [
        (
            word("source", row["source"]),
            string(row["file_name"]),
            _period(row["period"]),
            f"{day(row['loaded_at'])} {clock(row['loaded_at'], timezone)}",
            string(row["sha256"])[:SHORT_HASH],
            number(row["rows_read"]),
            number(row["rows_accepted"]),
            number(row["rows_rejected"]),
            number(row["duplicates"]),
            number(len(_told(row["warnings"]))),
        )
        for row in sources.to_dict("records")
    ]
    return table(text("gegevens.files"), heads, rows, note=text("gegevens.files_note"), fold_after=60)


def _feeds(sources: pd.DataFrame) -> Table:
    """By page: the sources that it is made from and that are loaded, each with its period."""
    periods: dict[str, set[str]] = {}
    for row in sources.to_dict("records"):
        known = set() if missing(row["period"]) else {_period(row["period"])}
        periods.setdefault(str(row["source"]), set()).update(known)
    rows = []
    for page, feeds in FEEDS.items():
        loaded = [_dated(source, periods[source]) for source in feeds if source in periods]
        absent = [word("source", source) for source in feeds if source not in periods]
        rows.append((text(f"{page}.nav"), _listed(loaded), _listed(absent)))
    heads = [text("gegevens.page"), text("gegevens.made_from"), text("gegevens.not_loaded")]
    return table(text("gegevens.feeds"), heads, rows)


def _dated(source: str, periods: set[str]) -> str:
    return word("source", source) + (f" ({', '.join(sorted(periods))})" if periods else "")


def _listed(names: list[str]) -> str:
    return "; ".join(names) or text("none_listed")


def _grounds(sources: pd.DataFrame) -> Table:
    heads = [
        text("gegevens.source"), text("gegevens.file"), text("gegevens.licence"), text("gegevens.attribution"),
        text("gegevens.purpose"), text("gegevens.basis"),
    ]  # fmt: skip
    own = text("gegevens.own")
    rows = [
        (
            word("source", row["source"]),
            string(row["file_name"]),
            own if missing(row["licence"]) and not missing(row["purpose"]) else string(row["licence"]),
            own if missing(row["attribution"]) and not missing(row["purpose"]) else string(row["attribution"]),
            text("gegevens.open") if missing(row["purpose"]) else string(row["purpose"]),
            text("gegevens.open") if missing(row["legal_basis"]) else string(row["legal_basis"]),
        )
        for row in sources.to_dict("records")
    ]
    return table(text("gegevens.grounds"), heads, rows, fold_after=60)


def _warnings(sources: pd.DataFrame) -> Block:
    rows = [
        (string(row["file_name"]), sentence)
        for row in sources.to_dict("records")
        for sentence in _told(row["warnings"])
    ]  # fmt: skip
    if not rows:
        return Prose(text("gegevens.warnings_none"), "note")
    return table(text("gegevens.warnings"), [text("gegevens.file"), text("gegevens.warning")], rows, fold_after=40)


def _told(warnings: Any) -> list[str]:
    """The sentences that a load kept as a JSON list; of what is no such list, the text itself."""
    if missing(warnings):
        return []
    try:
        found = json.loads(warnings)
    except ValueError:
        return [str(warnings)]
    return [str(sentence) for sentence in found] if isinstance(found, list) else [str(warnings)]


def _findings(findings: pd.DataFrame) -> list[Block]:
    if findings.empty:
        return [Prose(text("gegevens.findings_none"), "note")]
    return [Prose(string(sentence), "note") for sentence in findings["sentence"]]


def _rejects(data: SiteData) -> Block:
    """Refused values by file, column and rule: counts only, for a row number leads back to a person."""
    if data.rejects.empty:
        refused = 0 if data.sources.empty else int(data.sources["rows_rejected"].sum())
        sentence = f"{text('gegevens.rejected')}: {number(refused)}." if refused else text("gegevens.rejects_none")
        return Prose(sentence, "note")
    grouped = data.rejects.groupby(["file_name", "column_name", "rule"], sort=True, dropna=False)
    counted = grouped.agg(count=("row_number", "size"), sentence=("sentence", "first")).reset_index()
    rows = [
        (
            string(row["file_name"]),
            string(row["column_name"]) if str(row["column_name"]) else text("gegevens.whole_row"),
            _ROW_IN_A_SHEET.sub(".", string(row["sentence"])),
            number(row["count"]),
        )
        for row in counted.to_dict("records")
    ]
    heads = [text("gegevens.file"), text("gegevens.column"), text("gegevens.rule"), f">{text('gegevens.count')}"]
    return table(text("gegevens.rejects"), heads, rows, note=text("gegevens.rejects_note"))


def _gaps(buurten: pd.DataFrame) -> Table:
    rows = [
        (text(f"figure.{figure}"), f"{number(int(buurten[figure].isna().sum()))} / {number(len(buurten))}")
        for figure in FIGURES
        if figure in buurten.columns
    ]
    return table(
        text("gegevens.gaps"),
        [text("gegevens.figure"), f">{text('gegevens.missing')}"],
        rows,
        note=text("gegevens.gaps_note"),
    )


def _period(period: Any) -> str:
    """A period such as ``2025-02-03 tot 2026-01-31``."""
    if missing(period):
        return text("unknown")
    first, _, last = str(period).partition("/")
    return first if not last or first == last else text("range", low=first, high=last)
