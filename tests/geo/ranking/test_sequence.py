"""The order of opening: each choice changes what the next adds; checked by trying every set, with a sum of its own."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from geo.contracts import validate
from geo.ranking import SequenceProblem, buurt_table, rank_wijken, sequence_problem, sequence_wijken
from geo.scenario import SequenceWishes
from tests.geo.ranking.cases import around, case


def problem(
    reach: list[list[float]], worth: list[float], *, reached: list[float] | None = None,
    gemeenten: list[str] | None = None, village: list[bool] | None = None,
) -> SequenceProblem:  # fmt: skip
    size = len(reach)
    return SequenceProblem(
        np.array([f"WK9001{k:02d}" for k in range(size)]),
        np.array([f"Wijk {k}" for k in range(size)], dtype=object),
        np.array(gemeenten or ["GM9001"] * size),
        np.array(village or [False] * size),
        csr_matrix(np.array(reach)),
        np.array(reached or [0.0] * len(worth)),
        np.array(worth),
    )


def value(of: SequenceProblem, chosen: tuple[int, ...]) -> float:
    """What a set adds, buurt by buurt, written out again."""
    reach, total = of.reach.toarray(), 0.0
    for buurt, worth in enumerate(of.worth):
        best = max([of.reached[buurt], *(reach[wijk, buurt] for wijk in chosen)])
        total += worth * (best - of.reached[buurt])
    return total


CASES = st.integers(1, 6).flatmap(
    lambda wijken: st.integers(1, 7).flatmap(
        lambda buurten: st.tuples(
            st.lists(st.lists(st.sampled_from([0, 0.25, 0.5, 1.0]), min_size=buurten, max_size=buurten),
                     min_size=wijken, max_size=wijken),
            st.lists(st.floats(0, 100), min_size=buurten, max_size=buurten),
            st.lists(st.sampled_from([0, 0.5, 1.0]), min_size=buurten, max_size=buurten),
        )
    )
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@example(given_case=([[0, 0.25], [0, 0.25]], [0.0, 1.0], [0, 0]))
@given(given_case=CASES)
def test_every_first_k_is_within_its_proven_bound_and_above_63_percent_of_the_best_k(given_case) -> None:
    reach, worth, reached = given_case
    of = problem(reach, worth, reached=reached)
    rows = sequence_wijken(of, SequenceWishes())
    picks = [int(code[6:]) for code in rows["wijkcode"]]
    assert len(set(picks)) == len(picks)
    for k in range(1, len(picks) + 1):
        total = value(of, tuple(picks[:k]))
        best = max(value(of, chosen) for chosen in combinations(range(len(reach)), k))
        assert rows["cumulative"].iloc[k - 1] == pytest.approx(total)
        assert rows["bound"].iloc[k - 1] >= best - 1e-9
        assert total >= (1 - 1 / np.e) * best - 1e-9
    assert rows["added"].is_monotonic_decreasing  # what a step adds only falls
    assert (rows["added"] <= rows["alone"] + 1e-9).all()


def test_a_near_neighbour_comes_later_than_its_rank_because_it_adds_little() -> None:
    of = problem([[1, 0.8, 0], [0.8, 1, 0], [0, 0, 1]], [100, 90, 40])
    rows = sequence_wijken(of, SequenceWishes())
    assert rows["wijkcode"].tolist() == ["WK900100", "WK900102", "WK900101"]
    assert rows["added"].tolist() == pytest.approx([172, 40, 18])
    assert rows["alone"].tolist() == pytest.approx([172, 40, 170])
    assert rows["share"].iloc[-1] == pytest.approx(1.0)
    assert "als eerste stap waren dat er 170" in rows["reason"].iloc[2]


def test_what_a_hub_of_today_reaches_is_not_added_again() -> None:
    rows = sequence_wijken(problem([[1, 0], [0, 1]], [100, 60], reached=[0.9, 0.0]), SequenceWishes())
    assert rows["wijkcode"].tolist() == ["WK900101", "WK900100"]
    assert rows["added"].tolist() == pytest.approx([60, 10])


def test_at_most_so_many_of_one_gemeente() -> None:
    of = problem(np.eye(4).tolist(), [100, 90, 80, 10], gemeenten=["GM1", "GM1", "GM1", "GM2"])
    rows = sequence_wijken(of, SequenceWishes(per_gemeente=2))
    assert rows["wijkcode"].tolist() == ["WK900100", "WK900101", "WK900103"]


def test_villages_have_their_share_of_every_first_so_many() -> None:
    of = problem(np.eye(6).tolist(), [100, 90, 80, 70, 20, 10], village=[False] * 4 + [True] * 2)
    rows = sequence_wijken(of, SequenceWishes(villages=0.5))
    assert rows["village"].tolist() == [False, True, False, True, False, False]
    assert "dorp" in rows["reason"].iloc[1]


def test_a_willing_lead_goes_before_one_that_adds_a_tenth_more_and_first_of_all_where_asked() -> None:
    of = problem(np.eye(3).tolist(), [100, 95, 50])
    preferred = sequence_wijken(of, SequenceWishes(leads=("WK900101",)))
    assert preferred["wijkcode"].tolist() == ["WK900101", "WK900100", "WK900102"]
    small = SequenceWishes(leads=("WK900102",))
    assert sequence_wijken(of, small)["wijkcode"].tolist()[0] == "WK900100"
    only = SequenceWishes(leads=("WK900102",), leads_only=True)
    rows = sequence_wijken(of, only)
    assert rows["wijkcode"].tolist() == ["WK900102", "WK900100", "WK900101"]
    assert rows["lead"].tolist() == [True, False, False]
    assert "Er is een kartrekker." in rows["reason"].iloc[0]


def test_the_first_twenty_and_then_on_to_a_hundred() -> None:
    rows = sequence_wijken(problem(np.eye(130).tolist(), list(range(130, 0, -1))), SequenceWishes())
    assert len(rows) == 100
    assert (rows["phase"] == "first").sum() == 20
    assert rows["phase"].iloc[19:21].tolist() == ["first", "then"]
    assert rows["bound"].tolist() == pytest.approx(rows["cumulative"].tolist())  # no overlap: proven best


def test_from_buurten_and_their_ranking_to_rows_of_the_table() -> None:
    estimate, buurten = case([("WK900101", [50.0, 20.0]), ("WK900102", [60.0]), ("WK900103", [5.0])], apart_m=900)
    figures = around(buurten, nearest_hub_s={"BU90010300": 60.0}, known={"BU90010100": 10.0})
    urbanity = pd.Series([1, 1, 2, 5], index=buurten["buurtcode"], dtype=float)
    ranking = rank_wijken(estimate, buurten, figures).rows
    of = sequence_problem(buurt_table(estimate, buurten, figures), ranking, urbanity)
    assert of.village.tolist() == [False, False, True]
    assert of.reached.tolist() == [0, 0, 0, 1]
    score = ranking.set_index("wijkcode")["score"].sort_index()
    assert of.worth[0] == pytest.approx(40 * score.iloc[0] / score.mean())
    within = 900 * 1.3 / 4.2
    assert of.reach[0, 1] == pytest.approx((780 - within) / 630)
    rows = sequence_wijken(of, SequenceWishes())
    validate(rows, "planning.wijk_sequence", leave_out=("region", "scenario", "run_id"))
    assert "WK900103" not in rows["wijkcode"].tolist()[:1]


def test_nothing_to_add_is_an_empty_order() -> None:
    rows = sequence_wijken(problem([[1.0]], [0.0]), SequenceWishes())
    assert rows.empty
