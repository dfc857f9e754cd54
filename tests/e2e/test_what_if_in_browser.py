"""The page Wat als in a real browser: its figures are those of the planning, and what it saves is a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.assumptions import assumptions
from geo.frailty import FrailtyEstimate
from geo.hub_choice.answer import Answer
from geo.hub_choice.around import solver_of
from geo.hub_choice.asked import asked_of
from geo.hub_choice.effort import effort, prices_of, site_eur
from geo.hub_choice.rows import Context, site_rows, solution_row
from geo.hub_location import service_of
from geo.scenario import Scenario, load_scenarios
from maps.formats import minutes, number, percent
from maps.pages import what_if
from maps.render import render_page
from maps.site import HERE, _shared
from tests.e2e.test_site_in_browser import HOSTILE, Visit
from tests.maps.city_choice import Region, choosable

pytestmark = pytest.mark.e2e


def written(region: Region, folder: Path, **limits: int) -> Path:
    """The page and the files it loads."""
    (folder / "static").mkdir(parents=True)
    for path in HERE.joinpath("static").glob("*.*"):
        (folder / "static" / path.name).write_bytes(path.read_bytes())
    (folder / "static" / "vendor").symlink_to(HERE / "static" / "vendor")
    (folder / "static" / "base.js").write_text(_shared(region.data), encoding="utf-8")
    page = render_page(what_if.build(region.data, **limits), region.data)
    (folder / "watals.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def region() -> Region:
    return choosable()


@pytest.fixture(scope="module")
def site(region: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(region, tmp_path_factory.mktemp("watals") / "site")


@pytest.fixture(scope="module")
def coded(region: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(region, tmp_path_factory.mktemp("codes") / "site", exact=0)


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    made = Visit(browser, viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield made
    made.close()


def opened(visit: Visit, folder: Path, state: str) -> Any:
    visit.page.goto("about:blank")
    visit.page.goto(f"{(folder / 'watals.html').as_uri()}#{state}", wait_until="load")
    visit.page.locator("#watals-cijfers .value").first.wait_for()
    return visit.page


def figures(page: Any) -> list[str]:
    return [" ".join(text.split()) for text in page.locator("#watals-cijfers .value").all_inner_texts()]


def saved(page: Any, root: Path, name: str = "proef") -> Scenario:
    """The scenario that the page saves, as the project's own reader takes it."""
    page.evaluate("document.querySelectorAll('details').forEach(function (each) { each.open = true; })")
    page.fill("#watals-bewaar-naam", name)
    with page.expect_download() as download:
        page.click("#watals-bewaar-knop")
    folder = root / "scenarios"
    folder.mkdir(exist_ok=True)
    download.value.save_as(folder / download.value.suggested_filename)
    return load_scenarios(root)[Path(download.value.suggested_filename).stem]


def planned(region: Region, scenario: Scenario, of: str) -> tuple[Any, Any]:
    """hub_solution and hub_site of the planning for a scenario, with the people and times of ``of``."""
    frailty = region.data.frailty[region.data.frailty["scenario"] == of]
    codes = tuple(sorted(frailty["buurtcode"]))
    estimate = FrailtyEstimate(frailty, np.zeros((len(codes), 1)), codes)
    times = region.data.travel_time
    own = times[(times["scenario"] == of) & (times["mode"] == scenario.mode)]
    table = assumptions()
    price, service, rent = prices_of(table, "GM9001"), service_of(table, "GM9001"), np.zeros(len(region.sites))
    asked = asked_of(scenario, region.sites, own, estimate, deliveries_a_day=1.0, yearly_eur=rent)
    found = solver_of(asked.model)(asked.problem)
    answer = Answer(asked, found, found.objective, found.bound, found.gap, found.status)
    parts = effort(asked.problem, found, np.full(len(codes), 0.8), site_eur(region.sites, price), service, price)
    context = Context(scenario, region.sites, "GM9001", 2027, ())
    return solution_row(answer, context, parts).iloc[0], site_rows(answer, context, parts.hubs, {}).set_index("name")


SELECTIONS = (
    ("baseline", "P004,P007,P059", 10, "cargo_bike", {}),
    ("drie", "P011,P013,P022,P034,P050", 7, "cargo_bike", {"storage_m2": 0.01, "with_social_team": 0.4}),
    ("drie", "P001", 16, "cargo_bike", {"storage_m2": 0.0, "rent_eur_year": -0.00002}),
    ("baseline", "P040,P041,P042,P043,P044,P045,P046,P047,P048", 10, "foot_slow", {}),
)


