"""A made-up region to choose hubs in: buurten, many sites with qualities, two means of travel, and what planning knows."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.hub_wishes import QUALITIES, YES_NO
from maps.data import ScenarioInfo, SiteData
from tests.maps.city import HORIZONS, RD, START, Label, city, empty, plain
from tests.maps.city_times import times


@dataclass(frozen=True, eq=False)
class Region:
    """A region as pages see it, and its sites as the planning has them (a row a site, sorted)."""

    data: SiteData
    sites: gpd.GeoDataFrame


def choosable(columns: int = 10, rows: int = 7, sites: int = 60, *, label: Label = plain, seed: int = 3) -> Region:
    """A grid of buurten with sites all over it; every fourth is a hub of today, three of those are open in `drie`."""
    rng = np.random.default_rng(seed)
    buurten = city(columns, rows, streets=0, label=label).buurten
    west, south, east, north = buurten.total_bounds
    at = shapely.points(rng.uniform(west, east, sites), rng.uniform(south, north, sites))
    ids = [f"P{number:03d}" for number in range(sites)]
    today = np.arange(sites) % 4 == 0
    qualities = {
        name: np.where(
            rng.random(sites) < 0.3, np.nan,
            rng.integers(0, 2, sites) if name in YES_NO else rng.integers(1, 60, sites),
        )
        for name in QUALITIES
    }  # fmt: skip
    known = gpd.GeoDataFrame(
        {"site_id": ids, "name": [label(f"Plek {number}") for number in range(sites)],
         "kind": np.where(today, "existing", "candidate"), "origin": np.where(today, "hub", "facility"), "also": "",
         "gemeentecode": "GM9001", **qualities, "capacity_per_day": np.where(today, 4.0, np.nan)},
        geometry=at, crs=RD,
    )  # fmt: skip
    chosen = {"baseline": today & (np.arange(sites) < 12), "drie": np.isin(np.arange(sites), [4, 7, sites - 1])}
    hubs = pd.concat([_answered(known, scenario, opened) for scenario, opened in chosen.items()], ignore_index=True)
    frail = [
        {"scenario": scenario, "buurtcode": code, "group_name": "frail_65_plus_home", "rate_set": "vektis_2020",
         "projection_year": None, "expected": float(expected) * factor, "low": 0.0, "high": 100.0, "imputed": False,
         "sources": "", "missing": "", "imputed_figures": "", "gemeentecode": "GM9001"}
        for scenario, factor in (("baseline", 1.0), ("drie", 1.25))
        for code, expected in zip(buurten["buurtcode"], np.append(rng.gamma(2, 20, len(buurten) - 1), 0.0), strict=True)
    ]  # fmt: skip
    hubs = gpd.GeoDataFrame(hubs, geometry="geometry", crs=RD)
    travel = times(buurten, hubs)
    lost = (travel["buurtcode"] == buurten["buurtcode"].iloc[2]) & (travel["site_id"] < "P030")
    infos = (
        ScenarioInfo("baseline", label("Vandaag"), "cargo_bike", 10, HORIZONS, {}, START),
        ScenarioInfo("drie", label("Drie centra"), "cargo_bike", 7, HORIZONS, {"storage_m2": 0.01}, START),
    )
    data = dataclasses.replace(
        empty(label("Proefstad")), scenarios=infos, buurten=buurten, hubs=hubs, travel_time=travel[~lost],
        frailty=pd.DataFrame(frail), attributions=(label("CBS (CC BY 4.0)"),),
    )  # fmt: skip
    return Region(data, known)


def _answered(known: gpd.GeoDataFrame, scenario: str, opened: np.ndarray) -> pd.DataFrame:
    """planning.hub_site of a scenario: what is open, and two deliveries a day for every hundred residents."""
    existing = (known["kind"] == "existing").to_numpy()
    state = np.where(existing, np.where(opened, "kept", "closed"), np.where(opened, "opened", "candidate"))
    load = np.where(opened, 100.0, np.nan)
    rows = known.drop(columns="also").rename(columns={"site_id": "hub_id"})
    return rows.assign(
        scenario=scenario, state=state, load=load, mean_duration_s=np.where(opened, 300.0, np.nan), regret=np.nan,
        stability=np.nan, deliveries_per_day=load * 0.02,
    )  # fmt: skip
