"""The search by full cost: what it weighs is what is reported, longer is never worse, routes recombined; by hand."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
import pyvrp

from routing.route_plan import Prices, RoutePlan, RouteProblem, plan_cost, plan_routes, violations
from routing.route_plan.climb import SearchSettings, _fits, _uneven, local_search, settings_for
from routing.route_plan.engine import settled
from routing.route_plan.objective import balance_s, contact_of
from routing.route_plan.recombine import Pool, recombined
from routing.route_plan.schedule import facts_of
from routing.route_plan.solver import Model, model_of, orders_of, solution_of
from tests.routing.route_plan.cases import FIVE, NINE, problem, random_problem, shift, stop


def uneven_day(count: int, concierges: int, seed: int, balance: float = 1.0) -> RouteProblem:
    asked = random_problem(count, concierges, seed)
    return dataclasses.replace(asked, prices=Prices(balance=balance))


def whole_cost(plan: RoutePlan) -> tuple[int, int]:
    cost = plan_cost(plan)
    return cost.left_worth, cost.total_s


@pytest.mark.parametrize("seed", range(3))
def test_a_longer_search_from_the_same_seed_never_costs_more(seed: int) -> None:
    asked = uneven_day(25, 3, seed)
    costs = [whole_cost(plan_routes(asked, iterations=iterations, seed=seed)) for iterations in (0, 20, 80, 300)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0]


@pytest.mark.parametrize("seed", range(3))
def test_small_days_with_uneven_contact_are_planned_as_well_as_trying_all_orders(seed: int) -> None:
    asked = uneven_day(5, 2, seed, balance=2.0)
    facts = facts_of(asked)
    best = min(
        settled(facts, list(range(5)))([[list(order[:cut])], [list(order[cut:])]])[0]
        for order in itertools.permutations(range(5))
        for cut in range(6)
    )
    plan = plan_routes(asked, iterations=200)
    assert plan.unplanned == ()
    assert violations(asked, plan) == []
    assert plan_cost(plan).total_s == best


def test_what_the_search_weighs_is_what_a_plan_is_said_to_cost() -> None:
    asked = uneven_day(20, 3, 4)
    asked = dataclasses.replace(asked, shifts=(*asked.shifts, shift("B0", FIVE, FIVE + 7200)))  # B0 works twice
    facts, work = facts_of(asked), list(range(20))
    model = model_of(facts, work, required=True)
    solution = climbed(model)
    assert _fits(model, solution)
    orders = orders_of(model, solution)
    assert _uneven(model, solution) == balance_s(asked, contact_of(facts, orders)) > 0
    told = solution.distance_cost() + _uneven(model, solution)
    assert settled(facts, work)(orders)[0] == told


def climbed(model: Model) -> pyvrp.Solution:
    """A solution that keeps the rules and is no good at sharing out contact: the local search was not told."""
    rng = pyvrp.RandomNumberGenerator(seed=1)
    local = local_search(model, rng, SearchSettings())
    blind = pyvrp.CostEvaluator([1000.0] * (model.data.num_load_dimensions - 1) + [0.0], 1000.0, 1000.0)
    return local(pyvrp.Solution.make_random(model.data, rng), blind, exhaustive=True)


def test_what_is_left_costs_in_proportion_to_its_worth_and_more_than_the_way_to_it() -> None:
    # Half an hour holds one talk: the near one, or one 60 s away that is worth twice and a half as much.
    stops = [stop("near", weight=2, service_s=1000), stop("far", weight=5, service_s=1000)]
    asked = problem(stops, [shift("anna", NINE, NINE + 1800)], [(10.0, 0.0), (300.0, 0.0)])
    settle = settled(facts_of(asked), [0, 1])
    way_round = 2 * 60 + 100 + 1  # the longest leg twice and a strange face, and a second more
    assert settle([[[1]]])[0] == 2 * 60 + 100 + way_round
    assert settle([[[0]]])[0] == 2 * 2 + 100 + -(-way_round * 5 // 2)
    assert [left.stop.stop_id for left in plan_routes(asked).unplanned] == ["near"]


@pytest.fixture
def square() -> Model:
    """Four doors on two streets, a concierge a street; both may go anywhere."""
    points = [(1000.0, 0.0), (1100.0, 0.0), (-1000.0, 0.0), (-1100.0, 0.0)]
    asked = problem([stop(name) for name in "abcd"], [shift("anna"), shift("ben")], points)
    return model_of(facts_of(asked), list(range(4)), required=False)


def test_routes_of_two_solutions_are_put_together_where_that_is_cheaper(square: Model) -> None:
    pool = Pool(square)
    for one, other in (([0, 1], [2]), ([0], [2, 3])):  # each leaves out a door; together they hold all
        pool.add(solution_of(square, [[one], [other]]), 10_000)
    found = recombined(square, pool)
    assert found is not None
    assert orders_of(square, found) == [[[0, 1]], [[2, 3]]]
    assert found.is_feasible()


def test_of_nothing_met_nothing_is_put_together(square: Model) -> None:
    assert recombined(square, Pool(square)) is None


def test_routes_that_break_a_rule_are_not_put_together() -> None:
    asked = problem([stop("a", window_to_s=NINE + 10)], [shift("anna")], [(1000.0, 0.0)])
    model = model_of(facts_of(asked), [0], required=False)
    pool = Pool(model)
    pool.add(solution_of(model, [[[0]]]), 0)
    assert recombined(model, pool) is None


def test_a_larger_day_looks_back_less_far_and_never_not_at_all() -> None:
    assert settings_for(1) == settings_for(100) == SearchSettings()
    back = [settings_for(stops).history for stops in (100, 200, 300, 1000, 100_000)]
    assert back == [200, 100, 66, 50, 50]
