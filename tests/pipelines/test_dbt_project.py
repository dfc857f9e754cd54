"""The manifest when several commands begin at once, or one was killed; dbt itself is in ``tests/dbt_project``."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines import dbt_project


@pytest.fixture
def parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where dbt was asked to parse; it takes its time, and for a while there is half a manifest."""
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "dbt"))
    asked: list[Path] = []

    def parse(folder: Path) -> None:
        asked.append(folder)
        (folder / "manifest.json").write_text("{")
        time.sleep(0.2)
        (folder / "manifest.json").write_text("{}")

    monkeypatch.setattr(dbt_project, "parse", parse)
    return asked


def test_commands_that_begin_together_parse_once_and_all_read_the_whole(parsed: list[Path]) -> None:
    with ThreadPoolExecutor(4) as commands:
        read = list(commands.map(lambda _: dbt_project.manifest().read_text(), range(4)))
    assert read == ["{}"] * 4
    assert len(parsed) == 1


def test_half_a_manifest_of_a_command_that_was_killed_is_parsed_again(
    parsed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    dbt_project.manifest()
    whole = dbt_project.parse

    def killed(folder: Path) -> None:
        (folder / "manifest.json").write_text("{")
        raise KeyboardInterrupt

    monkeypatch.setattr(dbt_project, "parse", killed)
    monkeypatch.setenv("WIJK_DBT_HOST", "another")  # what makes it parse again
    with pytest.raises(KeyboardInterrupt):
        dbt_project.manifest()
    monkeypatch.setattr(dbt_project, "parse", whole)
    monkeypatch.delenv("WIJK_DBT_HOST")
    assert dbt_project.manifest().read_text() == "{}"
