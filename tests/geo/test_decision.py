"""The decision of a workspace: read when it is there, refused with the mend when it is wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geo.decision import FILE, Decision, load_decision
from geo.yaml_keys import WorkspaceError

GOOD = "question: Waar komt het derde centrum?\nchosen: drie\ndecided_by: [B en W]\ndecided_on: 2026-03-02\n"


def test_a_decision_is_read_and_none_is_no_error(tmp_path: Path) -> None:
    assert load_decision(tmp_path, ("drie",)) is None
    (tmp_path / FILE).write_text(GOOD + "reasons: [Dicht bij bewoners]\n", encoding="utf-8")
    assert load_decision(tmp_path, ("baseline", "drie")) == Decision(
        "Waar komt het derde centrum?", "drie", ("B en W",), dt.date(2026, 3, 2), ("Dicht bij bewoners",)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("chosen: drie", "chosen: vier"), "no scenario here; write one of baseline, drie"),
        (GOOD + "reden: x\n", "'reden' is not known"),
        (GOOD.replace("decided_by: [B en W]\n", ""), "decided_by is missing"),
        (GOOD.replace("2026-03-02", "gisteren"), "decided_on"),
    ],
)
def test_a_wrong_decision_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError, match=said):
        load_decision(tmp_path, ("baseline", "drie"))
