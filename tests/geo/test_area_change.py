"""Squares over squares, worked out by hand; the whole country where it is."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.area_change import AreaChanges, Tolerance, area_changes, carry_counts, carry_shares, coarser
from geo.sources.cbs import read_buurten

Box = tuple[float, float, float, float]


def areas(inhabitants: list[float] | None = None, **boxes: Box) -> gpd.GeoDataFrame:
    columns: dict[str, object] = {"buurtcode": list(boxes)}
    if inhabitants is not None:
        columns["inhabitants"] = pd.array(inhabitants, dtype="Float64")
    shapes = [shapely.MultiPolygon([shapely.box(*(1000 * side for side in box))]) for box in boxes.values()]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=28992)


def rows(changes: AreaChanges) -> list[list[object]]:
    columns = ["from_code", "to_code", "kind", "share_of_from", "share_of_to"]
    return changes.overlaps[columns].round(3).to_numpy().tolist()


def test_the_same_square_under_another_code_is_renumbered() -> None:
    old = areas(BU00010001=(0, 0, 1, 1), BU00010002=(1, 0, 2, 1))
    new = areas(BU00010001=(0, 0, 1, 1), BU00019902=(1, 0, 2, 1))
    assert rows(area_changes(old, new)) == [
        ["BU00010001", "BU00010001", "same", 1, 1],
        ["BU00010002", "BU00019902", "renumbered", 1, 1],
    ]


def test_two_that_became_one_are_merged_and_one_that_became_two_is_split() -> None:
    old = areas(BU00010001=(0, 0, 1, 1), BU00010002=(1, 0, 4, 1), BU00010003=(4, 0, 8, 1))
    new = areas(BU00010009=(0, 0, 4, 1), BU00010007=(4, 0, 5, 1), BU00010008=(5, 0, 8, 1))
    changes = area_changes(old, new)
    assert rows(changes) == [
        ["BU00010001", "BU00010009", "merged", 1, 0.25],
        ["BU00010002", "BU00010009", "merged", 1, 0.75],
        ["BU00010003", "BU00010007", "split", 0.25, 1],
        ["BU00010003", "BU00010008", "split", 0.75, 1],
    ]
    assert changes.overlaps["overlap_m2"].sum() == 8e6
    assert (changes.unmatched_area, changes.unmatched_inhabitants) == (0, None)


def test_a_border_that_moved_is_redrawn() -> None:
    old = areas(BU00010001=(0, 0, 2, 1), BU00010002=(2, 0, 4, 1))
    new = areas(BU00010001=(0, 0, 3, 1), BU00010002=(3, 0, 4, 1))
    assert rows(area_changes(old, new)) == [
        ["BU00010001", "BU00010001", "redrawn", 1, 0.667],
        ["BU00010002", "BU00010001", "redrawn", 0.5, 0.333],
        ["BU00010002", "BU00010002", "redrawn", 0.5, 1],
    ]


def test_a_strip_of_two_drawings_of_one_border_is_no_change() -> None:
    old = areas(BU00010001=(0, 0, 1, 1), BU00010002=(1, 0, 2, 1))
    new = areas(BU00010001=(0, 0, 1.02, 1), BU00010002=(1.02, 0, 2, 1))
    assert rows(area_changes(old, new)) == [
        ["BU00010001", "BU00010001", "same", 1, 1],
        ["BU00010002", "BU00010002", "same", 1, 1],
    ]
    assert len(area_changes(old, new, Tolerance(share=0.001, width_m=1.0)).overlaps) == 3


def test_a_narrow_buurt_is_no_sliver_of_itself() -> None:
    strip = areas(BU00010001=(0, 0, 0.01, 1), BU00010002=(0.01, 0, 1, 1))
    moved = strip.assign(geometry=strip.translate(0.001))
    moved["geometry"] = gpd.GeoSeries([shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape for shape in moved.geometry], crs=28992)  # fmt: skip
    assert [row[:3] for row in rows(area_changes(strip, moved))] == [
        ["BU00010001", "BU00010001", "same"],
        ["BU00010002", "BU00010002", "same"],
    ]


def test_what_lies_in_no_area_of_the_other_year_is_reported_with_its_inhabitants() -> None:
    old = areas([300, 100, 50], BU00010001=(0, 0, 2, 1), BU00010002=(2, 0, 4, 1), BU00020001=(8, 0, 10, 1))
    new = areas(BU00010001=(0, 0, 2, 1), BU00010002=(2, 0, 3, 1), BU00010003=(0, 5, 1, 6))
    changes = area_changes(old, new)
    assert rows(changes) == [
        ["BU00010001", "BU00010001", "same", 1, 1],
        ["BU00010002", "BU00010002", "redrawn", 0.5, 1],
    ]
    assert changes.unmatched_from.to_numpy().tolist() == [["BU00010002", 2e6, 0.5], ["BU00020001", 2e6, 1.0]]
    assert changes.unmatched_to.to_numpy().tolist() == [["BU00010003", 1e6, 1.0]]
    assert changes.unmatched_area == pytest.approx(3 / 6)
    assert changes.unmatched_inhabitants == pytest.approx(100 / 450)


def test_counts_are_divided_by_area_and_percentages_weighted() -> None:
    old = areas(BU00010001=(0, 0, 1, 1), BU00010002=(1, 0, 4, 1), BU00010003=(4, 0, 8, 1))
    new = areas(BU00010009=(0, 0, 4, 1), BU00010007=(4, 0, 5, 1), BU00010008=(5, 0, 8, 1))
    overlaps = area_changes(old, new).overlaps
    people = pd.Series({"BU00010001": 900, "BU00010002": 100, "BU00010003": 400})
    assert carry_counts(people, overlaps).to_dict() == {"BU00010007": 100, "BU00010008": 300, "BU00010009": 1000}
    frail = pd.Series({"BU00010001": 10.0, "BU00010002": 20.0, "BU00010003": 30.0})
    by_people = carry_shares(frail, overlaps, people)
    assert by_people.to_dict() == pytest.approx({"BU00010007": 30, "BU00010008": 30, "BU00010009": 11})
    assert carry_shares(frail, overlaps)["BU00010009"] == pytest.approx(17.5)


def test_a_suppressed_part_leaves_the_whole_unknown_never_lower() -> None:
    overlaps = area_changes(
        areas(BU00010001=(0, 0, 1, 1), BU00010002=(1, 0, 2, 1), BU00010003=(2, 0, 3, 1)),
        areas(BU00010009=(0, 0, 2, 1), BU00010003=(2, 0, 3, 1)),
    ).overlaps
    people = pd.Series({"BU00010001": 10, "BU00010002": None, "BU00010003": 0}, dtype="Int64")
    counts = carry_counts(people, overlaps)
    assert counts.isna().to_dict() == {"BU00010003": False, "BU00010009": True}
    shares = pd.Series({"BU00010001": 50.0, "BU00010002": 50.0, "BU00010003": np.nan})
    assert carry_shares(shares, overlaps).to_dict() == pytest.approx(
        {"BU00010003": np.nan, "BU00010009": 50}, nan_ok=True
    )
    assert carry_shares(shares, overlaps, people).isna().all()


def test_merged_gemeenten_are_many_to_one() -> None:
    old = areas(BU00010001=(0, 0, 1, 1), BU00020001=(1, 0, 2, 1), BU00020002=(2, 0, 5, 1))
    new = areas(BU00990101=(0, 0, 1, 1), BU00990201=(1, 0, 2, 1), BU00030001=(2, 0, 5, 1))
    overlaps = area_changes(old, new).overlaps
    assert coarser(overlaps, "gemeente").to_numpy().tolist() == [
        ["GM0001", "GM0099", 1.0, 1e6],
        ["GM0002", "GM0003", 0.75, 3e6],
        ["GM0002", "GM0099", 0.25, 1e6],
    ]
    people = pd.Series({"BU00010001": 10, "BU00020001": 90, "BU00020002": 10})
    wijken = coarser(overlaps, "wijk", people)
    assert wijken["to_code"].tolist() == ["WK009901", "WK000300", "WK009902"]
    assert wijken["share_of_from"].tolist() == [1.0, 0.1, 0.9]
    assert coarser(overlaps, "gemeente", people)["share_of_from"].tolist() == [1.0, 0.1, 0.9]


def test_other_coordinates_and_doubled_codes_are_refused() -> None:
    one = areas(BU00010001=(0, 0, 1, 1))
    with pytest.raises(ValueError, match="RD New"):
        area_changes(one.to_crs(4326), one)
    with pytest.raises(ValueError, match="twice"):
        area_changes(one, pd.concat([one, one]))


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
    st.lists(st.integers(0, 500), min_size=6, max_size=6),
)
def test_nobody_is_lost_or_made_where_both_years_cover_the_same_ground(
    cuts: list[int], other: list[int], people: list[int]
) -> None:
    def cut(widths: list[int], name: str) -> gpd.GeoDataFrame:
        edges = np.concatenate([[0], np.cumsum(widths)]) / sum(widths) * 10
        return areas(**{f"BU{name}{n:04}": (edges[n], 0, edges[n + 1], 1) for n in range(len(widths))})

    old = cut(cuts, "0001")
    changes = area_changes(old, cut(other, "0002"))
    totals = changes.overlaps.groupby("from_code")["share_of_from"].sum()
    assert totals.to_numpy() == pytest.approx(1)
    assert changes.overlaps.groupby("to_code")["share_of_to"].sum().to_numpy() == pytest.approx(1)
    counts = pd.Series(people[: len(old)], index=old["buurtcode"])
    assert carry_counts(counts, changes.overlaps).sum() == pytest.approx(counts.sum())


@pytest.mark.realdata
def test_the_country_over_itself_with_other_codes_and_a_shaky_hand(realdata: Path) -> None:
    country = read_buurten(realdata / "national/buurten_2019_nl.topojson", "buurten_2019_nl.topojson").frame
    codes = "BU" + (country["buurtcode"].str[2:].astype("int64") ^ 1).astype("str").str.zfill(8)
    changes = area_changes(country.assign(buurtcode=codes), country)
    assert len(changes.overlaps) == 13_594
    assert (changes.overlaps["share_of_from"] == 1).all()
    assert not changes.overlaps["kind"].isin(["merged", "split", "redrawn"]).any()

    shapes = np.asarray(country.geometry.array)
    shaken = shapely.make_valid(shapely.transform(shapes, lambda points: points + 4 * np.sin(points[:, ::-1] * 7.1)))
    found = area_changes(country.set_geometry(gpd.GeoSeries(shaken, crs=28992)), country)
    own = found.overlaps[found.overlaps["from_code"] == found.overlaps["to_code"]]
    assert len(own) == 13_594
    assert (own["kind"] == "same").mean() > 0.99
    assert found.unmatched_area < 1e-3
