"""The pages on hubs and on scenarios side by side: what they say, and what they never say."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from maps.blocks import Block, Figures, Prose, Table
from maps.comparing import changes, lines, shared, signed, sums
from maps.data import SiteData
from maps.formats import minutes, number
from maps.pages import comparison, hub_answer, hub_around, hubs
from maps.scatter import Scatter, scatter
from maps.site import build_site
from tests.maps.city import city, empty


def tables(blocks: tuple[Block, ...]) -> dict[str, Table]:
    return {block.caption: block for block in blocks if isinstance(block, Table)}


def said(blocks: tuple[Block, ...]) -> str:
    return " ".join(block.text for block in blocks if isinstance(block, Prose))


def only_chosen(data: SiteData) -> SiteData:
    return dataclasses.replace(data, **{
        name: getattr(data, name)[getattr(data, name)["scenario"] == "drie"]
        for name in ("hubs", "hub_solutions", "catchment")
    }, scenarios=data.scenarios[1:])  # fmt: skip


def test_optimal_is_said_of_the_model_and_equals_are_named_beside_it() -> None:
    page = hubs.build(only_chosen(city()))
    assert "‘Optimaal’ zegt iets over het model, niet over de plek" in said(page.blocks)
    sure = tables(page.blocks)["Hoe zeker is elke plek?"]
    row = next(row for row in sure.rows if row[0] == "Bij de Brug")
    assert row[1:4] == ("12,0 %", "Kerk Oost", "48,9 km (+0,6 km)")
    assert row[5] == "Kerk Oost"


def test_the_share_of_the_hours_that_the_place_decides_is_told_with_the_cost() -> None:
    page = hubs.build(only_chosen(city()))
    assert "4,4 % van de betaalde uren en 4,0 % van de jaarkosten" in said(page.blocks)
    assert "Het contact aan de deur en de weg van deur tot deur blijven gelijk" in said(page.blocks)


def test_each_wish_has_its_price_in_the_unit_of_the_model() -> None:
    page = hubs.build(only_chosen(city()))
    assert tables(page.blocks)["Wat kosten de wensen?"].rows == (
        ("De Spil blijft open", "2,0 persoonsuren reistijd beter (4,8 %)"),
        ("eis: opslag, m²", "1,0 persoonsuren reistijd beter (2,4 %)"),
        ("Kerk Oost doet niet mee", "kost niets"),
    )


def test_the_order_ends_with_what_it_loses_against_all_at_once() -> None:
    page = hubs.build(only_chosen(city()))
    assert [row[:2] for row in tables(page.blocks)["Na elkaar openen"].rows] == [("2027", "Bij de Brug"), ("2028", "Kerk Oost")]  # fmt: skip
    assert "Stap voor stap eindigt u 3,1 % slechter" in said(page.blocks)
    even = hub_around.steps({"minutes": 10, "sequence_lost": 0.0}, city().hub_steps, {})
    assert "even goed" in said(tuple(even))


def test_a_front_is_drawn_and_tabled_and_says_whether_points_may_be_missing() -> None:
    page = hubs.build(only_chosen(city()))
    drawn = [block for block in page.blocks if isinstance(block, Scatter)]
    assert [len(each.dots) for each in drawn] == [3, 2]
    assert [dot.own for dot in drawn[0].dots] == [False, True, False]
    assert "De rij is volledig" in drawn[0].note
    assert "er kunnen punten ontbreken" in drawn[1].note
    rows = tables(page.blocks)["Gemiddeld tegenover wie het verst weg woont"].rows
    assert rows[1][1:] == ("6,3", "10,2", "De Spil, Bij de Brug")
    assert ">Keuze 2: die van dit scenario</a>" in str(rows[1][0])


def test_what_a_site_offers_and_why_it_may_not_is_told_in_words() -> None:
    page = hubs.build(only_chosen(city()))
    offered = tables(page.blocks)["Wat de plekken te bieden hebben"]
    assert [column.label for column in offered.columns[2:]] == ["opslag, m²", "huur per jaar", "sociaal team in huis"]
    assert offered.rows[0] == ("De Spil", "blijft open", "40", "€ 9.000", "ja")
    assert offered.rows[-1][2:] == ("", "", "")
    assert tables(page.blocks)["Plekken die niet mogen"].rows == (("Kerk Oost", "opslag, m² ten minste 30"),)


def test_hubs_of_today_have_effort_but_no_runner_up_and_no_wishes() -> None:
    data = city()
    only = dataclasses.replace(data, scenarios=data.scenarios[:1], **{
        name: getattr(data, name)[getattr(data, name)["scenario"] == "baseline"] for name in ("hubs", "hub_solutions", "catchment")
    })  # fmt: skip
    page = hubs.build(only)
    assert "Hoe zeker is elke plek?" not in tables(page.blocks)
    assert "Deze plekken zijn gegeven, niet gekozen" in said(page.blocks)
    assert "139" in [figure.value for block in page.blocks if block.kind == "figures" for figure in block.items]


@pytest.mark.parametrize(
    ("model", "objective", "told"),
    [
        ("p_median", 7200.0, "2,0 persoonsuren reistijd"),
        ("p_centre", 600.0, "10,0 minuten voor wie het verst weg woont"),
        ("maximal_coverage", 312.0, "312,0 kwetsbare bewoners binnen de grens"),
        ("set_covering", 3.0, "3 centra, om 95 % van de kwetsbare bewoners te dekken"),
    ],
)
def test_every_objective_has_its_unit(model: str, objective: float, told: str) -> None:
    row = city().hub_solutions.iloc[1].to_dict() | {"model": model, "objective": objective, "share_asked": 0.95}
    assert lines([row])[1].values == (told,)
    assert hub_answer.figures(row).items[3].value == told.split(" ")[0]


def test_capacity_is_told_beside_the_load_and_equals_are_then_not_claimed() -> None:
    data = only_chosen(city())
    page = hubs.build(dataclasses.replace(data, hubs=data.hubs.assign(capacity_per_day=60.0)))
    assert tables(page.blocks)["Wat elk centrum bedient"].rows[0][3] == "2,4 van 60"
    sure = tables(page.blocks)["Hoe zeker is elke plek?"]
    assert {row[5] for row in sure.rows} == {""}
    assert "gelijkwaardige plekken zijn dan niet bepaald" in sure.note


def test_money_and_qualities_in_the_objective_are_told_apart() -> None:
    row = city().hub_solutions.iloc[1].to_dict() | {"objective": 10_800.0, "site_cost": -3_600.0}
    assert "zonder dat deel is de uitkomst 4,0" in said(tuple(hub_answer.proof(row)))


def test_scenarios_stand_side_by_side_with_their_differences() -> None:
    page = comparison.build(city())
    rows = {row[0]: row[1:] for row in tables(page.blocks)["Cijfers naast elkaar"].rows}
    assert rows["Centra open"] == ("1", "2", "+1")
    assert rows["waarvan van en naar het centrum"] == ("6,5", "4,2", "−2,3")
    assert rows["Eenmalig, openen en sluiten"] == ("€ 0", "€ 15.000", "+€\u00a015.000")
    assert rows["Geschatte rondes op een werkdag"] == ("geen cijfer", "48,3 km", "")


def test_minutes_by_buurt_come_with_those_newly_reached_first() -> None:
    data = city()
    found = changes(data.hub_compared, "drie", "baseline")
    assert found["verdict"].tolist() == ["gained", "farther", "farther", "nearer", "nearer", "same"]
    total = sums(found)
    assert sum(total.values()) == pytest.approx(found["expected_frail"].sum())
    assert total == {"nearer": 10.0 + 13.0 + 14.0, "farther": 11.0 + 15.0, "same": 12.0}
    page = comparison.build(data)
    rows = tables(page.blocks)["Per buurt, het grootste verschil eerst"].rows
    moved = "geen cijfer → Bij de Brug"
    assert rows[0][2:] == ("geen cijfer", "9,0 min", "geen cijfer", "nu wel bereikt", "gewonnen", moved)
    assert rows[1][4] == "+3,1 min"
    won = next(block for block in page.blocks if isinstance(block, Figures)).items[0]
    assert (won.value, won.label) == ("13", "kwetsbare bewoners gewonnen: nu binnen 10 min")


def test_many_scenarios_are_compared_with_todays_hubs_only() -> None:
    data = city()
    more = [dataclasses.replace(data.scenarios[1], scenario=f"s{k}") for k in range(4)]
    shown, every = comparison.pairs(dataclasses.replace(data, scenarios=(*data.scenarios, *more)))
    assert (len(shown), every) == (5, 15)
    assert {pair[1].scenario for pair in shown} == {"baseline"}


def test_a_page_without_results_says_so() -> None:
    assert "valt niets te vergelijken" in said(comparison.build(empty()).blocks)
    data = city()
    assert "valt niets te vergelijken" in said(comparison.build(dataclasses.replace(data, scenarios=data.scenarios[:1])).blocks)  # fmt: skip


def test_differences_carry_a_sign_and_nought_does_not() -> None:
    assert signed(number, 5, 3) == "+2"
    assert signed(lambda value: minutes(value, 1), 60, 150) == "−1,5 min"
    assert signed(number, 3.2, 3.1) == "0"
    assert signed(number, None, 3) == ""
    assert shared({"a": "A", "b": "B"}, {"b": "B", "c": "C"}) == (["B"], ["A"], ["C"])


def test_a_scatter_keeps_its_points_inside_its_frame() -> None:
    for points in ([(3.0, 8.0)], [(0.0, 0.0)], [(1.0, 5.0), (2.0, 5.0)], [(12_000.0, 300.0), (81_000.0, 954.3)]):
        drawn = scatter("t", "x", "y", [(x, y, False, "") for x, y in points], own_label="", other_label="")
        left, top, right, bottom = drawn.frame
        assert all(left <= dot.x <= right and top <= dot.y <= bottom for dot in drawn.dots)
        assert 2 <= len(drawn.x_ticks) <= 9
        assert len({tick.label for tick in drawn.x_ticks}) == len(drawn.x_ticks)
    with pytest.raises(ValueError, match="at least one point"):
        scatter("t", "x", "y", [], own_label="", other_label="")


def test_names_from_data_stay_text_on_both_pages(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    site = build_site(city(label=lambda name: f"{name} {hostile}"), tmp_path / "s").parent
    for key in ("hubs", "vergelijking"):
        page = (site / f"{key}.html").read_text(encoding="utf-8")
        assert hostile not in page
        assert "&lt;img src=x" in page
        assert not re.search(r"[^\w]nan[^\w]|None|NaN", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))


def test_a_missing_figure_is_said_and_never_nought() -> None:
    row = city().hub_solutions.iloc[1].to_dict() | {"worst_off_s": np.nan}
    figure = hub_answer.figures(row).items[2]
    assert (figure.value, figure.note) == ("geen cijfer", "geen cijfer: een deel wordt niet bereikt")
    assert hub_answer.effort({"concierge_hours_week": None}) == []
    assert hub_around.fronts(row, pd.DataFrame(), {}) == []
