from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from geo.fetch import osm, pdok, vektis
from geo.fetch.client import Client
from geo.fetch.desk import Desk
from geo.fetch.lock import Gemeente
from geo.sources.cbs import read_buurten
from geo.sources.osm import read_streets
from geo.sources.osm_clip import THROUGH_ROADS, clip
from tests.geo.fetch.server import Answer, Server
from tests.geo.fetch.services import Services, page

pytestmark = pytest.mark.realdata


@pytest.fixture
def services(server: Server, tmp_path: Path) -> Services:
    return Services(server, tmp_path)


@pytest.fixture
def desk(client: Client, tmp_path: Path) -> Desk:
    return Desk(client, tmp_path / "desk")


def test_the_69_buurten_of_deventer_in_pages_keep_every_figure_and_corner(
    services: Services, desk: Desk, realdata: Path
) -> None:
    features = json.loads((realdata / "deventer/buurten.geojson").read_text(encoding="utf-8"))["features"]
    place, url = "/pdok-2024/collections/buurten/items", services.server.url
    starts = range(0, len(features), 25)
    for number, start in enumerate(starts):
        following = f"{url}{place}?cursor={number + 1}" if number + 1 < len(starts) else None
        services.server.put(
            f"{place}?cursor={number}" if number else place, page(features[start : start + 25], following)
        )
    made = pdok.buurten(desk, services.places, 2024, (Gemeente("GM0150", "Deventer", (6.0, 52.2, 6.5, 52.4)),))
    joined = json.loads(made.path.read_text(encoding="utf-8"))["features"]
    assert (len(desk.requests), len(joined), made.period) == (3, 69, "2024")
    assert joined == sorted(features, key=lambda one: one["properties"]["buurtcode"])
    assert read_buurten(made.path, "buurten.geojson", ("GM0150",)).frame["inhabitants"].sum() == 103_420


def test_the_published_file_of_vektis_comes_byte_for_byte_after_a_cut(
    services: Services, desk: Desk, realdata: Path
) -> None:
    whole = (realdata / "formats/Vektis Open Databestand Zorgverzekeringswet 2015 - gemeente.csv").read_bytes()
    answer = Answer(whole, kind="application/octet-stream", headers=(("ETag", '"v"'),), ranges=True)
    target = "/vektis/2015/Vektis%20Open%20Databestand%20Zorgverzekeringswet%202015%20-%20gemeente.csv"
    services.server.put(target, replace(answer, cut_at=1_000_000), answer)
    made = vektis.care_use(desk, services.places, 2015, "gemeente")
    assert made.path.read_bytes() == whole
    assert made.content == "14735 rows of 2015"
    assert services.server.asked[-1].headers["Range"] is not None


def test_the_extract_of_delft_comes_whole_after_a_cut_and_is_cut_as_a_local_one(
    services: Services, desk: Desk, realdata: Path, tmp_path: Path
) -> None:
    local, boundaries = realdata / "delft/delft_tudelft_complete_ways.osm.pbf", realdata / "delft/buurten.geojson"
    answer = Answer(local.read_bytes(), kind="application/octet-stream", headers=(("ETag", '"d"'),), ranges=True)
    services.server.put("/delft.osm.pbf", replace(answer, cut_at=300_000), answer)
    places = replace(services.places, osm_extract=f"{services.server.url}/delft.osm.pbf")
    delft = (Gemeente("GM0503", "Delft"),)
    made = osm.streets(desk, places, boundaries, delft)
    clip(local, tmp_path / "local.osm.pbf", osm.area_of(boundaries, delft), everywhere=THROUGH_ROADS)
    assert made.path.read_bytes() == (tmp_path / "local.osm.pbf").read_bytes()
    assert len(read_streets(made.path, "straten.osm.pbf").frames["intake.address"]) > 8000
