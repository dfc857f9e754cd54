"""A town on a line that hub choice is tested on: buurten, sites, travel times and an estimate, small enough by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point, box

from geo.frailty import FrailtyEstimate
from geo.scenario import Scenario, load_scenarios

BUURTEN = ("BU90010101", "BU90010102", "BU90010103", "BU90010104")
PEOPLE = (10.0, 20.0, 30.0, 40.0)
"""Buurten a kilometre apart; a kilometre takes a hundred seconds."""

SECOND_PER_M = 0.1


def buurten() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "buurtcode": BUURTEN,
            "gemeentecode": "GM9001",
            "land_area_ha": pd.array([100, 100, 100, None], dtype="Float64"),
        },
        geometry=[box(1000.0 * k - 500, 399_500, 1000.0 * k + 500, 400_500) for k in range(len(BUURTEN))],
        crs=28992,
    )


def hubs(*places: tuple[str, float], **columns: Any) -> gpd.GeoDataFrame:
    return _points("hub_id", places, columns)


def facilities(*places: tuple[str, float], **columns: Any) -> gpd.GeoDataFrame:
    return _points("facility_id", places, {"kind": "community_centre", "candidate": True} | columns)


def depots(*places: tuple[str, float]) -> gpd.GeoDataFrame:
    return _points("depot_id", places, {})


def _points(key: str, places: Sequence[tuple[str, float]], columns: Mapping[str, Any]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame({key: [name for name, _ in places], "name": [f"Huis {name}" for name, _ in places]})
    return gpd.GeoDataFrame(frame.assign(**columns), geometry=[Point(x, 400_000) for _, x in places], crs=28992)


def times(sites: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = [
        (site, code, abs(point.x - 1000.0 * k) * SECOND_PER_M)
        for site, point in zip(sites["site_id"], sites.geometry, strict=True)
        for k, code in enumerate(BUURTEN)
    ]
    return pd.DataFrame(rows, columns=["site_id", "buurtcode", "duration_s"])


def estimate(spread: float = 0.0, draws: int = 40) -> FrailtyEstimate:
    frame = pd.DataFrame(
        {"buurtcode": BUURTEN, "gemeentecode": "GM9001", "group_name": "frail_65_plus_home", "expected": PEOPLE}
    )
    noise = np.random.default_rng(1).normal(0, spread, (len(BUURTEN), draws))
    return FrailtyEstimate(frame, np.maximum(0.0, np.array(PEOPLE)[:, None] * (1 + noise)), BUURTEN)


def scenario(root: Any, *lines: str, objective: str = "p_median", hubs: int | None = 2) -> Scenario:
    folder = root / "scenarios"
    folder.mkdir(exist_ok=True)
    head = ["scenario: x", f"objective: {objective}", *([f"hubs: {hubs}"] if hubs else [])]
    (folder / "x.yaml").write_text("\n".join([*head, *lines]), encoding="utf-8")
    return load_scenarios(root)["x"]
