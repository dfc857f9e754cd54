"""The last mile worked out by hand, and what must hold of it whatever the figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from geo.assumptions import assumptions
from geo.hub_location import (
    HubProblem,
    HubProblemError,
    Service,
    by_last_mile,
    evaluate,
    last_mile,
    service_of,
    solve,
    tour_length_m,
)
from tests.geo.hub_location.small import problems

# one visit a resident on each of six days; ten minutes at the door; all hours productive
SERVICE = Service(
    participation_share=0.5, visits_per_week=6.0, minutes_per_visit=10.0, hours_per_fte=36.0, productive_share=1.0,
    fte_eur=50_000.0, vehicles_per_fte=1.0, vehicle_eur=5_000.0, site_eur=10_000.0, coordination_share=0.1,
    coordinator_eur=50_000.0, speed_m_s=4.0, stops_a_round=20,
)  # fmt: skip


def test_a_tour_past_a_hundred_addresses_on_a_square_kilometre_is_nine_kilometres_by_street():
    assert tour_length_m(100, 1.0) == pytest.approx(0.7124 * 1.3 * 10 * 1000)
    assert tour_length_m(0, 1.0) == tour_length_m(5, 0.0) == 0.0


def test_a_hub_with_fifty_residents_a_day_worked_out_by_hand():
    problem = HubProblem(np.array([[120.0]]), np.array([100.0]), ("a",), 1)
    found = last_mile(problem, evaluate(problem, ["a"]), np.array([2.0]), SERVICE)
    hub = found.hubs.iloc[0]
    assert (hub["residents"], hub["stops_per_day"], hub["rounds_per_day"]) == (50.0, 50.0, 3)
    assert hub["trip_s_per_day"] == 2 * 120 * 3
    tour_s = 0.7124 * 1.3 * np.sqrt(50 * 2e6) / 4.0
    assert hub["driving_s_per_day"] == pytest.approx(720 + tour_s)
    week = (720 + tour_s + 50 * 600) / 3600 * 6
    assert found.hours_per_year == pytest.approx(week * 52)
    assert found.fte == pytest.approx(week / 36)
    assert found.cost_eur == pytest.approx(week / 36 * (50_000 + 5_000 + 5_000) + 10_000)
    assert found.trip_share == pytest.approx(720 / (720 + tour_s + 30_000))
    assert found.trip_cost_share == pytest.approx(found.trip_share * (found.cost_eur - 10_000) / found.cost_eur)


def test_with_the_shipped_figures_a_close_knit_wijk_drives_a_small_part_of_its_hours():
    problem = HubProblem(np.array([[180.0], [240.0]]), np.array([300.0, 250.0]), ("a",), 1)
    found = last_mile(problem, evaluate(problem, ["a"]), np.array([0.8, 0.7]), service_of(assumptions()))
    assert 0.02 < found.trip_share < found.driving_share < 0.25


def test_who_is_out_of_reach_is_told_and_a_hub_that_serves_nobody_costs_its_site():
    problem = HubProblem(np.array([[60.0, 600.0], [np.inf, np.inf]]), np.array([10.0, 4.0]), ("a", "b"), 2)
    found = last_mile(problem, evaluate(problem, ["a", "b"]), np.ones(2), SERVICE)
    assert found.unserved == 2.0
    assert found.hubs.set_index("hub_id").loc["b", ["stops_per_day", "cost_eur"]].tolist() == [0.0, 10_000.0]


@settings(max_examples=60, deadline=None)
@given(problems())
def test_shares_lie_between_nothing_and_all_and_hubs_add_up(problem):
    found = last_mile(problem, solve(problem), np.ones(len(problem.weights)), SERVICE)
    assert 0 <= found.trip_cost_share <= found.trip_share <= found.driving_share <= 1
    served = problem.weights.sum() * SERVICE.participation_share - found.unserved
    assert found.hubs["residents"].sum() == pytest.approx(served, abs=1e-9)
    assert found.cost_eur == pytest.approx(found.hubs["cost_eur"].sum())
    assert found.hubs["hub_id"].tolist() == list(solve(problem).open_sites)


def test_of_two_choices_the_one_that_drives_less_comes_first_whatever_the_objective_says():
    cost = np.array([[0.0, 100.0], [300.0, 150.0]])
    problem = HubProblem(cost, np.array([12.0, 10.0]), ("a", "b"), 1)
    few = replace(SERVICE, stops_a_round=6)
    both = [evaluate(problem, ["a"]), evaluate(problem, ["b"])]
    ranked = by_last_mile(problem, both, np.array([0.1, 0.1]), few)
    driven = [float(told.hubs["driving_s_per_day"].sum()) for _, told in ranked]
    assert driven == sorted(driven)
    assert {solution.open_sites for solution, _ in ranked} == {("a",), ("b",)}


def test_areas_that_do_not_fit_are_refused():
    problem = HubProblem(np.array([[120.0]]), np.array([100.0]), ("a",), 1)
    for area in (np.ones(2), np.array([-1.0]), np.array([np.nan])):
        with pytest.raises(HubProblemError, match="area_km2"):
            last_mile(problem, evaluate(problem, ["a"]), area, SERVICE)
