"""What a person does wrong, or the machine: one sentence, exit code 1, and the tables as they were."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from geo.db.base import ALEMBIC_SCHEMAS
from geo.db.connection import Database
from pipelines.cluster import Cluster
from pipelines.home import Home
from tests.pipelines.command import WIJK, environment, throwaway_home, wijk, wijk_here
from tests.pipelines.small_region import DELIVERY, deliveries, visits, write_region

Tables = dict[str, tuple[int, str | None]]


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with throwaway_home() as made:
        yield made


@pytest.fixture(scope="module")
def landed(home: Home) -> Path:
    """The workspace of Kleindorp, its sources landed by a command in a process of its own."""
    root = write_region(home.root.parent / "klein dorp")
    told = wijk("run", "--workspace", root, "--group", "sources", home=home)
    assert told.code == 0, told.err
    assert "Traceback" not in told.err
    assert told.err.splitlines()[-1] == "[19/19] sources: people done"
    return root


@pytest.fixture
def workspace(landed: Path) -> Iterator[Path]:
    """The same for one test, which may spoil its files."""
    kept = {path: path.read_bytes() for path in landed.rglob("*") if path.is_file()}
    yield landed
    for path, content in kept.items():
        path.write_bytes(content)


@pytest.fixture
def database(home: Home) -> Database:
    return Cluster(home.cluster).database()


@pytest.fixture
def unchanged(landed: Path, database: Database) -> Iterator[None]:
    """Every row of every table is the same after the test."""
    before = tables(database)
    assert before["intake.delivery"][0] == 12
    yield
    assert tables(database) == before


def tables(database: Database) -> Tables:
    """Number and digest of the rows of each table that Alembic owns, loads and rejects included; not of ``intake.step``,
    which notes what steps cost, those of a run that was stopped too."""
    query = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} AS t"
    found: Tables = {}
    with psycopg.connect(database.plain) as connection:
        for schema, name in connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) AND tablename <> 'step'",
            [list(ALEMBIC_SCHEMAS)],
        ).fetchall():
            row = connection.execute(sql.SQL(query).format(sql.Identifier(schema, name))).fetchone()
            assert row is not None
            found[f"{schema}.{name}"] = (int(row[0]), row[1])
    return found


def sources(workspace: Path, home: Home, **more: str) -> str:
    """The sentence with which landing the sources is refused."""
    return wijk_here("run", "--workspace", workspace, "--group", "sources", home=home, **more).refusal()


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unchanged")
def test_a_missing_file(workspace: Path, home: Home) -> None:
    (workspace / "data/hubs.csv").unlink()
    (workspace / "data/leveringen.csv").write_text(deliveries(13))  # sound, yet nothing of it may land
    assert sources(workspace, home) == (
        "data/hubs.csv is missing; put the file there, or take its line out of region.yaml."
    )


@pytest.mark.usefixtures("unchanged")
def test_an_unknown_gemeente(workspace: Path, home: Home) -> None:
    region = workspace / "region.yaml"
    region.write_text(region.read_text().replace("GM9002", "GM9999"))
    told = sources(workspace, home)
    assert told == (
        "data/buurten.geojson has no buurten of gemeente GM9999 (it has GM9002); "
        "correct gemeenten in region.yaml or use another file."
    )


@pytest.mark.usefixtures("unchanged")
def test_a_delivery_file_without_a_byte(workspace: Path, home: Home) -> None:
    (workspace / "data/leveringen.csv").write_bytes(b"")
    assert sources(workspace, home).startswith("data/leveringen.csv is empty; fill it")


@pytest.mark.usefixtures("unchanged")
def test_a_delivery_file_without_a_row_is_found_before_anything_lands(workspace: Path, home: Home) -> None:
    (workspace / "data/leveringen.csv").write_text(DELIVERY + "\n")
    assert sources(workspace, home) == (
        "data/leveringen.csv has a header but no rows; fill it, or take its line out of region.yaml."
    )


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("region.yaml", "region: [kleindorp", "region.yaml, line 1: "),
        ("region.yaml", "region: kleindorp\n\tname: x\n", "region.yaml, line 2: "),
        ("region.yaml", "- een\n- twee\n", "region.yaml must hold lines of 'key: value'"),
        ("scenarios/twee.yaml", "scenario: twee\nobjective: raden\n", "twee.yaml: objective "),
    ],
)
def test_broken_yaml(file: str, text: str, told: str, workspace: Path, home: Home) -> None:
    path = workspace / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    try:
        assert told in sources(workspace, home)
    finally:
        path.unlink()


@pytest.mark.usefixtures("unchanged")
def test_an_unknown_group_and_an_unknown_scenario(workspace: Path, home: Home) -> None:
    named = ["run", "--workspace", workspace]
    group = wijk_here(*named, "--group", "huizen", home=home).refusal()
    assert group.startswith("There is no group huizen; the groups are sources, core, ")
    scenario = wijk_here(*named, "--scenario", "raden", home=home).refusal()
    assert scenario.startswith("There is no scenario raden in ")
    assert scenario.endswith("; there is baseline.")


# --- the machine ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        yield taker.getsockname()[1]


def test_a_port_in_use_for_the_interface_of_dagster(home: Home) -> None:
    with taken_port() as port:
        told = wijk_here("dev", "--port", port, home=home).refusal()
    assert told == f"Port {port} is in use; choose another: wijk dev --port {port + 1}"


def test_a_port_in_use_for_the_site(landed: Path, home: Home) -> None:
    index = home.sites / "kleindorp" / "index.html"
    index.parent.mkdir(parents=True)
    index.write_text("<!doctype html>")
    with taken_port() as port:
        told = wijk_here("site", "--workspace", landed, "--serve", "--port", port, home=home).refusal()
    assert told == f"Port {port} is in use; leave --port out to take a free one."


@pytest.fixture
def entered() -> Iterator[Path]:
    """An empty folder that the postgres user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="wijk-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_postgresql_without_postgis(entered: Path) -> None:
    binaries = entered / "own" / "bin"
    binaries.mkdir(parents=True)
    for name, text in {"pg_ctl": "", "initdb": "", "pg_config": f"#!/bin/sh\necho {entered}\n"}.items():
        (binaries / name).write_text(text)
        (binaries / name).chmod(0o755)
    told = wijk_here("db", "start", home=Home(entered / "home"), WIJK_PG_BINDIR=str(binaries)).refusal()
    assert told.startswith("PostgreSQL is here, its PostGIS extension is not. Debian/Ubuntu: apt install ")


