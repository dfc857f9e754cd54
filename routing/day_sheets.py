"""The route sheets of a planned day as files: by concierge HTML, CSV, GPX and GeoJSON, as texts. Nothing is written."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from routing.route_export import sheet_csv, sheet_geojson, sheet_gpx
from routing.route_plan.day import DayPlan
from routing.route_sheet import doors_of, route_sheets, waiting_at_hub
from routing.sheet_page import round_lines, sheet_html, waiting_html

HUB_SHEET = "centrum {}"
"""Under what the list of a hub stands that has no route that day, beside the sheets of concierges."""


def day_sheets(
    plan: DayPlan,
    residents: gpd.GeoDataFrame,
    staff: pd.DataFrame,
    region: str,
    timezone: str,
    *,
    fictional: bool = False,
) -> dict[str, dict[str, str]]:
    """By concierge the files of the own sheet, name to text; by hub (:data:`HUB_SHEET`) the list of what is picked up,
    where no concierge has a sheet of that hub to hold it.

    Args: the plan of the day; vault.resident and vault.staff rows of current loads; key and time zone of the region;
    whether its data are made up.
    """
    doors, lines = doors_of(residents, plan.orders), round_lines(plan.orders, residents)
    names = dict(zip(staff["concierge_key"], staff["name"], strict=True))
    ways = dict(zip(plan.route_line["route_id"], plan.route_line.geometry, strict=True))
    files: dict[str, dict[str, str]] = {}
    for each in plan.plans:
        waiting = () if each.routes and each.problem.hub_point is not None else waiting_at_hub(each, doors)
        if waiting:
            hub_id, day = each.problem.hub_id, each.problem.service_date
            page = waiting_html(hub_id, day, waiting, fictional=fictional)
            files[HUB_SHEET.format(hub_id)] = {"ophaallijst.html": page}
        if each.problem.hub_point is None:
            continue
        for sheet in route_sheets(each, doors):
            files[sheet.concierge_key] = {
                "routeblad.html": sheet_html(
                    sheet, lines, region, name=str(names.get(sheet.concierge_key, "")), fictional=fictional
                ),
                "routeblad.csv": sheet_csv(sheet),
                "route.gpx": sheet_gpx(sheet, each.problem.hub_point, timezone, ways),
                "route.geojson": sheet_geojson(sheet, each.problem.hub_point, ways),
            }
    return files
