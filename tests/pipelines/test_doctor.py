import json
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from geo.db.connection import Database
from geo.workspace import load_region
from pipelines.cluster import Cluster
from pipelines.database import dagster_database, drop_database
from pipelines.doctor import database as of_database
from pipelines.doctor import machine, privacy, workspaces
from pipelines.doctor.finding import Finding
from pipelines.home import Home
from tests.pipelines.command import wijk_here
from tests.pipelines.small_region import write_region

RUNS = """
CREATE TABLE runs (id serial, run_id text, pipeline_name text, partition text, status text, update_timestamp timestamp);
CREATE TABLE run_tags (run_id text, key text, value text)
"""


def wrong(*findings: Finding) -> list[tuple[str, str]]:
    return [(each.told, str(each.mend)) for each in findings if each.wrong]


# --- the machine ------------------------------------------------------------------------------------------------------


def test_an_environment_that_is_not_the_lock_files_is_to_be_set_up(tmp_path: Path) -> None:
    for name in machine.LOCKED:
        (tmp_path / name).write_text("x")
    assert wrong(machine.environment(tmp_path)) == [("not what the lock file says", "make setup")]
    assert wrong(machine.environment(machine.PROJECT)) == []


def test_a_disk_without_room_for_a_night_is_told(tmp_path: Path) -> None:
    assert wrong(machine.room(tmp_path, lambda path: 2**31)) == []
    [(told, mend)] = wrong(machine.room(tmp_path / "later", lambda path: 2**31 - 1))
    assert "only 2,047 MB free" in told
    assert "make room" in mend


def test_a_key_that_is_gone_is_missed_only_where_something_was_made_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, path = Home(tmp_path), tmp_path / "secrets.json"
    assert wrong(machine.pseudonym_key(home)) == []
    home.registry.write_text("{}")
    assert "every resident counts twice" in wrong(machine.pseudonym_key(home))[0][1]
    home.pseudonym_key()
    assert wrong(machine.pseudonym_key(home)) == []
    path.chmod(0o644)
    assert wrong(machine.pseudonym_key(home)) == [(f"others may read {path}", f"chmod 600 {path}")]
    path.write_text("{")
    assert "cannot be read" in wrong(machine.pseudonym_key(home))[0][0]
    monkeypatch.setenv("WIJK_PSEUDONYM_KEY", "short")
    assert "too short" in wrong(machine.pseudonym_key(home))[0][0]


def test_a_cluster_is_running_stopped_or_killed_and_its_port_may_be_taken(cluster: Cluster, tmp_path: Path) -> None:
    assert wrong(*machine.state(cluster)) == []
    assert wrong(*machine.state(Cluster(tmp_path / "never"))) == [("not made yet", "wijk db start")]
    stopped = Cluster(tmp_path / "stopped")
    (stopped.folder / "data").mkdir(parents=True)
    (stopped.folder / "data" / "PG_VERSION").write_text(str(cluster.status().version))
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        port = taker.getsockname()[1]
        (stopped.folder / "cluster.json").write_text(json.dumps({"port": port}))
        (told, mend), (other, address) = wrong(*machine.state(stopped))
        assert (told, mend) == (f"{stopped.folder} is stopped", "wijk db start")
        assert (other, address.endswith("wijk db url")) == (f"another program holds {port}", True)
    (stopped.folder / "data" / "postmaster.pid").write_text("1")
    assert "was killed" in wrong(*machine.state(stopped))[0][0]


def test_postgresql_that_is_not_installed_is_told_with_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJK_PG_BINDIR", str(tmp_path))
    [(told, mend)] = wrong(machine.binaries(Cluster(tmp_path / "never")))
    assert told == "PostgreSQL with PostGIS was not found"
    assert "apt install" in mend


# --- the database -----------------------------------------------------------------------------------------------------


@pytest.fixture
def runs(database: Database) -> Iterator[Database]:
    made = dagster_database(database)
    with psycopg.connect(made.plain) as connection:
        connection.execute(RUNS)
    yield made
    with psycopg.connect(database.plain, autocommit=True) as connection:
        drop_database(connection, made)


def run(runs: Database, name: str, status: str, *, ago: str = "1 hour", tagged: bool = False) -> None:
    with psycopg.connect(runs.plain) as connection:
        connection.execute(
            "INSERT INTO runs (run_id, pipeline_name, partition, status, update_timestamp) "
            "VALUES (%s, 'service_date', 'kleindorp|2026-02-03', %s, (now() AT TIME ZONE 'utc') - %s::interval)",
            [name, status, ago],
        )
        if tagged:
            connection.execute("INSERT INTO run_tags VALUES (%s, 'wijk/region', 'kleindorp')", [name])


def test_a_database_in_order_has_nothing_to_mend(database: Database, runs: Database) -> None:
    run(runs, "r1", "SUCCESS")
    assert wrong(*of_database.examine(database)) == []


def test_a_schema_behind_is_to_be_migrated_and_an_unknown_one_asks_for_newer_code(database: Database) -> None:
    for revision, mend in (("0009", "wijk db migrate"), ("9999", "update the platform")):
        with psycopg.connect(database.plain) as connection:
            connection.execute("UPDATE public.alembic_version SET version_num = %s", [revision])
        assert [mend for _, mend in wrong(*of_database.examine(database))] == [mend]


