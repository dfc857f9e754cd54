"""How long a network takes to build, and a travel-time table to compute, on addresses (or street nodes) of an extract.

``python -m tests.benchmarks.matrix PBF [--profile car] [--points 1000] [--seed 1] [--json]``
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import osmium
from pyproj import Transformer

from geo.travel_time import MODES, travel_times


def points_of(extract: Path, count: int, seed: int) -> np.ndarray:
    """``count`` places of the extract, RD New: nodes with a house number; where too few, street nodes too."""
    nodes = osmium.FileProcessor(extract, osmium.osm.NODE).with_filter(osmium.filter.KeyFilter("addr:housenumber"))
    places = {node.id: (node.lon, node.lat) for node in nodes}
    if len(places) < count:
        ways = osmium.FileProcessor(extract, osmium.osm.NODE | osmium.osm.WAY).with_locations()
        ways = ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
            places.update({node.ref: (node.lon, node.lat) for node in way.nodes if node.location.valid()})
    numbers = np.array(sorted(places))
    drawn = np.random.default_rng(seed).choice(numbers, size=count, replace=count > len(numbers))
    longitude, latitude = np.array([places[number] for number in drawn]).T
    return np.column_stack(Transformer.from_crs(4326, 28992, always_xy=True).transform(longitude, latitude))


def measure(extract: Path, profile: str, points: int, seed: int) -> dict[str, object]:
    """Builds a network in an empty cache, opens it and computes one table of all points against all."""
    where = points_of(extract, points, seed)
    with tempfile.TemporaryDirectory() as cache:
        started = time.perf_counter()
        times = travel_times(extract, profile, cache=Path(cache), detour_factor=1.3)
        prepared, worked = time.perf_counter(), time.process_time()
        matrix = times.table(where, where)
        seconds, cpu = time.perf_counter() - prepared, time.process_time() - worked
    peak_kb = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "profile": profile,
        "points": points,
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "pairs_per_second": round(points * points / seconds),
        "preparation_seconds": round(prepared - started, 3),
        "peak_mb": round(peak_kb / 1024, 1),
        "duration_sum_s": round(float(np.nansum(matrix.duration_s, dtype=np.float64)), 1),
        "unreachable": int(np.isnan(matrix.duration_s).sum()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.matrix", description=__doc__)
    parser.add_argument("extract", type=Path, metavar="PBF")
    parser.add_argument("--profile", choices=MODES, default="car")
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="accepted and not used: the work is fixed")
    parser.add_argument("--json", action="store_true", help="one JSON object on a line")
    given = parser.parse_args()
    result = measure(given.extract, given.profile, given.points, given.seed)
    text = json.dumps(result) if given.json else "\n".join(f"{key}: {value}" for key, value in result.items())
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
