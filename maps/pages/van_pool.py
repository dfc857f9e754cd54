"""What a van pool would change: steps, gains, how full the vans are, overlap, the fleet to keep, lines to propose.

Blocks for the page of vans; the plan itself and its map are in ``vans`` and ``van_clock``.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps.blocks import Block, Heading, Prose, Table, share_bar, table
from maps.charts import Series, chart
from maps.data import SiteData, buurt_names, names
from maps.formats import euro, kilometres, minutes, number, percent, string
from maps.texts import text, word

PLANS = ("alone", "pool")
ORDER = {"alone": 0, "pair": 1, "quiet_hours": 2, "pool": 3}


def changes(data: SiteData) -> list[Block]:
    """The steps between before and after, who gains what, the day by hour, the overlap."""
    blocks: list[Block] = []
    if len(data.van_steps):
        blocks += _steps(data.van_steps)
    if len(data.van_gains):
        blocks.append(_gains(data.van_gains))
    if len(data.van_hours):
        blocks.append(_hours(data.van_hours))
    if len(data.van_overlap):
        blocks.append(_overlap(data.van_overlap))
    return blocks


def weeks(data: SiteData) -> list[Block]:
    """What four weeks say: the fleet to keep, and the lines that wishes would fill."""
    blocks: list[Block] = []
    if len(data.van_fleet):
        blocks.append(_fleet(data.van_fleet))
        if len(data.van_lines):
            blocks.append(_lines(data))
        else:
            blocks += [Heading(text("busjes.lines")), Prose(text("busjes.lines_none"), "note")]
    return blocks


def _steps(steps: pd.DataFrame) -> list[Block]:
    """From alone to the pool with the best pair; every pair in a table of its own."""
    heads = [
        text("busjes.step"), f">{text('busjes.vans')}", f">{text('busjes.served')}", f">{text('busjes.movements')}",
        f">{text('kilometres')}", f">{text('busjes.empty')}", text("busjes.occupancy"), f">{text('busjes.ride')}",
        f">{text('busjes.longest')}", f">{text('busjes.wait')}", f">{text('busjes.cost')}", ">CO₂",
    ]  # fmt: skip
    ordered = steps.assign(_order=steps["step"].map(ORDER)).sort_values(["_order", "cost_eur", "organisations"])
    rows = {
        (row["step"], row["organisations"]): (
            text(f"busjes.step.{row['step']}", who=string(row["organisations"])),
            number(row["vans"]),
            text("busjes.of", value=number(row["served"]), total=number(row["requests"])),
            number(row["movements"]),
            kilometres(row["length_m"]),
            kilometres(row["empty_m"]),
            share_bar(percent(row["occupancy"]), row["occupancy"]) if pd.notna(row["occupancy"]) else text("no_figure"),
            minutes(row["mean_ride_s"]),
            minutes(row["longest_ride_s"]),
            minutes(row["mean_wait_s"]),
            _euro(row["cost_eur"], 10),
            f"{number(row['co2_g'] / 1000, 1)}\u00a0kg",
        )
        for row in ordered.to_dict("records")
    }
    pairs = [cells for (step, _), cells in rows.items() if step == "pair"]
    main = [cells for (step, _), cells in rows.items() if step != "pair" or cells is pairs[0]]
    blocks: list[Block] = [table(text("busjes.steps"), heads, main, note=text("busjes.steps_note"), fold_after=40)]
    if len(pairs) > 1:
        blocks.append(table(text("busjes.pairs"), heads, pairs, fold_after=1))
    return blocks


def _euro(amount: float, step: int) -> str:
    return euro(amount, step).replace(" ", "\u00a0")


def _gains(gains: pd.DataFrame) -> Table:
    heads = [
        text("busjes.organisation"), f">{text('busjes.alone_cost')}", f">{text('busjes.gain')}", text("busjes.share"),
    ]  # fmt: skip
    rows = [
        (
            string(row["organisation"]),
            _euro(row["alone_eur"], 10),
            _euro(row["gain_eur"], 10),
            share_bar(percent(row["share"]), max(0.0, min(1.0, row["share"]))),
        )
        for row in gains.sort_values(["gain_eur", "organisation"], ascending=[False, True]).to_dict("records")
    ]
    note = text("busjes.gains_note", exact=text("busjes.exact" if gains["exact"].all() else "busjes.drawn"))
    return table(text("busjes.gains"), heads, rows, note=note)


def _hours(hours: pd.DataFrame) -> Block:
    series = [
        Series(
            text("busjes.series", what=text(label), plan=word("plan", plan).lower()),
            tuple((float(row["hour"]), float(row[column])) for row in mine.to_dict("records")),
        )
        for plan in PLANS
        for mine in [hours[hours["plan"] == plan].sort_values("hour")]
        for column, label in (("places_out", "busjes.places"), ("passengers", "busjes.on_the_way"))
        if len(mine)
    ]
    return chart(
        text("busjes.hours"), text("busjes.hour"), text("busjes.people"), series, note=text("busjes.hours_note")
    )


def _overlap(overlap: pd.DataFrame) -> Block:
    if not (overlap["overlapping"] > 0).any():
        return Prose(text("busjes.overlap_none"), "note")
    heads = [text("busjes.organisation"), text("busjes.other"), text("busjes.overlapping")]
    met = overlap[overlap["overlapping"] > 0].sort_values(
        ["overlapping", "organisation", "other"], ascending=[False, True, True]
    )
    rows = [
        (
            string(row["organisation"]),
            string(row["other"]),
            share_bar(
                text("busjes.of", value=number(row["overlapping"]), total=number(row["requests"])),
                row["overlapping"] / max(1, row["requests"]),
            ),
        )
        for row in met.to_dict("records")
    ]
    return table(text("busjes.overlap"), heads, rows, note=text("busjes.overlap_note"), fold_after=8)


def _fleet(fleet: pd.DataFrame) -> Table:
    heads = [f">{text('busjes.vans')}", text("busjes.fleet_days"), f">{text('busjes.fleet_left')}"]
    rows = [
        (
            text("busjes.keep", vans=number(row["vans"])) if row["keep"] else number(row["vans"]),
            share_bar(
                text("busjes.of", value=number(row["days_served"]), total=number(row["days"])), float(row["share"])
            ),
            number(row["left_out"]),
        )
        for row in fleet.sort_values("vans").to_dict("records")
    ]
    note = text("busjes.fleet_note", days=number(fleet["days"].iloc[0]))
    return table(text("busjes.fleet"), heads, rows, note=note)


def _lines(data: SiteData) -> Table:
    heads = [
        text("busjes.weekday"), text("busjes.to"), f">{text('busjes.arrival')}", f">{text('busjes.riders')}",
        f">{text('busjes.vans')}", f">{text('kilometres')}", f">{text('busjes.cost')}", text("busjes.stops"),
    ]  # fmt: skip
    places, buurten = names(data.facilities, "facility_id", "name"), buurt_names(data)
    rows = []
    for row in data.van_lines.sort_values("line_id").to_dict("records"):
        stops = data.van_line_stops
        mine = stops[stops["line_id"] == row["line_id"]].sort_values("position") if len(stops) else stops
        where = buurten.get(row["buurtcode"], text("unknown_buurt"))
        rows.append(
            (
                word("weekday", row["weekday"]),
                text("busjes.goes_to", purpose=word("purpose", row["purpose"]), place=where),
                _clock(row["arrival_s"]),
                text("busjes.of", value=number(row["riders"]), total=number(row["asked"])),
                number(row["vans"]),
                kilometres(row["length_m"]),
                _euro(row["cost_eur"], 5),
                "; ".join(_stop(stop, places) for stop in mine.to_dict("records")),
            )
        )
    return table(text("busjes.lines"), heads, rows, note=text("busjes.lines_note"), fold_after=12)


def _stop(stop: dict[Any, Any], places: dict[str, str]) -> str:
    return text(
        "busjes.stop",
        place=places.get(stop["facility_id"], string(stop["facility_id"])),
        time=_clock(stop["departure_s"]),
        riders=number(stop["riders"]),
        walk=minutes(stop["walk_s"]),
    )


def _clock(seconds: float) -> str:
    whole = int(seconds // 60)
    return f"{whole // 60 % 24:02d}:{whole % 60:02d}"
