"""Before and after, fairly: steps, the split of the gain, the day by hour, cost and overlap, worked out by hand."""

import pytest

from geo.assumptions import assumptions
from routing.van_pool import Costs, RidePlan, compare, comparison_frames, costs_of, measures, plan_pool, violations
from routing.van_pool.comparing import quiet_hours
from routing.van_pool.measures import day_by_hour, overlap
from tests.routing.van_pool_cases import Ask, Bus, make, sample_day

KM_ONLY = Costs(km_eur=1_000.0, paid_hour_eur=0, van_day_eur=0, taxi_start_eur=0, taxi_km_eur=0)


def test_two_that_go_the_same_way_share_the_gain_and_a_third_gets_nothing() -> None:
    problem = make(
        [Ask(10, 20, organisation="A"), Ask(10, 20, organisation="B"), Ask(-900, -910, closes=4_000, organisation="C")],
        [Bus(organisation="A"), Bus(organisation="B"), Bus(-900, organisation="C", closes=4_000)],
    )
    found = compare(problem, costs=KM_ONLY, iterations=30, coalition_iterations=20)
    assert {gain.organisation: pytest.approx(gain.gain_eur) for gain in found.gains} == {"A": 20, "B": 20, "C": 0}
    assert sum(gain.share for gain in found.gains) == pytest.approx(1)
    lengths = {(step.kind, step.organisations): step.plan.length_m for step in found.steps}
    assert lengths["alone", ()] == 100
    assert lengths["pair", ("A", "B")] == 60
    assert lengths["pair", ("A", "C")] == 100
    assert lengths["pool", ("A", "B", "C")] == 60
    assert found.exact


def test_every_step_serves_everyone_within_the_rules_and_the_gain_is_what_the_pool_saves() -> None:
    problem = sample_day(requests=24, vans=12)
    found = compare(problem, iterations=100, coalition_iterations=20)
    assert [step.kind for step in found.steps] == ["alone", *["pair"] * 15, "quiet_hours", "pool"]
    for step in found.steps:
        assert not violations(problem, step.plan)
        assert step.plan.length_m <= found.plan("alone").length_m or len(step.plan.unserved) < len(
            found.plan("alone").unserved
        )
    cost = {kind: measures(problem, found.plan(kind)).cost_eur for kind in ("alone", "pool")}
    assert sum(gain.alone_eur for gain in found.gains) == pytest.approx(cost["alone"])
    assert sum(gain.gain_eur for gain in found.gains) == pytest.approx(max(0.0, cost["alone"] - cost["pool"]), abs=1e-6)
    frames = comparison_frames(problem, found)
    assert len(frames.van_step) == 18
    assert (
        frames.van_step["organisations"].is_unique or frames.van_step.duplicated(["step", "organisations"]).sum() == 0
    )
    assert set(frames.van_gain["organisation"]) == {f"org{i}" for i in range(6)}
    assert len(frames.van_overlap) == 30
    assert set(frames.van_hour["plan"]) == {"alone", "pool"}


def test_many_organisations_are_weighed_over_drawn_orders_of_joining() -> None:
    names = [f"o{i:02d}" for i in range(11)]
    problem = make([Ask(10, 20, organisation=n) for n in names], [Bus(organisation=n, seats=11) for n in names])
    found = compare(problem, costs=KM_ONLY, iterations=60, coalition_iterations=5)
    assert not found.exact
    assert found.plan("pool").length_m == 40
    assert sum(gain.gain_eur for gain in found.gains) == pytest.approx(11 * 40 - 40)


def test_who_is_left_behind_is_priced_as_a_taxi() -> None:
    problem = make([Ask(0, 1_000, closes=10)], [])
    plan = plan_pool(problem)
    found = measures(problem, plan, Costs(taxi_start_eur=4, taxi_km_eur=3))
    assert (found.served, found.requests, found.cost_eur) == (0, 1, 7)


def test_a_volunteer_costs_no_wage() -> None:
    asks, costs = [Ask(0, 1_800, closes=4_000, ride=4_000)], Costs(km_eur=0, paid_hour_eur=10, van_day_eur=5)
    cost = {
        volunteer: measures(problem, plan_pool(problem, iterations=1), costs).cost_eur
        for volunteer in (False, True)
        for problem in [make(asks, [Bus(closes=9_000, volunteer=volunteer)])]
    }
    assert cost == {False: 15, True: 5}


def test_the_day_by_hour_counts_vans_places_passengers_and_metres_where_they_are() -> None:
    problem = make([Ask(0, 3_600, closes=3_600, ride=4_000, party=2)], [Bus(seats=4, closes=9_000)])
    plan = plan_pool(problem, iterations=1)
    hours = {hour.hour: hour for hour in day_by_hour(problem, plan)}
    assert sorted(hours) == [0, 1]
    assert (hours[0].vans_out, hours[0].places_out, hours[0].passengers) == (1, 4, 2)
    assert (hours[0].length_m, hours[0].empty_m) == (3_600, 0)
    assert (hours[1].passengers, hours[1].length_m, hours[1].empty_m) == (0, 3_600, 3_600)
    assert quiet_hours(problem, plan) == (1,)
    assert quiet_hours(problem, RidePlan()) == ()


def test_trips_overlap_where_both_ends_and_the_windows_are_near() -> None:
    asks = [
        Ask(0, 5_000, opens=0, closes=9_000, organisation="A"),
        Ask(500, 5_500, opens=0, closes=9_000, organisation="B"),
        Ask(0, 9_000, opens=0, closes=20_000, organisation="A"),
        Ask(0, 9_000, opens=20_001, closes=40_000, organisation="B"),
    ]
    asks = [Ask(**{**vars(each), "ride": 9_999}) for each in asks]
    assert overlap(make(asks, []), within_m=1_000) == {("A", "B"): (2, 1), ("B", "A"): (2, 1)}


@pytest.mark.parametrize(("asks", "buses"), [([], []), ([Ask(1, 2)], []), ([], [Bus()])])
def test_a_day_without_trips_or_without_vans_is_compared_too(asks: list[Ask], buses: list[Bus]) -> None:
    problem = make(asks, buses)
    found = compare(problem, iterations=5, coalition_iterations=5)
    assert {"alone", "pool"} <= {step.kind for step in found.steps}
    assert all(len(step.plan.unserved) == len(asks) and not step.plan.tours for step in found.steps)
    frames = comparison_frames(problem, found)
    assert len(frames.van_step) == len(found.steps)


def test_prices_are_those_of_the_table_of_assumptions_the_gemeentes_own_first() -> None:
    shipped = assumptions()
    assert costs_of(shipped) == Costs()
    own = shipped.table[shipped.table["name"] == "pool_van_eur_day"].assign(value=50.0, area_code="GM9001")
    assert costs_of(assumptions(own), "GM9001") == Costs(van_day_eur=50.0)
    assert costs_of(assumptions(own), "GM9002") == Costs()
