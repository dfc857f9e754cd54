"""A scenario worked out on a town small enough to do by hand: hubs, proof, wishes with their price, conflicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from geo.contracts import validate
from geo.hub_choice import HubChoice, HubChoiceError, candidate_sites, choose_hubs
from geo.hub_location import InfeasibleProblem
from geo.scenario import Scenario
from tests.geo.hub_choice import town

PLACES = (("V0", 0), ("V1", 1000), ("V2", 2000), ("V3", 3000))


def town_sites(scenario: Scenario, today: gpd.GeoDataFrame | None = None, **columns: Any) -> gpd.GeoDataFrame:
    today = town.hubs(("H", 1500)) if today is None else today
    return candidate_sites(today, town.facilities(*PLACES, **columns), None, scenario, town.buurten())


def choose(scenario: Scenario, today: gpd.GeoDataFrame | None = None, spread: float = 0.0, **columns: Any) -> HubChoice:
    sites = town_sites(scenario, today, **columns)
    return choose_hubs(
        scenario, sites, town.times(sites), town.estimate(spread), town.buurten(), first_year=2027
    )  # fmt: skip


def states(choice: HubChoice) -> dict[str, str]:
    return dict(zip(choice.hub_site["hub_id"], choice.hub_site["state"], strict=True))


def test_the_best_two_hubs_with_their_proof_and_runner_ups(tmp_path: Path) -> None:
    # V1 and V3: 10 and 30 people go 100 s, so 4,000 person-seconds; V2 and V3 give 10 x 200 + 20 x 100
    choice = choose(town.scenario(tmp_path))
    answer = choice.hub_solution.iloc[0]
    assert choice.open_sites in (("V1", "V3"), ("V2", "V3"))
    assert (answer["objective"], answer["bound"], answer["gap"], answer["status"]) == (4000, 4000, 0, "optimal")
    assert answer["mean_duration_s"] == 40
    assert answer["worst_off_s"] == pytest.approx(100 if "V1" in choice.open_sites else 200)
    regret = choice.hub_site.set_index("hub_id")["regret"]
    assert regret["V3"] > 0
    assert min(regret[site] for site in choice.open_sites) == 0  # the other pair is as good


def test_what_is_as_good_is_listed_and_kept_out_of_the_word_optimal(tmp_path: Path) -> None:
    choice = choose(town.scenario(tmp_path), spread=0.1)
    alike = choice.hub_equivalent.groupby("hub_id")["other_id"].agg(list).to_dict()
    other = {"V1": "V2", "V2": "V1"}
    chosen = next(site for site in choice.open_sites if site in other)
    assert other[chosen] in alike[chosen]
    share = choice.hub_site.set_index("hub_id")["stability"]
    assert share.sum() == pytest.approx(2)
    assert 0 < share["V1"] < 1
    assert share["V3"] == 1


def test_todays_hub_that_must_stay_has_a_price_and_one_that_costs_nothing_has_none(tmp_path: Path) -> None:
    choice = choose(town.scenario(tmp_path, "keep: [H]", "forbid: [V0]"))
    prices = choice.hub_wish.set_index(["kind", "subject"])
    # with H at 1.5 km: H and V3 give 10 x 150 + 20 x 50 + 30 x 50 = 4,000 person-seconds as well: it costs nothing
    assert states(choice)["H"] == "kept"
    assert prices.loc[("keep", "H"), "better"] == 0
    assert prices.loc[("forbid", "V0"), "better"] == 0
    dear = choose(town.scenario(tmp_path, "forbid: [V3]"))
    without = dear.hub_wish.set_index(["kind", "subject"]).loc[("forbid", "V3")]
    assert without["better"] == dear.hub_solution.iloc[0]["objective"] - 4000 > 0
    assert without["fraction"] == pytest.approx(without["better"] / dear.hub_solution.iloc[0]["objective"])


def test_hubs_of_today_that_may_not_close_stay_and_those_that_must_close_are_closed(tmp_path: Path) -> None:
    today = town.hubs(("H1", 100), ("H2", 2900))
    assert states(choose(town.scenario(tmp_path, "may_close: [H1]"), today))["H2"] == "kept"
    closed = states(choose(town.scenario(tmp_path, "close: [H2]"), today))
    assert closed["H2"] == "closed"
    with pytest.raises(HubChoiceError, match="close names V1, which is no hub of today"):
        choose(town.scenario(tmp_path, "close: [V1]"), today)


def test_wishes_that_conflict_are_named_in_one_sentence(tmp_path: Path) -> None:
    today = town.hubs(("H1", 100), ("H2", 2900))
    with pytest.raises(InfeasibleProblem, match=r"hubs says 1, but 2 must stay open \(H1, H2\)") as few:
        choose(town.scenario(tmp_path, "may_close: []", hubs=1), today)
    assert few.value.wishes == ("hubs 1", "keep H1", "keep H2")
    with pytest.raises(InfeasibleProblem, match="H must stay open, but does not meet: storage_m2 at least 30"):
        choose(town.scenario(tmp_path, "keep: [H]", "require: {storage_m2: 30}"), storage_m2=[40, 40, 40, 40])
    with pytest.raises(InfeasibleProblem, match=r"only 1 of 5 sites may be open; ruled out by require 4 \(storage_m2"):
        choose(town.scenario(tmp_path, "require: {storage_m2: 30}"), storage_m2=[40, 10, 10, 10])
    with pytest.raises(InfeasibleProblem, match="No site meets all of: charging at least 1"):
        choose(town.scenario(tmp_path, "require: {charging: true}"))
    with pytest.raises(InfeasibleProblem, match="forbid V9: not among the sites"):
        choose(town.scenario(tmp_path, "forbid: [V9]"))
    nothing = candidate_sites(town.hubs(), town.facilities())
    with pytest.raises(HubChoiceError, match="There is no site"):
        choose_hubs(town.scenario(tmp_path), nothing, town.times(nothing), town.estimate(), town.buurten())


def test_a_required_quality_rules_sites_out_and_its_price_is_told(tmp_path: Path) -> None:
    choice = choose(town.scenario(tmp_path, "require: {storage_m2: 30}"), storage_m2=[40, 40, 40, 10])
    sites = choice.hub_site.set_index("hub_id")
    assert sites.loc["V3", "ruled_out"] == "storage_m2 at least 30"
    assert sites.loc["V3", "state"] == "candidate"
    price = choice.hub_wish.set_index("kind").loc["require"]
    assert (price["subject"], price["better"]) == ("storage_m2", choice.hub_solution.iloc[0]["objective"] - 4000)


def test_a_weight_on_a_quality_moves_the_choice_and_stays_visible(tmp_path: Path) -> None:
    weighed = choose(town.scenario(tmp_path, "quality_weights: {with_volunteers: 5}", hubs=1), with_volunteers=[True, False, False, False])  # fmt: skip
    assert weighed.open_sites == ("V0",)
    answer = weighed.hub_solution.iloc[0]
    assert answer["site_cost"] == -5 * 60 * 100  # five minutes for each of a hundred people
    assert answer["objective"] == answer["site_cost"] + 20 * 100 + 30 * 200 + 40 * 300
    assert choose(town.scenario(tmp_path, hubs=1)).hub_solution.iloc[0]["site_cost"] == 0


def test_money_is_weighed_only_where_the_scenario_says_what_time_is_worth(tmp_path: Path) -> None:
    rent = {"rent_eur_year": [12000.0, 12000.0, 12000.0, 60000.0]}
    told = choose(town.scenario(tmp_path, "costs: {opening: 10000, closing: 4000}"), **rent)
    assert "V3" in told.open_sites
    assert told.hub_solution.iloc[0]["once_eur"] == 2 * 10000 + 4000
    weighed = choose(town.scenario(tmp_path, "costs: {euro_per_minute: 6000}"), **rent)
    assert "V3" not in weighed.open_sites


def test_capacity_sends_people_farther_and_its_price_is_told(tmp_path: Path) -> None:
    a_day = 0.25 * 15 / 312
    room = f"capacity: {{V1: {31 * a_day}, V3: {70 * a_day}, other: 0}}"
    choice = choose(town.scenario(tmp_path, room))
    sites = choice.hub_site.set_index("hub_id")
    assert choice.open_sites == ("V1", "V3")
    assert sites.loc["V1", "load"] <= 31
    assert sites.loc["V3", "deliveries_per_day"] == pytest.approx(70 * a_day)
    assert choice.hub_equivalent.empty
    assert set(choice.hub_wish["kind"]) == {"capacity"}


def test_the_worst_off_first(tmp_path: Path) -> None:
    choice = choose(town.scenario(tmp_path, objective="p_centre"))
    answer = choice.hub_solution.iloc[0]
    assert (answer["objective"], answer["status"]) == (100, "optimal")
    assert choice.hub_site["regret"].notna().sum() == 2
    assert (choice.hub_site["stability"].sum(), len(choice.hub_step)) == (pytest.approx(2), 1)


def test_the_fewest_hubs_for_a_share(tmp_path: Path) -> None:
    lines = ("minutes: 2", "share: 0.9")
    choice = choose(town.scenario(tmp_path, *lines, objective="set_covering", hubs=None))
    answer = choice.hub_solution.iloc[0]
    # within 120 s a site reaches its neighbours: V2 has 90 of 100 people by itself
    assert (answer["objective"], answer["bound"], answer["hubs"], answer["status"]) == (1, 1, 1, "optimal")
    assert answer["covered"] == 90
    barred = choose(town.scenario(tmp_path, *lines, "forbid: [V2]", objective="set_covering", hubs=None))
    assert barred.hub_solution.iloc[0]["objective"] == 2
    assert barred.hub_wish.iloc[0][["kind", "subject", "better"]].tolist() == ["forbid", "V2", 1.0]
    with pytest.raises(InfeasibleProblem, match="All usable sites together"):
        choose(town.scenario(tmp_path, "minutes: 1", "share: 1", "candidates: []", objective="set_covering", hubs=None))


def test_coverage_counts_people_within_the_limit_and_half_of_those_a_little_farther(tmp_path: Path) -> None:
    lines = ("minutes: 1", "further: {2: 0.5}")
    answer = choose(town.scenario(tmp_path, *lines, objective="maximal_coverage", hubs=1)).hub_solution.iloc[0]
    assert (answer["objective"], answer["covered"]) == (30 + 0.5 * (20 + 40), 30)  # V2, and half of its neighbours


def test_hubs_open_one_a_year_from_todays_and_the_end_is_compared_with_all_at_once(tmp_path: Path) -> None:
    choice = choose(town.scenario(tmp_path, "opening: {from: 2030, per_year: 1}", hubs=3))
    steps = choice.hub_step
    assert steps["year"].tolist() == [2030, 2031]
    assert steps["hubs"].tolist() == [2, 3]
    assert (np.diff(steps["objective"]) <= 0).all()
    lost = choice.hub_solution.iloc[0]["sequence_lost"]
    assert lost == pytest.approx(steps["objective"].iloc[-1] / choice.hub_solution.iloc[0]["objective"] - 1)
    assert choose(town.scenario(tmp_path, hubs=2)).hub_step["year"].tolist() == [2027]


def test_a_front_holds_the_scenarios_own_choice_and_falls(tmp_path: Path) -> None:
    choice = choose(town.scenario(tmp_path, "minutes: 2"))
    worst = choice.hub_front[choice.hub_front["front"] == "worst_off"]
    assert worst["exact"].all()
    assert worst["first"].is_monotonic_increasing
    assert worst["second"].is_monotonic_decreasing
    assert worst["first"].iloc[0] == 40
    cost = choice.hub_front[choice.hub_front["front"] == "cost"]
    assert cost["second"].is_monotonic_increasing
    assert cost["second"].max() == 100


def test_todays_hubs_are_told_as_they_are_with_what_they_ask(tmp_path: Path) -> None:
    choice = choose(town.scenario(tmp_path, objective="evaluate", hubs=None))
    answer = choice.hub_solution.iloc[0]
    assert (answer["status"], answer["hubs"], answer["gap"]) == ("evaluated", 1, 0)
    assert answer["concierge_hours_week"] > answer["contact_hours_week"] > 0
    assert 0 < answer["objective_hours_share"] < 1
    assert choice.hub_site["regret"].isna().all()
    assert [len(frame) for frame in choice.frames()[2:]] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("objective", "hubs", "line"),
    [("p_median", 2, ""), ("p_centre", 2, ""), ("maximal_coverage", 2, ""), ("set_covering", None, "share: 0.5"), ("evaluate", None, "")],
)  # fmt: skip
def test_every_answer_keeps_the_contract_of_its_tables(tmp_path: Path, objective: str, hubs: int | None, line: str) -> None:  # fmt: skip
    choice = choose(town.scenario(tmp_path, line, "minutes: 2", objective=objective, hubs=hubs), spread=0.2)
    names = ("hub_solution", "hub_site", "hub_equivalent", "hub_wish", "hub_step", "hub_front")
    for name, frame in zip(names, choice.frames(), strict=True):
        validate(frame, f"planning.{name}", leave_out=("region", "scenario", "run_id"))
