from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.contracts import validate
from geo.db.models import table
from geo.sources.cbs import read_buurten, read_earlier_buurten
from geo.sources.landed import SourceError

TABLE = "intake.area_change"


def square(code: str, column: int, *, people: int = 100, width: int = 1, name: str = "cbs_buurt_2019.1") -> dict:
    x, y = 207_000 + 1000 * column, 474_000
    ring = [[x, y], [x + 1000 * width, y], [x + 1000 * width, y + 1000], [x, y + 1000], [x, y]]
    properties = {"statcode": code, "aantal_inwoners": people}
    return {
        "type": "Feature",
        "id": name,
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def boundaries(path: Path, *features: dict) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def current(tmp_path: Path, *features: dict) -> gpd.GeoDataFrame:
    return read_buurten(boundaries(tmp_path / "nu.geojson", *features), "nu.geojson").frame


def test_earlier_buurten_become_rows_of_the_mapping_and_what_is_lost_is_told(tmp_path: Path) -> None:
    now = current(tmp_path, square("BU90010101", 0, width=2), square("BU90010202", 2))
    earlier = boundaries(
        tmp_path / "toen.geojson",
        square("BU90010101", 0), square("BU90020101", 1), square("BU90010201", 2), square("BU90010301", 3, people=60),
        square("BU90030101", 40),
    )  # fmt: skip
    found = read_earlier_buurten(earlier, "toen.geojson", now, to_year=2024)
    frame = validate(found.frames[TABLE].assign(region="a", load_id="l"), table(TABLE))
    assert frame[["from_code", "to_code", "kind", "share_of_from", "share_of_to"]].to_numpy().tolist() == [
        ["BU90010101", "BU90010101", "merged", 1.0, 0.5],
        ["BU90010201", "BU90010202", "renumbered", 1.0, 1.0],
        ["BU90020101", "BU90010101", "merged", 1.0, 0.5],
    ]
    assert (set(frame["from_year"]), set(frame["to_year"]), found.period) == ({2019}, {2024}, "2019")
    assert found.warnings == (
        "Van de eerdere buurten zijn er 1 hernummerd, 2 samengevoegd.",
        "1 eerdere buurten liggen deels of geheel in geen buurt van nu: 25,0 % van de oppervlakte en 16,7 % van de "
        "inwoners van de eerdere buurten is niet over te dragen.",
    )
    assert found.rejects.empty


def test_a_neighbour_that_only_touches_the_region_is_left_out(tmp_path: Path) -> None:
    now = current(tmp_path, square("BU90010101", 0))
    earlier = boundaries(tmp_path / "toen.geojson", square("BU90010101", 0), square("BU90020101", 1))
    found = read_earlier_buurten(earlier, "toen.geojson", now)
    assert found.frames[TABLE]["from_code"].tolist() == ["BU90010101"]
    assert found.warnings == ("Van de eerdere buurten zijn er 1 gelijk gebleven.",)


def test_boundaries_of_elsewhere_are_refused(tmp_path: Path) -> None:
    now = current(tmp_path, square("BU90010101", 0))
    with pytest.raises(SourceError, match="has no buurten in the region"):
        read_earlier_buurten(boundaries(tmp_path / "toen.geojson", square("BU90090101", 40)), "toen.geojson", now)


@pytest.mark.realdata
@pytest.mark.parametrize(("place", "count"), [("delft", 90), ("deventer", 69)])
def test_the_country_of_2019_lies_under_the_same_boundaries_unchanged(realdata: Path, place: str, count: int) -> None:
    now = read_buurten(realdata / place / "buurten.geojson", place).frame
    found = read_earlier_buurten(realdata / "national/buurten_2019_nl.topojson", "2019", now, to_year=2024)
    frame = found.frames[TABLE]
    assert frame["from_code"].tolist() == frame["to_code"].tolist() == sorted(now["buurtcode"])
    assert set(frame["kind"]) == {"same"}
    assert found.warnings[-1] == f"Van de eerdere buurten zijn er {count} gelijk gebleven."


@pytest.mark.realdata
def test_a_merged_gemeente_is_found_back_from_its_old_buurten(realdata: Path, tmp_path: Path) -> None:
    country = read_buurten(realdata / "national/buurten_2019_nl.topojson", "2019", ("GM0150", "GM0177")).frame
    merged = country.dissolve("wijkcode", as_index=False)
    merged["buurtcode"] = "BU9150" + merged["wijkcode"].str[4:] + "00"
    merged["geometry"] = gpd.GeoSeries(
        [shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape]) for shape in merged.geometry],
        crs=28992,
    )
    found = read_earlier_buurten(realdata / "national/buurten_2019_nl.topojson", "2019", merged)
    frame = found.frames[TABLE].set_index("from_code")
    assert set(country["buurtcode"]) <= set(frame.index)
    own = country.set_index("buurtcode")["wijkcode"]
    assert ("BU9150" + own.loc[country["buurtcode"]].str[4:] + "00").tolist() == frame.loc[
        country["buurtcode"], "to_code"
    ].tolist()
    assert frame.loc[country["buurtcode"], "share_of_from"].to_numpy() == pytest.approx(1)
