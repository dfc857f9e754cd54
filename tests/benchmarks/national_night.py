"""The night of a country on one machine: many made-up gemeenten, each with its own hubs, loaded and planned by the command.

A gemeente has the streets, buurten and vans of the sample region; hubs, concierges, residents, a history of deliveries
and the orders of the night are drawn from a seed among its addresses, a cluster of doors around each hub. Every
gemeente starts from nothing: its files land, core is built, the date planned, marts, share and site are made, so a night
of a platform that runs has less to do. Streets are prepared once, for all gemeenten have the same.

Run: ``python -m tests.benchmarks.national_night [--gemeenten N] [--hubs N] [--stops N] [--workers N] [--keep DIR]
--json``. Defaults: 15 gemeenten (1,050 buurten) x 34 hubs x 50 stops, two at a time. A line a gemeente (gemeente,
seconds, hubs, stops, unplanned) and one of the whole: gemeenten, buurten, hubs, stops, seconds, seconds_per_gemeente
(of one worker, median), peak_mb (by how much the machine's free memory fell), failed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import psycopg
import yaml

from geo.sample import figures
from geo.sample.addresses import build_addresses
from geo.sample.network import build_network
from geo.sample.plan import build_plan
from geo.sample.streets import build_streets
from geo.sample.write import write_csv, write_sample, write_yaml
from pipelines.cluster import Cluster
from pipelines.home import Home
from tests.pipelines.command import WIJK, environment, throwaway_home

DATE = dt.date(2026, 2, 3)
STAFF = 4
"""Concierges of a hub."""

ROUND_ABOUT = 6
"""A resident of a hub is one in so many of the nearest front doors."""

HISTORY_DAYS = 365
ORDERS_A_YEAR = 6
SUPPLIERS = [f"L{number:02}" for number in range(1, 10)]
GOODS = ["hulpmiddelen", "medicijnen", "maaltijden", "boodschappen", "incontinentiemateriaal"]


@dataclass(frozen=True)
class Size:
    """How large a made-up gemeente is."""

    hubs: int
    stops: int  # a hub, on the night


def addresses() -> pd.DataFrame:
    """All addresses of the sample's town (columns: :data:`geo.sample.addresses.COLUMNS`), shuffled from a seed."""
    plan = build_plan()
    network = build_network(build_streets(plan, np.random.default_rng(1)), np.random.default_rng(2))
    households = figures.households(figures.base_figures(plan, np.random.default_rng(3)))
    return build_addresses(plan, network, households, np.random.default_rng(4))


def doors_of(every: pd.DataFrame, size: Size, draw: np.random.Generator) -> pd.DataFrame:
    """The residents' addresses with ``hub_id`` and ``resident``: of each hub some of those nearest to it."""
    free = every.sample(frac=1.0, random_state=draw).reset_index(drop=True)
    chosen = []
    for number in range(size.hubs):
        middle = free.iloc[0]
        away = np.hypot(free["x_rd"] - middle["x_rd"], free["y_rd"] - middle["y_rd"])
        near = away.nsmallest(ROUND_ABOUT * size.stops).index
        nearest = draw.choice(near, size.stops, replace=False)
        chosen.append(free.loc[nearest].assign(hub_id=f"H{number + 1:03}"))
        free = free.drop(nearest).reset_index(drop=True)
    found = pd.concat(chosen, ignore_index=True)
    return found.assign(resident=[f"Bewoner {number + 1}" for number in range(len(found))])


