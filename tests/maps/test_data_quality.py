"""The page of sources and data quality: every figure leads back to a load, and no row of a person to anybody."""

from __future__ import annotations

import dataclasses
import json

from maps.blocks import Page, Prose, Table
from maps.data import SiteData
from maps.pages.data_quality import FEEDS, build
from maps.render import PAGES, render_page
from maps.texts import TEXTS
from tests.maps.city import city, empty


def tables(page: Page) -> dict[str, Table]:
    return {block.caption: block for block in page.blocks if isinstance(block, Table)}


def rows(page: Page, caption: str) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in tables(page)[caption].rows]


def changed(**columns: str) -> SiteData:
    """The city with other values for its file of deliveries."""
    data = city()
    sources = data.sources.copy()
    for name, value in columns.items():
        sources[name] = sources[name].where(data.sources["source"] != "delivery", value)
    return dataclasses.replace(data, sources=sources)


def test_every_file_has_its_source_period_load_hash_and_counts() -> None:
    assert rows(build(city()), "Geladen bestanden") == [
        ["CBS: buurten en kerncijfers", "data/buurten.geojson", "2024", "2 februari 2026 05:00", "b2b2b2b2b2b2", "70", "70",
         "0", "0", "0"],
        ["Leveringen", "data/leveringen.csv", "2025-02-03 tot 2026-01-31", "2 februari 2026 05:00", "a1a1a1a1a1a1", "6.670",
         "6.668", "2", "3", "1"],
    ]  # fmt: skip


def test_own_files_state_purpose_and_ground_and_open_data_their_licence() -> None:
    assert rows(build(city()), "Licentie, doel en grondslag") == [
        ["CBS: buurten en kerncijfers", "data/buurten.geojson", "CC BY 4.0", "CBS, Kerncijfers", "open gegevens",
         "open gegevens"],
        ["Leveringen", "data/leveringen.csv", "eigen bestand", "eigen bestand", "Plannen", "Toestemming (AVG artikel 9)"],
    ]  # fmt: skip


def test_every_page_with_maps_names_the_sources_it_is_made_from() -> None:
    assert set(FEEDS) == set(PAGES) - {"index", "gegevens", "handboek", "uitleg"}
    assert all(f"source.{source}" in TEXTS for feeds in FEEDS.values() for source in feeds)
    made = {row[0]: row[1:] for row in rows(build(city()), "Welke bron voedt welke kaart")}
    assert made["Bundeling"] == [
        "Leveringen (2025-02-03 tot 2026-01-31)",
        "Leveranciers; Magazijnen; Wijkservicecentra; OpenStreetMap: straten en adressen",
    ]


def test_rejects_are_counts_without_row_numbers() -> None:
    page = build(city())
    assert rows(page, "Geweigerde waarden") == [
        ["data/leveringen.csv", "datum", "Schrijf een datum als 2026-02-28.", "2"]
    ]
    html = render_page(page, city())
    assert "4711" not in html
    assert "4713" not in html


def test_warnings_and_what_does_not_fit_between_files_are_told() -> None:
    page = build(city())
    assert rows(page, "Waarschuwingen per bestand") == [["data/leveringen.csv", "Onbekende kolom 5 is overgeslagen."]]
    assert Prose("Leveringen met een code van een hub die er niet is: 4.", "note") in page.blocks


def test_warnings_that_are_no_list_are_shown_as_they_are() -> None:
    told = [rows(build(changed(warnings=kept)), "Waarschuwingen per bestand")[0][1] for kept in ("los", '{"a": 1}')]
    assert told == ["los", '{"a": 1}']


def test_text_of_a_file_is_escaped() -> None:
    hostile = "<script>alert(1)</script>"
    data = changed(file_name=hostile, purpose=hostile, source=hostile, period=hostile, warnings=json.dumps([hostile]))
    assert hostile not in render_page(build(data), data)


def test_nothing_loaded_is_said_and_nothing_is_claimed_of_it() -> None:
    page = build(empty())
    assert any(isinstance(block, Prose) and "nog geen bestanden geladen" in block.text for block in page.blocks)
    assert not any(isinstance(block, Prose) and "niets gevonden" in block.text for block in page.blocks)


def test_a_load_without_counts_has_no_figure() -> None:
    data = dataclasses.replace(city(), sources=city().sources.assign(rows_read=float("nan"), duplicates=None))
    assert {row[5] for row in rows(build(data), "Geladen bestanden")} == {"geen cijfer"}
