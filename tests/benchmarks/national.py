"""Hub location for the whole country: ``python -m tests.benchmarks.national [TOPOJSON] [--only NAME] --json``.

All buurten are demand points and candidates, weights from a seed, metres in a straight line times a detour factor. Four
lines with the keys of ``pmedian``; seconds cover everything from the points to the proof, costs included, after the
arithmetic was compiled once.
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.db.base import RD_NEW
from geo.hub_location import MAXIMAL_COVERAGE, HubProblem, StraightLine, solve
from tests.benchmarks.hub_measure import line, put, warm_up

DETOUR = 1.3
SEED = 1
ENOUGH = 0.00045
"""Gap at which the p-median stops: within 0.05 %, with room for rounding."""


def points_of(topojson: Path) -> np.ndarray:
    """(n, 2) A point inside every buurt, RD New; invalid polygons are mended first."""
    buurten = gpd.read_file(topojson).set_crs(4326, allow_override=True).to_crs(RD_NEW)
    inside = shapely.point_on_surface(shapely.make_valid(buurten.geometry.to_numpy()))
    return np.column_stack([shapely.get_x(inside), shapely.get_y(inside)])


def problems(points: np.ndarray) -> dict[str, tuple[HubProblem, float]]:
    """By name: the problem and the gap at which to stop."""
    rng = np.random.default_rng(SEED)
    weights = rng.integers(1, 200, len(points)).astype(np.float64)
    ids = tuple(str(i) for i in range(len(points)))
    fixed = tuple(ids[i] for i in rng.choice(len(points), 20, replace=False))
    free = HubProblem(StraightLine(points, points, DETOUR), weights, ids, 20)
    coverage = replace(free, p=100, objective=MAXIMAL_COVERAGE, threshold_s=2000.0)
    return {
        "nl_p20": (free, ENOUGH),
        "nl_p100": (replace(free, p=100), ENOUGH),
        "nl_p1000_20_fixed": (replace(free, p=1000, keep=fixed), ENOUGH),
        "nl_coverage_2km_p100": (coverage, 2 * ENOUGH),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.national", description=__doc__)
    parser.add_argument("topojson", type=Path, nargs="?", metavar="TOPOJSON")
    parser.add_argument("--only", help="one of the problems by name")
    parser.add_argument("--seconds", type=float, help="accepted and not used: the work is fixed")
    parser.add_argument("--json", action="store_true", help="one JSON object on a line")
    given = parser.parse_args()
    folder = Path(os.environ.get("WIJK_REALDATA", "/")) / "national"
    points = points_of(given.topojson or folder / "buurten_2019_nl.topojson")
    warm_up()
    for name, (problem, enough) in problems(points).items():
        if given.only in (None, name):
            started = time.process_time()
            solution = solve(problem, enough=enough)
            put(line(name, problem, solution, time.process_time() - started), given.json)


if __name__ == "__main__":
    main()
