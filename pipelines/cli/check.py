"""``wijk check``: what the files of a workspace hold, before anything is loaded; checked by :mod:`geo.data_check`."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from geo.data_check import DataCheck, FileCheck

app = typer.Typer()
KEY_BYTES = 32
WIDTH = 120
"""Columns of the report where no terminal says how wide it is."""
WIDEST_NAME = 32
"""Columns that the name of a file gets before it is folded."""


@app.callback(invoke_without_command=True)
def check(context: typer.Context) -> None:
    """Look at a workspace without loading it.

    Example: wijk check data
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("data")
def check_data(
    workspace: Annotated[
        Path | None, typer.Option(help="Workspace folder; left out: this folder, else the sample region.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Write the whole list as CSV (UTF-8, semicolons).")] = None,
    rows: Annotated[int, typer.Option(help="Refused values that are shown.", min=0)] = 20,
) -> None:
    """Validate the files of a workspace without loading them: rows, accepted, rejected, warnings.

    Exit code 1 where a file is refused as a whole: a run would stop there.

    Example: wijk check data --workspace deventer --csv fouten.csv
    """
    typer.echo("Starting ...", err=True)
    from geo.data_check import check_workspace
    from geo.workspace import load_region
    from pipelines.cli.places import workspace_root

    region = load_region(workspace_root(workspace))
    found = check_workspace(region, secrets.token_bytes(KEY_BYTES))
    if csv is not None:
        write_csv(found, csv)
    if as_json:
        typer.echo(json.dumps(as_mapping(found), ensure_ascii=False, indent=1))
    else:
        _show(found, rows, csv)
    if found.refused:
        raise typer.Exit(1)


def as_mapping(check: DataCheck) -> dict[str, Any]:
    """The report as plain values for JSON."""
    return {
        "region": check.region,
        "refused": check.refused,
        "files": [
            {
                "source": file.source, "file": file.file_name, "rows": file.rows, "accepted": file.accepted,
                "rejected": file.rejected, "share": file.share, "period": file.period, "licence": file.licence,
                "purpose": file.purpose, "legal_basis": file.legal_basis, "refusal": file.refusal, "note": file.note,
                "warnings": list(file.warnings), "rejects": file.rejects.drop(columns="file_name").to_dict("records"),
            }
            for file in check.files
        ],
        "findings": [
            {"rule": item.rule, "sources": list(item.sources), "count": item.count, "sentence": item.sentence}
            for item in check.findings
        ],
    }  # fmt: skip


def write_csv(check: DataCheck, path: Path) -> None:
    """Writes the whole list for a spreadsheet; text that a spreadsheet would take for a formula begins with ``'``."""
    from geo.data_check import listed
    from geo.spreadsheet import csv_text
    from geo.workspace import WorkspaceError

    try:
        path.write_text(csv_text(listed(check)), encoding="utf-8", newline="")
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written ({error.strerror}); choose another file.") from None


def _show(check: DataCheck, rows: int, csv: Path | None) -> None:
    from rich.console import Console

    width = None if Console().is_terminal else WIDTH
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    _show_files(check, console)
    for reason, names in _passed_over(check).items():
        _say(console, f"Overgeslagen, {reason}: {', '.join(names)}.")
    for file in check.files:
        for sentence in file.warnings:
            _say(console, f"Let op, {file.file_name}: {sentence}")
    for finding in check.findings:
        _say(console, f"Let op: {finding.sentence}")
    _show_rejects(check, console, rows, csv)
    refused = [file for file in check.files if file.refusal is not None]
    for file in refused:
        _say(console, f"Geweigerd als geheel: {file.refusal}")
    if refused:
        told = f"Bestanden die als geheel geweigerd zijn: {len(refused)} van {len(check.files)}."
        _say(console, f"{told} Een run begint pas als ze kloppen.")
    else:
        _say(console, "Geen enkel bestand is als geheel geweigerd.")


def _passed_over(check: DataCheck) -> dict[str, list[str]]:
    """Why files were passed over, in a few words, and which."""
    found: dict[str, list[str]] = {}
    for file in check.files:
        if file.note is not None:
            found.setdefault(file.note.removeprefix(f"{file.file_name} is ").rstrip("."), []).append(file.file_name)
    return found


def _show_files(check: DataCheck, console: Console) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=_plain(f"Gegevens van {check.region}"), title_justify="left")
    table.add_column("bron", overflow="fold", max_width=26)
    # a name that is broken off cannot be read or copied
    longest = max((len(_plain(file.file_name)) for file in check.files), default=0)
    table.add_column("bestand", overflow="fold", min_width=min(longest, WIDEST_NAME))
    table.add_column("periode", overflow="fold", max_width=14)
    for head in ("rijen", "goed", "geweigerd", "let op"):
        table.add_column(head, justify="right", no_wrap=True)
    for file in check.files:
        table.add_row(*(_plain(cell) for cell in _cells(file)))
    console.print(table)


def _cells(file: FileCheck) -> tuple[str, ...]:
    from maps.formats import number
    from maps.texts import word

    rejected = number(file.rejected) + (f" ({number(file.share * 100, 1)} %)" if file.rejected and file.share else "")
    if file.refusal is not None:
        rejected = "alles"
    counts = ["-" if count is None else number(count) for count in (file.rows, file.accepted)]
    source, period = word("source", file.source), (file.period or "").replace("/", " tot ")
    return source, file.file_name, period, *counts, "-" if file.note else rejected, number(len(file.warnings))


def _show_rejects(check: DataCheck, console: Console, rows: int, csv: Path | None) -> None:
    """The first refused values of each file in turn, so that one bad file does not hide the others."""
    from rich import box
    from rich.table import Table

    with_rejects = [file for file in check.files if len(file.rejects)]
    total = sum(len(file.rejects) for file in with_rejects)
    if not total or not rows:
        return
    each = max(1, rows // len(with_rejects))
    table = Table(box=box.SIMPLE_HEAD, title="Geweigerde waarden", title_justify="left")
    table.add_column("bestand", overflow="fold")
    table.add_column("rij", justify="right", no_wrap=True)
    for head in ("kolom", "waarde", "wat er mis is"):
        table.add_column(head, overflow="fold")
    shown = 0
    for file in with_rejects:
        for reject in file.rejects.head(min(each, rows - shown)).to_dict("records"):
            cells = (file.file_name, reject["row_number"], reject["column_name"], reject["value"], reject["sentence"])
            table.add_row(*(_plain(str(cell)) for cell in cells))
            shown += 1
    console.print(table)
    if shown < total:
        more = f"staan in {csv}" if csv is not None else "geeft --csv BESTAND"
        _say(console, f"Getoond: {shown} van {total}; de andere {more}.")


def _plain(text: str) -> str:
    """Text of a file as a terminal may show it: no signs that move the cursor or change its colours."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _say(console: Console, text: str) -> None:
    console.print(_plain(text))
