"""A run as a person starts it: the fixed sequence of jobs, in this process, recorded by Dagster like any other run."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import re
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from dagster import (
    AssetSelection,
    DagsterInstance,
    Definitions,
    ExecuteInProcessResult,
    JobDefinition,
    MultiPartitionKey,
)

from assets.partitions import date_key, scenario_key
from assets.resources import Postgis, Workspaces
from geo.sources import read_source
from geo.sources.landed import content_of
from geo.sources.reading import file_name_of, passed_over
from geo.workspace import Region, Registry, load_region, load_scenarios
from pipelines.ahead import networks_ahead
from pipelines.beside import Beside
from pipelines.home import Home
from pipelines.jobs import GROUPS, QUIET, STEPS, kind_of
from pipelines.progress import Reporter, reporting
from pipelines.unchanged import Ledger, Made

OUR_NAME = re.compile(r"^(geo|routing|maps|assets|pipelines)\.[\w.]+: ")
"""The class before the message of an error of ours; of other errors the class is worth telling."""

NO_ROOM = ("No space left on device", "SQLSTATE: 53100")
"""What operating system and PostgreSQL say of a full disk."""


class RunError(RuntimeError):
    """A run did not make everything that was asked; the message says what failed and why."""


@dataclass(frozen=True)
class Part:
    """One job of a run with its partition."""

    title: str
    job: str
    partition: str | None

    def told(self) -> dict[str, Any]:
        """Its fields as JSON has them."""
        keys = self.partition.keys_by_dimension if isinstance(self.partition, MultiPartitionKey) else self.partition
        return {"title": self.title, "job": self.job, "partition": keys}

    @classmethod
    def of(cls, told: dict[str, Any]) -> Part:
        """The part that :meth:`told` told."""
        keys = told["partition"]
        return cls(told["title"], told["job"], MultiPartitionKey(keys) if isinstance(keys, dict) else keys)


@dataclass(frozen=True)
class Request:
    """What a person asked for.

    Attributes:
        root: workspace folder.
        group: a single group of assets, or None for the whole sequence.
        scenarios: names of scenarios, or None for all of the folder.
        service_date: day to plan, or None for the region's own.
        steps: which steps of the sequence, in order; ignored with ``group``.
        again: make also what stands as it would be made again.
        repair: mend a route plan that stands for the day, in place of making it anew.
        now_s: second of the day from which on a mended plan may change.
    """

    root: Path
    group: str | None = None
    scenarios: tuple[str, ...] | None = None
    service_date: dt.date | None = None
    steps: tuple[str, ...] = tuple(STEPS)
    again: bool = False
    repair: bool = False
    now_s: int = 0

    def config_of(self, part: Part) -> dict[str, Any]:
        """The run's configuration: quiet, and how the day's plan is made, where the part makes one."""
        if "routes" not in _groups_of(part):
            return QUIET
        plan = {"config": {"repair": self.repair, "now_s": self.now_s}}
        return QUIET | {"ops": {"route_plan": plan}}


def parts_of(request: Request, region: Region, known: Sequence[str]) -> list[Part]:
    """The jobs that a request takes, in order.

    Raises:
        RunError: an unknown group or scenario.
    """
    chosen = request.scenarios or tuple(known)
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise RunError(
            f"There is no scenario {unknown[0]} in {request.root / 'scenarios'}; there is {', '.join(known)}."
        )
    day = (request.service_date or region.service_date).isoformat()
    if request.group is not None:
        if request.group not in GROUPS:
            raise RunError(f"There is no group {request.group}; the groups are {', '.join(GROUPS)}.")
        return _parts(f"group_{request.group}", GROUPS[request.group], request.group, region.region, chosen, day)
    return [p for step in request.steps for p in _parts(step, kind_of(STEPS[step]), step, region.region, chosen, day)]


def _parts(job: str, kind: str, title: str, region: str, scenarios: Sequence[str], day: str) -> list[Part]:
    if kind == "scenario":
        return [Part(f"{title} {name}", job, scenario_key(region, name)) for name in scenarios]
    if kind == "date":
        return [Part(f"{title} {day}", job, date_key(region, day))]
    return [Part(title, job, region if kind == "region" else None)]


def run(request: Request, home: Home) -> Region:
    """Carries out a request; every asset that was asked for is made, or RunError says which was not.

    The environment must be ready (see :func:`pipelines.database.ready`).
    """
    region = load_region(request.root)
    known = load_scenarios(request.root)
    scenarios = list(known)
    parts = parts_of(request, region, scenarios)
    if any("sources" in groups for groups in map(_groups_of, parts)):
        refuse_unfit(region, home)
    Registry(home.registry).register(region)
    definitions = _definitions()
    with _instance() as instance:
        instance.add_dynamic_partitions("region", [region.region])
        instance.add_dynamic_partitions("scenario", scenarios)
        jobs = {part.job: definitions.resolve_job_def(part.job) for part in parts}
        total = sum(len(jobs[part.job].nodes) for part in parts)
        ledger = Ledger.of(_postgis().database(), region, home.pseudonym_key())
        with (
            networks_ahead(_workspaces(), region, known.values()),
            reporting(total) as reporter,
            contextlib.ExitStack() as ended,
        ):
            running = _Running(request, home, definitions, jobs, instance, ledger, reporter, ended)
            if running.for_two(parts):
                running.second_process()
            for stage in stages(parts):
                running.carry_out(stage)
    return region


def alone(part: Part, config: dict[str, Any], log: Path) -> str:
    """Carries out one part and nothing else; returns the id of its Dagster run, or raises RunError."""
    job = _definitions().resolve_job_def(part.job)
    with _instance() as instance:
        return _execute(part, job, instance, log, config)


def stages(parts: Sequence[Part]) -> list[tuple[Part, ...]]:
    """The parts in order, those together that do not wait for each other: scenarios and dates."""
    alike = groupby(parts, key=lambda part: isinstance(part.partition, MultiPartitionKey))
    return [stage for free, some in alike for stage in ([tuple(some)] if free else [(part,) for part in some])]


@dataclass
class _Running:
    """A run that is going on; ``ended`` ends what it started."""

    request: Request
    home: Home
    definitions: Definitions
    jobs: dict[str, JobDefinition]
    instance: DagsterInstance
    ledger: Ledger
    reporter: Reporter
    ended: contextlib.ExitStack
    second: Beside | None = None

    def second_process(self) -> Beside:
        """The process that takes the part of a date, started at first use."""
        if self.second is None:
            self.second = self.ended.enter_context(Beside(self.home.run_log))
        return self.second

    def for_two(self, parts: Sequence[Part]) -> bool:
        """Whether there will surely be work for two: scenarios, and a date that was never made or is made again."""
        dates, rest = self._split(parts)
        return any(self.request.again or self._unknown(part) for part in dates) and any(
            isinstance(part.partition, MultiPartitionKey) for part in rest
        )

    def carry_out(self, stage: Sequence[Part]) -> None:
        """The parts of a stage that do not stand: a date by the second process, where there are scenarios as well."""
        inputs = self.ledger.inputs()
        dates, rest = self._split([part for part in stage if not self._stands(part, inputs)])
        if not dates or not rest:
            for part in (*dates, *rest):
                self._here(part, inputs)
            return
        with ThreadPoolExecutor(1) as beside:
            apart = beside.submit(self._apart, dates[0], inputs)
            for part in (*rest, *dates[1:]):
                self._here(part, inputs)
            apart.result()

    def _split(self, parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
        """Parts of dates that may go beside others, and the others."""
        dates = [part for part in parts if part.job == "service_date" and (os.cpu_count() or 1) > 1]
        return dates, [part for part in parts if part not in dates]

    def _unknown(self, part: Part) -> bool:
        made = _made(part, self.definitions)
        return made is not None and not self.ledger.knows(made)

    def _stands(self, part: Part, inputs: str) -> bool:
        made = _made(part, self.definitions)
        if not made or self.request.again or self.request.group is not None or not self.ledger.stands(made, inputs):
            return False
        steps = len(self.jobs[part.job].nodes)
        self.reporter.begin(part.title, steps)
        self.reporter.passed(steps, "unchanged, left as it is")
        return True

    def _here(self, part: Part, inputs: str) -> None:
        self.reporter.begin(part.title, len(self.jobs[part.job].nodes))
        log, config = self.home.run_log, self.request.config_of(part)
        self._note(part, inputs, _execute(part, self.jobs[part.job], self.instance, log, config))

    def _apart(self, part: Part, inputs: str) -> None:
        config = self.request.config_of(part)
        self._note(part, inputs, self.second_process().carry_out(part.told(), config, self.reporter))

    def _note(self, part: Part, inputs: str, run_id: str) -> None:
        if made := _made(part, self.definitions):
            self.ledger.note(made, inputs, run_id)


@contextlib.contextmanager
def _instance() -> Iterator[DagsterInstance]:
    with DagsterInstance.get() as instance:
        # without it each event of a run opens a connection of its own: a third of a short run
        instance.optimize_for_webserver(statement_timeout=120_000, pool_recycle=3_600, max_overflow=20)
        _forget_handlers()
        yield instance


def refuse_unfit(region: Region, home: Home) -> None:
    """Finds what is wrong with a region's files as a whole before any of them lands.

    Raises:
        SourceError: a file is missing, empty or refused, or the buurten are not those of the region's gemeenten.
    """
    loads = _postgis().read("intake.load", region=region.region)
    landed = set(loads.loc[loads["superseded_at"].isna(), "sha256"])
    named = [(source, path) for source, paths in region.files.items() for path in paths]
    for source, path in named:
        if passed_over(source, path, region) is not None:
            continue
        digest, _ = content_of(path, file_name_of(path, region))
        # buurten depend on the gemeenten asked; streets take seconds, land first and alone
        if source == "buurt" or (source != "streets" and digest not in landed):
            read_source(source, region, key=home.pseudonym_key(), path=path)


def _postgis() -> Postgis:
    """The database as the assets have it, of this process's environment."""
    return Postgis(url=os.environ["WIJK_POSTGRES_URL"])


