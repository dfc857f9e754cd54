"""What a scenario's file may ask of reach and catchments; objectives and wishes are in test_workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.scenario import BASELINE, Scenario, load_scenarios
from geo.yaml_keys import WorkspaceError


def read(root: Path, *lines: str) -> Scenario:
    folder = root / "scenarios"
    folder.mkdir(exist_ok=True)
    (folder / "x.yaml").write_text("\n".join(["scenario: x", "objective: evaluate", *lines]), encoding="utf-8")
    return load_scenarios(root)["x"]


def test_limits_hold_every_area_and_the_scenarios_own_minutes(tmp_path: Path) -> None:
    asked = read(tmp_path, "mode: car", "minutes: 7", "service_area_minutes: {foot_slow: [5, 10], car: [5]}")
    assert asked.limits() == {"foot_slow": (5, 10), "car": (5, 7)}
    plain = read(tmp_path, "mode: foot", "service_area_minutes: [5, 30]")
    assert plain.limits() == {"foot_slow": (5, 10), "foot": (5, 10, 30)}
    assert load_scenarios(tmp_path)[BASELINE].limits() == {"foot_slow": (5, 10), "cargo_bike": (5, 10, 15)}


def test_the_horizon_is_long_by_the_own_means_and_short_by_others(tmp_path: Path) -> None:
    asked = read(tmp_path, "mode: car", "minutes: 7", "horizon_minutes: 20")
    assert asked.horizon_s("car") == 20 * 60
    assert asked.horizon_s("foot_slow") == 10 * 60
    assert read(tmp_path, "minutes: 90", "horizon_minutes: 20").horizon_s("cargo_bike") == 90 * 60


def test_catchments_are_asked_by_unit_rule_and_fixed_hub(tmp_path: Path) -> None:
    asked = read(tmp_path, "catchment: address", "assign_by: hours", "forced: {WK015006: HUB-03, BU01500203: HUB-01}")
    assert (asked.catchment, asked.assign_by) == ("address", "hours")
    assert asked.forced == {"WK015006": "HUB-03", "BU01500203": "HUB-01"}
    plain = read(tmp_path)
    assert (plain.catchment, plain.assign_by, plain.forced, plain.horizon_minutes) == ("buurt", "time", {}, 60)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("catchment: straat", "catchment"),
        ("assign_by: luck", "assign_by"),
        ("horizon_minutes: 0", "horizon_minutes"),
        ("forced: {Colmschate: HUB-01}", "no buurt or wijk"),
        ("service_area_minutes: {plane: [5]}", "service_area_minutes"),
        ("service_area_minutes: [10, 5]", "go up"),
    ],
)
def test_what_is_no_such_wish_is_refused_with_its_key(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(WorkspaceError, match=told):
        read(tmp_path, line)
