"""What comes in the next days: deliveries expected by hub and supplier, the room left, and how far off we were."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from maps.blocks import Block, Cell, Figure, Figures, Heading, Page, Prose, Table, interval_bar, table
from maps.charts import Series, chart
from maps.data import SiteData, hub_names, names
from maps.formats import day, hours, interval, number, percent
from maps.texts import text, word


def build(data: SiteData) -> Page:
    """The page ``verwachting.html``."""
    lead = text("verwachting.lead", date=day(data.service_date, weekday=True))
    blocks: list[Block] = []
    if data.forecast_room.empty:
        blocks.append(Prose(text("verwachting.none"), "note"))
    else:
        if data.forecast.empty:
            blocks.append(Prose(text("verwachting.no_forecast"), "note"))
        blocks += [_figures(data), Heading(text("verwachting.room"), "ruimte"), _room(data)]
        if not data.forecast.empty:
            blocks += [Heading(text("verwachting.by_supplier"), "leverancier"), *_by_supplier(data)]
    blocks += [Heading(text("verwachting.test"), "toets"), *_tested(data)]
    return Page("verwachting", text("verwachting.title"), lead, tuple(blocks))


def _figures(data: SiteData) -> Figures:
    room = data.forecast_room
    return Figures(
        (
            Figure(number(room["known_stops"].sum()), text("verwachting.known_stops")),
            Figure(number(room["expected"].sum()), text("verwachting.expected_deliveries")),
            Figure(hours(room["reserved_s"].sum()), text("verwachting.reserved")),
            Figure(hours(room["free_s"].clip(lower=0).sum()), text("verwachting.free")),
            Figure(number((room["free_s"] < 0).sum()), text("verwachting.full_days")),
        )
    )


def _room(data: SiteData) -> Table:
    rooms = data.forecast_room.sort_values(["forecast_date", "hub_id"])
    rooms = rooms[(rooms["duty_s"] > 0) | (rooms["known_stops"] > 0) | (rooms["expected"] > 0)]
    top = float(rooms["high"].max()) if len(rooms) else 1.0
    called = hub_names(data)
    heads = [text("verwachting.day"), text("hub"), f">{text('verwachting.on_duty')}",
             f">{text('verwachting.known_stops')}", f">{text('verwachting.known_time')}",
             text("verwachting.expected"), f">{text('verwachting.reserved')}", f">{text('verwachting.reserved_l')}",
             f">{text('verwachting.free')}"]  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            day(row["forecast_date"], weekday=True),
            called.get(row["hub_id"], str(row["hub_id"])),
            hours(row["duty_s"]),
            number(row["known_stops"]),
            hours(row["known_s"]),
            interval_bar(
                f"{number(row['expected'], 1)} ({interval(row['low'], row['high'])})",
                row["low"], row["expected"], row["high"], top,
            ),
            hours(row["reserved_s"]),
            number(row["reserved_l"]),
            hours(row["free_s"]) if row["free_s"] >= 0 else text("verwachting.short", time=hours(-row["free_s"])),
        )
        for row in rooms.to_dict("records")
    ]  # fmt: skip
    return table(text("verwachting.room"), heads, rows, note=text("verwachting.room_note"))


def _by_supplier(data: SiteData) -> list[Block]:
    """Deliveries by supplier and kind of goods, a column a day; one table a hub."""
    called, suppliers = hub_names(data), names(data.suppliers, "supplier_id", "name")
    days: list[dt.date] = sorted(set(data.forecast["forecast_date"]))
    heads = [text("supplier"), text("verwachting.goods"), *(f">{day(each, weekday=True)}" for each in days),
             f">{text('verwachting.week')}"]  # fmt: skip
    blocks: list[Block] = []
    for hub_id, rows in data.forecast.groupby("hub_id", sort=True):
        wide = rows.pivot_table(index=["supplier_id", "goods_kind"], columns="forecast_date", values="expected")
        wide = wide.reindex(columns=days).fillna(0.0)
        lines = [
            (suppliers.get(str(supplier), str(supplier)), word("goods", str(kind)),
             *(_count(each) for each in cells), number(sum(cells), 1))
            for (supplier, kind), cells in zip(wide.index, wide.to_numpy().tolist(), strict=True)
            if sum(cells) >= LEAST
        ]  # fmt: skip
        title = text("verwachting.of_hub", hub=called.get(str(hub_id), str(hub_id)))
        blocks.append(table(title, heads, lines, note=text("verwachting.supplier_note"), fold_after=30))
    return blocks


LEAST = 0.05
"""A series with less than this in a week is not listed."""


def _count(expected: float) -> str:
    return number(expected, 1) if expected >= LEAST else "-"


def _tested(data: SiteData) -> list[Block]:
    """The backtest: in all, a week apart, and as a chart."""
    test = data.forecast_test.sort_values("origin") if not data.forecast_test.empty else data.forecast_test
    if test.empty:
        return [Prose(text("verwachting.test_none"), "note")]
    mean: dict[str, Any] = {
        name: float((test[name] * test["days"]).sum() / test["days"].sum())
        for name in ("mae", "mae_naive", "mae_weekday_mean")
    }
    held, level = float(test["held"].sum() / test["told"].sum()), float(test["level"].iloc[0])
    items = (
        Figure(number(mean["mae"], 2), text("verwachting.mae")),
        Figure(number(mean["mae_naive"], 2), text("verwachting.mae_naive")),
        Figure(number(mean["mae_weekday_mean"], 2), text("verwachting.mae_weekday")),
        Figure(percent(held), text("verwachting.held", level=percent(level))),
    )
    weeks = range(1, len(test) + 1)
    series = [
        Series(text(label), tuple(zip(weeks, (float(each) for each in test[name]), strict=True)))
        for name, label in (("actual", "verwachting.actual"), ("expected", "verwachting.expected"))
    ]
    heads = [text("verwachting.origin"), f">{text('verwachting.actual')}", f">{text('verwachting.expected')}",
             f">{text('verwachting.mae')}", f">{text('verwachting.mae_naive')}", f">{text('verwachting.mae_weekday')}",
             f">{text('verwachting.held_days')}"]  # fmt: skip
    rows = [
        (day(row["origin"] + pd.Timedelta(days=1)), number(row["actual"]), number(row["expected"], 1),
         number(row["mae"], 2), number(row["mae_naive"], 2), number(row["mae_weekday_mean"], 2),
         f"{number(row['held'])} / {number(row['told'])}")
        for row in test.to_dict("records")
    ]  # fmt: skip
    drawn = chart(text("verwachting.chart"), text("verwachting.weeks"), text("deliveries"), series)
    return [
        Prose(text("verwachting.test_lead")), Figures(items), drawn,
        table(text("verwachting.test"), heads, rows, note=text("verwachting.test_note")),
    ]  # fmt: skip
