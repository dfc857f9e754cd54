"""Disclosure attacked: over several releases and over areas that overlap, no small count is recovered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.disclosure import AreaProblem, DisclosureRules, disclose_areas, disclose_release
from tests.geo.disclosure.attacker import RULES, Said, attack, history, overlapping


@pytest.mark.parametrize("seed", range(6))
def test_no_small_count_is_recovered_from_several_releases(seed: int) -> None:
    found = attack(history(np.random.default_rng([7, seed]), releases=3))
    assert found.small
    assert found.recovered == 0


@pytest.mark.parametrize("seed", range(12))
def test_no_ring_between_overlapping_areas_is_recovered(seed: int) -> None:
    assert attack(overlapping(np.random.default_rng([8, seed]))).recovered == 0


def test_the_attacker_does_recover_a_buurt_that_is_left_alone_in_its_wijk() -> None:
    """The test of the test: a wijk minus its other buurten."""
    said = [
        Said(0, "BU1", ("BU1=4",), 4, False, True),
        Said(0, "BU2", ("BU2=30",), 30, True, False),
        Said(0, "WK1", ("BU1=4", "BU2=30"), 34, True, False),
    ]
    assert attack(said).exact == 1


def tree(**counts: int) -> pd.DataFrame:
    frame = pd.DataFrame({"buurtcode": list(counts), "deliveries": list(counts.values())})
    return frame.assign(wijkcode=frame["buurtcode"].str[:4], gemeentecode="GM9001")


def said(frame: pd.DataFrame) -> dict[str, int]:
    return dict(frame["deliveries"].dropna().items())


def test_a_figure_stays_as_it_was_said_until_it_has_changed_by_the_minimum() -> None:
    first = disclose_release(tree(BU01a=22, BU01b=60), RULES)
    earlier = first.cells.assign(release=1)
    second = disclose_release(tree(BU01a=28, BU01b=71), RULES, earlier=earlier)
    assert second.buurten["deliveries"].tolist() == [20, 70]  # 22 -> 28 is 6: kept; 60 -> 71 is 11: said anew
    earlier = pd.concat([earlier, second.cells.assign(release=2)])
    third = disclose_release(tree(BU01a=32, BU01b=71), RULES, earlier=earlier)
    assert third.buurten["deliveries"].tolist() == [30, 70]  # small steps add up against the first: 22 -> 32


def test_a_count_that_protected_a_small_one_before_is_not_said_while_that_stayed_the_same() -> None:
    first = disclose_release(tree(BU01a=4, BU01b=30, BU01c=90), RULES)
    assert first.buurten["withheld"].tolist() == ["deliveries", "deliveries", ""]
    # the smallest other one is now BU01c; saying BU01b = 30 would give BU01a from the first version's total
    second = disclose_release(tree(BU01a=4, BU01b=30, BU01c=20), RULES, earlier=first.cells.assign(release=1))
    assert second.buurten.set_index("buurtcode")["deliveries"].isna()["BU01b"]


def test_a_count_of_one_large_supplier_is_withheld_with_the_totals_that_give_it_away() -> None:
    frame = tree(BU01a=100, BU01b=60, BU01c=50)
    split = pd.DataFrame(
        [("BU01a", "s1", 95), ("BU01a", "s2", 5), ("BU01b", "s1", 30), ("BU01b", "s2", 30), ("BU01c", "s3", 25), ("BU01c", "s1", 25)],
        columns=["buurtcode", "contributor", "value"],
    ).assign(figure="deliveries")  # fmt: skip
    found = disclose_release(frame, RULES, contributions=split)
    assert found.buurten["deliveries"].tolist()[1] == 60
    assert found.buurten["withheld"].tolist() == ["deliveries", "", "deliveries"]
    assert set(found.report["reason"]) == {"dominated", "complementary"}


def test_what_milder_rules_gave_away_before_does_not_keep_a_new_version_from_being_made() -> None:
    mild = DisclosureRules(min_count=5, counts=("deliveries",), shares={})
    first = disclose_release(tree(BU01a=7, BU01b=30), mild)
    second = disclose_release(tree(BU01a=7, BU01b=30), RULES, earlier=first.cells.assign(release=1))
    assert second.buurten["withheld"].tolist() == ["deliveries", "deliveries"]


def test_totals_are_said_with_their_buurten_and_a_small_wijk_is_not() -> None:
    found = disclose_release(tree(BU01a=2, BU01b=3, BU02a=40, BU02b=60, BU03a=70), RULES)
    told = found.totals.set_index("area_code")["deliveries"]
    assert told.isna()["BU01"]
    assert told["GM9001"] == 175


def test_a_ring_of_few_residents_takes_one_of_its_two_areas_along() -> None:
    inside = np.array([[True] * 40 + [False] * 3, [True] * 43])
    told = disclose_areas(AreaProblem(("10 min", "15 min"), inside, np.ones(43)), RULES)
    assert told["published"].notna().sum() == 1
    far = np.array([[True] * 40 + [False] * 30, [True] * 70])
    assert disclose_areas(AreaProblem(("10 min", "15 min"), far, np.ones(70)), RULES)["published"].tolist() == [40, 70]