def test_no_postgresql_at_all(entered: Path) -> None:
    told = wijk_here("db", "start", home=Home(entered / "home"), WIJK_PG_BINDIR=str(entered)).refusal()
    assert told.startswith("PostgreSQL with PostGIS was not found. Debian/Ubuntu: apt install ")


def test_a_server_without_postgis(tmp_path: Path, home: Home, database: Database) -> None:
    with psycopg.connect(database.with_name("postgres").plain, autocommit=True) as connection:
        connection.execute("CREATE DATABASE bare")
    bare = database.with_name("bare")
    told = wijk_here("db", "url", home=Home(tmp_path / "home"), WIJK_DATABASE_URL=bare.plain).refusal()
    assert told.startswith("The server has no PostGIS extension; install it")
    with psycopg.connect(bare.plain) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname <> ALL(%s)",
                                  [["pg_catalog", "information_schema"]]).fetchone() == (0,)  # fmt: skip


def test_a_server_that_does_not_answer(landed: Path, tmp_path: Path) -> None:
    dead = "postgresql://wijk:geheim@127.0.0.1:1/wijk"
    told = sources(landed, Home(tmp_path / "home"), WIJK_DATABASE_URL=dead)
    assert told.startswith("No connection with postgresql://wijk:***@127.0.0.1:1/wijk (")
    assert told.endswith("; start it, or correct or clear WIJK_DATABASE_URL.")
    assert "geheim" not in told


