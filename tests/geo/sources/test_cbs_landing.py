"""Figures and area changes in PostGIS, through the one door to the readers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from geo.db.bulk import read_rows
from geo.db.connection import Database
from geo.db.landing import FileVersion, land
from geo.sources import read_source
from tests.geo.sources.files import KEY, region
from tests.geo.sources.test_cbs_earlier import boundaries, square
from tests.geo.sources.test_cbs_key_figures import document


def test_key_figures_and_earlier_buurten_land_under_their_loads(database: Database, tmp_path: Path) -> None:
    now = boundaries(tmp_path / "nu.geojson", square("BU90010101", 0, width=2), square("BU90010102", 2))
    then = boundaries(
        tmp_path / "toen.geojson", square("BU90010101", 0), square("BU90010103", 1), square("BU90010102", 2)
    )
    figures = tmp_path / "85984NED.json"
    figures.write_text(json.dumps(document()))
    files = {"buurt": (now,), "buurt_earlier": (then,), "key_figure": (figures,)}
    place = replace(region(tmp_path), files=files)
    with database.adbc("wijk_pipeline") as connection:
        for source in files:
            landed = read_source(source, place, key=KEY)
            version = FileVersion(place.region, source, landed.file_name, landed.sha256)
            assert land(connection, version, landed, "run").rejected == 0
        found = read_rows(connection, "intake.key_figure", {"region": place.region})
        changes = read_rows(connection, "intake.area_change", {"region": place.region})
    assert found["area_code"].tolist() == ["GM9001", "WK900101", "BU90010101", "BU90010102"]
    assert found["home_value_keur"].isna().tolist() == [False, False, True, False]
    assert changes[["from_code", "to_code", "kind", "share_of_to"]].to_numpy().tolist() == [
        ["BU90010101", "BU90010101", "merged", 0.5],
        ["BU90010102", "BU90010102", "same", 1.0],
        ["BU90010103", "BU90010101", "merged", 0.5],
    ]
