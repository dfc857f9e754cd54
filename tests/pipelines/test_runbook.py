"""The commands of docs/runbook.md, run in their order on a small region, with faults made in between."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from pipelines.backup import digests
from pipelines.cluster import Cluster
from pipelines.home import Home
from tests.pipelines.command import WIJK, environment, throwaway_home, wijk
from tests.pipelines.small_region import write_region

RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook.md"
COMMANDS = [
    line.split()[1:]
    for block in re.findall(r"```sh\n(.*?)```", RUNBOOK.read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
]

pytestmark = pytest.mark.slow

NIGHT = ["nightly", "--workspace", "FOLDER", "--date", "2026-02-03"]
"""The runbook's night, which the first test runs, and runs again."""


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with throwaway_home() as made:
        yield made


@pytest.fixture(scope="module")
def root(home: Home) -> Path:
    return write_region(home.root.parent / "kleindorp")


def planned(home: Home) -> dict[str, str]:
    """The rows of every planned table without the run that wrote them."""
    with psycopg.connect(Cluster(home.cluster).database().plain, options="-c role=wijk_owner") as connection:
        tables = [name for name in digests(connection) if name.startswith(("planning.", "share."))]
        found = {}
        for name in tables:
            query = f"SELECT coalesce(string_agg(line, E'\\n' ORDER BY line), '') FROM (SELECT (to_jsonb(t) - 'run_id' - 'seconds')::text AS line FROM {name} AS t) AS lines"
            row = connection.execute(query).fetchone()
            found[name] = str(row and row[0])
    return found


def test_a_night_whose_run_and_whose_postgresql_are_killed_is_made_whole_by_the_next(home: Home, root: Path) -> None:
    assert NIGHT in COMMANDS
    night = [{"FOLDER": str(root)}.get(word, word) for word in NIGHT]
    process = subprocess.Popen(
        [WIJK, *night], cwd="/", env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "service_date" in line:  # files and core are there, the plan is half made
            break
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    os.kill(int((home.cluster / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    told = wijk("doctor", home=home)
    assert told.code == 1
    assert "was killed; it mends itself as it starts" in told.out
    again = wijk(*night, home=home)
    assert again.code == 0, again
    assert planned(home)["planning.route"]
    assert "was killed" not in wijk("doctor", home=home).out


def test_a_file_that_cannot_be_read_does_not_stop_the_night_and_undisturbed_it_gives_the_same_rows(
    home: Home, root: Path
) -> None:
    file = root / "data" / "leveringen.csv"
    right, before = file.read_text(), planned(home)
    file.write_text("no;such;columns\n1;2;3\n")
    night = wijk("nightly", "--workspace", root, "--date", "2026-02-03", "--anew", home=home)
    file.write_text(right)
    assert night.code == 0, night
    assert planned(home) == before
    assert "data/leveringen.csv is sinds" in (home.sites / "kleindorp" / "index.html").read_text(encoding="utf-8")
    assert "niet te lezen" in wijk("morning", "--workspace", root, "--date", "2026-02-03", home=home).out


def test_the_commands_of_the_runbook_do_what_it_says(home: Home, root: Path, tmp_path: Path) -> None:
    assert len(COMMANDS) == 8
    backup = tmp_path / "wijk.backup"
    for command in [each for each in COMMANDS if each != NIGHT]:
        words = [{"FOLDER": str(root), "wijk.backup": str(backup)}.get(word, word) for word in command]
        started = time.time()
        told = wijk(*words, home=home)  # a process each, as a person's: what is connected goes with it
        assert told.code == (0 if words[0] != "doctor" else told.code), (words, told)
        if words[0] == "doctor":
            wrong = [line for line in told.out.splitlines() if line.startswith("WRONG")]
            assert wrong == [], told.out
        if words[:2] == ["db", "backup"]:
            assert backup.stat().st_mtime >= started - 1
