"""Which sites a scenario chooses among, and what is known of each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from geo.hub_choice import candidate_sites
from geo.hub_choice.sites import named
from tests.geo.hub_choice import town


def test_todays_hubs_and_the_candidates_among_the_facilities_are_sites() -> None:
    sites = candidate_sites(
        town.hubs(("H1", 0)), town.facilities(("V1", 1000), ("V2", 2000), candidate=[True, False], storage_m2=[40, 10])
    )
    assert sites["site_id"].tolist() == ["H1", "V1"]
    assert sites["kind"].tolist() == ["existing", "candidate"]
    assert sites.loc[1, ["storage_m2", "with_facility"]].tolist() == [40, 1]
    assert np.isnan(sites.loc[0, "storage_m2"])


def test_a_candidate_in_the_building_of_a_hub_is_that_hub_and_fills_its_blanks() -> None:
    sites = candidate_sites(
        town.hubs(("H1", 0), storage_m2=[48.0], charging=pd.array([None], dtype="boolean")),
        town.facilities(("V1", 20), ("V2", 60), storage_m2=[12.0, 15.0], charging=[True, True]),
    )
    assert sites["site_id"].tolist() == ["H1", "V2"]
    assert sites.loc[0, ["storage_m2", "charging", "with_facility"]].tolist() == [48, 1, 1]
    assert named(sites, ["V1", "V2", "H1"]) == ("H1", "V2")


def test_supplier_premises_count_inside_the_region_and_only_where_asked(tmp_path: Path) -> None:
    near = town.depots(("D1", 3000), ("D2", 90_000))
    args = town.hubs(("H1", 0)), town.facilities(("V1", 1000)), near
    plain = candidate_sites(*args, town.scenario(tmp_path), town.buurten())
    assert plain["site_id"].tolist() == ["H1", "V1"]
    asked = candidate_sites(*args, town.scenario(tmp_path, "candidates: [suppliers]"), town.buurten())
    assert asked[["site_id", "origin"]].to_numpy().tolist() == [["D1", "supplier"], ["H1", "hub"]]
    assert asked["gemeentecode"].tolist() == ["GM9001", "GM9001"]


def test_a_point_of_the_scenario_is_a_site_with_its_own_qualities(tmp_path: Path) -> None:
    line = "points: [{id: P1, name: Markthal, x_rd: 2500, y_rd: 400000, storage_m2: 70, capacity_per_day: 90}]"
    sites = candidate_sites(town.hubs(("H1", 0)), town.facilities(), None, town.scenario(tmp_path, line))
    assert sites["origin"].tolist() == ["hub", "point"]
    assert sites.loc[1, ["name", "storage_m2", "capacity_per_day"]].tolist() == ["Markthal", 70, 90]


def test_a_social_team_in_the_building_answers_what_the_file_leaves_blank() -> None:
    around = town.facilities(
        ("V1", 1000), ("V2", 2000), ("T1", 1010),
        candidate=[True, True, False], kind=["community_centre", "community_centre", "social_team"],
        with_social_team=pd.array([None, False, None], dtype="boolean"),
    )  # fmt: skip
    sites = candidate_sites(town.hubs(), around)
    assert sites["with_social_team"].tolist() == [1, 0]
    assert sites["with_volunteers"].isna().all()


def test_a_region_without_hubs_and_candidates_has_no_sites() -> None:
    assert candidate_sites(town.hubs(), town.facilities()).empty
