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
        hubs = str(each.hubs or ("fewest" if each.objective == "set_covering" else "today's"))
        typer.echo(f"{name:<24} {each.objective:<18} {hubs:>8} hubs  {each.title}{'  (locked)' if each.locked else ''}")


@app.command("run")
def run_scenario(name: str, workspace: Workspace = None) -> None:
    """Work out one scenario and rebuild the site.

    Example: wijk scenario run drie-hubs
    """
    from pipelines.cli.places import workspace_root
    from pipelines.cli.run import carry_out

    carry_out(workspace_root(workspace), scenarios=(name,), steps=("scenario", "publish"))


@app.command("compare")
def compare_scenarios(
    first: Annotated[str, typer.Argument(help="A scenario, such as baseline.")],
    second: Annotated[str, typer.Argument(help="The scenario that is set against it.")],
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the buurten as CSV.")] = False,
) -> None:
    """Two scenarios side by side: figures, hubs, and minutes nearer or farther by buurt (in Dutch).

    Example: wijk scenario compare baseline drie-hubs
    """
    from geo.workspace import WorkspaceError, load_region, load_scenarios
    from pipelines.cli.places import workspace_root

    root = workspace_root(workspace)
    region, known = load_region(root), load_scenarios(root)
    for name in (first, second):
        if name not in known:
            raise WorkspaceError(f"There is no scenario {name} in {root / 'scenarios'}; there is {', '.join(known)}.")
    if first == second:
        raise WorkspaceError(f"{first} is named twice; name two different scenarios.")

    from pipelines import comparison
    from pipelines.database import database
    from pipelines.home import home

    found = comparison.compare(database(home()), region.region, known[first], known[second])
    if as_json:
        typer.echo(comparison.as_json(found))
    elif as_csv:
        typer.echo(comparison.as_csv(found), nl=False)
    else:
        for line in comparison.told(found):
            typer.echo(line)
