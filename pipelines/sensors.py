"""What follows on what: the steps of a night one after the other, and the files that came in during the day."""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dagster import (
    DagsterRunStatus,
    RunRequest,
    RunStatusSensorContext,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    run_status_sensor,
    sensor,
)

from assets.partitions import REGION_TAG, date_key
from assets.sources import KEEP_LAST_GOOD
from geo.sources.reading import file_name_of
from geo.workspace import Registry, WorkspaceError, load_region
from pipelines.schedules import NIGHT, NOBODY, night_tags

NEXT = {"prepare": "service_date", "service_date": "publish"}
"""What follows a step of a night that succeeded. A step that failed for good is told in the morning; the site stays."""

MEND = {"ops": {"route_plan": {"config": {"repair": True}}}}
"""A plan that already stands for the day is mended, not thrown over."""

SETTLED_S = 60
"""A file counts once it has not changed for so long: it may still be copied. Seconds."""

Files = Mapping[str, str]
"""Size and time of change by file name."""


def sensors(jobs: Mapping[str, Any]) -> list[SensorDefinition]:
    """The sensors; switched on in the web interface.

    Args:
        jobs: the jobs by name.
    """

    @run_status_sensor(
        run_status=DagsterRunStatus.SUCCESS,
        name="night_goes_on",
        monitored_jobs=[jobs[step] for step in NEXT],
        request_jobs=[jobs[step] for step in NEXT.values()],
        minimum_interval_seconds=30,
        description="After the files of a night the day's plan, after the plan the site.",
    )
    def night_goes_on(context: RunStatusSensorContext) -> RunRequest | SkipReason:
        return follow(context.dagster_run.job_name, context.dagster_run.tags)

    @sensor(
        name="inbox",
        job=jobs["prepare"],
        minimum_interval_seconds=60,
        description="Loads new and changed files that region.yaml names; plans that exist stay as they are.",
    )
    def inbox(context: SensorEvaluationContext) -> SensorResult:
        registry = Registry(Path(os.environ["WIJK_REGISTRY"]))
        seen: dict[str, Files] = json.loads(context.cursor) if context.cursor else {}
        asked = []
        for region in registry.names():
            try:
                now = settled(registry, region, time.time(), seen.get(region, {}))
            except WorkspaceError as error:
                context.log.warning(f"{region}: {error}")
                continue
            if region in seen and now != seen[region]:
                asked.append(_load(region, now))
            seen[region] = now
        cursor = json.dumps(seen, sort_keys=True)
        if asked:
            return SensorResult(run_requests=asked, cursor=cursor)
        return SensorResult(skip_reason="No file is new or changed." if seen else NOBODY, cursor=cursor)

    return [night_goes_on, inbox]


def follow(job: str, tags: Mapping[str, str]) -> RunRequest | SkipReason:
    """The run that comes after one of a night; none after runs that belong to no night."""
    day, region = tags.get(NIGHT), tags.get(REGION_TAG)
    if day is None or region is None:
        return SkipReason("That run belongs to no night.")
    step = NEXT[job]
    return RunRequest(
        run_key=f"{step}-{region}-{day}",
        job_name=step,
        partition_key=str(date_key(region, day)) if step == "service_date" else region,
        run_config=MEND if step == "service_date" else {},
        tags=night_tags(region, day),
    )


def settled(registry: Registry, name: str, now: float, before: Files) -> Files:
    """The files of a region; one that is still being written stands as it was seen before, if it was.

    Raises:
        WorkspaceError: its folder or its region.yaml is not as it should be.
    """
    region = load_region(registry.root_of(name))
    found = {}
    for path in sorted(path for paths in region.files.values() for path in paths):
        try:
            state = path.stat()
        except FileNotFoundError:
            continue
        file = file_name_of(path, region)
        if now - state.st_mtime >= SETTLED_S:
            found[file] = f"{state.st_size} {state.st_mtime_ns}"
        elif file in before:
            found[file] = before[file]
    return found


def _load(region: str, files: Files) -> RunRequest:
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:16]
    return RunRequest(
        run_key=f"inbox-{region}-{digest}", partition_key=region, tags={REGION_TAG: region, KEEP_LAST_GOOD: "true"}
    )
