"""``wijk doctor``: what is wrong with this platform, and the mend."""

from __future__ import annotations

import typer


def doctor() -> None:
    """Look for the usual faults (room, PostgreSQL, schema, files, locks, failed runs, sites) and say the mend of each.

    Exit code 1 where something is wrong.

    Example: wijk doctor
    """
    from pipelines.doctor import examine
    from pipelines.home import home

    findings = examine(home())
    for each in findings:
        typer.echo(f"{'WRONG' if each.wrong else 'ok':<6} {each.subject}: {each.told}")
        if each.mend:
            typer.echo(f"{'':<6} -> {each.mend}")
    wrong = sum(each.wrong for each in findings)
    typer.echo(f"{wrong} of {len(findings)} to mend." if wrong else "All is well.")
    if wrong:
        raise typer.Exit(1)
