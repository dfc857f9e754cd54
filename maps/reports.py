"""The monthly report (HTML and PDF) and a sheet a supplier, each to be handed on alone: no script, no link.

Which figures there are is the dashboard's affair; here they are of one month beside the month before and the plan. A
supplier's sheet holds its own figures and the total, nothing of another's (:mod:`geo.competitors`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from geo.competitors import party_view
from maps.blocks import Block, Heading, Page, Prose, Table, table
from maps.data import SiteData, names
from maps.formats import clock, day, number
from maps.pages.dashboard import (
    balance_table,
    figures_of,
    last_month,
    month_charts,
    month_name,
    part_table,
    parties_of,
    span,
    value_table,
)
from maps.pages.delivery_days import party_cells, party_heads
from maps.render import HERE, environment
from maps.report_pdf import page_pdf
from maps.texts import text, word

REPORTS, SHEETS = "rapport", "leverancier"
"""Folders of the site."""

PARTY = ["supplier_id", "stops", "handed_stops", "taken_stops", "returns", "alone_km", "driven_km", "by_stop_km",
          "shapley_km", "gain_shapley_km"]  # fmt: skip
"""Columns of a party that its sheet shows."""

STYLE = HERE / "static" / "report.css"
"""What every report holds within itself."""


def write_reports(data: SiteData, folder: Path) -> int:
    """Write the report of the last whole month and the sheets of suppliers into a site; returns the number of files."""
    made = 0
    if (month := last_month(data)) is not None:
        (folder / REPORTS).mkdir()
        page = month_report(data, month)
        (folder / REPORTS / f"{month}.html").write_text(_html(page, data), encoding="utf-8")
        footer = f"{page.title}, {data.name}. {_made(data)}"
        (folder / REPORTS / f"{month}.pdf").write_bytes(page_pdf(page, footer, data.generated_at))
        made += 2
    if parties := parties_of(data):
        (folder / SHEETS).mkdir()
        for position, supplier in enumerate(parties, start=1):
            sheet = supplier_sheet(data, supplier)
            (folder / SHEETS / f"{position:02d}.html").write_text(_html(sheet, data), encoding="utf-8")
            made += 1
    return made


def month_report(data: SiteData, month: str) -> Page:
    """The report of a month ('2026-01'): against the plan and the month before, then the year behind it."""
    name = month_name(month)
    blocks: list[Block] = [Heading(text("maandrapport.figures")), _month_table(data, month), *month_charts(data)]
    blocks += [Heading(text("dashboard.balance")), balance_table(data)]
    blocks += [part_table(data, dimension) for dimension in ("supplier", "wijk", "hub")]
    if len(data.values):
        blocks += [Heading(text("dashboard.value")), value_table(data)]
    return Page(
        "dashboard", text("maandrapport.title", month=name), text("maandrapport.lead", month=name), tuple(blocks)
    )


def supplier_sheet(data: SiteData, supplier_id: str) -> Page:
    """What one supplier is given: its own figures of cooperation and the total."""
    name = names(data.suppliers, "supplier_id", "name").get(supplier_id, supplier_id)
    seen = party_view(data.parties[PARTY], supplier_id)
    labels = {supplier_id: text("leverancier.own"), "*": text("leverancier.total")}
    withheld = seen.loc[seen["supplier_id"] == "*", "stops"].isna().any()
    shown = seen[seen["stops"].notna()]
    rows = [(labels[row["supplier_id"]], *party_cells(row)) for row in shown.to_dict("records")]
    blocks: list[Block] = [
        table(text("leverdagen.cooperation"), ["", *party_heads()], rows, note=text("leverdagen.parties_note"))
    ]
    if withheld:
        blocks.append(Prose(text("leverancier.withheld"), "note"))
    return Page("leverdagen", text("leverancier.title", name=name), text("leverancier.lead"), tuple(blocks))


def _month_table(data: SiteData, month: str) -> Table:
    months = figures_of(data, "month")
    codes = sorted(months)
    before = months.get(codes[codes.index(month) - 1], {}) if codes.index(month) else {}
    now = months[month]
    rows = []
    for indicator, label in (
        ("deliveries", text("dashboard.deliveries")), ("addresses", text("dashboard.addresses")),
        ("contact_moments", text("dashboard.moments")), ("contact_minutes", text("dashboard.minutes")),
        ("electrified_km", word("line", "electrified_km")), ("avoided_km", word("line", "avoided_km")),
        ("co2_avoided_kg", word("line", "co2_avoided_kg")),
    ):  # fmt: skip
        row = now.get(indicator)
        target = None if row is None else row["target"]
        planned = "" if target is None or pd.isna(target) else number(target)
        rows.append((label, _told(row), planned, _told(before.get(indicator))))
    heads = ["", f">{text('maandrapport.this')}", f">{text('dashboard.plan')}", f">{text('maandrapport.before')}"]
    return table(text("maandrapport.title", month=month_name(month)), heads, rows)


def _told(row: dict[str, Any] | None) -> str:
    if row is None:
        return text("no_figure")
    return span(row) if pd.isna(row["value"]) else number(row["value"])


def _made(data: SiteData) -> str:
    return f"{day(data.generated_at)} {clock(data.generated_at, data.timezone)}"


def _html(page: Page, data: SiteData) -> str:
    template = environment().get_template("report.html.j2")
    return template.render(page=page, data=data, t=text, made=_made(data), style=STYLE.read_text(encoding="utf-8"))
