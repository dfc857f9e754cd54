"""The code location that Dagster loads: every asset, check, job, schedule and sensor with its resources."""

from __future__ import annotations

from typing import Any

from dagster import Definitions, definitions

from assets.graph import all_assets
from pipelines.dbt_project import manifest
from pipelines.duties import duties
from pipelines.jobs import jobs
from pipelines.resources import resources
from pipelines.schedules import schedules
from pipelines.sensors import sensors


def build_defs(**resource_overrides: Any) -> Definitions:
    """The definitions, in production and (with resources replaced) in tests."""
    of_assets = jobs()
    return Definitions(
        assets=all_assets(manifest()),
        jobs=[*of_assets, *duties()],
        schedules=schedules(),
        sensors=sensors({job.name: job for job in of_assets}),
        resources=resources(**resource_overrides),
    )


@definitions
def defs() -> Definitions:
    """What ``workspace.yaml`` points at."""
    return build_defs()
