"""What is older than its period goes, and every figure of marts stays as it was: by the project's own SQL."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest

from geo.db.connection import Database
from geo.db.models import table
from geo.retention import enforce, load_periods, overdue

PROJECT = Path(__file__).resolve().parents[2] / "dbt"
HELD = ("order_line", "standing_order", "trip_request")
KEY = b"a key of the tests, of 32 bytes."
COUNTED = ("delivery_month", "supplier_wijk", "coverage_month", "buurt_overview", "supplier_flow")
NOW = dt.datetime(2026, 2, 3, tzinfo=dt.UTC)
PEOPLE = [f"r{n:020x}" for n in range(9)]
GONE = f"r{99:020x}"
LAST = dt.date(2026, 2, 27)


def put(connection: psycopg.Connection, into: str, **values: Any) -> None:
    """A row with a value in every column that must have one."""
    kinds = {str: "x", int: 1, float: 1.0, bool: True, dt.date: LAST, dt.datetime: NOW}
    whole = {
        c.name: kinds[c.type.python_type]
        for c in table(into).columns
        if not (c.nullable or c.identity or c.server_default or "geometry" in str(c.type))
    } | values
    places = ", ".join(
        "ST_GeomFromText(%s, 28992)" if str(v).startswith(("POINT", "MULTI")) else "%s" for v in whole.values()
    )
    connection.execute(f"INSERT INTO {into} ({', '.join(whole)}) VALUES ({places})", list(whole.values()))


@pytest.fixture(scope="module")
def queries(migrated: Database, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """The SELECT of every table behind the counted marts, parents first, as dbt compiles it."""
    tmp_path = tmp_path_factory.mktemp("compiled")
    command = [str(Path(sys.executable).parent / "wijk-dbt"), "--quiet", "compile", "--project-dir", str(PROJECT)]
    command += ["--profiles-dir", str(PROJECT), "--target-path", str(tmp_path), "--log-path", str(tmp_path)]
    command += ["--select", *(f"+{name}" for name in COUNTED + HELD)]
    environment = os.environ | migrated.dbt_environment() | {"DO_NOT_TRACK": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    nodes = json.loads((tmp_path / "manifest.json").read_text())["nodes"]
    models = {
        key: node for key, node in nodes.items() if node["resource_type"] == "model" and node.get("compiled_code")
    }
    order = TopologicalSorter({key: [p for p in n["depends_on"]["nodes"] if p in models] for key, n in models.items()})
    made = [models[key] for key in order.static_order() if models[key]["config"]["materialized"] == "table"]
    here = f'"{migrated.url.database}".'  # each test has a copy under another name
    return [(f"{node['schema']}.{node['name']}", node["compiled_code"].replace(here, "")) for node in made]


def figures(connection: psycopg.Connection, queries: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Builds core and marts and gives the rows of the marts."""
    for name, query in queries:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        connection.execute(f"CREATE TABLE {name} AS {query}")  # type: ignore[arg-type]
    return {
        name: [row[0] for row in connection.execute(f"SELECT t::text FROM marts.{name} AS t ORDER BY 1")]
        for name in COUNTED
    }


