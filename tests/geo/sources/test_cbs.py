import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.sources import SourceError, read_source
from tests.geo.sources.files import KEY, region

SQUARE = [[[6.10, 52.20], [6.12, 52.20], [6.12, 52.21], [6.10, 52.21], [6.10, 52.20]]]
BOW_TIE = [[[6.10, 52.20], [6.12, 52.21], [6.12, 52.20], [6.10, 52.21], [6.10, 52.20]]]


def buurt(code: str, *, ring: list | None = None, kind: str = "Polygon", **figures: object) -> dict:
    properties = {
        "buurtcode": code,
        "buurtnaam": f"Buurt {code}",
        "wijkcode": "WK" + code[2:8],
        "gemeentecode": "GM" + code[2:6],
        "water": "NEE",
        "jaar": 2024,
        "aantal_inwoners": 1000,
        **figures,
    }
    geometry = {"type": kind, "coordinates": ring or SQUARE}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def read(root: Path, features: list[dict], gemeenten: tuple[str, ...] = ("GM9001",), **top: object):
    place = region(root, gemeenten=gemeenten)
    path = place.files["buurt"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", **top, "features": features}))
    return read_source("buurt", place, key=KEY)


def test_figures_get_our_names_and_suppressed_ones_are_missing(tmp_path: Path) -> None:
    landed = read(
        tmp_path,
        [
            buurt(
                "BU90010101",
                personen_65_jaar_en_ouder=200,
                gemiddeld_inkomen_per_inwoner=28.5,
                gemiddelde_woningwaarde=310,
                oppervlakte_land_in_ha=12,
                percentage_goed_ervaren_gezondheid=80.7,
            ),
            buurt("BU90010102", aantal_inwoners=-99999999, personen_65_jaar_en_ouder=-99997, oppervlakte_land_in_ha=0),
        ],
    )
    frame = landed.frames["intake.buurt"]
    assert frame.loc[0, ["inhabitants", "aged_65_plus", "income_keur", "home_value_keur", "land_area_ha"]].tolist() == [
        1000, 200, 28.5, 310, 12,
    ]  # fmt: skip
    assert frame.loc[1, ["inhabitants", "aged_65_plus", "income_keur"]].isna().all()
    assert frame.loc[1, "land_area_ha"] == 0
    assert frame["wijknaam"].isna().all()
    assert (frame.crs.to_epsg(), set(frame.geom_type)) == (28992, {"MultiPolygon"})
    assert frame.geometry[0].area == pytest.approx(1366 * 1112, rel=0.01)
    assert (landed.period, landed.licence) == ("2024", "CC BY 4.0")


def test_a_percentage_of_65_plus_counts_when_the_number_is_absent(tmp_path: Path) -> None:
    frame = read(
        tmp_path,
        [
            buurt("BU90010101", aantal_inwoners=875, percentage_personen_65_jaar_en_ouder=19),
            buurt(
                "BU90010102",
                aantal_inwoners=875,
                percentage_personen_65_jaar_en_ouder=19,
                personen_65_jaar_en_ouder=170,
            ),
            buurt("BU90010103", aantal_inwoners=-99999999, percentage_personen_65_jaar_en_ouder=19),
        ],
    ).frames["intake.buurt"]
    assert frame["aged_65_plus"].tolist()[:2] == [166, 170]
    assert frame["aged_65_plus"].isna().tolist() == [False, False, True]


def test_water_is_kept_and_an_invalid_boundary_is_repaired_and_flagged(tmp_path: Path) -> None:
    landed = read(tmp_path, [buurt("BU90010101", water="JA"), buurt("BU90010102", ring=BOW_TIE)])
    frame = landed.frames["intake.buurt"]
    assert frame["water"].tolist() == [True, False]
    assert frame["repaired"].tolist() == [False, True]
    assert frame.geometry.is_valid.all()
    assert len(frame.geometry[1].geoms) == 2
    assert landed.warnings == ("1 buurtgrenzen waren ongeldig en zijn hersteld.",)


def test_only_the_gemeenten_of_the_region_are_read_and_an_absent_one_is_named(tmp_path: Path) -> None:
    features = [buurt("BU90010101"), buurt("BU90020101"), buurt("BU90030101")]
    frame = read(tmp_path, features, ("GM9001", "GM9003")).frames["intake.buurt"]
    assert frame["gemeentecode"].tolist() == ["GM9001", "GM9003"]
    assert frame["row_number"].tolist() == [1, 3]
    with pytest.raises(SourceError, match=r"no buurten of gemeente GM0150 \(it has GM9001, GM9002, GM9003\)"):
        read(tmp_path, features, ("GM9001", "GM0150"))


def test_rows_that_cannot_be_are_refused(tmp_path: Path) -> None:
    features = [buurt(f"BU900101{number:02}") for number in range(20)]
    point = {"type": "Point", "coordinates": [6.1, 52.2]}
    features += [
        buurt("BU90010100"),
        buurt("BU90010150", aantal_inwoners=-5),
        {**buurt("BU90010151"), "geometry": point},
    ]
    landed = read(tmp_path, features)
    assert len(landed.frames["intake.buurt"]) == 20
    assert landed.rejects[["row_number", "rule"]].to_numpy().tolist() == [
        [21, "double"],
        [22, "range"],
        [23, "polygon"],
    ]


def test_metres_without_a_coordinate_system_are_taken_for_rd(tmp_path: Path) -> None:
    ring = [[[207000, 474000], [208000, 474000], [208000, 475000], [207000, 475000], [207000, 474000]]]
    landed = read(tmp_path, [buurt("BU90010101", ring=ring)])
    assert landed.frames["intake.buurt"].geometry[0].area == 1_000_000
    assert "Rijksdriehoek" in landed.warnings[0]


def test_a_geopackage_is_read_like_geojson(tmp_path: Path) -> None:
    features = [buurt("BU90010101", personen_65_jaar_en_ouder=200), buurt("BU90010102", aantal_inwoners=-99997)]
    as_json = read(tmp_path, features).frames["intake.buurt"]
    place = region(tmp_path)
    package = dict(place.files) | {"buurt": tmp_path / "data/buurten.gpkg"}
    gpd.read_file(place.files["buurt"]).to_file(package["buurt"], driver="GPKG")
    as_package = read_source("buurt", replace(place, files=package), key=KEY).frames["intake.buurt"]
    assert_geodataframe_equal(as_package, as_json)


@pytest.mark.parametrize(
    "content", [b"{", b"no json", b'{"type":"FeatureCollection","features":[]}', b"\x00\xff" * 40, b"a;b\n1;2\n"]
)
def test_a_file_without_boundaries_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    place = region(tmp_path)
    place.files["buurt"].parent.mkdir(parents=True)
    place.files["buurt"].write_bytes(content)
    with pytest.raises(SourceError, match=r"data/buurten\.geojson"):
        read_source("buurt", place, key=KEY)


@pytest.mark.realdata
def test_deventer_and_delft_are_read_as_published(realdata: Path, tmp_path: Path) -> None:
    deventer, delft = (region(realdata, gemeenten=(code,)) for code in ("GM0150", "GM0503"))
    deventer.files["buurt"] = realdata / "deventer/buurten.geojson"
    delft.files["buurt"] = realdata / "delft/buurten.geojson"
    landed = read_source("buurt", deventer, key=KEY)
    frame = landed.frames["intake.buurt"]
    assert (len(frame), frame["inhabitants"].sum(), frame["repaired"].sum()) == (69, 103_420, 2)
    assert frame.geometry.is_valid.all()
    assert landed.rejects.empty
    assert len(read_source("buurt", delft, key=KEY).frames["intake.buurt"]) == 90


@pytest.mark.realdata
def test_topojson_with_the_full_attributes_of_pdok_is_read(realdata: Path) -> None:
    hengelo = region(realdata, gemeenten=("GM0164",))
    hengelo.files["buurt"] = realdata / "formats/buurten_hengelo_kwb.topojson"
    frame = read_source("buurt", hengelo, key=KEY).frames["intake.buurt"]
    first = frame[frame["buurtcode"] == "BU01640000"].iloc[0]
    assert first[["inhabitants", "aged_65_plus", "aged_0_14", "home_value_keur"]].tolist() == [880, 167, 53, 137]
    assert frame["wijknaam"].isna().all()
    assert frame.geometry.is_valid.all()
