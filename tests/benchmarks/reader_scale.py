"""Readers at full size, from file to PostGIS, each beside what a notebook would do with the same file.

``python -m tests.benchmarks.reader_scale [FILE] --rows 1000000 --json`` makes a throw-away cluster and prints a line each:

- all buurten of a boundary file (FILE; without it the national file of ``WIJK_REALDATA``), read, repaired and landed,
  beside ``geopandas.read_file`` + ``make_valid`` + ``to_postgis``;
- a million deliveries of a made-up CSV, read with all checks, residents under a pseudonym, landed in ``intake`` and
  ``vault``, beside ``pandas.read_csv`` + ``to_sql``, and the same + ``to_postgis``: one table without checks or keys.

Keys: case, rows, seconds, peak_mb, peer, peer_seconds, peer_peak_mb, ratio. Peaks are of a process of their own each.
"""

import argparse
import dataclasses
import datetime as dt
import json
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.db.connection import Database
from geo.db.landing import FileVersion, land
from geo.db.migrate import migrate
from geo.sources import read_source
from geo.sources.fields import own_files
from geo.workspace import FILES, Region
from pipelines.cluster import Cluster

KEY = b"a key of the benchmarks, long enough"
RESIDENTS = 60_000
PEERS = {
    "buurten": ("read_file + make_valid + to_postgis",),
    "deliveries": ("read_csv + to_sql", "read_csv + to_postgis"),
}
Measured = tuple[int, float, float]


def deliveries(rows: int) -> pd.DataFrame:
    """A delivery register as the template has it: Dutch words, decimal commas, a resident's row fifteen times a year."""
    rng = np.random.default_rng(1)
    homes = rng.integers(0, RESIDENTS, rows)
    days = np.datetime64("2024-01-01") + np.sort(rng.integers(0, 366, rows))
    contact = rng.random(rows) < 0.8
    minutes = np.char.replace(np.round(rng.uniform(1, 20, rows), 1).astype("str"), ".", ",")
    x, y = 200_000 + homes % 300 * 20, 470_000 + homes // 300 * 20
    columns = {
        "levering_id": np.char.add("B", np.arange(rows).astype("str")),
        "datum": days.astype("str"),
        "leverancier_id": rng.choice(["jumbo", "apotheek", "gotink", "vegro"], rows),
        "hub_id": rng.choice(["fontein", "halte"], rows),
        "concierge": np.char.add("C", rng.integers(1, 60, rows).astype("str")),
        "naam": np.char.add("Bewoner ", homes.astype("str")),
        "straat": "Dorpsstraat",
        "huisnummer": (homes % 200 + 1).astype("str"),
        "postcode": np.char.add((7400 + homes // 200).astype("str"), "AB"),
        "plaats": "Deventer",
        "x_rd": x.astype("str"),
        "y_rd": y.astype("str"),
        "goederensoort": rng.choice(["medicijnen", "maaltijden", "boodschappen", "hulpmiddelen"], rows),
        "koel": rng.choice(["ja", "nee"], rows),
        "contact": np.where(contact, "ja", "nee"),
        "minuten_contact": np.where(contact, minutes, ""),
        "trede": np.where(contact, rng.integers(0, 4, rows).astype("str"), ""),
    }
    headers = [item.header for item in own_files()["delivery"].fields]
    return pd.DataFrame({header: columns.get(header, "") for header in headers}, index=range(rows))


def region(case: str, path: Path) -> Region:
    """A region with that one file; the boundaries are of all gemeenten in it."""
    source = "buurt" if case == "buurten" else "delivery"
    files = {source: (path,)} if source in FILES else {}
    return Region("schaal", "Schaal", True, (), "Europe/Amsterdam", dt.date(2026, 2, 3), 1.3, (), files, path.parent)


def ours(database: Database, case: str, path: Path) -> int:
    """Through the product's own door: read, checked, split, landed."""
    source = "buurt" if case == "buurten" else "delivery"
    landed = read_source(source, region(case, path), key=KEY)
    version = FileVersion("schaal", source, landed.file_name, landed.sha256)
    with database.adbc("wijk_pipeline") as connection:
        return land(connection, version, landed, "benchmark").accepted


def read_file_to_postgis(database: Database, case: str, path: Path) -> int:
    """Boundaries as geopandas reads, mends and writes them."""
    frame = gpd.read_file(path)
    frame = (frame if frame.crs else frame.set_crs(4326)).to_crs(28992)
    frame["geometry"] = frame.make_valid()
    engine = database.engine()
    frame.to_postgis("peer_buurt", engine, schema="intake", if_exists="replace", chunksize=5_000)
    return len(frame)


def read_csv_to_sql(database: Database, case: str, path: Path) -> int:
    """Rows as pandas reads and writes them."""
    frame = pd.read_csv(path, sep=";", decimal=",", dtype={"huisnummer": str, "levering_id": str})
    engine = database.engine()
    frame.to_sql("peer_delivery", engine, schema="intake", if_exists="replace", index=False, chunksize=50_000)
    return len(frame)


def read_csv_to_postgis(database: Database, case: str, path: Path) -> int:
    """Rows with their points as pandas reads and geopandas writes them."""
    frame = pd.read_csv(path, sep=";", decimal=",", dtype={"huisnummer": str, "levering_id": str})
    placed = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["x_rd"], frame["y_rd"]), crs=28992)
    engine = database.engine()
    placed.to_postgis("peer_delivery", engine, schema="intake", if_exists="replace", chunksize=50_000)
    return len(frame)


