"""Jobs beside the assets: the morning summary, and open sources fetched again where they are no longer fresh."""

import datetime as dt
import os
from pathlib import Path
from typing import Any

from dagster import Backoff, Config, Failure, Jitter, OpExecutionContext, RetryPolicy, in_process_executor, job, op

from assets.resources import Postgis, Workspaces

MORNING_JOB, REFRESH_JOB = "morning", "refresh"


class OfRegion(Config):
    """Whose duty it is, and of which day (ISO)."""

    region: str
    day: str


@op(description="Writes the morning summary of a region; sends it only where something is missing or odd.")
def tell_morning(context: OpExecutionContext, config: OfRegion, postgis: Postgis, workspaces: Workspaces) -> None:
    """What was planned, what is missing, what looks odd."""
    from pipelines.morning import summarise, tell

    summary = summarise(postgis.database(), workspaces.region(config.region), dt.date.fromisoformat(config.day))
    told = tell(summary, Path(os.environ["WIJK_MORNINGS"]), os.environ)
    context.log.info(f"{told.page}; {'sent to ' + ', '.join(told.sent) if told.sent else 'nothing was sent'}")


@op(
    description="Fetches open sources that are no longer fresh; a file stays until the new one is whole.",
    retry_policy=RetryPolicy(max_retries=2, delay=600, backoff=Backoff.EXPONENTIAL, jitter=Jitter.PLUS_MINUS),
)
def fetch_open_sources(context: OpExecutionContext, config: OfRegion, workspaces: Workspaces) -> None:
    """CBS once a year, OpenStreetMap once a week: each source says how long it is fresh."""
    failed = refresh(workspaces.region(config.region).root)
    if failed:
        raise Failure(f"{'; '.join(failed)}. The files that were there are used.")


def refresh(root: Path) -> list[str]:
    """Asks the makers of a workspace's open sources for what is no longer fresh; a sentence a source that failed.

    A workspace that was never fetched into (no ``sources.lock``) is left alone.
    """
    from geo.fetch.client import Client
    from geo.fetch.lock import read_lock
    from geo.fetch.places import read_places
    from geo.fetch.plan import YEAR, sources
    from geo.fetch.run import alone, fetch_sources
    from geo.workspace import load_region

    wanted = read_lock(root).gemeenten
    if not wanted:
        return []
    own = os.environ.get("WIJK_BASE_URLS", "")
    places, manners = read_places(Path(own) if own else None)
    boundaries = load_region(root).files.get("buurt", ())
    if not boundaries:
        return []
    with Client(manners) as client, alone(root):
        plan = sources(places, YEAR, wanted, boundaries[0])
        outcomes = fetch_sources(root, plan, client, refresh=False)
    return [f"{outcome.source.name}: {outcome.told}" for outcome in outcomes if outcome.state == "failed"]


@job(name=MORNING_JOB, executor_def=in_process_executor)
def morning() -> None:
    """The morning summary of a region."""
    tell_morning()


@job(name=REFRESH_JOB, executor_def=in_process_executor)
def refreshing() -> None:
    """Open sources of a region by their freshness."""
    fetch_open_sources()


def duties() -> list[Any]:
    """The jobs that make no assets."""
    return [morning, refreshing]
