"""``wijk scenario``: the planning questions of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
Workspace = Annotated[Path | None, typer.Option(help="Workspace folder; left out: this folder, else the sample.")]


@app.callback(invoke_without_command=True)
def scenarios(context: typer.Context) -> None:
    """The scenarios of a workspace: each a planning question in a YAML file.

    Example: wijk scenario list
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("list")
def list_scenarios(workspace: Workspace = None) -> None:
    """List the scenarios: name, objective, number of hubs, title.

    Example: wijk scenario list --workspace deventer
    """
    from geo.workspace import load_scenarios
    from pipelines.cli.places import workspace_root

    for name, each in load_scenarios(workspace_root(workspace)).items():
        hubs = "today's" if each.hubs is None else str(each.hubs)
        typer.echo(f"{name:<24} {each.objective:<18} {hubs:>8} hubs  {each.title}{'  (locked)' if each.locked else ''}")


@app.command("run")
def run_scenario(name: str, workspace: Workspace = None) -> None:
    """Work out one scenario and rebuild the site.

    Example: wijk scenario run drie-hubs
    """
    from pipelines.cli.places import workspace_root
    from pipelines.cli.run import carry_out

    carry_out(workspace_root(workspace), scenarios=(name,), steps=("scenario", "publish"))
