"""The researchers' manual as a page: the tables of marts and share with their columns. Descriptions are handed over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from maps.blocks import Block, Contents, Heading, Page, Prose, table
from maps.texts import text

_TOLD = re.compile(r"NL:\s*(?P<dutch>.*?)\s*EN:\s*(?P<english>.*)", re.DOTALL)


@dataclass(frozen=True)
class ColumnDoc:
    """A column: its type in PostgreSQL, its meaning as ``NL: ... EN: ...``."""

    name: str
    kind: str
    told: str


@dataclass(frozen=True)
class TableDoc:
    """A table ``schema.name``: its meaning, its columns, and the tables it is made from."""

    name: str
    told: str
    columns: tuple[ColumnDoc, ...]
    made_from: tuple[str, ...] = ()


def both(told: str) -> tuple[str, str]:
    """The Dutch and the English half of a description; the whole twice where it is not in two languages."""
    found = _TOLD.match(" ".join(told.split()))
    return (found["dutch"], found["english"]) if found else (told, told)


def manual_page(tables: tuple[TableDoc, ...]) -> Page:
    """The page ``handboek.html``."""
    names = [(_anchor(each.name), each.name) for each in tables]
    blocks: list[Block] = [Contents(tuple(names))]
    heads = [text(f"handboek.{name}") for name in ("column", "type", "dutch", "english")]
    for each in tables:
        dutch, english = both(each.told)
        blocks += [Heading(each.name, _anchor(each.name)), Prose(dutch), Prose(english)]
        if each.made_from:
            blocks.append(Prose(text("handboek.from", tables=", ".join(each.made_from)), "note"))
        rows = [(column.name, column.kind, *both(column.told)) for column in each.columns]
        blocks.append(table(each.name, heads, rows))
    return Page("handboek", text("handboek.title"), text("handboek.lead"), tuple(blocks))


def _anchor(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")
