"""The workspace of a real gemeente, built of made-up buurten: what its scenarios require is there without real data."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.hub_location.qualities import wishes_on
from geo.scenario import load_scenarios
from geo.sources import read_source
from geo.workspace import load_region
from tests.geo.sources.files import KEY
from tests.realdata import build_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Deventer of nine square buurten in three wijken."""
    source = tmp_path_factory.mktemp("source")
    rows = [
        {
            "buurtcode": f"BU0150{wijk:02d}{buurt:02d}",
            "wijkcode": f"WK0150{wijk:02d}",
            "buurtnaam": f"Buurt {wijk}.{buurt}",
            "water": "NEE",
            "aantal_inwoners": 1_000,
            "personen_65_jaar_en_ouder": 150 + 10 * wijk,
            "aantal_huishoudens": 500,
            "geometry": shapely.box(
                207_000 + 800 * wijk, 474_000 + 800 * buurt, 207_800 + 800 * wijk, 474_800 + 800 * buurt
            ),
        }
        for wijk in range(3)
        for buurt in range(3)
    ]
    (source / "deventer").mkdir()
    gpd.GeoDataFrame(rows, crs=28992).to_crs(4326).to_file(source / "deventer" / "buurten.geojson")
    return build_workspace("deventer", source / "workspace", source=source)


def test_enough_sites_have_what_the_scenarios_require(workspace: Path) -> None:
    read = read_source("facility", load_region(workspace), key=KEY).frames["intake.facility"]
    sites = read[read["candidate"]].rename(columns={"facility_id": "site_id"})
    requiring = [s for s in load_scenarios(workspace).values() if s.wishes.require]
    assert requiring
    for scenario in requiring:
        assert scenario.hubs is not None
        ruled_out = wishes_on(sites, scenario.wishes.require, {}).forbid
        assert len(sites) - len(ruled_out) >= scenario.hubs, scenario.title
