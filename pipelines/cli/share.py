"""``wijk share``: the package that a gemeente may have. ``wijk freeze``: a copy for research, to be cited."""

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


def freeze(
    out: Annotated[Path, typer.Argument(help="The zip to write, or a folder to write it in.")],
    workspace: Annotated[
        Path | None, typer.Option(help="Workspace folder; left out: this folder, else the sample.")
    ] = None,
) -> None:
    """Freeze what researchers may query as one zip with number, day and checksum to cite. It holds small counts: for
    those with an agreement, not for the public (that is wijk share).

    Example: wijk freeze onderzoek.zip
    """
    from geo.workspace import WorkspaceError, load_region
    from pipelines.cli.places import workspace_root
    from pipelines.database import ready
    from pipelines.dbt_project import manifest
    from pipelines.home import home

    region = load_region(workspace_root(workspace))
    found = ready(home())
    from pipelines.snapshot import freeze as frozen

    made = frozen(found, region, manifest())
    path = out / f"wijkplan-{region.region}-{made.number}.zip" if out.is_dir() else out
    try:
        path.write_bytes(made.content)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written ({error.strerror}); choose another place.") from None
    typer.echo(f"{path.resolve()} nummer {made.number} van {made.day.isoformat()}, kenmerk {made.checksum}")
