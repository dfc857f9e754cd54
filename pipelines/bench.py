"""The means by which one process makes parts of a run: definitions, Dagster's instance, the ledger of what stands.

Which parts there are, and in which order, is :mod:`pipelines.runs`'s affair.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dagster import (
    AssetSelection,
    DagsterInstance,
    DagsterRunStatus,
    Definitions,
    ExecuteInProcessResult,
    JobDefinition,
    MultiPartitionKey,
    RunsFilter,
)

from assets.partitions import COMMAND_TAG
from assets.sources import KEEP_LAST_GOOD
from geo.db.connection import Database
from geo.workspace import Region
from pipelines.home import Home
from pipelines.jobs import QUIET, STEPS
from pipelines.unchanged import Ledger, Made

OUR_NAME = re.compile(r"^(geo|routing|maps|assets|pipelines)\.[\w.]+: ")
"""The class before the message of an error of ours; of other errors the class is worth telling."""

NO_ROOM = ("No space left on device", "SQLSTATE: 53100")
"""What operating system and PostgreSQL say of a full disk."""

UNDER_WAY = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]


class RunError(RuntimeError):
    """A run did not make everything that was asked; the message says what failed and why."""


@dataclass(frozen=True)
class Part:
    """One job of a run with its partition."""

    title: str
    job: str
    partition: str | None
    config: Mapping[str, Any] = field(default_factory=lambda: QUIET)

    def told(self) -> dict[str, Any]:
        """Its fields as JSON has them: Dagster's key of two dimensions cannot be sent to another process."""
        keys = self.partition.keys_by_dimension if isinstance(self.partition, MultiPartitionKey) else self.partition
        return {"title": self.title, "job": self.job, "partition": keys, "config": self.config}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Part:
        """The part that :meth:`told` told."""
        keys = told["partition"]
        partition = MultiPartitionKey(keys) if isinstance(keys, dict) else keys
        return cls(told["title"], told["job"], partition, told["config"])


@dataclass(frozen=True)
class Bench:
    """What a process needs to make parts of a region; see :func:`bench_of`."""

    region: str
    definitions: Definitions
    instance: DagsterInstance
    ledger: Ledger
    log: Path
    tags: Mapping[str, str]

    def steps(self, part: Part) -> int:
        """How many steps a part has."""
        return len(self._job(part).nodes)

    def knows(self, part: Part) -> bool:
        """Whether a part of a scenario or a date was ever made whole."""
        made = _made(part, self.definitions)
        return made is not None and self.ledger.knows(made)

    def stands(self, part: Part) -> bool:
        """Whether a part is as it would be made again."""
        made = _made(part, self.definitions)
        return made is not None and self.ledger.stands(made, self.ledger.inputs())

    def make(self, part: Part, *, again: bool) -> bool:
        """Makes a part; False where it stands as it would be made again, unless ``again`` asks for it.

        Raises:
            RunError: something of it was not made.
        """
        made, inputs = _made(part, self.definitions), self.ledger.inputs()
        if made and not again and self.ledger.stands(made, inputs):
            return False
        run_id = _execute(part, self._job(part), self.instance, self.log, self.tags)
        if made:
            self.ledger.note(made, inputs, run_id)
        return True

    def bury_killed(self) -> None:
        """Marks as failed what stands as under way of the region, which nobody but the caller may hold."""
        for run in self.instance.get_runs(RunsFilter(statuses=UNDER_WAY, tags={COMMAND_TAG: self.region})):
            self.instance.report_run_failed(
                run, "The process of this run was stopped; the next run makes what it did not."
            )

    def _job(self, part: Part) -> JobDefinition:
        return self.definitions.resolve_job_def(part.job)


@contextlib.contextmanager
def bench_of(region: Region, home: Home, scenarios: Sequence[str], *, keep_last_good: bool) -> Iterator[Bench]:
    """A bench for a region, closed afterwards; the environment must be ready (:func:`pipelines.database.ready`).

    Args:
        region: whose parts.
        home: the data folder.
        scenarios: names of the region's scenarios.
        keep_last_good: a file that cannot be read does not stop a run where its source was loaded before.
    """
    definitions = _definitions()
    tags = {COMMAND_TAG: region.region, KEEP_LAST_GOOD: str(keep_last_good).lower()}
    with DagsterInstance.get() as instance:
        # without it each event of a run opens a connection of its own: a third of a short run
        instance.optimize_for_webserver(statement_timeout=120_000, pool_recycle=3_600, max_overflow=20)
        instance.add_dynamic_partitions("region", [region.region])
        instance.add_dynamic_partitions("scenario", list(scenarios))
        _forget_handlers()
        ledger = Ledger.of(Database.from_text(os.environ["WIJK_POSTGRES_URL"]), region, home.pseudonym_key())
        yield Bench(region.region, definitions, instance, ledger, home.run_log, tags)


def groups_of(part: Part) -> tuple[str, ...]:
    """The groups of assets that a part makes."""
    return STEPS.get(part.job, (part.job.removeprefix("group_"),))


def _made(part: Part, definitions: Definitions) -> Made | None:
    """What a part of a scenario or a date makes; None for the parts that look at changes by themselves."""
    if not isinstance(part.partition, MultiPartitionKey):
        return None
    keys = AssetSelection.groups(*groups_of(part)).resolve(definitions.resolve_asset_graph())
    return Made.of(part.partition, [".".join(key.path) for key in keys])


def _definitions() -> Definitions:
    from pipelines.definitions import build_defs

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Dagster's own notices of beta parts are no news to a planner
        return build_defs()


def _execute(part: Part, job: JobDefinition, instance: DagsterInstance, log: Path, tags: Mapping[str, str]) -> str:
    """Carries out one part; returns the id of its Dagster run."""
    with (
        warnings.catch_warnings(),
        log.open("a") as chatter,
        contextlib.redirect_stdout(chatter),
        contextlib.redirect_stderr(chatter),
    ):
        warnings.simplefilter("ignore")
        result = job.execute_in_process(
            instance=instance,
            partition_key=part.partition,
            run_config=dict(part.config),
            raise_on_error=False,
            tags=tags,
        )
    if not result.success:
        raise RunError(_why(part, result))
    skipped = [str(event.step_key) for event in result.all_events if event.is_step_skipped]
    if skipped:
        raise RunError(f"{part.title}: {', '.join(skipped)} had nothing to work with and was not made.")
    return result.run_id


def _why(part: Part, result: ExecuteInProcessResult) -> str:
    """The first failure of a run as a sentence: the innermost error's first line (all of it with --debug)."""
    for event in result.all_events:
        if not event.is_step_failure:
            continue
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is None:
            break
        if os.environ.get("WIJK_DEBUG"):
            return f"{part.title}: {event.step_key} failed.\n{error.to_string()}"
        told = OUR_NAME.sub("", error.message).strip()
        told = told.partition("Errors parsed from dbt logs:")[2].strip() or told
        if any(words in told for words in NO_ROOM):
            told = "the disk is full; make room and run the same command again"
        return f"{part.title}: {event.step_key} failed: {(told.splitlines() or ['it gave no reason'])[0]}"
    return f"{part.title} failed; `wijk dev` shows run {result.run_id}."


def _forget_handlers() -> None:
    """Keeps libraries' loggers off the terminal: a run says what it does through its progress and its errors."""
    for name in ("alembic", "sqlalchemy", "dagster", "pyogrio", "fontTools", "matplotlib"):
        logging.getLogger(name).setLevel(logging.ERROR)
