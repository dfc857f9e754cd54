"""The command's frame: its sub-commands, the ``--debug`` flag, and how it is started."""

from __future__ import annotations

import gc
import os
import sys

import typer

from pipelines.cli import check, db, person, scenario
from pipelines.cli.doctor import doctor
from pipelines.cli.errors import guarded
from pipelines.cli.fetch import fetch
from pipelines.cli.morning import morning
from pipelines.cli.run import demo, dev, init, nightly, run
from pipelines.cli.share import freeze, share
from pipelines.cli.site import site
from pipelines.leaving import leaving_at_once

app = typer.Typer(
    name="wijk",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def wijk(context: typer.Context) -> None:
    """Plan neighbourhood care logistics: which wijk next, where the hub, whom it reaches, what to drive tonight.

    Example: wijk demo
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.add_typer(check.app, name="check")
app.add_typer(db.app, name="db")
app.add_typer(scenario.app, name="scenario")
app.add_typer(person.app, name="person")
for command in (init, fetch, run, nightly, site, share, freeze, demo, dev, doctor, morning):
    app.command()(command)


def main() -> None:
    """The entry point of ``wijk``; ``--debug`` anywhere on the line shows tracebacks."""
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
        os.environ["WIJK_DEBUG"] = "1"
    gc.set_threshold(100_000, 30, 30)  # a command makes much and drops little: looking for it often takes a tenth more
    with leaving_at_once():
        sys.exit(guarded(lambda: app(prog_name="wijk", standalone_mode=False), debug=debug))
