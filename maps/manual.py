"""The researchers' manual as a page: tables with columns, tests and lineage, exposures, example questions.

What dbt's manifest says is read in :mod:`maps.manifest`; here are the values and the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.questions import Question
from maps.blocks import Block, Code, Contents, Heading, Page, Prose, table
from maps.texts import text

_TOLD = re.compile(r"NL:\s*(?P<dutch>.*?)\s*EN:\s*(?P<english>.*)", re.DOTALL)


@dataclass(frozen=True)
class ColumnDoc:
    """A column: its type in PostgreSQL, its meaning as ``NL: ... EN: ...``, what is tested of it."""

    name: str
    kind: str
    told: str
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableDoc:
    """A table ``schema.name``: its meaning, its columns, what it is made from and what is made from it, its tests."""

    name: str
    told: str
    columns: tuple[ColumnDoc, ...]
    made_from: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExposureDoc:
    """What people look at: its label, its meaning, the tables it is made from."""

    label: str
    told: str
    made_from: tuple[str, ...]


@dataclass(frozen=True)
class Manual:
    """All that the page tells."""

    tables: tuple[TableDoc, ...] = ()
    exposures: tuple[ExposureDoc, ...] = ()
    questions: tuple[Question, ...] = ()


def both(told: str) -> tuple[str, str]:
    """The Dutch and the English half of a description; the whole twice where it is not in two languages."""
    found = _TOLD.match(" ".join(told.split()))
    return (found["dutch"], found["english"]) if found else (told, told)


def manual_page(manual: Manual) -> Page:
    """The page ``handboek.html``."""
    parts = [("vragen", text("handboek.questions")), ("gebruik", text("handboek.exposures"))]
    names = [(_anchor(each.name), each.name) for each in manual.tables]
    blocks: list[Block] = [Contents((*parts, *names))] if manual.tables else [Prose(text("handboek.none"))]
    blocks += _questions(manual.questions) if manual.questions else []
    for each in manual.tables:
        blocks += _table(each)
    blocks += _exposures(manual.exposures) if manual.exposures else []
    return Page("handboek", text("handboek.title"), text("handboek.lead"), tuple(blocks))


def _questions(questions: tuple[Question, ...]) -> list[Block]:
    blocks: list[Block] = [
        Heading(text("handboek.questions"), "vragen"),
        Prose(text("handboek.questions_lead"), "note"),
    ]
    for each in questions:
        blocks += [Heading(f"{each.number}. {each.dutch}", level=3), Prose(each.english), Code(each.query)]
    return blocks


def _table(each: TableDoc) -> list[Block]:
    dutch, english = both(each.told)
    blocks: list[Block] = [Heading(each.name, _anchor(each.name)), Prose(dutch), Prose(english)]
    said = (
        ("handboek.key", each.key), ("handboek.from", each.made_from), ("handboek.used", each.used_by),
        ("handboek.tests", each.tests),
    )  # fmt: skip
    blocks += [Prose(text(key, tables=", ".join(values)), "note") for key, values in said if values]
    heads = [text(f"handboek.{name}") for name in ("column", "type", "dutch", "english", "tested")]
    rows = [(c.name, c.kind, *both(c.told), "; ".join(c.tests)) for c in each.columns]
    return [*blocks, table(each.name, heads, rows)]


def _exposures(exposures: tuple[ExposureDoc, ...]) -> list[Block]:
    heads = [text(f"handboek.{name}") for name in ("exposure", "dutch", "english", "made_from")]
    rows = [(each.label, *both(each.told), ", ".join(each.made_from)) for each in exposures]
    return [Heading(text("handboek.exposures"), "gebruik"), table(text("handboek.exposures"), heads, rows)]


def _anchor(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")
