"""What ``wijk doctor`` looks at: the usual faults of a platform in use, each with its mend. Nothing is mended here.

A check is a function that returns findings; those of the machine come first, those that need a database only where one
answers.
"""

from __future__ import annotations

from pipelines.doctor import database, machine, privacy, workspaces
from pipelines.doctor.finding import Finding
from pipelines.home import Home

__all__ = ["Finding", "examine"]


def examine(home: Home) -> list[Finding]:
    """Every finding on this machine, in the order in which one would mend them; starts and changes nothing."""
    found = machine.examine(home)
    reached, told = database.reach(home)
    found.append(told)
    if reached is not None:
        found += database.examine(reached)
    found += workspaces.examine(home, reached)
    whole = not any(each.wrong and each.subject in ("schema", "PostGIS", "workspaces") for each in found)
    return found + (privacy.examine(home, reached) if reached is not None and whole else [])