WAYS: dict[str, Callable[[Database, str, Path], int]] = {
    "ours": ours,
    "read_file + make_valid + to_postgis": read_file_to_postgis,
    "read_csv + to_sql": read_csv_to_sql,
    "read_csv + to_postgis": read_csv_to_postgis,
}


def measured(url: str, case: str, path: Path, way: str, answer: "multiprocessing.Queue[Measured]") -> None:
    """Rows, seconds and the process's peak in MB of one way."""
    database = Database.from_text(url)
    start = time.perf_counter()
    rows = WAYS[way](database, case, path)
    answer.put((rows, time.perf_counter() - start, peak_mb()))


def peak_mb() -> float:
    """The most memory that this process ever held; getrusage would count what its parent held when it began."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+([0-9]+) kB", status)[1]) / 1024


def one(database: Database, case: str, path: Path, way: str) -> Measured:
    """One way in a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    answer: multiprocessing.Queue[Measured] = spawn.Queue()
    worker = spawn.Process(target=measured, args=(database.plain, case, path, way, answer))
    worker.start()
    while worker.is_alive() and answer.empty():
        worker.join(0.2)
    if answer.empty():
        sys.exit(f"{way} of {case} failed with exit code {worker.exitcode}")
    found = answer.get()
    worker.join()
    return found


@dataclasses.dataclass(frozen=True)
class Line:
    """One line of the answer."""

    case: str
    rows: int
    seconds: float
    peak_mb: int
    peer: str
    peer_seconds: float
    peer_peak_mb: int
    ratio: float


def lines(database: Database, case: str, path: Path) -> list[Line]:
    """Ours beside each peer."""
    rows, seconds, peak = one(database, case, path, "ours")
    found = []
    for way in PEERS[case]:
        peer_rows, peer_seconds, peer_peak = one(database, case, path, way)
        if peer_rows != rows:
            sys.exit(f"{case}: ours took {rows} rows, {way} {peer_rows}")
        found.append(
            Line(
                case, rows, round(seconds, 1), round(peak), way, round(peer_seconds, 1), round(peer_peak),
                round(peer_seconds / seconds, 2),
            )
        )  # fmt: skip
    return found


def main() -> None:
    """Runs the cases that there are files for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="boundaries; without it the national file of WIJK_REALDATA")
    parser.add_argument("--rows", type=int, default=1_000_000, help="deliveries; 0 leaves them out")
    parser.add_argument("--json", action="store_true", help="always: one JSON object a line")
    arguments = parser.parse_args()
    boundaries = arguments.file
    if boundaries is None and os.environ.get("WIJK_REALDATA"):
        boundaries = Path(os.environ["WIJK_REALDATA"]) / "national/buurten_2019_nl.topojson"
    if boundaries is None and not arguments.rows:
        parser.error("name a boundary file, or set WIJK_REALDATA")
    folder = Path(tempfile.mkdtemp(prefix="wijk-bench-", dir="/tmp"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "cluster", throwaway=True)
    try:
        cases = {"buurten": boundaries.resolve()} if boundaries else {}
        if arguments.rows:
            cases["deliveries"] = folder / "leveringen.csv"
            deliveries(arguments.rows).to_csv(cases["deliveries"], sep=";", index=False)
        database = cluster.database()
        migrate(database)
        for case, path in cases.items():
            for line in lines(database, case, path):
                print(json.dumps(dataclasses.asdict(line)), flush=True)
    finally:
        cluster.destroy()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
