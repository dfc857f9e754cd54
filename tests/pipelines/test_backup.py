import zipfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from geo.db.base import ROLES
from geo.db.connection import Database
from pipelines.backup import BackupError, backup, digests, fingerprint, read_manifest, restore
from pipelines.cluster import Cluster
from pipelines.database import dagster_database, drop_database
from pipelines.home import Home
from pipelines.persons import erased_again, record_of, remove
from tests.pipelines.command import throwaway_home, wijk_here

KEY = b"a key of the tests' own"
ROW = """
INSERT INTO planning.frailty_total
    (region, scenario, area_kind, area_code, group_name, expected, low, high, buurten, imputed, gemeentecode, run_id)
VALUES ('kleindorp', 'baseline', 'region', {code!r}, 'frail_65_plus_home', 0.1, 1e-7, 4, 0, 0, 'GM9002', 'r1')
"""
HUB = """
INSERT INTO share.hub VALUES ('kleindorp', 'H1', 'Het Lokaal', 'GM9002', NULL, 'r1', ST_SetSRID(ST_MakePoint(1, 2), 28992))
"""

PERSON = """
INSERT INTO intake.load (load_id, region, source, file_name, sha256, size_bytes, loaded_at, run_id, rows_accepted, rows_rejected)
VALUES ('l{number}', 'kleindorp', 'wish', '{number}.csv', 'x', 1, now(), 'x', 1, 0);
INSERT INTO vault.resident (region, load_id, row_number, resident_key, name, postcode, house_number)
VALUES ('kleindorp', 'l{number}', 1, '{person}', 'Mevrouw Voorbeeld', '1234AB', '{number}')
"""


@pytest.fixture
def filled(database: Database) -> Database:
    execute(database, ROW.format(code="a"), HUB, "CREATE TABLE core.buurt AS SELECT 'BU1' AS buurtcode, 1.5 AS x")
    return database


@pytest.fixture
def dagster(database: Database) -> Iterator[Database]:
    made = dagster_database(database)
    with psycopg.connect(made.plain, autocommit=True) as connection:
        connection.execute("CREATE TABLE runs AS SELECT 'r1' AS run_id")
    yield made
    with psycopg.connect(database.plain, autocommit=True) as connection:
        drop_database(connection, made)


def execute(database: Database, *statements: str) -> None:
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        for statement in statements:
            connection.execute(statement)


def found(database: Database) -> dict[str, tuple[int, str]]:
    with psycopg.connect(database.plain) as connection:
        return digests(connection)


def residents(database: Database) -> list[str]:
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        return [str(row[0]) for row in connection.execute("SELECT resident_key FROM vault.resident ORDER BY 1")]


def databases(database: Database) -> set[str]:
    with psycopg.connect(database.plain) as connection:
        return {str(row[0]) for row in connection.execute("SELECT datname FROM pg_database")}


def test_a_restored_database_has_the_tables_the_rights_and_the_runs_that_were_backed_up(
    filled: Database, dagster: Database, cluster: Cluster, tmp_path: Path
) -> None:
    file, before, stood = tmp_path / "b", found(filled), databases(filled)
    made = backup(filled, dagster, file, KEY)
    assert file.stat().st_mode & 0o777 == 0o600
    assert made.tables == before
    assert before["planning.frailty_total"][0] == before["core.buurt"][0] == 1
    execute(filled, ROW.format(code="b"), "DROP TABLE core.buurt", "UPDATE share.hub SET name = 'anders'")
    with psycopg.connect(dagster.plain) as connection:
        connection.execute("INSERT INTO runs VALUES ('r2')")
    assert found(filled) != before

    assert restore(filled, dagster, file, cluster=cluster) == made
    assert found(filled) == before
    assert databases(filled) == stood
    with psycopg.connect(dagster.plain) as connection:
        assert connection.execute("SELECT run_id FROM runs").fetchall() == [("r1",)]
    with psycopg.connect(filled.plain) as connection:
        for role, table, right, may in (
            ("wijk_researcher", "core.buurt", "SELECT", False),
            ("wijk_public", "share.hub", "SELECT", True),
            ("wijk_public", "planning.route", "SELECT", False),
            ("wijk_pipeline", "planning.route", "DELETE", True),
        ):
            asked = connection.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right]).fetchone()
            assert asked == (may,), (role, table)
        for role in ROLES:
            connection.execute(f"SET ROLE {role}")
            connection.execute("RESET ROLE")
        owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'planning'")
        assert owners.fetchall() == [("wijk_owner",)]
        connection.execute("SET ROLE wijk_owner")
        connection.execute("CREATE TABLE marts.later (x int)")  # default rights came along
        asked = connection.execute("SELECT has_table_privilege('wijk_researcher', 'marts.later', 'SELECT')").fetchone()
        assert asked == (True,)


