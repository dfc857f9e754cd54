"""What it yields: kilometres, emissions and contact, each with its formula, range and source; never added up."""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps.blocks import Block, Figure, Figures, Heading, Page, Prose, Table, table
from maps.classes import Classed, Entry, Legend, by_breaks
from maps.data import SiteData, main_scenario, of_scenario
from maps.formats import day, number, percent, string
from maps.layers import Rows
from maps.pages.bundling import SMALLEST, counted
from maps.pages.common import base_note, hub_marks, maker, source_line
from maps.texts import text, word

PERIODS = ("year", "day")
INDICATORS = (
    "contact_moments", "contact_minutes", "familiar_share", "contact_share", "deliveries", "unique_addresses",
    "km_electrified", "co2_avoided_last_mile_kg", "stock_days", "km_avoided_stock", "co2_avoided_stock_kg",
)  # fmt: skip
"""Order in which figures are read: contact is the purpose, kilometres are the price."""


def build(data: SiteData) -> Page:
    """The page ``impact.html``."""
    blocks: list[Block] = []
    if data.impact.empty:
        blocks.append(Prose(text("impact.none"), "note"))
    for period in PERIODS:
        rows = data.impact[data.impact["period"] == period] if not data.impact.empty else data.impact
        if len(rows):
            blocks += [
                Heading(text(f"impact.{period}"), period),
                _figures(rows),
                _table(rows, text(f"impact.{period}")),
            ]
    by_buurt = per_buurt(data)
    if not by_buurt.empty:
        blocks.append(Heading(text("impact.table"), "buurten"))
        if drawn := _map(data, by_buurt):
            blocks.append(drawn)
        blocks.append(_buurten(data, by_buurt))
    return Page("impact", text("impact.title"), text("impact.lead"), tuple(blocks))


def per_buurt(data: SiteData) -> pd.DataFrame:
    """Deliveries in the history, and stops and contact minutes of the day, by buurt (index); NaN where not loaded."""
    if data.buurten.empty or (data.flows.empty and data.stops.empty):
        return pd.DataFrame()
    out = pd.DataFrame(index=pd.Index(data.buurten["buurtcode"].astype(str), name="buurtcode"))
    out["deliveries"] = out["stops"] = out["contact_min"] = float("nan")
    scenario = main_scenario(data)
    flows = of_scenario(data.flows, scenario.scenario) if scenario else data.flows
    if len(flows):
        out["deliveries"] = flows.groupby("buurtcode")["deliveries"].sum().reindex(out.index).fillna(0)
    if not data.stops.empty:
        out["stops"] = data.stops.groupby("buurtcode").size().reindex(out.index).fillna(0)
        met = data.stops[data.stops["contact"].astype(bool)]
        out["contact_min"] = (met.groupby("buurtcode")["service_s"].sum() / 60).reindex(out.index).fillna(0)
    return out


def ordered(rows: pd.DataFrame) -> list[dict[Any, Any]]:
    """Rows of impact, contact before kilometres; an indicator without a Dutch name comes last."""
    rank = {indicator: index for index, indicator in enumerate(INDICATORS)}
    return sorted(
        rows.to_dict("records"), key=lambda row: (rank.get(row["indicator"], len(rank)), str(row["indicator"]))
    )


def amount(value: float, unit: str) -> str:
    """A value with its unit; shares (unit ``aandeel``) as a percentage, counts (``aantal``) without a word."""
    if unit == "aandeel":
        return percent(value)
    digits = 0 if pd.isna(value) or abs(value) >= 100 or float(value).is_integer() else 1
    return number(value, digits) if unit == "aantal" else f"{number(value, digits)} {unit}"


def _range(row: dict[Any, Any]) -> str:
    if pd.isna(row["low"]) or pd.isna(row["high"]) or row["low"] == row["high"]:
        return ""
    return text("range", low=amount(row["low"], row["unit"]), high=amount(row["high"], row["unit"]))


