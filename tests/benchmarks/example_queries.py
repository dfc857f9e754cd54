"""The example questions of the docs at national size: each must answer within 200 ms.

Run: ``python -m tests.benchmarks.example_queries --json [--seed N] [--rounds N]``. A throw-away cluster, the tables and
indexes as dbt makes them, filled from a seed: 13,594 buurten in 340 gemeenten, each a region, 24 months, three
scenarios. Then each question as ``wijk_researcher``, one line each: question, english, rows (of the answer), table_rows
(of the tables it reads), seconds (median of the rounds), slowest, within (200 ms).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from geo.db.migrate import migrate
from geo.questions import questions
from pipelines.cluster import Cluster

BUURTEN = 13_594
LIMIT_S = 0.2
PROJECT = Path(__file__).resolve().parents[2] / "dbt"

AREAS = f"""
CREATE TEMP TABLE area AS
SELECT n, 'BU' || lpad(n::text, 8, '0') AS buurtcode, 'WK' || lpad((n / 4)::text, 6, '0') AS wijkcode,
       'GM' || lpad((n / 40)::text, 4, '0') AS gemeentecode, 'r' || (n / 40) AS region, n % 4 = 0 AS first_of_wijk,
       n % 40 = 0 AS first_of_gemeente,
       ST_Multi(ST_MakeEnvelope(n % 120 * 1000, n / 120 * 1000, n % 120 * 1000 + 1000, n / 120 * 1000 + 1000, 28992)) AS shape
