"""Down to addresses: totals are kept to the last bit, facilities are no homes, nobody lives in the middle of a meadow."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.frailty import FrailtyError, spread_draw, spread_over_addresses
from geo.frailty.addresses import homes

RD = 28992
BUURTEN = gpd.GeoDataFrame(
    {"buurtcode": ["BU1", "BU2", "BU3"]},
    geometry=[shapely.box(1000 * k, 0, 1000 * k + 1000, 1000) for k in range(3)],
    crs=RD,
)


def addresses(counts: list[int]) -> gpd.GeoDataFrame:
    rows = [
        (f"BU{k + 1}", f"A{k}-{n}", 1000 * k + 20 * n + 5, 50) for k, count in enumerate(counts) for n in range(count)
    ]
    table = pd.DataFrame(rows, columns=["buurtcode", "address_id", "x", "y"])
    return gpd.GeoDataFrame(table.drop(columns=["x", "y"]), geometry=gpd.points_from_xy(table["x"], table["y"]), crs=RD)


@settings(max_examples=60, deadline=None)
@given(
    expected=st.lists(st.floats(0, 500), min_size=3, max_size=3),
    counts=st.lists(st.integers(0, 40), min_size=3, max_size=3),
    seed=st.integers(0, 100),
)
def test_the_addresses_of_a_buurt_add_up_to_its_number_exactly(
    expected: list[float], counts: list[int], seed: int
) -> None:
    numbers = pd.Series(expected, index=BUURTEN["buurtcode"])
    order = np.random.default_rng(seed).permutation(sum(counts))
    points = spread_over_addresses(numbers, addresses(counts).iloc[order], BUURTEN)
    for code, own in points.groupby("buurtcode"):
        assert math.fsum(own["weight"]) == pytest.approx(numbers[code], rel=1e-15, abs=1e-300)
        assert (own["weight"] >= 0).all()
    assert len(points) == sum(counts) + counts.count(0)
    assert (points["address_count"] == 0).sum() == counts.count(0)


def test_a_buurt_without_addresses_keeps_its_number_at_a_point_inside_it() -> None:
    points = spread_over_addresses(
        pd.Series([3.0, 4.0, 5.0], index=BUURTEN["buurtcode"]), addresses([2, 0, 1]), BUURTEN
    )
    bare = points[points["buurtcode"] == "BU2"].iloc[0]
    assert bare["weight"] == 4.0
    assert pd.isna(bare["address_id"])
    assert BUURTEN.geometry[1].contains(bare.geometry)


@settings(max_examples=40, deadline=None)
@given(drawn=st.lists(st.integers(0, 30), min_size=1, max_size=6), seed=st.integers(0, 100))
def test_a_draw_goes_to_addresses_as_whole_residents(drawn: list[int], seed: int) -> None:
    place = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(drawn)), 3))
    result = spread_draw(np.array(drawn), place, seed)
    assert result.dtype == np.int64
    np.testing.assert_array_equal(np.bincount(place, weights=result, minlength=len(drawn)), drawn)


def test_a_draw_without_an_address_is_refused() -> None:
    with pytest.raises(FrailtyError, match="no address"):
        spread_draw(np.array([1, 2]), np.array([0]), 1)


def test_a_facility_is_no_home_unless_nothing_else_is_there() -> None:
    found = addresses([3, 1, 0])
    shop = gpd.GeoDataFrame({"kind": ["shop"] * 2}, geometry=[shapely.Point(26, 50), shapely.Point(1005, 52)], crs=RD)
    assert homes(found, shop)["address_id"].tolist() == ["A0-0", "A0-2", "A1-0"]
    far = shop.set_geometry([shapely.Point(26, 90)] * 2, crs=RD)
    assert len(homes(found, far)) == 4
    assert len(homes(found, None)) == 4


def test_buurten_of_another_year_are_refused() -> None:
    with pytest.raises(FrailtyError, match="same year"):
        spread_over_addresses(pd.Series([1.0], index=["BU9"]), addresses([1, 1, 1]), BUURTEN)
