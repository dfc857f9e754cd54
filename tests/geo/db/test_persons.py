"""What is held about a person, and its removal: everywhere, for good, with the counts as they were."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import psycopg
import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus

from geo.db.connection import Database
from geo.db.persons import PersonError, address_key, recorded, replay
from geo.db.route import CHANGES
from geo.sources.pseudonyms import period_codes
from pipelines.alone import alone
from pipelines.home import Home
from pipelines.persons import at_rest, export, person_of, read_record, record_of, remove

REGION = "r"
NOW = dt.datetime(2026, 2, 3, tzinfo=dt.UTC)
TABLES = ("vault.resident", "intake.delivery", "vault.goods", "planning.unplanned")


def replay_record(database: Database, home: Home) -> int:
    """What a restore does with the record beside the database: how many rows it changed."""
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        return replay(connection, read_record(record_of(home)), home.pseudonym_key(), home.retired_keys())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("WIJK_PSEUDONYM_KEY", raising=False)
    monkeypatch.delenv("WIJK_RETIRED_KEYS", raising=False)
    return Home(tmp_path)


def not_now() -> None:
    raise PersonError("not now")


def owner(database: Database) -> psycopg.Connection:
    return psycopg.connect(database.plain, options="-c role=wijk_owner", autocommit=True)


def load(
    connection: psycopg.Connection, load_id: str, person: str, number: str = "12", *, superseded: bool = False
) -> None:
    connection.execute(
        "INSERT INTO intake.load (load_id, region, source, file_name, sha256, size_bytes, loaded_at, run_id, rows_accepted, "
        "rows_rejected, superseded_at) VALUES (%s, 'r', 'delivery', %s, 'x', 1, %s, 'x', 1, 0, %s)",
        [load_id, f"{load_id}.csv", NOW, NOW if superseded else None],
    )
    connection.execute(
        "INSERT INTO vault.resident (region, load_id, row_number, resident_key, name, postcode, house_number) "
        "VALUES ('r', %s, 1, %s, 'Mevrouw Voorbeeld', '7411AB', %s)",
        [load_id, person, number],
    )
    connection.execute(
        "INSERT INTO vault.goods (region, load_id, row_number, line_kind, line_id, resident_key, goods_kind, cold, urgent, "
        "installation, signature, return_flow) VALUES ('r', %s, 1, 'delivery', 'D', %s, 'medicines', false, false, false, false, false)",
        [load_id, person],
    )
    connection.execute(
        "INSERT INTO intake.delivery (region, load_id, row_number, delivery_id, service_date, supplier_id, hub_id, resident_key, contact) "
        "VALUES ('r', %s, 1, 'D', '2026-02-03', 'L', 'H', %s, true)",
        [load_id, person],
    )
    connection.execute(
        "INSERT INTO intake.reject (load_id, region, file_name, row_number, column_name, rule, value, sentence) "
        "VALUES (%s, 'r', 'x.csv', 1, 'goederensoort', 'known', 'steunkousen', 'Onbekend.')",
        [load_id],
    )


def counts(connection: psycopg.Connection, person: str) -> dict[str, int]:
    found = {}
    for name in TABLES:
        found[name] = connection.execute(f"SELECT count(*) FROM {name} WHERE resident_key = %s", [person]).fetchone()[0]
    return found


def test_an_address_and_a_pseudonym_mean_the_same_person(home: Home) -> None:
    key = home.pseudonym_key()
    person = address_key(REGION, "7411 AB", "12", key)
    assert person_of("7411ab, 12", REGION, key) == person_of(person, REGION, key) == person
    with pytest.raises(PersonError, match="postcode and house number"):
        person_of("Mevrouw Voorbeeld", REGION, key)


def test_nobody_is_erased_beside_a_run_of_the_region_which_would_write_what_it_read_before(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with DagsterInstance.ephemeral() as instance:
        monkeypatch.setattr(DagsterInstance, "get", lambda: contextlib.nullcontext(instance))
        with ThreadPoolExecutor(1) as beside:

            def rested() -> str:
                with at_rest(database, REGION):
                    return "at rest"

            with alone(database, REGION):  # a command
                answer, told, until = beside.submit(rested), "", time.monotonic() + 20
                while "waiting until it is done" not in told and time.monotonic() < until:
                    told += capsys.readouterr().err
                    time.sleep(0.02)
                assert "waiting until it is done" in told
                with pytest.raises(TimeoutError):
                    answer.result(timeout=0.3)
            assert answer.result(timeout=10) == "at rest"
        for region, status in (("elsewhere", DagsterRunStatus.STARTED), (REGION, DagsterRunStatus.SUCCESS)):
            instance.add_run(DagsterRun(job_name="publish", tags={"region": region}, status=status))
        with at_rest(database, REGION):
            pass
        with at_rest(database, REGION) as still:
            still()
            by_hand = {"dagster/partition": REGION}  # in the web interface
            instance.add_run(DagsterRun(job_name="publish", tags=by_hand, status=DagsterRunStatus.STARTED))
            with pytest.raises(PersonError, match="Dagster runs r now"):
                still()
        with pytest.raises(PersonError, match="end it if its process was killed"), at_rest(database, REGION):
            pass


def test_an_erasure_reaches_earlier_loads_keeps_the_counts_and_is_replayed_after_a_restore(
    database: Database, home: Home
) -> None:
    person = address_key(REGION, "7411AB", "12", home.pseudonym_key())
    with owner(database) as connection:
        load(connection, "l1", person, superseded=True)
        load(connection, "l2", person)
        connection.execute("INSERT INTO intake.build (name, digest, built_at, run_id) VALUES ('core', 'x', now(), 'x')")
        found = export(database, REGION, person, home)
        assert {name: len(rows) for name, rows in found["held"].items()} == {
            "vault.resident": 2,
            "vault.goods": 2,
            "intake.delivery": 2,
        }

        before = counts(connection, person)
        with pytest.raises(PersonError, match="not now"):
            remove(database, REGION, person, home, still=not_now)
        assert counts(connection, person) == before
        assert not record_of(home).exists()
        assert remove(database, REGION, person, home) > 0
        assert set(counts(connection, person).values()) == {0}
        assert connection.execute("SELECT count(*), count(DISTINCT resident_key) FROM intake.delivery").fetchone() == (
            2,
            1,
        )
        assert connection.execute("SELECT count(*) FROM intake.reject WHERE value <> ''").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM intake.build").fetchone() == (0,)  # dbt makes everything again
        looked = connection.execute("SELECT purpose, subject FROM vault.access ORDER BY access_id").fetchall()
        assert [purpose for purpose, _ in looked] == ["erase"]
        assert looked[0][1] != person
        record = record_of(home)
        assert record.stat().st_mode & 0o077 == 0
        assert "7411" not in record.read_text()
        with pytest.raises(PersonError, match="Nothing is held"):
            export(database, REGION, person, home)

        # a backup of before comes back: neither the person's rows were erased there, nor was the erasure recorded
        connection.execute("DELETE FROM vault.erasure")
        load(connection, "l3", person)
        assert replay_record(database, home) > 0
        assert set(counts(connection, person).values()) == {0}
        assert connection.execute("SELECT count(DISTINCT resident_key) FROM intake.delivery").fetchone() == (1,)
        assert replay_record(database, home) == 0


def test_an_erasure_reaches_the_names_of_stops_and_the_route_sheets(database: Database, home: Home) -> None:
    person = address_key(REGION, "7411AB", "12", home.pseudonym_key())
    sheet = home.routes / REGION / "2026-02-03" / "C1.html"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("Mevrouw Voorbeeld")
    with owner(database) as connection:
        load(connection, "l1", person)
        for stop in (person, f"{person}-2"):
            connection.execute(
                "INSERT INTO planning.route_change (region, service_date, hub_id, stop_id, resident_key, what, run_id, gemeentecode) "
                "VALUES ('r', '2026-02-03', 'H', %s, %s, %s, 'x', 'GM1')",
                [stop, person, CHANGES[0]],
            )
        assert remove(database, REGION, person, home) > 0
        left = connection.execute("SELECT stop_id, resident_key FROM planning.route_change ORDER BY 1").fetchall()
    assert left == [(left[0][1], left[0][1]), (f"{left[0][1]}-2", left[0][1])]
    assert person not in str(left)
    assert not sheet.exists()


def test_an_erasure_reaches_rows_past_their_retention_period(database: Database, home: Home) -> None:
    """Their codes are made with the key, so its holder could still tell whose they are; the buurt and the count stay."""
    key = home.pseudonym_key()
    person = address_key(REGION, "7411AB", "12", key)
    other = address_key(REGION, "7411AB", "14", key)
    whose, months = pd.Series([person, person, other]), pd.Series(["2026-02", "from 2025-03", "2026-02"])
    codes = list(period_codes(whose, months, key))
    with owner(database) as connection:
        for n, code in enumerate(codes):
            load(connection, f"l{n}", person)
            connection.execute("UPDATE intake.delivery SET resident_key = %s WHERE load_id = %s", [code, f"l{n}"])
            connection.execute("INSERT INTO intake.former_place VALUES ('r', %s, 'BU1')", [code])
        assert len(export(database, REGION, person, home)["held"]["intake.delivery"]) == 2
        remove(database, REGION, person, home)
        left = connection.execute("SELECT resident_key FROM intake.delivery ORDER BY load_id").fetchall()
        places = connection.execute("SELECT resident_key, buurtcode FROM intake.former_place ORDER BY 1").fetchall()
    assert left[0] == left[1]
    assert left[0][0][0] == "x"
    assert left[2] == (codes[2],)
    assert places == [(codes[2], "BU1"), (left[0][0], "BU1")]


def test_who_was_erased_stays_so_under_a_new_key(database: Database, home: Home) -> None:
    old = home.pseudonym_key()
    person = address_key(REGION, "7411AB", "12", old)
    with owner(database) as connection:
        load(connection, "l1", person)
        remove(database, REGION, person, home)
        home.rotate_key()
        assert home.pseudonym_key() != old
        assert home.retired_keys() == [old]
        again = address_key(REGION, "7411AB", "12", home.pseudonym_key())
        other = address_key(REGION, "7411AB", "14", home.pseudonym_key())
        load(connection, "l2", again)
        load(connection, "l3", other, "14")
        assert replay(connection, read_record(record_of(home)), home.pseudonym_key(), home.retired_keys()) > 0
        assert set(counts(connection, again).values()) == {0}
        assert counts(connection, other)["vault.resident"] == 1
        assert {each.person_key for each in recorded(connection)} == {person, again}


def test_a_key_of_the_environment_is_changed_there(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIJK_PSEUDONYM_KEY", "0123456789abcdef0123")
    with pytest.raises(ValueError, match="WIJK_RETIRED_KEYS"):
        home.rotate_key()
    assert not (home.root / "secrets.json").exists()
