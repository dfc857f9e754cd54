"""All service areas of a gemeente: 60 candidates x 3 means x 5 limits, drawn and counted exactly.

``python -m tests.benchmarks.isochrones [PBF] [--candidates 60] [--seed 1] [--json]``; without PBF: the sample region.
Networks are built beforehand (``preparation_seconds``); the times, the counts and the areas are measured.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.sample.write import write_sample
from geo.service_area import service_areas
from geo.site_times import site_times
from geo.sources.osm import read_streets
from geo.travel_time import travel_times
from geo.workspace import FILES
from tests.benchmarks.matrix import points_of

MODES = ("foot_slow", "cargo_bike", "car")
LIMITS = (5, 10, 15, 20, 30)
RD = "EPSG:28992"
AROUND_M = 2000.0


def measure(extract: Path, candidates: int, seed: int) -> dict[str, object]:
    """Draws every area of ``candidates`` addresses drawn by ``seed``; all addresses of the extract are counted."""
    frames = read_streets(extract, extract.name).frames
    doors, features = frames["intake.address"], frames["intake.map_feature"]
    where = shapely.get_coordinates(doors.geometry.to_numpy()) if len(doors) else points_of(extract, 10_000, seed)
    demand = gpd.GeoDataFrame({"weight": np.ones(len(where)), "address_count": 1}, geometry=list(shapely.points(where)))
    demand = demand.set_crs(RD)
    drawn = np.random.default_rng(seed).choice(len(where), size=candidates, replace=False)
    sites = demand.iloc[drawn].assign(site_id=[f"C{number:03d}" for number in range(candidates)])
    lakes = features.geometry[(features["kind"] == "water").to_numpy() & (features.geometry.area > 0).to_numpy()]
    land = shapely.box(*demand.total_bounds).buffer(AROUND_M).difference(shapely.union_all(lakes.to_numpy()))
    with tempfile.TemporaryDirectory() as cache:
        started = time.perf_counter()
        times = [travel_times(extract, mode, cache=Path(cache), detour_factor=1.3) for mode in MODES]
        prepared, worked = time.perf_counter(), time.process_time()
        wanted = dict.fromkeys(sites["site_id"], LIMITS)
        areas = [service_areas(site_times(each, sites, demand), wanted, demand, land=land) for each in times]
        seconds, cpu = time.perf_counter() - prepared, time.process_time() - worked
    peak_kb = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "candidates": candidates,
        "modes": len(MODES),
        "limits": len(LIMITS),
        "areas": sum(len(of_mode) for of_mode in areas),
        "addresses": len(demand),
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "preparation_seconds": round(prepared - started, 3),
        "peak_mb": round(peak_kb / 1024, 1),
        "valid": all(bool(of_mode.geometry.dropna().is_valid.all()) for of_mode in areas),
        "nested": all(_nested(of_mode) for of_mode in areas),
        "counted": int(sum(of_mode["addresses"].sum() for of_mode in areas)),
        "km2": round(float(sum(of_mode.geometry.area.sum() for of_mode in areas)) / 1e6, 3),
    }


def _nested(areas: gpd.GeoDataFrame) -> bool:
    """Whether each area lies inside that of the next limit, to a thousandth of a square metre."""
    by_site = (list(part.sort_values("minutes").geometry) for _, part in areas.groupby("hub_id"))
    pairs = (pair for drawn in by_site for pair in pairwise(drawn) if pair[0] is not None)
    return all(larger is not None and smaller.difference(larger).area < 1e-3 for smaller, larger in pairs)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.isochrones", description=__doc__)
    parser.add_argument("extract", type=Path, nargs="?", metavar="PBF")
    parser.add_argument("--candidates", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="accepted and not used: the work is fixed")
    parser.add_argument("--json", action="store_true", help="one JSON object on a line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        extract = given.extract or write_sample(Path(folder)) / FILES["streets"]
        result = measure(extract, given.candidates, given.seed)
    text = json.dumps(result) if given.json else "\n".join(f"{key}: {value}" for key, value in result.items())
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
