"""The decision record and the pages that explain a figure."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from geo.decision import Decision
from maps.blocks import Table
from maps.indicators import PARTS, SHOWN_ON, explanation, write_indicators
from maps.pages import decision, index
from maps.render import PAGES
from maps.texts import TEXTS
from tests.maps.city import city


def record(page: object) -> dict[str, object]:
    tables = [block for block in page.blocks if isinstance(block, Table)]  # type: ignore[attr-defined]
    return {str(row[0]): row[1] for row in tables[0].rows}


def test_without_a_decision_the_record_is_a_form_with_the_figures_filled_in() -> None:
    page = decision.build(city())
    assert set(record(page).values()) == {decision.BLANK}
    tables = {block.caption: block for block in page.blocks if isinstance(block, Table)}
    assert len(tables["De alternatieven"].columns) == 1 + len(city().hub_solutions)
    weights = [float(str(row[1]).replace(",", ".")) for row in tables["De gewichten"].rows if row[1]]
    assert weights == sorted(weights, reverse=True)


def test_a_decision_is_told_with_the_title_of_what_was_chosen() -> None:
    data = city()
    made = Decision("Waar?", data.scenarios[1].scenario, ("<b>Raad</b>",), dt.date(2026, 3, 2), ("dicht bij", "ruimte"))
    found = record(decision.build(dataclasses.replace(data, decision=made)))
    assert found["Gekozen"] == data.scenarios[1].title
    assert found["Datum"] == "2 maart 2026"
    assert found["Waarom"] == "dicht bij; ruimte"
    assert found["Handtekening"] == decision.BLANK


def test_every_indicator_has_all_its_parts_in_two_languages_and_leads_to_pages_that_are_there(tmp_path: Path) -> None:
    for key, pages in SHOWN_ON.items():
        assert set(pages) <= set(PAGES)
        for part in ("title", *PARTS):
            assert all(TEXTS[f"uitleg.{key}.{part}"]), (key, part)
        assert explanation(key).english
    known = {key.split(".")[1] for key in TEXTS if key.startswith("uitleg.") and key.count(".") == 2}
    assert known == set(SHOWN_ON)
    assert write_indicators(city(), tmp_path) == len(SHOWN_ON)
    assert len(list((tmp_path / "uitleg").glob("*.html"))) == len(SHOWN_ON)


def test_the_overview_leaves_no_word_of_a_template_open() -> None:
    data = city()
    assert "{" not in "".join(f"{link.title}{link.note}" for link in index._links(data))
