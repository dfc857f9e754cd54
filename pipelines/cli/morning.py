"""``wijk morning``: what was planned for a day, what is missing, what looks odd."""

from __future__ import annotations

import os

import typer

from pipelines.cli.run import Day, Workspace


def morning(date: Day = None, workspace: Workspace = None) -> None:
    """Say what was planned, what is missing and what looks odd; send that unless all is well.

    Example: wijk morning --date 2026-02-04
    """
    from geo.workspace import load_region
    from maps.morning import as_text
    from pipelines.cli.places import workspace_root
    from pipelines.database import ready
    from pipelines.home import home
    from pipelines.morning import summarise, tell

    place, region = home(), load_region(workspace_root(workspace))
    summary = summarise(ready(place), region, date.date() if date else region.service_date)
    told = tell(summary, place.mornings, os.environ)
    typer.echo(as_text(summary))
    typer.echo(f"Sent by {', '.join(told.sent)}." if told.sent else "Nothing was sent.")
    typer.echo(str(told.page))