FROM generate_series(0, {BUURTEN - 1}) AS n
"""
SCENARIO = "unnest(ARRAY['baseline', 'drie', 'vijf']) AS s(scenario)"
MONTH = "generate_series('2024-01-01'::date, '2025-12-01'::date, interval '1 month') AS m(month)"
OF_AREA = {"region": "area.region", "gemeentecode": "area.gemeentecode"}
IN_BUURT = OF_AREA | {"buurtcode": "area.buurtcode", "wijkcode": "area.wijkcode", "geometry": "area.shape"}

FILLED: dict[str, tuple[str, dict[str, str]]] = {
    "marts.buurt_overview": (f"area, {SCENARIO}", IN_BUURT | {"scenario": "scenario", "expected_frail": "random() * 90"}),
    "marts.coverage_wijk": (
        f"area, {SCENARIO}, (VALUES ('known', 'none', 0), ('served', 'none', 0), ('capacity', 'none', 0)) AS v(measure, mode, minutes) "
        "WHERE first_of_wijk UNION ALL SELECT {columns} FROM area, " + SCENARIO + ", unnest(ARRAY['foot', 'foot_slow', 'cargo_bike', "
        "'car']) AS o(mode), unnest(ARRAY[5, 10, 15, 20]) AS t(minutes), (VALUES ('reachable')) AS v(measure) WHERE first_of_wijk",
        OF_AREA | {"wijkcode": "area.wijkcode", "scenario": "scenario", "measure": "measure", "mode": "mode", "minutes": "minutes"},
    ),
    "marts.coverage_month": (f"area, {MONTH}", IN_BUURT | {"month": "month::date", "expected_frail": "random() * 90"}),
    "marts.supplier_wijk": (
        f"area, {MONTH}, generate_series(1, 8) AS l WHERE first_of_wijk",
        OF_AREA | {"wijkcode": "area.wijkcode", "month": "month::date", "supplier_id": "'L' || l"},
    ),
    "marts.delivery_month": (
        f"area, {MONTH}, generate_series(1, 15) AS l WHERE first_of_gemeente",
        OF_AREA | {"hub_id": "'H1'", "month": "month::date", "supplier_id": "'L' || l"},
    ),
    "marts.supplier_flow": (
        f"area, {SCENARIO}, generate_series(1, 15) AS l",
        IN_BUURT
        | {"scenario": "scenario", "supplier_id": "'L' || l", "supplier_name": "'Leverancier ' || l", "hub_id": "'H1'",
           "hub_name": "'Hub'", "channel": "'hub'"},
    ),
    "marts.hub_alternatives": (f"area, {SCENARIO} WHERE first_of_gemeente", OF_AREA | {"scenario": "scenario"}),
    "marts.forecast_actual": (
        "area, generate_series(0, 364) AS d, generate_series(1, 7) AS h WHERE first_of_gemeente",
        OF_AREA | {"hub_id": "'H1'", "service_date": "'2025-01-01'::date + d", "forecast_date": "'2025-01-01'::date + d + h"},
    ),
    "share.area": (
        "area WHERE first_of_wijk",
        OF_AREA | {"area_kind": "'wijk'", "area_code": "area.wijkcode", "geometry": "area.shape"},
    ),
    "share.release": (
        "area, generate_series(1, 12) AS n_release WHERE first_of_gemeente", {"region": "area.region", "release": "n_release"},
    ),
}  # fmt: skip
"""By table: the rows it gets, and what stands in single columns; the others get something of their type."""

ANY = {
    "text": "'x'", "integer": "(random() * 40)::integer", "bigint": "1", "double precision": "random() * 40", "boolean": "true",
    "date": "'2026-01-01'::date",
}  # fmt: skip


def make(connection: psycopg.Connection, seed: int) -> dict[str, int]:
    """Fills the tables; how many rows each has."""
    connection.execute("SELECT setseed(%s)", [seed / 1000])
    connection.execute(AREAS)  # type: ignore[arg-type]
    counts = {}
    for name, (rows, told) in FILLED.items():
        schema, table = name.split(".")
        columns = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = %s AND table_name = %s",
            [schema, table],
        ).fetchall()
        values = ", ".join(told.get(column) or ANY.get(kind, "NULL") for column, kind in columns)
        names = ", ".join(column for column, _ in columns)
        query = f"INSERT INTO {name} ({names}) SELECT {values} FROM {rows.replace('{columns}', values)}"
        counts[name] = connection.execute(query).rowcount  # type: ignore[arg-type]
        connection.commit()
        connection.autocommit = True
        connection.execute(f"VACUUM ANALYZE {name}")  # type: ignore[arg-type]
        connection.autocommit = False
    return counts


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.example_queries", description=__doc__)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="wijk-bench-", dir="/tmp"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "cluster", throwaway=True)
    slow = 0
    try:
        cluster.start()
        database = cluster.database()
        migrate(database)
        command = [str(Path(sys.executable).parent / "wijk-dbt"), "--quiet", "run", "--project-dir", str(PROJECT)]
        command += [
            "--profiles-dir",
            str(PROJECT),
            "--target-path",
            str(folder / "dbt"),
            "--log-path",
            str(folder / "dbt"),
        ]
        subprocess.run(command, check=True, env=os.environ | database.dbt_environment() | {"DO_NOT_TRACK": "1"})
        with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
            counts = make(connection, options.seed)
        with psycopg.connect(database.plain, options="-c role=wijk_researcher", autocommit=True) as connection:
            for each in questions():
                taken, rows = [], 0
                for _ in range(options.rounds):
                    started = time.perf_counter()
                    rows = len(connection.execute(each.query).fetchall())  # type: ignore[arg-type]
                    taken.append(time.perf_counter() - started)
                seconds = statistics.median(taken)
                slow += seconds > LIMIT_S
                reads = {name: counts[name] for name in set(re.findall(r"(?:marts|share)\.\w+", each.query))}
                line = {
                    "question": each.number, "english": each.english, "rows": rows, "table_rows": dict(sorted(reads.items())),
                    "seconds": round(seconds, 4), "slowest": round(max(taken), 4), "within": seconds <= LIMIT_S,
                }  # fmt: skip
                told = json.dumps(line) if options.json else ", ".join(f"{key} {value}" for key, value in line.items())
                sys.stdout.write(told + "\n")
    finally:
        cluster.destroy()
        shutil.rmtree(folder)
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
