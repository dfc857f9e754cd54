"""What a scenario made from another takes over is read back as it was, whatever its points are called."""

from __future__ import annotations

from pathlib import Path

from geo.scenario import Scenario, load_scenarios
from geo.scenario_start import start_of

OWN = """scenario: eigen
objective: p_median
hubs: 2
rate_set: both
projection: 2035
candidates: [suppliers]
seed: 7
horizon_minutes: 45
keep: [P-1]
capacity: {other: 60}
points:
  - {id: P-1, name: "Markt: 'hal' #2 \\u2028 {x}", x_rd: 207500, y_rd: 474100.5, storage_m2: 30, charging: true, capacity_per_day: 12}
  - {id: '12', name: Kiosk, x_rd: 207000, y_rd: 474000}
"""


def made_from(root: Path, scenario: Scenario) -> Scenario:
    lines = ["scenario: nieuw", "objective: p_median", "hubs: 3"]
    (root / "scenarios" / "nieuw.yaml").write_text("\n".join(lines) + "\n" + start_of(scenario), encoding="utf-8")
    return load_scenarios(root)["nieuw"]


def test_people_sites_seed_and_horizon_go_along_and_the_question_itself_does_not(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "eigen.yaml").write_text(OWN, encoding="utf-8")
    own = load_scenarios(tmp_path)["eigen"]
    new = made_from(tmp_path, own)
    for name in ("rate_set", "projection", "candidates", "seed", "horizon_minutes"):
        assert getattr(new, name) == getattr(own, name), name
    assert new.wishes.points == own.wishes.points
    assert (new.keep, new.wishes.capacity, new.hubs) == ((), None, 3)


def test_the_baseline_can_be_started_from(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    baseline = load_scenarios(tmp_path)["baseline"]
    assert made_from(tmp_path, baseline).candidates == baseline.candidates
