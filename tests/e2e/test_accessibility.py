"""Every kind of page held against WCAG 2.2 AA by axe-core, light and dark, and what a keyboard meets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from maps.share_site import build_share_site
from tests.e2e.visit import Visit
from tests.geo.share_package.test_package import shared, site_data

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
pytestmark = [pytest.mark.e2e, pytest.mark.slow]

WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
GRAVE = ("serious", "critical")


def violations(page: Any, rules: dict[str, Any]) -> list[str]:
    """Grave violations as lines. Places on a map may lie closer than targets must: WCAG 2.5.8 calls that essential."""
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    page.evaluate(PREPARED)
    return [
        f"{found['impact']} {found['id']}: {node['html'][:160]}"
        for found in axe.Axe().run(page, options=options).response["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
        if not (found["id"] == "target-size" and "leaflet-interactive" in node["html"])
    ]


PREPARED = """() => {
    document.querySelectorAll('details').forEach(fold => { fold.open = true; });
    document.querySelectorAll('tbody tr:nth-child(n+7)').forEach(row => row.remove());
}"""
"""Folds opened; of a long table six rows, for the others are like them and axe looks at every cell."""

UNTOLD = """() => [...document.querySelectorAll('figure.map')].filter(figure => ![...document.querySelectorAll('table')]
    .some(table => figure.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING)).map(figure => figure.id)"""
"""Maps that no table follows."""


def held(browser: Any, pages: list[Path], rules: dict[str, Any], scheme: str) -> dict[str, list[str]]:
    visit = Visit(browser, viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    found = {}
    for path in pages:
        page = visit.open(path.parent, path.stem)
        found[path.name] = violations(page, rules)
        assert page.evaluate(UNTOLD) == [], path.name
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path.name
    assert visit.problems == []
    visit.close()
    return {name: grave for name, grave in found.items() if grave}


def test_no_page_has_a_serious_violation(site: Path, browser: Any, tmp_path: Path) -> None:
    share = build_share_site(site_data(shared()), tmp_path / "gedeeld").parent
    pages = [
        *sorted(site.glob("*.html")),
        site / "buurtbeeld" / "BU90010101.html",
        site / "uitleg" / "bereikbaar.html",
        *sorted(share.glob("*.html")),
    ]
    pages += [*sorted(site.glob("rapport/*.html")), *sorted(site.glob("leverancier/*.html"))[:1]]
    assert held(browser, pages, WCAG, "light") == {}


def test_in_the_dark_text_keeps_its_contrast(site: Path, browser: Any) -> None:
    pages = [site / f"{key}.html" for key in ("index", "hubs", "routes", "buurtbeelden", "buurtbeeld/BU90010101")]
    assert held(browser, pages, CONTRAST, "dark") == {}
