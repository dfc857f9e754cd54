import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dagster import DagsterInstance, Definitions, RunRequest, SkipReason, build_schedule_context, build_sensor_context
from dagster._utils.schedules import schedule_execution_time_iterator  # what Dagster's daemon itself goes by

from assets.sources import KEEP_LAST_GOOD
from geo.workspace import Registry, load_region
from pipelines.definitions import build_defs
from pipelines.schedules import NIGHT, TIMES, TIMEZONE, cron, night_tags
from pipelines.sensors import SETTLED_S, follow
from tests.pipelines.small_region import write_region

AMSTERDAM = ZoneInfo(TIMEZONE)


@pytest.fixture(scope="module")
def defs() -> Definitions:
    return build_defs()


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "workspaces.json"
    path.write_text('{"delft": "/a", "deventer": "/b"}')
    monkeypatch.setenv("WIJK_REGISTRY", str(path))
    return path


@pytest.mark.parametrize("change", [(2026, 3, 28), (2026, 10, 24)], ids=["forward", "back"])
@pytest.mark.parametrize("variable", sorted(TIMES))
def test_over_a_change_of_the_clock_every_schedule_comes_once_a_day_at_its_local_time(
    change: tuple[int, int, int], variable: str
) -> None:
    start = datetime(*change, tzinfo=AMSTERDAM).timestamp()
    ticks = schedule_execution_time_iterator(start, cron(variable), TIMEZONE, ascending=True)
    local = [next(ticks).astimezone(AMSTERDAM) for _ in range(3)]
    assert [moment.strftime("%H:%M") for moment in local] == [TIMES[variable]] * 3
    assert [moment.day for moment in local] == [change[2], change[2] + 1, change[2] + 2]
    apart = [b.astimezone(UTC) - a.astimezone(UTC) for a, b in pairwise(local)]
    hours = {round(each.total_seconds() / 3600) for each in apart}
    assert hours == ({23, 24} if change[1] == 3 else {24, 25})


def test_a_night_in_the_hour_that_is_skipped_or_comes_twice_still_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIJK_NIGHT", "02:30")
    for start in (datetime(2026, 3, 28, 12, tzinfo=AMSTERDAM), datetime(2026, 10, 24, 12, tzinfo=AMSTERDAM)):
        ticks = schedule_execution_time_iterator(start.timestamp(), cron("WIJK_NIGHT"), TIMEZONE, ascending=True)
        days = [next(ticks).astimezone(AMSTERDAM).date() for _ in range(3)]
        assert len(set(days)) == 3


@pytest.mark.parametrize("text", ["25:00", "3", "half four", "03:60"])
def test_a_time_that_is_no_time_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIJK_NIGHT", text)
    with pytest.raises(ValueError, match="write a local time such as 03:30"):
        cron("WIJK_NIGHT")


def test_the_night_asks_for_the_day_that_has_begun_in_every_region_with_a_limit_on_retries(
    defs: Definitions, registry: Path
) -> None:
    at = datetime(2026, 3, 29, 3, 30, tzinfo=AMSTERDAM)  # the night the clock goes forward
    with DagsterInstance.ephemeral() as instance:
        context = build_schedule_context(instance, scheduled_execution_time=at)
        asked = list(defs.resolve_schedule_def("nightly")(context))
    assert [request.partition_key for request in asked] == ["delft", "deventer"]
    assert len({request.run_key for request in asked}) == 2
    for request in asked:
        assert request.tags[NIGHT] == "2026-03-29"
        assert request.tags[KEEP_LAST_GOOD] == "true"
        assert request.tags["dagster/max_retries"] == "2"


def test_the_steps_of_a_night_follow_one_another_and_other_runs_are_followed_by_nothing() -> None:
    tags = night_tags("delft", "2026-03-29")
    plan = follow("prepare", tags)
    site = follow("service_date", tags)
    assert isinstance(plan, RunRequest)
    assert isinstance(site, RunRequest)
    assert (plan.job_name, plan.partition_key) == ("service_date", "delft|2026-03-29")
    assert (site.job_name, site.partition_key) == ("publish", "delft")
    assert plan.tags == site.tags == tags
    assert plan.run_config["ops"]["route_plan"]["config"]["repair"]  # a plan that stands is mended, not thrown over
    assert isinstance(follow("prepare", {"region": "delft"}), SkipReason)


def test_without_a_region_a_schedule_says_how_to_get_one(defs: Definitions, registry: Path) -> None:
    registry.unlink()
    with DagsterInstance.ephemeral() as instance:
        context = build_schedule_context(instance, scheduled_execution_time=datetime(2026, 2, 3, tzinfo=AMSTERDAM))
        [told] = list(defs.resolve_schedule_def("morning")(context))
    assert isinstance(told, SkipReason)
    assert "wijk run --workspace" in str(told.skip_message)


def test_the_inbox_asks_once_for_a_file_that_changed_once_it_is_no_longer_written(
    defs: Definitions, tmp_path: Path, registry: Path
) -> None:
    registry.unlink()
    root = write_region(tmp_path / "kleindorp")
    Registry(registry).register(load_region(root))
    old = time.time() - 2 * SETTLED_S
    for path in (root / "data").iterdir():
        os.utime(path, (old, old))
    inbox, cursor = defs.resolve_sensor_def("inbox"), ""

    def look() -> list[RunRequest]:
        nonlocal cursor
        with DagsterInstance.ephemeral() as instance:
            told = inbox(build_sensor_context(instance, cursor=cursor or None))
        cursor = str(told.cursor)
        return list(told.run_requests or [])

    assert look() == []  # what is there at first was loaded by the run that made the region known
    file = root / "data" / "leveringen.csv"
    file.write_text(file.read_text() + "\n")
    os.utime(file)
    # a file that is being written counts as gone; what was loaded of it stays until it is whole
    being_written = json.loads(cursor)["kleindorp"].keys() - {"data/leveringen.csv"}
    looked = look()
    assert json.loads(cursor)["kleindorp"].keys() >= being_written
    assert looked == []
    os.utime(file, (old, old))
    [asked] = look()
    assert (asked.partition_key, asked.tags["region"]) == ("kleindorp", "kleindorp")
    assert NIGHT not in asked.tags
    assert look() == []


def test_a_workspace_that_is_broken_does_not_keep_the_inbox_from_the_others(
    defs: Definitions, tmp_path: Path, registry: Path
) -> None:
    root = write_region(tmp_path / "kleindorp")
    Registry(registry).register(load_region(root))  # beside two whose folders are not there
    with DagsterInstance.ephemeral() as instance:
        told = defs.resolve_sensor_def("inbox")(build_sensor_context(instance))
    assert list(json.loads(str(told.cursor))) == ["kleindorp"]
