from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString, box

from geo.barriers import barriers
from geo.coverage import demand_points
from geo.travel_time import travel_times
from tests.geo.reach_cases import DEMAND, EAST, NORTH, RD, SOUTH, addresses, buurten, frailty, straight
from tests.geo.travel_time.streets import Town, rd


def test_a_river_with_one_bridge_makes_a_detour_and_is_named(tmp_path: Path) -> None:
    """North and south are grids of streets, joined by one bridge in the far west."""
    town = Town().grid(10).grid(10, at=(0.0, 1100.0))
    town.way((0.0, 900.0), (0.0, 1100.0))
    times = travel_times(town.write(tmp_path / "s.osm.pbf"), "foot", cache=tmp_path, detour_factor=1.3)
    homes = addresses((SOUTH, 800, 700), (SOUTH, 850, 750), (NORTH, 800, 1300), (NORTH, 850, 1350), (EAST, 1010, 300))
    river = box(*rd((-500, 950))[0], *rd((1500, 1050))[0])
    rail = LineString(rd((-500, 5000), (1500, 5000)))
    brook = LineString(rd((-500, 1000), (1500, 1000)))
    features = gpd.GeoDataFrame(
        {"kind": ["water", "railway", "water"], "class": ["water", "rail", "stream"], "name": ["De <b>Vore", None, "Beek"]},
        geometry=[river, rail, brook], crs=RD,
    )  # fmt: skip
    demand = demand_points(buurten(), homes, frailty())
    rows = barriers(times, demand, features).set_index("buurtcode")
    south = rows.loc[SOUTH]
    # from (800, 700) to (800, 1300): 600 m in a straight line, 800 + 600 + 800 m by the bridge
    assert south["worst_detour"] == pytest.approx(2200 / 600, rel=0.12)
    assert (south["worst_buurtcode"], south["barrier_kinds"]) == (NORTH, "water")
    assert south["barrier_names"] == "De <b>Vore"
    assert south["no_way_share"] == 0
    assert rows.loc[NORTH, "worst_detour"] == pytest.approx(south["worst_detour"], rel=0.02)


def test_without_a_bridge_there_is_no_way_and_no_figure(tmp_path: Path) -> None:
    streets = Town().grid(10).grid(10, at=(0.0, 1100.0)).write(tmp_path / "s.osm.pbf")
    times = travel_times(streets, "foot", cache=tmp_path, detour_factor=1.3)
    homes = addresses((SOUTH, 800, 700), (NORTH, 800, 1300))
    nothing = gpd.GeoDataFrame({"kind": [], "class": [], "name": []}, geometry=[], crs=RD)
    rows = barriers(times, demand_points(buurten(), homes, frailty()), nothing).set_index("buurtcode")
    assert rows.loc[SOUTH, "worst_buurtcode"] == NORTH
    assert rows.loc[SOUTH, ["worst_detour", "barrier_kinds", "barrier_names"]].isna().all()
    assert 0 < rows.loc[SOUTH, "no_way_share"] <= 1


def test_over_straight_lines_there_is_no_detour_to_see() -> None:
    nothing = gpd.GeoDataFrame({"kind": [], "class": [], "name": []}, geometry=[], crs=RD)
    assert barriers(straight(), DEMAND, nothing).empty
