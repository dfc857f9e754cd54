"""The notebooks of the docs: one a question, valid, without outputs, with the very query that the docs give.

They are run against the sample region in ``tests/whole``. Cells run in this process: a kernel of its own for each would
take seconds and two more services, and the notebooks use nothing of one.
"""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

from geo.questions import Question, questions

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "notebooks"


def run(path: Path) -> dict[str, object]:
    """Runs the cells of a notebook one after the other; what its last cells show is in ``shown``."""
    names: dict[str, object] = {"shown": []}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source, filename=path.name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path.name, "exec"), names)
        if last is not None:
            names["shown"] = eval(compile(ast.Expression(last.value), path.name, "eval"), names)
    return names


def test_every_question_has_one_notebook() -> None:
    assert [int(path.name[:2]) for path in sorted(FOLDER.glob("*.ipynb"))] == [each.number for each in questions()]


@pytest.mark.parametrize("question", questions(), ids=lambda each: str(each.number))
def test_a_notebook_is_valid_asks_the_question_of_the_docs_and_holds_no_outputs(question: Question) -> None:
    [path] = FOLDER.glob(f"{question.number:02}-*.ipynb")
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert not [cell for cell in code if cell.outputs or cell.execution_count]
    assert f'"""\n{question.query}\n"""' in "\n".join(cell.source for cell in code)
    assert book.cells[0].source.startswith(f"# {question.dutch}")
    assert "Wat dit niet zegt" in book.cells[-1].source
