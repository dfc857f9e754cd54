"""Weights: one clear sentence for each way in which they do not hold, in a scenario's file too."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.criteria import CRITERIA, DEFAULT_WEIGHTS, WeightError, checked_weights
from geo.scenario import SequenceWishes, load_scenarios
from geo.yaml_keys import WorkspaceError

BAD = [
    ("{unmet: -0.1, count: 1}", "The weight of 'unmet' is negative; write 0 to leave a criterion out."),
    ("{unmet: 0, count: 0}", "All ranking weights are 0, so nothing can be ranked; make one of them more than 0."),
    ("{}", "All ranking weights are 0, so nothing can be ranked; make one of them more than 0."),
    ("{unmett: 1}", "There is no criterion 'unmett' to weigh; did you mean 'unmet'?"),
    ("{volk: 1}", "There is no criterion 'volk' to weigh; they are count, rate, density"),
    ("{unmet: veel}", "The weight of 'unmet' is no number; write one such as 0.2."),
    ("{unmet: .nan}", "The weight of 'unmet' is no number; write one such as 0.2."),
    ("{unmet: true}", "The weight of 'unmet' is no number; write one such as 0.2."),
]
WISHES = [
    ("{leads: [BU01500101]}", "sequence.leads has 'BU01500101', which is no wijk"),
    ("{leads_only: true}", "sequence.leads_only is true, but no wijk stands under leads"),
    ("{per_gemeente: 0}", "sequence.per_gemeente must be a whole number from 1 to 1000"),
    ("{villages: 30}", "sequence.villages must be a share from 0 to 1, such as 0.3"),
    ("{village: 0.3}", "the key 'sequence.village' is not known; did you mean 'villages'?"),
]


def written(root: Path, lines: str) -> Path:
    (root / "scenarios").mkdir(exist_ok=True)
    (root / "scenarios" / "vraag.yaml").write_text(f"scenario: vraag\nobjective: evaluate\n{lines}\n", encoding="utf-8")
    return root


def test_the_shipped_weights_add_up_to_one_and_every_criterion_has_a_title() -> None:
    assert sum(DEFAULT_WEIGHTS.values()) == pytest.approx(1.0)
    assert checked_weights(DEFAULT_WEIGHTS) == pytest.approx(dict(DEFAULT_WEIGHTS))
    assert all(each.title_nl and each.half > 0 for each in CRITERIA.values())


def test_weights_are_brought_to_one_and_what_is_left_out_does_not_count() -> None:
    weights = checked_weights({"unmet": 3, "count": 1})
    assert (weights["unmet"], weights["count"], weights["lonely"]) == (0.75, 0.25, 0.0)
    assert list(weights) == list(CRITERIA)


@pytest.mark.parametrize(("text", "sentence"), BAD)
def test_bad_weights_are_one_sentence_with_the_file_and_the_key(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(WorkspaceError) as refused:
        load_scenarios(written(tmp_path, f"ranking_weights: {text}"))
    assert sentence in str(refused.value)
    assert "vraag.yaml: ranking_weights" in str(refused.value)


@pytest.mark.parametrize(("text", "sentence"), WISHES)
def test_bad_wishes_are_one_sentence_with_the_file_and_the_key(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(WorkspaceError) as refused:
        load_scenarios(written(tmp_path, f"sequence: {text}"))
    assert sentence in str(refused.value)


def test_a_scenario_takes_weights_wishes_a_year_and_a_rate_set_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kwetsbaarheid.csv").write_text("reeks;kenmerk\nmijn_stad;kwetsbaar_thuis\n", encoding="utf-8")
    lines = (
        "ranking_weights: {unmet: 3, count: 1}\nranking_top: 20\nprojection: 2035\nrate_set: mijn_stad\n"
        "sequence: {leads: [WK015006], leads_only: true, per_gemeente: 2, villages: 0.3}"
    )
    scenario = load_scenarios(written(tmp_path, lines))["vraag"]
    assert scenario.ranking_weights["unmet"] == 0.75
    assert (scenario.ranking_top, scenario.projection, scenario.rate_set) == (20, 2035, "mijn_stad")
    assert scenario.sequence == SequenceWishes(("WK015006",), True, 2, 0.3)
    both = load_scenarios(written(tmp_path, "rate_set: both"))["vraag"]
    assert both.rate_set == "both"
    assert both.ranking_weights == dict(DEFAULT_WEIGHTS)
    with pytest.raises(WorkspaceError, match="rate_set must be one of vektis_2020, deventer_2021, both, mijn_stad"):
        load_scenarios(written(tmp_path, "rate_set: onze_stad"))
    with pytest.raises(WorkspaceError, match="projection must be a year such as 2030"):
        load_scenarios(written(tmp_path, "projection: straks"))


def test_a_weight_error_is_a_value_error() -> None:
    with pytest.raises(WeightError):
        checked_weights({"unmet": float("inf")})
