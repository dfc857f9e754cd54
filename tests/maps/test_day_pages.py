"""The pages of the day's routes and of the forecast say what was planned, by hub and never by concierge."""

from __future__ import annotations

import dataclasses
import json
import re

import geopandas as gpd
import pandas as pd

from maps.blocks import Figures, Page, Prose, Table
from maps.pages import forecast, routes
from maps.pages.route_clock import order
from maps.render import render_page
from maps.texts import text
from tests.maps.city import city


def tables(page: Page) -> dict[str, Table]:
    return {block.caption: block for block in page.blocks if isinstance(block, Table)}


def test_the_day_is_told_by_hub_with_share_on_time_and_load() -> None:
    found = tables(routes.build(city()))[text("routes.by_hub")]
    assert len(found.rows) == 2
    heads = [column.label for column in found.columns]
    first = dict(zip(heads, found.rows[0], strict=True))
    assert first[text("routes.on_time")] == "88 %"
    assert first[text("routes.left")] == "1"


def test_no_table_of_trips_has_a_figure_by_which_concierges_could_be_compared() -> None:
    page = routes.build(city())
    trips = tables(page)[text("routes.table")]
    heads = {column.label for column in trips.columns}
    assert not heads & {text("kilometres"), text("routes.contact"), text("routes.familiar"), text("routes.driving")}


def test_what_a_repair_changed_is_listed_without_a_pseudonym() -> None:
    data = city()
    html = render_page(routes.build(data), data)
    assert text("change.concierge") in html
    assert text("routes.made_repaired") in html
    assert "geheim" not in html


def test_what_is_picked_up_is_no_work_that_did_not_fit() -> None:
    left = city().unplanned
    data = dataclasses.replace(city(), unplanned=pd.concat([left, left.assign(reason="picks_up")], ignore_index=True))
    found = tables(routes.build(data))
    assert len(found[text("routes.unplanned")].rows) == 1
    assert [row[-1] for row in found[text("routes.picked_up")].rows] == ["1"]
    assert text("routes.picked_up") not in tables(routes.build(city()))


def test_planned_stands_beside_driven_where_the_history_has_the_day() -> None:
    found = tables(routes.build(city()))[text("routes.driven")]
    assert [row[2] for row in found.rows] == ["4"]
    without = dataclasses.replace(city(), route_days=city().route_days.assign(driven_stops=None))
    assert text("routes.driven_none") in {b.text for b in routes.build(without).blocks if isinstance(b, Prose)}


def test_the_forecast_shows_room_suppliers_and_how_far_off_it_was() -> None:
    page = forecast.build(city())
    found = tables(page)
    assert len(found[text("verwachting.room")].rows) == 14
    short = [row[-1] for row in found[text("verwachting.room")].rows]
    assert sum("te weinig" in str(cell) for cell in short) == 7
    (tested,) = [block for block in page.blocks if isinstance(block, Figures) and block.items[0].value == "0,25"]
    assert [item.value for item in tested.items] == ["0,25", "0,30", "0,35", "80 %"]


def test_without_a_forecast_the_page_says_so_and_shows_what_is_known() -> None:
    none = pd.DataFrame()
    page = forecast.build(dataclasses.replace(city(), forecast=none, forecast_test=none))
    said = {block.text for block in page.blocks if isinstance(block, Prose)}
    assert {text("verwachting.no_forecast"), text("verwachting.test_none")} <= said
    assert text("verwachting.room") in tables(page)


def test_the_order_of_stops_reads_as_runs_of_numbers() -> None:
    assert order([3, 1, 2, 7]) == "1-3, 7"
    assert order([4]) == "4"
    assert order([]) == ""


def test_the_clock_of_routes_stands_at_hubs_and_in_buurten_and_counts_down() -> None:
    data = city()
    script = render_page(routes.build(data), data)
    (spec,) = re.findall(r"wijk\.moving\(map_routes, (\{.*?\})\);", script)
    drawn = json.loads(spec)
    shapes = [*data.buurten.geometry.representative_point(), *data.known_hubs.geometry]
    known = {(round(p.y, 5), round(p.x, 5)) for p in gpd.GeoSeries(shapes, crs=28992).to_crs(4326)}
    assert len(drawn["vans"]) == 3
    for van in drawn["vans"]:
        moments, left = [row[0] for row in van["path"]], [row[3] for row in van["path"]]
        assert moments == sorted(moments)
        assert left == sorted(left, reverse=True)
        assert left[-1] == 0
        assert {(row[1], row[2]) for row in van["path"]} <= known
