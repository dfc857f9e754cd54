"""Who comes on which day, what suppliers could hand to one another, and other ways to drive less: with the contact."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from maps.blocks import Block, Contents, Figure, Figures, Heading, Page, Prose, Table, table
from maps.data import SiteData, hub_names, names, wijk_names
from maps.formats import day, number, percent, string
from maps.pages.bundling import SMALLEST, counted
from maps.pages.common import empty_page
from maps.scatter import scatter
from maps.texts import text, word

LOSS_MIN = (0.0, 1.0, 2.0, 5.0, 10.0, float("inf"))
"""Limits of the classes in which lost minutes are shown."""


def build(data: SiteData) -> Page:
    """The page ``leverdagen.html``."""
    if data.day_points.empty and data.parties.empty and data.bundling_options.empty:
        return empty_page("leverdagen", text("leverdagen.none"))
    blocks: list[Block] = [
        Contents(
            (
                ("dagen", text("leverdagen.days")),
                ("samenwerking", text("leverdagen.cooperation")),
                ("anders", text("leverdagen.options")),
            )
        ),
        Heading(text("leverdagen.days"), "dagen"),
    ]
    blocks += _days(data) if len(data.day_points) else [Prose(text("leverdagen.none"), "note")]
    if len(data.parties):
        blocks += [Heading(text("leverdagen.cooperation"), "samenwerking"), Prose(text("leverdagen.cooperation_text"))]
        blocks += [_parties(data), _handovers(data)]
    if len(data.bundling_options):
        blocks += [Heading(text("leverdagen.options"), "anders"), *_options(data)]
    return Page("leverdagen", text("leverdagen.title"), text("leverdagen.lead"), tuple(blocks))


def weekdays(days: Any) -> str:
    """ISO weekdays such as '1,3' as 'ma, wo'."""
    return ", ".join(word("weekday_short", each) for each in str(days).split(",") if each)


def spread(row: dict[Any, Any], digits: int = 0) -> str:
    """The range of a row with low and high; blank where it has none."""
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return ""
    return text("range", low=number(row["low"], digits), high=number(row["high"], digits))


def _days(data: SiteData) -> list[Block]:
    points = data.day_points.sort_values("position")
    default = points[points["default_point"].astype(bool)]
    blocks: list[Block] = []
    if len(default):
        own, now = default.iloc[0], points.iloc[0]
        moments = own["contact_moments"] - now["contact_moments"]
        blocks.append(
            Figures(
                (
                    Figure(f"{number(own['saved_km'])} km", text("leverdagen.saved"), text("leverdagen.front_own")),
                    Figure(number(own["contact_minutes"]), text("leverdagen.minutes"), number(now["contact_minutes"])),
                    Figure(number(moments, 1), text("leverdagen.moments"), text("leverdagen.front_own")),
                    Figure(number(own["residents_moved"]), text("leverdagen.moved")),
                    Figure(percent(own["gap"], 1), text("leverdagen.gap")),
                )
            )
        )
    drawn = points[points["on_front"].astype(bool) | points["default_point"].astype(bool)]
    blocks.append(
        scatter(
            text("leverdagen.front"),
            text("leverdagen.minutes"),
            text("leverdagen.driven"),
            sorted(
                (float(row["contact_minutes"]), float(row["driven_km"]), bool(row["default_point"]),
                 word("point", row["point"]))
                for row in drawn.to_dict("records")
            ),
            own_label=text("leverdagen.front_own"),
            other_label=text("leverdagen.front_other"),
            note=text("leverdagen.front_note"),
        )
    )  # fmt: skip
    heads = [text("leverdagen.point")] + [
        f">{text(f'leverdagen.{name}')}"
        for name in ("driven", "saved", "co2", "rides", "moments", "minutes", "moved", "losing", "most_lost", "gap")
    ]  # fmt: skip
    rows = [
        (
            _choice(row), number(row["driven_km"], 1), number(row["saved_km"], 1),
            number(row["co2_kg"], 1), number(row["supplier_rides"], 1), number(row["contact_moments"], 1),
            number(row["contact_minutes"], 1),
            number(row["residents_moved"]), number(row["residents_losing"]), number(row["most_lost_minutes"], 1),
            percent(row["gap"], 1),
        )
        for row in points.to_dict("records")
    ]  # fmt: skip
    blocks.append(table(text("leverdagen.points"), heads, rows, note=text("leverdagen.points_note")))
    blocks += [_suppliers(data)] if len(data.day_suppliers) else []
    return [*blocks, _losses(data), _moves(data)] if len(data.day_moves) else blocks


def _choice(row: dict[Any, Any]) -> str:
    """The name of a choice, and that it gains nothing where it drives no less than the one before it."""
    name = word("point", row["point"])
    return name if row["on_front"] else f"{name} ({text('leverdagen.no')})"


def _losses(data: SiteData) -> Block:
    """How many residents lose how much, by choice."""
    lost = data.day_moves[data.day_moves["lost_minutes"] > 0]
    if lost.empty:
        return Prose(text("leverdagen.loss_none"), "note")
    each = lost.drop_duplicates(["point", "resident_key"])
    position = dict(zip(data.day_points["point"], data.day_points["position"], strict=True))
    rows = []
    for point, own in sorted(each.groupby("point"), key=lambda part: position[part[0]]):
        for low, high in pairwise(LOSS_MIN):
            count = int(((own["lost_minutes"] > low) & (own["lost_minutes"] <= high)).sum())
            if count:
                shown = text("at_least", low=number(low)) if high == float("inf") else f"{number(low)} – {number(high)}"
                rows.append((word("point", point), shown, number(count)))
    heads = [text("leverdagen.point"), text("leverdagen.loss_class"), f">{text('leverdagen.residents')}"]
    return table(text("leverdagen.loss"), heads, rows)


def _suppliers(data: SiteData) -> Table:
    labels = names(data.suppliers, "supplier_id", "name")
    default = set(data.day_points.loc[data.day_points["default_point"].astype(bool), "point"])
    own = data.day_suppliers[data.day_suppliers["point"].isin(default)].sort_values("supplier_id")
    rows = [
        (
            labels.get(row["supplier_id"], row["supplier_id"]), weekdays(row["days_today"]), weekdays(row["days"]),
            number(row["rides_today"], 1), number(row["rides"], 1),
        )
        for row in own.to_dict("records")
    ]  # fmt: skip
    heads = [text("supplier"), text("leverdagen.days_now"), text("leverdagen.days_then"),
             f">{text('leverdagen.rides_now')}", f">{text('leverdagen.rides_then')}"]  # fmt: skip
    return table(text("leverdagen.suppliers"), heads, rows)


def _moves(data: SiteData) -> Table:
    """Moves of the default choice by supplier and day; no resident is named."""
    labels = names(data.suppliers, "supplier_id", "name")
    default = set(data.day_points.loc[data.day_points["default_point"].astype(bool), "point"])
    own = data.day_moves[data.day_moves["point"].isin(default)]
    grouped = own.groupby(["supplier_id", "from_day", "to_day"]).size().reset_index(name="residents")
    rows = [
        (labels.get(row["supplier_id"], row["supplier_id"]), weekdays(row["from_day"]), weekdays(row["to_day"]),
         number(row["residents"]))
        for row in grouped.to_dict("records")
    ]  # fmt: skip
    heads = [text("supplier"), text("leverdagen.from"), text("leverdagen.to"), f">{text('leverdagen.residents')}"]
    return table(text("leverdagen.moves"), heads, rows)


def party_cells(row: dict[Any, Any]) -> tuple[str, ...]:
    """The figures of a party, in the order of :func:`party_heads`."""
    return (
        number(row["stops"]), number(row["handed_stops"]), number(row["taken_stops"]), number(row["returns"]),
        number(row["alone_km"]), number(row["driven_km"]), number(row["by_stop_km"]), number(row["shapley_km"]),
        number(row["gain_shapley_km"], 1),
    )  # fmt: skip


def party_heads() -> list[str]:
    """Headings of the figures of a party."""
    keys = ("stops", "handed", "taken", "returns", "alone", "together", "by_stop", "shapley", "gain")
    return [f">{text(f'leverdagen.{key}')}" for key in keys]


def _parties(data: SiteData) -> Table:
    labels = names(data.suppliers, "supplier_id", "name") | {"*": text("leverdagen.total")}
    ordered = data.parties.assign(last=data.parties["supplier_id"] == "*").sort_values(["last", "supplier_id"])
    rows = [
        (labels.get(row["supplier_id"], row["supplier_id"]), *party_cells(row)) for row in ordered.to_dict("records")
    ]
    return table(
        text("leverdagen.parties"), [text("supplier"), *party_heads()], rows, note=text("leverdagen.parties_note")
    )


def _handovers(data: SiteData) -> Block:
    if data.handovers.empty:
        return Prose(text("leverdagen.no_handover"), "note")
    labels, places = names(data.suppliers, "supplier_id", "name"), wijk_names(data)
    rows = [
        (day(row["handed_on"], weekday=True), places.get(row["wijkcode"], row["wijkcode"]),
         labels.get(row["from_supplier"], row["from_supplier"]), labels.get(row["to_supplier"], row["to_supplier"]),
         counted(row["stops"]), number(row["returns"]) if row["stops"] >= SMALLEST else "")
        for row in data.handovers.sort_values(["handed_on", "wijkcode", "from_supplier"]).to_dict("records")
    ]  # fmt: skip
    heads = [text("leverdagen.on"), text("wijk"), text("leverdagen.from"), text("leverdagen.to"),
             f">{text('leverdagen.stops')}", f">{text('leverdagen.returns')}"]  # fmt: skip
    return table(text("leverdagen.handovers"), heads, rows, fold_after=6)


def _options(data: SiteData) -> list[Block]:
    labels = names(data.suppliers, "supplier_id", "name") | hub_names(data) | {"*": text("all")}
    blocks: list[Block] = []
    heads = [text("leverdagen.code"), text("impact.indicator"), f">{text('impact.value')}"]
    heads += [f">{text('impact.interval')}", text("impact.formula"), text("impact.source")]
    for option in ("stock", "pick_up", "zone", "cargo_bike"):
        own = data.bundling_options[data.bundling_options["option"] == option]
        if own.empty:
            continue
        numeric = own.assign(order=pd.to_numeric(own["code"], errors="coerce").fillna(0))
        rows = [
            (
                _of_what(option, row["code"], labels),
                word("option", row["indicator"]), _amount(row), spread(row), string(row["formula"]),
                string(row["source"]),
            )
            for row in numeric.sort_values(["order", "code"], kind="stable").to_dict("records")
        ]  # fmt: skip
        blocks.append(table(word("option", option), heads, rows, fold_after=12))
    return blocks


def _of_what(option: str, code: str, labels: dict[str, str]) -> str:
    return text("option.metres", code=code) if option == "pick_up" else labels.get(code, code)


def _amount(row: dict[Any, Any]) -> str:
    if row["unit"] == "aandeel":
        return percent(row["value"])
    if row["unit"] == "adressen" and 0 < row["value"] < SMALLEST:
        return text("under_five")
    return f"{number(row['value'])} {row['unit']}"
