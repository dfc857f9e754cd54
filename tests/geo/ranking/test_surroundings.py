"""What the criteria need, out of core tables: near is within a kilometre, unknown is not zero."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.assumptions import assumptions
from geo.frailty import HOME
from geo.ranking import Surroundings, nearest_seconds, surroundings_of

CODES = ["BU90010100", "BU90010200"]
BUURTEN = gpd.GeoDataFrame(
    {"buurtcode": CODES, "wijkcode": ["WK900101", "WK900102"], "land_area_ha": [100.0, np.nan],
     "gp_distance_km": [0.5, 2.0], "supermarket_distance_km": [1.5, np.nan]},
    geometry=[shapely.box(0, 0, 1000, 1000), shapely.box(5000, 0, 6000, 1000)], crs=28992,
)  # fmt: skip
FRAILTY = pd.DataFrame({"buurtcode": CODES, "group_name": HOME, "expected": [50.0, 50.0]})
FACILITIES = gpd.GeoDataFrame(
    {"kind": ["library", "social_team", "shop", "shop", "church"], "candidate": [False, False, False, True, False]},
    geometry=gpd.points_from_xy([600, 700, 500, 400, 5500], [500, 500, 500, 500, 2000]), crs=28992,
)  # fmt: skip
DELIVERIES = pd.DataFrame(
    {"buurtcode": ["BU90010100"] * 3, "supplier_id": ["L1", "L2", "L3"],
     "service_date": [dt.date(2026, 1, 5), dt.date(2025, 9, 1), dt.date(2024, 1, 1)]}
)  # fmt: skip
NO_HEALTH = pd.DataFrame(columns=["area_code", "area_kind", "indicator", "age_group", "period", "value", "low", "high"])


def found(**other: pd.DataFrame) -> Surroundings:
    given = {"facilities": FACILITIES, "deliveries": DELIVERIES, "health": NO_HEALTH} | other
    return surroundings_of(
        BUURTEN, FRAILTY, nearest_hub_s=pd.Series({CODES[0]: 100.0}), known=pd.Series(dtype=float),
        assumptions=assumptions(), as_of=dt.date(2026, 2, 3), **given,
    )  # fmt: skip


def test_what_a_hub_can_join_and_who_helps_within_a_kilometre() -> None:
    around = found()
    assert around.supply.tolist() == [2, 0]  # library and the shop that may house a hub; the church lies 1.5 km off
    assert around.partners.tolist() == [3, 0]  # the social team and two suppliers of the last year
    assert around.facility_km.iloc[0] == 1.0
    assert np.isnan(around.facility_km.iloc[1])
    assert around.cost_eur.tolist() == pytest.approx([around.cost_eur.iloc[0]] * 2)  # the boundary gives the area


def test_a_region_without_a_list_of_facilities_does_not_have_none() -> None:
    around = found(facilities=FACILITIES.iloc[:0])
    assert around.supply.isna().all()
    assert around.partners.isna().all()


def test_loneliness_is_of_the_buurt_else_of_its_wijk_with_its_own_margin() -> None:
    rows = [("BU90010100", "buurt", 12.0, 8.08, 15.92), ("WK900102", "wijk", 9.0, None, None)]
    health = pd.DataFrame(rows, columns=["area_code", "area_kind", "value", "low", "high"]).assign(
        indicator="lonely_severe", age_group="18+", period=2022
    )
    around = found(health=health.astype({"low": float, "high": float}))
    assert around.lonely_pct.tolist() == [12.0, 9.0]
    assert around.lonely_sd.tolist() == pytest.approx([2.0, 3.0], abs=0.001)


def test_the_nearest_hub_is_by_one_means_of_travel_and_of_the_hubs_in_use() -> None:
    times = pd.DataFrame(
        [("H1", CODES[0], "foot", 900.0), ("H1", CODES[0], "car", 90.0), ("H2", CODES[0], "foot", 700.0),
         ("V1", CODES[0], "foot", 10.0)],
        columns=["site_id", "buurtcode", "mode", "duration_s"],
    )  # fmt: skip
    assert nearest_seconds(times, ["H1", "H2"], "foot").to_dict() == {CODES[0]: 700.0}
