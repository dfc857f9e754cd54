"""``wijk init | run | nightly | demo | dev``: workspaces and runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

Workspace = Annotated[
    Path | None, typer.Option(help="Workspace folder; left out: this folder, else the sample region.")
]
Day = Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Service date, YYYY-MM-DD.")]


def init(
    directory: Annotated[Path, typer.Argument(help="Folder to make.")],
    gemeente: Annotated[str | None, typer.Option(help="CBS code of the gemeente, such as GM0150.")] = None,
) -> None:
    """Make a workspace folder: region.yaml, scenarios, an empty template and a data dictionary per file.

    Example: wijk init deventer --gemeente GM0150
    """
    from geo.workspace import init_workspace

    for path in init_workspace(directory, gemeente):
        typer.echo(path)
    of_it = f"--workspace {quote(str(directory))}"
    typer.echo(f"Open sources: wijk fetch {of_it}; what the files hold: wijk check data {of_it}")
    typer.echo(f"Fill the files in {directory / 'data'}, then: wijk run {of_it}")


def run(
    workspace: Workspace = None,
    group: Annotated[str | None, typer.Option(help="One group of assets only, such as hubs or routes.")] = None,
    scenario: Annotated[str | None, typer.Option(help="One scenario only; left out: all of the workspace.")] = None,
    date: Day = None,
    again: Annotated[bool, typer.Option("--again", help="Make also what has not changed since it was made.")] = False,
) -> None:
    """Load a workspace, plan it and build its site; or one group of that. A scenario or a date stays as it is where
    nothing that it depends on has changed.

    Example: wijk run --workspace deventer --date 2026-02-03
    """
    from pipelines.cli.places import workspace_to_run

    carry_out(
        workspace_to_run(workspace),
        group=group,
        scenarios=(scenario,) if scenario else None,
        service_date=date.date() if date else None,
        again=again,
    )


def nightly(
    date: Day = None,
    workspace: Workspace = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First of many dates, YYYY-MM-DD.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last of many dates, YYYY-MM-DD.")
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes that plan many dates at once.", min=1, max=64)] = 1,
    at: Annotated[
        datetime | None, typer.Option(formats=["%H:%M"], help="Mend the day from this hour on; what was done stays.")
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Plan anew, in place of mending what stands.")] = False,
) -> None:
    """Load what changed, plan one service date (or all of --from to --to), and rebuild the site; scenarios stay as they
    are. A file that cannot be read does not stop it where its source was loaded before.

    A plan of that date that stands is mended where something changed, a late order or a concierge who is absent, and
    what changed is listed; without a change it stays.

    Example: wijk nightly --date 2026-02-04 --at 11:30
    """
    from geo.workspace import WorkspaceError
    from pipelines.cli.places import workspace_root

    if (first is None) != (last is None) or (first is None) == (date is None) or (first and last and last < first):
        raise WorkspaceError("Name --date, or --from and a later --to: wijk nightly --from 2026-02-01 --to 2026-02-28")
    days = (last - first).days + 1 if first and last else 0
    carry_out(
        workspace_root(workspace),
        service_date=date.date() if date else first.date() if first else None,
        dates=tuple(first.date() + timedelta(n) for n in range(days)) if first else (),
        workers=workers,
        steps=("prepare", "service_date", "publish"),
        repair=not anew,
        again=anew,
        now_s=at.hour * 3600 + at.minute * 60 if at else 0,
        keep_last_good=True,
    )


def demo() -> None:
    """Do everything for the fictional sample region; the last line is the path of its site.

    Example: wijk demo
    """
    from pipelines.cli.places import prepare_sample
    from pipelines.database import database, ready
    from pipelines.dbt_project import manifest
    from pipelines.home import home

    started, place = time.monotonic(), home()

    def begin() -> None:
        os.environ.update(place.environment() | database(place).dbt_environment())
        parsed = beside.submit(manifest)
        ready(place)
        parsed.result()

    typer.echo("Writing the sample region Voorbeeldstad ...", err=True)
    with ThreadPoolExecutor(3) as beside:  # the sample and dbt take processes of their own, PostgreSQL starts
        written, begun = beside.submit(prepare_sample), beside.submit(begin)
        from pipelines import definitions, figures, runs  # noqa: F401  # meanwhile: seconds to load

        root = written.result()
        begun.result()
    carry_out(root, started=started)


def carry_out(root: Path, *, started: float | None = None, **wishes: Any) -> None:
    """Runs a workspace and prints the figures that matter, the site's path alone on the last line.

    What can be wrong without Dagster (the workspace, the database) is found out before its seconds of loading.

    Args:
        root: workspace folder.
        started: when the command began, by the monotonic clock.
        wishes: the fields of :class:`pipelines.runs.Request`.
    """
    from geo.workspace import load_region, load_scenarios

    started = started or time.monotonic()
    typer.echo("Starting ...", err=True)
    region, scenarios = load_region(root), load_scenarios(root)

    from pipelines.database import ready
    from pipelines.dbt_project import manifest
    from pipelines.home import home
    from pipelines.sites import index_of

    place = home()
    found = ready(place)
    os.environ |= place.environment()
    with ThreadPoolExecutor(1) as beside:  # dbt reads its project in a process of its own while Dagster loads here
        parsed = beside.submit(manifest)
        import pipelines.definitions  # noqa: F401  # the most of it
        from pipelines.figures import figures
        from pipelines.runs import Request, run

        parsed.result()
    request = Request(root, **wishes)
    run(request, place)
    minutes = scenarios["baseline"].minutes
    for line in figures(found, region, request.service_date or region.service_date, minutes):
        typer.echo(line)
    typer.echo(f"{'Seconds taken':<64} {time.monotonic() - started:>12.0f}")
    sheets = place.routes / region.region / (request.service_date or region.service_date).isoformat()
    if sheets.exists():
        typer.echo(f"Route sheets, for each concierge alone: {sheets}")
    index = index_of(place, region.region)
    if index.exists():
        typer.echo(str(index))


def dev(port: Annotated[int, typer.Option(help="Port of the web interface.", min=1, max=65535)] = 3000) -> None:
    """Open Dagster's web interface and daemon on the database.

    Example: wijk dev --port 3333
    """
    import socket

    from geo.db.connection import DatabaseError
    from pipelines.database import ready
    from pipelines.home import home
    from pipelines.serve import from_now_on

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise DatabaseError(f"Port {port} is in use; choose another: wijk dev --port {port + 1}") from None
    place = home()
    os.environ |= place.environment()
    ready(place)
    from dagster import DagsterInstance  # seconds to load: a port in use is told before

    with DagsterInstance.get() as instance:
        from_now_on(instance)
    workspace = Path(__file__).resolve().parents[2] / "workspace.yaml"
    command = [
        str(Path(sys.executable).parent / "dagster"),
        "dev",
        "-w",
        str(workspace),
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    # Dagster marks `dagster dev` as superseded by a command that does not take workspace.yaml
    raise SystemExit(subprocess.call(command, env=os.environ | {"PYTHONWARNINGS": "ignore"}))