def fill(connection: psycopg.Connection) -> None:
    """Two years of deliveries and visits to nine people in four buurten; one address is nowhere on the map."""
    rng = np.random.default_rng(11)
    for load in ("area", "hubs", "deliveries", "more", "visits", "orders", "trips", "wishes"):
        put(connection, "intake.load", load_id=load, region="r", source=load, file_name=load, superseded_at=None)
    put(connection, "intake.load", load_id="old", region="r", source="deliveries", file_name="deliveries",
        superseded_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))  # fmt: skip
    for n in range(4):
        x, y = 207000 + 1000 * (n % 2), 474000 + 1000 * (n // 2)
        ring = f"{x} {y}, {x + 1000} {y}, {x + 1000} {y + 1000}, {x} {y + 1000}, {x} {y}"
        put(connection, "intake.buurt", region="r", load_id="area", row_number=n, buurtcode=f"BU9001010{n}", water=False,
            buurtnaam=f"B{n}", wijkcode=f"WK90010{n // 2}", gemeentecode="GM9001", inhabitants=100,
            geometry=f"MULTIPOLYGON((({ring})))")  # fmt: skip
    put(
        connection,
        "intake.hub",
        region="r",
        load_id="hubs",
        hub_id="H1",
        opened_on=dt.date(2024, 1, 1),
        geometry="POINT(207500 474500)",
    )
    for code in range(4):
        put(connection, "planning.frailty", region="r", scenario="baseline", buurtcode=f"BU9001010{code}", expected=3.0,
            low=1.0, high=5.0, group_name="frail_65_plus_home", gemeentecode="GM9001")  # fmt: skip
    numbers = itertools.count(1)
    for person, who in enumerate(PEOPLE):
        point = None if person == 8 else f"POINT({207100 + 230 * person} {474300 + 170 * person})"
        for load in ("deliveries", "more", "visits", "old", "orders"):
            put(
                connection,
                "vault.resident",
                region="r",
                load_id=load,
                row_number=person,
                resident_key=who,
                name="N",
                geometry=point,
            )
        for _ in range(24):
            number, day = next(numbers), LAST - dt.timedelta(int(rng.integers(0, 760)))
            for load in ("deliveries" if number % 2 else "more", "old"):
                put(connection, "intake.delivery", region="r", load_id=load, row_number=number, delivery_id=f"D{number}",
                    service_date=day, supplier_id=f"L{number % 3}", hub_id="H1", concierge_key="C1", resident_key=who,
                    contact=number % 4 > 0, contact_minutes=float(number % 7))  # fmt: skip
                put(connection, "vault.goods", region="r", load_id=load, row_number=number, line_kind="delivery",
                    line_id=f"D{number}", resident_key=who, goods_kind="medicines")  # fmt: skip
            if number % 3 == 0:
                put(connection, "intake.visit", region="r", load_id="visits", row_number=number, visit_id=f"V{number}",
                    service_date=day, hub_id="H1", resident_key=who, contact_minutes=4.0)  # fmt: skip
    gone = dt.date(2024, 2, 10)  # of whom nothing is newer than that
    put(connection, "vault.resident", region="r", load_id="more", row_number=20, resident_key=GONE, name="N",
        geometry="POINT(207300 474300)")  # fmt: skip
    put(connection, "intake.delivery", region="r", load_id="more", row_number=0, delivery_id="D0", service_date=gone,
        supplier_id="L0", hub_id="H1", concierge_key="C1", resident_key=GONE, contact=True, contact_minutes=2.0)  # fmt: skip
    put(connection, "intake.standing_order", region="r", load_id="orders", row_number=2, standing_id="S1", hub_id="H1",
        resident_key=GONE, kind="delivery", starts_on=gone, ends_on=gone)  # fmt: skip
    put(connection, "intake.order_line", region="r", load_id="orders", row_number=2, order_id="O2", service_date=gone,
        hub_id="H1", resident_key=GONE, kind="delivery")  # fmt: skip
    put(connection, "intake.order_line", region="r", load_id="orders", row_number=1, order_id="O1", service_date=LAST,
        hub_id="H1", resident_key=PEOPLE[0], kind="delivery")  # fmt: skip
    put(connection, "intake.trip_request", region="r", load_id="trips", row_number=1, request_id="T1",
        service_date=dt.date(2024, 3, 1), passenger_key="p1")  # fmt: skip
    put(connection, "vault.passenger", region="r", load_id="trips", row_number=1, request_id="T1", passenger_key="p1",
        name="N", pickup="POINT(207500 474500)", dropoff="POINT(207600 474500)")  # fmt: skip
    put(
        connection,
        "vault.wish",
        region="r",
        load_id="wishes",
        row_number=1,
        resident_key=PEOPLE[1],
        contact_wish="much",
    )
    put(connection, "intake.reject", load_id="deliveries", region="r", value="Mevrouw Voorbeeld")
    put(
        connection, "planning.route", region="r", service_date=dt.date(2024, 3, 1), route_id="R1", gemeentecode="GM9001"
    )
    put(connection, "planning.flow", region="r", scenario="baseline", supplier_id="L0", hub_id="H1",
        buurtcode="BU90010100", channel="hub", gemeentecode="GM9001")  # fmt: skip


def naming(connection: psycopg.Connection, person: str) -> list[str]:
    """Tables in which anything says a pseudonym."""
    query = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname = ANY(%s)"
    every = connection.execute(query, [["intake", "vault", "core", "planning", "marts", "share"]]).fetchall()
    return [
        name for (name,) in every if ask(connection, f"SELECT count(*) FROM {name} AS t WHERE t::text ~ '{person}'")
    ]


def ask(connection: psycopg.Connection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def test_what_is_too_old_goes_and_every_figure_stays(database: Database, queries: list[tuple[str, str]]) -> None:
    periods = load_periods()
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        fill(connection)
        before = figures(connection, queries)
        assert {"core.delivery", "core.standing_order", "core.order_line", "vault.resident"} <= set(
            naming(connection, GONE)
        )
        assert "core.trip_request" in naming(connection, "p1")
        assert len(before["delivery_month"]) > 50
        today = dt.date(2026, 7, 15)
        late = overdue(connection, "r", periods, today)
        assert {"intake.delivery", "vault.goods", "vault.passenger", "planning.route", "intake.reject"} <= set(late)
        done = {(each.table, each.rule): each.rows for each in enforce(connection, "r", periods, today, "run 1", KEY)}
        connection.commit()
        assert naming(connection, GONE) == naming(connection, "p1") == []  # before dbt comes by again, too
        old = "service_date < '2024-07-01' AND (left(resident_key, 1) <> 'e' OR concierge_key IS NOT NULL)"
        assert ask(connection, f"SELECT count(*) FROM core.delivery WHERE {old}") == 0
        assert figures(connection, queries) == before

        # earlier versions went whole, and of the current one what is older than 1 July 2024
        assert ask(connection, "SELECT count(*) FROM intake.delivery WHERE load_id = 'old'") == 0
        old = "service_date < '2024-07-01'"
        assert ask(connection, f"SELECT count(*) FROM intake.delivery WHERE {old} AND left(resident_key, 1) = 'r'") == 0
        assert ask(connection, f"SELECT count(*) FROM intake.delivery WHERE {old} AND concierge_key IS NOT NULL") == 0
        assert (
            ask(connection, f"SELECT count(*) FROM intake.delivery WHERE NOT {old} AND left(resident_key, 1) = 'e'")
            == 0
        )
        assert ask(
            connection, "SELECT min(service_date) FROM intake.delivery JOIN vault.goods ON line_id = delivery_id"
        ) >= dt.date(2025, 6, 1)
        assert (
            ask(connection, "SELECT count(*) FROM vault.passenger")
            == ask(connection, "SELECT count(*) FROM planning.route")
            == 0
        )
        assert ask(connection, "SELECT value FROM intake.reject") == ""

        # a code is one person in one month, in deliveries and visits alike; no person's months hang together
        each = "SELECT resident_key, date_trunc('month', service_date) AS month FROM intake.{} WHERE " + old
        months = f"SELECT max(n) FROM (SELECT count(DISTINCT month) AS n FROM ({each.format('delivery')}) AS s GROUP BY resident_key) AS t"
        assert ask(connection, months) == 1
        assert (
            ask(connection, f"SELECT count(*) FROM ({each.format('visit')} EXCEPT {each.format('delivery')}) AS s") == 0
        )

        # what was done is written down, without content; doing it again does nothing
        logged = connection.execute("SELECT table_name, rule, rows FROM intake.retention").fetchall()
        assert {(name, rule): rows for name, rule, rows in logged} == done
        assert overdue(connection, "r", periods, today) == {}
        assert sum(each.rows for each in enforce(connection, "r", periods, today, "run 2", KEY)) == 0
        connection.commit()

        # the clock goes on and nothing is delivered any more: the last twelve months go at once, when all are due
        for later in (dt.date(2027, 6, 15), dt.date(2028, 2, 15), dt.date(2028, 6, 15)):
            enforce(connection, "r", periods, later, f"run {later}", KEY)
            connection.commit()
            assert figures(connection, queries) == before, later
            assert overdue(connection, "r", periods, later) == {}
        assert ask(connection, "SELECT count(*) FROM intake.delivery WHERE left(resident_key, 1) = 'r'") == 0
        left = connection.execute("SELECT DISTINCT resident_key FROM vault.resident").fetchall()
        assert left == [(PEOPLE[1],)]  # who stands in the current file of wishes


def test_a_file_that_is_read_again_brings_nothing_back_and_nobody_is_counted_twice(
    database: Database, queries: list[tuple[str, str]]
) -> None:
    """One of two files with the same people in the same months; the other keeps the codes it has."""
    people = ("intake.delivery", "vault.resident", "vault.goods")
    periods, today = load_periods(), dt.date(2026, 7, 15)
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        fill(connection)
        for n, name in enumerate(people):
            connection.execute(f"CREATE TEMP TABLE file_{n} AS SELECT * FROM {name} WHERE load_id = 'more'")
        before = figures(connection, queries)
        enforce(connection, "r", periods, today, "run 1", KEY)
        codes = "SELECT md5(string_agg(resident_key, ',' ORDER BY delivery_id)) FROM intake.delivery"
        kept = ask(connection, codes)
        connection.commit()
        for n, name in enumerate(people):
            connection.execute(f"DELETE FROM {name} WHERE load_id = 'more'")
            connection.execute(f"INSERT INTO {name} SELECT * FROM file_{n}")
        assert {"intake.delivery", "vault.goods"} == set(overdue(connection, "r", periods, today))
        enforce(connection, "r", periods, today, "run 2", KEY, landed=people)
        assert overdue(connection, "r", periods, today) == {}
        assert ask(connection, codes) == kept
        assert figures(connection, queries) == before
