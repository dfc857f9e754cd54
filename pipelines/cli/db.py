"""``wijk db``: the private cluster, or the server that WIJK_DATABASE_URL names."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.callback(invoke_without_command=True)
def db(context: typer.Context) -> None:
    """The PostGIS database: a private cluster, or the server in WIJK_DATABASE_URL.

    Example: wijk db status
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def start() -> None:
    """Start the private cluster (made at first use) and bring its schema up to date.

    Example: wijk db start
    """
    from pipelines.database import ready
    from pipelines.home import home

    found = ready(home())
    typer.echo(f"PostGIS is running: {found.shown}")


@app.command()
def stop() -> None:
    """Stop the private cluster.

    Example: wijk db stop
    """
    from pipelines.database import private_cluster
    from pipelines.home import home

    cluster = private_cluster(home())
    if cluster is None:
        typer.echo("A server is in use that wijk did not start; it is left alone.")
    else:
        typer.echo("PostGIS is stopped." if cluster.stop() else "PostGIS was not running.")


@app.command()
def status() -> None:
    """Say which database is used, where it is, and whether its schema is the newest.

    Example: wijk db status
    """
    from geo.db.migrate import current_revision, newest_revision
    from pipelines.database import database, private_cluster
    from pipelines.home import home

    cluster = private_cluster(home())
    if cluster is not None:
        told = cluster.status()
        typer.echo(f"kind      private cluster, PostgreSQL {told.version or 'not made yet'}")
        typer.echo(f"folder    {told.folder}")
        stopped = "stopped" if told.initialised else "not made yet; wijk db start makes it"
        typer.echo(f"state     {'running' if told.running else stopped}")
        if not told.running:
            return
    else:
        typer.echo("kind      server (WIJK_DATABASE_URL or Docker)")
    found = database(home())
    revision = current_revision(found)
    newest = newest_revision()
    typer.echo(f"address   {found.shown}")
    standing = "(newest)" if revision == newest else f"(newest is {newest}: wijk db migrate)"
    typer.echo(f"schema    {revision or 'none'} {standing}")


@app.command()
def url() -> None:
    """Print the database's address on one line, for psql and other programs; it holds the password.

    Example: psql "$(wijk db url)"
    """
    from pipelines.database import ready
    from pipelines.home import home

    typer.echo(ready(home()).plain)


@app.command()
def qgis(
    out: Annotated[Path, typer.Argument(help="The XML to write, or a folder to write it in.")],
) -> None:
    """Write a connection for QGIS (Layer > Data Source Manager > PostgreSQL > Load). No name or password stands in it.

    Example: wijk db qgis wijkplan-qgis.xml
    """
    from geo.share_package.qgis import connection
    from geo.workspace import WorkspaceError
    from pipelines.database import ready
    from pipelines.home import home

    url = ready(home()).url
    path = out / "wijkplan-qgis.xml" if out.is_dir() else out
    try:
        path.write_text(connection(url.host or "", url.port or 5432, url.database or ""), encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written ({error.strerror}); choose another place.") from None
    typer.echo(str(path.resolve()))


@app.command()
def shell() -> None:
    """Open psql on the database.

    Example: wijk db shell
    """
    from geo.db.connection import DatabaseError
    from pipelines.database import ready
    from pipelines.home import home

    found = ready(home())
    psql = shutil.which("psql")
    if psql is None:
        raise DatabaseError("psql was not found. Debian/Ubuntu: apt install postgresql-client.")
    os.execv(psql, [psql, found.plain])  # noqa: S606 - replaces this process on purpose


@app.command()
def migrate() -> None:
    """Bring the schema to the newest version.

    Example: wijk db migrate
    """
    from geo.db.migrate import migrate as bring
    from geo.db.migrate import newest_revision
    from pipelines.database import database
    from pipelines.home import home

    changed = bring(database(home()))
    typer.echo(f"Schema {newest_revision()}: {'brought up to date.' if changed else 'nothing to do.'}")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to; a file of that name is replaced.")]) -> None:
    """Write the whole database, Dagster's with it, into one file; it holds names: keep it as you keep those.

    Example: wijk db backup wijk-2026-02-03.backup
    """
    from pipelines.backup import backup as write
    from pipelines.database import dagster_database, ready
    from pipelines.home import home

    place = home()
    found = ready(place)
    made = write(found, dagster_database(found), file.absolute(), place.pseudonym_key())
    rows = sum(count for count, _ in made.tables.values())
    typer.echo(f"{rows:,} rows of {len(made.tables)} tables at schema {made.revision}: {file.absolute()}")
    typer.echo("Not in it: workspaces, and the key of the pseudonyms (WIJK_PSEUDONYM_KEY or secrets.json). Keep both.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that wijk db backup made.")]) -> None:
    """Put a backup in the place of the database; all of it or nothing.

    Example: wijk db restore wijk-2026-02-03.backup
    """
    from pipelines.backup import fingerprint, read_manifest
    from pipelines.backup import restore as put_back
    from pipelines.database import dagster_database, database, private_cluster
    from pipelines.home import home
    from pipelines.persons import erased_again

    place = home()
    read_manifest(file)
    found = database(place)
    steps = (erased_again(place),)
    made = put_back(found, dagster_database(found), file, cluster=private_cluster(place), after=steps)
    typer.echo(f"{len(made.tables)} tables as they were at {made.made_at} are back; a run builds the site from them.")
    if fingerprint(place.pseudonym_key()) != made.key:
        typer.echo(
            "wijk: The key of the pseudonyms is another than the backup was made with: residents would count twice. "
            f"Put the old one in WIJK_PSEUDONYM_KEY or {place.root / 'secrets.json'} before the next run.",
            err=True,
        )
        raise typer.Exit(1)
