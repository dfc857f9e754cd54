"""The jobs: the four steps of a run, and one a group. What they select; nothing of what assets do."""

import os
from typing import Any, Literal

from dagster import (
    AssetSelection,
    ExecutorDefinition,
    HookContext,
    define_asset_job,
    failure_hook,
    in_process_executor,
    multiprocess_executor,
    success_hook,
)

from assets.partitions import by_date, by_region, by_scenario
from pipelines.meter import note
from pipelines.progress import step_done

AnyJob = Any
Kind = Literal["whole", "region", "scenario", "date"]

GROUPS: dict[str, Kind] = {
    "sources": "region",
    "core": "whole",
    "frailty": "scenario",
    "hubs": "scenario",
    "service_areas": "scenario",
    "ranking": "scenario",
    "bundling": "scenario",
    "forecast": "date",
    "routes": "date",
    "van_pool": "date",
    "impact": "date",
    "marts": "whole",
    "share": "region",
    "maps": "region",
    "retention": "region",
}
"""The groups of assets in the order of a run, with the kind of partition of each."""

STEPS: dict[str, tuple[str, ...]] = {
    "prepare": ("sources", "core"),
    "scenario": ("frailty", "hubs", "service_areas", "ranking", "bundling"),
    "service_date": ("forecast", "routes", "van_pool", "impact"),
    "publish": ("marts", "share", "maps"),
}
"""The fixed sequence of a run; assets of different partitions do not share a run."""

APART = ("retention",)
"""Groups that are in no run: they come by a schedule of their own, or by ``wijk run --group``."""

PARTITIONS = {"whole": None, "region": by_region, "scenario": by_scenario, "date": by_date}
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Keeps Dagster off the terminal, tracebacks of failed steps included; its own interface shows them."""


@success_hook(required_resource_keys={"meter"})
def count_step(context: HookContext) -> None:
    """Moves the progress bar of the command that started the run, if there is one; notes what the step cost."""
    step_done(context.op.name, succeeded=True)
    _note(context, succeeded=True)


@failure_hook(required_resource_keys={"meter"})
def count_failure(context: HookContext) -> None:
    """Marks a failed step on the progress bar; notes what it cost."""
    step_done(context.op.name, succeeded=False)
    _note(context, succeeded=False)


def _note(context: HookContext, *, succeeded: bool) -> None:
    run = context.instance.get_run_by_id(context.run_id)
    partition = run.tags.get("dagster/partition", "") if run else ""
    cost = context.resources.meter.mark()
    note(context.run_id, context.job_name, context.op.name, partition, succeeded, cost)


def kind_of(groups: tuple[str, ...]) -> Kind:
    """The partition that a job of these groups takes; dbt's groups are whole tables and go along with any."""
    return next((GROUPS[group] for group in groups if GROUPS[group] != "whole"), "whole")


def executor() -> ExecutorDefinition:
    """How Dagster carries out the steps of a run that it queued: one after the other in the run's own process, or,
    with ``WIJK_STEPS_AT_ONCE`` above 1, so many at once, each in a process that loads for seconds.

    A command has its own way (:mod:`pipelines.bench`).

    Raises:
        ValueError: the variable holds no such number; Dagster shows the sentence.
    """
    text = os.environ.get("WIJK_STEPS_AT_ONCE", "").strip() or "1"
    if not text.isdecimal() or not int(text):
        raise ValueError(f"WIJK_STEPS_AT_ONCE is {text!r}; write a whole number from 1.")
    if int(text) == 1:
        return in_process_executor
    return multiprocess_executor.configured({"max_concurrent": int(text)}, name="steps_at_once")


def _job(name: str, groups: tuple[str, ...], description: str) -> AnyJob:
    return define_asset_job(
        name,
        selection=AssetSelection.groups(*groups),
        partitions_def=PARTITIONS[kind_of(groups)],
        description=description,
        executor_def=executor(),
        hooks={count_step, count_failure},
    )


def jobs() -> list[AnyJob]:
    """A job a step of the sequence and a job a group."""
    steps = [_job(name, groups, f"Step {name}: {', '.join(groups)}") for name, groups in STEPS.items()]
    return steps + [_job(f"group_{group}", (group,), f"Group {group}") for group in GROUPS]
