"""When things run by themselves: every night a plan for the coming day, for every region that has a workspace."""

import os
from collections.abc import Iterator
from pathlib import Path

from dagster import RunRequest, ScheduleDefinition, ScheduleEvaluationContext, SkipReason, schedule

from assets.partitions import date_key
from geo.workspace import Registry

NIGHTLY = "30 3 * * *"
"""Half past three, local time: after the suppliers' evening files, before the morning receipt of goods."""


@schedule(cron_schedule=NIGHTLY, job_name="service_date", execution_timezone="Europe/Amsterdam")
def nightly(context: ScheduleEvaluationContext) -> Iterator[RunRequest | SkipReason]:
    """Plans the day that has just begun, for every region."""
    names = Registry(Path(os.environ["WIJK_REGISTRY"])).names()
    day = context.scheduled_execution_time.date().isoformat()
    if not names:
        yield SkipReason("No workspace was ever run; start with `wijk run --workspace DIR`.")
    for name in names:
        yield RunRequest(run_key=f"{name}-{day}", partition_key=str(date_key(name, day)), tags={"region": name})


def schedules() -> list[ScheduleDefinition]:
    """All schedules."""
    return [nightly]
