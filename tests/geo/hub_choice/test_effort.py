"""Hours and cost of hubs, by hand, and which part of them the place of a hub decides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.assumptions import assumptions
from geo.hub_choice.effort import deliveries_a_day, effort, objective_share, prices_of

PRICE = prices_of(assumptions(), "GM9001")
AN_HOUR_A_WEEK = {
    "participation_share": 0.25, "deliveries_per_resident": 15.0, "visits_per_week": 2.0, "minutes_per_visit": 12.0,
    "hours_per_fte": 36.0, "productive_share": 0.7, "fte_eur": 56_000.0, "vehicles_per_fte": 0.75,
    "vehicle_eur": 4_500.0, "site_eur": 12_000.0, "coordination_share": 0.1, "coordinator_eur": 75_000.0,
}  # fmt: skip


def one(frail: float = 1200.0, area: float = 0.0, mean: float = 0.0) -> dict[str, float]:
    found = effort(np.array([frail]), np.array([area]), np.array([mean]), np.array([9_000.0]), AN_HOUR_A_WEEK)
    return {str(name): float(value) for name, value in found.iloc[0].items()}


def test_without_any_way_hours_are_contact_alone() -> None:
    found = one()
    assert found["residents"] == 300
    assert found["contact_hours_week"] == pytest.approx(300 * 2 * 12 / 60)
    assert found["between_hours_week"] == found["hub_way_hours_week"] == 0
    assert found["concierge_hours_week"] == pytest.approx(120 / 0.7)
    assert found["fte"] == pytest.approx(120 / 0.7 / 36)
    assert found["vehicles"] == 4  # 3.57 fte a quarter shared
    parts = found["staff_eur"] + found["vehicle_eur"] + found["site_eur"] + found["coordination_eur"]
    assert found["yearly_eur"] == pytest.approx(parts)
    assert found["site_eur"] == 9_000


def test_the_way_to_and_from_the_hub_is_once_a_round() -> None:
    # a round has 36 / 5 x 0.7 = 5.04 hours: less 2 x 6 minutes of way, 4.84 hours of visits of 12 minutes: 24.2 visits
    found = one(mean=360.0)
    rounds = 600 / ((5.04 - 0.2) / 0.2)
    assert found["hub_way_hours_week"] == pytest.approx(rounds * 0.2)


def test_deliveries_follow_from_the_report() -> None:
    assert deliveries_a_day(AN_HOUR_A_WEEK) * 1200 == pytest.approx(300 * 15 / 312)


def test_the_share_that_the_place_decides_is_the_way_to_and_from_the_hub() -> None:
    found = effort(np.array([1200.0]), np.array([4.0]), np.array([360.0]), np.array([9_000.0]), AN_HOUR_A_WEEK)
    hours, cost = objective_share(found, AN_HOUR_A_WEEK)
    row = found.iloc[0]
    productive = row["contact_hours_week"] + row["between_hours_week"] + row["hub_way_hours_week"]
    assert hours == pytest.approx(row["hub_way_hours_week"] / productive)
    assert 0 < cost < hours  # rent is no hours
    nobody = effort(np.zeros(1), np.zeros(1), np.array([np.nan]), np.zeros(1), AN_HOUR_A_WEEK)
    assert all(np.isnan(objective_share(nobody, AN_HOUR_A_WEEK)))


@given(
    st.floats(0, 5000), st.floats(0, 60), st.floats(0, 3000), st.floats(1, 1.5),
)  # fmt: skip
def test_hours_are_the_sum_of_their_parts_and_grow_with_the_way(
    frail: float, area: float, mean: float, more: float
) -> None:
    found = effort(np.array([frail] * 2), np.array([area] * 2), np.array([mean, mean * more]), np.zeros(2), PRICE)
    parts = found[["contact_hours_week", "between_hours_week", "hub_way_hours_week"]].sum(axis=1)
    np.testing.assert_allclose(found["concierge_hours_week"], parts / PRICE["productive_share"])
    assert found["concierge_hours_week"].iloc[1] >= found["concierge_hours_week"].iloc[0] - 1e-9
    assert (found.to_numpy() >= 0).all()
