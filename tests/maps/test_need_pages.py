"""The pages of need: what is uncertain, what is a choice, what is beside and never added, what a wijk costs."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest

from maps import need_classes
from maps.blocks import Bar, Page, Table
from maps.charts import Chart, Series, chart
from maps.data import SiteData
from maps.need_classes import ASIDE, IMPUTED
from maps.pages import sequence, wijk
from maps.pages.wijk_ranking import in_unit, place_bar
from maps.texts import TEXTS
from tests.maps.city import city


@pytest.fixture(scope="module")
def data() -> SiteData:
    return city()


def tables(page: Page) -> dict[str, Table]:
    return {block.caption: block for block in page.blocks if isinstance(block, Table)}


def column(table: Table, label: str) -> list[object]:
    at = [each.label for each in table.columns].index(label)
    return [row[at] for row in table.rows]


def test_the_three_groups_stand_side_by_side_by_gemeente_with_their_own_intervals_and_no_sum(data: SiteData) -> None:
    made = tables(wijk.build(data))["Per gemeente: twee groepen die je niet optelt"]
    assert made.rows == (
        ("Teststad", "2.300 (2.070 tot 2.576)", "780 (702 tot 874)", "6.100 (5.490 tot 6.832)", "1 van 6"),
    )
    assert "niet de som van de intervallen" in made.note


def test_people_in_institutions_are_in_no_row_of_a_buurt(data: SiteData) -> None:
    found = tables(wijk.build(data))["Schatting per buurt"]
    assert not [each.label for each in found.columns if "instelling" in each.label]
    assert "niet optellen" in found.note


def test_a_buurt_without_a_figure_of_its_own_is_named_and_lined_on_the_map_of_uncertainty(data: SiteData) -> None:
    made = tables(wijk.build(data))["Schatting per buurt"]
    filled = column(made, "Niet van de buurt zelf")
    assert sorted(filled) == ["", "", "", "", "", "65-plussers (gemeente)"]
    classed = need_classes.spread(pd.Series({"a": 0.4, "b": 1.2, "c": np.nan}), pd.Series({"a": True, "b": False}))
    assert classed.classes == {"a": 5, "b": 2, "c": -1}
    assert classed.colours[5] == IMPUTED[0]
    assert [entry.mark for entry in classed.legend.entries] == ["fill", "fill", "hatch", "fill"]


def test_what_is_uncertain_and_what_is_a_choice_have_columns_of_their_own(data: SiteData) -> None:
    firm = tables(wijk.build(data))["Hoe vast staat de plaats?"]
    by_data = column(firm, "Plaats door onzekere cijfers (90%)")
    by_values = column(firm, "Plaats bij andere gewichten (90%)")
    assert [bar.text for bar in by_data if isinstance(bar, Bar)] == ["1 tot 2", "1 tot 3"]
    assert [bar.text for bar in by_values if isinstance(bar, Bar)] == ["1", "1 tot 3"]
    assert column(firm, "Meest gevoelig voor")[0] == "geen: de plaats blijft"
    assert "geen ruis maar een keuze" in firm.note


def test_a_bar_of_places_runs_from_the_first_to_the_last_place() -> None:
    assert place_bar(1, 1, 10, 10) == Bar("1 tot 10", 0.0, 100.0, 5.0)
    assert place_bar(4, 4, 4, 4) == Bar("4", 75.0, 100.0, 87.5)


def test_count_rate_and_density_stand_side_by_side_and_a_missing_one_is_no_nought(data: SiteData) -> None:
    made = tables(wijk.build(data))["Volgorde van de wijken"]
    labels = [each.label for each in made.columns]
    assert labels[2:6] == ["Aantal kwetsbaren", "Op 100 inwoners", "Per km²", "Kans op eerste 10"]
    assert column(made, "Op 100 inwoners") == ["geen cijfer", "3,2"]


def test_contributions_add_up_to_hundredths_of_a_score_and_a_missing_figure_is_in_brackets(data: SiteData) -> None:
    made = tables(wijk.build(data))["Wat elk criterium bijdraagt"]
    first = [str(cell) for cell in made.rows[0]]
    assert first[2:] == ["20,0", "15,0", "10,0", "(5,0)"]
    assert sum(float(cell.strip("()").replace(",", ".")) for cell in first[2:]) == pytest.approx(50.0)


def test_units_of_criteria_are_dutch_and_seconds_are_minutes() -> None:
    assert in_unit(600.0, "s") == "10 min"
    assert in_unit(3.3, "per 100 inhabitants") == "3,3 op 100 inwoners"
    assert in_unit(None, "s") == "geen cijfer"


def test_an_order_without_a_probability_of_its_own_is_said_to_be_missing(data: SiteData) -> None:
    page = wijk.build(dataclasses.replace(data, ranking=pd.DataFrame()))
    assert any("nog geen volgorde" in getattr(block, "text", "") for block in page.blocks)


def test_a_projection_is_announced(data: SiteData) -> None:
    page = wijk.build(dataclasses.replace(data, frailty=data.frailty.assign(projection_year=2035)))
    assert any("2035" in getattr(block, "text", "") for block in page.blocks)


def test_each_step_names_what_it_adds_what_it_would_have_added_and_the_proven_bound(data: SiteData) -> None:
    made = tables(sequence.build(data))["De eerste 2 stappen"]
    assert [row[2:6] for row in made.rows] == [("30", "30", "30", "40"), ("30", "34", "60", "70")]
    assert column(made, "Kartrekker, dorp") == ["kartrekker", "dorp"]
    drawn = next(block for block in sequence.build(data).blocks if isinstance(block, Chart))
    assert [line.name for line in drawn.lines] == ["deze volgorde", "bewezen bovengrens"]
    assert len({line.dash for line in drawn.lines}) == 2
    assert "nergens onder 75 % daarvan (het laagst bij stap 1)" in drawn.note


def test_a_wijk_without_a_step_is_a_class_of_its_own_and_not_a_missing_figure() -> None:
    classed = need_classes.steps(pd.Series({"a": 1, "b": 4}), ["a", "b", "c"], "Stap")
    assert classed.classes == {"a": 0, "b": 1, "c": 5}
    assert classed.colours[5] == ASIDE
    assert not [entry for entry in classed.legend.entries if entry.mark == "hatch"]


def test_costs_have_a_range_and_a_wijk_that_never_breaks_even_says_so(data: SiteData) -> None:
    made = tables(sequence.build(data))["Wat een wijk per jaar kost"]
    assert made.rows[0][1].text == "€ 57.800 (€ 40.000 – € 81.000)"  # type: ignore[union-attr]
    assert column(made, "Quitte bij leveringen") == ["nooit: leveranciers betalen niets", "14.444"]
    parts = tables(sequence.build(data))["Waaruit de kosten bestaan, en de start"]
    assert parts.rows[0][1:] == ("€ 36.400", "€ 4.500", "€ 12.000", "€ 4.900", "€ 25.000", "€ 81.800")
    start = next(each for name, each in tables(sequence.build(data)).items() if name.startswith("Ongedekt sinds"))
    assert start.rows[0][1:4] == ("30", "34", "39")


def test_every_scenario_has_its_own_column_of_steps(data: SiteData) -> None:
    made = tables(sequence.build(data))["Stap per scenario"]
    assert [row[1:] for row in made.rows] == [("1", "2"), ("2", "1")]


def test_a_chart_starts_at_nought_keeps_within_its_frame_and_needs_a_point() -> None:
    made = chart("t", "x", "y", [Series("a", ((0.0, 0.0), (10.0, 43.0)))])
    points = [tuple(map(float, point.split(","))) for point in made.lines[0].points.split()]
    left, top, right, bottom = made.frame
    assert points[0] == (left, bottom)
    assert all(left <= x <= right and top <= y <= bottom for x, y in points)
    assert [tick.label for tick in made.y_ticks] == ["0", "10", "20", "30", "40", "50"]
    assert all(tick.label for tick in chart("t", "x", "y", [Series("a", ((1.0, 0.0),))]).y_ticks)
    with pytest.raises(ValueError, match="at least one point"):
        chart("t", "x", "y", [])


def test_every_criterion_and_figure_of_the_model_has_a_dutch_word() -> None:
    from geo.criteria import CRITERIA

    assert not [name for name in CRITERIA if f"criterion.{name}" not in TEXTS]
    assert not [each.unit for each in CRITERIA.values() if f"unit.{each.unit}" not in TEXTS]
    assert all(not re.search(r"[a-z]_[a-z]", TEXTS[f"criterion.{name}"][0]) for name in CRITERIA)
