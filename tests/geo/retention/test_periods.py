"""The periods as a file: whole months back, a reason each, and what does not go together is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geo.db.models import Base
from geo.retention import OWN, load_periods
from geo.retention.enforce import LANDED_PERSONS, REMOVED
from geo.yaml_keys import WorkspaceError
from routing.sheet_files import remove_sheets, write_sheets


def test_a_period_ends_on_the_first_of_a_month() -> None:
    periods = load_periods()
    assert periods.months["deliveries"] == 24
    assert periods.before("deliveries", dt.date(2026, 3, 15)) == dt.date(2024, 3, 1)
    assert periods.before("goods", dt.date(2026, 1, 31)) == dt.date(2024, 12, 1)


def test_a_workspace_changes_single_periods_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / OWN).write_text("goods: {months: 6, reason: Besluit van de FG.}\n")
    periods = load_periods(tmp_path)
    assert (periods.months["goods"], periods.reasons["goods"]) == (6, "Besluit van de FG.")
    assert periods.months["trips"] == 13


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("goods: {months: 6}", "goods.reason is missing"),
        ("goods: {months: 30, reason: x}", "may not be kept longer than"),
        ("visits: {months: 36, reason: x}", "counted together"),
        ("deliveries: {months: 12, reason: x}\nvisits: {months: 12, reason: x}", "more than 12"),
        ("good: {months: 6, reason: x}", "did you mean 'goods'"),
        ("goods: {months: 0, reason: x}", "whole number from 1"),
        ("access_log: {months: 1, reason: x}", "holds for all regions"),
    ],
)
def test_a_period_that_cannot_be_is_refused_with_the_mend(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / OWN).write_text(text)
    with pytest.raises(WorkspaceError, match=told):
        load_periods(tmp_path)


def test_every_table_that_holds_something_of_a_person_has_a_period() -> None:
    """A new table with a pseudonym, or with a route, whose name says who drove it, is found here before it is forgotten."""
    personal = {
        each
        for each in Base.metadata.sorted_tables
        if each.schema == "vault" or any(name == "route_id" or name.endswith("_key") for name in each.columns.keys())  # noqa: SIM118
    }
    handling = {"vault.erasure", "vault.concierge_login", "intake.former_place"}  # needed to keep people out
    landed = {each.fullname for each in personal if "load_id" in each.columns}
    assert landed | {"intake.reject"} == set(LANDED_PERSONS)
    dated = {each.fullname for each in personal if "load_id" not in each.columns} - handling
    of_route = {"planning.route_stop", "vault.route_line"}  # go with their route
    assert dated - of_route <= {rule.table for rule in REMOVED}


def test_route_sheets_of_days_gone_by_are_removed(tmp_path: Path) -> None:
    for day in ("2026-01-31", "2026-02-01"):
        write_sheets(tmp_path / day, {"C1": {"blad.html": "Mevrouw Voorbeeld"}})
    (tmp_path / "other").mkdir()
    assert remove_sheets(tmp_path, dt.date(2026, 2, 1)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-02-01", "other"]
