"""Compiled and plain arithmetic agree, and both with loops written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hub_location import kernels, plain
from geo.hub_location.arrays import ListArrays, Pace


def lists(seed: int, n: int = 30, m: int = 12) -> tuple[ListArrays, np.ndarray]:
    """Rows of random length, whole costs so that ties are common, and the dense matrix (infinite where not listed)."""
    rng = np.random.default_rng(seed)
    dense = np.where(rng.random((n, m)) < 0.7, rng.integers(0, 9, (n, m)).astype(float), np.inf)
    order = np.argsort(dense, axis=1, kind="stable")
    ordered = np.take_along_axis(dense, order, axis=1)
    inside = np.isfinite(ordered)
    start = np.concatenate([[0], np.cumsum(inside.sum(axis=1))]).astype(np.int64)
    site, cost = order[inside].astype(np.int32), ordered[inside]
    return ListArrays(start, site, cost, *plain.transposed(start, site, cost, m)), dense


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 11))
def test_service_reduced_costs_and_transposed_lists_are_those_of_the_matrix(seed, p):
    arrays, dense = lists(seed)
    n, m = dense.shape
    rng = np.random.default_rng(seed)
    chosen = np.zeros(m, dtype=bool)
    chosen[rng.choice(m, p, replace=False)] = True
    cap, price = np.full(n, 8.0), rng.uniform(0, 8, n)
    nearest = np.minimum(dense[:, chosen].min(axis=1), 8.0)
    second = np.minimum(np.sort(np.column_stack([dense[:, chosen], np.full(n, np.inf)]), axis=1)[:, 1], 8.0)
    for arithmetic in (kernels, plain):
        first, where, following, _ = arithmetic.two_nearest(arrays, cap, chosen)
        assert first.tolist() == nearest.tolist() == arithmetic.service_cost(arrays, cap, chosen).tolist()
        assert following.tolist() == second.tolist()
        assert (dense[np.arange(n), where][where >= 0] == first[where >= 0]).all()
        assert chosen[where[where >= 0]].all()
        assert ((where >= 0) == (first < 8.0)).all()
        reduced = np.minimum(np.where(np.isfinite(dense), dense, 99.0) - price[:, None], 0.0).sum(axis=0)
        assert arithmetic.reduced_costs(arrays, price, m) == pytest.approx(reduced)
        column, row, row_cost = arithmetic.transposed(arrays.start, arrays.site, arrays.cost, m)
        for j in range(m):
            part = slice(column[j], column[j + 1])
            assert row[part].tolist() == np.flatnonzero(np.isfinite(dense[:, j])).tolist()
            assert (row_cost[part] == dense[row[part], j]).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_an_interchange_ends_where_no_exchange_saves_and_keeps_the_wishes(seed, p):
    arrays, dense = lists(seed)
    n, m = dense.shape
    rng = np.random.default_rng(seed)
    must, may = np.zeros(m, dtype=bool), np.ones(m, dtype=bool)
    must[0], may[1] = True, False
    cap, opening = np.full(n, 9.0), rng.integers(-3, 4, m).astype(float)

    def cost(chosen: np.ndarray) -> float:
        return float(np.minimum(dense[:, chosen].min(axis=1), 9.0).sum() + opening[chosen].sum())

    for arithmetic in (kernels, plain):
        start = arithmetic.greedy(arrays, cap, opening, may, must, p)
        chosen = arithmetic.interchange(arrays, cap, opening, may, must, start, 1000, 1e-9)
        for found in (start, chosen):
            assert found.sum() == p
            assert found[0]
            assert not found[1]
        assert cost(chosen) <= cost(start) + 1e-9
        for out in np.flatnonzero(chosen & ~must):
            for into in np.flatnonzero(may & ~chosen):
                other = chosen.copy()
                other[[out, into]] = False, True
                assert cost(other) >= cost(chosen) - 1e-6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.booleans())
def test_subgradient_steps_give_the_same_valid_bound_compiled_or_not(seed, p, back):
    arrays, dense = lists(seed)
    n, m = dense.shape
    must, may = np.zeros(m, dtype=bool), np.ones(m, dtype=bool)
    ceiling, opening, price = np.full(n, 9.0), np.zeros(m), np.full(n, 4.0)
    pace, scale = Pace(1.0, 1e9, 1e-6, 5, 0.8, 0.5, back), np.linspace(0.5, 2.0, n)
    both = [
        arithmetic.ascend(arrays, ceiling, opening, must, may, p, price, 1e9, 12, pace, scale)
        for arithmetic in (kernels, plain)
    ]
    assert both[0].bound == pytest.approx(both[1].bound)
    assert both[0].price == pytest.approx(both[1].price)
    filled = np.where(np.isfinite(dense), dense, 9.0)
    for found in both:
        reduced = np.minimum(filled - found.price[:, None], 0.0).sum(axis=0)
        assert found.bound == pytest.approx(found.price.sum() + np.sort(reduced)[:p].sum())
        assert found.chosen.sum() == p
