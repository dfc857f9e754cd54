"""Bundling in the history: the definition by hand, against a slow count, and at the size of a year."""

import datetime as dt
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.db.planning import Bundling
from routing.bundling import BundlingError, bundling
from routing.bundling.possible import MEASURES

FIRST, LAST = dt.date(2025, 2, 1), dt.date(2026, 1, 31)


def deliveries(*rows: tuple[int, str, str]) -> pd.DataFrame:
    """(day of the period, supplier, resident) by row; delivery ids d0, d1, ..."""
    return pd.DataFrame(
        {
            "delivery_id": [f"d{i}" for i in range(len(rows))],
            "service_date": [FIRST + dt.timedelta(days=day) for day, _, _ in rows],
            "supplier_id": [supplier for _, supplier, _ in rows],
            "resident_key": [resident for _, _, resident in rows],
        }
    )


def goods(**kinds: str) -> pd.DataFrame:
    """A goods row per delivery: the kind, or one of cold, urgent, installation."""
    return pd.DataFrame(
        {
            "line_kind": "delivery",
            "line_id": list(kinds),
            "goods_kind": [kind if kind in ("laundry", "meals") else "groceries" for kind in kinds.values()],
            **{flag: [kind == flag for kind in kinds.values()] for flag in ("cold", "urgent", "installation")},
        }
    ).astype({"line_id": "str"})


RESIDENTS = pd.DataFrame(
    {
        "resident_key": ["r1", "r2", "r3", "r4"],
        "street": ["Dorpsstraat", "dorpsstraat ", "Dorpsstraat", None],
        "place": ["Voorbeeldstad", "Voorbeeldstad", "Elders", None],
    }
)


def count(frame: pd.DataFrame, stock: pd.DataFrame | None = None) -> pd.DataFrame:
    stock = goods() if stock is None else stock
    table = bundling(frame, stock, RESIDENTS, period_from=FIRST, period_to=LAST)
    return table.set_index(["measure", "supplier_a", "supplier_b"])


def totals(frame: pd.DataFrame, stock: pd.DataFrame | None = None) -> dict[str, tuple[int, int]]:
    table = count(frame, stock)
    return {m: tuple(table.loc[(m, "*", "*"), ["deliveries", "bundlable"]]) for m in MEASURES}


def test_two_suppliers_at_one_door_on_one_day_can_go_together() -> None:
    assert totals(deliveries((0, "A", "r1"), (0, "B", "r1"), (5, "A", "r1"))) == {
        "same_address_same_day": (3, 2),
        "same_address_within_2_days": (3, 2),
        "same_street_same_day": (3, 2),
        "same_address_same_day_all": (3, 2),
    }


def test_one_supplier_twice_is_no_company() -> None:
    assert all(pair == (2, 0) for pair in totals(deliveries((0, "A", "r1"), (0, "A", "r1"))).values())


@pytest.mark.parametrize(("apart", "expected"), [(1, 2), (2, 2), (3, 0)])
def test_within_two_days_counts_both_ways_and_stops_at_two(apart: int, expected: int) -> None:
    found = totals(deliveries((0, "A", "r1"), (apart, "B", "r1")))
    assert found["same_address_within_2_days"] == (2, expected)
    assert found["same_address_same_day"] == (2, 0)


def test_a_street_is_a_street_of_a_place_and_an_unknown_street_is_only_its_own_address() -> None:
    same_street = totals(deliveries((0, "A", "r1"), (0, "B", "r2"), (0, "B", "r3"), (0, "C", "r4")))
    assert same_street["same_street_same_day"] == (4, 2)
    assert same_street["same_address_same_day"] == (4, 0)
    assert totals(deliveries((0, "A", "r4"), (0, "B", "r4"), (0, "C", "r9")))["same_street_same_day"] == (3, 2)


