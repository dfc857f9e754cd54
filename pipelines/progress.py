"""What a person sees while a run works: a bar on a terminal, plain lines elsewhere. No logging and no results here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Protocol


class Reporter(Protocol):
    """Receives the steps of a run; a ``title`` is of a part that is made beside the one that began last."""

    def begin(self, title: str, steps: int) -> None: ...  # noqa: D102
    def step(self, name: str, succeeded: bool, title: str | None = None) -> None: ...  # noqa: D102
    def passed(self, steps: int, why: str) -> None: ...  # noqa: D102
    def busy(self, text: str) -> None: ...  # noqa: D102


_current: ContextVar[Reporter | None] = ContextVar("reporter", default=None)


def step_done(name: str, *, succeeded: bool) -> None:
    """Tells the reporter of this process, if any, that a step ended."""
    reporter = _current.get()
    if reporter:
        reporter.step(name, succeeded)


class _Plain:
    def __init__(self, total: int) -> None:
        self.total, self.done, self.title = total, 0, ""
        self.stream = sys.stderr  # what runs may be sent elsewhere
        self.lock = Lock()

    def begin(self, title: str, steps: int) -> None:
        self.title = title

    def busy(self, text: str) -> None:
        pass  # lines are for what is done

    def passed(self, steps: int, why: str) -> None:
        self._line(steps, f"{self.title}: {why}")

    def step(self, name: str, succeeded: bool, title: str | None = None) -> None:
        self._line(1, f"{title or self.title}: {name} {'done' if succeeded else 'FAILED'}")

    def _line(self, steps: int, text: str) -> None:
        with self.lock:  # two parts may report at once
            self.done += steps
            print(f"[{self.done}/{self.total}] {text}", file=self.stream, flush=True)


class _Bar:
    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = [
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        ]
        self.progress = Progress(*columns, console=Console(file=sys.stderr))
        self.task = self.progress.add_task("starting", total=total)
        self.title = ""

    def begin(self, title: str, steps: int) -> None:
        self.title = title
        self.progress.update(self.task, description=title)

    def busy(self, text: str) -> None:
        self.progress.update(self.task, description=f"{self.title}: {text}")

    def passed(self, steps: int, why: str) -> None:
        self.progress.update(self.task, advance=steps, description=f"{self.title}: {why}")

    def step(self, name: str, succeeded: bool, title: str | None = None) -> None:
        mark = "" if succeeded else " FAILED"
        self.progress.update(self.task, advance=1, description=f"{title or self.title}: {name}{mark}")


@contextmanager
def reporting(total: int) -> Iterator[Reporter]:
    """Shows the progress of ``total`` steps while the block runs; on standard error, so that output stays clean."""
    if sys.stderr.isatty():
        bar = _Bar(total)
        with bar.progress, reporting_to(bar):
            yield bar
    else:
        plain = _Plain(total)
        with reporting_to(plain):
            yield plain


@contextmanager
def reporting_to(reporter: Reporter) -> Iterator[None]:
    """While the block runs, ``reporter`` hears of the steps that end in this process."""
    token = _current.set(reporter)
    try:
        yield
    finally:
        _current.reset(token)
