import datetime as dt
import threading

import geopandas as gpd
import pandas as pd
import psycopg
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from geo.db.bulk import BulkError, read_rows, replace_rows
from geo.db.connection import Database
from geo.db.models import table

SHARE = table("share.buurt")


def buurten(region: str, count: int) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "region": region,
            "buurtcode": [f"BU9001{i:04d}" for i in range(count)],
            "buurtnaam": "O'Buurt <b>",
            "gemeentecode": "GM9001",
            "expected_frail": [None if i % 2 else i * 5 for i in range(count)],
            "reachable_pct": 50,
            "deliveries": None,
            "known_addresses": 10,
            "withheld": "",
            "run_id": "r",
        },
        geometry=[MultiPolygon([box(i, 0, i + 1, 1)]) for i in range(count)],
        crs=28992,
    )


def test_what_is_written_is_read_back(database: Database) -> None:
    with database.adbc("wijk_pipeline") as connection:
        assert replace_rows(connection, SHARE, buurten("a", 3), {"region": "a"}) == 3
        back = read_rows(connection, "share.buurt", {"region": "a"})
    assert back.crs.to_epsg() == 28992
    assert back["buurtnaam"].tolist() == ["O'Buurt <b>"] * 3
    assert back["expected_frail"].isna().tolist() == [False, True, False]
    assert back.geometry.iloc[2].equals(MultiPolygon([box(2, 0, 3, 1)]))


def test_a_replacement_touches_its_own_slice_only_and_twice_is_once(database: Database) -> None:
    with database.adbc("wijk_pipeline") as connection:
        replace_rows(connection, SHARE, buurten("a", 3), {"region": "a"})
        replace_rows(connection, SHARE, buurten("b", 2), {"region": "b"})
        for _ in range(2):
            replace_rows(connection, SHARE, buurten("a", 1), {"region": "a"})
        assert len(read_rows(connection, "share.buurt", {"region": "a"})) == 1
        assert len(read_rows(connection, "share.buurt", {"region": "b"})) == 2


def test_a_connection_that_breaks_half_way_leaves_the_old_rows(database: Database) -> None:
    with database.adbc("wijk_pipeline") as connection:
        replace_rows(connection, SHARE, buurten("a", 3), {"region": "a"})
    with database.adbc("wijk_pipeline") as connection:
        replace_rows(connection, SHARE, buurten("a", 1), {"region": "a"}, commit=False)
        with psycopg.connect(database.plain, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )
        with pytest.raises(Exception, match=r"(?i)terminat|closed|lost|commit"):
            connection.commit()
    with database.adbc("wijk_pipeline") as connection:
        assert len(read_rows(connection, "share.buurt", {"region": "a"})) == 3


def test_two_writers_of_one_slice_leave_one_set_of_rows(database: Database) -> None:
    failures: list[Exception] = []

    def write() -> None:
        try:
            with database.adbc("wijk_pipeline") as connection:
                replace_rows(connection, SHARE, buurten("a", 50), {"region": "a"})
        except Exception as error:
            failures.append(error)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    with database.adbc("wijk_pipeline") as connection:
        assert len(read_rows(connection, "share.buurt", {"region": "a"})) == 50


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda f: f.to_crs(4326), "RD New"),
        (lambda f: f.drop(columns="buurtnaam"), "missing columns"),
        (lambda f: f.assign(extra=1), "unknown columns"),
        (lambda f: f.assign(known_addresses="many"), "known_addresses"),
        (lambda f: f.assign(known_addresses=1.5), "known_addresses"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused_by_column(database: Database, change, why: str) -> None:
    with database.adbc("wijk_pipeline") as connection, pytest.raises(BulkError, match=why):
        replace_rows(connection, SHARE, change(buurten("a", 2)), {"region": "a"})


def test_a_polygon_of_another_type_is_refused_by_postgis_and_nothing_changes(database: Database) -> None:
    with database.adbc("wijk_pipeline") as connection:
        replace_rows(connection, SHARE, buurten("a", 2), {"region": "a"})
    wrong = buurten("a", 1).set_geometry([Polygon([(0, 0), (1, 0), (1, 1)])], crs=28992)
    with database.adbc("wijk_pipeline") as connection, pytest.raises(Exception, match=r"(?i)geometry type"):
        replace_rows(connection, SHARE, wrong, {"region": "a"})
    with database.adbc("wijk_pipeline") as connection:
        assert len(read_rows(connection, "share.buurt", {"region": "a"})) == 2


def test_the_whole_table_is_never_replaced(database: Database) -> None:
    with database.adbc("wijk_pipeline") as connection, pytest.raises(BulkError, match="slice"):
        replace_rows(connection, SHARE, buurten("a", 1), {})


def test_a_quote_in_a_slice_is_text(database: Database) -> None:
    name = "a'; DROP TABLE share.buurt; --"
    with database.adbc("wijk_pipeline") as connection:
        replace_rows(connection, SHARE, buurten(name, 1), {"region": name})
        assert len(read_rows(connection, "share.buurt", {"region": name})) == 1


def test_dates_and_times_come_back_as_they_went(database: Database) -> None:
    moment = pd.Timestamp("2026-02-03 08:30", tz="Europe/Amsterdam")
    route = pd.DataFrame(
        {
            "region": "a", "service_date": [dt.date(2026, 2, 3)], "route_id": "h-c-1", "run_id": "r", "gemeentecode": "GM9001",
            "hub_id": "h", "concierge_key": "c", "vehicle_id": None, "departure": [moment], "arrival": [moment], "stops": 1,
            "length_m": 10.0, "driving_s": 1, "service_s": 2, "contact_s": 2, "waiting_s": 0, "load_l": 3.0,
        }
    )  # fmt: skip
    with database.adbc("wijk_pipeline") as connection:
        replace_rows(connection, table("planning.route"), route, {"region": "a", "service_date": "2026-02-03"})
        back = read_rows(connection, "planning.route", {"region": "a"})
    assert back["service_date"].tolist() == [dt.date(2026, 2, 3)]
    assert back["departure"].iloc[0] == moment
