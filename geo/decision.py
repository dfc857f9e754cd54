"""The decision that a workspace records: which scenario was chosen, by whom, when, why. One optional YAML file.

What the alternatives are is in the scenarios (:mod:`geo.scenario`); nothing is computed here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from geo.yaml_keys import Keys, WorkspaceError, a_date, a_line, read_yaml, some_lines

FILE = "besluit.yaml"


@dataclass(frozen=True)
class Decision:
    """A decision: the ``question``, the ``chosen`` scenario, names or roles of who decided, the day, and what was said.

    ``evaluate_on``: when it is looked at again; None where nobody said so.
    """

    question: str
    chosen: str
    decided_by: tuple[str, ...]
    decided_on: dt.date
    reasons: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    evaluate_on: dt.date | None = None


def load_decision(root: Path, scenarios: tuple[str, ...]) -> Decision | None:
    """The decision of a workspace, None where there is no file for it.

    :param scenarios: names of the scenarios that may have been chosen.
    :raises WorkspaceError: the file is no YAML, has an unknown key or bad value, or names a scenario that is not there.
    """
    path = root.expanduser().absolute() / FILE
    if not path.is_file():
        return None
    keys = Keys(read_yaml(path), str(path))
    decision = Decision(
        question=keys.take("question", a_line),
        chosen=keys.take("chosen", a_line),
        decided_by=keys.take("decided_by", some_lines),
        decided_on=keys.take("decided_on", a_date),
        reasons=keys.take("reasons", some_lines, ()),
        conditions=keys.take("conditions", some_lines, ()),
        evaluate_on=keys.take("evaluate_on", a_date, None),
    )
    keys.refuse_rest()
    if decision.chosen not in scenarios:
        raise WorkspaceError(
            f"{path}: chosen is '{decision.chosen}', which is no scenario here; write one of {', '.join(scenarios)}."
        )
    return decision
