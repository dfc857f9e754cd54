"""``wijk site``: where the built site is, or the site on a local web address."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from geo.workspace import Region
    from pipelines.home import Home


def site(
    workspace: Annotated[
        Path | None, typer.Option(help="Workspace folder; left out: this folder, else the sample.")
    ] = None,
    path: Annotated[bool, typer.Option("--path", help="Print the path of index.html and nothing else.")] = False,
    serve: Annotated[bool, typer.Option("--serve", help="Serve the site on the loopback address.")] = False,
    share: Annotated[bool, typer.Option("--share", help="The site that may be shared, built anew.")] = False,
    one_file: Annotated[
        Path | None, typer.Option("--one-file", help="With --share: write all of it as this one HTML file, to send.")
    ] = None,
    country: Annotated[
        bool, typer.Option("--country", help="All buurten of all regions that were planned, on one page, built anew.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port for --serve; 0 takes a free one.", min=0, max=65535)] = 0,
) -> None:
    """Print where the site is (--path), or serve it (--serve).

    With --share it is the site that may leave the organisation, made of the shared tables alone; with --one-file as
    well, it is one HTML file that opens anywhere. The internal site cannot be one file. With --country it is one page
    of every region that this database plans, and needs no workspace.

    Example: wijk site --path
    """
    from geo.workspace import WorkspaceError, load_region
    from pipelines.cli.places import workspace_root
    from pipelines.home import home
    from pipelines.sites import index_of

    if country and one_file is None:
        index = _country(home())
        _show(index, port, serve=serve and not path)
        return
    root = workspace_root(workspace)
    region, place = load_region(root), home()
    if one_file is not None:
        if not share:
            raise WorkspaceError("Only the site that may be shared can become one file; write --share with --one-file.")
        typer.echo(str(_one_file(region, place, one_file)))
        return
    if share:
        from pipelines.database import ready
        from pipelines.dbt_project import manifest

        found = ready(place)
        from pipelines.share_package import share_site

        index = share_site(found, region, place.sites / f"{region.region}-gedeeld", manifest())
    else:
        index = index_of(place, region.region)
    if not index.exists():
        raise WorkspaceError(
            f"The site of {root} was not built yet; start with: wijk run --workspace {quote(str(root))}"
        )
    _show(index, port, serve=serve and not path)


def _show(index: Path, port: int, *, serve: bool) -> None:
    """Prints where a page is, or serves its folder."""
    from pipelines.sites import serve_folder

    if serve:
        serve_folder(index.parent, port, typer.echo)
    else:
        typer.echo(str(index))


def _country(place: Home) -> Path:
    """Builds the page of all regions of the database, whatever workspace is at hand."""
    from pipelines.database import ready

    found = ready(place)
    from pipelines.country_site import country_site

    return country_site(found, place.sites / "_land")


def _one_file(region: Region, place: Home, out: Path) -> Path:
    """Writes the shared site as one file; the file is there whole or not at all."""
    from geo.workspace import WorkspaceError
    from pipelines.database import ready
    from pipelines.dbt_project import manifest

    found = ready(place)
    from pipelines.share_package import share_file

    content = share_file(found, region, manifest())
    building = out.with_name(f".{out.name}.building")
    try:
        building.write_text(content, encoding="utf-8")
        building.replace(out)
    except OSError as error:
        raise WorkspaceError(f"{out} cannot be written ({error.strerror}); choose another place.") from None
    return out.resolve()