# --- no room ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of its own, so small that it fills; skips where none may be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="wijk-test-", dir="/tmp"))
    options = f"size={megabytes}m,mode=0755"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        folder.rmdir()
        pytest.skip("needs the right to mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def fill(ballast: Path, spare: int) -> None:
    """Takes all room that is left but ``spare`` megabytes."""
    with ballast.open("wb") as stream, contextlib.suppress(OSError):
        while True:
            stream.write(bytes(1 << 16))
            stream.flush()
    os.truncate(ballast, ballast.stat().st_size - (spare << 20))


def test_a_disk_without_room_for_the_cluster_and_the_same_command_when_there_is() -> None:
    with small_disk(160) as disk:
        place = Home(disk / "home")
        ballast = disk / "ballast"
        with ballast.open("wb") as stream:
            stream.write(bytes(150 << 20))
        told = wijk_here("db", "start", home=place).refusal()
        assert told == f"The disk that holds {place.cluster} is full; make room there and run the same command again."
        ballast.unlink()
        try:
            assert wijk_here("db", "start", home=place).code == 0
        finally:
            Cluster(place.cluster).destroy()


@pytest.mark.slow
def test_a_disk_that_fills_during_a_run(workspace: Path) -> None:
    with small_disk(400) as disk:
        place, ballast = Home(disk / "home"), disk / "ballast"
        cluster = Cluster(place.cluster, throwaway=True)
        try:
            cluster.start()
            assert wijk_here("run", "--workspace", workspace, "--group", "sources", home=place).code == 0
            before = tables(cluster.database())
            (workspace / "data/leveringen.csv").write_text(deliveries(6_000))
            for spare, told in ((0, "The disk is full; make room"), (1, "full; make room")):
                fill(ballast, spare)  # with some room it begins, and fails in the middle
                assert told in sources(workspace, place)
                ballast.unlink()
            assert tables(cluster.database()) == before
            assert wijk_here("run", "--workspace", workspace, "--group", "sources", home=place).code == 0
            assert tables(cluster.database())["intake.delivery"][0] == 12 + 6_000
        finally:
            cluster.destroy()


# --- a killed run -----------------------------------------------------------------------------------------------------


def waiting(connection: psycopg.Connection) -> int:
    """How many of the pipeline's transactions wait for a lock."""
    row = connection.execute(
        "SELECT count(*) FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation "
        "WHERE NOT l.granted AND c.relnamespace = 'intake'::regnamespace"
    ).fetchone()
    assert row is not None
    return int(row[0])


def others(connection: psycopg.Connection) -> int:
    """How many other connections there are to this database."""
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_run_killed_in_the_middle_leaves_the_old_rows_and_the_next_one_completes(
    workspace: Path, home: Home, database: Database
) -> None:
    before = tables(database)
    (workspace / "data/bezoeken.csv").write_text(visits(9))
    command = [WIJK, "run", "--workspace", workspace, "--group", "sources"]
    with (
        psycopg.connect(database.plain) as holder,
        psycopg.connect(database.plain, autocommit=True) as watcher,
    ):
        holder.execute("LOCK TABLE intake.visit IN SHARE MODE")  # the run has landed its load, and waits with its rows
        run = subprocess.Popen(
            command, cwd="/", env=environment(home), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        while not waiting(watcher):
            assert run.poll() is None, "the run ended before it came to the visits"
            watcher.execute("SELECT pg_sleep(0.1)")  # polled gently: the run needs the processor
        os.kill(run.pid, signal.SIGKILL)
        assert run.wait(timeout=60) == -signal.SIGKILL
        holder.rollback()
        while others(watcher) > 1:
            watcher.execute("SELECT pg_sleep(0.1)")
    assert tables(database) == before
    told = wijk_here("run", "--workspace", workspace, "--group", "sources", home=home)
    assert told.code == 0, told.err
    assert tables(database)["intake.visit"][0] == 5 + 9
