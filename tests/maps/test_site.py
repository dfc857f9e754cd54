"""The site as files: whole or not at all, the same twice, light, without persons, and honest about what is missing."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import maps.site
from maps.data import SiteData, SiteDataError, check
from maps.offline import OutsideReferenceError
from maps.pages import bundling, impact, index, routes, vans
from maps.picture_pages import write_pictures
from maps.render import PAGES, render_page
from maps.reports import write_reports
from maps.site import BUILDERS, _shared, build_site
from tests.maps.city import city, empty


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(city(), tmp_path_factory.mktemp("site") / "site").parent


def test_the_index_is_returned_and_every_page_is_there(built: Path) -> None:
    assert {path.name for path in built.glob("*.html")} == {f"{key}.html" for key in PAGES}
    assert (built / "static" / "vendor" / "leaflet" / "LICENSE").read_text(encoding="utf-8").startswith("BSD 2-Clause")


def test_the_same_data_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    assert tree(build_site(city(), tmp_path / "elders").parent) == tree(built)


def test_every_page_carries_region_banner_notices_sources_run_version_and_language(built: Path) -> None:
    for key in PAGES:
        page = (built / f"{key}.html").read_text(encoding="utf-8")
        for wanted in (
            '<html lang="nl">', "Teststad", "FICTIEF", "Reistijden zijn hemelsbreed maal 1,3.", "CBS, Kerncijfers",
            "Berekening r-2026, versie 0.1.0", "2 februari 2026 05:30", 'class="skip"',
        ):  # fmt: skip
            assert wanted in page, (key, wanted)


def test_every_map_has_a_legend_a_caption_with_its_source_and_a_table_on_its_page(built: Path) -> None:
    without = {"index", "gegevens", "buurtbeelden", "leverdagen", "dashboard", "verwachting", "handboek", "watals",
               "besluit", "uitleg"}  # fmt: skip
    for key in set(PAGES) - without:
        page = (built / f"{key}.html").read_text(encoding="utf-8")
        assert page.count('<figure class="map"') == page.count("<figcaption>") >= 1, key
        assert "<h3>" in page, key
        assert "<table>" in page, key
        assert "Bron: CBS" in page, key


def test_a_region_that_is_not_fictional_has_no_banner(tmp_path: Path) -> None:
    page = build_site(dataclasses.replace(city(), fictional=False), tmp_path / "s").read_text(encoding="utf-8")
    assert "FICTIEF" not in page


def test_a_region_without_data_gets_every_page_and_each_says_in_dutch_what_is_missing(tmp_path: Path) -> None:
    folder = build_site(empty(), tmp_path / "s").parent
    sentences = {
        "wijk": "nog geen schatting van kwetsbaarheid", "volgorde": "nog geen volgorde van openen",
        "buurtbeelden": "nog geen buurtbeelden", "hubs": "nog geen scenario", "watals": "valt nog niets te proberen", "bereik": "nog geen scenario",
        "gebieden": "nog geen scenario", "nabijheid": "nog geen scenario", "verschil": "nog geen scenario",
        "routes": "geen routes gepland", "bundeling": "geen bezorgingen geladen", "busjes": "geen ritten gevraagd",
        "leverdagen": "niets geleverd dat op een andere dag", "dashboard": "geen leveringen",
        "impact": "nog geen effect berekend", "besluit": "nog geen scenario doorgerekend", "gegevens": "nog geen bestanden geladen",
    }  # fmt: skip
    for key, sentence in sentences.items():
        assert sentence in (folder / f"{key}.html").read_text(encoding="utf-8"), key


class Watched(SiteData):
    """Data that knows which of its frames were asked for."""

    asked: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> Any:
        Watched.asked.add(name)
        return super().__getattribute__(name)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[set[str], Callable[[SiteData, Path], object]]]:
    """The parts of a site: which frames each reads, and how it is written."""

    def page(key: str) -> Callable[[SiteData, Path], object]:
        return lambda data, _: render_page(BUILDERS[key](data), data)

    ways = [
        lambda data, _: check(data),
        lambda data, _: _shared(data),
        write_pictures,
        write_reports,
        *map(page, PAGES),
    ]
    whole = city()
    watched = Watched(**{field.name: getattr(whole, field.name) for field in dataclasses.fields(SiteData)})
    found = []
    for way in ways:
        folder = tmp_path_factory.mktemp("part")
        (folder / "static").mkdir()
        Watched.asked.clear()
        way(watched, folder)
        found.append((set(Watched.asked), way))
    return found


@pytest.mark.parametrize(
    "frame",
    [
        field.name
        for field in dataclasses.fields(SiteData)
        if field.default_factory is not dataclasses.MISSING and field.name != "manual"
    ],
)
def test_any_one_frame_may_be_missing(
    frame: str, parts: list[tuple[set[str], Callable[[SiteData, Path], object]]], tmp_path: Path
) -> None:
    data = dataclasses.replace(city(), **{frame: pd.DataFrame()})
    concerned = [way for asked, way in parts if frame in asked]
    assert concerned, "a frame that no part of the site reads"
    for number, way in enumerate(concerned):
        folder = tmp_path / str(number)
        (folder / "static").mkdir(parents=True)
        way(data, folder)


def test_no_pseudonym_order_or_request_reaches_a_page(built: Path) -> None:
    assert not [name for name, content in tree(built).items() if b"geheim" in content]


def test_route_lines_run_along_the_streets_given_and_else_through_points_of_buurten_and_hubs_only() -> None:
    data = city()
    along = render_page(routes.build(data), data)
    assert along.count('"MultiLineString"') == 3
    data = dataclasses.replace(data, route_streets=data.route_streets.iloc[:0])
    allowed = [*data.buurten.geometry.representative_point(), *data.known_hubs.geometry]
    known = {(round(p.x, 5), round(p.y, 5)) for p in gpd.GeoSeries(allowed, crs=28992).to_crs(4326)}
    script = render_page(routes.build(data), data)
    lines = re.findall(r'"LineString","coordinates":(\[\[.*?\]\])', script)
    assert len(lines) == 3
    for line in lines:
        assert {tuple(point) for point in json.loads(line)} <= known


def test_flows_under_five_deliveries_are_folded(built: Path) -> None:
    inward, outward = bundling.legs(city().flows)
    assert inward["deliveries"].sum() == outward["deliveries"].sum() == city().flows["deliveries"].sum()
    assert bundling.counted(4) == "minder dan 5"
    assert bundling.counted(5) == "5"
    page = (built / "bundeling.html").read_text(encoding="utf-8")
    assert "buurten samengenomen: 1" in page
    assert not re.search(r'Bezorgingen","3"', page)
    assert not re.search(r'Bezorgingen","3"', (built / "impact.html").read_text(encoding="utf-8"))


def test_a_suppressed_figure_is_hatched_and_named_and_not_counted_as_nought(tmp_path: Path) -> None:
    data = city()
    gone = data.frailty["buurtcode"] == data.buurten["buurtcode"].iloc[0]
    frailty = data.frailty.assign(expected=data.frailty["expected"].mask(gone), low=data.frailty["low"].mask(gone))
    page = build_site(dataclasses.replace(data, frailty=frailty), tmp_path / "s").parent.joinpath("wijk.html")
    content = page.read_text(encoding="utf-8")
    assert '"BU90010000":{"c":-1' in content
    assert "geen cijfer" in content
    assert 'fill="url(#wijk-hatch)"' in content


def test_optimal_is_said_of_the_model_and_only_when_it_was_proven(tmp_path: Path) -> None:
    data = city()
    feasible = build_site(data, tmp_path / "a").parent.joinpath("hubs.html").read_text(encoding="utf-8")
    assert "niet tot het bewezen optimum" in feasible
    assert "een betere keuze kan hoogstens 0,67 % schelen" in feasible
    solved = data.hub_solutions.assign(status=["evaluated", "optimal"])
    proven = build_site(dataclasses.replace(data, hub_solutions=solved), tmp_path / "b").parent.joinpath("hubs.html")
    assert "Dat is een uitspraak over het model, niet over de wijk" in proven.read_text(encoding="utf-8")


def test_the_key_figures_are_weighted_sums_over_the_buurten() -> None:
    data = city()
    measured = (data.coverage["measure"] == "served") & (data.coverage["status"] == "measured")
    rows = data.coverage[measured & (data.coverage["scenario"] == "baseline")]
    share = index.covered(data, data.scenarios[0], "served")
    assert share == pytest.approx(rows["numerator"].sum() / rows["denominator"].sum())
    assert index.covered(empty(), data.scenarios[0], "served") is None


def test_movements_of_vans_count_both_directions_and_leave_unknown_places_out() -> None:
    stops = pd.DataFrame(
        {
            "plan": ["pool"] * 5,
            "vehicle_id": ["V"] * 5,
            "position": [1, 2, 3, 4, 5],
            "buurtcode": ["b", "a", "b", None, "b"],
        }
    )
    assert vans.movements(stops, "pool") == {("a", "b"): 2}
    assert vans.movements(stops, "alone") == {}


def test_contact_minutes_by_buurt_count_stops_with_contact_only() -> None:
    by_buurt = impact.per_buurt(city())
    stops = city().stops
    met = stops[stops["contact"] & stops["buurtcode"].notna()]
    assert by_buurt["contact_min"].sum() == pytest.approx(met["service_s"].sum() / 60)
    assert np.isnan(impact.per_buurt(dataclasses.replace(city(), flows=pd.DataFrame()))["deliveries"]).all()


def test_a_frame_without_a_column_outside_rd_or_of_an_unknown_scenario_is_refused(tmp_path: Path) -> None:
    data = city()
    broken = {
        "no column expected": {"frailty": data.frailty.drop(columns="expected")},
        "not in RD New": {"buurten": data.buurten.to_crs(4326)},
        "does not list: ander": {"catchment": data.catchment.assign(scenario="ander")},
    }
    for sentence, change in broken.items():
        with pytest.raises(SiteDataError, match=sentence):
            build_site(dataclasses.replace(data, **change), tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_a_build_that_fails_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = build_site(city(), tmp_path / "s").parent
    before = tree(folder)
    honest = maps.site.render_page
    monkeypatch.setattr(
        maps.site, "render_page", lambda page, data: honest(page, data) + '<img src="https://kwaad.example/x.png">'
    )
    with pytest.raises(OutsideReferenceError):
        build_site(city(streets=10), folder)
    assert tree(folder) == before


def test_a_build_killed_between_the_renames_is_mended_by_the_next(tmp_path: Path) -> None:
    folder = build_site(city(), tmp_path / "s").parent
    before = tree(folder)
    folder.rename(tmp_path / ".s.old")
    with pytest.raises(SiteDataError):
        build_site(dataclasses.replace(city(), buurten=city().buurten.drop(columns="buurtnaam")), folder)
    maps.site._restore(folder)
    assert tree(folder) == before
    assert tree(build_site(city(), folder).parent) == before
    assert {path.name for path in tmp_path.iterdir()} == {"s", ".s.lock"}


def test_a_folder_with_other_files_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "scriptie.docx").write_text("x", encoding="utf-8")
    with pytest.raises(ValueError, match="choose an empty folder"):
        build_site(city(), tmp_path / "s")
    assert (tmp_path / "s" / "scriptie.docx").is_file()


def test_every_page_of_seventy_buurten_and_two_scenarios_is_light(tmp_path: Path) -> None:
    folder = build_site(city(10, 7, streets=6000), tmp_path / "s").parent
    shared = sum(path.stat().st_size for path in (folder / "static").rglob("*.[jc]s*"))
    assert max(path.stat().st_size for path in folder.glob("*.html")) + shared < 3_000_000
