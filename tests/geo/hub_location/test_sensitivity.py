"""What moves with a site, a wish or the demand, and hubs one after another, against brute force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hub_location import (
    MAXIMAL_COVERAGE,
    P_MEDIAN,
    HubProblem,
    HubProblemError,
    InfeasibleProblem,
    equivalent,
    one_by_one,
    runner_ups,
    solve,
    stability,
    validate,
    wish_prices,
)
from tests.geo.hub_location.small import choices, objective, problems

either = st.sampled_from([P_MEDIAN, MAXIMAL_COVERAGE]).flatmap(problems)


def best(problem: HubProblem) -> float:
    found = [objective(problem, choice) for choice in choices(problem)]
    return min(found) if problem.sense > 0 else max(found)


def close(value: float) -> object:
    return pytest.approx(value, rel=2e-6, abs=1e-5)


@settings(max_examples=100, deadline=None)
@given(either)
def test_the_first_runner_up_is_the_best_of_all_other_choices(problem):
    solution = solve(problem)
    found = runner_ups(problem, solution, most=99)
    others = [c for c in choices(problem) if tuple(problem.site_ids[j] for j in c) != solution.open_sites]
    if not others:
        assert found == ()
        return
    every = [problem.sense * objective(problem, choice) for choice in others]
    assert problem.sense * found[0].objective == close(min(every))
    order = [problem.sense * other.objective for other in found]
    assert order == sorted(order)
    assert len({other.open_sites for other in found}) == len(found)
    assert all(set(problem.keep) <= set(other.open_sites) for other in found)


@settings(max_examples=100, deadline=None)
@given(either)
def test_the_price_of_a_wish_is_what_dropping_it_alone_gains(problem):
    solution = solve(problem)
    prices = wish_prices(problem, solution)
    assert set(prices) == {f"keep {s}" for s in problem.keep} | {f"forbid {s}" for s in problem.forbid}
    for wish, price in prices.items():
        kind, site = wish.split()
        without = replace(
            problem,
            keep=tuple(s for s in problem.keep if (kind, s) != ("keep", site)),
            forbid=tuple(s for s in problem.forbid if (kind, s) != ("forbid", site)),
        )
        gain = max(0.0, problem.sense * (solution.objective - best(without)))
        if abs(solution.objective) > 1e-6:
            assert price * abs(solution.objective) == pytest.approx(gain, rel=1e-5, abs=1e-5 * abs(solution.objective))


@settings(max_examples=100, deadline=None)
@given(either)
def test_hubs_one_after_another_are_the_best_at_every_step_and_lose_what_they_lose(problem):
    found = one_by_one(problem)
    kept = tuple(problem.keep)
    assert len(found.opened) == problem.p - len(kept)
    for number, (site, step) in enumerate(zip(found.opened, found.steps, strict=True), start=len(kept) + 1):
        here = replace(problem, p=number, keep=kept)
        assert step.objective == close(best(here))
        kept = (*kept, site)
        assert set(step.open_sites) == set(kept)
    assert found.end.objective == close(best(problem))
    if found.steps and abs(found.end.objective) > 1e-6:
        worse = problem.sense * (found.steps[-1].objective - found.end.objective)
        assert found.lost == pytest.approx(worse / abs(found.end.objective), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(problems(P_MEDIAN), st.integers(0, 1000))
def test_equivalent_sites_are_those_whose_exchange_is_no_worse_often_enough(problem, seed):
    draws = np.random.default_rng(seed).uniform(0, 9, (len(problem.weights), 20))
    solution = solve(problem)
    found = equivalent(problem, solution, draws)
    columns = {problem.site_ids.index(site) for site in solution.open_sites}
    for site, others in found.items():
        for other in set(problem.site_ids) - set(solution.open_sites):
            exchanged = tuple((columns - {problem.site_ids.index(site)}) | {problem.site_ids.index(other)})
            change = np.array(
                [
                    objective(here := replace(problem, weights=draws[:, k]), exchanged)
                    - objective(here, tuple(columns))
                    for k in range(20)
                ]
            )
            if (np.abs(change) < 1e-6).any():
                continue  # a tie within rounding may be told either way
            allowed = site not in problem.keep and other not in problem.forbid
            if np.isclose((change <= 0).mean(), 0.05):
                continue  # exactly the share that is left to chance: rounding tells which side it is on
            assert (other in others) == (allowed and (change <= 0).mean() > 0.05)


@settings(max_examples=40, deadline=None)
@given(either, st.integers(0, 1000))
def test_stability_adds_up_to_the_hubs_and_is_whole_for_what_must_be(problem, seed):
    draws = np.random.default_rng(seed).uniform(0, 9, (len(problem.weights), 6))
    shares = stability(problem, draws)
    assert sum(shares.values()) == pytest.approx(problem.p)
    assert all(shares[site] == 1.0 for site in problem.keep)
    assert all(shares[site] == 0.0 for site in problem.forbid)
    apart = [solve(replace(problem, weights=draws[:, k])).open_sites for k in range(6)]
    assert all(shares[site] == pytest.approx(np.mean([site in chosen for chosen in apart])) for site in shares)


def test_draws_that_do_not_fit_are_refused():
    problem = HubProblem(np.ones((2, 2)), np.ones(2), ("a", "b"), 1)
    for work in (lambda: stability(problem, np.ones((3, 2))), lambda: equivalent(problem, solve(problem), np.ones(2))):
        with pytest.raises(HubProblemError, match="weight_draws"):
            work()


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 5), st.integers(0, 7),
    st.lists(st.sampled_from(["free", "keep", "forbid", "both"]), min_size=5, max_size=5), st.booleans(),
)  # fmt: skip
def test_wishes_that_cannot_all_be_met_are_named_and_those_alone_conflict(m, p, roles, stranger):
    ids = tuple("abcde"[:m])
    keep = tuple(s for s, role in zip(ids, roles, strict=False) if role in ("keep", "both"))
    forbid = tuple(s for s, role in zip(ids, roles, strict=False) if role in ("forbid", "both"))
    problem = HubProblem(np.ones((2, m)), np.ones(2), ids, p, (*keep, "z") if stranger else keep, forbid)
    possible = not stranger and not set(keep) & set(forbid) and max(1, len(keep)) <= p <= m - len(forbid)
    if possible:
        assert solve(problem).status == "optimal"
        return
    with pytest.raises(InfeasibleProblem) as caught:
        validate(problem)
    named = set(caught.value.wishes)
    assert named <= {f"keep {s}" for s in problem.keep} | {f"forbid {s}" for s in forbid} | {f"hubs {p}"}
    alone = replace(
        problem,
        keep=tuple(s for s in problem.keep if f"keep {s}" in named),
        forbid=tuple(s for s in forbid if f"forbid {s}" in named),
        p=p if f"hubs {p}" in named else 1,
    )
    with pytest.raises(InfeasibleProblem):
        validate(alone)
