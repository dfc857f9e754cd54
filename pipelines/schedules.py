"""When things run by themselves: the night of every region, the morning summary, open sources, retention periods.

What follows on what is in ``pipelines/sensors.py``. Times are local and set by the environment; Dagster keeps them over
the changes of the clock.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dagster import RunConfig, RunRequest, ScheduleDefinition, ScheduleEvaluationContext, SkipReason, schedule

from assets.partitions import REGION_TAG
from assets.sources import KEEP_LAST_GOOD
from geo.workspace import Registry
from pipelines.duties import MORNING_JOB, REFRESH_JOB, OfRegion

TIMEZONE = "Europe/Amsterdam"
TIMES = {"WIJK_NIGHT": "03:30", "WIJK_MORNING": "06:30", "WIJK_REFRESH": "01:15", "WIJK_RETENTION": "00:30"}
"""Local times, HH:MM, by the variable that sets another: the night after the suppliers' evening files and before the
morning receipt of goods, the summary after it, open sources before it, the retention periods before all of them."""

NIGHT = "wijk/night"
"""Tag of a run that belongs to a night, with its service date."""

PATIENCE = {"dagster/max_retries": "2", "dagster/retry_strategy": "FROM_FAILURE"}
"""A run of a night that fails is tried twice more, from where it failed; then the morning tells."""

NOBODY = "No workspace was ever run; start with `wijk run --workspace DIR`."


def cron(variable: str) -> str:
    """The time of a schedule as cron writes it.

    Raises:
        ValueError: the variable holds no time; Dagster shows the sentence.
    """
    text = os.environ.get(variable, "").strip() or TIMES[variable]
    hour, _, minute = text.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise ValueError(f"{variable} is {text!r}; write a local time such as {TIMES[variable]}.")
    return f"{int(minute)} {int(hour)} * * *"


def night_tags(region: str, day: str) -> dict[str, str]:
    """The tags of a run of a night."""
    return {REGION_TAG: region, NIGHT: day, KEEP_LAST_GOOD: "true", **PATIENCE}


def known_regions() -> list[str]:
    """The regions that were run."""
    return Registry(Path(os.environ["WIJK_REGISTRY"])).names()


Ask = Callable[[str, str], Mapping[str, Any]]


def _each_region(name: str, variable: str, job: str, ask: Ask) -> ScheduleDefinition:
    """A schedule that asks a run of ``job`` for every region; ``ask``: region, day -> the run's own wishes."""

    @schedule(name=name, cron_schedule=cron(variable), job_name=job, execution_timezone=TIMEZONE)
    def due(context: ScheduleEvaluationContext) -> Iterator[RunRequest | SkipReason]:
        regions, day = known_regions(), context.scheduled_execution_time.date().isoformat()
        if not regions:
            yield SkipReason(NOBODY)
        for region in regions:
            yield RunRequest(run_key=f"{name}-{region}-{day}", **ask(region, day))

    return due


def _night(region: str, day: str) -> Mapping[str, Any]:
    return {"partition_key": region, "tags": night_tags(region, day)}


def _partition(region: str, day: str) -> Mapping[str, Any]:
    return {"partition_key": region, "tags": {REGION_TAG: region, **PATIENCE}}


def _duty(op: str) -> Ask:
    return lambda region, day: {
        "run_config": RunConfig(ops={op: OfRegion(region=region, day=day)}),
        "tags": {REGION_TAG: region},
    }


def schedules() -> list[ScheduleDefinition]:
    """The schedules; switched on in the web interface."""
    return [
        _each_region("nightly", "WIJK_NIGHT", "prepare", _night),
        _each_region("morning", "WIJK_MORNING", MORNING_JOB, _duty("tell_morning")),
        _each_region("refresh", "WIJK_REFRESH", REFRESH_JOB, _duty("fetch_open_sources")),
        _each_region("retention", "WIJK_RETENTION", "group_retention", _partition),
    ]
