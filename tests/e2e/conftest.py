"""A real browser for the end-to-end tests, skipped with a reason where there is none, and the sites that they share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from maps.site import build_site
from tests.e2e.visit import HOSTILE, Visit, chromium
from tests.maps.city import city

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
             "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,PaintHolding,OptimizationHints,MediaRouter"]  # fmt: skip
"""The address bar has pages of its own, seen by nobody here, that cost more than ours in every window."""


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium of the system."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = chromium()
    if not found:
        pytest.skip("no Chromium found: install the package chromium, or set WIJK_CHROMIUM to its path")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small site; tests read it only."""
    return build_site(city(), tmp_path_factory.mktemp("e2e") / "site").parent


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same site, every name of its data hostile and long."""
    long = f"{HOSTILE} {'lang en breed ' * 30}"
    return build_site(city(label=lambda name: f"{name} {long}"), tmp_path_factory.mktemp("kwaad") / "site").parent


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    """A desktop window of 1280 x 900 without a network."""
    made = Visit(browser, viewport={"width": 1280, "height": 900})
    yield made
    made.close()
