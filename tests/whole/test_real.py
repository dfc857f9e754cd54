"""Delft (streets of OpenStreetMap) and Deventer (no streets) through to maps, one after the other into one database."""

from pathlib import Path

import pytest

from tests.realdata import build_workspace
from tests.whole.conftest import Platform


@pytest.mark.realdata
def test_delft_and_deventer_are_planned_into_one_database_and_both_stay(
    platform: Platform, realdata: Path, tmp_path: Path
) -> None:
    indexes = {}
    for region in ("delft", "deventer"):
        build_workspace(region, tmp_path / region, source=realdata)
        indexes[region] = Path(platform.done("run", "--workspace", str(tmp_path / region))[-1])
    buurten = platform.ask(
        "SELECT region, count(*) AS n, sum(inhabitants) AS people FROM core.buurt GROUP BY 1"
    ).set_index("region")
    assert buurten.loc["deventer", "n"] == 69
    assert buurten.loc["deventer", "people"] == 103_420
    assert buurten.loc["delft", "n"] == 90
    for table in (
        "frailty",
        "hub_solution",
        "service_area",
        "coverage",
        "route",
        "bundling",
        "flow",
        "van_trip",
        "impact",
    ):
        regions = platform.ask(f"SELECT DISTINCT region FROM planning.{table}")["region"]
        assert {"delft", "deventer"} <= set(regions), table
    methods = platform.ask("SELECT DISTINCT region, method FROM planning.service_area").set_index("region")["method"]
    assert methods["delft"] == "network"
    assert methods["deventer"] == "straight_line"
    for page in indexes["deventer"].parent.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "rechte lijn" in text, page.name
        assert "FICTIEF" not in text
