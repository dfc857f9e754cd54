"""When things run by themselves: every night the files, the coming day's plan and the site, for every region."""

import os
from collections.abc import Iterator
from pathlib import Path

from dagster import RunRequest, ScheduleDefinition, ScheduleEvaluationContext, SkipReason, schedule

from assets.partitions import date_key
from geo.workspace import Registry

TIMEZONE = "Europe/Amsterdam"
NIGHT = {"prepare": "30 3 * * *", "service_date": "0 4 * * *", "publish": "30 4 * * *"}
"""The steps of a night and their local times: after the suppliers' evening files, before the morning receipt of goods.

Steps have partitions of their own and cannot share a run; half an hour lies between them.
"""

MEND = {"ops": {"route_plan": {"config": {"repair": True}}}}
"""A plan that already stands for the day is mended, not thrown over."""


def _nightly(step: str, cron: str) -> ScheduleDefinition:
    @schedule(name=f"nightly_{step}", cron_schedule=cron, job_name=step, execution_timezone=TIMEZONE)
    def night(context: ScheduleEvaluationContext) -> Iterator[RunRequest | SkipReason]:
        names = Registry(Path(os.environ["WIJK_REGISTRY"])).names()
        day = context.scheduled_execution_time.date().isoformat()
        if not names:
            yield SkipReason("No workspace was ever run; start with `wijk run --workspace DIR`.")
        for name in names:
            partition = str(date_key(name, day)) if step == "service_date" else name
            config = MEND if step == "service_date" else {}
            yield RunRequest(run_key=f"{name}-{day}", partition_key=partition, run_config=config, tags={"region": name})

    return night


def schedules() -> list[ScheduleDefinition]:
    """The night of every region, a schedule a step; switched on in the web interface."""
    return [_nightly(step, cron) for step, cron in NIGHT.items()]
