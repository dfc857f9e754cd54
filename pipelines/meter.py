"""What the steps of a run cost: time, processor, most memory; one line of JSON a step, one row in ``intake.step``.

Steps of a run by command follow one another in one process: a step is what lies between two marks. No results here.
"""

from __future__ import annotations

import json
import os
import resource
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from dagster import ConfigurableResource, InitResourceContext
from pydantic import PrivateAttr

LOG = "steps.jsonl"
"""Name of the log in the folder that ``WIJK_LOGS`` names; without that variable no log is written."""


@dataclass(frozen=True)
class Cost:
    """Duration and processor time in seconds, most memory in MB (None where the system does not tell)."""

    seconds: float
    cpu_s: float
    peak_mb: float | None


class Meter:
    """Measures from mark to mark; the first mark is when the meter was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.monotonic(), time.process_time()
        _forget_peak()

    def read(self) -> Cost:
        """What the step under way has cost so far."""
        return Cost(round(time.monotonic() - self._wall, 3), round(time.process_time() - self._cpu, 3), peak_mb())

    def mark(self) -> Cost:
        """What the step cost that ends here; the next one begins."""
        told = self.read()
        self._wall, self._cpu = time.monotonic(), time.process_time()
        _forget_peak()
        return told


class Steps(ConfigurableResource):
    """The meter of a run, made as the run begins."""

    _meter: Meter = PrivateAttr(default_factory=Meter)

    def setup_for_execution(self, context: InitResourceContext) -> None:
        """Each run measures its own."""
        self._meter = Meter()

    def mark(self) -> Cost:
        """What the step cost that ends here."""
        return self._meter.mark()


def note(run_id: str, job: str, step: str, partition: str, succeeded: bool, cost: Cost) -> None:
    """Writes what a step cost into the log and, where a database is known, into ``intake.step``.

    A database that is gone says so elsewhere: the figures of a step never stop a run.
    """
    now = datetime.now(UTC)
    row: dict[str, Any] = {"run_id": run_id, "job": job, "step": step, "partition": partition, "succeeded": succeeded}
    row |= asdict(cost)
    folder = os.environ.get("WIJK_LOGS", "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        line = json.dumps({"time": now.isoformat(timespec="milliseconds"), **row}, ensure_ascii=False)
        with (Path(folder) / LOG).open("a", encoding="utf-8") as log:
            log.write(line + "\n")
    address = os.environ.get("WIJK_POSTGRES_URL", "")
    if address:
        _keep(address, row | {"ended_at": now})


def _keep(address: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    values = ", ".join(f"%({name})s" for name in row)
    try:
        with psycopg.connect(address, options="-c role=wijk_pipeline", connect_timeout=5) as connection:
            connection.execute(
                f"INSERT INTO intake.step ({names}) VALUES ({values}) ON CONFLICT (run_id, step) DO UPDATE "  # noqa: S608
                "SET ended_at = excluded.ended_at, succeeded = excluded.succeeded, seconds = excluded.seconds, "
                "cpu_s = excluded.cpu_s, peak_mb = excluded.peak_mb",
                row,
            )
    except psycopg.OperationalError:
        return  # the step itself, or the next, fails on it and says why


def peak_mb() -> float | None:
    """Most memory since the peak was last forgotten (Linux), else of the whole process."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return round(peak / 2**20, 1) if peak else None
    found = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return round(int(found[0]) / 1024, 1) if found else None


def _forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return  # not Linux, or not allowed: the peak of the whole process is told