@pytest.mark.parametrize("why", ["cold", "urgent", "installation", "laundry"])
def test_what_may_not_share_a_load_neither_counts_nor_keeps_company(why: str) -> None:
    found = totals(deliveries((0, "A", "r1"), (0, "B", "r1"), (0, "C", "r1")), goods(d1=why, d2="meals"))
    assert found["same_address_same_day"] == (2, 2)  # A and C still have each other
    assert found["same_address_same_day_all"] == (3, 3)
    lonely = totals(deliveries((0, "A", "r1"), (0, "B", "r1")), goods(d1=why))
    assert lonely["same_address_same_day"] == (1, 0)


def test_pairs_say_who_could_carry_whose() -> None:
    table = count(deliveries((0, "A", "r1"), (0, "B", "r1"), (0, "C", "r1"), (1, "B", "r1")))
    same_day = table.loc["same_address_same_day"]
    assert same_day.loc[("A", "B"), ["deliveries", "bundlable"]].tolist() == [3, 2]
    assert same_day.loc[("A", "C"), "share"] == 1.0
    assert same_day.loc[("B", "C"), ["deliveries", "bundlable"]].tolist() == [3, 2]
    assert same_day.loc[("*", "*"), "bundlable"] == 3  # not the sum of the pairs


def test_only_the_period_counts() -> None:
    frame = deliveries((-1, "B", "r1"), (0, "A", "r1"), (366, "B", "r1"))
    assert totals(frame)["same_address_within_2_days"] == (1, 0)


def test_everything_excluded_is_a_row_of_nothing_to_count() -> None:
    found = count(deliveries((0, "A", "r1")), goods(d0="cold"))
    assert found.loc[("same_address_same_day", "*", "*"), ["deliveries", "bundlable", "share"]].tolist() == [0, 0, 0.0]


def test_an_empty_or_reversed_period_is_refused() -> None:
    with pytest.raises(BundlingError, match="no deliveries"):
        count(deliveries())
    with pytest.raises(BundlingError, match="before it starts"):
        bundling(deliveries((0, "A", "r1")), goods(), RESIDENTS, period_from=LAST, period_to=FIRST)


def test_the_columns_are_those_of_the_table() -> None:
    table = bundling(deliveries((0, "A", "r1")), goods(), RESIDENTS, period_from=FIRST, period_to=LAST)
    ours = {column.name for column in Bundling.__table__.columns} - {"region", "scenario", "gemeentecode", "run_id"}
    assert set(table.columns) == ours
    assert table.notna().all().all()


history = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from("ABC"), st.sampled_from(["r1", "r2", "r4"])), min_size=1
)


@settings(max_examples=20, deadline=None)
@given(history, st.randoms(use_true_random=False))
def test_the_count_is_that_of_a_slow_reading_of_the_definition(rows, random) -> None:
    frame = deliveries(*rows)
    stock = goods(**{f"d{i}": random.choice(["cold", "laundry", "meals", "meals"]) for i in range(len(rows))})
    found = totals(frame, stock)
    barred = set(stock.loc[stock["cold"] | (stock["goods_kind"] == "laundry"), "line_id"])
    for measure, (_, days, exclude) in MEASURES.items():
        if measure == "same_street_same_day":
            place = {"r1": "street", "r2": "street", "r4": "r4"}
        else:
            place = {key: key for key in ("r1", "r2", "r4")}
        looked_at = [row for i, row in enumerate(rows) if not (exclude and f"d{i}" in barred)]
        together = sum(
            any(abs(d - e) <= days and s != t and place[r] == place[q] for e, t, q in looked_at)
            for d, s, r in looked_at
        )
        assert found[measure] == (len(looked_at), together)


def test_a_year_of_deliveries_is_counted_within_two_seconds() -> None:
    random = np.random.default_rng(1)
    n = 6668
    frame = deliveries(
        *zip(
            random.integers(0, 365, n).tolist(),
            random.choice(list("ABCDEF"), n).tolist(),
            [f"r{i}" for i in random.integers(0, 450, n)],
            strict=True,
        )
    )
    stock = goods(**{f"d{i}": "meals" for i in range(n)})
    began = time.perf_counter()
    table = count(frame, stock)
    assert time.perf_counter() - began < 2.0
    assert table.loc[("same_address_same_day", "*", "*"), "deliveries"] == n
