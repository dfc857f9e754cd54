"""What all tests may use: a throw-away PostGIS cluster, a fresh database in it, and where the real data is."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from geo.db.connection import Database
from geo.db.migrate import migrate
from geo.sample.write import write_sample
from pipelines.cluster import Cluster
from pipelines.database import drop_database

ALWAYS = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("wijk", ALWAYS, max_examples=40)
settings.register_profile("thorough", ALWAYS, max_examples=1_000, derandomize=False)
settings.load_profile(os.environ.get("WIJK_EXAMPLES", "wijk"))


LONGEST = ("tests/whole/", "tests/pipelines/test_runbook", "tests/pipelines/", "tests/dbt_project/", "tests/e2e/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest first, the run of the whole sample before all: the other workers do the rest meanwhile."""
    items.sort(key=lambda item: next((at for at, name in enumerate(LONGEST) if item.nodeid.startswith(name)), 9))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A cluster of the tests' own; the user's is never touched."""
    folder = Path(tempfile.mkdtemp(prefix="wijk-test-", dir="/tmp"))
    made = Cluster(folder / "cluster", throwaway=True)
    folder.chmod(0o755)
    made.start()
    yield made
    made.destroy()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> Database:
    """A migrated database that stays empty: the template of the others."""
    found = cluster.database()
    migrate(found)
    return found


@pytest.fixture
def database(migrated: Database) -> Iterator[Database]:
    """A migrated, empty database for one test."""
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(migrated.with_name("wijk_dagster").plain, autocommit=True) as connection:
        # file by file takes half as long for one as small as this; PostgreSQL 14 knows no other way
        way = " STRATEGY FILE_COPY" if connection.info.server_version >= 15_00_00 else ""
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated.url.database}{way}")
        yield migrated.with_name(name)
        drop_database(connection, migrated.with_name(name))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workspace, written once for the tests of all workers: only to be read."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with FileLock(shared / "sample.lock"):
        if not (shared / "sample").exists():
            write_sample(shared / "sample being written").rename(shared / "sample")
    return shared / "sample"


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real data; skips where it is absent."""
    folder = os.environ.get("WIJK_REALDATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("needs real data: set WIJK_REALDATA to its folder")
    return Path(folder).resolve()
