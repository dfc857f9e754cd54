"""A part by a second process: what is told there and back, and how it fails."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from assets.partitions import date_key, scenario_key
from pipelines.beside import Beside
from pipelines.runs import Part, RunError, stages

PART = Part("service_date 2026-02-02", "service_date", date_key("voorbeeldstad", "2026-02-02"))


class Heard:
    """A reporter that keeps what it hears."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, bool, str | None]] = []

    def begin(self, title: str, steps: int) -> None: ...

    def busy(self, text: str) -> None: ...

    def passed(self, steps: int, why: str) -> None: ...

    def step(self, name: str, succeeded: bool, title: str | None = None) -> None:
        self.steps.append((name, succeeded, title))


@pytest.mark.parametrize("part", [PART, Part("prepare", "prepare", "voorbeeldstad"), Part("core", "group_core", None)])
def test_a_part_survives_being_told(part: Part) -> None:
    assert Part.of(json.loads(json.dumps(part.told()))) == part


def test_scenarios_and_dates_are_one_stage_the_rest_waits() -> None:
    first, last = Part("prepare", "prepare", "x"), Part("publish", "publish", "x")
    scenarios = [Part(f"scenario {name}", "scenario", scenario_key("x", name)) for name in ("a", "b")]
    assert stages([first, *scenarios, PART, last]) == [(first,), (*scenarios, PART), (last,)]
    assert stages([]) == []


def test_a_process_that_is_never_asked_ends(tmp_path: Path) -> None:
    with Beside(tmp_path / "run.log") as second:
        assert second._process.poll() is None
    assert second._process.returncode is not None


def test_a_process_that_dies_is_told_with_the_place_of_its_last_words(tmp_path: Path) -> None:
    with Beside(tmp_path / "run.log") as second:
        second._process.send_signal(signal.SIGKILL)
        with pytest.raises(RunError, match=r"service_date 2026-02-02.*run\.log"):
            second.carry_out(PART.told(), {}, Heard())


def test_steps_and_failures_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other side is a process that answers as the real one does; the real one is run by the tests of the whole."""
    lines: list[dict[str, Any]] = [
        {"step": "forecast_ahead", "succeeded": True},
        {"step": "route_plan", "succeeded": False},
        {"failed": "service_date 2026-02-02: route_plan failed: no vans"},
    ]
    said = "\n".join(map(json.dumps, lines))
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\ncat >/dev/null\ncat <<'END'\n{said}\nEND\n")
    script.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(script))
    heard = Heard()
    with Beside(tmp_path / "run.log") as second, pytest.raises(RunError, match="route_plan failed: no vans"):
        second.carry_out(PART.told(), {}, heard)
    assert heard.steps == [
        ("forecast_ahead", True, "service_date 2026-02-02"),
        ("route_plan", False, "service_date 2026-02-02"),
    ]
