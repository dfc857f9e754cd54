import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.sources import SourceError, read_source
from geo.sources.cbs import read_buurten
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
    (path,) = place.files["buurt"]
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
    assert landed.warnings == (
        "1 buurtgrenzen waren ongeldig en zijn hersteld (BU90010102); oppervlakte samen 760580 m2 anders.",
    )


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
    package = dict(place.files) | {"buurt": (tmp_path / "data/buurten.gpkg",)}
    gpd.read_file(place.files["buurt"][0]).to_file(package["buurt"][0], driver="GPKG")
    as_package = read_source("buurt", replace(place, files=package), key=KEY).frames["intake.buurt"]
    assert_geodataframe_equal(as_package, as_json)


@pytest.mark.parametrize(
    "content", [b"{", b"no json", b'{"type":"FeatureCollection","features":[]}', b"\x00\xff" * 40, b"a;b\n1;2\n"]
)
def test_a_file_without_boundaries_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    place = region(tmp_path)
    place.files["buurt"][0].parent.mkdir(parents=True)
    place.files["buurt"][0].write_bytes(content)
    with pytest.raises(SourceError, match=r"data/buurten\.geojson"):
        read_source("buurt", place, key=KEY)


def test_a_ring_that_overlaps_itself_is_filled_not_hollowed_out(tmp_path: Path) -> None:
    ring = [[207000, 474000], [207400, 474000], [207400, 474400], [207100, 474400], [207100, 474100], [207300, 474100]]
    ring += [[207300, 474500], [207000, 474500], [207000, 474000]]
    path = tmp_path / "buurten.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [buurt("BU90010101", ring=[ring])]}))
    read = read_buurten(path, "buurten.geojson")
    assert read.frame.geometry[0].area == 190_000
    assert read.repairs["buurtcode"].tolist() == ["BU90010101"]
    assert read.repairs["change_m2"].tolist() == [190_000 - 250_000]


@pytest.mark.parametrize("case", ["aantalInwoners", "aantal_inwoners", "AANTAL_INWONERS"])
@pytest.mark.parametrize("old_code", ["buurtcode", "BU_CODE", "statcode", "jrstatcode"])
def test_names_of_every_year_are_known(tmp_path: Path, case: str, old_code: str) -> None:
    feature = buurt("BU90010101", percentagePersonen65JaarEnOuder="20  ")
    properties = feature["properties"]
    properties[case] = properties.pop("aantal_inwoners")
    properties[old_code] = ("2019" if old_code == "jrstatcode" else "") + properties.pop("buurtcode")
    frame = read(tmp_path, [feature]).frames["intake.buurt"]
    assert frame.loc[0, ["buurtcode", "inhabitants", "aged_65_plus"]].tolist() == ["BU90010101", 1000, 200]


@pytest.mark.parametrize("cell", ["", "  ", ".", "       .", "x", None, -99997, -99997.0, "-99999999", -99999998])
def test_every_mark_of_a_suppressed_figure_is_missing(tmp_path: Path, cell: object) -> None:
    landed = read(tmp_path, [buurt("BU90010101", aantal_inwoners=cell), buurt("BU90010102")])
    assert landed.frames["intake.buurt"]["inhabitants"].isna().tolist() == [True, False]
    assert landed.rejects.empty


@pytest.mark.parametrize("cell", ["onbekend", "1.000,5", "12 34", "1e", 1.5, 2e9])
def test_a_figure_that_is_none_is_refused_not_dropped(tmp_path: Path, cell: object) -> None:
    features = [buurt(f"BU900101{number:02}") for number in range(9)]
    features.append(buurt("BU90010150", aantal_inwoners=cell))
    landed = read(tmp_path, features)
    assert len(landed.frames["intake.buurt"]) == 9
    assert landed.rejects[["row_number", "column_name"]].to_numpy().tolist() == [[10, "aantalinwoners"]]


