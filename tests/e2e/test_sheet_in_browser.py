"""A route sheet in a real browser without a network: it records, remembers, exports what the reader takes in, and prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.sources.rounds import read_round
from routing.route_plan import plan_routes
from routing.route_plan.goods import with_goods
from routing.route_sheet import doors_of, route_sheets
from routing.sheet_page import round_lines, sheet_html
from tests.routing.route_plan.cases import FIVE, NINE, NOON, problem, shift, stop

pytestmark = pytest.mark.e2e

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>{{7*7}}"
KEY = b"a key of the tests, long enough"


def html() -> str:
    stops = [
        stop("a", order_ids=("o-a", "o-c"), point=(207_100.0, 474_000.0)),
        stop("b", contact=False, service_s=90, point=(207_300.0, 474_000.0)),
        stop("lunch", kind="break", contact=False, service_s=1800, window_from_s=NOON, only=frozenset({"anna"}),
             point=(207_000.0, 474_000.0), resident_key="", order_ids=()),
    ]  # fmt: skip
    plan = plan_routes(
        problem(stops, [shift("anna", NINE, FIVE)], [(100.0, 0.0), (300.0, 0.0), (0.0, 0.0)]), iterations=20
    )
    orders = pd.DataFrame(
        [
            ("o-a", "L1", "a", "delivery", True),
            ("o-c", "L2", "a", "delivery", True),
            ("o-b", "L1", "b", "delivery", False),
        ],
        columns=["order_id", "supplier_id", "resident_key", "kind", "contact"],
    )
    goods = pd.DataFrame(
        [(order, "l", 1, "order_line", "meals", True, False, False, True, 12) for order in ("o-a", "o-b", "o-c")],
        columns=["line_id", "load_id", "row_number", "line_kind", "goods_kind", "cold", "urgent", "return_flow", "signature",
                 "volume_l"],
    )  # fmt: skip
    residents = gpd.GeoDataFrame(
        [("a", "l", 1, HOSTILE, HOSTILE, "1", "1234AB", "Dorp"), ("b", "l", 2, "B", "Laan", "2", "1234AB", "Dorp")],
        columns=["resident_key", "load_id", "row_number", "name", "street", "house_number", "postcode", "place"],
        geometry=[shapely.Point(207_100, 474_000), shapely.Point(207_300, 474_000)], crs=28992,
    )  # fmt: skip
    held = with_goods(orders, goods)
    (sheet,) = route_sheets(plan, doors_of(residents, held))
    return sheet_html(sheet, round_lines(held, residents), "dorp", name=HOSTILE)


def test_a_round_is_recorded_remembered_exported_and_read_back(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "routeblad.html"
    path.write_text(html(), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 800}, accept_downloads=True)
    page, problems = context.new_page(), []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    first = page.locator("li[data-contact=ja]")
    first.get_by_role("button", name="Geleverd").click()
    first.locator("[data-field=minuten_contact]").fill("12")
    first.locator("[data-field=trede]").select_option("2")
    page.locator("li[data-contact=nee]").get_by_role("button", name="Niet thuis").click()
    page.reload()
    assert page.locator("#count").inner_text() == "2 van 2 vastgelegd"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with page.expect_download() as wanted:
        page.locator("#export").click()
    saved = tmp_path / "ronde.csv"
    wanted.value.save_as(saved)
    assert wanted.value.suggested_filename == "ronde-2026-02-03-anna.csv"
    read = read_round(saved, "data/rondes/ronde.csv", "dorp", KEY, None)
    assert read.rejects.empty
    delivered = read.frames["intake.delivery"].set_index("delivery_id")
    assert set(delivered.index) == {"o-a", "o-c"}
    assert delivered.loc["o-a", ["contact", "contact_minutes", "ladder_step", "supplier_id"]].tolist() == [
        True,
        12,
        2,
        "L1",
    ]
    stops = read.frames["intake.round_stop"].set_index("order_id")
    assert stops.loc["o-b", "outcome"] == "not_home"
    assert problems == []
    context.close()


LOST = {
    "refused": "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('refused'); };",
    "lost": "Storage.prototype.setItem = () => {};",
}
"""How browsers have been seen to fail a page that is a file: they refuse to keep anything, or lose it."""


@pytest.mark.parametrize("how", LOST)
def test_a_reload_loses_nothing_where_the_device_does_not_keep_it(browser: Any, tmp_path: Path, how: str) -> None:
    path = tmp_path / "routeblad.html"
    path.write_text(html(), encoding="utf-8")
    page = browser.new_page()
    page.add_init_script(LOST[how])
    page.goto(path.as_uri())
    page.locator("li[data-contact=ja]").get_by_role("button", name="Geleverd").click()
    page.locator("[data-field=minuten_contact]").first.fill("12")
    kept = page.locator("#kept")
    assert (kept.inner_text() == kept.get_attribute("data-not")) == (how == "refused")
    page.reload()
    assert page.locator("#count").inner_text() == "1 van 2 vastgelegd"
    assert page.locator("[data-field=minuten_contact]").first.input_value() == "12"
    page.close()


def test_a_sheet_prints_on_a4_with_boxes_for_a_pen_and_without_buttons(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "routeblad.html"
    path.write_text(html(), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.emulate_media(media="print")
    assert page.locator(".pen").first.is_visible()
    assert not page.locator("button").first.is_visible()
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 1
    page.close()


def test_a_sheet_asks_nothing_of_the_outside_and_holds_no_script_of_the_data() -> None:
    text = html()
    assert "http://" not in text.replace("http-equiv", "")
    assert "https://" not in text
    assert "<img" not in text
    assert "alert(2)</script>" not in text
