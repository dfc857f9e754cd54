"""The shared site as one file in a real browser: without a network and without an error, its links lead within it."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from maps.one_file import one_file
from tests.e2e.visit import Visit
from tests.geo.share_package.test_package import shared, site_data

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("los")
    (made / "gedeeld.html").write_text(one_file(site_data(shared())), encoding="utf-8")
    return made


def test_one_file_opens_alone_draws_its_map_and_turns_its_pages(folder: Path, visit: Visit) -> None:
    page = visit.open(folder, "gedeeld")
    areas = page.locator("figure.map .leaflet-areas-pane path")
    assert areas.count() == 3
    areas.nth(1).hover()
    assert "<script>alert(1)</script>" in page.locator(".leaflet-tooltip").inner_text()
    page.get_by_role("link", name="Verantwoording").click()
    page.locator("h1:visible", has_text="Verantwoording").wait_for()  # turns after the click
    assert page.locator("h1:visible").inner_text() == "Verantwoording"
    assert page.locator("header nav a[aria-current]").inner_text() == "Verantwoording"
    page.get_by_role("link", name="Wijkplan").click()
    page.locator("h1:visible", has_text="Gedeelde cijfers").wait_for()
    assert page.locator("h1:visible").inner_text() == "Gedeelde cijfers"
    for link in page.locator("main a, header a").evaluate_all("all => all.map(link => link.getAttribute('href'))"):
        if link == "#":  # zoom of the map
            continue
        assert link.startswith("#"), link
        assert page.evaluate("id => Boolean(document.getElementById(id))", link[1:]), link
    assert visit.requests[0].endswith("gedeeld.html")
    assert all(url.startswith("data:image/") for url in visit.requests[1:])
    assert visit.problems == []


def test_the_map_of_one_file_becomes_a_picture(folder: Path, visit: Visit) -> None:
    page = visit.open(folder, "gedeeld")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Afbeelding (PNG)").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    assert visit.problems == []


def test_the_same_tables_give_the_same_file_and_every_image_is_within_it() -> None:
    content = one_file(site_data(shared()))
    assert content == one_file(site_data(shared()))
    images = re.findall(r"url\(data:image/png;base64,([^)]+)\)", content)
    assert len(images) >= 2
    assert all(base64.b64decode(image).startswith(b"\x89PNG") for image in images)


def test_the_choice_of_dark_or_light_is_remembered(folder: Path, browser: Any) -> None:
    visit = Visit(browser, viewport={"width": 1280, "height": 900}, color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    page = visit.open(folder, "gedeeld")
    page.get_by_role("button", name="Donkere weergave").click()
    assert page.evaluate(ground) == "rgb(18, 23, 28)"
    page.reload()
    page.wait_for_function(f"{ground} === 'rgb(18, 23, 28)'")
    page.get_by_role("button", name="Lichte weergave").click()
    assert page.evaluate(ground) == "rgb(245, 246, 248)"
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert visit.problems == []
    visit.close()
