"""The researchers' manual from a manifest: what is no table is looked through, tests become words, text is escaped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geo.questions import questions
from maps.manifest import read_manual
from maps.manual import manual_page
from maps.render import render_page
from tests.maps.city import city


def model(name: str, schema: str, parents: list[str], kind: str = "table") -> dict[str, Any]:
    return {
        "resource_type": "model", "name": name, "schema": schema, "description": f"NL: {name} nl. EN: {name} en.",
        "config": {"materialized": kind}, "depends_on": {"nodes": parents},
        "constraints": [{"type": "primary_key", "columns": ["region"]}],
        "columns": {"region": {"name": "region", "data_type": "text", "description": "NL: Regio. EN: <b>Region</b>."}},
    }  # fmt: skip


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    nodes = {
        "m.buurt": model("buurt", "core", ["s.buurt"]),
        "m.lookup": model("lookup", "core", ["m.buurt", "s.load"], "ephemeral"),
        "m.month": model("month", "marts", ["m.lookup"]),
        "t.1": {
            "resource_type": "test", "name": "month_region_is_known", "attached_node": "m.month", "column_name": "region",
            "depends_on": {"nodes": ["m.month", "m.buurt"]},
        },
        "t.2": {"resource_type": "test", "name": "month_adds_up_to_core", "depends_on": {"nodes": ["m.month"]}},
    }  # fmt: skip
    sources = {f"s.{name}": {"resource_type": "source", "schema": "intake", "name": name} for name in ("buurt", "load")}
    exposure = {
        "name": "map",
        "label": "Kaart",
        "description": "NL: Een kaart. EN: A map.",
        "depends_on": {"nodes": ["m.month"]},
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes, "sources": sources, "exposures": {"e": exposure}}))
    return path


def test_lineage_looks_through_what_is_no_table_and_tests_are_words(manifest: Path) -> None:
    manual = read_manual(manifest, ("core", "marts"))
    tables = {each.name: each for each in manual.tables}
    assert tables["marts.month"].made_from == ("core.buurt", "intake.load")
    assert tables["core.buurt"].used_by == ("marts.month",)
    assert tables["marts.month"].tests == ("adds up to core",)
    assert tables["marts.month"].columns[0].tests == ("region is known",)
    assert tables["marts.month"].key == ("region",)
    assert [each.made_from for each in manual.exposures] == [("marts.month",)]
    assert "share.buurt" in tables
    assert "core.buurt" not in {each.name for each in read_manual(manifest).tables}


def test_the_page_shows_tables_queries_and_exposures_escaped(manifest: Path) -> None:
    page = render_page(manual_page(read_manual(manifest, ("core", "marts"))), city())
    for wanted in (
        "marts.month",
        "&lt;b&gt;Region&lt;/b&gt;",
        "region is known",
        "Kaart",
        "Voorbeeldvragen",
        "share.release",
    ):
        assert wanted in page
    assert page.count('<pre class="code">') == len(questions())


def test_the_questions_of_the_docs_are_numbered_and_told_in_two_languages(tmp_path: Path) -> None:
    found = questions()
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert all(each.dutch and each.english and each.query.upper().startswith("SELECT") for each in found)
    bad = tmp_path / "q.sql"
    bad.write_text("-- 1. Alleen Nederlands.\nSELECT 1;\n")
    with pytest.raises(ValueError, match="question 1"):
        questions(bad)
