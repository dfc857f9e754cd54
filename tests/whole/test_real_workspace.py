"""The workspace of a real gemeente, built of made-up buurten: what its scenarios ask for is there without real data."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.sample.write import SCENARIOS
from geo.workspace import FILES
from tests.realdata import build_workspace

COLUMNS = {"delivery_access": "bevoorrading"}


@pytest.fixture(scope="module")
def facilities(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The facilities of a Deventer of nine square buurten in three wijken."""
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
    root = build_workspace("deventer", source / "workspace", source=source)
    return pd.read_csv(root / FILES["facility"], sep=None, engine="python")


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if "require" in s], ids=lambda s: str(s["scenario"]))
def test_enough_sites_have_what_a_scenario_requires(facilities: pd.DataFrame, scenario: dict[str, object]) -> None:
    allowed = facilities["kandidaat"] == "ja"
    required, hubs = scenario["require"], scenario["hubs"]
    assert isinstance(required, dict)
    assert isinstance(hubs, int)
    for quality in required:
        allowed &= facilities[COLUMNS[quality]] == "ja"
    assert allowed.sum() >= hubs
