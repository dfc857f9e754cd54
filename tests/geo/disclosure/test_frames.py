"""Disclosure: no small count leaves, none can be derived from the others, and the report tells no values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.disclosure import DisclosureError, DisclosureRules, disclose


def frame(**figures) -> pd.DataFrame:
    size = len(next(iter(figures.values())))
    return pd.DataFrame(
        {
            "buurtcode": [f"BU9001010{i}" for i in range(size)],
            "buurtnaam": "Buurt",
            "wijkcode": "WK900101",
            "gemeentecode": "GM9001",
            **figures,
        }
    )


def published(column: pd.Series) -> list[int | None]:
    return [None if pd.isna(value) else int(value) for value in column]


def test_small_counts_go_and_the_rest_is_rounded_to_five():
    shared, report = disclose(frame(deliveries=[9, 3, 10, 12, 13, 117]))
    assert published(shared["deliveries"]) == [None, None, 10, 10, 15, 115]
    assert shared["deliveries"].dtype == "Int64"
    assert shared["withheld"].tolist() == ["deliveries", "deliveries", "", "", "", ""]
    assert report["reason"].tolist() == ["below_minimum", "below_minimum"]


def test_an_estimate_just_under_the_minimum_is_withheld_not_rounded_up():
    shared, _ = disclose(frame(expected_frail=[9.99, 9.5, 10.0, 27.5]))
    assert published(shared["expected_frail"]) == [None, None, 10, 30]


def test_a_single_withheld_figure_takes_the_smallest_other_one_of_its_wijk_with_it():
    shared, report = disclose(frame(deliveries=[4, 80, 30, 50]))
    assert published(shared["deliveries"]) == [None, 80, None, 50]
    assert report[["buurtcode", "reason"]].to_numpy().tolist() == [
        ["BU90010100", "below_minimum"],
        ["BU90010102", "complementary"],
    ]


def test_a_buurt_that_is_alone_in_its_wijk_is_protected_over_the_gemeente_and_the_second_wijk_again():
    table = frame(deliveries=[4, 80, 30, 50]).assign(wijkcode=["WK900101", "WK900102", "WK900102", "WK900102"])
    shared, _ = disclose(table)
    # the gemeente takes 30, which would leave WK900102 with one withheld figure: 50 goes too
    assert published(shared["deliveries"]) == [None, 80, None, None]


def test_a_figure_that_was_never_known_protects_nothing_and_is_not_called_withheld():
    shared, report = disclose(frame(deliveries=[4, np.nan, 30, 50]))
    assert published(shared["deliveries"]) == [None, None, None, 50]
    assert shared["withheld"].tolist() == ["deliveries", "", "deliveries", ""]
    assert len(report) == 2


def test_a_share_goes_where_its_denominator_is_small_unknown_or_withheld():
    table = frame(expected_frail=[5.0, 6.0, np.nan, 40.0], reachable_pct=[50.0, 0.0, 80.0, 87.6])
    shared, report = disclose(table)
    assert published(shared["reachable_pct"]) == [None, None, None, 90]
    assert shared["withheld"].tolist() == [
        "expected_frail,reachable_pct", "expected_frail,reachable_pct", "reachable_pct", "",
    ]  # fmt: skip
    assert set(report.loc[report["figure"] == "reachable_pct", "reason"]) == {"denominator"}


def test_a_column_without_a_rule_does_not_pass():
    with pytest.raises(DisclosureError, match="resident_key"):
        disclose(frame(deliveries=[20]).assign(resident_key="r1"))


def test_the_report_and_its_sentences_hold_no_values():
    _, report = disclose(frame(deliveries=[7, 8, 4321], known_addresses=[3, 4321, 4321]))
    text = report.drop(columns="buurtcode").to_string()
    assert "4321" not in text
    assert " 7" not in text
    assert " 8" not in text
    assert report["sentence"].str.endswith(".").all()


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 3), st.one_of(st.none(), st.integers(0, 40)), st.one_of(st.none(), st.floats(0, 60))),
        min_size=1,
        max_size=14,
    ),
    min_count=st.integers(5, 15),
    base=st.sampled_from([1, 5, 10]),
    data=st.data(),
)
def test_no_small_count_leaves_and_none_is_alone_in_its_wijk(rows, min_count, base, data):
    table = pd.DataFrame(
        {
            "buurtcode": [f"BU9001{i:04d}" for i in range(len(rows))],
            "wijkcode": [f"WK9001{row[0]:02d}" for row in rows],
            "gemeentecode": "GM9001",
            "deliveries": pd.array([row[1] for row in rows], dtype="Int64"),
            "expected_frail": [np.nan if row[2] is None else row[2] for row in rows],
        }
    ).assign(reachable_pct=50.0)
    rules = DisclosureRules(min_count=min_count, base=base)
    shared, report = disclose(table, rules)
    for name in ("deliveries", "expected_frail"):
        before = table[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        out = shared[name].notna().to_numpy(dtype=bool)
        assert (before[out] >= min_count).all()
        assert (shared[name].dropna() % base == 0).all()
        assert (np.abs(shared[name].to_numpy(dtype=float, na_value=np.nan)[out] - before[out]) <= base / 2).all()
        hidden = ~np.isnan(before) & ~out
        for level in ("wijkcode", "gemeentecode"):
            for code in table[level].unique():
                inside = (table[level] == code).to_numpy(dtype=bool)
                assert hidden[inside].sum() != 1 or (~np.isnan(before[inside])).sum() == 1
        flagged = shared["withheld"].map(lambda text, name=name: name in text.split(",")).to_numpy(dtype=bool)
        np.testing.assert_array_equal(flagged, hidden)
    assert (shared["reachable_pct"].isna() == shared["expected_frail"].isna()).all()
    assert len(report) == sum(len(text.split(",")) for text in shared["withheld"] if text)
    order = data.draw(st.permutations(range(len(rows))))
    again, _ = disclose(table.iloc[list(order)], rules)
    pd.testing.assert_frame_equal(again.sort_index(), shared)


@pytest.mark.parametrize(
    ("table", "word"),
    [
        (frame(deliveries=[20]).drop(columns="wijkcode"), "wijkcode is missing"),
        (frame(deliveries=[20, 30]).assign(buurtcode="BU90010100"), "of its own"),
        (frame(deliveries=[20]).assign(wijkcode=None), "of its own"),
        (frame(deliveries=[-5]), "negative"),
        (frame(deliveries=["veel"]), "numbers"),
        (frame(reachable_pct=[50.0]), "expected_frail, which is missing"),
    ],
)
def test_a_frame_that_cannot_be_protected_is_refused(table, word):
    with pytest.raises(DisclosureError, match=word):
        disclose(table)


def test_rules_that_protect_nothing_are_refused():
    with pytest.raises(DisclosureError, match="1 or more"):
        disclose(frame(deliveries=[20]), DisclosureRules(min_count=0))