@pytest.mark.parametrize(("selection", "times"), zip(SELECTIONS, ("exact", "coded", "coded", "coded"), strict=True))
def test_what_the_page_says_is_what_the_planning_finds_for_the_scenario_that_it_saves(
    region: Region, site: Path, coded: Path, visit: Visit, tmp_path: Path, selection: tuple, times: str
) -> None:
    of, hubs, limit, mode, weights = selection
    state = f"scenario={of}&hubs={hubs}&minutes={limit}&mode={mode}"
    page = opened(
        visit, site if times == "exact" else coded, state + "".join(f"&w.{k}={v}" for k, v in weights.items())
    )
    scenario = saved(page, tmp_path)
    assert scenario.keep == tuple(hubs.split(","))
    assert (scenario.hubs, scenario.minutes, scenario.mode) == (len(scenario.keep), limit, mode)
    assert scenario.wishes.weights == {name: worth for name, worth in weights.items() if worth}
    row, sites = planned(region, scenario, of)
    total = region.data.frailty[region.data.frailty["scenario"] == of]["expected"].sum()
    assert figures(page)[:5] == [
        number(row["covered"]), figures(page)[1], minutes(row["mean_duration_s"], 1), minutes(row["worst_off_s"], 1),
        number(row["unreachable"]),
    ]  # fmt: skip
    notes = page.locator("#watals-cijfers .note").all_inner_texts()
    assert notes[0] == f"{percent(row['covered'] / total)} van {number(total)}"
    assert f"samen {number(total - row['covered'])} kwetsbare bewoners" == notes[1]
    assert f" {number(row['objective'] / 3600, 1)} uur" in page.locator("#watals-weging").inner_text()
    each_hub = {
        cells[0]: cells[1:]
        for cells in page.locator("#watals-drukte tbody tr").evaluate_all(
            "rows => rows.map(row => Array.from(row.cells, cell => cell.textContent))"
        )
    }
    chosen = sites[sites["state"].isin(["kept", "opened"])]
    assert set(each_hub) == set(chosen.index)
    for name, hub in chosen.iterrows():
        told = each_hub[str(name)]
        assert told[0] == f"{number(hub['load'])} ({percent(hub['load'] / total)})"
        if hub["load"] > 0:
            assert told[1:3] == [minutes(hub["mean_duration_s"], 1), minutes(hub["longest_duration_s"], 1)]
    assert visit.problems == []


def test_minutes_and_white_spots_by_buurt_are_those_of_the_table_of_travel_times(
    region: Region, coded: Path, visit: Visit
) -> None:
    page = opened(visit, coded, "scenario=baseline&hubs=P011,P024&minutes=9")
    rows = page.locator("#watals-buurten tbody tr").evaluate_all(
        "rows => rows.map(row => Array.from(row.cells, cell => cell.textContent))"
    )
    times = region.data.travel_time
    own = times[
        (times["scenario"] == "baseline") & (times["mode"] == "cargo_bike") & times["site_id"].isin(["P011", "P024"])
    ]
    nearest = own.sort_values(["duration_s", "site_id"]).drop_duplicates("buurtcode").set_index("buurtcode")
    names = dict(zip(region.data.buurten["buurtnaam"], region.data.buurten["buurtcode"], strict=True))
    people = region.data.frailty[region.data.frailty["scenario"] == "baseline"].set_index("buurtcode")["expected"]
    labels = dict(zip(region.sites["site_id"], region.sites["name"], strict=True))
    assert len(rows) == 70
    spots = 0
    for name, verdict, told, hub, frail in rows:
        code = names[name]
        assert frail == number(people[code])
        if code not in nearest.index:
            assert (verdict, told, hub) == ("niet bereikt", "geen cijfer", "geen cijfer")
            spots += 1
            continue
        seconds = nearest.loc[code, "duration_s"]
        assert (told, hub) == (minutes(seconds, 1), labels[nearest.loc[code, "site_id"]])
        outside = "witte vlek" if people[code] > 0 else "niemand verwacht"
        assert verdict == ("binnen 9 min" if seconds <= 540 else outside)
        spots += bool(seconds > 540 and people[code] > 0)
    assert figures(page)[1] == str(spots)


def test_a_click_a_key_and_a_tick_switch_a_site_and_the_address_follows(site: Path, visit: Visit) -> None:
    page = opened(visit, site, "scenario=baseline&hubs=P004&minutes=10&mode=cargo_bike")
    page.get_by_role("checkbox", name=re.compile("^Plek 7 ")).check()
    page.wait_for_url(re.compile("hubs=P004,P007"))
    mark = page.locator('.watals-point[aria-label^="Plek 4,"]')
    assert mark.get_attribute("aria-pressed") == "true"
    mark.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("hubs=P007&"))
    assert mark.get_attribute("aria-label") == "Plek 4, bestaand centrum, dicht"
    mark.click()
    page.wait_for_url(re.compile("hubs=P004,P007"))
    page.locator("#watals-minuten").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("minutes=11"))
    before = figures(page)
    page.evaluate("document.querySelector('.skip').click()")
    assert page.evaluate("document.activeElement.id") == "inhoud"
    assert figures(page) == before
    page.locator("#watals-minuten").press("ArrowLeft")
    page.locator("#watals-minuten").press("ArrowRight")
    page.wait_for_url(re.compile("minutes=11"))
    page.reload(wait_until="load")
    assert figures(page) == before
    assert page.locator("#watals-minuten-waarde").inner_text() == "11 min"
    assert visit.problems == []


