"""What a reader takes along: paper and PDF with one map a sheet and all that a map needs, and a picture of a map."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.e2e.visit import Visit

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
pytestmark = pytest.mark.e2e

A4, A3 = (595, 842), (842, 1191)


def sheets(page: Any) -> list[Any]:
    """The sheets that the browser prints."""
    return list(pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)


def said(sheet: Any) -> str:
    """The text of a sheet without spaces, which lines that break would change, and without ligatures."""
    return bare(sheet.extract_text())


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def size(sheet: Any) -> tuple[int, int]:
    return round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))


@pytest.mark.parametrize("key", ["hubs", "bereik", "busjes"])
def test_on_paper_a_map_has_a_sheet_with_its_legend_scale_north_date_source_and_version(
    site: Path, visit: Visit, key: str
) -> None:
    page = visit.open(site, key)
    figures = page.locator("figure.map").evaluate_all(
        "all => all.map(figure => [figure.querySelector('.map-name').textContent, "
        "figure.querySelector('.legends section:not([hidden]) h3').textContent])"
    )
    printed = [said(sheet) for sheet in sheets(page)]
    assert {size(sheet) for sheet in sheets(page)} == {A4}
    assert len(figures) >= 2
    for name, legend in figures:
        (found,) = [text for text in printed if bare(f"{name}. Noord is boven") in text]
        assert found.count(bare("Noord is boven; schaalbalk linksonder.")) == 1, "two maps on one sheet"
        assert re.search(r"N\d+k?m", found), "north and scale"
        for part in (legend, "Peildatum dinsdag 3 februari 2026", "Bron: CBS, Kerncijfers", "Licentie: CC BY 4.0",
                     "Versie 0.1.0, berekening r-2026"):  # fmt: skip
            assert bare(part) in found, (name, part)
    assert visit.problems == []


def test_one_map_alone_goes_on_one_a3(site: Path, visit: Visit) -> None:
    page = visit.open(site, "hubs")
    page.evaluate("window.print = () => {}")
    page.locator("figure#hubs_1").get_by_role("button", name="A3").click()
    (sheet,) = sheets(page)
    assert size(sheet) == A3
    assert bare(page.locator("figure#hubs_1 .map-name").inner_text()) in said(sheet)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert len(sheets(page)) > 1
    assert visit.problems == []


def test_a_map_becomes_a_picture_with_what_it_shows(site: Path, visit: Visit) -> None:
    page = visit.open(site, "bereik")
    figure = page.locator("figure.map").first
    with page.expect_download() as waiting:
        figure.get_by_role("button", name="Afbeelding (PNG)").click()
    assert waiting.value.suggested_filename == "bereik-bereik_0_reachable.png"
    image = Image.open(waiting.value.path()).convert("RGB")
    box = figure.locator(".folium-map").evaluate("box => [box.clientWidth, box.clientHeight]")
    assert image.width == 2 * box[0]
    assert image.height > 2 * box[1] + 200
    seen = {tuple(colour) for _, colour in image.getcolors(1_000_000)}
    assert (0xBC, 0xD4, 0xE6) in seen, "the water of the base map"
    assert (0x15, 0x42, 0x73) in seen, "the mark of a hub"
    assert len(seen) > 50
    assert visit.problems == []
