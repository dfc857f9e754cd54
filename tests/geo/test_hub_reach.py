"""The tables of whom hubs reach, held against each other and against the table of times; and on real streets."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.catchment import CatchmentRules, catchments
from geo.cut_off import cut_off
from geo.hub_reach import Surroundings, hub_reach, known_residents, origins
from geo.scenario import Scenario
from geo.site_times import site_times
from geo.sources.osm import read_streets
from geo.travel_time import travel_times
from tests.geo.reach_cases import DEMAND, EAST, NORTH, RD, SOUTH, buurten, points, straight
from tests.geo.travel_time.streets import Town

DELFT = Path(os.environ.get("WIJK_REALDATA", "")) / "delft" / "delft_tudelft_complete_ways.osm.pbf"
NO_MAP = gpd.GeoDataFrame({"kind": [], "class": [], "name": []}, geometry=[], crs=RD)


def scenario(**changes: object) -> Scenario:
    given = {"service_areas": {"foot_slow": (5, 10), "foot": (5, 15)}} | changes
    return Scenario(
        "x", "x", "evaluate", None, "foot", 8, (5, 15), "vektis_2020", "facilities", (), (), 1, False, **given
    )  # type: ignore[arg-type]


def sites() -> gpd.GeoDataFrame:
    at = points("hub_id", H1=(500, 100), H2=(500, 1500), V1=(900, 900))
    states = {"kind": ["existing", "existing", "candidate"], "state": ["kept", "closed", "opened"]}
    return gpd.GeoDataFrame(at.assign(name=at["hub_id"], **states), crs=RD)


def around(residents: gpd.GeoDataFrame | None = None) -> Surroundings:
    facilities = points("facility_id", F1=(500, 150), F2=(500, 1700)).assign(kind="doctors", capacity=np.nan, name="F")
    zone = gpd.GeoDataFrame(geometry=[buurten().geometry.iloc[1]], crs=RD)
    return Surroundings(buurten(), DEMAND, gpd.GeoDataFrame(facilities, crs=RD), residents, zone, NO_MAP)


def test_open_hubs_are_told_at_every_limit_and_others_at_the_scenarios_own() -> None:
    times = {mode: straight(mode) for mode in ("foot", "foot_slow")}
    found = hub_reach(scenario(), sites(), around(), times)
    told = set(zip(*(found.service_area[c] for c in ("hub_id", "mode", "minutes", "open")), strict=True))
    own = {(hub, "foot", minutes, True) for hub in ("H1", "V1") for minutes in (5, 8, 15)}
    slow = {(hub, "foot_slow", minutes, True) for hub in ("H1", "V1") for minutes in (5, 10)}
    assert told == own | slow | {("H2", "foot", 8, False)}
    assert {times.mode for times in found.opened} == {"foot", "foot_slow"}
    assert found.service_area["residents_known"].isna().all()


def test_the_tables_count_the_same_people() -> None:
    known = points("resident_key", r1=(500, 100), r2=(500, 1900))
    times = {mode: straight(mode) for mode in ("foot", "foot_slow")}
    found = hub_reach(scenario(), sites(), around(known), times)
    areas = found.service_area.set_index(["hub_id", "mode", "minutes"])
    added = found.hub_contribution.set_index(["hub_id", "mode", "minutes"])
    assert areas["expected_frail"].to_dict() == pytest.approx(added["reached_frail"].to_dict())
    assert areas["addresses"].to_dict() == added["addresses"].to_dict()
    change = found.reach_change[(found.reach_change["mode"] == "foot") & (found.reach_change["minutes"] == 8)]
    assert found.white_spot["expected_frail"].sum() == pytest.approx(
        change["lost_frail"].sum() + change["never_frail"].sum()
    )
    # H1 walks a metre a second: 480 m; homes at 0, 200, 400; F1 at 50; r1 at 0; the south is the zone
    own = areas.loc[("H1", "foot", 8)]
    assert own[["addresses", "facilities", "residents_known", "zone_addresses"]].tolist() == [3, 1, 1, 3]
    assert own["expected_frail"] == pytest.approx(6)


def test_residents_count_who_were_seen_in_the_last_year() -> None:
    homes = points("resident_key", r1=(0, 0), r2=(1, 1), r3=(2, 2))
    seen = pd.DataFrame({"service_date": ["2026-02-03", "2025-02-03"], "resident_key": ["r1", "r2"]})
    found = known_residents(homes, seen, seen.iloc[:0], dt.date(2026, 2, 3))
    assert found is not None
    assert found["resident_key"].tolist() == ["r1"]
    assert known_residents(homes, seen.iloc[:0], seen.iloc[:0], dt.date(2026, 2, 3)) is None


def test_facilities_come_along_only_at_the_pace_that_residents_walk() -> None:
    at = sites().rename(columns={"hub_id": "site_id"})
    facilities = around().facilities
    assert origins(at, facilities, "car")["site_id"].tolist() == ["H1", "H2", "V1"]
    assert origins(at, facilities, "foot_slow")["site_id"].tolist() == ["H1", "H2", "V1", "F1", "F2"]


def test_a_site_that_nothing_joins_reaches_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    streets = Town().grid(10).write(tmp_path / "s.osm.pbf")
    times = {mode: travel_times(streets, mode, cache=tmp_path, detour_factor=1.3) for mode in ("foot", "foot_slow")}
    lost = sites().assign(geometry=points("x", a=(500, 100), b=(500, 1500), c=(9000, 9000)).geometry)
    found = hub_reach(scenario(), lost, around(), times)
    alone = found.service_area[found.service_area["hub_id"] == "V1"]
    assert alone.geometry.isna().all()
    assert (alone["addresses"] == 0).all()
    assert found.reach.set_index("area_code").loc[NORTH, "reached_share"].max() < 1
    assert set(found.reach_change["buurtcode"]) == {NORTH, SOUTH, EAST}


@pytest.mark.skipif(not DELFT.is_file(), reason="needs WIJK_REALDATA with delft/")
def test_by_car_in_delft_the_parts_are_told_and_what_is_reached_is_sensible(tmp_path: Path) -> None:
    """The extract's streets for cars are clipped into many parts; a hub in the main part and candidates around."""
    doors = read_streets(DELFT, DELFT.name).frames["intake.address"]
    demand = gpd.GeoDataFrame(
        {"buurtcode": "BU05030000", "address_id": doors["address_id"], "address_count": 1, "weight": 0.05},
        geometry=doors.geometry, crs=RD,
    )  # fmt: skip
    drawn = np.random.default_rng(4).choice(len(demand), size=12, replace=False)
    ids = [f"S{number:02d}" for number in range(12)]
    at = demand.iloc[drawn][["geometry"]].assign(site_id=ids, name=ids, kind="candidate")
    times = travel_times(DELFT, "car", cache=tmp_path, detour_factor=1.3)
    table = site_times(times, at, demand)
    none = gpd.GeoDataFrame({"facility_id": [], "name": []}, geometry=[], crs=RD)
    listed = cut_off(times, table, at, none, demand)
    unreached = ~np.isfinite(table.nearest_s())
    counted = listed.loc[listed["subject"] == "addresses", "count"].sum()
    assert counted == unreached.sum()
    assert unreached.mean() < 0.3  # the rest starts from parts that the clipping cut off
    assert not listed["name"].isin(doors["street"].dropna()).any()
    rows = catchments(table, demand, CatchmentRules(unit="address"))
    assert len(rows.by_address) == (~unreached).sum()
    straight_m = shapely.distance(demand.geometry.to_numpy(), at.geometry.to_numpy()[table.nearest_site()])
    reached = ~unreached
    way = table.length_m.min(axis=0)
    assert np.median(way[reached] / np.maximum(straight_m[reached], 50)) < 3
