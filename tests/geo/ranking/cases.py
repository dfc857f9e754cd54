"""Small wijken to rank: an estimate in which draw k is (1 + k / 1000) x expected, and surroundings that are all alike."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.frailty import HOME, FrailtyEstimate
from geo.ranking import Surroundings

DRAWS = 50
FAR_M = 20_000


def case(
    wijken: list[tuple[str, list[float]]], *, area_ha: float = 50.0, inhabitants: float = 1000.0, apart_m: float = FAR_M
) -> tuple[FrailtyEstimate, gpd.GeoDataFrame]:
    """An estimate and its buurten, ``apart_m`` from each other in a row."""
    rows = [
        {"buurtcode": f"BU{wijk[2:]}{i:02d}", "wijkcode": wijk, "wijknaam": f"Wijk {wijk}", "expected": value}
        for wijk, values in wijken
        for i, value in enumerate(values)
    ]
    table = pd.DataFrame(rows).assign(gemeentecode="GM9001", land_area_ha=area_ha, inhabitants=inhabitants)
    table["buurtnaam"] = "Buurt " + table["buurtcode"]
    ordered = table.sort_values("buurtcode", ignore_index=True)
    frame = ordered[["buurtcode", "wijkcode", "expected", "gemeentecode"]].assign(group_name=HOME)
    draws = ordered["expected"].to_numpy()[:, None] * (1 + np.arange(DRAWS) / 1000)
    boxes = [shapely.box(x, 0, x + 2, 2) for x in apart_m * np.arange(len(table))]
    buurten = gpd.GeoDataFrame(table.drop(columns="expected"), geometry=boxes, crs=28992)
    return FrailtyEstimate(frame, draws, tuple(ordered["buurtcode"])), buurten


def around(buurten: pd.DataFrame, **given: float | dict[str, float]) -> Surroundings:
    """The same figure for every buurt, or by buurtcode."""
    codes = pd.Index(buurten["buurtcode"])
    known = {"nearest_hub_s": 600.0, "lonely_pct": 11.0, "facility_km": 1.5, "supply": 5.0, "partners": 3.0,
             "cost_eur": 1500.0, "lonely_sd": 0.0} | given  # fmt: skip
    series = {
        name: pd.Series(value, dtype=float) if isinstance(value, dict) else pd.Series(value, index=codes, dtype=float)
        for name, value in known.items()
    }
    return Surroundings(**series)
