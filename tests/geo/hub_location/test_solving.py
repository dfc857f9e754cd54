"""Hub location against brute force: ties, zero weights, double points, unreachable demand, impossible wishes."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hub_location import (
    MAXIMAL_COVERAGE,
    P_MEDIAN,
    UNREACHABLE_PENALTY_S,
    HubProblem,
    HubProblemError,
    HubSolution,
    InfeasibleProblem,
    evaluate,
    regrets,
    solve,
    stability,
    validate,
)
from tests.geo.hub_location.small import INF, choices, objective, problems


def best_by_brute_force(problem: HubProblem) -> float:
    found = [objective(problem, choice) for choice in choices(problem)]
    return max(found) if problem.objective == MAXIMAL_COVERAGE else min(found)


def check(problem: HubProblem, solution: HubSolution) -> None:
    """What must hold of any solution, worked out independently."""
    place = {site: column for column, site in enumerate(problem.site_ids)}
    columns = tuple(place[site] for site in solution.open_sites)
    assert solution.objective == pytest.approx(objective(problem, columns))
    unreachable = 0.0
    for row, weight, assigned in zip(problem.cost_s, problem.weights, solution.assignment, strict=True):
        nearest = min((row[column] for column in columns), default=INF)
        if nearest == INF:
            assert assigned == -1
            unreachable += weight
        else:
            assert assigned in columns
            assert row[assigned] == nearest
    assert solution.unreachable == pytest.approx(unreachable)


@settings(max_examples=150, deadline=None)
@given(problems(P_MEDIAN))
def test_p_median_is_the_best_of_all_choices(problem):
    solution = solve(problem)
    check(problem, solution)
    assert solution.status == "optimal"
    assert solution.gap <= 1e-6
    assert solution.objective == pytest.approx(best_by_brute_force(problem), rel=1e-6, abs=1e-6)
    assert solution.bound <= solution.objective
    assert len(solution.open_sites) == problem.p
    assert set(problem.keep) <= set(solution.open_sites)
    assert not set(problem.forbid) & set(solution.open_sites)


@settings(max_examples=150, deadline=None)
@given(problems(MAXIMAL_COVERAGE))
def test_maximal_coverage_is_the_best_of_all_choices(problem):
    solution = solve(problem)
    check(problem, solution)
    assert solution.status == "optimal"
    assert solution.objective == pytest.approx(best_by_brute_force(problem), rel=1e-6, abs=1e-6)
    assert solution.bound >= solution.objective
    assert len(solution.open_sites) == problem.p


@settings(max_examples=15, deadline=None)
@given(problems(P_MEDIAN))
def test_regrets_are_the_worsening_found_by_brute_force(problem):
    solution = solve(problem)
    for site, regret in regrets(problem, solution).items():
        keep = tuple(other for other in problem.keep if other != site)
        forbid = (*problem.forbid, site)
        p = min(problem.p, len(problem.site_ids) - len(forbid))
        without = replace(problem, keep=keep, forbid=forbid, p=p)
        worse = (best_by_brute_force(without) if p else objective(problem, ())) - solution.objective
        if abs(solution.objective) > 1e-9:
            assert regret == pytest.approx(worse / abs(solution.objective), abs=1e-6)
        else:
            assert regret == 0 or np.isnan(regret)


LINE = HubProblem(
    cost_s=np.abs(np.subtract.outer([0.0, 100.0, 1000.0, 1100.0], [0.0, 100.0, 1000.0, 1100.0])),
    weights=np.array([3.0, 1.0, 1.0, 2.0]),
    site_ids=("a", "b", "c", "d"),
    p=2,
)


def test_a_line_of_four_villages_gets_its_hubs_in_the_two_largest():
    solution = solve(LINE)
    assert solution.open_sites == ("a", "d")
    assert solution.objective == pytest.approx(200.0)
    assert solution.mean_duration_s == pytest.approx(200 / 7)
    assert solution.assignment.tolist() == [0, 0, 3, 3]
    assert (solution.status, solution.gap, solution.bound) == ("optimal", 0.0, 200.0)


def test_regret_says_how_much_worse_it_gets_without_each_site():
    assert regrets(LINE, solve(LINE)) == pytest.approx({"a": (100 * 3 + 100 - 200) / 200, "d": (100 + 200 - 200) / 200})


def test_a_kept_hub_has_a_regret_too_even_a_negative_one_where_it_is_a_bad_place():
    kept = replace(LINE, keep=("b",), p=1)
    solution = solve(kept)
    assert regrets(replace(kept, keep=("a",)), evaluate(kept, ["a"]))["a"] < 0
    assert solution.open_sites == ("b",)


def test_forbidding_the_only_site_leaves_everybody_out_of_reach():
    alone = HubProblem(np.array([[600.0]]), np.array([2.0]), ("a",), 1)
    assert regrets(alone, solve(alone)) == pytest.approx({"a": (2 * UNREACHABLE_PENALTY_S - 1200) / 1200})


def test_unreachable_demand_is_penalised_and_reported_not_dropped():
    cost = np.array([[60.0, INF], [INF, 60.0], [INF, INF]])
    problem = HubProblem(cost, np.array([1.0, 5.0, 2.0]), ("a", "b"), 1)
    solution = solve(problem)
    assert solution.open_sites == ("b",)
    assert solution.unreachable == pytest.approx(3.0)
    assert solution.assignment.tolist() == [-1, 1, -1]
    assert solution.objective == pytest.approx(300 + 3 * UNREACHABLE_PENALTY_S)
    assert solution.mean_duration_s == pytest.approx(60.0)
    assert solution.penalty_s == UNREACHABLE_PENALTY_S


def test_the_penalty_exceeds_every_journey_however_long():
    far = HubProblem(np.array([[50_000.0, INF], [50_000.0, 60.0]]), np.array([1.0, 1.0]), ("a", "b"), 1)
    assert solve(far).penalty_s == 100_000.0
    assert solve(far).open_sites == ("a",)


def test_all_sites_open_and_all_weights_zero_are_ordinary_cases():
    assert solve(replace(LINE, p=4)).objective == 0.0
    nobody = solve(replace(LINE, weights=np.zeros(4)))
    assert (nobody.objective, nobody.gap, nobody.status, len(nobody.open_sites)) == (0.0, 0.0, "optimal", 2)
    assert np.isnan(nobody.mean_duration_s)


def test_a_site_cost_is_weighed_and_reported_apart():
    dear = replace(LINE, site_cost=np.array([250.0, 0.0, 0.0, 0.0]))
    solution = solve(dear)
    assert solution.open_sites == ("b", "d")
    assert (solution.objective, solution.site_cost) == (400.0, 0.0)
    kept = solve(replace(dear, keep=("a",)))
    assert (kept.objective, kept.site_cost) == (450.0, 250.0)


def test_a_further_threshold_counts_for_less():
    problem = replace(LINE, p=1, objective=MAXIMAL_COVERAGE, threshold_s=100.0, further=((1000.0, 0.5),))
    assert solve(problem).objective == 3 + 1 + 0.5 * (1 + 2)
    assert solve(problem).open_sites == ("b",)


def test_evaluate_takes_the_hubs_as_they_are_and_claims_no_more():
    solution = evaluate(LINE, ["c"])
    assert solution.objective == pytest.approx(3 * 1000 + 900 + 200)
    assert (solution.status, solution.bound, solution.gap) == ("evaluated", solution.objective, 0.0)
    with pytest.raises(HubProblemError, match="zz"):
        evaluate(LINE, ["zz"])


def test_stability_is_the_share_of_draws_in_which_a_site_is_chosen():
    weights = np.array([[5.0, 5.0, 1.0, 1.0], [0.0] * 4, [0.0] * 4, [1.0, 1.0, 5.0, 5.0]])
    assert stability(replace(LINE, p=1), weights, draws=4) == {"a": 0.5, "b": 0.0, "c": 0.0, "d": 0.5}
    shares = stability(LINE, np.random.default_rng(1).poisson(4.0, (4, 30)), draws=7)
    assert sum(shares.values()) == pytest.approx(2.0)
    with pytest.raises(HubProblemError, match="weight_draws"):
        stability(LINE, np.ones((3, 5)))


@pytest.mark.parametrize(
    ("change", "wishes"),
    [
        ({"keep": ("a",), "forbid": ("a",)}, ("keep a", "forbid a")),
        ({"keep": ("a", "b", "c")}, ("hubs 2", "keep a", "keep b", "keep c")),
        ({"forbid": ("a", "b", "c")}, ("hubs 2", "forbid a", "forbid b", "forbid c")),
        ({"p": 0}, ("hubs 0",)),
        ({"p": 5}, ("hubs 5",)),
        ({"keep": ("zz",)}, ("keep zz",)),
        ({"forbid": ("zz",)}, ("forbid zz",)),
    ],
)
def test_wishes_that_conflict_are_named(change, wishes):
    with pytest.raises(InfeasibleProblem) as caught:
        solve(replace(LINE, **change))
    assert caught.value.wishes == wishes


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"weights": np.array([1.0, 2.0])}, "demand points"),
        ({"weights": np.array([1.0, -1.0, 1.0, 1.0])}, "negative"),
        ({"cost_s": np.full((4, 4), np.nan)}, "missing"),
        ({"site_ids": ("a", "a", "b", "c")}, "twice"),
        ({"objective": "p_center"}, "p_center"),
        ({"objective": MAXIMAL_COVERAGE}, "threshold_s"),
        ({"objective": MAXIMAL_COVERAGE, "threshold_s": 60.0, "further": ((30.0, 0.5),)}, "further threshold"),
        ({"objective": MAXIMAL_COVERAGE, "threshold_s": 60.0, "further": ((90.0, 1.5),)}, "further threshold"),
        ({"site_cost": np.ones(3)}, "site_cost"),
        ({"cost_s": np.empty((0, 4)), "weights": np.empty(0)}, "at least one"),
    ],
)
def test_a_problem_that_is_not_well_formed_is_refused(change, word):
    with pytest.raises(HubProblemError, match=word):
        validate(replace(LINE, **change))


def town(seed: int, n: int = 70, m: int = 60) -> HubProblem:
    rng = np.random.default_rng(seed)
    demand, sites = rng.uniform(0, 10_000, (n, 2)), rng.uniform(0, 10_000, (m, 2))
    cost = np.hypot(*(demand[:, None] - sites[None]).transpose(2, 0, 1)) / 4
    cost[rng.random(cost.shape) < 0.05] = INF
    return HubProblem(cost.astype(np.float32), rng.gamma(2, 25, n), tuple(f"s{i:02d}" for i in range(m)), 4)


@pytest.mark.parametrize(("objective", "threshold_s"), [(P_MEDIAN, None), (MAXIMAL_COVERAGE, 600.0)])
def test_a_town_of_70_buurten_and_60_sites_is_proven_optimal_within_two_seconds_twice_the_same(objective, threshold_s):
    problem = replace(town(1), objective=objective, threshold_s=threshold_s)
    first, second = solve(problem), solve(problem)
    assert (first.status, first.open_sites) == ("optimal", second.open_sites)
    assert min(first.seconds, second.seconds) < 2.0
    for swapped_out, site in itertools.product(first.open_sites, problem.site_ids):
        if site not in first.open_sites:
            swapped = evaluate(problem, [*(s for s in first.open_sites if s != swapped_out), site]).objective
            assert swapped <= first.objective if objective == MAXIMAL_COVERAGE else swapped >= first.objective


@pytest.mark.parametrize("max_nodes", [0, 1])
def test_a_limit_on_the_work_gives_a_true_gap_and_no_claim_of_optimality(max_nodes):
    rng = np.random.default_rng(2)
    hard = HubProblem(rng.uniform(0, 1000, (90, 90)), np.ones(90), tuple(f"s{i}" for i in range(90)), 10)
    solution = solve(hard, max_nodes=max_nodes)
    check(hard, solution)
    assert solution.status == "feasible"
    assert solution.gap == pytest.approx((solution.objective - solution.bound) / solution.objective)
    assert 1e-6 < solution.gap < 0.2


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([P_MEDIAN, MAXIMAL_COVERAGE]).flatmap(problems), st.sampled_from([0.01, 0.1, 0.3]))
def test_a_search_that_may_stop_early_still_gives_a_true_bound(problem, enough):
    solution = solve(problem, enough=enough)
    best = best_by_brute_force(problem)
    slack = 1e-9 * max(1.0, abs(best))
    if problem.objective == P_MEDIAN:
        assert solution.bound - slack <= best <= solution.objective + slack
    else:
        assert solution.objective - slack <= best <= solution.bound + slack
    assert solution.gap <= enough + 1e-9 or solution.objective == 0
