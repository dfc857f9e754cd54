"""A part by a second process: what is told there and back, and how it fails."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from assets.partitions import date_key, scenario_key
from pipelines.bench import Part, RunError
from pipelines.beside import Beside
from pipelines.home import Home
from pipelines.runs import rounds

MEND = {"ops": {"route_plan": {"config": {"repair": True, "now_s": 3_600}}}}
PART = Part("service_date 2026-02-02", "service_date", date_key("voorbeeldstad", "2026-02-02"), MEND)


class Heard:
    """A reporter that keeps what it hears."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, bool, str | None]] = []

    def begin(self, title: str, steps: int) -> None: ...

    def busy(self, text: str) -> None: ...

    def passed(self, steps: int, why: str) -> None: ...

    def step(self, name: str, succeeded: bool, title: str | None = None) -> None:
        self.steps.append((name, succeeded, title))


@pytest.fixture
def second(tmp_path: Path) -> Beside:
    return Beside(tmp_path, Home(tmp_path))


@pytest.mark.parametrize("part", [PART, Part("prepare", "prepare", "voorbeeldstad"), Part("core", "group_core", None)])
def test_a_part_survives_being_told(part: Part) -> None:
    assert Part.of(json.loads(json.dumps(part.told()))) == part


def test_scenarios_and_dates_are_one_round_the_rest_waits() -> None:
    first, last = Part("prepare", "prepare", "x"), Part("publish", "publish", "x")
    scenarios = [Part(f"scenario {name}", "scenario", scenario_key("x", name)) for name in ("a", "b")]
    assert rounds([first, *scenarios, PART, last]) == [[first], [*scenarios, PART], [last]]
    assert rounds([]) == []


def test_none_is_started_where_none_is_asked_for(second: Beside) -> None:
    with second:
        pass
    assert second._process is None


def test_a_process_that_is_never_asked_ends(second: Beside) -> None:
    with second:
        process = second.start()
        assert process.poll() is None
    assert process.returncode is not None


def test_a_process_that_dies_is_told_with_the_place_of_its_last_words(second: Beside) -> None:
    with second:
        second.start().send_signal(signal.SIGKILL)
        with pytest.raises(RunError, match=r"service_date 2026-02-02.*run\.log"):
            second.make(PART, Heard())


def test_a_process_ends_with_the_one_that_asked(
    second: Beside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It waits at the end of its own standard input, which closes when the other is killed."""
    waiting = tmp_path / "waiting.py"
    waiting.write_text(
        "import sys, threading, time\nfrom pipelines.beside import _end_with_the_other\n"
        "threading.Thread(target=_end_with_the_other, daemon=True).start()\ntime.sleep(600)\n"
    )
    script = tmp_path / "python"
    script.write_text(f'#!/bin/sh\nexec "{__import__("sys").executable}" "{waiting}"\n')
    script.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(script))
    with second:
        process = second.start()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 1


def test_steps_and_failures_arrive(second: Beside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The other side is a process that answers as the real one does; the real one is run by the tests of the whole."""
    lines: list[dict[str, Any]] = [
        {"step": "forecast_ahead", "succeeded": True},
        {"step": "route_plan", "succeeded": False},
        {"failed": "service_date 2026-02-02: route_plan failed: no vans"},
    ]
    said = "\n".join(map(json.dumps, lines))
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\nread asked\ncat <<'END'\n{said}\nEND\n")
    script.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(script))
    heard = Heard()
    with second, pytest.raises(RunError, match="route_plan failed: no vans"):
        second.make(PART, heard)
    assert heard.steps == [
        ("forecast_ahead", True, "service_date 2026-02-02"),
        ("route_plan", False, "service_date 2026-02-02"),
    ]
