"""The pages of whom hubs reach in a real browser: layers, patterns, tooltips, and base maps that wait for the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from maps.site import build_site
from tests.e2e.visit import HOSTILE, Visit
from tests.maps.city import city

pytestmark = pytest.mark.e2e

PAGES = ("bereik", "gebieden", "nabijheid", "verschil")


def figure(page: Any, anchor: str) -> Any:
    return page.locator(f"figure#{anchor}")


@pytest.mark.parametrize("key", PAGES)
def test_every_map_draws_its_base_once_the_reader_comes_to_it(site: Path, visit: Visit, key: str) -> None:
    page = visit.open(site, key)
    for found in page.locator("figure.map").all():
        found.scroll_into_view_if_needed()
        found.locator(".leaflet-land-pane canvas").first.wait_for(state="attached")
    assert visit.problems == []


def test_a_map_below_the_screen_waits_with_its_base_until_it_is_printed(site: Path, visit: Visit) -> None:
    page = visit.open(site, "bereik")
    figure(page, "bereik_0_reachable").locator("canvas").first.wait_for(state="attached")
    assert figure(page, "bereik_1_capacity").locator("canvas").count() == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert figure(page, "bereik_1_capacity").locator(".leaflet-land-pane canvas").count() >= 1
    assert visit.problems == []


def test_another_limit_shows_another_area_and_the_candidates_come_when_asked_for(site: Path, visit: Visit) -> None:
    page = visit.open(site, "gebieden")
    found = figure(page, "gebieden_0")
    areas = found.locator(".leaflet-shapes-pane path[fill-opacity='0.3']")
    assert found.get_by_label("10 min bakfiets", exact=True).is_checked()
    assert areas.count() == 1
    before = areas.first.get_attribute("d")
    found.get_by_label("15 min bakfiets", exact=True).check()
    assert areas.count() == 1
    assert areas.first.get_attribute("d") != before
    candidates = found.locator(".leaflet-shapes-pane path[fill-opacity='0.04']")
    assert candidates.count() == 0
    found.get_by_label("Kandidaten, 10 min bakfiets").check()
    assert candidates.count() == 1
    assert "Kandidaten die niet open zijn" in found.locator(".legends section:visible h3").all_inner_texts()


def test_a_tooltip_of_an_area_tells_the_counts(site: Path, visit: Visit) -> None:
    page = visit.open(site, "gebieden")
    figure(page, "gebieden_0").locator(".leaflet-shapes-pane path[fill-opacity='0.3']").dispatch_event("mouseover")
    said = page.locator(".wijk-tip").first.inner_text()
    assert "De Spil" in said
    assert "3.010" in said


def test_layers_of_a_map_share_their_tooltips(site: Path, visit: Visit) -> None:
    page = visit.open(site, "bereik")
    found = figure(page, "bereik_0_reachable")
    found.get_by_label("15 min bakfiets", exact=True).check()
    found.locator(".leaflet-areas-pane path").first.hover(position={"x": 8, "y": 8}, force=True)
    said = page.locator(".wijk-tip").first.inner_text()
    assert "10 min bakfiets" in said
    assert "Kwetsbare 65-plussers thuis (verwacht)" in said


def test_fixed_buurten_are_marked_over_their_colour_and_do_not_take_the_pointer(site: Path, visit: Visit) -> None:
    page = visit.open(site, "gebieden")
    marked = figure(page, "bediening_0").locator(".leaflet-over-pane path")
    assert marked.count() == 1
    assert marked.first.get_attribute("fill") == "url(#wijk-over)"
    assert "leaflet-interactive" not in (marked.first.get_attribute("class") or "")


def test_gained_is_blue_and_lost_is_hatched(site: Path, visit: Visit) -> None:
    page = visit.open(site, "verschil")
    fills = page.locator(".leaflet-areas-pane path").evaluate_all("all => all.map(path => path.getAttribute('fill'))")
    assert {"#0072b2", "url(#wijk-lost)", "url(#wijk-both)"} <= set(fills)


def test_hostile_names_of_barriers_and_areas_stay_text_in_tooltips(browser: Any, tmp_path: Path) -> None:
    folder = build_site(city(label=lambda name: f"{name} {HOSTILE}"), tmp_path / "s").parent
    visit = Visit(browser, viewport={"width": 1280, "height": 900})
    page = visit.open(folder, "nabijheid")
    figure(page, "barrieres").scroll_into_view_if_needed()
    figure(page, "barrieres").locator(".leaflet-shapes-pane path.leaflet-interactive").first.dispatch_event("mouseover")
    assert HOSTILE in page.locator(".wijk-tip").first.inner_text()
    page = visit.open(folder, "gebieden")
    figure(page, "gebieden_0").locator(".leaflet-shapes-pane path.leaflet-interactive").first.dispatch_event(
        "mouseover"
    )
    assert HOSTILE in page.locator(".wijk-tip").first.inner_text()
    assert page.locator("img").count() == 0
    assert visit.problems == []
    visit.close()
