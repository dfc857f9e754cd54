"""Pages of whom hubs reach: measures stay apart, a missing figure says why, counts are the tables' own."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from maps.blocks import Bar, Drawing, Figures, Page, Prose, Table
from maps.data import ScenarioInfo, SiteData
from maps.pages import access, areas, change, reach
from maps.pages.reach_tables import over_buurten
from maps.pages.reaching import limits, own_limit, valid_zones
from maps.render import render_page
from tests.maps.city import city

OWN = ScenarioInfo("baseline", "Vandaag", "cargo_bike", 10)


def tables(page: Page, caption: str) -> list[Table]:
    return [block for block in page.blocks if isinstance(block, Table) and block.caption == caption]


def cell(table: Table, row: str, column: str) -> str:
    """The text of the first row that starts with ``row``."""
    position = [head.label for head in table.columns].index(column)
    found = next(cells for cells in table.rows if cells[0] == row)[position]
    return found.text if isinstance(found, Bar) else found


def drawings(page: Page) -> list[Drawing]:
    return [block for block in page.blocks if isinstance(block, Drawing)]


def sentences(page: Page) -> list[str]:
    return [block.text for block in page.blocks if isinstance(block, Prose)]


def changed(frame: str, **columns: Any) -> SiteData:
    data = city()
    return dataclasses.replace(data, **{frame: getattr(data, frame).assign(**columns)})


def test_each_measure_has_a_map_of_its_own_and_none_is_drawn_twice_for_a_scenario_that_leaves_it() -> None:
    page = reach.build(city())
    keys = [drawing.anchor for drawing in drawings(page)]
    assert keys == [
        "bereik_0_reachable", "vlekken_0", "bereik_0_known", "bereik_0_served", "bereik_0_capacity",
        "bereik_1_reachable", "bereik_1_capacity",
    ]  # fmt: skip
    assert sum("gelijk aan ‘Vandaag’" in sentence for sentence in sentences(page)) == 2


def test_not_offered_is_no_nought_and_is_drawn_named_and_counted() -> None:
    page = reach.build(city())
    by_buurt = tables(page, "De vier maten per buurt")[0]
    assert cell(by_buurt, "Buurt 0-0", "Bezocht") == "niet aangeboden"
    assert cell(by_buurt, "Buurt 1-2", "Bezocht") == "niemand verwacht"
    by_wijk = tables(page, "De vier maten per wijk")[0]
    assert cell(by_wijk, "Wijk 0", "Bezocht").endswith("(in 1 buurt niet aangeboden)")
    assert "niet aangeboden" not in cell(by_wijk, "Wijk 1", "Bezocht")
    served = next(drawing for drawing in drawings(page) if drawing.anchor == "bereik_0_served")
    assert "niet aangeboden" in [entry.label for _, legend in served.legends for entry in legend.entries]
    assert "url(#wijk-dots)" in served.script


@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        ("known", "Bekend: onbekend, want er is geen bestand met leveringen of bezoeken geladen."),
        ("capacity", "Capaciteit: onbekend, want er zijn geen uren van buurtconciërges geladen."),
    ],
)
def test_a_measure_that_no_file_tells_of_says_which_file_is_missing_and_has_no_map(measure: str, sentence: str) -> None:
    data = city()
    rows = data.coverage["measure"] == measure
    coverage = data.coverage.assign(
        value=data.coverage["value"].mask(rows), status=data.coverage["status"].mask(rows, "unknown")
    )
    page = reach.build(dataclasses.replace(data, coverage=coverage))
    assert not [drawing for drawing in drawings(page) if drawing.anchor.endswith(f"_{measure}")]
    assert sentence in sentences(page)
    assert cell(tables(page, "De vier maten per wijk")[0], "Wijk 0", sentence.partition(":")[0]) == "onbekend"


def row(numerator: float, denominator: float, status: str = "measured") -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, "status": status}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(1, 10), row(9, 30)], "25 %"),
        ([row(1, 4), row(np.nan, 99, "not_offered")], "25 % (in 1 buurt niet aangeboden)"),
        ([row(np.nan, 5, "not_offered")] * 2, "niet aangeboden"),
        ([row(np.nan, 5, "unknown"), row(np.nan, 0, "nobody_expected")], "onbekend"),
        ([row(np.nan, 0, "nobody_expected")], "niemand verwacht"),
        ([row(np.nan, 5, "unknown"), row(np.nan, 5, "not_offered")], "onbekend"),
    ],
)
def test_a_wijk_sums_numerators_and_denominators_of_what_has_a_figure(
    rows: Sequence[dict[str, Any]], said: str
) -> None:
    assert over_buurten(rows) == said


def test_the_interval_of_a_share_is_that_of_the_number_it_is_divided_by() -> None:
    data = city()
    code = "BU90010001"
    at = (data.coverage["buurtcode"] == code) & (data.coverage["measure"] == "known")
    coverage = data.coverage.assign(
        value=data.coverage["value"].mask(at, 0.5), numerator=data.coverage["numerator"].mask(at, 6.0)
    )
    home = data.frailty["buurtcode"] == code
    frailty = data.frailty.assign(
        expected=data.frailty["expected"].mask(home, 12.0), low=data.frailty["low"].mask(home, 10.0),
        high=data.frailty["high"].mask(home, 20.0),
    )  # fmt: skip
    page = reach.build(dataclasses.replace(data, coverage=coverage, frailty=frailty))
    script = next(drawing for drawing in drawings(page) if drawing.anchor == "bereik_0_known").script
    assert '["Bij het 90%-interval van het verwachte aantal","30 % tot 60 %"]' in script
    assert '["Kwetsbare 65-plussers thuis (verwacht)","12,0 (90%-interval 10,0 tot 20,0)"]' in script


def test_addresses_in_view_under_five_are_not_told_by_number() -> None:
    known = city().coverage["measure"] == "known"
    page = reach.build(changed("coverage", numerator=city().coverage["numerator"].mask(known, 3.0)))
    script = next(drawing for drawing in drawings(page) if drawing.anchor == "bereik_0_known").script
    assert '["Adressen in beeld","minder dan 5"]' in script
    assert '["Adressen in beeld","3"]' not in script


def test_white_spots_are_listed_worst_first_and_none_is_said_only_where_everybody_is_reached() -> None:
    data = city()
    spots = tables(reach.build(data), "Witte vlekken")[0]
    assert [cells[:4] for cells in spots.rows] == [
        ("1", "Buurt 0-0", "9,0", "30"), ("2", "Buurt 0-1", "4,5", "20"), ("3", "Buurt 0-2", "3,0", "10")
    ]  # fmt: skip
    assert spots.rows[2][4:] == ("niet bereikbaar", "niet bereikbaar")
    gone = dataclasses.replace(data, white_spots=pd.DataFrame())
    none = "Er zijn geen witte vlekken: elk adres ligt binnen 10 min bakfiets van een centrum."
    assert none not in sentences(reach.build(gone))
    all_of_them = data.coverage.assign(value=data.coverage["value"].mask(data.coverage["measure"] == "reachable", 1.0))
    assert none in sentences(reach.build(dataclasses.replace(gone, coverage=all_of_them)))


def test_a_quantile_that_too_few_reach_is_said_to_have_no_way() -> None:
    page = reach.build(city())
    assert cell(tables(page, "De vier maten per buurt")[0], "Buurt 1-2", "Negen tiende binnen") == "niet bereikbaar"
    by_area = tables(page, "Reistijd vanaf het dichtstbijzijnde centrum")[0]
    assert by_area.rows[0][0] == "Hele gebied"
    assert [cells[1] for cells in by_area.rows[:2]] == ["bakfiets", "te voet, langzaam"]


def test_limits_rise_the_scenario_s_own_means_first_and_its_own_limit_is_shown() -> None:
    frame = city().service_areas
    assert limits(frame, OWN) == [
        ("cargo_bike", 5), ("cargo_bike", 10), ("cargo_bike", 15), ("foot_slow", 5), ("foot_slow", 10)
    ]  # fmt: skip
    assert own_limit(frame, OWN) == ("cargo_bike", 10)
    assert own_limit(frame, dataclasses.replace(OWN, minutes=30)) == ("cargo_bike", 5)


def test_counts_of_an_area_are_the_table_s_own_and_candidates_stand_apart() -> None:
    page = areas.build(city())
    today = tables(page, "Wat een centrum binnen de minuten bereikt")[0]
    assert {cells[0] for cells in today.rows} == {"De Spil"}
    assert today.rows[1] == ("De Spil", "bakfiets", "10", "3.010", "70", "90", "10", "12", "over straten en paden")
    candidates = tables(page, "Kandidaten: wat erbij komt als het opent")[0]
    assert [cells[0] for cells in candidates.rows] == ["Bij de Brug", "Kerk Oost"]
    script = drawings(page)[0].script
    assert script.count('"n":"Kerk Oost"') == 1
    assert '"n":"Bij de Brug"' not in script, "a candidate that reaches nothing has no area to draw"


def test_what_a_hub_adds_is_drawn_on_one_scale_most_first() -> None:
    page = areas.build(city())
    bars = [cells[1] for cells in tables(page, "Open centra: wat verloren gaat als het sluit")[1].rows]
    assert bars == [Bar("40,0", 0.0, 44.4, 44.4), Bar("30,0", 0.0, 33.3, 33.3)]


def test_known_residents_without_a_file_are_unknown_and_not_nought() -> None:
    page = areas.build(changed("service_areas", residents_known=None))
    assert tables(page, "Wat een centrum binnen de minuten bereikt")[0].rows[0][4] == "onbekend"


def test_a_divided_buurt_has_one_colour_and_both_hubs_and_a_fixed_one_is_marked() -> None:
    page = areas.build(city())
    script = next(drawing for drawing in drawings(page) if drawing.anchor == "bediening_1").script
    assert '["Wijkservicecentrum","De Spil, deel van de buurt: 70 %"]' in script
    assert '["Wijkservicecentrum","Bij de Brug, deel van de buurt: 30 %"]' in script
    assert '"over":true' in script
    assert '"values":{"BU90010000":{"c":0}}' in script
    by_hub = tables(page, "Per centrum")[1]
    assert cell(by_hub, "De Spil", "Buurten") == "4, waarvan gedeeld: 1"
    assert cell(by_hub, "De Spil", "Vastgelegde buurten") == "1"


def test_a_hub_has_the_same_colour_on_every_map_of_the_page() -> None:
    colours = areas.hub_colours(city())
    assert set(colours) == {"H1", "H2"}
    for drawing in drawings(areas.build(city())):
        for _, legend in drawing.legends:
            for entry in legend.entries:
                if entry.label == "De Spil" and entry.mark == "fill":
                    assert entry.colour == colours["H1"][0]


def test_a_kind_that_the_data_lacks_has_no_map_layer_and_no_nought_percent() -> None:
    page = access.build(city())
    kinds = tables(page, "Per soort voorziening, hele gebied")[0]
    assert cell(kinds, "Dagactiviteit", "Binnen 10 min") == "geen in de gegevens"
    drawing = drawings(page)[0]
    assert not any(legend.title.startswith("Dagactiviteit") for _, legend in drawing.legends)
    assert any("(E2SFCA)" in legend.title and "2 van de 3" in legend.note for _, legend in drawing.legends)


def test_a_barrier_is_told_by_kind_and_name_and_no_way_is_no_number() -> None:
    page = access.build(city())
    detours = tables(page, "Omweg per buurt")[0]
    assert cell(detours, "Buurt 0-0", "Ertussen") == "water, spoor (Rivier)"
    assert cell(detours, "Buurt 0-0", "Die omweg") == "geen weg"
    assert cell(detours, "Buurt 0-1", "Ertussen") == "geen grote barrière"


def test_only_zones_that_hold_on_the_service_date_are_drawn() -> None:
    data = city()
    assert list(valid_zones(data)["zone_id"]) == ["Z1"]
    before = dataclasses.replace(data, service_date=dt.date(2024, 6, 1))
    assert list(valid_zones(before)["zone_id"]) == ["Z2"]
    assert tables(access.build(data), "Zero-emissiezones")[0].rows == (
        ("Binnenstad", "1 januari 2025", "geen einddatum"),
    )


def test_what_is_cut_off_is_named_for_places_and_counted_for_addresses() -> None:
    page = access.build(city())
    assert tables(page, "Centra, kandidaten en voorzieningen")[0].rows[1] == (
        "Buurthuis De Spil", "voorziening", "auto", "ligt aan een los stuk stratennet", "12"
    )  # fmt: skip
    assert tables(page, "Adressen, geteld per buurt")[0].rows == (
        ("Buurt 0-0", "auto", "geen weg erheen", "37", "2,9", "40"),
    )
    nothing = access.build(dataclasses.replace(city(), cut_off=pd.DataFrame()))
    assert "Alle centra, kandidaten, voorzieningen en adressen zijn te bereiken." in sentences(nothing)


def test_today_is_not_compared_with_itself() -> None:
    data = city()
    assert [drawing.anchor for drawing in drawings(change.build(data))] == ["verschil_1"]
    today = dataclasses.replace(data, scenarios=data.scenarios[:1])
    assert "er valt niets te vergelijken" in sentences(change.build(today))[0]


def test_gained_lost_kept_and_never_add_up_to_the_frail_of_the_table() -> None:
    data = city()
    rows = data.reach_change.query("scenario == 'drie' and mode == 'cargo_bike' and minutes == 10")
    figures = next(block for block in change.build(data).blocks if isinstance(block, Figures))
    shown = [float(item.value.replace(".", "").replace(",", ".")) for item in figures.items]
    total = rows[["gained_frail", "lost_frail", "kept_frail", "never_frail"]].to_numpy().sum()
    assert sum(shown) == pytest.approx(total, abs=1.0)


def test_minutes_of_change_have_mirrored_classes_around_no_difference() -> None:
    seconds = pd.Series(
        {"a": -301, "b": -300, "c": -120, "d": -30, "e": -29, "f": 0, "g": 30, "h": 120, "i": 300, "j": None}
    )
    classed = change.minutes_of_change(seconds, "cargo_bike", "")
    assert classed.classes == {
        "a": 0, "b": 0, "c": 1, "d": 2, "e": 3, "f": 3, "g": 4, "h": 5, "i": 6, "j": -1
    }  # fmt: skip
    assert len(classed.colours) == 7
    assert classed.legend.entries[0].label == "5 min of meer dichterbij"
    assert classed.legend.entries[3].label == "minder dan 0,5 min verschil"
    assert change.signed_minutes(-90) == "−1,5 min"
    assert change.signed_minutes(90) == "+1,5 min"
    assert change.signed_minutes(0.5) == "0,0 min"


def test_what_falls_out_of_reach_is_hatched_as_well_as_orange() -> None:
    page = change.build(city())
    assert "url(#wijk-lost)" in drawings(page)[0].script
    html = render_page(page, city())
    for pattern in ("wijk-lost", "wijk-both"):
        assert f'<pattern id="{pattern}"' in html


def test_names_of_hubs_facilities_barriers_and_zones_are_escaped() -> None:
    hostile = '<img src=x onerror=alert(1)>{{7*7}}"'
    data = city(label=lambda name: f"{name} {hostile}")
    for build in (reach.build, areas.build, access.build, change.build):
        page = build(data)
        html = render_page(page, data)
        assert "<img" not in html
        assert "{{7*7}}" not in "".join(drawing.script for drawing in drawings(page))
