"""Contracts: what every table takes and refuses, in one sentence that never holds a value of the frame."""

from __future__ import annotations

import datetime as dt
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import sqlalchemy as sa
from geoalchemy2 import Geometry
from geopandas.testing import assert_geodataframe_equal

from geo.contracts import ContractError, schema_of, validate
from geo.db.models import Base

TABLES = sorted(Base.metadata.tables)
COVERAGE_OF = {"region": "r", "scenario": "baseline", "gemeentecode": "GM9001", "run_id": "x"}


def service_areas(n: int = 3) -> gpd.GeoDataFrame:
    shapes = shapely.multipolygons(shapely.box(np.arange(n), 0, np.arange(n) + 1, 1), indices=np.arange(n))
    return gpd.GeoDataFrame(
        {
            "hub_id": [f"h{i}" for i in range(n)],
            "mode": "foot",
            "minutes": 10,
            "method": "network",
            "addresses": 3.0,
            "expected_frail": 1,
            "open": True,
            "residents_known": None,
            "facilities": 2,
            "zone_addresses": 0,
            **COVERAGE_OF,
        },
        geometry=shapes,
        crs=28992,
    )


def sample_rows(table: sa.Table, n: int = 3) -> pd.DataFrame:
    """Rows that keep every rule of a table, made from the model alone."""
    frame, shapes = pd.DataFrame(index=range(n)), {
        "POINT": shapely.Point(1, 2),
        "LINESTRING": shapely.LineString([(0, 0), (1, 1)]),
        "MULTILINESTRING": shapely.MultiLineString([[(0, 0), (1, 1)]]),
        "MULTIPOLYGON": shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]),
        "GEOMETRY": shapely.Point(1, 2),
    }  # fmt: skip
    rules = {c.info["column"]: c.info for c in table.constraints if "column" in c.info}
    for column in table.columns:
        rule, kind = rules.get(column.name, {}), column.type
        if column.identity is not None:
            continue
        if isinstance(kind, Geometry):
            frame[column.name] = gpd.GeoSeries([shapes[kind.geometry_type]] * n, crs=28992)
        elif "isin" in rule:
            frame[column.name] = rule["isin"][0]
        elif isinstance(kind, sa.Boolean):
            frame[column.name] = True
        elif isinstance(kind, sa.Integer | sa.Float):
            frame[column.name] = np.arange(n) % 2 + rule.get("low", 0)
        elif isinstance(kind, sa.DateTime):
            frame[column.name] = pd.Timestamp("2026-02-03 12:00", tz="Europe/Amsterdam")
        elif isinstance(kind, sa.Date):
            frame[column.name] = pd.Timestamp("2026-02-03")
        else:
            frame[column.name] = [f"t{i}" for i in range(n)]
        if isinstance(kind, sa.ARRAY):
            frame[column.name] = [np.arange(4, dtype=np.int32)] * n
        if column.primary_key and isinstance(kind, sa.Integer):
            frame[column.name] = np.arange(n) + rule.get("low", 0)
    return frame


@pytest.mark.parametrize("name", TABLES)
def test_every_table_takes_rows_that_keep_its_rules_and_an_empty_frame(name):
    table = Base.metadata.tables[name]
    rows = sample_rows(table)
    taken = validate(rows, table)
    assert list(taken.columns) == list(rows.columns)
    assert len(validate(rows.iloc[:0], name)) == 0
    assert isinstance(taken, gpd.GeoDataFrame) == any(isinstance(c.type, Geometry) for c in table.columns)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_that_is_not_nullable_refuses_a_missing_value(name):
    table = Base.metadata.tables[name]
    rows = sample_rows(table)
    for column in table.columns:
        if column.identity is not None:
            continue
        others = {c.name for c in table.columns if not c.primary_key and c is not column}
        holed = rows.drop(columns=others, errors="ignore")
        holed[column.name] = holed[column.name].astype(object).where(holed.index != 1, None)
        if isinstance(column.type, Geometry):
            holed[column.name] = gpd.GeoSeries(holed[column.name], crs=28992)
        if column.nullable:
            assert pd.isna(validate(holed, table, leave_out=others)[column.name].iloc[1])
        else:
            with pytest.raises(ContractError, match=r"must have a value \(1 of 3 rows\)") as caught:
                validate(holed, table, leave_out=others)
            assert caught.value.column == column.name


