import dataclasses
import json
from collections.abc import Iterator

import adbc_driver_postgresql.dbapi as adbc
import pandas as pd
import pytest

from geo.db.bulk import BulkError, count_rows, read_rows
from geo.db.connection import Database
from geo.db.landing import Duplicates, FileVersion, current_landing, land, mark_duplicates, retire
from geo.sources import Landed
from geo.sources.landed import REJECT_COLUMNS

VERSION = FileVersion("a", "supplier", "data/leveranciers.csv", "1" * 64)


@pytest.fixture
def connection(database: Database) -> Iterator[adbc.Connection]:
    with database.adbc("wijk_pipeline") as opened:
        yield opened


def landed(*names: str, rejects: int = 0) -> Landed:
    count = len(names)
    frame = pd.DataFrame(
        {
            "row_number": range(1, count + 1), "supplier_id": list(names), "name": list(names), "kind": "pharmacy",
            "delivery_days": "1,3", "stock_at_hub": False, "vehicle_kind": "van",
        }
    )  # fmt: skip
    refused = pd.DataFrame(
        [["data/leveranciers.csv", 9, "naam", "required", "", "Naam ontbreekt."]] * rejects,
        columns=list(REJECT_COLUMNS),
    )
    return Landed(
        "supplier", "data/leveranciers.csv", "x", 10, None, None, None, {"intake.supplier": frame}, refused, ()
    )


def names(connection: adbc.Connection) -> list[str]:
    return read_rows(connection, "intake.supplier", {"region": "a"})["supplier_id"].tolist()


def test_a_file_lands_once_however_often_it_is_loaded(connection: adbc.Connection) -> None:
    assert current_landing(connection, VERSION) is None
    first = land(connection, VERSION, landed("s1", "s2", rejects=1), "run-1")
    known = current_landing(connection, VERSION)
    assert first.new
    assert known == dataclasses.replace(first, new=False)
    assert (first.accepted, first.rejected) == (2, 1)
    land(connection, VERSION, landed("s1", "s2"), "run-2")
    assert names(connection) == ["s1", "s2"]


def test_a_corrected_file_supersedes_its_own_earlier_rows_and_keeps_them_marked(connection: adbc.Connection) -> None:
    land(connection, VERSION, landed("s1", "s2"), "run-1")
    corrected = dataclasses.replace(VERSION, sha256="2" * 64)
    land(connection, corrected, landed("s3"), "run-2")
    assert names(connection) == ["s3"]
    loads = read_rows(connection, "intake.load", {"region": "a"}).set_index("load_id")
    assert loads.loc[VERSION.load_id, "superseded_by"] == corrected.load_id
    assert pd.isna(loads.loc[corrected.load_id, "superseded_at"])


def test_going_back_to_an_earlier_content_makes_that_the_current_one(connection: adbc.Connection) -> None:
    corrected = dataclasses.replace(VERSION, sha256="2" * 64)
    for version, name in ((VERSION, "s1"), (corrected, "s2"), (VERSION, "s1")):
        land(connection, version, landed(name), "run")
    assert names(connection) == ["s1"]


def test_another_region_and_another_file_are_left_alone(connection: adbc.Connection) -> None:
    land(connection, dataclasses.replace(VERSION, region="b"), landed("b1"), "run")
    land(connection, VERSION, landed("s1"), "run")
    assert len(read_rows(connection, "intake.supplier", {"region": "b"})) == 1


def test_a_file_that_the_region_no_longer_names_stops_counting(connection: adbc.Connection) -> None:
    land(connection, VERSION, landed("s1"), "run")
    assert retire(connection, "a", "supplier", ["data/leveranciers.csv"]) == 0
    assert retire(connection, "a", "supplier", []) == 1
    assert names(connection) == []


def test_a_load_that_fails_half_way_leaves_everything_as_it_was(connection: adbc.Connection) -> None:
    land(connection, VERSION, landed("s1"), "run")
    broken = landed("s2")
    broken.frames["vault.staff"] = pd.DataFrame({"row_number": [1], "nonsense": ["x"]})
    with pytest.raises(BulkError, match=r"vault\.staff"):
        land(connection, dataclasses.replace(VERSION, sha256="2" * 64), broken, "run")
    assert names(connection) == ["s1"]
    assert len(read_rows(connection, "intake.load", {"region": "a"})) == 1


