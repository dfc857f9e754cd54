"""The site in a real browser without a network: it loads, draws, explains itself, and keeps hostile text text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from maps.render import PAGES
from maps.site import build_site
from tests.e2e.visit import HOSTILE, Visit
from tests.maps.city import city, empty

pytestmark = pytest.mark.e2e

MAPPED = (
    "wijk", "volgorde", "hubs", "vergelijking", "bereik", "gebieden", "nabijheid", "verschil", "routes", "bundeling",
    "busjes", "impact",
)  # fmt: skip


@pytest.mark.parametrize("key", PAGES)
def test_a_page_loads_from_disk_without_a_network_or_an_error(site: Path, visit: Visit, key: str) -> None:
    page = visit.open(site, key)
    assert page.locator("h1").count() == 1
    assert visit.problems == []
    assert all(url.startswith(("file://", "data:image/")) for url in visit.requests)


@pytest.mark.parametrize("key", MAPPED)
def test_a_map_has_drawn_its_base_and_its_figures(site: Path, visit: Visit, key: str) -> None:
    page = visit.open(site, key)
    page.locator(".leaflet-land-pane canvas").first.wait_for(state="attached")
    page.locator("svg path.leaflet-interactive").first.wait_for(state="attached")
    assert page.locator(".leaflet-control-scale").count() >= 1
    assert page.get_by_label("Noord is boven").count() >= 1
    page.wait_for_function(  # painted in the frames after the load
        """() => [...document.querySelectorAll('.leaflet-network-pane canvas')].every(canvas => {
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return data.some(value => value > 0);
        })"""
    )
    assert visit.problems == []


@pytest.mark.parametrize("key", PAGES)
def test_hostile_names_stay_text(hostile: Path, visit: Visit, key: str) -> None:
    page = visit.open(hostile, key)
    assert visit.problems == []
    assert page.locator("img").count() == 0
    content = page.locator("body").inner_text()
    assert "<img src=x onerror=alert(1)>" in content
    assert "{{7*7}}" in content
    injected = "[...document.scripts].filter(script => script.textContent.trim().startsWith('alert')).length"
    assert page.evaluate(injected) == 0


def test_hostile_names_stay_text_in_tooltips_labels_and_the_layer_control(hostile: Path, visit: Visit) -> None:
    page = visit.open(hostile, "hubs")
    assert HOSTILE in page.locator(".wijk-place").first.inner_text()
    page.locator(".wijk-point").first.focus()
    assert HOSTILE in page.locator(".wijk-tip").first.inner_text()
    assert HOSTILE in page.locator(".wijk-point").first.get_attribute("aria-label")
    page.locator("path.leaflet-interactive").first.hover(position={"x": 5, "y": 5}, force=True)
    assert page.locator("img").count() == 0
    assert visit.problems == []


def test_the_legend_follows_the_layer_that_is_shown(site: Path, visit: Visit) -> None:
    page = visit.open(site, "wijk")
    shown = page.locator("#wijk .legends section:visible h3").all_inner_texts()
    assert shown == ["Kwetsbare 65-plussers thuis", "Wijkservicecentra"]
    page.get_by_label("Onzekerheid").check()
    shown = page.locator(".legends section:visible h3").all_inner_texts()
    assert shown[0].startswith("Breedte van het 90%-interval")


def test_a_buurt_without_a_figure_is_hatched(browser: Any, tmp_path: Path) -> None:
    import dataclasses

    data = city()
    kept = data.coverage[data.coverage["buurtcode"] != "BU90010000"]
    folder = build_site(dataclasses.replace(data, coverage=kept), tmp_path / "s").parent
    visit = Visit(browser, viewport={"width": 1280, "height": 900})
    page = visit.open(folder, "bereik")
    assert page.locator("figure#bereik_0_known").locator('path[fill="url(#wijk-hatch)"]').count() == 1
    visit.close()


def test_the_keyboard_reaches_content_and_hubs(site: Path, visit: Visit) -> None:
    page = visit.open(site, "hubs")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'inhoud'")
    assert page.locator('.wijk-point[tabindex="0"]').count() >= 2


@pytest.mark.parametrize("key", PAGES)
def test_a_phone_scrolls_up_and_down_only(site: Path, browser: Any, key: str) -> None:
    visit = Visit(browser, viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = visit.open(site, key)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert visit.problems == []
    visit.close()


def test_dark_and_print_have_their_own_colours(site: Path, browser: Any) -> None:
    visit = Visit(browser, viewport={"width": 794, "height": 1123}, color_scheme="dark")
    page = visit.open(site, "wijk")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(18, 23, 28)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert page.locator("nav").is_hidden()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
    assert page.locator("details:not([open])").count() == 0
    assert page.pdf(format="A4").startswith(b"%PDF")
    visit.close()


def test_an_empty_region_loads_without_an_error(browser: Any, tmp_path: Path) -> None:
    folder = build_site(empty("Leegstad"), tmp_path / "s").parent
    visit = Visit(browser)
    for key in PAGES:
        assert "Leegstad" in visit.open(folder, key).locator("body").inner_text()
    assert visit.problems == []
    visit.close()


def test_borders_alone_leave_the_map_readable_and_are_not_taken_for_missing_figures(site: Path, visit: Visit) -> None:
    page = visit.open(site, "bundeling")
    assert page.locator(".leaflet-areas-pane path").count() == 6
    assert page.locator('.leaflet-areas-pane path[fill="url(#wijk-hatch)"]').count() == 0
