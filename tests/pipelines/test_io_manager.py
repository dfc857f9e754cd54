import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from dagster import AssetIn, DagsterInstance, asset, materialize

from assets.partitions import by_date, by_scenario, date_key, scenario_key
from assets.resources import Postgis
from geo.contracts import ContractError
from geo.db.bulk import read_rows
from geo.db.connection import Database
from pipelines.io_manager import PostgisIOManager, _described


def frailty(expected: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "buurtcode": ["BU90010101"], "group_name": ["frail_65_plus_home"], "wijkcode": ["WK900101"], "gemeentecode": ["GM9001"],
            "rate_set": ["vektis_2020"], "projection_year": [None], "sources": ["cbs_65_plus"], "missing": [""],
            "imputed_figures": [""], "expected": [expected], "low": [0.0], "high": [9.0], "imputed": [False],
        }
    )  # fmt: skip


def run(database: Database, assets: list, key: str, raise_on_error: bool = True):
    resources = {"io_manager": PostgisIOManager(postgis=Postgis(url=database.plain))}
    with DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("region", ["a", "b"])
        instance.add_dynamic_partitions("scenario", ["baseline", "other"])
        return materialize(
            assets, instance=instance, resources=resources, partition_key=key, raise_on_error=raise_on_error
        )


def writer(value: float):
    @asset(key=["planning", "frailty"], partitions_def=by_scenario)
    def written() -> pd.DataFrame:
        return frailty(value)

    return written


def rows(database: Database) -> pd.DataFrame:
    with database.adbc("wijk_pipeline") as connection:
        return read_rows(connection, "planning.frailty")


def test_a_partition_is_replaced_and_the_others_stay(database: Database) -> None:
    for region, scenario, value in (
        ("a", "baseline", 1.0),
        ("a", "other", 2.0),
        ("b", "baseline", 3.0),
        ("a", "baseline", 4.0),
    ):
        run(database, [writer(value)], scenario_key(region, scenario))
    kept = rows(database).set_index(["region", "scenario"])["expected"]
    assert kept.to_dict() == {("a", "baseline"): 4.0, ("a", "other"): 2.0, ("b", "baseline"): 3.0}


def test_the_rows_say_which_run_wrote_them_and_the_metadata_what_was_written(database: Database) -> None:
    result = run(database, [writer(1.0)], scenario_key("a", "baseline"))
    assert rows(database)["run_id"].tolist() == [result.run_id]
    metadata = result.asset_materializations_for_node("planning__frailty")[0].metadata
    assert metadata["dagster/row_count"].value == 1


@pytest.mark.parametrize(
    ("places", "bounds"), [([None, None], None), ([None, shapely.Point(1.2, 3.7)], [1, 4, 1, 4]), ([], None)]
)
def test_bounds_are_told_of_places_that_are_known_and_never_of_residents(
    places: list[shapely.Point | None], bounds: list[int] | None
) -> None:
    frame = gpd.GeoDataFrame({"geometry": places}, geometry="geometry", crs=28992)
    told = _described(frame, "planning.route_street", len(frame)).get("bounds_rd_m")
    assert (told and told.data) == bounds
    assert "bounds_rd_m" not in _described(frame, "vault.resident", len(frame))


def test_a_frame_that_breaks_its_contract_is_refused_and_the_old_rows_stay(database: Database) -> None:
    run(database, [writer(1.0)], scenario_key("a", "baseline"))
    with pytest.raises(ContractError, match=r"planning\.frailty: column expected"):
        run(database, [writer(-1.0)], scenario_key("a", "baseline"))
    assert rows(database)["expected"].tolist() == [1.0]


def test_an_input_is_the_runs_own_partition(database: Database) -> None:
    run(database, [writer(1.0)], scenario_key("a", "baseline"))
    run(database, [writer(2.0)], scenario_key("a", "other"))
    seen: list[float] = []

    @asset(partitions_def=by_scenario, ins={"frame": AssetIn(["planning", "frailty"])}, io_manager_key="nowhere")
    def reader(frame: pd.DataFrame) -> None:
        seen.extend(frame["expected"])

    resources = {
        "io_manager": PostgisIOManager(postgis=Postgis(url=database.plain)),
        "nowhere": PostgisIOManager(postgis=Postgis(url=database.plain)),
    }
    with DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("region", ["a"])
        instance.add_dynamic_partitions("scenario", ["baseline", "other"])
        materialize([writer(0.0), reader], selection=[reader], instance=instance, resources=resources,
                    partition_key=scenario_key("a", "other"), raise_on_error=False)  # fmt: skip
    assert seen == [2.0]


def test_a_dated_partition_is_cut_by_its_date(database: Database) -> None:
    @asset(key=["planning", "unplanned"], partitions_def=by_date)
    def left() -> pd.DataFrame:
        return pd.DataFrame(
            {"hub_id": ["h"], "stop_id": ["r"], "resident_key": ["r"], "gemeentecode": ["GM9001"], "order_ids": ["o"], "reason": ["capacity"],
             "proposed_date": [dt.date(2026, 2, 5)]}
        )  # fmt: skip

    for day in ("2026-02-03", "2026-02-04", "2026-02-03"):
        run(database, [left], date_key("a", day))
    with database.adbc("wijk_pipeline") as connection:
        found = read_rows(connection, "planning.unplanned")
    assert found["service_date"].tolist() == [dt.date(2026, 2, 3), dt.date(2026, 2, 4)]
