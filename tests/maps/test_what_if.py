"""What the page Wat als is given: times that cross no limit, nothing twice, nothing but buurten; links that are escaped."""

from __future__ import annotations

import base64
import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.hub_location.problem import UNREACHABLE_PENALTY_S, penalty_of
from maps import matrix as times
from maps.blocks import Table, WhatIf
from maps.comparing import by_limit
from maps.pages import comparison, hubs, what_if
from maps.pages.what_if import address, link
from maps.scatter import Scatter
from maps.what_if import asked_of, values
from tests.maps.city import city, empty
from tests.maps.city_choice import choosable

seconds = st.floats(0, 6_500, allow_subnormal=False)


@given(st.lists(seconds, min_size=1, max_size=30))
def test_a_code_keeps_the_order_of_times_and_lies_within_a_tenth_of_a_second(found: list[float]) -> None:
    told = times.codes(np.array(found)).astype(float) / 10
    assert np.abs(told - found).max() <= 0.1 + 1e-9
    order = np.argsort(found, kind="stable")
    assert (np.diff(told[order]) >= 0).all()


@given(seconds, st.integers(0, 2_000))
def test_no_code_comes_to_the_other_side_of_a_limit_or_of_a_rounding(value: float, step: int) -> None:
    limit = 3.0 * step
    for each in (value, limit, math.nextafter(limit, 0.0), math.nextafter(limit, 1e9)):
        told = float(times.codes(np.array([each]))[0]) / 10
        assert (told <= limit, told >= limit) == (each <= limit, each >= limit)


def rows(*found: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=["site_id", "buurtcode", "duration_s"])


def test_the_nearest_site_comes_first_and_equals_in_the_order_of_the_sites() -> None:
    found = times.matrix(
        rows(("B", "1", 60.0), ("A", "1", 60.0), ("C", "1", 20.0), ("A", "2", 5.0), ("X", "2", 1.0)), "ABC", "12", 60
    )
    assert found.counts.tolist() == [3, 1]
    assert found.sites.tolist() == [2, 0, 1, 0]
    assert found.seconds.tolist() == [20.0, 60.0, 60.0, 5.0]


def test_what_does_not_fit_is_cut_off_for_every_site_alike_at_a_whole_minute() -> None:
    found = times.matrix(
        rows(("A", "1", 60.0), ("B", "1", 60.5), ("A", "2", 120.0), ("B", "2", 121.0), ("C", "1", 900.0)),
        "ABC",
        "12",
        60,
        3,
    )
    assert (found.minutes, found.cut, found.seconds.tolist()) == (2, True, [60.0, 60.5, 120.0])
    whole = times.matrix(rows(("A", "1", 60.0)), "A", "1", 60, 1)
    assert (whole.minutes, whole.cut) == (60, False)


def test_the_penalty_is_that_of_the_planning() -> None:
    assert times.UNREACHABLE_PENALTY_S == UNREACHABLE_PENALTY_S
    for longest in (600.0, 5_000.0):
        found = times.matrix(rows(("A", "1", longest)), "A", "1", 600)
        assert found.penalty_s == penalty_of(np.array([[longest]]))


def test_what_scenarios_share_stands_on_the_page_once() -> None:
    spec = values(choosable().data)
    assert len(spec["scenarios"]) == 2
    assert (len(spec["sites"]), len(spec["times"]), len(spec["people"])) == (1, 2, 2)
    first, second = spec["scenarios"]
    assert first["modes"] == second["modes"]
    assert second["weights"] == {"storage_m2": 0.01}
    assert (first["perDay"], len(second["open"])) == (pytest.approx(0.02), 3)
    people = np.frombuffer(base64.b64decode(spec["people"][first["people"]]), dtype="<f8")
    data = choosable().data
    expected = data.frailty[data.frailty["scenario"] == "baseline"].sort_values("buurtcode")["expected"]
    assert people.tolist() == expected.tolist()


def test_the_page_has_buurten_and_sites_and_no_other_place() -> None:
    block = next(block for block in what_if.build(city()).blocks if isinstance(block, WhatIf))
    spec = json.loads(block.spec)
    assert set(spec) == {
        "region", "codes", "scenarios", "sites", "people", "times", "modes", "qualities", "taken", "bounds", "words",
    }  # fmt: skip
    assert {key for site in spec["sites"][0] for key in site} == {"id", "name", "today", "at", "room", "q"}
    assert "geheim" not in block.spec


def test_a_page_of_seventy_buurten_and_sixty_sites_is_light() -> None:
    block = next(block for block in what_if.build(choosable().data).blocks if isinstance(block, WhatIf))
    assert len(block.spec) < 250_000


def test_without_travel_times_there_is_nothing_to_try_and_no_page_leads_there() -> None:
    bare = dataclasses.replace(city(), travel_time=pd.DataFrame())
    assert asked_of(bare) == [] == asked_of(empty())
    assert "watals.html" not in "".join(str(block) for page in (comparison, hubs) for block in page.build(bare).blocks)


def test_an_address_and_a_link_carry_any_name_safely() -> None:
    told = address("drie", ["H 1&x", "<b>"], minutes=10, mode="foot", beside="base line", view="swipe")
    assert told == (
        "watals.html#scenario=drie&hubs=H%201%26x,%3Cb%3E&minutes=10&mode=foot&naast=scenario%3Dbase%2520line&kaart=swipe"
    )
    assert link("<i>", 'x"y') == '<a href="x&#34;y">&lt;i&gt;</a>'


def test_every_point_of_a_front_and_its_row_open_its_own_hubs() -> None:
    page = hubs.build(city())
    drawn = next(block for block in page.blocks if isinstance(block, Scatter))
    assert [dot.href for dot in drawn.dots] == [
        f"watals.html#scenario=drie&hubs={ids}&minutes=10&mode=cargo_bike" for ids in ("H1,F3", "H1,H2", "H2,F3")
    ]
    listed = next(
        block for block in page.blocks if isinstance(block, Table) and block.caption.startswith("Gemiddeld tegen")
    )
    assert [
        dot.href.replace("&", "&amp;") in str(row[0]) for dot, row in zip(drawn.dots, listed.rows, strict=True)
    ] == [True] * 3


def test_a_limit_is_gained_lost_or_the_same_and_not_reached_is_outside() -> None:
    found = pd.DataFrame(
        {"buurtcode": list("abcdef"), "minutes": [10.0, 10.1, 3.0, 12.0, np.nan, 4.0],
         "other_minutes": [11.0, 9.0, 10.0, np.nan, 2.0, np.nan]}
    )  # fmt: skip
    assert by_limit(found, 10).to_dict() == {
        "a": "won", "b": "lost", "c": "kept_in", "d": "kept_out", "e": "lost", "f": "won",
    }  # fmt: skip
