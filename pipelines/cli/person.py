"""``wijk person``: what is held about one person, and its removal (AVG articles 15 and 17); the key of pseudonyms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
Workspace = Annotated[Path | None, typer.Option(help="Workspace folder; left out: this folder, else the sample.")]
Who = Annotated[str, typer.Argument(help='Pseudonym, or postcode and house number: "7411 AB 12".')]


@app.callback(invoke_without_command=True)
def person(context: typer.Context) -> None:
    """What is held about a person, and its removal.

    Example: wijk person export "7411 AB 12"
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("export")
def export_person(who: Who, workspace: Workspace = None) -> None:
    """Print all that is held about a person as JSON; it holds names and goods, so keep it safe.

    Example: wijk person export "7411 AB 12"
    """
    from geo.workspace import load_region
    from pipelines import persons
    from pipelines.cli.places import workspace_root
    from pipelines.database import ready
    from pipelines.home import home

    region, place = load_region(workspace_root(workspace)).region, home()
    key = persons.person_of(who, region, place.pseudonym_key())
    typer.echo(json.dumps(persons.export(ready(place), region, key, place), ensure_ascii=False, indent=1))


@app.command("erase")
def erase_person(
    who: Who,
    workspace: Workspace = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; there is no way back.")] = False,
) -> None:
    """Remove a person everywhere, earlier versions of inputs too, and keep the counts; then run the workspace again.

    Example: wijk person erase "7411 AB 12" --yes
    """
    from geo.workspace import load_region
    from pipelines import persons
    from pipelines.cli.places import workspace_root
    from pipelines.database import ready
    from pipelines.home import home

    root, place = workspace_root(workspace), home()
    region = load_region(root).region
    key = persons.person_of(who, region, place.pseudonym_key())
    if not yes:
        typer.confirm("This cannot be undone. Erase?", abort=True)
    found = ready(place)
    with persons.at_rest(found, region) as still:
        rows = persons.remove(found, region, key, place, still)
    typer.echo(f"Erased: {rows} rows removed or made anonymous. Plans, figures and site follow at the next: wijk run")
    typer.echo(
        f"The files in {root} still hold the person: take the rows out there too. A run does not load them again."
    )


@app.command("new-key")
def new_key() -> None:
    """Make a new key of the pseudonyms; the next run reads the files with persons again under it.

    Example: wijk person new-key
    """
    from pipelines.home import home

    home().rotate_key()
    typer.echo("A new key is in use; the old one is kept only to recognise who was erased. Now run every workspace.")
