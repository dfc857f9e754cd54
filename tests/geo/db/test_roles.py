"""Each role connected as it is: what it reads, what it does not, and that a concierge sees the own route sheet alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from geo.db.base import ROLES
from geo.db.connection import Database
from geo.db.models import Base

MAY_READ = {
    "wijk_owner": {"intake", "vault", "core", "planning", "marts", "share"},
    "wijk_pipeline": {"intake", "vault", "core", "planning", "marts", "share"},
    "wijk_planner": {"core", "planning", "marts", "share"},
    "wijk_concierge": set(),
    "wijk_researcher": {"marts", "share"},
    "wijk_public": {"share"},
}


@contextmanager
def connected(database: Database, role: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.plain, options=f"-c role={role}", autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_its_schemas_and_no_table_of_another(database: Database, role: str) -> None:
    with connected(database, "wijk_owner") as owner:
        owner.execute("CREATE TABLE core.example (region text); CREATE TABLE marts.example (region text)")
        owner.execute("GRANT SELECT ON core.example TO wijk_planner; GRANT SELECT ON marts.example TO wijk_researcher")
    names = [*Base.metadata.tables, "core.example", "marts.example"]
    with connected(database, role) as connection:
        for name in names:
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*name.split(".")))
            if name.split(".")[0] in MAY_READ[role]:
                connection.execute(query)
                continue
            for asked in (query, sql.SQL("EXPLAIN ") + query):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(asked)


@pytest.mark.parametrize("role", ["wijk_planner", "wijk_concierge", "wijk_researcher", "wijk_public"])
def test_a_reader_writes_nothing_and_finds_no_way_round(database: Database, role: str) -> None:
    tries = [
        "INSERT INTO share.hub (region) VALUES ('x')",
        "DELETE FROM share.buurt",
        "CREATE TABLE share.mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "CREATE TEMP TABLE mine (region text, load_id text REFERENCES vault.resident (load_id))",
        "SELECT vault.resident::text FROM vault.resident",
        "SELECT query_to_xml('SELECT * FROM vault.resident', true, true, '')",
        "SELECT * FROM pg_statistic",
        "EXPLAIN ANALYZE SELECT resident_key FROM intake.former_place",
        "SELECT rows FROM intake.retention",
        "CREATE TEMP TABLE mine (region text, resident_key text, FOREIGN KEY (region, resident_key) REFERENCES intake.former_place)",
        "SELECT checksum FROM intake.snapshot",
        "SET ROLE wijk_owner; RESET ROLE; SET SESSION AUTHORIZATION postgres",
    ]
    with connected(database, role) as connection:
        for query in tries:
            try:
                told = connection.execute(query).fetchall()
            except psycopg.errors.InsufficientPrivilege:
                continue
            raise AssertionError(f"{query} gave {told}")
        seen = connection.execute("SELECT count(*) FROM pg_stats WHERE schemaname IN ('vault', 'intake')").fetchone()
        assert seen == (0,)
        if role != "wijk_concierge":
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("SELECT planning.route_sheet_of_login()")


def answer(connection: psycopg.Connection, query: str, values: object) -> str:
    """What a query tells: its row, or its error."""
    try:
        return str(connection.execute(query, values).fetchone())
    except psycopg.Error as error:
        return str(error)


PLACES = [("resident", "geometry"), ("passenger", "pickup"), ("passenger", "dropoff"), ("route_line", "geometry")]


def test_nobody_learns_where_the_outermost_residents_live(database: Database) -> None:
    """PostGIS tells every role the extent of a column that has an index or statistics, and its statistics by number."""
    columns = [
        c for t in Base.metadata.sorted_tables if t.schema == "vault" for c in t.columns if "geometry" in str(c.type)
    ]
    assert {(column.table.name, column.name) for column in columns} == set(PLACES)
    with connected(database, "wijk_owner") as owner:
        owner.execute(
            "INSERT INTO intake.load (load_id, region, source, file_name, sha256, size_bytes, loaded_at, run_id, rows_accepted, "
            "rows_rejected) VALUES ('l', 'r', 'wish', 'x.csv', 'x', 1, now(), 'x', 1, 0)"
        )
        owner.execute(
            "INSERT INTO vault.resident (region, load_id, row_number, resident_key, geometry) "
            "SELECT 'r', 'l', n, 'r' || n, ST_SetSRID(ST_MakePoint(85000 + n, 447000 + n), 28992) FROM generate_series(1, 500) AS n"
        )
        owner.execute("ANALYZE vault.resident")
    for role in ("wijk_planner", "wijk_researcher", "wijk_public"):
        with connected(database, role) as connection:
            for table, column in PLACES:
                told = connection.execute("SELECT ST_EstimatedExtent('vault', %s, %s)", [table, column]).fetchone()
                assert told == (None,)
            number = connection.execute("SELECT oid FROM pg_class WHERE relname = 'resident'").fetchone()
            for asked in (
                "_postgis_stats(%s::oid::regclass, 'geometry', 'N')",
                "_postgis_index_extent(%s::oid::regclass, 'geometry')",
            ):
                told = answer(connection, f"SELECT {asked}", number)
                assert "85" not in told, told


LOGIN = "concierge_of_a_test"


@pytest.fixture
def route(database: Database) -> Iterator[Database]:
    with connected(database, "wijk_owner") as owner:
        for key, number in (("C1", 1), ("C2", 2)):
            owner.execute(
                "INSERT INTO planning.route (region, service_date, route_id, hub_id, concierge_key, vehicle_id, departure, "
                "arrival, stops, length_m, driving_s, service_s, contact_s, waiting_s, load_l, run_id, gemeentecode) VALUES "
                "('r', '2026-02-03', %s, 'H', %s, 'V', now(), now(), 1, 1, 1, 1, 1, 0, 0, 'x', 'GM1')",
                [f"R{number}", key],
            )
            owner.execute(
                "INSERT INTO planning.route_stop (region, service_date, route_id, position, stop_id, resident_key, order_ids, kind, "
                "contact, arrival, service_s, leg_m, leg_s, familiar, late, run_id, gemeentecode) VALUES "
                "('r', '2026-02-03', %s, 1, %s, %s, 'O', 'delivery', true, now(), 1, 1, 1, true, false, 'x', 'GM1')",
                [f"R{number}", f"r{number}", f"r{number}"],
            )
        owner.execute("INSERT INTO vault.concierge_login VALUES (%s, 'r', 'C1')", [LOGIN])
    with psycopg.connect(database.plain, autocommit=True) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {LOGIN}")
        connection.execute(f"CREATE ROLE {LOGIN} LOGIN PASSWORD 'only-in-a-test' IN ROLE wijk_concierge")
    yield database
    with psycopg.connect(database.plain, autocommit=True) as connection:
        connection.execute(f"DROP ROLE {LOGIN}")


def test_a_concierge_reads_the_own_route_sheet_alone_and_leaves_a_trace(route: Database) -> None:
    url = route.url.set(username=LOGIN, password="only-in-a-test")
    with psycopg.connect(Database(url).plain, autocommit=True) as connection:
        seen = connection.execute("SELECT route_id FROM planning.own_route_sheet").fetchall()
        assert seen == [("R1",)]
        connection.execute("SET wijk.concierge = 'C2'")  # no setting opens another's
        assert connection.execute("SELECT route_id FROM planning.own_route_sheet").fetchall() == [("R1",)]
        for name in ("planning.route", "planning.route_stop", "vault.resident", "vault.concierge_login", "share.buurt"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT 1 FROM {name}")
    with connected(route, "wijk_concierge") as connection:  # the role without a login of a concierge sees nobody's
        assert connection.execute("SELECT count(*) FROM planning.own_route_sheet").fetchone() == (0,)
    with connected(route, "wijk_owner") as owner:
        looked = owner.execute("SELECT login, subject FROM vault.access WHERE purpose = 'route_sheet'").fetchall()
    assert looked == [(LOGIN, "C1"), (LOGIN, "C1")]