def test_boundaries_without_figures_are_read_with_the_year_in_their_ids(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "id": "cbs_buurt_2019_gegeneraliseerd.1",
        "properties": {"statcode": "BU90010101"},
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }
    landed = read(tmp_path, [feature])
    row = landed.frames["intake.buurt"].iloc[0]
    assert row[["buurtnaam", "wijkcode", "gemeentecode"]].tolist() == ["BU90010101", "WK900101", "GM9001"]
    assert row[["inhabitants", "year", "home_value_keur"]].isna().all()
    assert landed.period == "2019"


@pytest.mark.parametrize(("code", "what"), [("GM9001", "gemeenten"), ("WK900101", "wijken")])
def test_boundaries_of_other_areas_are_refused_by_name(tmp_path: Path, code: str, what: str) -> None:
    feature = buurt("BU90010101")
    feature["properties"] = {"code": code, "naam": "Voorbeeldstad"}
    with pytest.raises(SourceError, match=rf"holds {what} \(1 of them\), no buurten"):
        read(tmp_path, [feature])


def test_all_gemeenten_are_read_where_none_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "buurten.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [buurt("BU90010101"), buurt("BU90020101")]}))
    for everything in (None, ()):
        assert read_buurten(path, "buurten.geojson", everything).frame["gemeentecode"].tolist() == ["GM9001", "GM9002"]


def test_a_page_of_more_is_refused_unless_the_other_pages_are_there(tmp_path: Path) -> None:
    links = [{"rel": "next", "href": "https://example.org/items?cursor=2"}]
    features = [buurt("BU90010101")]
    for top in ({"links": links}, {"numberMatched": 2, "numberReturned": 1}):
        with pytest.raises(SourceError, match=r"is one page: 1 of (2|more) buurten"):
            read(tmp_path, features, **top)
    path = tmp_path / "data/buurten.geojson"
    assert len(read_buurten(path, "buurten.geojson", ("GM9001", "GM9002"), part=True).frame) == 1
    pages = [
        {"type": "FeatureCollection", "numberMatched": 2, "links": links, "features": features},
        {"type": "FeatureCollection", "numberMatched": 2, "features": [buurt("BU90020101")]},
    ]
    path.write_text(json.dumps(pages))
    assert read_buurten(path, "buurten.geojson").frame["buurtcode"].tolist() == ["BU90010101", "BU90020101"]
    path.write_text(json.dumps(pages[:1]))
    with pytest.raises(SourceError, match="is one page: 1 of 2 buurten"):
        read_buurten(path, "buurten.geojson")


def test_of_a_geopackage_with_more_layers_the_buurten_are_taken(tmp_path: Path) -> None:
    features = {"features": [buurt("BU90010101")], "type": "FeatureCollection"}
    frame = gpd.GeoDataFrame.from_features(features, crs=4326)
    path = tmp_path / "wijkenbuurten_2024.gpkg"
    for layer in ("gemeenten", "wijken", "buurten"):
        frame.to_file(path, layer=layer, driver="GPKG")
    assert len(read_buurten(path, "wijkenbuurten_2024.gpkg").frame) == 1
    frame.to_file(path, layer="buurten_oud", driver="GPKG")
    with pytest.raises(SourceError, match="has 4 layers and not one of buurten"):
        read_buurten(path, "wijkenbuurten_2024.gpkg")


def test_of_a_topology_with_more_objects_the_buurten_are_taken(tmp_path: Path) -> None:
    arcs = [[[207000, 474000], [208000, 474000], [208000, 475000], [207000, 475000], [207000, 474000]]]
    shapes = {
        name: {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"statcode": code}}],
        }
        for name, code in (("gemeenten", "GM9001"), ("buurten", "BU90010101"))
    }
    path = tmp_path / "grenzen.topojson"
    path.write_text(json.dumps({"type": "Topology", "objects": shapes, "arcs": arcs}))
    frame = read_buurten(path, "grenzen.topojson").frame
    assert frame["buurtcode"].tolist() == ["BU90010101"]
    assert frame.geometry[0].area == 1_000_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE html><html><body>502</body></html>", "web page"),
        (b"<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>", "web page or XML"),
        (
            b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read other.geojson"}',
            "cannot be read",
        ),
        (b"PK\x03\x04" + bytes(80), "no GeoJSON"),
    ],
)
def test_only_the_formats_we_know_reach_gdal(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "buurten.geojson"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=reason):
        read_buurten(path, "buurten.geojson")


