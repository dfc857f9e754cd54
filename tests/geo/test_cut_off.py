from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from geo.coverage import demand_points
from geo.cut_off import cut_off
from geo.site_times import site_times
from geo.travel_time import travel_times
from tests.geo.reach_cases import DEMAND, EAST, NORTH, RD, SOUTH, addresses, buurten, frailty, points, straight
from tests.geo.travel_time.streets import Town


def test_places_are_named_and_addresses_only_counted(tmp_path: Path) -> None:
    """A town, an island of a few streets beside it, and a hub in the fields."""
    streets = Town().grid(8).grid(3, at=(1500.0, 0.0)).write(tmp_path / "s.osm.pbf")
    times = travel_times(streets, "foot", cache=tmp_path, detour_factor=1.3)
    at = points("site_id", H1=(0, 0), H2=(400, 1900))
    sites = gpd.GeoDataFrame(at.assign(name=["Hub <i>", "Veld"], kind=["existing", "candidate"]), crs=RD)
    facilities = points("facility_id", F1=(100, 100), F2=(4000, 4000)).assign(name=["Hier", "Ver"])
    homes = addresses((SOUTH, 100, 0), (NORTH, 400, 1900), (NORTH, 420, 1900), (EAST, 1600, 0))
    demand = demand_points(buurten(), homes, frailty())
    rows = cut_off(times, site_times(times, sites, demand), sites, gpd.GeoDataFrame(facilities, crs=RD), demand)
    listed = rows.set_index(["subject", "subject_id"])
    assert listed.loc[("candidate", "H2"), ["name", "state", "count"]].tolist() == ["Veld", "no_street", 1]
    assert listed.loc[("facility", "F2"), "state"] == "no_street"
    north = listed.loc[("addresses", NORTH)]
    assert north[["state", "count", "expected_frail"]].tolist() == ["no_street", 2, 4.0]
    assert north["name"] is None
    assert ("hub", "H1") not in listed.index
    assert ("addresses", SOUTH) not in listed.index
    # the island's homes start from the town's streets where those are near enough, else no site has a way to them
    assert set(rows["mode"]) == {"foot"}


def test_over_straight_lines_nothing_is_cut_off() -> None:
    sites = points("site_id", H1=(0, 0)).assign(name="H", kind="existing")
    none = points("facility_id", F1=(0, 0)).assign(name="F")
    rows = cut_off(straight(), site_times(straight(), sites, DEMAND), sites, none, DEMAND)
    assert rows.empty
