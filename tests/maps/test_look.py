"""The style sheet: dark by the system and dark by choice are the same, and paper is neither."""

from __future__ import annotations

import re
from pathlib import Path

import maps

CSS = (Path(maps.__file__).parent / "static" / "site.css").read_text(encoding="utf-8")


def test_dark_by_the_system_and_dark_by_choice_have_the_same_colours() -> None:
    system = re.search(r':root:not\(\[data-weergave="light"\]\) \{(.*?)\}', CSS, re.DOTALL)
    chosen = re.search(r':root\[data-weergave="dark"\] \{(.*?)\}', CSS, re.DOTALL)
    assert system is not None
    assert chosen is not None
    assert system.group(1).split() == chosen.group(1).split()