@pytest.mark.parametrize("harm", ["cut short", "a byte changed", "no backup", "a row that is not there"])
def test_a_file_that_does_not_give_all_of_it_changes_nothing(
    filled: Database, dagster: Database, cluster: Cluster, tmp_path: Path, harm: str
) -> None:
    file = tmp_path / "b"
    backup(filled, dagster, file, KEY)
    whole = file.read_bytes()
    if harm == "a row that is not there":
        with zipfile.ZipFile(file) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members["manifest.json"] = members["manifest.json"].replace(b'"share.hub": [\n   1', b'"share.hub": [\n   2')
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
    else:
        middle = len(whole) // 2
        changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        file.write_bytes({"cut short": whole[:middle], "a byte changed": changed, "no backup": b"text"}[harm])
    execute(filled, ROW.format(code="b"))
    before, stood = found(filled), databases(filled)
    with pytest.raises(BackupError, match=r"[tT]ake another"):
        restore(filled, dagster, file, cluster=cluster)
    assert found(filled) == before
    assert databases(filled) == stood


def test_a_step_after_the_restore_sees_both_databases_and_its_failure_keeps_the_old_one(
    filled: Database, dagster: Database, cluster: Cluster, tmp_path: Path
) -> None:
    file = tmp_path / "b"
    backup(filled, dagster, file, KEY)
    execute(filled, "DELETE FROM share.hub")
    before = found(filled)

    def erase_again(restored: Database, replaced: Database) -> None:
        assert (found(restored)["share.hub"][0], found(replaced)["share.hub"][0]) == (1, 0)
        execute(restored, "DELETE FROM share.hub")

    def fail(restored: Database, replaced: Database) -> None:
        raise BackupError("no")

    with pytest.raises(BackupError, match=r"^no$"):
        restore(filled, dagster, file, cluster=cluster, after=(fail,))
    assert found(filled) == before
    restore(filled, dagster, file, cluster=cluster, after=(erase_again,))
    assert found(filled)["share.hub"][0] == 0


def test_who_was_erased_since_the_backup_does_not_come_back(
    filled: Database, dagster: Database, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the record beside the database, and by the replaced database where the record is lost."""
    monkeypatch.delenv("WIJK_PSEUDONYM_KEY", raising=False)
    home, file = Home(tmp_path), tmp_path / "b"
    for number, person in (("1", "r" + "1" * 20), ("2", "r" + "2" * 20)):
        execute(filled, PERSON.format(number=number, person=person))
    backup(filled, dagster, file, KEY)
    remove(filled, "kleindorp", "r" + "1" * 20, home)
    record_of(home).unlink()
    restore(filled, dagster, file, cluster=cluster, after=(erased_again(home),))
    assert residents(filled) == ["r" + "2" * 20]
    remove(filled, "kleindorp", "r" + "2" * 20, home)
    execute(filled, "DELETE FROM vault.erasure")
    restore(filled, dagster, file, cluster=cluster, after=(erased_again(home),))
    assert residents(filled) == ["r" + "1" * 20]  # nothing knows of this one any more: neither record nor database


def test_a_database_in_use_is_not_replaced(
    filled: Database, dagster: Database, cluster: Cluster, tmp_path: Path
) -> None:
    backup(filled, dagster, tmp_path / "b", KEY)
    with psycopg.connect(filled.plain, application_name="QGIS"), pytest.raises(BackupError, match=r"in use \(QGIS\)"):
        restore(filled, dagster, tmp_path / "b", cluster=cluster)


def test_a_backup_that_fails_leaves_the_earlier_one(
    filled: Database, dagster: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "b"
    backup(filled, dagster, file, KEY)
    whole = file.read_bytes()
    with pytest.raises(BackupError, match="pg_dump refused"):
        backup(filled, dagster.with_name("nowhere"), file, KEY)
    assert file.read_bytes() == whole
    assert [each.name for each in tmp_path.iterdir()] == ["b"]


def test_a_backup_goes_back_into_a_cluster_that_was_never_used_and_says_whose_key_it_was(
    filled: Database, dagster: Database, tmp_path: Path
) -> None:
    file, before = tmp_path / "b", found(filled)
    backup(filled, dagster, file, KEY)
    with throwaway_home() as home:
        told = wijk_here("db", "restore", file, home=home)
        assert told.code == 1
        assert "The key of the pseudonyms is another" in told.err
        assert found(Cluster(home.cluster).database()) == before
        again = tmp_path / "again"
        assert wijk_here("db", "backup", again, home=home, WIJK_PSEUDONYM_KEY=KEY.decode()).code == 0
    assert read_manifest(again).tables == before
    assert read_manifest(again).key == fingerprint(KEY)
