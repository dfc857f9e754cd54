"""The code location that Dagster loads: every asset, check, job and schedule with its resources."""

from __future__ import annotations

from typing import Any

from dagster import Definitions, definitions

from assets.graph import all_assets
from pipelines.dbt_project import manifest
from pipelines.jobs import jobs
from pipelines.resources import resources
from pipelines.schedules import schedules


def build_defs(**resource_overrides: Any) -> Definitions:
    """The definitions, in production and (with resources replaced) in tests."""
    return Definitions(
        assets=all_assets(manifest()),
        jobs=jobs(),
        schedules=schedules(),
        resources=resources(**resource_overrides),
    )


@definitions
def defs() -> Definitions:
    """What ``workspace.yaml`` points at."""
    return build_defs()
