"""The buurtbeelden: every area its page, unknown is called unknown, few are not counted, and text stays text."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from pathlib import Path

import pandas as pd
import pytest

from maps.blocks import Table
from maps.data import SiteData
from maps.pages import buurtbeelden
from maps.picture_table import picture_table
from maps.pictures import Picture, picture_link, pictures, shortened, shown
from maps.site import build_site
from maps.texts import TEXTS, word
from tests.maps.city import city
from tests.maps.city_need import FIGURES

HOSTILE = "<img src=x onerror=alert(1)></script>{{7*7}}\"'&//kwaad.example"


@pytest.fixture(scope="module")
def data() -> SiteData:
    return city()


@pytest.fixture(scope="module")
def made(data: SiteData) -> dict[str, Picture]:
    return {picture.code: picture for picture in pictures(data)}


def row(picture: Picture, label: str) -> object:
    return next(row for theme in picture.themes for row in theme.rows if row.label == label)


def test_every_buurt_and_wijk_has_a_picture_that_says_where_it_lies_and_how_it_ranks(
    data: SiteData, made: dict[str, Picture]
) -> None:
    assert set(made) == set(data.buurten["buurtcode"]) | set(data.buurten["wijkcode"])
    buurt, wijk = made["BU90010101"], made["WK900101"]
    assert buurt.where == "Buurt in Wijk 1, Teststad"
    assert buurt.places == ("Plaats 5 van 6 op volgorde van behoefte; 92 % kans op de eerste 10.",)
    assert wijk.places[1] == "Stap 2 in de volgorde van openen."
    assert buurt.links == (("WK900101", "Wijk 1"),)
    assert [code for code, _ in wijk.links] == ["BU90010100", "BU90010101", "BU90010102"]


def test_each_figure_stands_beside_gemeente_and_country_and_an_estimate_has_its_interval(
    made: dict[str, Picture],
) -> None:
    frail = row(made["BU90010000"], "kwetsbare 65-plussers thuis")
    share = row(made["BU90010000"], "80-plussers, deel")
    assert (frail.value, frail.interval, frail.gemeente, frail.country) == ("40", "(28 tot 56)", "2.300", "–")  # type: ignore[attr-defined]
    assert frail.track is None  # type: ignore[attr-defined]
    assert (share.value, share.gemeente, share.country) == ("6,1 %", "5,2 %", "5,0 %")  # type: ignore[attr-defined]
    assert share.track.value == 100.0  # type: ignore[attr-defined]
    assert share.track.country == pytest.approx(82.0)  # type: ignore[attr-defined]


def test_what_is_unknown_is_called_so_few_are_not_counted_and_institutions_are_by_gemeente(
    made: dict[str, Picture],
) -> None:
    values = {row.label: row.value for theme in made["BU90010000"].themes for row in theme.rows}
    assert values["laag inkomen"] == "geen cijfer"
    assert values["hulpvragen en signalen in een jaar"] == values["leveringen in twaalf maanden"] == "minder dan 5"
    assert values["kwetsbare 65-plussers in een instelling"] == "zie gemeente"
    assert shown(0.0, "signals", "signals_12m") == "0"
    assert shown(0.98, "facilities", "facilities_walking") == "1"
    assert shown(0.3, "facilities", "facilities_walking") == "0,3"
    assert [shown(value, "percent", "x") for value in (0.0, 4.6, 9.96, 19.3)] == ["0 %", "4,6 %", "10 %", "19 %"]
    assert shown(12.0, "percent", "deliveries_trend_pct") == "+12 %"


def test_a_share_that_is_not_offered_says_so_where_its_figure_would_stand(data: SiteData) -> None:
    served = data.pictures["figure"] == "served_pct"
    rows = data.pictures.assign(
        value=data.pictures["value"].mask(served), text_nl=data.pictures["text_nl"].mask(served, "niet aangeboden")
    )
    picture = next(pictures(dataclasses.replace(data, pictures=rows)))
    line = next(
        row for theme in picture.themes for row in theme.rows if row.label == word("beeld.figure", "served_pct")
    )
    assert (line.value, line.names) == ("niet aangeboden", "")
    assert "niet aangeboden" in [tile.value for tile in picture.tiles]


def test_too_much_text_is_cut_between_words_and_the_page_says_where_the_rest_is(data: SiteData) -> None:
    assert shortened("een twee drie", 20) == "een twee drie"
    assert shortened("een; twee; drie", 11) == "een; twee … (meer in de tabel)"
    rows = data.pictures.assign(note_nl=[f"Toelichting {n} " + "lang " * 90 for n in range(len(data.pictures))])
    picture = next(pictures(dataclasses.replace(data, pictures=rows)))
    assert len(picture.notes) == 10
    assert picture.more_notes == len(FIGURES) - 10
    assert max(row.note for theme in picture.themes for row in theme.rows) == 10


def test_pages_lie_in_a_folder_are_light_and_share_base_map_and_points(data: SiteData, tmp_path: Path) -> None:
    folder = build_site(data, tmp_path / "s").parent
    pages = sorted((folder / "buurtbeeld").glob("*.html"))
    assert len(pages) == 8
    assert max(page.stat().st_size for page in pages) < 30_000
    content = pages[0].read_text(encoding="utf-8")
    assert 'src="../static/base.js"' in content
    assert "coordinates" not in content
    assert "FICTIEF" in content
    assert 'href="buurtbeeld/BU90010000.html"' in (folder / "buurtbeelden.html").read_text(encoding="utf-8")
    assert '"pages":["BU90010000"' in (folder / "static" / "base.js").read_text(encoding="utf-8")
    assert "geheim" not in content


def test_a_region_without_pictures_has_no_folder_and_no_link(data: SiteData, tmp_path: Path) -> None:
    folder = build_site(dataclasses.replace(data, pictures=pd.DataFrame()), tmp_path / "s").parent
    assert not (folder / "buurtbeeld").exists()
    assert not [page for page in folder.glob("*.html") if "buurtbeeld/" in page.read_text(encoding="utf-8")]


def test_a_code_that_is_no_code_of_cbs_names_no_file(data: SiteData, tmp_path: Path) -> None:
    rows = data.pictures.assign(area_code=data.pictures["area_code"].replace("BU90010000", "../../BU9001"))
    folder = build_site(dataclasses.replace(data, pictures=rows), tmp_path / "s").parent
    assert len(list((folder / "buurtbeeld").glob("*.html"))) == 7
    assert not list(tmp_path.glob("BU*"))
    assert "../../BU9001.html" not in (folder / "buurtbeelden.html").read_text(encoding="utf-8")


def test_hostile_names_are_escaped_on_pages_links_and_in_the_list(tmp_path: Path) -> None:
    folder = build_site(city(label=lambda name: f"{name} {HOSTILE}"), tmp_path / "s").parent
    for page in [*(folder / "buurtbeeld").glob("*.html"), folder / "buurtbeelden.html", folder / "wijk.html"]:
        content = page.read_text(encoding="utf-8")
        assert "<img" not in content
        assert "{{7*7}}" in content
    link = picture_link("BU1234", HOSTILE, frozenset({"BU1234"}))
    assert link.startswith('<a href="buurtbeeld/BU1234.html">&lt;img')
    assert picture_link("BU9999", HOSTILE, frozenset()) == HOSTILE


def test_the_table_of_all_has_a_line_a_figure_and_nothing_that_a_spreadsheet_runs(data: SiteData) -> None:
    rows = data.pictures.assign(area_name='=cmd|"/c calc"!A1;x', text_nl="+1")
    lines = list(csv.DictReader(io.StringIO(picture_table(dataclasses.replace(data, pictures=rows)).removeprefix("\ufeff")),
                                delimiter=";"))  # fmt: skip
    assert len(lines) == len(rows) / 2
    assert {line["naam"] for line in lines} == {'\'=cmd|"/c calc"!A1;x'}
    assert {line["tekst"] for line in lines} == {"'+1"}
    by_figure = {line["cijfer"]: line for line in lines}
    assert by_figure["80-plussers, deel"]["waarde"] == "6,1"
    assert by_figure["laag inkomen"]["waarde"] == ""
    assert by_figure["hulpvragen en signalen in een jaar"]["waarde"] == "minder dan 5"
    assert by_figure["kwetsbare 65-plussers in een instelling"]["waarde"] == ""
    assert by_figure["tegen een jaar eerder"]["gemeente"] == "-3"


def test_the_list_has_wijken_and_buurten_by_name(data: SiteData) -> None:
    found = [block for block in buurtbeelden.build(data).blocks if isinstance(block, Table)]
    assert [len(block.rows) for block in found] == [2, 6]
    assert [re.sub("<[^>]*>", "", str(line[0])) for line in found[0].rows] == ["Wijk 0", "Wijk 1"]
    assert found[1].rows[0][4].text == "40 (28 tot 56)"  # type: ignore[union-attr]


def test_every_figure_of_the_model_has_a_dutch_word_a_unit_and_a_theme() -> None:
    from geo.buurtbeeld.figures import FIGURES as KNOWN

    for each in KNOWN.values():
        for key in (f"beeld.figure.{each.name}", f"beeld.unit.{each.unit}", f"theme.{each.theme}"):
            assert key in TEXTS, key
    assert [each[0] for each in FIGURES] == list(KNOWN)
