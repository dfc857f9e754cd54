"""The buurtbeelden in a real browser: found by name, reached from a map, hostile names stay text, one A4 on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.visit import HOSTILE, Visit

pytestmark = pytest.mark.e2e


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_a_name_finds_a_buurt_and_enter_opens_its_page(site: Path, visit: Visit) -> None:
    page = visit.open(site, "buurtbeelden")
    box = page.get_by_label("Zoek een buurt of wijk")
    box.fill("BUURT 1-1")
    assert page.locator("main tbody tr:visible").count() == 1
    assert page.locator("output").inner_text() == "1 gevonden"
    box.fill("bestaat niet")
    assert page.locator("main tbody tr:visible").count() == 0
    box.fill("buurt 1-1")
    box.press("Enter")
    page.wait_for_url("**/buurtbeeld/BU90010101.html")
    assert page.locator("h1").inner_text() == "Buurt 1-1"
    page.get_by_role("link", name="Wijk 1", exact=True).click()
    page.wait_for_url("**/buurtbeeld/WK900101.html")
    assert visit.problems == []


def test_a_click_on_an_area_of_a_map_offers_its_page(site: Path, visit: Visit) -> None:
    page = visit.open(site, "wijk")
    page.locator("figure.map >> nth=0").locator(".leaflet-areas-pane path").first.click()
    link = page.locator(".wijk-popup a")
    assert link.inner_text().startswith("Buurtbeeld van Buurt ")
    link.click()
    page.wait_for_url("**/buurtbeeld/BU*.html")
    assert visit.problems == []


@pytest.mark.parametrize("code", ["BU90010101", "WK900100"])
def test_the_small_map_shows_the_area_and_what_lies_near(site: Path, visit: Visit, code: str) -> None:
    page = visit.open(site, f"buurtbeeld/{code}")
    assert page.locator('.leaflet-shapes-pane path[stroke="#d55e00"]').count() == 1
    page.locator(".leaflet-land-pane canvas").first.wait_for(state="attached")
    assert page.locator(".leaflet-land-pane canvas").count() == 1
    assert page.locator("#kaart .wijk-point").count() >= 1
    assert all(url.startswith(("file://", "data:image/")) for url in visit.requests)
    assert visit.problems == []


@pytest.mark.parametrize("code", ["BU90010101", "WK900100"])
def test_a_picture_is_one_a4(site: Path, hostile: Path, visit: Visit, code: str) -> None:
    for folder in (site, hostile):
        page = visit.open(folder, f"buurtbeeld/{code}")
        assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    assert visit.problems == []


def test_hostile_names_stay_text_on_a_page_and_in_what_a_map_offers(hostile: Path, visit: Visit) -> None:
    for key in ("buurtbeeld/BU90010101", "buurtbeelden", "wijk"):
        page = visit.open(hostile, key)
        assert page.locator("img").count() == 0
        assert "<img src=x onerror=alert(1)>" in page.locator("body").inner_text()
    page.locator("figure.map >> nth=0").locator(".leaflet-areas-pane path").first.click()
    assert HOSTILE in page.locator(".wijk-popup a").inner_text()
    assert page.locator("img").count() == 0
    assert visit.problems == []


def test_a_phone_scrolls_a_picture_up_and_down_only(site: Path, hostile: Path, browser: Any) -> None:
    visit = Visit(browser, viewport={"width": 360, "height": 740}, color_scheme="dark")
    for folder in (site, hostile):
        page = visit.open(folder, "buurtbeeld/BU90010101")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert visit.problems == []
    visit.close()


def test_on_paper_the_base_map_does_not_wipe_out_what_lies_under_it(site: Path, visit: Visit) -> None:
    page = visit.open(site, "wijk")
    page.emulate_media(media="print")
    opacity = "getComputedStyle(document.querySelector('.leaflet-network-pane')).opacity"
    assert 0.99 < float(page.evaluate(opacity)) < 1
