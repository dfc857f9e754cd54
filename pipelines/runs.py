"""A run as a person starts it: which parts it has, in their order; recorded by Dagster like any other run."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from dagster import MultiPartitionKey

from assets.partitions import date_key, scenario_key
from assets.resources import Postgis, Workspaces
from geo.sources import read_source
from geo.sources.landed import content_of
from geo.sources.reading import file_name_of, passed_over
from geo.workspace import Region, Registry, load_region, load_scenarios
from pipelines.ahead import networks_ahead
from pipelines.alone import alone
from pipelines.backfill import STANDS, make_all
from pipelines.bench import Bench, Part, RunError, bench_of, groups_of
from pipelines.beside import Beside
from pipelines.home import Home
from pipelines.jobs import GROUPS, QUIET, STEPS, kind_of
from pipelines.progress import Reporter, reporting


@dataclass(frozen=True)
class Request:
    """What a person asked for.

    Attributes:
        root: workspace folder.
        group: a single group of assets, or None for the whole sequence.
        scenarios: names of scenarios, or None for all of the folder.
        service_date: day to plan, or None for the region's own.
        dates: days to plan in one go, in place of ``service_date``.
        workers: processes that plan the days of ``dates``.
        steps: which steps of the sequence, in order; ignored with ``group``.
        again: make also what stands as it would be made again.
        repair: mend a route plan that stands for the day, in place of making it anew.
        now_s: second of the day from which on a mended plan may change.
        keep_last_good: a file that cannot be read does not stop the run where its source was loaded before.
    """

    root: Path
    group: str | None = None
    scenarios: tuple[str, ...] | None = None
    service_date: dt.date | None = None
    steps: tuple[str, ...] = tuple(STEPS)
    again: bool = False
    repair: bool = False
    now_s: int = 0
    keep_last_good: bool = False
    dates: tuple[dt.date, ...] = ()
    workers: int = 1


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
    if request.group is not None and request.group not in GROUPS:
        raise RunError(f"There is no group {request.group}; the groups are {', '.join(GROUPS)}.")
    asked: list[tuple[str, tuple[str, ...]]] = [(step, STEPS[step]) for step in request.steps]
    if request.group is not None:
        asked = [(f"group_{request.group}", (request.group,))]
    return [part for job, groups in asked for part in _parts(request, region, chosen, job, groups)]


def _parts(
    request: Request, region: Region, scenarios: Sequence[str], job: str, groups: tuple[str, ...]
) -> Iterator[Part]:
    kind, title = kind_of(groups), job.removeprefix("group_")
    if kind == "scenario":
        for name in scenarios:
            yield Part(f"{title} {name}", job, scenario_key(region.region, name))
    elif kind == "date":
        wishes = {"route_plan": {"config": {"repair": request.repair, "now_s": request.now_s}}}
        config = QUIET | ({"ops": wishes} if "routes" in groups else {})
        for day in request.dates or (request.service_date or region.service_date,):
            yield Part(f"{title} {day.isoformat()}", job, date_key(region.region, day.isoformat()), config)
    else:
        yield Part(title, job, region.region if kind == "region" else None)


def run(request: Request, home: Home) -> Region:
    """Carries out a request; every asset that was asked for is made, or RunError says which was not.

    The environment must be ready (see :func:`pipelines.database.ready`).
    """
    region = load_region(request.root)
    known = load_scenarios(request.root)
    parts = parts_of(request, region, list(known))
    if any("sources" in groups_of(part) for part in parts) and not request.keep_last_good:
        refuse_unfit(region, home)
    Registry(home.registry).register(region)
    with (
        alone(_postgis().database(), region.region),
        bench_of(region, home, list(known), keep_last_good=request.keep_last_good) as bench,
    ):
        bench.bury_killed()
        always = request.again or request.group is not None
        total = sum(bench.steps(part) for part in parts)
        with (
            networks_ahead(_workspaces(), region, known.values()),
            reporting(total) as reporter,
            Beside(request.root, home, keep_last_good=request.keep_last_good) as second,
        ):
            if _for_two(bench, parts, always):
                second.start()
            failed: list[str] = []
            for together in rounds(parts):
                if len(request.dates) > 1 and together[0].job == "service_date":
                    workers = request.workers
                    failed += make_all(bench, together, request.root, home, reporter, again=always, workers=workers)
                else:
                    _make(bench, together, second, reporter, always)
    if failed:
        raise RunError(f"{len(failed)} of {len(request.dates)} dates were not made. {failed[0]}")
    return region


def rounds(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts in order, those together that need not wait for each other: scenarios and dates."""
    alike = groupby(parts, key=lambda part: isinstance(part.partition, MultiPartitionKey))
    return [each for free, some in alike for each in ([list(some)] if free else [[part] for part in some])]


def _make(bench: Bench, together: Sequence[Part], second: Beside, reporter: Reporter, always: bool) -> None:
    """Makes what does not stand: a date by the second process, where there are scenarios to make here meanwhile."""
    due = []
    for part in together:
        if always or not bench.stands(part):
            due.append(part)
        else:
            reporter.begin(part.title, bench.steps(part))
            reporter.passed(bench.steps(part), STANDS)
    dates, rest = _split(due)
    if not rest:
        dates, rest = [], dates
    with ThreadPoolExecutor(1) as beside:
        others = [beside.submit(second.make, part, reporter) for part in dates]
        for part in rest:
            reporter.begin(part.title, bench.steps(part))
            bench.make(part, again=True)
        for other in others:
            other.result()


def _split(parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """The date that may be made beside others, and the others; no date where the machine has one core."""
    dates = [part for part in parts if part.job == "service_date" and (os.cpu_count() or 1) > 1][:1]
    return dates, [part for part in parts if part not in dates]


def _for_two(bench: Bench, parts: Sequence[Part], always: bool) -> bool:
    """Whether there will surely be work for two: scenarios, and a date that was never made or is made again."""
    dates, rest = _split(parts)
    return any(always or not bench.knows(part) for part in dates) and any(part.job == "scenario" for part in rest)


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


def _workspaces() -> Workspaces:
    """The resource as the assets have it, of this process's environment."""
    return Workspaces(
        registry=os.environ["WIJK_REGISTRY"],
        cache=os.environ["WIJK_CACHE"],
        sites=os.environ["WIJK_SITES"],
        routes=os.environ["WIJK_ROUTES"],
        pseudonym_secret=os.environ["WIJK_PSEUDONYM_KEY"],
    )
