"""The package for a gemeente: same frames, same bytes; tables that open; no formula; the shared site and its PDF."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import MultiPolygon, Point, box

from geo.db.models import table
from geo.share_package import ShareTables, checksums, meanings, of_gemeente, table_files, zip_bytes
from geo.share_package.qgis import PROJECT, connection
from geo.share_package.styles import STYLES, style_of
from geo.share_package.tables import NothingSharedError
from geo.spreadsheet import csv_text
from maps.print_maps import maps_pdf
from maps.share_site import ShareData, build_share_site, share_site_files


def shared() -> ShareTables:
    shapes = [MultiPolygon([box(207000 + i * 900, 474000, 207800 + i * 900, 474900)]) for i in range(3)]
    buurt = pd.DataFrame(
        {
            "region": "r", "buurtcode": ["BU90010100", "BU90010101", "BU90020100"],
            "buurtnaam": ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "$x_1$"],
            "gemeentecode": ["GM9001", "GM9001", "GM9002"], "expected_frail": [40.0, None, 25.0],
            "reachable_pct": [85.0, None, 100.0], "deliveries": [120.0, None, 15.0],
            "known_addresses": [None, 30.0, 10.0], "withheld": ["", "deliveries", ""], "run_id": "x",
        }
    )  # fmt: skip
    area = pd.DataFrame(
        {
            "region": "r", "area_kind": "gemeente", "area_code": ["GM9001", "GM9002"], "area_name": ["Een", "Twee"],
            "gemeentecode": ["GM9001", "GM9002"], "expected_frail": [60, 25], "deliveries": [140, 15],
            "known_addresses": [40, 10], "withheld": "", "run_id": "x",
        }
    )  # fmt: skip
    hub = pd.DataFrame(
        {
            "region": "r",
            "hub_id": ["H1"],
            "name": ["Lokaal"],
            "gemeentecode": "GM9001",
            "mean_minutes": [3.5],
            "run_id": "x",
        }
    )
    withheld = pd.DataFrame(
        {
            "region": "r",
            "area_kind": "buurt",
            "area_code": ["BU90010101"],
            "figure": "deliveries",
            "gemeentecode": "GM9001",
            "sentence": "weggelaten.",
            "run_id": "x",
        }
    )
    release = pd.DataFrame(
        {
            "region": "r",
            "release": [1],
            "released_on": [dt.date(2026, 2, 3)],
            "checksum": ["ab" * 32],
            "rules": ["r1"],
            "version": ["0.1"],
            "run_id": ["x"],
        }
    )
    source = pd.DataFrame(
        {
            "region": "r",
            "position": [1],
            "source": ["buurt"],
            "period": ["2024"],
            "licence": ["CC BY 4.0"],
            "attribution": ["CBS $2024$"],
            "run_id": ["x"],
        }
    )
    return ShareTables(
        gpd.GeoDataFrame(buurt, geometry=shapes, crs=28992),
        gpd.GeoDataFrame(area, geometry=shapes[:2], crs=28992),
        gpd.GeoDataFrame(hub, geometry=[Point(207400, 474400)], crs=28992),
        withheld, release, source,
    )  # fmt: skip


def site_data(tables: ShareTables) -> ShareData:
    return ShareData(
        region="r", name="Regio <b>", fictional=True, version="0.1", buurt=tables.buurt, area=tables.area, hub=tables.hub,
        withheld=tables.withheld, release=tables.release, source=tables.source, minimum=10, base=5,
    )  # fmt: skip


def test_the_same_tables_give_the_same_bytes() -> None:
    one, other = (table_files(of_gemeente(shared(), "GM9001")) for _ in range(2))
    assert [name for name in one if one[name] != other[name]] == []
    assert zip_bytes(one) == zip_bytes(dict(reversed(other.items())))


def test_a_package_holds_its_own_gemeente_and_a_formula_is_text(tmp_path: Path) -> None:
    files = table_files(of_gemeente(shared(), "GM9001"))
    text = files["tabellen/buurt.csv"].decode("utf-8-sig")
    assert "GM9002" not in text
    assert "'=cmd" in text
    assert ";40;85;120;;" in text  # withheld is empty, whole numbers stay whole
    parquet = gpd.read_parquet(io.BytesIO(files["tabellen/buurt.parquet"]))
    assert parquet.crs.to_epsg() == 28992
    path = tmp_path / "gedeeld.gpkg"
    path.write_bytes(files["tabellen/gedeeld.gpkg"])
    read = gpd.read_file(path, layer="buurt")
    assert len(read) == 2
    assert read["deliveries"].isna().sum() == 1
    told = sqlite3.connect(path)
    assert told.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall() == [("2026-02-03T00:00:00.000Z",)]
    assert told.execute("SELECT count(*) FROM layer_styles").fetchone() == (len(STYLES),)


def test_the_qgis_project_names_layers_and_columns_that_are_there_and_no_password(tmp_path: Path) -> None:
    files = table_files(of_gemeente(shared(), "GM9001"))
    text = files[PROJECT].decode()
    root = ET.fromstring(text.partition("\n")[2])
    (tmp_path / "gedeeld.gpkg").write_bytes(files["tabellen/gedeeld.gpkg"])
    there = {name for name, _ in pyogrio.list_layers(tmp_path / "gedeeld.gpkg")}
    layers = {layer.findtext("id"): layer for layer in root.iter("maplayer")}
    assert set(layers) == {each.get("id") for each in root.iter("layer-tree-layer")}
    assert set(layers) == {each.get("id") for each in root.findall("layerorder/layer")}
    assert set(layers) <= there
    for name, layer in layers.items():
        path, _, layername = str(layer.findtext("datasource")).partition("|layername=")
        assert (tmp_path / path).is_file()
        assert layername == name
        info = pyogrio.read_info(tmp_path / path, layer=layername)
        columns = list(info["fields"])
        assert {alias.get("field") for alias in layer.iter("alias")} == set(columns)
        renderer = layer.find("renderer-v2")
        assert (renderer is not None) == (name in STYLES)
        assert (info["geometry_type"] is not None) == (name in STYLES)
        if renderer is not None and STYLES[name]:
            assert renderer.get("attr") in columns
            used = {each.get("symbol") for each in renderer.iter("range")}
            assert used == {each.get("name") for each in renderer.iter("symbol")}
    assert {each.text for each in root.iter("authid")} == {"EPSG:28992"}
    assert "password" not in text.lower()


def test_the_qgis_connection_holds_an_address_and_nothing_secret() -> None:
    root = ET.fromstring(connection("db.example.org", 5433, "wijk").partition("\n")[2])
    [told] = root
    assert (root.tag, told.tag) == ("qgsPgConnections", "postgresql")
    assert (told.get("host"), told.get("port"), told.get("database")) == ("db.example.org", "5433", "wijk")
    assert not {"password", "username", "authcfg"} & set(told.attrib)
    assert told.get("savePassword") == told.get("saveUsername") == "false"


def test_a_gemeente_without_anything_is_one_sentence() -> None:
    with pytest.raises(NothingSharedError, match="GM9001, GM9002"):
        of_gemeente(shared(), "GM0001")


def test_the_checksums_are_those_of_the_files() -> None:
    archive = zipfile.ZipFile(io.BytesIO(zip_bytes({"b.txt": b"2", "a.txt": b"1"})))
    assert archive.namelist() == ["SHA256SUMS", "a.txt", "b.txt"]
    assert archive.read("SHA256SUMS") == checksums({"a.txt": b"1", "b.txt": b"2"})


def test_every_column_that_is_shared_has_a_meaning_in_two_languages() -> None:
    told = {(meaning.table, meaning.column) for meaning in meanings() if meaning.column}
    names = ("buurt", "area", "hub", "withheld", "release", "source")
    there = {(name, column.name) for name in names for column in table(f"share.{name}").columns}
    assert told == {(name, column) for name, column in there if column != "run_id"}
    assert all(meaning.dutch and meaning.english for meaning in meanings())


@pytest.mark.parametrize("layer", list(STYLES))
def test_styles_are_xml_with_a_symbol_for_every_class(layer: str) -> None:
    root = ET.fromstring(style_of(layer).partition("\n")[2])
    assert len(root.findall(".//symbol")) == (5 if STYLES[layer] else 1)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "|x", "%x"])
def test_no_text_runs_in_a_spreadsheet(text: str) -> None:
    assert csv_text(pd.DataFrame({"a": [text]})).splitlines()[1].lstrip('"').startswith("'")


def test_the_shared_site_is_offline_escaped_and_the_same_twice(tmp_path: Path) -> None:
    data = site_data(of_gemeente(shared(), "GM9001"))
    index = build_share_site(data, tmp_path / "site")
    page = index.read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "weggelaten of onbekend" in page
    assert "Mag gedeeld worden" in page
    assert share_site_files(data) == share_site_files(site_data(of_gemeente(shared(), "GM9001")))


def test_the_pdf_is_the_same_twice_and_has_a_page_for_each_figure() -> None:
    data = site_data(of_gemeente(shared(), "GM9001"))
    pdf = maps_pdf(data)
    assert pdf == maps_pdf(data)
    assert pdf.count(b"/Type /Page ") == 4
