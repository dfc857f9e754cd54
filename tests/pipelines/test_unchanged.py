from pathlib import Path

import psycopg
import pytest

from assets.partitions import scenario_key
from geo.db.connection import Database
from geo.workspace import Region, load_region
from pipelines.unchanged import Ledger, Made
from tests.pipelines.small_region import write_region

BASELINE = Made.of(scenario_key("kleindorp", "baseline"), ["planning.frailty_total"])
ROW = """
INSERT INTO planning.frailty_total
    (region, scenario, area_kind, area_code, group_name, expected, low, high, buurten, imputed, gemeentecode, run_id)
VALUES ('kleindorp', {scenario!r}, 'region', {code!r}, 'frail_65_plus_home', 1, 0, 2, 4, 0, 'GM9002', {run!r})
"""


@pytest.fixture
def region(tmp_path: Path) -> Region:
    return load_region(write_region(tmp_path / "kleindorp"))


def execute(database: Database, statement: str) -> None:
    with psycopg.connect(database.plain, autocommit=True, options="-c role=wijk_owner") as connection:
        connection.execute(statement)


def put(database: Database, scenario: str = "baseline", code: str = "kleindorp", run: str = "r1") -> None:
    execute(database, ROW.format(scenario=scenario, code=code, run=run))


def load(database: Database, name: str, region: str) -> None:
    execute(
        database,
        "INSERT INTO intake.load (load_id, region, source, file_name, sha256, size_bytes, loaded_at, run_id, rows_accepted, rows_rejected) "
        f"VALUES ({name!r}, {region!r}, 'hub', 'hubs.csv', {name!r}, 1, now(), 'r', 1, 0)",
    )


def made(database: Database, region: Region) -> Ledger:
    ledger = Ledger.of(database, region, b"key")
    put(database)
    ledger.note(BASELINE, ledger.inputs(), "r1")
    return ledger


def test_a_part_that_was_never_made_does_not_stand(database: Database, region: Region) -> None:
    ledger = Ledger.of(database, region, b"key")
    assert not ledger.stands(BASELINE, ledger.inputs())


def test_a_part_stands_until_something_it_depends_on_changes(database: Database, region: Region) -> None:
    ledger = made(database, region)
    assert ledger.stands(BASELINE, ledger.inputs())
    load(database, "of another", "elders")
    put(database, scenario="other", run="r2")
    assert ledger.stands(BASELINE, ledger.inputs())
    load(database, "of this one", "kleindorp")
    assert not ledger.stands(BASELINE, ledger.inputs())


@pytest.mark.parametrize("file", ["region.yaml", "scenarios/anders.yaml", "snelheden/car.yaml"])
def test_another_setting_of_the_workspace_makes_it_again(database: Database, region: Region, file: str) -> None:
    made(database, region)
    path = region.root / file
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + "\n# another\n")
    ledger = Ledger.of(database, region, b"key")
    assert not ledger.stands(BASELINE, ledger.inputs())


def test_another_key_of_the_pseudonyms_makes_it_again(database: Database, region: Region) -> None:
    made(database, region)
    ledger = Ledger.of(database, region, b"another key")
    assert not ledger.stands(BASELINE, ledger.inputs())


@pytest.mark.parametrize(
    "meddling",
    [
        "DELETE FROM planning.frailty_total",
        "UPDATE planning.frailty_total SET run_id = 'r2'",
        ROW.format(scenario="baseline", code="GM9002", run="r1"),
    ],
)
def test_rows_that_are_not_those_of_the_run_are_made_again(database: Database, region: Region, meddling: str) -> None:
    ledger = made(database, region)
    execute(database, meddling)
    assert not ledger.stands(BASELINE, ledger.inputs())


def test_a_run_whose_rows_another_run_wrote_over_notes_nothing(database: Database, region: Region) -> None:
    ledger = Ledger.of(database, region, b"key")
    put(database, run="r2")
    ledger.note(BASELINE, ledger.inputs(), "r1")
    assert not ledger.stands(BASELINE, ledger.inputs())


def test_what_was_made_from_earlier_inputs_is_noted_as_that(database: Database, region: Region) -> None:
    ledger = made(database, region)
    before = ledger.inputs()
    load(database, "landed meanwhile", "kleindorp")
    ledger.note(BASELINE, before, "r1")
    assert not ledger.stands(BASELINE, ledger.inputs())
