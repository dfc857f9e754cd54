import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from geo.db.connection import DatabaseError
from pipelines.cluster import Cluster

ROOT = Path(__file__).parents[2]
STARTER = """
import sys
from pathlib import Path
from pipelines.cluster import Cluster
print(Cluster(Path(sys.argv[1]), throwaway=True).database().plain)
"""


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that the postgres user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="wijk-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def own(place: Path) -> Iterator[Cluster]:
    """A cluster that these tests may kill; its folder has a space, its data a row to be kept."""
    made = Cluster(place / "a folder with spaces" / "cluster", throwaway=True)
    with psycopg.connect(made.database().plain, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    yield made
    made.destroy()
    assert not made.folder.exists()


def answer(cluster: Cluster) -> int:
    with psycopg.connect(cluster.database().plain) as connection:
        row = connection.execute("SELECT answer FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def postmaster(cluster: Cluster) -> int:
    return int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])


def test_a_cluster_starts_in_a_folder_with_a_space_and_has_postgis(own: Cluster) -> None:
    with psycopg.connect(own.database().plain) as connection:
        row = connection.execute("SELECT ST_SRID(ST_SetSRID(ST_MakePoint(1, 2), 28992))").fetchone()
    assert row == (28992,)


def test_starting_a_running_cluster_leaves_it_running_as_it_is(own: Cluster) -> None:
    before = postmaster(own)
    own.start()
    assert postmaster(own) == before


def test_the_status_tells_where_it_is_whether_it_runs_and_which_version(own: Cluster) -> None:
    told = own.status()
    assert (told.folder, told.running, told.initialised) == (own.folder, True, True)
    with psycopg.connect(own.database().plain) as connection:
        assert connection.info.port == told.port
        assert str(connection.info.server_version // 10000) == told.version


def test_the_status_of_a_cluster_that_was_never_made_starts_nothing(place: Path) -> None:
    told = Cluster(place / "never").status()
    assert (told.running, told.initialised, told.port, told.version) == (False, False, None, None)
    assert not (place / "never").exists()


def test_a_stopped_cluster_starts_again_on_its_port_with_its_data(own: Cluster) -> None:
    port = own.start()["port"]
    assert own.stop() is True
    assert own.status().running is False
    assert own.stop() is False
    assert answer(own) == 42
    assert own.status().port == port


def test_a_cluster_whose_port_was_taken_starts_on_another(own: Cluster) -> None:
    port = own.start()["port"]
    own.stop()
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind(("127.0.0.1", port))
        taker.listen()
        assert answer(own) == 42
        assert own.status().port != port


def test_a_killed_cluster_starts_again_and_has_its_data_even_while_a_query_still_ran(own: Cluster) -> None:
    with psycopg.connect(own.database().plain, autocommit=True) as busy:
        busy.execute("INSERT INTO kept VALUES (42)")
        number = postmaster(own)
        # a query that computes does not see that its server is gone for a while
        query = subprocess.Popen(
            [sys.executable, "-c", "import psycopg, sys; psycopg.connect(sys.argv[1]).execute(sys.argv[2])",
             own.database().plain, "SELECT count(*) FROM generate_series(1, 20000000) a"],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while not busy.execute(
            "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%200000%' AND pid <> pg_backend_pid()"
        ).fetchone():
            assert query.poll() is None
        os.kill(number, signal.SIGKILL)
    assert answer(own) == 42
    assert postmaster(own) != number
    query.wait(timeout=60)


def test_a_server_that_cannot_start_says_why_and_names_its_log(own: Cluster) -> None:
    own.stop()
    settings = own.folder / "data" / "postgresql.conf"
    right = settings.read_text()
    settings.write_text(right + "\nno_such_setting = 1\n")
    try:
        with pytest.raises(DatabaseError, match=r"did not start .*no_such_setting.* Its log is .*postgres\.log"):
            own.start()
    finally:
        settings.write_text(right)
    assert answer(own) == 42


def test_two_processes_that_start_at_once_make_one_cluster(place: Path) -> None:
    both = Cluster(place / "both", throwaway=True)
    command = [sys.executable, "-c", STARTER, str(both.folder)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        told = [process.communicate(timeout=120)[0].strip() for process in running]
        assert [process.returncode for process in running] == [0, 0]
        assert told[0].startswith("postgresql://wijk:")
        assert told[0] == told[1] == both.database().plain
    finally:
        both.destroy()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's cluster is served by another user")
def test_the_cluster_of_root_is_served_by_the_postgres_user(own: Cluster) -> None:
    own.start()
    server = pwd.getpwnam("postgres").pw_uid
    assert (own.folder / "data").stat().st_uid == server
    assert Path(f"/proc/{postmaster(own)}").stat().st_uid == server


@pytest.mark.skipif(os.geteuid() != 0, reason="another user's cluster is served by that user")
def test_a_folder_that_the_postgres_user_cannot_enter_is_refused_with_the_mend(place: Path) -> None:
    private = place / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(DatabaseError, match=r"postgres user cannot enter .* Set WIJK_HOME"):
        Cluster(private / "cluster", throwaway=True).start()


def test_passwords_and_data_are_for_the_owner_alone(own: Cluster) -> None:
    assert (own.folder / "cluster.json").stat().st_mode & 0o077 == 0
    assert (own.folder / "data").stat().st_mode & 0o077 == 0
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(own.database().url.set(password="wrong").render_as_string(hide_password=False))
