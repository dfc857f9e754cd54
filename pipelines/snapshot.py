"""Frozen copies for research: all that researchers may query of a region, with day, number and checksum to cite.

Read as ``wijk_researcher``, so that nothing else can come along. The same tables give the same bytes. What may go to a
gemeente or the public is :mod:`pipelines.share_package`: a snapshot holds small counts and is for those with an
agreement.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import psycopg
import shapely
from psycopg import sql

from geo.db.base import RD_NEW
from geo.db.connection import Database
from geo.published_schema import CHANGELOG, newest_entry
from geo.questions import QUESTIONS
from geo.share_package import zip_bytes
from geo.share_package.tables import NothingSharedError
from geo.spreadsheet import csv_text
from geo.workspace import Region
from maps.manifest import read_manual
from maps.manual import Manual, TableDoc, both

READER = "wijk_researcher"
NOTE = Path(__file__).parent / "snapshot_readme.md"
NOTEBOOKS = QUESTIONS.parent / "notebooks"
OF_A_RUN = ("run_id",)
"""Columns that say which run wrote a row: no figure, and another one after every run."""


@dataclass(frozen=True)
class Snapshot:
    """A frozen copy: its number, its day, the schema it has, its checksum, and the zip."""

    number: int
    day: dt.date
    schema: str
    checksum: str
    content: bytes


def freeze(database: Database, region: Region, manifest: Path | None, today: dt.date | None = None) -> Snapshot:
    """Freezes what is in ``marts`` and ``share`` of a region now; what did not change since keeps its number and day.

    Raises:
        NothingSharedError: nothing was made of the region yet.
    """
    manual = read_manual(manifest)
    tables = {each.name: frame_of(database, region.region, each) for each in manual.tables}
    if all(frame.empty for frame in tables.values()):
        raise NothingSharedError(f"There is nothing of {region.name} to freeze; run its workspace first: wijk run.")
    texts = {
        name: csv_text(pd.DataFrame(frame).drop(columns="geometry", errors="ignore")) for name, frame in tables.items()
    }
    checksum = hashlib.sha256("\n".join(f"{name}\n{texts[name]}" for name in sorted(texts)).encode()).hexdigest()
    schema, _, _ = newest_entry()
    number, day = register(
        database, region.region, schema, checksum, today or dt.datetime.now(ZoneInfo(region.timezone)).date()
    )
    files = _files(tables, texts, manual)
    said = {
        "region": region.name + (" (fictief)" if region.fictional else ""), "number": number, "day": day.isoformat(),
        "schema": schema, "checksum": checksum, "tables": len(tables), "rows": sum(map(len, tables.values())),
    }  # fmt: skip
    files["LEESMIJ.md"] = NOTE.read_text(encoding="utf-8").format(**said).encode()
    files["CITATION.cff"] = _citation(region, number, day, checksum).encode()
    return Snapshot(number, day, schema, checksum, zip_bytes(files))


def frame_of(database: Database, region: str, table: TableDoc) -> pd.DataFrame:
    """The rows of a region in a table, sorted by all that is no shape; geometries in RD New."""
    names = [column.name for column in table.columns if column.name not in OF_A_RUN]
    shown = [
        sql.SQL("ST_AsBinary({})").format(sql.Identifier(name)) if name == "geometry" else sql.Identifier(name)
        for name in names
    ]
    order = [sql.SQL(str(place)) for place, name in enumerate(names, 1) if name != "geometry"]
    query = sql.SQL("SELECT {} FROM {} WHERE region = %s ORDER BY {}").format(
        sql.SQL(", ").join(shown), sql.Identifier(*table.name.split(".")), sql.SQL(", ").join(order)
    )
    with psycopg.connect(database.plain, options=f"-c role={READER}") as connection:
        rows = connection.execute(query, [region]).fetchall()
    frame = pd.DataFrame(rows, columns=names)
    if "geometry" not in names:
        return frame
    return gpd.GeoDataFrame(frame, geometry=shapely.from_wkb(frame["geometry"].to_numpy(dtype=object)), crs=RD_NEW)


def register(database: Database, region: str, schema: str, checksum: str, today: dt.date) -> tuple[int, dt.date]:
    """The number and day of a snapshot: those it had when its content was frozen before, else the next."""
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"snapshot|{region}"])
        known = connection.execute(
            "SELECT snapshot, frozen_on FROM intake.snapshot "
            "WHERE region = %s AND checksum = %s AND schema_version = %s",
            [region, checksum, schema],
        ).fetchone()
        if known:
            return int(known[0]), known[1]
        made = connection.execute(
            "INSERT INTO intake.snapshot (region, snapshot, frozen_on, schema_version, checksum) "
            "SELECT %s, coalesce(max(snapshot), 0) + 1, %s, %s, %s FROM intake.snapshot "
            "WHERE region = %s RETURNING snapshot",
            [region, today, schema, checksum, region],
        ).fetchone()
    return int(made[0]) if made else 1, today


def _files(tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str], manual: Manual) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name, frame in tables.items():
        files[f"tabellen/{name}.csv"] = texts[name].encode()
        parquet = io.BytesIO()
        frame.to_parquet(parquet, index=False, compression="zstd")
        files[f"tabellen/{name}.parquet"] = parquet.getvalue()
    files["gegevensboek.md"] = _dictionary(manual).encode()
    files["schema.md"] = CHANGELOG.read_bytes()
    files["voorbeeldvragen.sql"] = QUESTIONS.read_bytes()
    files["methode.md"] = (QUESTIONS.parent / "method.md").read_bytes()
    return files | {f"notebooks/{path.name}": path.read_bytes() for path in sorted(NOTEBOOKS.glob("*.ipynb"))}


def _dictionary(manual: Manual) -> str:
    lines = ["# Gegevensboek / data dictionary"]
    for table in manual.tables:
        lines += ["", f"## {table.name}", "", " / ".join(both(table.told)), ""]
        lines += ["| kolom / column | soort / type | betekenis | meaning |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{c.name}` | {c.kind} | {' | '.join(both(c.told))} |" for c in table.columns if c.name not in OF_A_RUN
        ]
    return "\n".join(lines) + "\n"


def _citation(region: Region, number: int, day: dt.date, checksum: str) -> str:
    title = json.dumps(f"Wijkplan, onderzoeksbestand van {region.name}", ensure_ascii=False)
    return (
        "cff-version: 1.2.0\ntype: dataset\nmessage: Verwijs naar dit bestand met dag, nummer en kenmerk.\n"
        f"title: {title}\nauthors:\n  - name: {json.dumps(region.name, ensure_ascii=False)}\n"
        f"version: {number}\ndate-released: {day.isoformat()}\n"
        f"identifiers:\n  - type: other\n    value: sha256:{checksum}\n"
    )
