"""The shared site in a real browser: its pages load without an error, its map is drawn, hostile names stay text."""

from __future__ import annotations

from pathlib import Path

import pytest

from maps.share_site import build_share_site
from tests.e2e.visit import Visit
from tests.geo.share_package.test_package import shared, site_data

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_share_site(site_data(shared()), tmp_path_factory.mktemp("gedeeld") / "site").parent


def test_every_page_of_the_shared_site_loads_without_an_error(site: Path, visit: Visit) -> None:
    for page in sorted(path.stem for path in site.glob("*.html")):
        visit.open(site, page)
    assert visit.problems == []


def test_the_map_of_the_shared_site_is_drawn_one_figure_at_a_time(site: Path, visit: Visit) -> None:
    page = visit.open(site, "index")
    areas = page.locator("figure.map .leaflet-areas-pane path")
    areas.first.wait_for()
    assert areas.count() == 3
    areas.nth(1).hover()
    assert "<script>alert(1)</script>" in page.locator(".leaflet-tooltip").inner_text()
    assert visit.problems == []
