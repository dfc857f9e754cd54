"""``wijk share``: the package that a gemeente may have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def share(
    gemeente: Annotated[str, typer.Argument(help="CBS code of the gemeente, such as GM0150.")],
    out: Annotated[Path, typer.Argument(help="The zip to write, or a folder to write it in.")],
    workspace: Annotated[
        Path | None, typer.Option(help="Workspace folder; left out: this folder, else the sample.")
    ] = None,
) -> None:
    """Write what a gemeente may have as one zip: maps, tables, their meaning, sources, method, what was withheld.

    Example: wijk share GM0150 pakket.zip
    """
    from geo.workspace import WorkspaceError, load_region
    from pipelines.cli.places import workspace_root
    from pipelines.database import ready
    from pipelines.dbt_project import manifest
    from pipelines.home import home

    region = load_region(workspace_root(workspace))
    place = home()
    found = ready(place)
    from pipelines.share_package import package

    content = package(found, region, gemeente.upper(), manifest())
    path = out / f"wijkplan-{gemeente.upper()}.zip" if out.is_dir() else out
    try:
        path.write_bytes(content)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written ({error.strerror}); choose another place.") from None
    typer.echo(str(path.resolve()))
