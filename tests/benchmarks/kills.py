"""Kills at random moments in the night of the sample region, and whether the next night makes the same rows.

A night here lands a changed file, builds core, plans a date, builds marts and site. Each kill takes the command's process,
all that it started, or PostgreSQL, at a random moment of a night's length; the file changes back and forth, so that every
night has all of its work to do. ``python -m tests.benchmarks.kills [--kills N] [--seed N] --json``
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import time

import psycopg

from pipelines.cluster import Cluster
from pipelines.home import Home
from tests.pipelines.command import WIJK, environment, throwaway_home

DATE = "2026-02-03"
VICTIMS = ("run", "group", "postgresql")
FILE = "data/leveringen.csv"


def main() -> None:
    """Prints a line a kill and one of the whole."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", required=True)
    asked = parser.parse_args()
    dice = random.Random(asked.seed)
    with throwaway_home() as home:
        done(home, "demo")
        contents = both(home)
        lengths, wanted = [], []
        for content in contents:  # undisturbed
            (home.sample / FILE).write_bytes(content)
            began = time.monotonic()
            done(home, "nightly", "--date", DATE)
            lengths.append(time.monotonic() - began)
            wanted.append(rows(home))
        recovered = 0
        for number in range(asked.kills):
            (home.sample / FILE).write_bytes(contents[number % 2])
            victim, moment = VICTIMS[number % len(VICTIMS)], dice.uniform(0.5, lengths[number % 2])
            reached = killed(home, victim, moment)
            began = time.monotonic()
            done(home, "nightly", "--date", DATE)
            found, right = rows(home), wanted[number % 2]
            differs = sorted(name for name in found.keys() | right.keys() if found.get(name) != right.get(name))
            recovered += not differs
            line = {"kill": number + 1, "victim": victim, "after_s": round(moment, 1), "reached": reached}
            line |= {"recovery_seconds": round(time.monotonic() - began, 1), "identical": not differs}
            line |= {"differs": differs} if differs else {}
            print(json.dumps(line), flush=True)
        total = {"kills": asked.kills, "recoveries": recovered, "night_seconds": round(max(lengths), 1)}
        print(json.dumps(total | {"doctor": doctor(home)}))


def both(home: Home) -> list[bytes]:
    """The file without its last row, and as it is."""
    whole = (home.sample / FILE).read_bytes()
    return [whole[: whole.rstrip().rfind(b"\n") + 1], whole]


def done(home: Home, *words: str) -> None:
    """A command that must come to its end."""
    subprocess.run([WIJK, *words], cwd="/", env=environment(home), capture_output=True, check=True)


def doctor(home: Home) -> list[str]:
    """What is wrong afterwards."""
    told = subprocess.run([WIJK, "doctor"], cwd="/", env=environment(home), capture_output=True, text=True, check=False)
    return [line for line in told.stdout.splitlines() if line.startswith("WRONG")]


def killed(home: Home, victim: str, moment: float) -> str:
    """Starts a night, kills after ``moment`` seconds; the last line of its progress."""
    process = subprocess.Popen(
        [WIJK, "nightly", "--date", DATE], cwd="/", env=environment(home), stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        if victim == "run":
            process.kill()
        elif victim == "group":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            os.kill(int((home.cluster / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    _, said = process.communicate()
    lines = [line for line in said.splitlines() if line.startswith("[")]
    return lines[-1] if lines else "nothing yet"


def rows(home: Home) -> dict[str, str]:
    """A digest of every table of core, planning, marts and share, without the run that wrote a row, and without how a
    plan came about (``made``: the first night plans anew, one after it may find the same plan and keep it)."""
    with psycopg.connect(Cluster(home.cluster).database().plain, options="-c role=wijk_owner") as connection:
        names = connection.execute(
            "SELECT schemaname || '.' || tablename FROM pg_tables "
            "WHERE schemaname IN ('core', 'planning', 'marts', 'share') ORDER BY 1"
        ).fetchall()
        found = {}
        for (name,) in names:
            query = (
                "SELECT count(*)::text || ' ' || coalesce(sum(hashtextextended("
                f"(to_jsonb(t) - 'run_id' - 'seconds' - 'load_id' - 'made')::text, 0)::numeric), 0) FROM {name} AS t"
            )
            row = connection.execute(query).fetchone()
            found[str(name)] = str(row and row[0])
    return found


if __name__ == "__main__":
    main()
