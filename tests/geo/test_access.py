from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.access import COLUMNS, access, floating_catchment, walked_to
from geo.site_times import site_times
from tests.geo.reach_cases import DEMAND, EAST, NORTH, RD, SOUTH, points, straight


def facilities() -> gpd.GeoDataFrame:
    at = points("facility_id", GP=(500, 100), GP2=(500, 1100), SHOP=(500, 500), BIB=(0, 0))
    kinds = ["doctors", "doctors", "supermarket", "library"]
    return gpd.GeoDataFrame(at.assign(kind=kinds, capacity=[100.0, np.nan, np.nan, 9.0]), crs=RD)


def test_only_what_a_resident_walks_to_is_asked() -> None:
    assert walked_to(facilities())["site_id"].tolist() == ["GP", "GP2", "SHOP"]


def test_access_by_kind_at_the_slower_pace_by_hand() -> None:
    near = walked_to(facilities())
    rows = access(site_times(straight("foot_slow"), near, DEMAND), near, DEMAND).set_index(["kind", "buurtcode"])
    pace = 1.3 / 0.8  # seconds a metre of straight line
    gp = rows.loc[("doctors", SOUTH)]  # homes at 0, 200 and 400 m of GP
    assert gp[["p50_s", "p90_s"]].tolist() == pytest.approx([200 * pace, 400 * pace], rel=1e-4)
    assert gp[["within_10_share", "within_15_share"]].tolist() == pytest.approx([2 / 3, 1])
    assert (gp["nearest_id"], gp["facilities"], gp["with_capacity"]) == ("GP", 2, 1)
    assert rows.loc[("doctors", NORTH), "within_10_share"] == pytest.approx(0.5)  # one next door, one 800 m away
    assert rows.loc[("pharmacy", SOUTH), ["p50_s", "nearest_id", "score"]].isna().all()
    assert rows.loc[("pharmacy", SOUTH), ["within_15_share", "facilities"]].tolist() == [0, 0]
    assert rows.loc[("doctors", EAST), ["p50_s", "within_10_share", "score"]].isna().all()
    assert np.isnan(rows.loc[("shop", SOUTH), "score"])  # nobody told how many it has place for
    assert rows.loc[("doctors", NORTH), "score"] == pytest.approx(0)
    assert rows.loc[("doctors", SOUTH), "score_ratio"] == pytest.approx(10 / 6)
    assert [*rows.reset_index().columns] == [
        *["kind", "buurtcode"],
        *[c for c in COLUMNS if c not in ("kind", "buurtcode")],
    ]
    assert len(rows) == 5 * 3


def test_the_floating_catchment_by_hand() -> None:
    # two facilities, three places; minutes 2, 7, 12 and 2, 20, unreachable
    seconds = np.array([[120, 420, 720], [120, 1200, np.inf]])
    people, capacity = np.array([10.0, 20.0, 30.0]), np.array([100.0, 50.0])
    ratio = [100 / (10 + 0.68 * 20 + 0.22 * 30), 50 / 10]
    expected = [ratio[0] + ratio[1], 0.68 * ratio[0], 0.22 * ratio[0]]
    assert floating_catchment(seconds, capacity, people).tolist() == pytest.approx(expected)
    nobody = floating_catchment(np.full((1, 3), np.inf), np.array([5.0]), people)
    assert nobody.tolist() == [0, 0, 0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 12))
def test_scores_share_out_exactly_the_capacity_that_anybody_reaches(seed: int, many: int, homes: int) -> None:
    rng = np.random.default_rng(seed)
    seconds = rng.uniform(0, 1500, (many, homes))
    capacity, people = rng.uniform(0, 100, many), rng.uniform(0.1, 9, homes)
    score = floating_catchment(seconds, capacity, people)
    assert float(score @ people) == pytest.approx(capacity[(seconds <= 900).any(axis=1)].sum())
    more = floating_catchment(np.vstack([seconds, seconds[:1]]), np.append(capacity, 7.0), people)
    assert (more >= score - 1e-12).all()
