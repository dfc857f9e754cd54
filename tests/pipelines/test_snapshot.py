"""Frozen copies for research: the same tables give the same bytes and number; another content the next number."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import psycopg
import pytest

from geo.db.connection import Database
from geo.share_package import checksums
from geo.share_package.tables import NothingSharedError
from geo.workspace import Region, load_region
from pipelines.snapshot import freeze
from tests.maps.test_manual import model
from tests.pipelines.small_region import write_region

TODAY, LATER = dt.date(2026, 2, 3), dt.date(2026, 3, 4)


@pytest.fixture
def region(tmp_path: Path) -> Region:
    return load_region(write_region(tmp_path / "kleindorp"))


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    month = model("month", "marts", [])
    month["columns"]["told"] = {"name": "told", "data_type": "text", "description": "NL: Tekst. EN: Text."}
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"nodes": {"m.month": month}, "sources": {}, "exposures": {}}))
    return path


@pytest.fixture
def owner(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.plain, options="-c role=wijk_owner", autocommit=True) as connection:
        connection.execute("CREATE TABLE marts.month (region text, told text)")
        connection.execute("GRANT SELECT ON marts.month TO wijk_researcher")
        yield connection


def test_a_snapshot_keeps_its_number_and_bytes_until_a_figure_changes(
    database: Database, owner: psycopg.Connection, region: Region, manifest: Path
) -> None:
    with pytest.raises(NothingSharedError, match="nothing of Kleindorp"):
        freeze(database, region, manifest, TODAY)
    owner.execute("INSERT INTO marts.month VALUES ('kleindorp', '=1+1'), ('kleindorp', 'a'), ('elders', 'b')")
    one, again = freeze(database, region, manifest, TODAY), freeze(database, region, manifest, LATER)
    assert (one.number, one.day) == (again.number, again.day) == (1, TODAY)
    assert one.content == again.content
    owner.execute("UPDATE marts.month SET told = 'c' WHERE told = 'a'")
    other = freeze(database, region, manifest, LATER)
    assert (other.number, other.day) == (2, LATER)
    assert other.checksum != one.checksum
    owner.execute("UPDATE marts.month SET told = 'a' WHERE told = 'c'")
    assert freeze(database, region, manifest, LATER).content == one.content

    archive = zipfile.ZipFile(io.BytesIO(one.content))
    files = {name: archive.read(name) for name in archive.namelist()}
    assert files.pop("SHA256SUMS") == checksums(files)
    assert "'=1+1" in files["tabellen/marts.month.csv"].decode()
    assert sorted(pd.read_parquet(io.BytesIO(files["tabellen/marts.month.parquet"]))["told"]) == ["=1+1", "a"]
    told = files["LEESMIJ.md"].decode()
    for wanted in (
        "Wat deze gegevens niet zeggen",
        "alleen waar bezorgd wordt",
        one.checksum,
        "2026-02-03",
        "(fictief)",
    ):
        assert wanted in told
    assert f"sha256:{one.checksum}" in files["CITATION.cff"].decode()
    assert "Tekst. | Text." in files["gegevensboek.md"].decode()


def test_a_snapshot_holds_nothing_that_a_researcher_may_not_read(
    database: Database, owner: psycopg.Connection, region: Region, manifest: Path
) -> None:
    owner.execute("REVOKE SELECT ON marts.month FROM wijk_researcher")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        freeze(database, region, manifest, TODAY)
