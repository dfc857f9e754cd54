"""``wijk fetch``: the open sources of a gemeente into a workspace. How they are asked is in :mod:`geo.fetch`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from geo.fetch.client import Client
    from geo.fetch.lock import Gemeente
    from geo.fetch.places import Places
    from geo.fetch.run import Outcome
    from geo.fetch.source import Source
    from geo.workspace import Region


def fetch(
    gemeente: Annotated[
        str | None, typer.Option(help="Name or CBS code, such as Deventer; left out: that of the workspace.")
    ] = None,
    workspace: Annotated[
        Path | None,
        typer.Option(help="Workspace folder, made where it is absent; left out: this folder, or a new one."),
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="Year of boundaries and figures; left out: the newest that is whole.", min=2013)
    ] = None,
    earlier: Annotated[
        int | None, typer.Option(help="Year of the earlier boundaries; left out: two years before.", min=2013)
    ] = None,
    only: Annotated[
        str | None, typer.Option(help="Some sources only: pdok,pdok-earlier,cbs,cbs-ages,rivm,vektis,vektis-pc3,osm.")
    ] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask again for what is fresh.")] = False,
    base_urls: Annotated[
        Path | None,
        typer.Option(
            help="YAML with other addresses, such as osm_extract: https://….osm.pbf.", envvar="WIJK_BASE_URLS"
        ),
    ] = None,
) -> None:
    """Fetch the open sources (CBS, PDOK, RIVM, Vektis, OpenStreetMap) of a gemeente into a workspace.

    Example: wijk fetch --gemeente Deventer
    """
    typer.echo("Starting ...", err=True)
    from geo.fetch.client import Client
    from geo.fetch.places import read_places
    from geo.fetch.plan import YEAR, sources
    from geo.fetch.run import alone, fetch_sources
    from geo.workspace import FILES, load_region
    from pipelines.progress import reporting

    places, manners = read_places(base_urls)
    heard = _Heard()
    with Client(manners, heard=heard) as client:
        root, wanted = _workspace(gemeente, workspace, client, places, year or YEAR)
        region = load_region(root)
        boundaries = _paths(region, "buurt") or (root / FILES["buurt"],)
        chosen = _chosen(sources(places, year or YEAR, wanted, boundaries[0], earlier=earlier), only)
        with alone(root), reporting(len(chosen)) as reporter:
            reporter.begin(", ".join(one.name for one in wanted), len(chosen))
            outcomes = fetch_sources(
                root, chosen, client, refresh=refresh,
                began=lambda source: heard.start(lambda size: reporter.busy(f"{source.title}{size}")),
                ended=lambda outcome: reporter.step(outcome.source.title, outcome.state != "failed"),
            )  # fmt: skip
    _tell(root, load_region(root), outcomes)


def _workspace(
    named: str | None, folder: Path | None, client: Client, places: Places, year: int
) -> tuple[Path, tuple[Gemeente, ...]]:
    """The folder and its gemeenten; the workspace is made where it is absent, once the gemeente is known."""
    from dataclasses import replace

    from geo.fetch.client import FetchError
    from geo.fetch.desk import Desk
    from geo.fetch.lock import Gemeente, read_lock, write_lock
    from geo.fetch.plan import look_up, plain, resolve
    from geo.workspace import WorkspaceError, init_workspace, load_region

    def looked_up(name: str) -> Gemeente:
        with tempfile.TemporaryDirectory() as scratch:
            return look_up(name, Desk(client, Path(scratch)), places, year)

    root = (folder or Path.cwd()).expanduser().absolute()
    if not (root / "region.yaml").exists():
        if named is None:
            raise WorkspaceError("Which gemeente? Name it: wijk fetch --gemeente Deventer")
        found = looked_up(named)
        root = root if folder else root / (plain(found.name).replace(" ", "-") or found.code.casefold())
        if not (root / "region.yaml").exists():
            init_workspace(root, found.code, None if found.name == found.code else found.name)
            write_lock(root, replace(read_lock(root), gemeenten=(found,)))
        else:
            named = found.code
    codes, lock = load_region(root).gemeenten, read_lock(root)
    known = {one.code: one for one in lock.gemeenten}
    wanted = tuple(known.get(code, Gemeente(code, code)) for code in codes)
    if named is not None and named.strip() not in codes:
        try:
            found = resolve(named, lock.gemeenten)
        except FetchError:
            found = looked_up(named)
        if found.code not in codes:
            raise WorkspaceError(
                f"{root} is the workspace of {', '.join(codes)}, not of {found.name} ({found.code}); "
                "name another folder with --workspace."
            )
        wanted = tuple(found if one.code == found.code else one for one in wanted)
    if wanted != lock.gemeenten:
        write_lock(root, replace(lock, gemeenten=wanted))
    return root, wanted


def _chosen(sources: Sequence[Source], only: str | None) -> tuple[Source, ...]:
    from geo.workspace import WorkspaceError

    names = [source.name for source in sources]
    wanted = names if only is None else [name.strip() for name in only.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in names]
    if unknown or not wanted:
        raise WorkspaceError(f"--only does not know '{', '.join(unknown)}'; the sources are {','.join(names)}.")
    return tuple(source for source in sources if source.name in wanted)


def _tell(root: Path, region: Region, outcomes: Sequence[Outcome]) -> None:
    """The report: a line a file, what region.yaml lacks, and a line a source that failed; exit code 1 with those."""
    from geo.workspace import FILES

    good = [outcome for outcome in outcomes if outcome.state != "failed"]
    bad = [outcome for outcome in outcomes if outcome.state == "failed"]
    for outcome in good:
        typer.echo(f"{outcome.source.file:<28} {outcome.state:<8} {outcome.told}")
    for outcome in (one for one in good if one.state != "absent"):
        key, file = outcome.source.key, outcome.source.file
        read = _paths(region, key)
        if key in FILES and not read:
            typer.echo(f"Not read yet: add to files in {root / 'region.yaml'}:  {key}: {file}")
        elif read and root / file not in read:
            typer.echo(f"Not read: {root / 'region.yaml'} names another file for {key} than {file}.")
    if not bad:
        typer.echo(f"All is in {root}; see how it reads with: wijk check data --workspace {quote(str(root))}")
        return
    for outcome in bad:
        typer.echo(f"wijk: {outcome.source.name}: {outcome.told}", err=True)
    raise typer.Exit(1)


def _paths(region: Region, key: str) -> tuple[Path, ...]:
    """The files that a region reads for a source."""
    return region.files.get(key, ())


class _Heard:
    """Counts the bytes of the source under way, and tells at every megabyte."""

    def __init__(self) -> None:
        self._size = 0
        self._show: Callable[[str], None] = lambda text: None

    def start(self, show: Callable[[str], None]) -> None:
        self._size, self._show = 0, show
        show("")

    def __call__(self, size: int) -> None:
        before, self._size = self._size, self._size + size
        if before // 1_000_000 != self._size // 1_000_000:
            self._show(f", {self._size // 1_000_000} MB")
