"""Hours and cost of the hubs of a choice, by hand, and which part of them the place of a hub decides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.assumptions import assumptions
from geo.hub_choice.effort import Effort, deliveries_a_day, effort, prices_of, site_eur
from geo.hub_location import HubProblem, evaluate, service_of
from tests.geo.hub_choice import town

PRICE, SERVICE = prices_of(assumptions(), "GM9001"), service_of(assumptions(), "GM9001")


def asked(frail: float = 1200.0, area: float = 0.0, mean: float = 0.0) -> Effort:
    problem = HubProblem(np.array([[mean]]), np.array([frail]), ("H",), 1)
    return effort(problem, evaluate(problem, ("H",)), np.array([area]), np.array([9_000.0]), SERVICE, PRICE)


def test_without_any_way_hours_are_contact_alone() -> None:
    found = asked().hubs.iloc[0]
    assert found["contact_hours_week"] == pytest.approx(300 * 2 * 12 / 60)
    assert found["between_hours_week"] == found["hub_way_hours_week"] == found["tour_m"] == 0
    assert found["concierge_hours_week"] == pytest.approx(120 / 0.7)
    assert found["fte"] == pytest.approx(120 / 0.7 / 36)
    assert found["vehicles"] == 4  # three quarters of 4.76 fte
    parts = found["staff_eur"] + found["vehicle_eur"] + found["site_eur"] + found["coordination_eur"]
    assert found["yearly_eur"] == pytest.approx(parts)
    assert found["site_eur"] == 9_000


def test_the_way_to_and_from_the_hub_is_once_a_round_of_twenty() -> None:
    # 300 residents twice a week are 100 addresses on each of six days: five rounds, twelve minutes each of way
    found = asked(mean=360.0)
    assert found.hubs.iloc[0]["hub_way_hours_week"] == pytest.approx(5 * 0.2 * 6)
    assert found.hubs.iloc[0]["tour_m"] == pytest.approx(5 * 720 * 4.2)
    assert found.hours_share == pytest.approx(6 / (6 + 120))
    assert 0 < found.cost_share < found.hours_share  # rent is no hours


def test_deliveries_follow_from_the_report_and_rent_from_the_site_or_the_table() -> None:
    assert asked().hubs.iloc[0]["deliveries_per_day"] == pytest.approx(300 * 15 / 312)
    assert deliveries_a_day(PRICE) * 1200 == pytest.approx(300 * 15 / 312)
    sites = town.facilities(("V1", 0), ("V2", 1000), rent_eur_year=[7_500.0, np.nan])
    assert site_eur(sites, PRICE).tolist() == [7_500.0, 12_000.0]


def test_where_nobody_lives_no_share_is_claimed() -> None:
    found = asked(frail=0.0)
    assert np.isnan(found.hours_share)
    assert found.hubs.iloc[0]["yearly_eur"] == 9_000


@given(st.floats(0, 5000), st.floats(0, 60), st.floats(0, 3000), st.floats(1, 1.5))
def test_hours_are_the_sum_of_their_parts_and_grow_with_the_way(
    frail: float, area: float, mean: float, more: float
) -> None:
    near, far = asked(frail, area, mean).hubs.iloc[0], asked(frail, area, mean * more).hubs.iloc[0]
    productive = near["contact_hours_week"] + near["between_hours_week"] + near["hub_way_hours_week"]
    assert near["concierge_hours_week"] == pytest.approx(productive / PRICE["productive_share"])
    assert far["concierge_hours_week"] >= near["concierge_hours_week"] - 1e-9
    assert (near.to_numpy(float) >= 0).all()
