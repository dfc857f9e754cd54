"""Random releases, attacked by integer programming: how many counts under the minimum are recovered (none may be).

Run: ``python -m tests.benchmarks.disclosure_attack --json [--releases N] [--seed N]``. Keys: releases, histories, cells,
withheld (all), small (that must stay hidden), recovered (known within less than the minimum), exact, seconds,
cpu_seconds. Histories have one to four versions; each fifth release is one of areas that overlap.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import numpy as np

from tests.geo.disclosure.attacker import attack, history, overlapping


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.disclosure_attack", description=__doc__)
    parser.add_argument("--releases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    options = parser.parse_args(arguments)
    started, cpu = time.perf_counter(), time.process_time()
    totals = dict.fromkeys(("releases", "histories", "cells", "withheld", "small", "recovered", "exact"), 0)
    number = 0
    while totals["releases"] < options.releases:
        rng = np.random.default_rng([options.seed, number])
        count = min(number % 5, options.releases - totals["releases"])
        found = attack(history(rng, count) if count else overlapping(rng))
        totals["releases"] += max(count, 1)
        totals["histories"] += 1
        for key in ("cells", "withheld", "small", "recovered", "exact"):
            totals[key] += getattr(found, key)
        number += 1
    totals |= {
        "seconds": round(time.perf_counter() - started, 1), "cpu_seconds": round(time.process_time() - cpu, 1),
    }  # fmt: skip
    lines = [json.dumps(totals)] if options.json else [f"{name}: {value}" for name, value in totals.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if totals["recovered"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
