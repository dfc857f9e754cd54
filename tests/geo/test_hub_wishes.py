"""What a scenario's file may wish of its hubs, and the sentence for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import hub_location
from geo.hub_location import qualities
from geo.hub_wishes import OBJECTIVES, QUALITIES, Capacity, Costs
from geo.scenario import Scenario, load_scenarios
from geo.yaml_keys import WorkspaceError


def read(root: Path, *lines: str, objective: str = "p_median", hubs: str = "hubs: 3") -> Scenario:
    folder = root / "scenarios"
    folder.mkdir(exist_ok=True)
    head = ["scenario: x", f"objective: {objective}", *([hubs] if hubs else [])]
    (folder / "x.yaml").write_text("\n".join([*head, *lines]), encoding="utf-8")
    return load_scenarios(root)["x"]


def test_a_scenario_without_wishes_weighs_time_alone(tmp_path: Path) -> None:
    plain = read(tmp_path).wishes
    assert (plain.capacity, plain.require, plain.weights, plain.costs) == (None, {}, {}, Costs())
    assert (plain.close, plain.may_close, plain.points, plain.per_year) == ((), None, (), 1)
    assert read(tmp_path).candidates == ("facilities",)


def test_the_qualities_are_those_of_the_model() -> None:
    assert qualities.QUALITIES == QUALITIES
    assert {hub_location.P_MEDIAN, hub_location.MAXIMAL_COVERAGE} <= set(OBJECTIVES)


def test_every_wish_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "candidates: [facilities, suppliers]",
        "close: [HUB-02]",
        "may_close: [HUB-02, HUB-03]",
        "capacity: {HUB-01: 70, other: 60}",
        "costs: {opening: 15000, closing: 5000, years: 5, euro_per_minute: 20000}",
        "require: {storage_m2: 30, charging: true, rent_eur_year: 18000}",
        "quality_weights: {storage_m2: 0.01, with_social_team: 0.5, charging: 0}",
        "points: [{id: P-1, name: Markthal, x_rd: 207500, y_rd: 474100, storage_m2: 80, with_volunteers: true}]",
        "opening: {from: 2027, per_year: 2}",
    )
    wishes = found.wishes
    assert found.candidates == ("facilities", "suppliers")
    assert (wishes.close, wishes.may_close) == (("HUB-02",), ("HUB-02", "HUB-03"))
    assert wishes.capacity == Capacity({"HUB-01": 70.0}, 60.0)
    assert wishes.costs == Costs(15000.0, 5000.0, 5, 20000.0)
    assert wishes.require == {"storage_m2": 30.0, "charging": 1.0, "rent_eur_year": 18000.0}
    assert wishes.weights == {"storage_m2": 0.01, "with_social_team": 0.5}
    assert (wishes.points[0].site_id, wishes.points[0].x_m) == ("P-1", 207500.0)
    assert wishes.points[0].qualities == {"storage_m2": 80.0, "with_volunteers": 1.0}
    assert (wishes.first_year, wishes.per_year) == (2027, 2)


def test_coverage_has_further_limits_and_set_covering_a_share(tmp_path: Path) -> None:
    found = read(tmp_path, "minutes: 10", "further: {15: 0.5, 20: 0.25}", objective="maximal_coverage")
    assert found.wishes.further == ((15, 0.5), (20, 0.25))
    assert read(tmp_path, "share: 0.95", objective="set_covering", hubs="").wishes.share == 0.95
    assert read(tmp_path, "capacity: files").wishes.capacity == Capacity()
    assert read(tmp_path, "candidates: []").candidates == ()
    assert read(tmp_path, "may_close: []").wishes.may_close == ()


@pytest.mark.parametrize(
    ("line", "objective", "told"),
    [
        ("objective: best", "p_median", "twice"),
        ("share: 0.9", "p_median", "share has no meaning with objective 'p_median', only with set_covering"),
        ("further: {15: 0.5}", "p_median", "only with maximal_coverage"),
        ("further: {8: 0.5}", "maximal_coverage", "must go on from 10 minutes"),
        ("further: {15: 1}", "maximal_coverage", "must go on from 10 minutes"),
        ("capacity: files", "p_centre", "only with p_median"),
        ("capacity: much", "p_median", "must be 'files', or deliveries a day by site"),
        ("quality_weights: {storage_m2: 1}", "p_centre", "only with p_median or maximal_coverage"),
        ("costs: {euro_per_minute: 1000}", "maximal_coverage", "goes with objective 'p_median' only"),
        ("costs: {euro_per_minute: 0}", "p_median", "must be more than 0"),
        ("costs: {opnening: 5}", "p_median", "did you mean 'opening'"),
        ("require: {parking: 3}", "p_median", "has 'parking', which is no quality of a site"),
        ("require: {charging: 3}", "p_median", "must say true or false of charging"),
        ("require: {charging: false}", "p_median", "only what must be there can be required"),
        ("candidates: [shops]", "p_median", "has 'shops'; choose from facilities, suppliers"),
        ("points: [{id: P-1, name: X, x_rd: 5}]", "p_median", "has a point without y_rd"),
        ("points: [{id: P-1, name: X, x_rd: 5, y_rd: 5}]", "p_median", "outside the Netherlands"),
        ("keep: [HUB-01]\nclose: [HUB-01]", "p_median", "close also stands under keep"),
        ("may_close: [HUB-01]\nclose: [HUB-02]", "p_median", "does not stand under may_close"),
        ("close: [HUB-01]\nforced: {WK015006: HUB-01}", "p_median", "which may not be open"),
        ("opening: {from: 27}", "p_median", "opening.from must be a whole number from 2000"),
    ],
)
def test_what_has_no_meaning_is_one_sentence(tmp_path: Path, line: str, objective: str, told: str) -> None:
    with pytest.raises(WorkspaceError, match=r".") as refused:
        read(tmp_path, line, objective=objective)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_number_of_hubs_belongs_to_what_chooses_so_many(tmp_path: Path) -> None:
    for objective in ("p_median", "p_centre", "maximal_coverage"):
        with pytest.raises(WorkspaceError, match="hubs is missing"):
            read(tmp_path, objective=objective, hubs="")
    with pytest.raises(WorkspaceError, match="hubs has no meaning with objective 'set_covering'"):
        read(tmp_path, "share: 0.9", objective="set_covering")
    with pytest.raises(WorkspaceError, match="share is missing"):
        read(tmp_path, objective="set_covering", hubs="")
    with pytest.raises(WorkspaceError, match="require has no meaning with objective 'evaluate'"):
        read(tmp_path, "require: {charging: true}", objective="evaluate", hubs="")
