"""The example questions of researchers: ``docs/voorbeeldvragen.sql`` read as values. What they mean is said there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

QUESTIONS = Path(__file__).resolve().parent.parent / "docs" / "voorbeeldvragen.sql"

_HEAD = re.compile(r"-- (?P<number>\d+)\. (?P<told>.+)")


@dataclass(frozen=True)
class Question:
    """A question in Dutch and English with the query that answers it."""

    number: int
    dutch: str
    english: str
    query: str


def questions(path: Path = QUESTIONS) -> tuple[Question, ...]:
    """The questions of the file, in order.

    Raises:
        ValueError: a question has not one Dutch sentence and one English one.
    """
    found = []
    for part in path.read_text(encoding="utf-8").split("\n\n"):
        head, _, query = part.strip().partition("\n")
        if not (told := _HEAD.fullmatch(head)):
            continue  # what stands above the questions
        sentences = [each.strip() for each in re.split(r"(?<=\.)\s+", told["told"]) if each.strip()]
        if len(sentences) != 2:
            raise ValueError(f"{path.name}, question {told['number']}: write one Dutch and one English sentence.")
        found.append(Question(int(told["number"]), sentences[0], sentences[1], query.strip().removesuffix(";")))
    return tuple(found)