@pytest.mark.parametrize("name", TABLES)
def test_every_value_rule_of_a_model_is_in_its_contract(name):
    table = Base.metadata.tables[name]
    for constraint in table.constraints:
        if "column" not in constraint.info:
            continue
        column, rule = constraint.info["column"], constraint.info
        wrong = "nergens" if "isin" in rule else rule["low"] - 1
        with pytest.raises(ContractError) as caught:
            validate(sample_rows(table).assign(**{column: wrong}), table)
        assert (caught.value.column, caught.value.count) == (column, 3)
        assert "nergens" not in str(caught.value)


def test_values_are_held_by_the_types_of_the_table():
    load = Base.metadata.tables["intake.load"]
    taken = validate(sample_rows(load).assign(size_bytes=[1.0, 2.0, 3.0], superseded_at=None), load)
    assert taken["size_bytes"].dtype == "int64"
    assert str(taken["loaded_at"].dtype) == "datetime64[us, UTC]"
    assert taken["loaded_at"].iloc[0] == pd.Timestamp("2026-02-03 11:00", tz="UTC")
    assert str(taken["superseded_at"].dtype) == "datetime64[us, UTC]"
    hub = validate(sample_rows(Base.metadata.tables["intake.hub"]), "intake.hub")
    assert hub["opened_on"].tolist() == [dt.date(2026, 2, 3)] * 3
    assert hub["capacity_per_day"].dtype == "Int64"
    assert hub["storage_m2"].dtype == "float64"
    assert hub["name"].dtype == "str"


def test_the_given_frame_is_left_as_it_was():
    rows = service_areas()
    before = rows.copy()
    validate(rows, "planning.service_area")
    assert_geodataframe_equal(rows, before)


@pytest.mark.parametrize(
    ("change", "column", "rule", "count"),
    [
        ({"addresses": [1.0, 2.5, 3.0]}, "addresses", "must hold whole numbers", 1),
        ({"addresses": "3"}, "addresses", "must hold numbers", 3),
        ({"addresses": True}, "addresses", "must hold numbers", 3),
        ({"addresses": [1, 2**40, 3]}, "addresses", "must fit in 32 bits", 1),
        ({"expected_frail": [1.0, np.inf, np.inf]}, "expected_frail", "must be finite", 2),
        ({"hub_id": 7}, "hub_id", "must hold text", 3),
        ({"hub_id": ["a", "b\x00", "c"]}, "hub_id", "must not hold a NUL character", 1),
        ({"mode": ["foot", "boot", "foot"]}, "mode", "must be one of foot, foot_slow, cargo_bike, car", 1),
        ({"addresses": [1, 2**70, 3]}, "addresses", "does not fit int64", 3),
        ({"colour": "red"}, "colour", "is not in the contract", 3),
    ],
)
def test_a_broken_rule_is_named_with_its_column_and_count(change, column, rule, count):
    with pytest.raises(ContractError) as caught:
        validate(service_areas().assign(**change), "planning.service_area")
    error = caught.value
    assert error.table == "planning.service_area"
    assert (error.column, error.rule, error.count) == (column, rule, count)
    assert str(error).startswith(f"planning.service_area: column {column} {rule} ({count} of 3 rows)")


def test_a_missing_or_doubled_column_is_named():
    with pytest.raises(ContractError, match="column minutes is missing"):
        validate(service_areas().drop(columns="minutes"), "planning.service_area")
    doubled = pd.concat([service_areas(), service_areas()[["minutes"]]], axis=1)
    with pytest.raises(ContractError, match="column minutes appears more than once"):
        validate(doubled, "planning.service_area")


def test_the_key_must_be_unique_also_what_is_left_of_it():
    twice = pd.concat([service_areas(1), service_areas(1)], ignore_index=True)
    with pytest.raises(ContractError, match=r"must be unique \(1 of 2 rows\)"):
        validate(twice, "planning.service_area")
    with pytest.raises(ContractError, match="column hub_id, mode, minutes must be unique"):
        validate(twice.drop(columns=["region", "scenario"]), "planning.service_area", leave_out=("region", "scenario"))