def door_columns(doors: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns that say where and to whom, as the files have them."""
    return {
        "naam": doors["resident"], "straat": doors["street"], "huisnummer": doors["house_number"],
        "postcode": doors["postcode"], "plaats": doors["place"],
        "x_rd": doors["x_rd"].round(1), "y_rd": doors["y_rd"].round(1),
    }  # fmt: skip


def hub_table(doors: pd.DataFrame) -> pd.DataFrame:
    """hubs.csv: a hub in the middle of its doors."""
    middle = doors.groupby("hub_id")[["x_rd", "y_rd"]].median().round(1).reset_index()
    plain = {"naam": "Wijkcentrum " + middle["hub_id"], "geopend_op": "2025-01-06", "gesloten_op": "",
             "opgevolgd_door": "", "capaciteit_per_dag": 90, "opslag_m2": 40, "in_voorziening": "ja",
             "bevoorrading": "ja", "laadpunt": "ja", "open_uren_per_week": 45, "huur_per_jaar": 9600,
             "sociaal_team": "nee", "vrijwilligers": "ja", "vrije_conciergeuren": 6, "bedient_wijken": ""}  # fmt: skip
    return middle[["hub_id"]].assign(**plain, x_rd=middle["x_rd"], y_rd=middle["y_rd"])


def staff_tables(hubs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """concierges.csv and the cargo bikes of voertuigen.csv: one bike a concierge."""
    rows = [(hub, number) for hub in hubs["hub_id"] for number in range(STAFF)]
    names = pd.Series([f"{hub}-C{number}" for hub, number in rows])
    at = pd.Series([hub for hub, _ in rows])
    staff = pd.DataFrame({
        "concierge": names, "naam": "Concierge " + names, "hub_id": at, "werkdagen": "ma,di,wo,do,vr,za,zo",
        "van": "08:30", "tot": "17:00", "voertuig_id": "BF-" + names,
    })  # fmt: skip
    bikes = pd.DataFrame({
        "voertuig_id": "BF-" + names, "organisatie": "Wijkcentrum " + at, "soort": "bakfiets", "hub_id": at,
        "laadvolume_l": 350, "gekoeld": "ja", "bereik_km": 60, "zitplaatsen": "", "rolstoelplaatsen": "",
        "van": "08:00", "tot": "17:30", "x_rd": "", "y_rd": "",
    })  # fmt: skip
    return staff, bikes


def history_table(doors: pd.DataFrame, draw: np.random.Generator, night: dt.date = DATE) -> pd.DataFrame:
    """leveringen.csv: a year of deliveries to every door, mostly by the same concierge."""
    many = doors.loc[doors.index.repeat(ORDERS_A_YEAR)].reset_index(drop=True)
    ago = draw.integers(1, HISTORY_DAYS, len(many))
    day = pd.to_datetime(night) - pd.to_timedelta(ago, unit="D")
    day = day - pd.to_timedelta(np.maximum(day.day_of_week - 4, 0), unit="D")  # on working days
    contact = draw.random(len(many)) < 0.8
    often = np.where(draw.random(len(many)) < 0.8, many["house_number"].astype(str).str.len() % STAFF,
                     draw.integers(0, STAFF, len(many)))  # fmt: skip
    found = pd.DataFrame({
        "levering_id": [f"B{number:06}" for number in range(len(many))], "datum": day.strftime("%Y-%m-%d"),
        "leverancier_id": draw.choice(SUPPLIERS, len(many)), "hub_id": many["hub_id"],
        "concierge": many["hub_id"] + "-C" + pd.Series(often).astype(str), **door_columns(many),
        "goederensoort": draw.choice(GOODS, len(many)), "koel": "nee", "spoed": "nee", "installatie": "nee",
        "contact": np.where(contact, "ja", "nee"),
        "minuten_contact": np.where(contact, np.maximum(draw.lognormal(2.3, 0.35, len(many)).round(), 2), 1).astype(int),
        "trede": draw.integers(0, 4, len(many)),
    })  # fmt: skip
    return found.sort_values(["datum", "levering_id"])


def order_table(doors: pd.DataFrame, draw: np.random.Generator, night: dt.date = DATE) -> pd.DataFrame:
    """bestellingen.csv: the night's orders, one a door; some with a window, a cooled box or in a hurry."""
    n = len(doors)
    windowed, early = draw.random(n) < 0.25, draw.integers(9, 14, n)
    contact = draw.random(n) < 0.8
    return pd.DataFrame({
        "bestelling_id": [f"O{number:06}" for number in range(n)], "datum": night.isoformat(),
        "leverancier_id": draw.choice(SUPPLIERS, n), "hub_id": doors["hub_id"],
        "soort": draw.choice(["levering", "ophalen"], n, p=[0.9, 0.1]), **door_columns(doors),
        "goederensoort": draw.choice(GOODS, n), "koel": np.where(draw.random(n) < 0.1, "ja", "nee"),
        "spoed": np.where(draw.random(n) < 0.03, "ja", "nee"), "installatie": "nee",
        "contact": np.where(contact, "ja", "nee"), "minuten": np.where(contact, 10, 1),
        "vanaf": np.where(windowed, [f"{hour:02}:00" for hour in early], ""),
        "tot": np.where(windowed, [f"{hour + 2:02}:00" for hour in early], ""),
        "op_hub_vanaf": np.where(draw.random(n) < 0.15, "10:00", ""), "volume_l": draw.integers(3, 16, n),
        "retour": "nee", "uiterlijk_op": "",
    })  # fmt: skip


def write_gemeente(root: Path, sample: Path, every: pd.DataFrame, size: Size, seed: int, night: dt.date = DATE) -> None:
    """A workspace of one gemeente: the sample's map, vans, trips and suppliers, its own hubs and residents."""
    shutil.copytree(sample, root)
    draw = np.random.default_rng(seed)
    document = yaml.safe_load((root / "region.yaml").read_text(encoding="utf-8"))
    document |= {"region": root.name, "name": f"Nachtstad {seed}", "service_date": night}
    for source in ("visit", "standing_order", "wish", "duty", "signal_count"):  # of the sample's own residents
        (root / document["files"].pop(source)).unlink()
    write_yaml(root / "region.yaml", document)
    doors = doors_of(every, size, draw)
    hubs = hub_table(doors)
    staff, bikes = staff_tables(hubs)
    vans = pd.read_csv(root / document["files"]["vehicle"], sep=";", dtype=str, keep_default_na=False)
    trips = pd.read_csv(root / document["files"]["trip_request"], sep=";", dtype=str, keep_default_na=False)
    weeks = pd.Timedelta(weeks=round((night - DATE).days / 7))
    trips["datum"] = (pd.to_datetime(trips["datum"]) + weeks).dt.strftime("%Y-%m-%d")
    tables = {
        "trip_request": trips, "hub": hubs, "concierge": staff, "vehicle": pd.concat([bikes, vans[vans["hub_id"] == ""]]),
        "delivery": history_table(doors, draw, night), "order_line": order_table(doors, draw, night),
    }  # fmt: skip
    for source, table in tables.items():
        write_csv(root / document["files"][source], table)


@contextmanager
def least_memory() -> Iterator[list[float]]:
    """The MB of memory the machine still had: first as it was, then the least while the block ran."""
    seen = [available_mb(), available_mb()]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            seen[1] = min(seen[1], available_mb())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def available_mb() -> float:
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("MemAvailable"))