def test_a_database_without_postgis_is_told(database: Database) -> None:
    with psycopg.connect(database.with_name("postgres").plain) as connection:
        assert "CREATE EXTENSION postgis" in wrong(of_database.postgis(connection))[0][1]


def test_a_run_that_failed_is_told_until_a_later_one_of_its_part_succeeds(database: Database, runs: Database) -> None:
    run(runs, "r0", "FAILURE", ago="3 days")
    assert wrong(*of_database.examine(database)) == []
    run(runs, "r1", "FAILURE")
    assert "service_date of kleindorp|2026-02-03 failed" in wrong(*of_database.examine(database))[0][0]
    run(runs, "r2", "SUCCESS")
    assert wrong(*of_database.examine(database)) == []


def test_a_part_with_rows_of_a_run_that_failed_is_half_made(database: Database, runs: Database) -> None:
    put(database, "r1")
    run(runs, "r1", "FAILURE")
    run(runs, "r2", "SUCCESS")
    assert wrong(*of_database.examine(database)) == [
        (
            "kleindorp 2026-02-03 is half made: a run of it stopped",
            "wijk nightly --date 2026-02-03 --workspace FOLDER",
        )
    ]


def put(database: Database, name: str) -> None:
    """A row of planning.route with a value in every column that must have one."""
    from geo.db.models import table

    values = {
        column.name: {"region": "kleindorp", "service_date": "2026-02-03", "run_id": name}.get(column.name)
        or {str: "x", int: 1, float: 1.0, bool: True}.get(column.type.python_type, "2026-02-03")
        for column in table("planning.route").columns
        if not column.nullable
    }
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        connection.execute(
            f"INSERT INTO planning.route ({', '.join(values)}) VALUES ({', '.join(['%s'] * len(values))})",
            list(values.values()),
        )


def test_a_run_that_is_under_way_is_killed_only_where_no_command_holds_its_region(
    database: Database, runs: Database
) -> None:
    from pipelines.alone import alone

    run(runs, "r1", "STARTED", tagged=True)
    with alone(database, "kleindorp"):
        assert wrong(*of_database.examine(database)) == []
    assert wrong(*of_database.examine(database))[0][0] == "a run of kleindorp was killed"


def test_a_lock_that_nobody_uses_and_what_a_restore_left_are_told(
    database: Database, runs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_database, "STALE_MIN", 0)
    with psycopg.connect(database.plain, application_name="forgotten") as idle:
        idle.execute("LOCK TABLE planning.route IN EXCLUSIVE MODE")
        [(told, mend)] = wrong(*of_database.examine(database))
        assert told.startswith("forgotten (process")
        assert f"pg_terminate_backend({idle.info.backend_pid})" in mend
    left = f"{database.url.database}_restoring"
    with psycopg.connect(database.plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {left}")
        assert wrong(*of_database.leftovers(connection, database))[0][0].endswith(left)
        connection.execute(f"DROP DATABASE {left}")


# --- the regions ------------------------------------------------------------------------------------------------------


def test_a_file_that_a_run_needs_and_a_folder_that_is_gone_are_told(tmp_path: Path) -> None:
    root = write_region(tmp_path / "kleindorp")
    region = load_region(root)
    assert wrong(*workspaces.files(region)) == []
    (root / "data" / "hubs.csv").unlink()
    assert wrong(*workspaces.files(region))[0][0] == f"data/hubs.csv is not in {root}"
    shutil.rmtree(root)
    assert "region.yaml is missing" in wrong(*workspaces.of_region(Home(tmp_path), "kleindorp", root, set()))[0][0]


def test_a_site_is_broken_where_a_page_that_it_names_is_gone(tmp_path: Path) -> None:
    index = tmp_path / "kleindorp" / "index.html"
    assert "is not there" in wrong(*workspaces.site(index, "wijk run"))[0][0]
    index.parent.mkdir()
    index.write_text('<a href="routes.html">x</a> <a href="https://example.org/a.html">y</a>')
    assert wrong(*workspaces.site(index, "wijk run")) == [
        (f"{index.parent / 'routes.html'} is missing or empty", "wijk run")
    ]
    (index.parent / "routes.html").write_text("x")
    assert wrong(*workspaces.site(index, "wijk run")) == []


def test_the_command_says_the_mend_and_ends_with_1_where_something_is_wrong(tmp_path: Path) -> None:
    told = wijk_here("doctor", home=Home(tmp_path / "home"))
    assert told.code == 1
    assert "WRONG  cluster: not made yet\n       -> wijk db start\n" in told.out
    assert not (tmp_path / "home").exists()


def test_what_is_kept_longer_than_its_period_is_told_and_what_is_not_due_is_not(
    database: Database, tmp_path: Path
) -> None:
    root = write_region(tmp_path / "kleindorp")
    fictional = load_region(root)
    region = replace(fictional, fictional=False)
    assert privacy.periods(database, region).told == "never applied; nothing is kept too long"
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        connection.execute(
            "INSERT INTO vault.access (looked_at, purpose, rows) VALUES ('2020-01-01', 'export', 1), (now(), 'export', 1)"
        )
    told = privacy.periods(database, region)
    assert told.told == "never applied, and kept longer than the periods say: 1 rows of vault.access"
    assert "wijk run --group retention" in str(told.mend)
    (root / "bewaartermijnen.yaml").write_text("access_log: {months: 0, reason: x}")
    assert privacy.periods(database, region).wrong
