"""Many parts that need not wait for each other, such as the dates of a year: one process or a few, each with its bench.

Bounded by the number of processes; a part that fails keeps no other from being made. Order and selection of parts are
:mod:`pipelines.runs`'s affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from assets.sources import KEEP_LAST_GOOD
from geo.workspace import load_region, load_scenarios
from pipelines.bench import Bench, Part, RunError, bench_of
from pipelines.home import Home
from pipelines.progress import Reporter

STANDS = "unchanged, left as it is"


def make_all(
    bench: Bench, parts: Sequence[Part], root: Path, home: Home, reporter: Reporter, *, again: bool, workers: int
) -> list[str]:
    """Makes parts that do not depend on each other.

    Args:
        bench: of this process, which makes them all where there is one worker or one part.
        parts: what to make.
        root: workspace folder.
        home: the data folder.
        reporter: is told of each part.
        again: make also what stands.
        workers: processes at once.

    Returns:
        A sentence a part that failed; of a single part the error itself is raised.
    """
    if len(parts) == 1:
        reporter.begin(parts[0].title, bench.steps(parts[0]))
        if not bench.make(parts[0], again=again):
            reporter.passed(bench.steps(parts[0]), STANDS)
        return []
    failed = []
    if workers == 1:
        for part in parts:
            reporter.begin(part.title, bench.steps(part))
            try:
                if not bench.make(part, again=again):
                    reporter.passed(bench.steps(part), STANDS)
            except RunError as error:
                failed.append(str(error))
        return failed
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        keep = bench.tags[KEEP_LAST_GOOD] == "true"
        asked = {pool.submit(_make, root, home, keep, part.told(), again): part for part in parts}
        for done in as_completed(asked):
            part = asked[done]
            reporter.begin(part.title, bench.steps(part))
            try:
                told = "done" if done.result() else STANDS
            except RunError as error:
                failed.append(str(error))
                told = "FAILED"
            except BrokenProcessPool:
                raise RunError(
                    f"{part.title}: a process of the backfill was stopped, perhaps for want of memory; "
                    "the same command goes on from there, with fewer --workers if need be."
                ) from None
            reporter.passed(bench.steps(part), told)
    return failed


def _make(root: Path, home: Home, keep: bool, told: dict[str, Any], again: bool) -> bool:
    return _own_bench(root, home, keep).make(Part.of(told), again=again)


@cache
def _own_bench(root: Path, home: Home, keep_last_good: bool) -> Bench:
    """The bench of a process of the pool, made at its first part and gone with the process."""
    region = load_region(root)
    kept = ExitStack()
    return kept.enter_context(bench_of(region, home, list(load_scenarios(root)), keep_last_good=keep_last_good))
