"""Links that carry what is shown, finding a place, the day's order, and the one background map that may be fetched."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.e2e.visit import HOSTILE, Visit

pytestmark = pytest.mark.e2e


def tile() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (256, 256), "#dddddd").save(out, "PNG")
    return out.getvalue()


def test_a_link_shows_the_limit_it_names_and_the_address_follows_the_choice(site: Path, visit: Visit) -> None:
    visit.page.goto((site / "gebieden.html").as_uri() + "#scenario=baseline&minutes=15")
    figure = visit.page.locator("figure#gebieden_0")
    assert "scenario=baseline&minutes=15" in visit.page.url
    assert "op=" not in visit.page.url
    assert figure.get_by_label("15 min bakfiets", exact=True).is_checked()
    assert not figure.get_by_label("10 min bakfiets", exact=True).is_checked()
    figure.get_by_label("10 min bakfiets", exact=True).check()
    visit.page.wait_for_url("**#*scenario=baseline&minutes=10&mode=cargo_bike*")
    address = visit.page.url
    visit.page.goto("about:blank")
    visit.page.goto(address)
    assert figure.get_by_label("10 min bakfiets", exact=True).is_checked()
    assert visit.problems == []


def test_a_link_with_nonsense_shows_the_page_as_it_is(site: Path, visit: Visit) -> None:
    visit.page.goto((site / "gebieden.html").as_uri() + "#scenario=%E0%A4%A&minutes=<b>&op=x,y&kaart=__proto__&laag=-1")
    assert visit.page.locator("figure#gebieden_0").get_by_label("10 min bakfiets", exact=True).is_checked()
    assert visit.problems == []


def test_the_overview_finds_buurten_and_places_and_leads_there(site: Path, hostile: Path, visit: Visit) -> None:
    page = visit.open(site, "index")
    box = page.get_by_label("Zoek een buurt, wijk of plaats")
    box.fill("dorp")
    page.locator("#gevonden a").first.click()
    page.wait_for_url("**/wijk.html#op=*")
    page = visit.open(site, "index")
    page.get_by_label("Zoek een buurt, wijk of plaats").fill("buurt 1-1")
    page.get_by_label("Zoek een buurt, wijk of plaats").press("Enter")
    page.wait_for_url("**/buurtbeeld/BU90010101.html")
    page = visit.open(hostile, "index")
    page.get_by_label("Zoek een buurt, wijk of plaats").fill("buurt 1-1")
    assert HOSTILE in page.locator("#gevonden").inner_text()
    assert page.locator("img").count() == 0
    assert visit.problems == []


def test_the_order_of_stops_and_the_clock_of_the_day_stand_on_the_map_of_routes(site: Path, visit: Visit) -> None:
    page = visit.open(site, "routes")
    marks = page.locator(".wijk-mark.shape-order").all_inner_texts()
    assert marks
    assert all(set(mark) <= set("0123456789-, ") for mark in marks)
    slider = page.get_by_label("Tijdstip")
    before = page.locator(".leaflet-points-pane svg path").first.get_attribute("d")
    slider.fill(str(11 * 3600))
    assert page.locator(".wijk-clock output").inner_text() == "11:00"
    assert page.locator(".leaflet-points-pane svg path").first.get_attribute("d") != before
    assert visit.problems == []


def test_a_background_map_is_fetched_only_when_the_reader_asks_for_it(site: Path, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body=tile(), content_type="image/png", headers={"Access-Control-Allow-Origin": "*"})

    context.route(re.compile("^https?:"), answer)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto((site / "hubs.html").as_uri(), wait_until="load")
    figure = page.locator("figure.map").first
    figure.get_by_label("Reistijd").check()
    assert asked == []
    button = figure.get_by_role("button", name="Achtergrondkaart van internet (PDOK)")
    button.click()
    figure.locator(".leaflet-tile-pane img.leaflet-tile-loaded").first.wait_for()
    assert asked
    assert all(url.startswith("https://service.pdok.nl/brt/achtergrondkaart/") for url in asked)
    assert "Kadaster" in figure.locator("figcaption").inner_text()
    with page.expect_download():
        figure.get_by_role("button", name="Afbeelding (PNG)").click()
    button.click()
    before = len(asked)
    figure.get_by_label("Inzoomen").click()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert len(asked) == before
    assert problems == []
    context.close()
