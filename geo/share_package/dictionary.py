"""What the columns of ``share`` mean, in Dutch and English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "dictionary.yaml"


@dataclass(frozen=True)
class Meaning:
    """A table (``column`` empty) or one of its columns, with its meaning."""

    table: str
    column: str
    dutch: str
    english: str


@cache
def meanings() -> tuple[Meaning, ...]:
    """All of them, a table before its columns."""
    content = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return tuple(
        Meaning(table, "" if column == "_" else column, *told)
        for table, columns in content.items()
        for column, told in columns.items()
    )


def dictionary_text() -> str:
    """The data dictionary as Markdown, Dutch beside English."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Gegevensboek / data dictionary"
    for meaning in meanings():
        if not meaning.column:
            yield f"\n## {meaning.table}\n\n{meaning.dutch}. / {meaning.english}.\n"
            yield "| kolom / column | betekenis | meaning |\n| --- | --- | --- |"
        else:
            yield f"| `{meaning.column}` | {meaning.dutch} | {meaning.english} |"
