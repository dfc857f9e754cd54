"""A route sheet as one HTML file: reads on a phone, prints on A4, works without a network, exports what was recorded.

What is recorded stays on the device (localStorage, and in the tab where that fails) until it is exported as the CSV
that `geo.sources.rounds` reads. The file holds what identifies residents; where it is written is no affair of this
module.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from routing.route_export import KINDS
from routing.route_plan.rules import text as cell
from routing.route_sheet import GOODS, RouteSheet, SheetStop, Waiting
from routing.sheet_texts import text

ROUND_COLUMNS = ("bestelling_id", "datum", "leverancier_id", "hub_id", "concierge", "soort", "straat", "huisnummer",
                 "postcode", "plaats", "x_rd", "y_rd", "goederensoort", "koel", "spoed", "handtekening", "retour",
                 "volume_l", "uitkomst", "contact", "minuten_contact", "trede", "tijd")  # fmt: skip
"""Columns of an exported round; those from `uitkomst` on are recorded, the others stand in the sheet."""

RECORDED = ROUND_COLUMNS[ROUND_COLUMNS.index("uitkomst") :]

ORDER_KINDS = {
    "delivery": "levering",
    "visit": "bezoek",
    "return": "ophalen",
    "handover": "overdracht",
    "job": "klusje",
}
DONE = {"delivery": ("geleverd", "delivered"), "return": ("opgehaald", "collected")}
"""Outcome and button by kind of stop; any other is a visit."""


def round_lines(orders: pd.DataFrame, residents: pd.DataFrame) -> dict[str, dict[str, str]]:
    """By order_id the cells of an exported round that are known beforehand; no names.

    Args: orders as `route_plan.goods.with_goods` makes them; vault.resident rows of current loads.
    """
    first = residents.sort_values(["resident_key", "load_id", "row_number"], kind="stable")
    known = first.groupby("resident_key")[["street", "house_number", "postcode", "place"]].first().to_dict("index")
    points = {key: point for key, point in zip(first["resident_key"], first.geometry, strict=True) if point is not None}
    lines = {}
    for order in orders.to_dict("records"):
        who = order["resident_key"]
        door, point = known.get(who, {}), points.get(who)
        delivery = order["kind"] in ("delivery", "return")
        lines[str(order["order_id"])] = {
            "bestelling_id": str(order["order_id"]),
            "leverancier_id": cell(order.get("supplier_id")) or "",
            "soort": ORDER_KINDS[order["kind"]],
            "straat": cell(door.get("street")) or "",
            "huisnummer": cell(door.get("house_number")) or "",
            "postcode": cell(door.get("postcode")) or "",
            "plaats": cell(door.get("place")) or "",
            "x_rd": "" if point is None else f"{point.x:.1f}",
            "y_rd": "" if point is None else f"{point.y:.1f}",
            "goederensoort": GOODS.get(str(order["goods_kind"]), "overig") if delivery else "",
            "koel": _yes(order["cooled"]),
            "spoed": _yes(order["urgent"]),
            "handtekening": _yes(order["signature"]),
            "retour": _yes(order["takes_back"]),
            "volume_l": "" if pd.isna(order["volume_l"]) else str(int(order["volume_l"])),
        }
    return lines


def sheet_html(
    sheet: RouteSheet, lines: Mapping[str, Mapping[str, str]], region: str, *, name: str = "", fictional: bool = False
) -> str:
    """The sheet as one self-contained HTML file.

    Args: the sheet; by order_id what an exported round says of it (`round_lines`); key of the region; the concierge's
    own name, where it may stand on the sheet; whether the data are made up.
    """
    day = sheet.service_date.isoformat()
    same = {"datum": day, "hub_id": sheet.hub_id, "concierge": sheet.concierge_key}
    places = {f"{trip.route_id}/{stop.position}": stop for trip in sheet.trips for stop in trip.stops}
    orders = {
        place: [dict(lines[order]) | same for order in stop.order_ids if order in lines]
        for place, stop in places.items()
    }
    known = {place: rows for place, rows in orders.items() if rows}
    recorded = {
        "key": f"wijkplan/{region}/{day}/{sheet.concierge_key}",
        "file": f"ronde-{day}-{sheet.concierge_key}.csv",
        "columns": list(ROUND_COLUMNS),
        "orders": known,
        "done": text("done"),
    }
    return _environment().get_template("sheet.html.j2").render(
        sheet=sheet,
        name=name,
        fictional=fictional,
        t=text,
        kinds=KINDS,
        recorded=json.dumps(recorded, ensure_ascii=False).replace("<", "\\u003c"),
        recordable=set(known),
        buttons={place: _buttons(stop) for place, stop in places.items()},
        where={place: _geo(stop) for place, stop in places.items()},
    )  # fmt: skip


def waiting_html(hub_id: str, service_date: dt.date, waiting: Sequence[Waiting], *, fictional: bool = False) -> str:
    """The list of what residents come for at a hub without a route that day: names and order numbers, no addresses."""
    return _environment().get_template("waiting.html.j2").render(
        hub_id=hub_id, service_date=service_date, waiting=waiting, fictional=fictional, t=text
    )  # fmt: skip


def _buttons(stop: SheetStop) -> list[tuple[str, str]]:
    """Outcome and label of each button."""
    done, label = DONE.get(stop.kind, ("bezocht", "visited"))
    if stop.kind == "delivery" and not stop.contact:
        done, label = "brievenbus", "in_box"
    return [(done, text(label)), ("niet thuis", text("not_home")), ("niet gelukt", text("not_done"))]


def _geo(stop: SheetStop) -> str:
    """A link that a phone opens in its own map, without telling anyone else; empty without a point."""
    if stop.point is None:
        return ""
    place = gpd.GeoSeries([shapely.Point(stop.point)], crs=28992).to_crs(4326).iloc[0]
    return f"geo:{place.y:.6f},{place.x:.6f}"


def _yes(value: object) -> str:
    return "ja" if value else "nee"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
