"""The rules as a file, what of them is refused, what may be drawn, and what the outside report does not tell."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from geo.disclosure import DisclosureRules, disclose_release, load_rules, outside_report, refuse_addresses
from geo.disclosure.geometry import AddressGeometryError
from geo.yaml_keys import WorkspaceError


def test_the_shipped_file_says_what_the_code_takes_where_nothing_is_said() -> None:
    assert load_rules() == DisclosureRules()


def test_a_workspace_replaces_single_rules(tmp_path: Path) -> None:
    (tmp_path / "openbaarheid.yaml").write_text("minimum: 15\nrounding: 10\n", encoding="utf-8")
    rules = load_rules(tmp_path)
    assert (rules.min_count, rules.base, rules.dominance_pct) == (15, 10, 85)
    assert rules.digest != load_rules().digest
    assert load_rules(tmp_path / "none") == load_rules()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("minimum: 2\n", "from 5 to 1000"),
        ("minimun: 20\n", "minimun"),
        ("shares: 3\n", "key: value"),
        ("shares: {served_pct: visits}\n", "visits is not among the counts"),
        ("counts: deliveries\n", "must be a list"),
    ],
)
def test_rules_that_cannot_be_are_refused_with_the_file_and_the_key(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "openbaarheid.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError, match=word) as told:
        load_rules(tmp_path)
    assert "openbaarheid.yaml" in str(told.value)


def test_points_and_lines_are_not_shared_but_for_buildings() -> None:
    points = gpd.GeoDataFrame(geometry=[Point(0, 0)], crs=28992)
    lines = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (1, 1)])], crs=28992)
    areas = gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs=28992)
    rules = DisclosureRules()
    assert refuse_addresses("buurt", areas, rules) is areas
    assert refuse_addresses("hub", points, rules) is points
    for name, frame in (("buurt", points), ("hub", lines)):
        with pytest.raises(AddressGeometryError, match=name):
            refuse_addresses(name, frame, rules)


def test_the_outside_report_does_not_tell_small_counts_from_those_that_protect_them() -> None:
    frame = pd.DataFrame(
        {
            "buurtcode": ["BU1", "BU2", "BU3"],
            "wijkcode": "WK1",
            "gemeentecode": "GM1",
            "deliveries": [4, 30, 90],
        }
    )
    inside = disclose_release(frame, DisclosureRules()).report
    assert set(inside["reason"]) == {"below_minimum", "complementary"}
    outside = outside_report(inside)
    assert "reason" not in outside
    assert outside["sentence"].nunique() == 1
