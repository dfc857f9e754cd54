"""The page of vans: steps, gains, the clock map, the fleet and lines; nothing on it is somebody's door."""

import json
import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from maps.pages.van_clock import clock_map
from maps.pages.vans import PLANS
from maps.site import build_site
from tests.maps.city import city


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = build_site(city(), tmp_path_factory.mktemp("vans") / "s").parent
    return (folder / "busjes.html").read_text(encoding="utf-8")


def test_the_page_goes_from_alone_to_the_pool_and_says_who_gains(page: str) -> None:
    for sentence in (
        "Stap voor stap naar één wagenpark", "Elke organisatie apart", "Alleen de stille uren samen", "Alles samen",
        "Wie wint wat", "Alle combinaties zijn doorgerekend", "Waar ritten van organisaties samenvallen",
        "Hoe vol de busjes zijn, per uur", "2 (genoeg)", "18 van 20",
    ):  # fmt: skip
        assert sentence in page, sentence


def test_a_proposed_line_names_its_day_time_stops_and_walks(page: str) -> None:
    for sentence in ("donderdag", "markt", "09:55", "5 van 6", "09:43", "3 reizigers, 3 min"):
        assert sentence in page, sentence


def test_without_lines_the_page_says_so(tmp_path: Path) -> None:
    folder = build_site(replace(city(), van_lines=pd.DataFrame()), tmp_path / "s").parent
    assert "geen wensen die zo vaak terugkomen" in (folder / "busjes.html").read_text(encoding="utf-8")


def test_vans_move_between_points_of_buurten_only_and_by_the_clock_of_the_region(page: str) -> None:
    points = gpd.GeoSeries(city().buurten.geometry.representative_point().to_numpy(), crs=28992).to_crs(4326)
    known = {(round(p.y, 5), round(p.x, 5)) for p in points}
    paths = [json.loads(path) for path in re.findall(r'"path":(\[\[.*?\]\])', page)]
    assert len(paths) == 3
    for path in paths:
        assert {(round(lat, 5), round(lon, 5)) for _, lat, lon, _ in path} <= known
        assert [row[0] for row in path] == sorted(row[0] for row in path)


def test_there_is_no_clock_where_no_van_can_be_placed() -> None:
    assert clock_map(replace(city(), van_stops=pd.DataFrame()), PLANS) is None
    nowhere = city().van_stops.assign(buurtcode=None)
    assert clock_map(replace(city(), van_stops=nowhere), PLANS) is None
