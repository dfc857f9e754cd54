"""The partition into buurten: tiles the gemeente, hierarchic codes, CBS conventions."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.sample.plan import build_plan, unwarp, warp
from geo.workspace import FILES

SUPPRESSED = -99999999


@pytest.fixture(scope="module")
def buurten(sample: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(sample / FILES["buurt"])


def test_buurten_tile_the_gemeente_without_gap_or_overlap(buurten: gpd.GeoDataFrame) -> None:
    shapes = buurten.to_crs(28992).geometry
    assert shapes.is_valid.all()
    assert set(shapes.geom_type) == {"Polygon"}
    whole = shapes.union_all()
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert shapes.area.sum() == pytest.approx(whole.area, rel=1e-9)


def test_neighbours_share_their_vertices(buurten: gpd.GeoDataFrame) -> None:
    """Every stretch of boundary between two corners belongs to two buurten, or to one and the edge of the gemeente."""
    seen: dict[tuple[tuple[float, float], ...], int] = {}
    for shape in buurten.geometry:
        for ring in (shape.exterior, *shape.interiors):
            for a, b in zip(ring.coords[:-1], ring.coords[1:], strict=True):
                edge = tuple(sorted((a, b)))
                seen[edge] = seen.get(edge, 0) + 1
    assert set(seen.values()) == {1, 2}
    border = sum(1 for count in seen.values() if count == 1)
    outer = buurten.geometry.union_all()
    assert border == len(outer.exterior.coords) - 1


def test_about_seventy_buurten_in_fifteen_wijken_with_codes_that_nest(buurten: gpd.GeoDataFrame) -> None:
    assert 65 <= len(buurten) <= 75
    assert buurten["buurtcode"].is_unique
    assert buurten["buurtcode"].str.fullmatch(r"BU9001\d{4}").all()
    assert (buurten["wijkcode"] == "WK" + buurten["buurtcode"].str[2:8]).all()
    assert set(buurten["gemeentecode"]) == {"GM9001"}
    assert buurten["wijkcode"].nunique() == 15
    for _, own in buurten.to_crs(28992).groupby("wijkcode"):
        land = own[own["water"] == "NEE"].geometry.union_all()
        assert land.geom_type == "Polygon", f"{own['wijknaam'].iloc[0]} is in pieces"


def test_figures_add_up_to_a_gemeente_of_a_hundred_thousand_with_a_fifth_over_65(buurten: gpd.GeoDataFrame) -> None:
    known = buurten[buurten["aantal_inwoners"] != SUPPRESSED]
    people = known["aantal_inwoners"].sum()
    assert 98_000 <= people <= 102_000
    aged = known.loc[known["personen_65_jaar_en_ouder"] != SUPPRESSED, "personen_65_jaar_en_ouder"].sum()
    assert 0.185 <= aged / people <= 0.195
    share = known.loc[known["personen_65_jaar_en_ouder"] != SUPPRESSED, "percentage_personen_65_jaar_en_ouder"]
    assert share.min() < 10
    assert share.max() > 30


def test_counts_are_rounded_to_five_and_suppression_uses_the_marker_of_cbs(buurten: gpd.GeoDataFrame) -> None:
    for column in ("aantal_inwoners", "personen_65_jaar_en_ouder", "personen_0_tot_15_jaar", "aantal_huishoudens"):
        known = buurten.loc[buurten[column] != SUPPRESSED, column]
        assert (known % 5 == 0).all()
        assert (known >= 0).all()
    hidden = buurten[(buurten["water"] == "NEE") & (buurten["personen_65_jaar_en_ouder"] == SUPPRESSED)]
    assert 1 <= len(hidden) <= 6
    assert (hidden["aantal_inwoners"] < 100).all()
    water = buurten[buurten["water"] == "JA"]
    assert len(water) == 1
    assert (water["aantal_inwoners"] == SUPPRESSED).all()


def test_coordinates_are_degrees_with_seven_decimals(sample: Path) -> None:
    features = json.loads((sample / FILES["buurt"]).read_text(encoding="utf-8"))["features"]
    numbers = np.array([xy for f in features for xy in f["geometry"]["coordinates"][0]])
    assert (np.round(numbers, 7) == numbers).all()
    assert 5.5 < numbers[:, 0].min() < numbers[:, 0].max() < 7.0
    assert 51.9 < numbers[:, 1].min() < numbers[:, 1].max() < 52.5


@given(st.floats(-9000, 9000), st.floats(-8000, 8000))
def test_the_warp_can_be_undone_everywhere(x: float, y: float) -> None:
    back = unwarp(warp(np.array([[x, y]])))
    assert np.hypot(*(back[0] - [x, y])) < 0.05


def test_the_plan_is_the_same_each_time() -> None:
    first, second = build_plan(), build_plan()
    assert [c.code for c in first.cells] == [c.code for c in second.cells]
    assert all(shapely.equals_exact(a.rd, b.rd, 0.0) for a, b in zip(first.cells, second.cells, strict=True))
