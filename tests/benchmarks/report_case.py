"""The report's own case (TNO 2022, section 4.3), computed by the functions that the product uses.

Run: ``python -m tests.benchmarks.report_case --json``.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys

from routing.impact import report_case


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.report_case", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    options = parser.parse_args(arguments)
    figures = dataclasses.asdict(report_case())
    text = (
        json.dumps(figures) if options.json else "\n".join(f"{name}: {value:,.1f}" for name, value in figures.items())
    )
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