def wgs84(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return frame.to_crs(4326)


def plain_wgs84(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame.to_crs(4326))


def without_crs(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return frame.set_crs(None, allow_override=True)


def single_polygons(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return frame.explode(ignore_index=True)


def with_height(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return frame.set_geometry(gpd.GeoSeries(shapely.force_3d(frame.geometry.array, 5.0), crs=28992))


def empty_shapes(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return frame.set_geometry(gpd.GeoSeries([shapely.MultiPolygon()] * len(frame), crs=28992))


def as_wkt(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame).assign(geometry=frame.geometry.to_wkt())


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (wgs84, "must be in RD New .EPSG:28992., its CRS is WGS 84"),
        (plain_wgs84, "must be in RD New .EPSG:28992., its CRS is WGS 84"),
        (without_crs, "must be in RD New .EPSG:28992., its CRS is none"),
        (single_polygons, "must be a MULTIPOLYGON"),
        (with_height, "must be flat"),
        (empty_shapes, "must not be empty"),
        (as_wkt, "must hold geometries"),
    ],
)
def test_a_geometry_of_another_crs_or_type_is_refused(change, rule):
    with pytest.raises(ContractError, match=f"column geometry {rule}"):
        validate(change(service_areas()), "planning.service_area")


def test_an_optional_geometry_may_be_missing_everywhere():
    vehicles = sample_rows(Base.metadata.tables["intake.vehicle"]).assign(geometry=None)
    taken = validate(vehicles, "intake.vehicle")
    assert taken.crs.to_epsg() == 28992
    assert taken["geometry"].isna().all()


def test_each_of_two_geometries_is_checked():
    passengers = sample_rows(Base.metadata.tables["vault.passenger"])
    passengers["dropoff"] = gpd.GeoSeries(passengers["dropoff"], crs=28992).to_crs(4326)
    with pytest.raises(ContractError, match="column dropoff must be in RD New"):
        validate(passengers, "vault.passenger")


def test_no_personal_value_reaches_the_error_or_what_hangs_on_it():
    residents = sample_rows(Base.metadata.tables["vault.resident"])
    residents["name"] = ["Jansen\x00", "Jansen", None]
    with pytest.raises(ContractError) as caught:
        validate(residents, "vault.resident")
    assert "Jansen" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"opened_on": pd.Timestamp("2026-02-03 10:00")}, "must hold dates without a time of day"),
        ({"opened_on": "2026-02-03"}, "must hold dates"),
        ({"closed_on": pd.Timestamp("2026-02-03", tz="UTC")}, "must hold dates"),
    ],
)
def test_dates_are_dates_and_nothing_is_parsed(change, rule):
    with pytest.raises(ContractError, match=f"{rule} \\(3 of 3 rows\\)"):
        validate(sample_rows(Base.metadata.tables["intake.hub"]).assign(**change), "intake.hub")


def test_a_time_without_a_zone_is_refused():
    loads = sample_rows(Base.metadata.tables["intake.load"]).assign(loaded_at=pd.Timestamp("2026-02-03 10:00"))
    with pytest.raises(ContractError, match="must hold times with a time zone"):
        validate(loads, "intake.load")


def test_truth_values_are_not_guessed():
    for value in ("nee", 0, 1.0):
        hubs = sample_rows(Base.metadata.tables["intake.facility"]).assign(candidate=value)
        with pytest.raises(ContractError, match="must hold true or false"):
            validate(hubs, "intake.facility")


def test_switching_pandera_off_does_not_switch_the_contract_off():
    from pandera.config import config_context

    with config_context(validation_enabled=False), pytest.raises(ContractError):
        validate(service_areas().assign(mode="boot"), "planning.service_area")


def test_a_type_without_a_contract_is_an_error_of_ours():
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.LargeBinary))
    with pytest.raises(TypeError, match=r"t\.a"):
        schema_of(table)


def test_fifty_thousand_rows_with_geometry_take_less_than_half_a_second():
    rows = service_areas(50_000)
    seconds = []
    for _ in range(4):
        started = time.perf_counter()
        validate(rows, "planning.service_area")
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.5