def _made(part: Part, definitions: Definitions) -> Made | None:
    """What a part of a scenario or a date makes; None for the parts that look at changes by themselves."""
    if not isinstance(part.partition, MultiPartitionKey):
        return None
    keys = AssetSelection.groups(*_groups_of(part)).resolve(definitions.resolve_asset_graph())
    return Made.of(part.partition, [".".join(key.path) for key in keys])


def _workspaces() -> Workspaces:
    """The resource as the assets have it, of this process's environment."""
    return Workspaces(
        registry=os.environ["WIJK_REGISTRY"],
        cache=os.environ["WIJK_CACHE"],
        sites=os.environ["WIJK_SITES"],
        routes=os.environ["WIJK_ROUTES"],
        pseudonym_secret=os.environ["WIJK_PSEUDONYM_KEY"],
    )


def _groups_of(part: Part) -> tuple[str, ...]:
    return STEPS.get(part.job, (part.job.removeprefix("group_"),))


def _definitions() -> Definitions:
    from pipelines.definitions import build_defs

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Dagster's own notices of beta parts are no news to a planner
        return build_defs()


def _execute(part: Part, job: JobDefinition, instance: DagsterInstance, log: Path, config: dict[str, Any]) -> str:
    """Carries out one part; returns the id of its Dagster run."""
    with (
        warnings.catch_warnings(),
        log.open("a") as chatter,
        contextlib.redirect_stdout(chatter),
        contextlib.redirect_stderr(chatter),
    ):
        warnings.simplefilter("ignore")
        result = job.execute_in_process(
            instance=instance, partition_key=part.partition, run_config=config, raise_on_error=False
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
