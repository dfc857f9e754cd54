"""Two scenarios as the command compares them, read from a real PostGIS."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import psycopg
import pytest

from geo.db.connection import Database
from geo.scenario import Scenario, load_scenarios
from pipelines.bench import RunError
from pipelines.comparison import Comparison, as_csv, as_json, compare, told

SOLUTION = """
INSERT INTO planning.hub_solution (region, scenario, run_id, gemeentecode, model, mode, minutes, hubs, candidates, demand,
    objective, bound, gap, status, mean_duration_s, unreachable, seconds, concierge_hours_week, fte, yearly_eur)
VALUES ('r', %s, 'run', 'GM9001', %s, 'cargo_bike', 10, %s, 5, 100, %s, %s, 0, %s, %s, 0, 0, %s, %s, %s)
"""
SITE = """
INSERT INTO planning.hub_site (region, scenario, hub_id, run_id, gemeentecode, name, kind, state, geometry)
VALUES ('r', %s, %s, 'run', 'GM9001', %s, 'existing', %s, ST_SetSRID(ST_Point(200000, 450000), 28992))
"""
MARTS = """
CREATE TABLE core.buurt (region text, buurtcode text, buurtnaam text);
INSERT INTO core.buurt VALUES ('r', 'BU1', '=Centrum'), ('r', 'BU2', 'Oost'), ('r', 'BU3', 'Buiten');
CREATE TABLE marts.hub_compare (region text, scenario text, other_scenario text, buurtcode text, mode text,
    expected_frail float, hub_id text, other_hub_id text, minutes float, other_minutes float, minutes_change float,
    verdict text);
INSERT INTO marts.hub_compare VALUES
    ('r', 'twee', 'baseline', 'BU1', 'cargo_bike', 40, 'H2', 'H1', 4.0, 7.5, -3.5, 'nearer'),
    ('r', 'twee', 'baseline', 'BU2', 'cargo_bike', 30, 'H1', 'H1', 5.0, 5.0, 0.0, 'same'),
    ('r', 'twee', 'baseline', 'BU3', 'cargo_bike', 30, 'H2', NULL, 9.0, NULL, NULL, 'gained'),
    ('r', 'baseline', 'twee', 'BU1', 'cargo_bike', 40, 'H1', 'H2', 7.5, 4.0, 3.5, 'farther'),
    ('x', 'twee', 'baseline', 'BU1', 'cargo_bike', 99, 'H2', 'H1', 1.0, 9.0, -8.0, 'nearer');
"""


@pytest.fixture
def scenarios(tmp_path: Path) -> dict[str, Scenario]:
    (tmp_path / "scenarios").mkdir()
    for name in ("twee", "drie"):
        text = f"scenario: {name}\ntitle: Met {name} centra\nobjective: p_median\nhubs: 2\n"
        (tmp_path / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_scenarios(tmp_path)


@pytest.fixture
def filled(database: Database) -> Database:
    with psycopg.connect(database.plain) as connection:
        connection.execute(SOLUTION, ["baseline", "evaluate", 1, 36e5, 36e5, "evaluated", 360.0, 139.0, 3.9, 277_000])
        connection.execute(SOLUTION, ["twee", "p_median", 2, 18e5, 18e5, "optimal", 270.0, 136.5, 3.8, 290_100])
        for scenario, hub, name, state in (
            ("baseline", "H1", "De Spil", "kept"), ("twee", "H1", "De Spil", "kept"), ("twee", "H2", "De Brug", "opened"),
            ("baseline", "H2", "De Brug", "candidate"),
        ):  # fmt: skip
            connection.execute(SITE, [scenario, hub, name, state])
        connection.execute(MARTS)
    return database


@pytest.fixture
def compared(filled: Database, scenarios: dict[str, Scenario]) -> Comparison:
    return compare(filled, "r", scenarios["baseline"], scenarios["twee"])


def test_two_scenarios_are_told_side_by_side_as_a_planner_reads(compared: Comparison) -> None:
    lines = told(compared)
    assert lines[0] == "Vergelijking: Vandaag (baseline) en Met twee centra (twee)"
    cells = {line.split("  ")[0]: line.split() for line in lines}
    assert cells["Centra open"][-3:] == ["1", "2", "+1"]
    assert " ".join(cells["Gemiddelde reistijd"][-6:]) == "6,0 min 4,5 min −1,5 min"
    assert " ".join(cells["Kosten per jaar"][-5:]).endswith("+€ 13.100")
    assert "In beide open: De Spil" in lines
    assert "Alleen open in baseline: geen" in lines
    assert "Alleen open in twee: De Brug" in lines
    assert "70 kwetsbare bewoners wonen in een buurt die dichterbij een centrum komt" in " ".join(lines)


def test_buurten_come_with_the_largest_difference_first_and_another_region_stays_out(compared: Comparison) -> None:
    assert compared.buurten["buurtcode"].tolist() == ["BU3", "BU1", "BU2"]
    rows = [line for line in told(compared) if line.startswith(("Buiten", "=Centrum", "Oost"))]
    assert rows[0].endswith("nu wel bereikt")
    assert rows[1].split()[-2:] == ["−3,5", "min"]


def test_as_json_everything_is_there_and_what_is_unknown_is_null(compared: Comparison) -> None:
    found = json.loads(as_json(compared))
    assert (found["first"], found["second"]) == ("baseline", "twee")
    assert found["scenarios"]["twee"]["objective"] == 18e5
    assert found["scenarios"]["twee"]["tour_m"] is None
    assert found["buurten"][0] == {
        "buurtcode": "BU3", "expected_frail": 30.0, "hub_id": "H2", "other_hub_id": None, "minutes": 9.0,
        "other_minutes": None, "minutes_change": None, "verdict": "gained",
    }  # fmt: skip


def test_as_csv_a_name_is_never_a_formula(compared: Comparison) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(compared)), delimiter=";"))
    assert rows[0][:3] == ["buurtcode", "buurtnaam", "expected_frail"]
    assert [row[1] for row in rows[1:]] == ["Buiten", "'=Centrum", "Oost"]
    assert rows[1][-2:] == ["", "gained"]


def test_a_scenario_that_was_not_worked_out_is_one_sentence(filled: Database, scenarios: dict[str, Scenario]) -> None:
    with pytest.raises(RunError, match=r"Scenario drie has not been worked out yet; run `wijk scenario run drie`\."):
        compare(filled, "r", scenarios["baseline"], scenarios["drie"])


def test_before_anything_was_published_it_says_what_to_run(database: Database, scenarios: dict[str, Scenario]) -> None:
    with pytest.raises(RunError, match="run `wijk run` first"):
        compare(database, "r", scenarios["baseline"], scenarios["twee"])