def test_two_choices_stand_beside_each_other_with_their_difference_and_a_slider_that_clips(
    site: Path, visit: Visit
) -> None:
    page = opened(visit, site, "scenario=baseline&hubs=P004&minutes=10")
    alone = figures(page)
    page.click("#watals-naast-knop")
    page.get_by_role("checkbox", name=re.compile("^Plek 7 ")).check()
    both = figures(page)
    rows = page.locator("#watals-naast-tabel tbody tr").evaluate_all(
        "rows => rows.map(row => Array.from(row.cells, cell => cell.textContent))"
    )
    assert [rows[0][1], rows[2][1], rows[3][1]] == alone[:3]
    assert [rows[0][2], rows[2][2], rows[3][2]] == both[:3]
    assert rows[6] == ["Centra open", "1", "2", "+1"]
    assert page.locator("#watals-legenda h3").first.inner_text() == "Verschil met A, binnen de grens van elk"
    page.get_by_label("A links en deze keuze rechts").check()
    slider = page.get_by_label("Schuif de grens")
    slider.focus()
    page.keyboard.press("End")
    edge = page.locator(".watals-line").evaluate("line => line.getBoundingClientRect().left")
    box = page.locator("#watals-doek").bounding_box()
    assert abs(edge - box["x"] - box["width"]) < 4
    assert (
        page.locator(".leaflet-areasA-pane").evaluate("pane => getComputedStyle(pane).clipPath").startswith("polygon(")
    )
    page.wait_for_url(re.compile("kaart=swipe"))
    page.reload(wait_until="load")
    assert page.locator("#watals-naast").is_visible()
    assert page.locator(".watals-line").is_visible()
    page.click("#watals-naast-stop")
    assert page.locator("#watals-naast").is_hidden()
    assert page.locator(".watals-line").is_hidden()
    assert visit.problems == []


def test_an_address_that_names_what_is_not_there_says_so(site: Path, visit: Visit) -> None:
    page = opened(visit, site, "scenario=baseline&hubs=P004,WEG-1&minutes=999&mode=toString&w.geen=3&constructor=x")
    assert "niet (meer) zijn: 1" in page.locator("#watals-bericht").inner_text()
    assert page.locator("#watals-minuten-waarde").inner_text() == "60 min"
    page = opened(visit, site, "scenario=weg&hubs=P004")
    assert "u ziet Vandaag" in page.locator("#watals-bericht").inner_text()
    assert visit.problems == []


def test_no_hub_at_all_reaches_nobody_and_is_no_scenario(site: Path, visit: Visit) -> None:
    page = opened(visit, site, "scenario=baseline&hubs=&minutes=10")
    told = figures(page)
    assert (told[0], told[2], told[3], told[5]) == ("0", "geen cijfer", "geen cijfer", "0")
    page.evaluate("document.querySelectorAll('details').forEach(function (each) { each.open = true; })")
    assert page.locator("#watals-bewaar-knop").is_disabled()
    assert "Zet eerst een centrum aan" in page.locator("#watals-bewaar-zegt").inner_text()


def test_a_free_choice_keeps_nothing_and_a_name_that_is_taken_gets_a_number(
    site: Path, visit: Visit, tmp_path: Path
) -> None:
    page = opened(visit, site, "scenario=drie")
    page.evaluate("document.querySelectorAll('details').forEach(function (each) { each.open = true; })")
    page.get_by_label("Evenveel centra").check()
    scenario = saved(page, tmp_path, 'Drie: "één"\\ #nee')
    assert (scenario.scenario, scenario.title) == ("drie-een-nee", 'Drie: "één"\\ #nee')
    assert (scenario.keep, scenario.hubs, scenario.minutes) == ((), 3, 7)
    assert scenario.candidates == ("facilities",)
    page.get_by_label("Precies deze centra").check()
    assert saved(page, tmp_path, "drie").scenario == "drie-2"


def test_names_stay_text_everywhere_on_the_page(browser: Any, tmp_path: Path) -> None:
    region = choosable(3, 2, 8, label=lambda name: f"{name} {HOSTILE}")
    visit = Visit(browser, viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = opened(
        visit,
        written(region, tmp_path / "kwaad"),
        "scenario=baseline&naast=scenario%3Dbaseline%26hubs%3DP001&kaart=change",
    )
    assert HOSTILE in page.locator("#watals-a-is").inner_text()
    assert HOSTILE in page.locator("#watals-buurten tbody th").first.text_content()
    assert HOSTILE in page.locator("#watals-uitgangspunt option").first.inner_text()
    page.locator(".watals-point").first.focus()
    assert page.locator("main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert visit.problems == []
    visit.close()


def test_without_javascript_the_page_points_to_the_tables(site: Path, browser: Any) -> None:
    visit = Visit(browser, java_script_enabled=False)
    page = visit.open(site, "watals")
    assert "heeft daarvoor JavaScript nodig" in page.locator("main").inner_text()
    assert page.locator("noscript a, main ul a").first.get_attribute("href") == "hubs.html"
    assert page.locator("[data-watals]").is_hidden()
    visit.close()
