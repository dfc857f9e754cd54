"""How long the estimate of frailty and the rankings take for every buurt of the country; figures are generated.

``python -m tests.benchmarks.frailty_national [TOPOJSON] [--draws 1000] [--seed 1] [--json]``; without a file the 2019
buurten of ``WIJK_REALDATA``. Only codes are read from it: inhabitants, ages and places are drawn from the seed, so the
figures say nothing of the Netherlands and the time says what the country would take.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assumptions import assumptions
from geo.frailty import Evidence, all_totals, estimate_frailty
from geo.ranking import Surroundings, advice_of
from geo.scenario import load_scenarios
from tests.realdata import realdata_folder

BUURTEN = Path("national") / "buurten_2019_nl.topojson"


def codes_of(path: Path) -> list[str]:
    """The buurtcodes of a TopoJSON file of CBS areas, in order."""
    objects = json.loads(path.read_text(encoding="utf-8"))["objects"]
    (layer,) = objects.values()
    return sorted(each["properties"]["statcode"] for each in layer["geometries"])


def generated(codes: list[str], seed: int) -> gpd.GeoDataFrame:
    """core.buurt of these codes with figures from a seed: places in a square, a tenth of the 65+ withheld."""
    rng, size = np.random.default_rng(seed), len(codes)
    people = 5 * np.rint(rng.lognormal(6.8, 1.0, size) / 5)
    aged = 5 * np.rint(people * np.clip(rng.normal(0.2, 0.08, size), 0.02, 0.6) / 5)
    table = pd.DataFrame({"buurtcode": codes, "inhabitants": people, "aged_65_plus": aged})
    table = table.assign(
        buurtnaam=table["buurtcode"], wijkcode="WK" + table["buurtcode"].str[2:8],
        gemeentecode="GM" + table["buurtcode"].str[2:6], aged_80_plus=5 * np.rint(aged * rng.uniform(0.1, 0.4, size) / 5),
        households=5 * np.rint(people / 2.1 / 5), good_health_pct=rng.normal(76, 6, size).clip(40, 95),
        low_income_pct=rng.uniform(1, 15, size), land_area_ha=rng.lognormal(4, 1.2, size), water=False,
        urbanity=rng.integers(1, 6, size), figures_year=2024,
    )  # fmt: skip
    table["wijknaam"] = table["wijkcode"]
    table["single_households"] = 5 * np.rint(table["households"] * rng.uniform(0.2, 0.6, size) / 5)
    table.loc[rng.random(size) < 0.1, "aged_65_plus"] = np.nan
    places = gpd.points_from_xy(rng.uniform(0, 200_000, size), rng.uniform(300_000, 600_000, size)).buffer(1)
    return gpd.GeoDataFrame(table, geometry=places, crs=28992)


def measure(codes: list[str], draws: int, seed: int) -> dict[str, float]:
    """Estimate, totals, both rankings, order of opening and costs, once."""
    buurten, rng = generated(codes, seed), np.random.default_rng([seed, 1])
    index = pd.Index(buurten["buurtcode"])
    known = {"nearest_hub_s": rng.uniform(60, 3000, len(codes)), "known": rng.poisson(3, len(codes)).astype(float),
             "lonely_pct": rng.normal(11, 2, len(codes)).clip(1), "lonely_sd": np.full(len(codes), 1.5),
             "facility_km": rng.uniform(0.3, 3, len(codes)), "supply": rng.poisson(4, len(codes)).astype(float),
             "partners": rng.poisson(2, len(codes)).astype(float),
             "cost_eur": rng.uniform(1000, 3000, len(codes))}  # fmt: skip
    around = Surroundings(**{name: pd.Series(values, index=index) for name, values in known.items()})
    own = buurten.groupby("gemeentecode")["aged_65_plus"].sum().mul(1.05).round().rename("aged_65_plus_cbs")
    scenario = load_scenarios(Path("/nonexistent"))["baseline"]
    started, worked = time.perf_counter(), time.process_time()
    evidence = Evidence(gemeenten=own.reset_index())
    estimate = estimate_frailty(buurten, "both", draws=draws, seed=seed, evidence=evidence)
    all_totals(estimate, "nederland")
    advice_of(scenario, estimate, buurten, around, assumptions())
    return {
        "rows": len(codes),
        "draws": draws,
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_seconds": round(time.process_time() - worked, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.frailty_national", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", metavar="TOPOJSON")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="accepted and not used: the work is fixed")
    parser.add_argument("--json", action="store_true", help="one JSON object on a line")
    given = parser.parse_args()
    result = measure(codes_of(given.file or realdata_folder() / BUURTEN), given.draws, given.seed)
    text = json.dumps(result) if given.json else "\n".join(f"{key}: {value}" for key, value in result.items())
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