def _figures(rows: pd.DataFrame) -> Figures:
    return Figures(
        tuple(
            Figure(amount(row["value"], row["unit"]), word("indicator", row["indicator"]), _range(row))
            for row in ordered(rows)
        )
    )


def _table(rows: pd.DataFrame, caption: str) -> Table:
    heads = [
        text("impact.indicator"), f">{text('impact.value')}", f">{text('impact.interval')}", text("impact.formula"),
        text("impact.source"),
    ]  # fmt: skip
    made = [
        (
            word("indicator", row["indicator"]),
            amount(row["value"], row["unit"]),
            _range(row) or text("no_interval"),
            string(row["formula"]),
            string(row["source"]),
        )
        for row in ordered(rows)
    ]
    return table(caption, heads, made)


def _map(data: SiteData, by_buurt: pd.DataFrame) -> Block | None:
    made = maker(data, "impact", text("impact.map"))
    if made is None:
        return None
    date = day(data.service_date)
    tips = {str(code): _tip(row) for code, row in by_buurt.iterrows()}
    if by_buurt["deliveries"].notna().any():
        made.areas(text("impact.layer_deliveries"), "buurt", _deliveries(by_buurt["deliveries"]), tips)
    for column, layer, title in (
        ("contact_min", "impact.layer_contact", "impact.contact_title"),
        ("stops", "impact.layer_visits", "impact.visits_title"),
    ):
        if by_buurt[column].notna().any():
            made.areas(text(layer, date=date), "buurt", by_breaks(by_buurt[column], text(title)), tips)
    scenario = main_scenario(data)
    points, styles, legend = hub_marks(
        of_scenario(data.hubs, scenario.scenario) if scenario else data.hubs, all_kept=True
    )
    if points:
        made.points(text("hubs_layer"), points, styles, legend)
    return made.finish(source_line(data), base_note(data))


def _deliveries(values: pd.Series) -> Classed:
    """Deliveries in classes, with a class of its own for 'minder dan 5'."""
    classed = by_breaks(values.where(values >= SMALLEST), text("impact.deliveries_title"))
    classes = dict(classed.classes)
    few = len(classed.colours)
    for code, value in values.items():
        if value < SMALLEST:
            classes[str(code)] = few
    legend = classed.legend
    entries = [entry for entry in legend.entries if entry.mark != "hatch"]
    few_entry = Entry(text("under_five"), "#e8eaed")
    hatch = [entry for entry in legend.entries if entry.mark == "hatch" and -1 in classes.values()]
    return Classed(
        classes,
        (*classed.colours, few_entry.colour),
        Legend(legend.title, (few_entry, *entries, *hatch), legend.note),
    )


def _tip(row: pd.Series) -> Rows:
    rows = []
    if pd.notna(row["deliveries"]):
        rows.append((text("deliveries"), counted(row["deliveries"])))
    if pd.notna(row["stops"]):
        rows += [
            (text("impact.visits_title"), number(row["stops"])),
            (text("impact.contact_title"), number(row["contact_min"])),
        ]
    return rows


def _buurten(data: SiteData, by_buurt: pd.DataFrame) -> Table:
    heads = [
        text("buurt"), f">{text('impact.deliveries_title')}", f">{text('impact.visits_title')}",
        f">{text('impact.contact_title')}",
    ]  # fmt: skip
    labels = dict(zip(data.buurten["buurtcode"].astype(str), data.buurten["buurtnaam"], strict=True))
    rows = [
        (
            string(labels[str(code)]),
            counted(row["deliveries"]) if pd.notna(row["deliveries"]) else text("no_figure"),
            number(row["stops"]),
            number(row["contact_min"]),
        )
        for code, row in by_buurt.assign(naam=pd.Series(labels)).sort_values("naam").iterrows()
    ]
    return table(text("impact.map"), heads, rows)