def test_streets_that_changed_make_addressed_files_another_version() -> None:
    assert dataclasses.replace(VERSION, depends_on="other streets").load_id != VERSION.load_id


OTHER = dataclasses.replace(VERSION, file_name="data/leveranciers 2.csv", sha256="3" * 64)


def doubles(connection: adbc.Connection) -> Duplicates:
    return mark_duplicates(connection, "a", "supplier", "intake.supplier", ["supplier_id"])


def test_a_row_that_two_files_have_counts_once_and_the_newer_file_says_what_it_is(connection: adbc.Connection) -> None:
    land(connection, VERSION, landed("s1", "s2"), "run-1")
    assert doubles(connection) == Duplicates(0, 0)
    second = landed("s2", "s3")
    second.frames["intake.supplier"]["name"] = ["a new name", "s3"]
    land(connection, OTHER, second, "run-2")
    assert doubles(connection) == Duplicates(1, 1)
    rows = read_rows(connection, "intake.supplier", {"region": "a"}).set_index("supplier_id")["name"]
    assert rows.sort_index().to_dict() == {"s1": "s1", "s2": "a new name", "s3": "s3"}
    assert count_rows(connection, "intake.supplier", {"region": "a"}) == 3
    loads = read_rows(connection, "intake.load", {"region": "a"}).set_index("file_name")["duplicates"]
    assert loads.to_dict() == {VERSION.file_name: 1, OTHER.file_name: 0}


def test_a_row_comes_back_when_the_file_that_also_had_it_is_corrected(connection: adbc.Connection) -> None:
    land(connection, VERSION, landed("s1", "s2"), "run-1")
    land(connection, OTHER, landed("s2", "s3"), "run-2")
    assert doubles(connection) == Duplicates(1, 0)
    land(connection, dataclasses.replace(OTHER, sha256="4" * 64), landed("s3"), "run-3")
    assert doubles(connection) == Duplicates(0, 0)
    assert sorted(names(connection)) == ["s1", "s2", "s3"]


def test_files_of_another_region_or_source_are_no_doubles(connection: adbc.Connection) -> None:
    land(connection, VERSION, landed("s1"), "run-1")
    land(connection, dataclasses.replace(VERSION, region="b"), landed("s1"), "run-2")
    assert doubles(connection) == Duplicates(0, 0)
    assert names(connection) == ["s1"]


def test_a_load_tells_its_rows_its_purpose_and_what_the_reader_said(connection: adbc.Connection) -> None:
    told = dataclasses.replace(
        landed("s1", rejects=1), warnings=("Eén kolom is overgeslagen.",), purpose="bundelen", legal_basis="AVG 6.1.f"
    )
    land(connection, VERSION, told, "run-1")
    load = read_rows(connection, "intake.load", {"region": "a"}).iloc[0]
    assert (load["rows_read"], load["rows_accepted"], load["rows_rejected"]) == (2, 1, 1)
    assert json.loads(load["warnings"]) == ["Eén kolom is overgeslagen."]
    assert (load["purpose"], load["legal_basis"]) == ("bundelen", "AVG 6.1.f")


def test_a_file_whose_reader_takes_more_than_before_is_read_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """bewoners.csv after the column haalt_zelf came: the file is as it was, its load of then is not the current one."""
    version = FileVersion("a", "wish", "data/bewoners.csv", "1" * 64)
    with database.adbc("wijk_pipeline") as connection:
        with monkeypatch.context() as then:
            then.setattr("geo.db.landing.READER_VERSIONS", {})
            before = land(connection, version, landed(), "run 1")
            assert current_landing(connection, version) is not None
            assert current_landing(connection, VERSION) is None
        assert current_landing(connection, version) is None
        assert land(connection, version, landed(), "run 2").load_id != before.load_id
        loads = read_rows(connection, "intake.load", {"region": "a"}).set_index("load_id")
    assert loads["superseded_at"].notna().to_dict() == {before.load_id: True, version.load_id: False}
