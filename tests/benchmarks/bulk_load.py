"""Bulk write and read of points over ADBC, beside GeoDataFrame.to_postgis and geopandas.read_postgis, in one run.

``python -m tests.benchmarks.bulk_load --rows 200000 --rounds 3 --json`` makes a throw-away cluster and prints a line:
rows, seconds, peak_mb, peer_seconds, peer_peak_mb, ratio (medians over the rounds; a round is a write and a read).
Peaks are of a process of their own each.
"""

import argparse
import json
import multiprocessing
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.db.bulk import read_rows, replace_rows
from geo.db.connection import Database
from geo.db.migrate import migrate
from geo.db.models import table
from pipelines.cluster import Cluster

LOAD = (
    "INSERT INTO intake.load VALUES ('l', 'a', 'address', 'f', 's', 1, NULL, NULL, NULL, now(), 'r', 0, 0, NULL, NULL)"
)


def addresses(rows: int) -> gpd.GeoDataFrame:
    """Addresses at random points."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "region": "a", "load_id": "l", "row_number": np.arange(1, rows + 1), "address_id": [f"n{i}" for i in range(rows)],
            "street": "Dorpsstraat", "house_number": [str(i) for i in range(rows)], "postcode": "1234AB", "place": "Stad",
        }
    )  # fmt: skip
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(*rng.uniform(1e5, 2e5, (2, rows))), crs=28992)


def ours(database: Database, frame: gpd.GeoDataFrame) -> None:
    """Through the project's own interface: into the typed, indexed table, and back."""
    with database.adbc() as connection:
        replace_rows(connection, table("intake.address"), frame, {"load_id": "l"})
        assert len(read_rows(connection, "intake.address", {"region": "a"})) == len(frame)


def peer(database: Database, frame: gpd.GeoDataFrame) -> None:
    """Through geopandas: into the same table, emptied first, and back."""
    engine = database.engine()
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM intake.address")
    frame.to_postgis("address", engine, schema="intake", if_exists="append", chunksize=50_000)
    assert len(gpd.read_postgis("SELECT * FROM intake.address", engine, geom_col="geometry")) == len(frame)
    engine.dispose()


def measured(url: str, rows: int, which: str, answer: "multiprocessing.Queue[tuple[float, float]]") -> None:
    """Seconds of one round and the process's peak in MB."""
    frame, database = addresses(rows), Database.from_text(url)
    start = time.perf_counter()
    (ours if which == "ours" else peer)(database, frame)
    answer.put((time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    """Runs the rounds, ours and the peer in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="always: one JSON object a line")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="wijk-bench-", dir="/tmp"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "cluster", throwaway=True)
    found: dict[str, list[tuple[float, float]]] = {"ours": [], "peer": []}
    spawn = multiprocessing.get_context("spawn")
    try:
        database = cluster.database()
        migrate(database)
        with database.engine().begin() as connection:
            connection.exec_driver_sql(LOAD)
        for _ in range(arguments.rounds):
            for which, results in found.items():
                answer = spawn.Queue()
                worker = spawn.Process(target=measured, args=(database.plain, arguments.rows, which, answer))
                worker.start()
                results.append(answer.get())
                worker.join()
    finally:
        cluster.destroy()
        shutil.rmtree(folder)
    seconds, peers = (statistics.median(s for s, _ in found[which]) for which in ("ours", "peer"))
    line = {
        "rows": arguments.rows,
        "seconds": round(seconds, 2),
        "peak_mb": round(max(mb for _, mb in found["ours"])),
        "peer": "GeoDataFrame.to_postgis + read_postgis",
        "peer_seconds": round(peers, 2),
        "peer_peak_mb": round(max(mb for _, mb in found["peer"])),
        "ratio": round(peers / seconds, 1),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