@pytest.mark.realdata
def test_deventer_and_delft_are_read_as_published(realdata: Path, tmp_path: Path) -> None:
    deventer, delft = (region(realdata, gemeenten=(code,)) for code in ("GM0150", "GM0503"))
    deventer.files["buurt"] = (realdata / "deventer/buurten.geojson",)
    delft.files["buurt"] = (realdata / "delft/buurten.geojson",)
    landed = read_source("buurt", deventer, key=KEY)
    frame = landed.frames["intake.buurt"]
    assert (len(frame), frame["inhabitants"].sum(), frame["repaired"].sum()) == (69, 103_420, 2)
    assert frame.geometry.is_valid.all()
    assert landed.rejects.empty
    assert len(read_source("buurt", delft, key=KEY).frames["intake.buurt"]) == 90


@pytest.mark.realdata
def test_topojson_with_the_full_attributes_of_pdok_is_read(realdata: Path) -> None:
    hengelo = region(realdata, gemeenten=("GM0164",))
    hengelo.files["buurt"] = (realdata / "formats/buurten_hengelo_kwb.topojson",)
    frame = read_source("buurt", hengelo, key=KEY).frames["intake.buurt"]
    first = frame[frame["buurtcode"] == "BU01640000"].iloc[0]
    published = json.loads((realdata / "formats/buurten_hengelo_kwb.topojson").read_text())
    rows = [item["properties"] for item in published["objects"]["Buurte_Hengelo"]["geometries"]]
    suppressed = sum(isinstance(cell, int | float) and cell <= -99990 for row in rows for cell in row.values())
    assert (len(rows), suppressed) == (62, 963)
    by_code = frame.set_index("buurtcode")
    for ours, theirs in (
        ("aged_65_plus", "percentage_personen_65_jaar_en_ouder"),
        ("home_value_keur", "gemiddelde_woningwaarde"),
        ("owner_occupied_pct", "percentage_koopwoningen"),
    ):
        hidden = [row["buurtcode"] for row in rows if row[theirs] <= -99990]
        assert hidden
        assert sorted(by_code.index[by_code[ours].isna()]) == sorted(hidden)
    assert (frame.select_dtypes("number").min(skipna=True) >= 0).all()
    assert first[["inhabitants", "aged_65_plus", "aged_0_14", "home_value_keur"]].tolist() == [880, 167, 53, 137]
    assert frame["wijknaam"].isna().all()
    assert frame.geometry.is_valid.all()


@pytest.mark.realdata
def test_the_whole_country_is_read_and_its_invalid_boundaries_named(realdata: Path) -> None:
    read = read_buurten(realdata / "national/buurten_2019_nl.topojson", "buurten_2019_nl.topojson")
    assert len(read.frame) == 13_594
    assert read.rejects.empty
    assert read.frame["repaired"].sum() == len(read.repairs) == 21
    assert read.frame.geometry.is_valid.all()
    assert set(read.frame.geom_type) == {"MultiPolygon"}
    assert {"BU01500104", "BU01500301"} <= set(read.repairs["buurtcode"])
    assert 0 < read.repairs["change_m2"].abs().sum() < 1_000
    assert "21 buurtgrenzen waren ongeldig" in read.warnings[-1]
    assert read.frame["wijkcode"].str.fullmatch("WK[0-9]{6}").all()
    assert (read.vintage, read.period) == (2019, "2019")


@pytest.mark.realdata
def test_gemeenten_given_as_buurten_are_refused(realdata: Path) -> None:
    with pytest.raises(SourceError, match=r"holds gemeenten \(352 of them\), no buurten"):
        read_buurten(realdata / "national/gemeente_2021.topojson", "gemeente_2021.topojson")
