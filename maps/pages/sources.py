"""Sources and data quality: what was loaded, refused and missing."""

from __future__ import annotations

import pandas as pd

from maps.blocks import Block, Heading, Page, Prose, Table, table
from maps.data import SiteData
from maps.formats import number, string
from maps.texts import text

SHOWN_REJECTS = 100
FIGURES = ("inhabitants", "aged_65_plus", "households", "income_keur", "good_health_pct", "gp_distance_km")


def build(data: SiteData) -> Page:
    """The page ``bronnen.html``."""
    blocks: list[Block] = [Prose(sentence, "warning") for sentence in data.warnings]
    blocks += [Heading(text("bronnen.files"), "bestanden")]
    if data.sources.empty:
        blocks.append(Prose(text("bronnen.none"), "note"))
    else:
        blocks.append(_files(data.sources))
    blocks += [Heading(text("bronnen.rejects"), "geweigerd")]
    if data.rejects.empty:
        refused = 0 if data.sources.empty else int(data.sources["rows_rejected"].sum())
        blocks.append(Prose(text("bronnen.rejects_none"), "note") if not refused else Prose(_refused(refused), "note"))
    else:
        blocks.append(_rejects(data.rejects))
    if not data.buurten.empty:
        blocks += [Heading(text("bronnen.gaps"), "ontbreekt"), _gaps(data.buurten)]
    blocks.append(Heading(text("bronnen.attributions"), "naamsvermelding"))
    blocks += [Prose(line) for line in data.attributions] or [Prose(text("none_listed"), "note")]
    return Page("bronnen", text("bronnen.title"), text("bronnen.lead"), tuple(blocks))


def _refused(count: int) -> str:
    return f"{text('bronnen.rejected')}: {number(count)}."


def _files(sources: pd.DataFrame) -> Table:
    heads = [
        text("bronnen.source"), text("bronnen.file"), text("bronnen.period"), text("bronnen.licence"),
        f">{text('bronnen.accepted')}", f">{text('bronnen.rejected')}",
    ]  # fmt: skip
    rows = [
        (
            string(row["source"]),
            string(row["file_name"]),
            string(row["period"]),
            string(row["licence"]),
            number(row["rows_accepted"]),
            number(row["rows_rejected"]),
        )
        for row in sources.sort_values(["source", "file_name"]).to_dict("records")
    ]
    return table(text("bronnen.files"), heads, rows, fold_after=60)


def _rejects(rejects: pd.DataFrame) -> Table:
    shown = rejects.sort_values(["file_name", "row_number", "column_name"]).head(SHOWN_REJECTS)
    rows = [
        (string(row["file_name"]), number(row["row_number"]), string(row["column_name"]), string(row["sentence"]))
        for row in shown.to_dict("records")
    ]
    heads = [text("bronnen.file"), f">{text('bronnen.row')}", text("bronnen.column"), text("bronnen.rule")]
    note = text("bronnen.rejects_note", count=number(len(shown)), total=number(len(rejects)))
    return table(text("bronnen.rejects"), heads, rows, note=note)


def _gaps(buurten: pd.DataFrame) -> Table:
    rows = [
        (text(f"figure.{figure}"), f"{number(int(buurten[figure].isna().sum()))} / {number(len(buurten))}")
        for figure in FIGURES
        if figure in buurten.columns
    ]
    return table(
        text("bronnen.gaps"),
        [text("bronnen.figure"), f">{text('bronnen.missing')}"],
        rows,
        note=text("bronnen.gaps_note"),
    )
