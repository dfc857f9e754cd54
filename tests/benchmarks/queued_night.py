"""The night by itself: Dagster's daemon, its queue in PostgreSQL, and several workers, on one machine.

Made-up gemeenten as in :mod:`tests.benchmarks.national_night`. The schedule ``nightly`` is set to a few minutes from now and
asks a run for every gemeente; the queue lets two be carried out at once, each by a process of its own; the sensor
``night_goes_on`` asks the next step of each that ended. Nobody gives a command. Tonight's date is planned.

Run: ``python -m tests.benchmarks.queued_night [--gemeenten N] [--hubs N] [--stops N] [--steps N] --json``. Defaults: 4
gemeenten x 34 hubs x 50 stops. ``--steps 2`` has the steps of a run carried out two at once by Dagster's multiprocess
executor, each in a process that loads anew. A line a gemeente (seconds from the start of its first run to the end of
its last, runs, and what was planned) and one of the whole: gemeenten, steps, seconds (from the schedule's minute),
seconds_per_gemeente (of the whole, two at once), cpu_seconds_per_gemeente (of all processes together), peak_mb, failed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from dagster import DagsterInstance, RunRecord, RunsFilter

from geo.sample.write import write_sample
from geo.workspace import Registry, load_region
from pipelines.database import ready
from pipelines.home import Home
from pipelines.jobs import STEPS
from pipelines.schedules import TIMEZONE
from tests.benchmarks.national_night import Size, addresses, counted, least_memory, write_gemeente
from tests.pipelines.command import environment, throwaway_home

ROOT = Path(__file__).resolve().parents[2]
NIGHT_STEPS = [step for step in STEPS if step != "scenario"]
BEFORE_S = 150
"""How long before its minute the schedule is set: the daemon must have loaded by then."""
PATIENCE_S = 4 * 3600


def main(arguments: list[str] | None = None) -> int:
    """Prints a line a gemeente and one of the whole."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.queued_night", description=__doc__)
    parser.add_argument("--gemeenten", type=int, default=4)
    parser.add_argument("--hubs", type=int, default=34, help="hubs of a gemeente")
    parser.add_argument("--stops", type=int, default=50, help="stops of a hub")
    parser.add_argument("--steps", type=int, default=1, help="steps of a run at once")
    parser.add_argument("--json", action="store_true", required=True)
    asked = parser.parse_args(arguments)
    with throwaway_home() as home:
        today = dt.datetime.now(ZoneInfo(TIMEZONE)).date()
        roots = written(home, asked.gemeenten, Size(asked.hubs, asked.stops), today)
        at = (dt.datetime.now(ZoneInfo(TIMEZONE)) + dt.timedelta(seconds=BEFORE_S)).replace(second=0, microsecond=0)
        more = {"WIJK_NIGHT": at.strftime("%H:%M"), "WIJK_STEPS_AT_ONCE": str(asked.steps)}
        os.environ |= environment(home) | home.environment() | more
        ready(home)
        with DagsterInstance.get() as instance, least_memory() as memory:
            for root in roots:
                Registry(home.registry).register(load_region(root))
                instance.add_dynamic_partitions("region", [root.name])
            with daemon() as process:
                before = cpu_s()
                told = watched(instance, [root.name for root in roots], process, at)
                spent = cpu_s() - before
        failed = 0
        for name, records in told.items():
            line = {"gemeente": name, "seconds": round(lasted(records), 1), "runs": len(records)}
            missing = sorted(set(NIGHT_STEPS) - made(records))
            line |= {"failed": missing} if missing else counted(home, name)
            failed += bool(missing)
            print(json.dumps(line), flush=True)
        last = max(record.end_time or time.time() for records in told.values() for record in records)
        whole = round(last - at.timestamp(), 1)
        total = {"gemeenten": len(told), "steps": asked.steps, "seconds": whole}
        total |= {"seconds_per_gemeente": round(whole / len(told), 1)}
        total |= {"cpu_seconds_per_gemeente": round(spent / len(told), 1), "peak_mb": round(memory[0] - memory[1])}
        print(json.dumps(total | {"failed": failed}))
    return 0 if not failed else 1


def written(home: Home, gemeenten: int, size: Size, night: dt.date) -> list[Path]:
    """The workspaces of the night."""
    folder = home.root.parent / "gemeenten"
    sample, every = write_sample(folder / "sample"), addresses()
    roots = [folder / f"nacht-{number:03}" for number in range(1, gemeenten + 1)]
    for number, root in enumerate(roots, 1):
        write_gemeente(root, sample, every, size, number, night)
    return roots


@contextmanager
def daemon() -> Iterator[subprocess.Popen[bytes]]:
    """Dagster's daemon on this process's environment, with the schedule and the sensor of the night switched on."""
    dagster, workspace = Path(sys.executable).parent / "dagster", ["-w", str(ROOT / "workspace.yaml")]
    for words in (["schedule", "start", "nightly"], ["sensor", "start", "night_goes_on"]):
        subprocess.run([dagster, *words, *workspace], cwd=ROOT, check=True, capture_output=True)
    command = [sys.executable, "-m", "pipelines.serve", "dagster-daemon", "run", *workspace]
    with (Path(os.environ["DAGSTER_HOME"]) / "daemon.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def watched(
    instance: DagsterInstance, regions: list[str], process: subprocess.Popen[bytes], at: dt.datetime
) -> Mapping[str, list[RunRecord]]:
    """The runs of every region's night, once each has its site or has failed for good.

    Raises:
        RuntimeError: the daemon ended, or the night does not.
    """
    while time.time() < at.timestamp() + PATIENCE_S:
        if process.poll() is not None:
            raise RuntimeError((Path(os.environ["DAGSTER_HOME"]) / "daemon.log").read_text()[-2000:])
        time.sleep(3)
        found: dict[str, list[RunRecord]] = defaultdict(list)
        for record in instance.get_run_records(RunsFilter()):
            found[record.dagster_run.tags["region"]].append(record)
        if set(found) == set(regions) and all(map(ended, found.values())):
            return {name: found[name] for name in regions}
    raise RuntimeError("The night does not end.")


def ended(records: list[RunRecord]) -> bool:
    """Whether nothing more will come of a region's night: its site is made, or a run failed as often as it may."""
    if not all(record.dagster_run.is_finished for record in records):
        return False
    tries = [sum(record.dagster_run.job_name == step for record in records) for step in NIGHT_STEPS]
    return made(records) >= set(NIGHT_STEPS) or max(tries) == 3


def made(records: list[RunRecord]) -> set[str]:
    """The steps of a night that succeeded."""
    return {record.dagster_run.job_name for record in records if record.dagster_run.is_success}


def lasted(records: list[RunRecord]) -> float:
    """Seconds from the first start to the last end."""
    starts = [record.start_time for record in records if record.start_time]
    ends = [record.end_time for record in records if record.end_time]
    return max(ends) - min(starts)


def cpu_s() -> float:
    """Seconds that the machine's processors have worked so far."""
    user, nice, system = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:4]
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
