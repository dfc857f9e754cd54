"""How long the site of seventy buurten, two scenarios and a buurtbeeld each takes to build, and how heavy it is.

Run: ``python -m tests.benchmarks.site --json``. Keys: pages, seconds, cpu_seconds, megabytes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from maps.site import build_site
from tests.maps.city import city


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.site", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    options = parser.parse_args(arguments)
    data = city(10, 7, streets=6000)
    with tempfile.TemporaryDirectory() as folder:
        started, cpu = time.perf_counter(), time.process_time()
        site = build_site(data, Path(folder) / "site").parent
        figures = {
            "pages": len(list(site.rglob("*.html"))),
            "seconds": round(time.perf_counter() - started, 2),
            "cpu_seconds": round(time.process_time() - cpu, 2),
            "megabytes": round(sum(path.stat().st_size for path in site.rglob("*.*")) / 1e6, 2),
        }
    lines = [json.dumps(figures)] if options.json else [f"{name}: {value}" for name, value in figures.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
