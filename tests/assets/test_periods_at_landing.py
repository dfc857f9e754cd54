"""What a landing does with rows that are past their retention period when they come in."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
from dagster import DagsterInstance, materialize

from assets.resources import Postgis, Workspaces
from assets.sources import buurten, people
from geo.db.connection import Database
from geo.retention import load_periods, overdue, today_of
from geo.workspace import load_region
from tests.pipelines.small_region import DELIVERY, deliveries, write_region

OLD = "O1;2024-01-05;L1;H1;C1;Mevrouw Oud;Dorpsstraat;3;9021 AB;Kleindorp;207003;474003;medicijnen;nee;nee;nee;ja;8;1\n"


def test_a_file_that_lands_brings_no_row_back_that_is_past_its_period(database: Database, tmp_path: Path) -> None:
    root = write_region(tmp_path / "kleindorp")
    settings = (root / "region.yaml").read_text()
    (root / "region.yaml").write_text(settings.replace("data/leveringen.csv", "[data/leveringen.csv, data/oud.csv]"))
    (root / "data" / "oud.csv").write_text(f"{DELIVERY}\n{OLD}")
    file = root / "data" / "leveringen.csv"
    region = load_region(root)
    (tmp_path / "workspaces.json").write_text(json.dumps({"kleindorp": str(root)}))
    folders = {name: str(tmp_path / name) for name in ("cache", "sites", "routes")}
    workspaces = Workspaces(registry=str(tmp_path / "workspaces.json"), pseudonym_secret="k" * 32, **folders)
    resources = {"postgis": Postgis(url=database.plain), "workspaces": workspaces}

    with DagsterInstance.ephemeral() as instance, psycopg.connect(database.plain, autocommit=True) as connection:
        connection.execute("SET ROLE wijk_owner")
        instance.add_dynamic_partitions("region", ["kleindorp"])
        codes, applied = [], []
        for text in (deliveries(12) + OLD, deliveries(13) + OLD, deliveries(13) + OLD):  # new, changed, the same again
            file.write_text(text)
            assert materialize(
                [buurten, people], partition_key="kleindorp", instance=instance, resources=resources
            ).success
            assert overdue(connection, "kleindorp", load_periods(root), today_of(region)) == {}
            current = "FROM intake.delivery JOIN intake.load USING (load_id) WHERE superseded_at IS NULL"
            codes += connection.execute(
                f"SELECT resident_key, concierge_key {current} AND delivery_id = 'O1'"
            ).fetchall()
            applied += connection.execute("SELECT count(DISTINCT run_id) FROM intake.retention").fetchall()
            twice = connection.execute("SELECT differs FROM intake.duplicate").fetchall()
            assert twice == [(False,)]  # in both files, and the same in both
        assert codes == [codes[0]] * 6
        assert codes[0][0][0] == "e"
        assert codes[0][1] is None
        assert applied == [(1,), (2,), (2,)]
        of_old = "SELECT count(*) FROM vault.goods WHERE line_id = 'O1'"
        assert connection.execute(of_old).fetchone() == (0,)
        place = connection.execute("SELECT buurtcode FROM intake.former_place WHERE resident_key = %s", [codes[0][0]])
        assert str(place.fetchone()[0]).startswith("BU9002")  # type: ignore[index]
        new = f"SELECT count(*) {current} AND left(resident_key, 1) = 'r'"
        assert connection.execute(new).fetchone() == (13,)
