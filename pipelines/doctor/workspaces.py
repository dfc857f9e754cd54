"""What can be wrong with the regions that were run: their folders, their files, their sites."""

from __future__ import annotations

import re
from pathlib import Path
from shlex import quote

import psycopg

from geo.db.connection import Database
from geo.sources.reading import NEEDED, file_name_of
from geo.workspace import OWN_FILES, Region, Registry, WorkspaceError, load_region, load_scenarios
from pipelines.doctor.finding import Finding
from pipelines.home import Home
from pipelines.sites import index_of

LINK = re.compile(r'(?:href|src)="([^"#?:]+\.(?:html|js|css))')
"""What a page needs beside it."""


def examine(home: Home, reached: Database | None) -> list[Finding]:
    """The findings on every region that was run."""
    try:
        registry = Registry(home.registry)
        names = registry.names()
        roots = {name: registry.root_of(name) for name in names}
    except WorkspaceError as error:
        return [Finding("workspaces", str(error), f"delete {home.registry} and run each workspace once")]
    if not roots:
        return [Finding("workspaces", "none was run yet; start with: wijk demo")]
    planned = _planned(reached) if reached is not None else set()
    return [each for name, root in roots.items() for each in of_region(home, name, root, planned)]


def of_region(home: Home, name: str, root: Path, planned: set[str]) -> list[Finding]:
    """The findings on one region."""
    try:
        region = load_region(root)
        load_scenarios(root)
    except WorkspaceError as error:
        return [Finding(f"workspace {name}", str(error), f"mend it, or run the workspace from where it is now: {root}")]
    found = files(region)
    if name in planned:
        found += site(index_of(home, name), f"wijk run --workspace {quote(str(root))}")
    return found


def files(region: Region) -> list[Finding]:
    """Files that region.yaml names and a run cannot do without."""
    missing = [
        file_name_of(path, region)
        for source, paths in region.files.items()
        for path in paths
        if (source in OWN_FILES or source in NEEDED) and not path.is_file()
    ]
    subject = f"workspace {region.region}"
    if not missing:
        return [Finding(subject, str(region.root))]
    return [
        Finding(
            subject,
            f"{name} is not in {region.root}",
            f"put it there, or take its line out of {region.root / 'region.yaml'}",
        )
        for name in missing
    ]


def site(index: Path, mend: str) -> list[Finding]:
    """Whether a site is there and whole: every page, script and style that its first page names."""
    subject = f"site {index.parent.name}"
    if not index.is_file():
        return [Finding(subject, f"{index} is not there, though there are plans", mend)]
    named = sorted(set(LINK.findall(index.read_text(encoding="utf-8"))))
    broken = [name for name in named if not (index.parent / name).is_file()]
    if broken or not named:
        what = broken[0] if broken else "index.html"
        return [Finding(subject, f"{index.parent / what} is missing or empty", mend)]
    return [Finding(subject, str(index))]


def _planned(reached: Database) -> set[str]:
    """Regions of which something is planned."""
    with psycopg.connect(reached.plain, options="-c role=wijk_owner") as connection:
        if connection.execute("SELECT to_regclass('planning.hub_solution')").fetchone() == (None,):
            return set()
        return {str(row[0]) for row in connection.execute("SELECT DISTINCT region FROM planning.hub_solution")}