def night(home: Home, root: Path) -> tuple[float, str]:
    """One gemeente's night by the command: its seconds, and its last words where it failed."""
    began = time.monotonic()
    command = [WIJK, "nightly", "--workspace", root, "--date", DATE.isoformat()]
    done = subprocess.run(command, cwd="/", env=environment(home), capture_output=True, text=True, check=False)
    return time.monotonic() - began, "" if done.returncode == 0 else done.stderr[-2000:]


def counted(home: Home, region: str) -> dict[str, int]:
    """What was planned of a gemeente."""
    with psycopg.connect(Cluster(home.cluster).database().plain, options="-c role=wijk_owner") as connection:
        row = connection.execute(
            "SELECT (SELECT count(DISTINCT hub_id) FROM planning.route WHERE region = %(region)s), "
            "(SELECT count(*) FROM planning.route_stop WHERE region = %(region)s AND kind <> 'break'), "
            "(SELECT count(*) FROM planning.unplanned WHERE region = %(region)s), "
            "(SELECT count(*) FROM core.buurt WHERE region = %(region)s)",
            {"region": region},
        ).fetchone()
    assert row is not None
    return dict(zip(("hubs", "stops", "unplanned", "buurten"), row, strict=True))


def main(arguments: list[str] | None = None) -> int:
    """Prints a line a gemeente and one of the whole."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.national_night", description=__doc__)
    parser.add_argument("--gemeenten", type=int, default=15)
    parser.add_argument("--hubs", type=int, default=34, help="hubs of a gemeente")
    parser.add_argument("--stops", type=int, default=50, help="stops of a hub")
    parser.add_argument("--workers", type=int, default=2, help="gemeenten at once")
    parser.add_argument("--keep", type=Path, help="data folder that stays, to look at the result")
    parser.add_argument("--json", action="store_true", required=True)
    asked = parser.parse_args(arguments)
    size = Size(asked.hubs, asked.stops)
    with ExitStack() as kept:
        home = Home(asked.keep) if asked.keep else kept.enter_context(throwaway_home())
        folder = home.root.parent / "gemeenten"
        shutil.rmtree(folder, ignore_errors=True)
        sample, every = write_sample(folder / "sample"), addresses()
        roots = [folder / f"nacht-{number:03}" for number in range(1, asked.gemeenten + 1)]
        for number, root in enumerate(roots, 1):
            write_gemeente(root, sample, every, size, number)
        Cluster(home.cluster, throwaway=True).start()
        with least_memory() as memory, ThreadPoolExecutor(asked.workers) as pool:
            began = time.monotonic()
            done = []
            for root, (seconds, fault) in zip(roots, pool.map(lambda root: night(home, root), roots), strict=True):
                line = {"gemeente": root.name, "seconds": round(seconds, 1)}
                line |= {"failed": fault} if fault else counted(home, root.name)
                print(json.dumps(line), flush=True)
                done.append(line)
            seconds = time.monotonic() - began
        made = [line for line in done if "failed" not in line]
        total: dict[str, object] = {"gemeenten": len(made)}
        total |= {key: sum(line[key] for line in made) for key in ("buurten", "hubs", "stops", "unplanned")}
        spent = statistics.median(line["seconds"] for line in done)
        total |= {"seconds": round(seconds, 1), "seconds_per_gemeente": spent}
        total |= {"peak_mb": round(memory[0] - memory[1]), "failed": len(done) - len(made)}
        print(json.dumps(total))
    return 0 if total["failed"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
