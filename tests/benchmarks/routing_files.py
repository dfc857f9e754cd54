"""What the benchmarks of published routing files share: a plan a file under a clock, a line a plan, the command."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pyvrp.stop import MaxRuntime

from routing.route_plan import RoutePlan, RouteProblem, Search, plan_with

type Line = dict[str, Any]


def planned(problem: RouteProblem, seconds: float, seed: int) -> tuple[RoutePlan, float]:
    """A plan found in so many seconds of search, and the seconds that it took in all."""
    started, clock = time.perf_counter(), MaxRuntime(seconds)
    plan = plan_with(problem, Search(lambda: clock, seed))
    return plan, time.perf_counter() - started


def main_of(
    name: str,
    doc: str | None,
    run: Callable[[list[Path], float, int], Iterator[Line]],
    *,
    seconds: float,
    pattern: str,
    shown: str,
    arguments: list[str] | None,
) -> int:
    """The command ``python -m tests.benchmarks.NAME``: its flags, its files, a line a plan.

    Args:
        seconds: search time an instance where none is asked.
        pattern: files of ``$WIJK_REALDATA/bench/NAME`` that are taken where none is named.
        shown: how a line reads without ``--json``, as a format of its keys.
    """
    parser = argparse.ArgumentParser(prog=f"tests.benchmarks.{name}", description=doc)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--seconds", type=float, default=seconds, help=f"search time an instance (default {seconds:g})")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(arguments)
    paths: Iterable[Path] = options.files
    if not paths:
        folder = os.environ.get("WIJK_REALDATA")
        if folder is None:
            parser.error(f"name files, or set WIJK_REALDATA to the folder with bench/{name}.")
        paths = sorted((Path(folder) / "bench" / name).glob(pattern))
    for line in run(list(paths), options.seconds, options.seed):
        sys.stdout.write((json.dumps(line) if options.json else shown.format(**line)) + "\n")
        sys.stdout.flush()
    return 0
